"""The compiled show readers and their plain-Python twin give the same records on damaged output."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fastparse import _show_fields, show
from fastparse.records import REASONS, Field
from fastparse.show_rows import FIRST_REASON

DUMPS = Path(__file__).parent.parent.parent / "inventory" / "dumps"
PARSERS = [show.parse_isakmp_sa, show.parse_ipsec_sa]
# Synthetic: the mock fleet's outputs, which no reader of this project made.
SAMPLES = [
    path.read_bytes()[:6000] for path in sorted(DUMPS.rglob("show_crypto_i*_sa*.txt"))[:6]
] or [b"dst src state conn-id slot\n10.1.0.2 10.1.0.1 QM_IDLE 1 0\n"]


def test_compiled_and_plain_fields_have_the_same_names_and_numbers():
    assert {field.name: field.value for field in _show_fields.Field} == {
        field.name: field.value for field in Field
    }


def test_every_reason_has_its_words():
    assert set(REASONS) == {field for field in Field if field >= FIRST_REASON}


def both(parse, data):
    one, two = parse(data), parse(data, implementation="reference")
    assert list(one.records) == list(two.records)
    assert list(one.unrecognised) == list(two.unrecognised)


@pytest.mark.parametrize("parse", PARSERS)
@settings(max_examples=60, deadline=None)
@given(data=st.binary(max_size=300))
def test_on_arbitrary_bytes(parse, data):
    both(parse, data)


@pytest.mark.parametrize("parse", PARSERS)
@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_on_damaged_output(parse, data):
    lines = data.draw(st.sampled_from(SAMPLES)).split(b"\n")
    dropped = data.draw(st.sets(st.integers(0, len(lines)), max_size=8))
    text = b"\n".join(line for index, line in enumerate(lines) if index not in dropped)
    both(parse, text[: data.draw(st.integers(0, len(text)))])
