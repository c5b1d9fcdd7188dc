"""Access lists that were made for a NAT exemption (``nonat``) and are bound nowhere."""

from __future__ import annotations

from remediate.model.base import remembered
from remediate.model.config import CryptoConfig
from remediate.model.selector import Selector
from remediate.negotiation import permits, unreadable

__all__ = ["spare_list"]


def spare_list(config: CryptoConfig, flows: tuple[Selector, ...]) -> str | None:
    """Return the list that has the flows and nothing that isn't encrypted, and that nothing uses; None where there is none."""
    return next((name for name, kept in _spare(config) if kept.issuperset(flows)), None)


@remembered
def _spare(config: CryptoConfig) -> tuple[tuple[str, frozenset[Selector]], ...]:
    used = {entry.acl for item in config.maps for entry in item.entries}
    used |= {item.acl for item in config.nat_exemptions}
    used |= {item.acl for item in config.nat_rules}
    used |= {item.acl for item in config.access_groups}
    used |= {item.acl for item in config.translations}
    plain = [
        acl
        for acl in config.acls
        if acl.extended
        and acl.name not in used
        and not unreadable(acl)
        and all(entry.action != "deny" for entry in acl.entries)
    ]
    if not plain:
        return ()
    encrypted = frozenset(
        flow
        for item in config.maps
        for entry in item.entries
        for flow in permits(config.acl(entry.acl))
    )
    found = []
    for acl in plain:
        kept = frozenset(permits(acl))
        if kept and kept <= encrypted:
            found.append((acl.name, kept))
    return tuple(found)
