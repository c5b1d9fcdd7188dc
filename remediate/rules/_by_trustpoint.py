"""Whether a tunnel of an ASA authenticates by a certificate: its tunnel-group has a trustpoint and no key."""

from __future__ import annotations

import re

from remediate.model.evidence import TunnelEnd
from remediate.rules.case import Case

__all__ = ["trustpoint_of"]

_TRUSTPOINT = re.compile(r"^ +(?:ikev1 )?trust-point (\S+)", re.MULTILINE)
_KEY = re.compile(r"^ +(?:ikev1 )?pre-shared-key ", re.MULTILINE)


def trustpoint_of(case: Case, end: TunnelEnd) -> str | None:
    """Return the trustpoint that an end's tunnel-group for the peer has in place of a key (IKEv1), None elsewhere."""
    text = (end.evidence.config_text or "") if end.evidence is not None else ""
    peer = re.escape(case.tunnel.other(end).address)
    group = re.search(
        rf"^tunnel-group {peer} ipsec-attributes *\n(?P<body>(?: .*\n?)*)", text, re.MULTILINE
    )
    if group is None or _KEY.search(group["body"]):
        return None
    found = _TRUSTPOINT.search(group["body"])
    return found[1] if found is not None else None
