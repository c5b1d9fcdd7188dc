from __future__ import annotations

import pytest
from config_samples import ASA, ASA_RELEASE, IOS, IOS_RELEASE

from remediate.model.base import Platform
from remediate.platforms import diff as diff_module
from remediate.platforms.apply import apply
from remediate.platforms.diff import unified


def ios(*commands: str, text: str = IOS) -> str:
    after = apply(text, commands, platform=Platform.IOS, release=IOS_RELEASE).text
    return unified(text, after, platform=Platform.IOS)


def asa(*commands: str) -> str:
    after = apply(ASA, commands, platform=Platform.ASA, release=ASA_RELEASE).text
    return unified(ASA, after, platform=Platform.ASA)


def body(diff: str) -> list[str]:
    return [line for line in diff.split("\n")[2:] if line and not line.startswith("@@")]


def test_nothing() -> None:
    assert unified(IOS, IOS, platform=Platform.IOS) == ""


def test_section_with_its_parent() -> None:
    diff = ios("interface Tunnel0", " ip mtu 1300", " ip tcp adjust-mss 1200")
    assert diff.startswith("--- running-config before\n+++ running-config after\n@@ ")
    lines = body(diff)
    assert lines[0] == " interface Tunnel0"
    assert [line for line in lines if line[0] == "-"] == [
        "- ip mtu 1400",
        "- ip tcp adjust-mss 1360",
    ]
    assert [line for line in lines if line[0] == "+"] == [
        "+ ip mtu 1300",
        "+ ip tcp adjust-mss 1200",
    ]
    assert len(lines) == 5


def test_new_section() -> None:
    assert body(ios("crypto isakmp policy 20", " encr aes 256", " group 14")) == [
        "+crypto isakmp policy 20",
        "+ encr aes 256",
        "+ group 14",
    ]


def test_flat_list_shows_its_neighbours() -> None:
    diff = ios(
        "ip access-list extended 150",
        " 21 permit ip any host 10.0.0.1",
        " no permit ip host 10.1.0.9 host 10.9.9.9",
    )
    assert body(diff) == [
        " access-list 150 remark to r2",
        " access-list 150 permit ip 10.1.0.0 0.0.255.255 10.2.0.0 0.0.255.255",
        "-access-list 150 permit ip host 10.1.0.9 host 10.9.9.9",
        "+access-list 150 permit ip any host 10.0.0.1",
        " access-list 150 remark the servers",
        " access-list 150 permit ip 10.4.0.0 0.0.255.255 10.2.0.0 0.0.255.255",
    ]


def test_named_list_shows_its_neighbours_and_parent() -> None:
    assert body(ios("ip access-list extended VPN", " permit ip any host 10.0.0.1")) == [
        " ip access-list extended VPN",
        "  remark to r3",
        "  permit ip 10.1.0.0 0.0.255.255 10.3.0.0 0.0.255.255",
        "  permit tcp host 10.1.0.1 any eq www",
        "+ permit ip any host 10.0.0.1",
    ]


def test_two_places_of_one_list() -> None:
    entries = [f" permit ip host 10.0.0.{n} any" for n in range(1, 30)]
    text = "\n".join(["ip access-list extended X", *entries, "end", ""])
    diff = ios(
        "ip access-list extended X",
        " no permit ip host 10.0.0.2 any",
        " no permit ip host 10.0.0.20 any",
        text=text,
    )
    assert diff.count("@@ -") == 2
    assert body(diff).count(" ip access-list extended X") == 1
    assert [line for line in body(diff) if line[0] in "+-"] == [
        "- permit ip host 10.0.0.2 any",
        "- permit ip host 10.0.0.20 any",
    ]


def test_change_of_order_is_shown() -> None:
    text = "access-list 150 deny ip any host 10.0.0.1\naccess-list 150 permit ip any any\nend\n"
    other = "access-list 150 permit ip any any\naccess-list 150 deny ip any host 10.0.0.1\nend\n"
    lines = body(unified(text, other, platform=Platform.IOS))
    assert sum(line[0] == "-" for line in lines) == sum(line[0] == "+" for line in lines) == 1


def test_several_sections_in_one_go() -> None:
    diff = ios(
        "crypto ipsec transform-set NEW esp-aes 256 esp-sha-hmac",
        " mode tunnel",
        "crypto map CM 10 ipsec-isakmp",
        " set transform-set NEW",
        "no crypto ipsec transform-set OLD",
    )
    assert body(diff) == [
        "-crypto ipsec transform-set OLD esp-3des esp-md5-hmac",
        "+crypto ipsec transform-set NEW esp-aes 256 esp-sha-hmac",
        " crypto map CM 10 ipsec-isakmp",
        "- set transform-set OLD",
        "+ set transform-set NEW",
    ]


def test_asa_map_entry_is_a_flat_block() -> None:
    assert body(asa("crypto map CM 10 set ikev1 transform-set LATER")) == [
        " crypto map CM 10 match address VPN",
        " crypto map CM 10 set peer 10.0.0.2",
        "-crypto map CM 10 set ikev1 transform-set OLD",
        "+crypto map CM 10 set ikev1 transform-set LATER",
    ]


def test_line_numbers_point_into_the_texts() -> None:
    diff = ios("interface Tunnel0", " ip mtu 1300")
    at = int(diff.split("@@ -")[1].split()[0])
    assert IOS.split("\n")[at - 1] == "interface Tunnel0"


def test_repeated_remarks_do_not_break_it() -> None:
    text = "access-list 150 permit ip any any\nend\n"
    other = "access-list 150 remark x\naccess-list 150 remark x\naccess-list 150 permit ip any host 10.0.0.1\nend\n"
    lines = body(unified(text, other, platform=Platform.IOS))
    assert lines.count("+access-list 150 remark x") == 2


def test_of_ten_thousand_entries_few_become_trees(monkeypatch: pytest.MonkeyPatch) -> None:
    """Synthetic: hier-config over the whole list takes 17 s, so it is given the neighbourhood alone."""
    given: list[int] = []
    made = diff_module.get_hconfig
    monkeypatch.setattr(
        diff_module,
        "get_hconfig",
        lambda tree, text: given.append(text.count("\n") + 1) or made(tree, text),
    )
    for flat in (True, False):
        rows = [
            f"permit ip host 10.{n >> 8 & 255}.{n & 255}.1 172.16.0.0 0.0.255.255"
            for n in range(10_000)
        ]
        changed = [
            *rows[:10],
            "permit ip host 1.1.1.1 any",
            *rows[11:5000],
            *rows[5001:9990],
            "permit ip any any",
            *rows[9990:],
        ]
        texts = []
        for entries in (rows, changed):
            lines = [f"access-list 150 {row}" if flat else f" {row}" for row in entries]
            texts.append(
                "\n".join(
                    [
                        "hostname r",
                        *([] if flat else ["ip access-list extended 150"]),
                        *lines,
                        "end",
                    ]
                )
            )
        diff = unified(texts[0], texts[1], platform=Platform.IOS)
        assert sum(line[:1] in {"+", "-"} for line in body(diff)) == 4
        assert len(body(diff)) < 30
    assert given
    assert sum(given) < 40
