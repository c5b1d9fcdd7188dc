"""One tree of errors, each with a stable code and the exit status that the command ends with.

An error is for input or a world that is not as it must be; a refusal that is an expected
answer (the gate, a plan that does not prove itself) is a value, not an exception.
"""

from __future__ import annotations

from typing import ClassVar

__all__ = [
    "DEFECT",
    "ConfigurationError",
    "DocumentError",
    "DumpError",
    "ExitStatus",
    "InventoryError",
    "LabError",
    "NoDumpsError",
    "OutputError",
    "PlanRefusedError",
    "RemediateError",
    "RuleError",
    "SecretError",
    "UsageError",
]


class ExitStatus:
    """Exit statuses of the command, stable from the first release."""

    DONE: ClassVar[int] = 0
    ERROR: ClassVar[int] = 1
    HOSTS_FAILED: ClassVar[int] = 2
    FAULTS: ClassVar[int] = 3
    UNREACHABLE: ClassVar[int] = 4
    USAGE: ClassVar[int] = 5
    REFUSED: ClassVar[int] = 6
    WINDOW_CLOSED: ClassVar[int] = 7
    ROLLED_BACK: ClassVar[int] = 8
    INTERRUPTED: ClassVar[int] = 99


DEFECT = "REM999"
"""What is said where this program itself fails: no exception of the tree below has this code."""

_CODES: dict[str, str] = {DEFECT: "a defect of this program"}


class RemediateError(Exception):
    """Base of every error that the project raises on purpose.

    ``code`` is stable and unique (a second class with the same code is refused when the class is
    made); ``exit_status`` is what the command line ends with; ``file`` and ``line`` name the
    place in the input, when there is one.
    """

    code: ClassVar[str] = "REM000"
    exit_status: ClassVar[int] = ExitStatus.ERROR

    def __init_subclass__(cls, **kwargs: object) -> None:
        """Refuse two error classes with one code."""
        super().__init_subclass__(**kwargs)
        owner = _CODES.setdefault(cls.code, cls.__qualname__)
        if owner != cls.__qualname__:
            raise TypeError(f"error code {cls.code} is used by {owner} and {cls.__qualname__}")

    def __init__(self, reason: str, *, file: str | None = None, line: int | None = None) -> None:
        """Keep the reason and the place; the message shows ``file:line: reason``."""
        self.reason = reason
        self.file = file
        self.line = line
        super().__init__(str(self))

    def __str__(self) -> str:
        """Return ``file:line: reason``, with what is known of the place."""
        if self.file is None:
            return self.reason
        if self.line is None:
            return f"{self.file}: {self.reason}"
        return f"{self.file}:{self.line}: {self.reason}"


class UsageError(RemediateError):
    """The command was called in a way it does not know."""

    code = "REM001"
    exit_status = ExitStatus.USAGE


class DumpError(RemediateError):
    """A dump that cannot be read: its compression is broken, an output is too long."""

    code = "REM002"


class NoDumpsError(RemediateError):
    """The paths given hold nothing to read."""

    code = "REM003"


class InventoryError(RemediateError):
    """The Nornir inventory is missing, malformed or inconsistent."""

    code = "REM004"


class ConfigurationError(RemediateError):
    """A running-config on which a command cannot be carried out as the device would."""

    code = "REM005"


class RuleError(RemediateError):
    """Two rules share a code or a slug, or a rule module is incomplete."""

    code = "REM006"


class OutputError(RemediateError):
    """A result cannot be written."""

    code = "REM007"


class PlanRefusedError(RemediateError):
    """A plan file that is not what it claims to be (digest, schema)."""

    code = "REM008"
    exit_status = ExitStatus.REFUSED


class DocumentError(RemediateError):
    """A file that should be a plan or a diagnosis and is neither, or cannot be read."""

    code = "REM010"


class SecretError(RemediateError):
    """A secret reference that cannot be resolved."""

    code = "REM009"


class LabError(RemediateError):
    """The lab can't be started, isn't there, or can't do what it is asked."""

    code = "REM012"
