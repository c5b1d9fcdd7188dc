"""Diagnoses -> an ordered, digested plan: changes, inverse, diff, risk, waves, checks.

Every tunnel's changes are carried out on the parsed configurations in memory and the tunnel is
diagnosed again. What does not come out healthy, what does not give the configuration before back
with its inverse, and what a platform can't do is refused: the tunnel is listed with the reasons and
nothing of it is planned. The parts are made in the order of their waves, safe ones first, each on the
configurations that the parts before it leave (standing); what several tunnels of a device need is made
once, with the first of them. What a device lacks for itself is planned where it is asked for by name (on_devices).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from typing import NamedTuple

import msgspec

from remediate import __version__
from remediate.diagnose import FleetDiagnosis, TunnelDiagnosis
from remediate.model.base import Confidence, Safety, Verdict
from remediate.model.change import SetIpMtu, SetTcpMss
from remediate.model.defect import Defect
from remediate.model.evidence import DeviceEvidence
from remediate.model.plan import ConfigFingerprint, NotPlanned, Plan, TunnelPlan
from remediate.plan.beside import Beside
from remediate.plan.document import assemble
from remediate.plan.fingerprints import placed
from remediate.plan.on_devices import plan_devices
from remediate.plan.standing import Standing
from remediate.plan.steps import Refused
from remediate.plan.tunnel import Wishes, Work, plan_tunnel, recommended
from remediate.plan_file import seal
from remediate.secrets import config_fingerprint

__all__ = ["make_plan"]


def make_plan(
    diagnosis: FleetDiagnosis,
    *,
    include: Sequence[str] = (),
    exclude: Sequence[str] = (),
    mss: str = "documented",
    change_on: Sequence[str] = (),
    failed: Callable[[Defect], None] | None = None,
) -> Plan:
    """Return the sealed plan for every faulty tunnel.

    ``include`` names kinds of change to plan besides the recommended one (``set-ip-mtu``),
    ``exclude`` kinds never to plan; ``mss`` is ``documented`` (1300) or ``computed``;
    ``change_on`` names the devices to change where either end could be. ``failed`` is told what of
    this program failed: the tunnel is listed with that as the reason.
    """
    work = Work(
        Wishes(include, exclude, mss, change_on),
        diagnosis.fleet,
        Standing(),
        Beside(item.tunnel for item in diagnosis.tunnels),
    )
    parts = _Parts(diagnosis.tunnels, work)
    parts.make()
    if failed is not None:
        for defect in parts.defects:
            failed(defect)
    fingerprints: dict[str, ConfigFingerprint] = {}
    for place in parts.planned:
        ends = diagnosis.tunnels[place].tunnel.ends
        _add_fingerprints(fingerprints, (end.evidence for end in ends))
    on_devices, devices_left = plan_devices(diagnosis, {*include} - {*exclude}, work.standing)
    changed = {item.device for item in on_devices}
    _add_fingerprints(
        fingerprints, (item for item in diagnosis.fleet.devices if item.device in changed)
    )
    on_devices = [
        msgspec.structs.replace(item, wave=parts.waves.after({item.device})) for item in on_devices
    ]
    tunnels = [
        item for _, item in sorted(parts.planned.items(), key=lambda pair: (pair[1].wave, pair[0]))
    ]
    secrets = {name: None for item in tunnels for change in item.changes for name in change.secrets}
    return seal(
        Plan(
            generator=f"remediate {__version__}",
            fingerprints=tuple(fingerprints[name] for name in sorted(fingerprints)),
            tunnels=tuple(tunnels),
            not_planned=tuple(parts.left[place] for place in sorted(parts.left)),
            devices=tuple(sorted(on_devices, key=lambda item: item.wave)),
            devices_not_planned=tuple(devices_left),
            secrets=tuple(secrets),
        )
    )


class _Parts:
    """The parts of a plan, by the place of their tunnels in the diagnosis."""

    def __init__(self, items: Sequence[TunnelDiagnosis], work: Work) -> None:
        self.planned: dict[int, TunnelPlan] = {}
        self.left: dict[int, NotPlanned] = {}
        self.waves = _Waves()
        self.defects: list[Defect] = []
        self._items = items
        self._work = work

    def make(self) -> None:
        """Plan the tunnels that need no window, then the others: in the order in which it is all to be done."""
        wishes = self._work.wishes
        faulty = [n for n, item in enumerate(self._items) if item.verdict is not Verdict.HEALTHY]
        order = {place: _order(self._items[place], wishes) for place in faulty}
        faulty.sort(key=lambda place: order[place])
        others = [place for place in faulty if order[place].window]
        first = faulty[: len(faulty) - len(others)]
        others += [place for place in first if not self._plan(place, window=False)]
        for place in sorted(others, key=lambda place: (order[place].clamp, place)):
            self._plan(place, window=True)

    def _plan(self, place: int, *, window: bool) -> bool:
        """Plan a tunnel, or note why not; False where it needs a window and is not to have one yet."""
        item, standing = self._items[place], self._work.standing
        try:
            part = plan_tunnel(item, self._work)
        except Exception as error:  # whatever it is: it is one tunnel's, and it is reported
            defect = Defect(item.tunnel.id, "the planning of its fixes", error)
            part = Refused((defect.reason,), defects=(defect,))
        if isinstance(part, Refused):
            self.defects.extend(part.defects)
            self.left[place] = NotPlanned(
                tunnel=item.tunnel.id,
                verdict=item.verdict,
                slugs=tuple(found.slug for found in item.diagnoses),
                reasons=part.reasons,
                needs=tuple(dict.fromkeys((*item.needs, *part.needs))),
            )
            return True
        result = assemble(item, part.certain, part.steps, part.proof)
        if result.window and not window:
            return False
        moved = tuple(
            standing.fingerprint(end.evidence)
            for end in item.tunnel.ends
            if end.evidence is not None and standing.is_changed(end.evidence)
        )
        names = {end.device for end in item.tunnel.ends if end.device is not None}
        self.planned[place] = msgspec.structs.replace(
            result, wave=self.waves.after(names), fingerprints=moved
        )
        ends = [end.evidence for end in item.tunnel.ends if end.evidence is not None]
        standing.add(item.tunnel.id, part.steps, ends)
        return True


class _Order(NamedTuple):
    """What decides when a tunnel's part is made; of the same, the place in the diagnosis does."""

    window: bool
    """Whether a fix says that it needs a window."""
    clamp: int
    """Smallest MSS or MTU that a fix sets, 0 where none does: the smallest serves the other tunnels of an interface too."""


def _order(item: TunnelDiagnosis, wishes: Wishes) -> _Order:
    fixes = [
        fix
        for found in item.diagnoses
        if found.confidence is not Confidence.POSSIBLE
        for fix in recommended(found, wishes)
    ]
    clamps = [fix.change.value for fix in fixes if isinstance(fix.change, SetTcpMss | SetIpMtu)]
    return _Order(any(fix.safety is Safety.DISRUPTIVE for fix in fixes), min(clamps, default=0))


class _Waves:
    """The waves that devices are in: a device's parts come in the order in which they are made."""

    def __init__(self) -> None:
        self._next: dict[str, int] = {}

    def after(self, devices: Collection[str]) -> int:
        """Return the first wave after all that the devices are in, and put them into it."""
        wave = max((self._next.get(name, 0) for name in devices), default=0)
        self._next.update(dict.fromkeys(devices, wave + 1))
        return wave


def _add_fingerprints(
    fingerprints: dict[str, ConfigFingerprint], evidences: Iterable[DeviceEvidence | None]
) -> None:
    """Add the fingerprints of configurations that a part of the plan was made from."""
    for evidence in evidences:
        if (
            evidence is not None
            and evidence.config_text is not None
            and evidence.device not in fingerprints
        ):
            sha256 = config_fingerprint(evidence.config_text)
            fingerprints[evidence.device] = placed(evidence, sha256)
