"""What is planted where: faults, and healthy things that look like faults."""

from __future__ import annotations

from mockfleet.model import Ace, Net, Tunnel


def plant(tunnel: Tunnel) -> None:
    """Put the site's fault into its tunnel and say what must be found."""
    number, spoke, hub = tunnel.spoke.number, tunnel.spoke, tunnel.hub
    lan = spoke.lans[0]

    def fault(slug: str, note: str, *on: str) -> None:
        tunnel.fault, tunnel.slug, tunnel.note = slug, slug, note
        tunnel.verdict, tunnel.change_on = "FAULT", on

    if number in (1, 2):
        where = "in its own log" if number == 1 else "in the relayed syslog alone"
        fault(
            "esp-sequence-fail",
            f"{spoke.model} reassembles fragments before it authenticates; hub1, the encrypting end, fragments after encryption; messages {where}; tunnel up",
            hub.name,
        )
    elif number == 4:
        fault("packet-encryption-error", "AIM-VPN module, status 4612 (ESP); tunnel up", spoke.name)
    elif number == 5:
        fault(
            "packet-encryption-error",
            "AIM-VPN module, AH and ESP, status 4615 (AH); tunnel up",
            spoke.name,
        )
    elif number == 6:
        fault(
            "isakmp-policy-mismatch",
            "no group line at the spoke: group 1 by default, the hub has 14, 5 and 2",
            spoke.name,
        )
    elif number == 8:
        fault("isakmp-policy-mismatch", "3des/md5/2 at the spoke; the hub has no md5", spoke.name)
    elif number == 32:
        fault(
            "isakmp-policy-mismatch",
            "3des/md5/2 at the ASA spoke; the ASA hub has AES and sha",
            spoke.name,
        )
    elif number in (7, 9):
        tunnel.spoke_key = tunnel.spoke_key.replace("canary", "canary-stale")
        who = "the hub" if number == 9 else "the spoke"
        fault(
            "psk-mismatch",
            f"keys differ; {who} is the responder and prints the bad message",
            hub.name,
            spoke.name,
        )
    elif number == 10:
        tunnel.spoke_aces = (Ace(src=lan, dst=Net("10.0.0.0/16")),)
        fault(
            "crypto-acl-not-mirrored",
            "spoke's crypto ACL has wildcard 0.0.255.255 for the hub's /22; its NAT exemption has it right",
            spoke.name,
        )
    elif number == 11:
        tunnel.spoke_aces = (Ace(src=Net("10.1.111.0/24"), dst=hub.lans[0]),)
        fault(
            "crypto-acl-not-mirrored",
            "spoke's crypto ACL has 10.1.111.0 for its LAN 10.1.11.0",
            spoke.name,
        )
    elif number == 12:
        tunnel.spoke_aces = tunnel.spoke_aces[:1]
        fault(
            "crypto-acl-not-mirrored",
            "the voice entry is missing at the spoke; the data flow is up",
            spoke.name,
        )
    elif number == 13:
        tunnel.hub_aces = (Ace(src=hub.lans[0], dst=Net("10.1.31.0/24")),)
        fault(
            "crypto-acl-not-mirrored",
            "the hub's crypto ACL has 10.1.31.0 for the spoke's LAN 10.1.13.0; both NAT exemptions have it right",
            hub.name,
        )
    elif number == 37:
        tunnel.spoke_aces = (Ace(src=Net("10.1.37.10/32"), dst=hub.lans[0]),)
        fault(
            "crypto-acl-not-mirrored", "a host at the spoke, its network at the ASA hub", spoke.name
        )
    elif number == 14:
        fault(
            "transform-set-mismatch",
            "esp-3des esp-md5-hmac at the spoke; the hub's entry has AES 256 with sha256 or sha",
            spoke.name,
        )
    elif number == 33:
        fault(
            "transform-set-mismatch",
            "esp-aes at the ASA spoke, esp-aes-256 at the ASA hub",
            spoke.name,
        )
    elif number == 30:
        tunnel.verdict, tunnel.accept = "UNKNOWN", ("UNKNOWN", "AMBIGUOUS")
        tunnel.fault, tunnel.note = "missing", "no dumps of the spoke; at the hub MM_NO_STATE"


HEALTHY_NOTES = {
    3: "old columns (conn-id slot), healthy debug in the old prefix form",
    15: "behind NAT: port 4500",
    16: "type-6 key at the spoke: cannot be compared, live SAs on both ends; hub-initiated",
    17: "the hub's policies 10 and 20 refuse the offer, 30 takes it",
    18: "phase-2 lifetimes differ; a key with special characters",
    19: "ACTIVE (deleted) row beside the live one; PFS on both ends",
    21: "invalid SPI from an unrelated Internet address",
    22: "a single mac verify failure",
    24: "the first of its transform sets is not at the hub, the second is",
    25: "first ISAKMP offer refused, second accepted; phase-1 lifetimes differ",
    26: "PPPoE, path MTU 1492; printable-only log with --More-- remnants",
    29: "columns conn-id, slot and status",
    31: "ASA 8.2 spelling",
    34: "PIX 6.3",
    39: "behind NAT: port 4500, ASA hub",
    40: "two transform sets, the second is common",
}
