"""``show crypto ikev1|ikev2|isakmp|ipsec sa`` and ``show vpn-sessiondb l2l`` of an ASA."""

from __future__ import annotations

import ipaddress

from remediate.lab.aces import Block, Ports
from remediate.lab.asa_flows import ipsec_text
from remediate.lab.asa_tunnels import flow_sas, ike_sas
from remediate.lab.asa_words import Cipher, cipher_of, hash_word, ikev2_hash
from remediate.lab.associations import FlowSa, IkeSa, Role
from remediate.lab.commands import Answer, Command
from remediate.lab.device import Device
from remediate.lab.releases import Release
from remediate.lab.syntax import Match
from remediate.lab.terminal import Terminal

__all__ = ["session_commands"]

_WIDE = "Tunnel-id Local                                               Remote                                                  Status         Role"


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


# --- phase 1 ---


def _ikev1(terminal: Terminal, match: Match[Command]) -> Answer:
    return _ikev1_text(terminal.device, detail=_selected(match))


def _ikev2(terminal: Terminal, match: Match[Command]) -> Answer:
    return _ikev2_text(terminal.device, detail=_selected(match))


def _isakmp(terminal: Terminal, match: Match[Command]) -> Answer:
    detail = _selected(match)
    if not terminal.device.platform.release.names_versions:
        return _ikev1_text(terminal.device, detail=detail).replace("\nIKEv1 SAs:\n", "", 1)
    return _ikev1_text(terminal.device, detail=detail) + _ikev2_text(terminal.device, detail=detail)


def _ikev1_text(device: Device, *, detail: bool) -> str:
    found = [sa for sa in ike_sas(device, 1) if not sa.deleted]
    if not found:
        older = not device.platform.release.names_versions
        return "\nThere are no isakmp sas\n" if older else "\nThere are no IKEv1 SAs\n"
    lines = [
        "",
        "IKEv1 SAs:",
        "",
        f"   Active SA: {len(found)}",
        "    Rekey SA: 0 (A tunnel will report 1 Active and 1 Rekey SA during rekey)",
        f"Total IKE SA: {len(found)}",
        "",
    ]
    for number, sa in enumerate(found, 1):
        lines += [
            f"{number:<3} IKE Peer: {sa.peer}",
            f"    Type    : {'L2L' if sa.state == 'MM_ACTIVE' else 'user':<15} Role    : {sa.role.value} ",
            f"    Rekey   : {'no':<15} State   : {sa.state} ",
        ]
        if detail:
            lines += [
                f"    Encrypt : {Cipher(sa.encryption).policy():<15} Hash    : {sa.hash.upper():<10}",
                f"    Auth    : {'preshared' if 'pre' in sa.authentication else 'rsa':<15} Lifetime: {sa.lifetime}",
                f"    Lifetime Remaining: {_left(device, sa.began, sa.lifetime)}",
            ]
    return "".join(f"{line}\n" for line in lines)


def _left(device: Device, began: float, lifetime: int) -> int:
    return max(0, int(lifetime - (device.clock.elapsed() - began)))


def _children(device: Device, sa: IkeSa) -> list[FlowSa]:
    return [flow for flow in flow_sas(device, sa.peer) if flow.local == sa.local]


def _ikev2_text(device: Device, *, detail: bool) -> str:
    found = ike_sas(device, 2)
    if not found:
        return "\nThere are no IKEv2 SAs\n"
    lines = ["", "IKEv2 SAs:", ""]
    for sa in found:
        children = _children(device, sa)
        up = "UP-ACTIVE" if children else "UP-IDLE"
        status = up if sa.state == "READY" else "DOWN-NEGOTIATING"
        cipher = Cipher(sa.encryption)
        port = 4500 if sa.nat_traversal else 500
        age = int(device.clock.elapsed() - sa.began)
        lines += [
            f"Session-id:{sa.connection}, Status:{status}, IKE count:1, CHILD count:{len(children)}",
            "",
            _WIDE,
            (
                f"{sa.spi[0] % 10**9 or sa.connection:<9} {f'{sa.local}/{port}':<51}"
                f" {f'{sa.peer}/{sa.peer_port}':<53}{sa.state:>10} {sa.role.value.upper():>12}"
            ),
            (
                f"      Encr: {cipher.ikev2()}, Hash: {ikev2_hash(sa.hash, cipher)}, DH Grp:{sa.group},"
                " Auth sign: PSK, Auth verify: PSK"
                if sa.state == "READY"
                else "      Encr: Unknown - 0, Hash: None, DH Grp:0, Auth sign: Unknown - 0, Auth verify: Unknown - 0"
            ),
            f"      Life/Active Time: {sa.lifetime}/{age} sec",
        ]
        if detail:
            lines += _ikev2_detail(sa)
        for flow in children:
            lines += _child(flow)
        lines.append("")
    return "".join(f"{line}\n" for line in lines)


def _ikev2_detail(sa: IkeSa) -> list[str]:
    mine, other = sa.spi if sa.role is Role.INITIATOR else sa.spi[::-1]
    traversal = f"      NAT-T is {'detected' if sa.nat_traversal else 'not detected'}"
    return [
        f"      Session-id: {sa.connection}",
        "      Status Description: Negotiation done",
        f"      Local spi: {mine:016X}       Remote spi: {other:016X}",
        f"      Local id: {sa.local}",
        f"      Remote id: {sa.peer}",
        "      Local req mess id: 2               Remote req mess id: 2",
        "      Local next mess id: 2              Remote next mess id: 2",
        "      Local req queued: 2                Remote req queued: 2",
        "      Local window: 1                    Remote window: 1",
        "      DPD configured for 10 seconds, retry 2",
        traversal,
    ]


def _child(flow: FlowSa) -> list[str]:
    ace = flow.selector
    if flow.inbound is None or flow.outbound is None:
        return []
    return [
        f"Child sa: local selector  {_range(ace.source, ace.source_ports)}",
        f"          remote selector {_range(ace.destination, ace.destination_ports)}",
        f"          ESP spi in/out: {flow.inbound.value:#x}/{flow.outbound.value:#x}  ",
    ]


def _range(block: Block, ports: Ports) -> str:
    last = ipaddress.IPv4Address(block.network | block.wildcard)
    return f"{block.address}/{ports.low} - {last}/{ports.high}"


# --- phase 2 and sessions ---


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
    flows = _children(device, sa)
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
    left = _left(device, sa.began, sa.lifetime)
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
    left = _left(device, flow.began, flow.lifetime)
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
