"""Single lines of ``show crypto ipsec sa`` (``| include local|remote|caps|spi``): what they say of an SA all the same."""

from __future__ import annotations

import re

from remediate.model.observation import IpsecSa, Source
from remediate.model.selector import canonical

__all__ = ["ipsec_sas_in_lines"]

_LOCAL = re.compile(r"local +ident [^:]*: *\(([^()]+)\)")
_REMOTE = re.compile(r"remote +ident [^:]*: *\(([^()]+)\)")
_COUNTED = re.compile(r"#pkts (encaps|decaps): (\d+)")
_ENDS = re.compile(
    r"local crypto endpt\.?: *([0-9a-fA-F.:]+?)(?:/\d+)?, *remote crypto endpt\.?: *([0-9a-fA-F.:]+?)(?:/\d+)?\s*$"
)
_OUTBOUND = re.compile(r"current outbound spi *: *(?:0x)?([0-9a-fA-F]{1,8})\b")


def ipsec_sas_in_lines(text: str, *, file: str, line: int) -> tuple[IpsecSa, ...]:
    """Return the SAs of which both endpoints, both counters and the current SPI are among the lines."""
    found: list[IpsecSa] = []
    block: list[str] = []
    first = line
    for number, item in enumerate(text.splitlines(), line):
        if _LOCAL.search(item):
            found += _read(block, Source(file=file, line=first))
            block, first = [], number
        block.append(item)
    return (*found, *_read(block, Source(file=file, line=first)))


def _read(block: list[str], source: Source) -> list[IpsecSa]:
    text = "\n".join(block)
    counters = tuple((name, int(count)) for name, count in _COUNTED.findall(text))
    ends = next((found for item in block if (found := _ENDS.search(item))), None)
    spi, local, remote = _OUTBOUND.search(text), _LOCAL.search(text), _REMOTE.search(text)
    if ends is None or spi is None or {name for name, _ in counters} != {"encaps", "decaps"}:
        return []
    outbound = int(spi[1], 16)
    return [
        IpsecSa(
            source=source,
            local_address=canonical(ends[1]),
            peer=canonical(ends[2]),
            local_ident=local[1] if local else None,
            remote_ident=remote[1] if remote else None,
            counters=counters,
            outbound_spi=outbound,
            stands=outbound != 0,
        )
    ]
