"""Broken configurations and broken commands: refused with a reason, never a crash."""

from __future__ import annotations

from config_samples import ASA, ASA_RELEASE, IOS, IOS_RELEASE, PIX, PIX_RELEASE
from hypothesis import given, settings
from hypothesis import strategies as st

from remediate.errors import ConfigurationError
from remediate.model.base import Platform
from remediate.platforms.apply import apply
from remediate.platforms.diff import unified
from remediate.platforms.selector_text import comparable

COMMANDS = {
    "ios": (
        "crypto isakmp policy 20", " encr aes 256", " group 14", "no crypto isakmp policy 10",
        "crypto isakmp key 6 K address 10.0.0.2 255.255.255.255 no-xauth", "no crypto isakmp key K address 10.0.0.2",
        "crypto keyring RING vrf RED", " pre-shared-key address 10.0.0.7 key 6 K", " no pre-shared-key address 10.0.0.7 key K",
        "crypto ipsec transform-set NEW esp-aes esp-sha-hmac", " mode tunnel", "no crypto ipsec transform-set OLD",
        "crypto map CM 10 ipsec-isakmp", " set transform-set OLD", " no set transform-set", " set peer 10.0.0.9", " no set peer 10.0.0.2",
        "interface Tunnel0", " ip mtu 1300", " no ip mtu", " ip tcp adjust-mss 1200", " crypto ipsec fragmentation before-encryption",
        "crypto ipsec fragmentation before-encryption", "no crypto ipsec fragmentation before-encryption",
        "ip access-list extended 150", " 21 permit ip any any", " no permit ip any any", " no 20", " permit tcp any eq 1 2 any range 1 2",
        "access-list 150 permit ip any any", "no access-list 150",
    ),
    "asa": (
        "crypto ikev1 policy 20", " group 5", "no crypto ikev1 policy 10", "isakmp policy 20 hash sha", "no isakmp policy 10",
        "isakmp key K address 10.0.0.2 netmask 255.255.255.255 no-xauth", "no isakmp key K address 10.0.0.2",
        "tunnel-group 10.0.0.2 ipsec-attributes", " ikev1 pre-shared-key K", " no ikev1 pre-shared-key", " pre-shared-key K",
        "crypto ipsec ikev1 transform-set NEW esp-aes esp-sha-hmac", "crypto ipsec ikev1 transform-set NEW mode transport",
        "no crypto ipsec ikev1 transform-set OLD", "crypto map CM 10 set ikev1 transform-set OLD", "no crypto map CM 10 set transform-set OLD",
        "sysopt connection tcpmss 1300", "no sysopt connection tcpmss", "crypto ipsec fragmentation before-encryption outside",
        "mtu outside 1400", "no mtu outside", "access-list VPN line 2 extended permit ip any any", "no access-list VPN extended permit ip any any",
    ),
}  # fmt: skip


@st.composite
def broken(draw: st.DrawFn, lines: tuple[str, ...]) -> list[str]:
    """Lines, some cut after a word, some with a word exchanged, some left out."""
    found = []
    for line in lines:
        words = line.split(" ")
        match draw(st.integers(0, 5)):
            case 0:
                words = words[: draw(st.integers(0, len(words)))]
            case 1:
                words[draw(st.integers(0, len(words) - 1))] = draw(
                    st.sampled_from(["", "no", "x", "-1", "99999999999", "*****", "\x00", "é", "²"])
                )
            case 2:
                continue
        found.append(" ".join(words))
    return found


@settings(max_examples=300, deadline=None)
@given(st.data(), st.sampled_from(["ios", "asa", "pix"]))
def test_only_refusals(data: st.DataObject, device: str) -> None:
    text = {"ios": IOS, "asa": ASA, "pix": PIX}[device]
    release = {"ios": IOS_RELEASE, "asa": ASA_RELEASE, "pix": PIX_RELEASE}[device]
    lines = (
        data.draw(broken(tuple(text.split("\n")))) if data.draw(st.booleans()) else text.split("\n")
    )
    pool = COMMANDS["ios" if device == "ios" else "asa"]
    at = data.draw(st.integers(0, len(pool) - 1))
    commands = data.draw(broken(pool[at : at + data.draw(st.integers(1, 4))]))
    before = "\n".join(lines)
    platform = Platform.IOS if device == "ios" else Platform.ASA
    try:
        after = apply(before, commands, platform=platform, release=release)
    except ConfigurationError:
        return
    diff = unified(before, after.text, platform=platform)
    assert bool(diff) is (significant(before) != significant(after.text))


def significant(text: str) -> list[str]:
    return [line.rstrip() for line in text.split("\n") if line.strip() not in {"", "!"}]


@given(st.text(), st.text(), st.sampled_from(Platform))
def test_diff_of_any_texts(before: str, after: str, platform: Platform) -> None:
    assert unified(before, before, platform=platform) == ""
    unified(before, after, platform=platform)


@given(st.text(), st.sampled_from(Platform))
def test_any_body_is_comparable(body: str, platform: Platform) -> None:
    words = comparable(body, platform)
    assert comparable(" ".join(words), platform) == words
