"""Lines of known forms: what each mark means, and both readers on any bytes. All texts are synthetic."""

from __future__ import annotations

from array import array

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fastparse import _config_forms, _config_sheets, config
from fastparse.config_forms import MOST_WORDS, Form, Forms, Sheet
from fastparse.reference import config as reference
from fastparse.reference import config_forms as plain_forms
from fastparse.reference import config_sheets


@pytest.fixture(params=["compiled", "reference"])
def forms(request):
    return _config_forms if request.param == "compiled" else plain_forms


@pytest.fixture(params=["compiled", "reference"])
def parse(request):
    return config.parse if request.param == "compiled" else reference.parse


@pytest.mark.parametrize(
    ("form", "fits", "not_fits"),
    [
        (b"nameif ~", [b"nameif x", b"nameif \xff!"], [b"nameif ", b"nameif", b"Nameif x"]),
        (b"version #", [b"version 15.2"], [b"version x", b"version"]),
        (b"nat @ ", [b"nat (inside) 0"], [b"nat (inside)0 1", b"nat () 0", b"nat inside 0"]),
        (b": end%", [b": end", b": end\r", b": end."], [b": ended", b": end_", b": en"]),
        (b"ip mtu #$", [b"ip mtu 1400", b"ip mtu 1400 \r"], [b"ip mtu 1400 x"]),
        (b":*ASA", [b":ASA", b": \t ASA"], [b"ASA", b": x ASA"]),
        (b"a ~/b", [b"a x \r\nb", b"a x\nb"], [b"a x b", b"a x\n b", b"a x"]),
        (b"a ^;", [b"a 1.2.3.4", b"a 255.0.255.0 x"], [b"a 1.2.3", b"a 1.2.3.04", b"a 1.2.3.256", b"a 1.2.3.4x"]),
        (b"a ';", [b"a 0.0.0.0"], [b"a 0.0.0.0.0", b"a 1..2.3"]),
        (b"a &$", [b"a 255.255.255.0", b"a 0.0.0.0"], [b"a 255.0.255.0", b"a 0.0.0.255", b"a 255.0.0.00"]),
        (b"a\\~{{;", [b"a~0F", b"a~9A x"], [b"a~0f", b"a~9", b"a~9AB", b"a09A"]),
        (b"a + b", [b"a 1 b", b"a 65535 b", b"a 0000000007 b"], [b"a 0 b", b"a 65536 b", b"a 00000000007 b", b"a 1x b"]),
    ],
)  # fmt: skip
def test_marks(forms, form: bytes, fits: list[bytes], not_fits: list[bytes]) -> None:
    for text in fits:
        assert forms.signs(b"x\n" + text + b"\n", Forms(Form(form)))[0] == 2, text
    for text in not_fits:
        assert forms.signs(b"x\n" + text + b"\n", Forms(Form(form)))[0] == -1, text


def test_spaces_before_a_sign(forms) -> None:
    for least, most, found in ((0, 0, 0), (0, 1, 0), (1, 1, 2), (2, -1, 5), (0, -1, 0), (3, -1, -1)):  # fmt: skip
        text = b"x\n x\n  x\n\t\t\tx\n"
        assert forms.signs(text, Forms(Form(b"x", 0, least, most)))[0] == found
    assert forms.signs(b"\t x", Forms(Form(b"x", 0, 0, -1), Form(b"x", 1, 0, -2))) == array("q", [-1, 0])  # fmt: skip


def test_blocks_of_neighbours(parse) -> None:
    tree = parse(b"Interface A\n x\ninterface   B\nip route 1\nrouter x\nip\troute 2\ninterfaces\n")
    heads = Forms(Form(b"interface;", 3), Form(b"ip route;", 4), loose=True, fold=True)
    assert tree.blocks(heads) == [(3, 0, 3), (4, 3, 4), (4, 5, 6)]


def test_forms_are_checked(forms) -> None:
    with pytest.raises(ValueError, match="keeps more"):
        Forms(Form(b"~" * (MOST_WORDS + 1)))
    with pytest.raises(ValueError, match="lower case"):
        Forms(Form(b"Interface"), fold=True)
    with pytest.raises(ValueError, match="ends where"):
        Forms(Form(b"a\\\\\\"))
    with pytest.raises(ValueError, match="without a number"):
        forms.signs(b"x", Forms(Form(b"x", -1)))


_FORM_TEXTS = st.lists(
    st.sampled_from([b"~", b"#", b"@", b"^", b"'", b"=", b"&", b"+", b'"', b"|", b"{", b"\\~", b"\\a", b"*", b"%", b";", b"$", b"/", b" ", b"a", b"1.2", b"(", b"\n"]), max_size=5
).map(b"".join)  # fmt: skip
_FORMS = st.builds(
    Form, _FORM_TEXTS, st.integers(0, 3), st.integers(0, 2), st.integers(-2, 3), st.just(-1)
).filter(lambda form: sum(byte in b"~#@^'=&+|\"" for byte in form.text) <= MOST_WORDS)
_BYTES = st.one_of(
    st.binary(max_size=80),
    st.lists(st.sampled_from([b"a", b"A", b"~", b" ", b"\t", b"\n", b"\r", b"1.2.3.4", b"(a)", b"()", b"12", b"0", b"255.0.0.0", b"65536", b".", b"!", b"_", b"\x1c", b"\xa0"]), max_size=40).map(b"".join),
)  # fmt: skip


@settings(max_examples=600, deadline=None)
@given(st.lists(_FORMS, max_size=4), st.booleans(), st.booleans(), _BYTES)
def test_compiled_equals_reference(
    given_forms: list[Form], loose: bool, fold: bool, data: bytes
) -> None:
    forms = Forms(*given_forms, loose=loose, fold=fold)
    assert _config_forms.signs(data, forms) == plain_forms.signs(data, forms)
    columns = config.scan(data)
    assert _config_forms.blocks(data, columns, forms) == plain_forms.blocks(data, columns, forms)


_KIN = st.lists(
    st.lists(st.sampled_from([b"a ", b"~ ", b"# ", b"b", b"$", b";"]), max_size=4).map(b"".join),
    min_size=2,
    max_size=8,
)


@settings(max_examples=500, deadline=None)
@given(
    _KIN,
    st.lists(st.integers(-1, 3), min_size=8, max_size=8),
    st.lists(st.integers(0, 2), min_size=8, max_size=8),
    st.lists(st.sampled_from([b"a a b", b"a 1 b", b" a x a", b"a", b"a b 2", b"  a 1 1 b"]), max_size=8),
)  # fmt: skip
def test_forms_that_begin_alike(
    texts: list[bytes], numbers: list[int], most: list[int], lines: list[bytes]
) -> None:
    data = b"\n".join(lines)
    columns = config.scan(data)
    forms = Forms(*map(Form, sorted(texts), numbers), loose=True)
    assert _config_forms.blocks(data, columns, forms) == plain_forms.blocks(data, columns, forms)
    heads = Forms(
        *(form._replace(number=place + 1) for place, form in enumerate(forms.forms)), loose=True
    )
    kind = Sheet(heads, Forms(), 8)
    compiled = _config_sheets.sheet(data, columns, 0, len(columns.start), kind)
    assert list(compiled) == list(config_sheets.sheet(data, columns, 0, len(columns.start), kind))
    positive = Forms(*(Form(text, abs(number), 0, wide) for text, number, wide in zip(sorted(texts), numbers, most, strict=False)))  # fmt: skip
    assert _config_forms.signs(data, positive) == plain_forms.signs(data, positive)
