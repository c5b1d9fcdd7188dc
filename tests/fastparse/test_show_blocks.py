"""Blocks that are read by the form of the block above are read as line by line, whatever is in them.

The outputs are synthetic: sessions, IKEv2 SAs and map entries alike but for values that a form
leaves open, values that it must not let pass, and lines lost, doubled, cut or put between.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from fastparse import _show_crypto_map, _show_ikev2, _show_session
from fastparse.records import Columns
from fastparse.reference import show as plain

SESSION = """\
Interface: {interface}
Profile: {text}
Uptime: {time}
Session status: {status}
Peer: {address} port {number} fvrf: {word}   ivrf: (none)
      Phase1_id: {text}
      Desc: {text}
  Session ID: {number}
  IKEv2 SA: local {address}/{number} remote {address}/{number} {status}
          Capabilities:{word} connid:{number} lifetime:{time}
  IPSEC FLOW: permit {text}
        Active SAs: {number}, origin: {text}
        Inbound:  #pkts dec'ed {number} drop {number} life (KB/Sec) {number}/{number}
        Outbound: #pkts enc'ed {number} drop {number} life (KB/Sec) {number}/{number}

"""
UNDER_ONE_INTERFACE = """\
Interface: {interface}
Session status: {status}
Peer: {address}/{number} fvrf: {word} ivrf: {word}
  IKE SA: local {address}/{number}
          remote {address}/{number} {status}
Session status: {status}
Peer: {address} port {number}
  IPSEC FLOW: deny {text}
        Active SAs: {number}, origin: {text}
"""
IKEV2_OF_IOS = """\
Tunnel-id Local                 Remote                fvrf/ivrf            Status
{number:<9} {end:<21} {end:<21} {vrfs:<20} {status}
      Encr: AES-CBC, keysize: 256, PRF: SHA512, Hash: SHA512, DH Grp:19, Auth sign: PSK, Auth verify: PSK
      Life/Active Time: {number}/{number} sec
      CE id: {number}, Session-id: {number}
      Status Description: {text}
      Local spi: {spi}       Remote spi: {spi}
      Local id: {text}
      Remote id: {text}
      Local req msg id:  {number}              Remote req msg id:  {number}
      DPD configured for {number} seconds, retry {number}
      NAT-T is not detected
      Remote subnets:
      10.1.0.0 255.255.0.0

"""
IKEV2_OF_ASA = """\
Session-id:{number}, Status:{status}, IKE count:{count}, CHILD count:{count}

Tunnel-id Local                          Remote                         Status         Role
{number} {end:<30} {end:<30} {status}    {status}
      Encr: AES-GCM, keysize: 256, Hash: N/A, DH Grp:20, Auth sign: PSK, Auth verify: RSA
      Life/Active Time: {number}/{number} sec
Child sa: local selector  {end} - {end}
          remote selector {end} - {end}
          ESP spi in/out: 0x{spi}/0x{spi}
          Encr: AES-GCM, keysize: 256, esp_hmac: N/A

"""
MAP = """\
Crypto Map IPv4 "{tag}" {number} ipsec-isakmp
\tDescription: {text}
\tPeer = {word}
\tExtended IP access list {name}
\t    access-list {name} permit {text}
\t    access-list {other} deny {text}
\tCurrent peer: {text}
\tSecurity association lifetime: {number} kilobytes/{number} seconds
\tPFS (Y/N): {flag}
\tTransform sets={{
\t\tSTRONG:  {{ esp-256-aes esp-sha256-hmac  }} ,
\t}}
\tAntireplay window size = {number}
\tInterfaces using crypto map {applied}:
\t\tVlan{number}

"""
ODD = (
    "", "x", "1" * 20, "1" * 21, "0x1", "1.2.3", "256.1.1.1", "999.1.1.1", " 7", "1 2", "1\n2",
    "\r", "#", "1#", ":", ": x", ".x", "-x", "_", "a:b", "a,b", "permit", "deny", "permit x",
    "123456789", "12345678901234567", "1.1.1.1/1/1", "x ", "(a)", "\x0b", "\xe9", "a\tb", "1-a",
    "-a", "Interface: x", "idb: x", '"',
)  # fmt: skip
FITTING = {
    "interface": ("Tunnel1", "Tunnel20", "(unknown)", "Gi0/0/1"),
    "text": ("192.0.2.1", "(none)", "47 host 10.0.0.1 host 10.0.0.2", "cn=a, o=B", "crypto map"),
    "time": ("11:12:24", "3d18h", "0"),
    "status": ("UP-ACTIVE", "READY", "Active", "DOWN"),
    "address": ("192.0.2.1", "198.51.100.200", "2001:db8::1", "255.255.255.255"),
    "number": ("0", "500", "4500", "4607363", "18446744073709551615"),
    "word": ("(none)", "RED", "198.51.100.1", "DN"),
    "end": ("192.0.2.1/500", "2001:db8::7/4500", "10.0.0.0/0", "10.0.255.255/65535"),
    "vrfs": ("none/none", "INET/RED"),
    "spi": ("6A2C", "03C2F001", "0", "6A2C1E1C1B5BA0E1"),
    "count": ("1", "1", "2"),
    "tag": ("HUB", "HUB", "OTHER"),
    "name": ("BRANCH-1", "120", "access-list", ""),
    "flag": ("N", "Y"),
    "more": ("", "", "", "", "x"),
}


class Kind(NamedTuple):
    compiled: Callable[[bytes], Columns]
    plain: Callable[[bytes], Columns]
    by_form: Callable[[bytes], int]
    block: str


SESSIONS = (_show_session.crypto_session, plain.crypto_session, _show_session.read_by_form)
IKEV2 = (_show_ikev2.ikev2_sa, plain.ikev2_sa, _show_ikev2.read_by_form)
MAPS = (_show_crypto_map.crypto_map, plain.crypto_map, _show_crypto_map.read_by_form)
KINDS = {
    "sessions": Kind(*SESSIONS, SESSION),
    "sessions under one interface": Kind(*SESSIONS, UNDER_ONE_INTERFACE),
    "IKEv2 SAs of IOS": Kind(*IKEV2, IKEV2_OF_IOS),
    "IKEv2 SAs of ASA": Kind(*IKEV2, IKEV2_OF_ASA),
    "map entries": Kind(*MAPS, MAP),
}


class Values(dict[str, str]):
    """Values by name, another one each time that it is asked."""

    def __init__(self, draw: Callable[[str], str]) -> None:
        super().__init__()
        self.draw = draw

    def __missing__(self, name: str) -> str:
        again = {"name": "other", "tag": "applied"}
        if name in again:  # it is repeated in the block, now and then as another
            self[name] = self.draw(name)
            self[again[name]] = self[name] + self.draw("more")
            return self[name]
        return self.draw(name)


@st.composite
def outputs(draw) -> tuple[Kind, bytes]:
    kind = KINDS[draw(st.sampled_from(sorted(KINDS)))]
    alike = draw(st.integers(0, 3))
    odd = draw(st.sampled_from([0, 0, 40]))
    usual = {name: draw(st.sampled_from(values)) for name, values in FITTING.items()}

    def value(name: str) -> str:
        if odd and draw(st.integers(0, odd)) == 0:
            return draw(st.sampled_from(ODD))
        if draw(st.integers(0, 3)) < alike:
            return usual[name]
        return draw(st.sampled_from(FITTING[name]))

    parts = []
    for _ in range(draw(st.integers(2, 8))):
        lines = kind.block.format_map(Values(value)).split("\n")
        change = draw(st.integers(0, 15))
        at = draw(st.integers(0, len(lines) - 1))
        if change == 0:
            del lines[at]
        elif change == 1:
            lines.insert(at, lines[at])
        elif change == 2:
            between = [
                "",
                "R1#",
                "junk",
                "--More--",
                'Crypto Map: "HUB" idb: Vlan1 local address: 1.1.1.1',
            ]
            lines.insert(at, draw(st.sampled_from(between)))
        elif change == 3:
            lines[at] = lines[at][: draw(st.integers(0, len(lines[at])))]
        elif change == 4:
            lines[at] += draw(st.sampled_from([" ", "\t", " x", ",", ":"]))
        parts.append("\n".join(lines))
    text = "".join(parts).replace("\n", draw(st.sampled_from(["\n", "\n", "\r\n"])))
    return kind, text.encode("latin-1")


@settings(max_examples=1500, deadline=None)
@given(output=outputs())
@example(output=(KINDS["sessions"], b""))
def test_the_same_as_line_by_line(output):
    kind, data = output
    assert kind.compiled(data) == kind.plain(data)


def usual(kind: Kind, **values: str) -> str:
    """Return a block of the usual values."""
    return kind.block.format_map(
        {name: pool[0] for name, pool in FITTING.items()}
        | {"other": "BRANCH-1", "applied": "HUB"}
        | values
    )


@pytest.mark.parametrize("name", sorted(KINDS))
@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("cut", [0, 1, 500])
def test_long_outputs(name, end, cut):
    """All but the first block, and the last, which no other one follows, are read by the form."""
    kind = KINDS[name]
    blocks = [
        usual(kind, number=str(n), text=f"t{'e' * (n % 9)}xt", address=f"10.0.{n % 256}.{n % 7}", word=f"w{n}",
              end=f"192.0.2.{n % 256}/{n}", spi=f"{n:X}", tag=f"m{n}", applied=f"m{n}")
        for n in range(100)
    ]  # fmt: skip
    data = "".join(blocks).replace("\n", end).encode()
    data = data[: len(data) - cut]
    found = kind.compiled(data)
    assert found == kind.plain(data)
    assert kind.by_form(data) >= 90
    alike = (usual(kind) * 100).replace("\n", end).encode()
    assert kind.compiled(alike) == kind.plain(alike)
    assert kind.by_form(alike) == 98


@pytest.mark.parametrize(
    ("name", "values", "fits"),
    [
        ("sessions", {"address": "256.1.1.1"}, False),
        ("sessions", {"address": "2001:db8::5"}, True),
        ("sessions", {"number": "1" * 20}, True),
        ("sessions", {"number": "1" * 21}, False),
        ("sessions", {"status": "UP_IDLE"}, False),
        ("sessions", {"status": "UP-NO-IKE"}, True),
        ("sessions", {"text": ": none"}, False),
        ("sessions", {"text": "any text, with (signs)"}, True),
        ("sessions", {"word": "a b"}, False),
        ("sessions", {"interface": "a b"}, False),
        ("IKEv2 SAs of IOS", {"vrfs": "a/b"}, False),
        ("IKEv2 SAs of IOS", {"spi": "12345678901234567"}, False),
        ("IKEv2 SAs of IOS", {"spi": "1234567890ABCDEF"}, True),
        ("IKEv2 SAs of IOS", {"end": "10.0.0.1"}, False),
        ("IKEv2 SAs of ASA", {"spi": "123456789"}, False),
        ("IKEv2 SAs of ASA", {"count": "2"}, False),
        ("IKEv2 SAs of ASA", {"end": "10.0.0.255/65535"}, True),
        ("map entries", {"name": "BRANCH-2"}, False),  # the second entry's list is another
        ("map entries", {"name": "BRANCH-2", "other": "BRANCH-2"}, True),
        ("map entries", {"name": "permit", "other": "permit"}, False),
        ("map entries", {"tag": "OTHER"}, False),  # its interfaces are another map's
        ("map entries", {"tag": "A-1_b.c", "applied": "A-1_b.c"}, True),
        ("map entries", {"tag": "a b", "applied": "a b"}, False),
        ("map entries", {"flag": "Y"}, False),
    ],
)
def test_what_fits_a_form(name, values, fits):
    """Of six blocks the first is read line by line, and so is the last: nothing follows it."""
    kind = KINDS[name]
    data = (usual(kind) * 2 + usual(kind, **values) + usual(kind) * 3).encode()
    assert kind.compiled(data) == kind.plain(data)
    assert (kind.by_form(data) == 4) is fits
