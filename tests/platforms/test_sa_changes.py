"""What guards and keeps SAs: commands of each platform, carried out on text and taken back byte for byte."""

from __future__ import annotations

import pytest

from remediate.errors import ConfigurationError
from remediate.model.base import Platform, Safety
from remediate.model.change import Change, Rendered
from remediate.model.change_sa import (
    ClearPeerSa,
    DisableAccelerator,
    DropEspAuthentication,
    EnableNatTraversal,
    InvalidSpiRecovery,
    NoRouteCache,
    SetDpd,
    SetReplayWindow,
)
from remediate.model.config import CryptoConfig
from remediate.model.config_maps import TransformSet
from remediate.model.release import Release
from remediate.platforms.apply import apply
from remediate.platforms.defaults import nat_traversal_on
from remediate.platforms.read import read_config
from remediate.platforms.render import render
from remediate.platforms.rendered import NotRendered

IOS = """\
version 12.4
!
hostname r1
!
ip cef
!
crypto isakmp policy 10
 encr aes 256
 authentication pre-share
 group 5
crypto isakmp key <key#00112233AABBCCDD> address 198.51.100.2
!
!
crypto ipsec transform-set TS esp-aes 256 esp-sha-hmac
!
crypto ipsec profile P
 set transform-set TS
!
!
crypto map VPN 10 ipsec-isakmp
 set peer 198.51.100.2
 set transform-set TS
 match address 101
!
!
interface FastEthernet0/0
 ip address 192.0.2.1 255.255.255.0
 duplex auto
 crypto map VPN
!
access-list 101 permit ip 10.1.1.0 0.0.0.255 10.2.2.0 0.0.0.255
!
end
"""
ASA = """\
: Saved
:
ASA Version 9.8(4)
!
hostname fw
!
interface GigabitEthernet0/0
 nameif outside
 security-level 0
 ip address 192.0.2.1 255.255.255.0
!
access-list VPN extended permit ip 10.1.1.0 255.255.255.0 10.2.2.0 255.255.255.0
mtu outside 1500
crypto ipsec ikev1 transform-set TS esp-aes-256 esp-sha-hmac
crypto ipsec security-association pmtu-aging infinite
crypto map CM 10 match address VPN
crypto map CM 10 set peer 198.51.100.2
crypto map CM 10 set ikev1 transform-set TS
crypto map CM interface outside
no crypto isakmp nat-traversal
crypto ikev1 enable outside
crypto ikev1 policy 10
 authentication pre-share
 encryption aes-256
 hash sha
 group 5
 lifetime 86400
telnet timeout 5
tunnel-group 198.51.100.2 type ipsec-l2l
tunnel-group 198.51.100.2 ipsec-attributes
 isakmp keepalive disable
 ikev1 pre-shared-key *****
Cryptochecksum:0123456789abcdef
: end
"""
PIX = """\
PIX Version 6.3(5)
nameif ethernet0 outside security0
hostname pix
access-list 90 permit ip 10.1.1.0 255.255.255.0 10.2.2.0 255.255.255.0
mtu outside 1500
ip address outside 192.0.2.1 255.255.255.0
sysopt connection permit-ipsec
crypto ipsec transform-set TS esp-3des esp-md5-hmac
crypto map CM 10 ipsec-isakmp
crypto map CM 10 match address 90
crypto map CM 10 set peer 198.51.100.2
crypto map CM 10 set transform-set TS
crypto map CM interface outside
isakmp enable outside
isakmp key ***** address 198.51.100.2 netmask 255.255.255.255
isakmp policy 10 authentication pre-share
isakmp policy 10 encryption 3des
isakmp policy 10 hash md5
isakmp policy 10 group 2
telnet timeout 5
Cryptochecksum:0123456789abcdef
: end
"""
PLAIN = TransformSet(name="ESP-AES256", transforms=("esp-aes 256",))


def release(text: str) -> Release:
    return read_config(text).release


def there_and_back(text: str, change: Change) -> tuple[Rendered, str]:
    config = read_config(text)
    answer = render(change, config)
    assert isinstance(answer, Rendered), answer
    platform = config.platform
    after = apply(text, answer.commands, platform=platform, release=config.release)
    assert after.text != text
    back = apply(
        after.text,
        answer.inverse,
        platform=platform,
        release=config.release,
        unprinted=after.unprinted,
    )
    assert back.text == text
    assert not read_config(after.text).unparsed
    return answer, after.text


def refused(text: str, change: Change) -> str:
    answer = render(change, read_config(text))
    assert isinstance(answer, NotRendered), answer
    return answer.reason


def entry_window(config: CryptoConfig) -> int | None:
    return config.maps[0].entries[0].replay_window


def test_replay_window_of_an_entry() -> None:
    change = SetReplayWindow(device="r1", map="VPN", sequence=10, value=1024, previous=None)
    answer, after = there_and_back(IOS, change)
    assert answer.commands == (
        "crypto map VPN 10 ipsec-isakmp",
        " set security-association replay window-size 1024",
    )
    assert answer.safety is Safety.SAFE
    assert entry_window(read_config(after)) == 1024
    wider = SetReplayWindow(device="r1", map="VPN", sequence=10, value=512, previous=1024)
    assert there_and_back(after, wider)[0].inverse[-1].endswith("window-size 1024")


def test_replay_window_of_a_profile_and_of_the_device() -> None:
    profile = SetReplayWindow(device="r1", profile="P", value=512, previous=None)
    _, after = there_and_back(IOS, profile)
    assert read_config(after).profiles[0].replay_window == 512
    device = SetReplayWindow(device="r1", value=1024, previous=None)
    answer, after = there_and_back(IOS, device)
    assert answer.commands == ("crypto ipsec security-association replay window-size 1024",)
    assert read_config(after).settings.replay_window == 1024
    off = IOS.replace(
        "!\ncrypto ipsec profile",
        "crypto ipsec security-association replay disable\n!\ncrypto ipsec profile",
    )
    assert read_config(off).settings.replay_window == 0


def test_replay_window_that_a_release_does_not_have() -> None:
    old = IOS.replace("version 12.4", "version 12.2")
    change = SetReplayWindow(device="r1", map="VPN", sequence=10, value=1024, previous=None)
    assert "12.3(14)T" in refused(old, change)
    assert "64, 128" in refused(IOS, SetReplayWindow(device="r1", value=100, previous=None))
    assert "no entry" in refused(
        IOS, SetReplayWindow(device="r1", map="VPN", sequence=11, value=1024, previous=None)
    )
    assert "7.2" in refused(PIX, SetReplayWindow(device="pix", value=1024, previous=None))
    assert "whole device" in refused(
        ASA, SetReplayWindow(device="fw", map="CM", sequence=10, value=1024, previous=None)
    )


def test_replay_window_of_an_asa() -> None:
    change = SetReplayWindow(device="fw", value=1024, previous=None)
    answer, after = there_and_back(ASA, change)
    assert answer.commands == ("crypto ipsec security-association replay window-size 1024",)
    assert read_config(after).settings.replay_window == 1024


def test_authentication_is_dropped_under_a_new_name_and_comes_back() -> None:
    change = DropEspAuthentication(device="r1", new=PLAIN, map="VPN", sequence=10, previous=("TS",))
    answer, after = there_and_back(IOS, change)
    assert answer.safety is Safety.WEAKENING
    assert "crypto ipsec transform-set TS esp-aes 256 esp-sha-hmac" in after
    assert read_config(after).maps[0].entries[0].transform_sets == ("ESP-AES256",)
    asa = DropEspAuthentication(device="fw", new=PLAIN, map="CM", sequence=10, previous=("TS",))
    answer, after = there_and_back(ASA, asa)
    assert answer.safety is Safety.WEAKENING
    assert "crypto ipsec ikev1 transform-set ESP-AES256 esp-aes-256 esp-none" in after
    assert read_config(after).transform_set("ESP-AES256") is not None


@pytest.mark.parametrize(
    ("text", "ike", "commands"),
    [
        (IOS, 0, ("clear crypto sa peer 198.51.100.2",)),
        (IOS, 1, ("clear crypto session remote 198.51.100.2",)),
        (IOS, 2, ("clear crypto ikev2 sa remote 198.51.100.2",)),
        (ASA, 0, ("clear crypto ipsec sa peer 198.51.100.2",)),
        (ASA, 1, ("clear crypto ikev1 sa 198.51.100.2", "clear crypto ipsec sa peer 198.51.100.2")),
        (ASA, 2, ("clear crypto ikev2 sa 198.51.100.2", "clear crypto ipsec sa peer 198.51.100.2")),
    ],
)
def test_a_clear_is_an_operation_of_one_peer_and_has_no_inverse(
    text: str, ike: int, commands: tuple[str, ...]
) -> None:
    change = ClearPeerSa(device="d", peer="198.51.100.2", live=True, ike=ike)
    answer = render(change, read_config(text))
    assert isinstance(answer, Rendered)
    assert (answer.commands, answer.inverse, answer.operational) == (commands, (), True)
    assert answer.safety is Safety.DISRUPTIVE
    answer = render(ClearPeerSa(device="d", peer="198.51.100.2", live=False), read_config(text))
    assert isinstance(answer, Rendered)
    assert answer.safety is Safety.SAFE


@pytest.mark.parametrize(
    ("ike", "command"),
    [
        (0, "clear crypto sa peer vrf INET 198.51.100.2"),
        (1, "clear crypto session fvrf INET remote 198.51.100.2"),
        (2, "clear crypto ikev2 sa remote 198.51.100.2"),
    ],
)
def test_a_peer_in_a_front_door_vrf_is_cleared_there(ike: int, command: str) -> None:
    change = ClearPeerSa(device="d", peer="198.51.100.2", live=True, ike=ike, vrf="INET")
    answer = render(change, read_config(IOS))
    assert isinstance(answer, Rendered)
    assert answer.commands == (command,)
    assert "show crypto ipsec sa peer vrf INET 198.51.100.2" in answer.preconditions[0]


def test_a_pix_never_gets_an_unscoped_clear() -> None:
    assert "alone" in refused(PIX, ClearPeerSa(device="pix", peer="198.51.100.2", live=True))


def test_dead_peer_detection() -> None:
    answer, after = there_and_back(IOS, SetDpd(device="r1"))
    assert answer.commands == ("crypto isakmp keepalive 10 3 periodic",)
    keepalive = read_config(after).settings.keepalive
    assert keepalive is not None
    assert (keepalive.interval, keepalive.retry, keepalive.periodic) == (10, 3, True)
    assert "already" in refused(after, SetDpd(device="r1"))
    old = IOS.replace("version 12.4", "version 12.3")
    assert there_and_back(old, SetDpd(device="r1"))[0].commands == ("crypto isakmp keepalive 10 3",)
    assert there_and_back(PIX, SetDpd(device="pix"))[0].commands == ("isakmp keepalive 10 3",)


def test_dead_peer_detection_of_ikev2() -> None:
    text = IOS.replace(
        "!\ncrypto isakmp policy",
        "!\ncrypto ikev2 keyring KR\n peer P\n  address 198.51.100.2\n  pre-shared-key K\n !\n!\n"
        "crypto ikev2 profile PROF\n match identity remote address 198.51.100.2 255.255.255.255\n"
        " authentication remote pre-share\n authentication local pre-share\n keyring local KR\n!\n"
        "crypto isakmp policy",
        1,
    )
    assert text != IOS
    answer, after = there_and_back(text, SetDpd(device="r1", ikev2=True))
    assert answer.commands == ("crypto ikev2 dpd 10 3 periodic",)
    known = read_config(after).ikev2_config
    assert known.dpd == "10 3 periodic"
    assert [item.dpd for item in known.profiles] == [None]
    assert "already" in refused(after, SetDpd(device="r1", ikev2=True))


def test_dead_peer_detection_of_an_asa_is_only_switched_back_on() -> None:
    change = SetDpd(device="fw", group="198.51.100.2")
    answer, after = there_and_back(ASA, change)
    assert answer.commands == (
        "tunnel-group 198.51.100.2 ipsec-attributes",
        " no isakmp keepalive disable",
    )
    assert read_config(after).settings.without_keepalive == ()
    assert read_config(after).keys[0].keyring == "198.51.100.2"
    assert "by default" in refused(after, change)


def test_invalid_spi_recovery_weakens() -> None:
    answer, after = there_and_back(IOS, InvalidSpiRecovery(device="r1"))
    assert answer.safety is Safety.WEAKENING
    assert read_config(after).settings.invalid_spi_recovery
    assert "no recovery" in refused(ASA, InvalidSpiRecovery(device="fw"))


def test_what_classic_hardware_alone_has() -> None:
    cache = NoRouteCache(device="r1", interface="FastEthernet0/0")
    answer, after = there_and_back(IOS, cache)
    assert answer.safety is Safety.DISRUPTIVE
    place = read_config(after).interface("FastEthernet0/0")
    assert place is not None
    assert not place.route_cache
    assert "already" in refused(after, cache)
    answer, after = there_and_back(IOS, DisableAccelerator(device="r1"))
    assert "current connections will be torn down" in answer.preconditions[0]
    assert answer.commands == ("no crypto engine accelerator",)
    assert read_config(after).settings.accelerator is False
    assert "already" in refused(after, DisableAccelerator(device="r1"))
    xe = IOS.replace("version 12.4", "version 16.9")
    for change in (cache, DisableAccelerator(device="r1")):
        assert "IOS-XE" in refused(xe, change)
        assert refused(ASA, change)


def test_nat_traversal_where_it_was_switched_off() -> None:
    off = IOS.replace(
        "crypto map VPN 10", "no crypto ipsec nat-transparency udp-encapsulation\ncrypto map VPN 10"
    )
    change = EnableNatTraversal(device="r1", previous=False)
    assert nat_traversal_on(read_config(off)) is False
    answer, after = there_and_back(off, change)
    assert answer.commands == ("crypto ipsec nat-transparency udp-encapsulation",)
    assert after == IOS
    assert "on by default" in refused(IOS, change)


def test_nat_traversal_in_the_spelling_of_older_releases() -> None:
    off = IOS.replace(
        "crypto map VPN 10", "no crypto ipsec nat-transparency udp-encaps\ncrypto map VPN 10"
    )
    assert nat_traversal_on(read_config(off)) is False
    answer, after = there_and_back(off, EnableNatTraversal(device="r1", previous=False))
    assert answer.commands == ("crypto ipsec nat-transparency udp-encaps",)
    assert after == IOS


def test_what_an_interface_says_of_packets() -> None:
    text = IOS.replace(
        " duplex auto\n",
        " crypto ipsec df-bit clear\n service-policy output WAN\n crypto engine subslot 1/0\n duplex auto\n",
    ).replace("!\nip cef", "!\ncrypto ipsec df-bit set\nip cef")
    config = read_config(text)
    place = config.interface("FastEthernet0/0")
    assert place is not None
    assert (place.df_bit, place.policy_out, place.crypto_map) == ("clear", "WAN", "VPN")
    assert (config.settings.df_bit, config.settings.crypto_module) == ("set", True)
    assert not config.unparsed


def test_nat_traversal_of_asa_by_the_default_of_its_release() -> None:
    assert nat_traversal_on(read_config(ASA)) is False
    _, after = there_and_back(ASA, EnableNatTraversal(device="fw", previous=False))
    assert "nat-traversal" not in after  # from 8.0 on it is the default, which is not printed
    assert nat_traversal_on(read_config(after)) is True
    old = ASA.replace("no crypto isakmp nat-traversal\n", "").replace("9.8(4)", "7.2(4)")
    old = old.replace(" ikev1 ", " ").replace("crypto ikev1", "crypto isakmp")
    assert nat_traversal_on(read_config(old)) is False
    answer, after = there_and_back(old, EnableNatTraversal(device="fw", previous=None))
    assert answer.commands == ("crypto isakmp nat-traversal 20",)
    assert nat_traversal_on(read_config(after)) is True


def test_nat_traversal_of_a_pix() -> None:
    assert nat_traversal_on(read_config(PIX)) is False
    answer, after = there_and_back(PIX, EnableNatTraversal(device="pix", previous=None))
    assert answer.commands == ("isakmp nat-traversal 20",)
    assert nat_traversal_on(read_config(after)) is True
    older = PIX.replace("6.3(5)", "6.2(2)")
    assert "6.3" in refused(older, EnableNatTraversal(device="pix", previous=None))


def test_an_unknown_release_is_not_guessed() -> None:
    unknown = ASA.replace("ASA Version 9.8(4)\n", "").replace(
        "no crypto isakmp nat-traversal\n", ""
    )
    assert nat_traversal_on(read_config(unknown, platform=Platform.ASA)) is None


@pytest.mark.parametrize(
    ("text", "commands"),
    [
        (IOS, ("no crypto isakmp keepalive 10 3",)),
        (IOS, ("crypto ipsec security-association replay 5",)),
        (IOS, ("crypto engine accelerator",)),
        (IOS, ("interface FastEthernet0/0", " ip route-cache")),
        (IOS, ("crypto map VPN 10 ipsec-isakmp", " no set security-association replay disable")),
        (ASA, ("no crypto isakmp nat-traversal",)),
        (ASA, ("tunnel-group 198.51.100.2 ipsec-attributes", " isakmp keepalive disable")),
        (PIX, ("no isakmp nat-traversal 20",)),
    ],
)
def test_what_a_device_would_refuse(text: str, commands: tuple[str, ...]) -> None:
    config = read_config(text)
    with pytest.raises(ConfigurationError):
        apply(text, commands, platform=config.platform, release=config.release)
