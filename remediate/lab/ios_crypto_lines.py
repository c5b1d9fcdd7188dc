"""Configuration modes of IKE and IPsec on IOS and IOS-XE."""

from __future__ import annotations

from remediate.lab.releases import Release
from remediate.lab.vocabulary import Mode, line

__all__ = ["ikev2_modes", "phase1_modes", "phase2_modes", "transforms_of"]

_CIPHER = "(des|3des|aes [<bits:(128|192|256)>])"
_GROUPS = "<group:(1|2|5|14|15|16|19|20|21|24)>"
_OLD_ESP = "some ah-md5-hmac ah-sha-hmac comp-lzs esp-null esp-seal esp-des esp-3des esp-aes esp-md5-hmac esp-sha-hmac 128 192 256"
_ESP = f"{_OLD_ESP} ah-sha256-hmac esp-gcm esp-gmac esp-sha256-hmac esp-sha384-hmac esp-sha512-hmac"


def transforms_of(release: Release) -> str:
    """Return the type of a transform set's transforms."""
    return _ESP if release.modern else _OLD_ESP


def phase1_modes(encryption: tuple[str, str], release: Release) -> list[Mode]:
    """Return the modes of IKEv1; ``encryption``: the word as typed, and as the release prints it."""
    hashes = "md5|sha|sha256|sha384|sha512" if release.modern else "md5|sha"
    return [
        Mode(
            "isakmp-policy",
            "config-isakmp",
            [
                line(f"encryption {_CIPHER}", default=f"{encryption[1]} des", written=encryption),
                line(f"hash <hash:({hashes})>", default="hash sha"),
                line("authentication <method:(rsa-sig|rsa-encr|pre-share)>", default="authentication rsa-sig"),
                line(f"group {_GROUPS}", default="group 1"),
                line("lifetime <seconds:60-86400>", default="lifetime 86400"),
            ],
        ),
        Mode(
            "keyring",
            "conf-keyring",
            [
                line("description <text:line>"),
                line("local-address (<address:ip>|<interface:interface>)", key="local-address"),
                line("pre-shared-key address <peer:ip> [<mask:mask>] key [<type:(0|6)>] <key:word>", each="peer"),
            ],
        ),
        Mode(
            "isakmp-profile",
            "conf-isa-prof",
            [
                line("vrf <vrf:name>"),
                line("keyring <keyring:name>"),
                line("ca trust-point <point:name>", each="point"),
                line("self-identity (address|fqdn)", key="self-identity"),
                line("match identity address <address:ip> [<mask:mask>] [<vrf:name>]", each="address"),
                line("match identity host [domain] <host:name>", key="match identity host", each="host"),
                line("match identity group <group:name>", each="group"),
                line("keepalive <interval:10-3600> retry <retry:2-60>"),
                line("client authentication list <list:name>"),
                line("isakmp authorization list <list:name>"),
                line("client configuration address (respond|initiate)", key="client configuration address"),
            ],
        ),
        Mode(
            "client-group",
            "config-isakmp-group",
            [
                line("key [<type:(0|6)>] <key:word>", key="key"),
                line("dns <server:ip>"),
                line("domain <name:name>"),
                line("pool <pool:name>"),
                line("acl <acl:name>"),
                line("save-password"),
                line("netmask <mask:mask>"),
            ],
        ),
    ]  # fmt: skip


def ikev2_modes() -> list[Mode]:
    """Return the modes of IKEv2."""
    ciphers = "some des 3des aes-cbc-128 aes-cbc-192 aes-cbc-256 aes-gcm-128 aes-gcm-256"
    hashes = "some md5 sha1 sha256 sha384 sha512"
    groups = "some 1 2 5 14 15 16 19 20 21 24"
    return [
        Mode(
            "ikev2-proposal",
            "config-ikev2-proposal",
            [
                line(f"encryption <ciphers:{ciphers}>"),
                line(f"integrity <hashes:{hashes}>"),
                line(f"prf <hashes:{hashes}>"),
                line(f"group <groups:{groups}>"),
            ],
        ),
        Mode(
            "ikev2-policy",
            "config-ikev2-policy",
            [
                line("match fvrf (any|<vrf:name>)", key="match fvrf"),
                line("match address local <address:ip>"),
                line("proposal <proposal:name>", each="proposal"),
            ],
        ),
        Mode(
            "ikev2-keyring",
            "config-ikev2-keyring",
            [line("peer <peer:name>", each="peer", opens="ikev2-peer")],
        ),
        Mode(
            "ikev2-peer",
            "config-ikev2-keyring-peer",
            [
                line("description <text:line>"),
                line("address <address:ip> [<mask:mask>]"),
                line("identity address <identity:ip>", key="identity"),
                line("identity fqdn <identity:name>", key="identity"),
                line("pre-shared-key local [<type:(0|6)>] <key:word>", key="pre-shared-key local"),
                line("pre-shared-key remote [<type:(0|6)>] <key:word>", key="pre-shared-key remote"),
                line("pre-shared-key [<type:(0|6)>] <key:word>", key="pre-shared-key"),
            ],
        ),
        Mode(
            "ikev2-profile",
            "config-ikev2-profile",
            [
                line("description <text:line>"),
                line("match fvrf (any|<vrf:name>)", key="match fvrf"),
                line("match identity remote address <address:ip> [<mask:mask>]", each="address"),
                line("match identity remote fqdn [domain] <name:name>", key="match identity remote fqdn", each="name"),
                line("identity local address <address:ip>", key="identity local"),
                line("identity local fqdn <name:name>", key="identity local"),
                line("identity local dn", key="identity local"),
                line("authentication remote <method:(pre-share|rsa-sig)>"),
                line("authentication local <method:(pre-share|rsa-sig)>"),
                line("keyring local <keyring:name>"),
                line("pki trustpoint <point:name> [(sign|verify)]", key="pki trustpoint", each="point"),
                line("lifetime <seconds:120-86400>", default="lifetime 86400"),
                line("ivrf <vrf:name>"),
                line("dpd <interval:10-3600> <retry:2-60> <kind:(on-demand|periodic)>"),
            ],
        ),
    ]  # fmt: skip


def phase2_modes(release: Release) -> list[Mode]:
    """Return the modes of transform sets, profiles and crypto maps."""
    ikev2 = [line("set ikev2-profile <profile:name>")] if release.modern else []
    pfs = line(
        "set pfs [<group:(group1|group2|group5|group14|group15|group16|group19|group20|group21|group24)>]",
        key="set pfs",
    )
    return [
        Mode(
            "transform-set",
            "cfg-crypto-trans",
            [line("mode <mode:(transport|tunnel)>", default="mode tunnel")],
        ),
        Mode(
            "ipsec-profile",
            "ipsec-profile",
            [
                line("set security-association lifetime seconds <seconds:120-2592000>"),
                line("set security-association replay window-size <size:(64|128|256|512|1024)>"),
                line("set transform-set <sets:line>"),
                pfs,
                *ikev2,
                line("set isakmp-profile <profile:name>"),
            ],
        ),
        Mode(
            "crypto-map",
            "config-crypto-map",
            [
                line("description <text:line>"),
                line("set peer <peer:ip> [default]", each="peer"),
                line("set security-association lifetime seconds <seconds:120-2592000>"),
                line("set security-association replay window-size <size:(64|128|256|512|1024)>"),
                line("set transform-set <sets:line>"),
                pfs,
                line("set isakmp-profile <profile:name>"),
                *ikev2,
                line("match address <acl:name>"),
                line("reverse-route [static]", key="reverse-route"),
            ],
        ),
    ]
