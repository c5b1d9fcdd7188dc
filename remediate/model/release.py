"""Which operating system a device runs."""

from __future__ import annotations

from remediate.model.base import Frozen, Platform

__all__ = ["Release"]


class Release(Frozen, frozen=True, kw_only=True, gc=False):
    """Operating system release. ``text`` is as printed (``15.2(4)M7``), None when not known."""

    platform: Platform
    text: str | None = None
    numbers: tuple[int, ...] = ()
    """Numeric parts, for comparison: ``15.2(4)M7`` is (15, 2, 4, 7); 9.8(4)32 is (9, 8, 4, 32)."""
    xe: bool = False
    """IOS-XE (numbers of the form 16.x or 17.x, or a 03.x train)."""
    pix: bool = False
    """PIX OS (6.x and the 7.x that runs on PIX hardware)."""
    strong: bool | None = None
    """Whether the licence has 3DES and AES (PIX, ASA); None where no ``show version`` says so."""
