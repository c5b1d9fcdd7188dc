"""Ends of a tunnel as they are printed: an address, a slash and a port."""

from __future__ import annotations

from fastparse.reference.show_lines import is_address, is_number

__all__ = ["endpoint"]


def endpoint(text: bytes) -> int:
    """Return where the slash of ``address/port`` stands; -1 when the text is none."""
    at = text.rfind(b"/")
    return at if at > 0 and is_address(text[:at]) and is_number(text[at + 1 :]) else -1
