"""What each release has without a line, does not have, and refuses (domain/FACTS.md §2)."""

from __future__ import annotations

import pytest

from remediate.lab.releases import ASA_8, ASA_9, ASA_9_16, IOS_12, IOS_15, XE_16, XE_17, Release
from tests.lab.emulated import Screen, emulated

ROUTERS = [IOS_12, IOS_15, XE_16, XE_17]


def editor_of(release: Release):
    return emulated("hostname r1\n", release).editor()


def refuses(release: Release, *lines: str) -> bool:
    editor = editor_of(release)
    for line in lines:
        editor.line(line)
    return editor.failed


@pytest.mark.parametrize("release", ROUTERS, ids=lambda item: item.name)
@pytest.mark.parametrize(
    ("lines", "taken_by"),
    [
        (("crypto ikev2 proposal P",), (IOS_15, XE_16, XE_17)),
        (("crypto isakmp policy 1", "hash sha256"), (IOS_15, XE_16, XE_17)),
        (("crypto isakmp policy 1", "hash sha"), ROUTERS),
        (("crypto isakmp policy 1", "hash md5"), (IOS_12, IOS_15, XE_16)),
        (("crypto isakmp policy 1", "encryption 3des"), (IOS_12, IOS_15, XE_16)),
        (("crypto isakmp policy 1", "encryption aes 256"), ROUTERS),
        (("crypto isakmp policy 1", "group 5"), (IOS_12, IOS_15, XE_16)),
        (("crypto isakmp policy 1", "group 24"), ROUTERS),
        (("crypto ikev2 proposal P", "group 24"), (IOS_15, XE_16)),
        (("crypto ikev2 proposal P", "integrity md5"), (IOS_15, XE_16)),
        (("crypto ipsec transform-set T esp-aes esp-sha256-hmac",), (IOS_15, XE_16, XE_17)),
        (("crypto ipsec transform-set T esp-gcm",), (IOS_15, XE_16, XE_17)),
        (("crypto ipsec transform-set T esp-gmac",), (IOS_15, XE_16)),
        (("crypto ipsec transform-set T esp-3des esp-sha-hmac",), (IOS_12, IOS_15, XE_16)),
        (("crypto ipsec transform-set T ah-md5-hmac",), (IOS_12, IOS_15, XE_16)),
        (("crypto ipsec profile P", "set pfs group2"), (IOS_12, IOS_15, XE_16)),
        (("crypto engine compliance shield disable",), (XE_17,)),
    ],
)  # fmt: skip
def test_what_a_router_takes(
    lines: tuple[str, ...], taken_by: tuple[Release, ...], release: Release
) -> None:
    assert refuses(release, *lines) is (release not in taken_by)


def test_without_the_shield_what_is_weak_is_taken() -> None:
    shield = "crypto engine compliance shield disable"
    assert not refuses(XE_17, shield, "crypto isakmp policy 1", "encryption 3des")
    assert refuses(XE_17, shield, f"no {shield}", "crypto isakmp policy 1", "encryption 3des")


def test_policies_that_nobody_typed() -> None:
    device = emulated("hostname r1\n", IOS_15)
    screen = Screen(device)
    text = screen.type("show crypto isakmp default policy")
    assert "Default protection suite of priority 65507\n" in text
    priorities = [line.split()[-1] for line in text.splitlines() if "of priority" in line]
    assert priorities == [str(number) for number in range(65507, 65515)]
    assert "Default IKE policy" in screen.type("show crypto isakmp policy")
    screen.type("configure terminal", "no crypto isakmp default policy", "end")
    assert "65507" not in screen.type("show crypto isakmp default policy")
    screen.type("configure terminal", "crypto isakmp policy 10", "end")
    text = screen.type("show crypto isakmp policy")
    assert "Global IKE policy\nProtection suite of priority 10\n" in text
    assert "DES - Data Encryption Standard (56 bit keys)." in text
    assert "Rivest-Shamir-Adleman Signature" in text
    assert "#1 (768 bit)" in text


@pytest.mark.parametrize(
    ("release", "ciphers", "groups"),
    [
        (XE_16, "AES-CBC-256", "Group 19 DH_GROUP_2048_MODP/Group 14 DH_GROUP_521_ECP/Group 21 DH_GROUP_1536_MODP/Group 5"),
        (XE_17, "AES-CBC-256", "Group 19 DH_GROUP_2048_MODP/Group 14 DH_GROUP_521_ECP/Group 21"),
    ],
)  # fmt: skip
def test_the_smart_default_of_ikev2(release: Release, ciphers: str, groups: str) -> None:
    text = Screen(emulated("hostname r1\n", release)).type("show crypto ikev2 proposal")
    assert f" IKEv2 proposal: default\n     Encryption : {ciphers}\n" in text
    assert "     Integrity  : SHA512 SHA384\n" in text
    assert text.rstrip().endswith(groups)


def test_defaults_of_ipsec() -> None:
    screen = Screen(emulated("hostname r1\n", XE_16))
    text = screen.type("show crypto ipsec profile")
    assert text.startswith("IPSEC profile default\n")
    assert "4608000 kilobytes/3600 seconds" in text
    assert "PFS (Y/N): N" in text
    assert "default:  { esp-aes esp-sha-hmac  } ," in text
    assert "Transform set default: { esp-aes esp-sha-hmac  }" in screen.type(
        "show crypto ipsec transform-set"
    )
    text = screen.type("show running-config all")
    assert "crypto ipsec security-association lifetime seconds 3600\n" in text


def test_an_asas_words_are_of_its_release() -> None:
    assert (ASA_8.names_versions, ASA_9.names_versions, ASA_9_16.names_versions) == (
        False,
        True,
        True,
    )


def test_commands_of_ikev2_are_of_releases_that_have_it() -> None:
    old, new = (Screen(emulated("hostname r1\n", item)) for item in (IOS_12, IOS_15))
    for command in ("show crypto ikev2 sa", "show crypto ikev2 proposal"):
        assert "% Invalid input detected" in old.type(command)
        assert "% Invalid input" not in new.type(command)
