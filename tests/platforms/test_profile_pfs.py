"""PFS of the IPsec profile of a tunnel interface: out, and back to the very text."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from remediate.model.change import AlignPfs, Rendered
from remediate.platforms.apply import apply
from remediate.platforms.read import read_config
from remediate.platforms.render import render
from remediate.platforms.rendered import NotRendered

IOS = """\
version 17.3
hostname r1
!
crypto ipsec transform-set TS esp-gcm 256
 mode tunnel
!
crypto ipsec profile VTI
 set transform-set TS
 set ikev2-profile P
!
interface Tunnel1
 tunnel source GigabitEthernet1
 tunnel mode ipsec ipv4
 tunnel destination 10.0.0.2
 tunnel protection ipsec profile VTI
!
end
"""
ASA = """\
ASA Version 9.16(4)
!
hostname fw
crypto ipsec ikev2 ipsec-proposal GCM
 protocol esp encryption aes-gcm-256
 protocol esp integrity null
crypto ipsec profile VTI
 set ikev2 ipsec-proposal GCM
 set security-association lifetime seconds 3600
!
interface Tunnel1
 nameif vti
 tunnel source interface outside
 tunnel destination 10.0.0.2
 tunnel mode ipsec ipv4
 tunnel protection ipsec profile VTI
!
"""
CHANGE = AlignPfs(
    device="d", map="Tunnel1", sequence=0, group=19, previous=None, profile="VTI"
)  # fmt: skip


@pytest.mark.parametrize(("text", "after"), [(IOS, " set transform-set TS"), (ASA, " set ikev2 ipsec-proposal GCM")])  # fmt: skip
def test_a_profile_gets_a_group(text: str, after: str) -> None:
    config = read_config(text)
    answer = render(CHANGE, config)
    assert isinstance(answer, Rendered), answer
    assert answer.commands == ("crypto ipsec profile VTI", " set pfs group19")
    assert "no tunnel but Tunnel1" in answer.preconditions[1]
    done = apply(text, answer.commands, platform=config.platform, release=config.release)
    assert f"{after}\n set pfs group19\n" in done.text
    assert read_config(done.text).profiles[0].pfs_group == 19
    back = apply(done.text, answer.inverse, platform=config.platform, release=config.release)
    assert back.text == text


def test_another_group_takes_its_place() -> None:
    text = IOS.replace(" set transform-set TS\n", " set transform-set TS\n set pfs group14\n")
    config = read_config(text)
    answer = render(replace(CHANGE, previous="group14"), config)
    assert isinstance(answer, Rendered), answer
    done = apply(text, answer.commands, platform=config.platform, release=config.release)
    assert " set pfs group19\n" in done.text
    assert "group14" not in done.text
    back = apply(done.text, answer.inverse, platform=config.platform, release=config.release)
    assert back.text == text


@pytest.mark.parametrize("text", [IOS, ASA])
def test_profiles_of_others_are_left_alone(text: str) -> None:
    shared = text.replace("interface Tunnel1\n", "interface Tunnel2\n tunnel protection ipsec profile VTI\n!\ninterface Tunnel1\n")  # fmt: skip
    for change, config in (
        (CHANGE, shared),
        (replace(CHANGE, profile="NONE"), text),
        (replace(CHANGE, previous="group14"), text),
        (replace(CHANGE, group=5), text.replace("17.3", "17.12.1")),
    ):
        assert isinstance(render(change, read_config(config)), NotRendered)
