"""router-split-tunnel-missing (CLT001): clients of a router reach nothing outside the tunnel.

Symptom: The VPN client is connected and reaches only what is behind the router. No message of
its own.

Cause: The client group has no `acl`, so all of the client's traffic goes into the tunnel.

Not this when: Policy forbids split tunnelling: then it works as meant. NAT translates the pool, its
addresses are public, or clients come in by a virtual interface: then they reach more by the router.

Fix: `acl N` in `crypto isakmp client configuration group` with a permit for the inside networks
(set-client-split-tunnel).

Fix safety: WEAKENING: whether clients may bypass the tunnel is a policy decision. Clients
reconnect.

Proof of cure: The client's route table holds only the inside networks through the tunnel.

Source: Cisco document 5409, "Inability to Access Subnets Outside the VPN Tunnel: Split Tunnel".
"""

from __future__ import annotations

from collections.abc import Iterator

from remediate.model.base import Confidence, Platform, Safety
from remediate.model.change import SetClientSplitTunnel
from remediate.model.config import CryptoConfig
from remediate.model.config_clients import ClientGroup
from remediate.model.diagnosis import Fix
from remediate.model.evidence import DeviceEvidence, FleetEvidence
from remediate.model.selector import AddressBlock
from remediate.model.signature import Signature
from remediate.rules.base import Observed, Rule, Show
from remediate.rules.case import device_lines
from remediate.rules.clients import (
    client_interface,
    inside_networks,
    is_private,
    nat_serves,
    unused_acl,
)

__all__ = ["RULE", "SIGNATURES", "inspect"]

# No device prints a message of its own for this: configurations and counters show it.
SIGNATURES: tuple[Signature, ...] = ()

RULE = Rule(
    code="CLT001",
    slug="router-split-tunnel-missing",
    title="clients of a router reach nothing outside the tunnel",
    phase=0,
    needs=(Show.RUNNING_CONFIG,),
    changes=("set-client-split-tunnel",),
)


def inspect(device: DeviceEvidence, fleet: FleetEvidence) -> Iterator[Observed]:
    """Yield the groups whose clients send everything to a router that takes them nowhere else."""
    del fleet
    config = device.config
    if config is None or config.platform is not Platform.IOS:
        return
    if not config.complete and (config.cut is not None or "crypto" not in config.shown):
        return  # a part that has the groups whole is enough of them
    for group in config.client_groups:
        blocks = _pool(config, group)
        if group.split_acl is not None or not blocks or not is_private(blocks):
            continue
        if nat_serves(config, blocks) or _virtual(config):
            continue
        yield Observed(
            Confidence.POSSIBLE,
            f"clients of group {group.name} send everything to {device.device}, which{_nat(config)}"
            " their pool: they reach what is behind the router and nothing else. That may be policy",
            device_lines(device, [group.line]),
            (_fix(device.device, config, group),),
        )


def _nat(config: CryptoConfig) -> str:
    if config.complete:
        return " translates nothing of"
    return ", as far as its NAT is shown, translates nothing of"


def _pool(config: CryptoConfig, group: ClientGroup) -> tuple[AddressBlock, ...]:
    return tuple(
        block for pool in config.pools if pool.name in group.pools for block in pool.blocks
    )


def _virtual(config: CryptoConfig) -> bool:
    """Whether clients come in by a virtual interface or a loopback, which may be NAT's inside."""
    return any(item.name.startswith("Virtual-Template") for item in config.interfaces)


def _fix(device: str, config: CryptoConfig, group: ClientGroup) -> Fix:
    networks = inside_networks(config, client_interface(config) or "")
    change = None
    why = "a policy decision; which networks are inside is not in the configuration"
    if networks:
        why = (
            "a policy decision: the group is told which networks go through the tunnel, and all else leaves"
            " the client unprotected"
        )
        change = SetClientSplitTunnel(
            device=device,
            group=group.name,
            acl=unused_acl(config, f"SPLIT-{group.name}"),
            networks=networks,
        )
    return Fix(
        kind="set-client-split-tunnel",
        device=device,
        safety=Safety.WEAKENING if change is not None else Safety.DISPLAY_ONLY,
        documented=True,
        why=why,
        change=change,
    )
