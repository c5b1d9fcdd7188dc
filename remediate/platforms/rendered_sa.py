"""What both platforms have in common of changes that guard and keep SAs."""

from __future__ import annotations

from remediate.model.base import Safety
from remediate.model.change import Rendered
from remediate.model.change_map import AlignTransformSet
from remediate.model.change_sa import ClearPeerSa, DropEspAuthentication
from remediate.model.config_maps import TransformSet
from remediate.platforms.rendered import NotRendered

__all__ = [
    "NEW_SAS",
    "WINDOW_SIZES",
    "cleared",
    "peer_clear",
    "peer_shown",
    "successor_of",
    "weakened",
    "window_back",
    "window_refused",
]

WINDOW_SIZES = (64, 128, 256, 512, 1024)
"""Packets of an anti-replay window."""
NEW_SAS = "SAs that stand keep their window until they are renegotiated"


def window_refused(value: int) -> str | None:
    """Return why no window has that many packets, None where one can have."""
    if value in WINDOW_SIZES:
        return None
    return f"the window has 64, 128, 256, 512 or 1024 packets, not {value}"


def window_back(line: str, value: int, previous: int | None) -> str:
    """Return the inverse of ``line window-size value``; a ``previous`` of 0 was no check at all."""
    if previous is None:
        return f"no {line} window-size {value}"
    return f"{line} window-size {previous}" if previous else f"{line} disable"


def successor_of(change: DropEspAuthentication, new: TransformSet) -> AlignTransformSet:
    """Return the change that gives the entry ``new``, the set without authentication, and no other."""
    return AlignTransformSet(
        device=change.device,
        new=new,
        map=change.map,
        sequence=change.sequence,
        transform_sets=(new.name,),
        previous=change.previous,
    )


def weakened(made: Rendered | NotRendered) -> Rendered | NotRendered:
    """Return a rendered successor set as what it is: weaker, and of use on both ends alone."""
    if isinstance(made, NotRendered):
        return made
    return Rendered(
        commands=made.commands,
        inverse=made.inverse,
        safety=Safety.WEAKENING,
        disruptive=True,
        preconditions=(
            "the other end gets the same set, and no SA comes up while only one of them has it",
            *made.preconditions,
        ),
    )


def cleared(change: ClearPeerSa, commands: tuple[str, ...], look: str) -> Rendered:
    """Return the operation that clears a peer's SAs; ``look`` is the command to look with before."""
    return Rendered(
        commands=commands,
        inverse=(),
        safety=Safety.DISRUPTIVE if change.live else Safety.SAFE,
        preconditions=(f"`{look}` still shows the SPI that the other end does not know",),
        operational=True,
    )


def peer_clear(change: ClearPeerSa) -> str:
    """Return IOS's command for it.

    What a session has are the IKE SA and all that came of it; IKEv2 deletes its children with its SA. Of a
    peer in a front-door VRF the VRF is named; `clear crypto ikev2 sa` takes the peer alone, and finds it in any.
    """
    if change.ike == 2:
        return f"clear crypto ikev2 sa remote {change.peer}"
    if change.ike == 1:
        vrf = f"fvrf {change.vrf} " if change.vrf else ""
        return f"clear crypto session {vrf}remote {change.peer}"
    return f"clear crypto sa peer {_in_vrf(change)}"


def peer_shown(change: ClearPeerSa) -> str:
    """Return IOS's command that shows the SAs with the peer."""
    return f"show crypto ipsec sa peer {_in_vrf(change)}"


def _in_vrf(change: ClearPeerSa) -> str:
    named = change.vrf is not None and ":" not in change.peer
    return f"vrf {change.vrf} {change.peer}" if named else change.peer
