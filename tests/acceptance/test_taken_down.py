"""How a text was taken down must not matter: by a terminal program with the time, from a forum's page, out of a mail.

A sample of the cases, changed alike in all files, has to get the same answer.
"""

from __future__ import annotations

import html
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.acceptance.test_cases import CASES
from tests.acceptance.test_same_answer import answer


def _before(text: str, head: Callable[[int], str]) -> str:
    lines = text.split("\n")
    end = lines.pop() if not lines[-1] else None
    found = [f"{head(number)}{line}" for number, line in enumerate(lines)]
    return "\n".join([*found, *([] if end is None else [end])])


def dated(text: str) -> str:
    """SecureCRT's log, with date and time in brackets."""
    return _before(text, lambda n: f"[2021-03-22 07:{n // 60 % 60:02}:{n % 60:02}] ")


def timed(text: str) -> str:
    """A log with the time of day before each line."""
    return _before(text, lambda n: f"07:{n // 60 % 60:02}:{n % 60:02}.{n % 1000:03} ")


def numbered(text: str) -> str:
    """A page that numbers the lines of an output."""
    return _before(text, lambda n: f"{n + 1:3}. ")


def quoted(text: str) -> str:
    """A mail that quotes."""
    return _before(text, lambda _: "> ")


def barred(text: str) -> str:
    """A mail that quotes with a bar."""
    return _before(text, lambda _: "| ")


def escaped(text: str) -> str:
    """The source of a page."""
    return html.escape(text, quote=False)


def spaced(text: str) -> str:
    """A forum's page with an empty line after each line."""
    return text.replace("\n", "\n\n")


def fenced(text: str) -> str:
    """An output between the marks of a forum."""
    return f"[CODE]{text}[/CODE]\n" if text.endswith("\n") else f"```\n{text}\n```\n"


FORMS = [dated, timed, numbered, quoted, barred, escaped, spaced, fenced]
SAMPLE = CASES[::70]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("case", SAMPLE, ids=lambda path: path.name)
def test_the_answer_is_the_same(case: Path, form: Callable[[str], str], tmp_path: Path) -> None:
    other = tmp_path / "other"
    shutil.copytree(case, other)
    for path in (one for one in (other / "dumps").rglob("*") if one.is_file()):
        text = path.read_bytes().decode("utf-8", "surrogateescape")
        if form in (dated, timed) and "#" not in text and "hostname" not in text:
            continue  # a session has prompts, which tell its log from a server's
        path.write_bytes(form(text).encode("utf-8", "surrogateescape"))
    assert answer(other, tmp_path / "2.json", str) == answer(case, tmp_path / "1.json", str)
