"""Scans a dump for the catalogue's messages and reads each in the context of its negotiation."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from fastparse.scan import Buffer, Hit, Scanner
from fastparse.template import Context, Template
from remediate.messages.dialogue import Dialogue
from remediate.messages.offers import ATTRIBUTES
from remediate.messages.reasons import Entry
from remediate.model.observation import Message, Source
from remediate.model.signature import Catalogue, Role

__all__ = ["HELD_LIMIT", "Classifier"]

HELD_LIMIT = 4096
"""Messages that are held back at once; beyond it everything open is decided as it stands."""

OFFER_LINES = 24
"""Lines after a check in which attribute lines without a tag are believed."""

FORGETTING = 256
"""Messages held back after which silent negotiations are looked for."""

ORIGINS = 1024
"""Relaying hosts whose negotiations are followed at once."""

VERDICTS = (Role.ACCEPTANCE, Role.CONSEQUENCE, Role.CLOSING)
TIED = (Context.ISAKMP, Context.IPSEC, Context.ASA)


@dataclass(slots=True, eq=False)
class _Held:
    """A message that waits for its turn, and its entry in the dialogue."""

    hit: Hit
    entry: Entry


class Classifier:
    """Recognises the messages of a catalogue. Immutable: one serves many files and threads."""

    def __init__(
        self,
        catalogue: Catalogue,
        *,
        implementation: Literal["compiled", "reference"] = "compiled",
    ) -> None:
        """Compile the catalogue's templates into one scanner."""
        self._signatures = catalogue.signatures
        self._slugs = catalogue.slugs
        self._templates = tuple(Template.parse(item.template) for item in catalogue.signatures)
        self._scanner = Scanner(self._templates, implementation=implementation)

    def messages(
        self,
        data: Buffer | Iterable[Buffer],
        *,
        device: str | None,
        file: str,
        clean: Callable[[str], str],
        line: int = 1,
        offset: int = 0,
    ) -> Iterator[Message]:
        """Yield the messages of a dump in order, with flat memory.

        ``data`` is a buffer or its pieces in order; ``device`` the device that speaks, None when
        only relay headers can tell; ``file`` is the name for :class:`Source`; ``clean`` redacts
        text; ``line`` and ``offset`` are those of the first byte.
        """
        chunks: Iterable[Buffer] = [data] if isinstance(data, Buffer) else data
        held: deque[_Held] = deque()
        dialogues: dict[str | None, tuple[Dialogue, list[int]]] = {}
        check = line - OFFER_LINES - 1
        for hits in self._scanner.stream(chunks, offset=offset, line=line):
            for hit in hits:
                signature = self._signatures[hit.signature]
                if signature.role is Role.CHECK:
                    check = hit.line
                elif signature.role in VERDICTS:
                    check = hit.line - OFFER_LINES - 1
                attribute = signature.name in ATTRIBUTES
                if attribute and not _tagged(hit) and hit.line - check > OFFER_LINES:
                    # Configurations hold such lines too: "hash sha" under an ISAKMP policy.
                    continue
                if hit.origin not in dialogues and len(dialogues) >= ORIGINS:
                    _end(dialogues)
                    dialogues.clear()
                dialogue, count = dialogues.setdefault(hit.origin, (Dialogue(), [0]))
                count[0] += 1
                entry = self._entry(hit, hit.line if hit.origin is None else count[0], attribute)
                held.append(_Held(hit, entry))
                dialogue.feed(entry)
                if len(held) % FORGETTING == 0:
                    for known, _ in dialogues.values():
                        known.forget()
                if len(held) > HELD_LIMIT:
                    _end(dialogues)
                while held and held[0].entry.settled:
                    yield self._message(held.popleft(), device, file, clean)
        _end(dialogues)
        while held:
            yield self._message(held.popleft(), device, file, clean)

    def _entry(self, hit: Hit, at: int, attribute: bool) -> Entry:
        context = self._templates[hit.signature].context
        fields = hit.fields
        signature = self._signatures[hit.signature]
        known = signature.only is None or fields.get(signature.only[0]) in signature.only[1]
        key = fields.get("connection")
        if context is Context.ASA:
            key = fields.get("peer")
        return Entry(
            role=signature.role,
            slugs=self._slugs[hit.signature] if known else (),
            key=key,
            at=at,
            peer=fields.get("peer") or fields.get("remote"),
            tied=context in TIED and (context is not Context.ASA or key is not None),
            attribute=attribute,
        )

    def _message(
        self, held: _Held, device: str | None, file: str, clean: Callable[[str], str]
    ) -> Message:
        hit, entry = held.hit, held.entry
        fields = tuple(
            (name, clean(value) if " " in value else value) for name, value in hit.fields.items()
        )
        if entry.negotiated_with is not None:
            fields += (("negotiation_peer", entry.negotiated_with),)
        return Message(
            device=hit.origin if device is None else device,
            source=Source(file=file, line=hit.line),
            offset=hit.offset,
            time=hit.time,
            signature=self._signatures[hit.signature].name,
            slugs=entry.slugs,
            fields=fields,
            text=clean(hit.text.decode("utf-8", "backslashreplace")),
        )


def _tagged(hit: Hit) -> bool:
    return hit.text[:6].lower() == b"isakmp"


def _end(dialogues: dict[str | None, tuple[Dialogue, list[int]]]) -> None:
    for dialogue, _ in dialogues.values():
        dialogue.end()
