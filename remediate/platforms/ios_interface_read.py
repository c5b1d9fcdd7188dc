"""Interfaces and static routes of IOS configurations."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from fastparse.config_forms import Form, Forms, Sheet, SheetRow
from fastparse.config_tree import Section
from remediate.model.config_interfaces import Interface, Route
from remediate.model.selector import AddressBlock, canonical
from remediate.platforms.ios_nhrp_read import read_nhrp
from remediate.platforms.later import Found
from remediate.platforms.reading import Reading, UnreadError, dotted, netmask, whole, words_of

__all__ = ["INTERFACES", "ROUTES", "IosInterfaces", "settings_of"]

_ALL_ONES = 0xFFFFFFFF
_ADDRESS, _SHUTDOWN, _NAT, _MAP, _MTU, _IP_MTU, _MSS, _LIST, _ZONE, _BARE = (
    1,
    3,
    4,
    5,
    6,
    7,
    8,
    9,
    10,
    11,
)  # places in a row
_INSIDE, _OUTSIDE, _ENABLE = 1, 2, 3
_SIDES = {None: None, _INSIDE: "inside", _OUTSIDE: "outside", _ENABLE: "enable"}
INTERFACES = Sheet(
    Forms(Form(b"interface ~$", 1), loose=True),
    Forms(
        Form(b"ip address ' &$", place=_ADDRESS),
        Form(b"no ip address$", 1, place=_BARE),
        Form(b"shutdown$", 1, place=_SHUTDOWN),
        Form(b"no shutdown$", 0, place=_SHUTDOWN),
        Form(b"ip nat inside$", _INSIDE, place=_NAT),
        Form(b"ip nat outside$", _OUTSIDE, place=_NAT),
        Form(b"ip nat enable$", _ENABLE, place=_NAT),
        Form(b"crypto map ~$", place=_MAP),
        Form(b"ip access-group ~ in$", place=_LIST),
        Form(b"ip access-group ~ out$"),
        Form(b"zone-member security ~$", place=_ZONE),
        Form(b"mtu +$", place=_MTU),
        Form(b"ip mtu +$", place=_IP_MTU),
        Form(b"ip tcp adjust-mss +$", place=_MSS),
        *(Form(words + b";", -1) for words in (
            b"ip address", b"ip vrf", b"vrf", b"crypto", b"standby", b"vrrp", b"glbp", b"ipv6", b"mtu", b"ip mtu",
            b"ip tcp", b"ip access-group", b"ip inspect", b"ip policy", b"zone-member", b"ip adjust-mss", b"ip nhrp", b"tunnel", b"no ip route-cache", b"service-policy",
        )),
        Form(b""),
        loose=True,
    ),
    12,
)  # fmt: skip
"""Interfaces as they are usually printed, for :meth:`IosInterfaces.usual`."""
ROUTES = Sheet(Forms(Form(b"ip route ^ ^ ';", 1), loose=True), Forms(), 3)
"""Routes to a next hop."""
_SEVERAL = frozenset({"secondary", "virtual", "ipv6", "nbma", "nhrp", "next_hops"})
"""What an interface can have more than one of."""


class IosInterfaces:
    """The interfaces and static routes of one configuration."""

    def __init__(self, reading: Reading) -> None:
        """Start with nothing read."""
        self._reading = reading
        self.crypto_module = False
        """Whether an interface names the hardware that encrypts for it."""
        self._found: dict[str, Interface | dict[str, Any]] = {}
        self.routes = Found(ROUTES, _route)

    def interfaces(self) -> tuple[Interface, ...]:
        """Return the interfaces in order."""
        return tuple(
            values if isinstance(values, Interface) else Interface(name=name, **_frozen(values))
            for name, values in self._found.items()
        )

    def connect(self, clients: Mapping[str, tuple[str, ...]]) -> None:
        """Give tunnels whose destination is set by a FlexVPN client the peers of that client."""
        for name, values in self._found.items():
            peers = clients.get(name.lower())
            if peers and isinstance(values, dict) and values.get("tunnel_destination") == "dynamic":
                del values["tunnel_destination"]
                values.setdefault("nbma", []).extend(peers)

    def maps(self) -> Iterator[tuple[str, str]]:
        """Yield (crypto map, interface) for each interface that has one."""
        for name, values in self._found.items():
            crypto_map = (
                values.crypto_map if isinstance(values, Interface) else values.get("crypto_map")
            )
            if crypto_map:
                yield crypto_map, name
            if not isinstance(values, Interface) and "map_of_ipv6" in values:
                yield values["map_of_ipv6"], name

    def usual(self, rows: Iterable[SheetRow | int], read: Callable[[int], None]) -> None:
        """Take rows of interfaces; ``read`` takes what has none, and a heading that is repeated."""
        for row in rows:
            if isinstance(row, int):
                read(row)
                continue
            first, _, line, name, address, mask, *settings = row
            shutdown, nat, crypto_map, mtu, ip_mtu, mss, access_in, zone, bare = settings
            if name in self._found:
                read(first)
                continue
            self._found[name] = Interface(
                name=name,
                address=address,
                netmask=mask,
                shutdown=shutdown == 1,
                nat=_SIDES[nat],
                crypto_map=crypto_map,
                mtu=mtu,
                ip_mtu=ip_mtu,
                tcp_mss=mss,
                access_in=access_in,
                zone=zone,
                unaddressed=bare == 1 and address is None,
                line=line,
            )

    def read(self, section: Section) -> None:
        """Read one interface; a repeated heading adds to it."""
        words = words_of(section.text)
        if len(words) < 2:
            raise UnreadError("an interface without a name")
        # `interface Serial0/0 point-to-point`; but `interface Dialer 1` is one name
        name = words[1] + words[2] if len(words) > 2 and words[2][0].isdigit() else words[1]
        values = self._found.get(name, {"line": section.line})
        if isinstance(values, Interface):
            values = settings_of(values)
        self._found[name] = values
        for child in section.children:
            try:
                words = words_of(child.text)
                if words[:2] in (["ip", "nhrp"], ["ipv6", "nhrp"]):
                    read_nhrp(values, words, child.line)
                else:
                    self._setting(values, words)
            except UnreadError as problem:
                self._reading.unread(child, str(problem))

    def _setting(self, values: dict[str, Any], words: list[str]) -> None:
        match words:
            case ["ip", "address", *rest]:
                self._address(values, rest)
            case ["no", "ip", "address"] if not {"address", "negotiated"} & values.keys():
                values["unaddressed"] = True
            case ["ip", "unnumbered", *_]:
                values.pop("unaddressed", None)
            case ["shutdown"]:
                values["shutdown"] = True
            case ["no", "shutdown"]:
                values["shutdown"] = False
            case ["ip", "vrf", "forwarding", name] | ["vrf", "forwarding", name]:
                values["vrf"] = name
            case ["crypto", "map", name, *rest]:
                values["crypto_map"] = name
                values["map_redundancy"] = rest[:1] == ["redundancy"]
            case ["standby" | "vrrp" | "glbp", *rest]:
                self._virtual(values, rest)
            case ["ipv6", "crypto", "map", crypto_map, *_]:
                values["map_of_ipv6"] = f"ipv6 {crypto_map}"
            case ["ipv6", "address", _, "eui-64" | "link-local", *_]:
                return  # the address of the hardware is not in the configuration; nobody peers with a link's own
            case ["ipv6", "address", address, *_] if ":" in address:
                values.setdefault("ipv6", []).append(canonical(address.partition("/")[0]))
            case ["crypto", "ipsec", "fragmentation", when, *_]:
                if when not in ("before-encryption", "after-encryption"):
                    raise UnreadError(f"'{when}' is neither before-encryption nor after-encryption")
                values["prefragmentation"] = when == "before-encryption"
            case ["crypto", "ipsec", "df-bit", "clear" | "set" | "copy" as bit]:
                values["df_bit"] = bit
            case ["crypto", "engine", "slot" | "subslot", *_]:
                self.crypto_module = True
            case ["no", "ip", "route-cache"]:
                values["route_cache"] = False
            case ["service-policy", "output", name]:
                values["policy_out"] = name
            case ["tunnel", "key", key]:
                values["tunnel_key"] = key
            case ["mtu", size]:
                values["mtu"] = _size(size)
            case ["ip", "mtu", size]:
                values["ip_mtu"] = _size(size)
            case ["ip", "tcp", "adjust-mss", size] | ["ip", "adjust-mss", size]:
                values["tcp_mss"] = _size(size)
            case ["ip", "access-group", acl, "in"]:
                values["access_in"] = acl
            case ["ip", "inspect", _, "out"]:
                values["inspects_out"] = True
            case ["zone-member", "security", zone]:
                values["zone"] = zone
            case ["ip", "policy", "route-map", *_]:
                values["policy_routed"] = True
            case ["ip", "nat", "inside" | "outside" | "enable" as side]:
                values["nat"] = side
            case ["tunnel", "source", *source] if source:
                values["tunnel_source"] = canonical("".join(source[:2]))
            case ["tunnel", "vrf", vrf]:
                values["tunnel_vrf"] = vrf
            case ["tunnel", "destination", target, *_]:
                values["tunnel_destination"] = self._reading.resolved(target)
            case ["tunnel", "mode", *mode] if mode:
                values["tunnel_mode"] = " ".join(mode)
            case ["tunnel", "protection", "ipsec", "profile", name, *rest]:
                values["tunnel_protection"] = name
                for word, profile in itertools.pairwise(rest):
                    if word in ("isakmp-profile", "ikev2-profile"):
                        values[f"tunnel_{word.replace('-', '_')}"] = profile
            case ["crypto", "map"] | ["mtu"] | ["ip", "mtu"]:
                raise UnreadError("the line ends too early")
            case _:
                return

    def _address(self, values: dict[str, Any], words: list[str]) -> None:
        values.pop("unaddressed", None)
        match words:
            case [address, mask] if dotted(address) and netmask(mask):
                values["address"], values["netmask"] = address, mask
            case [address, mask, "secondary", *_] if dotted(address) and netmask(mask):
                values.setdefault("secondary", []).append((address, mask))
            case ["dhcp" | "negotiated" | "slip-pool" | "pool", *_]:
                values["negotiated"] = True
            case _:
                raise UnreadError("not an address and a netmask")

    def _virtual(self, values: dict[str, Any], words: list[str]) -> None:
        """Read ``standby [group] ip A`` and the like of VRRP and GLBP; other settings say nothing."""
        rest = words[1:] if words and words[0].isdigit() else words
        if rest[:1] == ["ip"] and len(rest) > 1 and dotted(rest[1]):
            values.setdefault("virtual", []).append(rest[1])

    def route(self, section: Section, words: list[str]) -> None:
        """Read ``ip route [vrf V] A M {next hop | interface [next hop]} …``."""
        rest = words[2:]
        vrf = None
        if rest[:1] == ["vrf"] and len(rest) > 1:
            vrf, rest = rest[1], rest[2:]
        if rest[:1] in (["static"], ["profile"]):
            return
        if len(rest) < 3:
            raise UnreadError("a route without next hop")
        prefix = self._reading.block(rest[0], rest[1], netmask=True)
        hop, interface = rest[2], None
        if not dotted(hop) and hop != "dhcp":
            interface = hop
            hop = rest[3] if len(rest) > 3 and dotted(rest[3]) else interface
        self.routes.add(
            Route(prefix=prefix, next_hop=hop, interface=interface, vrf=vrf, line=section.line)
        )


def _size(word: str) -> int:
    size = whole(word, 1, 65535)
    if size is None:
        raise UnreadError(f"'{word}' is not a size in bytes")
    return size


def _frozen(values: dict[str, Any]) -> dict[str, Any]:
    return {
        key: tuple(one) if key in _SEVERAL else one
        for key, one in values.items()
        if key != "map_of_ipv6"
    }


def _route(row: SheetRow) -> Route:
    _, _, line, address, mask, hop = row
    prefix = AddressBlock(address=address, wildcard=mask ^ _ALL_ONES)
    return Route(prefix=prefix, next_hop=hop, line=line)


def settings_of(interface: Interface) -> dict[str, Any]:
    """Return what a usual interface says, its name aside, for more to be added."""
    values = {name: getattr(interface, name) for name in interface.__struct_fields__}
    return {
        name: one
        for name, one in values.items()
        if name != "name" and one is not None and one is not False and one != ()
    }
