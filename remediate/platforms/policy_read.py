"""ISAKMP policies, while they are being read: IOS, PIX and ASA print them alike."""

from __future__ import annotations

from fastparse.config_tree import Section
from remediate.model.config_maps import IsakmpPolicy
from remediate.platforms.defaults import defaults_unknown, policy_defaults
from remediate.platforms.reading import Reading, UnreadError, whole, words_of

__all__ = ["Policies"]

_HASHES = frozenset({"md5", "sha", "sha256", "sha384", "sha512"})
_LENGTHS = {"aes": 128, "aes-128": 128, "aes-192": 192, "aes-256": 256}


class _Draft:
    """An ISAKMP policy whose attributes are being read; what stays None is the default."""

    __slots__ = (
        "authentication",
        "encryption",
        "group",
        "hash",
        "key_length",
        "lifetime",
        "line",
        "problem",
    )

    def __init__(self, line: int) -> None:
        """Start with the line of the policy's heading."""
        self.line = line
        self.encryption: str | None = None
        self.key_length: int | None = None
        self.hash: str | None = None
        self.authentication: str | None = None
        self.group: int | None = None
        self.lifetime: int | None = None
        self.problem: str | None = None


def _take(draft: _Draft, words: list[str]) -> None:
    """Take one attribute line of a policy; :class:`UnreadError` when it is none."""
    match words:
        case ["encr" | "encryption", name, *rest] if name in _LENGTHS and len(rest) <= 1:
            length = whole(rest[0], 128, 256) if rest else _LENGTHS[name]
            if length not in (128, 192, 256):
                raise UnreadError(f"'{rest[0]}' is not an AES key length")
            draft.encryption, draft.key_length = "aes", length
        case ["encr" | "encryption", "des" | "3des" as name]:
            draft.encryption, draft.key_length = name, None
        case ["hash", name] if name in _HASHES:
            draft.hash = name
        case ["hash", "sha-1"]:
            draft.hash = "sha"
        case ["authentication" | "auth", name, *_]:
            draft.authentication = name
        case ["group", number] if (group := whole(number, 1, 64)) is not None:
            draft.group = group
        case ["lifetime", number] if (seconds := whole(number, 0, 0x7FFFFFFF)) is not None:
            draft.lifetime = seconds
        case ["lifetime", "none" | "unlimited"]:
            draft.lifetime = 0
        case _:
            raise UnreadError("not an attribute of an ISAKMP policy that is known")


def _policy(priority: int, draft: _Draft, reading: Reading) -> IsakmpPolicy:
    """Return the policy with the release's defaults for what was not printed."""
    defaults = policy_defaults(reading.release)
    missing = [
        name
        for name in ("encryption", "hash", "authentication", "group")
        if getattr(draft, name) is None
    ]
    if missing and reading.release.text is None:
        reading.note(
            f"ISAKMP policy {priority} does not print {', '.join(missing)} and the release is not known:"
            " the platform's usual defaults are taken"
        )
    unknown = sorted(defaults_unknown(reading.release).intersection(missing))
    problem = draft.problem
    if unknown and problem is None:
        problem = f"{' and '.join(unknown)} not printed, and the defaults of {reading.release.text} are not known"
    encryption = draft.encryption or defaults.encryption
    return IsakmpPolicy(
        priority=priority,
        encryption=encryption,
        key_length=draft.key_length if draft.encryption else (128 if encryption == "aes" else None),
        hash=draft.hash or defaults.hash,
        authentication=draft.authentication or defaults.authentication,
        group=defaults.group if draft.group is None else draft.group,
        lifetime=defaults.lifetime if draft.lifetime is None else draft.lifetime,
        problem=problem,
        line=draft.line,
    )


class Policies:
    """The user's ISAKMP policies of one configuration, while they are being read."""

    def __init__(self, reading: Reading, *, silent: frozenset[str] = frozenset()) -> None:
        """Start with none; lines that begin with a word of ``silent`` say nothing."""
        self._reading = reading
        self._silent = silent
        self._drafts: dict[int, _Draft] = {}

    def take(self, priority: int, section: Section, words: list[str]) -> None:
        """Take a heading with the attribute that stands on it (PIX 6), and the lines below it."""
        draft = self._drafts.setdefault(priority, _Draft(section.line))
        if words:
            try:
                _take(draft, words)
            except UnreadError as problem:
                draft.problem = f"'{' '.join(words)}' is {problem}"
                raise
        for child in section.children:
            attribute = words_of(child.text)
            if attribute[0] in self._silent:
                continue
            try:
                _take(draft, attribute)
            except UnreadError as problem:
                draft.problem = f"'{child.text}' is {problem}"
                self._reading.unread(child, str(problem))

    def read(self) -> list[IsakmpPolicy]:
        """Return them by priority."""
        return [
            _policy(number, self._drafts[number], self._reading) for number in sorted(self._drafts)
        ]
