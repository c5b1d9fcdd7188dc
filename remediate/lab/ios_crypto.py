"""Exec commands of IOS about tunnels: ``show crypto …``, ``clear crypto …``, ``ping``."""

from __future__ import annotations

import re
from collections.abc import Callable

from remediate.lab import ios_tables
from remediate.lab.associations import FlowSa, IkeSa
from remediate.lab.commands import Answer, Command, Question
from remediate.lab.device import Device
from remediate.lab.ios_crypto_config import config_commands
from remediate.lab.ios_dmvpn import dmvpn_commands
from remediate.lab.ios_pki import pki_commands
from remediate.lab.ios_session_tables import sessions
from remediate.lab.releases import Release
from remediate.lab.syntax import Match
from remediate.lab.terminal import Terminal

__all__ = ["crypto_commands"]


def crypto_commands(release: Release) -> list[Command]:
    """Return the commands of a release."""
    ikev2 = [
        Command(pattern="show crypto ikev2 sa [<detail:(detail|detailed)>]", run=_ikev2, level=1),
        Command(pattern="clear crypto ikev2 sa remote <peer:ip>", run=_clear_ikev2),
    ]
    return [
        *(ikev2 if release.modern else ()),
        Command(pattern="show crypto isakmp sa [<detail:(detail|active|count)>]", run=_isakmp, level=1),
        Command(pattern="show crypto ipsec sa [(peer <peer:ip>|interface <interface:interface>|map <map:name>)] [detail]", run=_ipsec, level=1),
        Command(pattern="show crypto session [remote <peer:ip>] [detail]", run=_session, level=1),
        Command(pattern="show crypto engine connections active", run=_engine, level=1),
        Command(pattern="clear crypto sa peer <peer:ip>", run=_clear_sa),
        Command(pattern="clear crypto sa", run=_clear_all),
        Command(pattern="clear crypto session remote <peer:ip>", run=_clear_session),
        Command(pattern="clear crypto session", run=_clear_all_sessions),
        Command(pattern="clear crypto isakmp [<connection:1-32767>]", run=_clear_isakmp),
        Command(pattern="ping [vrf <vrf:name>] [ip] <target:ip> [source <source:word>] [repeat <count:1-1000>] [timeout <seconds:0-3600>] [size <size:36-18024>] [df-bit] [repeat <count:1-1000>]", run=_ping, level=1),
        Command(pattern="ping", run=_extended_ping, level=1),
        *config_commands(release),
        *dmvpn_commands(),
        *pki_commands(),
    ]  # fmt: skip


def _seen(device: Device) -> tuple[list[IkeSa], list[FlowSa], float]:
    """Return a device's associations at this moment."""
    network = device.network
    if network is None:
        return [], [], device.clock.elapsed()
    network.settle(device)
    return network.ike_sas(device), network.flow_sas(device), device.clock.elapsed()


def _isakmp(terminal: Terminal, match: Match[Command]) -> Answer:
    phase1, _, now = _seen(terminal.device)
    detail = match.values.get("detail")
    if detail == "detail":
        return ios_tables.isakmp_detail(phase1, now)
    if detail == "count":
        mine = [sa for sa in phase1 if sa.version == 1]
        active = sum(sa.state == "QM_IDLE" and not sa.deleted for sa in mine)
        return (
            f"Active ISAKMP SA's: {active}\nStandby ISAKMP SA's: 0\nCurrently being negotiated ISAKMP SA's:"
            f" {sum(not sa.deleted for sa in mine) - active}\nDead ISAKMP SA's: {sum(sa.deleted for sa in mine)}\n"
        )
    return ios_tables.isakmp_table(phase1, terminal.device.platform.release)


def _ikev2(terminal: Terminal, match: Match[Command]) -> Answer:
    phase1, _, now = _seen(terminal.device)
    return ios_tables.ikev2_table(phase1, now, detail="detail" in match.values)


def _ipsec(terminal: Terminal, match: Match[Command]) -> Answer:
    _, flows, now = _seen(terminal.device)
    values = match.values
    chosen = [
        sa
        for sa in flows
        if values.get("peer", sa.peer) == sa.peer
        and values.get("interface", sa.interface) == sa.interface
        and values.get("map", sa.tag) == sa.tag
    ]
    if not chosen:
        return "\nNo SAs found\n"
    return ios_tables.ipsec_table(chosen, now, terminal.device.platform.release)


def _session(terminal: Terminal, match: Match[Command]) -> Answer:
    phase1, flows, now = _seen(terminal.device)
    peer = match.values.get("peer")
    chosen = [sa for sa in flows if peer in (None, sa.peer)]
    return sessions(phase1, chosen, now, detail="detail" in match.words)


def _engine(terminal: Terminal, match: Match[Command]) -> Answer:
    del match
    phase1, flows, _ = _seen(terminal.device)
    return ios_tables.engine(phase1, flows)


# --- clearing ---


def _clear_sa(terminal: Terminal, match: Match[Command]) -> Answer:
    device = terminal.device
    if device.network is not None:
        device.network.clear_ipsec(device, match.values["peer"])
    return ""


def _all_peers(device: Device) -> list[str]:
    phase1, flows, _ = _seen(device)
    return sorted({sa.peer for sa in phase1} | {sa.peer for sa in flows})


def _clear_all(terminal: Terminal, match: Match[Command]) -> Answer:
    del match
    device = terminal.device
    for peer in _all_peers(device):
        if device.network is not None:
            device.network.clear_ipsec(device, peer)
    return ""


def _clear_session(terminal: Terminal, match: Match[Command]) -> Answer:
    _clear_both(terminal.device, match.values["peer"])
    return ""


def _clear_both(device: Device, peer: str) -> None:
    if device.network is not None:
        device.network.clear_ike(device, peer=peer)
        device.network.clear_ipsec(device, peer)


def _clear_all_sessions(terminal: Terminal, match: Match[Command]) -> Answer:
    del match
    for peer in _all_peers(terminal.device):
        _clear_both(terminal.device, peer)
    return ""


def _clear_isakmp(terminal: Terminal, match: Match[Command]) -> Answer:
    device = terminal.device
    number = match.values.get("connection")
    if device.network is None:
        return ""
    if number is not None:
        device.network.clear_ike(device, connection=int(number))
        return ""
    for peer in _all_peers(device):
        device.network.clear_ike(device, peer=peer)
    return ""


def _clear_ikev2(terminal: Terminal, match: Match[Command]) -> Answer:
    _clear_both(terminal.device, match.values["peer"])
    return ""


# --- ping ---


def _ping(terminal: Terminal, match: Match[Command]) -> Answer:
    values = match.values
    return _pinged(
        terminal,
        target=values["target"],
        source=values.get("source"),
        count=int(values.get("count", 5)),
        size=int(values.get("size", 100)),
        df="df-bit" in match.words,
        vrf=values.get("vrf", ""),
    )


def _pinged(
    terminal: Terminal,
    *,
    target: str,
    source: str | None,
    count: int,
    size: int,
    df: bool,
    vrf: str = "",
) -> str:
    device = terminal.device
    address = _address(device, source)
    if source is not None and address is None:
        return "% Invalid source\n"
    network = device.network
    answer = network.ping(device, address, target, size, df, vrf) if network else False
    if answer is True:
        marks, received = "!" * count, count
    else:
        marks, received = ("M" if answer is not False else ".") * count, 0
    head = f"Type escape sequence to abort.\nSending {count}, {size}-byte ICMP Echos to {target}, timeout is 2 seconds:\n"
    if address is not None:
        head += f"Packet sent with a source address of {address} \n"
    if df:
        head += "Packet sent with the DF bit set\n"
    rate = received * 100 // count
    trip = ", round-trip min/avg/max = 12/14/20 ms" if received else ""
    return f"{head}{marks}\nSuccess rate is {rate} percent ({received}/{count}){trip}\n"


def _address(device: Device, source: str | None) -> str | None:
    """Return the address that a source names: itself, or that of an interface."""
    if source is None or re.fullmatch(r"[\d.]+", source):
        return source
    for entry in device.running.all("interface"):
        name = entry.values["name"]
        if name.lower() == source.lower() and entry.section is not None:
            return entry.section.value("ip address", "address")
    return None


def _extended_ping(terminal: Terminal, match: Match[Command]) -> Answer:
    """Ask for each thing in turn, as IOS does."""
    del match
    asked = (
        ("Protocol [ip]: ", "ip"),
        ("Target IP address: ", ""),
        ("Repeat count [5]: ", "5"),
        ("Datagram size [100]: ", "100"),
        ("Timeout in seconds [2]: ", "2"),
        ("Extended commands [n]: ", "n"),
        ("Source address or interface: ", ""),
        ("Type of service [0]: ", "0"),
        ("Set DF bit in IP header? [no]: ", "no"),
        ("Validate reply data? [no]: ", "no"),
        ("Data pattern [0xABCD]: ", "0xABCD"),
        ("Loose, Strict, Record, Timestamp, Verbose[none]: ", "none"),
        ("Sweep range of sizes [n]: ", "n"),
    )
    given: list[str] = []

    def step(at: int) -> Answer:
        if at == 6 and not given[5].lower().startswith("y"):
            given.extend(default for _, default in asked[6:12])
            return step(12)
        if at == len(asked):
            return _pinged(
                terminal,
                target=given[1],
                source=given[6] or None,
                count=int(given[2]) if given[2].isdigit() else 5,
                size=int(given[3]) if given[3].isdigit() else 100,
                df=given[8].lower().startswith("y"),
            )
        prompt, default = asked[at]
        return Question(before="", prompt=prompt, then=_then(at, default))

    def _then(at: int, default: str) -> Callable[[str], Answer]:
        def then(typed: str) -> Answer:
            given.append(typed or default)
            if at == 1 and not re.fullmatch(r"[\d.]+", given[1]):
                return "% Bad IP address\n"
            return step(at + 1)

        return then

    return step(0)
