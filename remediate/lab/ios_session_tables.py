"""``show crypto session`` as IOS prints it, and the sessions of ``show dmvpn detail``."""

from __future__ import annotations

from collections.abc import Iterator

from remediate.lab.aces import Ace, Block
from remediate.lab.associations import FlowSa, IkeSa
from remediate.lab.ios_tables import clock_text

__all__ = ["dmvpn_session", "sessions"]

_DONE = ("QM_IDLE", "READY")


def _flow_words(ace: Ace) -> str:
    def side(block: Block) -> str:
        if block.wildcard == 0:
            return f"host {block.address}"
        return f"{block.address}/{block.netmask}"

    name = "ip" if ace.protocol == 0 else str(ace.protocol)
    return f"permit {name} {side(ace.source)} {side(ace.destination)}"


def sessions(phase1: list[IkeSa], flows: list[FlowSa], now: float, *, detail: bool) -> str:
    """Return ``show crypto session [detail]``."""
    text = ["Crypto session current status\n\n"]
    if detail:
        text.append(
            "Code: C - IKE Configuration mode, D - Dead Peer Detection     \n"
            "K - Keepalives, N - NAT-traversal, T - cTCP encapsulation     \n"
            "X - IKE Extended Authentication, F - IKE Fragmentation\n"
            "R - IKE Auto Reconnect\n\n"
        )
    places = dict.fromkeys((sa.interface, sa.peer) for sa in flows)
    for interface, peer in places:
        mine = [sa for sa in flows if (sa.interface, sa.peer) == (interface, peer)]
        ikes = [sa for sa in phase1 if sa.peer == peer]
        text.extend(_session(interface, peer, ikes, mine, now, detail=detail))
    return "".join(text)


def _session(
    interface: str, peer: str, ikes: list[IkeSa], flows: list[FlowSa], now: float, *, detail: bool
) -> Iterator[str]:
    up = any(sa.up for sa in flows)
    done = any(sa.state in _DONE and not sa.deleted for sa in ikes)
    status = _status(flows, ikes)
    yield f"Interface: {interface}\n"
    if detail and up:
        yield f"Uptime: {clock_text(now - min(sa.began for sa in flows if sa.up))}\n"
    yield f"Session status: {status}{'     ' if up else ''}\n"
    port = flows[0].peer_port
    if detail:
        identity = peer if done else "(none)"
        yield f"Peer: {peer} port {port} fvrf: {flows[0].front_vrf or '(none)'} ivrf: {flows[0].vrf or '(none)'}\n      Phase1_id: {identity}\n      Desc: (none)\n"
    else:
        yield f"Peer: {peer} port {port} \n"
    for sa in ikes:
        yield from _phase1(sa, peer, now, detail=detail)
    for flow in flows:
        yield from _flow(flow, detail=detail, now=now)
    yield "\n"


def _phase1(sa: IkeSa, peer: str, now: float, *, detail: bool) -> Iterator[str]:
    active = "Active" if sa.state in _DONE and not sa.deleted else "Inactive"
    yield f"  {'Session ID: ' + str(sa.connection) + '  ' if sa.version == 2 else 'Session ID: 0  '}\n"
    yield f"  IKEv{sa.version} SA: local {sa.local}/{sa.peer_port} remote {peer}/{sa.peer_port} {active} \n"
    if detail:
        capabilities = ("D" if active == "Active" else "") + ("N" if sa.nat_traversal else "")
        left = clock_text(sa.began + sa.lifetime - now) if active == "Active" else "0"
        yield f"          Capabilities:{capabilities or '(none)'} connid:{sa.connection} lifetime:{left}\n"


def _flow(flow: FlowSa, *, detail: bool, now: float) -> Iterator[str]:
    yield f"  IPSEC FLOW: {_flow_words(flow.selector)} \n        Active SAs: {2 if flow.up else 0}, origin: crypto map\n"
    if detail:
        seconds = max(int(flow.began + flow.lifetime - now), 0) if flow.up else 0
        kilobytes = flow.kilobytes if flow.up else 0
        yield f"        Inbound:  #pkts dec'ed {flow.counters.decaps} drop {flow.counters.receive_errors} life (KB/Sec) {kilobytes}/{seconds}\n"
        yield f"        Outbound: #pkts enc'ed {flow.counters.encaps} drop {flow.counters.send_errors} life (KB/Sec) {kilobytes}/{seconds}\n"


def dmvpn_session(flow: FlowSa, ikes: list[IkeSa], now: float) -> Iterator[str]:
    """Yield a session as ``show dmvpn detail`` has it."""
    done = any(sa.state in _DONE and not sa.deleted for sa in ikes)
    yield f"Session: [0x{flow.sequence:08X}]\n"
    for sa in ikes:
        yield from _phase1(sa, flow.peer, now, detail=True)
    yield f"  Crypto Session Status: {_status([flow], ikes)}     \n"
    yield f"  fvrf: {flow.front_vrf or '(none)'},\tPhase1_id: {flow.peer if done else '(none)'}\n"
    yield from _flow(flow, detail=True, now=now)
    if flow.outbound is not None:
        transforms = " ".join(item.replace(" ", "-") for item in flow.transforms)
        yield f"   Outbound SPI : 0x{flow.outbound.value:8X}, transform : {transforms}\n"
    yield f"    Socket State: {'Open' if flow.up else 'Closed'}\n"


def _status(flows: list[FlowSa], ikes: list[IkeSa]) -> str:
    up = any(sa.up for sa in flows)
    done = any(sa.state in _DONE and not sa.deleted for sa in ikes)
    if up:
        return "UP-ACTIVE" if done else "UP-NO-IKE"
    return "UP-IDLE" if done else "DOWN-NEGOTIATING" if ikes else "DOWN"
