"""Patterns that a dump holds: what they surely find, what they may find, and that none takes long."""

from __future__ import annotations

import pytest

from remediate.evidence.patterns import may_be_in, surely_in

UNCLEAR = [
    "(a+)+b",
    "(a|aa)*b",
    "a*a*a*a*b",
    r"\d+",
    "a{3}",
    "(?i)a",
    "[[:alpha:]]",
    "[a--b]",
    "a|",
    "|a",
    "a||b",
    "(a|)",
    "",
    "(",
    "a" * 301,
]


@pytest.mark.parametrize("pattern", UNCLEAR)
def test_what_is_not_clear_is_not_sure_and_may_be(pattern: str) -> None:
    line = "a" * 40
    assert not surely_in(pattern, line, router=True)
    assert may_be_in(pattern, line)


def test_a_long_line_is_not_tried() -> None:
    line = "a" * 100_000
    assert not surely_in("a.*a.*a.*b", line, router=True)
    assert may_be_in("a.*a.*a.*b", line)


@pytest.mark.parametrize(
    ("pattern", "words", "any_device", "router"),
    [
        ("policy", "crypto isakmp policy ", True, True),
        ("MY_MAP", "crypto map MY_MAP ", True, True),
        ("_map 15", "crypto map out_map 15 ", True, True),
        ("VPN_10", "crypto map VPN 10 ", False, True),
        ("_crypto_map_", "crypto map VPN ", False, True),
        ("VPN[_]10", "crypto map VPN 10 ", False, False),
        (r"VPN\_10", "crypto map VPN 10 ", False, False),
        ("policy $", "crypto isakmp policy ", False, False),
    ],
)
def test_an_underscore_is_a_letter_and_to_a_router_the_end_of_a_word_too(
    pattern: str, words: str, any_device: bool, router: bool
) -> None:
    assert surely_in(pattern, words, router=False) is any_device
    assert surely_in(pattern, words, router=True) is router
    assert may_be_in(pattern, words) is (router or "$" in pattern or "\\" in pattern)
