"""Lines that hold one of some words: both readers on any text. All texts are synthetic."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fastparse.needles import Needles, lines_with
from fastparse.reference.needles import lines_with as plain


@pytest.fixture(params=[lines_with, plain], ids=["compiled", "reference"])
def find(request):
    return request.param


def test_lines_and_what_they_hold(find) -> None:
    needles = Needles("key", "-pw ", "en", deciding=2)
    text = "enable\n the key\nke\ny\n\nkeykey en\n-pw \nxke"
    assert find(text, needles) == [(7, 15, 0b001), (22, 31, 0b101), (32, 36, 0b010)]
    assert find("", needles) == []
    assert find("key", needles) == [(0, 3, 1)]


@pytest.mark.parametrize("before", ["", "é", "ÿx", "€ ", "𝄞"])
def test_any_letters_around(find, before: str) -> None:
    text = f"{before}\n{before}key{before}\n{before}"
    assert find(text, Needles("key", deciding=1)) == [
        (len(before) + 1, 3 * len(before) + 4, 1)
    ]  # fmt: skip


def test_words_are_checked() -> None:
    for words, deciding in ((("ke",), 1), (("key",), 2), (("k\ny",), 0), (("",), 0), (("key",) * 64, 1)):  # fmt: skip
        with pytest.raises(ValueError, match=r"words|too short"):
            Needles(*words, deciding=deciding)
    with pytest.raises(UnicodeEncodeError):
        Needles("ké", deciding=0)


_ALPHABET = "keyps /:\n\n-wé€𝄞"


@settings(max_examples=800, deadline=None)
@given(
    st.lists(st.text("keyps /:-w", min_size=3, max_size=5), max_size=5),
    st.lists(st.text("keyps", min_size=1, max_size=4), max_size=4),
    st.one_of(st.text(_ALPHABET, max_size=120), st.text(max_size=60)),
)
def test_compiled_equals_reference(deciding: list[str], other: list[str], text: str) -> None:
    needles = Needles(*deciding, *other, deciding=len(deciding))
    assert lines_with(text, needles) == plain(text, needles)
