"""Configuration modes of the ASA's VPN: IKE, IPsec, crypto maps, groups.

From ASA 9.13 on group 14 is the default and is there for IKEv1; 9.15 has no DES, 3DES, MD5 and
groups 2, 5 and 24 any more (release notes).
"""

from __future__ import annotations

from remediate.lab.releases import Release
from remediate.lab.vocabulary import Line, Mode, line

__all__ = ["WHOLE", "crypto_lines", "crypto_modes", "policy_defaults", "tunnel_lines"]

_WEAK = frozenset(
    {"des", "3des", "md5", "1", "2", "5", "24", "esp-des", "esp-3des", "esp-md5-hmac"}
)
WHOLE = {
    "crypto ipsec ikev1 transform-set whole": (
        "crypto ipsec ikev1 transform-set",
        "crypto ipsec ikev1 transform-set mode",
    ),
    "group-policy whole": ("group-policy type", "group-policy attributes"),
    "username whole": ("username", "username attributes"),
    "tunnel-group whole": ("tunnel-group type", "tunnel-group general", "tunnel-group ipsec"),
}
"""Lines that only ``no`` takes, with the keys of all that they remove."""
_POLICY_DEFAULTS = {
    "ikev1-policy": {
        "authentication": "authentication pre-share",
        "encryption": "encryption 3des",
        "hash": "hash sha",
        "group": "group 2",
        "lifetime": "lifetime 86400",
    },
    "ikev2-policy": {
        "encryption": "encryption 3des",
        "integrity": "integrity sha",
        "group": "group 2",
        "prf": "prf sha",
        "lifetime seconds": "lifetime seconds 86400",
    },
}
"""Of releases up to 9.12."""


def policy_defaults(release: Release, mode: str) -> dict[str, str]:
    """Return what a section holds, and prints, before anything is set: each line by its key.

    That 9.15 begins with AES, as it has no 3DES any more, is from memory.
    """
    found = dict(_POLICY_DEFAULTS.get(mode, {}))
    if found and release.numbers >= (9, 13):
        found["group"] = "group 14"
    if found and release.numbers >= (9, 15):
        found["encryption"] = "encryption aes"
    return found


def crypto_lines(release: Release) -> list[Line]:
    """Return the global lines, from the transform sets to the policies."""
    esp = _kept(release, "esp-des", "esp-3des", "esp-aes", "esp-aes-192", "esp-aes-256", "esp-null")
    hashes = _kept(release, "esp-md5-hmac", "esp-sha-hmac", "esp-none")
    return [
        line(f"crypto ipsec ikev1 transform-set <name:name> <encryption:({'|'.join(esp)})> [<hash:({'|'.join(hashes)})>]", key="crypto ipsec ikev1 transform-set", each="name"),
        line("crypto ipsec ikev1 transform-set <name:name>", key="crypto ipsec ikev1 transform-set whole", each="name"),
        line("crypto ipsec ikev1 transform-set <name:name> mode transport", key="crypto ipsec ikev1 transform-set mode", each="name"),
        line("crypto ipsec ikev2 ipsec-proposal <name:name>", each="name", opens="ipsec-proposal"),
        line("crypto ipsec profile <name:name>", each="name", opens="ipsec-profile"),
        line("crypto ipsec security-association lifetime seconds <seconds:120-214783647>", default="crypto ipsec security-association lifetime seconds 28800"),
        line("crypto ipsec security-association lifetime kilobytes (<kilobytes:10-2147483647>|unlimited)", key="crypto ipsec security-association lifetime kilobytes", default="crypto ipsec security-association lifetime kilobytes 4608000"),
        line("crypto ipsec security-association replay window-size <size:(64|128|256|512|1024)>", default="crypto ipsec security-association replay window-size 64"),
        line("crypto ipsec security-association replay disable"),
        line("crypto ipsec security-association pmtu-aging (<minutes:5-30>|infinite)", key="crypto ipsec security-association pmtu-aging", default="crypto ipsec security-association pmtu-aging infinite"),
        line("crypto ipsec df-bit <mode:(clear-df|copy-df|set-df)> <nameif:name>", key="crypto ipsec df-bit", each="nameif"),
        line("crypto ipsec fragmentation <when:(before-encryption|after-encryption)> <nameif:name>", key="crypto ipsec fragmentation", each="nameif"),
        *_entry_lines("crypto dynamic-map", "dynamic map", release),
        *_entry_lines("crypto map", "crypto map", release),
        line("crypto map <map:name> <sequence:1-65535> ipsec-isakmp dynamic <dynamic:name>", key="crypto map dynamic", each="map sequence", group="crypto map"),
        line("crypto map <map:name> interface <nameif:name>", key="crypto map interface", each="map nameif", group="crypto map"),
        line("crypto ca trustpool policy", default="crypto ca trustpool policy"),
        line("crypto isakmp identity (address|auto|hostname|key-id <id:word>)", key="crypto isakmp identity", default="crypto isakmp identity auto"),
        line("crypto isakmp nat-traversal [<seconds:10-3600>]", key="crypto isakmp nat-traversal", on=True, default="crypto isakmp nat-traversal 20"),
        line("crypto isakmp disconnect-notify"),
        line("crypto isakmp reload-wait"),
        line("crypto ikev2 policy <priority:1-65535>", each="priority", sort="priority", opens="ikev2-policy"),
        line("crypto ikev2 enable <nameif:name> [client-services port <port:1-65535>]", key="crypto ikev2 enable", each="nameif"),
        line("crypto ikev2 remote-access trustpoint <point:name>"),
        line("crypto ikev1 enable <nameif:name>", each="nameif"),
        line("crypto ikev1 am-disable"),
        line("crypto ikev1 policy <priority:1-65535>", each="priority", sort="priority", opens="ikev1-policy"),
    ]  # fmt: skip


def _entry_lines(head: str, group: str, release: Release) -> list[Line]:
    """Return the lines of an entry of a map, in the order of a running-config."""
    start = f"{head} <map:name> <sequence:1-65535>"

    def one(rest: str, key: str) -> Line:
        return line(f"{start} {rest}", key=f"{head} {key}", each="map sequence", group=group)

    return [
        one("match address <acl:name>", "match address"),
        one(f"set pfs [<group:({_pfs(release)})>]", "set pfs"),
        one("set connection-type <type:(answer-only|bidirectional|originate-only)>", "set connection-type"),
        one("set peer <peers:line>", "set peer"),
        one("set ikev1 phase1-mode <mode:(main|aggressive)> [<group:(group1|group2|group5)>]", "set ikev1 phase1-mode"),
        one("set ikev1 transform-set <sets:line>", "set ikev1 transform-set"),
        one("set ikev2 ipsec-proposal <proposals:line>", "set ikev2 ipsec-proposal"),
        one("set ikev2 mode <mode:(tunnel|transport|transport-require)>", "set ikev2 mode"),
        one("set security-association lifetime seconds (<seconds:120-214783647>|unlimited)", "set security-association lifetime seconds"),
        one("set security-association lifetime kilobytes (<kilobytes:10-2147483647>|unlimited)", "set security-association lifetime kilobytes"),
        one("set nat-t-disable", "set nat-t-disable"),
        one("set reverse-route [dynamic]", "set reverse-route"),
        one("set trustpoint <point:name> [chain]", "set trustpoint"),
        one("set validate-icmp-errors", "set validate-icmp-errors"),
        one("set df-bit <bit:(clear-df|copy-df|set-df)>", "set df-bit"),
    ]  # fmt: skip


_PFS = ("1", "2", "5", "14", "15", "16", "19", "20", "21", "24")


def _pfs(release: Release) -> str:
    """Return the groups of ``set pfs`` as a pattern."""
    return "|".join(f"group{number}" for number in _kept(release, *_PFS))


_CIPHERS2 = ("null", "des", "3des", "aes", "aes-192", "aes-256", "aes-gcm", "aes-gcm-192", "aes-gcm-256")  # fmt: skip
"""Ciphers of IKEv2's own policies."""


def crypto_modes(release: Release) -> list[Mode]:
    """Return the modes of policies, proposals and groups."""
    old = release.numbers < (9, 13)
    ciphers1 = _either(release, "des", "3des", "aes", "aes-192", "aes-256")
    groups1 = _either(release, "1", "2", "5") if old else _either(release, "2", "5", "14")
    ciphers2 = _some(release, *_CIPHERS2)
    integrity = _some(release, "null", "md5", "sha", "sha256", "sha384", "sha512")
    prf = _some(release, "md5", "sha", "sha256", "sha384", "sha512")
    more = () if old else ("15", "16")
    groups2 = _some(release, "1", "2", "5", "14", *more, "19", "20", "21", "24")
    esp2 = _some(release, *_CIPHERS2, "aes-gmac", "aes-gmac-192", "aes-gmac-256")
    hashes2 = _some(release, "null", "md5", "sha-1", "sha-256", "sha-384", "sha-512")
    return [
        Mode(
            "ikev1-policy",
            "config-ikev1-policy",
            [
                line("authentication <method:(pre-share|rsa-sig|crack)>"),
                line(f"encryption <cipher:({ciphers1})>"),
                line(f"hash <hash:({_either(release, 'md5', 'sha')})>"),
                line(f"group <group:({groups1})>"),
                line("lifetime (<seconds:120-2147483647>|none)", key="lifetime"),
            ],
        ),
        Mode(
            "ikev2-policy",
            "config-ikev2-policy",
            [
                line(f"encryption <ciphers:{ciphers2}>"),
                line(f"integrity <hashes:{integrity}>"),
                line(f"group <groups:{groups2}>"),
                line(f"prf <prfs:{prf}>"),
                line("lifetime seconds (<seconds:120-2147483647>|none)", key="lifetime seconds"),
            ],
        ),
        Mode(
            "ipsec-proposal",
            "config-ipsec-proposal",
            [
                line(f"protocol esp encryption <ciphers:{esp2}>"),
                line(f"protocol esp integrity <hashes:{hashes2}>"),
            ],
        ),
        Mode(
            "ipsec-profile",
            "config-ipsec-profile",
            [
                line("set ikev1 transform-set <sets:line>"),
                line("set ikev2 ipsec-proposal <proposals:line>"),
                line(f"set pfs [<group:({_pfs(release)})>]", key="set pfs"),
                line("set security-association lifetime seconds (<seconds:120-214783647>|unlimited)", key="set security-association lifetime seconds"),
                line("set security-association lifetime kilobytes (<kilobytes:10-2147483647>|unlimited)", key="set security-association lifetime kilobytes"),
                line("set trustpoint <point:name> [chain]", key="set trustpoint"),
                line("responder-only"),
            ],
        ),
        *_groups(),
    ]  # fmt: skip


def tunnel_lines() -> list[Line]:
    """Return the global lines of group policies, users and tunnel groups."""
    return [
        line("group-policy <name:name>", key="group-policy whole", each="name", group="group-policy"),
        line("group-policy <name:name> internal", key="group-policy type", each="name", group="group-policy"),
        line("group-policy <name:name> external server-group <server:name> password <password:word>", key="group-policy type", each="name", group="group-policy"),
        line("group-policy <name:name> attributes", key="group-policy attributes", each="name", opens="group-policy", group="group-policy"),
        line("username <user:name>", key="username whole", each="user", group="username"),
        line("username <user:name> password <secret:word> [<form:(encrypted|pbkdf2|nt-encrypted|mschap)>] [privilege <level:0-15>]", key="username", each="user", group="username"),
        line("username <user:name> nopassword [privilege <level:0-15>]", key="username", each="user", group="username"),
        line("username <user:name> attributes", key="username attributes", each="user", opens="username", group="username"),
        line("tunnel-group <name:name>", key="tunnel-group whole", each="name", group="tunnel-group"),
        line("tunnel-group <name:name> type <type:(ipsec-l2l|remote-access|webvpn|ipsec-ra)>", key="tunnel-group type", each="name", group="tunnel-group"),
        line("tunnel-group <name:name> general-attributes", key="tunnel-group general", each="name", opens="tunnel-general", group="tunnel-group"),
        line("tunnel-group <name:name> ipsec-attributes", key="tunnel-group ipsec", each="name", opens="tunnel-ipsec", group="tunnel-group"),
    ]  # fmt: skip


def _groups() -> list[Mode]:
    keepalive = "isakmp keepalive"
    return [
        Mode(
            "group-policy",
            "config-group-policy",
            [
                line("vpn-idle-timeout (none|<minutes:1-35791394>)", key="vpn-idle-timeout"),
                line("vpn-session-timeout (none|<minutes:1-35791394>)", key="vpn-session-timeout"),
                line("vpn-filter (none|value <acl:name>)", key="vpn-filter"),
                line("vpn-tunnel-protocol <protocols:some ikev1 ikev2 l2tp-ipsec ssl-client ssl-clientless>"),
                line("pfs <state:(enable|disable)>"),
                line("split-tunnel-policy <policy:(tunnelall|tunnelspecified|excludespecified)>"),
                line("split-tunnel-network-list (none|value <acl:name>)", key="split-tunnel-network-list"),
                line("dns-server (none|value <servers:line>)", key="dns-server"),
                line("default-domain (none|value <domain:name>)", key="default-domain"),
            ],
        ),
        Mode(
            "username",
            "config-username",
            [
                line("vpn-group-policy <policy:name>"),
                line("service-type <type:(admin|nas-prompt|remote-access)>"),
                line("ssh authentication <how:line>"),
            ],
        ),
        Mode(
            "tunnel-general",
            "config-tunnel-general",
            [
                line("address-pool <pool:name>"),
                line("authentication-server-group <server:name> [LOCAL]", key="authentication-server-group"),
                line("default-group-policy <policy:name>"),
            ],
        ),
        Mode(
            "tunnel-ipsec",
            "config-tunnel-ipsec",
            [
                line("ikev1 pre-shared-key <key:word>"),
                line("peer-id-validate <how:(req|cert|nocheck)>", default="peer-id-validate req"),
                line("chain"),
                line("ikev1 trust-point <point:name>"),
                line(f"{keepalive} disable", key=keepalive),
                line(f"{keepalive} threshold (<seconds:10-3600>|infinite) [retry <retry:2-10>]", key=keepalive, default=f"{keepalive} threshold 10 retry 2"),
                line("ikev1 user-authentication none", default="ikev1 user-authentication xauth"),
                line("ikev2 remote-authentication pre-shared-key <key:word>", key="ikev2 remote-authentication"),
                line("ikev2 remote-authentication certificate", key="ikev2 remote-authentication"),
                line("ikev2 local-authentication pre-shared-key <key:word>", key="ikev2 local-authentication"),
                line("ikev2 local-authentication certificate <point:name>", key="ikev2 local-authentication"),
            ],
        ),
    ]  # fmt: skip


def _kept(release: Release, *words: str) -> tuple[str, ...]:
    return tuple(word for word in words if release.numbers < (9, 15) or word not in _WEAK)


def _either(release: Release, *words: str) -> str:
    return "|".join(_kept(release, *words))


def _some(release: Release, *words: str) -> str:
    return f"some {' '.join(_kept(release, *words))}"
