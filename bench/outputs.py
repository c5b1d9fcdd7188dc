"""Seeded show outputs of any size, printed as devices print them. Synthetic, from documented forms.

The forms are those of captured outputs of IOS-XE 16/17 and ASA 9; addresses, SPIs, counters and
lifetimes vary from SA to SA. The same size gives the same bytes.
"""

from __future__ import annotations

import random

__all__ = [
    "asa_access_list", "asa_ikev1_sa", "asa_ipsec_sa", "engine", "ios_access_lists",
    "ios_ipsec_sa", "ios_ipsec_sa_detail", "isakmp_sa", "version",
]  # fmt: skip

HUB = "198.51.100.1"


def _random(size: int) -> random.Random:
    return random.Random(f"show outputs {size}")


def _peer(n: int) -> str:
    return f"172.{16 + n // 65025}.{n // 255 % 255}.{1 + n % 254}"


def _inside(n: int) -> str:
    return f"10.{n // 250 % 250}.{n % 250}.0"


def isakmp_sa(size: int) -> bytes:
    """``show crypto isakmp sa`` of IOS with ``size`` SAs; every twentieth one is being deleted."""
    rand = _random(size)
    lines = [
        "IPv4 Crypto ISAKMP SA",
        "dst             src             state          conn-id status",
    ]
    for n in range(size):
        deleted = rand.random() < 0.05
        state = "MM_NO_STATE" if deleted else "QM_IDLE"
        line = f"{HUB:<15} {_peer(n):<15} {state:<14} {1001 + n:>7} ACTIVE"
        lines.append(line + (" (deleted)" if deleted else ""))
    lines += ["", "IPv6 Crypto ISAKMP SA", ""]
    return "\n".join(lines).encode()


def asa_ikev1_sa(size: int) -> bytes:
    """``show crypto ikev1 sa detail`` of ASA as ``size`` rows, each below its heading."""
    rand = _random(size)
    lines = []
    for n in range(size):
        role = rand.choice(("Resp", "Init"))
        cipher = rand.choice(("3des", "aes", "aes256"))
        lines += [
            "IKE Peer      Type  Dir   Rky  State      Encrypt Hash  Auth    Lifetime",
            f"{n + 1} {_peer(n)} L2L   {role}  No   MM_ACTIVE  {cipher:<7} SHA   preshrd 86400",
        ]
    return "\n".join([*lines, ""]).encode()


def _ios_sa(rand: random.Random, n: int, spi: int, name: str, *, detail: bool) -> list[str]:
    window = "  replay window size: 1024" if detail else ""
    engine = "Onboard VPN" if detail else "ESG"
    return [
        f"      spi: 0x{spi:X}({spi})",
        "        transform: esp-256-aes esp-sha-hmac ,",
        "        in use settings ={Tunnel, }",
        f"        conn id: {2001 + n}, flow_id: {engine}:{1 + n}, sibling_flags 80000040, crypto map: {name}",
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


def _ios_ipsec(size: int, *, detail: bool) -> bytes:
    """One identity for every two SAs, at least one.

    All stand below one crypto map, or, with ``detail``, each on a tunnel interface of its own.
    """
    rand = _random(size)
    above = ["", "interface: GigabitEthernet0/0/0", f"    Crypto map tag: VPN, local addr {HUB}"]
    lines = [] if detail else above
    for n in range(max(1, size // 2)):
        peer = _peer(n)
        sent, received = rand.randrange(10_000_000), rand.randrange(10_000_000)
        inbound, outbound = (rand.randrange(0x100, 0xFFFFFFFF) for _ in range(2))
        name = f"Tunnel{n}-head-0" if detail else "VPN"
        if detail:
            lines += ["", f"interface: Tunnel{n}", f"    Crypto map tag: {name}, local addr {HUB}"]
        lines += [
            "",
            "   protected vrf: (none)",
            f"   local  ident (addr/mask/prot/port): ({_inside(0)}/255.255.0.0/0/0)",
            f"   remote ident (addr/mask/prot/port): ({_inside(n + 1)}/255.255.255.0/0/0)",
            f"   current_peer {peer} port 500",
            "     PERMIT, flags={origin_is_acl,}",
            f"    #pkts encaps: {sent}, #pkts encrypt: {sent}, #pkts digest: {sent}",
            f"    #pkts decaps: {received}, #pkts decrypt: {received}, #pkts verify: {received}",
            "    #pkts compressed: 0, #pkts decompressed: 0",
            "    #pkts not compressed: 0, #pkts compr. failed: 0",
            "    #pkts not decompressed: 0, #pkts decompress failed: 0",
            IOS_DETAIL_COUNTERS if detail else "    #send errors 0, #recv errors 0",
            "",
            f"     local crypto endpt.: {HUB}, remote crypto endpt.: {peer}",
            "     plaintext mtu 1438, path mtu 1500, ip mtu 1500, ip mtu idb GigabitEthernet0/0/0",
            f"     current outbound spi: 0x{outbound:X}({outbound})",
            "     PFS (Y/N): N, DH group: none",
            "",
            "     inbound esp sas:",
            *_ios_sa(rand, 2 * n, inbound, name, detail=detail),
            "", "     inbound ah sas:", "", "     inbound pcp sas:", "",
            "     outbound esp sas:",
            *_ios_sa(rand, 2 * n + 1, outbound, name, detail=detail),
            "", "     outbound ah sas:", "", "     outbound pcp sas:",
        ]  # fmt: skip
    return "\n".join([*lines, ""]).encode()


def ios_ipsec_sa(size: int) -> bytes:
    """``show crypto ipsec sa`` of IOS-XE."""
    return _ios_ipsec(size, detail=False)


def ios_ipsec_sa_detail(size: int) -> bytes:
    """``show crypto ipsec sa detail`` of IOS-XE."""
    return _ios_ipsec(size, detail=True)


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
    rand = _random(size)
    lines = ["interface: outside"]
    for n in range(max(1, size // 2)):
        peer = _peer(n)
        sent, received = rand.randrange(10_000_000), rand.randrange(10_000_000)
        inbound, outbound = (rand.randrange(0x100, 0xFFFFFFFF) for _ in range(2))
        lines += [
            f"    Crypto map tag: OUTSIDE-MAP, seq num: {n + 1}, local addr: {HUB}",
            "",
            f"      access-list VPN-{n + 1} extended permit ip 10.0.0.0 255.255.0.0 {_inside(n + 1)} 255.255.255.0 ",
            "      local ident (addr/mask/prot/port): (10.0.0.0/255.255.0.0/0/0)",
            f"      remote ident (addr/mask/prot/port): ({_inside(n + 1)}/255.255.255.0/0/0)",
            f"      current_peer: {peer}",
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
            f"      local crypto endpt.: {HUB}/500, remote crypto endpt.: {peer}/500",
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


def engine(size: int) -> bytes:
    """``show crypto engine connections active`` with ``size`` rows."""
    rand = _random(size)
    lines = [
        "Crypto Engine Connections", "",
        "   ID  Type    Algorithm           Encrypt  Decrypt LastSeqN IP-Address",
    ]  # fmt: skip
    for n in range(size):
        kind, algorithm = rand.choice((("IKE", "SHA+AES256"), ("IPsec", "AES256+SHA256")))
        sent, received = rand.randrange(1_000_000), rand.randrange(1_000_000)
        row = f"{1001 + n:>5}  {kind:<7} {algorithm:<18} {sent:>8} {received:>8} {received:>8}"
        lines.append(f"{row} {HUB}")
    return "\n".join([*lines, ""]).encode()


def ios_access_lists(size: int) -> bytes:
    """``show ip access-lists`` of IOS: ``size`` entries in extended lists of fifty."""
    rand = _random(size)
    lines = []
    for n in range(size):
        if n % 50 == 0:
            lines.append(f"Extended IP access list VPN-{n // 50 + 1}")
        number = 10 * (n % 50 + 1)
        hits = f" ({rand.randrange(2, 1_000_000)} matches)" if rand.random() < 0.5 else ""
        lines.append(
            rand.choice((
                f"    {number} permit ip 10.0.0.0 0.0.255.255 {_inside(n)} 0.0.0.255{hits}",
                f"    {number} permit tcp any host {_peer(n)} eq www{hits}",
                f"    {number} deny ip any any{hits}",
            ))
        )  # fmt: skip
    return "\n".join([*lines, ""]).encode()


def asa_access_list(size: int) -> bytes:
    """``show access-list`` of ASA: ``size`` entries in lists of fifty."""
    rand = _random(size)
    lines = []
    for n in range(size):
        name = f"OUTSIDE-{n // 50 + 1}"
        if n % 50 == 0:
            count = min(50, size - n)
            lines.append(
                f"access-list {name}; {count} elements; name hash: 0x{rand.randrange(1 << 32):08x}"
            )
        body = rand.choice((
            f"permit ip 10.0.0.0 255.255.0.0 {_inside(n)} 255.255.255.0",
            f"permit tcp any host {_peer(n)} eq ssh",
            f"deny udp host {_peer(n)} host 10.0.0.53 eq domain",
        ))  # fmt: skip
        lines.append(
            f"access-list {name} line {n % 50 + 1} extended {body} "
            f"(hitcnt={rand.randrange(1_000_000)}) 0x{rand.randrange(1 << 32):08x} "
        )
    return "\n".join([*lines, ""]).encode()


def version(size: int) -> bytes:
    """``show version`` of IOS-XE; a device prints one, whatever ``size`` is."""
    rand = _random(size)
    return f"""\
Cisco IOS XE Software, Version 17.03.04a
Cisco IOS Software [Amsterdam], ISR Software (X86_64_LINUX_IOSD-UNIVERSALK9-M), Version 17.3.4a, RELEASE SOFTWARE (fc3)
Technical Support: http://www.cisco.com/techsupport
Copyright (c) 1986-2021 by Cisco Systems, Inc.
Compiled Tue 20-Jul-21 04:59 by mcpre


Cisco IOS-XE software, Copyright (c) 2005-2021 by cisco Systems, Inc.
All rights reserved.  Certain components of Cisco IOS-XE software are
licensed under the GNU General Public License ("GPL") Version 2.0.  The
software code licensed under GPL Version 2.0 is free software that comes
with ABSOLUTELY NO WARRANTY.  You can redistribute and/or modify such
GPL code under the terms of GPL Version 2.0.  For more details, see the
documentation or "License Notice" file accompanying the IOS-XE software,
or the applicable URL provided on the flyer accompanying the IOS-XE
software.


ROM: IOS-XE ROMMON

hub{rand.randrange(100)} uptime is 29 weeks, 4 days, 9 hours, 12 minutes
Uptime for this control processor is 29 weeks, 4 days, 9 hours, 14 minutes
System returned to ROM by Reload Command
System image file is "bootflash:isr4400-universalk9.17.03.04a.SPA.bin"
Last reload reason: Reload Command


cisco ISR4451-X/K9 (2RU) processor with 1795999K/6147K bytes of memory.
Processor board ID FTX1206{rand.randrange(1000, 9999)}
4 Gigabit Ethernet interfaces
32768K bytes of non-volatile configuration memory.
4194304K bytes of physical memory.
3223551K bytes of flash memory at bootflash:.

Configuration register is 0x2102
""".encode()
