"""The facts of a router: its running configuration as IOS and IOS-XE use it.

Doubtful, and decided so:

* Keyrings are searched beside the global keys without a profile that names them; the longest match
  wins, a keyring before the global keys where two are equally long.
* An entry with a profile uses the keys of the profile's keyring alone.
* A bare ``set pfs`` is group 1 before 17.11.1, and 14 from there on, where group 1 is refused.
* A crypto map without ``ipsec-isakmp`` profile lines negotiates IKEv1; an entry with ``set ikev2-profile`` IKEv2.
* A crypto map entry whose list does not exist or permits nothing is incomplete.
"""

from __future__ import annotations

from collections.abc import Iterator

from remediate.lab.aces import ANY, Ace, Block, ace_of, standard_ace_of
from remediate.lab.ike.defaults import (
    BUILT_IN_SET,
    default_policies,
    default_policy2,
    refuses_set,
)
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
    Profile1,
    Profile2,
    Proposal2,
    Route,
    TransformSet,
    block_of,
)
from remediate.lab.releases import Release
from remediate.lab.store import Entry, Section

__all__ = ["ios_facts"]

_TUNNEL_SEQUENCE = 65536


def ios_facts(name: str, top: Section, release: Release) -> Facts:
    """Return the facts of a router."""
    return _Reader(name, top, release).facts()


def _sections(top: Section, key: str) -> Iterator[tuple[Entry, Section]]:
    for entry in top.all(key):
        if entry.section is not None:
            yield entry, entry.section


def _peers(address: str, mask: str | None) -> Block:
    """Return the peers that an address and a mask name; 0.0.0.0 without a mask is all of them."""
    if mask is None:
        return ANY if address == "0.0.0.0" else block_of(address)  # noqa: S104
    return block_of(address, mask)


def _number(text: str | None, otherwise: int) -> int:
    return int(text) if text is not None else otherwise


class _Reader:
    def __init__(self, name: str, top: Section, release: Release) -> None:
        self.name = name
        self.top = top
        self.release = release
        self.ports = {port.name: port for port in self._ports()}

    def facts(self) -> Facts:
        top = self.top
        policies = tuple(self._policies())
        builtin = not policies and top.get("crypto isakmp default policy") is None
        keepalive = top.value("crypto isakmp keepalive", "interval")
        dpd2 = top.value("crypto ikev2 dpd", "interval")
        off = top.get("crypto isakmp enable") is not None
        nothing: frozenset[str] = frozenset()
        return Facts(
            device=self.name,
            release=self.release,
            ports=self.ports,
            routes=tuple(self._routes()),
            policies=default_policies() if builtin else policies,
            builtin=builtin,
            keys=tuple(self._keys()),
            profiles=tuple(self._profiles()),
            listens1=nothing if off else None,
            listens2=nothing if off else None,
            nat_traversal=top.get("crypto ipsec nat-transparency udp-encapsulation") is None,
            keepalive=int(keepalive) if keepalive else None,
            entries=tuple(self._entries()),
            policies2=tuple(self._policies2()),
            profiles2=tuple(self._profiles2()),
            dpd2=int(dpd2) if dpd2 else None,
            nat=tuple(self._nat()),
            recovers=top.get("crypto isakmp invalid-spi-recovery") is not None,
            says_sessions=top.get("crypto logging session") is not None,
        )

    # --- interfaces, routes, lists ---

    def _ports(self) -> Iterator[Port]:
        for entry, inner in _sections(self.top, "interface"):
            address = inner.value("ip address", "address")
            mask = inner.value("ip address", "mask")
            group = inner.get("ip access-group", "in")
            nat = inner.get("ip nat")
            yield Port(
                name=entry.values["name"],
                title=entry.values["name"],
                address=address,
                network=block_of(address, mask) if address and mask else None,
                up=inner.get("shutdown") is None,
                vrf=inner.value("vrf forwarding", "vrf")
                or inner.value("ip vrf forwarding", "vrf")
                or "",
                mtu=_number(inner.value("ip mtu", "mtu") or inner.value("mtu", "mtu"), 1500),
                inbound=self.rows(group.values["acl"]) if group is not None else None,
                nat=nat.values.get("side", "") if nat is not None else "",
                crypto_map=inner.value("crypto map", "map") or "",
                mss=_number(inner.value("ip tcp adjust-mss", "mss"), 0) or None,
            )

    def _routes(self) -> Iterator[Route]:
        for port in self.ports.values():
            if port.network is not None and port.up:
                yield Route(network=port.network, interface=port.name, vrf=port.vrf, distance=0)
        for entry in self.top.all("ip route"):
            values = entry.values
            vrf, hop = values.get("vrf", ""), values.get("hop", "")
            out = values.get("interface") or self._towards(hop, vrf)
            if out is None or (out in self.ports and not self.ports[out].up):
                continue
            yield Route(
                network=block_of(values["network"], values["mask"]),
                interface=out,
                hop=hop,
                vrf=vrf,
                distance=_number(values.get("distance"), 1),
            )

    def _towards(self, hop: str, vrf: str) -> str | None:
        for port in self.ports.values():
            if port.network is not None and port.up and port.vrf == vrf and port.network.has(hop):
                return port.name
        return None

    def rows(self, name: str) -> tuple[ListRow, ...] | None:
        """Return the entries of a list; None where there is no such list: nothing is refused then."""
        opened = self.top.get("ip access-list", name)
        if opened is None or opened.section is None:
            return None
        standard = opened.section.mode == "standard-acl"
        found = []
        for entry in opened.section.all("entry"):
            action, text = entry.values.get("action"), entry.values.get("entry")
            if action is None or text is None:
                continue
            ace: Ace | None
            if standard:
                block = standard_ace_of(text)
                ace = Ace(protocol=0, source=block, destination=ANY) if block else None
            else:
                ace = ace_of(text)
            if ace is not None:
                found.append(ListRow(action == "permit", ace.flow()))
        return tuple(found)

    # --- phase 1 ---

    def _policies(self) -> Iterator[Policy]:
        for entry, inner in _sections(self.top, "crypto isakmp policy"):
            cipher = inner.get("encryption")
            yield Policy(
                priority=int(entry.values["priority"]),
                encryption=_cipher(cipher.text) if cipher is not None else "des",
                hash=inner.value("hash", "hash") or "sha",
                authentication=inner.value("authentication", "method") or "rsa-sig",
                group=_number(inner.value("group", "group"), 1),
                lifetime=_number(inner.value("lifetime", "seconds"), 86400),
            )

    def _keys(self) -> Iterator[Key]:
        for entry, inner in _sections(self.top, "crypto keyring"):
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

    def _profiles(self) -> Iterator[Profile1]:
        for entry, inner in _sections(self.top, "crypto isakmp profile"):
            yield Profile1(
                name=entry.values["name"],
                blocks=tuple(
                    _peers(item.values["address"], item.values.get("mask"))
                    for item in inner.all("match identity address")
                ),
                keyring=inner.value("keyring", "keyring") or "",
            )

    # --- IKEv2 ---

    def _proposals2(self) -> dict[str, Proposal2]:
        found = {"default": default_policy2(self.release).proposals[0]}
        for entry, inner in _sections(self.top, "crypto ikev2 proposal"):
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

    def _policies2(self) -> Iterator[Policy2]:
        proposals = self._proposals2()
        for entry, inner in _sections(self.top, "crypto ikev2 policy"):
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
        for entry, inner in _sections(self.top, "crypto ikev2 keyring"):
            peers = []
            for peer, block in _sections(inner, "peer"):
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

    def _profiles2(self) -> Iterator[Profile2]:
        keyrings = self._keyrings2()
        for entry, inner in _sections(self.top, "crypto ikev2 profile"):
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
            yield Profile2(
                name=entry.values["name"],
                matches=tuple(matches),
                identity=(own.values.get("address") or own.values.get("name") or "") if own else "",
                local=inner.value("authentication local", "method") or "",
                remote=inner.value("authentication remote", "method") or "",
                keyring=keyrings.get(keyring, ()),
                keyring_name=keyring,
                lifetime=_number(inner.value("lifetime", "seconds"), 86400),
                dpd=int(dpd) if dpd else None,
                vrf=_front(inner.get("match fvrf")),
            )

    # --- phase 2 ---

    def _sets(self, names: str | None) -> tuple[TransformSet, ...]:
        found = []
        for name in (names or "").split():
            opened = self.top.get("crypto ipsec transform-set", name)
            if opened is None:
                if name == "default":
                    found.append(BUILT_IN_SET)
                continue
            words = opened.text.split()[4:]
            mode = opened.section.value("mode", "mode") if opened.section is not None else None
            found.append(
                TransformSet(name=name, items=_transforms(words), transport=mode == "transport")
            )
        return tuple(item for item in found if not refuses_set(self.release, item))

    def _pfs(self, inner: Section) -> tuple[int | None, bool]:
        entry = inner.get("set pfs")
        if entry is None:
            return None, False
        group = entry.values.get("group")
        if group is None:
            return (14 if self.release.refuses_old else 1), True
        return int(group.removeprefix("group")), False

    def _entries(self) -> Iterator[CryptoEntry]:
        for port in self.ports.values():
            if port.crypto_map and port.up:
                yield from self._map(port)
        yield from self._tunnels()

    def _map(self, port: Port) -> Iterator[CryptoEntry]:
        tag = port.crypto_map
        forced = self.top.get("crypto map local-address", tag)
        source = self.ports.get(forced.values["interface"]) if forced is not None else port
        local = (source.address or "") if source is not None and source.up else ""
        for entry in self.top.all("crypto map"):
            if entry.values["map"] != tag:
                continue
            sequence = int(entry.values["sequence"])
            dynamic = entry.values.get("dynamic")
            if dynamic is None:
                if entry.section is not None:
                    yield self._entry(entry.section, Kind.MAP, port, tag, sequence, local, 0)
                continue
            for item in self.top.all("crypto dynamic-map"):
                if item.values["map"] == dynamic and item.section is not None:
                    order = int(item.values["sequence"])
                    yield self._entry(item.section, Kind.DYNAMIC, port, tag, sequence, local, order)

    def _entry(
        self,
        inner: Section,
        kind: Kind,
        port: Port,
        tag: str,
        sequence: int,
        local: str,
        order: int,
    ) -> CryptoEntry:
        name = inner.value("match address", "acl") or ""
        rows = (self.rows(name) if name else None) or ()
        sets = self._sets(inner.value("set transform-set", "sets"))
        peers = tuple(item.values["peer"] for item in inner.all("set peer"))
        missing = []
        if kind is Kind.MAP:
            if not peers:
                missing.append("peer")
            if not any(row.permit for row in rows):
                missing.append("access-list")
        if not sets:
            missing.append("transform-set")
        profile2 = inner.value("set ikev2-profile", "profile")
        group, bare = self._pfs(inner)
        return CryptoEntry(
            kind=kind,
            interface=port.name,
            tag=tag,
            sequence=sequence,
            order=order,
            local=local,
            peers=peers if kind is Kind.MAP else (),
            rows=rows,
            list_name=name,
            sets=sets,
            pfs=group,
            pfs_bare=bare,
            lifetime=self._lifetime(inner),
            kilobytes=self._kilobytes(),
            window=self._window(inner),
            version=2 if profile2 else 1,
            profile=profile2 or inner.value("set isakmp-profile", "profile") or "",
            vrf=port.vrf,
            missing=tuple(missing),
        )

    def _lifetime(self, inner: Section) -> int:
        own = inner.value("set security-association lifetime seconds", "seconds")
        common = self.top.value("crypto ipsec security-association lifetime seconds", "seconds")
        return _number(own or common, 3600)

    def _kilobytes(self) -> int:
        key = "crypto ipsec security-association lifetime kilobytes"
        return _number(self.top.value(key, "kilobytes"), 4608000)

    def _window(self, inner: Section) -> int:
        own = inner.value("set security-association replay window-size", "size")
        key = "crypto ipsec security-association replay window-size"
        return _number(own or self.top.value(key, "size"), 64)

    def _tunnels(self) -> Iterator[CryptoEntry]:
        for entry, inner in _sections(self.top, "interface"):
            name = entry.values["name"]
            profile = inner.value("tunnel protection", "profile")
            if profile is None or not self.ports[name].up:
                continue
            opened = self.top.get("crypto ipsec profile", profile)
            if opened is None or opened.section is None:
                if profile != "default":
                    continue
                section = Section("ipsec-profile")
            else:
                section = opened.section
            yield self._tunnel(name, inner, section)

    def _tunnel(self, name: str, inner: Section, profile: Section) -> CryptoEntry:
        source = inner.get("tunnel source")
        values = source.values if source is not None else {}
        port = self.ports.get(values.get("interface", ""))
        local = values.get("source") or (port.address or "" if port and port.up else "")
        if local and self._down(local):
            local = ""
        mode = inner.value("tunnel mode", "mode") or "gre ip"
        far = inner.value("tunnel destination", "destination")
        if mode.startswith("ipsec"):
            kind = Kind.VTI
        elif mode.startswith("gre multipoint"):
            kind = Kind.MGRE
        else:
            kind = Kind.GRE
        peers = tuple(_nbma(inner)) if kind is Kind.MGRE else ((far,) if far else ())
        profile2 = profile.value("set ikev2-profile", "profile")
        group, bare = self._pfs(profile)
        key = inner.value("tunnel key", "key")
        sets = self._sets(profile.value("set transform-set", "sets") or "default")
        return CryptoEntry(
            kind=kind,
            interface=name,
            tag=f"{name}-head-0",
            sequence=_TUNNEL_SEQUENCE,
            local=local,
            peers=peers,
            rows=(ListRow(True, Ace(protocol=0, source=ANY, destination=ANY)),)
            if kind is Kind.VTI
            else (),
            sets=sets,
            pfs=group,
            pfs_bare=bare,
            lifetime=self._lifetime(profile),
            kilobytes=self._kilobytes(),
            window=self._window(profile),
            version=2 if profile2 else 1,
            profile=profile2 or profile.value("set isakmp-profile", "profile") or "",
            vrf=inner.value("tunnel vrf", "vrf") or "",
            missing=() if sets else ("transform-set",),
            key=int(key) if key else None,
        )

    def _down(self, address: str) -> bool:
        owners = [port for port in self.ports.values() if port.address == address]
        return not any(port.up for port in owners)

    # --- translation ---

    def _nat(self) -> Iterator[NatRule]:
        outside = {port.name for port in self.ports.values() if port.nat == "outside"}
        insides = [port.name for port in self.ports.values() if port.nat == "inside"]
        rules: list[tuple[ListRow, ...]] = []
        for entry in self.top.all("ip nat inside source static"):
            host = Block(block_of(entry.values["inside"]).network, 0)
            rules.append((ListRow(True, Ace(protocol=0, source=host, destination=ANY)),))
        lists = self.top.all("ip nat inside source list")
        rules += [self.rows(entry.values["acl"]) or () for entry in lists]
        maps = self.top.all("ip nat inside source route-map")
        rules += [tuple(self._route_map(entry.values["map"])) for entry in maps]
        for rows in rules:
            for inside in insides:
                for out in sorted(outside):
                    yield NatRule(inside=inside, outside=out, rows=rows)

    def _route_map(self, name: str) -> Iterator[ListRow]:
        """Yield what a route map translates; a deny of one of its lists hands on to the next sequence.

        Doubtful: a list's deny is taken as final, which is right for the last sequence alone.
        """
        for entry, inner in _sections(self.top, "route-map"):
            if entry.values["name"] != name:
                continue
            permit = entry.values.get("action", "permit") == "permit"
            lists = (inner.value("match ip address", "acls") or "").split()
            if not lists:
                yield ListRow(permit, Ace(protocol=0, source=ANY, destination=ANY))
            for item in lists:
                for row in self.rows(item) or ():
                    yield ListRow(row.permit and permit, row.ace)


def _front(entry: Entry | None) -> str | None:
    if entry is None:
        return ""
    return entry.values.get("vrf")


def _cipher(text: str) -> str:
    words = text.split()[1:]
    if words[0] != "aes":
        return words[0]
    return f"aes {words[1] if len(words) > 1 else '128'}"


def _transforms(words: list[str]) -> tuple[str, ...]:
    """Return transforms with the length of their key."""
    found: list[str] = []
    for word in words:
        if word.isdigit():
            found[-1] = f"{found[-1].split()[0]} {word}"
        elif word in ("esp-aes", "esp-gcm", "esp-gmac"):
            found.append(f"{word} 128")
        else:
            found.append(word)
    return tuple(found)


def _nbma(inner: Section) -> Iterator[str]:
    """Yield the outer addresses that a multipoint tunnel registers at, or is told of."""
    seen = set()
    maps = {item.values["inner"]: item.values["outer"] for item in inner.all("ip nhrp map")}
    for item in inner.all("ip nhrp nhs"):
        outer = item.values.get("outer") or maps.get(item.values["inner"])
        if outer is not None:
            seen.add(outer)
            yield outer
    for outer in maps.values():
        if outer not in seen:
            yield outer
