"""A rule on a terminal: its sections as wrapped text, its messages as a list; the list of all rules.

Elsewhere (a pipe, a file) a rule is its Markdown page, the same as in ``docs/rules``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from rich.console import Console

from remediate.report.lines import Lines
from remediate.rules import RuleModule, sections

__all__ = ["show_rule", "show_rules"]

_CODE = re.compile(r"`([^`]+)`")
_ITEM = re.compile(r"(?m)^\s*[*-] ")


def show_rules(console: Console, modules: tuple[RuleModule, ...]) -> None:
    """Print every rule with what it is; what is not planned unasked is marked."""
    out = Lines(console)
    for module in modules:
        facts = module.RULE
        out.line(
            0,
            (f"{facts.code}  ", "cyan"),
            (facts.slug, "bold"),
            ("" if facts.planned else f"  {facts.planning}", "dim"),
        )
        out.line(8, facts.title)
    out.blank()
    out.line(0, ("remediate rules SLUG", "bold"), " explains one in full")


def show_rule(console: Console, module: RuleModule) -> None:
    """Print one rule in full."""
    out = Lines(console)
    facts = module.RULE
    phase = f"phase {facts.phase}" if facts.phase else "packets, routing and clients"
    out.line(0, (f"{facts.code} ", "bold cyan"), (facts.slug, "bold"))
    out.line(0, facts.title, (f" · {phase} · {facts.planning}", "dim"))
    for name, text in sections(module).items():
        _heading(out, name)
        for paragraph in _paragraphs(text):
            out.line(2, *_marked(paragraph))
    if facts.needs:
        _heading(out, "Decided by")
        for need in facts.needs:
            out.line(2, (need.value, "green"), (" on both ends", "dim"))
    if facts.changes:
        _heading(out, "Changes")
        out.line(2, ", ".join(facts.changes))
    _heading(out, "Messages")
    if not module.SIGNATURES:
        out.line(2, "none: configurations, counters and state show it")
    for item in module.SIGNATURES:
        out.line(2, (item.name, "bold"), (f" · {item.role.value}", "dim"))
        out.line(4, (item.template, "green"))


def _heading(out: Lines, name: str) -> None:
    out.blank()
    out.line(0, (name, "bold"))


def _paragraphs(text: str) -> Iterator[str]:
    """Yield the paragraphs and list items of a section, each on one line."""
    for block in re.split(r"\n\s*\n", text):
        starts = [match.start() for match in _ITEM.finditer(block)]
        if not starts:
            yield " ".join(block.split())
            continue
        if block[: starts[0]].strip():
            yield " ".join(block[: starts[0]].split())
        for start, end in zip(starts, [*starts[1:], len(block)], strict=True):
            yield " ".join(block[start:end].split())


def _marked(text: str) -> Iterator[str | tuple[str, str]]:
    """Yield a paragraph's parts, its `commands` in colour and without their backticks."""
    for index, part in enumerate(_CODE.split(text)):
        yield (part, "green") if index % 2 else part
