"""What the dumps still owe: the commands, on which device, that would settle a verdict."""

from __future__ import annotations

from collections.abc import Sequence

from remediate.model.base import Platform
from remediate.model.diagnosis import Diagnosis, Need
from remediate.model.evidence import EndState
from remediate.rules.base import Show
from remediate.rules.case import Case

__all__ = ["ask", "debug_of", "deciding", "needs_of_all", "of_peer", "owed", "own_address"]


def owed(case: Case) -> tuple[Need, ...]:
    """Return the outputs that the dumps lack."""
    needs = []
    for end in case.tunnel.ends:
        if end.device is None:
            continue
        if end.evidence is None or end.evidence.config is None:
            needs.append(
                Need(
                    device=end.device,
                    command="show running-config",
                    why="both configurations decide",
                )
            )
        if end.evidence is None or not end.evidence.ipsec_shown:
            needs.append(
                Need(
                    device=end.device,
                    command="show crypto ipsec sa",
                    why="live SAs show whether it works",
                )
            )
    return tuple(needs)


def of_peer(case: Case, found: Sequence[Diagnosis]) -> tuple[Need, ...]:
    """Return the configuration of a peer that nobody here runs, where a cause asks for nothing else."""
    if not any(item.phase in (1, 2) and not item.needs for item in found):
        return ()
    return tuple(
        Need(
            device=end.address,
            command="show running-config",
            why="whoever runs the peer has it: what it has for this tunnel decides",
        )
        for end in case.tunnel.ends
        if end.state is EndState.UNMANAGED and end.device is None
    )


def deciding(case: Case, found: Sequence[Diagnosis]) -> tuple[Need, ...]:
    """Return what would tell apart the causes that are left when both configurations are known."""
    command = debug_of(case) if found[0].phase != 2 else "debug crypto ipsec"
    return ask(
        case,
        (command,),
        f"taken while a negotiation starts, it tells whether it is {found[0].slug}",
    )


def own_address(case: Case) -> tuple[Need, ...]:
    """Return what tells which of an SA's two addresses is the device's own, where nothing does."""
    return tuple(
        Need(
            device=end.device,
            command="show ip address"
            if end.evidence is not None and end.evidence.platform is Platform.ASA
            else "show ip interface brief",
            why=f"which of {' and '.join(end.either)} is its own",
        )
        for end in case.tunnel.ends
        if end.device is not None and end.either
    )


def debug_of(case: Case) -> str:
    """Return the debug of the version of IKE that the two ends use."""
    return Show.DEBUG_IKEV2 if case.ikev2 else Show.DEBUG_ISAKMP


def ask(case: Case, commands: Sequence[str], why: str) -> tuple[Need, ...]:
    """Return the commands on each of the two devices."""
    return tuple(
        Need(device=end.device, command=command, why=why)
        for end in case.tunnel.ends
        if end.device is not None
        for command in commands
    )


def needs_of_all(found: Sequence[Diagnosis]) -> tuple[Need, ...]:
    """Return what the causes found need, each command once."""
    return tuple(dict.fromkeys(need for item in found for need in item.needs))
