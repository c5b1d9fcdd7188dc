"""A running-config that breaks off: whatever is missing behind the cut, no difference is found against it."""

from __future__ import annotations

from pathlib import Path

import pytest

from remediate.diagnose import diagnose
from remediate.model.base import Verdict
from remediate.model.evidence import HostFacts
from remediate.plan import make_plan
from tests.engine.two_ends import R1, R2, changed, device, fleet

CASES = Path(__file__).parents[1] / "acceptance" / "cases"
ADDRESSES = {"r1": "192.0.2.1", "r2": "198.51.100.2", "asa1": "198.51.100.2", "pix1": "198.51.100.2"}  # fmt: skip
HEALTHY = [
    ("ips002-other-names-same-content-healthy", "asa1"),
    ("ips001-pix-netmask-equals-ios-wildcard-healthy", "pix1"),
    ("ips001-object-groups-equal-plain-entries-healthy", "asa1"),
    ("ips001-remarks-sequences-named-numbered-healthy", "r2"),
]
REFUSED = """\
ISAKMP:(0):no offers accepted!
ISAKMP:(0): phase 1 SA policy not acceptable! (local {own} remote {peer})
IPSEC(ipsec_process_proposal): proxy identities not supported
"""


def running_config(case, name):
    folder = CASES / case / "dumps" / name
    (path,) = [*folder.glob("show_running-config.txt"), *folder.glob("write_terminal.txt")]
    return path.read_text("utf-8")


def cuts(text):
    """Yield the text cut at the end and in the middle of two lines in three."""
    lines = text.rstrip("\n").split("\n")
    first = next(n for n, line in enumerate(lines) if "hostname" in line)
    last = next(
        n for n, line in enumerate(lines) if line in ("end", ": end") or "Cryptochecksum" in line
    )
    for count in range(first + 1, last):
        whole = "\n".join(lines[:count]) + "\n"
        if count % 3 != 1:
            yield whole if count % 3 else whole + lines[count][: len(lines[count]) // 2 + 1]


@pytest.mark.parametrize("log", ["", REFUSED], ids=["silent", "refused"])
@pytest.mark.parametrize(("case", "name"), HEALTHY)
def test_nothing_is_found_against_what_is_cut(case, name, log):
    (other,) = {path.name for path in (CASES / case / "dumps").iterdir()} - {name}
    hosts = {host: HostFacts(name=host, addresses=(ADDRESSES[host],)) for host in (name, other)}
    log = log.format(own=ADDRESSES[name], peer=ADDRESSES[other])
    there = device(other, running_config(case, other), facts=hosts[other])
    for text in cuts(running_config(case, name)):
        here = device(name, text, log=log, facts=hosts[name])
        (tunnel,) = diagnose(fleet(here, there, hosts=tuple(hosts.values()))).tunnels
        assert tunnel.verdict in (Verdict.UNKNOWN, Verdict.AMBIGUOUS), (text[-80:], tunnel.reason)
        assert bool(tunnel.diagnoses) <= bool(log)


def test_the_whole_one_is_asked_for():
    cut = R1[: R1.index("10.20.1.0")]
    for second in (R2, changed(R2, ("permit ip 10.20.1.0", "permit ip 10.20.9.0"))):
        (tunnel,) = diagnose(fleet(device("r1", cut), device("r2", second))).tunnels
        assert (tunnel.verdict, tunnel.diagnoses) == (Verdict.UNKNOWN, ())
        asked = [(need.device, need.command) for need in tunnel.needs]
        assert asked == [("r1", "show running-config")]


def test_what_stands_whole_before_the_cut_still_counts():
    cut = R1[: R1.index("10.20.1.0")]
    second = changed(R2, ("group 14", "group 2"))
    result = diagnose(fleet(device("r1", cut), device("r2", second)))
    (tunnel,) = result.tunnels
    assert [item.slug for item in tunnel.diagnoses] == ["isakmp-policy-mismatch"]
    assert make_plan(result).tunnels == ()
