"""The extension modules are what is imported, and all of them are known by name."""

from __future__ import annotations

from pathlib import Path

import fastparse


def test_every_extension_is_listed_and_compiled():
    sources = {path.stem for path in Path(fastparse.__file__).parent.glob("*.pyx")}
    if sources:  # an installed package holds none
        assert sources == set(fastparse.COMPILED)
    assert [name for name in fastparse.COMPILED if not fastparse.is_compiled(name)] == []


def test_no_module_is_built_twice():
    """Python takes the build of its own release before the stable ABI's, however old it is."""
    folder = Path(fastparse.__file__).parent
    for name in fastparse.COMPILED:
        assert len([*folder.glob(f"{name}.*.so"), *folder.glob(f"{name}.so")]) == 1, name
