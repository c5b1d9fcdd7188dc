"""What a routing table says of the networks of SAs that take packets in and send none, where no whole configuration does."""

from __future__ import annotations

from remediate.model.base import Confidence
from remediate.model.config import CryptoConfig
from remediate.model.diagnosis import Diagnosis, Evidence, Need
from remediate.model.evidence import TunnelEnd
from remediate.model.observation import IpsecSa
from remediate.model.selector import AddressBlock
from remediate.negotiation import behind, is_interface, ways_in
from remediate.negotiation.ways import way_of
from remediate.rules._routing_shown import routing_of, row_evidence, table_evidence
from remediate.rules.base import Rule, Show
from remediate.rules.case import Case, unplanned
from remediate.tunnels import egress

__all__ = ["routed_by_table"]


def routed_by_table(case: Case, rule: Rule, least: int) -> Diagnosis | None:
    """Return what is possible of an end whose table has no way inside, or leads the answers past the tunnel.

    Whether NAT alone has the addresses, or leads the packets, only the configuration tells.
    """
    if case.carries_traffic():
        return None
    for end in case.tunnel.ends:
        config = routing_of(end)
        if config is None or config.complete or not ways_in(config).settled():
            continue
        for sa in end.ipsec_sas:
            if sa.up and sa.counter("decaps") >= least and not sa.counter("encaps"):
                found = _of_sa(end, config, sa)
                if found is not None:
                    return _diagnosis(rule, end, sa, *found)
    return None


def _of_sa(
    end: TunnelEnd, config: CryptoConfig, sa: IpsecSa
) -> tuple[str, tuple[Evidence, ...]] | None:
    near, far = AddressBlock.of_identity(sa.local_ident), AddressBlock.of_identity(sa.remote_ident)
    place = sa.interface or _towards(config, sa.peer)
    if near is None or far is None or near.is_any or far.is_any or place is None:
        return None
    table = ways_in(config)
    if behind(config, near) == () and all(
        (out := table.leaves_by(route)) is not None and is_interface(out, place)
        for route in table.defaults()
    ):
        return f"has in its routing table no way to {near}", table_evidence(end.evidence)
    found = way_of(config, far)
    if found is None and not table.towards(far):
        return f"has in its routing table no way to {far}", table_evidence(end.evidence)
    out, route = found or (None, None)
    if out is None or is_interface(out, place):
        return None
    name = out.nameif or out.name
    text = f"sends {far} out of {name}, and the tunnel is on {place}"
    return text, row_evidence(end, [route])


def _towards(config: CryptoConfig, peer: str | None) -> str | None:
    out = egress(config, peer) if peer is not None else None
    return out.name if out is not None else None


def _diagnosis(
    rule: Rule, end: TunnelEnd, sa: IpsecSa, text: str, evidence: tuple[Evidence, ...]
) -> Diagnosis:
    device = end.device or end.address
    return Diagnosis(
        code=rule.code,
        slug=rule.slug,
        confidence=Confidence.POSSIBLE,
        phase=rule.phase,
        explanation=f"{device} decapsulated {sa.counter('decaps')} packets and encapsulated none: it {text}",
        evidence=evidence,
        fixes=unplanned(rule, device),
        needs=(
            Need(
                device=device,
                command=Show.RUNNING_CONFIG,
                why="whether NAT has these addresses, or leads these packets: else the route is what is missing",
            ),
        ),
    )
