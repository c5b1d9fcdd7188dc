"""What an ``expected.yaml`` may say: every key is known here and checked, another one is refused."""

from __future__ import annotations

from pathlib import Path

import msgspec
from ruamel.yaml import YAML

from remediate.model.base import Confidence, Safety, Verdict
from remediate.rules import discover

__all__ = ["Expected", "Tunnel", "load"]

SLUGS = {module.RULE.slug for module in discover()}
KINDS = {kind for module in discover() for kind in module.RULE.changes}

Patterns = dict[str, list[str]]
"""Device to regular expressions, each searched in single command lines."""


class Tunnel(msgspec.Struct, forbid_unknown_fields=True):
    ends: tuple[str | None, str | None]
    """Addresses of the tunnel's two ends; null of a device that no dump shows the address of."""
    devices: tuple[str | None, str | None]
    """Device of each end in the same order; null where it is not in the dumps."""
    verdict: Verdict | list[Verdict]
    slug: str | list[str | None] | None
    """Root cause that ranks first; null: none is named."""
    states: tuple[str, str] | None = None
    """``present``, ``missing`` or ``unmanaged``, in the order of ``ends``."""
    confidence: Confidence | list[Confidence] | None = None
    change_on: list[list[str]] = []
    """Choices of the devices that the recommended fix changes; not checked when none is given."""
    change: str | None = None
    """Kind of the recommended fix."""
    safety: dict[str, Safety] = {}
    """Safety of the recommended fix, by device."""
    documented: bool | None = None
    offers: list[str] = []
    """Kinds of fix that are listed, planned or not."""
    offers_never: list[str] = []
    """Kinds of fix that are not listed at all."""
    commands_contain: Patterns = {}
    """Each is found in a command of the recommended fix, and of the plan where it is planned."""
    commands_order: Patterns = {}
    """The first lines found stand in this order."""
    commands_never: Patterns = {}
    """Found in no command of any fix, of no cause, nor of the plan; fixes that are only planned by name aside."""
    inverse_contain: Patterns = {}
    """Found in the inverse of the recommended fix."""
    planned_contain: Patterns = {}
    """As ``commands_contain``, for the whole plan of the tunnel (several causes)."""
    planned_order: Patterns = {}
    planned_inverse: Patterns = {}
    needs_device: str | None = None
    needs_command: str | None = None
    planned: bool | None = None
    """Whether the plan holds the tunnel; when not said, exactly a FAULT whose first fix has commands."""
    joined_by_tables: bool = False
    """Whether only SA tables show that the two ends belong together: without them the patched configurations are two tunnels."""
    not_planned_because: str | None = None
    """Found in the plan's reasons for leaving the tunnel alone."""
    after: Verdict = Verdict.HEALTHY
    """What diagnosing again with the plan's changes gives; else than HEALTHY only for keys that are masked."""
    window: bool | None = None
    """Whether the tunnel's plan waits for a maintenance window."""
    preconditions: Patterns = {}
    """What is to be seen before, in the plan's changes of a device."""
    clears: Patterns = {}
    """By device, what the plan clears; an empty list: nothing there."""
    checks: list[str] = []
    """Each is found in one of the plan's checks."""
    include: dict[str, Patterns] = {}
    """Kind of change that is only planned by name, to what its commands contain then."""
    include_inverse: Patterns = {}
    """What the inverses of the changes planned by name contain."""
    include_window: bool | None = None
    """Whether the plan with the changes named waits for a window."""

    def __post_init__(self) -> None:
        named = {item for item in listed(self.slug) if item is not None}
        assert named <= SLUGS, named - SLUGS
        kinds = {*self.offers, *self.offers_never, *self.include}
        kinds |= {self.change} if self.change else set()
        assert kinds <= KINDS, kinds - KINDS
        named_by = (
            self.safety, self.commands_contain, self.commands_order, self.commands_never, self.inverse_contain,
            self.planned_contain, self.planned_order, self.planned_inverse, self.include_inverse, *self.include.values(),
        )  # fmt: skip
        devices = {device for patterns in named_by for device in patterns}
        assert devices <= {*self.devices}, devices
        assert self.include or not (self.include_inverse or self.include_window is not None)
        fix = self.change or self.safety or self.commands_contain or self.commands_order
        assert not (fix and None in listed(self.slug)), "a fix is expected, and no cause"


class Expected(msgspec.Struct, forbid_unknown_fields=True):
    point: str
    tunnels: list[Tunnel]
    """All tunnels that are found, no more and no less."""
    must_not: list[str]
    """Root causes that appear nowhere: on no tunnel, under no device, in no plan."""
    exit_status: int | list[int]
    secrets: list[str]
    """Texts of the dumps that appear in no output."""
    findings: dict[str, list[str]] = {}
    """Device to the root causes that are shown under it alone."""
    findings_contain: Patterns = {}
    """Device to what the commands of the fixes shown under it contain."""

    def __post_init__(self) -> None:
        assert self.point.strip()
        named = {*self.must_not, *(slug for found in self.findings.values() for slug in found)}
        assert named <= SLUGS, named - SLUGS


def listed(value: object) -> list[object]:
    return value if isinstance(value, list) else [value]


def load(case: Path) -> Expected:
    """Read a case's expectation; an unknown key, slug or word is refused."""
    data = YAML(typ="safe", pure=True).load((case / "expected.yaml").read_text("utf-8"))
    return msgspec.convert(data, Expected)
