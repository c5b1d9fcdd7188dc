"""pix-split-tunnel-missing (CLT002): clients of a PIX cannot browse the Internet.

Symptom: The VPN client is connected and the Internet is out of reach. No message of its own.

Cause: All of the client's traffic reaches the PIX, which does not send it back out of the
interface that it came in by.

Not this when: Policy forbids split tunnelling; `same-security-traffic permit intra-interface` (7.2
and later) sends the traffic back out; a default route leaves by another interface (`tunneled`).

Fix: `vpngroup G split-tunnel ACL` with a list of its own, equal in content to the NAT
exemption's (set-vpngroup-split-tunnel).

Fix safety: WEAKENING: a policy decision. Clients reconnect.

Proof of cure: The client reaches inside networks through the tunnel and the rest directly.

Source: Cisco document 5409, "Once the Tunnel Is Up, User Is Unable to Browse the Internet".
"""

from __future__ import annotations

from collections.abc import Iterator

from remediate.model.base import Confidence, Platform, Safety
from remediate.model.change import SetVpngroupSplitTunnel
from remediate.model.config import CryptoConfig
from remediate.model.config_clients import AddressPool, ClientGroup
from remediate.model.diagnosis import Fix
from remediate.model.evidence import DeviceEvidence, FleetEvidence
from remediate.model.selector import Selector
from remediate.model.signature import Signature
from remediate.negotiation import is_interface, route_interface
from remediate.rules.base import Observed, Rule, Show
from remediate.rules.case import device_lines
from remediate.rules.clients import networks_of, pool_network, unused_acl

__all__ = ["RULE", "SIGNATURES", "inspect"]

# No device prints a message of its own for this: configurations and counters show it.
SIGNATURES: tuple[Signature, ...] = ()

RULE = Rule(
    code="CLT002",
    slug="pix-split-tunnel-missing",
    title="clients of a PIX cannot browse the Internet",
    phase=0,
    needs=(Show.RUNNING_CONFIG,),
    changes=("set-vpngroup-split-tunnel",),
)


def inspect(device: DeviceEvidence, fleet: FleetEvidence) -> Iterator[Observed]:
    """Yield the groups whose clients send everything to a PIX or ASA that does not send it back out."""
    del fleet
    config = device.config
    if config is None or not config.complete or config.platform is not Platform.ASA:
        return
    if config.intra_interface or _other_way(config):
        return
    for group in config.client_groups:
        pools = [pool for pool in config.pools if pool.name in group.pools]
        if group.split_acl is not None or not pools:
            continue
        yield Observed(
            Confidence.POSSIBLE,
            f"clients of group {group.name} send everything to {device.device}, which sends nothing back out"
            " of the interface that it came in by: they reach what is inside and nothing else. That may be"
            " policy",
            device_lines(device, [group.line]),
            (_fix(device.device, config, group, pools[0]),),
        )


def _other_way(config: CryptoConfig) -> bool:
    """Whether a default route leaves by another interface than the clients come in by (`tunneled`)."""
    outside = [name for item in config.maps for name in item.interfaces]
    for route in config.routes:
        if not route.prefix.is_any:
            continue
        leaving = route_interface(config, route)
        if leaving is None or not any(is_interface(leaving, name) for name in outside):
            return True
    return False


def _fix(device: str, config: CryptoConfig, group: ClientGroup, pool: AddressPool) -> Fix:
    target = pool_network(pool)
    flows = tuple(
        Selector(source=network, destination=target) for network in networks_of(config, pool)
    )
    change = None
    why = "a policy decision; no NAT exemption says which networks the clients are to reach"
    if flows and not any(flow.source.is_any for flow in flows):
        why = (
            "a policy decision: a list of its own with the content of the NAT exemption's; all else leaves"
            " the client unprotected"
        )
        change = SetVpngroupSplitTunnel(
            device=device,
            group=group.name,
            policy=group.policy,
            acl=unused_acl(config, f"SPLIT-{group.name}"),
            flows=flows,
        )
    return Fix(
        kind="set-vpngroup-split-tunnel",
        device=device,
        safety=Safety.WEAKENING if change is not None else Safety.DISPLAY_ONLY,
        documented=True,
        why=why,
        change=change,
    )
