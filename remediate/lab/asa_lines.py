"""Configuration modes of the ASA, in the order of a running-config.

Lines of the groups of :data:`INTERLEAVED` stand together by name and sequence, not by kind: all of
``crypto map M 10``, then all of ``crypto map M 20``. The order of kinds is that of running-configs of
9.x as the corpus has them; what it doesn't show is from memory.
"""

from __future__ import annotations

from functools import cache

from remediate.lab.asa_crypto_lines import crypto_lines, crypto_modes, tunnel_lines
from remediate.lab.asa_older import OLDER_HIDDEN, OLDER_SHOWN, older_modes
from remediate.lab.releases import Release
from remediate.lab.vocabulary import Line, Mode, Vocabulary, line

__all__ = ["INTERLEAVED", "asa_vocabulary", "shown_defaults"]

INTERLEAVED = frozenset(
    {"access-list", "dynamic map", "crypto map", "group-policy", "username", "tunnel-group"}
)
_TIMEOUTS = (
    ("xlate", "3:00:00"),
    ("pat-xlate", "0:00:30"),
    ("conn", "1:00:00 half-closed 0:10:00 udp 0:02:00 sctp 0:02:00 icmp 0:00:02"),
    ("sunrpc", "0:10:00 h323 0:05:00 h225 1:00:00 mgcp 0:05:00 mgcp-pat 0:05:00"),
    ("sip", "0:30:00 sip_media 0:02:00 sip-invite 0:03:00 sip-disconnect 0:02:00"),
    ("sip-provisional-media", "0:02:00 uauth 0:05:00 absolute"),
    ("tcp-proxy-reassembly", "0:01:00"),
    ("floating-conn", "0:00:00"),
    ("conn-holddown", "0:00:15"),
    ("igp", "stale-route 0:01:10"),
)
SHOWN = frozenset(
    {
        "names", "mac-address auto", "ftp mode", "pager lines", "failover", "monitor-interface service-module",
        "icmp unreachable", "asdm history enable", "arp timeout", "arp permit-nonconnected", "arp rate-limit",
        "user-identity default-domain", "aaa authentication login-history", "snmp-server location",
        "snmp-server contact", "service sw-reset-button", "telnet timeout", "ssh stricthostkeycheck",
        "ssh timeout", "ssh key-exchange", "console timeout", "threat-detection basic-threat",
        "threat-detection statistics access-list", "threat-detection statistics tcp-intercept",
        "dynamic-access-policy-record", "prompt", "call-home reporting", "crypto ipsec security-association pmtu-aging",
        "crypto ca trustpool policy", *(f"timeout {name}" for name, _ in _TIMEOUTS),
    }
)  # fmt: skip
"""Keys of global lines whose default a running-config of 9.x prints."""


@cache
def asa_vocabulary(release: Release) -> Vocabulary:
    """Return the modes of a release."""
    top = [*_first(), *_middle(), *crypto_lines(release), *_last()]
    modes = [
        Mode("configure", "config", top),
        *_interfaces(),
        *_objects(),
        *crypto_modes(release),
        *_services(),
    ]
    return Vocabulary(modes if release.names_versions else older_modes(modes))


@cache
def shown_defaults(release: Release) -> frozenset[str]:
    """Return the keys of global lines whose default a running-config prints."""
    return SHOWN if release.names_versions else SHOWN - OLDER_HIDDEN | OLDER_SHOWN


def _first() -> list[Line]:
    return [
        line("hostname <name:name>"),
        line("domain-name <name:name>"),
        line("enable password <secret:word> [<form:(encrypted|pbkdf2|level)>]", key="enable password"),
        line("passwd <secret:word> [<form:(encrypted)>]", key="passwd"),
        line("names", on=True, default="names"),
        line("name <address:ip> <name:name>", each="address"),
        line("mac-address auto", default="no mac-address auto"),
        line("ip local pool <pool:name> <range:name> [mask <mask:mask>]", key="ip local pool", each="pool"),
        line("interface <name:interface>", each="name", opens="interface", group="interface"),
        line("banner <kind:(motd|login|exec|asdm)> <text:line>", key="banner", each="kind text", sort="kind"),
        line("boot system <file:name>", each="file"),
        line("ftp mode (passive|active)", key="ftp mode", default="ftp mode passive"),
        line("clock timezone <zone:name> <hours:name> [<minutes:0-59>]"),
        line("clock summer-time <rule:line>"),
        line("dns domain-lookup <nameif:name>", each="nameif"),
        line("dns server-group <name:name>", each="name", opens="dns-group"),
        line("same-security-traffic permit <where:(inter-interface|intra-interface)>", each="where"),
        line("object network <name:name>", each="name", opens="network-object", group="object"),
        line("object service <name:name>", each="name", opens="service-object", group="object"),
        line("object-group network <name:name>", key="object-group", each="name", opens="network-group", group="object-group"),
        line("object-group service <name:name> [<protocol:(tcp|udp|tcp-udp)>]", key="object-group", each="name", opens="service-group", group="object-group"),
        line("object-group protocol <name:name>", key="object-group", each="name", opens="protocol-group", group="object-group"),
        line("access-list <acl:name> [line <line:1-2147483647>] [extended] <action:(permit|deny)> <entry:asa-ace>", key="access-list", each="acl body", group="access-list"),
        line("access-list <acl:name> [line <line:1-2147483647>] standard <action:(permit|deny)> <network:line>", key="access-list", each="acl body", group="access-list"),
        line("access-list <acl:name> [line <line:1-2147483647>] remark <text:line>", key="access-list", each="acl body", group="access-list"),
        line("pager lines <lines:0-2147483647>", default="pager lines 24"),
    ]  # fmt: skip


def _middle() -> list[Line]:
    levels = "(emergencies|alerts|critical|errors|warnings|notifications|informational|debugging)"
    return [
        line("logging enable"),
        line("logging timestamp"),
        line("logging buffer-size <size:4096-52428800>"),
        *(line(f"logging {where} <level:{levels}>") for where in ("console", "monitor", "buffered", "trap", "asdm")),
        line("logging host <nameif:name> <host:ip> [<port:name>]", each="nameif host"),
        line("logging device-id <what:line>"),
        line("logging debug-trace"),
        line("logging message <number:1-999999>", on=True, each="number"),
        line("logging class <rule:line>", each="rule"),
        line("mtu <nameif:name> <mtu:64-9198>", each="nameif"),
        line("failover", default="no failover"),
        line("monitor-interface service-module", default="no monitor-interface service-module"),
        line("icmp unreachable rate-limit <rate:1-100> burst-size <burst:1-10>", key="icmp unreachable", default="icmp unreachable rate-limit 1 burst-size 1"),
        line("icmp <action:(permit|deny)> <rule:line>", key="icmp", each="action rule"),
        line("asdm image <file:name>"),
        line("asdm history enable", default="no asdm history enable"),
        line("arp timeout <seconds:60-4294967>", default="arp timeout 14400"),
        line("arp permit-nonconnected", default="no arp permit-nonconnected"),
        line("arp rate-limit <rate:0-32768>", default="arp rate-limit 16384"),
        line(f"nat <pair:pair> [<line:1-2147483647>] {_TWICE}", key="nat", each="pair body", group="nat"),
        line(f"nat <pair:pair> after-auto [<line:1-2147483647>] {_TWICE}", key="nat after-auto", each="pair body", group="nat after"),
        line("access-group <acl:name> (in|out) interface <nameif:name>", key="access-group", each="nameif"),
        line("access-group <acl:name> global", key="access-group global"),
        line("router ospf <process:1-65535>", each="process", opens="router"),
        line("route <nameif:name> <network:ip> <mask:mask> <hop:ip> [<distance:1-255>] [track <track:1-500>]", key="route", each="nameif network mask hop"),
        *(line(f"timeout {name} <value:line>", default=f"timeout {name} {value}") for name, value in _TIMEOUTS),
        line("aaa-server <name:name> protocol <protocol:(tacacs+|radius|ldap)>", key="aaa-server protocol", each="name", opens="aaa-group"),
        line("aaa-server <name:name> <place:place> host <host:ip>", key="aaa-server host", each="name host", opens="aaa-host"),
        line("user-identity default-domain <name:name>", default="user-identity default-domain LOCAL"),
        line("aaa authentication <service:(ssh|telnet|http|serial|enable)> console <server:name> [LOCAL]", key="aaa authentication", each="service"),
        line("aaa authorization exec <rule:line>"),
        line("aaa authorization command <rule:line>"),
        line("aaa local authentication attempts max-fail <count:1-16>"),
        line("aaa authentication login-history [duration <days:1-365>]", key="aaa authentication login-history", on=True, default="aaa authentication login-history"),
        line("http server enable [<port:1-65535>]", key="http server enable"),
        line("http <network:ip> <mask:mask> <nameif:name>", key="http", each="network mask nameif"),
        line("snmp-server host <nameif:name> <host:ip> [community <community:word>] [version <version:name>]", key="snmp-server host", each="nameif host"),
        line("snmp-server location <text:line>", default="no snmp-server location"),
        line("snmp-server contact <text:line>", default="no snmp-server contact"),
        line("snmp-server community <community:word>"),
        line("sysopt connection tcpmss minimum <minimum:0-65535>", default="sysopt connection tcpmss minimum 0"),
        line("sysopt connection tcpmss [<mss:0-65535>]", key="sysopt connection tcpmss", default="sysopt connection tcpmss 1380"),
        line("sysopt connection permit-vpn", on=True, default="sysopt connection permit-vpn"),
        line("sysopt connection preserve-vpn-flows", default="no sysopt connection preserve-vpn-flows"),
        line("sysopt connection reclassify-vpn", default="no sysopt connection reclassify-vpn"),
        line("sysopt connection timewait", default="no sysopt connection timewait"),
        line("sysopt noproxyarp <nameif:name>", each="nameif"),
        line("service sw-reset-button", on=True, default="service sw-reset-button"),
    ]  # fmt: skip


_TWICE = (
    "source <how:(static|dynamic)> <real:name> <mapped:name> [destination static <there:name> <shown:name>]"
    " [service <service:name> <served:name>] [net-to-net] [dns] [unidirectional] [no-proxy-arp] [route-lookup]"
    " [inactive] [description <text:line>]"
)


def _last() -> list[Line]:
    clear = "<network:ip> <mask:mask> <nameif:name>"
    return [
        line(f"telnet {clear}", key="telnet", each="network mask nameif"),
        line("telnet timeout <minutes:1-1440>", default="telnet timeout 5"),
        line("ssh stricthostkeycheck", on=True, default="ssh stricthostkeycheck"),
        line(f"ssh {clear}", key="ssh", each="network mask nameif"),
        line("ssh timeout <minutes:1-60>", default="ssh timeout 5"),
        line("ssh version <version:(1|2)>"),
        line("ssh key-exchange group <group:(dh-group1-sha1|dh-group14-sha1)>", key="ssh key-exchange", default="ssh key-exchange group dh-group1-sha1"),
        line("ssh scopy enable"),
        line("console timeout <minutes:0-60>", default="console timeout 0"),
        line("management-access <nameif:name>"),
        line("threat-detection basic-threat", on=True, default="threat-detection basic-threat"),
        line("threat-detection statistics access-list", on=True, default="threat-detection statistics access-list"),
        line("threat-detection statistics tcp-intercept", default="no threat-detection statistics tcp-intercept"),
        line("ntp server <server:ip> [source <nameif:name>] [prefer]", key="ntp server", each="server"),
        line("dynamic-access-policy-record <name:name>", default="dynamic-access-policy-record DfltAccessPolicy"),
        *tunnel_lines(),
        line("class-map <name:name>", key="class-map", each="name", opens="class-map", group="class-map"),
        line("policy-map type inspect <kind:name> <name:name>", key="policy-map type", each="kind name", opens="inspect-map", group="policy-map"),
        line("policy-map <name:name>", each="name", opens="policy-map", group="policy-map"),
        line("service-policy <name:name> (global|interface <nameif:name>)", key="service-policy", each="name nameif", group="service-policy"),
        line("prompt <words:line>", default="prompt hostname context"),
        line("call-home reporting anonymous", key="call-home reporting", default="no call-home reporting anonymous"),
    ]  # fmt: skip


def _interfaces() -> list[Mode]:
    return [
        Mode(
            "interface",
            "config-if",
            [
                line("description <text:line>"),
                line("speed <speed:(auto|10|100|1000)>", default="speed auto"),
                line("duplex <duplex:(auto|full|half)>", default="duplex auto"),
                line("management-only"),
                line("shutdown"),
                line("vlan <vlan:1-4094>"),
                line("nameif <nameif:name>"),
                line("security-level <level:0-100>"),
                line(
                    "ip address <address:ip> [<mask:mask>] [standby <standby:ip>]", key="ip address"
                ),
                line("ip address dhcp [setroute]", key="ip address"),
                line("tunnel source interface <nameif:name>"),
                line("tunnel destination <destination:ip>"),
                line("tunnel mode ipsec ipv4"),
                line("tunnel protection ipsec profile <profile:name>", key="tunnel protection"),
            ],
        )
    ]


def _objects() -> list[Mode]:
    port = "<ports:line>"
    network = [
        line("description <text:line>"),
        line("network-object host <address:ip>", key="member", each="body"),
        line("network-object object <object:name>", key="member", each="body"),
        line("network-object <address:ip> <mask:mask>", key="member", each="body"),
        line("group-object <group:name>", key="member", each="body"),
    ]
    translated = "[dns] [unidirectional] [no-proxy-arp] [route-lookup] [service (tcp|udp) <port:name> <shown:name>]"
    return [
        Mode(
            "network-object",
            "config-network-object",
            [
                line("host <address:ip>", key="value"),
                line("subnet <address:ip> <mask:mask>", key="value"),
                line("range <low:ip> <high:ip>", key="value"),
                line("fqdn [v4|v6] <name:name>", key="value"),
                line("description <text:line>"),
                line(f"nat <pair:pair> <how:(static|dynamic)> <mapped:name> {translated}", key="nat"),
            ],
        ),
        Mode(
            "service-object",
            "config-service-object",
            [
                line("service <protocol:(tcp|udp)> [source (eq|range|lt|gt|neq) <sport:name> [<shigh:name>]] [destination (eq|range|lt|gt|neq) <port:name> [<high:name>]]", key="service"),
                line("service <protocol:name>", key="service"),
                line("description <text:line>"),
            ],
        ),
        Mode("network-group", "config-network-object-group", network),
        Mode(
            "service-group",
            "config-service-object-group",
            [
                line("description <text:line>"),
                line(f"service-object {port}", key="member", each="body"),
                line(f"port-object {port}", key="member", each="body"),
                line("group-object <group:name>", key="member", each="body"),
            ],
        ),
        Mode(
            "protocol-group",
            "config-protocol-object-group",
            [line("description <text:line>"), line("protocol-object <protocol:name>", key="member", each="body")],
        ),
    ]  # fmt: skip


def _services() -> list[Mode]:
    free = "<text:line>"
    return [
        Mode("dns-group", "config-dns-server-group", [line("name-server <server:ip>", each="server"), line("domain-name <name:name>")]),
        Mode("router", "config-router", [line(f"network {free}", each="text"), line("router-id <id:ip>"), line("log-adj-changes")]),
        Mode("aaa-group", "config-aaa-server-group", [line("max-failed-attempts <count:1-5>"), line(f"reactivation-mode {free}")]),
        Mode("aaa-host", "config-aaa-server-host", [line("key <key:word>"), line("timeout <seconds:1-300>"), line(f"authentication-port {free}")]),
        Mode("class-map", "config-cmap", [line(f"match {free}", each="text"), line(f"description {free}")]),
        Mode("inspect-map", "config-pmap", [line("parameters", opens="parameters"), line(f"match {free}", each="text")]),
        Mode("parameters", "config-pmap-p", [line(f"message-length maximum {free}", each="text"), line("tcp-inspection", default="tcp-inspection", on=True)]),
        Mode("policy-map", "config-pmap", [line("class <name:name>", each="name", opens="policy-class"), line(f"description {free}")]),
        Mode("policy-class", "config-pmap-c", [line(f"inspect {free}", each="text"), line(f"set connection {free}", each="text"), line(f"police {free}", each="text")]),
    ]  # fmt: skip
