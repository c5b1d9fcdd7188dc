"""A router's IKE policies, keys and profiles as its configuration has them.

Doubtful, and decided so: keyrings are searched beside the global keys without a profile that names them;
the longest match wins, a keyring before the global keys where two are equally long; an entry with a profile
uses the keys of the profile's keyring alone.
"""

from __future__ import annotations

from collections.abc import Iterator

from remediate.lab.aces import ANY, Block
from remediate.lab.certificates import trustpoints
from remediate.lab.ike.defaults import default_policy2
from remediate.lab.ike.facts import Key, Policy, Port, Profile1, block_of
from remediate.lab.ike.facts2 import Keyring2Peer, Match2, Policy2, Profile2, Proposal2
from remediate.lab.ike.ios_paths import number, sections
from remediate.lab.releases import Release
from remediate.lab.store import Entry, Section

__all__ = ["Policies"]


def _peers(address: str, mask: str | None) -> Block:
    """Return the peers that an address and a mask name; 0.0.0.0 without a mask is all of them."""
    if mask is None:
        return ANY if address == "0.0.0.0" else block_of(address)  # noqa: S104
    return block_of(address, mask)


def _front(entry: Entry | None) -> str | None:
    if entry is None:
        return ""
    return entry.values.get("vrf")


def _cipher(text: str) -> str:
    words = text.split()[1:]
    if words[0] != "aes":
        return words[0]
    return f"aes {words[1] if len(words) > 1 else '128'}"


class Policies:
    """What a router authenticates with."""

    def __init__(self, top: Section, release: Release, ports: dict[str, Port]) -> None:
        self.top = top
        self.release = release
        self.ports = ports

    def policies(self) -> Iterator[Policy]:
        """Yield the ISAKMP policies."""
        for entry, inner in sections(self.top, "crypto isakmp policy"):
            cipher = inner.get("encryption")
            yield Policy(
                priority=int(entry.values["priority"]),
                encryption=_cipher(cipher.text) if cipher is not None else "des",
                hash=inner.value("hash", "hash") or "sha",
                authentication=inner.value("authentication", "method") or "rsa-sig",
                group=number(inner.value("group", "group"), 1),
                lifetime=number(inner.value("lifetime", "seconds"), 86400),
            )

    def keys(self) -> Iterator[Key]:
        """Yield the pre-shared keys of keyrings, then the global ones."""
        for entry, inner in sections(self.top, "crypto keyring"):
            local = inner.get("local-address")
            bound = ""
            if local is not None:
                port = self.ports.get(local.values.get("interface", ""))
                bound = local.values.get("address") or (port.address or "" if port else "")
            for item in inner.all("pre-shared-key address"):
                yield Key(
                    block=_peers(item.values["peer"], item.values.get("mask")),
                    secret=item.values["key"],
                    source=entry.values["name"],
                    local=bound,
                    vrf=entry.values.get("vrf", ""),
                )
        for entry in self.top.all("crypto isakmp key"):
            yield Key(
                block=_peers(entry.values["peer"], entry.values.get("mask")),
                secret=entry.values["key"],
            )

    def profiles(self) -> Iterator[Profile1]:
        """Yield the ISAKMP profiles."""
        for entry, inner in sections(self.top, "crypto isakmp profile"):
            yield Profile1(
                name=entry.values["name"],
                blocks=tuple(
                    (
                        _peers(item.values["address"], item.values.get("mask")),
                        item.values.get("vrf", ""),
                    )
                    for item in inner.all("match identity address")
                ),
                keyring=inner.value("keyring", "keyring") or "",
                vrf=inner.value("vrf", "vrf") or "",
                trustpoints=tuple(item.values["point"] for item in inner.all("ca trust-point")),
            )

    def _proposals2(self) -> dict[str, Proposal2]:
        found = {"default": default_policy2(self.release).proposals[0]}
        for entry, inner in sections(self.top, "crypto ikev2 proposal"):
            lists = {
                key: tuple(item.text.split()[1:])
                for key in ("encryption", "integrity", "prf", "group")
                if (item := inner.get(key)) is not None
            }
            integrity = lists.get("integrity", ())
            found[entry.values["name"]] = Proposal2(
                name=entry.values["name"],
                encryption=lists.get("encryption", ()),
                integrity=integrity,
                prf=lists.get("prf", integrity),
                groups=tuple(int(item) for item in lists.get("group", ())),
            )
        return found

    def policies2(self) -> Iterator[Policy2]:
        """Yield the IKEv2 policies, the default one last."""
        proposals = self._proposals2()
        for entry, inner in sections(self.top, "crypto ikev2 policy"):
            vrf = inner.get("match fvrf")
            yield Policy2(
                name=entry.values["name"],
                proposals=tuple(
                    proposals[item.values["proposal"]]
                    for item in inner.all("proposal")
                    if item.values["proposal"] in proposals
                    and proposals[item.values["proposal"]].encryption
                    and proposals[item.values["proposal"]].groups
                ),
                local=inner.value("match address local", "address") or "",
                vrf=_front(vrf),
            )
        yield default_policy2(self.release)

    def _keyrings2(self) -> dict[str, tuple[Keyring2Peer, ...]]:
        found = {}
        for entry, inner in sections(self.top, "crypto ikev2 keyring"):
            peers = []
            for peer, block in sections(inner, "peer"):
                both = block.value("pre-shared-key", "key")
                address = block.value("address", "address")
                peers.append(
                    Keyring2Peer(
                        name=peer.values["peer"],
                        block=_peers(address, block.value("address", "mask")) if address else None,
                        identity=block.value("identity", "identity") or "",
                        local=block.value("pre-shared-key local", "key") or both or "",
                        remote=block.value("pre-shared-key remote", "key") or both or "",
                    )
                )
            found[entry.values["name"]] = tuple(peers)
        return found

    def _identity(self, own: Entry | None) -> str:
        """Return what a router says that it is; empty for its address. ``dn`` is the subject of its certificate."""
        if own is None:
            return ""
        if own.text.endswith(" dn"):
            held = next((item.own for item in trustpoints(self.top) if item.own), None)
            return held.subject if held is not None else ""
        return own.values.get("address") or own.values.get("name") or ""

    def profiles2(self) -> Iterator[Profile2]:
        """Yield the IKEv2 profiles."""
        keyrings = self._keyrings2()
        for entry, inner in sections(self.top, "crypto ikev2 profile"):
            matches = [
                Match2(block=_peers(item.values["address"], item.values.get("mask")))
                for item in inner.all("match identity remote address")
            ]
            matches += [
                Match2(name=item.values["name"], domain=" domain " in item.text)
                for item in inner.all("match identity remote fqdn")
            ]
            own = inner.get("identity local")
            keyring = inner.value("keyring local", "keyring") or ""
            dpd = inner.value("dpd", "interval")
            points = [
                (item.values["point"], item.text.split()[3:])
                for item in inner.all("pki trustpoint")
            ]
            yield Profile2(
                name=entry.values["name"],
                matches=tuple(matches),
                identity=self._identity(own),
                local=inner.value("authentication local", "method") or "",
                remote=inner.value("authentication remote", "method") or "",
                keyring=keyrings.get(keyring, ()),
                keyring_name=keyring,
                lifetime=number(inner.value("lifetime", "seconds"), 86400),
                dpd=int(dpd) if dpd else None,
                vrf=_front(inner.get("match fvrf")),
                signs=tuple(name for name, use in points if use != ["verify"]),
                verifies=tuple(name for name, use in points if use != ["sign"]),
            )
