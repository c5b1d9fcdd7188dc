"""Unified diffs of a running-config before and after, made with hier-config on what changed.

hier-config compares configuration trees child by child, which is quadratic on flat blocks (17 s
for an access list of 10,000 entries) and knows no order. So the changed neighbourhoods are cut
out first, by position; only these small pieces are given to it, each with its parent line.
Entries of access lists, flat or named, are shown with the entries around them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from hier_config import Platform as Tree
from hier_config import get_hconfig
from hier_config.exceptions import DuplicateChildError

from remediate.model.base import Platform

__all__ = ["unified"]

_CONTEXT = 3
_SMALL = 200
"""Lines of a cut above which it is printed as it is: a comparison would be slow and say no more."""
_Section = tuple[str, ...]
_Opcode = tuple[str, int, int, int, int]


def unified(before: str, after: str, *, platform: Platform) -> str:
    """Return the diff of two running-configs, empty when they don't differ.

    Lines start with ``-``, ``+`` or a blank (the parent line, neighbouring entries); each piece
    has a ``@@ -N +M @@`` line with the 1-based line numbers it begins at. Separators (``!``) and
    blanks at line ends are not compared.
    """
    old, new = _sections(before), _sections(after)
    head, tail = _common(old, new)
    first_old = 1 + sum(len(section) for section in old[:head])
    first_new = 1 + sum(len(section) for section in new[:head])
    lines: list[str] = []
    trimmed_old, trimmed_new = old[head : len(old) - tail], new[head : len(new) - tail]
    for hunk in _paired(_opcodes(trimmed_old, trimmed_new), trimmed_old, trimmed_new):
        _, low, _, start, _ = hunk
        at_old = first_old + sum(len(section) for section in trimmed_old[:low])
        at_new = first_new + sum(len(section) for section in trimmed_new[:start])
        lines += _piece(old, new, _shifted(hunk, head), (at_old, at_new), platform)
    if not lines:
        return ""
    return "\n".join(["--- running-config before", "+++ running-config after", *lines, ""])


def _sections(text: str) -> list[_Section]:
    """Return the top-level lines with their indented lines, blanks at line ends removed."""
    sections: list[list[str]] = []
    for line in text.split("\n"):
        line = line.rstrip()  # noqa: PLW2901  # the line without its end is the line
        if line[:1].isspace() and sections:
            sections[-1].append(line)
        else:
            sections.append([line])
    return [tuple(section) for section in sections]


def _common(old: Sequence[object], new: Sequence[object]) -> tuple[int, int]:
    """Return how many items are equal at the start and at the end."""
    most = min(len(old), len(new))
    head = 0
    while head < most and old[head] == new[head]:
        head += 1
    tail = 0
    while tail < most - head and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    return head, tail


def _opcodes(old: Sequence[object], new: Sequence[object]) -> list[_Opcode]:
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    if max(len(old), len(new)) > 2000:
        matcher = SequenceMatcher(None, old, new)
    return [code for code in matcher.get_opcodes() if code[0] != "equal"]


def _shifted(code: _Opcode, by: int) -> _Opcode:
    tag, low, high, start, end = code
    return tag, low + by, high + by, start + by, end + by


def _paired(
    codes: list[_Opcode], old: Sequence[_Section], new: Sequence[_Section]
) -> Iterator[_Opcode]:
    """Split replacements so that sections with the same header stand against each other."""
    for tag, low, high, start, end in codes:
        i, j = low, start
        while i < high and j < end:
            headers = [section[0] for section in new[j:end]]
            if old[i][0] in headers and len(old[i]) + len(new[j]) > 2:
                k = j + headers.index(old[i][0])
                if k > j:
                    yield ("insert", i, i, j, k)
                yield ("replace", i, i + 1, k, k + 1)
                i, j = i + 1, k + 1
                continue
            break
        if i < high or j < end:
            yield (tag, i, high, j, end)


def _piece(
    old: list[_Section],
    new: list[_Section],
    code: _Opcode,
    at: tuple[int, int],
    platform: Platform,
) -> list[str]:
    """Return one changed neighbourhood with its ``@@`` line; nothing when only ``!`` changed."""
    _, low, high, start, end = code
    gone, come = old[low:high], new[start:end]
    if len(gone) == len(come) == 1 and gone[0][0] == come[0][0]:
        return _within(gone[0], come[0], at)
    gone = [section for section in gone if section[0] not in {"!", ""}]
    come = [section for section in come if section[0] not in {"!", ""}]
    changed = _changed(
        [line for section in gone for line in section],
        [line for section in come for line in section],
    )
    if not changed:
        return []
    kind = _block(gone[0] if gone else come[0], platform)
    above = [*_run(old[max(0, low - _CONTEXT) : low][::-1], kind, platform)][::-1]
    below = [*_run(old[high : high + _CONTEXT], kind, platform)]
    heading = "" if kind is None else f" {' '.join(kind)}"
    return [
        f"@@ -{at[0] - len(above)} +{at[1] - len(above)} @@{heading}",
        *(f" {line}" for line in above),
        *changed,
        *(f" {line}" for line in below),
    ]


def _block(section: _Section, platform: Platform) -> tuple[str, ...] | None:
    """Return the words that the lines of a flat block start with, None outside such a block.

    Access lists are flat on both platforms, crypto map entries and PIX policies on PIX and ASA.
    """
    words = tuple(section[0].split())
    flat: list[tuple[tuple[str, ...], int]] = [(("access-list",), 2)]
    if platform is Platform.ASA:
        flat += [(("crypto", "map"), 4), (("crypto", "dynamic-map"), 4), (("isakmp", "policy"), 3)]
    for start, width in flat:
        if words[: len(start)] == start and len(words) >= width:
            return words[:width]
    return None


def _run(
    sections: Sequence[_Section], kind: tuple[str, ...] | None, platform: Platform
) -> Iterator[str]:
    """Yield the lines of the same flat block, up to the first other line."""
    for section in sections:
        if kind is None or _block(section, platform) != kind:
            return
        yield section[0]


def _within(gone: _Section, come: _Section, at: tuple[int, int]) -> list[str]:
    """Return the changes under one parent line; entries of access lists with their neighbours."""
    context = _CONTEXT if gone[0].split()[:2] == ["ip", "access-list"] else 0
    old, new = list(gone[1:]), list(come[1:])
    head, tail = _common(old, new)
    codes = [
        _shifted(code, head)
        for code in _opcodes(old[head : len(old) - tail], new[head : len(new) - tail])
    ]
    lines = [f"@@ -{at[0]} +{at[1]} @@", f" {gone[0]}"]
    shown = 0
    for position, (_, low, high, start, end) in enumerate(codes):
        following = codes[position + 1][1] if position + 1 < len(codes) else len(old)
        above = max(shown, low - context)
        if position and above > shown:
            lines.append(
                f"@@ -{at[0] + above + 1} +{at[1] + start - (low - above) + 1} @@ {gone[0]}"
            )
        lines += [f" {line}" for line in old[above:low]]
        changed = _changed(old[low:high], new[start:end], parent=gone[0])
        holder = _holder(old[:low], [*old[low:high], *new[start:end]])
        if holder is not None:
            changed = [f" {holder}", *(f"-{line}" for line in old[low:high])]
            changed += [f"+{line}" for line in new[start:end]]
        lines += changed
        shown = min(high + context, following)
        lines += [f" {line}" for line in old[high:shown]]
    return lines


def _holder(above: Sequence[str], changed: Sequence[str]) -> str | None:
    """Return the line under which deeper lines stand (the peer of a keyring), None for a section's own."""
    depth = min(len(line) - len(line.lstrip()) for line in changed)
    for line in reversed(above):
        indent = len(line) - len(line.lstrip())
        if indent < depth:
            return line
    return None


def _changed(gone: Sequence[str], come: Sequence[str], parent: str | None = None) -> list[str]:
    """Return the removed and added lines of a small cut, as hier-config's trees tell them apart."""
    plain = [*(f"-{line}" for line in gone), *(f"+{line}" for line in come)]
    if len(gone) + len(come) > _SMALL or not gone or not come:
        return plain
    lead = [] if parent is None else [parent]
    try:
        before = get_hconfig(Tree.GENERIC, "\n".join([*lead, *gone]))
        after = get_hconfig(Tree.GENERIC, "\n".join([*lead, *come]))
    except DuplicateChildError:
        # Equal lines under one parent (repeated remarks) have no place in such a tree.
        return plain
    found = [_marked(line) for line in before.unified_diff(after)]
    if parent is not None:
        found = found[1:]
    # A change of order alone is none to the tree; to an access list it is.
    return found or plain


def _marked(line: str) -> str:
    """Turn the tree's ``  - text`` into ``-  text`` (mark first, indentation kept by one blank)."""
    stripped = line.lstrip()
    depth = (len(line) - len(stripped)) // 2
    if stripped.startswith(("- ", "+ ")):
        return f"{stripped[0]}{' ' * depth}{stripped[2:]}"
    return f" {' ' * depth}{stripped}"
