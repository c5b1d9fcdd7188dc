from __future__ import annotations

import pytest
from config_samples import ASA, ASA_RELEASE, PIX, PIX_RELEASE

from remediate.errors import ConfigurationError
from remediate.model.base import Platform
from remediate.platforms.apply import apply


def done(*commands: str, text: str = ASA) -> str:
    release = PIX_RELEASE if text.startswith("PIX") else ASA_RELEASE
    return apply(text, commands, platform=Platform.ASA, release=release).text


@pytest.mark.parametrize("number", [5, 20])
def test_policy_prints_everything_and_goes_again(number: int) -> None:
    after = done(
        f"crypto ikev1 policy {number}",
        " authentication pre-share",
        " encryption aes-256",
        " hash sha",
        " group 5",
        " lifetime 86400",
    )
    block = f"crypto ikev1 policy {number}\n authentication pre-share\n encryption aes-256\n hash sha\n group 5\n lifetime 86400\n"
    assert block in after
    assert (
        (after.index("policy 5\n") < after.index("policy 10\n"))
        if number == 5
        else (after.index("policy 10\n") < after.index("policy 20\n"))
    )
    assert done(f"no crypto ikev1 policy {number}", text=after) == ASA


def test_pix_policy_lines() -> None:
    after = done(
        *(
            f"isakmp policy 20 {v}"
            for v in ("authentication pre-share", "encryption aes-256", "hash sha")
        ),
        text=PIX,
    )
    assert (
        "isakmp policy 10 lifetime 86400\nisakmp policy 20 authentication pre-share\nisakmp policy 20 encryption aes-256\n"
        in after
    )
    assert done("no isakmp policy 20", text=after) == PIX
    first = done("isakmp policy 5 hash sha", text=PIX)
    assert "isakmp policy 5 hash sha\nisakmp policy 10 auth" in first


def test_key_is_replaced_and_the_mask_is_refused() -> None:
    after = done("tunnel-group 10.0.0.2 ipsec-attributes", " ikev1 pre-shared-key <secret:n>")
    assert after == ASA.replace("*****", "<secret:n>")
    with pytest.raises(ConfigurationError, match="masked key"):
        done("tunnel-group 10.0.0.2 ipsec-attributes", " ikev1 pre-shared-key *****")
    with pytest.raises(ConfigurationError, match="does not exist"):
        done("tunnel-group 10.0.0.9 ipsec-attributes", " ikev1 pre-shared-key <secret:n>")


def test_first_key_of_a_group() -> None:
    after = done("tunnel-group 10.0.0.3 ipsec-attributes", " ikev1 pre-shared-key <secret:n>")
    assert (
        "tunnel-group 10.0.0.3 type ipsec-l2l\ntunnel-group 10.0.0.3 ipsec-attributes\n ikev1 pre-shared-key <secret:n>\n"
        in after
    )
    assert (
        done("tunnel-group 10.0.0.3 ipsec-attributes", " no ikev1 pre-shared-key", text=after)
        == ASA
    )


def test_pix_key() -> None:
    with pytest.raises(ConfigurationError, match="already exists"):
        done("isakmp key <secret:n> address 10.0.0.2 netmask 255.255.255.255", text=PIX)
    after = done(
        "no isakmp key <secret:o> address 10.0.0.2 netmask 255.255.255.255 no-xauth",
        "isakmp key <secret:n> address 10.0.0.2 netmask 255.255.255.255 no-xauth",
        text=PIX,
    )
    assert after == PIX.replace("*****", "<secret:n>")


@pytest.mark.parametrize("printed", ["10.0.0.2", "10.0.0.2 "])
def test_a_pix_peer_that_is_exchanged_comes_back_as_it_was_printed(printed: str) -> None:
    """Some print a blank behind the address."""
    text = PIX.replace("set peer 10.0.0.2\n", f"set peer {printed}\n")
    line = "crypto map CM 10 set peer"
    after = apply(
        text,
        [f"{line} 10.0.0.9", f"no {line} 10.0.0.2"],
        platform=Platform.ASA,
        release=PIX_RELEASE,
    )
    assert f"{line} 10.0.0.9\n" in after.text
    assert f"{line} 10.0.0.2" not in after.text
    back = apply(
        after.text,
        [f"{line} 10.0.0.2", f"no {line} 10.0.0.9"],
        platform=Platform.ASA,
        release=PIX_RELEASE,
        unprinted=after.unprinted,
    )
    assert back.text == text


def test_lines_of_access_lists_count_remarks() -> None:
    after = done("access-list VPN line 2 extended permit ip any host 10.0.0.1")
    assert "remark to r2\naccess-list VPN extended permit ip any host 10.0.0.1\n" in after
    assert done("no access-list VPN extended permit ip any host 10.0.0.1", text=after) == ASA
    after = done("access-list VPN extended permit ip any host 10.0.0.1")
    assert "eq https\naccess-list VPN extended permit ip any host 10.0.0.1\npager" in after


def test_no_access_list_removes_one_entry_only() -> None:
    after = done("no access-list VPN extended permit tcp 10.4.0.0 255.255.0.0 any eq 443")
    assert after == ASA.replace(
        "access-list VPN extended permit tcp 10.4.0.0 255.255.0.0 any eq https\n", ""
    )
    with pytest.raises(ConfigurationError, match="no such entry"):
        done("no access-list VPN extended permit ip any any")
    with pytest.raises(ConfigurationError, match="already in"):
        done("access-list VPN extended permit ip 10.1.0.9 255.255.255.255 host 10.9.9.9")


def test_transform_sets() -> None:
    after = done(
        "crypto ipsec ikev1 transform-set NEW esp-aes-256 esp-sha-hmac",
        "crypto ipsec ikev1 transform-set NEW mode transport",
        "crypto map CM 10 set ikev1 transform-set NEW LATER",
    )
    assert (
        "LATER mode transport\ncrypto ipsec ikev1 transform-set NEW esp-aes-256 esp-sha-hmac\ncrypto ipsec ikev1 transform-set NEW mode transport\n"
        in after
    )
    assert "crypto map CM 10 set ikev1 transform-set NEW LATER\n" in after
    with pytest.raises(ConfigurationError, match="in use by crypto map CM 10"):
        done("no crypto ipsec ikev1 transform-set OLD")
    with pytest.raises(ConfigurationError, match="does not exist"):
        done("crypto map CM 10 set ikev1 transform-set NONE")
    with pytest.raises(ConfigurationError, match="CM 30 does not exist"):
        done("crypto map CM 30 set ikev1 transform-set OLD")


def test_sizes() -> None:
    assert done("mtu outside 1400") == ASA.replace("mtu outside 1500", "mtu outside 1400")
    with pytest.raises(ConfigurationError, match="no interface named dmz"):
        done("mtu dmz 1400")
    after = done("sysopt connection tcpmss 1300", text=PIX)
    assert "permit-ipsec\nsysopt connection tcpmss 1300\n" in after
    assert done("no sysopt connection tcpmss", text=after) == PIX
    after = done("crypto ipsec fragmentation before-encryption outside")
    assert done("no crypto ipsec fragmentation before-encryption outside", text=after) == ASA
    with pytest.raises(ConfigurationError, match="not configured"):
        done("no crypto ipsec fragmentation before-encryption outside")


def test_minimum_of_tcpmss_is_another_setting() -> None:
    text = PIX.replace("sysopt connection permit-ipsec\n", "sysopt connection tcpmss minimum 64\n")
    after = done("sysopt connection tcpmss 1300", text=text)
    assert "minimum 64\nsysopt connection tcpmss 1300\n" in after


@pytest.mark.parametrize(
    "command",
    [
        "clear configure all",
        "no crypto map CM",
        "no crypto map CM 10",
        "isakmp policy 5 colour red",
    ],
)
def test_unknown_commands_are_refused(command: str) -> None:
    with pytest.raises(ConfigurationError):
        done(command, text=PIX)


@pytest.mark.parametrize(
    "commands",
    [
        ("isakmp key hush addr 10.0.0.2",),
        ("isakmp key hush address 10.0.0.2 netmask 255.255.255.255",),
        (
            "tunnel-group 10.0.0.2 ipsec-attributes",
            " ikev2 remote-authentication pre-shared-key hush hush",
        ),
        ("tunnel-group 10.0.0.2 ipsec-attributes", " pre-shared-key hush hush"),
    ],
)
def test_refusals_quote_no_key(commands: tuple[str, ...]) -> None:
    with pytest.raises(ConfigurationError) as caught:
        done(*commands, text=PIX if commands[0].startswith("isakmp") else ASA)
    assert "hush" not in str(caught.value)


def test_a_scattered_list_is_edited_by_its_own_lines() -> None:
    last = "access-list VPN extended permit ip any host 10.0.0.3\n"
    text = ASA.replace("pager lines 24\n", f"pager lines 24\n{last}")
    after = done("access-list VPN extended permit ip any host 10.0.0.4", text=text)
    assert f"{last}access-list VPN extended permit ip any host 10.0.0.4\n" in after
    after = done("access-list VPN line 2 extended permit ip any host 10.0.0.4", text=text)
    assert "remark to r2\naccess-list VPN extended permit ip any host 10.0.0.4\n" in after
    assert done("no access-list VPN extended permit ip any host 10.0.0.4", text=after) == text
