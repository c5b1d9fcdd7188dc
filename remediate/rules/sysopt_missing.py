"""sysopt-missing (NET004): decrypted traffic is dropped by the interface access lists.

Symptom: The tunnel is up, packets are decapsulated and then denied by the outside access list
of the PIX. No message of its own.

Cause: `sysopt connection permit-ipsec` is missing on a PIX up to 6.x; on 7.x and later `no
sysopt connection permit-vpn` was given, often on purpose.

Not this when: 7.x or later and no explicit `no sysopt`: it is on by default and not printed. An
interface access list or a conduit permits some of the flow, and more than ICMP of everybody: then it
is filtered on purpose. On 7.x and later without an access list: the inside is not more trusted than
the outside. Packets of the flow move both ways.

Fix: permit-ipsec-sysopt; a permit for the flow in the interface ACL, or a vpn-filter, is the
scoped way.

Fix safety: WEAKENING: the interface ACLs are bypassed for all tunnels.

Proof of cure: The deny counters stand still and the flow's counters move.

Source: Cisco document 5409, "Missing Sysopt Command".
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from remediate.model.base import Confidence, Platform, Safety
from remediate.model.change import PermitIpsecSysopt
from remediate.model.config import CryptoConfig
from remediate.model.config_clients import AccessGroup
from remediate.model.diagnosis import Diagnosis, Fix
from remediate.model.evidence import DeviceEvidence, FleetEvidence, TunnelEvidence
from remediate.model.selector import ANY, Selector
from remediate.model.signature import Signature
from remediate.negotiation import is_interface
from remediate.rules._unasked import left_over, missed
from remediate.rules.base import Observed, Rule, Show
from remediate.rules.case import Case, case_of, config_evidence, device_lines
from remediate.rules.clients import client_interface, pool_network
from remediate.rules.traffic import Flow, Moves, flows_of, moves_of

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


_DEFAULT_ON = (7,)
_ICMP = 1


class _Blocked(NamedTuple):
    """A flow whose decrypted packets the outside interface lets nothing of in."""

    flow: Flow
    groups: tuple[AccessGroup, ...]
    explicit: bool
    """Whether `no sysopt` was given, not just left out."""
    icmp: bool
    """Whether the lists permit ICMP of everybody, and nothing else of the flow."""


def diagnose(case: Case) -> Diagnosis | None:
    """Return the diagnosis where decrypted packets meet an interface that permits none of them."""
    blocked = list(_blocked(case))
    if not blocked:
        return None
    explicit = any(item.explicit for item in blocked)
    both = all(item.flow.mirrored for item in blocked) and not explicit
    sure = Confidence.PROVEN if both else Confidence.LIKELY
    idle = left_over(case)
    devices = {item.flow.device: item.flow.config for item in blocked}
    return Diagnosis(
        code=RULE.code,
        slug=RULE.slug,
        confidence=Confidence.POSSIBLE if idle is not None else sure,
        phase=RULE.phase,
        change_on=tuple(devices),
        explanation="; ".join(_said(item) for item in blocked),
        evidence=tuple(
            line
            for item in blocked
            for line in config_evidence(
                item.flow.end, [*(group.line for group in item.groups), _map_line(item.flow)]
            )
        ),
        fixes=tuple(fix for name, config in devices.items() for fix in _fixes(name, config)),
        needs=missed(idle) if idle is not None else (),
    )


def _blocked(case: Case) -> Iterator[_Blocked]:
    for flow in flows_of(case):
        if not _checked(flow.config):
            continue
        moves = moves_of(case, flow)
        if moves in (Moves.BOTH, Moves.OUT) or (moves is Moves.UNSEEN and case.carries_traffic()):
            continue
        coming = flow.selector.mirrored()
        groups = _groups(flow.config, flow.interface, coming)
        if groups is not None:
            explicit = flow.config.permit_vpn is False
            yield _Blocked(flow, groups, explicit, _pings(flow.config, groups, coming))


def _checked(config: CryptoConfig) -> bool:
    """Whether decrypted packets meet the interface access lists."""
    numbers = config.release.numbers
    if config.platform is not Platform.ASA or not numbers or config.permit_vpn:
        return False
    return config.permit_vpn is False or numbers < _DEFAULT_ON


def _groups(
    config: CryptoConfig, interface: str, coming: Selector
) -> tuple[AccessGroup, ...] | None:
    """Return the access lists that decrypted packets meet; None where they can pass.

    A conduit, and an entry that can't be read, may permit them. ICMP of everybody is let in nearly
    everywhere, for pings from inside, and is no sign that the flow is filtered on purpose. Without any
    list no session comes in from a less trusted interface (ASA configuration guide, security levels).
    """
    outside = config.interface(interface)
    found = [
        group
        for group in config.access_groups
        if group.interface is None or (outside and is_interface(outside, group.interface))
    ]
    if not found and not _less_trusted(config, interface):
        return None
    for group in found:
        acl = config.acl(group.acl)
        if acl is None:
            return None
        for entry in acl.entries:
            if entry.inactive or entry.action == "remark":
                continue
            if entry.problem is not None and (entry.action == "unknown" or not entry.within):
                return None
            flows = entry.within or entry.selectors
            if entry.action == "permit" and any(
                one.overlaps(coming) and not _of_everybody(one) for one in flows
            ):
                return None
    return tuple(found)


def _of_everybody(permitted: Selector) -> bool:
    """Whether it is ICMP from anywhere."""
    return permitted.protocol == _ICMP and permitted.source.is_any


def _pings(config: CryptoConfig, groups: Sequence[AccessGroup], coming: Selector) -> bool:
    """Whether the lists permit ICMP of everybody within the flow."""
    return any(
        entry.action == "permit" and not entry.inactive and one.overlaps(coming)
        for group in groups
        for entry in getattr(config.acl(group.acl), "entries", ())
        for one in entry.within or entry.selectors
    )


def _less_trusted(config: CryptoConfig, interface: str) -> bool:
    """Whether every other interface with an address is more trusted: nothing comes in without a list then."""
    if config.release.numbers < _DEFAULT_ON:
        return True
    outside = config.interface(interface)
    if outside is None or outside.security is None:
        return False
    level = outside.security
    others = [
        item.security
        for item in config.interfaces
        if item is not outside and item.address is not None and not item.shutdown
    ]
    return bool(others) and all(item is not None and item > level for item in others)


def _said(item: _Blocked) -> str:
    flow = item.flow
    if item.explicit:
        text = f"{flow.device} has `no sysopt connection permit-vpn`"
    else:
        text = f"{flow.device} has no `sysopt connection permit-ipsec`"
    if item.groups:
        names = ", ".join(group.acl or "conduit" for group in item.groups)
        least = "nothing but ICMP" if item.icmp else "nothing"
        text += f", and access list {names} of its outside permits {least} of {flow.selector.mirrored()}"
    else:
        lists = (
            "access list or conduit" if flow.config.release.numbers < _DEFAULT_ON else "access list"
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
    if config.release.numbers >= _DEFAULT_ON:
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
    if config is None or not config.complete or config.cut is not None or not _checked(config):
        return
    outside = client_interface(config)
    used = {name for group in config.client_groups for name in group.pools}
    for pool in config.pools if outside is not None else ():
        coming = Selector(source=pool_network(pool), destination=ANY)
        groups = _groups(config, outside or "", coming) if pool.name in used else None
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
    return not any(_blocked(case_of(after)))
