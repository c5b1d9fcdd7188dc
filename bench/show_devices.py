"""Sessions of ASA, interfaces and pings: bytes a second by number of blocks, beside TextFSM.

``python -m bench.show_devices [ROUNDS]``. The texts are synthetic, their numbers seeded. TextFSM
with the templates of ntc-templates stands beside where it is installed. Times are processor time,
which a busy machine disturbs less.
"""

from __future__ import annotations

import importlib.util
import random
import sys
import time
from collections.abc import Callable
from pathlib import Path

from fastparse._show_interfaces import interfaces
from fastparse._show_pings import pings
from fastparse._show_vpn_sessions import vpn_sessions
from fastparse.show import parse_interfaces, parse_ping, parse_vpn_sessions

BLOCKS = (1, 100, 2000, 20000)
PEER_BLOCKS = 200
"""Blocks that the peer is timed over; it is as slow with more."""

SESSION = """\

Connection   : 198.51.100.{n}
Index        : {index}                   IP Addr      : 198.51.100.{n}
Protocol     : IKEv2 IPsec
Encryption   : IKEv2: (1)AES256  IPsec: (1)AES-GCM-256
Hashing      : IKEv2: (1)SHA256  IPsec: (1)none
Bytes Tx     : {a}               Bytes Rx     : {b}
Login Time   : 11:52:46 UTC Mon Dec 12 2022
Duration     : 17d 2h:13m:35s

IKEv2 Tunnels: 1
IPsec Tunnels: 1

IKEv2:
  Tunnel ID    : {index}.1
  UDP Src Port : 500                    UDP Dst Port : 500
  Rem Auth Mode: preSharedKeys
  Loc Auth Mode: preSharedKeys
  Encryption   : AES256                 Hashing      : SHA256
  Rekey Int (T): 86400 Seconds          Rekey Left(T): {n} Seconds
  PRF          : SHA256                 D/H Group    : 19
  Filter Name  :

IPsec:
  Tunnel ID    : {index}.2
  Local Addr   : 10.20.10.0/255.255.255.0/0/0
  Remote Addr  : 10.40.{n}.0/255.255.255.0/0/0
  Encryption   : AES-GCM-256            Hashing      : none
  Encapsulation: Tunnel                 PFS Group    : 19
  Rekey Int (T): 28800 Seconds          Rekey Left(T): {n} Seconds
  Rekey Int (D): 4608000 K-Bytes        Rekey Left(D): {n} K-Bytes
  Idle Time Out: 30 Minutes             Idle TO Left : 29 Minutes
  Bytes Tx     : {a}               Bytes Rx     : {b}
  Pkts Tx      : {n}                Pkts Rx      : {n}
"""
TUNNEL = """\
Tunnel{index} is up, line protocol is up
  Hardware is Tunnel
  Description: to spoke {n}
  Internet address is 10.0.{n}.1/30
  MTU 17912 bytes, BW 100 Kbit/sec, DLY 50000 usec,
     reliability 255/255, txload 1/255, rxload 1/255
  Encapsulation TUNNEL, loopback not set
  Keepalive not set
  Tunnel source 192.0.2.1 (GigabitEthernet0/0), destination 198.51.100.{n}
  Tunnel protocol/transport IPSEC/IP
  Tunnel TTL 255
  Tunnel transport MTU 1472 bytes
  Tunnel transmit bandwidth 8000 (kbps)
  Tunnel receive bandwidth 8000 (kbps)
  Tunnel protection via IPSec (profile "TO-SPOKES")
  Last input never, output never, output hang never
  Last clearing of "show interface" counters never
  Input queue: 0/75/0/0 (size/max/drops/flushes); Total output drops: {n}
  Queueing strategy: fifo
  Output queue: 0/0 (size/max)
  5 minute input rate 0 bits/sec, 0 packets/sec
  5 minute output rate 0 bits/sec, 0 packets/sec
     {a} packets input, {b} bytes, 0 no buffer
     Received 0 broadcasts (0 IP multicasts)
     0 runts, 0 giants, 0 throttles
     0 input errors, 0 CRC, 0 frame, 0 overrun, 0 ignored, 0 abort
     {b} packets output, {a} bytes, 0 underruns
     0 output errors, 0 collisions, 0 interface resets
     0 unknown protocol drops
     0 output buffer failures, 0 output buffers swapped out
"""
PING = """\
Type escape sequence to abort.
Sending 5, 1500-byte ICMP Echos to 198.51.100.{n}, timeout is 2 seconds:
Packet sent with a source address of 10.0.0.1
Packet sent with the DF bit set
!!!!!
Success rate is 100 percent (5/5), round-trip min/avg/max = 1/{n}/300 ms
"""
COMMANDS = (
    ("show vpn-sessiondb detail l2l", "Session Type: LAN-to-LAN Detailed\n", SESSION, vpn_sessions, parse_vpn_sessions,
     "cisco_asa_show_vpn-sessiondb_detail_l2l"),
    ("show interfaces", "", TUNNEL, interfaces, parse_interfaces, "cisco_ios_show_interfaces"),
    ("ping", "", PING, pings, parse_ping, None),
)  # fmt: skip
"""Name, heading, block, reader of columns, parser, and the template of the peer; its template of
pings reads one ping a text, so that there is nothing to compare."""


def text(heading: str, block: str, blocks: int) -> bytes:
    """Return an output of so many blocks."""
    chance = random.Random(blocks)
    return (
        heading.encode()
        + "".join(
            block.format(
                n=chance.randrange(1, 255),
                index=index,
                a=chance.randrange(1 << 30),
                b=chance.randrange(1 << 30),
            )
            for index in range(1, blocks + 1)
        ).encode()
    )


def best(work: Callable[[], object], rounds: int) -> float:
    """Return the processor seconds of the fastest round, repeated where one is too short."""
    seconds = []
    for _ in range(rounds):
        count = 0
        start = time.process_time()
        while (spent := time.process_time() - start) < 0.01 or not count:
            work()
            count += 1
        seconds.append(spent / count)
    return min(seconds)


def peer(template: str | None) -> Callable[[str], object] | None:
    """Return TextFSM with a template of ntc-templates; None where there is none."""
    found = importlib.util.find_spec("ntc_templates")
    if (
        template is None
        or found is None
        or found.origin is None
        or importlib.util.find_spec("textfsm") is None
    ):
        return None
    path = Path(found.origin).parent / "templates" / f"{template}.textfsm"
    if not path.exists():
        return None
    import textfsm

    with path.open() as file:
        machine = textfsm.TextFSM(file)

    def parse(printed: str) -> object:
        machine.Reset()
        return machine.ParseText(printed)

    return parse


def main() -> None:
    """Print a table for every command."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    for name, heading, block, reader, parse, template in COMMANDS:
        data = text(heading, block, PEER_BLOCKS)
        output = parse(data)
        assert len(output.records) == PEER_BLOCKS
        assert all(row.complete for row in output.records)
        assert not output.unrecognised
        columns = best(lambda data=data, reader=reader: reader(data), rounds)
        records = best(lambda data=data, parse=parse: parse(data).records, rounds)
        print(f"{name}: records {records / PEER_BLOCKS * 1e6:.1f} µs each", end="")
        other = peer(template)
        if other is None:
            print("; no TextFSM beside it")
        else:
            printed = data.decode()
            theirs = best(lambda printed=printed, other=other: other(printed), rounds)
            print(f"; columns {theirs / columns:.0f} × TextFSM, records {theirs / records:.0f} ×")
        for blocks in BLOCKS:
            data = text(heading, block, blocks)
            took = best(lambda data=data, reader=reader: reader(data), rounds)
            print(f"  {blocks:6} blocks: {len(data) / took / 1e6:5.0f} MB/s")


if __name__ == "__main__":
    main()
