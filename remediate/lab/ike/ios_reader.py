"""The facts of a router: its running configuration as IOS and IOS-XE use it.

Doubtful, and decided so:

* A bare ``set pfs`` is group 1 before 17.11.1, and 14 from there on, where group 1 is refused.
* An entry of a crypto map negotiates IKEv1; one with ``set ikev2-profile`` IKEv2.
* An entry whose list does not exist or permits nothing is incomplete.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from remediate.lab.aces import ANY, Ace
from remediate.lab.certificates import trustpoints
from remediate.lab.ike.defaults import BUILT_IN_SET, default_policies, refuses_set
from remediate.lab.ike.facts import CryptoEntry, Facts, Kind, ListRow, Port, TransformSet
from remediate.lab.ike.ios_links import links, nbma, source_of
from remediate.lab.ike.ios_paths import Paths, number, sections
from remediate.lab.ike.ios_policies import Policies
from remediate.lab.ike.link_facts import Link
from remediate.lab.releases import Release
from remediate.lab.store import Entry, Section

__all__ = ["ios_facts"]

_TUNNEL_SEQUENCE = 65536


def ios_facts(name: str, top: Section, release: Release) -> Facts:
    """Return the facts of a router."""
    if top.get("crypto engine compliance shield disable") is not None:
        release = replace(release, shielded=False)
    paths = Paths(top)
    held = Policies(top, release, paths.ports)
    policies = tuple(held.policies())
    builtin = not policies and top.get("crypto isakmp default policy") is None
    keepalive = top.value("crypto isakmp keepalive", "interval")
    dpd2 = top.value("crypto ikev2 dpd", "interval")
    off = top.get("crypto isakmp enable") is not None
    tunnels = tuple(links(paths, release))
    nothing: frozenset[str] = frozenset()
    return Facts(
        device=name,
        release=release,
        ports=paths.ports,
        routes=tuple(paths.routes()),
        policies=default_policies() if builtin else policies,
        builtin=builtin,
        keys=tuple(held.keys()),
        profiles=tuple(held.profiles()),
        listens1=nothing if off else None,
        listens2=nothing if off else None,
        nat_traversal=top.get("crypto ipsec nat-transparency udp-encapsulation") is None,
        keepalive=int(keepalive) if keepalive else None,
        entries=tuple(_Entries(paths, release).all()),
        policies2=tuple(held.policies2()),
        profiles2=tuple(held.profiles2()),
        dpd2=int(dpd2) if dpd2 else None,
        nat=tuple(paths.nat()),
        trustpoints=tuple(trustpoints(top)),
        links=tunnels,
        clear_tunnels=tuple(_in_clear(tunnels)),
        learns=any(top.all(key) for key in ("router ospf", "router bgp", "router eigrp")),
        recovers=top.get("crypto isakmp invalid-spi-recovery") is not None,
        says_sessions=top.get("crypto logging session") is not None,
    )


def _in_clear(tunnels: tuple[Link, ...]) -> Iterator[tuple[str, str]]:
    """Yield where GRE tunnels without protection send from, and to."""
    for item in tunnels:
        if not item.gre or not item.up or not item.local or item.profile:
            continue
        fars = [item.far] if item.far else []
        if item.multipoint and item.nhrp is not None:
            fars = [outer for _, outer in item.nhrp.maps]
        yield from ((item.local, far) for far in dict.fromkeys(fars))


class _Entries:
    """The entries of bound crypto maps, and the tunnel interfaces with protection."""

    def __init__(self, paths: Paths, release: Release) -> None:
        self.paths = paths
        self.top = paths.top
        self.ports = paths.ports
        self.release = release

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

    def all(self) -> Iterator[CryptoEntry]:
        for port in self.ports.values():
            if port.crypto_map and port.up:
                yield from self._map(port)
        yield from self._tunnels()

    def _map(self, port: Port) -> Iterator[CryptoEntry]:
        tag = port.crypto_map
        forced = self.top.get("crypto map local-address", tag)
        source = self.ports.get(forced.values["interface"]) if forced is not None else port
        local = (source.address or "") if source is not None and source.up else ""
        for entry in sorted(self.top.all("crypto map"), key=_sequence):
            if entry.values["map"] != tag:
                continue
            sequence = int(entry.values["sequence"])
            dynamic = entry.values.get("dynamic")
            if dynamic is None:
                if entry.section is not None:
                    yield self._entry(entry.section, Kind.MAP, port, tag, sequence, local, 0)
                continue
            for item in sorted(self.top.all("crypto dynamic-map"), key=_sequence):
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
        rows = (self.paths.rows(name) if name else None) or ()
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
            inside=self._inside(profile2, inner.value("set isakmp-profile", "profile"), port.vrf),
            missing=tuple(missing),
        )

    def _inside(self, profile2: str | None, profile: str | None, front: str) -> str:
        """Return the VRF of what an entry protects: its profile's, else that of its interface."""
        for kind, name, key in (
            ("crypto ikev2 profile", profile2, "ivrf"),
            ("crypto isakmp profile", profile, "vrf"),
        ):
            opened = self.top.get(kind, name) if name is not None else None
            if opened is not None:
                return opened.lines.value(key, "vrf") or front
        return front

    def _lifetime(self, inner: Section) -> int:
        own = inner.value("set security-association lifetime seconds", "seconds")
        common = self.top.value("crypto ipsec security-association lifetime seconds", "seconds")
        return number(own or common, 3600)

    def _kilobytes(self) -> int:
        key = "crypto ipsec security-association lifetime kilobytes"
        return number(self.top.value(key, "kilobytes"), 4608000)

    def _window(self, inner: Section) -> int:
        own = inner.value("set security-association replay window-size", "size")
        key = "crypto ipsec security-association replay window-size"
        return number(own or self.top.value(key, "size"), 64)

    def _tunnels(self) -> Iterator[CryptoEntry]:
        for entry, inner in sections(self.top, "interface"):
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
        local, _ = source_of(self.paths, inner)
        mode = inner.value("tunnel mode", "mode") or "gre ip"
        far = inner.value("tunnel destination", "destination")
        if mode.startswith("ipsec"):
            kind = Kind.VTI
        elif mode.startswith("gre multipoint"):
            kind = Kind.MGRE
        else:
            kind = Kind.GRE
        peers = tuple(nbma(inner)) if kind is Kind.MGRE else ((far,) if far else ())
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
            inside=self.ports[name].vrf,
            missing=() if sets else ("transform-set",),
            key=int(key) if key else None,
        )


def _sequence(entry: Entry) -> int:
    return int(entry.values["sequence"])


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
