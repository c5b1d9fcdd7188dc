"""Groups of VPN clients on IOS: ``crypto isakmp client configuration group``."""

from __future__ import annotations

from fastparse.config_tree import Section
from remediate.model.config_clients import ClientGroup
from remediate.platforms.reading import words_of

__all__ = ["IosClients"]


class IosClients:
    """The client groups of one configuration."""

    def __init__(self) -> None:
        """Start with nothing read."""
        self._found: list[ClientGroup] = []

    @property
    def groups(self) -> tuple[ClientGroup, ...]:
        """The groups in order."""
        return tuple(self._found)

    def read(self, section: Section, words: list[str]) -> None:
        """Read ``client configuration group G`` with its pool and its list; its key is not looked at."""
        if words[:2] != ["configuration", "group"] or len(words) < 3:
            return
        pools: list[str] = []
        acl = None
        for child in section.children:
            match words_of(child.text):
                case ["pool", name, *_]:
                    pools.append(name)
                case ["acl", name, *_]:
                    acl = name
                case _:
                    continue
        self._found.append(
            ClientGroup(name=words[2], pools=tuple(pools), split_acl=acl, line=section.line)
        )
