"""What keeps SAs that one end has lost from lasting at the other: dead peer detection, and an answer to invalid SPIs."""

from __future__ import annotations

from remediate.model.base import Platform, Safety
from remediate.model.change_sa import InvalidSpiRecovery, SetDpd
from remediate.model.diagnosis import Fix
from remediate.model.evidence import TunnelEnd
from remediate.negotiation import Side, side_of
from remediate.rules.case import Case

__all__ = ["dead_peer_detection", "spi_recovery"]


def dead_peer_detection(case: Case) -> tuple[Fix, ...]:
    """Return dead peer detection for the ends that are seen to run none."""
    fixes = []
    for end in case.tunnel.ends:
        side = side_of(case.tunnel, end)
        if side is None or not side.config.complete:
            continue
        change = _dpd_change(side)
        if change is None:
            continue
        fixes.append(
            Fix(
                kind="set-dpd",
                device=side.name,
                safety=Safety.SAFE,
                documented=False,
                why="a peer that has lost its SAs is then noticed in seconds and not at the next rekey",
                change=change,
            )
        )
    return tuple(fixes)


def _dpd_change(side: Side) -> SetDpd | None:
    """Return what switches it on at an end, None where it runs or the release has no command for it."""
    device, config, peer = side.name, side.config, side.peer
    profiles = {entry.ikev2_profile for entry in side.entries if entry.ikev2_profile}
    if profiles and config.platform is Platform.IOS:
        known = config.ikev2_config
        own = any(item.dpd for item in known.profiles if item.name in profiles)
        return None if own or known.dpd else SetDpd(device=device, ikev2=True)
    groups = config.settings.without_keepalive
    if config.platform is Platform.ASA and not (
        config.release.pix and config.release.numbers < (7,)
    ):
        return SetDpd(device=device, group=peer) if peer in groups else None
    return SetDpd(device=device) if config.settings.keepalive is None else None


def spi_recovery(receiver: TunnelEnd) -> tuple[Fix, ...]:
    """Return that a router answers invalid SPIs by a negotiation; nothing of a firewall, which has no such command."""
    config = receiver.evidence.config if receiver.evidence is not None else None
    if config is not None and config.platform is Platform.ASA:
        return ()  # PIX and ASA have none
    usable = (
        config is not None
        and config.platform is Platform.IOS
        and not config.settings.invalid_spi_recovery
    )
    name = receiver.device or receiver.address
    return (
        Fix(
            kind="invalid-spi-recovery",
            device=receiver.device,
            safety=Safety.WEAKENING,
            documented=False,
            why="the router then answers such packets with a negotiation, those of strangers too: only by name",
            change=InvalidSpiRecovery(device=name) if usable else None,
            by_name=True,
        ),
    )
