"""Seeded outputs of ASA's sessions, of interfaces and of pings, of any size. Synthetic.

The forms are those of IOS-XE 16/17 and ASA 9; the same size gives the same bytes.
"""

from __future__ import annotations

from bench.outputs import HUB, inside, peer, seeded

__all__ = [
    "asa_interface", "interfaces", "ip_interface", "ip_interface_brief", "pings", "vpn_sessions",
]  # fmt: skip


def vpn_sessions(size: int) -> bytes:
    """``show vpn-sessiondb detail l2l`` of ASA with ``size`` sessions of two tunnels each."""
    rand = seeded(size)
    lines = ["Session Type: LAN-to-LAN Detailed", ""]
    for n in range(size):
        a, b = rand.randrange(1 << 30), rand.randrange(1 << 30)
        index, left = 1000 + n, rand.randrange(28800)
        lines += [
            f"Connection   : {peer(n)}",
            f"Index        : {index:<22} IP Addr      : {peer(n)}",
            "Protocol     : IKEv2 IPsec",
            "Encryption   : IKEv2: (1)AES256  IPsec: (1)AES-GCM-256",
            "Hashing      : IKEv2: (1)SHA256  IPsec: (1)none",
            f"Bytes Tx     : {a:<22} Bytes Rx     : {b}",
            "Login Time   : 11:52:46 UTC Mon Dec 12 2022",
            "Duration     : 17d 2h:13m:35s",
            "",
            "IKEv2 Tunnels: 1",
            "IPsec Tunnels: 1",
            "",
            "IKEv2:",
            f"  Tunnel ID    : {index}.1",
            "  UDP Src Port : 500                    UDP Dst Port : 500",
            "  Rem Auth Mode: preSharedKeys",
            "  Loc Auth Mode: preSharedKeys",
            "  Encryption   : AES256                 Hashing      : SHA256",
            f"  Rekey Int (T): 86400 Seconds          Rekey Left(T): {left} Seconds",
            "  PRF          : SHA256                 D/H Group    : 19",
            "  Filter Name  : ",
            "",
            "IPsec:",
            f"  Tunnel ID    : {index}.2",
            f"  Local Addr   : {inside(0)}/255.255.255.0/0/0",
            f"  Remote Addr  : {inside(n + 1)}/255.255.255.0/0/0",
            "  Encryption   : AES-GCM-256            Hashing      : none",
            "  Encapsulation: Tunnel                 PFS Group    : 19",
            f"  Rekey Int (T): 28800 Seconds          Rekey Left(T): {left} Seconds",
            "  Rekey Int (D): 4608000 K-Bytes        Rekey Left(D): 4607999 K-Bytes",
            "  Idle Time Out: 30 Minutes             Idle TO Left : 29 Minutes",
            f"  Bytes Tx     : {a:<22} Bytes Rx     : {b}",
            f"  Pkts Tx      : {a >> 8:<22} Pkts Rx      : {b >> 8}",
            "",
        ]
    return "\n".join(lines).encode()


def interfaces(size: int) -> bytes:
    """``show interfaces`` of IOS-XE with ``size`` tunnels."""
    rand = seeded(size)
    lines = []
    for n in range(size):
        a, b = rand.randrange(1 << 30), rand.randrange(1 << 30)
        lines += [
            f"Tunnel{n} is up, line protocol is up ",
            "  Hardware is Tunnel",
            f"  Description: to spoke {n}",
            f"  Internet address is 10.1.{n >> 8}.{n & 255}/30",
            "  MTU 17912 bytes, BW 100 Kbit/sec, DLY 50000 usec, ",
            "     reliability 255/255, txload 1/255, rxload 1/255",
            "  Encapsulation TUNNEL, loopback not set",
            "  Keepalive not set",
            "  Tunnel linestate evaluation up",
            f"  Tunnel source {HUB} (GigabitEthernet0/0/0), destination {peer(n)}",
            "  Tunnel protocol/transport IPSEC/IP",
            "  Tunnel TTL 255",
            "  Tunnel transport MTU 1472 bytes",
            "  Tunnel transmit bandwidth 8000 (kbps)",
            "  Tunnel receive bandwidth 8000 (kbps)",
            '  Tunnel protection via IPSec (profile "TO-SPOKES")',
            "  Last input never, output never, output hang never",
            '  Last clearing of "show interface" counters never',
            f"  Input queue: 0/75/0/0 (size/max/drops/flushes); Total output drops: {n}",
            "  Queueing strategy: fifo",
            "  Output queue: 0/0 (size/max)",
            "  5 minute input rate 0 bits/sec, 0 packets/sec",
            "  5 minute output rate 0 bits/sec, 0 packets/sec",
            f"     {a} packets input, {b} bytes, 0 no buffer",
            "     Received 0 broadcasts (0 IP multicasts)",
            "     0 runts, 0 giants, 0 throttles ",
            "     0 input errors, 0 CRC, 0 frame, 0 overrun, 0 ignored, 0 abort",
            f"     {b} packets output, {a} bytes, 0 underruns",
            "     0 output errors, 0 collisions, 0 interface resets",
            "     0 unknown protocol drops",
            "     0 output buffer failures, 0 output buffers swapped out",
        ]
    return "\n".join([*lines, ""]).encode()


def asa_interface(size: int) -> bytes:
    """``show interface`` of ASA with ``size`` interfaces."""
    rand = seeded(size)
    lines = []
    for n in range(size):
        a, b = rand.randrange(1 << 30), rand.randrange(1 << 30)
        lines += [
            f'Interface GigabitEthernet0/{n} "zone{n}", is up, line protocol is up',
            "  Hardware is i82546GB rev03, BW 1000 Mbps, DLY 10 usec",
            "\tAuto-Duplex(Full-duplex), Auto-Speed(1000 Mbps)",
            "\tInput flow control is unsupported, output flow control is off",
            f"\tDescription: to zone {n}",
            "\tMAC address 5006.0001.0002, MTU 1500",
            f"\tIP address 10.2.{n >> 8}.{n & 255}, subnet mask 255.255.255.252",
            f"\t{a} packets input, {b} bytes, 0 no buffer",
            "\tReceived 26 broadcasts, 0 runts, 0 giants",
            "\t0 input errors, 0 CRC, 0 frame, 0 overrun, 0 ignored, 0 abort",
            "\t0 pause input, 0 resume input",
            "\t0 L2 decode drops",
            f"\t{b} packets output, {a} bytes, 0 underruns",
            "\t0 pause output, 0 resume output",
            "\t0 output errors, 0 collisions, 3 interface resets",
            "\t0 late collisions, 0 deferred",
            "\t0 input reset drops, 0 output reset drops",
            "\tinput queue (blocks free curr/low): hardware (511/448)",
            "\toutput queue (blocks free curr/low): hardware (511/506)",
            f'  Traffic Statistics for "zone{n}":',
            f"\t{a >> 1} packets input, {b >> 1} bytes",
            f"\t{b >> 1} packets output, {a >> 1} bytes",
            "\t17 packets dropped",
            "      1 minute input rate 0 pkts/sec,  0 bytes/sec",
            "      1 minute output rate 0 pkts/sec,  0 bytes/sec",
            "      1 minute drop rate, 0 pkts/sec",
            "      5 minute input rate 0 pkts/sec,  0 bytes/sec",
            "      5 minute output rate 0 pkts/sec,  0 bytes/sec",
            "      5 minute drop rate, 0 pkts/sec",
        ]
    return "\n".join([*lines, ""]).encode()


def ip_interface(size: int) -> bytes:
    """``show ip interface`` of IOS-XE with ``size`` tunnels."""
    lines = []
    for n in range(size):
        lines += [
            f"Tunnel{n} is up, line protocol is up",
            f"  Internet address is 10.1.{n >> 8}.{n & 255}/30",
            "  Broadcast address is 255.255.255.255",
            "  Address determined by non-volatile memory",
            f"  MTU is {1400 + n % 40} bytes",
            "  Helper address is not set",
            "  Directed broadcast forwarding is disabled",
            "  Outgoing access list is not set",
            f"  Inbound  access list is FROM-{n}",
            "  Proxy ARP is enabled",
            "  Local Proxy ARP is disabled",
            "  Security level is default",
            "  Split horizon is enabled",
            "  ICMP redirects are always sent",
            "  ICMP unreachables are always sent",
            "  ICMP mask replies are never sent",
            "  IP fast switching is enabled",
            "  IP Flow switching is disabled",
            "  IP CEF switching is enabled",
            "  IP multicast fast switching is enabled",
            "  Router Discovery is disabled",
            "  IP output packet accounting is disabled",
            "  IP access violation accounting is disabled",
            "  TCP/IP header compression is disabled",
            "  RTP/IP header compression is disabled",
            "  Policy routing is disabled",
            "  Network address translation is disabled",
            "  BGP Policy Mapping is disabled",
            "  WCCP Redirect outbound is disabled",
            "  WCCP Redirect inbound is disabled",
        ]
    return "\n".join([*lines, ""]).encode()


def ip_interface_brief(size: int) -> bytes:
    """``show ip interface brief`` of IOS-XE with ``size`` rows."""
    rand = seeded(size)
    lines = ["Interface              IP-Address      OK? Method Status                Protocol"]
    for n in range(size):
        status, protocol = rand.choice((("up", "up"), ("administratively down", "down")))
        address = f"10.1.{n >> 8}.{n & 255}"
        lines.append(f"Tunnel{n:<16} {address:<15} YES NVRAM  {status:<21} {protocol}")
    return "\n".join([*lines, ""]).encode()


def pings(size: int) -> bytes:
    """``size`` pings of IOS, one after the other."""
    rand = seeded(size)
    lines = []
    for n in range(size):
        times = sorted(rand.randrange(1, 300) for _ in range(3))
        lines += [
            "Type escape sequence to abort.",
            f"Sending 5, 1500-byte ICMP Echos to {peer(n)}, timeout is 2 seconds:",
            f"Packet sent with a source address of {HUB} ",
            "Packet sent with the DF bit set",
            "!!!!!",
            f"Success rate is 100 percent (5/5), round-trip min/avg/max = {times[0]}/{times[1]}/{times[2]} ms",
        ]
    return "\n".join([*lines, ""]).encode()
