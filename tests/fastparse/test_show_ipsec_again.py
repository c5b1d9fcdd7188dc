"""Identities read by the form of one before are read as line by line, whatever is in them.

The outputs are synthetic: identities in printed order, alike but for values that a form leaves open,
values that it must not let pass, and lines lost, doubled or changed.
"""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bench import outputs_ipsec as outputs
from fastparse import show
from fastparse._show_ipsec import ipsec_sa, line_by_line, read_by_form
from fastparse.reference.show import ipsec_sa as plain

IDENTITY = """\
interface: Tunnel{name}
    Crypto map tag: Tunnel{name}-head-0, seq num: {number}, local addr: {quad}
      access-list VPN-{name} extended permit ip {quad} 255.255.0.0 host {quad}
   protected vrf: (none)
   local  ident (addr/mask/prot/port): ({proxy})
   remote ident (addr/mask/prot/port): ({proxy})
   current_peer {peer}
     PERMIT, flags={{origin_is_acl,}}
    #pkts encaps: {number}, #pkts encrypt: {number}, #pkts digest: {number}
    #send errors {number}, ##pkts replay failed (rcv): {number}
     local crypto endpt.: {endpoint}, remote crypto endpt.: {endpoint}
     path mtu {number}, ipsec overhead {number}({number}), media mtu 1500
     current outbound spi: 0x{out}({decimal})
     current inbound spi : {in}
     inbound esp sas:
      spi: 0x{in_sa} ({decimal})
        transform: esp-256-aes esp-sha-hmac ,
        in use settings ={{Tunnel, }}
        slot: {number}, conn id: {number}, flow_id: Onboard VPN:{name}, crypto map: Tunnel{name}-head-0
        sa timing: remaining key lifetime (k/sec): ({number}/{number})
        IV size: 16 bytes
         Anti replay bitmap:
          0x{bitmap} 0x{bitmap}
     outbound esp sas:
      spi: 0x{out_sa}({decimal})
        transform: esp-256-aes esp-sha-hmac ,
        in use settings ={{Tunnel, }}
        sa timing: remaining key lifetime (k/sec): ({number}/{number})
        Status: ACTIVE(ACTIVE)
"""
ODD = st.sampled_from(
    ["", "x", "1" * 21, "-1", "0x1", "1.2", "9,9", " 7", "1 2", "1\n2", "\r", "#", "1#", ")", "(1)"]
)


def mostly(strategy: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Draw what fits, and now and then what doesn't."""
    return st.integers(0, 199).flatmap(lambda n: ODD if n == 0 else strategy)


NUMBERS = st.integers(0, 10**9).map(str)
QUADS = st.sampled_from(
    ["10.0.0.1", "192.0.2.200", "10.0.0.1", "198.51.100.7", "999.1.1.1", "1.2.3", "1.2.3.4.5"]
)
SPIS = st.sampled_from(["1", "3D3", "DC15BF68", "0", "abcdef01", "1", "3d3"])
VALUES = {
    "name": st.integers(0, 200).map(str),
    "number": mostly(NUMBERS),
    "decimal": mostly(NUMBERS),
    "quad": mostly(QUADS),
    "peer": mostly(
        st.sampled_from(
            [
                "10.0.0.1 port 500",
                "10.9.9.9 port 4500",
                "10.0.0.1",
                "10.0.0.1:500",
                "1.2.3:5",
                "hub",
            ]
        )
    ),
    "endpoint": mostly(st.sampled_from(["10.0.0.1", "10.0.0.12", "10.0.0.1/500", "2001:db8::1"])),
    "proxy": mostly(
        st.sampled_from(
            ["10.0.0.0/255.0.0.0/0/0", "10.1.20.0/255.255.255.0/6/23", "10.0.0.0/8/0", "::/0/0/0"]
        )
    ),
    "bitmap": mostly(st.sampled_from(["FFFFFFFF", "00000001", "1"])),
}


@st.composite
def identities(draw) -> bytes:
    fixed = {key: draw(VALUES[key]) for key in ("peer", "endpoint", "quad", "proxy")}
    parts = []
    alike = draw(st.integers(0, 3)) > 0
    for _ in range(draw(st.integers(2, 9))):
        outbound, inbound = draw(SPIS), draw(SPIS)
        values = {
            "out": outbound,
            "in": inbound,
            "out_sa": outbound if draw(st.integers(0, 9)) else draw(SPIS),
            "in_sa": inbound if draw(st.integers(0, 9)) else draw(SPIS),
            **{key: draw(strategy) for key, strategy in VALUES.items()},
            **(fixed if alike else {}),
        }
        lines = IDENTITY.format_map(values).split("\n")
        if draw(st.integers(0, 4)) == 0:  # below the interface and the map of the one before
            lines = lines[draw(st.sampled_from([1, 2, 3, 4])) :]
        for kind in draw(st.lists(st.sampled_from(["drop", "twice", "odd", "cut"]), max_size=1)):
            if draw(st.booleans()):
                continue
            at = draw(st.integers(0, len(lines) - 1))
            if kind == "drop":
                del lines[at]
            elif kind == "twice":
                lines.insert(at, lines[at])
            elif kind == "odd":
                lines.insert(at, draw(st.sampled_from(["", "R1#", "junk", "0x12", "--More--"])))
            else:
                lines[at] = lines[at][: draw(st.integers(0, len(lines[at])))]
        parts.append("\n".join(lines))
    text = "".join(parts)
    return text.replace("\n", draw(st.sampled_from(["\n", "\n", "\r\n"]))).encode()


@settings(max_examples=400, deadline=None)
@given(data=identities())
@example(data=b"")
def test_the_same_as_line_by_line(data):
    one = ipsec_sa(data)
    assert one == line_by_line(data)
    assert one == plain(data)


@pytest.mark.parametrize(
    "text", [outputs.ios_ipsec_sa, outputs.ios_ipsec_sa_detail, outputs.asa_ipsec_sa]
)
@pytest.mark.parametrize("cut", [0, 1, 777, 5000])
def test_long_outputs(text, cut):
    data = text(60)
    data = data[: len(data) - cut]
    assert read_by_form(data) > 20
    assert ipsec_sa(data) == line_by_line(data) == plain(data)


def test_every_value_is_its_own():
    rows = show.parse_ipsec_sa(outputs.asa_ipsec_sa(200)).records
    assert [row.sequence for row in rows] == list(range(1, 101))
    assert len({row.sas[0].spi for row in rows}) == 100
    assert [row.acl.split()[1] for row in rows] == [f"VPN-{n}" for n in range(1, 101)]
    assert all(row.complete and row.outbound_spi == row.sas[1].spi for row in rows)


def alike(count: int, **values: str) -> str:
    """Return identities in which only the given values differ from the usual ones."""
    usual = {
        "name": "7", "number": "5", "decimal": "9", "quad": "10.0.0.1", "peer": "10.0.0.2 port 500",
        "endpoint": "10.0.0.3", "proxy": "10.0.0.0/255.0.0.0/0/0", "bitmap": "F", "out": "A1",
        "in": "B2", "out_sa": "A1", "in_sa": "B2",
    }  # fmt: skip
    return IDENTITY.format_map(usual | values) * count


@pytest.mark.parametrize(
    ("values", "fits"),
    [
        ({}, True),
        ({"number": "1" * 20}, True),
        ({"number": "1" * 21}, False),
        ({"out": "0", "out_sa": "0"}, False),  # the one in use was another than 0
        ({"out_sa": "A2"}, False),  # its SA is missing
        ({"in_sa": "123456789"}, False),
        ({"proxy": "1/2/3"}, False),
        ({"peer": "10.0.0.2222 port 500"}, False),
        ({"endpoint": "hub"}, False),
        ({"bitmap": "AB"}, True),
        ({"bitmap": "XY"}, False),
    ],
)
def test_what_fits_a_form(values, fits):
    """Of six identities the first is read line by line, and so is the last: nothing follows it."""
    data = (alike(2) + alike(1, **values) + alike(3)).encode()
    assert ipsec_sa(data) == line_by_line(data) == plain(data)
    assert (read_by_form(data) == 4) is fits
