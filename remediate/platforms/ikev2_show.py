"""``show crypto ikev2 proposal`` and ``show crypto ikev2 policy`` (IOS) as the sections of the configuration that they show.

Each prints everything of its kind, the built-in ``default`` included: that is no part of the configuration, and is read
by :mod:`remediate.platforms.defaults_ikev2`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from remediate.platforms.defaults_ikev2 import DEFAULT, proposals_shown
from remediate.platforms.table_parts import TablePart, laid_out

__all__ = ["ikev2_policies_shown", "ikev2_proposals_shown"]

_PROPOSAL = re.compile(
    r"^[ \t]*IKEv2 proposal[ \t]*:?[ \t]*(?P<name>\S+?)[ \t]*:?[ \t]*$", re.IGNORECASE
)
_POLICY = re.compile(
    r"^[ \t]*IKEv2 policy[ \t]*:?[ \t]*(?P<name>\S+?)[ \t]*:?[ \t]*$", re.IGNORECASE
)
_LONGEST = 400
_LINE = re.compile(r"^[ \t]*(?P<key>[A-Za-z][A-Za-z ]*?)[ \t]*:[ \t]*(?P<value>\S.*?)[ \t]*$")


def ikev2_proposals_shown(text: str, line: int = 1) -> Iterator[TablePart]:
    """Yield the user's proposals of an output that begins at ``line``; one that is not whole is left out."""
    known = {item.name: item for item in proposals_shown(text)}
    for number, row in enumerate(_rows(text), start=line):
        head = _PROPOSAL.match(row)
        item = known.get(head["name"]) if head is not None else None
        if item is None or item.name == DEFAULT:
            continue
        lines = [f"crypto ikev2 proposal {item.name}", f" encryption {' '.join(item.encryption)}"]
        if item.integrity:
            lines.append(f" integrity {' '.join(item.integrity)}")
        lines.append(f" prf {' '.join(item.prf)}")
        lines.append(f" group {' '.join(map(str, item.groups))}")
        yield TablePart(
            ("ikev2", "proposal", item.name), number, laid_out(enumerate(lines, number), number)
        )


def ikev2_policies_shown(text: str, line: int = 1) -> Iterator[TablePart]:
    """Yield the user's policies of an output that begins at ``line``."""
    name: str | None = None
    first, lines = line, list[tuple[int, str]]()
    for number, row in enumerate([*_rows(text), "IKEv2 policy : end"], start=line):
        head = _POLICY.match(row)
        if head is None:
            found = _LINE.match(row)
            if found is not None and name is not None:
                lines += [(number, item) for item in _said(found["key"].lower(), found["value"])]
            continue
        if (
            name is not None
            and name != DEFAULT
            and any("proposal" in item for _, item in lines[1:])
        ):
            yield TablePart(("ikev2", "policy", name), first, laid_out(lines, first))
        name, first = head["name"], number
        lines = [(number, f"crypto ikev2 policy {name}")]


def _rows(text: str) -> list[str]:
    """Return the lines of an output; one that no device prints so long is empty."""
    return [row if len(row) <= _LONGEST else "" for row in text.splitlines()]


def _said(key: str, value: str) -> Iterator[str]:
    if key == "match fvrf" and value.lower() != "global":
        yield f" match fvrf {value}"
    elif key == "match address local" and value.lower() != "any":
        yield f" match address local {value}"
    elif key == "proposal":
        yield from (f" proposal {item}" for item in value.replace(",", " ").split())
