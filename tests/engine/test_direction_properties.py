"""Properties of the two directions: over generated pairs of configurations.

Input: generated. Each pair is two routers whose policies, transform sets, PFS, keys and flows are
drawn from small sets, so that they often agree and often don't.
"""

from __future__ import annotations

from typing import NamedTuple

from hypothesis import given, settings
from hypothesis import strategies as st

from remediate.check import check
from remediate.model.base import Verdict
from remediate.model.evidence import DeviceEvidence, FleetEvidence
from remediate.model.selector import AddressBlock, PortRange, Selector
from remediate.negotiation import negotiate
from remediate.negotiation.courses import Direction, Ending
from remediate.negotiation.directions import directions
from remediate.negotiation.flows import MapFlows
from remediate.platforms.read import read_config
from remediate.secrets import Redactor
from remediate.tunnels import join


class Policy(NamedTuple):
    encryption: str
    hash: str
    group: int
    lifetime: int


class End(NamedTuple):
    """What one router is configured with; flows are (own network, other's network) by number."""

    policies: tuple[Policy, ...]
    sets: tuple[str, ...]
    pfs: int | None
    key: str
    flows: tuple[tuple[str, str], ...]


POLICIES = st.builds(
    Policy,
    st.sampled_from(["aes 256", "aes", "3des"]),
    st.sampled_from(["sha", "sha256"]),
    st.sampled_from([2, 14]),
    st.sampled_from([600, 86400]),
)
SETS = st.sampled_from(
    ["esp-aes 256 esp-sha-hmac", "esp-aes esp-sha-hmac", "esp-3des esp-md5-hmac"]
)
NETWORKS = st.sampled_from(
    ["10.{}.1.0 0.0.0.255", "10.{}.0.0 0.0.255.255", "host 10.{}.1.7", "10.{}.2.0 0.0.0.255"]
)
FLOWS = st.lists(st.tuples(NETWORKS, NETWORKS), min_size=1, max_size=3, unique=True).map(tuple)
ENDS = st.builds(
    End,
    st.lists(POLICIES, min_size=1, max_size=3).map(tuple),
    st.lists(SETS, min_size=1, max_size=2, unique=True).map(tuple),
    st.sampled_from([None, None, 5, 14]),
    st.sampled_from(["one-key", "one-key", "another"]),
    FLOWS,
)
LITTLE = settings(max_examples=60, deadline=None)


def text_of(end: End, number: int, *, beside: str = "") -> str:
    """Return the running-config of router 1 or 2."""
    other = 3 - number
    lines = ["version 15.2", f"hostname r{number}", "!"]
    for priority, policy in enumerate(end.policies, 1):
        lines += [
            f"crypto isakmp policy {priority}",
            f" encr {policy.encryption}",
            f" hash {policy.hash}",
            " authentication pre-share",
            f" group {policy.group}",
            f" lifetime {policy.lifetime}",
        ]
    lines.append(f"crypto isakmp key {end.key} address 10.99.0.{other}")
    for place, transforms in enumerate(end.sets, 1):
        lines += [f"crypto ipsec transform-set S{place} {transforms}", " mode tunnel"]
    lines += [
        "crypto map M 10 ipsec-isakmp",
        f" set peer 10.99.0.{other}",
        f" set transform-set {' '.join(f'S{n}' for n in range(1, len(end.sets) + 1))}",
        *([f" set pfs group{end.pfs}"] if end.pfs else []),
        " match address 150",
        *([beside] if beside else []),
        "interface GigabitEthernet0/0",
        f" ip address 10.99.0.{number} 255.255.255.0",
        " crypto map M",
    ]
    lines += [
        f"access-list 150 permit ip {own.format(number)} {far.format(other)}"
        for own, far in end.flows
    ]
    if beside:
        lines.append("access-list 199 permit ip 172.30.0.0 0.0.255.255 172.31.0.0 0.0.255.255")
    return "\n".join([*lines, "end", ""])


BESIDE = (
    "crypto map M 5 ipsec-isakmp\n set peer 10.98.0.9\n set transform-set S1\n match address 199"
)


REDACTOR = Redactor(b"0123456789abcdef0123456789abcdef")


def fleet(one: str, two: str) -> FleetEvidence:
    devices = []
    for name, config in (("r1", one), ("r2", two)):
        text = REDACTOR.redact(config)
        devices.append(DeviceEvidence(device=name, config=read_config(text), config_text=text))
    return FleetEvidence(devices=tuple(devices))


def judged(one: str, two: str) -> tuple[Direction, Direction]:
    (tunnel,) = [
        item
        for item in join(fleet(one, two)).tunnels
        if {end.address for end in item.ends} == {"10.99.0.1", "10.99.0.2"}
    ]
    negotiation = negotiate(tunnel)
    assert negotiation is not None
    return directions(negotiation)


def verdict(one: str, two: str) -> Verdict:
    (tunnel,) = check(fleet(one, two)).tunnels
    return tunnel.result.verdict


def told(way: Direction) -> tuple[object, ...]:
    policy = way.policy and (way.policy.initiator.priority, way.policy.responder.priority)
    return (
        way.ending,
        way.slug,
        policy,
        way.policy and way.policy.lifetime,
        [
            (child.ending, child.selector, child.pfs_group, child.mode, child.narrower)
            for child in way.children
        ],
    )


@given(ENDS)
@LITTLE
def test_ends_that_mirror_each_other_come_up_both_ways(end):
    mirror = end._replace(flows=tuple((far, own) for own, far in end.flows))
    one, two = text_of(end, 1), text_of(mirror, 2)
    assert [way.ending for way in judged(one, two)] == [Ending.UP, Ending.UP]
    assert verdict(one, two) is Verdict.HEALTHY


@given(ENDS, ENDS)
@LITTLE
def test_swapping_the_ends_mirrors_the_result(first, second):
    one, two = judged(text_of(first, 1), text_of(second, 2))
    other, same = judged(text_of(second, 1), text_of(first, 2))
    for here, there in ((one, same), (two, other)):
        assert here.ending is there.ending
        assert here.slug == there.slug
        assert [child.ending for child in here.children] == [c.ending for c in there.children]


@given(ENDS, ENDS)
@LITTLE
def test_symmetric_faults_fail_both_ways(first, second):
    one, two = judged(text_of(first, 1), text_of(second, 2))
    for ending in (Ending.POLICY, Ending.KEYS):
        assert (one.ending is ending) is (two.ending is ending)
    refused = {child.ending for way in (one, two) for child in way.children}
    if not set(first.sets) & set(second.sets) and refused:
        assert refused <= {Ending.TRANSFORMS, Ending.PROXIES}


@given(ENDS, ENDS)
@LITTLE
def test_an_entry_for_another_peer_changes_nothing(first, second):
    plain = judged(text_of(first, 1), text_of(second, 2))
    beside = judged(text_of(first, 1, beside=BESIDE), text_of(second, 2))
    assert [told(way) for way in plain] == [told(way) for way in beside]


@given(ENDS, ENDS)
@LITTLE
def test_a_check_is_healthy_where_both_ways_come_up_and_a_fault_where_one_fails(first, second):
    ways = judged(text_of(first, 1), text_of(second, 2))
    found = verdict(text_of(first, 1), text_of(second, 2))
    narrower = any(child.narrower for way in ways for child in way.children)
    if all(way.ending is Ending.UP for way in ways) and not narrower:
        assert found is Verdict.HEALTHY
    if any(way.ending.fails for way in ways):
        assert found is Verdict.FAULT


# --- the index of a map's flows against a plain walk ----------------------------------------------

BLOCKS = st.builds(
    AddressBlock,
    address=st.sampled_from([0x0A000000, 0x0A000100, 0x0A000107, 0x0A010000]),
    wildcard=st.sampled_from([0, 0xFF, 0xFFFF, 0xFFFFFFFF, 0xFF00]),
)
PORTS = st.sampled_from([PortRange(), PortRange(low=443, high=443), PortRange(low=1, high=1023)])
SELECTORS = st.builds(
    Selector,
    protocol=st.sampled_from([None, 6]),
    source=BLOCKS,
    source_ports=PORTS,
    destination=BLOCKS,
    destination_ports=PORTS,
)
LINES = st.lists(
    st.tuples(
        st.sampled_from(["permit", "deny"]),
        st.sampled_from(["host 10.0.1.7", "10.0.1.0 0.0.0.255", "10.0.0.0 0.0.255.255", "any"]),
        st.sampled_from(["host 10.1.1.7", "10.1.1.0 0.0.0.255", "10.0.1.0 0.255.0.255", "any"]),
        st.sampled_from(["", " eq 443"]),
    ),
    min_size=1,
    max_size=4,
)


@given(st.lists(LINES, min_size=1, max_size=4), SELECTORS)
@settings(max_examples=200, deadline=None)
def test_the_index_finds_the_entry_that_a_walk_finds(lists, flow):
    lines = ["version 15.2", "hostname r1"]
    for number, _ in enumerate(lists):
        lines += [f"crypto map M {number + 1} ipsec-isakmp", f" match address L{number}"]
    for number, entries in enumerate(lists):
        lines.append(f"ip access-list extended L{number}")
        lines += [
            f" {action} {'tcp' if port else 'ip'} {source} {destination}{port}"
            for action, source, destination, port in entries
        ]
    config = read_config("\n".join([*lines, "end", ""]))
    assert config is not None
    flow = flow.normalised()
    found = MapFlows(config, config.maps[0].entries).first(flow)
    walked = None
    for entry in config.maps[0].entries:
        acl = config.acl(entry.acl)
        assert acl is not None
        covering = [
            (line.action, selector)
            for line in acl.entries
            for selector in line.selectors
            if selector.normalised().covers(flow)
        ]
        if covering and covering[0][0] == "permit":
            walked = (entry, covering[0][1].normalised())
            break
    assert found == walked
