"""Whether a tunnel of an ASA authenticates by a certificate: its tunnel-group has a trustpoint and no key."""

from __future__ import annotations

import re

from remediate.model.base import remembered
from remediate.model.evidence import DeviceEvidence, TunnelEnd
from remediate.rules.case import Case

__all__ = ["trustpoint_of"]

_GROUP = re.compile(
    r"^tunnel-group (?P<peer>\S+) ipsec-attributes *\n(?P<body>(?: .*\n?)*)", re.MULTILINE
)
_TRUSTPOINT = re.compile(r"^ +(?:ikev1 )?trust-point (\S+)", re.MULTILINE)
_KEY = re.compile(r"^ +(?:ikev1 )?pre-shared-key ", re.MULTILINE)


def trustpoint_of(case: Case, end: TunnelEnd) -> str | None:
    """Return the trustpoint that an end's tunnel-group for the peer has in place of a key (IKEv1), None elsewhere."""
    if end.evidence is None:
        return None
    return _trustpoints(end.evidence).get(case.tunnel.other(end).address)


@remembered
def _trustpoints(device: DeviceEvidence) -> dict[str, str]:
    """Return the trustpoints of a device's tunnel-groups without a key, by peer."""
    found: dict[str, str] = {}
    for group in _GROUP.finditer(device.config_text or ""):
        point = _TRUSTPOINT.search(group["body"])
        if point is not None and _KEY.search(group["body"]) is None:
            found[group["peer"]] = point[1]
    return found
