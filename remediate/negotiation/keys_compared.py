"""Whether the pre-shared keys that two ends use for each other are the same, as far as that can be told."""

from __future__ import annotations

from remediate.model.config_keys import KeyForm, PreSharedKey
from remediate.negotiation.keys import keys_for
from remediate.negotiation.outcome import Keys, KeyState, Side
from remediate.negotiation.partial import (
    closer_key_possible,
    keys_may_be_elsewhere,
    keys_may_go_on,
    text_ends,
)
from remediate.negotiation.translation import translated, translation
from remediate.secrets import alike

__all__ = ["compare_keys", "how_kept"]


def _of_everyone(key: PreSharedKey) -> bool:
    return key.ikev2 or (key.peer is not None and key.peer.is_any)


_KEPT = {
    KeyForm.TYPE6: "encrypted (type 6)",
    KeyForm.TYPE8: "encrypted (type 8)",
    KeyForm.TYPE7: "obfuscated (type 7)",
    KeyForm.MASKED: "masked",
}


def how_kept(key: PreSharedKey) -> str:
    """Return in words the form of a key that can't be compared."""
    return _KEPT.get(key.form, "not readable")


def compare_keys(one: Side, two: Side) -> Keys:
    """Compare the keys that the two ends use for each other."""
    for side in (one, two):
        if translated(side) and any(not _of_everyone(key) for key in side.config.keys):
            return Keys(KeyState.UNUSED, translation(side))
    ours, theirs = keys_for(one), keys_for(two)
    first, second = next(iter(ours), None), next(iter(theirs), None)
    for side, key in ((one, first), (two, second)):
        if key is None:
            certificates = any(
                p.authentication.startswith("rsa") for p in side.config.policies if not p.default
            )
            if certificates:
                return Keys(
                    KeyState.INCOMPARABLE,
                    f"{side.name} authenticates with RSA: certificates are not compared",
                    first,
                    second,
                )
            if any(item.hostname for item in side.config.keys):
                return Keys(
                    KeyState.INCOMPARABLE,
                    f"{side.name} holds keys by host name: which one is for {side.peer} is not known",
                    first,
                    second,
                )
            if keys_may_be_elsewhere(side):
                return Keys(
                    KeyState.INCOMPARABLE,
                    f"{text_ends(side)}: its key for {side.peer} is not known",
                    first,
                    second,
                )
            return Keys(
                KeyState.MISSING,
                f"{side.name} has no pre-shared key for {side.peer}",
                first,
                second,
            )
    assert first is not None and second is not None  # noqa: S101, PT018  # narrowed by the loop above
    for side, key in ((side, key) for side, keys in ((one, ours), (two, theirs)) for key in keys):
        if key.fingerprint is None:
            return Keys(
                KeyState.INCOMPARABLE,
                f"the key of {side.name} is {how_kept(key)} and cannot be compared",
                first,
                second,
            )
    compared = [alike(a.fingerprint, b.fingerprint) for a in ours for b in theirs]
    if None in compared:
        return Keys(
            KeyState.INCOMPARABLE,
            f"the keys of {one.name} and {two.name} come from different collections and cannot be compared",
            first,
            second,
        )
    equal = [item is True for item in compared]
    if any(equal) and not all(equal):
        side = one if len({key.fingerprint for key in ours}) > 1 else two
        return Keys(
            KeyState.INCOMPARABLE,
            f"{side.name} holds more than one key for {side.peer}, and no ISAKMP profile says which one it uses",
            first,
            second,
        )
    if all(equal):
        return Keys(KeyState.EQUAL, "both ends hold the same pre-shared key", first, second)
    for side, held in ((one, ours), (two, theirs)):
        if keys_may_go_on(side) or any(closer_key_possible(side, key) for key in held):
            return Keys(
                KeyState.INCOMPARABLE,
                f"{text_ends(side)} where its keys stand: they cannot be compared",
                first,
                second,
            )
    return Keys(
        KeyState.DIFFERENT,
        f"{one.name} and {two.name} hold different pre-shared keys for each other",
        first,
        second,
    )
