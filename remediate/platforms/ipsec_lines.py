"""Single lines of ``show crypto ipsec sa`` (``| include ident|caps|peer``): what they say of an SA all the same.

Counters outlive the SAs that they count, so they show a live one only where they change from one output to the next, or
beside an SPI. Source: Cisco IOS Security Command Reference, Cisco ASA Command Reference, ``show crypto ipsec sa``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import msgspec

from fastparse.session import expand
from remediate.model.observation import IpsecSa, Source
from remediate.model.selector import canonical

__all__ = ["grown", "ipsec_sas_in_lines", "risen", "tells_of_sas"]

_ADDRESS = r"\d{1,3}(?:\.\d{1,3}){3}|[0-9a-fA-F]*:[0-9a-fA-F:.]+"
_LOCAL = re.compile(r"local +ident [^:]*: *\(([^()]+)\)")
_REMOTE = re.compile(r"remote +ident [^:]*: *\(([^()]+)\)")
_PEER = re.compile(rf"\bcurrent_peer:? +({_ADDRESS})(?::\d+| port \d+)?\s*$")
_OWN = re.compile(rf"\blocal addr[.:]? +({_ADDRESS})\s*$")
_GRE_HOST = re.compile(rf"({_ADDRESS})/255\.255\.255\.255/47/0")
_COUNTED = re.compile(r"#pkts (encaps|decaps): (\d+)")
_ENCAPS = re.compile(r"#pkts encaps: \d")
_ENDS = re.compile(
    r"local crypto endpt\.?: *([0-9a-fA-F.:]+?)(?:/\d+)?, *remote crypto endpt\.?: *([0-9a-fA-F.:]+?)(?:/\d+)?\s*$"
)
_OUTBOUND = re.compile(r"current outbound spi *: *(?:0x)?([0-9a-fA-F]{1,8})\b")
_ASKED = re.compile(rf" peer ({_ADDRESS})(?: |$)")


class _Identity(NamedTuple):
    """The lines of one identity."""

    lines: list[str]
    line: int
    own: str | None
    """Local address of the map, printed above."""


def ipsec_sas_in_lines(
    text: str, *, file: str, line: int, command: str | None = None
) -> tuple[IpsecSa, ...]:
    """Return the SAs of which the peer and both counters are among the lines, or in the ``command``."""
    asked = _ASKED.search(expand(command or "").split("|")[0])
    peer = asked[1] if asked is not None else None
    found = (
        _read(item, Source(file=file, line=item.line), peer) for item in _identities(text, line)
    )
    return tuple(sa for sa in found if sa is not None)


def _identities(text: str, line: int) -> Iterator[_Identity]:
    """Yield the identities of an output: each begins with the first of its lines that the filter lets through."""
    beginning = next((one for one in (_LOCAL, _PEER) if one.search(text)), _ENCAPS)
    own = None
    current = _Identity([], line, None)
    for number, item in enumerate(text.splitlines(), line):
        if item.lstrip().startswith(("interface:", "Crypto map tag:")):
            named = _OWN.search(item)
            own = named[1] if named is not None else None
        elif beginning.search(item):
            yield current
            current = _Identity([item], number, own)
        else:
            current.lines.append(item)
    yield current


def _read(identity: _Identity, source: Source, asked: str | None) -> IpsecSa | None:
    text = "\n".join(identity.lines)
    counters = tuple((name, int(count)) for name, count in _COUNTED.findall(text))
    ends = next((found for item in identity.lines if (found := _ENDS.search(item))), None)
    named = next((found for item in identity.lines if (found := _PEER.search(item))), None)
    peer = ends[2] if ends is not None else named[1] if named is not None else asked
    own = ends[1] if ends is not None else identity.own or _tunnel_end(identity.lines, peer)
    if peer is None or [name for name, _ in counters] != ["encaps", "decaps"]:
        return None
    spi, local, remote = _OUTBOUND.search(text), _LOCAL.search(text), _REMOTE.search(text)
    outbound = int(spi[1], 16) if spi is not None else None
    return IpsecSa(
        source=source,
        local_address=canonical(own) if own is not None else None,
        peer=canonical(peer),
        local_ident=local[1] if local else None,
        remote_ident=remote[1] if remote else None,
        counters=counters,
        outbound_spi=outbound,
        stands=bool(outbound),
    )


def _tunnel_end(lines: Sequence[str], peer: str | None) -> str | None:
    """Return where a GRE tunnel begins whose packets alone are protected: from host to host, the far one being the peer."""
    text = "\n".join(lines)
    local, remote = _LOCAL.search(text), _REMOTE.search(text)
    here = _GRE_HOST.fullmatch(local[1]) if local is not None else None
    there = _GRE_HOST.fullmatch(remote[1]) if remote is not None else None
    return here[1] if here is not None and there is not None and there[1] == peer else None


def grown(before: Sequence[IpsecSa], now: Sequence[IpsecSa]) -> tuple[IpsecSa, ...]:
    """Return the rows of an output, as live SAs those that carried packets since the output ``before``."""
    earlier = {_identity(sa): sa for sa in before}
    if len(earlier) < len(before) or len({_identity(sa) for sa in now}) < len(now):
        return tuple(now)  # which row is which can't be told
    return tuple(
        msgspec.structs.replace(sa, stands=True)
        if sa.outbound_spi is None and _carried(earlier.get(_identity(sa)), sa)
        else sa
        for sa in now
    )


def risen(before: Sequence[IpsecSa], now: Sequence[IpsecSa]) -> tuple[IpsecSa, ...]:
    """Return the SAs of an output with the counters of each that rose since the output ``before``."""
    earlier = {_identity(sa): sa for sa in before}
    if len(earlier) < len(before) or len({_identity(sa) for sa in now}) < len(now):
        return tuple(now)
    return tuple(
        sa
        if (old := earlier.get(_identity(sa))) is None
        else msgspec.structs.replace(
            sa, grew=tuple(name for name, count in sa.counters if count > old.counter(name))
        )
        for sa in now
    )


def _carried(before: IpsecSa | None, now: IpsecSa) -> bool:
    """Whether an SA carried packets between two outputs, in each direction that ever had some.

    A direction that stands still beside one that grows may have failed, or had nothing to carry: that is left open.
    A counter that fell was cleared in between.
    """
    if before is None:
        return False
    moved = {name for name, count in now.counters if count and count != before.counter(name)}
    return bool(moved) and moved == {name for name, count in now.counters if count}


def _identity(sa: IpsecSa) -> tuple[str | None, str | None, str | None]:
    return sa.peer, sa.local_ident, sa.remote_ident


def tells_of_sas(body: bytes, sas: Sequence[IpsecSa], *, filtered: bool) -> bool:
    """Whether an output tells which SAs stand: counters alone don't tell whether what they counted still does."""
    if not filtered or b"There are no ipsec sas" in body:
        return True
    return any(sa.up or sa.outbound_spi is not None for sa in sas)
