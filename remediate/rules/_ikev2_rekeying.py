"""The key that an end of an IKEv2 tunnel gets: a new one for both ends and directions, or for the one that differs.

Where the keys are there, no new one is needed: an end whose two keys stand the wrong way round swaps them, and one whose
peer's entry serves a network takes what stands there.
"""

from __future__ import annotations

from typing import NamedTuple

from msgspec.structs import replace

from remediate.model.base import Platform
from remediate.model.change import RekeyPsk, SecretRef
from remediate.model.config_keys import PreSharedKey
from remediate.negotiation.ikev2_outcome import Credentials
from remediate.rules._odd_key import is_hub
from remediate.rules.case import Case
from remediate.secrets import alike

__all__ = ["TakenOver", "differing_way", "rekeyed", "taken_over"]


class TakenOver(NamedTuple):
    """The one end that changes, to keys that are there."""

    item: Credentials
    change: RekeyPsk
    text: str
    """What deviates."""
    why: str


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


def taken_over(case: Case, one: Credentials, two: Credentials) -> TakenOver | None:
    """Return the end that alone has to change; None where both get a new key."""
    keys = one.local, one.remote, two.local, two.remote
    if any(key is None or key.fingerprint is None or " hex " in f" {key.text} " for key in keys):
        return None
    return _swapped(case, one, two) or _networks(case, one, two)


def _swapped(case: Case, one: Credentials, two: Credentials) -> TakenOver | None:
    """Return the end whose keys are to be swapped: both ends hold the same two under the same names.

    Either end would do. It is the one with fewer peers, as the other may be a hub that does as it does for all.
    """
    if not (_alike(one.local, two.local) and _alike(one.remote, two.remote)):
        return None
    able = [item for item in (one, two) if _replaceable(item)]
    if not able:
        return None
    item = min(reversed(able), key=_peers)
    change = rekeyed(case, item, None)
    if change is None or change.previous is None or change.previous_remote is None:
        return None
    other = two if item is one else one
    return TakenOver(
        item,
        replace(change, secret=change.previous_remote, secret_remote=change.previous),
        f"both ends hold the same two keys under the same names: those of one end, {item.side.name} or {other.side.name},"
        " stand the wrong way round",
        f"the two keys of {item.side.name} are swapped, by reference; those of {other.side.name} stay",
    )


def _networks(case: Case, one: Credentials, two: Credentials) -> TakenOver | None:
    """Return the end that takes the keys of an entry which serves a network, and which stays for the others.

    That it is meant for the peer shows in a direction that agrees, or in a hub's tunnel; else the peer may be one that was
    to have an entry of its own, with a key that no other has.
    """
    wide = [item for item in (one, two) if _serves_network(item)]
    if len(wide) != 1:
        return None
    other = wide[0]
    item = two if other is one else one
    mine = rekeyed(case, item, None)
    if mine is None or mine.previous is None:
        return None  # it has no entry for the peer alone
    base = f"psk/{case.tunnel.id}/{other.side.name}"
    local, remote = (
        SecretRef(name=f"{base}/current-remote"),
        SecretRef(name=f"{base}/current-local"),
    )
    lines = mine.previous_remote is not None
    if lines and _alike(item.remote, other.local):
        change = replace(mine, secret=local, way="local", previous_remote=None)
    elif lines and _alike(item.local, other.remote):
        change = replace(mine, secret=remote, way="remote", previous=None)
    elif not is_hub(other.side, item.side):
        return None
    elif lines:
        change = replace(mine, secret=local, secret_remote=remote)
    elif _alike(other.local, other.remote):
        change = replace(mine, secret=local)
    else:
        return None  # one line can't hold two keys
    return TakenOver(
        item,
        change,
        f"the entry of {other.side.name} serves others too and stays: {item.side.name} takes what stands there",
        f"what {other.side.name} holds for it, by reference; the old one is kept for the way back",
    )


def _alike(one: PreSharedKey | None, two: PreSharedKey | None) -> bool:
    return one is not None and two is not None and one.fingerprint == two.fingerprint


def _serves_network(item: Credentials) -> bool:
    """Whether the keys of an end stand in a peer block for a network (IOS)."""
    block = item.peer
    return block is not None and block.address is not None and not block.address.is_host


def _peers(item: Credentials) -> int:
    known = item.side.config.ikev2_config
    return len(known.peers) + len(known.tunnel_groups)


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
