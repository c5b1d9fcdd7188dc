"""Tables that show parts of the configuration, where the running-config is not there.

``show crypto map``, ``show crypto isakmp policy``, ``show crypto isakmp key`` and their like print what the configuration has:
where none is in the dumps, or parts of one, each thing that those parts don't define counts as the table has it.
A running-config outranks them. Of one thing the last output counts; an output that was filtered (``| include``) shows
nothing that could be told from its absence, and is not used.
"""

from __future__ import annotations

from collections.abc import Iterable

from remediate.evidence.kinds import Kind, Scope
from remediate.evidence.running import PrintedText
from remediate.model.observation import ShownAddress, Source, Unrecognised
from remediate.platforms.ikev2_show import ikev2_policies_shown, ikev2_proposals_shown
from remediate.platforms.key_show import keys_shown, transform_sets_shown
from remediate.platforms.map_show import crypto_maps_shown
from remediate.platforms.pix_map_show import is_pix, pix_maps_shown
from remediate.platforms.table_parts import TablePart, defined
from remediate.secrets import Redactor

__all__ = ["ShownTables"]

_INTERFACES = ("interface", "ip")
"""What a table of addresses defines."""


class ShownTables:
    """The tables of one device, while its files are being read."""

    def __init__(self) -> None:
        """Start with none."""
        self._parts: dict[tuple[str, ...], tuple[str, TablePart]] = {}
        self._whole: dict[str, None] = {}
        self.addresses: dict[ShownAddress, None] = {}
        """Addresses of the device's own."""

    def add(
        self,
        kind: Kind,
        body: bytes,
        *,
        file: str,
        line: int,
        command: str | None,
        redactor: Redactor,
    ) -> tuple[Unrecognised, ...]:
        """Read one table; return what in it was not understood."""
        if command is not None and "|" in command:
            return ()
        if kind is Kind.CRYPTO_MAP and is_pix(body):
            pix = pix_maps_shown(body, file=file, line=line)
            self.keep(pix.parts, file)
            self._whole.update(dict.fromkeys(f"crypto map {name} interface" for name in pix.placed))
            return pix.unread
        if kind is Kind.CRYPTO_MAP:
            maps = crypto_maps_shown(body, file=file, line=line)
            self.keep(maps.parts, file)
            self.addresses.update(dict.fromkeys(maps.addresses))
            self._whole.update(
                dict.fromkeys(f"crypto map {name} interface" for name in maps.placed)
            )
            return maps.unread
        text = redactor.redact(body.decode("utf-8", "replace").replace("\r", ""))
        if kind is Kind.ISAKMP_KEY:
            keys, whole = keys_shown(text, line)
            self.keep(keys, file, whole="crypto isakmp key" if whole else None)
        elif kind is Kind.TRANSFORM_SET:
            self.keep(transform_sets_shown(text, line), file)
        elif kind is Kind.IKEV2_PROPOSAL:
            self.keep(ikev2_proposals_shown(text, line), file)
        elif kind is Kind.IKEV2_POLICY:
            self.keep(ikev2_policies_shown(text, line), file)
        return ()

    def keep(self, parts: Iterable[TablePart], file: str, *, whole: str | None = None) -> None:
        """Take parts that a table of a file shows; ``whole``: first words of the commands that are all there."""
        self._whole.update({whole: None} if whole else {})
        for part in parts:
            self._parts[part.key] = (file, part)

    @property
    def whole(self) -> tuple[str, ...]:
        """First words of the commands of which the tables show all that there are."""
        return tuple(self._whole)

    def beside(self, text: str) -> tuple[PrintedText, ...]:
        """Return as parts of the configuration what its ``text`` doesn't define."""
        mere = all(key[0] in _INTERFACES for key in self._parts)
        if mere and not text.strip():
            return ()  # interfaces alone are no configuration
        known = defined(text)
        return tuple(
            PrintedText(
                part.text,
                Source(file=file, line=part.line),
                Scope.SECTIONS,
                None,
                unasked=False,
                saved=False,
            )
            for key, (file, part) in self._parts.items()
            if key[: 2 if key[0] == "keyring" else None] not in known
        )
