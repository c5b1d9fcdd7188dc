"""Whether an end lets its peer's packets in: IKE (UDP 500) and what carries the tunnel (ESP, or UDP 4500 behind NAT).

A router filters what is for itself like everything else that arrives by an interface. A PIX or ASA doesn't, so
its lists are not looked at. Source: Cisco IOS security command reference (`ip access-group`); Cisco "Zone-Based
Policy Firewall Design and Application Guide" (self zone); RFC 3948 (ESP in UDP 4500).
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from remediate.model.base import Platform
from remediate.model.config import CryptoConfig
from remediate.model.config_filter import InspectClass, ZonePair
from remediate.model.config_interfaces import Interface
from remediate.model.config_lists import AccessList
from remediate.model.selector import ANY_PORT, AddressBlock, PortRange, Selector, parse_address
from remediate.negotiation.outcome import Side
from remediate.negotiation.partial import may_lack
from remediate.negotiation.routing import Same, learns, owners_of
from remediate.negotiation.translation import translated as hidden
from remediate.negotiation.tunnels import PROTECTION
from remediate.negotiation.ways import way_of

__all__ = ["Refusal", "admits", "refusal"]

_UDP, _ESP = 17, 50
_IKE, _FLOATED = PortRange(low=500, high=500), PortRange(low=4500, high=4500)
_ANYWHERE = AddressBlock(address=0, wildcard=0xFFFFFFFF)
_MATCHED = {"udp": True, "isakmp": True, "ipsec-msft": None, "gdoi": None}
"""Protocols of `match protocol` that IKE is, or that nobody knows whether it is; every other one is none of IKE."""


class Refusal(NamedTuple):
    """Something of the peer that an end drops as it arrives."""

    side: Side
    what: str
    """``UDP 500 (IKE)``, ``UDP 4500`` or ``ESP (IP protocol 50)``."""
    ike: bool
    """Whether not even IKE comes in."""
    reason: str
    by: str
    """The list or policy that would have to let it in."""
    lines: tuple[int | None, ...]
    missing: tuple[str, ...]
    """Entries that such a list lacks for the tunnel, as IOS takes them."""

    @property
    def floated(self) -> bool:
        """Whether IKE comes in, and not what it moves to behind address translation."""
        return self.what == "UDP 4500"


def refusal(side: Side, *, translated: bool) -> Refusal | None:
    """Return what an end drops of its peer, None where it lets everything in or that can't be told.

    ``translated``: whether address translation stands between the ends. Where the peer is known by no address but
    its own private one, an end drops only what it drops of everybody.
    """
    config = side.config
    if config.platform is not Platform.IOS or may_lack(side):
        return None
    try:
        source, target = parse_address(side.peer), parse_address(side.end.local_address)
    except ValueError:  # a name; of IPv6 the lists are not read
        return None
    here = _arrives(side)
    if here is None or (here.access_in is None and here.zone is None):
        return None
    own = Selector(
        source=_ANYWHERE if hidden(side) else AddressBlock(address=source, wildcard=0),
        destination=AddressBlock(address=target, wildcard=0),
    )
    ports = ANY_PORT if translated else _IKE
    wanted = [("UDP 500 (IKE)", _udp(own, ports, _IKE))]
    if translated:
        wanted.append(("UDP 4500", _udp(own, ANY_PORT, _FLOATED)))
    elif _sends_esp(side):
        esp = Selector(protocol=_ESP, source=own.source, destination=own.destination)
        wanted.append(("ESP (IP protocol 50)", esp))
    found = [
        item
        for what, packet in wanted
        if (item := _by_list(side, here, packet, what) or _by_zone(side, here, packet, what))
    ]
    if not found:
        return None
    missing = tuple(dict.fromkeys(entry for item in found for entry in item.missing))
    return found[0]._replace(missing=missing)


def _udp(own: Selector, source: PortRange, destination: PortRange) -> Selector:
    return Selector(
        protocol=_UDP,
        source=own.source,
        source_ports=source,
        destination=own.destination,
        destination_ports=destination,
    )


def _sends_esp(side: Side) -> bool:
    names = {name for entry in side.entries for name in entry.transform_sets}
    sets = [side.config.transform_set(name) for name in names]
    return bool(sets) and all(
        item is not None and any(one.startswith("esp-") for one in item.transforms) for item in sets
    )


def _arrives(side: Side) -> Interface | None:
    """Return the interface that the peer's packets come in by; None where that can't be told."""
    config, local = side.config, side.end.local_address
    owners = owners_of(config, local)
    if len(owners) != 1 or owners[0].shutdown:
        return None
    (owner,) = owners
    if owner.crypto_map is not None:
        return owner
    # A loopback's address, or that of a `local-address`, is reached by another interface.
    way = way_of(config, AddressBlock.host(side.peer), owner.vrf)
    out = way[0] if way is not None else None
    if owner.name.casefold().startswith("loopback"):
        return None if learns(config, owner.vrf) else out
    mapped = any(entry.kind != PROTECTION for entry in side.entries)
    return owner if out == owner or (out is None and not mapped) else None


# --- access lists --------------------------------------------------------------------------------


def _by_list(side: Side, here: Interface, packet: Selector, what: str) -> Refusal | None:
    acl = side.config.acl(here.access_in)
    if acl is None or here.inspects_out or admits(acl, packet) is not False:
        return None
    dropped_by = f"access list {acl.name}, for what comes in by {here.name} of {side.name},"
    return _refusal(
        side, packet, what, dropped_by, by=f"access list {acl.name}", lines=(here.line, acl.line)
    )


def _refusal(
    side: Side,
    packet: Selector,
    what: str,
    dropped_by: str,
    *,
    by: str,
    lines: tuple[int | None, ...],
) -> Refusal:
    return Refusal(
        side=side,
        what=what,
        ike=packet.destination_ports == _IKE,
        reason=f"{dropped_by} drops {what} of {side.peer}",
        by=by,
        lines=lines,
        missing=_missing(packet),
    )


def _missing(packet: Selector) -> tuple[str, ...]:
    source = f"host {packet.source.dotted}" if packet.source.is_host else "any"
    hosts = f"{source} host {packet.destination.dotted}"
    if packet.protocol == _ESP:
        return (f"permit esp {hosts}",)
    port = "isakmp" if packet.destination_ports == _IKE else "non500-isakmp"
    return (f"permit udp {hosts} eq {port}",)


class _Entries:
    """The entries of a list for packets of single hosts: a hub's has some for each of its peers."""

    def __init__(self, acl: AccessList) -> None:
        self._wide: list[tuple[int, bool, bool, Selector | None]] = []
        self._hosts: dict[int, list[tuple[int, bool, bool, Selector | None]]] = {}
        self.some = False
        for place, entry in enumerate(acl.entries):
            if entry.inactive or entry.action == "remark":
                continue
            self.some = True
            permits = entry.action == "permit"
            if entry.body.split()[-1:] == ["fragments"]:
                continue  # of no packet that is whole
            sure = entry.problem is None and entry.action in ("permit", "deny")
            for selector in (entry.selectors if sure else entry.within) or (None,):
                row = (place, permits, sure, selector)
                if selector is not None and selector.source.is_host:
                    self._hosts.setdefault(selector.source.address, []).append(row)
                else:
                    self._wide.append(row)

    def near(self, packet: Selector) -> Iterable[tuple[int, bool, bool, Selector | None]]:
        """Return (place, permits, sure, selector) of what can concern a packet, in order."""
        hosts = self._hosts
        rows = (
            hosts.get(packet.source.address, ())
            if packet.source.is_host
            else [row for rows in hosts.values() for row in rows]
        )
        return sorted([*self._wide, *rows], key=lambda row: row[0])


@lru_cache(maxsize=16)
def _entries(key: Same[AccessList]) -> _Entries:
    return _Entries(key.value)


def admits(acl: AccessList, packet: Selector) -> bool | None:
    """Whether a list lets a packet pass; None where that hangs on what could not be read."""
    entries = _entries(Same(acl))
    if not entries.some:
        return True  # an empty list filters nothing
    perhaps: set[bool] = set()
    last = False
    for _, permits, sure, selector in entries.near(packet):
        if selector is None:
            return None
        if not selector.overlaps(packet):
            continue
        if sure and selector.covers(packet):
            last = permits
            break
        perhaps.add(permits)
    return last if perhaps <= {last} else None


# --- zones ---------------------------------------------------------------------------------------


def _by_zone(side: Side, here: Interface, packet: Selector, what: str) -> Refusal | None:
    """Say what the policy of an interface's zone towards the device itself drops.

    Without such a policy the device takes everything; one of the other direction may let answers in.
    """
    zone, config = here.zone, side.config
    pairs = [
        pair for pair in config.zones.pairs if pair.source == zone and pair.destination == "self"
    ]
    back = [
        pair for pair in config.zones.pairs if pair.source == "self" and pair.destination == zone
    ]
    if zone is None or len(pairs) != 1 or back or _passes(config, pairs[0], packet) is not False:
        return None
    (pair,) = pairs
    return _refusal(
        side,
        packet,
        what,
        f"policy {pair.policy} of zone {zone} towards {side.name} itself",
        by=f"a class of policy-map {pair.policy} with `pass`",
        lines=(here.line, pair.line),
    )


def _passes(config: CryptoConfig, pair: ZonePair, packet: Selector) -> bool | None:
    policy = next((item for item in config.zones.policies if item.name == pair.policy), None)
    if policy is None:
        return None
    for name, action in policy.classes:
        if name == "class-default":
            return action != "drop"
        found = next((item for item in config.zones.classes if item.name == name), None)
        matched = _matches(config, found, packet) if found is not None else None
        if matched is None:
            return None
        if matched:
            return action != "drop"
    return False  # class-default drops


def _matches(config: CryptoConfig, item: InspectClass, packet: Selector) -> bool | None:
    answers: list[bool | None] = [None] if item.problem is not None else []
    for name in item.acls:
        acl = config.acl(name)
        answers.append(admits(acl, packet) if acl is not None else None)
    for protocol in item.protocols:
        known = _MATCHED.get(protocol, False)
        answers.append(known if packet.protocol == _UDP else False)
    if not answers:
        return None
    wanted = not item.every
    if wanted in answers:  # one that holds (any), or that does not (all), decides
        return wanted
    return None if None in answers else not wanted
