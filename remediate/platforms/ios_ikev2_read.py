"""IKEv2 of IOS and IOS-XE configurations: proposals, policies, keyrings and profiles."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from fastparse.config_tree import Section
from remediate.model.config_ikev2 import (
    Ikev2Config,
    Ikev2Identity,
    Ikev2Peer,
    Ikev2Policy,
    Ikev2Profile,
    Ikev2Proposal,
)
from remediate.model.config_keys import PreSharedKey
from remediate.model.selector import ANY, AddressBlock, canonical
from remediate.platforms.crypto_read import key_entry, key_peer
from remediate.platforms.defaults_ikev2 import DEFAULT, default_proposal
from remediate.platforms.ikev2_words import ciphers, digests, groups
from remediate.platforms.reading import Reading, UnreadError, dotted, words_of

__all__ = ["IosIkev2"]

_KEY = re.compile(r"pre-shared-key\s+(?:(local|remote)\s+)?(?:([0-9])\s+)?(hex\s+)?(\S+)$")
_PROFILE_KEY = re.compile(
    r"authentication\s+(?:local|remote)\s+pre-share\s+key\s+(?:([0-9])\s+)?(hex\s+)?(\S+)$"
)


class IosIkev2:
    """The IKEv2 part of one configuration, while it is being read."""

    def __init__(self, reading: Reading, add: Callable[[PreSharedKey], None]) -> None:
        """Start with nothing read; ``add`` takes every key of a keyring besides."""
        self._reading = reading
        self._add = add
        self._proposals: dict[str, Ikev2Proposal] = {}
        self._policies: dict[str, Ikev2Policy] = {}
        self._peers: list[Ikev2Peer] = []
        self._keyrings: dict[str, None] = {}
        self._profiles: dict[str, Ikev2Profile] = {}
        self._dpd: str | None = None
        self._switched_off: set[str] = set()
        self.clients: dict[str, tuple[str, ...]] = {}
        """Addresses of the peers that a FlexVPN client connects a tunnel interface to, by its name."""

    def read(self, section: Section, words: list[str]) -> None:
        """Read a ``crypto ikev2 …`` section."""
        match [word.lower() for word in words[2:3]], words[3:]:
            case ["proposal"], [name, *_]:
                self._proposals[name] = self._proposal(section, name)
            case ["policy"], [name, *_]:
                self._policies[name] = self._policy(section, name)
            case ["keyring"], [name, *_]:
                self._keyrings[name] = None
                for block in section.children:
                    inner = words_of(block.text)
                    if inner[:1] == ["peer"] and len(inner) > 1:
                        self._peers.append(self._peer(block, name, inner[1]))
            case ["profile"], [name, *_]:
                self._profiles[name] = self._profile(section, name)
            case ["dpd"], [*rest]:
                self._dpd = " ".join(rest)
            case ["client"], ["flexvpn", *_]:
                self._client(section)
            case _:
                return

    def _client(self, section: Section) -> None:
        """Read ``crypto ikev2 client flexvpn NAME``: ``peer N A`` and ``client connect TunnelN``."""
        peers: list[str] = []
        tunnel: str | None = None
        for child in section.children:
            match words_of(child.text):
                case ["peer", _, address, *_] if dotted(address) or ":" in address:
                    peers.append(canonical(address))
                case ["client", "connect", *place] if place:
                    tunnel = "".join(place)
                case _:
                    continue
        if tunnel is not None:
            self.clients[tunnel.lower()] = tuple(peers)

    def switched_off(self, words: list[str]) -> None:
        """Take the words after ``no crypto ikev2``."""
        if words[1:2] == [DEFAULT]:
            self._switched_off.add(words[0])

    def config(self) -> Ikev2Config:
        """Return what was read, with the built-in policy and proposal where they are in force."""
        built_in, unknown = None, None
        if DEFAULT not in self._proposals and "proposal" not in self._switched_off:
            built_in, unknown = default_proposal(self._reading.release)
        return Ikev2Config(
            proposals=(*self._proposals.values(), *((built_in,) if built_in else ())),
            policies=tuple(self._policies.values()),
            default_policy=DEFAULT not in self._policies and "policy" not in self._switched_off,
            unknown_default=unknown,
            peers=tuple(self._peers),
            keyrings=tuple(self._keyrings),
            profiles=tuple(self._profiles.values()),
            dpd=self._dpd,
        )

    def _each(self, section: Section, take: Callable[[list[str], Section], None]) -> str | None:
        """Take every line of a section; return why the first that can't be read could not be."""
        problem = None
        for child in section.children:
            try:
                take(words_of(child.text), child)
            except UnreadError as reason:
                self._reading.unread(child, str(reason))
                problem = problem or f"'{words_of(child.text)[0]}': {reason}"
        return problem

    def _proposal(self, section: Section, name: str) -> Ikev2Proposal:
        found: dict[str, Any] = {}

        def take(words: list[str], _: Section) -> None:
            match words:
                case ["encryption", *rest]:
                    found["encryption"] = ciphers(rest)
                case ["integrity" | "prf" as kind, *rest]:
                    found[kind] = digests(rest)
                case ["group", *rest]:
                    found["groups"] = groups(rest)
                case ["description" | "no" | "default", *_]:
                    return
                case _:
                    raise UnreadError("not an attribute of an IKEv2 proposal that is known")

        problem = self._each(section, take)
        found.setdefault("prf", found.get("integrity", ()))
        combined = any("gcm" in item for item in found.get("encryption", ()))
        needed = ("encryption", "prf" if combined else "integrity", "groups")
        missing = [item for item in needed if not found.get(item)]
        if missing and problem is None:  # an incomplete proposal is not used, and no error says so
            problem = f"it is incomplete: {' and '.join(missing)} not printed"
        return Ikev2Proposal(name=name, problem=problem, line=section.line, **found)

    def _policy(self, section: Section, name: str) -> Ikev2Policy:
        proposals: list[str] = []
        addresses: list[str] = []
        fvrf: list[str] = []

        def take(words: list[str], _: Section) -> None:
            match words:
                case ["proposal", *rest] if rest:
                    proposals.extend(rest)
                case ["match", "fvrf", vrf]:
                    fvrf.append(vrf)
                case ["match", "address", "local", address]:
                    addresses.append(canonical(address))
                case _:
                    return

        self._each(section, take)
        return Ikev2Policy(
            name=name,
            proposals=tuple(dict.fromkeys(proposals)),
            fvrf=fvrf[-1] if fvrf else None,
            local_addresses=tuple(addresses),
            line=section.line,
        )

    # --- keyrings ------------------------------------------------------------------------------

    def _peer(self, block: Section, keyring: str, name: str) -> Ikev2Peer:
        place: dict[str, Any] = {}

        def about(words: list[str], _: Section) -> None:
            match words:
                case ["address", address, *mask] if dotted(address) or ":" in address:
                    place["address"] = key_peer(self._reading, address, mask[0] if mask else None)
                case ["address", *_]:
                    raise UnreadError("not an address of a peer")
                case ["hostname", host]:
                    place["hostname"] = host
                case ["identity", *rest]:
                    place["identity"] = _identity(self._reading, rest)

        problem = self._each(block, about)
        keys: dict[str, Any] = {}
        for child in block.children:
            match = _KEY.match(child.text)
            if match:
                key = self._key(
                    child,
                    match[4],
                    "hex" if match[3] else match[2],
                    place.get("address"),
                    place.get("hostname") or name,
                    keyring,
                )
                self._add(key)
                for way in (match[1],) if match[1] else ("local", "remote"):
                    keys[way] = key
        return Ikev2Peer(
            keyring=keyring, name=name, problem=problem, line=block.line, **place, **keys
        )

    def _key(
        self,
        line: Section,
        key: str,
        kind: str | None,
        peer: AddressBlock | None,
        hostname: str | None,
        keyring: str | None,
    ) -> PreSharedKey:
        return key_entry(
            self._reading,
            line,
            key=key,
            kind=kind,
            peer=peer,
            hostname=None if peer else hostname,
            keyring=keyring,
            ikev2=True,
        )

    # --- profiles ------------------------------------------------------------------------------

    def _profile(self, section: Section, name: str) -> Ikev2Profile:
        remote: list[Ikev2Identity] = []
        methods: list[str] = []
        local: list[str] = []
        found: dict[str, Any] = {}

        def take(words: list[str], child: Section) -> None:
            match words:
                case ["match", "identity", "remote", *rest]:
                    remote.append(_identity(self._reading, rest))
                case ["match", "certificate", *_]:
                    found["match_certificate"] = True
                case ["match", "fvrf", vrf]:
                    found["fvrf"] = vrf
                case ["ivrf", vrf]:
                    found["ivrf"] = vrf
                case ["match", "address", "local", *rest]:
                    local.append(" ".join(rest))
                case ["identity", "local", *rest]:
                    found["identity_local"] = _identity(self._reading, rest)
                case ["authentication", "local" | "remote" as way, method, *rest]:
                    if way == "local":
                        found["authentication_local"] = method
                    else:
                        methods.append(method)
                    if rest[:1] == ["key"] and (key := _PROFILE_KEY.match(child.text)):
                        kind = "hex" if key[2] else key[1]
                        found[way] = self._key(child, key[3], kind, None, None, None)
                case ["dpd", *rest]:
                    found["dpd"] = " ".join(rest)
                case ["virtual-template", *_]:
                    found["virtual_template"] = True
                case ["keyring", "aaa", *_]:
                    found["keyring_aaa"] = True
                case ["keyring", "local", keyring, *_] | ["keyring", keyring]:
                    found["keyring"] = keyring
                case _:
                    return

        problem = self._each(section, take)
        return Ikev2Profile(
            name=name,
            match_remote=tuple(remote),
            match_local=tuple(local),
            authentication_remote=tuple(dict.fromkeys(methods)),
            problem=problem,
            line=section.line,
            **found,
        )


def _identity(reading: Reading, words: list[str]) -> Ikev2Identity:
    """Return the identity that the words say; :class:`UnreadError` for a form that is not known."""
    match words:
        case ["any", *_]:
            return Ikev2Identity(kind="any")
        case ["address", address, *rest] if dotted(address):
            if rest and not dotted(rest[0]):
                raise UnreadError(f"'{rest[0]}' is no netmask")
            block = key_peer(reading, address, rest[0] if rest else None)
            if address == "0.0.0.0":  # noqa: S104  # every peer, however it is masked
                block = ANY if not rest or rest[0] == address else block
            return Ikev2Identity(kind="address", block=block)
        case ["address", address] if ":" in address:
            return Ikev2Identity(kind="address", block=key_peer(reading, address, None))
        case ["fqdn" | "email" as kind, "domain", name]:
            return Ikev2Identity(kind=f"{kind}-domain", value=name.lower())
        case ["fqdn" | "email" | "key-id" as kind, name, *_]:
            return Ikev2Identity(kind=kind, value=name if kind == "key-id" else name.lower())
        case ["dn", *_]:
            return Ikev2Identity(kind="dn")
        case _:
            raise UnreadError("not a form of identity that is known")
