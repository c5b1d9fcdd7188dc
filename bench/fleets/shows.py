"""SA tables as routers and firewalls print them while tunnels stand, fail or are not asked for."""

from __future__ import annotations

import random
from collections.abc import Iterator

from bench.fleets.model import Device, End, Flow, Net, Tunnel

__all__ = ["ipsec_sa", "isakmp_sa"]

_ANY = Net(0, 0)
_NOTHING = ("compressed", "decompressed")


class _Sa:
    """What the SAs of one flow hold at one end."""

    def __init__(self, tunnel: Tunnel, end: End, flow: int) -> None:
        dice = random.Random(tunnel.number << 8 | flow)
        spis = dice.randrange(0x1000, 0xFFFFFFFF), dice.randrange(0x1000, 0xFFFFFFFF)
        packets = dice.randrange(50, 90000), dice.randrange(50, 90000)
        first = end is tunnel.one
        self.inbound, self.outbound = spis if first else spis[::-1]
        self.decaps, self.encaps = packets if first else packets[::-1]
        self.left = dice.randrange(3_000_000, 4_600_000), dice.randrange(300, 3500)
        self.live = tunnel.state == "up"
        far = tunnel.other(end)
        if not self.live or _mute(end, flow):
            self.encaps = 0
        if not self.live or _mute(far, flow):
            self.decaps = 0


def _mute(end: End, flow: int) -> bool:
    """Whether an end encrypts nothing of a flow, by its place."""
    return flow < len(end.flows) and end.flows[flow].source in end.mute


def _flows(tunnel: Tunnel, end: End) -> list[Flow]:
    if end.kind in ("vti", "ikev2"):
        return [Flow(_ANY, _ANY)]
    if end.kind == "dynamic":  # what the peer has asked for
        return [flow.mirrored() for flow in tunnel.other(end).flows] if tunnel.state == "up" else []
    return end.flows if end.matches and end.acl_there else []


_PORTS = {"": 0, "443": 443}
_PROTOCOLS = {"ip": 0, "tcp": 6}


def _proxies(flow: Flow) -> tuple[str, str]:
    number = _PROTOCOLS[flow.protocol]
    found = [
        f"({net}/{net.netmask if net.length else '0.0.0.0'}/{number}/{_PORTS[port]})"
        for net, port in (
            (flow.source, flow.source_port),
            (flow.destination, flow.destination_port),
        )
    ]
    return found[0], found[1]


def _transforms(end: End, *, asa: bool) -> str:
    cipher = end.sets[0].cipher
    cipher = cipher.replace("esp-aes ", "esp-aes-") if asa else cipher.replace("esp-aes ", "esp-")
    return f"{cipher} {end.sets[0].authentication}".replace("esp-256 ", "esp-256-aes ")


def isakmp_sa(device: Device, tunnels: list[tuple[Tunnel, End]]) -> Iterator[str]:
    """Yield the lines of ``show crypto isakmp sa``."""
    rows = [(tunnel, end) for tunnel, end in tunnels if end.kind != "ikev2"]
    if device.system.pix:
        yield from _pix_isakmp(rows)
    elif device.asa:
        yield from _asa_isakmp(device, rows)
    else:
        yield from _ios_isakmp(device, rows)


def _state(tunnel: Tunnel) -> str | None:
    return {"up": "QM_IDLE", "phase2": "QM_IDLE", "phase1": "MM_NO_STATE"}.get(tunnel.state)


def _roles(tunnel: Tunnel, end: End) -> tuple[str, str]:
    """Return responder and initiator; the second end asks."""
    pair = end.device.outside, end.peer
    return pair if end is tunnel.one else pair[::-1]


def _ios_isakmp(device: Device, rows: list[tuple[Tunnel, End]]) -> Iterator[str]:
    yield "IPv4 Crypto ISAKMP SA"
    yield "dst             src             state          conn-id status"
    for at, (tunnel, end) in enumerate(rows, 1001):
        state = _state(tunnel)
        if state is None:
            continue
        target, source = _roles(tunnel, end)
        number = 0 if state == "MM_NO_STATE" else at
        slot = "   0" if device.system.name == "ios12" else ""
        yield f"{target:<15} {source:<15} {state:<14} {number:>7}{slot} ACTIVE"
    yield from ("", "IPv6 Crypto ISAKMP SA", "")


def _pix_isakmp(rows: list[tuple[Tunnel, End]]) -> Iterator[str]:
    shown = [(tunnel, end) for tunnel, end in rows if _state(tunnel)]
    waiting = sum(tunnel.state == "phase1" for tunnel, _ in shown)
    yield from (f"Total     : {len(shown)}", f"Embryonic : {waiting}")
    yield "        dst               src        state     pending     created"
    for tunnel, end in shown:
        target, source = _roles(tunnel, end)
        yield f"{target:>15}  {source:>15}    {_state(tunnel)}         0           {len(end.flows)}"


def _asa_isakmp(device: Device, rows: list[tuple[Tunnel, End]]) -> Iterator[str]:
    shown = [(tunnel, end) for tunnel, end in rows if _state(tunnel)]
    if device.system.numbers >= (8, 4):
        yield from ("", "IKEv1 SAs:", "")
    if not shown:
        yield (
            "There are no IKEv1 SAs"
            if device.system.numbers >= (8, 4)
            else "There are no isakmp sas"
        )
    else:
        yield f"   Active SA: {len(shown)}"
        yield "    Rekey SA: 0 (A tunnel will report 1 Active and 1 Rekey SA during rekey)"
        yield from (f"Total IKE SA: {len(shown)}", "")
    for at, (tunnel, end) in enumerate(shown, 1):
        role = "responder" if end is tunnel.one else "initiator"
        state = "MM_ACTIVE" if _state(tunnel) == "QM_IDLE" else "MM_WAIT_MSG2"
        yield f"{at:<3} IKE Peer: {end.peer}"
        yield f"    Type    : {'L2L ' if state == 'MM_ACTIVE' else 'user'}            Role    : {role} "
        yield f"    Rekey   : no              State   : {state} "
    if device.system.numbers >= (8, 4):
        yield from ("", "There are no IKEv2 SAs")


def ipsec_sa(device: Device, tunnels: list[tuple[Tunnel, End]]) -> Iterator[str]:
    """Yield the lines of ``show crypto ipsec sa``."""
    if device.asa:
        yield from _asa_ipsec(device, tunnels)
        return
    if not device.applied:
        tunnels = [item for item in tunnels if item[1].kind in ("vti", "ikev2")]
    mapped = [item for item in tunnels if item[1].kind in ("map", "dynamic")]
    if mapped:
        yield f"interface: {device.system.outside}"
        yield f"    Crypto map tag: VPN, local addr {_local(device)}"
        for tunnel, end in mapped:
            for at, flow in enumerate(_flows(tunnel, end)):
                yield from _ios_identity(device, end, flow, _Sa(tunnel, end, at), "VPN")
    protected = [item for item in tunnels if item[1].kind in ("vti", "ikev2")]
    for at, (tunnel, end) in enumerate(protected):
        yield from ("", f"interface: Tunnel{at}")
        yield f"    Crypto map tag: Tunnel{at}-head-0, local addr {device.outside}"
        for flow in _flows(tunnel, end):
            yield from _ios_identity(device, end, flow, _Sa(tunnel, end, 0), f"Tunnel{at}-head-0")


def _local(device: Device) -> str:
    return device.loopback_address if device.loopback else device.outside


def _ios_identity(device: Device, end: End, flow: Flow, sa: _Sa, tag: str) -> Iterator[str]:
    one, two = _proxies(flow)
    yield ""
    yield "   protected vrf: (none)"
    yield f"   local  ident (addr/mask/prot/port): {one}"
    yield f"   remote ident (addr/mask/prot/port): {two}"
    yield f"   current_peer {end.peer} port 500"
    yield "     PERMIT, flags={origin_is_acl,}"
    yield f"    #pkts encaps: {sa.encaps}, #pkts encrypt: {sa.encaps}, #pkts digest: {sa.encaps}"
    yield f"    #pkts decaps: {sa.decaps}, #pkts decrypt: {sa.decaps}, #pkts verify: {sa.decaps}"
    yield "    #pkts compressed: 0, #pkts decompressed: 0"
    yield "    #pkts not compressed: 0, #pkts compr. failed: 0"
    yield "    #pkts not decompressed: 0, #pkts decompress failed: 0"
    yield "    #send errors 0, #recv errors 0"
    yield ""
    yield f"     local crypto endpt.: {_local(device)}, remote crypto endpt.: {end.peer}"
    mtu = 1438 if sa.live else 1500
    yield f"     plaintext mtu {mtu}, path mtu 1500, ip mtu 1500, ip mtu idb {device.system.outside}"
    spi = f"0x{sa.outbound:X}({sa.outbound})" if sa.live else "0x0(0)"
    yield f"     current outbound spi: {spi}"
    yield f"     PFS (Y/N): {'Y' if end.pfs and sa.live else 'N'}, DH group: {f'group{end.pfs}' if end.pfs and sa.live else 'none'}"
    for way, value, number in (("inbound", sa.inbound, 1), ("outbound", sa.outbound, 2)):
        yield from ("", f"     {way} esp sas:")
        if sa.live:
            yield f"      spi: 0x{value:X}({value})"
            yield f"        transform: {_transforms(end, asa=False)} ,"
            yield "        in use settings ={Tunnel, }"
            yield f"        conn id: {2000 + number}, flow_id: Onboard VPN:{number}, sibling_flags 80000046, crypto map: {tag}"
            yield f"        sa timing: remaining key lifetime (k/sec): ({sa.left[0]}/{sa.left[1]})"
            yield "        IV size: 16 bytes"
            yield "        replay detection support: Y"
            yield "        Status: ACTIVE(ACTIVE)"
        yield from ("", f"     {way} ah sas:", "", f"     {way} pcp sas:")


def _asa_ipsec(device: Device, tunnels: list[tuple[Tunnel, End]]) -> Iterator[str]:
    live = [(tunnel, end) for tunnel, end in tunnels if tunnel.state == "up"]
    if device.system.pix:
        yield from _pix_ipsec(device, live)
        return
    if not live:
        yield from ("", "There are no ipsec sas")
        return
    yield "interface: outside"
    for tunnel, end in live:
        for at, flow in enumerate(_flows(tunnel, end)):
            yield from _asa_identity(device, end, flow, _Sa(tunnel, end, at))


def _asa_identity(device: Device, end: End, flow: Flow, sa: _Sa) -> Iterator[str]:
    one, two = _proxies(flow)
    yield f"    Crypto map tag: outside_map, seq num: {end.sequence}, local addr: {device.outside}"
    yield ""
    yield f"      local ident (addr/mask/prot/port): {one}"
    yield f"      remote ident (addr/mask/prot/port): {two}"
    yield f"      current_peer: {end.peer}"
    yield ""
    yield f"      #pkts encaps: {sa.encaps}, #pkts encrypt: {sa.encaps}, #pkts digest: {sa.encaps}"
    yield f"      #pkts decaps: {sa.decaps}, #pkts decrypt: {sa.decaps}, #pkts verify: {sa.decaps}"
    yield "      #pkts compressed: 0, #pkts decompressed: 0"
    yield f"      #pkts not compressed: {sa.encaps}, #pkts comp failed: 0, #pkts decomp failed: 0"
    yield "      #pre-frag successes: 0, #pre-frag failures: 0, #fragments created: 0"
    yield "      #PMTUs sent: 0, #PMTUs rcvd: 0, #decapsulated frgs needing reassembly: 0"
    yield "      #send errors: 0, #recv errors: 0"
    yield ""
    yield f"      local crypto endpt.: {device.outside}, remote crypto endpt.: {end.peer}"
    yield "      path mtu 1500, ipsec overhead 74(44), media mtu 1500"
    yield f"      current outbound spi: {sa.outbound:08X}"
    yield f"      current inbound spi : {sa.inbound:08X}"
    yield ""
    for way, value in (("inbound", sa.inbound), ("outbound", sa.outbound)):
        yield f"    {way} esp sas:"
        yield f"      spi: 0x{value:08X} ({value})"
        yield f"         transform: {_transforms(end, asa=True)} no compression "
        yield "         in use settings ={L2L, Tunnel, }"
        yield "         slot: 0, conn_id: 40960, crypto-map: outside_map"
        yield f"         sa timing: remaining key lifetime (kB/sec): ({sa.left[0]}/{sa.left[1]})"
        yield "         IV size: 16 bytes"
        yield "         replay detection support: Y"
        yield "         Anti replay bitmap: "
        yield "          0xFFFFFFFF 0xFFFFFFFF"
    yield ""


def _pix_ipsec(device: Device, live: list[tuple[Tunnel, End]]) -> Iterator[str]:
    yield from ("", "", "interface: outside")
    yield f"    Crypto map tag: outside_map, local addr. {device.outside}"
    for tunnel, end in live:
        for at, flow in enumerate(_flows(tunnel, end)):
            sa = _Sa(tunnel, end, at)
            one, two = _proxies(flow)
            yield ""
            yield f"   local  ident (addr/mask/prot/port): {one}"
            yield f"   remote ident (addr/mask/prot/port): {two}"
            yield f"   current_peer: {end.peer}:500"
            yield "     PERMIT, flags={origin_is_acl,}"
            yield f"    #pkts encaps: {sa.encaps}, #pkts encrypt: {sa.encaps}, #pkts digest {sa.encaps}"
            yield f"    #pkts decaps: {sa.decaps}, #pkts decrypt: {sa.decaps}, #pkts verify {sa.decaps}"
            yield "    #pkts compressed: 0, #pkts decompressed: 0"
            yield "    #pkts not compressed: 0, #pkts compr. failed: 0, #pkts decompress failed: 0"
            yield "    #send errors 0, #recv errors 0"
            yield ""
            yield f"     local crypto endpt.: {device.outside}, remote crypto endpt.: {end.peer}"
            yield "     path mtu 1500, ipsec overhead 56, media mtu 1500"
            yield f"     current outbound spi: {sa.outbound:x}"
            for way, value, number in (("inbound", sa.inbound, 1), ("outbound", sa.outbound, 2)):
                yield from ("", f"     {way} esp sas:", f"      spi: 0x{value:x}({value})")
                yield f"        transform: {_transforms(end, asa=True)} ,"
                yield "        in use settings ={Tunnel, }"
                yield f"        slot: 0, conn id: {number}, crypto map: outside_map"
                yield f"        sa timing: remaining key lifetime (k/sec): ({sa.left[0]}/{sa.left[1]})"
                yield "        IV size: 8 bytes"
                yield "        replay detection support: Y"
                yield from ("", "", f"     {way} ah sas:", "", "", f"     {way} pcp sas:", "")
