"""SAs that stand while packets are lost between the ends, or one end never answers: open, not healthy."""

from __future__ import annotations

from remediate.model.base import Platform, Verdict
from remediate.model.diagnosis import Need
from remediate.rules._routing_shown import route_command, settled
from remediate.rules._taken_by_nat import once_carried
from remediate.rules.base import Show
from remediate.rules.case import Case
from remediate.rules.path import Lost, lost_on_the_way, speaks_alone, takes_alone

__all__ = ["carried_once", "errors_counted", "silence", "unanswering"]

_MANY_ERRORS = 20
_SHARE = 100
"""Errors are told of where there are so many, and one packet in a hundred or more."""


def silence(case: Case) -> tuple[Verdict, str, tuple[Need, ...]] | None:
    """Return verdict, reason and what decides; None where packets are seen to arrive, or none was sent."""
    lost = lost_on_the_way(case)
    if not lost:
        return _unheard(case)
    texts, needs = [], []
    for item in lost:
        here, there = (end.device or end.address for end in (item.sender, item.receiver))
        texts.append(f"{here} encapsulated {item.packets} packets and {there} received none")
        if item.receiver.device is not None:
            needs.append(_arriving(item, item.receiver.device))
    return (
        Verdict.AMBIGUOUS,
        f"the SAs stand, and {'; '.join(texts)}: {lost[0].carrier} is lost on the way",
        tuple(needs),
    )


def _arriving(item: Lost, device: str) -> Need:
    """Return what shows whether packets reach the receiver: its lists, unless its configuration has told of them.

    The lists of a PIX or ASA are for what passes through it.
    """
    evidence = item.receiver.evidence
    config = evidence.config if evidence is not None else None
    whole = config is not None and config.complete and config.cut is None
    asa = evidence is not None and evidence.platform is Platform.ASA
    if asa or whole:
        return Need(
            device=device,
            command="capture" if asa else "monitor capture",
            why=f"on its outside interface: whether {item.carrier} from {item.sender.address} arrives there;"
            " if not, the provider or a firewall on the way takes it",
        )
    return Need(
        device=device,
        command=Show.ACCESS_LISTS,
        why=f"whether {item.carrier} from {item.sender.address} may come in;"
        " else the provider or a firewall on the way takes it",
    )


def errors_counted(case: Case) -> str:
    """Return what to add of errors that SAs count beside what they carry; nothing where they are few."""
    found = []
    for end in case.tunnel.ends:
        for name, kind, word in (
            ("recv_errors", "decaps", "receive"),
            ("send_errors", "encaps", "send"),
        ):
            errors = sum(sa.counter(name) for sa in end.ipsec_sas if sa.up)
            good = sum(sa.counter(kind) for sa in end.ipsec_sas if sa.up)
            if errors >= _MANY_ERRORS and errors * _SHARE >= good:
                found.append(
                    f"{end.device or end.address} counts {errors:,} {word} errors beside {good:,} packets"
                )
    return (
        f"; {'; '.join(found)}: whether they grow shows when it is printed again" if found else ""
    )


def carried_once(case: Case) -> str:
    """Return what to add where NAT would take a flow of which packets were counted; nothing elsewhere."""
    found = [
        f"{item.flow.device} by its configuration translates {item.flow.selector} before it is encrypted ({item.found.why})"
        for item in once_carried(case)
    ]
    return (
        f"; {'; '.join(found)}: whether its encaps still grow shows when it is printed again"
        if found
        else ""
    )


def _unheard(case: Case) -> tuple[Verdict, str, tuple[Need, ...]] | None:
    """Return what is to be said of an end that sends and hears nothing, while the other end is not shown."""
    end = speaks_alone(case)
    if end is None:
        return unanswering(case)
    other = case.tunnel.other(end)
    here, there = end.device or end.address, other.device or other.address
    needs: tuple[Need, ...] = ()
    if other.device is not None:
        why = "whether what was sent arrives, and is answered"
        needs = (Need(device=other.device, command=Show.IPSEC_SA, why=why),)
    return (
        Verdict.AMBIGUOUS,
        f"the SAs stand, and {here} encapsulates packets and decapsulates none: {there} does not answer",
        needs,
    )


def unanswering(case: Case) -> tuple[Verdict, str, tuple[Need, ...]] | None:
    """Return what is to be said of an end that takes packets out of the tunnel and puts none in."""
    found = takes_alone(case)
    if found is None:
        return None
    end, packets = found
    name = end.device or end.address
    asa = end.evidence is not None and end.evidence.platform is Platform.ASA
    need = Need(
        device=name,
        command=route_command(end),
        why="whether the other end's networks are routed into the tunnel, and its own to where they are",
    )
    nat = Need(
        device=name,
        command="show nat detail" if asa else "show ip nat translations",
        why="whether NAT takes what goes back to the other end's networks",
    )
    stand = any(sa.up for sa in end.ipsec_sas)
    seen = (
        f"the SAs stand, and {name} decapsulates {packets} packets and encapsulates none"
        if stand
        else f"{name} counts {packets} packets decapsulated and none encapsulated"
    )
    text = (
        f"{seen}: {'its' if settled(end) else 'its routes, its'} NAT or the hosts behind it decide"
    )
    return Verdict.AMBIGUOUS, text, (nat,) if settled(end) else (need, nat)
