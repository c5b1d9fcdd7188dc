"""The compiled reader: device messages, show commands and configurations, out of raw bytes.

Nothing is imported here: take :mod:`fastparse.scan`, :mod:`fastparse.session`,
:mod:`fastparse.show` or :mod:`fastparse.config`. :mod:`fastparse.reference` holds the same
semantics in plain Python; it is the oracle of the tests and is never taken silently.
"""

from __future__ import annotations

from importlib.machinery import EXTENSION_SUFFIXES
from importlib.util import find_spec

__all__ = ["COMPILED", "implementation_path", "is_compiled"]

COMPILED = (
    "_columns",
    "_config",
    "_fields",
    "_match",
    "_needles",
    "_scan",
    "_session",
    "_show_access_lists",
    "_show_columns",
    "_show_engine",
    "_show_fields",
    "_show_ipsec",
    "_show_ipsec_pairs",
    "_show_isakmp",
    "_show_version",
    "_stamps",
    "_tags",
    "_texts",
    "_triggers",
    "_walk",
)
"""The extension modules of this package."""


def implementation_path(name: str) -> str | None:
    """Return the file that ``fastparse.<name>`` is loaded from; None when it isn't built."""
    spec = find_spec(f"fastparse.{name}")
    return None if spec is None else spec.origin


def is_compiled(name: str) -> bool:
    """Tell whether ``fastparse.<name>`` comes from a compiled extension."""
    path = implementation_path(name)
    return path is not None and path.endswith(tuple(EXTENSION_SUFFIXES))
