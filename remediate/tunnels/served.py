"""Site-to-site peers that a log alone shows to be negotiated with, and who only knocks beside them.

A client's tunnel is completed by the same messages: of a site the user, or the group, is the peer's address.
"""

from __future__ import annotations

from remediate.model.base import remembered
from remediate.model.evidence import DeviceEvidence
from remediate.model.observation import Message
from remediate.model.selector import canonical
from remediate.tunnels.addresses import is_address, sa_pair
from remediate.tunnels.configured import names_no_peer

__all__ = ["knocks", "negotiating", "served"]

_COMPLETED = frozenset({"asa-phase1-completed", "asa-phase2-completed"})
_SESSION_STATUS = frozenset({"session-status", "ikev2-session-status"})
_PEER_PORT = {"new-session": "sport", "packet-received": "sport", "packet-sent": "dport"}
"""Lines of packets, with the field of the peer's port."""
_PORTS = frozenset({"500", "4500"})


def served(message: Message) -> str | None:
    """Return the site-to-site peer whose IKE SA, or IPsec SA, a message says is up; of a router's session, or down again."""
    peer: str | None = None
    if message.signature == "asa-sa-created":
        peer = (sa_pair(message) or (None, None))[1]
    elif message.signature == "asa-ikev2-sa-up":
        peer = message.field("remote") if message.field("username") else None
        peer = peer if peer == message.field("username") else None
    elif message.signature in _COMPLETED:
        peer = message.field("peer")
        peer = peer if f"Group = {peer}, IP = {peer}" in message.text else None
    elif message.signature in _SESSION_STATUS:
        peer = message.field("peer")
        peer = peer if peer == message.field("id") else None
    return canonical(peer) if peer is not None and is_address(peer) else None


def knocks(device: DeviceEvidence, message: Message) -> bool:
    """Whether a message is of somebody unknown, from a port of its own, at a device whose log shows its sites served.

    A site negotiates from UDP 500 or 4500; behind NAT it may not, so the log must have nothing else of it either.
    """
    if message.field("username") != "Unknown" or message.field("remote_port") in _PORTS | {None}:
        return False
    peers = _peers(device)
    return bool(peers) and canonical(message.field("remote") or "") not in peers


@remembered
def negotiating(device: DeviceEvidence) -> frozenset[str]:
    """Return the peers that a router is debugged to exchange packets with, where no configuration of it names any.

    Of who asks from a port of his own nothing tells a site behind translation from a client, or from whoever knocks.
    """
    if not names_no_peer(device):
        return frozenset()
    return frozenset(
        canonical(peer)
        for message in device.messages
        if (port := _PEER_PORT.get(message.signature)) is not None
        and (peer := message.field("peer")) is not None
        and is_address(peer)
        and (message.field("side") == "I" or message.field(port) in _PORTS | {None})
    )


@remembered
def _peers(device: DeviceEvidence) -> frozenset[str]:
    """Return all of a log's."""
    return frozenset(peer for item in device.messages if (peer := served(item)) is not None)
