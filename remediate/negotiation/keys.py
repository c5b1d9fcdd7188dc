"""Which pre-shared key an end uses for its peer, and whether the two are the same."""

from __future__ import annotations

from remediate.model.config import (
    KeyForm,
    PreSharedKey,
)
from remediate.model.selector import parse_address
from remediate.negotiation.outcome import Keys, KeyState, Side

__all__ = ["compare_keys", "key_for"]


def key_for(side: Side) -> PreSharedKey | None:
    """Return the IKEv1 pre-shared key that the device uses for the peer: the most specific entry.

    Names an ASA's tunnel-group of the peer before ``DefaultL2LGroup``. An entry bound to a keyring
    counts like a global one (profiles choose among them; the most specific is the same).
    """
    target = parse_address(side.peer) if "." in side.peer else None
    best: PreSharedKey | None = None
    score = -1
    for key in side.config.keys:
        if key.ikev2:
            continue
        if key.peer is not None and target is not None:
            block = key.peer
            if (block.address ^ target) & (0xFFFFFFFF ^ block.wildcard):
                continue
            specific = 32 - block.wildcard.bit_count()
        elif key.peer is None and key.keyring == "DefaultL2LGroup":
            specific = 0
        else:
            continue
        if specific > score:
            best, score = key, specific
    return best


def compare_keys(one: Side, two: Side) -> Keys:
    """Compare the keys that the two ends use for each other."""
    first, second = key_for(one), key_for(two)
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
            return Keys(
                KeyState.MISSING,
                f"{side.name} has no pre-shared key for {side.peer}",
                first,
                second,
            )
    assert first is not None and second is not None  # noqa: S101, PT018  # narrowed by the loop above
    for side, key in ((one, first), (two, second)):
        if key.fingerprint is None:
            how = {
                KeyForm.TYPE6: "encrypted (type 6)",
                KeyForm.TYPE7: "obfuscated (type 7)",
                KeyForm.MASKED: "masked",
            }.get(key.form, "not readable")
            return Keys(
                KeyState.INCOMPARABLE,
                f"the key of {side.name} is {how} and cannot be compared",
                first,
                second,
            )
    if first.fingerprint == second.fingerprint:
        return Keys(KeyState.EQUAL, "both ends hold the same pre-shared key", first, second)
    return Keys(
        KeyState.DIFFERENT,
        f"{one.name} and {two.name} hold different pre-shared keys for each other",
        first,
        second,
    )
