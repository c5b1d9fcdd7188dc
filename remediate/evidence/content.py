"""What a piece of a dump is by its content: the lines that begin known output."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from typing import NamedTuple

from fastparse.scan import Scanner
from fastparse.session import holds
from fastparse.template import BLANK_LIMIT, Template
from remediate.evidence.kinds import Kind

__all__ = ["Segment", "by_content", "may_show_isakmp"]


class Segment(NamedTuple):
    """A run of lines of one kind: byte offsets into the block and the 1-based line in the file."""

    kind: Kind
    start: int
    end: int
    line: int


_CONFIG_START = (
    rb"(?:Building configuration\.\.\.|Current configuration ?:|Using \d+ out of \d+ bytes|: Saved\s*$|ASA Version \d|PIX Version \d"
    rb"|version \d+\.\d+\s*$)"
)
_CONFIG_LINE = (
    rb"(?:crypto (?:isakmp (?:policy|key|enable|identity|keepalive|profile|client|nat|aggr)|ipsec (?:transform-set|security"
    rb"|ikev1|ikev2|profile|df-bit|fragmentation)|map (?!tag:|IPv[46] \"|\")\S+|dynamic-map|keyring|ikev1|ikev2 (?:policy|proposal|enable|keyring|profile))"
    rb"|isakmp (?:policy|key|enable|identity) |interface [A-Z][A-Za-z-]+ ?[\d/.:]+\s*$|ip access-list (?:extended|standard) |access-list \S+ (?:extended |standard )?"
    rb"(?:permit|deny|remark) |tunnel-group \S+ |hostname \S+\s*$|nameif \S+|ip route (?:vrf \S+ )?\d|route \S+ \d+\.|sysopt |ip nat (?:inside|outside)"
    rb"|nat \(|object(?:-group)? network |ip address (?:inside|outside) )"
)
_MARKERS = functools.cache(
    functools.partial(
        re.compile,
        rb"^[ \t]*(?:"
        rb"(?P<config>" + _CONFIG_START + rb")"
        rb"|(?P<line>" + _CONFIG_LINE + rb")"
        rb"|(?P<isakmp>dst +src +state\b|IPv4 Crypto ISAKMP SA|IKEv1 SAs:|C-id +Local +Remote|Total +: \d+\s*$"
        rb"|There are no (?:isakmp|IKEv1) sas?)"
        rb"|(?P<ipsec>interface: \S+\s*$|Crypto map tag: )"
        rb"|(?P<sessions>Crypto session current status|Session Type *: LAN-to-LAN)"
        rb"|(?P<engine>Crypto Engine Connections|ID +(?:Interface|Type) +.*Encrypt +Decrypt)"
        rb"|(?P<version>Cisco IOS Software|Cisco IOS XE Software|Cisco Internetwork Operating System|IOS \(tm\)"
        rb"|Cisco Adaptive Security Appliance Software Version|Cisco PIX (?:Firewall|Security Appliance Software) Version)"
        rb"|(?P<lists>(?:Extended|Standard) IP access list \S+|access-list \S+ line \d+ )"
        rb"|(?P<maps>Crypto Map (?:IPv[46] )?\"[^\"\s]+\" \d+ \S|Crypto Map Template *\"[^\"\s]+\" \d)"
        rb"|(?P<keys>Keyring +Hostname/Address +Preshared Key)"
        rb"|(?P<sets>Transform set \S+: \{)"
        rb"|(?P<proposals>IKEv2 proposal *: *\S+\s*$)"
        rb"|(?P<ikev2policies>IKEv2 policy *: *\S+\s*$)"
        rb"|(?P<suites>(?:Default p|P)rotection suite(?: of priority \d+)?\s*$)"
        rb"|(?P<addresses>Interface +(?:Name +)?IP[- ][Aa]ddress +(?:OK\\?|Subnet) )"
        rb"|(?P<routes>Codes: (?:C|L|R) - [a-z]+,|Gateway of last resort is )"
        rb"|(?P<ping>Sending \d+, \d+-byte ICMP Echos to \S)"
        rb"|(?P<log>[*.]?[A-Z][a-z]{2} +\d+ (?:\d{4} )?\d\d:\d\d:\d\d|\d+[dwy]\d+[hwdHW]?:|\d\d:\d\d:\d\d:|%[A-Z][A-Z0-9_|-]*-\d-[A-Z0-9_]+:"
        rb"|ISAKMP|IPSEC\(|IPSec ?\(|\[IKEv1)"
        rb")",
        re.MULTILINE | re.IGNORECASE,
    )
)
"""Compiled when it is called first: most logs need none."""
_GROUPS = {
    "config": Kind.CONFIG,
    "line": Kind.CONFIG,
    "isakmp": Kind.ISAKMP_SA,
    "ipsec": Kind.IPSEC_SA,
    "sessions": Kind.SESSIONS,
    "engine": Kind.ENGINE,
    "version": Kind.VERSION,
    "lists": Kind.ACCESS_LISTS,
    "suites": Kind.DEFAULT_POLICIES,
    "maps": Kind.CRYPTO_MAP,
    "keys": Kind.ISAKMP_KEY,
    "sets": Kind.TRANSFORM_SET,
    "proposals": Kind.IKEV2_PROPOSAL,
    "ikev2policies": Kind.IKEV2_POLICY,
    "ping": Kind.PING,
    "addresses": Kind.ADDRESSES,
    "routes": Kind.ROUTES,
    "log": Kind.LOG,
}
_ISAKMP_HEADINGS = (
    "dst src state",
    "IPv4 Crypto ISAKMP SA",
    "IKEv1 SAs:",
    "C-id Local Remote",
    "Total :",
    "There are no {isakmp|IKEv1} sa",
)
"""What the group ``isakmp`` of the markers looks for, wherever it stands."""


@functools.cache
def _headings() -> Scanner:
    return Scanner([Template.parse(text) for text in _ISAKMP_HEADINGS])


def may_show_isakmp(data: memoryview) -> bool:
    """Tell whether :func:`by_content` can find ``show crypto isakmp sa`` in a block, at a scan's cost."""
    # Blanks of a template have a limit, those of the markers have none.
    return holds(data, b" " * (BLANK_LIMIT + 1)) or len(_headings().scan(data)) > 0


def by_content(data: bytes, line: int) -> Iterator[Segment]:
    """Yield the segments of a block that no command names, by the lines that begin known output.

    A new kind's first line opens a segment that reaches to the next one. Inside a configuration a
    single line that looks like a log entry (a remark, a banner) doesn't end it: a log line must be
    followed by no further configuration line before the next marker of another kind.
    """
    marks: list[tuple[int, Kind]] = []
    for match in _MARKERS().finditer(data):
        kind = _GROUPS[str(match.lastgroup)]
        if (
            marks
            and marks[-1][1] is Kind.IPSEC_SA
            and match["line"] is not None
            and match["line"].lower().startswith(b"access-list")
        ):
            continue  # ASA prints the entry that an SA is for
        heads_session = (match["ipsec"] or b"").startswith(b"Interface")
        if marks and marks[-1][1] is Kind.SESSIONS and heads_session:
            continue  # `Interface: X` heads a session, `interface: X` the SAs of an interface
        if not marks or marks[-1][1] is not kind:
            marks.append((match.start(), kind))
    if not marks:
        return
    merged: list[tuple[int, Kind]] = []
    for index, (start, kind) in enumerate(marks):
        previous = merged[-1][1] if merged else None
        following = marks[index + 1][1] if index + 1 < len(marks) else None
        if kind is Kind.LOG and previous is Kind.CONFIG and following is Kind.CONFIG:
            continue
        if kind is not previous:
            merged.append((start, kind))
    counted, current = 0, line
    for index, (start, kind) in enumerate(merged):
        end = merged[index + 1][0] if index + 1 < len(merged) else len(data)
        current += data.count(b"\n", counted, start)
        counted = start
        yield Segment(kind, start, end, current)
