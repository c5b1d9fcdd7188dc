"""The plan: what is in it, that it proves itself, and what it refuses."""

from __future__ import annotations

import msgspec
import pytest

from remediate.diagnose import diagnose
from remediate.model.base import Safety, Verdict
from remediate.model.plan import Plan
from remediate.plan import make_plan
from remediate.plan_file import digest_of, plan_json
from remediate.report.html import html_page
from remediate.report.joining import fleet_view
from remediate.report.junit import junit_xml
from remediate.report.markdown import markdown
from tests.engine.two_ends import KEY, R1, R2, changed, device, fleet, pair, sa


def planned(first=R1, second=R2, **options) -> Plan:
    return make_plan(pair(first, second), **options)


def test_nothing_is_planned_for_a_working_pair():
    plan = planned()
    assert plan.tunnels == ()
    assert plan.not_planned == ()


@pytest.mark.parametrize(
    ("edits", "commands"),
    [
        (
            [("group 14", "group 2")],
            ("crypto isakmp policy 10", " encr aes 256", " hash sha256", " authentication pre-share", " group 14", " lifetime 86400"),
        ),
        (
            [("esp-aes 256 esp-sha256-hmac", "esp-3des esp-sha-hmac")],
            ("crypto ipsec transform-set ESP-AES256-SHA256 esp-aes 256 esp-sha256-hmac", " mode tunnel", "crypto map OUT 20 ipsec-isakmp", " set transform-set ESP-AES256-SHA256"),
        ),
    ],
)  # fmt: skip
def test_the_weaker_end_gets_what_the_stronger_has(edits, commands):
    plan = planned(R1, changed(R2, *edits))
    (tunnel,) = plan.tunnels
    (change,) = tunnel.changes
    assert change.device == "r2"
    assert tuple(line for line in change.commands if line != "exit") == commands
    assert change.diff.count("\n+") >= 1


def test_the_acl_is_edited_by_entries_and_never_replaced():
    plan = planned(changed(R1, ("10.20.1.0 0.0.0.255", "10.20.0.0 0.0.255.255")))
    (change,) = plan.tunnels[0].changes
    assert (change.kind, change.device, change.safety) == ("mirror-crypto-acl", "r1", Safety.SAFE)
    assert not any(line.startswith("no access-list") for line in change.commands)
    assert "-access-list 150 permit ip 10.10.1.0 0.0.0.255 10.20.0.0 0.0.255.255" in change.diff
    assert "+access-list 150 permit ip 10.10.1.0 0.0.0.255 10.20.1.0 0.0.0.255" in change.diff


def test_a_missing_entry_is_added_where_it_is_missing():
    first = changed(R1, ("access-list 150 permit ip 10.10.1.0 0.0.0.255 10.20.1.0 0.0.0.255", "access-list 150 permit ip 10.10.1.0 0.0.0.255 10.20.1.0 0.0.0.255\naccess-list 150 permit ip 10.10.1.0 0.0.0.255 10.20.2.0 0.0.0.255"))  # fmt: skip
    second = changed(R2, ("ip access-list extended BRANCH", "ip route 10.20.2.0 255.255.255.0 10.20.1.254\nip access-list extended BRANCH"))  # fmt: skip
    (tunnel,) = planned(first, second).tunnels
    (change,) = tunnel.changes
    assert change.device == "r2"
    assert any(
        "permit ip 10.20.2.0 0.0.0.255 10.10.1.0 0.0.0.255" in line for line in change.commands
    )


def test_a_flow_to_a_network_that_the_peer_has_not_is_not_planned():
    first = changed(R1, ("access-list 150 permit ip 10.10.1.0 0.0.0.255 10.20.1.0 0.0.0.255", "access-list 150 permit ip 10.10.1.0 0.0.0.255 10.20.1.0 0.0.0.255\naccess-list 150 permit ip 10.10.1.0 0.0.0.255 10.20.2.0 0.0.0.255"))  # fmt: skip
    plan = planned(first)
    assert not plan.tunnels
    (left,) = plan.not_planned
    assert any("which end deviates" in reason.casefold() for reason in left.reasons)


def test_where_either_end_could_be_changed_a_person_names_the_one():
    entry = "access-list 150 permit ip 10.10.1.0 0.0.0.255 10.20.1.0 0.0.0.255"
    first = changed(R1, (entry, f"{entry}\n{entry.replace('10.20.1.0', '10.20.2.0')}"))
    (left,) = planned(first).not_planned
    assert left.reasons == (
        "crypto-acl-not-mirrored: which end deviates is not in the configurations: --change-on r1 or --change-on r2 plans it",
    )
    for name, command in (
        ("r1", " no permit ip 10.10.1.0 0.0.0.255 10.20.2.0 0.0.0.255"),
        ("r2", " permit ip 10.20.2.0 0.0.0.255 10.10.1.0 0.0.0.255"),
    ):
        (tunnel,) = planned(first, change_on=[name]).tunnels
        (change,) = tunnel.changes
        assert change.device == name
        assert command in change.commands
        assert tunnel.after is Verdict.HEALTHY
    (left,) = planned(first, change_on=["r1", "r2"]).not_planned
    assert left.reasons == (
        "crypto-acl-not-mirrored: one of r1 and r2 is to be changed, and both were named",
    )


def test_naming_a_device_chooses_nothing_where_it_is_decided():
    second = changed(R2, ("group 14", "group 2"))
    assert planned(R1, second, change_on=["r1"]) == planned(R1, second)


def test_rekeying_holds_references_and_no_key():
    plan = planned(R1, changed(R2, (KEY, "Other-Secret-55")))
    (tunnel,) = plan.tunnels
    assert {change.device for change in tunnel.changes} == {"r1", "r2"}
    assert plan.secrets[0] == "psk/10.1.0.1--10.1.0.2/new"
    text = plan_json(plan).decode()
    assert KEY not in text
    assert "Other-Secret-55" not in text
    assert "<key#" not in text


def test_the_digest_seals_and_the_same_input_gives_the_same_bytes():
    second = changed(R2, ("group 14", "group 2"))
    one, two = planned(R1, second), planned(R1, second)
    assert plan_json(one) == plan_json(two)
    assert one.digest == digest_of(one)
    assert digest_of(msgspec.structs.replace(one, generator="else")) != one.digest


def test_a_second_cause_without_a_fix_keeps_the_tunnel_out_of_the_plan():
    second = changed(R2, ("group 14", "group 2"), ("set transform-set TS", "set transform-set TS\n set pfs group14"))  # fmt: skip
    (tunnel,) = planned(R1, second).tunnels
    assert {why.slug for why in tunnel.why} == {"isakmp-policy-mismatch", "pfs-mismatch"}
    plan = planned(R1, second, exclude=["align-pfs"])
    assert plan.tunnels == ()
    assert any("pfs-mismatch" in reason for reason in plan.not_planned[0].reasons)


def test_an_undecidable_acl_is_not_planned():
    first = changed(R1, ("interface GigabitEthernet0/1\n ip address 10.10.1.1 255.255.255.0\n", ""), ("10.20.1.0 0.0.0.255", "host 10.20.1.7"))  # fmt: skip
    second = changed(R2, ("interface GigabitEthernet0/1\n ip address 10.20.1.1 255.255.255.0\n", ""))  # fmt: skip
    plan = planned(first, second)
    assert plan.tunnels == ()
    assert "which end deviates" in plan.not_planned[0].reasons[0]


HPRXERR = "*Mar  1 00:42:09.431: %HW_VPN-1-HPRXERR: Hardware VPN0/2: Packet Encryption/Decryption error, status=4612\n"
SEQUENCE = "*Mar  1 00:42:09.431: %C1700_EM-1-ERROR: packet-rx error: ESP sequence fail\n"


def live(log1: str, *, path_mtu: int = 1500):
    there, back = (
        msgspec.structs.replace(sa(*ends), path_mtu=path_mtu)
        for ends in (("10.1.0.1", "10.1.0.2"), ("10.1.0.2", "10.1.0.1"))
    )
    return diagnose(
        fleet(device("r1", R1, log=log1, ipsec=(there,)), device("r2", R2, ipsec=(back,)))
    )


def test_the_mss_is_the_documented_one_or_the_computed_one_by_name():
    documented = make_plan(live(HPRXERR)).tunnels[0]
    assert [line for change in documented.changes for line in change.commands] == [
        "interface GigabitEthernet0/1",
        " ip tcp adjust-mss 1300",
    ]
    assert not documented.window
    computed = make_plan(live(HPRXERR), mss="computed").tunnels[0]
    assert " ip tcp adjust-mss 1398" in computed.changes[0].commands


def test_prefragmentation_goes_to_the_encrypting_end_and_the_mtu_needs_a_window():
    (tunnel,) = make_plan(live(SEQUENCE)).tunnels
    (change,) = tunnel.changes
    assert (change.device, change.kind, change.window) == ("r2", "set-prefragmentation", False)
    (tunnel,) = make_plan(live(SEQUENCE, path_mtu=1400), include=["set-ip-mtu"]).tunnels
    assert [c.kind for c in tunnel.changes] == ["set-prefragmentation", "set-ip-mtu"]
    assert tunnel.window
    assert tunnel.changes[1].safety is Safety.DISRUPTIVE
    # The device takes the overhead of ESP from its MTU by itself: the value is the path's.
    assert tunnel.changes[1].commands == ("interface GigabitEthernet0/0", " ip mtu 1400")


def test_an_mtu_that_the_path_has_anyway_is_not_set():
    (tunnel,) = make_plan(live(SEQUENCE), include=["set-ip-mtu"]).tunnels
    assert [c.kind for c in tunnel.changes] == ["set-prefragmentation"]


def test_only_the_statuses_of_sequence_errors_are_a_cause():
    other = HPRXERR.replace("4612", "4651")
    assert make_plan(live(HPRXERR)).tunnels
    assert live(other).tunnels[0].verdict is Verdict.HEALTHY
    (tunnel,) = make_plan(live(other + HPRXERR.replace("4612", "4615"))).tunnels
    assert [c.kind for c in tunnel.changes] == ["set-tcp-mss"]


def test_no_two_tunnels_of_a_wave_share_a_device_and_numbers_are_not_taken_twice():
    hub = changed(
        R1,
        ("crypto isakmp key", f"crypto isakmp key {KEY} address 10.1.0.3\ncrypto isakmp key"),
        ("interface GigabitEthernet0/0\n", "crypto map VPN 20 ipsec-isakmp\n set peer 10.1.0.3\n set transform-set STRONG\n match address 151\n!\ninterface GigabitEthernet0/0\n"),
        ("!\nend", "access-list 151 permit ip 10.10.1.0 0.0.0.255 10.30.1.0 0.0.0.255\n!\nend"),
        ("group 14", "group 5"),
        ("encr aes 256", "encr aes"),
    )  # fmt: skip
    third = changed(R2, ("10.1.0.2", "10.1.0.3"), ("10.20.1", "10.30.1"), ("hostname r2", "hostname r3"), ("sha256\n", "sha512\n"))  # fmt: skip
    result = diagnose(fleet(device("r1", hub), device("r2", R2), device("r3", third)))
    plan = make_plan(result)
    assert [tunnel.wave for tunnel in plan.tunnels] == [0, 1]
    numbers = [c.commands[0] for t in plan.tunnels for c in t.changes if c.device == "r1"]
    assert len(numbers) == len(set(numbers)) == 2


def test_what_two_tunnels_of_a_hub_need_is_made_once():
    """The first spoke of the plan makes the policy; for the second one it is the same, under its number."""
    hub = changed(
        R1,
        ("crypto isakmp key", f"crypto isakmp key {KEY} address 10.1.0.3\ncrypto isakmp key"),
        ("interface GigabitEthernet0/0\n", "crypto map VPN 20 ipsec-isakmp\n set peer 10.1.0.3\n set transform-set STRONG\n match address 151\n!\ninterface GigabitEthernet0/0\n"),
        ("!\nend", "access-list 151 permit ip 10.10.1.0 0.0.0.255 10.30.1.0 0.0.0.255\n!\nend"),
        ("group 14", "group 5"),
        ("encr aes 256", "encr aes"),
    )  # fmt: skip
    third = changed(R2, ("10.1.0.2", "10.1.0.3"), ("10.20.1", "10.30.1"), ("hostname r2", "hostname r3"))  # fmt: skip
    result = diagnose(fleet(device("r1", hub), device("r2", R2), device("r3", third)))
    plan = make_plan(result)
    one, two = plan.tunnels
    (first,), (second,) = one.changes, two.changes
    assert (first.device, second.device) == ("r1", "r1")
    assert first.change == second.change
    assert (first.made_for, second.made_for) == ("", one.tunnel)
    assert one.wave < two.wave
    assert (one.after, two.after) == (Verdict.HEALTHY, Verdict.HEALTHY)
    assert fleet_view(None, plan).figures.changes == 1
    for form in (markdown, html_page, junit_xml):
        text = form(None, plan).decode()
        assert text.count("made once") == 1, form
        assert text.count("</h5>" if form is html_page else first.kind) >= 2, form
    assert markdown(None, plan).decode().count("\nCommands:\n") == 1
