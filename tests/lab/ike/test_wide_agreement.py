"""Pairs from a wide space: in each direction of initiation the lab does what ``remediate check`` foretells.

The two were written from the same documents without knowing each other. What the check foretells in a direction
(``up``, a failure, ``answers-only``) is what happens in the lab, and its verdict fits both; ``unknown`` is no
prophecy. ``python -m tests.lab.ike.test_wide_agreement FIRST LAST`` compares as many pairs as one likes. Aggressive
mode, certificates, address translation between the ends and IPv6 are not emulated, and not drawn.

Where the two differ all the same, it is for one of the reasons of :data:`REASONS`.
"""

from __future__ import annotations

import random
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from remediate.cli.reading import read_check
from remediate.lab.ike.defaults import weak_group
from remediate.lab.ike.facts import Facts, Kind
from remediate.model.base import Verdict
from remediate.model.diagnosis import DirectionView, TunnelReport
from tests.lab.ike.test_agreement import comes_up
from tests.lab.ike.two_ends import A, B, World
from tests.lab.ike.wide_pairs import Pair, wide_pair

BLOCK = 40
BLOCKS = 10
_OPEN = ("up", "answers-only", "unknown")


class Compared(NamedTuple):
    """A pair, what the lab did with it and what the check says."""

    pair: Pair
    facts: tuple[Facts, Facts]
    ups: tuple[bool, bool]
    """Whether all comes up where the first, the second end begins."""
    report: TunnelReport | None

    @property
    def slugs(self) -> set[str]:
        return {item.slug for item in self.report.diagnoses} if self.report is not None else set()


def compared(seed: int) -> Compared:
    """Draw a pair and ask both."""
    world = World()
    pair = wide_pair(world, seed)
    with pytest.MonkeyPatch.context() as patch:
        ups = (
            comes_up(world, pair.devices[0], B, patch),
            comes_up(world, pair.devices[1], A, patch),
        )
    found = world.network.tunnels.world
    facts = (found.facts("r1"), found.facts("r2"))
    folder = Path(tempfile.mkdtemp())
    try:
        for device in pair.devices:
            (folder / device.name).mkdir()
            text = device.platform.text(device)
            (folder / device.name / "show_running-config.txt").write_text(text)
        report = read_check([folder], None, None, None, True).report
    finally:
        shutil.rmtree(folder)
    both = {"r1", "r2"}
    tunnels = (t for t in report.tunnels if {end.device for end in t.ends} == both)
    return Compared(pair, facts, ups, next(tunnels, None))


# --- why the two differ ---


def _at_rekey(found: Compared) -> bool:
    return found.pair.wish.version == 2 and found.slugs == {"pfs-mismatch"}


def _second_child(found: Compared) -> bool:
    flows = [sum(row.permit for entry in f.entries for row in entry.rows) for f in found.facts]
    return found.pair.wish.version == 2 and "pfs-mismatch" in found.slugs and max(flows) > 1


def _narrowed(found: Compared) -> bool:
    report = found.report
    return (
        found.pair.wish.version == 2
        and found.slugs <= {"crypto-acl-not-mirrored", "pfs-mismatch"}
        and report is not None
        and any("narrows" in way.reason for way in report.directions or ())
    )


def _bare(found: Compared) -> bool:
    groups = {entry.pfs for facts in found.facts for entry in facts.entries}
    bare = any(entry.pfs_bare for facts in found.facts for entry in facts.entries)
    return "pfs-mismatch" in found.slugs and bare and {1, 2} <= groups


def _weak_offer(found: Compared) -> bool:
    weak = any(
        entry.pfs is not None and weak_group(entry.pfs)
        for facts in found.facts
        for entry in facts.entries
    )
    return found.pair.wish.version == 1 and weak and any(f.release.refuses_old for f in found.facts)


def _no_way(found: Compared) -> bool:
    ends = (B, A)
    return any(f.route(peer) is None for f, peer in zip(found.facts, ends, strict=True))


def _order(found: Compared) -> bool:
    return found.pair.wish.version == 2 and bool(
        found.slugs & {"crypto-acl-overlap", "crypto-map-entry-order"}
    )


def _less(found: Compared) -> bool:
    ways = (found.report.directions or ()) if found.report is not None else ()
    return found.slugs == {"crypto-acl-not-mirrored"} and any(
        "less than its own entry" in way.reason for way in ways
    )


def _dynamic_after(found: Compared) -> bool:
    dynamic = any(entry.kind is Kind.DYNAMIC for facts in found.facts for entry in facts.entries)
    return (
        dynamic
        and found.pair.wish.version == 1
        and bool(found.slugs & {"crypto-map-entry-order", "crypto-acl-overlap"})
    )


def _partly(found: Compared) -> bool:
    return found.pair.wish.version == 1 and found.slugs == {"crypto-acl-overlap"} and all(found.ups)


def _dynamic(found: Compared) -> bool:
    behind = any(entry.kind is Kind.DYNAMIC for facts in found.facts for entry in facts.entries)
    return behind and found.slugs <= {"crypto-acl-not-mirrored", "pfs-mismatch"}


REASONS: dict[str, Callable[[Compared], bool]] = {
    "the first child of IKEv2 has no key exchange: PFS that differs is a fault, and the tunnel comes up": _at_rekey,
    "a second flow of IKEv2 is a CREATE_CHILD_SA, where PFS counts; the check looks at the first alone": _second_child,
    "IKEv2 narrows to what both lists permit: the check calls it not known, and the lists a fault": _narrowed,
    "a bare `set pfs` takes an offer of group 1 or 2 (command reference); the check has group 1 alone, and the other direction fails in any case": _bare,
    "17.11.1 and later refuse weak PFS; that they refuse the offer of a peer where they want none themselves is the lab's reading": _weak_offer,
    "no route to the peer: the check says so in its verdict, and what the ends would agree on in the directions": _no_way,
    "a dynamic map behind the entry takes what its list does not mirror: the lists are a fault all the same": _dynamic,
    "IKEv1 takes a flow that is less than an own entry, from both ends: the lists are a fault all the same": _less,
    "a dynamic map behind an earlier entry of another peer that takes the flow: the check lets it answer, the lab refuses": _dynamic_after,
    "an earlier entry takes some packets of a flow: a fault, and the tunnel comes up": _partly,
    "IKEv2 with an earlier entry that takes the flow: the check names the overlap, and judges directions without it": _order,
}


def disagreements(found: Compared) -> Iterator[str]:
    """Yield where the lab does otherwise than foretold."""
    report, ups = found.report, found.ups
    if report is None:
        if all(ups):
            yield "no tunnel is seen, and it comes up"
        return
    for number, name in enumerate(("r1", "r2")):
        way = next((item for item in report.directions or () if item.initiator == name), None)
        if way is not None and (said := _of_direction(way, up=ups[number])) is not None:
            yield said
    if report.verdict is Verdict.FAULT and all(ups):
        yield f"a fault ({', '.join(sorted(found.slugs))}), and it comes up"
    if report.verdict is Verdict.HEALTHY and not any(ups):
        yield "healthy, and it does not come up"


def _of_direction(way: DirectionView, *, up: bool) -> str | None:
    if way.outcome == "up" and not up:
        return f"{way.initiator} begins: up, and it is not"
    if way.outcome not in _OPEN and up:
        return f"{way.initiator} begins: {way.outcome} ({way.reason}), and it comes up"
    if way.outcome == "answers-only" and up:
        return f"{way.initiator} only answers, and it begins"
    return None


def reasons(found: Compared) -> list[str]:
    """Return the known reasons that fit a pair."""
    return [text for text, fits in REASONS.items() if fits(found)]


@pytest.mark.parametrize("block", range(BLOCKS))
def test_the_lab_does_what_the_check_foretells(block: int) -> None:
    unexplained = {}
    for seed in range(block * BLOCK, (block + 1) * BLOCK):
        found = compared(seed)
        said = list(disagreements(found))
        if said and not reasons(found):
            unexplained[seed] = (said, found.pair.marks)
    assert unexplained == {}


def test_the_space_is_wide() -> None:
    """Tunnels that come up, that do from one end alone, that do not; in both versions, of all kinds."""
    seen: Counter[tuple[int, str, int]] = Counter()
    for seed in random.Random(1).sample(range(100_000), 120):
        world = World()
        pair = wide_pair(world, seed)
        with pytest.MonkeyPatch.context() as patch:
            count = comes_up(world, pair.devices[0], B, patch) + comes_up(
                world, pair.devices[1], A, patch
            )
        seen[pair.wish.version, pair.wish.kind, count] += 1
    assert {(version, kind) for version, kind, _ in seen} == {
        (version, kind) for version in (1, 2) for kind in ("map", "vti", "gre")
    }
    assert {count for _, _, count in seen} == {0, 1, 2}
    assert sum(n for (_, _, count), n in seen.items() if count == 2) > 30


def _main(first: int, last: int) -> int:
    counts: Counter[str] = Counter()
    for seed in range(first, last):
        found = compared(seed)
        said = list(disagreements(found))
        why = reasons(found) if said else []
        counts["agree" if not said else why[0] if why else "UNEXPLAINED"] += 1
        if said and not why:
            print(seed, said, found.pair.marks, flush=True)
    for text, count in counts.most_common():
        print(f"{count:7} {text}")
    return counts["UNEXPLAINED"]


if __name__ == "__main__":
    sys.exit(min(_main(int(sys.argv[1]), int(sys.argv[2])), 1))
