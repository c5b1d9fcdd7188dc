"""The facts of an ASA: its running configuration as it uses it. Interfaces are known by their ``nameif``.

Doubtful, and decided so:

* An entry with both ``ikev1`` and ``ikev2`` lines begins IKEv2 where that is enabled on its interface, and answers both.
* ``vpn-tunnel-protocol`` of the group policy that a tunnel group names (else ``DfltGrpPolicy``) decides whether
  the group's keys of a version count.
* A bare ``set pfs`` is group 2 before 9.13 and 14 from there on.
* A rule of translation that is no identity translates what fits; lists that name the translated addresses are not followed.
"""

from __future__ import annotations

from collections.abc import Iterator

from remediate.lab.aces import ANY, Ace, Block
from remediate.lab.asa_lists import entries_of
from remediate.lab.asa_objects import blocks_of, plain_entries
from remediate.lab.ike.facts import (
    CryptoEntry,
    Facts,
    Key,
    Keyring2Peer,
    Kind,
    ListRow,
    Match2,
    NatRule,
    Policy,
    Policy2,
    Port,
    Profile2,
    Proposal2,
    Route,
    TransformSet,
    block_of,
)
from remediate.lab.releases import Release
from remediate.lab.store import Entry, Section

__all__ = ["asa_facts"]

_DEFAULT_GROUP = "DefaultL2LGroup"
_SECONDS = "security-association lifetime seconds"
_KILOBYTES = "security-association lifetime kilobytes"


def asa_facts(name: str, top: Section, release: Release) -> Facts:
    """Return the facts of an ASA."""
    return _Reader(name, top, release).facts()


def _number(text: str | None, otherwise: int) -> int:
    return int(text) if text is not None and text.isdigit() else otherwise


def _sections(top: Section, key: str) -> Iterator[tuple[Entry, Section]]:
    for entry in top.all(key):
        if entry.section is not None:
            yield entry, entry.section


class _Reader:
    def __init__(self, name: str, top: Section, release: Release) -> None:
        self.name = name
        self.top = top
        self.release = release
        self.group = 14 if release.numbers >= (9, 13) else 2
        self.ports = {port.title: port for port in self._ports()}

    def facts(self) -> Facts:
        return Facts(
            device=self.name,
            release=self.release,
            ports=self.ports,
            routes=tuple(self._routes()),
            policies=tuple(self._policies()),
            keys=tuple(self._keys()),
            listens1=self._enabled("crypto ikev1 enable"),
            listens2=self._enabled("crypto ikev2 enable"),
            nat_traversal=not any(
                item.text.startswith("no ") for item in self.top.all("crypto isakmp nat-traversal")
            ),
            keepalive=10,
            entries=tuple(self._entries()),
            policies2=tuple(self._policies2()),
            profiles2=tuple(self._profiles2()),
            dpd2=10,
            nat=tuple(self._nat()),
            inbound_bypass=self.top.get("sysopt connection permit-vpn") is None,
            groups=frozenset(item.values["name"] for item in self.top.all("tunnel-group type")),
        )

    def _enabled(self, key: str) -> frozenset[str]:
        return frozenset(item.values["nameif"] for item in self.top.all(key))

    # --- interfaces and routes ---

    def _ports(self) -> Iterator[Port]:
        clamp = _number(self.top.value("sysopt connection tcpmss", "mss"), 1380)
        bound = {
            item.values["nameif"]: item.values["map"]
            for item in self.top.all("crypto map interface")
        }
        for entry, inner in _sections(self.top, "interface"):
            nameif = inner.value("nameif", "nameif")
            if nameif is None:
                continue
            address = inner.value("ip address", "address")
            mask = inner.value("ip address", "mask")
            size = self.top.get("mtu", nameif)
            yield Port(
                name=entry.values["name"],
                title=nameif,
                address=address,
                network=block_of(address, mask) if address and mask else None,
                up=inner.get("shutdown") is None,
                mtu=_number(size.values["mtu"] if size is not None else None, 1500),
                crypto_map=bound.get(nameif, ""),
                mss=clamp or None,
            )

    def _routes(self) -> Iterator[Route]:
        for port in self.ports.values():
            if port.network is not None and port.up:
                yield Route(network=port.network, interface=port.title, distance=0)
        for entry in self.top.all("route"):
            values = entry.values
            port_ = self.ports.get(values["nameif"])
            if port_ is not None and port_.up:
                yield Route(
                    network=block_of(values["network"], values["mask"]),
                    interface=port_.title,
                    hop=values["hop"],
                    distance=_number(values.get("distance"), 1),
                )

    def _rows(self, acl: str) -> tuple[ListRow, ...]:
        return tuple(ListRow(permit, ace.flow()) for permit, ace in plain_entries(self.top, acl))

    # --- phase 1 ---

    def _policies(self) -> Iterator[Policy]:
        for entry, inner in _sections(self.top, "crypto ikev1 policy"):
            yield Policy(
                priority=int(entry.values["priority"]),
                encryption=_cipher(inner.value("encryption", "cipher") or "3des"),
                hash=inner.value("hash", "hash") or "sha",
                authentication=inner.value("authentication", "method") or "pre-share",
                group=_number(inner.value("group", "group"), self.group),
                lifetime=_number(inner.value("lifetime", "seconds"), 86400),
            )

    def _policies2(self) -> Iterator[Policy2]:
        found = []
        for entry, inner in _sections(self.top, "crypto ikev2 policy"):
            found.append(
                Proposal2(
                    name=entry.values["priority"],
                    encryption=tuple(
                        _cipher2(item) for item in _words(inner, "encryption", "ciphers", "3des")
                    ),
                    integrity=tuple(
                        _digest(item) for item in _words(inner, "integrity", "hashes", "sha")
                    ),
                    prf=tuple(_digest(item) for item in _words(inner, "prf", "prfs", "sha")),
                    groups=tuple(
                        int(item) for item in _words(inner, "group", "groups", str(self.group))
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

    def _keys(self) -> Iterator[Key]:
        for entry, inner in _sections(self.top, "tunnel-group ipsec"):
            name = entry.values["name"]
            secret = inner.value("ikev1 pre-shared-key", "key")
            block = _peer_block(name)
            if secret is not None and block is not None and self._allows(name, "ikev1"):
                yield Key(block=block, secret=secret, source=name)

    def _profiles2(self) -> Iterator[Profile2]:
        groups = sorted(
            _sections(self.top, "tunnel-group ipsec"),
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

    def _lifetime2(self) -> int:
        first = next(iter(_sections(self.top, "crypto ikev2 policy")), None)
        return _number(first[1].value("lifetime seconds", "seconds") if first else None, 86400)

    # --- phase 2 ---

    def _sets1(self, names: str | None) -> tuple[TransformSet, ...]:
        found = []
        for name in (names or "").split():
            held = self.top.get("crypto ipsec ikev1 transform-set", name)
            if held is not None:
                items = tuple(
                    _transform(item) for item in held.text.partition(f" {name} ")[2].split() if item != "esp-none"
                )
                mode = self.top.get("crypto ipsec ikev1 transform-set mode", name)
                found.append(TransformSet(name=name, items=items, transport=mode is not None))
        return tuple(found)

    def _sets2(self, names: str | None) -> tuple[TransformSet, ...]:
        found = []
        for name in (names or "").split():
            held = self.top.get("crypto ipsec ikev2 ipsec-proposal", name)
            if held is None or held.section is None:
                continue
            ciphers = _words(held.section, "protocol esp encryption", "ciphers", "")
            digests = _words(held.section, "protocol esp integrity", "hashes", "sha-1")
            for cipher in ciphers:
                item = _transform(f"esp-{cipher}")
                if item.startswith("esp-gcm"):
                    found.append(TransformSet(name=name, items=(item,)))
                    continue
                found += [
                    TransformSet(
                        name=name,
                        items=(
                            item,
                            f"esp-{digest.replace('-', '') if digest != 'sha-1' else 'sha'}-hmac",
                        ),
                    )
                    for digest in digests
                    if digest != "null"
                ]
        return tuple(found)

    def _entries(self) -> Iterator[CryptoEntry]:
        for port in self.ports.values():
            if port.crypto_map and port.up:
                yield from self._map(port)
        yield from self._tunnels()

    def _map(self, port: Port) -> Iterator[CryptoEntry]:
        numbers = {
            int(item.values["sequence"])
            for item in self.top.entries.values()
            if item.known.line.group == "crypto map"
            and item.values.get("map") == port.crypto_map
            and "sequence" in item.values
        }
        for number in sorted(numbers):
            dynamic = self.top.get("crypto map dynamic", port.crypto_map, str(number))
            if dynamic is None:
                yield from self._entry("crypto map", port.crypto_map, number, port, number, 0)
                continue
            name = dynamic.values["dynamic"]
            inner = {
                int(item.values["sequence"])
                for item in self.top.entries.values()
                if item.known.line.group == "dynamic map" and item.values.get("map") == name
            }
            for order in sorted(inner):
                yield from self._entry("crypto dynamic-map", name, order, port, number, order)

    def _entry(
        self, head: str, name: str, number: int, port: Port, sequence: int, order: int
    ) -> Iterator[CryptoEntry]:
        def value(key: str, argument: str) -> str | None:
            held = self.top.get(f"{head} {key}", name, str(number))
            return held.values.get(argument) if held is not None else None

        kind = Kind.DYNAMIC if head.endswith("dynamic-map") else Kind.MAP
        acl = value("match address", "acl") or ""
        rows = self._rows(acl) if acl else ()
        peers = tuple((value("set peer", "peers") or "").split())
        pfs = self.top.get(f"{head} set pfs", name, str(number))
        group = pfs.values.get("group") if pfs is not None else None
        begins = value("set connection-type", "type") != "answer-only"
        sets = {
            2: self._sets2(value("set ikev2 ipsec-proposal", "proposals")),
            1: self._sets1(value("set ikev1 transform-set", "sets")),
        }
        usable = [version for version in (2, 1) if sets[version]] or [1]
        if len(usable) == 2 and port.title not in self._enabled("crypto ikev2 enable"):
            usable = [1]
        for version in usable:
            missing = []
            if kind is Kind.MAP and not peers:
                missing.append("peer")
            if kind is Kind.MAP and not any(row.permit for row in rows):
                missing.append("access-list")
            if not sets[version]:
                missing.append("transform-set")
            yield CryptoEntry(
                kind=kind,
                interface=port.title,
                tag=port.crypto_map,
                sequence=sequence,
                order=order * 2 + (version == 1 and len(usable) == 2),
                alternate=version == 1 and len(usable) == 2,
                local=port.address or "",
                peers=peers if kind is Kind.MAP else (),
                begins=begins,
                rows=rows,
                list_name=acl,
                sets=sets[version],
                pfs=(int(group.removeprefix("group")) if group else self.group)
                if pfs is not None
                else None,
                pfs_bare=pfs is not None and group is None,
                lifetime=_number(
                    value(f"set {_SECONDS}", "seconds"), self._common(_SECONDS, "seconds", 28800)
                ),
                kilobytes=_number(
                    value(f"set {_KILOBYTES}", "kilobytes"),
                    self._common(_KILOBYTES, "kilobytes", 4608000),
                ),
                window=self._common("security-association replay window-size", "size", 64),
                version=version,
                missing=tuple(missing),
            )

    def _common(self, key: str, argument: str, otherwise: int) -> int:
        return _number(self.top.value(f"crypto ipsec {key}", argument), otherwise)

    def _tunnels(self) -> Iterator[CryptoEntry]:
        for entry, inner in _sections(self.top, "interface"):
            name = inner.value("tunnel protection", "profile")
            held = self.top.get("crypto ipsec profile", name) if name else None
            if held is None or held.section is None or inner.get("shutdown") is not None:
                continue
            profile = held.section
            source = self.ports.get(inner.value("tunnel source interface", "nameif") or "")
            far = inner.value("tunnel destination", "destination")
            sets2 = self._sets2(profile.value("set ikev2 ipsec-proposal", "proposals"))
            pfs = profile.get("set pfs")
            group = pfs.values.get("group") if pfs is not None else None
            yield CryptoEntry(
                kind=Kind.VTI,
                interface=inner.value("nameif", "nameif") or entry.values["name"],
                tag=f"__vti-crypto-map-{entry.values['name']}-0-0",
                sequence=65280,
                local=source.address or "" if source is not None and source.up else "",
                peers=(far,) if far else (),
                begins=profile.get("responder-only") is None,
                rows=(ListRow(True, Ace(protocol=0, source=ANY, destination=ANY)),),
                sets=sets2 or self._sets1(profile.value("set ikev1 transform-set", "sets")),
                pfs=(int(group.removeprefix("group")) if group else self.group)
                if pfs is not None
                else None,
                lifetime=_number(
                    profile.value(f"set {_SECONDS}", "seconds"),
                    self._common(_SECONDS, "seconds", 28800),
                ),
                version=2 if sets2 else 1,
            )

    # --- translation ---

    def _nat(self) -> Iterator[NatRule]:
        for entry in entries_of(self.top, "nat"):
            yield from self._twice(entry)
        for entry, inner in _sections(self.top, "object network"):
            rule = inner.get("nat")
            if rule is not None:
                own = blocks_of(self.top, entry.values["name"])
                same = rule.values["mapped"] in (
                    entry.values["name"],
                    *(block.address for block in own),
                )
                yield self._rule(rule, own, [ANY], exempts=rule.values["how"] == "static" and same)
        for entry in entries_of(self.top, "nat after-auto"):
            yield from self._twice(entry)

    def _twice(self, entry: Entry) -> Iterator[NatRule]:
        values = entry.values
        if entry.text.split()[-1] == "inactive":
            return
        there = blocks_of(self.top, values["there"]) if "there" in values else [ANY]
        same = values["how"] == "static" and values["real"] == values["mapped"]
        same = same and values.get("there") == values.get("shown")
        yield self._rule(entry, blocks_of(self.top, values["real"]), there, exempts=same)

    def _rule(
        self, entry: Entry, real: list[Block], there: list[Block], *, exempts: bool
    ) -> NatRule:
        inside, _, out = entry.values["pair"].strip("()").partition(",")
        return NatRule(
            inside="" if inside == "any" else inside,
            outside="" if out == "any" else out,
            rows=tuple(
                ListRow(True, Ace(protocol=0, source=one, destination=other))
                for one in real
                for other in there
            ),
            exempts=exempts,
        )


def _words(inner: Section, key: str, argument: str, otherwise: str) -> list[str]:
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


def _transform(word: str) -> str:
    """Return a transform as a router has it: ``esp-aes-256`` is ``esp-aes 256``."""
    for kind, name in (
        ("esp-aes-gcm", "esp-gcm"),
        ("esp-aes-gmac", "esp-gmac"),
        ("esp-aes", "esp-aes"),
    ):
        if word == kind:
            return f"{name} 128"
        if word.startswith(f"{kind}-"):
            return f"{name} {word.removeprefix(kind + '-')}"
    return word
