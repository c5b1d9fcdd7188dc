"""What publishers' parsers expect of captured outputs, held against what fastparse reads.

Each module here has ``COMPARISONS``, one a command and publisher; a new one is found by being
there. The tests demand that every value agrees or differs for a reason given here, and
``docs/make_agreement.py`` writes the table of it.
"""

from __future__ import annotations

import importlib
import pkgutil

from tests.fastparse.agreement.comparison import Comparison

__all__ = ["comparisons"]


def comparisons() -> tuple[Comparison, ...]:
    """Return the comparisons of all modules, by command and publisher."""
    found: list[Comparison] = []
    for module in pkgutil.iter_modules(__path__):
        loaded = importlib.import_module(f"{__name__}.{module.name}")
        found += getattr(loaded, "COMPARISONS", ())
    return tuple(sorted(found, key=lambda one: (one.command, one.publisher, one.pattern)))
