"""Running-configs of IOS and IOS-XE."""

from __future__ import annotations

from mockfleet.clock import zone
from mockfleet.model import SET_NAMES, Ace, Device, Net, Policy, View, views
from mockfleet.version import image

_STAMPS = {
    "datetime": ("service timestamps debug datetime msec", "service timestamps log datetime msec"),
    "star": ("service timestamps debug datetime msec", "service timestamps log datetime msec"),
    "seq": ("service timestamps debug datetime msec", "service timestamps log datetime msec"),
    "tz": (
        "service timestamps debug datetime msec localtime show-timezone year",
        "service timestamps log datetime msec localtime show-timezone year",
    ),
    "uptime": ("service timestamps debug uptime", "service timestamps log uptime"),
    "none": ("no service timestamps debug uptime", "no service timestamps log uptime"),
}


def archives(device: Device) -> bool:
    """Whether the device logs each configuration command."""
    return device.series[:2] >= (12, 4) and device.number % 3 == 0


def logs_sessions(device: Device) -> bool:
    return device.series[:2] >= (12, 4) and device.number % 3 == 2


def map_name(device: Device) -> str:
    if device.name == "hub1":
        return "HQ-VPN"
    return ("VPN", "vpnmap", "CMAP", "TO-HQ")[device.number % 4]


def set_name(device: Device, transform: tuple[str, ...]) -> str:
    """The hub and sites with several sets name them by what they are; others as they like."""
    several = {item for view in views(device) for item in view.sets}
    if device.name == "hub1" or len(several) > 1 or device.number % 3 == 0:
        return SET_NAMES[transform]
    return ("TSET", "vpn-ts", "ESP-TUNNEL")[device.number % 3]


def acl_name(view: View) -> str:
    """Name or number of the crypto ACL."""
    device = view.device
    if view.at_hub:
        return f"VPN-{view.other.name.upper()}"
    index = device.tunnels.index(view.tunnel)
    if device.series[0] < 15 or device.number % 3 == 0:
        return str(110 + index)
    return f"ACL-{view.other.name.upper()}"


def _block(net: Net) -> str:
    return f"host {net[0]}" if net.prefixlen == 32 else f"{net[0]} {net.hostmask}"


def ace_text(ace: Ace, action: str = "permit") -> str:
    return f"{action} ip {_block(ace.src)} {_block(ace.dst)}"


def _policy(policy: Policy) -> list[str]:
    lines = [f"crypto isakmp policy {policy.priority}", f" encr {policy.encryption}"]
    if policy.hash != "sha":
        lines.append(f" hash {policy.hash}")
    lines.append(" authentication pre-share")
    if policy.group != 1:
        lines.append(f" group {policy.group}")
    if policy.lifetime != 86400:
        lines.append(f" lifetime {policy.lifetime}")
    return lines


def _key(view: View) -> str:
    if view.device.type6:
        return f"crypto isakmp key 6 Z^canaryUFaHQ[DWZBDJG_eW{view.device.number}AAB address {view.peer}"
    pad = "  " if view.device.series[:2] >= (15, 2) and view.device.series[0] == 15 else ""
    return f"crypto isakmp key {view.key} address {view.peer}{pad}"


def _crypto(device: Device) -> list[str]:
    lines = ["crypto logging session", "!"] if logs_sessions(device) else []
    for policy in device.policies:
        lines += _policy(policy)
    if device.name != "hub1" and device.number % 4 == 1:
        lines.append("crypto isakmp keepalive 10 3")
    ends = views(device)
    at = next((i for i, line in enumerate(lines) if "keepalive" in line), len(lines))
    lines[at:at] = [_key(view) for view in ends]
    lines.append("!")
    long = [view for view in ends if not view.at_hub and view.tunnel.lifetime != 3600]
    if long:
        lines += [
            f"crypto ipsec security-association lifetime seconds {long[0].tunnel.lifetime}",
            "!",
        ]
    seen: list[tuple[str, ...]] = []
    for view in ends:
        for transform in view.sets:
            if transform not in seen:
                seen.append(transform)
    for transform in seen:
        lines.append(
            f"crypto ipsec transform-set {set_name(device, transform)} {' '.join(transform)} "
        )
        if device.series[:2] >= (15, 3):
            lines.append(" mode tunnel")
    lines.append("!")
    for view in ends:
        sequence = (
            view.tunnel.sequence if view.at_hub else 10 * (device.tunnels.index(view.tunnel) + 1)
        )
        lines.append(f"crypto map {map_name(device)} {sequence} ipsec-isakmp ")
        if view.at_hub:
            lines.append(f" description site {view.other.name}")
        lines.append(f" set peer {view.peer}")
        lines.append(
            f" set transform-set {' '.join(set_name(device, item) for item in view.sets)} "
        )
        if view.tunnel.pfs:
            lines.append(f" set pfs group{view.tunnel.pfs}")
        lines.append(f" match address {acl_name(view)}")
    return [*lines, "!", "!"]


def _lan_address(net: Net) -> str:
    return f" ip address {net[1]} {net.netmask}"


def _interfaces(device: Device) -> list[str]:
    lines: list[str] = []
    netmask = str(Net(f"0.0.0.0/{device.prefix}").netmask)
    wan = [
        f"interface {device.wan_if}",
        " description WAN to the provider",
        f" ip address {device.outside} {netmask}",
    ]
    if device.mtu != 1500:
        wan.append(f" ip mtu {device.mtu}")
    wan += [" ip nat outside"]
    wan += (
        [" ip virtual-reassembly"]
        if device.series[0] < 15
        else [" ip virtual-reassembly in"] * (device.kind == "ios")
    )
    if device.kind == "iosxe":
        wan.append(" negotiation auto")
    elif "Ethernet0/1" in device.wan_if or device.wan_if in ("FastEthernet4", "GigabitEthernet8"):
        wan += [" duplex auto", " speed auto"]
    elif device.wan_if.startswith("Ethernet"):
        wan.append(" half-duplex")
    if device.series[0] >= 15 and device.kind == "ios" and device.number % 2:
        wan.append(" no cdp enable")
    wan.append(f" crypto map {map_name(device)}")
    if device.name == "hub1":
        wan.append(" crypto ipsec fragmentation after-encryption")
    lan: list[str] = []
    for index, (name, net) in enumerate(zip(device.lan_ifs, device.lans, strict=True)):
        what = "LAN" if index == 0 else "VOICE"
        lan += [
            f"interface {name}",
            f" description {what} {device.site}",
            _lan_address(net),
            " ip nat inside",
        ]
        if device.kind == "ios":
            lan.append(" ip virtual-reassembly" + (" in" if device.series[0] >= 15 else ""))
        if device.number in (21, 40):
            lan.append(" ip tcp adjust-mss 1360")
        if name.startswith("Vlan"):
            pass
        elif device.kind == "iosxe":
            lan.append(" negotiation auto")
        elif device.model in ("1721", "1760"):
            lan.append(" speed auto")
        else:
            lan += [" duplex auto", " speed auto"]
        lan.append("!")
    if device.lan_ifs[0].startswith("Vlan"):
        stem = {"C1111": "GigabitEthernet0/1/", "892FSP": "GigabitEthernet"}.get(
            device.model, "FastEthernet"
        )
        for port in range(4):
            lines.append(f"interface {stem}{port}")
            if device.kind == "ios":
                lines.append(" no ip address")
            lines.append("!")
        lines += [*wan, "!", *lan]
    else:
        lines += [*lan, *wan, "!"]
        if device.number % 5 == 0 and device.model not in ("1721", "1760"):
            lines += [
                "interface Serial0/0/0",
                " no ip address",
                " shutdown",
                " clock rate 2000000",
                "!",
            ]
    if device.name == "hub1":
        lines += [
            "interface GigabitEthernet0",
            " vrf forwarding Mgmt-intf",
            " ip address 10.255.0.11 255.255.255.0",
            " negotiation auto",
            "!",
        ]
    return lines


def _far(view: View) -> list[Net]:
    """Networks beyond the tunnel that the NAT exemption names: the right ones."""
    if view.at_hub:
        return [view.other.lans[0]]
    return list(view.other.lans[: 2 if len(view.tunnel.hub_aces) > 1 else 1])


def _numbered(device: Device) -> bool:
    return device.series[0] < 15 or device.number % 3 == 0


def _route_map(device: Device) -> bool:
    return device.name == "hub1" or device.number % 2 == 0


def _nat_list(device: Device) -> str:
    if _numbered(device) and device.name != "hub1":
        return "120"
    return "NAT-EXEMPT" if _route_map(device) else "NAT-ACL"


def _lists(device: Device) -> tuple[list[str], list[str]]:
    """Named lists and numbered ones; the former stand before the latter in the configuration."""
    named: list[str] = []
    flat: list[str] = []
    numbers = device.kind == "iosxe" and device.series[0] >= 17

    def add(name: str, entries: list[str]) -> None:
        if name.isdigit():
            flat.extend(f"access-list {name} {entry}" for entry in entries)
            return
        named.append(f"ip access-list extended {name}")
        for step, entry in enumerate(entries, start=1):
            named.append(f" {10 * step} {entry}" if numbers else f" {entry}")

    ends = views(device)
    nat_name = _nat_list(device)
    nat: list[str] = []
    for view in ends:
        for own in device.lans if view.at_hub else device.lans[:1]:
            for far in _far(view):
                if view.at_hub and own != device.lans[0] and len(view.tunnel.hub_aces) < 2:
                    continue
                nat.append(ace_text(Ace(src=own, dst=far), "deny  "))
    nat += [f"permit ip {_block(own)} any" for own in device.lans]
    if not nat_name.isdigit():
        add(nat_name, nat)
    for view in ends:
        entries = [ace_text(ace) for ace in view.aces]
        if device.number in (4, 18, 23):
            entries.insert(0, f"remark crypto {view.other.name}")
        add(acl_name(view), entries)
    if nat_name.isdigit():
        add(nat_name, nat)
    flat.insert(0, "access-list 23 permit 10.0.0.0 0.0.3.255")
    return named, flat


def running_config(device: Device) -> str:
    """The text between the prompt's line and the next prompt."""
    if device.kind == "iosxe":
        version = ".".join(str(n) for n in device.series[:2])
    else:
        version = device.release.split("(")[0]
    head = [f"version {version}"]
    if device.kind == "ios":
        head += ["no service pad"] if device.series[0] < 15 else []
    head += list(_STAMPS[device.stamp])
    head += (
        ["service password-encryption"]
        if device.number % 2
        else ["no service password-encryption"] * (device.kind == "ios")
    )
    if device.stamp == "seq":
        head.append("service sequence-numbers")
    if device.kind == "iosxe":
        head += ["platform qfp utilization monitor load 80"]
    head += ["!", f"hostname {device.name}", "!", "boot-start-marker"]
    if device.number % 7 == 1:
        head.append(
            f"boot system {image(device).replace('flash:', 'flash ') if device.kind == 'ios' else image(device)}"
        )
    head += ["boot-end-marker", "!"]
    if device.name == "hub1":
        head += [
            "vrf definition Mgmt-intf",
            " !",
            " address-family ipv4",
            " exit-address-family",
            "!",
        ]
    head += [
        f"logging buffered {32768 + 1024 * (device.number % 4) * 16}{' debugging' if device.series[0] < 15 else ''}",
        f"enable secret 5 $1$cnry$canaryEnable{device.number:02d}xxxxxxxx",
        "!",
        "no aaa new-model",
    ]
    if device.stamp == "tz":
        head.append("clock timezone CET 1 0")
    if device.series[:2] >= (12, 4):
        head.append("login on-success log")
    head += ["ip cef", "!", "!"]
    head += (
        ["no ip domain lookup", f"ip domain name {device.site}.example.net"]
        if device.series[:2] >= (12, 4)
        else ["no ip domain-lookup"]
    )
    if device.kind == "ios" and device.series[0] >= 15:
        head += ["no ipv6 cef", "!", "multilink bundle-name authenticated", "!"]
    head += [
        "!",
        f"username netops privilege 15 secret 5 $1$cnry$canaryNetops{device.number:02d}xxxxxxxx",
        "!",
    ]
    if device.series[:2] >= (12, 4):
        head += (
            [
                "archive",
                " log config",
                "  logging enable",
                f"  notify syslog{' contenttype plaintext' if device.series[0] >= 15 else ''}",
                "  hidekeys",
                "!",
            ]
            if archives(device)
            else []
        )
    head += ["!"]
    how = "route-map NONAT" if _route_map(device) else f"list {_nat_list(device)}"
    nat = [f"ip nat inside source {how} interface {device.wan_if} overload"]
    routes = [f"ip route 0.0.0.0 0.0.0.0 {device.gateway}"]
    if device.series[:2] >= (12, 4):
        routes.insert(0, "ip forward-protocol nd")
    named, flat = _lists(device)
    web = ["no ip http server", "no ip http secure-server", "!"]
    tail = (
        [*routes, *web, *nat, "!"]
        if device.series[0] < 15
        else [
            "ip forward-protocol nd",
            "!",
            *web,
            *nat,
            f"ip route 0.0.0.0 0.0.0.0 {device.gateway}",
            "!",
        ]
    )
    tail += [*named, *(["!"] if named else []), *flat]
    if _route_map(device):
        tail += ["!", "route-map NONAT permit 10", f" match ip address {_nat_list(device)}", "!"]
    else:
        tail += ["!"]
    tail += [
        "logging host 10.0.0.30" if device.series[0] >= 15 else "logging 10.0.0.30",
        f"snmp-server community canaryRO{device.number:02d} RO 23",
        f"snmp-server location {device.site}",
        "!",
        "control-plane",
        "!",
        "!",
        "line con 0",
        " exec-timeout 30 0",
        " login local",
        *([" stopbits 1"] if device.kind == "iosxe" else []),
        "line aux 0",
        "line vty 0 4",
        " access-class 23 in",
        " login local",
        " transport input ssh" if device.series[:2] >= (12, 4) else " transport input telnet",
        "!",
        *(["scheduler allocate 20000 1000"] if device.kind == "ios" else []),
        *(["ntp server 10.0.0.5"] if device.stamp in ("datetime", "tz", "seq") else []),
        *(["!"] if device.kind == "ios" else ["!", "!"]),
        "end",
    ]
    body = "\n".join([*head, *_crypto(device), *_interfaces(device), *tail]) + "\n"
    return _head(device, body)


def _head(device: Device, body: str) -> str:
    changed = (
        f"!\n! Last configuration change at 14:02:11 {zone(device)} Mon Mar 4 2024 by netops\n"
        f"! NVRAM config last updated at 14:02:40 {zone(device)} Mon Mar 4 2024 by netops\n"
        if device.stamp in ("tz", "datetime")
        else ""
    )
    text = changed + "!\n" + body
    return f"Building configuration...\n\nCurrent configuration : {len(text)} bytes\n{text}\n"
