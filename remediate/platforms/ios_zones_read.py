"""The zone-based firewall of IOS configurations: pairs of zones, their policies, what classes match."""

from __future__ import annotations

from fastparse.config_tree import Section
from remediate.model.config_filter import InspectClass, InspectPolicy, ZonePair, Zones
from remediate.platforms.reading import UnreadError, words_of

__all__ = ["IosZones"]

_ACTIONS = frozenset({"pass", "inspect", "drop"})


class IosZones:
    """The zones of one configuration, while it is being read."""

    def __init__(self) -> None:
        """Start with nothing read."""
        self._pairs: list[ZonePair] = []
        self._policies: dict[str, InspectPolicy] = {}
        self._classes: dict[str, InspectClass] = {}

    def zones(self) -> Zones:
        """Return everything that was read."""
        return Zones(
            pairs=tuple(self._pairs),
            policies=tuple(self._policies.values()),
            classes=tuple(self._classes.values()),
        )

    def read(self, section: Section, words: list[str]) -> None:
        """Read ``class-map type inspect``, ``policy-map type inspect`` or ``zone-pair security``."""
        match words:
            case ["class-map", "type", "inspect", "match-any" | "match-all" as how, name]:
                self._class(section, name, every=how == "match-all")
            case ["class-map", "type", "inspect", name]:
                self._class(section, name, every=True)  # as IOS takes it
            case ["policy-map", "type", "inspect", name]:
                self._policy(section, name)
            case ["zone-pair", "security", _, "source", source, "destination", destination, *_]:
                self._pair(section, source, destination)
            case ["zone-pair", *_]:
                raise UnreadError("not the form of a zone-pair")
            case _:
                return  # of QoS, or of an application's protocol

    def _class(self, section: Section, name: str, *, every: bool) -> None:
        acls: list[str] = []
        protocols: list[str] = []
        problem = None
        for child in section.children:
            match words_of(child.text):
                case ["match", "access-group", "name", acl] | ["match", "access-group", acl]:
                    acls.append(acl)
                case ["match", "protocol", protocol, *_]:
                    protocols.append(protocol)
                case ["match", *_]:
                    problem = f"'{child.text}' of class-map {name} is not understood"
                case _:
                    continue
        self._classes[name] = InspectClass(
            name=name,
            every=every,
            acls=tuple(acls),
            protocols=tuple(protocols),
            problem=problem,
        )

    def _policy(self, section: Section, name: str) -> None:
        classes: list[tuple[str, str]] = []
        for child in section.children:
            words = words_of(child.text)
            if words[:1] != ["class"] or len(words) < 2:
                continue
            actions = [words_of(one.text)[0] for one in child.children]
            action = next((one for one in actions if one in _ACTIONS), "drop")
            classes.append((words[-1], action))
        self._policies[name] = InspectPolicy(name=name, classes=tuple(classes))

    def _pair(self, section: Section, source: str, destination: str) -> None:
        policy = None
        for child in section.children:
            words = words_of(child.text)
            if words[:3] == ["service-policy", "type", "inspect"] and len(words) > 3:
                policy = words[3]
        pair = ZonePair(source=source, destination=destination, policy=policy, line=section.line)
        self._pairs.append(pair)
