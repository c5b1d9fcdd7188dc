"""Words that open and belong to sections of Cisco running-configs, as data for both readers.

Needed where indentation was lost on the way: a line at the left margin stays in the open section
when it is one of the section's known sub-commands. Sources: Cisco IOS 12.4/15.x and ASA 8.x/9.x
command references.
"""

from __future__ import annotations

from typing import NamedTuple

__all__ = ["HEADS", "MAX_INDENT", "Head", "Pattern"]

MAX_INDENT = 63
"""Deeper indentation counts as this: no configuration nests so deep, and it bounds recursion."""


class Pattern(NamedTuple):
    """Leading words of a command, with the number of words that the whole line may have.

    ``#`` stands for a word of digits, ``@`` for a word of digits and dots (an address), ``~`` for
    any word.
    """

    words: bytes
    least: int = 0
    most: int = 0
    """0: no limit."""


class Head(NamedTuple):
    """A kind of section: how it begins, and which sub-commands it is known to hold."""

    start: Pattern
    inside: tuple[Pattern, ...] = ()
    anywhere: bool = True
    """Whether the command is global whatever its indentation (no sub-mode has one like it)."""


def _words(*commands: bytes) -> tuple[Pattern, ...]:
    return tuple(Pattern(command) for command in commands)


_POLICY = _words(b"encr", b"encryption", b"hash", b"authentication", b"group", b"lifetime")
_MAP = _words(
    b"set", b"match", b"description", b"reverse-route", b"qos pre-classify", b"no set", b"no match"
)
_ACL = _words(
    b"permit", b"deny", b"remark", b"# permit", b"# deny", b"# remark", b"evaluate", b"dynamic"
)
_INTERFACE = (
    *_words(
        b"description",
        b"shutdown",
        b"no shutdown",
        b"ip address",
        b"no ip address",
        b"ip mtu",
        b"ip tcp adjust-mss",
        b"ip unnumbered",
        b"ip vrf forwarding",
        b"vrf forwarding",
        b"tunnel",
        b"security-level",
        b"no nameif",
        b"no security-level",
        b"encapsulation",
        b"duplex",
        b"speed",
        b"bandwidth",
        b"load-interval",
        b"keepalive",
        b"no keepalive",
        b"ip access-group",
        b"ip nhrp",
        b"ip ospf",
        b"ip virtual-reassembly",
        b"no ip route-cache",
        b"ip route-cache",
        b"no ip redirects",
        b"no ip unreachables",
        b"no ip proxy-arp",
        b"crypto ipsec df-bit",
        b"crypto ipsec fragmentation",
        b"negotiation",
        b"no cdp",
        b"cdp",
        b"media-type",
        b"half-duplex",
        b"full-duplex",
        b"pppoe",
        b"ppp",
        b"dialer",
        b"service-policy",
        b"delay",
        b"ip flow",
        b"switchport",
        b"no switchport",
        b"channel-group",
        b"no mop",
        b"standby",
        b"arp",
        b"vlan",
    ),
    Pattern(b"crypto map", 3, 3),
    Pattern(b"mtu", 2, 2),
    Pattern(b"crypto map ~ redundancy"),
    Pattern(b"nameif", 2, 2),
    Pattern(b"ip nat inside", 3, 3),
    Pattern(b"ip nat outside", 3, 3),
)
_IKEV2 = _words(
    b"encryption",
    b"integrity",
    b"group",
    b"prf",
    b"lifetime",
    b"proposal",
    b"peer",
    b"address",
    b"hostname",
    b"identity",
    b"pre-shared-key",
    b"match",
    b"authentication",
    b"keyring",
    b"dpd",
    b"description",
    b"aaa",
    b"pki",
    b"virtual-template",
    b"ivrf",
    b"nat",
)

HEADS: tuple[Head, ...] = (
    Head(Pattern(b"crypto isakmp policy"), _POLICY),
    Head(Pattern(b"crypto ikev1 policy"), _POLICY),
    Head(Pattern(b"isakmp policy"), _POLICY),
    Head(Pattern(b"crypto isakmp key")),
    Head(Pattern(b"isakmp key")),
    Head(
        Pattern(b"crypto isakmp profile"),
        _words(
            b"keyring",
            b"match identity",
            b"vrf",
            b"self-identity",
            b"keepalive",
            b"local-address",
            b"client",
            b"isakmp",
            b"initiate",
            b"virtual-template",
            b"accounting",
            b"ca",
            b"description",
            b"default",
            b"qos-group",
            b"reverse-route",
        ),
    ),
    Head(
        Pattern(b"crypto isakmp client configuration group"),
        _words(
            b"key",
            b"dns",
            b"wins",
            b"domain",
            b"pool",
            b"acl",
            b"split-dns",
            b"save-password",
            b"netmask",
            b"include-local-lan",
            b"max-users",
            b"max-logins",
            b"backup-gateway",
            b"group-lock",
            b"pfs",
            b"firewall",
            b"banner",
            b"browser-proxy",
        ),
    ),
    Head(
        Pattern(b"crypto keyring"),
        _words(b"pre-shared-key", b"local-address", b"rsa-pubkey", b"description"),
    ),
    Head(
        Pattern(b"crypto ipsec transform-set"),
        _words(b"mode tunnel", b"mode transport", b"no mode"),
    ),
    Head(Pattern(b"crypto ipsec ikev1 transform-set")),
    Head(Pattern(b"crypto ipsec ikev2 ipsec-proposal"), _words(b"protocol")),
    Head(Pattern(b"crypto ipsec profile"), (*_MAP, *_words(b"responder-only"))),
    Head(Pattern(b"crypto map ~ #"), _MAP),
    Head(Pattern(b"crypto dynamic-map ~ #"), _MAP),
    Head(Pattern(b"crypto ikev2 keyring"), _IKEV2),
    Head(Pattern(b"crypto ikev2 profile"), _IKEV2),
    Head(Pattern(b"crypto ikev2 policy"), _IKEV2),
    Head(Pattern(b"crypto ikev2 proposal"), _IKEV2),
    Head(Pattern(b"crypto ikev2 enable")),
    Head(Pattern(b"crypto ca certificate chain"), _words(b"certificate")),
    Head(Pattern(b"crypto pki certificate chain"), _words(b"certificate")),
    Head(Pattern(b"ip access-list extended"), _ACL),
    Head(Pattern(b"ip access-list standard"), (*_ACL, Pattern(b"@", 1))),
    Head(Pattern(b"access-list", 3)),
    Head(
        Pattern(b"route-map"),
        _words(b"match", b"set", b"description", b"continue"),
        anywhere=False,
    ),
    Head(Pattern(b"interface"), _INTERFACE, anywhere=False),
    Head(
        Pattern(b"object-group"),
        (
            *_words(
                b"network-object",
                b"service-object",
                b"port-object",
                b"protocol-object",
                b"icmp-object",
                b"group-object",
                b"description",
                b"host",
                b"any",
                b"range",
                b"tcp",
                b"udp",
                b"tcp-udp",
                b"icmp",
                b"esp",
                b"ahp",
                b"gre",
            ),
            Pattern(b"@", 2, 2),
        ),
        anywhere=False,
    ),
    Head(
        Pattern(b"object network"),
        _words(b"host", b"subnet", b"range", b"fqdn", b"description"),
        anywhere=False,
    ),
    Head(Pattern(b"object service"), _words(b"service", b"description"), anywhere=False),
    Head(
        Pattern(b"tunnel-group", 3),
        _words(
            b"pre-shared-key",
            b"ikev1",
            b"ikev2",
            b"trust-point",
            b"chain",
            b"peer-id-validate",
            b"isakmp keepalive",
            b"default-group-policy",
            b"address-pool",
            b"authentication-server-group",
            b"no tunnel-group-map",
        ),
    ),
    Head(Pattern(b"hostname", 2, 2), anywhere=False),
)
"""Head number N of a row is ``HEADS[N - 1]``; 0 is any other command."""
