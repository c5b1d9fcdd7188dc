"""What else uses a list that is to keep flows out of NAT: a deny or permit for NAT says the same to all of them.

Where it would drop or let in packets, or have them translated, the list is not changed; elsewhere it is said, as a person
has to judge it. Names of new route-maps are looked up here too.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from msgspec.structs import replace

from remediate.model.base import Platform, remembered
from remediate.model.config import CryptoConfig
from remediate.model.evidence import DeviceEvidence
from remediate.model.naming import unused_name
from remediate.rules.exemption import Exemption

__all__ = ["beside_users"]

_FILTERS = re.compile(
    r"^\s*(?:ip access-group (?P<ios>\S+) (?:in|out)|access-group (?P<asa>\S+) (?:in|out) |vpn-filter value (?P<vpn>\S+))"
)
_TRANSLATES = re.compile(
    r"^(?:nat \(\S+\) (?!0 )\d+ access-list (?P<nat>\S+)|static \(.* access-list (?P<static>\S+))"
)
_OTHERS = re.compile(
    r"^\s*(?:match ip address|match access-group(?: name)?|match access-list|access-class|acl|distribute-list"
    r"|vpngroup \S+ split-tunnel|split-tunnel-network-list value|aaa \S+ match|rate-limit \S+ access-group"
    r"|ip wccp .*redirect-list)(?P<names>(?: \S+)+)"
)


def beside_users(made: Exemption, evidence: DeviceEvidence | None) -> Exemption:
    """Return the exemption with what else its list serves, or why the list is not changed."""
    change = made.change
    if change is None or evidence is None or evidence.config is None:
        return made
    uses = _uses(evidence)
    if change.route_map is not None:
        name = unused_name(change.route_map, uses.route_maps)
        return made._replace(change=replace(change, route_map=name))
    acl = evidence.config.acl(change.acl)
    if acl is None or change.existing:
        return made
    if line := uses.filters.get(acl.name):
        verb = "drop" if evidence.config.platform is Platform.IOS else "let in"
        return Exemption(
            None,
            f"access list {acl.name} filters packets too ('{line}'), and would {verb} the flow there: NAT needs"
            " a list of its own first",
        )
    if line := uses.translates.get(acl.name):
        return Exemption(
            None,
            f"access list {acl.name} says what '{line}' translates too: the exemption needs a list of its own first",
        )
    shared = tuple(dict.fromkeys(uses.others.get(acl.name, ())))
    return made._replace(change=replace(change, shared=shared)) if shared else made


class _Uses(NamedTuple):
    """What a device uses its lists for, by their names."""

    filters: dict[str, str]
    translates: dict[str, str]
    others: dict[str, list[str]]
    """Lines, with what they stand under."""
    route_maps: set[str]


@remembered
def _uses(evidence: DeviceEvidence) -> _Uses:
    """Read the uses from the text; NAT's own route-maps are none of them."""
    found = _Uses({}, {}, {}, set())
    own = _of_nat(evidence.config) if evidence.config is not None else set()
    header = ""
    for line in (evidence.config_text or "").splitlines():
        told = line.strip()
        if line[:1].strip():
            header = told
            words = told.split()
            if words[0] == "route-map" and len(words) > 1:
                found.route_maps.add(words[1])
        for pattern, place in ((_FILTERS, found.filters), (_TRANSLATES, found.translates)):
            if match := pattern.match(line):
                place.update(dict.fromkeys(filter(None, match.groups()), told))
        match = _OTHERS.match(line)
        words = header.split()
        if match is None or (words[:1] == ["route-map"] and not own.isdisjoint(words[1:2])):
            continue
        for name in match["names"].split():
            found.others.setdefault(name, []).append(
                f"'{told}'" if told == header else f"'{told}' of {header}"
            )
    return found


def _of_nat(config: CryptoConfig) -> set[str]:
    """Return the route-maps that NAT statements name."""
    return {
        words[words.index("route-map") + 1]
        for item in config.translations
        if "route-map" in (words := item.text.split())[:-1]
    }
