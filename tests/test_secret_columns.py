"""Columns are redacted as texts are: every way in which a secret is written is looked at."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fastparse.texts import Needles, strings
from remediate._secret_forms import RULES, SecretForm
from remediate.secret_columns import clean_column, needles
from remediate.secrets import Redactor

from .test_secrets import SECRET, WITH_SECRET, WITHOUT_SECRET

REDACTOR = Redactor(b"key of the tests")
ONE_LINE = st.characters(codec="ascii", exclude_characters="\n")
KNOWN = [
    line.format(s=SECRET) if "{s}" in line else line
    for given_ in (*WITH_SECRET, *WITHOUT_SECRET)
    for line in given_.split("\\n")
]


def cleaned(texts: list[str]) -> list[str]:
    column = strings(text.encode() for text in texts)
    found = clean_column(column, needles().suspects(column), REDACTOR.clean)
    return [found.at(row) for row in range(len(found.offsets) - 1)]


def test_every_known_line_is_cleaned_as_the_redactor_cleans_it():
    expected = [REDACTOR.clean(line) for line in KNOWN]
    assert cleaned(KNOWN) == expected
    assert sum(shown != line for shown, line in zip(expected, KNOWN, strict=True)) > 80


@pytest.mark.parametrize("form", RULES, ids=lambda form: form.pattern.pattern[:50])
@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow],
)
@given(data=st.data())
def test_what_a_form_matches_holds_its_words(form: SecretForm, data: st.DataObject):
    text = data.draw(st.from_regex(form.pattern, alphabet=ONE_LINE))
    if form.pattern.search(text.lower()):
        rows, _ = Needles(form.words, longest=10_000).suspects(strings([text.encode()]))
        assert list(rows) == [0], text
    assert cleaned([text]) == [REDACTOR.clean(text)]


PIECES = st.sampled_from(
    [word for line in KNOWN for word in line.split(" ") if word]
    + [word.lstrip("^") for form in RULES for words in form.words for word in words]
)


@settings(max_examples=400, deadline=None)
@given(
    st.lists(st.lists(PIECES | st.text(ONE_LINE, max_size=5), max_size=9), max_size=4),
    st.sampled_from([" ", "", "\t"]),
)
def test_mixed_words_are_cleaned_as_the_redactor_cleans_them(lines: list[list[str]], blank: str):
    texts = [blank.join(words) for words in lines]
    assert cleaned(texts) == [REDACTOR.clean(text) for text in texts]


@settings(max_examples=100, deadline=None)
@given(
    st.text(max_size=20),
    st.sampled_from(["crypto isakmp key K1 address 1.2.3.4", "username b pass K1"]),
)
def test_more_than_ascii_and_long_texts_are_asked_for(noise: str, line: str):
    line_noise = noise.replace("\n", " ")
    texts = [line_noise + line, "é" + line, line.replace("k", "\u212a"), "x " * 1500 + line]
    assert cleaned(texts) == [REDACTOR.clean(text) for text in texts]


def test_what_is_not_asked_for_stays():
    column = strings([b"key K1", b"username bob password K1"])
    found = clean_column(
        column, needles().suspects(column), REDACTOR.clean, asked=lambda text: "bob" not in text
    )
    assert found.at(1) == "username bob password K1"
    assert found.at(0) == "key <removed>"
