"""Configurations alone, before they are deployed: which tunnels would come up, from which end, how strong.

The rules judge what ``diagnose`` gives them; here they get configurations and nothing else. Beside
their answers stands what happens in each direction of initiation, what is weak, and what one end
lacks by itself where the other isn't known.
"""

from __future__ import annotations

from remediate.check.fleet import FleetCheck, TunnelCheck, check
from remediate.check.report import check_report

__all__ = ["FleetCheck", "TunnelCheck", "check", "check_report"]
