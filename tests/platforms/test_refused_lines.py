"""Lines that a release or a licence does not have are in no change, and what it would refuse is no way back."""

from __future__ import annotations

import pytest

from remediate.capabilities import can_policy, can_transforms
from remediate.model.base import Platform
from remediate.model.change import Change, Rendered
from remediate.model.change_entry import AlignPfs, BindCryptoMap
from remediate.model.change_ike import AlignIsakmpPolicy
from remediate.model.change_packets import SetPrefragmentation, SetTcpMss
from remediate.model.config import CryptoConfig
from remediate.model.config_maps import IsakmpPolicy
from remediate.model.release import Release
from remediate.platforms import shows
from remediate.platforms.defaults import parse_release
from remediate.platforms.read import read_config
from remediate.platforms.render import render
from remediate.platforms.rendered import NotRendered

IOS = """\
version 12.2
hostname r1
!
crypto isakmp policy 10
 encr 3des
 authentication pre-share
 group 2
!
crypto ipsec transform-set TS esp-3des esp-sha-hmac
!
crypto map VPN 10 ipsec-isakmp
 set peer 198.51.100.2
 set transform-set TS
 set pfs group5
 match address 101
!
interface FastEthernet0/0
 ip address 192.0.2.1 255.255.255.0
 crypto map VPN
!
access-list 101 permit ip 10.1.1.0 0.0.0.255 10.2.2.0 0.0.0.255
end
"""
PIX = """\
PIX Version 6.3(5)
hostname pix1
isakmp enable outside
isakmp policy 20 authentication pre-share
isakmp policy 20 encryption des
isakmp policy 20 hash sha
isakmp policy 20 group 2
crypto ipsec transform-set TS esp-des esp-sha-hmac
"""
AES = IsakmpPolicy(
    priority=30,
    encryption="aes",
    key_length=256,
    hash="sha",
    authentication="pre-share",
    group=2,
    lifetime=86400,
)


def ios(release: str, text: str = IOS) -> CryptoConfig:
    return read_config(text, release=parse_release(release, Platform.IOS))


@pytest.mark.parametrize(
    ("change", "since"),
    [
        (AlignIsakmpPolicy(device="r1", policy=AES), "12.2(13)T"),
        (
            SetTcpMss(device="r1", interface="FastEthernet0/0", value=1300, previous=None),
            "12.2(8)T",
        ),
        (
            SetPrefragmentation(
                device="r1", interface="FastEthernet0/0", enabled=True, previous=None
            ),
            "12.2(13)T",
        ),
    ],
)
def test_what_came_with_12_2_t(change: Change, since: str) -> None:
    refused = render(change, ios("12.2(24a)"))
    assert isinstance(refused, NotRendered)
    assert since in refused.reason
    for release in ("12.2(15)T2", "12.3(6)", "12.4(15)T9"):
        taken = render(change, ios(release))
        assert isinstance(taken, Rendered)
        assert not [item for item in taken.preconditions if since in item]
    unsure = render(change, ios("12.2"))
    assert isinstance(unsure, Rendered)
    assert since in unsure.preconditions[0]


def test_what_stands_in_the_configuration_needs_no_doubt() -> None:
    text = IOS.replace(" encr 3des\n", " encr aes\n")
    answer = render(AlignIsakmpPolicy(device="r1", policy=AES), ios("12.2", text))
    assert isinstance(answer, Rendered)
    assert not answer.preconditions


@pytest.mark.parametrize(
    ("line", "strong"),
    [
        ("VPN-3DES-AES:                Disabled\n", False),
        ("VPN-3DES-AES:                Enabled\n", True),
        ("Encryption-3DES-AES               : Enabled        perpetual\n", True),
        ("", None),
    ],
)
def test_the_licence_of_a_pix_or_asa(line: str, strong: bool | None) -> None:
    text = f"Cisco PIX Firewall Version 6.3(5)\nLicensed Features:\nVPN-DES:   Enabled\n{line}"
    shown = shows.version(text.encode(), file="f")
    assert shown is not None
    assert shown.release.strong is strong
    answer = render(
        AlignIsakmpPolicy(device="pix1", policy=AES), read_config(PIX, release=shown.release)
    )
    assert isinstance(answer, NotRendered) is (strong is False)
    if isinstance(answer, Rendered):
        asked = [item for item in answer.preconditions if "VPN-3DES-AES" in item]
        assert bool(asked) is (strong is None)
    assert (can_policy(shown.release, AES) is None) is (strong is not False)
    assert (can_transforms(shown.release, ("esp-3des", "esp-sha-hmac")) is None) is (
        strong is not False
    )


def test_a_pix_that_has_3des_is_not_asked_for_its_licence() -> None:
    text = PIX.replace("esp-des", "esp-3des")
    answer = render(AlignIsakmpPolicy(device="pix1", policy=AES), read_config(text))
    assert isinstance(answer, Rendered)
    assert not answer.preconditions


def test_what_a_release_refuses_is_no_way_back() -> None:
    change = AlignPfs(device="r1", map="VPN", sequence=10, group=14, previous="group5")
    release = Release(platform=Platform.IOS, text="17.12.1", numbers=(17, 12, 1), xe=True)
    answer = render(change, read_config(IOS, release=release))
    assert isinstance(answer, Rendered)
    assert "no way back" in answer.preconditions[0]
    assert "`set pfs group5`" in answer.preconditions[0]
    older = render(change, ios("15.2(4)M7"))
    assert isinstance(older, Rendered)
    assert not [item for item in older.preconditions if "no way back" in item]


def test_a_template_in_use_is_locked() -> None:
    text = IOS.replace(
        "interface FastEthernet0/0\n",
        "crypto ipsec profile P\n set transform-set TS\n!\n"
        "interface Virtual-Template1 type tunnel\n ip unnumbered FastEthernet0/0\n"
        " tunnel source FastEthernet0/0\n tunnel mode ipsec ipv4\n!\ninterface FastEthernet0/0\n",
    )
    change = BindCryptoMap(device="r1", map="P", interface="Virtual-Template1", protects=True)
    answer = render(change, ios("15.2(4)M7", text))
    assert isinstance(answer, Rendered), answer
    assert "Virtual-template config is locked" in answer.preconditions[0]
