"""Connections of a tunnel's own hosts that a router's NAT table has: they are translated before they are encrypted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from remediate.model.base import Confidence, Platform, Safety
from remediate.model.diagnosis import Diagnosis, Evidence, Fix
from remediate.model.evidence import TunnelEnd
from remediate.model.observation import Message, ShownTranslation
from remediate.model.selector import AddressBlock, Selector, parse_address
from remediate.negotiation import Side, permits
from remediate.rules.base import Rule
from remediate.rules.case import Case, config_evidence, cut_needs, message_evidence
from remediate.rules.entries import sides_of
from remediate.rules.exemption import permitting

__all__ = ["in_nat_table"]

_BY_HAND = (
    "a deny for the flow has to go ahead of what NAT permits: all its statements decide where"
)


class _Row(NamedTuple):
    """What NAT is seen to take, of an end of whose configuration parts are known."""

    side: Side
    flow: Selector
    row: ShownTranslation
    lines: tuple[int | None, ...]
    """The NAT statement of the configuration and its permit, where those are known to take the flow."""

    @property
    def text(self) -> str:
        """Return it as a sentence."""
        how = (
            "and its NAT statement takes the flow"
            if self.lines
            else "its NAT statements are not known"
        )
        return (
            f"on {self.side.name} NAT takes packets of the flow {self.flow} before they are encrypted: 'show ip nat"
            f" translations' has {self.row.inside} as {self.row.as_address} on its way to {self.row.target}, {how}"
        )

    def evidence(self) -> Iterator[Evidence]:
        """Yield the row, and the lines of the configuration."""
        place = self.row.source
        yield Evidence(device=self.side.name, file=place.file, line=place.line, text=self.row.text)
        yield from config_evidence(self.side.end, self.lines)


def in_nat_table(
    case: Case, rule: Rule, messages: Sequence[tuple[TunnelEnd, Message]]
) -> Diagnosis | None:
    """Return the diagnosis of ``rule`` where a NAT table has connections of the tunnel's own hosts."""
    rows = _rows(case)
    if not rows:
        return None
    sure = all(item.lines for item in rows)
    return Diagnosis(
        code=rule.code,
        slug=rule.slug,
        confidence=Confidence.LIKELY if sure else Confidence.POSSIBLE,
        phase=rule.phase,
        change_on=tuple(item.side.name for item in rows),
        explanation="; ".join(item.text for item in rows),
        evidence=(*message_evidence(messages), *(e for item in rows for e in item.evidence())),
        fixes=tuple(
            Fix(
                kind=rule.changes[0],
                device=item.side.name,
                safety=Safety.DISPLAY_ONLY,
                documented=True,
                why=_BY_HAND,
            )
            for item in rows
        ),
        needs=() if sure else cut_needs(case),
    )


def _rows(case: Case) -> tuple[_Row, ...]:
    """Return a row for each end whose flow is translated.

    Where all of a configuration is there, it decides; of an end that encapsulates packets the row is of another time.
    """
    found = []
    for side in sides_of(case):
        if side.config.complete or side.config.cut is not None or _sends(side.end):
            continue
        found += [item for item in (_first(side),) if item is not None]
    return tuple(found)


def _sends(end: TunnelEnd) -> bool:
    return any(sa.up and sa.counter("encaps") for sa in end.ipsec_sas)


def _first(side: Side) -> _Row | None:
    rows = side.end.evidence.translations if side.end.evidence is not None else ()
    flows = [flow for entry in side.entries for flow in permits(side.config.acl(entry.acl)) if rows]
    for row in rows:
        inside, target = _host(row.inside), _host(row.target)
        for flow in flows:
            if flow.source.covers(inside) and flow.destination.covers(target):
                return _Row(side, flow, row, _statement(side, flow))
    return None


def _statement(side: Side, flow: Selector) -> tuple[int | None, ...]:
    if side.config.platform is not Platform.IOS:
        return ()
    for item in side.config.translations:
        acl, place = permitting(side.config, item, (flow,))
        if item.kind == "dynamic" and acl is not None:
            return item.line, acl.entries[place].line
    return ()


def _host(address: str) -> AddressBlock:
    return AddressBlock(address=parse_address(address), wildcard=0)
