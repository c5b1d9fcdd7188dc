"""Both directions of initiation: what is agreed, where each fails, and the lines that both ends print.

Input: synthetic, written by hand (``two_ends``).
"""

from __future__ import annotations

import pytest

from remediate.check import check
from remediate.diagnose import diagnose
from remediate.messages import Classifier
from remediate.model.base import Platform, Verdict
from remediate.negotiation.courses import Direction, Ending
from remediate.negotiation.directions import directions
from remediate.negotiation.printed import printed
from remediate.negotiation.voice import Generation, generation_of
from remediate.platforms.defaults import parse_release
from remediate.rules import catalogue
from tests.engine.two_ends import KEY, R1, R2, changed, device, fleet, pair

PFS = (" match address", " set pfs group14\n match address")
OTHER_PFS = (" match address", " set pfs group5\n match address")

ASA = f"""\
: Saved
ASA Version 8.2(5)
!
hostname asa1
!
interface Ethernet0/0
 nameif outside
 security-level 0
 ip address 10.1.0.2 255.255.255.0
!
interface Ethernet0/1
 nameif inside
 security-level 100
 ip address 10.20.1.1 255.255.255.0
!
access-list BRANCH extended permit ip 10.20.1.0 255.255.255.0 10.10.1.0 255.255.255.0
crypto ipsec transform-set TS esp-aes-256 esp-sha-hmac
crypto map OUT 20 match address BRANCH
crypto map OUT 20 set peer 10.1.0.1
crypto map OUT 20 set transform-set TS
crypto map OUT interface outside
crypto isakmp enable outside
crypto isakmp policy 10
 authentication pre-share
 encryption aes-256
 hash sha
 group 5
 lifetime 28800
tunnel-group 10.1.0.1 type ipsec-l2l
tunnel-group 10.1.0.1 ipsec-attributes
 pre-shared-key {KEY}
: end
"""
TO_ASA = changed(
    R1,
    ("hash sha256", "hash sha"),
    ("group 14", "group 5"),
    ("esp-aes 256 esp-sha256-hmac", "esp-aes 256 esp-sha-hmac"),
)


def both(first: str = R1, second: str = R2) -> tuple[Direction, Direction]:
    (tunnel,) = pair(first, second).tunnels
    negotiation = tunnel.case.negotiation
    assert negotiation is not None
    return directions(negotiation)


def endings(first: str = R1, second: str = R2) -> tuple[str, str]:
    one, two = both(first, second)
    return one.ending.value, two.ending.value


def test_what_is_agreed_is_the_responders_choice_and_the_shorter_lifetime():
    one, two = both()
    assert (one.ending, two.ending) == (Ending.UP, Ending.UP)
    assert one.policy is not None
    assert (one.policy.initiator.priority, one.policy.responder.priority) == (10, 5)
    assert one.policy.lifetime == 28800
    (child,) = one.children
    assert child.transforms is not None
    assert [item.name for item in child.transforms] == ["STRONG", "TS"]
    assert (child.mode, child.pfs_group) == ("tunnel", None)
    assert str(child.selector) == "ip 10.10.1.0/24 -> 10.20.1.0/24"


def test_the_responder_walks_its_policies_by_priority():
    both_have = changed(
        R1,
        ("crypto isakmp key", "crypto isakmp policy 20\n encr aes\n authentication pre-share\n group 14\ncrypto isakmp key"),
    )  # fmt: skip
    other = changed(
        R2,
        ("crypto isakmp policy 5", "crypto isakmp policy 3\n encr aes\n authentication pre-share\n group 14\ncrypto isakmp policy 5"),
    )  # fmt: skip
    one, two = both(both_have, other)
    assert one.policy is not None
    assert two.policy is not None
    assert (one.policy.initiator.priority, one.policy.responder.priority) == (20, 3)
    assert (two.policy.initiator.priority, two.policy.responder.priority) == (5, 10)


def test_the_initiators_order_of_transform_sets_decides():
    more = "crypto ipsec transform-set AES esp-aes esp-sha-hmac\n mode tunnel\n!\ncrypto map"
    first = changed(R1, ("crypto map VPN 10", more + " VPN 10"), ("set transform-set STRONG", "set transform-set STRONG AES"))  # fmt: skip
    second = changed(R2, ("crypto map OUT 20", more + " OUT 20"), ("set transform-set TS", "set transform-set AES TS"))  # fmt: skip
    chosen = [way.children[0].transforms for way in both(first, second)]
    assert [pair and pair[0].name for pair in chosen] == ["STRONG", "AES"]


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        (R1, changed(R2, ("group 14", "group 2")), ("policy", "policy")),
        (R1, changed(R2, (KEY, "another-key")), ("keys", "keys")),
        (R1, changed(R2, (f"crypto isakmp key {KEY} address 10.1.0.1\n", "")), ("keys", "not-started")),
        (R1, changed(R2, ("esp-sha256-hmac", "esp-sha-hmac")), ("transforms", "transforms")),
        (R1, changed(R2, PFS), ("pfs", "up")),
        (changed(R1, PFS), R2, ("up", "pfs")),
        (changed(R1, OTHER_PFS), changed(R2, PFS), ("pfs", "pfs")),
        (changed(R1, PFS), changed(R2, PFS), ("up", "up")),
        (R1, changed(R2, ("lifetime 28800", "lifetime 600")), ("up", "up")),
        (R1, changed(R2, (" permit ip 10.20.1.0 0.0.0.255 10.10.1.0 0.0.0.255", " permit ip 10.20.1.0 0.0.0.255 10.10.0.0 0.0.255.255")), ("up", "proxies")),
        (R1, changed(R2, (" permit ip 10.20.1.0 0.0.0.255 10.10.1.0 0.0.0.255", " permit ip 10.20.1.0 0.0.0.255 host 10.10.1.9")), ("proxies", "up")),
        (R1, changed(R2, (" permit ip 10.20.1.0 0.0.0.255 10.10.1.0 0.0.0.255", " permit tcp 10.20.1.0 0.0.0.255 10.10.1.0 0.0.0.255 eq 443")), ("proxies", "up")),
        (R1, changed(R2, ("10.10.1.0 0.0.0.255\n!\nend", "10.30.1.0 0.0.0.255\n!\nend")), ("proxies", "proxies")),
        (R1, changed(R2, (" crypto map OUT\n", "")), ("proxies", "not-started")),
        (R1, changed(R2, (" crypto map OUT\n", " crypto map OUT\n shutdown\n")), ("no-answer", "not-started")),
    ],
)  # fmt: skip
def test_where_each_direction_ends(first, second, expected):
    assert endings(first, second) == expected
    assert endings(second, first) == expected  # the ends are ordered by address, not by argument


def test_a_deny_sends_the_flow_to_a_later_entry():
    denied = changed(
        R1,
        ("crypto map VPN 10 ipsec-isakmp", "crypto map VPN 5 ipsec-isakmp\n set peer 10.9.9.9\n set transform-set STRONG\n match address WIDE\ncrypto map VPN 10 ipsec-isakmp"),
        ("access-list 150", "ip access-list extended WIDE\n deny ip 10.10.1.0 0.0.0.255 10.20.0.0 0.0.255.255\n permit ip 10.10.0.0 0.0.255.255 any\naccess-list 150"),
    )  # fmt: skip
    assert [way.ending for way in ways_to(denied, "10.1.0.2")] == [Ending.UP, Ending.UP]
    taken = changed(denied, (" deny ip 10.10.1.0 0.0.0.255 10.20.0.0 0.0.255.255\n", ""))
    one, two = ways_to(taken, "10.1.0.2")
    assert (one.ending, two.ending) == (Ending.NOT_STARTED, Ending.ORDER)
    assert one.slug == two.slug == "crypto-map-entry-order"
    assert "crypto map VPN 5 (peer 10.9.9.9) takes" in one.reason
    assert [said.lines for said in printed(one)] == [(), ()]
    assert any("peer address 10.1.0.2 not found" in text for text in printed(two)[1].lines)


def ways_to(first: str, peer: str) -> tuple[Direction, Direction]:
    found = diagnose(fleet(device("r1", first), device("r2", R2)))
    (tunnel,) = [item for item in found.tunnels if item.tunnel.ends[1].address == peer]
    assert tunnel.case.negotiation is not None
    return directions(tunnel.case.negotiation)


def test_a_later_entry_within_an_earlier_one_for_the_same_peer_is_no_fault():
    more = ("access-list 150 permit ip 10.10.1.0 0.0.0.255 10.20.1.0 0.0.0.255", "access-list 150 permit ip 10.10.1.0 0.0.0.255 10.20.1.0 0.0.0.255\naccess-list 150 permit ip host 10.10.1.7 10.20.1.0 0.0.0.255")  # fmt: skip
    assert endings(changed(R1, more), R2) == ("up", "up")


def test_an_end_with_a_dynamic_map_only_answers():
    hub = changed(
        R1,
        ("crypto map VPN 10 ipsec-isakmp\n set peer 10.1.0.2\n set transform-set STRONG\n match address 150\n", "crypto dynamic-map DYN 10\n set transform-set STRONG\n!\ncrypto map VPN 10 ipsec-isakmp dynamic DYN\n"),
    )  # fmt: skip
    assert endings(hub, R2) == ("answers-only", "up")


def test_transport_mode_is_asked_for_and_tunnel_mode_accepts_itself_alone():
    gre = ("permit ip 10.10.1.0 0.0.0.255 10.20.1.0 0.0.0.255", "permit gre host 10.1.0.1 host 10.1.0.2")  # fmt: skip
    back = (" permit ip 10.20.1.0 0.0.0.255 10.10.1.0 0.0.0.255", " permit gre host 10.1.0.2 host 10.1.0.1")  # fmt: skip
    transport = ("mode tunnel", "mode transport")
    one = changed(R1, gre, transport)
    assert endings(one, changed(R2, back)) == ("transforms", "up")
    up = both(one, changed(R2, back, transport))
    assert [way.children[0].mode for way in up] == ["transport", "transport"]
    # Between networks the mode doesn't matter: tunnel mode is used.
    assert endings(changed(R1, transport), R2) == ("up", "up")


def test_an_asa_wants_its_own_entry_and_ios_takes_less():
    assert endings(TO_ASA, ASA) == ("up", "up")
    narrow = changed(TO_ASA, ("permit ip 10.10.1.0 0.0.0.255", "permit ip host 10.10.1.7"))
    assert endings(narrow, ASA) == ("proxies", "proxies")
    wide = changed(TO_ASA, ("permit ip 10.10.1.0 0.0.0.255", "permit ip 10.10.0.0 0.0.255.255"))
    assert endings(wide, ASA) == ("proxies", "up")


def test_ike_that_is_not_enabled_neither_asks_nor_answers():
    off = changed(ASA, ("crypto isakmp enable outside\n", ""))
    assert endings(TO_ASA, off) == ("no-answer", "not-started")


@pytest.mark.parametrize(
    "second",
    [
        changed(R2, (f"key {KEY}", "key 6 AaBbCcDdEeFfGgHhIiJjKkLlMm")),
        changed(R2, (f"crypto isakmp key {KEY} address 10.1.0.1", f"crypto isakmp key {KEY} hostname r1.example")),
        "Building configuration...\n\nCurrent configuration : 999 bytes\n!\n" + R2[: R2.index("ip access-list extended")],
    ],
    ids=["type 6", "by host name", "cut"],
)  # fmt: skip
def test_what_cannot_be_compared_is_not_known(second):
    assert endings(R1, second) == ("unknown", "unknown")


def test_a_policy_of_certificates_is_not_judged_by_keys():
    first = changed(R1, ("authentication pre-share", "authentication rsa-sig"))
    second = changed(
        R2, ("authentication pre-share", "authentication rsa-sig"), (KEY, "another-key")
    )
    (tunnel,) = pair(first, second).tunnels
    assert [item.slug for item in tunnel.diagnoses] == []
    assert endings(first, second) == ("unknown", "unknown")


# --- what is printed -----------------------------------------------------------------------------

RELEASES = {
    "version 12.2": Generation.IOS12,
    "version 15.2": Generation.IOS15,
    "version 16.9": Generation.XE,
}
FAULTS = {
    "isakmp-policy-mismatch": (("group 14", "group 2"),),
    "psk-mismatch": ((KEY, "another-key"),),
    "transform-set-mismatch": (("esp-sha256-hmac", "esp-sha-hmac"),),
    "crypto-acl-not-mirrored": (("10.10.1.0 0.0.0.255\n!\nend", "10.30.1.0 0.0.0.255\n!\nend"),),
    "no-key-for-peer": ((f"crypto isakmp key {KEY} address 10.1.0.1\n", ""),),
    "pfs-mismatch": (PFS,),
}


@pytest.mark.parametrize("slug", FAULTS)
@pytest.mark.parametrize("release", RELEASES)
def test_what_the_responder_prints_points_to_the_cause(release, slug):
    version = ("version 15.2", release)
    first = R1 if release == "version 15.2" else changed(R1, version)
    second = changed(R2, *FAULTS[slug], *(() if release == "version 15.2" else (version,)))
    way = next(
        way
        for way in both(first, second)
        if way.slug == slug and way.ending is not Ending.NOT_STARTED
    )
    initiator, responder = printed(way)
    assert generation_of(responder.side.config.release) is RELEASES[release]
    found = slugs_of(responder.lines)
    assert slug in found, responder.lines
    for text in (*initiator.lines, *responder.lines):
        assert classified(text) or text.startswith("    {"), f"no signature knows {text!r}"


def test_an_asa_prints_in_its_own_words():
    for old, new, slug in (
        ("group 5", "group 2", "isakmp-policy-mismatch"),
        ("esp-aes-256 esp-sha-hmac", "esp-aes-256 esp-md5-hmac", "transform-set-mismatch"),
        ("10.10.1.0 255.255.255.0", "10.10.2.0 255.255.255.0", "crypto-acl-not-mirrored"),
        (KEY, "another-key", "psk-mismatch"),
    ):
        way = both(TO_ASA, changed(ASA, (old, new)))[0]
        assert way.slug == slug
        _, responder = printed(way)
        assert slug in slugs_of(responder.lines), responder.lines


@pytest.mark.parametrize("second", [R2, ASA], ids=["ios", "asa"])
@pytest.mark.parametrize(
    ("ending", "slug"),
    [
        (Ending.POLICY, "ikev2-proposal-mismatch"),
        (Ending.PROXIES, "crypto-acl-not-mirrored"),
        (Ending.TRANSFORMS, "transform-set-mismatch"),
    ],
)
def test_what_is_printed_of_ikev2_points_to_the_cause(second, ending, slug):
    way = both(R1 if second is R2 else TO_ASA, second)[0]._replace(version=2, ending=ending)
    initiator, responder = printed(way)
    for text in (*initiator.lines, *responder.lines):
        assert classified(text), f"no signature knows {text!r}"
    # NO_PROPOSAL_CHOSEN alone doesn't say which exchange refused.
    assert slug in slugs_of((*responder.lines, *initiator.lines))
    assert bool(responder.lines) is (ending is not Ending.TRANSFORMS)


def test_a_pix_6_words_its_lines_as_the_document_does():
    assert generation_of(parse_release("6.3(5)", Platform.ASA, pix=True)) is Generation.PIX6
    assert generation_of(parse_release("8.2(5)", Platform.ASA)) is Generation.ASA


def classified(text: str) -> list[str]:
    classifier = Classifier(catalogue())
    lines = [f"{text}\n".encode()]
    found = classifier.messages(lines, device="r", file="r.txt", clean=lambda value: value)
    return [message.signature for message in found]


def slugs_of(lines: tuple[str, ...]) -> set[str]:
    classifier = Classifier(catalogue())
    text = "".join(f"{line}\n" for line in lines).encode()
    found = classifier.messages([text], device="r", file="r.txt", clean=lambda value: value)
    return {slug for message in found for slug in message.slugs}


# --- tunnel interfaces -----------------------------------------------------------------------------

TUNNEL = """\
crypto ipsec profile P
 set transform-set STRONG
!
interface Tunnel0
 ip address 172.16.0.1 255.255.255.252
 tunnel source GigabitEthernet0/0
 tunnel destination 10.1.0.2
 tunnel protection ipsec profile P
!
interface GigabitEthernet0/0
"""
WITH_TUNNEL = changed(
    R1,
    ("crypto map VPN 10 ipsec-isakmp\n set peer 10.1.0.2\n set transform-set STRONG\n match address 150\n!\n", ""),
    (" crypto map VPN\n", ""),
    ("interface GigabitEthernet0/0\n", TUNNEL),
)  # fmt: skip
WITH_VTI = changed(WITH_TUNNEL, (" tunnel destination", " tunnel mode ipsec ipv4\n tunnel destination"))  # fmt: skip
GRE_BACK = (" permit ip 10.20.1.0 0.0.0.255 10.10.1.0 0.0.0.255", " permit gre host 10.1.0.2 host 10.1.0.1")  # fmt: skip


def test_tunnel_protection_against_a_crypto_map_for_gre_comes_up():
    assert endings(WITH_TUNNEL, changed(R2, GRE_BACK)) == ("up", "up")
    ends = fleet(device("r1", WITH_TUNNEL), device("r2", changed(R2, GRE_BACK)))
    (tunnel,) = check(ends).tunnels
    assert tunnel.result.verdict is Verdict.HEALTHY
    transport = ("mode tunnel", "mode transport")
    other = changed(R2, GRE_BACK, transport)
    assert endings(WITH_TUNNEL, other) == ("unknown", "unknown")
    assert endings(changed(WITH_TUNNEL, transport), other) == ("up", "up")
    weaker = changed(R2, GRE_BACK, ("esp-sha256-hmac", "esp-sha-hmac"))
    assert endings(WITH_TUNNEL, weaker) == ("transforms", "transforms")


def test_a_vti_proposes_everything_and_a_crypto_map_refuses_that():
    one, two = both(WITH_VTI, R2)
    assert (one.ending, one.slug) == (Ending.PROXIES, "crypto-acl-not-mirrored")
    assert two.ending is Ending.UNKNOWN
    everything = (" permit ip 10.20.1.0 0.0.0.255 10.10.1.0 0.0.0.255", " permit ip any any")
    assert endings(WITH_VTI, changed(R2, everything)) == ("up", "up")


def test_an_isakmp_profile_for_another_address_is_not_known_to_match():
    profile = "crypto isakmp profile P\n match identity address {} 255.255.255.255\n!\ncrypto ipsec"
    for address, ending in (("10.1.0.2", "up"), ("10.1.0.9", "unknown")):
        first = changed(
            R1,
            ("crypto ipsec", profile.format(address)),
            (" match address 150", " set isakmp-profile P\n match address 150"),
        )
        assert endings(first, R2) == (ending, ending)
    assert endings(changed(R1, (" match address 150", " set isakmp-profile Q\n match address 150")), R2) == ("unknown", "unknown")  # fmt: skip


def test_an_earlier_entry_with_the_very_same_flow_may_be_a_standby():
    standby = changed(
        R1,
        ("crypto map VPN 10 ipsec-isakmp", "crypto map VPN 5 ipsec-isakmp\n set peer 10.9.9.9\n set transform-set STRONG\n match address 150\ncrypto map VPN 10 ipsec-isakmp"),
    )  # fmt: skip
    assert [way.ending for way in ways_to(standby, "10.1.0.2")] == [Ending.UNKNOWN, Ending.UNKNOWN]


def test_what_a_dynamic_map_takes_goes_back_by_the_entry_before_it_that_has_the_flow():
    hub = changed(
        R1,
        ("set peer 10.1.0.2", "set peer 10.9.9.9"),
        ("crypto map VPN 10 ipsec-isakmp", "crypto dynamic-map DYN 10\n set transform-set STRONG\n!\ncrypto map VPN 10 ipsec-isakmp"),
        (" match address 150\n!", " match address 150\ncrypto map VPN 65000 ipsec-isakmp dynamic DYN\n!"),
    )  # fmt: skip
    one, two = ways_to(hub, "10.1.0.2")
    assert (one.ending, one.slug) == (Ending.NOT_STARTED, "peer-address-mismatch")
    assert two.ending is Ending.UNKNOWN
    assert "leaves by the earlier entry" in two.reason


def test_an_end_without_an_entry_for_its_peer_is_not_told_of_by_its_keys():
    second = changed(R2, ("set peer 10.1.0.1", "set peer 10.1.0.9"), (f"{KEY} address 10.1.0.1", f"{KEY} address 10.1.0.9"))  # fmt: skip
    found = diagnose(fleet(device("r1", R1), device("r2", second)))
    for item in found.tunnels:
        negotiation = item.case.negotiation
        if negotiation is not None:
            assert {way.slug for way in directions(negotiation)} == {"peer-address-mismatch"}
