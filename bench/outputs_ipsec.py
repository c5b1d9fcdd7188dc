"""Seeded outputs of ``show crypto ipsec sa`` in its forms. Synthetic, from documented ones.

The forms are those of captured outputs of IOS-XE 16/17 and ASA 9, and of PIX 6 as the Cisco document
shows it, with its indentation. An identity has two SAs, one a direction; the same size gives the
same bytes.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from typing import NamedTuple

from bench.outputs import HUB, inside, peer, seeded

__all__ = [
    "asa_ipsec_sa", "ios_ipsec_sa", "ios_ipsec_sa_detail", "ipsec_sa_of_dmvpn",
    "ipsec_sa_of_flexvpn", "ipsec_sa_of_gre", "ipsec_sa_of_hub_detail", "ipsec_sa_of_ipv6", "ipsec_sa_of_vti",
    "pix_ipsec_sa",
]  # fmt: skip

HUB_SIX = "2001:DB8::1"


class Form(NamedTuple):
    """What differs between the forms of IOS, by the number of the identity."""

    interface: Callable[[int], str]
    tag: Callable[[int], str]
    local: Callable[[int], str]
    """Address, mask, protocol and port of the identity."""
    remote: Callable[[int], str]
    peer: Callable[[int], str] = peer
    hub: str = HUB
    family: str = "ip"
    mode: str = "Tunnel"
    detail: bool = False


def _ios_sa(rand: random.Random, n: int, spi: int, form: Form) -> list[str]:
    window = "  replay window size: 1024" if form.detail else ""
    engine = "Onboard VPN" if form.detail else "ESG"
    return [
        f"      spi: 0x{spi:X}({spi})",
        "        transform: esp-256-aes esp-sha-hmac ,",
        f"        in use settings ={{{form.mode}, }}",
        f"        conn id: {2001 + n}, flow_id: {engine}:{1 + n}, sibling_flags 80000040, crypto map: {form.tag(n // 2)}",
        (
            "        sa timing: remaining key lifetime (k/sec): "
            f"({rand.randrange(4000000, 4608000)}/{rand.randrange(30, 3600)})"
        ),
        "        IV size: 16 bytes",
        f"        replay detection support: Y{window}",
        "        Status: ACTIVE(ACTIVE)",
    ]


IOS_DETAIL_COUNTERS = """\
    #pkts no sa (send) 0, #pkts invalid sa (rcv) 0
    #pkts encaps failed (send) 0, #pkts decaps failed (rcv) 0
    #pkts invalid prot (recv) 0, #pkts verify failed: 0
    #pkts invalid identity (recv) 0, #pkts invalid len (rcv) 0
    #pkts replay rollover (send): 0, #pkts replay rollover (rcv) 0
    ##pkts replay failed (rcv): 0
    #pkts tagged (send): 0, #pkts untagged (rcv): 0
    #pkts not tagged (send): 0, #pkts not untagged (rcv): 0
    #pkts internal err (send): 0, #pkts internal err (recv) 0"""


def _ios_heading(form: Form, n: int) -> Iterator[str]:
    """Yield the lines above an identity, where it is not below those of the one before."""
    if n == 0 or form.tag(n) != form.tag(n - 1):
        yield ""
        yield f"interface: {form.interface(n)}"
        yield f"    Crypto map tag: {form.tag(n)}, local addr {form.hub}"


def _ios_ipsec(size: int, form: Form) -> bytes:
    """One identity for every two SAs, at least one."""
    rand = seeded(size)
    lines: list[str] = []
    for n in range(max(1, size // 2)):
        sent, received = rand.randrange(10_000_000), rand.randrange(10_000_000)
        inbound, outbound = (rand.randrange(0x100, 0xFFFFFFFF) for _ in range(2))
        between = "" if form.family == "ip" else "\n    "
        lines += [
            *_ios_heading(form, n),
            "",
            "   protected vrf: (none)",
            f"   local  ident (addr/mask/prot/port): ({form.local(n)})",
            f"   remote ident (addr/mask/prot/port): ({form.remote(n)})",
            f"   current_peer {form.peer(n)} port 500",
            "     PERMIT, flags={origin_is_acl,}",
            f"    #pkts encaps: {sent}, #pkts encrypt: {sent}, #pkts digest: {sent}",
            f"    #pkts decaps: {received}, #pkts decrypt: {received}, #pkts verify: {received}",
            "    #pkts compressed: 0, #pkts decompressed: 0",
            "    #pkts not compressed: 0, #pkts compr. failed: 0",
            "    #pkts not decompressed: 0, #pkts decompress failed: 0",
            IOS_DETAIL_COUNTERS if form.detail else "    #send errors 0, #recv errors 0",
            "",
            f"     local crypto endpt.: {form.hub},{between} remote crypto endpt.: {form.peer(n)}",
            f"     plaintext mtu 1438, path mtu 1500, {form.family} mtu 1500, {form.family} mtu idb GigabitEthernet0/0/0",
            f"     current outbound spi: 0x{outbound:X}({outbound})",
            "     PFS (Y/N): N, DH group: none",
            "",
            "     inbound esp sas:",
            *_ios_sa(rand, 2 * n, inbound, form),
            "", "     inbound ah sas:", "", "     inbound pcp sas:", "",
            "     outbound esp sas:",
            *_ios_sa(rand, 2 * n + 1, outbound, form),
            "", "     outbound ah sas:", "", "     outbound pcp sas:",
        ]  # fmt: skip
    return "\n".join([*lines, ""]).encode()


def _here(_: int) -> str:
    return f"{inside(0)}/255.255.0.0/0/0"


def _there(n: int) -> str:
    return f"{inside(n + 1)}/255.255.255.0/0/0"


def _any(_: int) -> str:
    return "0.0.0.0/0.0.0.0/0/0"


def _six(n: int) -> str:
    return f"2001:DB8:F:{n >> 8:X}::{1 + (n & 255):X}"


_MAP = Form(lambda _: "GigabitEthernet0/0/0", lambda _: "VPN", _here, _there)
_TUNNELS = Form(lambda n: f"Tunnel{n}", lambda n: f"Tunnel{n}-head-0", _any, _any)


def ios_ipsec_sa(size: int) -> bytes:
    """``show crypto ipsec sa`` of IOS-XE: all identities below one crypto map."""
    return _ios_ipsec(size, _MAP)


def ios_ipsec_sa_detail(size: int) -> bytes:
    """``show crypto ipsec sa detail`` of IOS-XE, each identity on a tunnel interface of its own."""
    return _ios_ipsec(size, _TUNNELS._replace(local=_here, remote=_there, detail=True))


def ipsec_sa_of_hub_detail(size: int) -> bytes:
    """``show crypto ipsec sa detail`` of IOS-XE: all identities below one crypto map."""
    return _ios_ipsec(size, _MAP._replace(detail=True))


def ipsec_sa_of_vti(size: int) -> bytes:
    """``show crypto ipsec sa`` of IOS-XE, static VTIs."""
    return _ios_ipsec(size, _TUNNELS)


def ipsec_sa_of_gre(size: int) -> bytes:
    """``show crypto ipsec sa`` of IOS-XE, GRE tunnels under protection in transport mode."""
    form = _TUNNELS._replace(
        local=lambda _: f"{HUB}/255.255.255.255/47/0",
        remote=lambda n: f"{peer(n)}/255.255.255.255/47/0",
        mode="Transport",
    )
    return _ios_ipsec(size, form)


def ipsec_sa_of_dmvpn(size: int) -> bytes:
    """``show crypto ipsec sa`` of a DMVPN hub: all spokes on one multipoint tunnel."""
    form = _TUNNELS._replace(
        interface=lambda _: "Tunnel1",
        tag=lambda _: "Tunnel1-head-0",
        local=lambda _: f"{HUB}/255.255.255.255/47/0",
        remote=lambda n: f"{peer(n)}/255.255.255.255/47/0",
        mode="Transport",
    )
    return _ios_ipsec(size, form)


def ipsec_sa_of_flexvpn(size: int) -> bytes:
    """``show crypto ipsec sa`` of a FlexVPN hub: a virtual access interface a spoke."""
    form = _TUNNELS._replace(
        interface=lambda n: f"Virtual-Access{n + 1}", tag=lambda n: f"Virtual-Access{n + 1}-head-0"
    )
    return _ios_ipsec(size, form)


def ipsec_sa_of_ipv6(size: int) -> bytes:
    """``show crypto ipsec sa`` of IOS-XE, VTIs over and for IPv6."""
    form = _TUNNELS._replace(
        local=lambda _: "::/0/0/0",
        remote=lambda _: "::/0/0/0",
        peer=_six,
        hub=HUB_SIX,
        family="ipv6",
    )
    return _ios_ipsec(size, form)


def _asa_sa(rand: random.Random, n: int, spi: int) -> list[str]:
    return [
        f"      spi: 0x{spi:08X} ({spi})",
        "         SA State: active",
        "         transform: esp-aes-256 esp-sha-hmac no compression",
        "         in use settings ={L2L, Tunnel, IKEv1, }",
        f"         slot: 0, conn_id: {14376960 + n}, crypto-map: OUTSIDE-MAP",
        (
            "         sa timing: remaining key lifetime (kB/sec): "
            f"({rand.randrange(3000000, 4374000)}/{rand.randrange(30, 28800)})"
        ),
        "         IV size: 16 bytes",
        "         replay detection support: Y",
        "         Anti replay bitmap:",
        "          0xFFFFFFFF 0xFFFFFFFF",
    ]


def asa_ipsec_sa(size: int) -> bytes:
    """``show crypto ipsec sa`` of ASA: one identity for every two SAs, at least one."""
    rand = seeded(size)
    lines = ["interface: outside"]
    for n in range(max(1, size // 2)):
        far = peer(n)
        sent, received = rand.randrange(10_000_000), rand.randrange(10_000_000)
        inbound, outbound = (rand.randrange(0x100, 0xFFFFFFFF) for _ in range(2))
        lines += [
            f"    Crypto map tag: OUTSIDE-MAP, seq num: {n + 1}, local addr: {HUB}",
            "",
            f"      access-list VPN-{n + 1} extended permit ip 10.0.0.0 255.255.0.0 {inside(n + 1)} 255.255.255.0 ",
            "      local ident (addr/mask/prot/port): (10.0.0.0/255.255.0.0/0/0)",
            f"      remote ident (addr/mask/prot/port): ({inside(n + 1)}/255.255.255.0/0/0)",
            f"      current_peer: {far}",
            "", "",
            f"      #pkts encaps: {sent}, #pkts encrypt: {sent}, #pkts digest: {sent}",
            f"      #pkts decaps: {received}, #pkts decrypt: {received}, #pkts verify: {received}",
            "      #pkts compressed: 0, #pkts decompressed: 0",
            f"      #pkts not compressed: {sent}, #pkts comp failed: 0, #pkts decomp failed: 0",
            "      #pre-frag successes: 0, #pre-frag failures: 0, #fragments created: 0",
            "      #PMTUs sent: 0, #PMTUs rcvd: 0, #decapsulated frgs needing reassembly: 0",
            "      #TFC rcvd: 0, #TFC sent: 0",
            "      #Valid ICMP Errors rcvd: 0, #Invalid ICMP Errors rcvd: 0",
            "      #send errors: 0, #recv errors: 0",
            "",
            f"      local crypto endpt.: {HUB}/500, remote crypto endpt.: {far}/500",
            "      path mtu 1500, ipsec overhead 74(44), media mtu 1500",
            "      PMTU time remaining (sec): 0, DF policy: copy-df",
            "      ICMP error validation: disabled, TFC packets: disabled",
            f"      current outbound spi: {outbound:08X}",
            f"      current inbound spi : {inbound:08X}",
            "",
            "    inbound esp sas:",
            *_asa_sa(rand, n, inbound),
            "    outbound esp sas:",
            *_asa_sa(rand, n, outbound),
            "",
        ]  # fmt: skip
    return "\n".join(lines).encode()


def pix_ipsec_sa(size: int) -> bytes:
    """``show crypto ipsec sa`` of PIX 6: one identity for every two SAs, at least one."""
    rand = seeded(size)
    lines = ["", "", "interface: outside", f"    Crypto map tag: vpn, local addr. {HUB}", ""]
    for n in range(max(1, size // 2)):
        sent, received = rand.randrange(10_000_000), rand.randrange(10_000_000)
        spis = [rand.randrange(0x100, 0xFFFFFFFF) for _ in range(2)]
        lines += [
            "   local  ident (addr/mask/prot/port): (10.0.0.0/255.255.0.0/0/0)",
            f"   remote ident (addr/mask/prot/port): ({inside(n + 1)}/255.255.255.0/0/0)",
            f"   current_peer: {peer(n)}:500",
            "     PERMIT, flags={origin_is_acl,}",
            f"    #pkts encaps: {sent}, #pkts encrypt: {sent}, #pkts digest {sent}",
            f"    #pkts decaps: {received}, #pkts decrypt: {received}, #pkts verify {received}",
            "    #pkts compressed: 0, #pkts decompressed: 0",
            "    #pkts not compressed: 0, #pkts compr. failed: 0, #pkts decompress failed: 0",
            "    #send errors 0, #recv errors 0",
            "",
            f"     local crypto endpt.: {HUB}, remote crypto endpt.: {peer(n)}",
            "     path mtu 1500, ipsec overhead 56, media mtu 1500",
            f"     current outbound spi: {spis[1]:x}",
            "",
        ]
        for direction, connection, spi in zip(("inbound", "outbound"), (1, 2), spis, strict=True):
            lines += [
                f"     {direction} esp sas:",
                f"      spi: 0x{spi:x}({spi})",
                "        transform: esp-3des esp-md5-hmac ,",
                "        in use settings ={Tunnel, }",
                f"        slot: 0, conn id: {2 * n + connection}, crypto map: vpn",
                (
                    "        sa timing: remaining key lifetime (k/sec): "
                    f"({rand.randrange(4000000, 4608000)}/{rand.randrange(30, 28800)})"
                ),
                "        IV size: 8 bytes",
                "        replay detection support: Y",
                "", "", f"     {direction} ah sas:", "", "", f"     {direction} pcp sas:", "", "",
            ]  # fmt: skip
    return "\n".join([*lines, ""]).encode()
