"""NAT of PIX and ASA configurations: exemptions, policy and twice NAT, kept with their lists."""

from __future__ import annotations

import re

from fastparse.config_tree import Section
from remediate.model.config_nat import NatExemption, NatRule
from remediate.platforms.asa_translations import Draft, Translations
from remediate.platforms.object_groups import ObjectGroups
from remediate.platforms.reading import Reading, UnreadError

__all__ = ["AsaNat"]

_INTERFACES = re.compile(r"\(([^,()\s]+)(?:,\s*([^,()\s]+))?\)")


class AsaNat:
    """The NAT rules of one configuration."""

    def __init__(self, reading: Reading, groups: ObjectGroups) -> None:
        """Start with nothing read."""
        self._rules: list[NatRule] = []
        self._exemptions: list[NatExemption] = []
        self._translations = Translations(reading, groups)

    @property
    def rules(self) -> tuple[NatRule, ...]:
        """The rules in order."""
        return tuple(self._rules)

    @property
    def exemptions(self) -> tuple[NatExemption, ...]:
        """The lists whose permits keep traffic out of NAT (``nat (if) 0 access-list``)."""
        return tuple(self._exemptions)

    @property
    def translations(self) -> Translations:
        """The statements in the order in which they are tried."""
        return self._translations

    def rule(self, section: Section, words: list[str], owner: str | None = None) -> None:
        """Read ``nat (…) …``, ``static (…) …`` or ``global (…) …``; ``owner`` is the object that it stands in."""
        found = _INTERFACES.search(section.text)
        if found is None:
            raise UnreadError("a NAT rule without its interfaces")
        inside, outside = found[1], found[2]
        rest = section.text[found.end() :].split()
        self._translations.add(
            Draft(words[0], inside, outside, rest, owner, section.text, section.line)
        )
        if words[0] == "global":
            return
        acl = rest[rest.index("access-list") + 1] if "access-list" in rest[:-1] else None
        kind = words[0]
        if kind == "nat":
            kind = "nat"
            if "source" in rest:
                kind = "twice"
            elif rest[:1] in (["static"], ["dynamic"]) or rest[:1] == ["after-auto"]:
                kind = "object"
            elif rest[:1] == ["0"] and acl is not None:
                kind = "exemption"
                self._exemptions.append(NatExemption(acl=acl, permits=True, line=section.line))
        self._rules.append(
            NatRule(
                kind=kind,
                acl=acl,
                inside=inside,
                outside=outside,
                text=section.text,
                line=section.line,
            )
        )
