"""Tables of associations as IOS prints them: ``show crypto isakmp|ikev2|ipsec sa``, ``engine``.

Layouts as in captures of 12.4 to IOS-XE 17 (ntc-templates, genieparser).
"""

from __future__ import annotations

from collections.abc import Iterator

from remediate.lab.aces import Ace, Block
from remediate.lab.associations import FlowSa, IkeSa, Role
from remediate.lab.releases import Release

__all__ = ["clock_text", "engine", "ikev2_table", "ipsec_table", "isakmp_detail", "isakmp_table"]

_DONE = ("QM_IDLE", "READY")


def clock_text(seconds: float) -> str:
    """Return a time as ``HH:MM:SS``."""
    whole = max(int(seconds), 0)
    return f"{whole // 3600:02d}:{whole // 60 % 60:02d}:{whole % 60:02d}"


def _ends(sa: IkeSa) -> tuple[str, str]:
    """Return who answered (``dst``) and who began (``src``)."""
    return (sa.peer, sa.local) if sa.role is Role.INITIATOR else (sa.local, sa.peer)


# --- phase 1 ---


def isakmp_table(found: list[IkeSa], release: Release) -> str:
    """Return ``show crypto isakmp sa``."""
    slot = release.numbers < (12, 4)
    head = "IPv4 Crypto ISAKMP SA\ndst             src             state          conn-id status\n"
    if slot:
        head = "dst             src             state          conn-id slot\n"
    rows = []
    for sa in found:
        if sa.version != 1:
            continue
        dst, src = _ends(sa)
        status = "ACTIVE (deleted)" if sa.deleted else "ACTIVE"
        rows.append(f"{dst:<15} {src:<15} {sa.state:<14} {sa.connection:>7} {status}\n")
    return head + "".join(rows) + ("" if slot else "\nIPv6 Crypto ISAKMP SA\n\n")


def isakmp_detail(found: list[IkeSa], now: float) -> str:
    """Return ``show crypto isakmp sa detail``."""
    head = (
        "Codes: C - IKE configuration mode, D - Dead Peer Detection\n"
        "       K - Keepalives, N - NAT-traversal\n       T - cTCP encapsulation, X - IKE Extended Authentication\n"
        "       psk - Preshared key, rsig - RSA signature\n       renc - RSA encryption\nIPv4 Crypto ISAKMP SA\n\n"
        "C-id  Local           Remote          I-VRF  Status Encr Hash   Auth DH Lifetime Cap.\n\n"
    )
    rows = []
    for sa in found:
        if sa.version != 1 or sa.deleted or sa.state not in _DONE:
            continue  # what is not negotiated has nothing to tell in these columns
        cipher = sa.encryption.partition(" ")[0]
        left = clock_text(sa.began + sa.lifetime - now)
        capabilities = "D" + ("N" if sa.nat_traversal else "")
        rows.append(
            f"{sa.connection:<5} {sa.local:<15} {sa.peer:<15} {sa.vrf:<6} {'ACTIVE':<6} {cipher:<4} {sa.hash:<6}"
            f" {'psk' if sa.authentication == 'pre-share' else 'rsig':<4} {sa.group:<2} {left:<8} {capabilities}\n"
            f"       Engine-id:Conn-id =  SW:{sa.connection - 1000}\n\n"
        )
    return head + "".join(rows) + "IPv6 Crypto ISAKMP SA\n\n"


def _cipher(name: str) -> tuple[str, str]:
    """Return an IKEv2 cipher and its key length: ``aes-cbc-256`` and ``aes 256`` are ``aes-cbc``, ``256``."""
    words = name.replace("-", " ").split()
    bits = words.pop() if words and words[-1].isdigit() else "128"
    return "aes-cbc" if words in (["aes"], ["aes", "cbc"]) else "-".join(words), bits


def ikev2_table(found: list[IkeSa], now: float, *, detail: bool) -> str:
    """Return ``show crypto ikev2 sa [detail]``."""
    mine = [sa for sa in found if sa.version == 2]
    text = [" IPv4 Crypto IKEv2  SA \n\n"] if mine else []
    for sa in mine:
        local, remote = f"{sa.local}/{sa.peer_port}", f"{sa.peer}/{sa.peer_port}"
        cipher, bits = _cipher(sa.encryption)
        active = int(now - sa.began)
        text.append(
            "Tunnel-id Local                 Remote                fvrf/ivrf            Status \n"
            f"{sa.connection:<9} {local:<21} {remote:<21} {(sa.front_vrf or 'none') + '/' + (sa.vrf or 'none'):<20} {sa.state:<6} \n"
        )
        if sa.state != "READY":
            text.append(
                "      Encr: Unknown - 0, PRF: Unknown - 0, Hash: None, DH Grp:0, Auth sign: Unknown - 0, Auth verify: Unknown - 0\n"
                f"      Life/Active Time: {sa.lifetime}/0 sec\n"
            )
        if sa.state == "READY":
            method = "PSK" if sa.authentication == "pre-share" else "RSA"
            text.append(
                f"      Encr: {cipher.upper()}, keysize: {bits}, PRF: {(sa.prf or sa.hash).upper()},"
                f" Hash: {sa.hash.upper()}, DH Grp:{sa.group}, Auth sign: {method}, Auth verify: {method}\n"
                f"      Life/Active Time: {sa.lifetime}/{active} sec\n"
            )
        if detail and sa.state == "READY":
            begun, answered = sa.spi if sa.role is Role.INITIATOR else sa.spi[::-1]
            text.append(
                f"      CE id: {1000 + sa.connection}, Session-id: {sa.connection}\n"
                f"      Status Description: Negotiation done\n"
                f"      Local spi: {begun:016X}       Remote spi: {answered:016X}\n"
                f"      Local id: {sa.local}\n      Remote id: {sa.peer}\n"
                "      Local req msg id:  2              Remote req msg id:  0         \n"
                "      DPD configured for 30 seconds, retry 5\n"
                f"      NAT-T is {'detected  outside' if sa.nat_traversal else 'not detected'}\n"
                f"      Initiator of SA : {'Yes' if sa.role is Role.INITIATOR else 'No'}\n"
            )
        text.append("\n")
    return "".join(text) + (" IPv6 Crypto IKEv2  SA \n\n" if mine else "")


# --- phase 2 ---


def _ident(block: Block, ace: Ace, *, near: bool) -> str:
    ports = ace.source_ports if near else ace.destination_ports
    port = ports.low if ports.low == ports.high else 0
    return f"({block.address}/{block.netmask}/{ace.protocol}/{port})"


def _transform(names: tuple[str, ...]) -> str:
    """Return transforms as the table writes them: ``esp-256-aes esp-sha-hmac``."""
    shown = []
    for name in names:
        word, _, bits = name.partition(" ")
        shown.append(f"esp-{bits}-{word.removeprefix('esp-')}" if bits and bits != "128" else word)
    return " ".join(shown)


def ipsec_table(found: list[FlowSa], now: float, release: Release) -> str:
    """Return ``show crypto ipsec sa`` of the flows, by interface."""
    text: list[str] = []
    place: tuple[str, str, str] | None = None
    for sa in sorted(found, key=lambda item: (item.interface, item.tag)):
        if (sa.interface, sa.tag, sa.local) != place:
            place = (sa.interface, sa.tag, sa.local)
            text.append(
                f"\ninterface: {sa.interface}\n    Crypto map tag: {sa.tag}, local addr {sa.local}\n"
            )
        text.extend(_flow(sa, now, release))
    return "".join(text)


def _flow(sa: FlowSa, now: float, release: Release) -> Iterator[str]:
    counters = sa.counters
    spi = sa.outbound.value if sa.outbound is not None else 0
    pfs = f"Y, DH group: group{sa.pfs}" if sa.pfs is not None else "N, DH group: none"
    plain = f"plaintext mtu {_plain(sa)}, " if release.numbers >= (15, 0) else ""
    yield f"\n   protected vrf: {sa.vrf or '(none)'}\n"
    yield f"   local  ident (addr/mask/prot/port): {_ident(sa.selector.source, sa.selector, near=True)}\n"
    yield f"   remote ident (addr/mask/prot/port): {_ident(sa.selector.destination, sa.selector, near=False)}\n"
    yield f"   current_peer {sa.peer} port {sa.peer_port}\n     PERMIT, flags={{origin_is_acl,}}\n"
    yield f"    #pkts encaps: {counters.encaps}, #pkts encrypt: {counters.encaps}, #pkts digest: {counters.encaps}\n"
    yield f"    #pkts decaps: {counters.decaps}, #pkts decrypt: {counters.decaps}, #pkts verify: {counters.decaps}\n"
    yield "    #pkts compressed: 0, #pkts decompressed: 0\n    #pkts not compressed: 0, #pkts compr. failed: 0\n"
    yield "    #pkts not decompressed: 0, #pkts decompress failed: 0\n"
    yield f"    #send errors {counters.send_errors}, #recv errors {counters.receive_errors}\n"
    if counters.replay_failed or counters.verify_failed:
        yield f"    #pkts replay failed (rcv): {counters.replay_failed}\n    #pkts verify failed: {counters.verify_failed}\n"
    yield f"\n     local crypto endpt.: {sa.local}, remote crypto endpt.: {sa.peer}\n"
    yield f"     {plain}path mtu {sa.path_mtu}, ip mtu {sa.path_mtu}, ip mtu idb {sa.interface}\n"
    yield f"     current outbound spi: 0x{spi:X}({spi})\n     PFS (Y/N): {pfs}\n"
    for way, pair in (("inbound", sa.inbound), ("outbound", sa.outbound)):
        yield f"\n     {way} esp sas:\n"
        if pair is not None:
            uses = ("Transport" if sa.mode == "transport" else "Tunnel") + (
                " UDP-Encaps" if sa.nat_traversal else ""
            )
            packets = counters.encaps if way == "outbound" else counters.decaps
            left = max(sa.kilobytes - packets // 12, 1), max(int(sa.began + sa.lifetime - now), 0)
            yield f"      spi: 0x{pair.value:X}({pair.value})\n        transform: {_transform(sa.transforms)} ,\n"
            yield f"        in use settings ={{{uses}, }}\n"
            yield f"        conn id: {pair.connection}, flow_id: Onboard VPN:{pair.flow}, sibling_flags 80000046, crypto map: {sa.tag}\n"
            yield f"        sa timing: remaining key lifetime (k/sec): ({left[0]}/{left[1]})\n"
            yield "        IV size: 16 bytes\n        replay detection support: Y\n        Status: ACTIVE(ACTIVE)\n"
        yield f"\n     {way} ah sas:\n\n     {way} pcp sas:\n"


def _plain(sa: FlowSa) -> int:
    """Return what the table calls plaintext mtu: the largest packet that fits."""
    if not sa.transforms:
        return sa.path_mtu
    block = 16 if any("aes" in item for item in sa.transforms) else 8
    check = 16 if any("sha256" in item for item in sa.transforms) else 12
    outer = 0 if sa.mode == "transport" else 20
    room = sa.path_mtu - outer - 8 - block - check - (8 if sa.nat_traversal else 0)
    return room // block * block - 2


def engine(phase1: list[IkeSa], flows: list[FlowSa]) -> str:
    """Return ``show crypto engine connections active``."""
    rows = [
        "Crypto Engine Connections\n\n   ID  Type    Algorithm           Encrypt  Decrypt LastSeqN IP-Address\n"
    ]
    for sa in phase1:
        if sa.state not in _DONE:
            continue
        cipher, _, bits = sa.encryption.partition(" ")
        name = f"{sa.hash.upper()}+{cipher.upper()}{bits if bits not in ('', '128') else ''}"
        rows.append(
            f"{sa.connection:>5}  {'IKE' if sa.version == 1 else 'IKEv2':<7} {name:<17} {0:>9} {0:>8} {0:>8} {sa.local}\n"
        )
    for flow in flows:
        cipher = next((t for t in flow.transforms if not t.endswith("-hmac")), "")
        check = next((t for t in flow.transforms if t.endswith("-hmac")), "")
        word, _, bits = cipher.removeprefix("esp-").upper().partition(" ")
        name = "+".join(part for part in (word + (bits if bits != "128" else ""), check.removeprefix("esp-").removesuffix("-hmac").upper()) if part)  # fmt: skip
        if flow.inbound is not None:
            rows.append(
                f"{flow.inbound.connection:>5}  IPsec   {name:<17} {0:>9} {flow.counters.decaps:>8} {flow.counters.decaps:>8} {flow.local}\n"
            )
        if flow.outbound is not None:
            rows.append(
                f"{flow.outbound.connection:>5}  IPsec   {name:<17} {flow.counters.encaps:>9} {0:>8} {0:>8} {flow.local}\n"
            )
    return "".join(rows)
