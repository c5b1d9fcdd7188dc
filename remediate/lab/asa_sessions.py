"""``show crypto ikev1|ikev2|isakmp|ipsec sa`` and ``show vpn-sessiondb l2l`` of an ASA."""

from __future__ import annotations

from remediate.lab.aces import Block, Ports
from remediate.lab.asa_flows import ipsec_text
from remediate.lab.asa_ike_text import children_of, ikev1_text, ikev2_text, seconds_left
from remediate.lab.asa_tunnels import flow_sas, ike_sas
from remediate.lab.asa_words import Cipher, cipher_of, hash_word
from remediate.lab.associations import FlowSa, IkeSa
from remediate.lab.commands import Answer, Command
from remediate.lab.device import Device
from remediate.lab.releases import Release
from remediate.lab.syntax import Match
from remediate.lab.terminal import Terminal

__all__ = ["session_commands"]


def session_commands(release: Release) -> list[Command]:
    """Return the commands of a release."""
    versions = [
        Command(pattern="show crypto ikev1 sa [detail]", run=_ikev1),
        Command(pattern="show crypto ikev2 sa [detail]", run=_ikev2),
    ]
    return [
        *(versions if release.names_versions else []),
        Command(pattern="show crypto isakmp sa [detail]", run=_isakmp),
        Command(pattern="show isakmp sa [detail]", run=_isakmp),
        Command(pattern="show crypto ipsec sa [detail]", run=_ipsec),
        Command(pattern="show ipsec sa [detail]", run=_ipsec),
        Command(pattern="show crypto ipsec sa peer <peer:ip> [detail]", run=_ipsec),
        Command(pattern="show ipsec sa peer <peer:ip> [detail]", run=_ipsec),
        Command(pattern="show crypto ipsec sa map <map:name> [detail]", run=_ipsec),
        Command(
            pattern="show vpn-sessiondb l2l [filter (name|ipaddress) <peer:ip>]", run=_sessions
        ),
        Command(
            pattern="show vpn-sessiondb detail l2l [filter (name|ipaddress) <peer:ip>]",
            run=_sessions,
        ),
    ]


def _selected(match: Match[Command]) -> bool:
    return "detail" in match.words


def _ikev1(terminal: Terminal, match: Match[Command]) -> Answer:
    return ikev1_text(terminal.device, detail=_selected(match))


def _ikev2(terminal: Terminal, match: Match[Command]) -> Answer:
    return ikev2_text(terminal.device, detail=_selected(match))


def _isakmp(terminal: Terminal, match: Match[Command]) -> Answer:
    detail = _selected(match)
    if not terminal.device.platform.release.names_versions:
        return ikev1_text(terminal.device, detail=detail).replace("\nIKEv1 SAs:\n", "", 1)
    return ikev1_text(terminal.device, detail=detail) + ikev2_text(terminal.device, detail=detail)


def _ipsec(terminal: Terminal, match: Match[Command]) -> Answer:
    wanted = match.values.get("map")
    flows = [
        flow
        for flow in flow_sas(terminal.device, match.values.get("peer"))
        if wanted in (None, flow.tag)
    ]
    return ipsec_text(terminal.device, flows, detail=_selected(match))


def _sessions(terminal: Terminal, match: Match[Command]) -> Answer:
    device = terminal.device
    detail = _selected(match)
    found = [
        sa
        for sa in ike_sas(device)
        if sa.state in ("MM_ACTIVE", "AM_ACTIVE", "READY")
        and not sa.deleted
        and match.values.get("peer") in (None, sa.peer)
    ]
    if not found:
        return "INFO: There are presently no active sessions of the type specified\n"
    lines = ["", f"Session Type: LAN-to-LAN{' Detailed' if detail else ''}", ""]
    for sa in found:
        lines += _session(device, sa, detail=detail)
    return "".join(f"{line}\n" for line in lines)


def _session(device: Device, sa: IkeSa, *, detail: bool) -> list[str]:
    flows = children_of(device, sa)
    kind = "IPsecOverNatT" if sa.nat_traversal else "IPsec"
    ike = f"IKEv{sa.version}"
    sent = sum(flow.counters.encaps for flow in flows) * 100
    received = sum(flow.counters.decaps for flow in flows) * 100
    first = flows[0].transforms if flows else ()
    login = device.now().timestamp() - (device.clock.elapsed() - sa.began)
    when = device.now().fromtimestamp(login, tz=device.clock.start.tzinfo)
    age = int(device.clock.elapsed() - sa.began)
    lines = [
        f"Connection   : {sa.peer}",
        f"Index        : {sa.connection:<22} IP Addr      : {sa.peer}",
        f"Protocol     : {ike} {kind}" if flows else f"Protocol     : {ike}",
        f"Encryption   : {ike}: (1){Cipher(sa.encryption).session()}"
        + (f"  {kind}: ({len(flows)}){cipher_of(first).session()}" if flows else ""),
        f"Hashing      : {ike}: (1){hash_word(sa.hash)}"
        + (f"  {kind}: ({len(flows)}){_hash(first)}" if flows else ""),
        f"Bytes Tx     : {sent:<22} Bytes Rx     : {received}",
        f"Login Time   : {when:%H:%M:%S} UTC {when:%a %b} {when.day} {when.year}",
        f"Duration     : {_duration(age)}",
    ]
    if not detail:
        return [*lines, ""]
    lines += [
        "",
        f"{ike} Tunnels: 1",
        f"{kind} Tunnels: {len(flows)}",
        "",
        *_ike_part(device, sa, ike),
        "",
    ]
    for number, flow in enumerate(flows, 2):
        lines += [*_ipsec_part(device, sa, flow, kind, number), ""]
    return lines


def _hash(transforms: tuple[str, ...]) -> str:
    return next((word for item in transforms if (word := hash_word(item)) != "none"), "none")


def _duration(seconds: int) -> str:
    days, rest = divmod(seconds, 86400)
    text = f"{rest // 3600}h:{rest // 60 % 60:02d}m:{rest % 60:02d}s"
    return f"{days}d {text}" if days else text


def _ike_part(device: Device, sa: IkeSa, ike: str) -> list[str]:
    port = 4500 if sa.nat_traversal else 500
    mode = (
        ["  IKE Neg Mode : Main                   Auth Mode    : preSharedKeys"]
        if sa.version == 1
        else ["  Rem Auth Mode: preSharedKeys", "  Loc Auth Mode: preSharedKeys"]
    )
    left = seconds_left(device, sa.began, sa.lifetime)
    prf = (
        [f"  PRF          : {hash_word(sa.prf or sa.hash):<22} D/H Group    : {sa.group}"]
        if sa.version == 2
        else [f"  D/H Group    : {sa.group}"]
    )
    return [
        f"{ike}:",
        f"  Tunnel ID    : {sa.connection}.1",
        f"  UDP Src Port : {port:<22} UDP Dst Port : {sa.peer_port}",
        *mode,
        f"  Encryption   : {Cipher(sa.encryption).session():<22} Hashing      : {hash_word(sa.hash)}",
        f"  Rekey Int (T): {f'{sa.lifetime} Seconds':<22} Rekey Left(T): {left} Seconds",
        *prf,
        "  Filter Name  : ",
    ]


def _ipsec_part(device: Device, sa: IkeSa, flow: FlowSa, kind: str, number: int) -> list[str]:
    ace = flow.selector
    left = seconds_left(device, flow.began, flow.lifetime)
    data = max(0, flow.kilobytes - flow.counters.encaps // 10)
    pfs = f"PFS Group    : {flow.pfs}" if flow.pfs is not None else ""
    mode = "Encapsulation: " + ("Transport" if flow.mode == "transport" else "Tunnel")
    return [
        f"{kind}:",
        f"  Tunnel ID    : {sa.connection}.{number}",
        f"  Local Addr   : {_ident(ace.source, ace.source_ports, ace.protocol)}",
        f"  Remote Addr  : {_ident(ace.destination, ace.destination_ports, ace.protocol)}",
        f"  Encryption   : {cipher_of(flow.transforms).session():<22} Hashing      : {_hash(flow.transforms)}",
        f"  {mode:<37} {pfs}".rstrip(),
        f"  Rekey Int (T): {f'{flow.lifetime} Seconds':<22} Rekey Left(T): {left} Seconds",
        f"  Rekey Int (D): {f'{flow.kilobytes} K-Bytes':<22} Rekey Left(D): {data} K-Bytes",
        "  Idle Time Out: 30 Minutes             Idle TO Left : 29 Minutes",
        f"  Bytes Tx     : {flow.counters.encaps * 100:<22} Bytes Rx     : {flow.counters.decaps * 100}",
        f"  Pkts Tx      : {flow.counters.encaps:<22} Pkts Rx      : {flow.counters.decaps}",
    ]


def _ident(block: Block, ports: Ports, protocol: int) -> str:
    port = ports.low if ports.low == ports.high else 0
    return f"{block.address}/{block.netmask}/{protocol}/{port}"
