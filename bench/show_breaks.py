"""Where peers break and fastparse doesn't, by running them: a table of texts and what each makes of them.

The first texts are the Cisco document's own samples, whose indentation is lost; the others are synthetic,
in forms that hubs print.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from bench import outputs_ipsec, outputs_tunnels
from bench.show_commands import COMMANDS, Command
from bench.show_peers import PeerError

__all__ = ["where_peers_break"]

SEED = Path(os.environ.get("REMEDIATE_SHARED", Path(__file__).parents[2] / "shared")) / "seed.txt"


class Break(NamedTuple):
    """A text, why it is hard, and the command whose reader and peers read it."""

    name: str
    text: Callable[[], bytes | None]
    command: str


def _document(lines: slice) -> Callable[[], bytes | None]:
    def text() -> bytes | None:
        if not SEED.exists():
            return None
        return b"".join(SEED.read_bytes().splitlines(keepends=True)[lines])

    return text


def _named_list() -> bytes:
    return outputs_tunnels.crypto_map(1).replace(b"list 101", b"list BRANCH-1")


BREAKS = (
    Break("the document's router, indentation lost", _document(slice(31, 66)), "show crypto ipsec sa, crypto map"),
    Break("the document's router, indentation lost", _document(slice(31, 66)), "show crypto ipsec sa detail"),
    Break("the document's PIX", _document(slice(387, 421)), "show crypto ipsec sa (ASA)"),
    Break("the document's PIX", _document(slice(387, 421)), "show crypto ipsec sa, crypto map"),
    Break("the document's PIX", _document(slice(376, 381)), "show crypto isakmp sa"),
    Break(
        "three identities below one crypto map",
        lambda: outputs_ipsec.ipsec_sa_of_hub_detail(6),
        "show crypto ipsec sa detail",
    ),
    Break("two spokes of FlexVPN", lambda: outputs_ipsec.ipsec_sa_of_flexvpn(4), "show crypto ipsec sa, crypto map"),
    Break("two tunnels over IPv6", lambda: outputs_ipsec.ipsec_sa_of_ipv6(4), "show crypto ipsec sa, crypto map"),
    Break(
        "three sessions, each on an interface of its own",
        lambda: outputs_tunnels.session_detail(3),
        "show crypto session detail",
    ),
    Break("a map entry with a named list", _named_list, "show crypto map"),
    Break("ten sessions, the last one's id is 10", lambda: outputs_tunnels.asa_ikev2_sa_detail(10), "show crypto ikev2 sa detail (ASA)"),
)  # fmt: skip


def _said(parsed: Any) -> str:
    unread = len(parsed.unrecognised)
    return f"{len(parsed.records)} records, {len(parsed.columns.field)} values, {unread} lines not understood"


def where_peers_break() -> Iterator[str]:
    """Yield the lines of the table."""
    yield "| text | read as | fastparse | TextFSM, ntc-templates | Genie |"
    yield "|---|---|---|---|---|"
    for case in BREAKS:
        command = next(one for one in COMMANDS if one.title == case.command)
        data = case.text()
        if data is None:
            yield f"| {case.name} | {command.name} | the document is not at hand (REMEDIATE_SHARED) | | |"
            continue
        parsed = command.parse(data)
        cells = [_peer(command, kind, data, parsed) for kind in ("TextFSM", "Genie cli()")]
        yield f"| {case.name} | {command.name} | {_said(parsed)} | {' | '.join(cells)} |"


def _peer(command: Command, kind: str, data: bytes, parsed: Any) -> str:
    make = dict(command.peers())[kind]
    if make is None:
        return "–"
    try:
        return f"{make().check(data.decode(), parsed)} values agree"
    except PeerError as error:
        return str(error)
