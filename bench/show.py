"""fastparse's show readers beside their peers, on the same texts in memory, in one run.

Before anything is timed, each peer has to find the values that fastparse finds on that text, by the
comparisons that the tests make with the publishers' expected files; one that doesn't is named
with what it did instead, and timed nevertheless where it came to an end.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from bench import outputs
from bench.show_peers import PeerError, Runner, genie, genie_device, textfsm, ttp_template
from bench.timing import Timed, timed_cpu
from fastparse import show
from fastparse.show import Parsed

__all__ = ["document_samples", "linear", "side_by_side"]

SIZE = 1000
"""SAs, or entries, that the peers read."""
SIZES = (1, 10, 100, 1_000, 10_000, 20_000)
FASTER = 5
"""Rounds of fastparse for one of a peer: they are short."""
GOALS = {
    "TextFSM, ntc-templates": (250, 50),
    "TTP, own template": (100, None),
    "Genie, parser.cli()": (100, None),
    "Genie, device.parse()": (1000, None),
}
"""Times that columns, and records, have to be faster."""
Parse = Callable[[bytes], Parsed[Any]]


class Command(NamedTuple):
    """A command, its seeded text, and its peers, each of them made when it is needed."""

    name: str
    text: Callable[[int], bytes]
    parse: Parse
    peers: tuple[Callable[[], Runner], ...]
    sized: bool = True


def _genie(module: str, parser: str, command: str) -> tuple[Callable[[], Runner], ...]:
    return (lambda: genie(module, parser, command), lambda: genie_device(command))


COMMANDS = (
    Command(
        "show crypto isakmp sa",
        outputs.isakmp_sa,
        show.parse_isakmp_sa,
        (
            lambda: ttp_template("show crypto isakmp sa"),
            *_genie("show_crypto", "ShowCryptoIsakmpSa", "show crypto isakmp sa"),
        ),
    ),
    Command(
        "show crypto ikev1 sa detail (ASA)",
        outputs.asa_ikev1_sa,
        show.parse_isakmp_sa,
        (
            lambda: textfsm(
                "cisco_asa_show_crypto_ikev1_sa_detail", "show crypto ikev1 sa detail (ASA)"
            ),
        ),
    ),
    Command(
        "show crypto ipsec sa",
        outputs.ios_ipsec_sa,
        show.parse_ipsec_sa,
        (
            lambda: ttp_template("show crypto ipsec sa"),
            *_genie("show_crypto", "ShowCryptoIpsecSa", "show crypto ipsec sa"),
        ),
    ),
    Command(
        "show crypto ipsec sa detail",
        outputs.ios_ipsec_sa_detail,
        show.parse_ipsec_sa,
        (lambda: textfsm("cisco_ios_show_crypto_ipsec_sa_detail", "show crypto ipsec sa detail"),),
    ),
    Command(
        "show crypto ipsec sa (ASA)",
        outputs.asa_ipsec_sa,
        show.parse_ipsec_sa,
        (
            lambda: textfsm("cisco_asa_show_crypto_ipsec_sa", "show crypto ipsec sa (ASA)"),
            lambda: ttp_template("show crypto ipsec sa (ASA)"),
        ),
    ),
    Command(
        "show crypto engine connections active",
        outputs.engine,
        show.parse_engine,
        (lambda: ttp_template("show crypto engine connections active"),),
    ),
    Command(
        "show version",
        outputs.version,
        show.parse_version,
        (
            lambda: textfsm("cisco_ios_show_version", "show version"),
            lambda: ttp_template("show version"),
            *_genie("show_platform", "ShowVersion", "show version"),
        ),
        sized=False,
    ),
    Command(
        "show ip access-lists",
        outputs.ios_access_lists,
        show.parse_access_lists,
        (
            lambda: textfsm("cisco_ios_show_ip_access-lists", "show ip access-lists"),
            lambda: ttp_template("show ip access-lists"),
            *_genie("show_acl", "ShowIpAccessLists", "show ip access-lists"),
        ),
    ),
    Command(
        "show access-list (ASA)",
        outputs.asa_access_list,
        show.parse_access_lists,
        (
            lambda: textfsm("cisco_asa_show_access-list", "show access-list (ASA)"),
            lambda: ttp_template("show access-list (ASA)"),
        ),
    ),
)


def _micro(found: Timed, count: int) -> str:
    """Return microseconds an SA of the fastest, the median and the slowest round."""
    ordered = sorted(found.seconds)
    picked = (ordered[0], ordered[len(ordered) // 2], ordered[-1])
    return " / ".join(f"{1e6 * one / count:.3g}" for one in picked)


def _ratio(theirs: Timed, mine: Timed, goal: int | None) -> str:
    ratio = min(theirs.seconds) / min(mine.seconds)
    return f"{ratio:.0f} ×" + (f" (goal {goal})" if goal else "")


def _both(command: Command, data: bytes, rounds: int) -> tuple[Timed, Timed]:
    """Time columns alone, and columns with records."""
    return (
        timed_cpu(lambda: command.parse(data), len(data), rounds * FASTER),
        timed_cpu(lambda: command.parse(data).records, len(data), rounds * FASTER),
    )


def side_by_side(rounds: int) -> Iterator[str]:
    """Yield the lines of a table of every command and peer, as they are measured."""
    yield "| command | | µs a row: best / median / worst | columns are | records are | values |"
    yield "|---|---|---|---|---|---|"
    for command in COMMANDS:
        data = command.text(SIZE)
        count = SIZE if command.sized else 1
        text = data.decode()
        parsed = command.parse(data)
        columns, records = _both(command, data, rounds)
        yield f"| {command.name} | fastparse, columns | {_micro(columns, count)} | | | |"
        yield f"| | fastparse, records | {_micro(records, count)} | | | |"
        for make in command.peers:
            try:
                peer = make()
            except PeerError as error:
                yield f"| | {error} | | | | |"
                continue
            goals = GOALS[peer.name]
            try:
                said = f"{peer.check(text, parsed)} agree"
            except PeerError as error:
                said = str(error)
                if said.startswith("fails"):
                    yield f"| | {peer.name} | | | | {said} |"
                    continue
            theirs = timed_cpu(lambda run=peer.run, text=text: run(text), len(data), rounds)
            yield (
                f"| | {peer.name} | {_micro(theirs, count)} | {_ratio(theirs, columns, goals[0])}"
                f" | {_ratio(theirs, records, goals[1])} | {said} |"
            )


def linear(rounds: int) -> Iterator[str]:
    """Yield the lines of a table: nanoseconds a row from 1 to 20,000, columns / with records."""
    yield "| command | " + " | ".join(f"{size:,}" for size in SIZES) + " |"
    yield "|---|" + "---|" * len(SIZES)
    for command in COMMANDS:
        if not command.sized:
            continue
        cells = []
        for size in SIZES:
            data = command.text(size)
            few = max(3, rounds * FASTER * 1000 // max(size, 1000))
            columns = timed_cpu(lambda parse=command.parse, data=data: parse(data), len(data), few)
            records = timed_cpu(
                lambda parse=command.parse, data=data: parse(data).records, len(data), few
            )
            pair = [1e9 * min(found.seconds) / size for found in (columns, records)]
            cells.append(f"{pair[0]:.0f} / {pair[1]:.0f}")
        yield f"| {command.name} | " + " | ".join(cells) + " |"


_SEED = Path(os.environ.get("REMEDIATE_SHARED", Path(__file__).parents[2] / "shared")) / "seed.txt"
_DOCUMENT = (  # name, lines of the document, the command whose reader and peers read it
    ("router, show crypto ipsec sa", slice(31, 66), "show crypto ipsec sa"),
    ("PIX, show crypto ipsec sa", slice(387, 421), "show crypto ipsec sa (ASA)"),
    ("PIX, show crypto isakmp sa", slice(376, 381), "show crypto isakmp sa"),
)


def document_samples() -> Iterator[str]:
    """Yield the lines of a table: what the peers make of the Cisco document's own samples."""
    if not _SEED.exists():
        yield "The document is not at hand (REMEDIATE_SHARED)."
        return
    yield "| sample | | finds |"
    yield "|---|---|---|"
    lines = _SEED.read_bytes().splitlines(keepends=True)
    for name, place, reader in _DOCUMENT:
        command = next(one for one in COMMANDS if one.name == reader)
        data = b"".join(lines[place])
        parsed = command.parse(data)
        yield (
            f"| {name} | fastparse | {len(parsed.records)} records, {len(parsed.columns.field)} values,"
            f" {len(parsed.unrecognised)} lines not understood |"
        )
        for make in command.peers:
            try:
                peer = make()
            except PeerError as error:
                yield f"| | {error} | |"
                continue
            try:
                said = f"{peer.check(data.decode(), parsed)} values agree"
            except PeerError as error:
                said = str(error)
            yield f"| | {peer.name} | {said} |"
