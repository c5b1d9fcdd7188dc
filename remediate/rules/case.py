"""What a rule looks at: one tunnel with its two ends, the comparison of their configurations, and the evidence.

This is the one vocabulary that rules share; rules don't know each other.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from remediate.model.base import Confidence, Safety
from remediate.model.diagnosis import Evidence, Fix, Need
from remediate.model.evidence import (
    DeviceEvidence,
    EndState,
    FleetEvidence,
    TunnelEnd,
    TunnelEvidence,
)
from remediate.model.observation import Message
from remediate.negotiation import Negotiation, negotiate
from remediate.rules.base import Rule, Show
from remediate.secrets import mask

__all__ = [
    "ESTABLISHED_STATES",
    "EVIDENCE_LIMIT",
    "Case",
    "case_of",
    "confidence_of",
    "config_evidence",
    "cut_needs",
    "device_lines",
    "message_evidence",
    "needs_of",
    "policy_needs",
    "unplanned",
]

EVIDENCE_LIMIT = 6
"""Lines of one kind that a diagnosis quotes; the rest is counted."""

FAILED_STATES = (
    "MM_NO_STATE",
    "AG_NO_STATE",
    "MM_KEY_EXCH",
    "MM_SA_SETUP",
    "AG_INIT_EXCH",
    "DOWN-NEGOTIATING",
)
ESTABLISHED_STATES = (
    "QM_IDLE",
    "OM_IDLE",
    "MM_ACTIVE",
    "AM_ACTIVE",
    "READY",
    "MM_ACTIVE_REKEY",
    "MM_REKEY_DONE",
    "MM_REKEY_DONE_H2",
    "AM_ACTIVE_REKEY",
    "AM_REKEY_DONE",
    "AM_REKEY_DONE_H2",
    "MM_KEY_AUTH",
    "AG_AUTH",
)
"""Authenticated; of an ASA also one that is being negotiated anew, or stands until the next one does."""


class Case(NamedTuple):
    """A tunnel under examination."""

    tunnel: TunnelEvidence
    negotiation: Negotiation | None
    """None unless the configurations of both ends are known."""
    fleet: FleetEvidence | None = None
    """The other devices of the dumps, where they are known: a router behind an end may be among them."""

    @property
    def ikev2(self) -> bool:
        """Whether the two configurations are known to negotiate with IKEv2."""
        return self.negotiation is not None and self.negotiation.ikev2 is not None

    def messages(self, slug: str) -> list[tuple[TunnelEnd, Message]]:
        """Return the messages that can point to a root cause, with the end that printed them."""
        return [
            (end, message)
            for end in self.tunnel.ends
            for message in end.messages
            if slug in message.slugs
        ]

    def both_up(self) -> bool:
        """Whether live IPsec SAs stand at every end that shows its SAs, and at one at least."""
        shown = [
            end for end in self.tunnel.ends if end.evidence is not None and end.evidence.ipsec_shown
        ]
        return bool(shown) and all(_up(end) for end in shown)

    def carries_traffic(self) -> bool:
        """Whether live SAs moved packets in both directions."""
        return any(
            sa.up and (sa.moved or (sa.counter("encaps") > 0 and sa.counter("decaps") > 0))
            for end in self.tunnel.ends
            for sa in end.ipsec_sas
        )

    def any_up(self) -> bool:
        """Whether one end shows live IPsec SAs for this peer."""
        return any(_up(end) for end in self.tunnel.ends)

    def phase1_up(self) -> bool:
        """Whether one end shows an established ISAKMP SA that isn't history."""
        return any(
            row.state.upper() in ESTABLISHED_STATES and not row.deleted
            for end in self.tunnel.ends
            for row in end.isakmp_sas
        )

    def phase1_failed(self) -> bool:
        """Whether one end shows an ISAKMP SA that got stuck, and none shows an established one.

        One of IKEv2 that is being negotiated beside live SAs is the next one.
        """
        states = {
            row.state.upper()
            for end in self.tunnel.ends
            for row in end.isakmp_sas
            if not row.deleted
        }
        stuck = any(
            state in FAILED_STATES or state.startswith(("MM_WAIT", "AM_WAIT")) for state in states
        ) or ("IN-NEG" in states and not self.any_up())
        return stuck and not self.phase1_up()


def _up(end: TunnelEnd) -> bool:
    return any(sa.up for sa in end.ipsec_sas)


def case_of(tunnel: TunnelEvidence, fleet: FleetEvidence | None = None) -> Case:
    """Return the case of a tunnel, both configurations compared when they are known."""
    return Case(tunnel, negotiate(tunnel), fleet)


def message_evidence(messages: Iterable[tuple[TunnelEnd, Message]]) -> tuple[Evidence, ...]:
    """Return messages as evidence: the first of each signature on each end, then more up to the limit."""
    first: list[Evidence] = []
    more: list[Evidence] = []
    seen: set[tuple[str, str]] = set()
    for end, message in messages:
        item = Evidence(
            device=end.device or end.address,
            file=message.source.file,
            line=message.source.line,
            text=message.text,
        )
        key = (item.device, message.signature)
        (more if key in seen else first).append(item)
        seen.add(key)
    return tuple((first + more)[:EVIDENCE_LIMIT])


def config_evidence(end: TunnelEnd, lines: Sequence[int | None]) -> tuple[Evidence, ...]:
    """Return running-config lines of an end as evidence, secrets masked."""
    evidence = end.evidence
    return () if evidence is None else device_lines(evidence, lines, end.device or end.address)


def device_lines(
    evidence: DeviceEvidence, lines: Sequence[int | None], device: str | None = None
) -> tuple[Evidence, ...]:
    """Return running-config lines of a device as evidence, secrets masked."""
    if evidence.config_text is None:
        return ()
    text = evidence.config_lines
    found = []
    for line in dict.fromkeys(lines):
        place = evidence.source(line)
        if line is None or place is None or not 0 < line <= len(text):
            continue
        found.append(
            Evidence(
                device=device or evidence.device,
                file=place.file,
                line=place.line,
                text=mask(text[line - 1].strip()),
            )
        )
    return tuple(found[:EVIDENCE_LIMIT])


def confidence_of(case: Case, *, confirmed_by_one: bool) -> Confidence:
    """Return LIKELY where one end's configuration confirms a symptom, else POSSIBLE."""
    return (
        Confidence.LIKELY
        if confirmed_by_one and not case.tunnel.both_configured
        else Confidence.POSSIBLE
    )


def needs_of(case: Case, commands: Sequence[str], why: str) -> tuple[Need, ...]:
    """Return the commands that the ends still owe, for the configurations that aren't known."""
    needs: list[Need] = []
    for end in case.tunnel.ends:
        if end.state is EndState.UNMANAGED:
            continue
        known = end.evidence is not None and end.evidence.config is not None
        if not known and end.device is not None:
            needs.extend(Need(device=end.device, command=command, why=why) for command in commands)
    return tuple(needs)


def cut_needs(case: Case) -> tuple[Need, ...]:
    """Return the running-configs of which only a part was read: the whole ones decide."""
    return tuple(
        Need(
            device=end.device,
            command=Show.RUNNING_CONFIG,
            why="only a part of it is in the dumps: all of it decides",
        )
        for end in case.tunnel.ends
        if end.device is not None
        and end.evidence is not None
        and end.evidence.config is not None
        and (not end.evidence.config.complete or end.evidence.config.cut is not None)
    )


def policy_needs(case: Case) -> tuple[Need, ...]:
    """Return what would show the built-in ISAKMP policies on which the answer hangs."""
    if case.negotiation is None:
        return ()
    needs: list[Need] = []
    if case.negotiation.ikev2 is not None:
        why = "which IKEv2 proposals are in force there decides, the built-in one among them"
        return tuple(
            Need(device=side.name, command=Show.IKEV2_PROPOSAL, why=why)
            for side in case.negotiation.ikev2.init.unproven
        )
    for side in case.negotiation.phase1.unproven:
        if side.config.release.numbers in ((), (12, 4)):
            why = "its release says which built-in ISAKMP policies it has"
            needs.append(Need(device=side.name, command=Show.VERSION, why=why))
        why = "it has no ISAKMP policy of its own: the built-in ones decide"
        needs.append(Need(device=side.name, command=Show.DEFAULT_POLICY, why=why))
    return tuple(needs)


def unplanned(rule: Rule, device: str | None) -> tuple[Fix, ...]:
    """Return a rule's documented fixes as what is only named so far."""
    return tuple(
        Fix(
            kind=kind,
            device=device,
            safety=Safety.DISPLAY_ONLY,
            documented=True,
            why=f"no fix is planned ({rule.title})",
        )
        for kind in rule.changes
    )
