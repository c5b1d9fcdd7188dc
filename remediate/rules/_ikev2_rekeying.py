"""The new key that an end of an IKEv2 tunnel gets: for both directions, or for the one whose keys differ."""

from __future__ import annotations

from remediate.model.base import Platform
from remediate.model.change import RekeyPsk, SecretRef
from remediate.negotiation.ikev2_outcome import Credentials
from remediate.rules.case import Case
from remediate.secrets import alike

__all__ = ["differing_way", "rekeyed"]


def differing_way(one: Credentials, two: Credentials) -> tuple[str, str] | None:
    """Return which key of each end differs from the other's, where those of the other direction agree.

    None where both directions differ or one can't be compared, and where an end has one key for both directions: what
    proves it is then what it accepts.
    """
    pairs = [("local", one.local, two.remote, "remote"), ("remote", one.remote, two.local, "local")]
    differing: list[tuple[str, str]] = []
    agreeing: list[tuple[str, str]] = []
    for mine, ours, theirs, other in pairs:
        if ours is None or theirs is None:
            return None
        same = alike(ours.fingerprint, theirs.fingerprint)
        if same is None:
            return None
        if (" hex " in f" {ours.text} ") is not (" hex " in f" {theirs.text} "):
            return None
        (agreeing if same else differing).append((mine, other))
    own = all(_replaceable(item) for item in (one, two))
    return differing[0] if differing and agreeing and own else None


def _replaceable(item: Credentials) -> bool:
    """Whether an end has an entry for the peer alone, with a line for each direction."""
    held = item.group.peer if item.group is not None else None
    place = item.peer.address if item.peer is not None else held
    lines = [key.line for key in (item.local, item.remote) if key is not None]
    return place is not None and place.is_host and len({*lines}) == 2


def rekeyed(case: Case, item: Credentials, way: str | None) -> RekeyPsk | None:
    """Return the change for one end: its own entry is replaced; one for a network gets one beside it."""
    side, new = item.side, SecretRef(name=f"psk/{case.tunnel.id}/new")
    old = SecretRef(name=f"psk/{case.tunnel.id}/{side.name}/previous")
    remote = SecretRef(name=f"psk/{case.tunnel.id}/{side.name}/previous-remote")
    if side.config.platform is Platform.ASA:
        if item.group is None or item.group.peer is None or not item.group.peer.is_host:
            return None
        return RekeyPsk(
            device=side.name, peer=item.group.name, secret=new, ikev2=True, way=way,
            previous=old if way != "remote" else None,
            previous_remote=remote if way != "local" else None,
        )  # fmt: skip
    block = item.peer
    if block is None or item.local is None or item.remote is None:
        return None
    if block.address is not None and block.address.is_host:
        two = item.local.line != item.remote.line
        return RekeyPsk(
            device=side.name, peer=side.peer, keyring=block.keyring, block=block.name, secret=new,
            ikev2=True, way=way, previous=old if way != "remote" else None,
            previous_remote=remote if two and way != "local" else None,
        )  # fmt: skip
    if way is not None:
        return None  # a block of its own would want the key of the other direction too
    taken = {peer.name for peer in side.config.ikev2_config.peers if peer.keyring == block.keyring}
    other = case.tunnel.other(side.end)
    name = next(
        one
        for one in (other.device, f"peer-{side.peer}", f"peer-{side.peer}-2")
        if one and one not in taken
    )
    return RekeyPsk(
        device=side.name, peer=side.peer, keyring=block.keyring, block=name, secret=new,
        previous=None, ikev2=True,
    )  # fmt: skip
