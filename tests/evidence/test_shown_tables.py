"""Tables that show parts of the configuration, where no running-config is there."""

from pathlib import Path

import pytest

from remediate.evidence.fleet import read_fleet
from remediate.evidence.line_numbers import unnumbered
from remediate.evidence.single_lines import whole_commands
from remediate.messages import Classifier
from remediate.model.evidence import DeviceEvidence
from remediate.rules import catalogue
from remediate.secrets import Redactor

_MAP = """Crypto Map IPv4 "VPN" 10 ipsec-isakmp
\tPeer = 192.0.2.1
\tExtended IP access list A
\t    access-list A permit ip 10.1.0.0 0.0.255.255 10.2.0.0 0.0.255.255
\tCurrent peer: 192.0.2.1
\tSecurity association lifetime: 4608000 kilobytes/3600 seconds
\tPFS (Y/N): Y
\tDH group:  group14
\tTransform sets={
\t\tTS:  { esp-256-aes esp-sha-hmac  } ,
\t}
\tInterfaces using crypto map VPN:
\t\tGigabitEthernet0/0
"""
_POLICIES = """
Global IKE policy
Protection suite of priority 10
        encryption algorithm:   AES - Advanced Encryption Standard (256 bit keys).
        hash algorithm:         Secure Hash Standard 2 (256 bit)
        authentication method:  Pre-Shared Key
        Diffie-Hellman group:   #14 (2048 bit)
        lifetime:               3600 seconds, no volume limit
Default protection suite
        encryption algorithm:   DES - Data Encryption Standard (56 bit keys).
        hash algorithm:         Secure Hash Standard
        authentication method:  Rivest-Shamir-Adleman Signature
        Diffie-Hellman group:   #1 (768 bit)
        lifetime:               86400 seconds, no volume limit
"""
_KEYS = """Keyring               Hostname/Address                            Preshared Key

default               192.0.2.1                                   S3cret-One
                      192.0.2.0        [255.255.255.0]            S3cret-Two

inner                 198.51.100.1                                S3cret-Three
"""
_SETS = """Transform set TS: { esp-256-aes esp-sha-hmac  }
   will negotiate = { Transport,  },

Transform set default: { esp-aes esp-sha-hmac  }
   will negotiate = { Transport,  },
"""
_IKEV2 = """ IKEv2 policy : POL
      Match fvrf : any
      Match address local : 192.0.2.9
      Proposal    : P1

 IKEv2 policy : default
      Match fvrf : any
      Match address local : any
      Proposal    : default
r1#show crypto ikev2 proposal
 IKEv2 proposal: P1
     Encryption : AES-CBC-256
     Integrity  : SHA256
     PRF        : SHA256
     DH Group   : DH_GROUP_2048_MODP/Group 14
"""


def _read(folder: Path, text: str) -> DeviceEvidence:
    (folder / "r1.txt").write_text(f"{text}r1#\n")
    fleet = read_fleet([folder], classifier=Classifier(catalogue()), redactor=Redactor(b"0" * 32))
    return fleet.devices[0]


def test_a_crypto_map_is_what_its_table_shows(tmp_path: Path) -> None:
    device = _read(tmp_path, f"r1#show crypto map\n{_MAP}")
    config = device.config
    assert config is not None
    assert not config.complete
    (found,) = config.maps
    (entry,) = found.entries
    assert (entry.peers, entry.acl, entry.pfs_group) == (("192.0.2.1",), "A", 14)
    assert [item.transforms for item in config.transform_sets] == [("esp-aes 256", "esp-sha-hmac")]
    assert [(item.name, item.crypto_map) for item in config.interfaces] == [
        ("GigabitEthernet0/0", "VPN")
    ]
    acl = config.acl("A")
    assert acl is not None
    place = device.source(entry.line)
    assert place is not None
    assert place.line == 2
    assert "crypto map VPN interface" in config.shown


@pytest.mark.parametrize(
    "text",
    [
        _MAP.replace("\tTransform sets={\n\t\tTS:  { esp-256-aes esp-sha-hmac  } ,\n\t}\n", ""),
        _MAP.replace("ipsec-isakmp\n", "ipsec-isakmp\n\tProfile name: PROT\n"),
        _MAP.replace('"VPN"', '"Tunnel0-head-0"').replace("map VPN", "map Tunnel0-head-0"),
    ],
    ids=["cut", "profile", "made by the device"],
)
def test_an_entry_that_is_cut_or_made_by_the_device_is_left_out(tmp_path: Path, text: str) -> None:
    config = _read(tmp_path, f"r1#show crypto map\n{text}").config
    assert config is None or not config.maps


def test_the_mode_that_the_table_does_not_print_is_not_guessed(tmp_path: Path) -> None:
    gre = _MAP.replace("permit ip 10.1.0.0 0.0.255.255 10.2.0.0 0.0.255.255",
                       "permit gre host 192.0.2.9 host 192.0.2.1")  # fmt: skip
    config = _read(tmp_path, f"r1#show crypto map\n{gre}").config
    assert config is not None
    assert not config.transform_sets
    config = _read(
        tmp_path, f"r1#show crypto map\n{gre}r1#show crypto ipsec transform-set\n{_SETS}"
    ).config
    assert config is not None
    assert [(item.name, item.mode) for item in config.transform_sets] == [("TS", "transport")]


def test_a_filtered_table_and_one_beside_a_running_config_count_for_nothing(tmp_path: Path) -> None:
    assert _read(tmp_path, f"r1#show crypto map | i Peer\n{_MAP}").config is None
    whole = "r1#show running-config\nversion 15.1\nhostname r1\ninterface Vlan1\n ip address 10.1.0.1 255.255.0.0\nend\n"
    config = _read(tmp_path, f"{whole}r1#show crypto map\n{_MAP}").config
    assert config is not None
    assert config.complete
    assert not config.maps


def test_what_a_part_of_the_configuration_defines_outranks_the_table(tmp_path: Path) -> None:
    part = (
        "r1#show run | section crypto map\ncrypto map VPN 10 ipsec-isakmp\n set peer 192.0.2.77\n"
    )
    config = _read(tmp_path, f"{part}r1#show crypto map\n{_MAP}").config
    assert config is not None
    assert config.maps[0].entries[0].peers == ("192.0.2.77",)
    assert config.acl("A") is not None


def test_policies_with_the_suite_that_old_releases_have_built_in(tmp_path: Path) -> None:
    config = _read(tmp_path, f"r1#show crypto isakmp policy\n{_POLICIES}").config
    assert config is not None
    assert [
        (p.priority, p.encryption, p.key_length, p.hash, p.group, p.lifetime, p.default)
        for p in config.policies
    ] == [(10, "aes", 256, "sha256", 14, 3600, False), (65535, "des", None, "sha", 1, 86400, True)]
    assert config.unknown_policies is None
    assert "crypto isakmp policy" in config.shown


def test_keys_are_tokens_and_all_there(tmp_path: Path) -> None:
    device = _read(tmp_path, f"r1#show crypto isakmp key\n{_KEYS}")
    config = device.config
    assert config is not None
    assert [(str(k.peer), k.keyring) for k in config.keys] == [
        ("192.0.2.1", None),
        ("192.0.2.0/24", None),
        ("198.51.100.1", "inner"),
    ]
    assert len({key.fingerprint for key in config.keys}) == 3
    assert "S3cret" not in (device.config_text or "")
    assert "crypto isakmp key" in config.shown
    again = Redactor(b"0" * 32).redact("crypto isakmp key S3cret-One address 192.0.2.1\n")
    assert config.keys[0].token in again.split()


def test_ikev2_proposals_and_policies(tmp_path: Path) -> None:
    config = _read(tmp_path, f"r1#show crypto ikev2 policy\n{_IKEV2}").config
    assert config is not None
    known = config.ikev2_config
    (policy,) = known.policies
    assert (policy.name, policy.fvrf, policy.local_addresses, policy.proposals) == (
        "POL",
        "any",
        ("192.0.2.9",),
        ("P1",),
    )
    (proposal,) = [item for item in known.proposals if not item.default]
    assert (proposal.integrity, proposal.groups) == (("sha256",), (14,))


def test_elements_of_an_asa_stand_for_the_entry_that_they_expand(tmp_path: Path) -> None:
    text = (
        "r1# show run crypto\ncrypto map V 1 match address A\ncrypto map V 1 set peer 192.0.2.1\nr1# show access-list A\n"
        "access-list A; 2 elements; name hash: 0x1234\n"
        "access-list A line 1 extended permit ip object-group L object R (hitcnt=9) 0x1\n"
        "  access-list A line 1 extended permit ip 10.1.0.0 255.255.0.0 10.9.0.0 255.255.0.0 (hitcnt=4) 0x2\n"
        "  access-list A line 1 extended permit ip 10.2.0.0 255.255.0.0 10.9.0.0 255.255.0.0 (hitcnt=5) 0x3\n"
    )
    config = _read(tmp_path, text).config
    assert config is not None
    acl = config.acl("A")
    assert acl is not None
    assert [str(flow) for entry in acl.entries for flow in entry.selectors] == [
        "ip 10.1.0.0/16 -> 10.9.0.0/16",
        "ip 10.2.0.0/16 -> 10.9.0.0/16",
    ]


@pytest.mark.parametrize(
    ("command", "text", "kept"),
    [
        ("sh run | i access-list", "access-list 1 permit any\n ip access-group 1 in", "access-list 1 permit any\n!"),
        ("sh run access-list | i HQ|NEW", "access-list HQ extended permit ip any any", "access-list HQ extended permit ip any any"),
        ("sh run | i 10.1.9", "access-list 101 permit ip 10.1.9.0 0.0.0.255 any", None),
        ("sh run crypto map | i _map 15", "crypto map out_map 15 set peer 192.0.2.1", "crypto map out_map 15 set peer 192.0.2.1"),
        ("sh run | i crypto map", "crypto map VPN 10 ipsec-isakmp ", None),
        ("sh run | i peer", "crypto map V 10 set peer 192.0.2.1", None),
        ("sh run | exc access-list", "access-list 1 permit any", None),
        ("sh run | i access-list | exc deny", "access-list 1 permit any", None),
        ("sh run | exc deny | i access-list", "access-list 1 permit any", None),
        ("sh run | i VPN_10", "crypto map VPN 10 match address VPN_10", None),
        ("sh run | exc snmp", "crypto map VPN interface outside", None),
        (None, "access-list 1 permit any", None),
    ],
)  # fmt: skip
def test_single_lines_that_are_whole(command: str | None, text: str, kept: str | None) -> None:
    assert whole_commands(command, text) == kept


def test_line_numbers_are_no_part_of_a_configuration() -> None:
    text = b"Building configuration...\n\n   1 : !\n   2 : interface Vlan1\n   3 :  ip address 10.0.0.1 255.0.0.0\n"
    assert unnumbered(text).splitlines()[3:] == [
        b"interface Vlan1",
        b" ip address 10.0.0.1 255.0.0.0",
    ]
    for other in (b"1 : a\n2 : b\n", b"3 : a\n2 : b\n1 : c\n", b"hostname r1\n"):
        assert unnumbered(other) == other


@pytest.mark.parametrize("command", ["show crypto map", "show crypto isakmp key", "show crypto ikev2 policy", "show ip nat translations"])  # fmt: skip
@pytest.mark.parametrize("text", ["", "No crypto maps found.\n", "% Invalid input detected\n", "tcp 999.1.1.1:1 1.1.1.1:1 2.2.2.2:1 2.2.2.2:1\n"])  # fmt: skip
def test_a_table_that_shows_nothing_is_nothing(tmp_path: Path, command: str, text: str) -> None:
    device = _read(
        tmp_path, f"r1#show clock\n12:00:00.000 UTC Mon Mar 1 2021\nr1#{command}\n{text}"
    )
    assert device.config is None
    assert not device.translations
