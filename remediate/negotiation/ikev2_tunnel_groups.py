"""Which tunnel-group an ASA uses for its peer under IKEv2, and what it lacks there.

Source: ASA VPN CLI guide and syslog guide (751002, 751004, 751009; ``DefaultL2LGroup`` serves a peer
without a group of its own).
"""

from __future__ import annotations

from remediate.model.selector import AddressBlock, parse_peer
from remediate.negotiation.ikev2_outcome import Credentials, Ikev2Lack
from remediate.negotiation.outcome import Side

__all__ = ["asa_credentials", "covers", "entry_line"]

_FALLBACK = "DefaultL2LGroup"


def asa_credentials(side: Side) -> Credentials:
    """Return what an ASA uses for its peer: the tunnel-group of its address, else the fallback."""
    known = side.config.ikev2_config
    lacks: list[Ikev2Lack] = []
    outside = _outside(side)
    if not known.enabled_on or (outside is not None and outside not in known.enabled_on):
        text = f"{side.name}: IKEv2 is not enabled on {outside or 'any interface'}"
        lacks.append(Ikev2Lack(side, "enable", text, entry_line(side)))
    target = parse_peer(side.peer)
    own = [g for g in known.tunnel_groups if g.peer is not None and g.name != _FALLBACK]
    group = next((g for g in own if g.peer is not None and covers(g.peer, target)), None)
    if group is None:
        group = next((g for g in known.tunnel_groups if g.name == _FALLBACK), None)
    if group is None:
        text = f"{side.name} has no tunnel-group with IKEv2 authentication for {side.peer}"
        lacks.append(Ikev2Lack(side, "tunnel-group", text, entry_line(side)))
        return Credentials(side, lacks=tuple(lacks))
    where = f"{side.name}: tunnel-group {group.name}"
    if group.problem:
        return Credentials(side, lacks=tuple(lacks), unknown=(f"{where}: {group.problem}",))
    if group.local is None and not group.local_certificate:
        text = f"{where} has no IKEv2 local authentication"
        lacks.append(Ikev2Lack(side, "key", text, group.line, "local"))
    if group.remote is None and not (group.remote_certificate or group.remote_eap):
        text = f"{where} has no IKEv2 remote authentication"
        lacks.append(Ikev2Lack(side, "key", text, group.line, "remote"))
    accepted = [
        method
        for method, present in (
            ("pre-share", group.remote is not None),
            ("rsa-sig", group.remote_certificate),
            ("ecdsa-sig", group.remote_certificate),
            ("eap", group.remote_eap),
        )
        if present
    ]
    local = "pre-share" if group.local is not None else None
    return Credentials(
        side,
        lacks=tuple(lacks),
        group=group,
        local_method="rsa-sig" if group.local_certificate else local,
        remote_methods=tuple(accepted),
        local=group.local,
        remote=group.remote,
    )


def _outside(side: Side) -> str | None:
    """Return the nameif that the ASA negotiates from, None where it can't be told."""
    for interface in side.config.interfaces:
        if side.end.local_address in (interface.address, *interface.ipv6):
            return interface.nameif
    return None


def entry_line(side: Side) -> int | None:
    """Return the line of the entry for the peer, None without one."""
    return side.entries[0].line if side.entries else None


def covers(block: AddressBlock, target: int) -> bool:
    """Whether a block holds an address."""
    return not (block.address ^ target) & ~block.wildcard
