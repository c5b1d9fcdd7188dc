from __future__ import annotations

import pytest
from config_samples import IOS, IOS_RELEASE, OLD

from remediate.errors import ConfigurationError
from remediate.model.base import Platform
from remediate.platforms.apply import Applied, apply
from remediate.platforms.edit_state import Unprinted


def done(*commands: str, text: str = IOS, unprinted: Unprinted | None = None) -> Applied:
    more = {} if unprinted is None else {"unprinted": unprinted}
    return apply(text, commands, platform=Platform.IOS, release=IOS_RELEASE, **more)


def lines(text: str, start: str) -> list[str]:
    return [line for line in text.split("\n") if line.startswith(start)]


def test_nothing_changes_nothing() -> None:
    assert done().text == IOS


def test_policies_stand_in_numeric_order_and_hide_defaults() -> None:
    after = done(
        "crypto isakmp policy 20",
        " encr des",
        " hash sha256",
        " authentication pre-share",
        " group 1",
        " lifetime 86400",
    ).text
    assert lines(after, "crypto isakmp policy") == [
        f"crypto isakmp policy {n}" for n in (3, 10, 20, 30)
    ]  # 3 is in the banner
    block = after.split("crypto isakmp policy 20\n")[1].split("crypto isakmp policy 30")[0]
    assert block == " hash sha256\n authentication pre-share\n!\n"
    assert done("no crypto isakmp policy 20", text=after).text == IOS


@pytest.mark.parametrize("number", [1, 20, 40])
def test_policy_and_back(number: int) -> None:
    after = done(f"crypto isakmp policy {number}", " encr aes 256").text
    assert after != IOS
    assert done(f"no crypto isakmp policy {number}", text=after).text == IOS


def test_banner_text_is_no_configuration() -> None:
    with pytest.raises(ConfigurationError, match="no such interface"):
        done("interface FastEthernet0/9", " ip mtu 1400")
    with pytest.raises(ConfigurationError, match="no policy 3"):
        done("no crypto isakmp policy 3")


def test_key_is_not_overwritten() -> None:
    with pytest.raises(
        ConfigurationError, match=r"A pre-shared key for address mask 10.0.0.2 .* already exists!"
    ) as caught:
        done("crypto isakmp key <secret:new> address 10.0.0.2")
    assert OLD not in str(caught.value)
    assert "secret" not in str(caught.value)


def test_key_keeps_its_slot() -> None:
    after = done(
        "no crypto isakmp key <secret:o> address 10.0.0.2",
        "crypto isakmp key <secret:n> address 10.0.0.2",
    )
    assert after.text == IOS.replace(OLD, "<secret:n>")
    assert after.unprinted == Unprinted()


def test_new_key_comes_after_the_last() -> None:
    after = done("crypto isakmp key <secret:n> address 10.0.0.99").text
    assert lines(after, "crypto isakmp key")[-1] == "crypto isakmp key <secret:n> address 10.0.0.99"
    assert done("no crypto isakmp key <secret:n> address 10.0.0.99", text=after).text == IOS


def test_keys_of_keyrings() -> None:
    after = done(
        "crypto keyring RING vrf RED",
        " no pre-shared-key address 10.0.0.7 key <secret:o>",
        " pre-shared-key address 10.0.0.7 key <secret:n>",
    ).text
    assert after == IOS.replace("<key#3333333333333333>", "<secret:n>")
    with pytest.raises(ConfigurationError, match="already exists"):
        done("crypto keyring RING", " pre-shared-key address 10.0.0.8 key <secret:n>")
    made = done(
        "crypto keyring NEW vrf RED", " pre-shared-key address 10.0.0.8 key <secret:n>"
    ).text
    assert "crypto keyring NEW vrf RED\n  pre-shared-key address 10.0.0.8 key <secret:n>\n" in made
    with pytest.raises(ConfigurationError, match="keyring is not there"):
        done("no crypto keyring NONE")


def test_transform_sets() -> None:
    after = done("crypto ipsec transform-set NEW esp-aes 256 esp-sha-hmac", " mode tunnel").text
    # This release doesn't print the tunnel mode.
    assert after == IOS.replace(
        " mode transport\n!",
        " mode transport\ncrypto ipsec transform-set NEW esp-aes 256 esp-sha-hmac\n!",
    )
    with pytest.raises(ConfigurationError, match="in use by crypto map CM 10"):
        done("no crypto ipsec transform-set OLD")
    with pytest.raises(ConfigurationError, match="does not exist"):
        done("crypto map CM 10 ipsec-isakmp", " set transform-set NONE")
    with pytest.raises(ConfigurationError, match="reach every entry"):
        done("crypto ipsec transform-set OLD esp-aes esp-sha-hmac")


def test_set_transform_set_replaces_and_set_peer_appends() -> None:
    after = done(
        "crypto map CM 10 ipsec-isakmp", " set transform-set LATER OLD", " set peer 10.0.0.5"
    ).text
    assert after == IOS.replace(
        " set transform-set OLD \n", " set transform-set LATER OLD \n"
    ).replace(" set peer 10.0.0.2\n", " set peer 10.0.0.2\n set peer 10.0.0.5\n")


def test_interface_settings() -> None:
    after = done("interface Tunnel0", " ip mtu 1300", " ip tcp adjust-mss 1200").text
    assert after == IOS.replace("ip mtu 1400 ", "ip mtu 1300 ").replace(
        "adjust-mss 1360", "adjust-mss 1200"
    )
    after = done(
        "interface fastethernet 0/0",
        " ip mtu 1300",
        " ip tcp adjust-mss 1200",
        " crypto ipsec fragmentation before-encryption",
    ).text
    block = after.split("interface FastEthernet0/0\n")[1].split("!")[0]
    assert block == (
        " ip address 10.0.0.1 255.255.255.0\n ip mtu 1300\n ip nat outside\n ip tcp adjust-mss 1200\n"
        " duplex auto\n crypto map CM\n crypto ipsec fragmentation before-encryption\n"
    )
    with pytest.raises(ConfigurationError, match="no such interface"):
        done("interface Tunnel7", " ip mtu 1300")
    with pytest.raises(ConfigurationError, match="no such setting"):
        done("interface FastEthernet0/0", " no ip mtu")


def test_flat_list_is_edited_by_number_and_stays_flat() -> None:
    after = done("ip access-list extended 150", " 21 permit ip any host 10.0.0.1")
    rows = lines(after.text, "access-list 150")
    assert rows[3] == "access-list 150 permit ip any host 10.0.0.1"
    assert rows[4] == "access-list 150 remark the servers"
    assert after.unprinted.numbers_of("150") == (10, 10, 20, 21, 30, 30)
    # The number is known to the next call, and only there.
    with pytest.raises(ConfigurationError, match="21 is taken"):
        done(
            "ip access-list extended 150",
            " 21 permit ip any any",
            text=after.text,
            unprinted=after.unprinted,
        )
    assert done("ip access-list extended 150", " 21 permit ip any any", text=after.text)


def test_entries_append_with_the_next_number() -> None:
    after = done(
        "ip access-list extended 150",
        " 35 permit ip any host 10.0.0.1",
        " permit ip any host 10.0.0.2",
    )
    assert after.unprinted.numbers_of("150") == (10, 10, 20, 30, 30, 35, 45)


def test_numbers_that_the_text_shows_are_kept_in_the_text() -> None:
    text = "ip access-list extended X\n 10 remark a\n 10 permit ip any host 10.0.0.1\n 30 permit ip any any\nend\n"
    after = done(
        "ip access-list extended X", " 20 permit ip any host 10.0.0.2", " no 30", text=text
    )
    assert (
        after.text
        == "ip access-list extended X\n 10 remark a\n 10 permit ip any host 10.0.0.1\n 20 permit ip any host 10.0.0.2\nend\n"
    )
    assert after.unprinted.numbers == ()
    assert (
        done("ip access-list extended X", " 30 permit ip any any", " no 20", text=after.text).text
        == text
    )


def test_duplicates_are_refused_in_any_spelling() -> None:
    for body in (
        "permit ip host 10.1.0.9 host 10.9.9.9",
        "permit ip 10.1.0.9 0.0.0.0 10.9.9.9 0.0.0.0",
    ):
        with pytest.raises(ConfigurationError, match="already in access list"):
            done("ip access-list extended 150", f" {body}")
    with pytest.raises(ConfigurationError, match="already in access list"):
        done("ip access-list extended VPN", " permit tcp host 10.1.0.1 any eq 80")
    with pytest.raises(ConfigurationError, match="20 is taken"):
        done("ip access-list extended 150", " 20 permit ip any any")


def test_removal_by_text_in_another_spelling() -> None:
    after = done("ip access-list extended VPN", " no permit 6 host 10.1.0.1 any eq 80").text
    assert "permit tcp" not in after
    with pytest.raises(ConfigurationError, match="no such entry"):
        done("ip access-list extended VPN", " no permit tcp any any")


def test_no_access_list_deletes_the_whole_list() -> None:
    after = done("no access-list 150 permit ip host 10.1.0.9 host 10.9.9.9").text
    assert lines(after, "access-list 150") == []
    assert lines(after, "ip access-list extended VPN") != []


@pytest.mark.parametrize(
    "command", ["no crypto map CM", "reload", "interface Tunnel0\n shutdown", " ip mtu 1400"]
)
def test_unknown_commands_are_refused(command: str) -> None:
    with pytest.raises(ConfigurationError):
        done(*command.split("\n"))


def test_carriage_returns_stay() -> None:
    text = IOS.replace("\n", "\r\n")
    after = done(
        "crypto isakmp policy 20",
        " group 14",
        "ip access-list extended 150",
        " 21 permit ip any any",
        text=text,
    ).text
    assert after.count("\n") == after.count("\r\n")
    back = done(
        "no crypto isakmp policy 20",
        "ip access-list extended 150",
        " no permit ip any any",
        text=after,
    ).text
    assert back == text


def test_release_15_prints_the_tunnel_mode() -> None:
    text = (
        "hostname r\n!\ncrypto ipsec transform-set A esp-aes esp-sha-hmac \n mode tunnel\n!\nend\n"
    )
    after = done(
        "crypto ipsec transform-set B esp-aes 256 esp-sha-hmac", " mode tunnel", text=text
    ).text
    assert after.endswith(
        " mode tunnel\ncrypto ipsec transform-set B esp-aes 256 esp-sha-hmac\n mode tunnel\n!\nend\n"
    )


def test_bare_snippet_without_separators() -> None:
    text = "interface A\n ip address 10.0.0.1 255.0.0.0\nend"
    after = done(
        "crypto isakmp policy 5",
        " group 2",
        "crypto isakmp key <secret:n> address 10.0.0.2",
        text=text,
    ).text
    assert (
        after
        == "crypto isakmp policy 5\n group 2\ncrypto isakmp key <secret:n> address 10.0.0.2\n"
        + text
    )


def test_later_xe_prints_encryption_in_full() -> None:
    text = "crypto isakmp policy 10\n encryption aes 256\n group 14\n!\nend\n"
    after = done("crypto isakmp policy 20", " encr aes", " group 14", text=text).text
    assert " encryption aes\n" in after


@pytest.mark.parametrize(
    "commands",
    [
        ("crypto isakmp key hush addr 10.0.0.2",),
        ("username netops password 0 hush",),
        ("crypto keyring RING", " pre-shared-key adress 10.0.0.2 key hush"),
        ("crypto keyring RING", " pre-shared-key hush"),
        ("no crypto isakmp key hush address 10.0.0.222",),
    ],
)
def test_refusals_quote_no_key(commands: tuple[str, ...]) -> None:
    with pytest.raises(ConfigurationError) as caught:
        done(*commands)
    assert "hush" not in str(caught.value)
