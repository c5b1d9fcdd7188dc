"""Running-configs: text to crypto model beside what peers need to load the same text, in one run.

ciscoconfparse2 loads (no question asked of it); hier-config loads the access list alone, once, as it
is quadratic on flat blocks. remediate reads the whole crypto model; entries of access lists, routes and keys
become objects when they are looked at, so it is timed without and with looking at every one. Redacting keys comes
before reading in the product and is timed by itself. All times are the process's own: one that takes
half a second is interrupted by others, one that takes a millisecond is not. Before anything is timed, lines, sections with
lines in them and crypto map entries must be the same with both.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from bench.configs import asa, flat, ios
from bench.peers import aside, install_aside
from bench.timing import Timed
from bench.timing import timed as timed_by
from fastparse.config import parse
from remediate.model.config import CryptoConfig
from remediate.platforms.read import read_config
from remediate.secrets import Redactor

__all__ = ["Row", "compare", "growth"]

HERE = Path(__file__).parent
PEERS = aside("ciscoconfparse2")
RELEASE = "0.9.18"
LINES = 10_000
Row = tuple[str, Timed, int]
"""(what, seconds of its rounds, lines that it read)."""


def timed(work: Callable[[], object], size: int, rounds: int, *, warm: bool = True) -> Timed:
    """Time ``work`` by the time of this process."""
    return timed_by(work, size, rounds, warm=warm, clock=time.process_time)


class PeerError(RuntimeError):
    """A peer that does not read what remediate reads."""


def compare(rounds: int) -> Iterator[tuple[str, list[Row]]]:
    """Yield for every configuration what each took; raises :class:`PeerError`."""
    peer = _install()
    for name, text in (
        ("IOS hub, 10,000 lines, 250 crypto map entries", ios(LINES)),
        ("ASA hub, 10,000 lines, 250 crypto map entries", asa(LINES)),
        ("IOS, a crypto access list of 10,000 entries", flat(LINES)),
        ("ASA, a crypto access list of 10,000 entries", flat(LINES, firewall=True)),
    ):
        redactor = Redactor(b"bench")
        redacted = redactor.redact(text)
        lines, size = len(text.splitlines()), len(text)
        loaded = _ciscoconfparse2(text, max(2, rounds // 2)) if peer else None
        if loaded is not None:
            _same(text, read_config(redacted), loaded)
        rows: list[Row] = [
            ("remediate, text to crypto model", timed(partial(read_config, redacted), size, rounds * 5), lines),
            ("the same, and every access list entry, route and key", timed(partial(_looked_at, redacted), size, rounds), lines),
            ("remediate, keys to tokens (before reading)", timed(partial(redactor.redact, text), size, rounds * 2), lines),
        ]  # fmt: skip
        if loaded is not None:
            loading = Timed(tuple(loaded["seconds"]), size)
            rows.append((f"ciscoconfparse2 {RELEASE}, loading", loading, lines))
        if name.startswith("IOS, a"):
            block = [line for line in text.split("\n") if "permit ip 10.1." in line]
            rows.append(("hier-config, loading the access list", _hier_config(block), len(block)))
        yield name, rows


def _looked_at(redacted: str) -> int:
    found = read_config(redacted)
    entries = sum(len(tuple(acl.entries)) for acl in found.acls)
    return entries + len(tuple(found.routes)) + len(tuple(found.keys))


def _install() -> bool:
    """Install the peer into a folder of its own: it pins a hier-config that remediate can't use."""
    found = install_aside(PEERS.name, f"=={RELEASE}")
    if not found:
        print("no ciscoconfparse2 here: it could not be installed")
    return found


def _ciscoconfparse2(text: str, rounds: int) -> dict[str, list]:
    with tempfile.TemporaryDirectory(dir="/dev/shm") as folder:
        path = Path(folder) / "config"
        path.write_text(text)
        command = [sys.executable, str(HERE / "load_ciscoconfparse2.py"), str(path), str(rounds)]
        environment = {**os.environ, "PYTHONPATH": str(PEERS)}
        done = subprocess.run(
            command, capture_output=True, text=True, check=True, env=environment, cwd=folder
        )
    return json.loads(done.stdout)


def _hier_config(lines: list[str]) -> Timed:
    from hier_config import Platform, get_hconfig

    text = "\n".join(["ip access-list extended VPN-1", *lines])
    return timed(lambda: get_hconfig(Platform.CISCO_IOS, text), len(text), 1, warm=False)


def _same(text: str, config: CryptoConfig, theirs: dict[str, list]) -> None:
    """Check that the peer, the tree and the model hold the same."""
    tree = parse(text.encode())
    parents = set(tree.columns.parent) - {-1}
    tops = [row for row in parents if tree.columns.parent[row] < 0]
    wanted = [
        [section.text, *(child.text for child in section.children)]
        for section in tree.sections(b"crypto map")
        if re.match(r"crypto map \S+ \d+ ", section.text)
    ]
    if theirs["entries"] != wanted or theirs["parents"] != len(tops):
        raise PeerError("ciscoconfparse2 has other sections or crypto map entries")
    if theirs["lines"] != len(text.splitlines()):
        raise PeerError("ciscoconfparse2 has other lines")
    read = {
        (entry.map, entry.sequence, kind): value
        for item in config.maps
        for entry in item.entries
        for kind, value in (("set peer", entry.peers[0]), ("match address", entry.acl))
    }
    if read != dict(_settings(theirs["entries"])):
        raise PeerError("the model has other crypto map entries")
    listed = sum(len(acl.entries) for acl in config.acls)
    shown = re.findall(r"^(?:access-list \S+ | (?:permit|deny) )", text, re.MULTILINE)
    if listed != len(shown):
        raise PeerError("the model has other access list entries")


def _settings(entries: list[list[str]]) -> Iterator[tuple[tuple[str, int, str], str]]:
    """Yield peer and access list of the crypto map entries that the peer loaded."""
    for head, *children in entries:
        name, number, *rest = head.split()[2:]
        for line in (" ".join(rest), *children):
            for kind in ("set peer", "match address"):
                if line.startswith(kind):
                    yield (name, int(number), kind), line.removeprefix(kind).strip()


def growth(rounds: int) -> Iterator[tuple[str, list[float]]]:
    """Yield the seconds a line at 1,000, 10,000 and 200,000 lines of every kind of configuration."""
    for name, make in (
        ("IOS hub", ios),
        ("ASA hub", asa),
        ("IOS access list", flat),
        ("ASA access list", lambda lines: flat(lines, firewall=True)),
    ):
        for lines in (1_000, 10_000, 200_000):
            text = Redactor(b"bench").redact(make(lines))
            count, size = len(text.splitlines()), len(text)
            some = rounds * (5 if lines < 200_000 else 1)
            model = timed(partial(read_config, text), size, some)
            every = timed(partial(_looked_at, text), size, rounds)
            keys = timed(partial(Redactor(b"bench").redact, text), size, some)
            yield f"{name}, {lines:,}", [min(one.seconds) / count for one in (model, every, keys)]
