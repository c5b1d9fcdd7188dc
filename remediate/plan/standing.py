"""The devices as the parts of a plan that are made so far leave them.

A plan is made in the order in which it will be carried out. What a later part does is worked out,
rendered and proven on the configurations that the earlier parts leave, so that its commands, its way
back and what has to be seen before are those of that moment.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from remediate.model.change import Change
from remediate.model.evidence import DeviceEvidence, TunnelEvidence
from remediate.model.plan import ConfigFingerprint
from remediate.plan.fingerprints import Fingerprint, placed
from remediate.plan.places import places_of
from remediate.plan.proof import config_at, joined
from remediate.plan.steps import Device, Step
from remediate.platforms.edit_state import NOTHING_UNPRINTED

__all__ = ["Standing"]


class Standing:
    """What the parts of a plan do to the devices, while it is made."""

    def __init__(self) -> None:
        self.made: dict[Change, Step] = {}
        """What is planned, by the change that was asked for."""
        self._devices: dict[str, Device] = {}
        """Those that are changed."""
        self._fingerprints: dict[str, Fingerprint] = {}
        self._touched: dict[tuple[str, str], list[Step]] = {}
        """By device and place, in order."""

    def changed(self, tunnel: TunnelEvidence) -> list[str]:
        """Return the ends of a tunnel that the plan changes so far."""
        return [end.device for end in tunnel.ends if end.device in self._devices and end.device]

    def is_changed(self, evidence: DeviceEvidence) -> bool:
        """Whether the plan changes a device so far."""
        return evidence.device in self._devices

    def fingerprint(self, evidence: DeviceEvidence) -> ConfigFingerprint:
        """Return the fingerprint of a changed device's configuration as it stands now."""
        known = self._fingerprints.get(evidence.device)
        if known is None:
            known = self._fingerprints[evidence.device] = Fingerprint(evidence)
        return placed(evidence, known.of(self.evidence(evidence).config_text or ""))

    def touching(self, change: Change) -> Step | None:
        """Return the last planned step that has a place in common with a change."""
        found = [
            step
            for place in sorted(places_of(change))
            for step in self._touched.get((change.device, place), ())[-1:]
        ]
        alike = [step for step in found if type(step.change) is type(change)]
        return next(iter(alike or found), None)

    def devices(self, evidences: Iterable[DeviceEvidence | None]) -> dict[str, Device]:
        """Return the devices whose configuration is known, as they stand now."""
        found: dict[str, Device] = {}
        for evidence in evidences:
            if evidence is None or evidence.config is None or evidence.config_text is None:
                continue
            found[evidence.device] = self._devices.get(evidence.device) or Device(
                evidence, evidence.config_text, NOTHING_UNPRINTED
            )
        return found

    def evidence(self, evidence: DeviceEvidence) -> DeviceEvidence:
        """Return what is known of a device, with its configuration as it stands now."""
        device = self._devices.get(evidence.device)
        return evidence if device is None else device.evidence

    def tunnel(self, tunnel: TunnelEvidence) -> TunnelEvidence:
        """Return a tunnel with its ends' configurations as they stand now, joined as it was."""
        if not self.changed(tunnel):
            return tunnel
        one, two = (
            end
            if end.evidence is None
            else msgspec.structs.replace(end, evidence=self.evidence(end.evidence))
            for end in tunnel.ends
        )
        return msgspec.structs.replace(tunnel, ends=(one, two))

    def joined(self, tunnel: TunnelEvidence) -> TunnelEvidence:
        """Return a tunnel as the configurations make it that stand now."""
        devices = [self.evidence(end.evidence) for end in tunnel.ends if end.evidence is not None]
        return joined(tunnel, devices) or self.tunnel(tunnel)

    def add(self, part: str, steps: Sequence[Step], devices: Iterable[DeviceEvidence]) -> None:
        """Note the steps of a part of the plan (a tunnel's name): from now on they are done."""
        known = {item.device: item for item in devices}
        for step in steps:
            if step.made_for or step.rendered.operational:
                continue
            name = step.change.device
            noted = step._replace(made_for=part)
            for asked in (step.fix.change, step.change):
                if asked is not None:
                    self.made.setdefault(asked, noted)
            for place in places_of(step.change):
                self._touched.setdefault((name, place), []).append(noted)
            evidence = self.evidence(known[name])
            self._devices[name] = Device(evidence, step.after, step.unprinted)
        for name in known:
            device = self._devices.get(name)
            if device is not None and device.evidence.config_text != device.text:
                config = config_at(device.evidence, device.text)
                evidence = msgspec.structs.replace(
                    device.evidence, config=config, config_text=device.text
                )
                self._devices[name] = device._replace(evidence=evidence)
