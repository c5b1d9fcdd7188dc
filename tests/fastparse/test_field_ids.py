"""Numbers that stand both in Cython and in Python are the same, of every reader that there is.

The compiled readers need field ids as C constants, people need them with what they mean: both are
written by hand, and found here by being there.
"""

from __future__ import annotations

import enum
import importlib
import pkgutil
import re
from pathlib import Path

import pytest

import fastparse
from fastparse import shape, show, show_rows
from fastparse.shape import FIRST_REASON, Form

ROOM = Path(fastparse.__file__).parent


def enums(modules: list[str]) -> dict[str, type[enum.IntEnum]]:
    """Return the field ids that modules define, by name."""
    found: dict[str, type[enum.IntEnum]] = {}
    for name in modules:
        module = importlib.import_module(f"fastparse.{name}")
        for key, value in vars(module).items():
            if key.endswith("Field") and isinstance(value, enum.EnumMeta):
                assert found.setdefault(key, value) is value, f"{key} stands in two modules"
    return found


COMPILED = enums([name for name in fastparse.COMPILED if name.startswith("_show_")])
PLAIN = enums(
    [module.name for module in pkgutil.iter_modules([str(ROOM)]) if module.name[:7] == "records"]
)


def test_all_are_found():
    """Each ``cpdef enum …Field`` of a source is looked at, and no other."""
    sources = [path.read_text() for path in [*ROOM.glob("*.pxd"), *ROOM.glob("*.pyx")]]
    written = [name for text in sources for name in re.findall(r"cpdef enum (\w+):", text)]
    assert sorted(written) == sorted(COMPILED) == sorted(PLAIN)
    assert len(written) >= 8


@pytest.mark.parametrize("name", sorted(PLAIN))
def test_names_and_numbers_are_the_same(name):
    plain = [(field.name, int(field)) for field in PLAIN[name]]
    assert [(field.name, int(field)) for field in COMPILED[name]] == plain
    assert len({number for _, number in plain}) == len(plain) == len(PLAIN[name].__members__)


@pytest.mark.parametrize("name", sorted(set(PLAIN) - {"Field"}))
def test_a_command_has_no_reasons_of_its_own(name):
    assert all(0 < field < FIRST_REASON for field in PLAIN[name])


SHAPES = {
    rows.reference.shape.row.__name__: rows.reference.shape
    for module in (show, show_rows)
    for rows in vars(module).values()
    if isinstance(rows, show_rows.Rows)
}
OF_ROW = {
    "CryptoSessionRow": "SessionField", "Ikev2SaRow": "Ikev2Field", "DmvpnRow": "DmvpnField",
    "CryptoMapRow": "CryptoMapField", "InterfaceRow": "InterfaceField", "PingRow": "PingField",
    "VpnSessionRow": "VpnSessionField",
}  # fmt: skip
SHARED = {"IsakmpSaRow", "IpsecSaRow", "EngineRow", "AccessListRow"}
"""Rows whose fields are those of ``records.Field``, which several commands share."""


def test_every_shape_is_looked_at():
    assert set(SHAPES) == set(OF_ROW) | SHARED


@pytest.mark.parametrize("row", sorted(OF_ROW))
def test_a_shape_knows_every_field_of_its_command(row):
    known: set[int] = {*SHAPES[row].values, *SHAPES[row].left_out}
    for pairs in SHAPES[row].pairs:
        known |= {pairs.name, pairs.number, *pairs.names}
    for inner in SHAPES[row].inners:
        known |= {inner.begin, *inner.values}
    assert known == {int(field) for field in PLAIN[OF_ROW[row]]}


def test_limits_and_forms_of_shapes():
    source = (ROOM / "_shape.pxd").read_text()
    limits = re.findall(r" +\w+ = (\d+) +# (MOST_\w+)", source)
    assert {name: int(number) for number, name in limits} == {
        name: value for name, value in vars(shape).items() if name.startswith("MOST_")
    }
    assert re.findall(r" FIRST_REASON = (\d+)", source) == [str(FIRST_REASON)]
    source = (ROOM / "_values.pxd").read_text()
    forms = source[source.index("cdef enum Form:") : source.index("cdef PyObject*")]
    assert re.findall(r"^    ([A-Z]+)$", forms, re.MULTILINE) == [form.name for form in Form]
    assert [form.value for form in Form] == list(range(len(Form)))
