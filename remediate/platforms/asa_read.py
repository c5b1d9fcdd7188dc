"""PIX 6, PIX 7 and ASA running-configs: the crypto part, with what it stands on."""

from __future__ import annotations

from collections.abc import Iterable

from fastparse.config_forms import Form, Forms, Sheet
from fastparse.config_tree import ConfigTree, Section
from remediate.model.config_maps import IsakmpPolicy, TransformSet
from remediate.platforms.acl_read import AccessLists
from remediate.platforms.asa_clients_read import AsaClients
from remediate.platforms.asa_ikev2_read import AsaIkev2
from remediate.platforms.asa_interface_read import INTERFACES, AsaInterfaces
from remediate.platforms.asa_keys_read import AsaKeys
from remediate.platforms.asa_nat_read import AsaNat
from remediate.platforms.crypto_read import transform_set
from remediate.platforms.defaults import default_policies
from remediate.platforms.entry_draft import EntryDraft
from remediate.platforms.globals_read import GlobalsDraft
from remediate.platforms.map_read import FLAT_ENTRIES, Maps
from remediate.platforms.object_groups import ObjectGroups
from remediate.platforms.policy_read import Policies
from remediate.platforms.pools_read import Pools
from remediate.platforms.reading import Reading, UnreadError, whole, words_of

__all__ = ["AsaConfig"]

_OTHER, _FLAT_LIST, _GROUP, _NAME, _MAP, _INTERFACE, _ROUTE, _TUNNEL_GROUP = range(8)
_HEADS = Forms(
    *(Form(head + b";", _OTHER) for head in (
        b"hostname", b"domain-name", b"crypto isakmp", b"crypto ikev1", b"crypto ikev2", b"crypto ipsec",
        b"crypto dynamic-map", b"isakmp", b"no crypto isakmp", b"no crypto ipsec", b"no isakmp",
        b"nameif", b"ip address", b"mtu", b"nat", b"static", b"sysopt",
        b"global", b"nat-control", b"no sysopt", b"same-security-traffic", b"access-group", b"conduit", b"vpngroup",
        b"group-policy", b"ip local pool", b"router", b"rip",
    )),
    Form(b"crypto map;", _MAP), Form(b"interface;", _INTERFACE), Form(b"route;", _ROUTE), Form(b"tunnel-group;", _TUNNEL_GROUP),
    Form(b"access-list;", _FLAT_LIST), Form(b"object;", _GROUP), Form(b"object-group;", _GROUP), Form(b"name;", _NAME),
    loose=True, fold=True,
)  # fmt: skip
_TRANSLATED = Sheet(Forms(Form(b"", 0)), Forms(Form(b"nat;", -1), Form(b"", 0)), 0)
"""Objects: their NAT rules alone matter here."""

_SILENT_ISAKMP = frozenset(
    {
        "identity", "keepalive", "am-disable", "disconnect-notify", "reload-wait", "ipsec-over-tcp", "client", "peer",
        "limit", "http-redirect-url", "log", "cookie-challenge", "notify", "max-in-negotiation-sa", "remote-access",
        "redirect",
    }
)  # fmt: skip
_SILENT_IPSEC = frozenset(
    {"security-association", "df-bit", "inner-routing-lookup", "nat-transparency"}
)
_SILENT_MAP = frozenset({"client", "redundancy", "ipv6-local-address"})


class AsaConfig:
    """Everything of a PIX or ASA configuration that was asked for."""

    def __init__(self, reading: Reading) -> None:
        """Start with nothing read."""
        self.reading = reading
        self.hostname: str | None = None
        self.groups = ObjectGroups(reading)
        self.access_lists = AccessLists(reading, self.groups)
        self.interfaces = AsaInterfaces(reading)
        self.nat = AsaNat(reading, self.groups)
        self.clients = AsaClients()
        self.pools = Pools(reading)
        self.nat_control: bool | None = None
        self.permit_vpn: bool | None = None
        self.intra_interface = False
        self.dynamic_routing = False
        self.maps = Maps()
        self.ikev2_parts = AsaIkev2(reading)
        self.isakmp_on: list[str] = []
        self.nat_traversal: bool | None = None
        self.prefragmentation: bool | None = None
        self.tcp_mss: int | None = None
        self.globals = GlobalsDraft()
        self.keys = AsaKeys(reading, self.globals, self.ikev2_parts)
        self.ikev2 = False
        self._sets: dict[str, tuple[list[str], Section]] = {}
        self._modes: dict[str, str] = {}
        self._policies = Policies(reading)

    def read(self, tree: ConfigTree) -> None:
        """Read every section that matters; a line that can't be read costs itself alone."""
        blocks = tree.blocks(_HEADS)
        for kind, first, stop in blocks:
            if kind == _NAME:
                self._names(tree.between(first, stop))
        for kind, first, stop in blocks:
            if kind == _GROUP:
                self.groups.block(tree, first, stop)  # before the lists that name them
        self.groups.finish()

        def read(row: int) -> None:
            self._read(tree.section(row))

        for kind, first, stop in blocks:
            if kind == _FLAT_LIST:
                self.access_lists.flat_block(tree, first, stop)
            elif kind == _GROUP:
                for row in tree.sheet(first, stop, _TRANSLATED):
                    if isinstance(row, int):
                        read(row)
            elif kind == _MAP:
                self.maps.usual(tree.sheet(first, stop, FLAT_ENTRIES), self.reading, read)
            elif kind == _INTERFACE:
                self.interfaces.usual(tree.sheet(first, stop, INTERFACES), read)
            elif kind == _ROUTE:
                self.interfaces.routes.take(tree, first, stop, read)
            elif kind == _TUNNEL_GROUP:
                self.keys.found.take(tree, first, stop, read)
            elif kind == _OTHER:
                for section in tree.between(first, stop):
                    self._read(section)

    def _names(self, sections: Iterable[Section]) -> None:
        for section in sections:
            words = words_of(section.text)
            if words[0] == "name" and len(words) > 2:
                self.reading.names[words[2]] = words[1]

    def _read(self, section: Section) -> None:
        try:
            self._section(section)
        except UnreadError as problem:
            self.reading.unread(section, str(problem))

    def policies(self) -> tuple[IsakmpPolicy, ...]:
        """Return the user's policies by priority, then the built-in ones in force."""
        found = self._policies.read()
        built_in = default_policies(self.reading.release, user=bool(found), disabled=False)
        return (*found, *built_in.policies)

    def all_transform_sets(self) -> tuple[TransformSet, ...]:
        """Return the named transform sets in order."""
        found: list[TransformSet] = []
        for name, (words, section) in self._sets.items():
            read = transform_set(name, words, self._modes.get(name, "tunnel"), section.line)
            found.append(read)
            if read.problem is not None:
                self.reading.unread(section, read.problem)
        return tuple(found)

    def _section(self, section: Section) -> None:
        words = words_of(section.text)
        match words:
            case ["hostname", name, *_]:
                self.hostname = name.strip('"')
            case ["domain-name", name, *_]:
                self.ikev2_parts.domain = name
            case ["crypto", "map" | "dynamic-map" as kind, *_]:
                self._map(section, words, dynamic=kind == "dynamic-map")
            case ["crypto", "isakmp" | "ikev1", *rest] | ["isakmp", *rest]:
                self._isakmp(section, rest)
            case ["crypto", "ikev2", *_]:
                self.ikev2 = True
                self.ikev2_parts.read(section, words)
            case ["crypto", "ipsec", *rest]:
                self._ipsec(section, rest)
            case ["no", "crypto", "isakmp" | "ikev1", *rest] | ["no", "isakmp", *rest]:
                if rest[:1] == ["nat-traversal"]:
                    self.nat_traversal = False
            case ["object", "network", *_]:
                for child in section.children:
                    if child.text.startswith("nat "):
                        self.nat.rule(child, ["nat"], words[2] if len(words) > 2 else None)
            case ["no", "sysopt", "connection", "permit-ipsec" | "permit-vpn", *_]:
                self.permit_vpn = False
            case ["no", *_]:
                return
            case ["ip", "local", "pool", *rest]:
                self.pools.read(rest, section.line)
            case ["sysopt", "connection", "permit-ipsec" | "permit-vpn", *_]:
                self.permit_vpn = True
            case ["nat-control"]:
                self.nat_control = True
            case ["same-security-traffic", "permit", "intra-interface", *_]:
                self.intra_interface = True
            case ["access-group" | "conduit", *_]:
                self.clients.access_group(section, words)
            case ["vpngroup", *_]:
                self.clients.vpngroup(section, words)
            case ["group-policy", *_]:
                self.clients.group_policy(section, words)
            case ["router" | "rip", *_]:
                self.dynamic_routing = True
            case ["interface" | "nameif" | "ip" | "mtu" | "route", *_]:
                self.interfaces.read(section, words)
            case ["nat" | "static" | "global", *_]:
                self.nat.rule(section, words)
            case ["tunnel-group", *_]:
                self.clients.tunnel_group(section, words)
                self.ikev2 |= self.keys.tunnel_group(section, words)
            case ["sysopt", "connection", "tcpmss", number] if (
                size := whole(number, 0, 65535)
            ) is not None:
                self.tcp_mss = size
            case _:
                return

    def _isakmp(self, section: Section, words: list[str]) -> None:
        match words:
            case ["policy", number, *rest] if (priority := whole(number, 1, 65535)) is not None:
                self._policies.take(priority, section, rest)
            case ["key", *rest]:
                self.keys.key(section, rest)
            case ["enable", *names]:
                self.isakmp_on += names[:1]
            case ["nat-traversal", *_]:
                self.nat_traversal = True
            case ["identity", *kind]:
                self.ikev2_parts.identity = " ".join(kind)
            case rest if self.globals.isakmp(rest, section.line):
                return
            case [kind, *_] if kind in _SILENT_ISAKMP:
                return
            case _:
                raise UnreadError("not an isakmp command that is known")

    def _ipsec(self, section: Section, words: list[str]) -> None:
        if words[:1] == ["ikev1"]:
            words = words[1:]
        match words:
            case ["transform-set", name, "mode", "transport" | "tunnel" as mode, *_]:
                self._modes[name] = mode
            case ["transform-set", name, *rest]:
                self._sets[name] = (rest, section)
            case ["ikev2", *rest]:
                self.ikev2 = True
                self.ikev2_parts.ipsec_proposal(section, rest)
            case ["profile", name]:
                draft = self.maps.profiles.setdefault(name, EntryDraft(name, 0, section.line))
                draft.below(section, self.reading)
            case ["fragmentation", "before-encryption" | "after-encryption" as when, *nameif]:
                before = when == "before-encryption"
                if nameif:
                    self.interfaces.prefragmentation(nameif[0], before=before)
                else:
                    self.prefragmentation = before
            case ["security-association", "replay", *_] if self.globals.ipsec(words):
                return
            case [kind, *_] if kind in _SILENT_IPSEC:
                return
            case _:
                raise UnreadError("not a crypto ipsec command that is known")

    def _map(self, section: Section, words: list[str], *, dynamic: bool) -> None:
        if len(words) < 4:
            raise UnreadError("a crypto map without name and sequence")
        name = words[2]
        sequence = whole(words[3], 1, 65535)
        if sequence is None:
            if words[3] == "interface" and len(words) > 4:
                self.maps.known(name, section.line)
                self.maps.interfaces.setdefault(name, {})[words[4]] = None
                self.interfaces.bind(words[4], name)
            elif words[3:5] in (["client", "authentication"], ["client", "configuration"]):
                self.maps.xauth.add(name)
            elif words[3] not in _SILENT_MAP:
                raise UnreadError("neither a sequence number nor a known setting of a crypto map")
            return
        draft = self.maps.entry(name, sequence, section.line, dynamic=dynamic)
        rest = words[4:]
        if rest[:1] in (["ipsec-isakmp"], ["ipsec-manual"]):
            if draft.kind == "ipsec-isakmp":
                draft.kind = rest[0]
            if rest[1:2] == ["dynamic"] and len(rest) > 2:
                draft.kind, draft.dynamic_map = "dynamic-reference", rest[2]
            elif len(rest) > 1:
                self.reading.unread(section, f"'{' '.join(rest[1:])}' after the kind of crypto map")
        elif rest:
            draft.take(rest, self.reading)
        draft.below(section, self.reading)
