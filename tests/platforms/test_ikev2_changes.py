"""Changes of IKEv2: their commands, what they do to a text, and the way back. Texts are synthetic."""

from __future__ import annotations

import pytest
from msgspec.structs import replace
from test_read_ikev2 import ASA, IOS

from remediate.errors import ConfigurationError
from remediate.model.base import Platform, Safety
from remediate.model.change import (
    AlignIkev2Proposal,
    AlignTransformSet,
    Change,
    CompleteIkev2Keyring,
    RekeyPsk,
    Rendered,
    SecretRef,
)
from remediate.model.config import CryptoConfig
from remediate.model.config_ikev2 import Ikev2Identity, Ikev2Proposal
from remediate.model.config_maps import TransformSet
from remediate.model.selector import AddressBlock
from remediate.platforms.apply import Known, apply, tokens_for
from remediate.platforms.read import read_config
from remediate.platforms.render import render
from remediate.platforms.rendered import NotRendered
from remediate.secrets import Redactor

TARGET = Ikev2Proposal(
    name="NEW", encryption=("aes-cbc-256",), integrity=("sha256",), prf=("sha256",), groups=(19,)
)
NEW = SecretRef(name="psk/t/new")
OLD = SecretRef(name="psk/t/r1/previous")
OLD_REMOTE = SecretRef(name="psk/t/r1/previous-remote")
MAP = """\
crypto map OUT 10 ipsec-isakmp
 set peer 198.51.100.1
 set transform-set TS
 match address VPN
!
end
"""
IOS_MAP = IOS.replace("end\n", MAP)
ASA_MAP = ASA.replace(
    "crypto isakmp identity",
    "crypto map OUT 10 set peer 198.51.100.7\n"
    "crypto map OUT 10 set ikev2 ipsec-proposal GCM\ncrypto isakmp identity",
)


def read(text: str) -> CryptoConfig:
    return read_config(text)


def redacted(text: str) -> str:
    return Redactor(b"k" * 32).redact(text)


def there_and_back(change: Change, text: str) -> tuple[Rendered, str, CryptoConfig]:
    """Return the commands, the text after them and what it says; the inverse must give the first text back."""
    text = redacted(text)
    config = read(text)
    answer = render(change, config)
    assert isinstance(answer, Rendered), answer
    tokens = tokens_for(change, config)
    more = {"platform": config.platform, "release": config.release, "secrets": tokens}
    after = apply(text, answer.commands, **more)  # type: ignore[arg-type]  # keywords of apply
    assert after.text != text
    back = apply(after.text, answer.inverse, unprinted=after.unprinted, **more)  # type: ignore[arg-type]  # likewise
    assert back.text == text
    return answer, after.text, read(after.text)


def refused(change: Change, text: str) -> str:
    answer = render(change, read(redacted(text)))
    assert isinstance(answer, NotRendered), answer
    return answer.reason


def test_ios_proposal_under_a_policy() -> None:
    change = AlignIkev2Proposal(device="r1", proposal=TARGET, policy="FRONT")
    answer, text, config = there_and_back(change, IOS)
    assert answer.commands == (
        "crypto ikev2 proposal NEW",
        " encryption aes-cbc-256",
        " integrity sha256",
        " group 19",
        "crypto ikev2 policy FRONT",
        " proposal NEW",
    )
    assert answer.safety is Safety.SAFE
    assert config.ikev2_config.policies[0].proposals == ("GCM", "CBC", "NEW")
    assert text.index("proposal NEW") < text.index("\ncrypto ikev2 policy")


def test_ios_proposal_with_gcm_writes_its_prf() -> None:
    gcm = replace(TARGET, encryption=("aes-gcm-256",), integrity=())
    change = AlignIkev2Proposal(device="r1", proposal=gcm, policy="FRONT")
    answer, _, config = there_and_back(change, IOS)
    assert " prf sha256" in answer.commands
    assert not any("integrity" in line for line in answer.commands)
    assert config.ikev2_config.proposals[-1].problem is None


def test_ios_first_policy_is_disruptive() -> None:
    text = IOS.split("no crypto ikev2 policy")[0] + "interface GigabitEthernet1\n!\nend\n"
    change = AlignIkev2Proposal(
        device="r1", proposal=TARGET, policy="MINE", new_policy=True, fvrf="any"
    )
    answer, _, config = there_and_back(change, text)
    assert answer.safety is Safety.DISRUPTIVE
    assert "built-in" in answer.preconditions[0]
    assert config.ikev2_config.policies[0].fvrf == "any"
    assert config.ikev2_config.policies[0].proposals == ("NEW",)


def test_ios_proposal_that_is_there_is_only_linked() -> None:
    known = read(redacted(IOS)).ikev2_config.proposals[2]
    change = AlignIkev2Proposal(device="r1", proposal=known, policy="FRONT", existing=True)
    answer, _, config = there_and_back(change, IOS)
    assert answer.commands == ("crypto ikev2 policy FRONT", " proposal HALF")
    assert answer.inverse == ("crypto ikev2 policy FRONT", " no proposal HALF")
    assert config.ikev2_config.policies[0].proposals == ("GCM", "CBC", "HALF")
    assert "does not exist" in refused(replace(change, proposal=TARGET), IOS)


def test_ios_refusals_of_proposals() -> None:
    change = AlignIkev2Proposal(device="r1", proposal=TARGET, policy="FRONT")
    assert "exists" in refused(replace(change, proposal=replace(TARGET, name="CBC")), IOS)
    assert "does not exist" in refused(replace(change, policy="OTHER"), IOS)
    assert "only through a policy" in refused(replace(change, policy=None), IOS)
    weak = replace(TARGET, groups=(5,))
    newest = IOS.replace("version 17.3", "version 17.12.1")
    assert "refuse" in refused(replace(change, proposal=weak), newest)


def test_ios_peer_block() -> None:
    change = CompleteIkev2Keyring(
        device="r1", keyring="KR", peer="R2", address="198.51.100.77", secret=NEW,
        secret_remote=SecretRef(name="psk/t/r2/local"),
    )  # fmt: skip
    answer, text, config = there_and_back(change, IOS)
    assert answer.inverse == ("crypto ikev2 keyring KR", " no peer R2")
    block = text.split(" peer R2\n")[1].split("!")[0]
    assert block.startswith("  address 198.51.100.77\n  pre-shared-key local <secret:")
    assert config.ikev2_config.peers[-1].name == "R2"
    assert len(config.ikev2_config.peers) == 4


def test_ios_peer_block_gets_the_keys_of_the_other_end() -> None:
    other = read(redacted(IOS))
    change = CompleteIkev2Keyring(
        device="r1", keyring="KR", peer="R2", address="198.51.100.77", secret=NEW,
        secret_remote=OLD, like="KR/NET",
    )  # fmt: skip
    tokens = tokens_for(change, other, Known(other=other))
    net = other.ikev2_config.peers[1]
    assert net.local is not None
    assert net.remote is not None
    assert tokens == {NEW.placeholder(): net.remote.token, OLD.placeholder(): net.local.token}


def test_ios_profile_match_and_link() -> None:
    match = Ikev2Identity(kind="address", block=AddressBlock(address=0xCB007105, wildcard=0))
    change = CompleteIkev2Keyring(device="r1", profile="INLINE", match=match, link="KR")
    answer, _, config = there_and_back(change, IOS)
    assert answer.commands == (
        "crypto ikev2 profile INLINE",
        " match identity remote address 203.0.113.5 255.255.255.255",
        " keyring local KR",
    )
    profile = config.ikev2_config.profile("INLINE")
    assert profile is not None
    assert profile.keyring == "KR"
    assert len(profile.match_remote) == 2


def test_ios_profile_of_an_entry() -> None:
    change = CompleteIkev2Keyring(device="r1", profile="P", map="OUT", sequence=10)
    answer, _, config = there_and_back(change, IOS_MAP)
    assert answer.commands == ("crypto map OUT 10 ipsec-isakmp", " set ikev2-profile P")
    assert config.maps[0].entries[0].ikev2_profile == "P"


def test_ios_refusals_of_completions() -> None:
    block = CompleteIkev2Keyring(
        device="r1", keyring="KR", peer="ONE", address="198.51.100.77", secret=NEW
    )
    assert "has a peer ONE" in refused(block, IOS)
    assert "no IKEv2 keyring" in refused(replace(block, keyring="KX"), IOS)
    assert "needs a name" in refused(replace(block, peer="X", secret=None), IOS)
    link = CompleteIkev2Keyring(device="r1", profile="P", link="KR", previous_link="OTHER")
    assert "names another keyring" in refused(link, IOS)
    assert "nothing" in refused(CompleteIkev2Keyring(device="r1"), IOS)


def test_ios_rekey_of_both_directions() -> None:
    change = RekeyPsk(
        device="r1", peer="203.0.113.9", keyring="KR", block="NET", secret=NEW, previous=OLD,
        previous_remote=OLD_REMOTE, ikev2=True,
    )  # fmt: skip
    answer, _, config = there_and_back(change, IOS)
    assert answer.commands[:2] == ("crypto ikev2 keyring KR", " peer NET")
    assert answer.inverse[3] == f"  pre-shared-key remote hex {OLD_REMOTE.placeholder()}"
    block = config.ikev2_config.peers[1]
    assert block.local is not None
    assert block.remote is not None
    assert block.local.fingerprint == block.remote.fingerprint


def test_ios_rekey_of_one_direction() -> None:
    change = RekeyPsk(
        device="r1", peer="203.0.113.9", keyring="KR", block="NET", secret=NEW, previous=None,
        previous_remote=OLD_REMOTE, ikev2=True, way="remote",
    )  # fmt: skip
    answer, _, config = there_and_back(change, IOS)
    assert answer.commands[2:] == (f"  pre-shared-key remote hex {NEW.placeholder()}",)
    assert answer.inverse[2:] == (f"  pre-shared-key remote hex {OLD_REMOTE.placeholder()}",)
    block = config.ikev2_config.peers[1]
    assert block.local is not None
    assert block.remote is not None
    assert block.local.fingerprint != block.remote.fingerprint
    assert "one key for both" in refused(replace(change, block="ONE"), IOS)


def test_ios_rekey_of_one_key_and_beside_a_network() -> None:
    change = RekeyPsk(
        device="r1", peer="198.51.100.1", keyring="KR", block="ONE", secret=NEW, previous=OLD,
        ikev2=True,
    )  # fmt: skip
    answer, _, _ = there_and_back(change, IOS)
    assert answer.commands[2:] == (f"  pre-shared-key {NEW.placeholder()}",)
    beside = replace(change, peer="203.0.113.7", block="r7", previous=None)
    answer, _, config = there_and_back(beside, IOS)
    assert answer.inverse == ("crypto ikev2 keyring KR", " no peer r7")
    assert config.ikev2_config.peers[-1].name == "r7"
    assert "must be kept" in refused(replace(change, previous=None), IOS)
    assert "remote key must be kept" in refused(replace(change, block="NET"), IOS)
    assert "no key to replace" in refused(replace(change, block="NOBODY"), IOS)


def test_asa_policy() -> None:
    change = AlignIkev2Proposal(device="fw", proposal=replace(TARGET, name="10"))
    answer, _text, config = there_and_back(change, ASA)
    assert answer.commands == (
        "crypto ikev2 policy 10",
        " encryption aes-256",
        " integrity sha256",
        " group 19",
        " prf sha256",
        " lifetime seconds 86400",
    )
    assert [item.name for item in config.ikev2_config.policies] == ["1", "10", "20"]
    assert "in use" in refused(replace(change, proposal=replace(TARGET, name="20")), ASA)
    old = ASA.replace("9.12(4)", "8.2(5)")
    assert "no IKEv2" in refused(change, old)
    weak = replace(TARGET, name="10", groups=(5,))
    assert "9.15" in refused(replace(change, proposal=weak), ASA.replace("9.12(4)", "9.16(1)"))


def test_asa_tunnel_group_that_is_new() -> None:
    change = CompleteIkev2Keyring(device="fw", peer="198.51.100.9", create=True, secret=NEW)
    answer, _, config = there_and_back(change, ASA)
    assert answer.commands[0] == "tunnel-group 198.51.100.9 type ipsec-l2l"
    assert answer.inverse == ("no tunnel-group 198.51.100.9",)
    group = config.ikev2_config.tunnel_groups[-1]
    assert group.local is not None
    assert group.remote is not None


def test_asa_missing_direction() -> None:
    text = ASA.replace(" ikev2 local-authentication certificate TP\n", "")
    change = CompleteIkev2Keyring(device="fw", peer="198.51.100.2", secret=NEW)
    answer, _, config = there_and_back(change, text)
    assert answer.commands[1:] == (
        f" ikev2 local-authentication pre-shared-key {NEW.placeholder()}",
    )
    assert config.ikev2_config.tunnel_groups[0].local is not None
    assert "has an IKEv2 remote key" in refused(
        replace(change, secret=None, secret_remote=OLD), text
    )


def test_asa_rekey() -> None:
    text = ASA.replace("certificate TP", "pre-shared-key Planted-L").replace(
        "remote-authentication pre-shared-key *****",
        "remote-authentication pre-shared-key Planted-R",
    )
    change = RekeyPsk(
        device="fw", peer="198.51.100.2", secret=NEW, previous=OLD, previous_remote=OLD_REMOTE,
        ikev2=True,
    )  # fmt: skip
    answer, _, config = there_and_back(change, text)
    assert answer.inverse[1].endswith(OLD_REMOTE.placeholder())
    group = config.ikev2_config.tunnel_groups[0]
    assert group.local is not None
    assert group.remote is not None
    assert group.local.fingerprint == group.remote.fingerprint
    assert "must be kept" in refused(replace(change, previous=None), text)
    assert "no IKEv2 key" in refused(change, ASA)
    alone = replace(change, previous_remote=None, way="local")
    answer, _, _ = there_and_back(alone, text)
    assert answer.commands[1:] == (
        f" ikev2 local-authentication pre-shared-key {NEW.placeholder()}",
    )
    assert "must be kept" in refused(replace(alone, way="remote"), text)


def test_asa_ipsec_proposal() -> None:
    change = AlignTransformSet(
        device="fw", new=TransformSet(name="STRONG", transforms=("esp-aes 256", "esp-sha512-hmac")),
        map="OUT", sequence=10, transform_sets=("STRONG", "GCM"), previous=("GCM",), ikev2=True,
    )  # fmt: skip
    answer, _, config = there_and_back(change, ASA_MAP)
    assert answer.commands == (
        "crypto ipsec ikev2 ipsec-proposal STRONG",
        " protocol esp encryption aes-256",
        " protocol esp integrity sha-512",
        "crypto map OUT 10 set ikev2 ipsec-proposal STRONG GCM",
    )
    assert config.maps[0].entries[0].ikev2_proposals == ("STRONG", "GCM")
    assert "new name" in refused(
        replace(change, new=TransformSet(name="CBC", transforms=("esp-aes",))), ASA_MAP
    )


@pytest.mark.parametrize(
    "commands",
    [
        ("no crypto ikev2 keyring KR",),
        ("no crypto ikev2 profile P",),
        ("no crypto ikev2 proposal GCM",),
        ("no crypto ikev2 proposal NONE",),
        ("crypto ikev2 proposal CBC", " encryption aes-cbc-256", " integrity sha256", " group 14"),
        ("crypto ikev2 proposal X", " encryption aes-cbc-256", " group 14"),
        ("crypto ikev2 policy FRONT", " proposal NONE"),
        ("crypto ikev2 policy FRONT", " no proposal NONE"),
        ("crypto ikev2 keyring NONE", " peer A"),
        ("crypto ikev2 keyring KR", " no peer A"),
        ("crypto ikev2 keyring KR", " peer ONE", "  pre-shared-key *****"),
        ("crypto ikev2 keyring KR", "  pre-shared-key Planted-Two"),
        ("crypto ikev2 profile P", " lifetime 100"),
        ("crypto ikev2 profile P", " no match identity remote any all"),
        ("crypto ikev2 profile INLINE", " keyring local NONE"),
        ("crypto map OUT 10 ipsec-isakmp", " set ikev2-profile NONE"),
    ],
)
def test_what_ios_refuses(commands: tuple[str, ...]) -> None:
    config = read(redacted(IOS_MAP))
    with pytest.raises(ConfigurationError) as caught:
        apply(redacted(IOS_MAP), commands, platform=Platform.IOS, release=config.release)
    assert "Planted" not in str(caught.value)


@pytest.mark.parametrize(
    "commands",
    [
        ("no crypto ikev2 policy 3",),
        ("crypto ikev2 policy 1", " encryption aes"),
        ("crypto ikev2 policy 3", " encryption aes"),
        ("no tunnel-group 203.0.113.1",),
        ("tunnel-group 198.51.100.2 type ipsec-l2l",),
        ("tunnel-group 198.51.100.2 ipsec-attributes", " no ikev2 other-authentication"),
        (
            "tunnel-group 198.51.100.2 ipsec-attributes",
            " ikev2 local-authentication pre-shared-key *****",
        ),
        ("no crypto ipsec ikev2 ipsec-proposal GCM",),
        ("crypto map OUT 10 set ikev2 ipsec-proposal NONE",),
    ],
)
def test_what_an_asa_refuses(commands: tuple[str, ...]) -> None:
    config = read(redacted(ASA_MAP))
    with pytest.raises(ConfigurationError):
        apply(redacted(ASA_MAP), commands, platform=Platform.ASA, release=config.release)


IOS_PROFILE = IOS.replace(
    "end\n",
    "crypto ipsec transform-set TS esp-aes esp-sha-hmac\n mode tunnel\n!\n"
    "crypto ipsec profile VTI\n set transform-set TS\n set ikev2-profile P\n!\n"
    "crypto ipsec profile BARE\n set ikev2-profile P\n!\n"
    "interface Tunnel1\n tunnel protection ipsec profile VTI\n!\n"
    "interface Tunnel2\n tunnel protection ipsec profile VTI\n!\nend\n",
)
IN_PROFILE = AlignTransformSet(
    device="r1", new=TransformSet(name="STRONG", transforms=("esp-gcm 256",)), map="Tunnel1",
    sequence=0, transform_sets=("STRONG", "TS"), previous=("TS",), profile="VTI",
)  # fmt: skip


def test_ios_profile_keeps_its_sets_behind_the_new_one() -> None:
    answer, _, config = there_and_back(IN_PROFILE, IOS_PROFILE)
    assert answer.commands == (
        "crypto ipsec transform-set STRONG esp-gcm 256",
        " mode tunnel",
        "crypto ipsec profile VTI",
        " set transform-set STRONG TS",
    )
    assert answer.safety is Safety.DISRUPTIVE
    assert "Tunnel1, Tunnel2" in answer.preconditions[1]
    assert config.profiles[0].transform_sets == ("STRONG", "TS")
    bare = replace(IN_PROFILE, profile="BARE", transform_sets=("STRONG",), previous=())
    answer, _, config = there_and_back(bare, IOS_PROFILE)
    assert answer.safety is Safety.SAFE
    assert config.profiles[1].transform_sets == ("STRONG",)


def test_ios_refusals_of_profiles() -> None:
    assert "no IPsec profile" in refused(replace(IN_PROFILE, profile="NONE"), IOS_PROFILE)
    assert "other sets now" in refused(replace(IN_PROFILE, previous=("X",)), IOS_PROFILE)
    known = TransformSet(name="TS", transforms=("esp-gcm 256",))
    assert "exists" in refused(replace(IN_PROFILE, new=known), IOS_PROFILE)
    weak = TransformSet(name="W", transforms=("esp-3des", "esp-sha-hmac"))
    newest = IOS_PROFILE.replace("version 17.3", "version 17.12.1")
    assert "refuse" in refused(replace(IN_PROFILE, new=weak), newest)
    config = read(redacted(IOS_PROFILE))
    for commands in (
        ("no crypto ipsec profile VTI",),
        ("crypto ipsec profile VTI", " set isakmp-profile P"),
        ("crypto ipsec profile VTI", " set transform-set NONE"),
        ("crypto ipsec profile BARE", " no set transform-set"),
    ):
        with pytest.raises(ConfigurationError):
            apply(redacted(IOS_PROFILE), commands, platform=Platform.IOS, release=config.release)


def test_asa_profile() -> None:
    change = AlignTransformSet(
        device="fw", new=TransformSet(name="STRONG", transforms=("esp-gcm 256",)), map="vti",
        sequence=0, transform_sets=("STRONG", "GCM", "CBC"), previous=("GCM", "CBC"), ikev2=True,
        profile="VTI",
    )  # fmt: skip
    answer, _, config = there_and_back(change, ASA)
    assert answer.commands[2:] == (
        " protocol esp integrity null",
        "crypto ipsec profile VTI",
        " set ikev2 ipsec-proposal STRONG GCM CBC",
    )
    assert config.profiles[0].ikev2_proposals == ("STRONG", "GCM", "CBC")
    assert "IKEv1" in refused(replace(change, ikev2=False), ASA)
    assert "other IPsec proposals" in refused(replace(change, previous=("CBC",)), ASA)
