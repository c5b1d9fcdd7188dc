"""``show interface(s)`` of IOS, PIX and ASA.

All of it is synthetic: written by hand in the lines of the releases named, with addresses of the
documentation ranges. Neither the document nor the corpus holds an output of these commands.
"""

from __future__ import annotations

import pytest

from fastparse.records_interfaces import InterfaceRow
from fastparse.show import parse_interfaces

STRAY = "line outside of the block that it belongs to"
CUT = "block is cut short"


@pytest.fixture(params=["compiled", "reference"])
def read(request):
    def parsed(text: str):
        return parse_interfaces(text.encode(), implementation=request.param)

    return parsed


def whole(parsed):
    """Return the records of an output of which all was understood."""
    assert parsed.unrecognised == ()
    return parsed.records


IOS = """\
hub#show interfaces
GigabitEthernet0/0 is up, line protocol is up
  Hardware is CN Gigabit Ethernet, address is 0024.c4f2.7a20 (bia 0024.c4f2.7a20)
  Description: to ISP, MTU 1500
  Internet address is 192.0.2.1/30
  MTU 1500 bytes, BW 100000 Kbit/sec, DLY 100 usec,
     reliability 255/255, txload 1/255, rxload 1/255
  Encapsulation ARPA, loopback not set
  Keepalive set (10 sec)
  Full Duplex, 100Mbps, media type is RJ45
  output flow-control is unsupported, input flow-control is unsupported
  ARP type: ARPA, ARP Timeout 04:00:00
  Last input 00:00:00, output 00:00:00, output hang never
  Last clearing of "show interface" counters never
  Input queue: 0/75/3/0 (size/max/drops/flushes); Total output drops: 12
  Queueing strategy: fifo
  Output queue: 0/40 (size/max)
  5 minute input rate 1000 bits/sec, 2 packets/sec
  5 minute output rate 1000 bits/sec, 2 packets/sec
     123456 packets input, 12345678 bytes, 0 no buffer
     Received 7 broadcasts (5 IP multicasts)
     0 runts, 0 giants, 0 throttles
     3 input errors, 1 CRC, 0 frame, 2 overrun, 0 ignored
     0 watchdog, 12 multicast, 0 pause input
     0 input packets with dribble condition detected
     654321 packets output, 87654321 bytes, 0 underruns
     0 output errors, 0 collisions, 1 interface resets
     4 unknown protocol drops
     0 babbles, 0 late collision, 0 deferred
     0 lost carrier, 0 no carrier, 0 pause output
     0 output buffer failures, 0 output buffers swapped out
Tunnel0 is up, line protocol is down
  Hardware is Tunnel
  Interface is unnumbered. Using address of Loopback0 (10.0.0.1)
  MTU 17912 bytes, BW 100 Kbit/sec, DLY 50000 usec,
     reliability 255/255, txload 1/255, rxload 1/255
  Encapsulation TUNNEL, loopback not set
  Keepalive not set
  Tunnel linestate evaluation down - transport reg down
  Tunnel source 192.0.2.1 (GigabitEthernet0/0), destination 198.51.100.2
   Tunnel Subblocks:
      src-track:
         Tunnel0 source tracking subblock associated with GigabitEthernet0/0
          Set of tunnels with source GigabitEthernet0/0, 1 member (includes iterators), on interface <OK>
  Tunnel protocol/transport GRE/IP
    Key 0x64, sequencing disabled
    Checksumming of packets disabled
  Tunnel TTL 255, Fast tunneling enabled
  Path MTU Discovery, ager 10 mins, min MTU 92
  Tunnel transport MTU 1472 bytes
  Tunnel transmit bandwidth 8000 (kbps)
  Tunnel receive bandwidth 8000 (kbps)
  Tunnel protection via IPSec (profile "TO-SPOKES")
  Last input never, output never, output hang never
  Last clearing of "show interface" counters never
  Input queue: 0/75/0/0 (size/max/drops/flushes); Total output drops: 9
  Queueing strategy: fifo
  Output queue: 0/0 (size/max)
  5 minute input rate 0 bits/sec, 0 packets/sec
  5 minute output rate 0 bits/sec, 0 packets/sec
     0 packets input, 0 bytes, 0 no buffer
     Received 0 broadcasts (0 IP multicasts)
     0 runts, 0 giants, 0 throttles
     0 input errors, 0 CRC, 0 frame, 0 overrun, 0 ignored, 0 abort
     31 packets output, 3100 bytes, 0 underruns
     0 output errors, 0 collisions, 0 interface resets
     0 unknown protocol drops
     0 output buffer failures, 0 output buffers swapped out
"""


def test_interfaces_of_ios(read):
    gigabit, tunnel = whole(read(IOS))
    assert gigabit._replace(counters=()) == InterfaceRow(
        2, "GigabitEthernet0/0", "up", "up", hardware="CN Gigabit Ethernet",
        description="to ISP, MTU 1500", address="192.0.2.1", prefix=30, mtu=1500,
        bandwidth=100000, encapsulation="ARPA", input_drops=3, output_drops=12,
    )  # fmt: skip
    assert gigabit.counters == (
        ("packets input", 123456), ("bytes input", 12345678), ("no buffer", 0),
        ("broadcasts", 7), ("ip multicasts", 5), ("runts", 0), ("giants", 0), ("throttles", 0),
        ("input errors", 3), ("crc", 1), ("frame", 0), ("overrun", 2), ("ignored", 0),
        ("watchdog", 0), ("multicast", 12), ("pause input", 0),
        ("input packets with dribble condition detected", 0),
        ("packets output", 654321), ("bytes output", 87654321), ("underruns", 0),
        ("output errors", 0), ("collisions", 0), ("interface resets", 1),
        ("unknown protocol drops", 4), ("babbles", 0), ("late collision", 0), ("deferred", 0),
        ("lost carrier", 0), ("no carrier", 0), ("pause output", 0),
        ("output buffer failures", 0), ("output buffers swapped out", 0),
    )  # fmt: skip
    assert tunnel._replace(counters=()) == InterfaceRow(
        32, "Tunnel0", "up", "down", hardware="Tunnel", unnumbered="Loopback0",
        address="10.0.0.1", mtu=17912, bandwidth=100, encapsulation="TUNNEL",
        linestate="down - transport reg down", tunnel_source="192.0.2.1",
        tunnel_source_interface="GigabitEthernet0/0", tunnel_destination="198.51.100.2",
        tunnel_protocol="GRE", tunnel_transport="IP", tunnel_key="0x64", transport_mtu=1472,
        protection="TO-SPOKES", path_mtu_discovery=True, input_drops=0, output_drops=9,
    )  # fmt: skip
    assert (tunnel.counter("packets output"), tunnel.counter("crc")) == (31, 0)
    assert tunnel.counter("l2 decode drops") is None


def test_nothing_depends_on_indentation(read):
    flat = "\r\n".join(line.strip() for line in IOS.splitlines())
    assert whole(read(flat)) == whole(read(IOS))


@pytest.mark.parametrize(
    ("line", "fields"),
    [
        ("Tunnel source 192.0.2.1, destination UNKNOWN",
         {"tunnel_source": "192.0.2.1", "tunnel_destination": "UNKNOWN"}),
        ("Tunnel source UNKNOWN", {"tunnel_source": "UNKNOWN"}),
        ("Tunnel source 192.0.2.1 (Serial0), destination 198.51.100.2, fastswitch TTL 255",
         {"tunnel_source": "192.0.2.1", "tunnel_source_interface": "Serial0",
          "tunnel_destination": "198.51.100.2"}),
        ("Tunnel source 2001:DB8::1 (GigabitEthernet1), destination 2001:DB8::2",
         {"tunnel_source": "2001:DB8::1", "tunnel_source_interface": "GigabitEthernet1",
          "tunnel_destination": "2001:DB8::2"}),
        ("Tunnel protocol/transport multi-GRE/IP",
         {"tunnel_protocol": "multi-GRE", "tunnel_transport": "IP"}),
        ("Tunnel protocol/transport IPSEC/IP",
         {"tunnel_protocol": "IPSEC", "tunnel_transport": "IP"}),
        ("Tunnel protocol/transport GRE/IP, key disabled, sequencing disabled",
         {"tunnel_protocol": "GRE", "tunnel_transport": "IP"}),
        ("Tunnel linestate evaluation up", {"linestate": "up"}),
        ("Key disabled, sequencing disabled", {}),
        ("MTU 1500 bytes, sub MTU 1500, BW 1544 Kbit, DLY 20000 usec",
         {"mtu": 1500, "bandwidth": 1544}),
        ("Encapsulation 802.1Q Virtual LAN, Vlan ID  10.",
         {"encapsulation": "802.1Q Virtual LAN", "vlan": 10}),
        ("Internet address will be negotiated using DHCP", {}),
        ("Description:", {"description": ""}),
        ("Output queue 0/40, 12 drops; input queue 0/75, 3 drops",
         {"output_drops": 12, "input_drops": 3}),
    ],
)  # fmt: skip
def test_lines_of_ios_tunnels_and_links(read, line, fields):
    (row,) = read(f"Tunnel7 is up, line protocol is up\n  {line}\n").records
    assert row._replace(complete=True) == InterfaceRow(1, "Tunnel7", "up", "up", **fields)


VIRTUAL_ACCESS = """\
Virtual-Access2 is up, line protocol is up
  Hardware is Virtual Access interface
  Interface is unnumbered. Using address of Loopback1 (10.255.0.1)
  MTU 9922 bytes, BW 100 Kbit/sec, DLY 50000 usec,
     reliability 255/255, txload 1/255, rxload 1/255
  Encapsulation TUNNEL
  Tunnel vaccess, cloned from Virtual-Template1
  Vaccess status 0x4, unset
  Keepalive not set
  Tunnel linestate evaluation up
  Tunnel source 192.0.2.1, destination 198.51.100.9
  Tunnel protocol/transport IPSEC/IP
  Tunnel TTL 255
  Tunnel transport MTU 1438 bytes
  Tunnel protection via IPSec (profile "FLEX")
  DTR is pulsed for 5 seconds on reset
  Last input never, output never, output hang never
  Input queue: 0/75/0/0 (size/max/drops/flushes); Total output drops: 0
     5 packets input, 500 bytes, 0 no buffer
     6 packets output, 600 bytes, 0 underruns
     0 output errors, 0 collisions, 0 interface resets
"""


def test_an_interface_that_flexvpn_cloned(read):
    (row,) = whole(read(VIRTUAL_ACCESS))
    assert row._replace(counters=()) == InterfaceRow(
        1, "Virtual-Access2", "up", "up", hardware="Virtual Access interface",
        unnumbered="Loopback1", address="10.255.0.1", mtu=9922, bandwidth=100,
        encapsulation="TUNNEL", linestate="up", tunnel_source="192.0.2.1",
        tunnel_destination="198.51.100.9", tunnel_protocol="IPSEC", tunnel_transport="IP",
        transport_mtu=1438, protection="FLEX", input_drops=0, output_drops=0,
    )  # fmt: skip


def test_a_line_that_is_not_known_is_given_back(read):
    parsed = read(VIRTUAL_ACCESS.replace("Keepalive not set", "Quux not set"))
    assert [(unread.text, unread.reason) for unread in parsed.unrecognised] == [
        ("Quux not set", "not understood")
    ]
    assert parsed.records == read(VIRTUAL_ACCESS).records


@pytest.mark.parametrize(
    ("head", "fields"),
    [
        ("Serial0/0/0 is administratively down, line protocol is down",
         {"name": "Serial0/0/0", "status": "administratively down", "protocol": "down"}),
        ("Serial1 is up, line protocol is up (looped)", {"name": "Serial1", "note": "looped"}),
        ("Gi1/0/1 is down, line protocol is down (notconnect)",
         {"name": "Gi1/0/1", "status": "down", "protocol": "down", "note": "notconnect"}),
        ("Vlan1 is up, line protocol is up , Autostate Enabled", {"name": "Vlan1"}),
        ("Tunnel3 is reset, line protocol is down",
         {"name": "Tunnel3", "status": "reset", "protocol": "down"}),
        ('Interface Management0/0 "", is administratively down, line protocol is down',
         {"name": "Management0/0", "nameif": "", "status": "administratively down",
          "protocol": "down"}),
        ('interface ethernet0 "outside" is up, line protocol is up',
         {"name": "ethernet0", "nameif": "outside"}),
    ],
)  # fmt: skip
def test_heads(read, head, fields):
    values = {"status": "up", "protocol": "up"} | fields
    assert whole(read(head)) == (InterfaceRow(1, **values),)


ASA = """\
Interface GigabitEthernet0/0 "outside", is up, line protocol is up
  Hardware is i82546GB rev03, BW 1000 Mbps, DLY 10 usec
\tAuto-Duplex(Full-duplex), Auto-Speed(1000 Mbps)
\tInput flow control is unsupported, output flow control is off
\tDescription: ISP
\tMAC address 0011.2233.4455, MTU 1500
\tIP address 192.0.2.1, subnet mask 255.255.255.252
\t1594 packets input, 121562 bytes, 0 no buffer
\tReceived 11 broadcasts, 0 runts, 0 giants
\t6 input errors, 5 CRC, 0 frame, 0 overrun, 0 ignored, 0 abort
\t0 pause input, 0 resume input
\t0 L2 decode drops
\t1599 packets output, 121999 bytes, 0 underruns
\t0 pause output, 0 resume output
\t0 output errors, 0 collisions, 1 interface resets
\t0 late collisions, 0 deferred
\t0 input reset drops, 0 output reset drops
\tinput queue (blocks free curr/low): hardware (255/254)
\toutput queue (blocks free curr/low): hardware (255/254)
  Traffic Statistics for "outside":
\t1590 packets input, 90000 bytes
\t1591 packets output, 90001 bytes
\t17 packets dropped
      1 minute input rate 0 pkts/sec,  0 bytes/sec
      1 minute output rate 0 pkts/sec,  0 bytes/sec
      1 minute drop rate, 0 pkts/sec
      5 minute input rate 0 pkts/sec,  0 bytes/sec
      5 minute output rate 0 pkts/sec,  0 bytes/sec
      5 minute drop rate, 0 pkts/sec
  Control Point Interface States:
\tInterface number is 3
\tInterface config status is active
\tInterface state is active
Interface GigabitEthernet0/1.20 "dmz", is up, line protocol is up
  Hardware is i82546GB rev03, BW 100 Mbps, DLY 100 usec
\tVLAN identifier 20
\tMAC address 0011.2233.4456, MTU not set
\tIP address unassigned
  Traffic Statistics for "dmz":
\t0 packets input, 0 bytes
\t0 packets output, 0 bytes
\t0 packets dropped
Interface Tunnel1 "vti", is up, line protocol is up
  Hardware is Virtual Tunnel\tMAC address N/A, MTU 1500
\tIP address 10.1.1.1, subnet mask 255.255.255.252
  Tunnel Interface Information:
\tSource interface: outside\tIP address: 192.0.2.1
\tDestination IP address: 198.51.100.2
\tMode: ipsec ipv4\tIPsec profile: VTI
"""


def test_interfaces_of_asa(read):
    parsed = read(ASA)
    outside, dmz, vti = parsed.records
    assert outside._replace(counters=(), traffic=()) == InterfaceRow(
        1, "GigabitEthernet0/0", "up", "up", nameif="outside", hardware="i82546GB rev03",
        description="ISP", address="192.0.2.1", mask="255.255.255.252", mtu=1500,
        bandwidth=1000000,
    )  # fmt: skip
    assert outside.counters[:2] == (("packets input", 1594), ("bytes input", 121562))
    assert (outside.counter("packets output"), outside.counter("bytes output")) == (1599, 121999)
    assert (outside.counter("input errors"), outside.counter("crc")) == (6, 5)
    assert outside.counter("output reset drops") == 0
    assert outside.traffic == (
        ("packets input", 1590), ("bytes input", 90000), ("packets output", 1591),
        ("bytes output", 90001), ("packets dropped", 17),
    )  # fmt: skip
    assert (dmz.nameif, dmz.vlan, dmz.mtu, dmz.address) == ("dmz", 20, None, "")
    assert vti == InterfaceRow(
        43, "Tunnel1", "up", "up", nameif="vti", hardware="Virtual Tunnel", mtu=1500,
        address="10.1.1.1", mask="255.255.255.252", tunnel_source="192.0.2.1",
        tunnel_source_interface="outside", tunnel_destination="198.51.100.2",
        tunnel_protocol="ipsec", tunnel_transport="ipv4", protection="VTI",
    )  # fmt: skip
    assert parsed.unrecognised == ()


PIX = """\
interface ethernet0 "outside" is up, line protocol is up
  Hardware is i82559 ethernet, address is 00aa.0000.003b
  IP address 192.0.2.7, subnet mask 255.255.255.224
  MTU 1500 bytes, BW 100000 Kbit half duplex
        1184342 packets input, 1222298001 bytes, 0 no buffer
        Received 26 broadcasts, 27 runts, 0 giants
        4 input errors, 0 CRC, 4 frame, 0 overrun, 0 ignored, 0 abort
        1310091 packets output, 547097270 bytes, 0 underruns 8 unicast rpf drops
        0 output errors, 28075 collisions, 0 interface resets
        0 babbles, 0 late collisions, 117573 deferred
        0 lost carrier, 0 no carrier
        input queue (curr/max blocks): hardware (128/128) software (0/1)
        output queue (curr/max blocks): hardware (0/2) software (0/1)
"""


def test_interfaces_of_pix(read):
    (row,) = whole(read(PIX))
    assert row._replace(counters=()) == InterfaceRow(
        1, "ethernet0", "up", "up", nameif="outside", hardware="i82559 ethernet",
        address="192.0.2.7", mask="255.255.255.224", mtu=1500, bandwidth=100000,
    )  # fmt: skip
    assert (row.counter("underruns"), row.counter("unicast rpf drops")) == (0, 8)
    assert (row.counter("frame"), row.counter("collisions")) == (4, 28075)


@pytest.mark.parametrize(
    ("old", "new", "reasons"),
    [
        ("MTU 17912 bytes", "MTU 179I2 bytes", ["not a number where one is expected"]),
        ("  Tunnel transport MTU 1472 bytes\n", "  Tunnel transport MTU bytes\n",
         ["not a number where one is expected"]),
        ("31 packets output", "3l packets output",
         ["not a number where one is expected", CUT]),
        ("  Tunnel TTL 255", "  Tunnel TLL 255", ["not understood"]),
    ],
)  # fmt: skip
def test_a_damaged_value_costs_its_line(read, old, new, reasons):
    assert IOS.count(old) == 1
    parsed = read(IOS.replace(old, new))
    assert sorted(unread.reason for unread in parsed.unrecognised) == sorted(reasons)
    assert [row.name for row in parsed.records] == ["GigabitEthernet0/0", "Tunnel0"]
    assert parsed.records[0] == read(IOS).records[0]
    assert parsed.records[1].complete == (CUT not in reasons)


@pytest.mark.parametrize(
    "head", ["", "Tunnel0 is up, line protocl is down\n", "Tunnel0 is up, line\n"]
)
def test_what_stands_below_a_lost_head_is_said_of_no_other_interface(read, head):
    text = IOS.replace("Tunnel0 is up, line protocol is down\n", head)
    (row,) = read(text).records
    original = read(IOS).records[0]
    assert row in (original, original._replace(complete=False))
    assert (row.complete is False) == (head == "")
    strays = [unread.text for unread in read(text).unrecognised if unread.reason == STRAY]
    assert "Tunnel transport MTU 1472 bytes" in strays


def test_no_value_is_said_of_another_interface_whatever_line_is_lost():
    lines = IOS.splitlines()
    originals = {row.name: row for row in parse_interfaces(IOS.encode()).records}
    for count in range(1, 5):
        for first in range(len(lines) - count + 1):
            text = "\n".join(lines[:first] + lines[first + count :])
            for row in parse_interfaces(text.encode()).records:
                original = originals[row.name]
                assert not row.complete or (
                    set(row.counters) <= set(original.counters)
                    and all(
                        value in (None, (), False) or value == getattr(original, field)
                        for field, value in row._asdict().items()
                        if field not in {"line", "counters", "complete"}
                    )
                ), (first + 1, count)


@pytest.mark.parametrize("text", [IOS, ASA, PIX], ids=["IOS", "ASA", "PIX"])
def test_an_interface_cut_before_its_counters_is_not_whole(text):
    end = text.index("packets output") - 8
    *_, row = parse_interfaces(text[:end].encode()).records
    assert not row.complete
