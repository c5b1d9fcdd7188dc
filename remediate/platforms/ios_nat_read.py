"""NAT of IOS configurations, as far as it can take tunnel traffic: rules, lists, route-maps."""

from __future__ import annotations

import msgspec

from fastparse.config_tree import Section
from remediate.model.config_nat import NatClause, NatExemption, NatRule, Translation
from remediate.model.selector import AddressBlock
from remediate.platforms.pools_read import pool_blocks
from remediate.platforms.reading import Reading, UnreadError, dotted, whole, words_of

__all__ = ["IosNat"]

_SILENT = frozenset(
    {
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
_PREFIX = {"inside": "", "outside": "outside-", "virtual": "virtual-"}
"""Of the kind of a rule, by what it is for; ``virtual`` stands for a rule without sides."""


class IosNat:
    """The NAT rules of one configuration and the lists that they look at."""

    def __init__(self, reading: Reading) -> None:
        """Start with nothing read."""
        self._reading = reading
        self._rules: list[tuple[NatRule, str]] = []
        self._route_maps: dict[str, list[NatClause]] = {}
        self._pools: dict[str, tuple[AddressBlock, ...]] = {}
        self.rules: tuple[NatRule, ...] = ()
        self.exemptions: tuple[NatExemption, ...] = ()
        self.translations: tuple[Translation, ...] = ()

    def route_map(self, section: Section, words: list[str]) -> None:
        """Keep what a sequence of a route-map matches."""
        if len(words) < 2:
            raise UnreadError("a route-map without a name")
        acls: list[str] = []
        interfaces: list[str] = []
        problem = None
        for child in section.children:
            inner = words_of(child.text)
            if inner[:3] == ["match", "ip", "address"] and inner[3:4] != ["prefix-list"]:
                acls += inner[3:]
            elif inner[:2] == ["match", "interface"]:
                interfaces += inner[2:]
            elif inner[:1] == ["match"]:
                problem = f"'{child.text}' of route-map {words[1]} is not understood"
        clause = NatClause(
            takes=words[2:3] != ["deny"],
            acls=tuple(acls),
            interfaces=tuple(interfaces),
            problem=problem,
        )
        self._route_maps.setdefault(words[1], []).append(clause)

    def rule(self, section: Section, words: list[str]) -> None:
        """Read ``ip nat {inside|outside} source {list|route-map|static} …``, or ``ip nat source …``."""
        rest = words[2:]
        match ["virtual", *rest] if rest[:1] == ["source"] else rest:
            case [
                "inside" | "outside" | "virtual" as side,
                "source",
                "list" | "route-map" as kind,
                name,
                *rest,
            ]:
                outside = None
                for keyword in ("interface", "pool"):
                    if keyword in rest[:-1]:
                        outside = rest[rest.index(keyword) + 1]
                rule = NatRule(
                    kind=f"{_PREFIX[side]}source-{kind}",
                    acl=name if kind == "list" else None,
                    route_map=name if kind == "route-map" else None,
                    outside=outside,
                    text=section.text,
                    line=section.line,
                )
                self._rules.append((rule, side))
            case [
                "inside" | "outside" | "virtual" as side,
                "source",
                "static",
                *rest,
            ] if len(rest) > 1:
                at = 1 if rest[0] in ("tcp", "udp", "network", "esp") else 0
                ported = rest[0] in ("tcp", "udp")
                local = rest[at : at + 1]
                outer = rest[at + (2 if ported else 1) :]
                route_map = rest[rest.index("route-map") + 1] if "route-map" in rest[:-1] else None
                rule = NatRule(
                    kind=f"{_PREFIX[side]}static",
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
            case ["pool", name, first, last, *_] if dotted(first) and dotted(last):
                self._pools[name] = pool_blocks(self._reading, first, last)
            case ["inside" | "outside", "destination", *_] | ["pool", *_]:
                return
            case [kind, *_] if kind in _SILENT:
                return
            case _:
                raise UnreadError("not a NAT rule that is known")

    def finish(self) -> None:
        """Resolve the route-maps of the rules into access lists."""
        exemptions: dict[str, NatExemption] = {}
        rules: list[NatRule] = []
        made: list[Translation] = []
        for rule, side in self._rules:
            found = rule
            lists = [rule.acl] if rule.acl else []
            if rule.route_map is not None:
                clauses = self._route_maps.get(rule.route_map, ())
                lists = [acl for clause in clauses if clause.takes for acl in clause.acls]
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
            if side != "outside":
                for name in lists:
                    exemptions.setdefault(
                        name, NatExemption(acl=name, permits=False, line=rule.line)
                    )
                made.append(self._translation(rule, virtual=side == "virtual"))
        self.rules = tuple(rules)
        self.exemptions = tuple(exemptions.values())
        # A static rule is looked at before any dynamic one.
        self.translations = tuple(sorted(made, key=lambda item: item.kind == "dynamic"))

    def _translation(self, rule: NatRule, *, virtual: bool) -> Translation:
        words = words_of(rule.text)[4 if virtual else 5 :]
        vrf = words[words.index("vrf") + 1] if "vrf" in words[:-1] else None
        clauses: tuple[NatClause, ...] = ()
        problem = None
        if rule.route_map is not None:
            clauses = tuple(self._route_maps.get(rule.route_map, ()))
            if not clauses:
                problem = f"route-map {rule.route_map} is not in the configuration"
        elif rule.acl is not None:
            clauses = (NatClause(acls=(rule.acl,)),)
        if rule.kind in ("static", "virtual-static"):
            found = self._static(rule, words, clauses, problem)
            return msgspec.structs.replace(found, vrf=vrf, virtual=virtual)
        mapped = self._pools.get(rule.outside or "", ())
        return Translation(
            kind="dynamic",
            clauses=clauses,
            mapped=mapped,
            to_interface=rule.outside if "interface" in words else None,
            acl=rule.acl,
            vrf=vrf,
            virtual=virtual,
            problem=problem,
            text=rule.text,
            line=rule.line,
        )

    def _static(
        self, rule: NatRule, words: list[str], clauses: tuple[NatClause, ...], problem: str | None
    ) -> Translation:
        """Return ``static [network|tcp|udp] LOCAL … GLOBAL …`` as a translation."""
        ported = words[:1] in (["tcp"], ["udp"], ["esp"])
        sources: tuple[AddressBlock, ...] = ()
        mapped: tuple[AddressBlock, ...] = ()
        wildcard = 0
        if words[:1] == ["network"] and len(words) > 3:
            wildcard = self._wildcard(words[3])
        local, outer = self._reading.address(rule.inside or ""), None
        if rule.outside is not None:
            outer = self._reading.address(rule.outside)
        if local is None:
            problem = problem or f"'{rule.inside}' is not an IPv4 address"
        else:
            sources = (AddressBlock(address=local, wildcard=wildcard).normalised(),)
        if outer is not None:
            mapped = (AddressBlock(address=outer, wildcard=wildcard).normalised(),)
        return Translation(
            kind="identity" if sources and sources == mapped else "static",
            sources=sources,
            clauses=clauses,
            mapped=mapped,
            to_interface=rule.outside if outer is None else None,
            ported=ported,
            problem=problem,
            text=rule.text,
            line=rule.line,
        )

    def _wildcard(self, word: str) -> int:
        if word.startswith("/") and (bits := whole(word[1:], 0, 32)) is not None:
            return 0xFFFFFFFF >> bits
        mask = self._reading.address(word)
        return 0 if mask is None else mask ^ 0xFFFFFFFF
