"""Seeded show outputs of any size, printed as devices print them. Synthetic, from documented forms.

The forms are those of captured outputs of IOS-XE 16/17 and ASA 9; addresses, SPIs, counters and
lifetimes vary from SA to SA. The same size gives the same bytes.
"""

from __future__ import annotations

import random

__all__ = [
    "HUB", "asa_access_list", "asa_ikev1_sa", "engine", "inside", "ios_access_lists", "isakmp_sa",
    "isakmp_sa_count", "isakmp_sa_detail", "isakmp_sa_of_pix", "isakmp_sa_status", "peer", "seeded",
    "version",
]  # fmt: skip

HUB = "198.51.100.1"


def seeded(size: int) -> random.Random:
    """Return chance that is the same for the same size."""
    return random.Random(f"show outputs {size}")


def peer(n: int) -> str:
    """Return the address of the peer of that number."""
    return f"172.{16 + n // 65025}.{n // 255 % 255}.{1 + n % 254}"


def inside(n: int) -> str:
    """Return the network behind the peer of that number, without its mask."""
    return f"10.{n // 250 % 250}.{n % 250}.0"


def isakmp_sa(size: int) -> bytes:
    """``show crypto isakmp sa`` of IOS with ``size`` SAs; every twentieth one is being deleted."""
    rand = seeded(size)
    lines = [
        "IPv4 Crypto ISAKMP SA",
        "dst             src             state          conn-id status",
    ]
    for n in range(size):
        deleted = rand.random() < 0.05
        state = "MM_NO_STATE" if deleted else "QM_IDLE"
        line = f"{HUB:<15} {peer(n):<15} {state:<14} {1001 + n:>7} ACTIVE"
        lines.append(line + (" (deleted)" if deleted else ""))
    lines += ["", "IPv6 Crypto ISAKMP SA", ""]
    return "\n".join(lines).encode()


def isakmp_sa_status(size: int) -> bytes:
    """``show crypto isakmp sa active`` of IOS, the form with slot and status, ``size`` SAs."""
    rand = seeded(size)
    lines = [
        "IPv4 Crypto ISAKMP SA",
        "dst             src             state          conn-id slot status",
    ]
    for n in range(size):
        status = rand.choice(("ACTIVE", "STDBY"))
        lines.append(f"{HUB:<15} {peer(n):<15} {'QM_IDLE':<14} {1001 + n:>7}    0 {status}")
    return "\n".join([*lines, ""]).encode()


def isakmp_sa_detail(size: int) -> bytes:
    """``show crypto isakmp sa detail`` of IOS with ``size`` SAs."""
    rand = seeded(size)
    lines = [
        "IPv4 Crypto ISAKMP SA", "",
        "C-id  Local           Remote          I-VRF  Status Encr Hash   Auth DH Lifetime Cap.", "",
    ]  # fmt: skip
    for n in range(size):
        left = f"{rand.randrange(24):02}:{rand.randrange(60):02}:{rand.randrange(60):02}"
        vrf = rand.choice(("RED", "BLUE"))
        lines += [
            f"{1001 + n:<5} {HUB:<15} {peer(n):<15} {vrf:<6} ACTIVE aes  sha256 psk  14 {left} D",
            f"       Engine-id:Conn-id =  SW:{1 + n}",
            "",
        ]
    return "\n".join([*lines, "IPv6 Crypto ISAKMP SA", ""]).encode()


def isakmp_sa_count(size: int) -> bytes:
    """``show crypto isakmp sa count`` of IOS; a device prints one, whatever ``size`` is."""
    rand = seeded(size)
    names = ("Active", "Standby", "Currently being negotiated", "Dead")
    return "\n".join(f"{name} ISAKMP SA's: {rand.randrange(1000)}\n" for name in names).encode()


def isakmp_sa_of_pix(size: int) -> bytes:
    """``show crypto isakmp sa`` of PIX 6 with ``size`` SAs."""
    rand = seeded(size)
    lines = [f"Total     : {size}", "Embryonic : 0"]
    lines.append("        dst               src        state     pending     created")
    for n in range(size):
        line = f"{HUB:>16} {peer(n):>16}    QM_IDLE         0           {rand.randrange(1, 9)}"
        lines.append(line)
    return "\n".join([*lines, ""]).encode()


def asa_ikev1_sa(size: int) -> bytes:
    """``show crypto ikev1 sa detail`` of ASA as ``size`` rows, each below its heading."""
    rand = seeded(size)
    lines = []
    for n in range(size):
        role = rand.choice(("Resp", "Init"))
        cipher = rand.choice(("3des", "aes", "aes256"))
        lines += [
            "IKE Peer      Type  Dir   Rky  State      Encrypt Hash  Auth    Lifetime",
            f"{n + 1} {peer(n)} L2L   {role}  No   MM_ACTIVE  {cipher:<7} SHA   preshrd 86400",
        ]
    return "\n".join([*lines, ""]).encode()


def engine(size: int) -> bytes:
    """``show crypto engine connections active`` with ``size`` rows."""
    rand = seeded(size)
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
    rand = seeded(size)
    lines = []
    for n in range(size):
        if n % 50 == 0:
            lines.append(f"Extended IP access list VPN-{n // 50 + 1}")
        number = 10 * (n % 50 + 1)
        hits = f" ({rand.randrange(2, 1_000_000)} matches)" if rand.random() < 0.5 else ""
        lines.append(
            rand.choice((
                f"    {number} permit ip 10.0.0.0 0.0.255.255 {inside(n)} 0.0.0.255{hits}",
                f"    {number} permit tcp any host {peer(n)} eq www{hits}",
                f"    {number} deny ip any any{hits}",
            ))
        )  # fmt: skip
    return "\n".join([*lines, ""]).encode()


def asa_access_list(size: int) -> bytes:
    """``show access-list`` of ASA: ``size`` entries in lists of fifty."""
    rand = seeded(size)
    lines = []
    for n in range(size):
        name = f"OUTSIDE-{n // 50 + 1}"
        if n % 50 == 0:
            count = min(50, size - n)
            lines.append(
                f"access-list {name}; {count} elements; name hash: 0x{rand.randrange(1 << 32):08x}"
            )
        body = rand.choice((
            f"permit ip 10.0.0.0 255.255.0.0 {inside(n)} 255.255.255.0",
            f"permit tcp any host {peer(n)} eq ssh",
            f"deny udp host {peer(n)} host 10.0.0.53 eq domain",
        ))  # fmt: skip
        lines.append(
            f"access-list {name} line {n % 50 + 1} extended {body} "
            f"(hitcnt={rand.randrange(1_000_000)}) 0x{rand.randrange(1 << 32):08x} "
        )
    return "\n".join([*lines, ""]).encode()


def version(size: int) -> bytes:
    """``show version`` of IOS-XE; a device prints one, whatever ``size`` is."""
    rand = seeded(size)
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
