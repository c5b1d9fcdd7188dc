"""Running-configs of routers, in the order in which IOS prints them."""

from __future__ import annotations

from collections.abc import Iterator

from bench.fleets.model import Device, End, Flow, Net, Policy

__all__ = ["running_config"]

_MAP = "VPN"


def _place(net: Net, *, netmasks: bool = False) -> str:
    if net.length == 32:
        return f"host {net}"
    if netmasks:  # what is typed as 10.1.1.0 255.255.255.0: IOS clears the bits that don't count
        mask = int.from_bytes(bytes(map(int, net.netmask.split("."))), "big")
        return f"{Net(net.address & ~mask & 0xFFFFFFFF, 24)} {net.netmask}"
    return f"{net} {net.wildcard}"


def _entry(flow: Flow) -> str:
    source, destination = (
        f" eq {port}" if port else "" for port in (flow.source_port, flow.destination_port)
    )
    one = _place(flow.source, netmasks=flow.netmasks)
    return f"{flow.protocol} {one}{source} {_place(flow.destination, netmasks=flow.netmasks)}{destination}"


def _head(device: Device) -> Iterator[str]:
    system = device.system
    yield "Building configuration..."
    yield ""
    yield f"Current configuration : {2000 + 90 * len(device.ends)} bytes"
    yield "!"
    if system.name != "ios12":
        yield "! Last configuration change at 09:41:17 UTC Mon Nov 10 2014 by netops"
        yield "!"
    yield from (f"version {system.release}", "service timestamps debug datetime msec")
    yield from ("service timestamps log datetime msec", "no service password-encryption", "!")
    yield from (f"hostname {device.name}", "!", "boot-start-marker", "boot-end-marker", "!")
    yield from ("no aaa new-model", "!", "ip cef", "!", "!")
    if system.name != "ios12":
        yield from ("no ipv6 cef", "multilink bundle-name authenticated", "!", "redundancy", "!")


def _ikev2(ends: list[End]) -> Iterator[str]:
    if not ends:
        return
    suites = list(dict.fromkeys(end.proposal for end in ends))
    for at, suite in enumerate(suites, 1):
        cipher = suite.encryption.replace("aes ", "aes-cbc-")
        yield f"crypto ikev2 proposal IKE2-{at} "
        yield from (f" encryption {cipher}", f" integrity {suite.hash}", f" group {suite.group}")
    yield "!"
    yield "crypto ikev2 policy IKE2 "
    yield from (f" proposal IKE2-{at}" for at, _ in enumerate(suites, 1))
    yield from ("!", "crypto ikev2 keyring KR2")
    for end in ends:
        if end.has_key:
            yield f" peer P{end.peer.replace('.', '-')}"
            yield from (
                f"  address {end.key_address or end.peer}",
                f"  pre-shared-key {end.key}",
                " !",
            )
    yield "!"
    yield "!"
    yield "!"
    yield "crypto ikev2 profile PROF2"
    yield from (f" match identity remote address {end.peer} 255.255.255.255 " for end in ends)
    yield from (" authentication remote pre-share", " authentication local pre-share")
    yield from (" keyring local KR2", "!", "!", "!")


def _policy(number: int, policy: Policy) -> Iterator[str]:
    yield f"crypto isakmp policy {number}"
    if policy.encryption != "des":
        yield f" encr {policy.encryption}"
    if policy.hash != "sha":
        yield f" hash {policy.hash}"
    if policy.authentication != "rsa-sig":
        yield f" authentication {policy.authentication}"
    if policy.group != 1:
        yield f" group {policy.group}"


def _keys(device: Device) -> Iterator[str]:
    for end in device.ends:
        if end.has_key and end.kind in ("map", "vti"):
            yield f"crypto isakmp key {end.key} address {end.key_address or end.peer}   "
    if device.dynamic:
        yield f"crypto isakmp key {device.dynamic_key} address 0.0.0.0 0.0.0.0"


def _sets(device: Device) -> Iterator[str]:
    used = [one for end in device.ends for one in end.sets]
    if device.dynamic:
        used += device.system.protections
    for one in dict.fromkeys(used):
        yield f"crypto ipsec transform-set {one.name} {one.cipher} {one.authentication} "
        if device.system.name != "ios12":
            yield " mode tunnel"
    yield "!"


def _profile(end: End) -> str:
    names = "-".join(one.name for one in end.sets)
    return f"{end.kind.upper()}-{names}" + (f"-PFS{end.pfs}" if end.pfs else "")


def _profiles(ends: list[End]) -> Iterator[str]:
    for name, end in {_profile(end): end for end in ends}.items():
        yield f"crypto ipsec profile {name}"
        yield f" set transform-set {' '.join(one.name for one in end.sets)} "
        if end.pfs:
            yield f" set pfs group{end.pfs}"
        if end.kind == "ikev2":
            yield " set ikev2-profile PROF2"
        yield "!"


def _map(device: Device, mapped: list[End]) -> Iterator[str]:
    if device.dynamic:
        yield "crypto dynamic-map DYN 10"
        yield f" set transform-set {' '.join(one.name for one in device.system.protections)} "
        yield from ("!", "!")
    if device.loopback:
        yield f"crypto map {_MAP} local-address Loopback0"
    for end in mapped:
        yield f"crypto map {_MAP} {end.sequence} ipsec-isakmp "
        yield f" set peer {end.peer}"
        if end.transforms:
            yield f" set transform-set {' '.join(one.name for one in end.sets)} "
        if end.pfs:
            yield f" set pfs group{end.pfs}"
        if end.matches:
            yield f" match address {end.acl}"
    if device.dynamic:
        yield f"crypto map {_MAP} 65000 ipsec-isakmp dynamic DYN "
    yield from ("!", "!")


def _interfaces(device: Device, mapped: list[End], protected: list[End]) -> Iterator[str]:
    system = device.system
    if device.loopback:
        yield "interface Loopback0"
        yield from (f" ip address {device.loopback_address} 255.255.255.255", "!")
    for at, end in enumerate(protected):
        yield f"interface Tunnel{at}"
        yield from (f" ip address {end.inner} 255.255.255.252", f" tunnel source {system.outside}")
        yield from (" tunnel mode ipsec ipv4", f" tunnel destination {end.peer}")
        yield from (f" tunnel protection ipsec profile {_profile(end)}", "!")
    inside = [f" ip address {device.inside.host(1)} 255.255.255.0"]
    outside = [f" ip address {device.outside} 255.255.255.0"]
    if device.nat:
        inside.append(" ip nat inside")
        outside.append(" ip nat outside")
    links = (
        [" duplex auto", " speed auto"]
        if system.name in ("ios12", "ios15")
        else [" negotiation auto"]
    )
    crypto = [f" crypto map {_MAP}"] if device.applied and (mapped or device.dynamic) else []
    found = {system.inside: [*inside, *links], system.outside: [*outside, *links, *crypto]}
    for name in sorted(found):
        yield from (f"interface {name}", *found[name], "!")


def _routes(device: Device, protected: list[End]) -> Iterator[str]:
    yield f"ip route 0.0.0.0 0.0.0.0 {device.gateway}"
    if device.routed:
        yield f"ip route {device.extra} {device.extra.netmask} {device.inside.host(254)}"
    for at, end in enumerate(protected):
        for net in dict.fromkeys(flow.destination for flow in end.flows):
            yield f"ip route {net} {net.netmask} Tunnel{at}"


def _lists(device: Device, mapped: list[End]) -> Iterator[str]:
    numbered = []
    for end in mapped:
        if not end.acl_there:
            continue
        entries = [_entry(flow) for flow in end.flows]
        if end.acl.isdecimal():
            numbered += [f"access-list {end.acl} permit {entry}" for entry in entries]
        else:
            yield f"ip access-list extended {end.acl}"
            yield from (f" permit {entry}" for entry in entries)
    if device.nat:
        yield "ip access-list extended NAT"
        flows = dict.fromkeys(flow for end in device.ends for flow in end.exempted())
        yield from (f" deny   {_entry(flow._replace(netmasks=False))}" for flow in flows)
        yield from (f" permit ip {net} {net.wildcard} any" for net in (device.inside, device.extra))
    yield "!"
    yield from numbered
    yield "!"


def _unique(policies: list[Policy]) -> list[Policy]:
    return list(dict.fromkeys(policies))


def running_config(device: Device) -> Iterator[str]:
    """Yield the lines of ``show running-config``."""
    mapped = sorted((end for end in device.ends if end.kind == "map"), key=lambda end: end.sequence)
    protected = [end for end in device.ends if end.kind in ("vti", "ikev2")]
    system = device.system
    yield from _head(device)
    yield from _ikev2([end for end in protected if end.kind == "ikev2"])
    for at, policy in enumerate(_unique(device.policies), 1):
        yield from _policy(10 * at, policy)
    yield from _keys(device)
    yield from ("!", "!")
    yield from _sets(device)
    yield from _profiles(protected)
    yield from _map(device, mapped)
    yield from _interfaces(device, mapped, protected)
    if system.name == "ios12":
        yield "ip classless"
    else:
        yield "ip forward-protocol nd"
    yield "no ip http server"
    yield "no ip http secure-server"
    if device.nat and device.number % 2:
        yield f"ip nat inside source route-map NAT interface {system.outside} overload"
    elif device.nat:
        yield f"ip nat inside source list NAT interface {system.outside} overload"
    yield from _routes(device, protected)
    yield "!"
    yield from _lists(device, mapped)
    if device.nat and device.number % 2:
        yield from ("route-map NAT permit 10", " match ip address NAT", "!")
    yield from (
        "control-plane",
        "!",
        "line con 0",
        "line aux 0",
        "line vty 0 4",
        " login",
        "!",
        "!",
        "end",
    )
