"""The first rule of an ASA's ``show nat detail`` that takes a flow whose answers never get into the tunnel."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from remediate.model.base import Confidence, Safety
from remediate.model.diagnosis import Diagnosis, Evidence, Fix
from remediate.model.observation import IpsecSa, ShownNatRule
from remediate.model.selector import AddressBlock
from remediate.rules.base import Rule
from remediate.rules.case import Case, cut_needs

__all__ = ["by_first_rule"]

_MANY = 5
"""Packets decapsulated without one that is encapsulated, above which the way back is in question."""
_BY_HAND = "an identity NAT for the flow has to go ahead of what translates it: all NAT statements decide where"


class _First(NamedTuple):
    """A rule that takes a flow, and the identity of the flow behind it that is never reached."""

    rule: ShownNatRule
    behind: ShownNatRule | None


def by_first_rule(case: Case, rule: Rule) -> Diagnosis | None:
    """Return the diagnosis of ``rule`` where a table of an end's NAT rules shows that its answers are translated.

    Where all of a configuration is there, it decides. The identity behind the rule shows what is meant: with it the
    cause is likely, alone the flow may be sent by another way.
    """
    for end in case.tunnel.ends:
        evidence = end.evidence
        if evidence is None or end.device is None or not evidence.nat_rules:
            continue
        if evidence.config is not None and evidence.config.complete:
            continue
        for sa in end.ipsec_sas:
            if not sa.up or sa.counter("encaps") or sa.counter("decaps") < _MANY:
                continue
            first = _first(evidence.nat_rules, sa)
            if first is not None:
                return _diagnosis(case, rule, end.device, sa, first)
    return None


def _first(rules: Sequence[ShownNatRule], sa: IpsecSa) -> _First | None:
    """Return the first rule that takes a flow where it translates it; None where that can't be told."""
    local, remote = (AddressBlock.of_identity(item) for item in (sa.local_ident, sa.remote_ident))
    if local is None or remote is None or sa.interface is None:
        return None
    outside = {"any", sa.interface.casefold()}
    near = [rule for rule in rules if rule.outside.casefold() in outside]
    for place, rule in enumerate(near):
        mine = _relation(rule.origins, local)
        theirs = _relation(rule.destinations, remote) if rule.destinations else True
        if mine is False or theirs is False:
            continue
        if not rule.clear or mine is None or theirs is None or rule.keeps:
            return None
        behind = (
            other
            for other in near[place + 1 :]
            if other.keeps and other.clear and not other.hits and other.inside == rule.inside
            if _relation(other.origins, local) and _relation(other.destinations, remote)
        )
        return _First(rule, next(behind, None)) if rule.hits else None
    return None


def _relation(blocks: Sequence[AddressBlock], wanted: AddressBlock) -> bool | None:
    """Whether blocks hold all of a network, False where they hold none of it, None where a part."""
    if any(block.covers(wanted) for block in blocks):
        return True
    return None if not blocks or any(block.overlaps(wanted) for block in blocks) else False


def _diagnosis(case: Case, rule: Rule, name: str, sa: IpsecSa, first: _First) -> Diagnosis:
    taking, behind = first
    flow = " -> ".join(
        str(AddressBlock.of_identity(item)) for item in (sa.local_ident, sa.remote_ident)
    )
    also = f"; '{behind.text}', which would leave it alone, stands behind" if behind else ""
    shown = (taking,) if behind is None else (taking, behind)
    return Diagnosis(
        code=rule.code,
        slug=rule.slug,
        confidence=Confidence.POSSIBLE if behind is None else Confidence.LIKELY,
        phase=rule.phase,
        change_on=(name,),
        explanation=f"{name} decapsulates {sa.counter('decaps')} packets of the flow {flow} and encapsulates none: of its NAT rules"
        f" '{taking.text}' takes what goes back ({taking.hits} hits){also}",
        evidence=tuple(
            Evidence(device=name, file=item.source.file, line=item.source.line, text=item.text)
            for item in shown
        ),
        fixes=(
            Fix(
                kind=rule.changes[0],
                device=name,
                safety=Safety.DISPLAY_ONLY,
                documented=True,
                why=_BY_HAND,
            ),
        ),
        needs=cut_needs(case),
    )
