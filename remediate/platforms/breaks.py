"""Lines of a running-config that were broken, joined or interrupted on their way through terminals and mails.

A mail breaks long lines, a terminal joins a full line with the next one, a prompt of another session
stands within a section: each command still reads as one, with other words. What such a text says of
IPsec is no proof, neither what it has nor what it lacks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from remediate.platforms.flattened import belongs, is_flattened, out_of_place

__all__ = ["Break", "broken"]


class Break(NamedTuple):
    """The first line that can't be as the device printed it."""

    line: int
    """1-based, of the text."""
    reason: str


_BEGINNINGS = frozenset(
    """
    aaa aaa-server access-expression access-group access-list action airgroup alarm alias ap app appletalk archive
    arp asa asdm asp async auth-prompt authentication auto automatic-tester autonomic avc banner beacon bfd boot
    boot-end-marker boot-start-marker bridge buffers building busy-message call call-home callhome captive-portal
    card cdp cem chat-script cisp class class-map cli client clns clock clock-rate cluster cns cond conduit config
    config-register configuration connect console control-plane controller cpu crypto cryptochecksum ctl-file cts
    current current_configuration ddns debug decnet default default-value define device-sensor dhcp-client dhcpd
    dhcprelay diagnostic dial-peer dialer dialer-list disable dlsw dns dns-group dns-guard dnsix domain-name dot11
    dot1x downward dspfarm dynamic-access-policy-record dynamic-filter dynamic-map email enable encapsulation end
    energywise environment epm errdisable escape established ethernet event exception exec-file exit
    exit-address-family fabric failover file filter fips firewall fixup flow flow-export flowspec fragment
    frame-relay ftp ftp-server garp-mask gatekeeper global group-delimiter group-object group-policy hardware help
    history hostname hpm http http-server hw-module icmp id-manager identity ids igmp import interface ip ipc ipsec
    ipv6 ipx isakmp isdn isis jumbo-frame kerberos key key-string kron l2 l2tp l2vpn l4tm lacp lane ldap license
    line lldp load-interval local locale location logging login logout mab mac mac-address mac-address-table macro
    management-access map-class map-list match media-termination memory memory-size menu metadata mgcp microcode mls
    mobile module monitor monitor-interface mop mount-path mpls mroute mta mtu multicast-routing multilink mvrp name
    name-server nameif names nat nat-control net netbios netconf netconf-yang netflow network network-clock nls no
    ntp ntp-server ntpserver nve object object-group object-group-search onep order os oui outbound packet
    packet-tracer pagent pager pagp parameter-map parser partition passwd password password-policy pdm pep
    performance pfr phone-proxy pim pix platform policy-list policy-map policy-server power pppoe pppoe-client
    prefix-list printer priority-list priority-queue privilege process processes profile prompt ptp qos queue-list
    quic quit radius radius-common-pw radius-server random-detect redirect-fqdn redundancy regex remark resource
    resource-pool resume-string rif rip rlm rmon route route-map route-tag router rsh rtr sa same-security-traffic
    sampler sasl saved scheduler scp scripting sctp sdm security security-group security-password seed self
    serial-number service service-policy session-limit setup sgbp shell shun sip-server sip-ua site-to-site sla
    smtp-server snasw snmp snmp-map snmp-server spanning-tree spd ssh sshd ssl stackwise-virtual standby
    state-machine static stcapp stun subnet subscriber sunrpc-server svclc switch switch-profile switchport
    synchronous sysopt system table-map tacacs tacacs-server tag tcp tcp-map telnet template terminal terminal-queue
    tftp tftp-server threat-detection threshold time-range timeout timesource tls-proxy track transceiver
    translation translation-rule transport trunk tty tunnel tunnel-group tunnel-group-map type udld udp undo
    unified-communications upgrade uptime url-block url-cache url-list url-server user-identity user-statistics
    username using uuid value ve verify version violation virtual virtual-profile virtual-service virtual-template
    vlan vlan-range vmps voice voice-card voice-port voip vpath vpdn vpdn-group vpdn-template vpdnprovision vpn
    vpn-addr-assign vpn-sessiondb vpnclient vpngroup vrf vrrp vstack vtp vty-async vwcm wccp web webvpn wireless
    wism wsma x25 x29 xconnect xdr xlate xlate-bypass xns xot zone zone-pair zonelabs-integrity
    """.split()  # noqa: SIM905 - read more easily
)
"""First words of commands that stand at the margin of a running-config (IOS, IOS-XE, PIX, ASA) and of what is printed around it."""
_OF_CONSEQUENCE = (
    "crypto ", "isakmp ", "tunnel-group ", "group-policy ", "interface ", "access-list ", "ip access-list ", "ip route ",
    "route ", "ip nat ", "nat ", "global ", "static ", "route-map ", "object network ", "object-group ", "sysopt ",
    "vpngroup ", "ip local pool ", "access-group ", "ip host ", "name ", "nameif ", "ip address ",
)  # fmt: skip
"""Headings of what the diagnosis rests on."""
_FREE = ("description ", "remark ", "banner ", "alias ", "name ")
"""Settings whose text people write as they like."""
_INTERFACES = re.compile(
    r"\s+(?:ip address (?:\d|dhcp|negotiated)|crypto map \S+\s*$|duplex |speed |negotiation auto|ip nat (?:in|out)side\s*$"
    r"|nameif |security-level \d|tunnel (?:source|destination|protection|mode) )"
)
_NOT_INTERFACES = re.compile(
    r"\s+(?:set (?:peer|transform-set|pfs|ikev2-profile|isakmp-profile) |match (?:address|identity) |encr(?:yption)? \S"
    r"|hash \S|authentication (?:pre-share|rsa-|remote |local )|(?:\d+ )?(?:permit|deny) )"
)
_ADDRESSES = ("crypto ", "ip access-list ", "route-map ", "access-list ", "tunnel-group ")
"""Headings under which no setting of an interface stands."""
_TWO = re.compile(
    r"\s+(?:"
    r"(?:encr(?:yption)?|hash|authentication|group|lifetime) \S.* (?:encr(?:yption)?|hash|authentication|group|lifetime|crypto) \S"
    r"|(?:set|match) \S.* (?:set|match) (?:peer|transform-set|address|pfs|security-association|ikev2-profile|isakmp-profile)\b"
    r"|ip address [\d.]+ [\d.]+ (?!secondary|standby|pppoe|track|vrf)\S"
    r"|address [\d.]+ (?:[\d.]+ )?(?:pre-shared-key|identity)\b"
    r"|pre-shared-key \S.* (?:pre-shared-key|address|identity) (?!\d)"
    r"|peer \S+ +(?:address|pre-shared-key) "
    r"|network-object \S.* network-object "
    r"|(?:speed|duplex|negotiation|ip nat|no ip) \S+ (?:\S+ )?crypto map "
    r")"
)
"""Two settings of a section on one line."""
_HEAD = (
    r"(?:crypto (?:isakmp|ipsec|map|ikev1|ikev2|dynamic-map|keyring) |interface [A-Z]|access-list \S+ (?:permit|deny|extended"
    r"|standard|remark) |ip access-list |ip route |isakmp (?:policy|key|enable|identity) |tunnel-group \S+ (?:type|ipsec|general)"
    r"|object(?:-group)? network |nat \(|ip nat (?:inside|outside) |hostname |line (?:vty|con) )"
)
_JOINED = re.compile(rf"(?<=\S)(?:  +)?{_HEAD}")
"""A command with the beginning of another one in it."""
_MARKED = re.compile(r"[\w.)]!$")
"""A command with the mark behind it, which stands on a line of its own."""
_MARKED_KEY = re.compile(r"(?: address [\d.]+| )!$")
_HIDDEN = re.compile(rf"!{_HEAD}")
"""The mark with the next command behind it."""
_HEADINGS = re.compile(
    r"crypto (?:map|dynamic-map) \S+ \d+ ipsec-isakmp +(?!dynamic|profile|discover|!)\S"
    r"|crypto (?:isakmp|ikev1) policy \d+ +\S"
    r"|crypto ikev2 (?:proposal|policy|keyring|profile) \S+ +(?!local)\S"
    r"|crypto keyring \S+ +(?!vrf)\S"
    r"|interface \S+ +(?:nameif|ip|no|description|duplex|speed|encapsulation|crypto) \S"
    r"|crypto ipsec profile \S+ +\S"
    r"|ip access-list (?:extended|standard) \S+ +\S"
    r"|route-map \S+ (?:permit|deny) \d+ +\S"
    r"|tunnel-group \S+ (?:ipsec|general)-attributes +\S"
)
"""The heading of a section with its first setting behind it."""


_APPLIED = re.compile(r" crypto map \S+ *$")
"""What `| section` prints of an interface: the line that matches, without the heading."""


def broken(text: str, *, sections: bool = False) -> Break | None:
    """Return the first line of consequence that was broken, joined with another or interrupted; None without one.

    ``sections`` says that the text was put together from `| section` and the like.
    """
    flat = is_flattened(text)
    closing: str | None = None
    heading = ""
    previous = ""
    for number, line in enumerate(text.split("\n"), start=1):
        if closing is not None:
            closing = None if closing in line else closing
            continue
        stripped = line.strip()
        if not stripped or (sections and _APPLIED.match(line)):
            continue
        if stripped[0] in "!:":
            if _HIDDEN.match(stripped):
                return Break(number, "a command stands behind the mark of the line before it")
            if line[0] in "!:":
                heading = previous = ""
            continue
        within = line[0].isspace()
        child = within or (flat and belongs(stripped, heading))
        if flat and not child and out_of_place(stripped):
            return Break(number, f"'{_cut(stripped)}' stands in no section")
        if not child:
            word = stripped.split(None, 1)[0].lower()
            consequence = _matters(previous) or (_matters(heading) and previous != "")
            if consequence and word.split(":")[0] not in _BEGINNINGS:
                return Break(number, f"'{_cut(stripped)}' begins no command")
            heading = stripped
            closing = _banner(stripped)
        shown = line if within or not child else f" {stripped}"
        reason = next(_wrong(stripped, shown, heading if child else ""), None)
        if reason is not None:
            return Break(number, reason)
        previous = stripped
    return None


def _cut(command: str) -> str:
    return command if len(command) <= 40 else f"{command[:40]}…"


def _matters(command: str) -> bool:
    return command.startswith(_OF_CONSEQUENCE)


def _banner(command: str) -> str | None:
    """Return what ends a banner that begins here and goes on."""
    if not command.startswith("banner "):
        return None
    marks = re.match(r"banner \S+ (\^C|[^\w\s])", command)
    return marks[1] if marks is not None and command.count(marks[1]) == 1 else None


def _wrong(command: str, line: str, heading: str) -> Iterator[str]:
    """Yield why a line can't be one command; ``heading`` is its section's, empty at the margin."""
    if command.startswith(_FREE):
        return
    matters = _matters(heading or command)
    if not matters:
        return
    if heading:
        if heading.startswith("interface "):
            if _NOT_INTERFACES.match(line):
                yield f"'{command.split(None, 1)[0]} …' stands under '{heading}': a line between them is lost"
        elif heading.startswith(_ADDRESSES) and _INTERFACES.match(line):
            yield f"'{command.split(None, 1)[0]} …' stands under '{heading}': a line between them is lost"
        if _TWO.match(line):
            yield "two settings stand on one line"
    if _HEADINGS.match(command) or _JOINED.search(command):
        yield "two commands stand on one line"
    if (_MARKED if "key" not in command else _MARKED_KEY).search(command):
        yield "the mark of the next line stands behind a command"
