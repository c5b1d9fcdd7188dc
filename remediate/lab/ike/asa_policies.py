"""An ASA's IKE policies and the keys of its tunnel groups.

Doubtful, and decided so: ``vpn-tunnel-protocol`` of the group policy that a tunnel group names (else
``DfltGrpPolicy``) decides whether the group's keys of a version count.
"""

from __future__ import annotations

from collections.abc import Iterator

from remediate.lab.aces import ANY, Block
from remediate.lab.ike.facts import Key, Policy, block_of
from remediate.lab.ike.facts2 import Keyring2Peer, Match2, Policy2, Profile2, Proposal2
from remediate.lab.ike.ios_paths import number, sections
from remediate.lab.releases import Release
from remediate.lab.store import Entry, Section

__all__ = ["AsaPolicies", "default_group", "words"]

_DEFAULT_GROUP = "DefaultL2LGroup"


def default_group(release: Release) -> int:
    """Return the group of a policy, or of PFS, that names none."""
    return 14 if release.numbers >= (9, 13) else 2


def _default_cipher(release: Release) -> str:
    """Return the cipher of a policy that names none: 9.15 has no 3DES any more (AES from memory)."""
    return "aes" if release.numbers >= (9, 15) else "3des"


class AsaPolicies:
    """What an ASA authenticates with."""

    def __init__(self, top: Section, release: Release) -> None:
        self.top = top
        self.group = default_group(release)
        self.cipher = _default_cipher(release)

    def policies(self) -> Iterator[Policy]:
        """Yield the policies of IKEv1."""
        for entry, inner in sections(self.top, "crypto ikev1 policy"):
            yield Policy(
                priority=int(entry.values["priority"]),
                encryption=_cipher(inner.value("encryption", "cipher") or self.cipher),
                hash=inner.value("hash", "hash") or "sha",
                authentication=inner.value("authentication", "method") or "pre-share",
                group=number(inner.value("group", "group"), self.group),
                lifetime=number(inner.value("lifetime", "seconds"), 86400),
            )

    def policies2(self) -> Iterator[Policy2]:
        """Yield the policies of IKEv2 as proposals of one."""
        found = []
        for entry, inner in sections(self.top, "crypto ikev2 policy"):
            found.append(
                Proposal2(
                    name=entry.values["priority"],
                    encryption=tuple(
                        _cipher2(item)
                        for item in words(inner, "encryption", "ciphers", self.cipher)
                    ),
                    integrity=tuple(
                        _digest(item) for item in words(inner, "integrity", "hashes", "sha")
                    ),
                    prf=tuple(_digest(item) for item in words(inner, "prf", "prfs", "sha")),
                    groups=tuple(
                        int(item) for item in words(inner, "group", "groups", str(self.group))
                    ),
                )
            )
        if found:
            yield Policy2(name="default", proposals=tuple(found), vrf=None)

    def _allows(self, group: str, word: str) -> bool:
        general = self.top.get("tunnel-group general", group)
        policy = "DfltGrpPolicy"
        if general is not None and general.section is not None:
            policy = general.section.value("default-group-policy", "policy") or policy
        for name in (policy, "DfltGrpPolicy"):
            held = self.top.get("group-policy attributes", name)
            words = (
                held.section.value("vpn-tunnel-protocol", "protocols")
                if held and held.section
                else None
            )
            if words is not None:
                return word in words.split()
        return True

    def keys(self) -> Iterator[Key]:
        """Yield the keys of IKEv1, each for the peer its tunnel group is named after."""
        for entry, inner in sections(self.top, "tunnel-group ipsec"):
            name = entry.values["name"]
            secret = inner.value("ikev1 pre-shared-key", "key")
            block = _peer_block(name)
            if secret is not None and block is not None and self._allows(name, "ikev1"):
                yield Key(block=block, secret=secret, source=name)

    def profiles2(self) -> Iterator[Profile2]:
        """Yield the tunnel groups with keys of IKEv2, the default one last."""
        groups = sorted(
            sections(self.top, "tunnel-group ipsec"),
            key=lambda item: item[0].values["name"] == _DEFAULT_GROUP,
        )
        for entry, inner in groups:
            name = entry.values["name"]
            block = _peer_block(name)
            if block is None or not self._allows(name, "ikev2"):
                continue
            remote = inner.get("ikev2 remote-authentication")
            local = inner.get("ikev2 local-authentication")
            if remote is None and local is None and name == _DEFAULT_GROUP:
                continue
            yield Profile2(
                name=name,
                matches=(Match2(block=block),),
                identity=self._identity(),
                local=_method(local),
                remote=_method(remote),
                keyring=(
                    Keyring2Peer(
                        name=name,
                        block=block,
                        local=local.values.get("key", "") if local is not None else "",
                        remote=remote.values.get("key", "") if remote is not None else "",
                    ),
                ),
                keyring_name=name,
                lifetime=self._lifetime2(),
            )

    def _identity(self) -> str:
        """Return the name that it tells peers, empty for its address (``auto`` with pre-shared keys)."""
        entry = next(iter(self.top.all("crypto isakmp identity")), None)
        text = entry.text.split()[3:] if entry is not None else []
        if text[:1] == ["key-id"]:
            return text[1]
        if text != ["hostname"]:
            return ""
        domain = self.top.value("domain-name", "name")
        name = self.top.value("hostname", "name") or "ciscoasa"
        return f"{name}.{domain}" if domain else name

    def _lifetime2(self) -> int:
        first = next(iter(sections(self.top, "crypto ikev2 policy")), None)
        return number(first[1].value("lifetime seconds", "seconds") if first else None, 86400)


def words(inner: Section, key: str, argument: str, otherwise: str) -> list[str]:
    """Return the words of a list, of the default where there is none."""
    return (inner.value(key, argument) or otherwise).split()


def _peer_block(name: str) -> Block | None:
    """Return the addresses of the peers of a tunnel group: it is named as its peer, or the default one."""
    if name == _DEFAULT_GROUP:
        return ANY
    try:
        return block_of(name)
    except ValueError:
        return None


def _method(entry: Entry | None) -> str:
    if entry is None:
        return ""
    return "pre-share" if "key" in entry.values else "rsa-sig"


def _cipher(word: str) -> str:
    return {"aes": "aes 128", "aes-192": "aes 192", "aes-256": "aes 256"}.get(word, word)


def _cipher2(word: str) -> str:
    named = {
        "aes": "aes-cbc-128",
        "aes-192": "aes-cbc-192",
        "aes-256": "aes-cbc-256",
        "aes-gcm": "aes-gcm-128",
    }
    return named.get(word, word)


def _digest(word: str) -> str:
    return "sha1" if word == "sha" else word
