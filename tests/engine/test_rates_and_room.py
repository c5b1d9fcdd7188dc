"""How often is too often, and how much fits: what the rules about packets stand on."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from remediate.messages.times import seconds_of
from remediate.model.evidence import TunnelEnd
from remediate.model.observation import IpsecSa, Message, Ping, Source
from remediate.rules.case import Case, case_of
from remediate.rules.packets import clamp_of
from remediate.rules.rates import Rate, Share, rate_of
from remediate.rules.room import computed_mss, inner_pings, wrapping_of
from remediate.tunnels import join
from tests.engine.two_ends import R1, R2, changed, device, fleet, sa


def case(
    first: str = R1, second: str = R2, *, ipsec: tuple[IpsecSa, ...] | None = None, log: str = ""
) -> Case:
    (tunnel,) = join(fleet(device("r1", first, ipsec=ipsec, log=log), device("r2", second))).tunnels
    return case_of(tunnel)


def end(found: Case, name: str = "r1") -> TunnelEnd:
    return next(item for item in found.tunnel.ends if item.device == name)


@pytest.mark.parametrize(
    ("one", "two", "apart"),
    [
        ("*Mar  1 00:42:09.431", "*Mar  1 00:43:09.931", 60.5),
        ("Nov 12 2014 10:15:22", "Nov 13 2014 10:15:22", 86400),
        ("Oct 31 23:59:59", "Nov  1 00:00:09", 10),
        ("2024-05-02T10:15:22", "2024-05-02T11:15:22", 3600),
        ("00:42:09", "00:42:19", 10),
        ("1d02h", "1d05h", 3 * 3600),
        ("2w5d", "3w0d", 2 * 86400),
        ("1y2w", "1y3w", 7 * 86400),
    ],
)
def test_times_of_the_devices(one: str, two: str, apart: float) -> None:
    first, second = seconds_of(one), seconds_of(two)
    assert first is not None
    assert second is not None
    assert second - first == pytest.approx(apart)


@pytest.mark.parametrize("text", [None, "", "yesterday", "Foo 12 10:15:22", "*"])
def test_times_that_cannot_be_read(text: str | None) -> None:
    assert seconds_of(text) is None


@pytest.mark.parametrize(
    ("lines", "span", "lasting"),
    [
        (1, 0.0, False),
        (2, 3600.0, False),  # two lines are no row
        (3, 20.0, False),  # a burst: a rekey, a path that changes
        (5, 60.0, False),
        (3, 61.0, True),
        (12, 55.0, True),  # an ASA prints one in five seconds at most
        (12, 19.0, False),
        (4, 3 * 600.0, True),
        (4, 3 * 600.0 + 1, False),  # now and then
        (12, 11 * 1800.0, True),  # for hours
        (12, 11 * 1800.0 + 1, False),
        (2, None, False),
        (3, None, True),  # without times their number has to do
    ],
)
def test_what_lasts(lines: int, span: float | None, lasting: bool) -> None:
    rate = Rate(lines, span)
    assert rate.lasting is lasting
    assert str(lines) in str(rate)


@pytest.mark.parametrize(
    ("failed", "received", "lasting"),
    [
        (0, 0, False),
        (2, 10, False),
        (3, 3000, True),
        (3, 3001, False),
        (24, 2_400_887, False),
        (5000, 0, True),
    ],
)
def test_one_packet_in_a_thousand(failed: int, received: int, lasting: bool) -> None:
    assert Share("#pkts replay failed", failed, received).lasting is lasting


def test_lines_that_were_counted_and_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("remediate.rules.rates.KEPT", 4)
    line = (
        "%CRYPTO-4-RECVD_PKT_INV_SPI: decaps: rec'd IPSEC packet has invalid spi for destaddr=10.1.0.1,"
        " prot=50, spi=0x1(1), srcaddr=10.1.0.2\n"
    )
    found = case(log="".join(f"*Mar  1 00:{m:02}:00.000: {line}" for m in range(4)))
    mine = end(found)
    messages = [(mine, message) for message in mine.messages if "invalid-spi" in message.slugs]
    assert rate_of(messages, mine) == Rate(4, 180.0)
    assert mine.evidence is not None
    counted = replace(
        mine.evidence,
        message_counts=(("invalid-spi", "10.1.0.2", 900), ("invalid-spi", "10.9.9.9", 7)),
    )
    more = replace(mine, evidence=counted)
    assert rate_of([(more, message) for _, message in messages], more).lines == 900


# --- what fits ------------------------------------------------------------------------------------


def gre(text: str, peer: str, local: str, *, key: str = "") -> str:
    text = changed(
        text,
        (
            "!\nend\n",
            f"!\ninterface Tunnel0\n ip address 10.255.0.1 255.255.255.252\n tunnel source {local}\n tunnel destination {peer}\n{key}!\nend\n",
        ),
    )
    source = (
        "10.10.1.0 0.0.0.255 10.20.1.0 0.0.0.255"
        if "hostname r1" in text
        else "10.20.1.0 0.0.0.255 10.10.1.0 0.0.0.255"
    )
    return changed(text, (f"permit ip {source}", f"permit gre host {local} host {peer}"))


def test_transform_of_the_configuration() -> None:
    room = computed_mss(case(), end(case()))
    assert (room.path_mtu, room.plain_mtu, room.mss, room.assumed) == (1500, 1438, 1398, False)


def test_gre_in_transport_mode_with_a_key() -> None:
    mode = ((" mode tunnel", " mode transport"),)
    one, two = changed(R1, *mode), changed(R2, *mode)
    plain = case(gre(one, "10.1.0.2", "10.1.0.1"), gre(two, "10.1.0.1", "10.1.0.2"))
    assert wrapping_of(plain, end(plain))[1:6] == ("transport", False, True, False, False)
    assert computed_mss(plain, end(plain)).mss == 1394
    keyed = case(
        gre(one, "10.1.0.2", "10.1.0.1", key=" tunnel key 7\n"),
        gre(two, "10.1.0.1", "10.1.0.2", key=" tunnel key 7\n"),
    )
    room = computed_mss(keyed, end(keyed))
    assert room.mss == 1390
    assert any("GRE with key" in step for step in room.steps)


def test_transport_mode_is_not_used_between_networks() -> None:
    found = case(
        changed(R1, (" mode tunnel", " mode transport")),
        changed(R2, (" mode tunnel", " mode transport")),
    )
    assert wrapping_of(found, end(found)).mode == "tunnel"


def test_live_sas_outrank_the_configuration() -> None:
    live = replace(
        sa("10.1.0.1", "10.1.0.2"), transforms=("esp-gcm 256",), nat_traversal=True, path_mtu=1492
    )
    found = case(ipsec=(live,))
    room = computed_mss(found, end(found))
    assert room.path_mtu == 1492
    assert "- 8 UDP header (NAT traversal)" in room.steps
    assert "- 16 ICV (esp-gcm)" in room.steps


def test_the_smallest_mtu_of_both_ends_counts() -> None:
    two = changed(
        R2,
        (
            " ip address 10.1.0.2 255.255.255.0\n",
            " ip address 10.1.0.2 255.255.255.0\n ip mtu 1492\n",
        ),
    )
    found = case(R1, two)
    assert computed_mss(found, end(found)).path_mtu == 1492


def test_unknown_transforms_take_the_most() -> None:
    odd = (("esp-aes 256 esp-sha256-hmac", "esp-seal esp-sha-hmac"),)
    found = case(changed(R1, *odd), changed(R2, *odd))
    room = computed_mss(found, end(found))
    assert room.assumed
    assert room.mss == 1382


def with_pings(*pings: tuple[str, int, str]) -> Case:
    found = case()
    shots = tuple(
        Ping(
            source=Source(file="r1/session.txt", line=number),
            target=target,
            size=size,
            df=True,
            sent=len(results),
            received=results.count("!"),
            too_big=results.count("M"),
        )
        for number, (target, size, results) in enumerate(pings, 1)
    )
    ends = tuple(
        replace(item, evidence=replace(item.evidence, pings=shots))
        if item.device == "r1" and item.evidence
        else item
        for item in found.tunnel.ends
    )
    return case_of(replace(found.tunnel, ends=ends))


def test_pings_between_the_outer_addresses_measure_the_path() -> None:
    found = with_pings(("10.1.0.2", 1500, "....."), ("10.1.0.2", 1400, "!!!!!"))
    assert computed_mss(found, end(found)).path_mtu == 1400
    alone = with_pings(("10.1.0.2", 1400, "!!!!!"))  # what passed is no limit
    assert computed_mss(alone, end(alone)).path_mtu == 1500
    silent = with_pings(("10.1.0.2", 1400, "....."))  # a host that does not answer
    assert computed_mss(silent, end(silent)).path_mtu == 1500


def test_pings_through_the_tunnel_are_told_from_others() -> None:
    found = with_pings(
        ("10.20.1.9", 1400, "!!!!!"), ("10.1.0.2", 1400, "!!!!!"), ("r2.example.net", 1400, ".....")
    )
    assert [ping.target for _, ping in inner_pings(found)] == ["10.20.1.9"]


def test_a_clamp_of_either_end_serves_both() -> None:
    inside = (
        " ip address 10.20.1.1 255.255.255.0\n",
        " ip address 10.20.1.1 255.255.255.0\n ip tcp adjust-mss 1360\n",
    )
    assert clamp_of(case(R1, changed(R2, inside))) == 1360
    assert clamp_of(case()) is None


def test_a_message_without_signature_is_no_rate() -> None:
    found = case()
    mine = end(found)
    empty: list[tuple[TunnelEnd, Message]] = []
    assert rate_of(empty, mine) == Rate(0, None)


def test_times_that_count_hours_say_nothing_of_minutes() -> None:
    line = (
        "%CRYPTO-4-RECVD_PKT_INV_SPI: decaps: rec'd IPSEC packet has invalid spi for destaddr=10.1.0.1,"
        " prot=50, spi=0x1(1), srcaddr=10.1.0.2\n"
    )
    found = case(log="".join(f"1d02h: {line}" for _ in range(4)))
    mine = end(found)
    messages = [(mine, message) for message in mine.messages if "invalid-spi" in message.slugs]
    assert rate_of(messages, mine) == Rate(4, None)
