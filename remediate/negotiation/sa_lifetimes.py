"""How long an IPsec SA lives: an entry's own lifetime, the device's, or what the platform has built in.

The lower of the two ends' counts, and a difference is no fault. Source: Cisco IOS and ASA command
references (`crypto ipsec security-association lifetime`: 3,600 seconds on IOS; 28,800 on PIX and ASA).
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable

from remediate.model.base import Platform, remembered
from remediate.model.config_maps import CryptoMapEntry
from remediate.model.evidence import DeviceEvidence
from remediate.negotiation.outcome import Side
from remediate.negotiation.tunnels import PROTECTION

__all__ = ["sa_lifetime"]

_BUILT_IN = {Platform.IOS: 3600, Platform.ASA: 28800}
_OWN = re.compile(r"set security-association lifetime seconds (\d+)")
_GLOBAL = re.compile(
    r"^crypto ipsec security-association lifetime seconds (\d+)[ \t]*\r?$", re.MULTILINE
)


def sa_lifetime(side: Side, entry: CryptoMapEntry) -> int | None:
    """Return the seconds that an end proposes for the SAs of an entry, None where its text isn't known."""
    evidence = side.end.evidence
    if evidence is None or evidence.config_text is None:
        return None
    for line in _lines(evidence.config_lines, entry):
        found = _OWN.search(line)
        if found is not None:
            return int(found[1])
    return _of_device(evidence) or _BUILT_IN[side.config.platform]


def _lines(text: list[str], entry: CryptoMapEntry) -> Iterable[str]:
    """Yield an entry's lines; of a tunnel interface, its IPsec profile's."""
    if entry.kind == PROTECTION:
        inner = text[entry.line :] if entry.line is not None else []
        yield from itertools.takewhile(lambda line: line[:1].isspace(), inner)
        return
    for number in entry.lines:
        if 0 < number <= len(text):
            yield text[number - 1]


@remembered
def _of_device(evidence: DeviceEvidence) -> int | None:
    found = _GLOBAL.findall(evidence.config_text or "")
    return int(found[-1]) if found else None
