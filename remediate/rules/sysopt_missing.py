"""sysopt-missing (NET004): decrypted traffic is dropped by the interface access lists.

Symptom: The tunnel is up, packets are decapsulated and then denied by the outside access list
of the PIX. No message of its own.

Cause: `sysopt connection permit-ipsec` is missing on a PIX up to 6.x; on 7.x and later `no
sysopt connection permit-vpn` was given, often on purpose.

Not this when: 7.x or later and no explicit `no sysopt`: it is on by default and not printed. An
interface access list or a conduit permits some of the flow, and more than ICMP of everybody or a service that
everybody reaches: then it is filtered on purpose. On 7.x and later without an access list: the inside is not more trusted than
the outside. Packets of the flow move both ways.

Fix: permit-ipsec-sysopt; a permit for the flow in the interface ACL, or a vpn-filter, is the
scoped way.

Fix safety: WEAKENING: the interface ACLs are bypassed for all tunnels.

Proof of cure: The deny counters stand still and the flow's counters move.

Source: Cisco document 5409, "Missing Sysopt Command".
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from remediate.model.base import Confidence, Safety
from remediate.model.change import PermitIpsecSysopt
from remediate.model.config import CryptoConfig
from remediate.model.diagnosis import Diagnosis, Fix
from remediate.model.evidence import DeviceEvidence, FleetEvidence, TunnelEvidence
from remediate.model.selector import ANY, Selector
from remediate.model.signature import Signature
from remediate.rules._let_in import DEFAULT_ON, Blocked, blocked, checked, lists_before
from remediate.rules._unasked import left_over, missed
from remediate.rules.base import Observed, Rule, Show
from remediate.rules.case import (
    Case,
    case_of,
    config_evidence,
    device_lines,
    message_evidence,
)
from remediate.rules.clients import client_interface, pool_network
from remediate.rules.traffic import Flow, Moves

__all__ = ["RULE", "SIGNATURES", "cured", "diagnose", "inspect"]

# No device prints a message of its own for this: configurations and counters show it.
SIGNATURES: tuple[Signature, ...] = ()

RULE = Rule(
    code="NET004",
    slug="sysopt-missing",
    title="decrypted traffic is dropped by the interface access lists",
    phase=0,
    needs=(Show.RUNNING_CONFIG,),
    changes=("permit-ipsec-sysopt",),
    planned=True,
)


def diagnose(case: Case) -> Diagnosis | None:
    """Return the diagnosis where decrypted packets meet an interface that permits none of them."""
    found = list(blocked(case))
    if not found:
        return None
    explicit = any(item.explicit for item in found)
    both = all(item.flow.mirrored for item in found) and not explicit
    sure = Confidence.PROVEN if both else Confidence.LIKELY
    idle = left_over(case)
    devices = {item.flow.device: item.flow.config for item in found}
    return Diagnosis(
        code=RULE.code,
        slug=RULE.slug,
        confidence=Confidence.POSSIBLE if idle is not None else sure,
        phase=RULE.phase,
        change_on=tuple(devices),
        explanation="; ".join(_said(item) for item in found),
        evidence=message_evidence((item.flow.end, one) for item in found for one in item.denied)
        + tuple(
            line
            for item in found
            for line in config_evidence(
                item.flow.end, [*(group.line for group in item.groups), _map_line(item.flow)]
            )
        ),
        fixes=tuple(fix for name, config in devices.items() for fix in _fixes(name, config)),
        needs=missed(idle) if idle is not None else (),
    )


def _said(item: Blocked) -> str:
    flow = item.flow
    if item.explicit:
        text = f"{flow.device} has `no sysopt connection permit-vpn`"
    else:
        text = f"{flow.device} has no `sysopt connection permit-ipsec`"
    if item.groups:
        names = ", ".join(group.acl or "conduit" for group in item.groups)
        but = " and ".join(item.open_to_all)
        but = f" but {but}" if but else ""
        text += f", and access list {names} of its outside permits nothing of {flow.selector.mirrored()}{but}"
        if item.denied:
            text += "; it says that it denies packets of the flow"
        elif item.moves is Moves.IN:
            text += "; packets of the flow come in, and none goes back"
    else:
        lists = (
            "access list or conduit" if flow.config.release.numbers < DEFAULT_ON else "access list"
        )
        text += (
            f", and no {lists} permits {flow.selector.mirrored()}: sessions that begin at the"
            " other end are dropped"
        )
    return text


def _map_line(flow: Flow) -> int | None:
    return next(
        (
            entry.line
            for crypto_map in flow.config.maps
            for entry in crypto_map.entries
            if entry.acl == flow.acl
        ),
        None,
    )


def _fixes(device: str, config: CryptoConfig) -> Sequence[Fix]:
    scoped = "a permit for the flow in the outside access list"
    if config.permit_vpn is False or config.release.numbers >= DEFAULT_ON:
        scoped += ", and a vpn-filter where the sysopt is switched on again"
    return (
        Fix(
            kind="permit-ipsec-sysopt",
            device=device,
            safety=Safety.WEAKENING,
            documented=True,
            why="decrypted traffic of every tunnel bypasses the interface access lists: policy may want it"
            " otherwise, so it is planned only by name",
            change=PermitIpsecSysopt(device=device),
        ),
        Fix(
            kind="permit-ipsec-sysopt",
            device=device,
            safety=Safety.DISPLAY_ONLY,
            documented=False,
            why=f"the scoped way is {scoped}; the sysopt opens every tunnel and is planned only by name",
        ),
    )


def inspect(device: DeviceEvidence, fleet: FleetEvidence) -> Iterator[Observed]:
    """Yield the pools of VPN clients of which the outside interface lets nothing in."""
    del fleet
    config = device.config
    if config is None or not config.complete or config.cut is not None or not checked(config):
        return
    outside = client_interface(config)
    used = {name for group in config.client_groups for name in group.pools}
    for pool in config.pools if outside is not None else ():
        coming = Selector(source=pool_network(pool), destination=ANY)
        groups = lists_before(config, outside or "", coming) if pool.name in used else None
        if groups is not None:
            yield Observed(
                Confidence.POSSIBLE if config.permit_vpn is False else Confidence.LIKELY,
                f"{device.device} checks what it decrypts against its interface access lists, and none permits"
                f" anything from the clients' pool {pool.name}",
                device_lines(device, [pool.line, *(group.line for group in groups)]),
                tuple(_fixes(device.device, config)),
            )


def cured(before: TunnelEvidence, after: TunnelEvidence) -> bool:
    """Whether nothing drops the decrypted packets afterwards."""
    del before
    return not any(blocked(case_of(after)))
