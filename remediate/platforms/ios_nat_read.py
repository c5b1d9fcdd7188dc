"""NAT of IOS configurations, as far as it can take tunnel traffic: rules, lists, route-maps."""

from __future__ import annotations

from fastparse.config_tree import Section
from remediate.model.config import NatExemption, NatRule
from remediate.platforms.reading import Reading, UnreadError, words_of

__all__ = ["IosNat"]

_SILENT = frozenset(
    {
        "pool",
        "translation",
        "service",
        "log",
        "create",
        "settings",
        "switchover",
        "piggyback-support",
        "portmap",
    }
)


class IosNat:
    """The NAT rules of one configuration and the lists that they look at."""

    def __init__(self, reading: Reading) -> None:
        """Start with nothing read."""
        self._reading = reading
        self._rules: list[tuple[NatRule, str]] = []
        self._route_maps: dict[str, dict[str, None]] = {}
        self.rules: tuple[NatRule, ...] = ()
        self.exemptions: tuple[NatExemption, ...] = ()

    def route_map(self, section: Section, words: list[str]) -> None:
        """Keep which lists a route-map matches."""
        if len(words) < 2:
            raise UnreadError("a route-map without a name")
        lists = self._route_maps.setdefault(words[1], {})
        if words[2:3] == ["deny"]:
            return
        for child in section.children:
            inner = words_of(child.text)
            if inner[:3] == ["match", "ip", "address"] and inner[3:4] != ["prefix-list"]:
                lists.update(dict.fromkeys(inner[3:]))

    def rule(self, section: Section, words: list[str]) -> None:
        """Read ``ip nat {inside|outside} source {list|route-map|static} …``."""
        match words[2:]:
            case [
                "inside" | "outside" as side,
                "source",
                "list" | "route-map" as kind,
                name,
                *rest,
            ]:
                outside = None
                for keyword in ("interface", "pool"):
                    if keyword in rest[:-1]:
                        outside = rest[rest.index(keyword) + 1]
                prefix = "" if side == "inside" else "outside-"
                rule = NatRule(
                    kind=f"{prefix}source-{kind}",
                    acl=name if kind == "list" else None,
                    route_map=name if kind == "route-map" else None,
                    outside=outside,
                    text=section.text,
                    line=section.line,
                )
                self._rules.append((rule, side))
            case ["inside" | "outside" as side, "source", "static", *rest] if len(rest) > 1:
                at = 1 if rest[0] in ("tcp", "udp", "network", "esp") else 0
                ported = rest[0] in ("tcp", "udp")
                local = rest[at : at + 1]
                outer = rest[at + (2 if ported else 1) :]
                route_map = rest[rest.index("route-map") + 1] if "route-map" in rest[:-1] else None
                prefix = "" if side == "inside" else "outside-"
                rule = NatRule(
                    kind=f"{prefix}static",
                    route_map=route_map,
                    inside=local[0] if local else None,
                    outside=(
                        outer[1] if outer[:1] == ["interface"] and len(outer) > 1 else outer[0]
                    )
                    if outer
                    else None,
                    text=section.text,
                    line=section.line,
                )
                self._rules.append((rule, side))
            case ["inside" | "outside", "destination", *_]:
                return
            case [kind, *_] if kind in _SILENT:
                return
            case _:
                raise UnreadError("not a NAT rule that is known")

    def finish(self) -> None:
        """Resolve the route-maps of the rules into access lists."""
        exemptions: dict[str, NatExemption] = {}
        rules: list[NatRule] = []
        for rule, side in self._rules:
            found = rule
            lists = [rule.acl] if rule.acl else []
            if rule.route_map is not None:
                lists = [*self._route_maps.get(rule.route_map, ())]
                found = NatRule(
                    kind=rule.kind,
                    acl=lists[0] if lists else None,
                    route_map=rule.route_map,
                    inside=rule.inside,
                    outside=rule.outside,
                    text=rule.text,
                    line=rule.line,
                )
            rules.append(found)
            if side == "inside":
                for name in lists:
                    exemptions.setdefault(
                        name, NatExemption(acl=name, permits=False, line=rule.line)
                    )
        self.rules = tuple(rules)
        self.exemptions = tuple(exemptions.values())
