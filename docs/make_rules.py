"""Writes docs/rules: one page a root cause and an index, from the rule modules themselves.

``python docs/make_rules.py`` writes; with ``--check`` it only says what is stale (exit status 1).
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from remediate.errors import ExitStatus
from remediate.rules import catalogue, discover, documentation

FOLDER = Path(__file__).parent / "rules"
_GROUPS = (
    ("IKE", "Phase 1 and IKEv2"),
    ("IPS", "Phase 2"),
    ("PKT", "Packets"),
    ("NET", "Routing, NAT and access"),
    ("CLT", "Clients"),
)


def documents() -> dict[str, str]:
    """Return file name -> text."""
    pages = {f"{module.RULE.slug}.md": documentation(module.RULE.slug) for module in discover()}
    return {"README.md": "\n".join(_index()) + "\n", **pages}


def _index() -> Iterator[str]:
    signatures = catalogue().signatures
    yield "# The root causes"
    yield ""
    yield (
        f"{len(discover())} root causes, known by {len(signatures)} message templates. Written by"
        " `docs/make_rules.py` from the rule modules; `remediate rules SLUG` shows the same."
    )
    for prefix, title in _GROUPS:
        yield from (
            "",
            f"## {title}",
            "",
            "| code | root cause | what it is | fixes |",
            "|---|---|---|---|",
        )
        for module in discover():
            facts = module.RULE
            if facts.code.startswith(prefix):
                state = ", ".join(f"`{kind}`" for kind in facts.changes) or "–"
                state += "" if facts.planned or not facts.changes else " (not planned yet)"
                yield f"| {facts.code} | [{facts.slug}]({facts.slug}.md) | {facts.title} | {state} |"


def stale() -> list[str]:
    """Return the names of pages that are missing, outdated or of no rule any more."""
    pages = documents()
    wrong = [
        name
        for name, text in pages.items()
        if not (FOLDER / name).exists() or (FOLDER / name).read_text(encoding="utf-8") != text
    ]
    return wrong + [path.name for path in sorted(FOLDER.glob("*.md")) if path.name not in pages]


def main(arguments: list[str]) -> int:
    """Write the pages, or check them."""
    if arguments == ["--check"]:
        wrong = stale()
        for name in wrong:
            print(f"docs/rules/{name} is stale: run python docs/make_rules.py")
        return ExitStatus.ERROR if wrong else ExitStatus.DONE
    FOLDER.mkdir(exist_ok=True)
    for name, text in documents().items():
        (FOLDER / name).write_text(text, encoding="utf-8")
    for name in stale():
        (FOLDER / name).unlink()
    return ExitStatus.DONE


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
