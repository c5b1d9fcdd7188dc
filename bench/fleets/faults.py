"""What can be planted: one way to break a tunnel at one of its ends, for each root cause and variant.

A planter changes what the end (or its device, where it serves no other tunnel) is configured with, or
what its device has logged. It is told nothing of how the fault might be found.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from bench.fleets import lines
from bench.fleets.model import End, Flow, Net, Policy, Protection, Tunnel

__all__ = ["FAULTS", "Fault"]


class Fault(NamedTuple):
    """A row of the table."""

    slug: str
    variant: str
    state: str
    """Of the tunnel, as its SA tables show it."""
    fits: Callable[[Tunnel, End], bool]
    plant: Callable[[Tunnel, End], None]
    logged: Callable[[Tunnel, End], list[str]] | None = None
    """What the device of the *other* end logs, as it is asked; of a packet's fault, this end's."""
    also: tuple[str, ...] = ()
    """Further root causes that are right answers."""
    needs: str = "config"
    """What dumps must hold for it to be seen: configurations, ``shows`` (SA tables too) or ``all`` (messages)."""


def _mapped(tunnel: Tunnel, end: End) -> bool:
    """Whether both ends have a crypto map entry of their own."""
    return tunnel.one.kind == tunnel.two.kind == end.kind == "map"


def _lone(tunnel: Tunnel, end: End) -> bool:
    """Whether the device serves no other tunnel."""
    return len(end.device.ends) == 1 and end.kind != "ikev2" and tunnel.other(end).kind != "ikev2"


def _ios(end: End) -> bool:
    return not end.device.asa


def _keys_shown(tunnel: Tunnel) -> bool:
    return all(end.device.clear_keys for end in tunnel.ends())


# --- phase 1 -------------------------------------------------------------------------------------


def _policy(policy: Policy) -> Callable[[Tunnel, End], None]:
    def plant(tunnel: Tunnel, end: End) -> None:
        del tunnel
        end.device.policies = [policy]

    return plant


def _fits_policy(policy: Policy) -> Callable[[Tunnel, End], bool]:
    def fits(tunnel: Tunnel, end: End) -> bool:
        modern = end.device.system.name in ("xe1712", "asa916")
        hidden = "rsa-sig" in policy.authentication or policy.group == 1
        return (
            _lone(tunnel, end)
            and not modern
            and not (hidden and end.device.asa)
            and policy not in tunnel.other(end).device.policies
        )

    return fits


def _no_key(tunnel: Tunnel, end: End) -> None:
    del tunnel
    end.has_key = False


def _has_own_key(tunnel: Tunnel, end: End) -> bool:
    del tunnel
    return end.kind in ("map", "vti") and not end.device.dynamic


def _other_key(tunnel: Tunnel, end: End) -> None:
    del tunnel
    end.key = end.key[:5] + ("x" if end.key[5] != "x" else "y") + end.key[6:]


def _key_elsewhere(tunnel: Tunnel, end: End) -> None:
    del tunnel
    end.key_address = _typo(end.peer)


def _peer_elsewhere(tunnel: Tunnel, end: End) -> None:
    del tunnel
    end.peer = _typo(end.peer)


def _typo(address: str) -> str:
    """Return an address of the same segment that no device has."""
    return address.rpartition(".")[0] + ".253"


def _nothing(tunnel: Tunnel, end: End) -> None:
    del tunnel, end


def _weak_policy(tunnel: Tunnel, end: End) -> None:
    end.device.policies = [Policy("3des", "sha", 2)]
    far = tunnel.other(end).device
    if len(far.ends) == 1:
        far.policies = [Policy("3des", "sha", 2)]


def _weak_set(tunnel: Tunnel, end: End) -> None:
    for one in (end, tunnel.other(end)):
        one.sets = [Protection("esp-3des", "esp-sha-hmac")]


def _refuses_weak(tunnel: Tunnel, end: End) -> bool:
    far = tunnel.other(end).device.system.name
    return (
        _mapped(tunnel, end)
        and end.device.system.name == "xe1712"
        and far in ("ios15", "xe16", "xe17")
    )


def _refuses_weak_alone(tunnel: Tunnel, end: End) -> bool:
    return _refuses_weak(tunnel, end) and _lone(tunnel, end)


# --- phase 2 -------------------------------------------------------------------------------------


def _flows(change: Callable[[list[Flow]], list[Flow]]) -> Callable[[Tunnel, End], None]:
    """Return a planter that changes the crypto ACL; what is exempt from NAT stays as it was meant."""

    def plant(tunnel: Tunnel, end: End) -> None:
        del tunnel
        end.meant = list(end.flows)
        end.flows = change(list(end.flows))

    return plant


def _wrong_octet(flows: list[Flow]) -> list[Flow]:
    net = flows[0].destination
    return [flows[0]._replace(destination=Net(net.address ^ 0x80000, net.length)), *flows[1:]]


def _host_only(flows: list[Flow]) -> list[Flow]:
    return [flows[0]._replace(source=Net(flows[0].source.address + 10, 32)), *flows[1:]]


def _wider(flows: list[Flow]) -> list[Flow]:
    net = flows[0].source
    return [flows[0]._replace(source=Net(net.address & ~0xFFFF, 16)), *flows[1:]]


def _one_more(flows: list[Flow]) -> list[Flow]:
    net = flows[0].source
    return [*flows, flows[0]._replace(source=Net((net.address & 0xFF00) + 0xC0A80000, 24))]


def _not_mirrored(flows: list[Flow]) -> list[Flow]:
    return [flow.mirrored() for flow in flows]


def _without_defaults(tunnel: Tunnel, end: End) -> bool:
    """Whether the release is known to have no built-in transform sets: later IOS has some."""
    return _mapped(tunnel, end) and end.device.asa


def _several(tunnel: Tunnel, end: End) -> bool:
    return _mapped(tunnel, end) and len(end.flows) > 1


def _ported(tunnel: Tunnel, end: End) -> bool:
    return _mapped(tunnel, end) and any(flow.protocol == "tcp" for flow in end.flows)


def _ports_swapped(flows: list[Flow]) -> list[Flow]:
    return [
        flow._replace(source_port=flow.destination_port, destination_port=flow.source_port)
        for flow in flows
    ]


def _netmasks(flows: list[Flow]) -> list[Flow]:
    return [flow._replace(netmasks=True) for flow in flows]


def _other_authentication(tunnel: Tunnel, end: End) -> None:
    del tunnel
    end.sets = [Protection("esp-aes 256", "esp-md5-hmac")]


def _other_cipher(tunnel: Tunnel, end: End) -> None:
    del tunnel
    end.sets = [Protection("esp-des", "esp-sha-hmac")]


def _can_weaken(tunnel: Tunnel, end: End) -> bool:
    kinds = {tunnel.one.kind, tunnel.two.kind}
    modern = end.device.system.name in ("xe1712", "asa916")
    return not modern and (kinds == {"map"} or (kinds == {"vti"} and _lone(tunnel, end)))


def _two_groups(tunnel: Tunnel, end: End) -> bool:
    return _can_weaken(tunnel, end) and end.pfs is not None


def _other_group(tunnel: Tunnel, end: End) -> None:
    del tunnel
    end.pfs = next(group for group in end.device.system.groups if group != end.pfs)


def _group_here_only(tunnel: Tunnel, end: End) -> None:
    end.pfs = end.device.system.groups[0]
    tunnel.other(end).pfs = None


def _set(name: str, *, device: bool, value: object = False) -> Callable[[Tunnel, End], None]:
    def plant(tunnel: Tunnel, end: End) -> None:
        del tunnel
        setattr(end.device if device else end, name, value)

    return plant


def _earlier(tunnel: Tunnel, end: End) -> Tunnel | None:
    """Return another tunnel of the device whose entry stands before this one's, None without such."""
    for other in end.device.ends:
        if other.kind == "map" and other.sequence < end.sequence:
            found = _OF.get(id(other))
            if (
                found is not None
                and found.slug is None
                and not found.involved
                and _mapped(found, other)
            ):
                return found
    del tunnel
    return None


_OF: dict[int, Tunnel] = {}


def of_ends(tunnels: Sequence[Tunnel]) -> None:
    """Remember whose each end is, for faults that take two tunnels of one device."""
    _OF.clear()
    for tunnel in tunnels:
        for end in tunnel.ends():
            _OF[id(end)] = tunnel


def _can_shadow(tunnel: Tunnel, end: End) -> bool:
    return _mapped(tunnel, end) and _earlier(tunnel, end) is not None


def _shadow(length: int) -> Callable[[Tunnel, End], None]:
    """Return a planter that gives an earlier entry, at both of its ends, a flow that covers this end's."""

    def plant(tunnel: Tunnel, end: End) -> None:
        first = _earlier(tunnel, end)
        assert first is not None
        source = end.flows[0].source
        wide = Net(source.address >> 32 - length << 32 - length, length)
        flow = Flow(wide, end.flows[0].destination)
        here = first.one if first.one.device is end.device else first.two
        here.flows = [*here.flows, flow]
        there = first.other(here)
        there.flows = [*there.flows, flow.mirrored()]
        first.involved = True

    return plant


# --- around --------------------------------------------------------------------------------------


def _translates(tunnel: Tunnel, end: End) -> bool:
    return _mapped(tunnel, end) and end.device.nat


def _can_share(tunnel: Tunnel, end: End) -> bool:
    old = end.device.asa and end.device.system.numbers < (8, 3)
    bare = all(flow.protocol == "ip" for flow in end.flows)
    return _translates(tunnel, end) and _lone(tunnel, end) and old and bare


def _can_unroute(tunnel: Tunnel, end: End) -> bool:
    behind = any(flow.source == end.device.extra for flow in end.flows)
    return _alone_asa(tunnel, end) and behind


def _unroute(tunnel: Tunnel, end: End) -> None:
    del tunnel
    end.device.routed = False
    end.mute = (end.device.extra,)


def _filter(tunnel: Tunnel, end: End) -> None:
    del tunnel
    end.device.bypass = False
    end.mute = tuple(flow.source for flow in end.flows)


# --- IKEv2 ---------------------------------------------------------------------------------------


def _ikev2(tunnel: Tunnel, end: End) -> bool:
    del tunnel
    return end.kind == "ikev2" and len(end.device.ends) == 1


def _other_proposal(tunnel: Tunnel, end: End) -> None:
    del tunnel
    end.proposal = Policy("aes 128", "sha256", 19)


def _everywhere(tunnel: Tunnel, end: End) -> bool:
    return (
        tunnel.state == "up" and end.kind in ("map", "vti") and tunnel.other(end).kind == end.kind
    )


def _everywhere_ios(tunnel: Tunnel, end: End) -> bool:
    return _everywhere(tunnel, end) and _ios(end)


def _keyed(tunnel: Tunnel, end: End) -> bool:
    return _everywhere(tunnel, end) and _keys_shown(tunnel)


def _applied_ios(tunnel: Tunnel, end: End) -> bool:
    return _mapped(tunnel, end) and _lone(tunnel, end) and _ios(end)


def _alone(tunnel: Tunnel, end: End) -> bool:
    return _mapped(tunnel, end) and _lone(tunnel, end)


def _mapped_ios(tunnel: Tunnel, end: End) -> bool:
    return _mapped(tunnel, end) and _ios(end)


def _alone_asa(tunnel: Tunnel, end: End) -> bool:
    return _alone(tunnel, end) and end.device.asa


def _own_psk(tunnel: Tunnel, end: End) -> bool:
    return _has_own_key(tunnel, end) and _keys_shown(tunnel) and tunnel.other(end).kind != "dynamic"


_PHASE1, _PHASE2, _UP, _SILENT = "phase1", "phase2", "up", "silent"
_P1, _P2, _PSK = lines.phase1_refused, lines.transform_refused, lines.key_differs
_MD5 = Policy("aes 256", "md5", 5)
_GROUP1 = Policy("3des", "sha", 1)
_RSA = Policy("aes 256", "sha", 5, "rsa-sig")
_AES128 = Policy("aes 128", "sha", 5)
_ORDER = ("crypto-map-entry-order", "crypto-acl-overlap")

FAULTS: tuple[Fault, ...] = (
    Fault("isakmp-policy-mismatch", "hash", _PHASE1, _fits_policy(_MD5), _policy(_MD5), _P1),
    Fault("isakmp-policy-mismatch", "key length", _PHASE1, _fits_policy(_AES128), _policy(_AES128), _P1),
    Fault("isakmp-policy-mismatch", "group not printed", _PHASE1, _fits_policy(_GROUP1), _policy(_GROUP1), _P1),
    Fault("isakmp-policy-mismatch", "authentication not printed", _PHASE1, _fits_policy(_RSA), _policy(_RSA), _P1),
    Fault("no-key-for-peer", "no key", _PHASE1, _own_psk, _no_key, None, ("peer-address-mismatch",)),
    Fault("no-key-for-peer", "key for another address", _PHASE1, _own_psk, _key_elsewhere, None, ("peer-address-mismatch",)),
    Fault("psk-mismatch", "one letter", _PHASE1, _own_psk, _other_key, _PSK),
    Fault("peer-address-mismatch", "set peer", _PHASE1, _alone, _peer_elsewhere, None, ("no-key-for-peer",)),
    Fault("peer-not-answering", "path", _PHASE1, _keyed, _nothing, lines.not_answering, needs="all"),
    Fault("weak-crypto-refused", "ISAKMP policy", _PHASE1, _refuses_weak_alone, _weak_policy, None, ("isakmp-policy-mismatch",)),
    Fault("weak-crypto-refused", "transform set", _PHASE2, _refuses_weak, _weak_set, None, ("transform-set-mismatch",)),
    Fault("crypto-acl-not-mirrored", "wrong octet", _PHASE2, _mapped, _flows(_wrong_octet), lines.proxies_refused),
    Fault("crypto-acl-not-mirrored", "host for network", _PHASE2, _mapped, _flows(_host_only), lines.proxies_refused),
    Fault("crypto-acl-not-mirrored", "wider", _PHASE2, _mapped, _flows(_wider), lines.proxies_refused),
    Fault("crypto-acl-not-mirrored", "one entry more", _PHASE2, _mapped, _flows(_one_more), lines.proxies_refused),
    Fault("crypto-acl-not-mirrored", "one entry less", _PHASE2, _several, _flows(lambda flows: flows[:-1]), lines.proxies_refused),
    Fault("crypto-acl-not-mirrored", "same way round", _PHASE2, _mapped, _flows(_not_mirrored), lines.proxies_refused),
    Fault("crypto-acl-not-mirrored", "netmask as wildcard", _PHASE2, _mapped_ios, _flows(_netmasks), lines.proxies_refused),
    Fault("crypto-acl-not-mirrored", "ports", _PHASE2, _ported, _flows(_ports_swapped), lines.proxies_refused),
    Fault("transform-set-mismatch", "authentication", _PHASE2, _can_weaken, _other_authentication, _P2),
    Fault("transform-set-mismatch", "cipher", _PHASE2, _can_weaken, _other_cipher, _P2),
    Fault("pfs-mismatch", "group", _PHASE2, _two_groups, _other_group, _P2),
    Fault("pfs-mismatch", "one end", _PHASE2, _can_weaken, _group_here_only, _P2),
    Fault("crypto-map-local-address", "loopback", _PHASE1, _applied_ios, _set("loopback", device=True, value=True), None, ("peer-address-mismatch",)),
    Fault("crypto-map-not-applied", "no interface", _SILENT, _alone, _set("applied", device=True)),
    Fault("crypto-map-entry-order", "wider before", _PHASE2, _can_shadow, _shadow(22), None, _ORDER),
    Fault("crypto-acl-overlap", "same flow before", _PHASE2, _can_shadow, _shadow(24), None, _ORDER),
    Fault("crypto-map-incomplete", "no match", _SILENT, _mapped, _set("matches", device=False)),
    Fault("crypto-map-incomplete", "no transform set", _SILENT, _without_defaults, _set("transforms", device=False)),
    Fault("crypto-map-incomplete", "no such list", _SILENT, _mapped, _set("acl_there", device=False)),
    Fault("inside-route-missing", "network behind", _UP, _can_unroute, _unroute, needs="shows"),
    Fault("nat-exemption-missing", "no exemption", _SILENT, _translates, _set("exempt", device=False)),
    Fault("acl-shared-by-nat-and-crypto", "one list", _UP, _can_share, _set("one_list", device=True, value=True)),
    Fault("sysopt-missing", "access lists apply", _UP, _alone_asa, _filter),
    Fault("ikev2-proposal-mismatch", "cipher and group", _SILENT, _ikev2, _other_proposal),
    Fault("ikev2-authentication-failed", "key", _SILENT, _ikev2, _other_key),
    Fault("ikev2-profile-or-keyring-missing", "keyring", _SILENT, _ikev2, _no_key),
    Fault("replay-check-failed", "messages", _UP, _everywhere, _nothing, lines.replays, needs="all"),
    Fault("invalid-spi", "messages", _UP, _everywhere, _nothing, lines.invalid_spi, needs="all"),
    Fault("hmac-verification-failed", "messages", _UP, _everywhere, _nothing, lines.mac_errors, needs="all"),
    Fault("packet-encryption-error", "messages", _UP, _everywhere_ios, _nothing, lines.packet_errors, needs="all"),
    Fault("esp-sequence-fail", "messages", _UP, _everywhere_ios, _nothing, lines.sequence_errors, needs="all"),
)  # fmt: skip
