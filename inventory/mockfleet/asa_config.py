"""Running-configs of ASA 8.2, ASA 9.x and PIX 6.3. Keys are masked, as these systems print them."""

from __future__ import annotations

from mockfleet.model import SET_NAMES, Ace, Device, Net, View, views
from mockfleet.version import image

MAP = "outside_map"


def set_name(transform: tuple[str, ...]) -> str:
    return "ESP-" + SET_NAMES[transform].replace("AES", "AES-", 1)


def config_transform(item: str) -> str:
    return item.replace(" ", "-")


def acl_name(view: View) -> str:
    device = view.device
    if view.at_hub:
        return f"VPN-{view.other.name.upper()}"
    return {"pix": "vpn-hq", "asa": "outside_1_cryptomap"}[device.kind]


def _block(net: Net) -> str:
    return f"host {net[0]}" if net.prefixlen == 32 else f"{net[0]} {net.netmask}"


def ace_text(ace: Ace) -> str:
    return f"permit ip {_block(ace.src)} {_block(ace.dst)}"


def object_name(net: Net, view: View) -> str:
    device = view.device
    if net in device.lans and view.at_hub:
        return f"HUB2-{'DATA' if net == device.lans[0] else 'DMZ'}"
    if view.at_hub:
        return f"{view.other.site.upper()}-LAN"
    if net in device.lans:
        return f"{device.site.upper()}-LAN"
    return "HUB2-DATA"


def running_config(device: Device) -> str:
    if device.kind == "pix":
        return _pix(device)
    return _asa9(device) if device.series[0] >= 9 else _asa8(device)


def _mask(prefix: int) -> str:
    return str(Net(f"0.0.0.0/{prefix}").netmask)


def _head(device: Device) -> list[str]:
    stamp = "14:22:05.211 CET Thu Feb 29 2024"
    return [
        ": Saved",
        *(
            [":"]
            if device.series[0] < 9
            else [
                "",
                ": ",
                f": Serial Number: JAD{device.number:02d}4610QX",
                f": Hardware:   {device.model}, 4096 MB RAM, CPU Atom C2000 series 1250 MHz, 1 CPU (4 cores)",
                ":",
            ]
        ),
        f": Written by netops at {stamp}",
        "!",
        f"ASA Version {device.release} ",
        "!",
        f"hostname {device.name}",
        f"domain-name {device.site}.example.net",
        f"enable password canaryEnb{device.number:02d}xxxxx encrypted",
        *(["passwd canaryPwd12xxxxx encrypted"] if device.series[0] < 9 else []),
        "names",
        *([] if device.series[0] < 9 else ["no mac-address auto", ""]),
        "!",
    ]


def _policies(device: Device, word: str) -> list[str]:
    lines: list[str] = []
    for policy in device.policies:
        lines += [
            f"crypto {word} policy {policy.priority}",
            " authentication pre-share",
            f" encryption {policy.encryption.replace(' ', '-')}",
            f" hash {policy.hash}",
            f" group {policy.group}",
            f" lifetime {policy.lifetime}",
        ]
    return lines


def _groups(device: Device, key: str) -> list[str]:
    lines: list[str] = []
    for view in views(device):
        lines += [
            f"tunnel-group {view.peer} type ipsec-l2l",
            f"tunnel-group {view.peer} ipsec-attributes",
            f" {key} *****",
        ]
    return lines


def _sets(device: Device) -> list[tuple[str, ...]]:
    found: list[tuple[str, ...]] = []
    for view in views(device):
        found += [item for item in view.sets if item not in found]
    return found


def _maps(device: Device, word: str) -> list[str]:
    lines: list[str] = []
    for view in views(device):
        start = f"crypto map {MAP} {view.tunnel.sequence if view.at_hub else 1}"
        lines.append(f"{start} match address {acl_name(view)}")
        if view.tunnel.pfs:
            lines.append(f"{start} set pfs group{view.tunnel.pfs}")
        lines.append(f"{start} set peer {view.peer} ")
        lines.append(f"{start} set {word}transform-set {' '.join(set_name(s) for s in view.sets)}")
    return [*lines, f"crypto map {MAP} interface outside"]


_INSPECT = """class-map inspection_default
 match default-inspection-traffic
!
!
policy-map type inspect dns preset_dns_map
 parameters
  message-length maximum client auto
  message-length maximum 512
policy-map global_policy
 class inspection_default
  inspect dns preset_dns_map\x20
  inspect ftp\x20
  inspect h323 h225\x20
  inspect h323 ras\x20
  inspect netbios\x20
  inspect tftp\x20
!
service-policy global_policy global
prompt hostname context """


def _asa8(device: Device) -> str:
    lan = device.lans[0]
    [view] = views(device)
    lines = [
        *_head(device),
        "interface Vlan1", " nameif inside", " security-level 100",
        f" ip address {lan[1]} {lan.netmask} ", "!",
        "interface Vlan2", " nameif outside", " security-level 0",
        f" ip address {device.outside} {_mask(device.prefix)} ", "!",
        "interface Ethernet0/0", " switchport access vlan 2", "!",
    ]  # fmt: skip
    for port in range(1, 8):
        lines += [f"interface Ethernet0/{port}", "!"]
    lines += [
        f"boot system {image(device)}",
        "ftp mode passive",
        "clock timezone CET 1",
        "dns server-group DefaultDNS",
        f" domain-name {device.site}.example.net",
    ]
    for ace in view.aces:
        lines.append(f"access-list {acl_name(view)} extended {ace_text(ace)} ")
    lines += [
        f"access-list inside_nat0_outbound extended permit ip {_block(lan)} {_block(view.other.lans[0])} ",
        "pager lines 24",
        "logging enable", "logging timestamp", "logging buffered informational",
        "mtu inside 1500", "mtu outside 1500",
        "icmp unreachable rate-limit 1 burst-size 1",
        "no asdm history enable", "arp timeout 14400",
        "global (outside) 1 interface",
        "nat (inside) 0 access-list inside_nat0_outbound",
        "nat (inside) 1 0.0.0.0 0.0.0.0",
        f"route outside 0.0.0.0 0.0.0.0 {device.gateway} 1",
        "timeout xlate 3:00:00",
        "timeout conn 1:00:00 half-closed 0:10:00 udp 0:02:00 icmp 0:00:02",
        "dynamic-access-policy-record DfltAccessPolicy",
        "aaa authentication ssh console LOCAL ",
        "http server enable", "http 10.64.0.0 255.255.252.0 inside",
        f"snmp-server location {device.site}", "no snmp-server contact",
        "snmp-server community *****",
        *(f"crypto ipsec transform-set {set_name(s)} {' '.join(config_transform(i) for i in s)} " for s in _sets(device)),
        "crypto ipsec security-association lifetime seconds 28800",
        "crypto ipsec security-association lifetime kilobytes 4608000",
        *_maps(device, ""),
        "crypto isakmp enable outside",
        *_policies(device, "isakmp"),
        "telnet timeout 5", "ssh 10.64.0.0 255.255.252.0 inside", "ssh timeout 30",
        "console timeout 0", "management-access inside",
        "threat-detection basic-threat", "threat-detection statistics access-list",
        "no threat-detection statistics tcp-intercept", "webvpn",
        f"username netops password canaryNet{device.number:02d}xxxxx encrypted privilege 15",
        *_groups(device, "pre-shared-key"), "!", *_INSPECT.split("\n"),
        "Cryptochecksum:6b2f0d3a91c44c0d8f7e5a1b2c3d4e5f", ": end",
    ]  # fmt: skip
    return "\n".join(lines) + "\n"


def _objects(device: Device) -> list[tuple[str, Net]]:
    found: list[tuple[str, Net]] = []
    for view in views(device):
        for ace in view.aces:
            for net in (ace.src, ace.dst):
                # What NAT exempts is what stands behind the spoke, whatever its own ACL says.
                item = (object_name(net, view), net)
                if item not in found:
                    found.append(item)
    return found


def uses_objects(view: View) -> bool:
    """Whether the entry's crypto ACL is written with objects."""
    return view.other.number % 2 == 0 if view.at_hub else view.device.number % 2 == 1


def _acl9(view: View) -> list[str]:
    lines = [f"access-list {acl_name(view)} remark {view.other.name}"] if view.at_hub else []
    for ace in view.aces:
        if uses_objects(view):
            what = (
                f"permit ip object {object_name(ace.src, view)} object {object_name(ace.dst, view)}"
            )
        else:
            what = ace_text(ace)
        lines.append(f"access-list {acl_name(view)} extended {what} ")
    return lines


def _asa9(device: Device) -> str:
    ends = views(device)
    lines = _head(device)
    lines += [
        "interface GigabitEthernet1/1", " nameif outside", " security-level 0",
        f" ip address {device.outside} {_mask(device.prefix)} ", "!",
    ]  # fmt: skip
    for index, (name, lan) in enumerate(zip(device.lan_ifs, device.lans, strict=True), start=2):
        lines += [
            f"interface GigabitEthernet1/{index}", f" nameif {name}",
            f" security-level {100 if name == 'inside' else 50}",
            f" ip address {lan[1]} {lan.netmask} ", "!",
        ]  # fmt: skip
    for port in range(2 + len(device.lans), 9):
        lines += [
            f"interface GigabitEthernet1/{port}",
            " shutdown",
            " no nameif",
            " no security-level",
            " no ip address",
            "!",
        ]
    lines += [
        "interface Management1/1", " management-only", " no nameif", " no security-level", " no ip address", "!",
        "ftp mode passive", "clock timezone CET 1", "dns server-group DefaultDNS",
        f" domain-name {device.site}.example.net", "object network obj_any", " subnet 0.0.0.0 0.0.0.0",
    ]  # fmt: skip
    for name, net in _objects(device):
        lines += [f"object network {name}", f" subnet {net[0]} {net.netmask}"]
    for view in ends:
        lines += _acl9(view)
    inside = ",".join(device.lan_ifs)
    lines += [
        "pager lines 24",
        "logging enable",
        "logging timestamp",
        "logging buffer-size 262144",
        f"logging buffered {'debugging' if device.name == 'hub2' else 'informational'}",
        *(f"mtu {name} 1500" for name in ("outside", *device.lan_ifs)),
        "icmp unreachable rate-limit 1 burst-size 1",
        "no asdm history enable",
        "arp timeout 14400",
        "no arp permit-nonconnected",
    ]
    for view in ends:
        for ace in view.aces:
            where = (
                "dmz"
                if len(device.lans) > 1 and ace.src == device.lans[1]
                else inside.split(",")[0]
            )
            own, far = object_name(ace.src, view), object_name(ace.dst, view)
            lines.append(
                f"nat ({where},outside) source static {own} {own} destination static {far} {far} no-proxy-arp route-lookup"
            )
    lines += [
        "!", "object network obj_any", " nat (any,outside) dynamic interface",
        f"route outside 0.0.0.0 0.0.0.0 {device.gateway} 1",
        "timeout xlate 3:00:00", "timeout pat-xlate 0:00:30",
        "timeout conn 1:00:00 half-closed 0:10:00 udp 0:02:00 sctp 0:02:00 icmp 0:00:02",
        "user-identity default-domain LOCAL", "aaa authentication ssh console LOCAL ",
        "http server enable", "http 10.64.0.0 255.255.252.0 inside",
        f"snmp-server location {device.site}", "no snmp-server contact", "snmp-server community *****",
        "service sw-reset-button",
        *(f"crypto ipsec ikev1 transform-set {set_name(s)} {' '.join(config_transform(i) for i in s)} " for s in _sets(device)),
        "crypto ipsec security-association pmtu-aging infinite",
        *_maps(device, "ikev1 "),
        "crypto ca trustpool policy", "crypto ikev1 enable outside",
        *_policies(device, "ikev1"),
        "telnet timeout 5", "ssh stricthostkeycheck", "ssh 10.64.0.0 255.255.252.0 inside", "ssh timeout 30",
        "ssh version 2", "ssh key-exchange group dh-group1-sha1", "console timeout 0",
        "threat-detection basic-threat", "threat-detection statistics access-list",
        "no threat-detection statistics tcp-intercept",
        f"ntp server 10.0.0.5 source {inside.split(',')[0]}",
        "dynamic-access-policy-record DfltAccessPolicy",
        f"username netops password $sha512$5000$canary{device.number:02d}Fl0xVQ==$canaryHash{device.number:02d}== pbkdf2 privilege 15",
        *_groups(device, "ikev1 pre-shared-key"), "!", *_INSPECT.split("\n"),
        "no call-home reporting anonymous",
        "Cryptochecksum:c1f0be53a9a1d0f27a2c4b19e67f5502", ": end",
    ]  # fmt: skip
    return "\n".join(lines) + "\n"


def _pix(device: Device) -> str:
    lan = device.lans[0]
    [view] = views(device)
    lines = [
        ": Saved", ":", f"PIX Version {device.release}",
        "interface ethernet0 auto", "interface ethernet1 100full",
        "nameif ethernet0 outside security0", "nameif ethernet1 inside security100",
        "enable password canaryEnb34xxxxx encrypted", "passwd canaryPwd34xxxxx encrypted",
        f"hostname {device.name}", f"domain-name {device.site}.example.net",
        "clock timezone CET 1",
        "fixup protocol dns maximum-length 512", "fixup protocol ftp 21", "fixup protocol http 80",
        "fixup protocol rsh 514", "fixup protocol sip 5060", "fixup protocol skinny 2000",
        "fixup protocol smtp 25", "names",
        f"access-list nonat {ace_text(view.aces[0])} ",
        *(f"access-list {acl_name(view)} {ace_text(ace)} " for ace in view.aces),
        "pager lines 24", "logging on", "logging buffered warnings",
        "mtu outside 1500", "mtu inside 1500",
        f"ip address outside {device.outside} {_mask(device.prefix)}",
        f"ip address inside {lan[1]} {lan.netmask}",
        "ip audit info action alarm", "ip audit attack action alarm",
        "pdm history enable", "arp timeout 14400",
        "global (outside) 1 interface", "nat (inside) 0 access-list nonat",
        "nat (inside) 1 0.0.0.0 0.0.0.0 0 0",
        f"route outside 0.0.0.0 0.0.0.0 {device.gateway} 1",
        "timeout xlate 3:00:00",
        "timeout conn 1:00:00 half-closed 0:10:00 udp 0:02:00 rpc 0:10:00 h225 1:00:00",
        "timeout uauth 0:05:00 absolute", "aaa-server LOCAL protocol local",
        "http server enable", "http 10.64.0.0 255.255.252.0 inside",
        f"snmp-server location {device.site}", "no snmp-server contact",
        "snmp-server community canaryRO34", "no snmp-server enable traps", "floodguard enable",
        "sysopt connection permit-ipsec",
        *(f"crypto ipsec transform-set {set_name(s)} {' '.join(config_transform(i) for i in s)} " for s in _sets(device)),
        f"crypto map {MAP} 10 ipsec-isakmp",
        f"crypto map {MAP} 10 match address {acl_name(view)}",
        f"crypto map {MAP} 10 set peer {view.peer}",
        f"crypto map {MAP} 10 set transform-set {' '.join(set_name(s) for s in view.sets)}",
        f"crypto map {MAP} interface outside",
        "isakmp enable outside",
        f"isakmp key ******** address {view.peer} netmask 255.255.255.255 no-xauth no-config-mode ",
        "isakmp identity address",
    ]  # fmt: skip
    for policy in device.policies:
        start = f"isakmp policy {policy.priority}"
        lines += [
            f"{start} authentication pre-share",
            f"{start} encryption {policy.encryption.replace(' ', '-')}",
            f"{start} hash {policy.hash}",
            f"{start} group {policy.group}",
            f"{start} lifetime {policy.lifetime}",
        ]
    lines += [
        "telnet timeout 5", "ssh 10.64.0.0 255.255.252.0 inside", "ssh timeout 30",
        "management-access inside", "console timeout 0",
        "username netops password canaryNet34xxxxx encrypted privilege 15", "terminal width 80",
        "Cryptochecksum:8d1f2a5c77b0e9346f0a1d2c3b4e5f60", ": end",
    ]  # fmt: skip
    return "\n".join(lines) + "\n"
