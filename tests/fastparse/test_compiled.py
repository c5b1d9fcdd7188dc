"""The extension modules are what is imported, and all of them are known by name."""

from __future__ import annotations

from importlib.machinery import EXTENSION_SUFFIXES
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType

import pytest

import fastparse
from remediate import messages

PACKAGES = pytest.mark.parametrize(
    "package", [fastparse, messages], ids=lambda package: package.__name__
)


@PACKAGES
def test_every_extension_is_listed_and_compiled(package: ModuleType):
    sources = {path.stem for path in Path(str(package.__file__)).parent.glob("*.pyx")}
    if sources:  # an installed package holds none
        assert sources == set(package.COMPILED)
    for name in package.COMPILED:
        spec = find_spec(f"{package.__name__}.{name}")
        assert spec is not None, name
        assert str(spec.origin).endswith(tuple(EXTENSION_SUFFIXES)), name


def test_fastparse_tells_what_is_compiled():
    assert [name for name in fastparse.COMPILED if not fastparse.is_compiled(name)] == []
    assert not fastparse.is_compiled("scan")


@PACKAGES
def test_no_module_is_built_twice(package: ModuleType):
    """Python takes the build of its own release before the stable ABI's, however old it is."""
    folder = Path(str(package.__file__)).parent
    for name in package.COMPILED:
        assert len([*folder.glob(f"{name}.*.so"), *folder.glob(f"{name}.so")]) == 1, name
