"""IKEv2 of ASA configurations: policies, IPsec proposals, tunnel-groups, interfaces that listen."""

from __future__ import annotations

from typing import Any

from fastparse.config_tree import Section
from remediate.model.config_ikev2 import (
    Ikev2Config,
    Ikev2IpsecProposal,
    Ikev2Policy,
    Ikev2Proposal,
    Ikev2TunnelGroup,
)
from remediate.model.config_keys import PreSharedKey
from remediate.model.selector import AddressBlock
from remediate.platforms.ikev2_words import (
    CHILD_ENCRYPTION,
    CHILD_INTEGRITY,
    ciphers,
    digests,
    groups,
    listed,
)
from remediate.platforms.reading import Reading, UnreadError, whole, words_of

__all__ = ["AsaIkev2"]

_ATTRIBUTES = ("encryption", "integrity", "prf", "groups")
_NOT_PRINTED = "{} not printed: an ASA prints every attribute of a policy"


class AsaIkev2:
    """The IKEv2 part of one configuration, while it is being read."""

    def __init__(self, reading: Reading) -> None:
        """Start with nothing read."""
        self._reading = reading
        self._policies: dict[int, Ikev2Proposal] = {}
        self._ipsec: dict[str, Ikev2IpsecProposal] = {}
        self._groups: dict[str, dict[str, Any]] = {}
        self._enabled: dict[str, None] = {}
        self.identity: str | None = None
        self.domain: str | None = None

    def read(self, section: Section, words: list[str]) -> None:
        """Read a ``crypto ikev2 …`` section."""
        match words[2:]:
            case ["policy", number, *_] if (priority := whole(number, 1, 65535)) is not None:
                self._policies[priority] = self._policy(section, number)
            case ["enable", nameif, *_]:
                self._enabled[nameif] = None
            case _:
                return

    def ipsec_proposal(self, section: Section, words: list[str]) -> None:
        """Read the words after ``crypto ipsec ikev2``."""
        if words[:1] != ["ipsec-proposal"] or len(words) < 2:
            return
        name = words[1]
        found: dict[str, Any] = {}
        problem = None
        for child in section.children:
            try:
                match words_of(child.text):
                    case ["protocol", "esp", "encryption", *rest]:
                        found["encryption"] = listed(rest, CHILD_ENCRYPTION, "encryption algorithm")
                    case ["protocol", "esp", "integrity", "null"]:
                        found["integrity"] = ()
                    case ["protocol", "esp", "integrity", *rest]:
                        rest = [word for word in rest if word != "null"]
                        found["integrity"] = listed(rest, CHILD_INTEGRITY, "integrity algorithm")
                    case _:
                        raise UnreadError("not an attribute of an IPsec proposal that is known")
            except UnreadError as reason:
                self._reading.unread(child, str(reason))
                problem = problem or str(reason)
        self._ipsec[name] = Ikev2IpsecProposal(
            name=name, problem=problem, line=section.line, **found
        )

    def tunnel_group(
        self,
        section: Section,
        name: str,
        peer: AddressBlock | None,
        way: str,
        method: str,
        key: PreSharedKey | None,
    ) -> None:
        """Take ``ikev2 local-authentication`` or ``remote-authentication`` of a tunnel-group."""
        found = self._groups.setdefault(name, {"peer": peer, "line": section.line})
        side = way.removesuffix("-authentication")
        if key is not None:
            found[side] = key
        elif method == "certificate":
            found[f"{side}_certificate"] = True
        elif method == "eap" and side == "remote":
            found["remote_eap"] = True
        else:
            found["problem"] = f"'{way} {method}' could not be read"

    def config(self) -> Ikev2Config:
        """Return what was read."""
        numbers = sorted(self._policies)
        return Ikev2Config(
            proposals=tuple(self._policies[number] for number in numbers),
            policies=tuple(
                Ikev2Policy(
                    name=str(number),
                    proposals=(str(number),),
                    fvrf="any",
                    line=self._policies[number].line,
                )
                for number in numbers
            ),
            tunnel_groups=tuple(
                Ikev2TunnelGroup(name=name, **found) for name, found in self._groups.items()
            ),
            ipsec_proposals=tuple(self._ipsec.values()),
            enabled_on=tuple(self._enabled),
            identity=self.identity,
            domain=self.domain,
        )

    def _policy(self, section: Section, number: str) -> Ikev2Proposal:
        found: dict[str, Any] = {}
        problem = None
        for child in section.children:
            try:
                match words_of(child.text):
                    case ["encryption", *rest]:
                        found["encryption"] = ciphers(rest)
                    case ["integrity" | "prf" as kind, *rest]:
                        found[kind] = digests(rest)
                    case ["group", *rest]:
                        found["groups"] = groups(rest)
                    case ["lifetime", *_]:
                        continue
                    case _:
                        raise UnreadError("not an attribute of an IKEv2 policy that is known")
            except UnreadError as reason:
                self._reading.unread(child, str(reason))
                problem = problem or str(reason)
        missing = [name for name in _ATTRIBUTES if name not in found]
        if missing and problem is None:
            problem = _NOT_PRINTED.format(" and ".join(missing))
        return Ikev2Proposal(name=number, problem=problem, line=section.line, **found)
