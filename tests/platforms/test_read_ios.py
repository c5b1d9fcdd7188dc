"""Reading IOS configurations. Synthetic, in the print style of each release, values checked by hand."""

from __future__ import annotations

import pytest
from read_samples import IOS_124, IOS_152

from remediate.model.base import Platform
from remediate.model.config import CryptoConfig
from remediate.model.config_keys import KeyForm
from remediate.model.config_nat import NatExemption
from remediate.model.release import Release
from remediate.model.selector import ANY, AddressBlock
from remediate.platforms.defaults import parse_release
from remediate.platforms.read import read_config
from remediate.secrets import Redactor


def read(text: str, release: Release | None = None) -> CryptoConfig:
    return read_config(Redactor(b"test").redact(text), release=release)


def block(text: str, wildcard: str = "0.0.0.0") -> AddressBlock:  # noqa: S104  # a mask
    return AddressBlock.from_wildcard(text, wildcard)


@pytest.fixture(scope="module")
def config() -> CryptoConfig:
    return read(IOS_124)


def test_device(config: CryptoConfig) -> None:
    assert config.platform is Platform.IOS
    assert config.hostname == "r1"
    assert config.release.text == "12.4"
    assert config.complete
    assert config.unparsed == ()
    assert not config.ikev2
    assert config.prefragmentation is False


def test_policies_with_hidden_attributes(config: CryptoConfig) -> None:
    first, second = config.policies
    assert (first.priority, first.encryption, first.key_length, first.hash, first.group) == (
        5,
        "aes",
        256,
        "sha",
        14,
    )
    assert (first.authentication, first.lifetime) == ("pre-share", 86400)
    assert (second.priority, second.encryption, second.key_length, second.hash) == (
        10,
        "3des",
        None,
        "md5",
    )
    assert (second.group, second.lifetime, second.line) == (2, 3600, 8)


def test_keys(config: CryptoConfig) -> None:
    one, network, wild, byname, ring, ring6 = config.keys
    assert one.peer == block("10.0.0.2")
    assert (one.form, one.line, one.keyring) == (KeyForm.CLEAR, 19, None)
    assert one.fingerprint is not None
    assert one.token == f"<key#{one.fingerprint}>"
    assert one.text == f"crypto isakmp key {one.token} address 10.0.0.2"
    assert network.peer == block("10.9.0.0", "0.0.255.255")
    assert (network.form, network.fingerprint, network.no_xauth) == (KeyForm.TYPE6, None, True)
    assert wild.peer == ANY
    assert (byname.peer, byname.hostname) == (None, "r9.example.com")
    assert (ring.keyring, ring.vrf, ring.fingerprint) == ("RING", "RED", one.fingerprint)
    assert (ring6.peer, ring6.form) == (block("10.8.0.0", "0.0.255.255"), KeyForm.TYPE6)


def test_transform_sets_and_profiles(config: CryptoConfig) -> None:
    first, second = config.transform_sets
    assert (first.name, first.transforms, first.mode) == (
        "TS",
        ("esp-aes 256", "esp-sha-hmac"),
        "tunnel",
    )
    assert (second.name, second.transforms, second.mode) == (
        "GRE",
        ("esp-3des", "esp-md5-hmac"),
        "transport",
    )
    (profile,) = config.profiles
    assert (profile.name, profile.transform_sets, profile.pfs_group) == ("VTI", ("TS", "GRE"), 5)


def test_crypto_maps(config: CryptoConfig) -> None:
    dynamic, static = config.maps
    assert dynamic.dynamic
    assert dynamic.entries[0].transform_sets == ("TS",)
    assert (static.name, static.local_address, static.interfaces) == (
        "CM",
        "Loopback0",
        ("FastEthernet0/0",),
    )
    ten, twenty, last = static.entries
    assert ten.peers == ("10.0.2.2", "10.0.0.2", "10.0.1.2")
    assert (ten.acl, ten.transform_sets, ten.pfs_group, ten.isakmp_profile) == (
        "101",
        ("TS", "GRE"),
        2,
        "P",
    )
    head = IOS_124.splitlines().index("crypto map CM 10 ipsec-isakmp") + 1
    assert ten.lines == tuple(range(head, head + 11))
    assert (twenty.sequence, twenty.acl, twenty.transform_sets, twenty.pfs_group) == (
        20,
        None,
        (),
        1,
    )
    assert (last.kind, last.dynamic_map) == ("dynamic-reference", "DYN")
    assert any("`set pfs` prints no group" in note for note in config.notes)


def test_interfaces_and_routes(config: CryptoConfig) -> None:
    outside = config.interface("fastethernet0/0")
    assert outside is not None
    assert (outside.address, outside.netmask) == ("10.0.0.1", "255.255.255.0")
    assert outside.secondary == (("10.0.5.1", "255.255.255.0"),)
    assert (outside.mtu, outside.ip_mtu, outside.tcp_mss) == (1600, 1480, 1300)
    assert (outside.prefragmentation, outside.nat, outside.crypto_map) == (True, "outside", "CM")
    inside = config.interface("FastEthernet0/1")
    assert inside is not None
    assert (inside.vrf, inside.negotiated, inside.shutdown, inside.nat) == (
        "BLUE",
        True,
        True,
        "inside",
    )
    tunnel = config.interface("Tunnel0")
    assert tunnel is not None
    assert (tunnel.tunnel_source, tunnel.tunnel_destination) == ("FastEthernet0/0", "10.0.0.9")
    assert (tunnel.tunnel_mode, tunnel.tunnel_protection) == ("ipsec ipv4", "VTI")
    default, vrf, null = config.routes
    assert (default.prefix, default.next_hop, default.interface) == (ANY, "10.0.0.254", None)
    assert (vrf.vrf, vrf.next_hop, vrf.interface) == ("BLUE", "10.6.0.1", "FastEthernet0/1")
    assert (null.next_hop, null.interface) == ("Null0", "Null0")


def test_access_lists(config: CryptoConfig) -> None:
    named = config.acl("VPN")
    assert named is not None
    assert (named.numbered_form, named.extended) == (False, True)
    remark, permit = named.entries
    assert (remark.action, remark.body, remark.sequence) == ("remark", "remark to r3", 10)
    assert (permit.sequence, permit.body) == (
        20,
        "permit ip 10.1.0.0 0.0.255.255 10.3.0.0 0.0.255.255",
    )
    assert str(permit.selectors[0]) == "ip 10.1.0.0/16 -> 10.3.0.0/16"
    standard = config.acl("10")
    assert standard is not None
    assert not standard.extended
    assert [str(entry.selectors[0].source) for entry in standard.entries] == [
        "10.1.0.0/16",
        "10.2.0.1",
    ]
    crypto = config.acl("101")
    assert crypto is not None
    assert crypto.numbered_form
    first = IOS_124.splitlines().index("access-list 101 remark to r2") + 1
    assert [entry.line for entry in crypto.entries] == [first, first + 1]


def test_nat(config: CryptoConfig) -> None:
    by_list, by_map, static = config.nat_rules
    assert (by_list.kind, by_list.acl, by_list.outside) == ("source-list", "102", "FastEthernet0/0")
    assert (by_map.kind, by_map.acl, by_map.route_map) == ("source-route-map", "103", "NONAT")
    assert (static.kind, static.inside, static.outside) == ("static", "10.1.0.5", "198.51.100.5")
    assert config.nat_exemptions == (
        NatExemption(acl="102", permits=False, line=by_list.line),
        NatExemption(acl="103", permits=False, line=by_map.line),
    )


@pytest.mark.parametrize("change", ["\r\n", "no indentation"])
def test_the_same_over_bad_transport(config: CryptoConfig, change: str) -> None:
    text = IOS_124
    if change == "\r\n":
        text = text.replace("\n", "\r\n")
    else:
        text = "\n".join(
            line.strip() if line.strip() != "! Incomplete" else line for line in text.split("\n")
        )
    other = read(text)
    for name in (
        "policies",
        "transform_sets",
        "maps",
        "profiles",
        "acls",
        "interfaces",
        "nat_rules",
    ):
        assert getattr(other, name) == getattr(config, name), name
    assert [key.peer for key in other.keys] == [key.peer for key in config.keys]


def test_ios_152() -> None:
    config = read(IOS_152)
    (policy,) = config.policies
    assert (policy.encryption, policy.key_length, policy.hash, policy.group) == (
        "aes",
        192,
        "sha256",
        5,
    )
    assert config.ikev2
    assert config.nat_traversal is False
    assert [(key.keyring, key.ikev2, key.peer) for key in config.keys] == [
        ("K2", True, block("203.0.113.1")),
        ("K2", True, block("203.0.113.1")),
    ]
    assert config.transform_sets[0].transforms == ("esp-gcm 256",)
    assert config.maps[0].entries[0].ikev2_profile == "P2"
    assert [(item.text, item.line) for item in config.unparsed] == [
        ("ipv6 access-list SIX", 42),
        ("set nonsense 7", 48),
    ]
    assert config.notes == (
        "access list A, line 37: the wildcard 255.255.255.0 looks like a netmask",
    )


def test_entries_of_an_ios_list() -> None:
    acl = read(IOS_152).acl("A")
    assert acl is not None
    (
        web,
        several,
        neq,
        gre,
        eigrp,
        echo,
        dscp,
        established,
        netmask,
        missing,
        nosuch,
        evaluate,
        cut,
    ) = acl.entries
    assert len(web.selectors) == 9  # three services over three networks
    assert {str(item) for item in web.selectors[:3]} == {
        "tcp 10.1.0.0/24 -> any:80",
        "tcp 10.2.2.2 -> any:80",
        "tcp 10.3.0.0/30 -> any:80",
    }
    assert {str(item) for item in several.selectors} == {
        "tcp any:22 -> 1.1.1.1:1024-65535",
        "tcp any:23 -> 1.1.1.1:1024-65535",
    }
    assert [str(item) for item in neq.selectors] == [
        "udp 10.0.0.0/8:0-52 -> any",
        "udp 10.0.0.0/8:54-65535 -> any",
    ]
    assert (gre.selectors[0].protocol, eigrp.selectors[0].protocol) == (47, 88)
    assert netmask.problem is None
    assert netmask.selectors[0].source == AddressBlock.from_wildcard("10.0.0.0", "255.255.255.0")
    for entry, words in (
        (echo, "ICMP type"),
        (dscp, "dscp"),
        (established, "established"),
        (missing, "NONE is not in the configuration"),
        (nosuch, "nosuch"),
        (cut, "the line ends where an address should stand"),
    ):
        assert entry.selectors == ()
        assert entry.problem is not None
        assert words in entry.problem
    assert (evaluate.action, evaluate.selectors) == ("unknown", ())


def test_the_seed_s_misprint_is_not_repaired() -> None:
    config = read("access-list 103 permit ip 10.1.1.0 0 0.0.0.255 10.1.0.0 0.0.255\n")
    (entry,) = config.acls[0].entries
    assert entry.selectors == ()
    assert entry.problem is not None
    assert "'0' is not a wildcard" in entry.problem
    assert entry.body == "permit ip 10.1.1.0 0 0.0.0.255 10.1.0.0 0.0.255"


USER = "crypto isakmp policy 1\n encr aes\n hash sha\n authentication pre-share\n group 2\n"


def _defaults(text: str | None, body: str = "") -> tuple[list[int], str | None, tuple[str, ...]]:
    release = None if text is None else parse_release(text, Platform.IOS)
    config = read(f"hostname a\ncrypto isakmp key k1k1k1 address 1.1.1.1\n{body}", release)
    built_in = [policy.priority for policy in config.policies if policy.default]
    return built_in, config.unknown_policies, config.notes


@pytest.mark.parametrize(
    ("release", "body", "built_in"),
    [
        ("12.3(26)", "", [65535]),
        ("12.4(15)T7", "", [65535]),
        ("12.4(25d)", USER, [65535]),
        ("12.4(20)T", USER, []),
        ("15.2(4)M7", USER, []),
        ("15.2(4)M7", "no crypto isakmp default policy\n", []),
        ("17.12.1a", USER, []),
    ],
)
def test_built_in_policies_that_are_all_known(release, body, built_in) -> None:
    assert _defaults(release, body) == (built_in, None, ())


@pytest.mark.parametrize(
    ("release", "built_in", "reason"),
    [
        ("12.4(20)T", [65507, 65508], "65509 to 65514"),
        ("15.2(4)M7", [65507, 65508], "65509 to 65514"),
        ("16.09.04", [65507, 65508], "65509 to 65514"),
        ("17.12.1a", [], "17.11.1"),
        ("12.4", [], "rebuild"),
        (None, [], "release is not known"),
    ],
)
def test_built_in_policies_that_nothing_proves_are_not_known(release, built_in, reason) -> None:
    found, unknown, notes = _defaults(release)
    assert found == built_in
    assert unknown is not None
    assert reason in unknown
    assert unknown in notes
    found, unknown, _ = _defaults(release, USER)
    assert (found, unknown) == ([], None)  # the first policy of one's own removes them all


def test_ios_xe_17() -> None:
    config = read(
        "version 17.3\nhostname xe\ncrypto isakmp policy 10\n encryption aes 256\n hash sha512\n"
        " authentication pre-share\n group 19\ncrypto ipsec transform-set T esp-aes 256 esp-sha512-hmac\n mode tunnel\n"
        "crypto map M 10 ipsec-isakmp\n set peer 192.0.2.1\n set transform-set T\n match address V\n"
        "interface GigabitEthernet1\n vrf forwarding WAN\n ip address 192.0.2.2 255.255.255.0\n crypto map M redundancy HA\nend\n"
    )
    assert config.release == Release(platform=Platform.IOS, text="17.3", numbers=(17, 3), xe=True)
    assert (config.policies[0].hash, config.policies[0].group) == ("sha512", 19)
    assert config.interfaces[0].vrf == "WAN"
    assert config.maps[0].interfaces == ("GigabitEthernet1",)
    assert [item.name for item in config.transform_sets] == ["T", "default"]
    assert config.transform_sets[1].default
