"""The tables of IKE SAs of an ASA: ``show crypto ikev1 sa`` and ``ikev2 sa``, with their details."""

from __future__ import annotations

import ipaddress

from remediate.lab.aces import Block, Ports
from remediate.lab.asa_tunnels import flow_sas, ike_sas
from remediate.lab.asa_words import Cipher, ikev2_hash
from remediate.lab.associations import FlowSa, IkeSa, Role
from remediate.lab.device import Device

__all__ = ["children_of", "ikev1_text", "ikev2_text", "seconds_left"]

_WIDE = "Tunnel-id Local                                               Remote                                                  Status         Role"


def ikev1_text(device: Device, *, detail: bool) -> str:
    """Return ``show crypto ikev1 sa``."""
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
                f"    Lifetime Remaining: {seconds_left(device, sa.began, sa.lifetime)}",
            ]
    return "".join(f"{line}\n" for line in lines)


def seconds_left(device: Device, began: float, lifetime: int) -> int:
    """Return the seconds that are left of a lifetime."""
    return max(0, int(lifetime - (device.clock.elapsed() - began)))


def children_of(device: Device, sa: IkeSa) -> list[FlowSa]:
    """Return the associations of an IKE SA of a device."""
    return [flow for flow in flow_sas(device, sa.peer) if flow.local == sa.local]


def ikev2_text(device: Device, *, detail: bool) -> str:
    """Return ``show crypto ikev2 sa``."""
    found = ike_sas(device, 2)
    if not found:
        return "\nThere are no IKEv2 SAs\n"
    lines = ["", "IKEv2 SAs:", ""]
    for sa in found:
        children = children_of(device, sa)
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
