"""What an ASA prints of a line that is no command."""

from __future__ import annotations

from remediate.lab.syntax import Failure, Trouble

__all__ = ["asa_complaint"]


def asa_complaint(line: str, failure: Failure, indent: int) -> str:
    """Return what an ASA prints of a line that is no command."""
    match failure.trouble:
        case Trouble.INVALID:
            return (
                f"{' ' * (indent + failure.at)}^\nERROR: % Invalid input detected at '^' marker.\n"
            )
        case Trouble.AMBIGUOUS:
            return f'ERROR: % Ambiguous command:  "{line.strip()}"\n'
        case Trouble.INCOMPLETE:
            return "ERROR: % Incomplete command\n"
