"""The README's pictures come from the views themselves."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path
from types import ModuleType
from xml.etree import ElementTree as ET

import pytest
from report_fleets import fleet

SOURCE = Path(__file__).parents[2] / "docs" / "pictures" / "render.py"


@pytest.fixture(scope="module")
def render() -> ModuleType:
    spec = importlib.util.spec_from_file_location("render", SOURCE)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_terminal_picture_is_whole_and_loads_nothing(render: ModuleType) -> None:
    picture = render.terminal_svg(*fleet(40))
    root = ET.fromstring(picture)  # noqa: S314 - our own document
    text = "".join(root.itertext()).replace("\xa0", " ")
    assert "10 permit ip 10.0.0.0 0.0.0.255 10.100.0.0 0.0.255.255" in text
    assert "in 4 waves" in text
    assert set(re.findall(r"https?://[^\"]+", picture)) == {"http://www.w3.org/2000/svg"}
    assert picture == render.terminal_svg(*fleet(40))
