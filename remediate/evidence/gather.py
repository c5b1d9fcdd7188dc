"""From the files of the dumps to the facts of each device.

Every file is searched whole for messages (a terminal prints debug lines between anything) and its
recognised pieces are read by their readers. Running-configs are redacted before anything else sees
them. A piece that can't be read costs only itself and is reported.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping

from fastparse.session import blank
from remediate.dumps import DumpFile, chunks, is_binary, load, release, windows
from remediate.errors import DumpError
from remediate.evidence.builder import DeviceBuilder
from remediate.evidence.copied import uncopied
from remediate.evidence.excerpt import excerpt
from remediate.evidence.kinds import Kind
from remediate.evidence.line_numbers import unnumbered
from remediate.evidence.pager import unpaged
from remediate.evidence.pieces import SEARCHED_LIMIT, Piece, cut
from remediate.evidence.relays import Relays
from remediate.evidence.typed import answers_alone, typed_line
from remediate.messages import Classifier
from remediate.model.defect import NOT_READ, Defect
from remediate.model.evidence import HostFacts, InputProblem
from remediate.model.observation import UNUSED, Message, Source, Unrecognised
from remediate.secrets import Redactor

__all__ = ["Gatherer"]

_PEER_FIELDS = ("peer", "remote", "src", "dst", "srcaddr", "src_addr", "address")


class Gatherer:
    """Reads dump files one after the other into device builders."""

    def __init__(
        self, classifier: Classifier, redactor: Redactor, facts: Mapping[str, HostFacts]
    ) -> None:
        """Keep what every file is read with; ``facts`` are the inventory's hosts by folded name."""
        self._facts = facts
        self._classifier = classifier
        self._redactor = redactor
        self.builders: dict[str, DeviceBuilder] = {}
        self.problems: list[InputProblem] = []
        self.defects: list[Defect] = []
        self.unrecognised: list[Unrecognised] = []
        self.stray: list[Message] = []
        self._relays = Relays()
        """Messages whose device is only named by a syslog header (an address or a host name), or by a file's stem."""

    def read(self, file: DumpFile) -> None:
        """Read one file; whatever is wrong with it becomes a problem, and what fails of ours a defect."""
        try:
            with load(file) as dump:
                if dump.data is None:
                    self._stream(file)
                elif len(dump.data) == 0:
                    self._note(file, "the file is empty", fatal=False)
                elif is_binary(dump.data):
                    self._note(file, "not text: the file looks binary", fatal=True)
                elif dump.broken is not None:  # what is cut off might be what decides
                    self._note(file, dump.broken, fatal=True)
                else:
                    self._whole(file, dump.data)
        except OSError as error:
            self._note(file, f"cannot be read: {error.strerror or error}", fatal=True)
        except DumpError as error:
            self._note(file, error.reason, fatal=True)
        except Exception as error:  # whatever it is: it is one file's, and it is reported
            self._failed(file, "the reading of the file", error)

    def _note(self, file: DumpFile, reason: str, *, fatal: bool, line: int | None = None) -> None:
        self.problems.append(InputProblem(file=file.name, line=line, reason=reason, fatal=fatal))

    def _failed(
        self, file: DumpFile, what: str, error: Exception, *, line: int | None = None
    ) -> None:
        """Report a defect of ours; what it hit counts as not collected."""
        self._note(file, NOT_READ, fatal=True, line=line)
        where = file.name if line is None else f"{file.name}:{line}"
        self.defects.append(Defect(where, what, error))

    def builder(self, device: str) -> DeviceBuilder:
        """Return the builder of a device, made when it is first named (letter case ignored)."""
        folded = device.casefold()
        if folded not in self.builders:
            self.builders[folded] = DeviceBuilder(device, self._facts.get(folded))
        return self.builders[folded]

    # --- one file ------------------------------------------------------------------------------

    def _stream(self, file: DumpFile) -> None:
        self._note(file, "too large to be held unpacked: only its messages were read", fatal=False)
        self._messages(file, chunks(file), lambda _: file.host)

    def _whole(self, file: DumpFile, raw: bytes | memoryview) -> None:
        data = raw
        if len(raw) <= SEARCHED_LIMIT:
            raw, said = uncopied(raw)
            if said is not None:
                self._note(file, said, fatal=False)
            data = blank(raw)
        parts = cut(file, data)
        release(data)
        recognised = sum(self._confined(file, piece, data, raw) for piece in parts.pieces)
        count = self._messages(file, windows(data), parts.device_at, prompts=parts.prompts)
        self._relays.headers(file, data)
        if (
            recognised == 0
            and count == 0
            and all(piece.kind not in (Kind.OTHER, Kind.UNUSED) for piece in parts.pieces)
        ):
            lines, first = _text_of(data)
            if lines:
                self._unrecognised(file, file.host, lines, first, 1)
        elif file.host is not None and file.sure and (recognised or not self._relays.holds(file)):
            self.builder(file.host).file(file.name)

    def _confined(
        self, file: DumpFile, piece: Piece, data: bytes | memoryview, raw: bytes | memoryview
    ) -> int:
        """Read one piece, as :meth:`_piece` does; what is wrong with it or with its reader costs no other one."""
        try:
            return self._piece(file, piece, data, raw)
        except DumpError as error:
            self._note(file, error.reason, fatal=True, line=piece.line)
        except Exception as error:  # whatever it is: it is one reader's, and it is reported
            self._failed(file, f"the reader of '{piece.kind.value}'", error, line=piece.line)
        return 1

    def _piece(
        self,
        file: DumpFile,
        piece: Piece,
        data: bytes | memoryview,
        raw: bytes | memoryview,
    ) -> int:
        """Read one piece; return 1 when it was understood."""
        if piece.kind is Kind.LOG:
            return 1 if piece.command else 0
        if piece.kind is Kind.SILENT:
            return 0
        if piece.kind in (Kind.PING, Kind.CLOCK) and piece.device is None:
            return 1
        body = piece.body(data)
        if piece.kind is Kind.CONFIG:
            body = unnumbered(unpaged(piece.body(raw)))
        if piece.kind is Kind.TYPED and piece.device is not None and not _refused(body):
            builder = self.builder(piece.device)
            builder.typed(piece.command or "", file=file.name, line=piece.line)
            place = Source(file=file.name, line=piece.line - 1)
            line = typed_line(data, piece.start, body, piece.command or "", place)
            builder.configured(line, self._redactor)
            if line is not None and answers_alone(body):
                return 1
        if piece.kind in (Kind.OTHER, Kind.TYPED, Kind.UNUSED):
            lines = sum(1 for line in body.splitlines() if line.strip())
            reason = UNUSED if piece.kind is Kind.UNUSED and not _refused(body) else None
            if lines:
                command = piece.command or ""
                self._unrecognised(file, piece.device, lines, command, piece.line, reason)
            return 0
        if piece.device is None:
            first = f"{piece.kind.value} of an unknown device (give --host)"
            self._unrecognised(file, None, body.count(b"\n") + 1, first, piece.line)
            return 1
        builder = self.builder(piece.device)
        builder.file(file.name)
        self.unrecognised.extend(
            builder.add(
                piece.kind,
                body,
                file=file.name,
                line=piece.line,
                command=piece.command,
                unasked=piece.unasked,
                redactor=self._redactor,
            )
        )
        return 1

    def _unrecognised(
        self,
        file: DumpFile,
        device: str | None,
        lines: int,
        first: str,
        line: int,
        reason: str | None = None,
    ) -> None:
        self.unrecognised.append(
            Unrecognised(
                device=device,
                file=file.name,
                lines=lines,
                first=excerpt(first, self._redactor),
                line=line,
                reason=reason,
            )
        )

    # --- messages ------------------------------------------------------------------------------

    def _messages(
        self,
        file: DumpFile,
        pieces: Iterable[bytes | memoryview],
        device_at: Callable[[int], str | None],
        *,
        prompts: bool = False,
    ) -> int:
        """Classify a file's messages; return how many there were."""
        count = 0
        layout_names = file.host is not None and prompts
        for message in self._classifier.messages(
            pieces, device=None, file=file.name, clean=self._redactor.clean
        ):
            count += 1
            if layout_names:
                self._keep(message, device_at(message.source.line))
            else:
                self._relays.add(file, message, _peer(message))
        return count

    def _keep(self, message: Message, device: str | None) -> None:
        if device is None:
            self.stray.append(message)
            return
        self.builder(device).message(message, _peer(message))

    def settle(self, owner: Callable[[str], str | None]) -> None:
        """Give messages to their devices; ``owner`` knows a syslog origin's device."""
        known = {name: builder.files for name, builder in self.builders.items()}
        known.update({name: frozenset({""}) for name in self._facts})
        for device, bag in self._relays.settled(owner, known):
            if device is None:
                self.stray.extend(bag.messages())
            else:
                self.builder(device).take(bag)


_REFUSAL = re.compile(
    rb"^(?:ERROR: )?% ?(?:Invalid|Incomplete|Ambiguous|Unrecognized)", re.MULTILINE
)


def _refused(answer: bytes) -> bool:
    """Whether a device answers that it did not take a command."""
    return _REFUSAL.search(answer) is not None


def _peer(message: Message) -> str:
    """Return what a message is about, as far as its fields say: of denied packets, the network that they come from."""
    if message.signature == "asa-denied":
        return (message.field("from_rest") or "").partition("/")[0].rpartition(".")[0]
    return next((value for name in _PEER_FIELDS if (value := message.field(name))), "")


def _text_of(data: bytes | memoryview) -> tuple[int, str]:
    """Return how many lines a text has that nothing understood, and its first line that isn't blank."""
    lines = sum(bytes(piece).count(b"\n") for piece in windows(data))
    head = bytes(data[:4096]).decode("utf-8", "replace")
    first = next((line.strip() for line in head.splitlines() if line.strip()), "")
    return (max(lines, 1) if first else 0), first
