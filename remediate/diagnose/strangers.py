"""Peers that nothing of a device's configuration names: clients, peers without a fixed address, strangers."""

from __future__ import annotations

import re

from remediate.model.base import remembered
from remediate.model.config import CryptoConfig
from remediate.model.evidence import DeviceEvidence, EndState, TunnelEnd
from remediate.model.selector import canonical
from remediate.rules.case import Case
from remediate.tunnels.configured import entry_peers, peers_named

__all__ = ["stranger"]

_ASKED = re.compile(
    r"^(?:crypto isakmp peer (?:address|ip)|vpnclient server|[ \t]+peer(?: \d+)?(?= [\d:A-Fa-f.]+(?: default)?[ \t\r]*$)"
    r"|[ \t]+server address ipv[46])[ \t]+(?P<peers>.+)$",
    re.MULTILINE,
)
"""Peers of what is not compared: aggressive mode (``crypto isakmp peer``), Easy VPN (``peer``, of a PIX ``vpnclient server``),
group VPN's key servers.
"""


def stranger(case: Case) -> tuple[TunnelEnd, TunnelEnd] | None:
    """Return (end, peer) where the peer is in nobody's configuration or inventory, None elsewhere.

    A remote-access client, a peer without a fixed address and whoever knocks at UDP 500 look alike.
    """
    for end in case.tunnel.ends:
        peer = case.tunnel.other(end)
        if end.evidence is None or (config := end.evidence.config) is None:
            continue
        if peer.state is not EndState.UNMANAGED or end.entries:
            continue
        if not config.complete and config.cut is None and not entry_peers(config):
            continue  # sections of it that have no entry: it can be configured in another one
        if peer.address not in _named(config) and peer.address not in _asked(end.evidence):
            return end, peer
    return None


@remembered
def _named(config: CryptoConfig) -> frozenset[str]:
    """Return the peers that anything of a configuration names: maps, keys of either version, tunnels, NHRP, profiles."""
    ikev2 = config.ikev2_config
    blocks = [
        *(item.address for item in ikev2.peers),
        *(item.peer for item in ikev2.tunnel_groups),
        *(one.block for item in ikev2.profiles for one in item.match_remote),
        *(block for item in config.isakmp_profiles for block in item.peers),
    ]
    found = {block.dotted for block in blocks if block is not None and block.is_host}
    return peers_named(config) | found


@remembered
def _asked(evidence: DeviceEvidence) -> frozenset[str]:
    """Return the peers that the text names for what the configuration's model leaves out."""
    return frozenset(
        canonical(word)
        for found in _ASKED.finditer(evidence.config_text or "")
        for word in found["peers"].split()
    )
