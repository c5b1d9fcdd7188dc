"""Reading PIX and ASA configurations. Synthetic, in the print style of each release, values by hand."""

from __future__ import annotations

import pytest
from read_samples import ASA_98, PIX_63

from remediate.model.base import Platform
from remediate.model.config import CryptoConfig
from remediate.model.config_keys import KeyForm
from remediate.model.config_nat import NatExemption
from remediate.model.selector import ANY, AddressBlock
from remediate.platforms.read import read_config
from remediate.secrets import Redactor


def read(text: str) -> CryptoConfig:
    return read_config(Redactor(b"test").redact(text))


@pytest.fixture(scope="module")
def pix() -> CryptoConfig:
    return read(PIX_63)


@pytest.fixture(scope="module")
def asa() -> CryptoConfig:
    return read(ASA_98)


def test_pix_device(pix: CryptoConfig) -> None:
    assert pix.platform is Platform.ASA
    assert (pix.release.text, pix.release.numbers, pix.release.pix) == ("6.3(5)", (6, 3, 5), True)
    assert (pix.hostname, pix.complete, pix.unparsed) == ("pix", True, ())
    assert (pix.tcp_mss, pix.isakmp_enabled, pix.nat_traversal) == (1300, True, True)


def test_pix_policy_and_keys(pix: CryptoConfig) -> None:
    user, built_in = pix.policies
    assert (user.encryption, user.key_length, user.hash, user.group, user.lifetime) == (
        "aes",
        192,
        "md5",
        2,
        1000,
    )
    assert (built_in.priority, built_in.default) == (65535, True)
    masked, clear = pix.keys
    assert (masked.form, masked.fingerprint, masked.no_xauth) == (KeyForm.MASKED, None, True)
    assert masked.peer == AddressBlock.host("10.0.0.2")
    assert (clear.form, clear.peer) == (
        KeyForm.CLEAR,
        AddressBlock.from_netmask("10.0.3.0", "255.255.255.0"),
    )


def test_pix_map_lists_and_interfaces(pix: CryptoConfig) -> None:
    (crypto_map,) = pix.maps
    (entry,) = crypto_map.entries
    assert (entry.peers, entry.acl, entry.transform_sets, entry.pfs_group) == (
        ("10.0.0.2",),
        "90",
        ("myset",),
        1,
    )
    assert crypto_map.interfaces == ("outside",)
    assert pix.transform_sets[0].transforms == ("esp-aes 256", "esp-md5-hmac")
    (acl,) = pix.acls
    assert [str(entry.selectors[0]) for entry in acl.entries] == [
        "ip 10.1.1.0/24 -> 10.1.2.0/24",
        "ip 172.16.0.0/16 -> 10.1.2.0/24",
    ]
    outside = pix.interface("outside")
    assert outside is not None
    assert (outside.name, outside.address, outside.netmask) == (
        "ethernet0",
        "10.0.0.1",
        "255.255.255.0",
    )
    assert (outside.mtu, outside.crypto_map, outside.shutdown) == (1492, "vpn", False)
    inside = pix.interface("inside")
    assert inside is not None
    assert inside.shutdown
    assert pix.routes[0].prefix == ANY
    assert (pix.routes[0].next_hop, pix.routes[0].interface) == ("10.0.0.254", "outside")


def test_pix_nat(pix: CryptoConfig) -> None:
    assert [(rule.kind, rule.acl, rule.inside, rule.outside) for rule in pix.nat_rules] == [
        ("exemption", "90", "inside", None),
        ("nat", None, "inside", None),
        ("static", None, "inside", "outside"),
    ]
    assert pix.nat_exemptions == (NatExemption(acl="90", permits=True, line=19),)


def test_asa_device(asa: CryptoConfig) -> None:
    assert (asa.release.text, asa.release.numbers, asa.release.pix) == (
        "9.8(4)32",
        (9, 8, 4, 32),
        False,
    )
    assert (asa.hostname, asa.tcp_mss, asa.isakmp_enabled, asa.ikev2) == ("fw1", 1350, True, True)
    assert asa.unparsed == ()
    outside = asa.interface("outside")
    assert outside is not None
    assert (outside.name, outside.address, outside.mtu) == (
        "GigabitEthernet0/0",
        "198.51.100.1",
        1500,
    )
    assert (outside.prefragmentation, outside.crypto_map) == (False, "CM")


def test_asa_crypto(asa: CryptoConfig) -> None:
    (policy,) = asa.policies
    assert (policy.priority, policy.encryption, policy.key_length, policy.group) == (
        20,
        "aes",
        128,
        5,
    )
    aes, transport = asa.transform_sets
    assert aes.transforms == ("esp-aes 256", "esp-sha-hmac")
    assert (transport.transforms, transport.mode) == (("esp-aes",), "transport")
    dynamic, static = asa.maps
    assert (dynamic.dynamic, dynamic.entries[0].transform_sets) == (True, ("AES",))
    ten, last = static.entries
    assert (ten.peers, ten.acl, ten.pfs_group) == (("203.0.113.1", "203.0.113.2"), "VPN", 2)
    assert (ten.transform_sets, ten.ikev2_proposals) == (("AES", "TR"), ("P2",))
    assert (last.kind, last.dynamic_map) == ("dynamic-reference", "DYN")


def test_asa_keys(asa: CryptoConfig) -> None:
    masked, remote, local, fallback = asa.keys
    assert (masked.keyring, masked.peer, masked.form) == (
        "203.0.113.1",
        AddressBlock.host("203.0.113.1"),
        KeyForm.MASKED,
    )
    assert masked.text == "ikev1 pre-shared-key *****"
    assert (remote.ikev2, local.ikev2, masked.ikev2) == (True, True, False)
    assert (fallback.keyring, fallback.peer) == ("DefaultL2LGroup", ANY)


def test_asa_lists(asa: CryptoConfig) -> None:
    acl = asa.acl("VPN")
    assert acl is not None
    remark, groups, ports, tunnels, service, six, wildcard = acl.entries
    assert remark.body == "remark to branch"
    assert [str(item) for item in groups.selectors] == [
        "ip 10.1.0.0/16 -> 10.2.0.0/24",
        "ip 192.168.1.1 -> 10.2.0.0/24",
    ]
    assert groups.body == "permit ip object-group LOCALS object REMOTE"
    assert ports.sequence == 3
    assert [str(item) for item in ports.selectors] == [
        "tcp 10.1.0.9 -> 10.2.0.0/16:80",
        "tcp 10.1.0.9 -> 10.2.0.0/16:8000-8010",
    ]
    assert (tunnels.inactive, [item.protocol for item in tunnels.selectors]) == (True, [47, 50])
    assert str(service.selectors[0]) == "tcp any -> any:443"
    assert six.problem is not None
    assert "IPv6" in six.problem
    assert wildcard.problem is None
    assert any("netmask 0.0.255.255 looks like a wildcard" in note for note in asa.notes)
    split, out = asa.acl("SPLIT"), asa.acl("OUT")
    assert split is not None
    assert out is not None
    assert (split.extended, str(split.entries[0].selectors[0].source)) == (False, "10.1.0.0/16")
    assert out.entries[0].problem is not None


def test_asa_nat(asa: CryptoConfig) -> None:
    assert [(rule.kind, rule.inside, rule.outside) for rule in asa.nat_rules] == [
        ("object", "inside", "outside"),
        ("twice", "inside", "outside"),
    ]


def test_asa_82() -> None:
    config = read(
        "ASA Version 8.2(5)\nhostname old\ncrypto ipsec transform-set T esp-3des esp-md5-hmac\n"
        "crypto map M 1 match address A\ncrypto map M 1 set peer 192.0.2.1\ncrypto map M 1 set transform-set T\n"
        "crypto map M interface outside\ncrypto isakmp enable outside\ncrypto isakmp policy 10\n"
        " authentication pre-share\n encryption 3des\n hash md5\n group 2\n lifetime 86400\n"
        "crypto isakmp nat-traversal 30\nno crypto isakmp nat-traversal\n"
        "tunnel-group 192.0.2.1 type ipsec-l2l\ntunnel-group 192.0.2.1 ipsec-attributes\n pre-shared-key *\n"
    )
    assert config.platform is Platform.ASA
    assert config.policies[0].encryption == "3des"
    assert (config.isakmp_enabled, config.nat_traversal) == (True, False)
    assert config.maps[0].entries[0].transform_sets == ("T",)
    assert config.keys[0].form is KeyForm.MASKED
    assert config.complete


def test_ike_is_off_until_it_is_enabled() -> None:
    assert read(ASA_98.replace("crypto ikev1 enable outside\n", "")).isakmp_enabled is False
    fragment = ASA_98[: ASA_98.index("Cryptochecksum")].replace("crypto ikev1 enable outside\n", "")
    assert read(fragment).isakmp_enabled is None
