"""The diagnosis as a document for programs: ``remediate/diagnosis/1``."""

from __future__ import annotations

import msgspec

from remediate.errors import OutputError
from remediate.model.diagnosis import DiagnosisReport

__all__ = ["diagnosis_json"]


def diagnosis_json(report: DiagnosisReport) -> bytes:
    """Return the report as JSON: UTF-8, keys in the order of the interface, indented by two.

    Ends with a line end; the same report gives the same bytes. ``OutputError`` when a text of the
    report cannot be written as UTF-8.
    """
    try:
        encoded = msgspec.json.encode(report)
    except UnicodeEncodeError as error:
        raise OutputError(f"the report holds text that is not Unicode: {error.reason}") from error
    return msgspec.json.format(encoded, indent=2) + b"\n"
