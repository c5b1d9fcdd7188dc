"""The changes that give both ends one pre-shared key."""

from __future__ import annotations

from msgspec import structs

from remediate.model.base import Platform, Safety
from remediate.model.change import RekeyPsk, SecretRef
from remediate.model.config_keys import PreSharedKey
from remediate.model.diagnosis import Fix
from remediate.negotiation import (
    Negotiation,
    Side,
    asks_user,
    key_for,
)
from remediate.rules.case import Case

__all__ = ["rekeyed", "taken_over"]


def taken_over(case: Case, holder: Side, other: Side, why: str) -> Fix | None:
    """Return the fix of the one end that takes the key of its peer, None where its entry can't be changed."""
    key = key_for(holder)
    change = _change(holder, key, f"psk/{case.tunnel.id}") if key is not None else None
    if change is None:
        return None
    current = SecretRef(name=f"psk/{case.tunnel.id}/{other.name}/current")
    live = case.any_up() or case.phase1_up()
    kept = "the old one is kept for the way back"
    beside = f"an entry for {change.peer} alone stands beside the one that its other peers keep"
    return Fix(
        kind="rekey-psk",
        device=holder.name,
        safety=Safety.DISRUPTIVE if live else Safety.SAFE,
        documented=True,
        why=f"{why}, by reference; {kept if change.previous is not None else beside}",
        change=structs.replace(change, secret=current),
    )


def rekeyed(case: Case, negotiation: Negotiation) -> tuple[Fix, ...]:
    """Return the fixes of both ends, which get one new key."""
    name = f"psk/{case.tunnel.id}"
    live = case.any_up() or case.phase1_up()
    fixes = []
    for side in (negotiation.one, negotiation.two):
        key = key_for(side)
        fixes.append(
            Fix(
                kind="rekey-psk",
                device=side.name,
                safety=Safety.DISRUPTIVE if live else Safety.SAFE,
                documented=True,
                why="one new key for both ends, from one secret reference; the old one is kept for the way back",
                change=_change(side, key, name) if key is not None else None,
            )
        )
    return tuple(fixes)


def _change(side: Side, key: PreSharedKey, name: str) -> RekeyPsk | None:
    """Return the change for one end.

    An entry for this peer alone is replaced. One that serves a network stays, and an entry for the
    peer, which is more specific, is put beside it: other peers keep their key.
    """
    if key.peer is None:
        return None
    own = key.peer.is_host
    if side.config.platform is Platform.ASA and not own and not side.config.release.pix:
        return None
    return RekeyPsk(
        device=side.name,
        peer=key.peer.dotted if own else side.peer,
        mask=None,
        keyring=key.keyring,
        no_xauth=key.no_xauth or asks_user(side),
        secret=SecretRef(name=f"{name}/new"),
        previous=SecretRef(name=f"{name}/{side.name}/previous") if own else None,
    )
