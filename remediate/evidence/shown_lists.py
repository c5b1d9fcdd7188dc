"""Access lists that ``show access-lists`` prints, where the configuration is there in part and without them.

``show run | section crypto`` and ``show access-lists NAME`` are what people collect: together they have what a crypto
map entry rests on. Counters aside, the entries are printed as the configuration has them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from remediate.evidence.kinds import Scope
from remediate.evidence.running import PrintedText
from remediate.model.base import Platform
from remediate.model.config_lists import AccessList
from remediate.model.observation import Source

__all__ = ["ShownList", "lists_beside"]

_DEFINED = re.compile(r"^(?:ip access-list \S+|access-list) (\S+)", re.MULTILINE)

ShownList = tuple[str, AccessList]
"""The file, and a list of it that was printed whole."""


def lists_beside(
    text: str, shown: Iterable[ShownList], platform: Platform
) -> tuple[PrintedText, ...]:
    """Return as parts of the configuration the lists that its ``text`` has not; of one list the last output counts."""
    defined = set(_DEFINED.findall(text))
    latest = {item.name: (file, item) for file, item in shown}
    return tuple(
        PrintedText(
            _printed(item, platform),
            Source(file=file, line=item.line or 1),
            Scope.SECTIONS,
            None,
            unasked=False,
            saved=False,
        )
        for name, (file, item) in latest.items()
        if name not in defined and item.entries
    )


def _printed(item: AccessList, platform: Platform) -> str:
    """Return a list as the configuration has it, each entry as many lines below its heading as in the output."""
    kind = "extended" if item.extended else "standard"
    flat = platform is Platform.ASA
    lines = ["!" if flat else f"ip access-list {kind} {item.name}"]
    first = item.line or 1
    for entry in item.entries:
        gap = (entry.line or 0) - first - len(lines)
        lines += ["!" if flat else " !"] * max(gap, 0)
        number = f"{entry.sequence} " if entry.sequence is not None and not flat else ""
        remark = "" if entry.action == "remark" else f"{kind} "
        head = f"access-list {item.name} {remark}" if flat else f" {number}"
        lines.append(f"{head}{entry.body}")
    return "\n".join(lines)
