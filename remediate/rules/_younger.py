"""An IKEv2 SA that is younger than both configurations: what they say of keys did not stop it.

Source: Cisco IOS ``show clock``, ``show crypto ikev2 sa`` (``Active Time``), and the heading of a
running-config (``Last configuration change at``); each end is held against its own clock.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from remediate.model.evidence import TunnelEnd, TunnelEvidence

__all__ = ["younger_sa"]

_CHANGED = re.compile(r"^! Last configuration change at (\S+ \S+ \S+ \S+ +\d+ \d{4})", re.MULTILINE)


def younger_sa(tunnel: TunnelEvidence) -> int | None:
    """Return the age in seconds of an SA that both ends authenticated after the last change of either.

    None where there is none, or where an end doesn't show its clock, its SA or when it was changed.
    """
    ages = [_age(end) for end in tunnel.ends]
    return None if None in ages else max(age for age in ages if age is not None)


def _age(end: TunnelEnd) -> int | None:
    evidence = end.evidence
    if evidence is None or evidence.clock is None:
        return None
    active = [
        row.active
        for row in end.isakmp_sas
        if row.active is not None and row.state.upper() == "READY" and not row.deleted
    ]
    head = _CHANGED.search((evidence.config_text or "")[:2000])
    if not active or head is None:
        return None
    now, changed = _read(evidence.clock), _read(head[1])
    if now is None or changed is None or now[1] != changed[1]:
        return None
    age = min(active)
    return age if now[0] - timedelta(seconds=age) > changed[0] else None


def _read(text: str) -> tuple[datetime, str] | None:
    """Return (time, time zone) of ``17:20:11.120 UTC Tue Nov 24 2026``."""
    time, zone, _, *date = text.split()
    try:
        moment = datetime.strptime(
            " ".join((time[:8], *date)), "%H:%M:%S %b %d %Y"
        )  # its zone is kept beside it
    except ValueError:
        return None
    return moment, zone
