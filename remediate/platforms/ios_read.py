"""IOS and IOS-XE running-configs: the crypto part, with what it stands on."""

from __future__ import annotations

from fastparse.config_forms import Form, Forms
from fastparse.config_tree import ConfigTree, Section
from remediate.model.config_maps import IsakmpPolicy, TransformSet
from remediate.platforms.acl_read import AccessLists
from remediate.platforms.crypto_read import transform_set
from remediate.platforms.defaults import default_policies, default_transform_sets
from remediate.platforms.entry_draft import EntryDraft
from remediate.platforms.globals_read import GlobalsDraft
from remediate.platforms.ios_clients_read import IosClients
from remediate.platforms.ios_ikev2_read import IosIkev2
from remediate.platforms.ios_interface_read import INTERFACES, IosInterfaces
from remediate.platforms.ios_keys_read import IosKeys
from remediate.platforms.ios_nat_read import IosNat
from remediate.platforms.ios_zones_read import IosZones
from remediate.platforms.map_read import ENTRIES, Maps
from remediate.platforms.object_groups import ObjectGroups
from remediate.platforms.policy_read import Policies
from remediate.platforms.pools_read import Pools
from remediate.platforms.reading import Reading, UnreadError, whole, words_of

__all__ = ["IosConfig"]

_OTHER, _FLAT_LIST, _NAMED_LIST, _GROUP, _KEY, _MAP, _INTERFACE, _ROUTE, _HOST = range(9)
_HEADS = Forms(
    *(Form(head + b";", _OTHER) for head in (
        b"hostname", b"crypto keyring", b"crypto ipsec", b"crypto dynamic-map",
        b"crypto ikev2", b"crypto ikev1", b"no crypto isakmp", b"no crypto ipsec", b"no crypto ikev2", b"ipv6 access-list",
        b"ip nat", b"route-map", b"crypto engine", b"no crypto engine", b"ip local pool", b"router",
        b"class-map", b"policy-map", b"zone-pair",
    )),
    Form(b"access-list;", _FLAT_LIST), Form(b"ip access-list;", _NAMED_LIST), Form(b"object-group;", _GROUP),
    Form(b"crypto isakmp key;", _KEY), Form(b"crypto isakmp;", _OTHER), Form(b"crypto map;", _MAP),
    Form(b"interface;", _INTERFACE), Form(b"ip route;", _ROUTE), Form(b"ip host;", _HOST),
    loose=True, fold=True,
)  # fmt: skip
_SILENT_ISAKMP = frozenset(
    {
        "identity", "keepalive", "invalid-spi-recovery", "aggressive-mode", "nat", "client", "peer", "fragmentation",
        "xauth", "diagnose", "performance", "disconnect-revoked-peers", "am-disable", "reload-wait", "ipsec-over-tcp",
        "default", "call",
    }
)  # fmt: skip
_SILENT_POLICY = frozenset({"no", "default", "description"})
_SILENT_IPSEC = frozenset(
    {
        "security-association", "df-bit", "nat-transparency", "client", "optional", "server", "export",
        "ike", "inspect",
    }
)  # fmt: skip
_SILENT_MAP = frozenset({"client", "isakmp", "redundancy", "isakmp-profile", "gdoi", "ipv6"})


def _signed(child: Section) -> bool:
    """Whether a line of an IKEv2 profile asks for signatures: ``authentication remote rsa-sig``."""
    words = words_of(child.text)
    return words[:1] == ["authentication"] and words[-1] in ("rsa-sig", "ecdsa-sig")


class IosConfig:
    """Everything of an IOS configuration that was asked for."""

    def __init__(self, reading: Reading) -> None:
        """Start with nothing read."""
        self.reading = reading
        self.hostname: str | None = None
        self.groups = ObjectGroups(reading)
        self.access_lists = AccessLists(reading, self.groups)
        self.interfaces = IosInterfaces(reading)
        self.nat = IosNat(reading)
        self.clients = IosClients()
        self.pools = Pools(reading)
        self.zones = IosZones()
        self.dynamic_routing = False
        self.maps = Maps()
        self.keys = IosKeys(reading)
        self.ikev2_parts = IosIkev2(reading, self.keys.found.add)
        self.transform_sets: dict[str, TransformSet] = {}
        self.isakmp_enabled: bool | None = None
        self.isakmp_line: int | None = None
        self.nat_traversal: bool | None = None
        self.prefragmentation: bool | None = None
        self.globals = GlobalsDraft()
        self.ikev2 = False
        self._policies = Policies(reading, silent=_SILENT_POLICY)
        self._default_policy = True

    def read(self, tree: ConfigTree) -> None:
        """Read every section that matters; a line that can't be read costs itself alone."""
        blocks = tree.blocks(_HEADS)
        for kind, first, stop in blocks:
            if kind == _GROUP:
                self.groups.block(tree, first, stop)  # before the lists that name them
            elif kind == _HOST:
                for section in tree.between(first, stop):
                    self.reading.host(section.text)  # before the peers that are named so
        self.groups.finish()

        def read(row: int) -> None:
            self._read(tree.section(row))

        for kind, first, stop in blocks:
            if kind == _FLAT_LIST:
                self.access_lists.flat_block(tree, first, stop)
            elif kind == _NAMED_LIST:
                self.access_lists.named_block(tree, first, stop)
            elif kind == _KEY:
                self.keys.found.take(tree, first, stop, read)
            elif kind == _MAP:
                self.maps.usual(tree.sheet(first, stop, ENTRIES), self.reading, read)
            elif kind == _INTERFACE:
                self.interfaces.usual(tree.sheet(first, stop, INTERFACES), read)
            elif kind == _ROUTE:
                self.interfaces.routes.take(tree, first, stop, read)
            elif kind == _OTHER:
                for section in tree.between(first, stop):
                    self._read(section)
        self.interfaces.connect(self.ikev2_parts.clients)
        for name, interface in self.interfaces.maps():
            self.maps.interfaces.setdefault(name, {})[interface] = None
        self.nat.finish()

    def _read(self, section: Section) -> None:
        try:
            self._section(section)
        except UnreadError as problem:
            self.reading.unread(section, str(problem))

    def policies(self) -> tuple[tuple[IsakmpPolicy, ...], str | None]:
        """Return the user's policies by priority, then the built-in ones, and why there may be more."""
        found = self._policies.read()
        built_in = default_policies(
            self.reading.release, user=bool(found), disabled=not self._default_policy
        )
        if built_in.note is not None:
            self.reading.note(built_in.note)
        return (*found, *built_in.policies), built_in.unknown

    def all_transform_sets(self) -> tuple[TransformSet, ...]:
        """Return the named sets, then the built-in ones that are known."""
        built_in = default_transform_sets(self.reading.release)
        return (
            *self.transform_sets.values(),
            *(item for item in built_in if item.name not in self.transform_sets),
        )

    def _section(self, section: Section) -> None:
        words = words_of(section.text)
        lowered = [word.lower() for word in words[:3]]
        match lowered:
            case ["hostname", *_]:
                self.hostname = words[1].strip('"') if len(words) > 1 else None
            case ["crypto", "map" | "dynamic-map", *_]:
                self._map(section, words, dynamic=lowered[1] == "dynamic-map")
            case ["crypto", "isakmp", *_]:
                self._isakmp(section, words)
            case ["crypto", "ipsec", *_]:
                self._ipsec(section, words)
            case ["crypto", "engine", *_]:
                self.globals.engine(words[2:], negated=False)
            case ["crypto", "keyring", *_]:
                self.keys.keyring(section, words)
            case ["crypto", "ikev2", *_]:
                self.ikev2 = True
                self.globals.certificates |= any(map(_signed, section.children))
                self.ikev2_parts.read(section, words)
            case ["crypto", "ikev1", *_]:
                raise UnreadError("an ASA command within an IOS configuration")
            case ["no", "crypto", *_]:
                self._switched_off(section, words[2:])
            case ["ipv6", "access-list", *_]:
                self.access_lists.foreign(section, words)
                raise UnreadError("IPv6 access lists are not read")
            case ["interface", *_]:
                self.interfaces.read(section)
            case ["ip", "route", *_]:
                self.interfaces.route(section, words)
            case ["ip", "nat", *_]:
                self.nat.rule(section, words)
            case ["ip", "local", "pool"]:
                self.pools.read(words[3:], section.line)
            case ["router", *_]:
                self.dynamic_routing = True
            case ["class-map" | "policy-map" | "zone-pair", *_]:
                self.zones.read(section, words)
            case ["route-map", *_]:
                self.nat.route_map(section, words)
            case _:
                return

    def _isakmp(self, section: Section, words: list[str]) -> None:
        match words[2:]:
            case ["client", *rest]:
                self.clients.read(section, rest)
            case ["policy", number, *_] if (priority := whole(number, 1, 65535)) is not None:
                self._policies.take(priority, section, [])
            case ["key", *rest]:
                self.keys.key(section, rest)
            case ["profile", name, *_]:
                self.keys.profile(section, name)
            case ["enable", *_]:
                self.isakmp_enabled = True
            case ["nat-traversal", *_]:
                self.nat_traversal = True
            case rest if self.globals.isakmp(rest, section.line):
                return
            case [kind, *_] if kind in _SILENT_ISAKMP:
                return
            case _:
                raise UnreadError("not a crypto isakmp command that is known")

    def _ipsec(self, section: Section, words: list[str]) -> None:
        match words[2:]:
            case ["transform-set", name, *rest]:
                mode = "tunnel"
                for child in section.children:
                    inner = words_of(child.text)
                    if inner[:1] == ["mode"] and inner[1:2] in (["tunnel"], ["transport"]):
                        mode = inner[1]
                    elif inner[0] not in ("no", "default"):
                        self.reading.unread(
                            child, "not a sub-command of a transform set that is known"
                        )
                found = transform_set(name, rest, mode, section.line)
                self.transform_sets[name] = found
                if found.problem is not None:
                    self.reading.unread(section, found.problem)
            case ["profile", name]:
                draft = self.maps.profiles.setdefault(name, EntryDraft(name, 0, section.line))
                draft.below(section, self.reading)
            case ["fragmentation", "before-encryption" | "after-encryption" as when]:
                self.prefragmentation = when == "before-encryption"
            case ["nat-transparency", "udp-encapsulation" | "udp-encaps", *_]:
                self.nat_traversal = True
            case ["ikev1" | "ikev2", *_]:
                raise UnreadError("an ASA command within an IOS configuration")
            case rest if self.globals.ipsec(rest):
                return
            case [kind, *_] if kind in _SILENT_IPSEC:
                return
            case _:
                raise UnreadError("not a crypto ipsec command that is known")

    def _map(self, section: Section, words: list[str], *, dynamic: bool) -> None:
        if words[2:3] == ["ipv6"] and len(words) > 4 and not words[3].isdigit():
            # one for IPv6 peers: in all its commands the word goes before its name
            words = [*words[:2], f"ipv6 {words[3]}", *words[4:]]
        if len(words) < 4:
            raise UnreadError("a crypto map without name and sequence")
        name = words[2]
        sequence = whole(words[3], 1, 65535)
        if sequence is None:
            if words[3] == "local-address" and len(words) > 4:
                self.maps.known(name, section.line)
                self.maps.local_addresses[name] = words[4]
            elif words[3:5] == ["client", "authentication"]:
                self.maps.xauth.add(name)
            elif words[3] not in _SILENT_MAP:
                raise UnreadError("neither a sequence number nor a known setting of a crypto map")
            return
        draft = self.maps.entry(name, sequence, section.line, dynamic=dynamic)
        rest = words[4:]
        if rest and rest[0] in ("ipsec-isakmp", "ipsec-manual", "gdoi"):
            draft.kind = rest[0]
            rest = rest[1:]
            if rest[:1] == ["dynamic"] and len(rest) > 1:
                draft.kind, draft.dynamic_map = "dynamic-reference", rest[1]
                rest = rest[2:]
            if rest and rest[0] not in ("discover", "profile"):
                self.reading.unread(section, f"'{' '.join(rest)}' after the kind of crypto map")
        elif rest:
            draft.take(rest, self.reading)
        draft.below(section, self.reading)

    def _switched_off(self, section: Section, words: list[str]) -> None:
        match words:
            case ["isakmp", "enable", *_]:
                self.isakmp_enabled = False
                self.isakmp_line = section.line
            case ["ikev2", *rest]:
                self.ikev2_parts.switched_off(rest)
            case ["isakmp", "default", "policy"]:
                self._default_policy = False
            case ["isakmp", "nat-traversal", *_]:
                self.nat_traversal = False
            case ["ipsec", "nat-transparency", "udp-encapsulation" | "udp-encaps" as keyword, *_]:
                self.nat_traversal = False
                self.globals.nat_transparency = keyword
            case ["ipsec", "fragmentation", *_]:
                self.prefragmentation = None
            case ["engine", *rest]:
                self.globals.engine(rest, negated=True)
            case _:
                return
