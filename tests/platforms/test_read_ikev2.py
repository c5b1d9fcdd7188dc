"""IKEv2 of configurations: synthetic texts in the forms of IOS-XE 16 and 17 and of ASA 9."""

from __future__ import annotations

from remediate.model.config import CryptoConfig
from remediate.model.config_ikev2 import Ikev2Identity
from remediate.model.config_keys import KeyForm
from remediate.model.selector import ANY, AddressBlock
from remediate.platforms.defaults_ikev2 import proposals_shown, with_shown_proposals
from remediate.platforms.read import read_config
from remediate.secrets import Redactor

IOS = """\
version 17.3
hostname r1
!
no crypto ikev2 policy default
crypto ikev2 proposal CBC
 encryption aes-cbc-256 3des
 integrity sha1 sha256
 group 14 2
!
crypto ikev2 proposal GCM
 encryption aes-gcm-256
 prf sha384
 group 20
!
crypto ikev2 proposal HALF
 encryption aes-cbc-128
 group 14
!
crypto ikev2 policy FRONT
 match fvrf INET
 match address local 192.0.2.1
 proposal GCM
 proposal CBC
!
crypto ikev2 keyring KR
 peer ONE
  description the first
  address 198.51.100.1
  pre-shared-key Planted-One
 !
 peer NET
  address 203.0.113.0 255.255.255.0
  identity fqdn domain Example.NET
  pre-shared-key local Planted-Local
  pre-shared-key remote hex 0A0B0C
 !
 peer SIX
  address 2001:DB8::1/128
  pre-shared-key 6 BfAbCdEf
 !
!
crypto ikev2 profile P
 match fvrf INET
 match identity remote address 198.51.100.0 255.255.255.0
 match identity remote fqdn R9.example.net
 match identity remote email domain example.org
 match identity remote key-id Branch7
 match identity remote address 0.0.0.0
 match identity remote any
 match address local interface Loopback0
 identity local fqdn r1.example.net
 authentication local pre-share
 authentication remote pre-share
 authentication remote rsa-sig
 keyring local KR
 lifetime 86400
 dpd 10 2 on-demand
!
crypto ikev2 profile INLINE
 match identity remote address 198.51.100.9 255.255.255.255
 authentication remote pre-share key Planted-In
 authentication local pre-share key 0 Planted-Out
!
crypto ikev2 dpd 10 2 periodic
crypto ikev2 fragmentation mtu 1300
!
end
"""

ASA = """\
: Saved
ASA Version 9.12(4)
hostname fw
interface GigabitEthernet1/1
 nameif outside
 ip address 192.0.2.1 255.255.255.0
!
interface Tunnel1
 nameif vti
 ip address 169.254.1.1 255.255.255.252
 tunnel source interface outside
 tunnel destination 198.51.100.2
 tunnel mode ipsec ipv4
 tunnel protection ipsec profile VTI
!
crypto ipsec ikev2 ipsec-proposal CBC
 protocol esp encryption aes-256 aes
 protocol esp integrity sha-256 sha-1
crypto ipsec ikev2 ipsec-proposal GCM
 protocol esp encryption aes-gcm-256
 protocol esp integrity null
crypto ipsec profile VTI
 set ikev2 ipsec-proposal GCM CBC
 set pfs group21
 set security-association lifetime seconds 3600
crypto isakmp identity address
crypto ikev2 policy 20
 encryption aes-gcm-256
 integrity null
 group 21 20
 prf sha512
 lifetime seconds 86400
crypto ikev2 policy 1
 encryption aes-256 aes
 integrity sha256
 group 14
 lifetime seconds 86400
crypto ikev2 enable outside client-services port 443
tunnel-group 198.51.100.2 type ipsec-l2l
tunnel-group 198.51.100.2 ipsec-attributes
 ikev2 remote-authentication pre-shared-key *****
 ikev2 local-authentication certificate TP
tunnel-group DefaultL2LGroup ipsec-attributes
 ikev1 pre-shared-key *****
Cryptochecksum:d41d8cd98f00b204e9800998ecf8427e
: end
"""


def read(text: str) -> CryptoConfig:
    return read_config(Redactor(b"k" * 32).redact(text))


def test_ios_proposals_and_policies() -> None:
    known = read(IOS).ikev2_config
    cbc, gcm, half = known.proposals
    assert cbc.encryption == ("aes-cbc-256", "3des")
    assert cbc.integrity == cbc.prf == ("sha1", "sha256")
    assert cbc.groups == (14, 2)
    assert (gcm.integrity, gcm.prf, gcm.problem) == ((), ("sha384",), None)
    assert half.problem == "it is incomplete: integrity not printed"
    (policy,) = known.policies
    assert (policy.fvrf, policy.local_addresses) == ("INET", ("192.0.2.1",))
    assert policy.proposals == ("GCM", "CBC")
    assert not known.default_policy
    assert known.unknown_default is not None


def test_ios_keyring() -> None:
    config = read(IOS)
    one, net, six = config.ikev2_config.peers
    assert one.local is one.remote
    assert one.local is not None
    assert one.local.fingerprint is not None
    assert net.identity == Ikev2Identity(kind="fqdn-domain", value="example.net")
    assert net.local is not None
    assert net.remote is not None
    assert net.local.fingerprint != net.remote.fingerprint
    assert net.remote.text.split()[2] == "hex"
    assert six.address == AddressBlock.of_prefix("2001:DB8::1")
    assert six.problem is None
    assert six.local is not None
    assert six.local.form is KeyForm.TYPE6
    assert "Planted" not in repr(config)
    assert "0A0B0C" not in repr(config)
    assert sum(key.ikev2 for key in config.keys) == 4


def test_ios_profiles() -> None:
    profile, inline = read(IOS).ikev2_config.profiles
    assert [item.kind for item in profile.match_remote] == [
        "address", "fqdn", "email-domain", "key-id", "address", "any",
    ]  # fmt: skip
    assert profile.match_remote[1].value == "r9.example.net"
    assert profile.match_remote[3].value == "Branch7"
    assert profile.match_remote[4].block == ANY
    assert profile.identity_local == Ikev2Identity(kind="fqdn", value="r1.example.net")
    assert profile.authentication_remote == ("pre-share", "rsa-sig")
    assert (profile.keyring, profile.fvrf) == ("KR", "INET")
    assert profile.match_local == ("interface Loopback0",)
    assert inline.local is not None
    assert inline.remote is not None
    assert inline.local.fingerprint != inline.remote.fingerprint
    assert inline.keyring is None


def test_ios_built_in_proposal_is_known_of_one_release_alone() -> None:
    plain = "version {}\nhostname r1\n!\nend\n"
    known = read(plain.format("16.7")).ikev2_config
    assert [item.groups for item in known.proposals] == [(5, 2)]
    assert known.unknown_default is None
    for release in ("17.9", "15.7", "16.12"):
        other = read(plain.format(release)).ikev2_config
        assert other.proposals == ()
        assert other.unknown_default is not None
        assert release in other.unknown_default


SHOWN = """\
 IKEv2 proposal: default
     Encryption : AES-CBC-256
     Integrity  : SHA512 SHA384
     PRF        : SHA512 SHA384
     DH Group   : DH_GROUP_256_ECP/Group 19 DH_GROUP_2048_MODP/Group 14
 IKEv2 proposal: MINE
     Encryption : AES-CBC-128
     Integrity  : SHA96
     PRF        : SHA1
     DH Group   : DH_GROUP_1024_MODP/Group 2
"""


def test_shown_proposal_is_proof() -> None:
    shown, own = proposals_shown(SHOWN)
    assert (shown.default, own.default, own.name) == (True, False, "MINE")
    assert shown.encryption == ("aes-cbc-256",)
    assert shown.prf == ("sha512", "sha384")
    assert shown.groups == (19, 14)
    config = read("version 17.9\nhostname r1\n!\nend\n")
    known = with_shown_proposals(config, (shown, own)).ikev2_config
    assert known.proposals == (shown,)
    assert known.unknown_default is None


def test_shown_proposal_that_is_cut_proves_nothing() -> None:
    assert proposals_shown("\n".join(SHOWN.splitlines()[:4])) == ()
    unknown = proposals_shown(SHOWN.replace("AES-CBC-256", "AES-XYZ-256"))
    assert [item.name for item in unknown] == ["MINE"]
    assert proposals_shown("") == ()


def test_asa_policies_by_number() -> None:
    known = read(ASA).ikev2_config
    assert [item.name for item in known.policies] == ["1", "20"]
    first, second = known.proposals
    assert first.problem == "prf not printed: an ASA prints every attribute of a policy"
    assert second.encryption == ("aes-gcm-256",)
    assert (second.integrity, second.prf, second.groups) == ((), ("sha512",), (21, 20))
    assert known.enabled_on == ("outside",)
    assert known.identity == "address"
    assert not known.default_policy


def test_asa_children_and_tunnel_interface() -> None:
    config = read(ASA)
    cbc, gcm = config.ikev2_config.ipsec_proposals
    assert cbc.encryption == ("esp-aes 256", "esp-aes")
    assert cbc.integrity == ("esp-sha256-hmac", "esp-sha-hmac")
    assert (gcm.encryption, gcm.integrity) == (("esp-gcm 256",), ())
    (profile,) = config.profiles
    assert profile.ikev2_proposals == ("GCM", "CBC")
    assert profile.pfs_group == 21
    tunnel = config.interface("vti")
    assert tunnel is not None
    assert (tunnel.tunnel_source, tunnel.tunnel_destination) == ("outside", "198.51.100.2")
    assert (tunnel.tunnel_mode, tunnel.tunnel_protection) == ("ipsec ipv4", "VTI")
    assert config.unparsed == ()


def test_asa_tunnel_groups() -> None:
    config = read(ASA)
    (group,) = config.ikev2_config.tunnel_groups
    assert group.name == "198.51.100.2"
    assert group.local is None
    assert group.local_certificate
    assert group.remote is not None
    assert group.remote.form is KeyForm.MASKED
    assert [key.ikev2 for key in config.keys] == [True, False]


def test_what_is_not_understood_costs_itself() -> None:
    text = IOS.replace(" encryption aes-cbc-256 3des", " encryption aes-cbc-256 chacha20")
    config = read(text)
    problem = config.ikev2_config.proposals[0].problem
    assert problem is not None
    assert "chacha20" in problem
    assert any("chacha20" in item.text for item in config.unparsed)
    assert len(config.ikev2_config.proposals) == 3
