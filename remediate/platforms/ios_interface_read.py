"""Interfaces and static routes of IOS configurations."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from fastparse.config_forms import Form, Forms, Record
from fastparse.config_tree import Section
from remediate.model.config import Interface, Route
from remediate.model.selector import AddressBlock
from remediate.platforms.reading import Reading, UnreadError, dotted, netmask, whole, words_of

__all__ = ["INTERFACES", "INTERFACE_LINES", "ROUTES", "IosInterfaces"]

_ALL_ONES = 0xFFFFFFFF
_OTHER = 0
_ADDRESS, _SHUTDOWN, _ENABLED, _INSIDE, _OUTSIDE, _MAP, _MTU, _IP_MTU, _MSS = range(1, 10)
INTERFACES = Forms(Form(b"interface ~$"), loose=True)
"""Heads of interfaces as they are usually printed, for :meth:`IosInterfaces.usual`."""
INTERFACE_LINES = Forms(
    Form(b"ip address ' '$", _ADDRESS),
    Form(b"shutdown$", _SHUTDOWN),
    Form(b"no shutdown$", _ENABLED),
    Form(b"ip nat inside$", _INSIDE),
    Form(b"ip nat outside$", _OUTSIDE),
    Form(b"crypto map ~$", _MAP),
    Form(b"mtu #$", _MTU),
    Form(b"ip mtu #$", _IP_MTU),
    Form(b"ip tcp adjust-mss #$", _MSS),
    *(Form(words + b";", -1) for words in (
        b"ip address", b"ip vrf", b"vrf", b"crypto", b"standby", b"vrrp", b"glbp", b"ipv6", b"mtu", b"ip mtu", b"ip tcp",
        b"ip adjust-mss", b"ip nhrp", b"tunnel",
    )),
    Form(b"", _OTHER),
    loose=True,
)  # fmt: skip
ROUTES = Forms(Form(b"ip route ^ ^ ';"), loose=True)
"""Routes to a next hop, for :meth:`IosInterfaces.usual_route`."""
_SEVERAL = frozenset({"secondary", "virtual", "ipv6", "nbma"})
"""What an interface can have more than one of."""
_SIZES = {_MTU: "mtu", _IP_MTU: "ip_mtu", _MSS: "tcp_mss"}


class IosInterfaces:
    """The interfaces and static routes of one configuration."""

    def __init__(self, reading: Reading) -> None:
        """Start with nothing read."""
        self._reading = reading
        self._found: dict[str, dict[str, Any]] = {}
        self.routes: list[Route] = []

    def interfaces(self) -> tuple[Interface, ...]:
        """Return the interfaces in order."""
        return tuple(
            Interface(name=name, **_frozen(values)) for name, values in self._found.items()
        )

    def maps(self) -> Iterator[tuple[str, str]]:
        """Yield (crypto map, interface) for each interface that has one."""
        for name, values in self._found.items():
            if values.get("crypto_map"):
                yield values["crypto_map"], name

    def usual(self, head: Record, lines: Sequence[Record]) -> bool:
        """Take the records of an interface; False where a value of it can't be read."""
        values = self._found.setdefault(head[2], {"line": head[1]})
        for form, _, *words in lines:
            if form == _ADDRESS:
                if not netmask(words[1]):
                    return False
                values["address"], values["netmask"] = words
            elif form in (_INSIDE, _OUTSIDE):
                values["nat"] = "inside" if form == _INSIDE else "outside"
            elif form in (_SHUTDOWN, _ENABLED):
                values["shutdown"] = form == _SHUTDOWN
            elif form == _MAP:
                values["crypto_map"], values["map_redundancy"] = words[0], False
            else:
                size = whole(words[0], 1, 65535)
                if size is None:
                    return False
                values[_SIZES[form]] = size
        return True

    def usual_route(self, head: Record) -> bool:
        """Take the record of a route."""
        _, line, address, mask, hop = head
        prefix = AddressBlock(address=address, wildcard=mask ^ _ALL_ONES)
        self.routes.append(Route(prefix=prefix, next_hop=hop, line=line))
        return True

    def read(self, section: Section) -> None:
        """Read one interface; a repeated heading adds to it."""
        words = words_of(section.text)
        if len(words) < 2:
            raise UnreadError("an interface without a name")
        # `interface Serial0/0 point-to-point`; but `interface Dialer 1` is one name
        name = words[1] + words[2] if len(words) > 2 and words[2][0].isdigit() else words[1]
        values = self._found.setdefault(name, {"line": section.line})
        for child in section.children:
            try:
                self._setting(values, words_of(child.text))
            except UnreadError as problem:
                self._reading.unread(child, str(problem))

    def _setting(self, values: dict[str, Any], words: list[str]) -> None:
        match words:
            case ["ip", "address", *rest]:
                self._address(values, rest)
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
            case ["ipv6", "address", address, *_] if ":" in address:
                values.setdefault("ipv6", []).append(address.partition("/")[0])
            case ["crypto", "ipsec", "fragmentation", when, *_]:
                if when not in ("before-encryption", "after-encryption"):
                    raise UnreadError(f"'{when}' is neither before-encryption nor after-encryption")
                values["prefragmentation"] = when == "before-encryption"
            case ["mtu", size]:
                values["mtu"] = _size(size)
            case ["ip", "mtu", size]:
                values["ip_mtu"] = _size(size)
            case ["ip", "tcp", "adjust-mss", size] | ["ip", "adjust-mss", size]:
                values["tcp_mss"] = _size(size)
            case ["ip", "nat", "inside" | "outside" as side]:
                values["nat"] = side
            case ["tunnel", "source", *source] if source:
                values["tunnel_source"] = "".join(source[:2]) if source[1:] else source[0]
            case ["tunnel", "destination", target, *_]:
                values["tunnel_destination"] = target
            case ["tunnel", "mode", *mode] if mode:
                values["tunnel_mode"] = " ".join(mode)
            case ["tunnel", "protection", "ipsec", "profile", name, *_]:
                values["tunnel_protection"] = name
            case ["ip", "nhrp", "map", inner, outer] if dotted(inner) and dotted(outer):
                values.setdefault("nbma", []).append(outer)
            case ["ip", "nhrp", "nhs", _, "nbma", outer, *_] if dotted(outer):
                values.setdefault("nbma", []).append(outer)
            case ["crypto", "map"] | ["mtu"] | ["ip", "mtu"]:
                raise UnreadError("the line ends too early")
            case _:
                return

    def _address(self, values: dict[str, Any], words: list[str]) -> None:
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
        self.routes.append(
            Route(prefix=prefix, next_hop=hop, interface=interface, vrf=vrf, line=section.line)
        )


def _size(word: str) -> int:
    size = whole(word, 1, 65535)
    if size is None:
        raise UnreadError(f"'{word}' is not a size in bytes")
    return size


def _frozen(values: dict[str, Any]) -> dict[str, Any]:
    return {key: tuple(one) if key in _SEVERAL else one for key, one in values.items()}
