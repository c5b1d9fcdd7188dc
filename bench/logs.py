"""Seeded logs as routers and firewalls write them, with a known part of lines that hold messages.

Lines that hold a message are made from the catalogue's templates, every field filled; ordinary
ones are other messages of the same devices, or prose and sources of Python's standard library. No
ordinary line holds a literal that is looked for.
"""

from __future__ import annotations

import random
import re
import sysconfig
from pathlib import Path

from fastparse.template import (
    Blank,
    Choice,
    Context,
    Field,
    Kind,
    Literal,
    Optional,
    Part,
    Template,
)
from remediate.rules import catalogue

__all__ = ["literals", "log", "templates"]

_ORDINARY = [
    "%LINK-3-UPDOWN: Interface GigabitEthernet0/{n}, changed state to {updown}",
    "%LINEPROTO-5-UPDOWN: Line protocol on Interface Serial{n}/{n}, changed state to {updown}",
    "%SYS-5-CONFIG_I: Configured from console by {user} on vty{n} ({ip})",
    "%SEC-6-IPACCESSLOGP: list {port} denied tcp {ip}({port}) -> {ip}({port}), 1 packet",
    "%SEC_LOGIN-5-LOGIN_SUCCESS: Login Success [user: {user}] [Source: {ip}] [localport: 22]",
    "%BGP-5-ADJCHANGE: neighbor {ip} Up",
    "%BGP-3-NOTIFICATION: sent to neighbor {ip} 4/0 (hold time expired) 0 bytes",
    "%OSPF-5-ADJCHG: Process {n}, Nbr {ip} on Vlan{n} from LOADING to FULL, Loading Done",
    "%DUAL-5-NBRCHANGE: EIGRP-IPv4 {port}: Neighbor {ip} (Tunnel{n}) is down: holding time expired",
    "%SNMP-3-AUTHFAIL: Authentication failure for SNMP req from host {ip}",
    "%NTP-5-PEERSYNC: NTP synced to {ip}",
    "%ASA-6-302013: Built outbound TCP connection {port} for outside:{ip}/{port} ({ip}/{port}) to inside:{ip}/{port} ({ip}/{port})",
    "%ASA-6-302014: Teardown TCP connection {port} for outside:{ip}/443 to inside:{ip}/{port} duration 0:01:{n}2 bytes {port} TCP FINs",
    '%ASA-4-106023: Deny udp src outside:{ip}/{port} dst inside:{ip}/{port} by access-group "outside_in" [0x0, 0x0]',
    "%ASA-6-305011: Built dynamic TCP translation from inside:{ip}/{port} to outside:{ip}/{port}",
    "%ASA-5-111008: User '{user}' executed the 'show running-config' command.",
    "%ASA-4-733100: [ Scanning] drop rate-1 exceeded. Current burst rate is {n} per second, max configured rate is 10",
    "IP: tableid=0, s={ip} (Vlan{n}), d={ip} (GigabitEthernet0/{n}), routed via FIB",
    "ip ssh: kex algorithm negotiated: diffie-hellman-group14-sha1, cipher aes{n}28-ctr, not compressed",
    "dhcpd: lease for {ip} expired; client {user} did not renew, address returned to pool",
    "%DOT11-6-ASSOC: Interface Dot11Radio0, Station {user} 0011.2233.44{n}5 Associated KEY_MGMT[WPAv2]",
    "%HSRP-5-STATECHANGE: Vlan{n} Grp {n} state Standby -> Active",
    "%PARSER-5-CFGLOG_LOGGEDCMD: User:{user}  logged command:interface Tunnel{n}",
    "%FW-6-SESS_AUDIT_TRAIL: Stop http session: initiator ({ip}:{port}) sent {port} bytes -- responder ({ip}:80) sent {port} bytes",
]
_TAGS = {
    Context.ISAKMP: "ISAKMP:({port}): ",
    Context.IPSEC: "IPSEC(validate_proposal): ",
    Context.IKEV2: "IKEv2:(SESSION ID = {port},SA ID = {n}):",
    Context.ASA: "%ASA-3-713902: Group = {ip}, IP = {ip}, ",
    Context.SYSLOG: "%CRYPTO-4-RECVD_PKT_INV_SPI: ",
}


def templates() -> tuple[Template, ...]:
    """Return the catalogue's templates."""
    return tuple(Template.parse(one.template) for one in catalogue().signatures)


def literals(found: tuple[Template, ...]) -> list[str]:
    """Return the longest literal of every template, as the device spells it; each once."""
    texts = []
    for template in found:
        spelled = re.sub(r"\{\^[^}]*\}", "", template.text)
        runs = re.split(r"\{\?[^{}]*(?:\{[^{}]*\}[^{}]*)*\}|\{[^{}]*\}", spelled)
        texts.append(max((run.strip() for run in runs), key=len))
    return sorted(text for text in set(texts) if len(text) >= 8)


def _fill(text: str, dice: random.Random) -> str:
    values = {
        "n": lambda: str(dice.randrange(10)),
        "port": lambda: str(dice.randrange(1000, 60000)),
        "ip": lambda: ".".join(str(dice.randrange(1, 255)) for _ in range(4)),
        "user": lambda: dice.choice(["admin", "kim", "netops", "olsen", "backup"]),
        "updown": lambda: dice.choice(["up", "down"]),
    }
    return re.sub(r"\{(\w+)\}", lambda found: values[found[1]](), text)


_VALUES = {
    Kind.IP: "{ip}",
    Kind.ADDR: "{ip}",
    Kind.INT: "{n}",
    Kind.HEX: "0x3ADE{port}",
    Kind.NUM: "{port}",
    Kind.WORD: "{user}",
    Kind.NAME: "{user}",
    Kind.PROXY: "{ip}/255.255.255.255/0/0",
    Kind.SET: "{{esp-aes esp-sha-hmac }}",
    Kind.REST: "{user} {n}",
    Kind.TEXT: "{user}",
}


def _spell(parts: tuple[Part, ...], dice: random.Random) -> str:
    text = ""
    for part in parts:
        if isinstance(part, Literal):
            text += part.text.decode()
        elif isinstance(part, Blank):
            text += " "
        elif isinstance(part, Field):
            text += _fill(_VALUES[part.kind], dice).replace("{{", "{").replace("}}", "}")
        elif isinstance(part, Choice):
            text += _spell(dice.choice(part.options), dice)
        elif isinstance(part, Optional) and dice.random() < 0.5:
            text += _spell(part.parts, dice)
    return text


def _message(template: Template, wanted: list[str], dice: random.Random) -> str:
    """Return the template's message, its longest literal spelled as the device does."""
    tag = _fill(_TAGS[template.context], dice) if template.context is not None else ""
    text = _spell(template.parts, dice)
    for literal in wanted:
        at = text.find(literal.lower())
        if at >= 0:
            text = text[:at] + literal + text[at + len(literal) :]
    return tag + text


def _stamp(second: int) -> str:
    hours, rest = divmod(second, 3600)
    return f"*Mar {1 + hours // 24:2d} {hours % 24:02d}:{rest // 60:02d}:{rest % 60:02d}.{second * 37 % 1000:03d}: "


def _library() -> list[str]:
    """Return lines of prose and sources that everybody has: Python's standard library."""
    folder = Path(sysconfig.get_paths()["stdlib"])
    names = [
        "argparse",
        "ast",
        "difflib",
        "doctest",
        "inspect",
        "logging/__init__",
        "pydoc",
        "tarfile",
        "turtle",
        "typing",
    ]
    text = "".join((folder / f"{name}.py").read_text(errors="replace") for name in names)
    return [line for line in text.split("\n") if len(line.strip()) > 20]


def log(size: int, share: float, *, prose: float = 0.0, seed: int = 1) -> bytes:
    """Return ``size`` bytes or a few more: ``share`` of the lines hold a message, ``prose`` are text."""
    dice = random.Random(seed)
    found = templates()
    wanted = literals(found)
    lowered = [literal.lower() for literal in wanted]
    hits = [
        _stamp(index) + line
        for index, line in enumerate(
            _message(found[i % len(found)], wanted, dice) for i in range(4000)
        )
        if any(literal in line for literal in wanted)
    ]
    plain = [
        _stamp(index) + _fill(_ORDINARY[index % len(_ORDINARY)], dice) for index in range(20_000)
    ]
    text = _library()
    plain, text = (
        [line for line in lines if not any(literal in line.lower() for literal in lowered)]
        for lines in (plain, text)
    )
    pieces: list[str] = []
    held_bytes = 0
    while held_bytes < size:
        batch = dice.choices(plain, k=10_000)
        if prose:
            for at in range(len(batch)):
                if dice.random() < prose:
                    batch[at] = dice.choice(text)
        exact = len(batch) * share
        for at in dice.sample(range(len(batch)), int(exact) + (dice.random() < exact % 1)):
            batch[at] = dice.choice(hits)
        joined = "\n".join(batch) + "\n"
        pieces.append(joined)
        held_bytes += len(joined)
    return "".join(pieces).encode()
