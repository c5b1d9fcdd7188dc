"""Whether a tunnel of an ASA authenticates by a certificate: its tunnel-group has a trustpoint and no key."""

from __future__ import annotations

import re

from remediate.model.base import remembered
from remediate.model.evidence import DeviceEvidence, TunnelEnd
from remediate.rules.case import Case

__all__ = ["trustpoint_of"]

_HEADING = re.compile(r"tunnel-group (?P<peer>\S+) ipsec-attributes$")
_TRUSTPOINT = re.compile(r"(?:ikev1 )?trust-point (?P<name>\S+)")
_KEY = re.compile(r"(?:ikev1 )?pre-shared-key ")
_WITHIN = re.compile(r"ikev[12] |isakmp |peer-id-validate |chain$|!|$")


def trustpoint_of(case: Case, end: TunnelEnd) -> str | None:
    """Return the trustpoint that an end's tunnel-group for the peer has in place of a key (IKEv1), None elsewhere."""
    if end.evidence is None:
        return None
    return _trustpoints(end.evidence).get(case.tunnel.other(end).address)


@remembered
def _trustpoints(device: DeviceEvidence) -> dict[str, str]:
    """Return the trustpoints of a device's tunnel-groups without a key, by peer."""
    found: dict[str, str] = {}
    keyed: set[str] = set()
    peer = None
    for row in device.config_lines:
        line = row.strip()
        if heading := _HEADING.match(line):
            peer = heading["peer"]
        elif peer is None:
            continue
        elif point := _TRUSTPOINT.match(line):
            found[peer] = point["name"]
        elif _KEY.match(line):
            keyed.add(peer)
        elif not _WITHIN.match(line):
            peer = None
    return {peer: name for peer, name in found.items() if peer not in keyed}
