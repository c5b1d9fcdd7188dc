"""A tunnel's changes, one after the other, on the texts of its two configurations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from remediate.errors import ConfigurationError
from remediate.model.base import Platform
from remediate.model.change import (
    Change,
    Rendered,
    SetPeerAddress,
    secrets_of,
)
from remediate.model.config import CryptoConfig
from remediate.model.defect import Defect
from remediate.model.diagnosis import Fix, Need
from remediate.model.evidence import DeviceEvidence, TunnelEvidence
from remediate.model.release import Release
from remediate.negotiation import held_ikev2_keys, held_keys, side_of
from remediate.platforms.apply import Known, apply, tokens_for
from remediate.platforms.edit_state import Unprinted
from remediate.platforms.read import read_config
from remediate.platforms.render import render
from remediate.rules.base import Show

__all__ = ["Chosen", "Device", "Refused", "Step", "carry_out", "carry_out_on", "read"]


class Chosen(NamedTuple):
    """A fix to plan, with the root cause that it cures."""

    fix: Fix
    slug: str
    made: Step | None = None
    """What an earlier part of the plan does in its place, and cures this with it."""
    asked: str = ""
    """What the diagnosis says of the fix that this one takes the place of."""


class Refused(NamedTuple):
    """Why fixes are not planned."""

    reasons: tuple[str, ...]
    needs: tuple[Need, ...] = ()
    """What would settle it."""
    defects: tuple[Defect, ...] = ()
    """What of this program failed, where that is why."""


class Step(NamedTuple):
    """A change with what it does to its device's configuration."""

    change: Change
    fix: Fix
    slugs: tuple[str, ...]
    platform: Platform
    rendered: Rendered
    before: str
    after: str
    unprinted: Unprinted
    """What the device keeps afterwards and does not print."""
    made_for: str = ""
    """Tunnel of an earlier part of the plan that it is made for; empty where this part makes it."""
    asked: str = ""
    """What the diagnosis says of the fix that it takes the place of, where that is another one."""


class Device(NamedTuple):
    """A device's configuration while changes are carried out on it in memory."""

    evidence: DeviceEvidence
    text: str
    unprinted: Unprinted


def carry_out(
    tunnel: TunnelEvidence,
    chosen: Sequence[Chosen],
    devices: Mapping[str, Device],
    made: Mapping[Change, Step],
) -> tuple[Step, ...] | Refused:
    """Carry the chosen fixes out on both ends, in order; :class:`Refused` with the first reason against it.

    ``devices`` are the ends as the earlier parts of the plan leave them, ``made`` what those parts do,
    by the change that was asked for.
    """
    return carry_out_on(devices, chosen, made, _held(tunnel))


def carry_out_on(
    devices: Mapping[str, Device],
    chosen: Sequence[Chosen],
    made: Mapping[Change, Step],
    held: dict[str, str],
) -> tuple[Step, ...] | Refused:
    """Carry the chosen fixes out on these devices, as :func:`carry_out`.

    ``held`` is what stands in the texts for the keys that the devices hold, by reference.
    """
    standing = dict(devices)
    steps: list[Step] = []
    for fix, slug, earlier, asked in chosen:
        change = fix.change
        if change is None:
            continue
        if (shared := earlier or made.get(change)) is not None:
            if all(step.change != shared.change for step in steps):
                steps.append(shared._replace(slugs=(slug,), asked=asked))
            continue
        device = standing.get(change.device)
        if device is None or device.evidence.config is None:
            text = f"{slug}: the running-config of {change.device} is not in the dumps"
            return Refused((text,), _whole_text(change.device))
        if not device.evidence.config.complete:
            text = f"{slug}: the running-config of {change.device} is incomplete"
            return Refused((text,), _whole_text(change.device))
        others = (item for name, item in standing.items() if name != change.device)
        other = next((item.evidence.config for item in others), None)
        step = _step(fix, slug, change, device, Known(other, held))
        if isinstance(step, Refused):
            return step
        steps.append(step._replace(asked=asked))
        standing[change.device] = Device(device.evidence, step.after, step.unprinted)
    return tuple(steps)


def _whole_text(device: str) -> tuple[Need, ...]:
    why = "a change is made, and taken back, on the text of the whole of it"
    return (Need(device=device, command=Show.RUNNING_CONFIG, why=why),)


def _step(fix: Fix, slug: str, change: Change, device: Device, known: Known) -> Step | Refused:
    """Carry one change out and back; refused unless the inverse gives the text back exactly."""
    config = _config_of(device)
    rendered = render(change, config, unprinted=device.unprinted)
    if not isinstance(rendered, Rendered):
        return Refused((f"{slug}: {change.device}: {rendered.reason}",))
    if rendered.operational:
        text, unprinted = device.text, device.unprinted
        return Step(change, fix, (slug,), config.platform, rendered, text, text, unprinted)
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
    return Step(
        change,
        fix,
        (slug,),
        config.platform,
        rendered,
        device.text,
        applied.text,
        applied.unprinted,
    )


def _resolved(commands: Sequence[str], tokens: dict[str, str], change: Change) -> tuple[str, ...]:
    """Put what the text holds in place of the new key's reference, so that the way back finds it."""
    if isinstance(change, SetPeerAddress) or not secrets_of(change):
        return tuple(commands)
    placeholder = secrets_of(change)[0].placeholder()
    return tuple(
        line.replace(placeholder, tokens.get(placeholder, placeholder)) for line in commands
    )


def _config_of(device: Device) -> CryptoConfig:
    """Return the configuration that a text says, without what other outputs say of it."""
    return read(device.text, _release(device.evidence))


@lru_cache(maxsize=8)
def read(text: str, release: Release | None) -> CryptoConfig:
    """Read a configuration, as :func:`read_config`: a state of a hub is asked for by several tunnels."""
    return read_config(text, release=release)


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
