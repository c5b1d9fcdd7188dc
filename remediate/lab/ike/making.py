"""Associations made of an exchange: what each end's tables will show."""

from __future__ import annotations

from remediate.lab.aces import Ace
from remediate.lab.associations import FlowSa, IkeSa, Role, Spi
from remediate.lab.ike.exchange import Child, End, Exchange, Reason
from remediate.lab.ike.facts import CryptoEntry
from remediate.lab.ike.state import Bond, Flow, Holding, Pair, number_of

__all__ = ["ike_sas_of", "joined", "make_flow", "stuck_sa"]

_FIRST_CONNECTION = 1001
_WAITS = {
    Reason.NO_ANSWER: ("MM_NO_STATE", "MM_WAIT_MSG2", "IN-NEG"),
    Reason.NO_ROUTE: ("MM_NO_STATE", "MM_WAIT_MSG2", "IN-NEG"),
    Reason.ANSWER_LOST: ("MM_NO_STATE", "MM_WAIT_MSG2", "IN-NEG"),
    Reason.POLICY: ("MM_NO_STATE", "MM_WAIT_MSG2", ""),
    Reason.PEER_NO_KEY: ("MM_NO_STATE", "MM_WAIT_MSG2", ""),
    Reason.PORT_4500: ("MM_KEY_EXCH", "MM_WAIT_MSG6", "IN-NEG"),
    Reason.KEYS: ("MM_KEY_EXCH", "MM_WAIT_MSG6", ""),
    Reason.CERTIFICATE: ("MM_KEY_EXCH", "MM_WAIT_MSG6", ""),
    Reason.CERTIFICATE_BACK: ("MM_KEY_EXCH", "MM_WAIT_MSG6", ""),
}
"""State of the initiator: IOS, ASA, IKEv2."""
_ANSWERED = {
    Reason.ANSWER_LOST: ("MM_SA_SETUP", "MM_WAIT_MSG3", "IN-NEG"),
    Reason.PORT_4500: ("MM_KEY_EXCH", "MM_WAIT_MSG5", "IN-NEG"),
    Reason.KEYS: ("MM_KEY_EXCH", "MM_WAIT_MSG5", ""),
    Reason.CERTIFICATE: ("MM_KEY_EXCH", "MM_WAIT_MSG5", ""),
    Reason.CERTIFICATE_BACK: ("MM_KEY_EXCH", "MM_WAIT_MSG5", ""),
    Reason.POLICY: ("MM_NO_STATE", "", ""),
    Reason.PEER_NO_KEY: ("MM_NO_STATE", "", ""),
}


def _connection(holding: Holding, version: int) -> int:
    if version == 2:
        taken = {sa.connection for bond in holding.bonds for sa in bond.ends.values()}
        return next(number for number in range(1, 100_000) if number not in taken)
    holding.connections += 1
    return _FIRST_CONNECTION + holding.connections - 1


def _ike_sa(exchange: Exchange, end: End, role: Role, holding: Holding, now: float) -> IkeSa:
    sa = IkeSa(
        peer=end.peer,
        local=end.local,
        role=role,
        version=exchange.version,
        state=_up(end, exchange.version),
        connection=_connection(holding, exchange.version),
        lifetime=exchange.lifetime,
        nat_traversal=exchange.floated,
        peer_port=4500 if exchange.floated else 500,
        began=now,
        spi=(
            number_of("i", exchange.initiator.local, exchange.initiator.peer, now),
            number_of("r", exchange.initiator.local, exchange.initiator.peer, now),
        ),
        profile=end.profile,
        front_vrf=end.facts.front(end.local),
        authentication="rsa-sig" if exchange.signed else "pre-share",
    )
    if exchange.policy is not None:
        sa.encryption, sa.hash = exchange.policy.encryption, exchange.policy.hash
        sa.prf = exchange.policy.hash
        sa.group = exchange.policy.group
    if exchange.proposal is not None:
        sa.encryption = exchange.proposal.encryption[0]
        sa.hash = "".join(exchange.proposal.integrity)
        sa.prf, sa.group = exchange.proposal.prf[0], exchange.proposal.groups[0]
    return sa


def _up(end: End, version: int) -> str:
    if version == 2:
        return "READY"
    return "MM_ACTIVE" if end.facts.asa else "QM_IDLE"


def ike_sas_of(
    exchange: Exchange, mine: Holding, theirs: Holding, now: float
) -> tuple[IkeSa, IkeSa]:
    """Return an IKE SA as its initiator and as its responder have it."""
    return (
        _ike_sa(exchange, exchange.initiator, Role.INITIATOR, mine, now),
        _ike_sa(exchange, exchange.answering, Role.RESPONDER, theirs, now),
    )


def stuck_sa(
    exchange: Exchange, holding: Holding, old: IkeSa | None, now: float, *, initiator: bool
) -> IkeSa | None:
    """Return the row of a phase 1 that does not come about, None where the table shows none."""
    if exchange.refusal is None:
        return None
    states = (_WAITS if initiator else _ANSWERED).get(exchange.refusal)
    end = exchange.initiator if initiator else exchange.answering
    if states is None:
        return None
    state = states[2] if exchange.version == 2 else states[1 if end.facts.asa else 0]
    if not state:
        return None
    keyed = state == "MM_KEY_EXCH"
    if old is not None and old.state == state:
        return old
    sa = IkeSa(
        peer=end.peer,
        local=end.local,
        role=Role.INITIATOR if initiator else Role.RESPONDER,
        version=exchange.version,
        state=state,
        connection=_connection(holding, exchange.version) if keyed or exchange.version == 2 else 0,
        began=now,
        nat_traversal=exchange.floated,
        peer_port=4500 if exchange.floated else 500,
        spi=(number_of("i", end.local, end.peer, now), 0),
        front_vrf=end.facts.front(end.local),
    )
    if not initiator and exchange.refusal in (Reason.POLICY, Reason.PEER_NO_KEY):
        sa.deleted = True
    return sa


def make_flow(entry: CryptoEntry, selector: Ace, peer: str) -> Flow:
    """Return a flow without associations."""
    sa = FlowSa(
        interface=entry.interface,
        tag=entry.tag,
        sequence=entry.sequence,
        local=entry.local,
        peer=peer,
        selector=selector,
        front_vrf=entry.vrf,
        vrf=entry.inside,
    )
    return Flow(entry=entry, sa=sa)


def joined(
    bond: Bond,
    exchange: Exchange,
    child: Child,
    one: tuple[str, Flow, Holding],
    other: tuple[str, Flow, Holding],
    now: float,
) -> Pair:
    """Put associations into the flows of both ends."""
    pair = Pair(
        bond=bond,
        child=child,
        began=now,
        lifetime=child.lifetime,
        names=(one[0], other[0]),
        counted=now,
    )
    values = [number_of("spi", *pair.names, child.offer.text(), now, way) | 0x100 for way in "ab"]
    group = child.pfs
    for (name, flow, holding), end, spis in (
        (one, exchange.initiator, values),
        (other, exchange.answering, values[::-1]),
    ):
        numbers = []
        for value in spis:
            holding.engines += 1
            numbers.append(Spi(value=value, connection=holding.engines, flow=holding.engines))
        _fill(flow, exchange, child, end, numbers, group, now)
        flow.pair = pair
        pair.ends[name] = flow
        if name in bond.ends:
            bond.ends[name].vrf = flow.entry.inside
    return pair


def _fill(
    flow: Flow,
    exchange: Exchange,
    child: Child,
    end: End,
    spis: list[Spi],
    group: int | None,
    now: float,
) -> None:
    sa = flow.sa
    sa.local, sa.peer = end.local, end.peer
    sa.inbound, sa.outbound = spis
    sa.transforms = child.transform.items if child.transform is not None else ()
    sa.mode = "transport" if child.transport else "tunnel"
    sa.pfs = group
    sa.nat_traversal = exchange.floated
    sa.peer_port = 4500 if exchange.floated else 500
    sa.lifetime, sa.kilobytes = child.lifetime, child.kilobytes
    sa.began = now
    sa.replay_window = flow.entry.window
    port = end.facts.ports.get(flow.entry.interface)
    outer = end.facts.owner(end.local)
    sa.path_mtu = min(item.mtu for item in (port, outer) if item is not None)
