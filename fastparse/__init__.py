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
    "_arrays",
    "_arrow",
    "_automaton",
    "_columns",
    "_config",
    "_config_entries",
    "_config_forms",
    "_config_heads",
    "_config_lists",
    "_config_marks",
    "_config_sheets",
    "_crew",
    "_fields",
    "_match",
    "_needles",
    "_rows",
    "_scan",
    "_session",
    "_shape",
    "_show_access_lists",
    "_show_again",
    "_show_blocks",
    "_show_columns",
    "_show_crypto_map",
    "_show_dmvpn",
    "_show_engine",
    "_show_fields",
    "_show_ikev2",
    "_show_interface_phrases",
    "_show_interface_values",
    "_show_interfaces",
    "_show_ipsec",
    "_show_ipsec_again",
    "_show_ipsec_form",
    "_show_ipsec_pairs",
    "_show_isakmp",
    "_show_pings",
    "_show_session",
    "_show_version",
    "_show_vpn_labels",
    "_show_vpn_sessions",
    "_stamps",
    "_steps",
    "_tables",
    "_tags",
    "_texts",
    "_triggers",
    "_values",
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
