"""ASA 8.2: its words, its tables, its hashes."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from fastparse.show import parse_ipsec_sa, parse_isakmp_sa
from remediate.lab.asa import Asa
from remediate.lab.asa_secrets import fits, hashed_older
from remediate.lab.clock import Clock
from remediate.lab.device import Device
from remediate.lab.releases import ASA_8
from remediate.lab.store import Section
from tests.lab.asa.conftest import FakeNetwork, Session
from tests.lab.asa.test_tables import flow, phase1

CASES = Path(__file__).parents[2] / "acceptance" / "cases"
PARIS = CASES / "net002-asa82-bound-list-lacks-the-flow" / "dumps" / "paris" / "session.txt"


@pytest.fixture
def old() -> Session:
    clock = Clock(datetime(2011, 11, 27, 12, 0, tzinfo=UTC), monotonic=lambda: 0.0)
    device = Device("paris", Asa(ASA_8), clock, Section("configure"))
    network = FakeNetwork(clock)
    network.add(device)
    text = PARIS.read_text(encoding="utf-8").partition(": end")[0]
    refused = device.platform.load(device, text)
    assert [line for line in refused if not line.startswith(" ")] == ["interface Ethernet0/2"]
    device.startup = device.platform.text(device)
    session = Session(device, network)
    session.terminal.privileged = True
    session.run("terminal pager 0")
    return session


def test_a_real_order_comes_back(old: Session) -> None:
    wanted = [
        line.rstrip()
        for line in PARIS.read_text(encoding="utf-8").partition("Cryptochecksum")[0].splitlines()
        if line and line[0] not in " !:"
    ]
    printed = [line.rstrip() for line in old.device.platform.text(old.device).splitlines()]
    kept = [line for line in printed if line in wanted and line]
    assert [line for line in wanted if line not in printed] == ["interface Ethernet0/2"]
    assert kept == [line for line in wanted if line != "interface Ethernet0/2"]


def test_words_of_one_version(old: Session) -> None:
    printed = old.configure(
        "crypto isakmp policy 30\n hash md5\n exit\ncrypto ipsec transform-set T esp-3des esp-md5-hmac\n"
        "crypto map outside_map 20 set transform-set T\n"
    )
    assert printed == ""
    assert " set transform-set T\n" in old.run("show run crypto map")
    old.run("crypto isakmp policy 30")
    assert old.terminal.prompt == "paris(config-isakmp-policy)# "
    assert old.run("crypto ikev1 policy 1").endswith("marker.\n")
    assert old.run("crypto ipsec profile P").endswith("marker.\n")


def test_exemption_with_a_list(old: Session) -> None:
    old.configure(
        "access-list N extended permit ip any any\nnat (inside) 0 access-list N\nno nat (inside) 1 0.0.0.0 0.0.0.0\n"
    )
    assert old.run("show run nat") == "nat (inside) 0 access-list N\n"


def test_keys_are_masked(old: Session) -> None:
    assert " pre-shared-key *****\n" in old.run("show run tunnel-group")
    assert "Harbor+Myrtle7419" in old.run("more system:running-config")


def test_tables_name_no_version(old: Session) -> None:
    assert old.run("show crypto isakmp sa") == "\nThere are no isakmp sas\n"
    old.network.ike, old.network.flows = [phase1()], [flow(tag="outside_map", sequence=20)]
    text = old.run("show crypto isakmp sa")
    assert "IKEv" not in text
    assert [row.state for row in parse_isakmp_sa(text.encode()).records] == ["MM_ACTIVE"]
    parsed = parse_ipsec_sa(old.run("show crypto ipsec sa").encode())
    assert (len(parsed.records), parsed.unrecognised) == (1, ())
    assert old.run("show crypto ikev1 sa").endswith("marker.\n")


def test_hashes_known_elsewhere() -> None:
    """``2KFQnbNIdI.2KYOU`` is ``cisco`` in guides and wordlists, ``8Ry2YjIyt7RRXU24`` the empty password."""
    assert hashed_older("cisco") == "2KFQnbNIdI.2KYOU"
    assert hashed_older("") == "8Ry2YjIyt7RRXU24"
    assert fits("cisco", "2KFQnbNIdI.2KYOU")
    assert not fits("Cisco", "2KFQnbNIdI.2KYOU")
