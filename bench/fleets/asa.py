"""Running-configs of firewalls: PIX 6.3, ASA before and after 8.3, in printed order."""

from __future__ import annotations

from collections.abc import Iterator

from bench.fleets.model import Device, End, Flow, Net, Policy

__all__ = ["running_config"]

_MAP = "outside_map"


def _place(net: Net) -> str:
    return f"host {net}" if net.length == 32 else f"{net} {net.netmask}"


def _entry(flow: Flow) -> str:
    source, destination = (
        f" eq {port}" if port else "" for port in (flow.source_port, flow.destination_port)
    )
    return f"permit {flow.protocol} {_place(flow.source)}{source} {_place(flow.destination)}{destination}"


def _old(device: Device) -> bool:
    """Whether NAT has its form before 8.3."""
    return device.system.numbers < (8, 3)


def _head(device: Device) -> Iterator[str]:
    release = device.system.release
    if device.system.pix:
        yield from ("Building configuration...", ": Saved", ":", f"PIX Version {release}")
        yield from ("interface ethernet0 auto", "interface ethernet1 100full")
        yield from ("nameif ethernet0 outside security0", "nameif ethernet1 inside security100")
        yield from (f"hostname {device.name}", "domain-name example.net")
        yield from ("fixup protocol dns maximum-length 512", "fixup protocol ftp 21", "names")
        return
    yield from (
        ": Saved",
        ":",
        f"ASA Version {release} ",
        "!",
        f"hostname {device.name}",
        "names",
        "!",
    )
    for name, nameif, level, address in (
        (device.system.outside, "outside", 0, device.outside),
        (device.system.inside, "inside", 100, device.inside.host(1)),
    ):
        yield from (f"interface {name}", f" nameif {nameif}", f" security-level {level}")
        yield from (f" ip address {address} 255.255.255.0 ", "!")
    yield "ftp mode passive"


def _lists(device: Device, mapped: list[End]) -> Iterator[str]:
    word = " " if device.system.pix else " extended "
    for end in mapped:
        if end.acl_there:
            yield from (f"access-list {end.acl}{word}{_entry(flow)} " for flow in end.flows)
    if not device.bypass:
        yield f"access-list outside_in{word}permit tcp any host {device.outside} eq www "
    if device.nat and _old(device) and not device.one_list:
        flows = dict.fromkeys(flow for end in mapped for flow in end.exempted())
        for flow in flows:  # an exemption knows no ports
            bare = Flow(flow.source, flow.destination)
            yield f"access-list nonat{word}{_entry(bare)} "


def _objects(mapped: list[End]) -> tuple[list[str], list[str]]:
    """Return the objects and the identity NAT of 8.3 and later."""
    objects: dict[str, str] = {}
    rules: dict[str, None] = {}
    for end in mapped:
        for flow in end.exempted():
            names = []
            for net in (flow.source, flow.destination):
                name = f"NET-{net}-{net.length}"
                body = f" host {net}" if net.length == 32 else f" subnet {net} {net.netmask}"
                objects[name] = body
                names.append(name)
            rules[
                f"nat (inside,outside) source static {names[0]} {names[0]} destination static"
                f" {names[1]} {names[1]} no-proxy-arp route-lookup"
            ] = None
    lines = [line for name, body in objects.items() for line in (f"object network {name}", body)]
    return lines, list(rules)


def _network(device: Device, rules: list[str], mapped: list[End]) -> Iterator[str]:
    yield from ("pager lines 24", "mtu outside 1500", "mtu inside 1500")
    if device.system.pix:
        yield f"ip address outside {device.outside} 255.255.255.0"
        yield f"ip address inside {device.inside.host(1)} 255.255.255.0"
        yield "pdm history enable"
    yield "arp timeout 14400"
    if device.nat and _old(device):
        yield "global (outside) 1 interface"
        if device.one_list:
            yield f"nat (inside) 0 access-list {mapped[0].acl}"
        elif any(end.exempted() for end in mapped):
            yield "nat (inside) 0 access-list nonat"
        yield "nat (inside) 1 0.0.0.0 0.0.0.0" + (" 0 0" if device.system.pix else "")
    elif device.nat:
        yield from rules
        yield from ("!", "nat (inside,outside) after-auto source dynamic any interface")
    elif device.system.pix:  # which passes nothing without a NAT statement
        yield "nat (inside) 0 0.0.0.0 0.0.0.0 0 0"
    if not device.bypass:
        yield "access-group outside_in in interface outside"
    yield f"route outside 0.0.0.0 0.0.0.0 {device.gateway} 1"
    if device.routed:
        yield f"route inside {device.extra} {device.extra.netmask} {device.inside.host(254)} 1"
    yield "timeout xlate 3:00:00"
    yield "timeout conn 1:00:00 half-closed 0:10:00 udp 0:02:00"


def _crypto(device: Device, mapped: list[End]) -> Iterator[str]:
    version = "" if device.system.numbers < (8, 4) else "ikev1 "
    if device.system.pix and device.bypass:
        yield "sysopt connection permit-ipsec"
    elif not device.system.pix and not device.bypass:
        yield "no sysopt connection permit-vpn"
    for one in dict.fromkeys(one for end in mapped for one in end.sets):
        cipher = one.cipher.replace("esp-aes ", "esp-aes-")
        yield f"crypto ipsec {version}transform-set {one.name} {cipher} {one.authentication} "
    bare = 1 if device.system.pix else 14 if device.system.numbers >= (9, 13) else 2
    for end in mapped:
        head = f"crypto map {_MAP} {end.sequence}"
        if device.system.pix:
            yield f"{head} ipsec-isakmp"
        if end.matches:
            yield f"{head} match address {end.acl}"
        if end.pfs:
            yield f"{head} set pfs" + (f" group{end.pfs}" if end.pfs != bare else "")
        yield f"{head} set peer {end.peer} "
        if end.transforms:
            yield f"{head} set {version}transform-set {' '.join(one.name for one in end.sets)}"
    if device.applied and mapped:
        yield f"crypto map {_MAP} interface outside"


def _isakmp(device: Device, mapped: list[End]) -> Iterator[str]:
    system = device.system
    if system.pix:
        yield "isakmp enable outside"
        for end in mapped:
            if end.has_key:
                yield f"isakmp key ******** address {end.key_address or end.peer} netmask 255.255.255.255 "
        yield "isakmp identity address"
    else:
        yield f"crypto {'isakmp' if system.numbers < (8, 4) else 'ikev1'} enable outside"
    for at, policy in enumerate(dict.fromkeys(device.policies), 1):
        yield from _policy(device, 10 * at, policy)
    yield from ("telnet timeout 5", "ssh timeout 5", "console timeout 0")
    if system.pix:
        return
    word = "" if system.numbers < (8, 4) else "ikev1 "
    hidden = "*" if system.numbers < (8, 3) else "*****"
    for end in mapped:
        if end.has_key:
            peer = end.key_address or end.peer
            yield f"tunnel-group {peer} type ipsec-l2l"
            yield f"tunnel-group {peer} ipsec-attributes"
            yield f" {word}pre-shared-key {end.key if device.clear_keys else hidden}"


def _policy(device: Device, number: int, policy: Policy) -> Iterator[str]:
    cipher = policy.encryption.replace("aes ", "aes-")
    values = (
        ("authentication", policy.authentication),
        ("encryption", cipher),
        ("hash", policy.hash),
        ("group", str(policy.group)),
        ("lifetime", "86400"),
    )
    if device.system.pix:
        yield from (f"isakmp policy {number} {name} {value}" for name, value in values)
        return
    yield f"crypto {'isakmp' if device.system.numbers < (8, 4) else 'ikev1'} policy {number}"
    yield from (f" {name} {value}" for name, value in values)


def running_config(device: Device) -> Iterator[str]:
    """Yield the lines of ``write terminal``, ``show running-config`` or ``more system:running-config``."""
    mapped = sorted((end for end in device.ends if end.kind == "map"), key=lambda end: end.sequence)
    yield from _head(device)
    objects, rules = _objects(mapped) if device.nat and not _old(device) else ([], [])
    yield from objects
    yield from _lists(device, mapped)
    yield from _network(device, rules, mapped)
    yield from _crypto(device, mapped)
    yield from _isakmp(device, mapped)
    if device.system.pix:
        yield "terminal width 80"
    else:
        yield from (
            "!",
            "class-map inspection_default",
            " match default-inspection-traffic",
            "!",
            "!",
        )
        yield from ("policy-map global_policy", " class inspection_default", "  inspect ftp ", "!")
        yield from ("service-policy global_policy global", "prompt hostname context ")
    yield "Cryptochecksum:5a1dc2fe0a1c7f3a6f2b1c9d7e0b4f21"
    yield ": end"
