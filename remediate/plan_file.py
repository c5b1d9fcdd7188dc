"""``plan.json``: the sealed file of a plan, and the check that it still is what was sealed.

The digest is the sha256 (hexadecimal) of the canonical document (keys sorted, no blanks, UTF-8, no
line end) with ``digest`` empty. A person can compute it again without this program:
``jq -jcS '.digest=""' plan.json | sha256sum``.
"""

from __future__ import annotations

import hashlib
import hmac
from pathlib import Path

import msgspec

from remediate.errors import OutputError, PlanRefusedError
from remediate.model.plan import PLAN_SCHEMA, Plan

__all__ = ["digest_of", "load_plan", "plan_json", "seal"]


def plan_json(plan: Plan) -> bytes:
    """Return the canonical document: keys sorted, no blanks, UTF-8, no line end.

    ``OutputError`` when a text of the plan cannot be written as UTF-8.
    """
    try:
        return msgspec.json.encode(plan, order="sorted")
    except UnicodeEncodeError as error:
        raise OutputError(f"the plan holds text that is not Unicode: {error.reason}") from error


def digest_of(plan: Plan) -> str:
    """Return the sha256 (hexadecimal) of the canonical document with ``digest`` empty."""
    return hashlib.sha256(plan_json(msgspec.structs.replace(plan, digest=""))).hexdigest()


def seal(plan: Plan) -> Plan:
    """Return the plan with its digest; sealing a sealed plan changes nothing."""
    return msgspec.structs.replace(plan, digest=digest_of(plan))


def load_plan(path: Path) -> Plan:
    """Read a sealed plan; ``PlanRefusedError`` with the reason when it isn't one as it was sealed.

    The file has to be the canonical document byte for byte (one line end after it is allowed), so
    that no two readers can see two plans in it (repeated keys, for one).
    """
    name = str(path)
    try:
        data = path.read_bytes()
    except OSError as error:
        reason = error.strerror or str(error)
        raise PlanRefusedError(f"the plan cannot be read: {reason}", file=name) from error
    _check_schema(data, name)
    try:
        plan = msgspec.json.decode(data, type=Plan)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise PlanRefusedError(f"not a plan: {error}", file=name) from error
    if not plan.digest:
        raise PlanRefusedError("the plan is not sealed: its digest is empty", file=name)
    found = digest_of(plan)
    if not hmac.compare_digest(found.encode(), plan.digest.encode()):
        raise PlanRefusedError(
            f"the plan was changed after it was sealed: its digest says {plan.digest[:16]!a}…, "
            f"its content gives '{found[:16]}…'",
            file=name,
        )
    if data.removesuffix(b"\n") != plan_json(plan):
        raise PlanRefusedError(
            "not the canonical document: it was written again by another program "
            "(order of keys, blanks, repeated keys); use the file as it was made",
            file=name,
        )
    return plan


class _Head(msgspec.Struct):
    """What is looked at first, so that another schema is named and not taken for damage."""

    schema: str = ""


def _check_schema(data: bytes, name: str) -> None:
    try:
        schema = msgspec.json.decode(data, type=_Head).schema
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise PlanRefusedError(f"not a plan: {error}", file=name) from error
    if schema != PLAN_SCHEMA:
        raise PlanRefusedError(
            f"its schema is {schema[:60]!a}, this release reads {PLAN_SCHEMA!a}", file=name
        )
