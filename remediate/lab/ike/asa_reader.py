"""The facts of an ASA: its running configuration as it uses it.

Doubtful, and decided so:

* An entry with both ``ikev1`` and ``ikev2`` lines begins IKEv2 where that is enabled on its interface, and answers both.
* A bare ``set pfs`` is group 2 before 9.13 and 14 from there on.
"""

from __future__ import annotations

from collections.abc import Iterator

from remediate.lab.aces import ANY, Ace
from remediate.lab.ike.asa_paths import AsaPaths
from remediate.lab.ike.asa_policies import AsaPolicies, default_group, words
from remediate.lab.ike.facts import CryptoEntry, Facts, Kind, ListRow, Port, TransformSet
from remediate.lab.ike.ios_paths import number, sections
from remediate.lab.releases import Release
from remediate.lab.store import Section

__all__ = ["asa_facts"]

_SECONDS = "security-association lifetime seconds"
_KILOBYTES = "security-association lifetime kilobytes"


def asa_facts(name: str, top: Section, release: Release) -> Facts:
    """Return the facts of an ASA."""
    paths = AsaPaths(top)
    held = AsaPolicies(top, release)
    return Facts(
        device=name,
        release=release,
        ports=paths.ports,
        routes=tuple(paths.routes()),
        policies=tuple(held.policies()),
        keys=tuple(held.keys()),
        listens1=_enabled(top, "crypto ikev1 enable"),
        listens2=_enabled(top, "crypto ikev2 enable"),
        nat_traversal=not any(
            item.text.startswith("no ") for item in top.all("crypto isakmp nat-traversal")
        ),
        keepalive=10,
        entries=tuple(_Entries(paths, release).all()),
        policies2=tuple(held.policies2()),
        profiles2=tuple(held.profiles2()),
        dpd2=10,
        nat=tuple(paths.nat()),
        learns=any(top.all(key) for key in ("router ospf",)),
        inbound_bypass=top.get("sysopt connection permit-vpn") is None,
        groups=frozenset(item.values["name"] for item in top.all("tunnel-group type")),
    )


def _enabled(top: Section, key: str) -> frozenset[str]:
    return frozenset(item.values["nameif"] for item in top.all(key))


class _Entries:
    """The entries of bound crypto maps, and the tunnel interfaces with protection."""

    def __init__(self, paths: AsaPaths, release: Release) -> None:
        self.paths = paths
        self.top = paths.top
        self.ports = paths.ports
        self.group = default_group(release)

    def _sets1(self, names: str | None) -> tuple[TransformSet, ...]:
        found = []
        for name in (names or "").split():
            held = self.top.get("crypto ipsec ikev1 transform-set", name)
            if held is not None:
                items = tuple(
                    _transform(item)
                    for item in held.text.partition(f" {name} ")[2].split()
                    if item != "esp-none"
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
            ciphers = words(held.section, "protocol esp encryption", "ciphers", "")
            digests = words(held.section, "protocol esp integrity", "hashes", "sha-1")
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

    def all(self) -> Iterator[CryptoEntry]:
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
        for at in sorted(numbers):
            dynamic = self.top.get("crypto map dynamic", port.crypto_map, str(at))
            if dynamic is None:
                yield from self._entry("crypto map", port.crypto_map, at, port, at, 0)
                continue
            name = dynamic.values["dynamic"]
            inner = {
                int(item.values["sequence"])
                for item in self.top.entries.values()
                if item.known.line.group == "dynamic map" and item.values.get("map") == name
            }
            for order in sorted(inner):
                yield from self._entry("crypto dynamic-map", name, order, port, at, order)

    def _entry(
        self, head: str, name: str, at: int, port: Port, sequence: int, order: int
    ) -> Iterator[CryptoEntry]:
        def value(key: str, argument: str) -> str | None:
            held = self.top.get(f"{head} {key}", name, str(at))
            return held.values.get(argument) if held is not None else None

        kind = Kind.DYNAMIC if head.endswith("dynamic-map") else Kind.MAP
        acl = value("match address", "acl") or ""
        rows = self.paths.rows(acl) if acl else ()
        peers = tuple((value("set peer", "peers") or "").split())
        pfs = self.top.get(f"{head} set pfs", name, str(at))
        group = pfs.values.get("group") if pfs is not None else None
        direction = value("set connection-type", "type")
        sets = {
            2: self._sets2(value("set ikev2 ipsec-proposal", "proposals")),
            1: self._sets1(value("set ikev1 transform-set", "sets")),
        }
        usable = [version for version in (2, 1) if sets[version]] or [1]
        if len(usable) == 2 and port.title not in _enabled(self.top, "crypto ikev2 enable"):
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
                begins=direction != "answer-only",
                answers=direction != "originate-only",
                rows=rows,
                list_name=acl,
                sets=sets[version],
                pfs=(int(group.removeprefix("group")) if group else self.group)
                if pfs is not None
                else None,
                pfs_bare=pfs is not None and group is None,
                lifetime=number(
                    value(f"set {_SECONDS}", "seconds"), self._common(_SECONDS, "seconds", 28800)
                ),
                kilobytes=number(
                    value(f"set {_KILOBYTES}", "kilobytes"),
                    self._common(_KILOBYTES, "kilobytes", 4608000),
                ),
                window=self._common("security-association replay window-size", "size", 64),
                version=version,
                missing=tuple(missing),
            )

    def _common(self, key: str, argument: str, otherwise: int) -> int:
        return number(self.top.value(f"crypto ipsec {key}", argument), otherwise)

    def _tunnels(self) -> Iterator[CryptoEntry]:
        for entry, inner in sections(self.top, "interface"):
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
                lifetime=number(
                    profile.value(f"set {_SECONDS}", "seconds"),
                    self._common(_SECONDS, "seconds", 28800),
                ),
                version=2 if sets2 else 1,
            )


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
