"""A tunnel of which one configuration is known: what is wrong with that end whatever the other has."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

import msgspec

from remediate.check.judge import residual
from remediate.diagnose import TunnelDiagnosis
from remediate.model.base import Confidence, Verdict
from remediate.model.config_maps import CryptoMapEntry
from remediate.model.diagnosis import Diagnosis, NoteView
from remediate.model.evidence import EndState, TunnelEnd
from remediate.negotiation import Side, permits, side_of, usable
from remediate.negotiation.flows import Answered, Book
from remediate.negotiation.keys import keys_for
from remediate.negotiation.partial import may_lack, policies_may_go_on
from remediate.negotiation.sides import lacking
from remediate.negotiation.switches import switched_off
from remediate.negotiation.translation import translated
from remediate.negotiation.tunnels import PROTECTION
from remediate.negotiation.versions import versions_of
from remediate.rules import RuleModule
from remediate.rules._unasked import sleeping
from remediate.rules.case import config_evidence

__all__ = ["near_end"]


def near_end(
    result: TunnelDiagnosis, rules: Sequence[RuleModule], book: Book
) -> tuple[TunnelDiagnosis, tuple[NoteView, ...]]:
    """Return the diagnosis with what the known end lacks, and a note on the end that isn't known."""
    known = [end for end in result.tunnel.ends if end.evidence and end.evidence.config]
    if len(known) != 1:
        return result, ()
    end = known[0]
    side = side_of(result.tunnel, end)
    if side is None:
        return result, ()
    named = {item.slug for item in result.diagnoses}
    phases = {item.phase for item in result.diagnoses if item.confidence is not Confidence.POSSIBLE}
    shown = tuple(_own(side, rules, book))
    own = [item for item in shown if item.slug not in named and item.phase not in phases]
    sure = {item.slug for item in shown if item.phase == 1}
    causes = (*(_as_sure(item, sure) for item in result.diagnoses), *own)
    certain = [item for item in causes if item.confidence is not Confidence.POSSIBLE]
    note = _far_end(result.tunnel.other(end), side, wrong=bool(causes))
    if not certain:
        return result._replace(reason=note.text), (note,)
    slugs = ", ".join(dict.fromkeys(item.slug for item in certain))
    what = "come up" if any(item.phase for item in certain) else "work"
    reason = f"would not {what}, whatever the other end has: {slugs} on {side.name}"
    return result._replace(verdict=Verdict.FAULT, reason=reason, diagnoses=causes), (note,)


def _as_sure(item: Diagnosis, sure: Collection[str]) -> Diagnosis:
    """Return a cause as LIKELY where the configuration alone shows it: what is to be deployed is meant to work."""
    if item.confidence is not Confidence.POSSIBLE or item.slug not in sure:
        return item
    return msgspec.structs.replace(item, confidence=Confidence.LIKELY, needs=())


def _far_end(far: TunnelEnd, side: Side, *, wrong: bool) -> NoteView:
    where = {
        EndState.PRESENT: f"no running-config of {far.device} is in the dumps",
        EndState.MISSING: f"{far.device} is missing from the dumps",
        EndState.UNMANAGED: f"{far.address} is neither in the dumps nor in the inventory",
    }[far.state]
    what = f"what is shown of {side.name}" if may_lack(side) else f"{side.name} alone"
    alone = "" if wrong else f"; nothing is wrong with {what}"
    return NoteView(kind="far-end", device=side.name, text=f"{where}{alone}")


def _own(side: Side, rules: Sequence[RuleModule], book: Book) -> Iterable[Diagnosis]:
    """Yield what an end's own configuration shows to be wrong."""
    versions = versions_of(side)
    alone = versions.ikev1 and not versions.ikev2
    off = switched_off(side)
    if off is not None:
        found = residual("peer-not-answering", rules, Confidence.LIKELY, off.reason)
        yield _on(found, side, [off.line])
    for lack in lacking(side, named=False):
        if side.entries:
            found = residual(lack.slug, rules, Confidence.LIKELY, lack.reason)
            yield _on(found, side, [lack.line])
    if not side.entries or side.dynamic or not alone or sleeping(side):
        return
    lines = [entry.line for entry in side.entries]
    if _without_key(side):
        text = f"{side.name} has no pre-shared key for {side.peer}"
        yield _on(residual("no-key-for-peer", rules, Confidence.LIKELY, text), side, lines)
    if not usable(side) and not policies_may_go_on(side) and side.config.unknown_policies is None:
        text = f"{side.name} has no ISAKMP policy that can be used with pre-shared keys"
        yield _on(residual("isakmp-policy-mismatch", rules, Confidence.LIKELY, text), side, lines)
    for entry in side.entries:
        yield from _order(side, entry, rules, book)


def _without_key(side: Side) -> bool:
    """Whether an end has nothing to authenticate its peer with, which only a whole configuration shows.

    Built-in policies can use certificates, which nothing of them shows.
    """
    own = any(not policy.default for policy in side.config.policies)
    return own and not (
        keys_for(side)
        or may_lack(side)
        or translated(side)
        or any(item.hostname for item in side.config.keys)
        or any(not policy.authentication.startswith("pre") for policy in usable(side))
    )


def _order(
    side: Side, entry: CryptoMapEntry, rules: Sequence[RuleModule], book: Book
) -> Iterable[Diagnosis]:
    """Yield the entries for other peers that take an entry's flows before it sees them."""
    if entry.kind == PROTECTION or entry.acl is None:
        return
    flows = permits(side.config.acl(entry.acl))
    taken = {
        (item.taker.map, item.taker.sequence): item
        for item in book.static(side.config, {entry.map}).proposals(entry, flows, side.peer)
        if item.answered is Answered.TAKEN and item.taker is not None and not item.same
    }
    for item in taken.values():
        taker = item.taker
        if taker is None:
            continue
        text = (
            f"{side.name}: crypto map {taker.map} {taker.sequence} (peer"
            f" {', '.join(taker.peers) or 'none'}) takes {item.selector} before entry {entry.sequence}"
        )
        found = residual("crypto-map-entry-order", rules, Confidence.LIKELY, text)
        yield _on(found, side, [taker.line, entry.line])


def _on(found: Diagnosis, side: Side, lines: Sequence[int | None]) -> Diagnosis:
    return msgspec.structs.replace(
        found, change_on=(side.name,), evidence=config_evidence(side.end, lines)
    )
