"""The root causes, one module each, and the catalogue of the messages that point to them.

Modules are found, not listed: a new rule adds one file. See :mod:`remediate.rules.base` for what
a rule module holds.
"""

from __future__ import annotations

import functools
import importlib
import inspect
import pkgutil
import re
from collections.abc import Iterable, Mapping
from typing import Protocol, cast

from remediate.errors import RuleError
from remediate.model.signature import Catalogue, Role, Signature
from remediate.rules import progress
from remediate.rules.base import Rule

__all__ = [
    "SECTIONS",
    "RuleModule",
    "catalogue",
    "collect",
    "discover",
    "documentation",
    "merge",
    "rule",
    "sections",
]

SECTIONS = ("Symptom", "Cause", "Not this when", "Fix", "Fix safety", "Proof of cure", "Source")
"""Sections of a rule's docstring, in order."""

_HEADING = re.compile(r"[a-z0-9-]+ \([A-Z]{3}\d{3}\): ")
"""How the docstring of a rule begins: what the modules around the rules say of themselves does not."""
_SECTION = re.compile(rf"^({'|'.join(SECTIONS)}): ", re.MULTILINE)


class RuleModule(Protocol):
    """What is known of a rule module. It also has ``diagnose``, ``inspect`` or both, and ``cured`` where fixes are planned."""

    __name__: str
    __doc__: str | None
    RULE: Rule
    SIGNATURES: tuple[Signature, ...]


@functools.cache
def discover() -> tuple[RuleModule, ...]:
    """Return every rule module of this package, by code.

    A module is a rule where it has a ``RULE``, or a docstring that begins as one (``slug (CODE): …``).
    Raises :class:`RuleError` for a rule that is incomplete, and for two with one code or slug.
    """
    names = sorted(info.name for info in pkgutil.iter_modules(__path__) if not info.ispkg)
    modules = [importlib.import_module(f"{__name__}.{name}") for name in names]
    return collect(
        cast("RuleModule", module)
        for module in modules
        if hasattr(module, "RULE") or _HEADING.match(module.__doc__ or "")
    )


def collect(modules: Iterable[RuleModule]) -> tuple[RuleModule, ...]:
    """Check that the modules are rules and that no two share a code or slug; return them by code."""
    codes: dict[str, str] = {}
    slugs: dict[str, str] = {}
    found: list[RuleModule] = []
    for module in modules:
        name = module.__name__
        if not isinstance(getattr(module, "RULE", None), Rule):
            raise RuleError(f"{name} has no RULE")
        if not isinstance(getattr(module, "SIGNATURES", None), tuple):
            raise RuleError(f"{name} has no SIGNATURES")
        sections(module)
        for kind, taken, value in (
            ("code", codes, module.RULE.code),
            ("slug", slugs, module.RULE.slug),
        ):
            other = taken.setdefault(value, name)
            if other != name:
                raise RuleError(f"{kind} {value} is used by {other} and by {name}")
        found.append(module)
    return tuple(sorted(found, key=lambda module: module.RULE.code))


def catalogue() -> Catalogue:
    """Return every signature with the slugs of all the rules that declare it."""
    declared = [(module.RULE.slug, module.SIGNATURES) for module in discover()]
    return merge(declared, progress.SIGNATURES)


def merge(
    declared: Iterable[tuple[str, tuple[Signature, ...]]], neutral: tuple[Signature, ...] = ()
) -> Catalogue:
    """Join what the rules declare; ``neutral`` signatures point to no root cause.

    The scanner prefers, of equally long matches, the first template. So benign forms stand first,
    then signatures by the number of their causes (``with error 32`` before the same line without
    its number), those without a cause last. Raises :class:`RuleError` when one name has two
    templates or roles.
    """
    signatures: dict[str, Signature] = {}
    slugs: dict[str, list[str]] = {}
    for slug, items in (*declared, ("", neutral)):
        for item in items:
            known = signatures.setdefault(item.name, item)
            if known != item:
                raise RuleError(f"signature {item.name} is declared in two different ways")
            causes = slugs.setdefault(item.name, [])
            if slug and slug not in causes:
                causes.append(slug)
    names = sorted(signatures, key=lambda name: _precedence(signatures[name], slugs))
    return Catalogue(
        signatures=tuple(signatures[name] for name in names),
        slugs=tuple(tuple(sorted(slugs[name])) for name in names),
    )


def _precedence(signature: Signature, slugs: Mapping[str, list[str]]) -> tuple[bool, bool, int]:
    causes = len(slugs[signature.name])
    return signature.role is not Role.BENIGN, causes == 0, causes


def rule(slug: str) -> RuleModule:
    """Return the module of the rule with that slug or code; :class:`RuleError` when there is none."""
    for module in discover():
        if slug in (module.RULE.slug, module.RULE.code):
            return module
    known = ", ".join(module.RULE.slug for module in discover())
    raise RuleError(f"no rule is called {slug!r}; there are: {known}")


def sections(module: RuleModule) -> dict[str, str]:
    """Return the docstring's sections by name; :class:`RuleError` when one is missing."""
    text = inspect.cleandoc(module.__doc__ or "")
    marks = list(_SECTION.finditer(text))
    if tuple(mark[1] for mark in marks) != SECTIONS:
        raise RuleError(f"{module.__name__}: the docstring must have {', '.join(SECTIONS)}")
    ends = [*(mark.start() for mark in marks[1:]), len(text)]
    return {mark[1]: text[mark.end() : end].strip() for mark, end in zip(marks, ends, strict=True)}


def documentation(slug: str) -> str:
    """Return a rule in full, as Markdown: what it is, and the messages that point to it."""
    module = rule(slug)
    facts = module.RULE
    phase = f"phase {facts.phase}" if facts.phase else "packets, routing and clients"
    state = facts.planning.value
    lines = [
        f"# {facts.slug} ({facts.code})",
        "",
        f"{_sentence(facts.title)} *{phase}; {state}*",
        "",
    ]
    for name, text in sections(module).items():
        lines += [f"## {name}", "", text, ""]
    if facts.needs:
        needs = ", ".join(f"`{need.value}`" for need in facts.needs)
        lines += ["## Decided by", "", f"On both ends: {needs}.", ""]
    if facts.changes:
        changes = ", ".join(f"`{change}`" for change in facts.changes)
        lines += ["## Changes", "", f"{changes}.", ""]
    lines += ["## Messages", ""]
    if module.SIGNATURES:
        lines += ["| signature | role | template |", "|---|---|---|"]
        lines += [
            f"| {item.name} | {item.role.value} | {_code(item.template)} |"
            for item in module.SIGNATURES
        ]
    else:
        lines.append("None: configurations, counters and state show it.")
    return "\n".join(lines) + "\n"


def _sentence(title: str) -> str:
    return f"{title[:1].upper()}{title[1:]}."


def _code(template: str) -> str:
    """Return a template as Markdown code in a table: bars escaped, backticks fenced."""
    escaped = template.replace("|", "\\|")
    return f"`` {escaped} ``" if "`" in escaped else f"`{escaped}`"
