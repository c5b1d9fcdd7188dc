"""Two ends that negotiate with IKEv2: proposals, lookups, authentication crosswise, child SAs.

Source: RFC 7296 (sections 1.2, 2.9, 2.15, 3.3); ASA and IOS configuration guides.
"""

from __future__ import annotations

from itertools import product

from remediate.model.config_keys import PreSharedKey
from remediate.model.config_maps import CryptoMapEntry, TransformSet
from remediate.negotiation.ikev2_credentials import credentials, identity_of
from remediate.negotiation.ikev2_outcome import (
    Credentials,
    Ikev2Init,
    Ikev2Keys,
    Ikev2Lack,
    Ikev2Outcome,
)
from remediate.negotiation.ikev2_proposals import compare_proposals
from remediate.negotiation.keys_compared import how_kept
from remediate.negotiation.outcome import Agreement, KeyState, Side
from remediate.negotiation.partial import keys_may_go_on, others_possible, text_ends
from remediate.secrets import alike

__all__ = ["child_sets", "compare_ikev2", "falling_back", "no_common_version"]


def compare_ikev2(one: Side, two: Side) -> Ikev2Outcome:
    """Compare what two ends need before their child SA."""
    mine, other = credentials(one, identity_of(two)), credentials(two, identity_of(one))
    return Ikev2Outcome(
        compare_proposals(one, two),
        _authentication(mine, other),
        mine,
        other,
        (*mine.lacks, *other.lacks),
    )


def no_common_version(old: Side, new: Side) -> Ikev2Outcome:
    """Return the outcome where ``new`` uses IKEv2 alone for the peer, and ``old`` IKEv1 alone."""
    text = (
        f"{new.name} negotiates with IKEv2 alone and {old.name} with IKEv1 alone:"
        " they have no version of IKE in common"
    )
    line = old.entries[0].line if old.entries else None
    return Ikev2Outcome(
        Ikev2Init(Agreement.UNKNOWN, text),
        Ikev2Keys(KeyState.UNUSED, text),
        Credentials(old),
        Credentials(new),
        (Ikev2Lack(old, "version", text, line),),
    )


def falling_back(outcome: Ikev2Outcome) -> tuple[Ikev2Outcome, tuple[str, ...]]:
    """Return the outcome of two ends that can fall back to IKEv1, and why it can't be told.

    What IKEv2 fails by is no fault of the tunnel then (ASA 752015 comes when all versions failed).
    """
    texts = [lack.reason for lack in outcome.lacks]
    init, keys = outcome.init, outcome.keys
    if init.outcome is Agreement.DIFFER:
        texts.append(init.reason)
        init = Ikev2Init(Agreement.UNKNOWN, init.reason)
    if keys.state is KeyState.DIFFERENT:
        texts.append(keys.reason)
        keys = Ikev2Keys(KeyState.UNUSED, keys.reason)
    found = outcome._replace(init=init, keys=keys, lacks=())
    return found, tuple(
        f"both ends can fall back to IKEv1 where IKEv2 fails: {text}" for text in texts
    )


def child_sets(side: Side, entry: CryptoMapEntry) -> tuple[TransformSet, ...]:
    """Return what an entry offers for the child SA; an ASA's IPsec proposal is a product of lists."""
    if not entry.ikev2_proposals:
        return tuple(
            item
            for name in entry.transform_sets
            if (item := side.config.transform_set(name)) is not None
        )
    found = []
    for name in entry.ikev2_proposals:
        proposal = side.config.ikev2_config.ipsec_proposal(name)
        if proposal is None:
            continue
        if proposal.problem:
            found.append(
                TransformSet(name=name, transforms=(), problem=proposal.problem, line=proposal.line)
            )
            continue
        for cipher, digest in product(proposal.encryption, proposal.integrity or (None,)):
            alone = digest is None or cipher.startswith(("esp-gcm", "esp-gmac"))
            words = (cipher,) if alone or digest is None else (cipher, digest)
            found.append(TransformSet(name=name, transforms=words, line=proposal.line))
    return tuple(dict.fromkeys(found))


def _authentication(one: Credentials, two: Credentials) -> Ikev2Keys:
    """Compare what each end proves itself with against what the other one accepts."""
    for item in (one, two):
        if item.local_method is None or not item.remote_methods:
            texts = (*item.unknown, *(lack.reason for lack in item.lacks))
            return Ikev2Keys(KeyState.UNUSED, next(iter(texts), "authentication is not known"))
    for item, other in ((one, two), (two, one)):
        if item.local_method not in other.remote_methods:
            accepted = " or ".join(other.remote_methods)
            return Ikev2Keys(
                KeyState.DIFFERENT,
                f"{item.side.name} authenticates with {item.local_method}, and {other.side.name} accepts {accepted}",
                methods=True,
            )
    results = [
        _direction(item, other)
        for item, other in ((one, two), (two, one))
        if item.local_method == "pre-share"
    ]
    for state in (KeyState.DIFFERENT, KeyState.INCOMPARABLE, KeyState.UNUSED):
        for result in results:
            if result.state is state:
                return result
    if len(results) < 2:
        return Ikev2Keys(KeyState.INCOMPARABLE, "certificates are not compared")
    return Ikev2Keys(KeyState.EQUAL, "the keys of both ends agree in both directions")


def _direction(prover: Credentials, verifier: Credentials) -> Ikev2Keys:
    """Compare the local key of one end with the remote key of the other."""
    mine, other = prover.local, verifier.remote
    names = f"the local key of {prover.side.name} and the remote key of {verifier.side.name}"
    for item, key, way in ((prover, mine, "local"), (verifier, other, "remote")):
        if key is None:
            return Ikev2Keys(KeyState.UNUSED, f"the {way} key of {item.side.name} is not known")
        if key.fingerprint is None:
            return Ikev2Keys(
                KeyState.INCOMPARABLE,
                f"the {way} key of {item.side.name} is {how_kept(key)} and cannot be compared",
            )
    assert mine is not None and other is not None  # noqa: S101, PT018  # narrowed by the loop above
    same = alike(mine.fingerprint, other.fingerprint)
    if same is None:
        return Ikev2Keys(
            KeyState.INCOMPARABLE,
            f"{names} come from different collections and cannot be compared",
        )
    if same and _hex(mine) is _hex(other):
        return Ikev2Keys(KeyState.EQUAL, f"{names} agree")
    if _hex(mine) is not _hex(other):
        return Ikev2Keys(
            KeyState.INCOMPARABLE, f"of {names} one is hexadecimal: they cannot be compared"
        )
    for item in (prover, verifier):
        if keys_may_go_on(item.side) or others_possible(item.side):
            return Ikev2Keys(
                KeyState.INCOMPARABLE,
                f"{text_ends(item.side)} where its keys stand: they cannot be compared",
            )
    return Ikev2Keys(KeyState.DIFFERENT, f"{names} differ")


def _hex(key: PreSharedKey) -> bool:
    return " hex " in f" {key.text} "
