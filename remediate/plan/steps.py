"""A tunnel's changes, one after the other, on the texts of its two configurations."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from remediate.errors import ConfigurationError
from remediate.model.base import Platform, remembered
from remediate.model.change import (
    Change,
    Rendered,
    SetPeerAddress,
    secrets_of,
)
from remediate.model.config import CryptoConfig, Release
from remediate.model.diagnosis import Fix, Need
from remediate.model.evidence import DeviceEvidence, TunnelEvidence
from remediate.negotiation import held_ikev2_keys, held_keys, side_of
from remediate.plan.names import Taken
from remediate.platforms.apply import (
    NOTHING_UNPRINTED,
    Applied,
    Known,
    Unprinted,
    apply,
    tokens_for,
)
from remediate.platforms.read import read_config
from remediate.platforms.render import render
from remediate.rules.base import Show

__all__ = ["Chosen", "Refused", "Step", "carry_out", "carry_out_on"]


class Chosen(NamedTuple):
    """A fix to plan, with the root cause that it cures."""

    fix: Fix
    slug: str


class Refused(NamedTuple):
    """Why fixes are not planned."""

    reasons: tuple[str, ...]
    needs: tuple[Need, ...] = ()
    """What would settle it."""


class Step(NamedTuple):
    """A change with what it does to its device's configuration."""

    change: Change
    fix: Fix
    slugs: tuple[str, ...]
    platform: Platform
    rendered: Rendered
    before: str
    after: str

    def note(self, taken: Taken) -> None:
        """Note what it takes on its device."""
        if self.fix.change is not None:
            taken.add(self.fix.change, self.change)


class _Device(NamedTuple):
    """A device's configuration while changes are carried out on it in memory."""

    evidence: DeviceEvidence
    text: str
    unprinted: Unprinted


def carry_out(
    tunnel: TunnelEvidence,
    chosen: Sequence[Chosen],
    taken: Taken,
) -> tuple[Step, ...] | Refused:
    """Carry the chosen fixes out on both ends, in order; :class:`Refused` with the first reason against it."""
    ends = (end.evidence for end in tunnel.ends if end.evidence is not None)
    return carry_out_on(ends, chosen, taken, _held(tunnel))


def carry_out_on(
    evidences: Iterable[DeviceEvidence],
    chosen: Sequence[Chosen],
    taken: Taken,
    held: dict[str, str],
) -> tuple[Step, ...] | Refused:
    """Carry the chosen fixes out on these devices, as :func:`carry_out`.

    ``held`` is what stands in the texts for the keys that the devices hold, by reference.
    """
    devices: dict[str, _Device] = {}
    for evidence in evidences:
        if evidence.config is not None and evidence.config_text is not None:
            devices[evidence.device] = _Device(evidence, evidence.config_text, NOTHING_UNPRINTED)
    steps: list[Step] = []
    for fix, slug in chosen:
        change = fix.change
        if change is None:
            continue
        device = devices.get(change.device)
        if device is None or device.evidence.config is None:
            text = f"{slug}: the running-config of {change.device} is not in the dumps"
            return Refused((text,), _whole_text(change.device))
        if not device.evidence.config.complete:
            text = f"{slug}: the running-config of {change.device} is incomplete"
            return Refused((text,), _whole_text(change.device))
        settled = taken.settle(change)
        if settled is None:
            text = f"{slug}: an earlier part of the plan changes the same statement of {change.device}: plan again then"
            return Refused((text,))
        others = (item for name, item in devices.items() if name != change.device)
        other = next((item.evidence.config for item in others), None)
        outcome = _step(fix, slug, settled, device, Known(other, held))
        if isinstance(outcome, Refused):
            return outcome
        step, applied = outcome
        steps.append(step)
        devices[change.device] = _Device(device.evidence, applied.text, applied.unprinted)
    return tuple(steps)


def _whole_text(device: str) -> tuple[Need, ...]:
    why = "a change is made, and taken back, on the text of the whole of it"
    return (Need(device=device, command=Show.RUNNING_CONFIG, why=why),)


def _step(
    fix: Fix, slug: str, change: Change, device: _Device, known: Known
) -> tuple[Step, Applied] | Refused:
    """Carry one change out and back; refused unless the inverse gives the text back exactly."""
    config = _config_of(device)
    rendered = render(change, config, unprinted=device.unprinted)
    if not isinstance(rendered, Rendered):
        return Refused((f"{slug}: {change.device}: {rendered.reason}",))
    if rendered.operational:
        unchanged = Applied(text=device.text, unprinted=device.unprinted)
        return Step(
            change, fix, (slug,), config.platform, rendered, device.text, device.text
        ), unchanged
    tokens = tokens_for(change, config, known)
    try:
        applied = apply(
            device.text,
            rendered.commands,
            platform=config.platform,
            release=config.release,
            unprinted=device.unprinted,
            secrets=tokens,
        )
        back = apply(
            applied.text,
            _resolved(rendered.inverse, tokens, change),
            platform=config.platform,
            release=config.release,
            unprinted=applied.unprinted,
            secrets=tokens,
        )
    except ConfigurationError as error:
        return Refused((f"{slug}: {change.device} would refuse it: {error.reason}",))
    if back.text != device.text:
        return Refused(
            (f"{slug}: {change.device}: the inverse does not give the first configuration back",)
        )
    if applied.text == device.text:
        return Refused((f"{slug}: {change.device}: the change changes nothing",))
    return Step(change, fix, (slug,), config.platform, rendered, device.text, applied.text), applied


def _resolved(commands: Sequence[str], tokens: dict[str, str], change: Change) -> tuple[str, ...]:
    """Put what the text holds in place of the new key's reference, so that the way back finds it."""
    if isinstance(change, SetPeerAddress) or not secrets_of(change):
        return tuple(commands)
    placeholder = secrets_of(change)[0].placeholder()
    return tuple(
        line.replace(placeholder, tokens.get(placeholder, placeholder)) for line in commands
    )


def _config_of(device: _Device) -> CryptoConfig:
    """Return the configuration that a text says, without what other outputs say of it."""
    if device.text == device.evidence.config_text:
        return _as_printed(device.evidence)
    return read_config(device.text, release=_release(device.evidence))


@remembered
def _as_printed(evidence: DeviceEvidence) -> CryptoConfig:
    return read_config(evidence.config_text or "", release=_release(evidence))


def _release(evidence: DeviceEvidence) -> Release | None:
    return evidence.config.release if evidence.config is not None else None


def _held(tunnel: TunnelEvidence) -> dict[str, str]:
    """Return what stands in the texts for the keys that the ends hold, by the names of their references."""
    found: dict[str, str] = {}
    sides = (side for end in tunnel.ends if (side := side_of(tunnel, end)) is not None)
    keys = [pair for side in sides for pair in held_keys(tunnel, side)]
    for name, key in (*keys, *held_ikev2_keys(tunnel)):
        masked = next((word for word in key.text.split() if set(word) == {"*"}), None)
        stands = key.token or masked
        if stands is not None:
            found.setdefault(name, stands)
    return found
