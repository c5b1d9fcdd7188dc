"""DMVPN as IOS shows it: ``show dmvpn [detail]``, ``show ip nhrp [nhs [detail]]``, and how it is cleared.

``show dmvpn`` as in captures (genieparser, ntc-templates); the others as in the vendor's command reference.
"""

from __future__ import annotations

from collections.abc import Iterator

from remediate.lab.associations import IkeSa
from remediate.lab.commands import Answer, Command
from remediate.lab.device import Device
from remediate.lab.ike.nhrp_rows import NextHop, NextHops, Server
from remediate.lab.ios_session_tables import dmvpn_session
from remediate.lab.ios_tables import clock_text
from remediate.lab.releases import Release
from remediate.lab.syntax import Match
from remediate.lab.terminal import Terminal

__all__ = ["dmvpn_commands"]

_RULE = "=" * 74
_LEGEND = (
    "Legend: Attrb --> S - Static, D - Dynamic, I - Incomplete\n"
    "        N - NATed, L - Local, X - No Socket\n"
    "        T1 - Route Installed, T2 - Nexthop-override\n"
    "        C - CTS Capable\n"
    "        # Ent --> Number of NHRP entries with same NBMA peer\n"
    "        NHS Status: E --> Expecting Replies, R --> Responding, W --> Waiting\n"
    "        UpDn Time --> Up or Down Time for a Tunnel\n"
    f"{_RULE}\n\n"
)


def dmvpn_commands() -> list[Command]:
    """Return the commands."""
    return [
        Command(pattern="show dmvpn [interface <interface:interface>] [detail]", run=_dmvpn, level=1),
        Command(pattern="show ip nhrp [(dynamic|static)]", run=_nhrp, level=1),
        Command(pattern="show ip nhrp nhs [detail]", run=_nhs, level=1),
        Command(pattern="clear ip nhrp", run=_clear_nhrp),
        Command(pattern="clear dmvpn session", run=_clear_sessions),
    ]  # fmt: skip


def _seen(device: Device, name: str | None = None) -> list[NextHops]:
    if device.network is None:
        return []
    return [item for item in device.network.next_hops(device) if name in (None, item.link.name)]


def _kind(found: NextHops) -> str:
    """Return what a tunnel is: a spoke has servers, a hub has what registered, or could."""
    if found.servers:
        return "Spoke"
    mapped = any(peer.registered is None for peer in found.peers)
    return "Unknown" if mapped or not found.link.multipoint else "Hub"


def _age(peer: NextHop, now: float) -> str:
    if peer.since is None:
        return "never"
    seconds = max(int(now - peer.since), 0)
    if seconds < 86400:
        return clock_text(seconds)
    days, hours = divmod(seconds // 3600, 24)
    return f"{days // 7}w{days % 7}d" if days >= 7 else f"{days}d{hours:02d}h"


def _marks(peer: NextHop) -> str:
    if peer.registered is None:
        return "S"
    return "DN" if peer.registered.translated else "D"


def _rows(found: NextHops, now: float, *, detail: bool) -> Iterator[str]:
    """Yield the peers; those behind one outer address stand together, the address once."""
    width = 5 if detail else 6
    for outer in dict.fromkeys(peer.outer for peer in found.peers):
        mine = [peer for peer in found.peers if peer.outer == outer]
        for at, peer in enumerate(mine):
            count = f"{len(mine):>{width}}" if at == 0 else " " * width
            shown = outer if at == 0 else ""
            yield (
                f"{count} {shown:<15} {peer.inner:>15} {peer.state:>5} {_age(peer, now):>8} {_marks(peer):>5}"
                + (f" {peer.inner + '/32':>18}" if detail else "")
                + "\n"
            )


def _dmvpn(terminal: Terminal, match: Match[Command]) -> Answer:
    device, now = terminal.device, terminal.device.clock.elapsed()
    found = _seen(device, match.values.get("interface"))
    text = [_LEGEND]
    if "detail" in match.words:
        for item in found:
            text.extend(_detail(device, item, now))
        text.append("\nPending DMVPN Sessions:\n\n")
        return "".join(text)
    for item in found:
        text.append(f"Interface: {item.link.name}, IPv4 NHRP Details \n")
        text.append(f"Type:{_kind(item)}, NHRP Peers:{len(item.peers)}, \n\n")
        text.append(" # Ent  Peer NBMA Addr Peer Tunnel Add State  UpDn Tm Attrb\n")
        text.append(" ----- --------------- --------------- ----- -------- -----\n")
        text.extend(_rows(item, now, detail=False))
        text.append("\n")
    return "".join(text)


def _detail(device: Device, found: NextHops, now: float) -> Iterator[str]:
    link = found.link
    entry = device.running.get("interface", link.name)
    lines = entry.lines if entry is not None else None
    inside = (lines.value("vrf forwarding", "vrf") if lines is not None else None) or ""
    far = link.far or "MGRE"
    protocol = "multi-GRE/IP" if link.multipoint else "GRE/IP"
    yield (
        f"Interface {link.name} is {'up' if link.up else 'administratively down'}/{'up' if found.up else 'down'},"
        f' Addr. is {link.address}, VRF "{inside}" \n'
    )
    yield f'   Tunnel Src./Dest. addr: {link.local}/{far}, Tunnel VRF "{link.front}"\n'
    yield f'   Protocol/Transport: "{protocol}", Protect "{link.profile}" \n'
    yield f"   Interface State Control: {'Enabled' if link.follows else 'Disabled'}\n"
    yield "   nhrp event-publisher : Disabled\n"
    if found.servers:
        yield "\nIPv4 NHS:\n"
        for server in found.servers:
            yield f"{server.inner}  {_status(server)} priority = 0 cluster = 0\n"
    yield f"Type:{_kind(found)}, Total NBMA Peers (v4/v6): {len({peer.outer for peer in found.peers})}\n\n"
    yield "# Ent  Peer NBMA Addr Peer Tunnel Add State  UpDn Tm Attrb    Target Network\n"
    yield "----- --------------- --------------- ----- -------- ----- -----------------\n"
    yield from _rows(found, now, detail=True)
    flows = [peer.flow.sa for peer in found.peers if peer.flow is not None]
    if not link.profile or not flows or device.network is None:
        return
    phase1 = device.network.ike_sas(device)
    yield f"\n\nCrypto Session Details: \n{'-' * 80}\n\n"
    for sa in flows:
        ikes: list[IkeSa] = [item for item in phase1 if item.peer == sa.peer]
        yield f"Interface: {link.name}\n"
        yield from dmvpn_session(sa, ikes, now)
        yield "\n"


def _status(server: Server) -> str:
    return "RE" if server.asked is not None and server.asked.answered else " E"


def _nhs(terminal: Terminal, match: Match[Command]) -> Answer:
    now = terminal.device.clock.elapsed()
    text = ["Legend: E=Expecting replies, R=Responding, W=Waiting\n"]
    for found in _seen(terminal.device):
        if not found.servers:
            continue
        text.append(f"{found.link.name}:\n")
        for server in found.servers:
            row = f"{server.inner}  {_status(server)} priority = 0 cluster = 0"
            asked = server.asked
            if "detail" in match.words and asked is not None:
                ago = f" ({clock_text(now - asked.heard)} ago)" if asked.replied else ""
                row += (
                    f"  req-sent {asked.sent}  req-failed {asked.sent - asked.replied}"
                    f"  repl-recv {asked.replied}{ago}"
                )
            text.append(f"{row}\n")
    return "".join(text)


def _nhrp(terminal: Terminal, match: Match[Command]) -> Answer:
    device = terminal.device
    now, release = device.clock.elapsed(), device.platform.release
    text: list[str] = []
    for found in _seen(device):
        for peer in found.peers:
            if (peer.registered is None and "dynamic" in match.words) or (
                peer.registered is not None and "static" in match.words
            ):
                continue
            text.extend(_entry(found, peer, device.booted, now, release))
    return "".join(text)


def _entry(
    found: NextHops, peer: NextHop, booted: float, now: float, release: Release
) -> Iterator[str]:
    """Yield an entry: before 15 the interface stands on the first line."""
    old = release.numbers < (15, 0)
    item = peer.registered
    if item is None:
        age, rest, kind = clock_text(now - booted), "never expire", "static"
        flags = "used"
    else:
        age, rest = clock_text(now - item.created), f"expire {clock_text(item.expires - now)}"
        kind = "dynamic"
        flags = f"{'unique ' if item.unique else ''}registered" + ("" if old else " used nhop")
    if old:
        flags = f"authoritative {flags}"
    split = ", " if old else "\n   "
    yield f"{peer.inner}/32 via {peer.inner}{split}{found.link.name} created {age}, {rest} \n"
    lead = "  " if old else "   "
    yield f"{lead}Type: {kind}, Flags: {flags} \n{lead}NBMA address: {peer.outer} \n"
    if item is not None and item.translated and not old:
        yield f"{lead}(Claimed NBMA address: {_claimed(peer)}) \n"


def _claimed(peer: NextHop) -> str:
    """Return the outer address that a spoke behind a translator says it has."""
    pair = peer.flow.pair if peer.flow is not None else None
    if pair is None:
        return peer.outer
    exchange = pair.bond.exchange
    here = peer.flow.sa.local if peer.flow is not None else ""
    ends = (exchange.initiator, exchange.answering)
    return next((end.local for end in ends if end.local != here), peer.outer)


# --- clearing ---


def _clear_nhrp(terminal: Terminal, match: Match[Command]) -> Answer:
    del match
    device = terminal.device
    if device.network is not None:
        device.network.clear_next_hops(device)
    return ""


def _clear_sessions(terminal: Terminal, match: Match[Command]) -> Answer:
    del match
    device = terminal.device
    for found in _seen(device):
        for outer in {peer.outer for peer in found.peers}:
            if device.network is not None:
                device.network.clear_ike(device, peer=outer)
                device.network.clear_ipsec(device, outer)
    if device.network is not None:
        device.network.clear_next_hops(device)
    return ""
