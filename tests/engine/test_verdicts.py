"""Verdicts over two synthetic routers: what is said, of whom, and when nothing is said."""

from __future__ import annotations

import pytest

from remediate.diagnose import diagnose
from remediate.model.base import Confidence, Verdict
from remediate.model.evidence import HostFacts
from tests.engine.two_ends import KEY, R1, R2, changed, device, fleet, pair, row, sa


def only(result):
    assert len(result.tunnels) == 1
    return result.tunnels[0]


def test_a_working_pair_is_healthy_without_a_finding():
    result = pair()
    tunnel = only(result)
    assert tunnel.tunnel.id == "10.1.0.1--10.1.0.2"
    assert tunnel.verdict is Verdict.HEALTHY
    assert tunnel.diagnoses == ()
    assert result.findings == ()


@pytest.mark.parametrize(
    ("first", "second", "slug", "change_on"),
    [
        (R1, changed(R2, ("group 14", "group 2")), "isakmp-policy-mismatch", ("r2",)),
        (R1, changed(R2, ("hash sha256", "hash sha")), "isakmp-policy-mismatch", ("r2",)),
        (changed(R1, ("encr aes 256", "encr aes")), R2, "isakmp-policy-mismatch", ("r1",)),
        (R1, changed(R2, (KEY, "another-key")), "psk-mismatch", ("r1", "r2")),
        (R1, changed(R2, ("esp-sha256-hmac", "esp-sha-hmac")), "transform-set-mismatch", ("r2",)),
        (changed(R1, ("esp-aes 256 esp-sha256", "esp-3des esp-md5")), R2, "transform-set-mismatch", ("r1",)),
        (R1, changed(R2, ("permit ip 10.20.1.0 0.0.0.255", "permit ip 10.20.0.0 0.0.255.255")), "crypto-acl-not-mirrored", ("r2",)),
        (changed(R1, ("permit ip 10.10.1.0 0.0.0.255", "permit ip host 10.10.1.9")), R2, "crypto-acl-not-mirrored", ("r1",)),
    ],
)  # fmt: skip
def test_one_fault_is_proven_and_the_deviating_end_is_named(first, second, slug, change_on):
    tunnel = only(pair(first, second))
    assert tunnel.verdict is Verdict.FAULT
    assert [item.slug for item in tunnel.diagnoses] == [slug]
    assert tunnel.diagnoses[0].confidence is Confidence.PROVEN
    assert tunnel.diagnoses[0].change_on == change_on


def test_two_faults_are_both_named_phase_1_first():
    second = changed(R2, ("group 14", "group 2"), ("esp-sha256-hmac", "esp-sha-hmac"))
    tunnel = only(pair(R1, second))
    assert [item.slug for item in tunnel.diagnoses] == [
        "isakmp-policy-mismatch",
        "transform-set-mismatch",
    ]


def test_host_against_network_without_other_evidence_changes_neither_end_by_guess():
    # Neither end has an inside network that would tell what was meant.
    first = changed(
        R1,
        ("interface GigabitEthernet0/1\n ip address 10.10.1.1 255.255.255.0\n", ""),
        ("10.20.1.0 0.0.0.255", "host 10.20.1.7"),
    )
    second = changed(
        R2, ("interface GigabitEthernet0/1\n ip address 10.20.1.1 255.255.255.0\n", "")
    )
    tunnel = only(pair(first, second))
    found = tunnel.diagnoses[0]
    assert (found.slug, found.confidence) == ("crypto-acl-not-mirrored", Confidence.PROVEN)
    assert set(found.change_on) == {"r1", "r2"}
    assert all(fix.either for fix in found.fixes)  # a person names the one


@pytest.mark.parametrize(
    "second",
    [
        changed(R2, ("lifetime 28800", "lifetime 600")),
        changed(R2, ("crypto isakmp policy 5", "crypto isakmp policy 3\n encr 3des\n authentication pre-share\n group 2\ncrypto isakmp policy 5")),
        changed(R2, ("set transform-set TS", "set transform-set OLD TS"), ("crypto ipsec transform-set TS", "crypto ipsec transform-set OLD esp-3des esp-md5-hmac\ncrypto ipsec transform-set TS")),
        changed(R2, ("esp-aes 256 esp-sha256-hmac", "esp-sha256-hmac esp-aes 256")),
        changed(R2, ("ip access-list extended BRANCH\n", "ip access-list extended BRANCH\n remark to head office\n")),
    ],
)  # fmt: skip
def test_differences_that_are_no_fault(second):
    assert only(pair(R1, second)).verdict is Verdict.HEALTHY


def test_a_message_that_both_configurations_contradict_is_dismissed():
    log = (
        "*Mar  1 00:42:09.431: %CRYPTO-4-IKMP_BAD_MESSAGE: IKE message from 10.1.0.2 failed its sanity check or is malformed\n"
        "1d00h: IPSec(validate_transform_proposal): proxy identities not supported\n"
        "1d00h: ISAKMP (0:2): SA not acceptable!\n"
    )
    tunnel = only(pair(log1=log))
    assert tunnel.verdict is not Verdict.FAULT
    assert all(item.confidence is Confidence.POSSIBLE for item in tunnel.diagnoses)


def test_equal_configurations_and_mm_no_state_are_a_path_problem():
    first = device("r1", R1, isakmp=(row("10.1.0.2", "10.1.0.1", "MM_NO_STATE"),))
    tunnel = only(diagnose(fleet(first, device("r2", R2))))
    assert tunnel.verdict is Verdict.AMBIGUOUS
    assert "isakmp-policy-mismatch" not in [item.slug for item in tunnel.diagnoses]
    assert tunnel.needs


def test_a_deleted_row_is_history():
    first = device(
        "r1",
        R1,
        isakmp=(
            row("10.1.0.2", "10.1.0.1", "MM_NO_STATE", deleted=True),
            row("10.1.0.2", "10.1.0.1", "QM_IDLE"),
        ),
    )
    assert only(diagnose(fleet(first, device("r2", R2)))).verdict is Verdict.HEALTHY


@pytest.mark.parametrize("form", ["6 AAbbCCddEEff", "*****"])
def test_keys_that_cannot_be_compared_leave_it_ambiguous_unless_it_works(form):
    second = changed(R2, (f"key {KEY}", f"key {form}"))
    assert only(pair(R1, second)).verdict is Verdict.AMBIGUOUS
    working = diagnose(
        fleet(
            device("r1", R1, ipsec=(sa("10.1.0.1", "10.1.0.2"),)),
            device("r2", second, ipsec=(sa("10.1.0.2", "10.1.0.1"),)),
        )
    )
    assert only(working).verdict is Verdict.HEALTHY


def test_one_message_alone_is_possible_and_says_what_decides():
    log = "%CRYPTO-4-IKMP_BAD_MESSAGE: IKE message from 10.1.0.2 failed its sanity check or is malformed\n"
    host = HostFacts(name="r2", addresses=("10.1.0.2",))
    result = diagnose(fleet(device("r1", R1, log=log), hosts=(host,)))
    tunnel = only(result)
    assert tunnel.verdict is Verdict.AMBIGUOUS
    assert tunnel.diagnoses[0].slug == "psk-mismatch"
    assert tunnel.diagnoses[0].confidence is Confidence.POSSIBLE
    assert ("r2", "show running-config") in [(need.device, need.command) for need in tunnel.needs]


def test_a_missing_end_and_an_unmanaged_peer_are_told_apart():
    host = HostFacts(name="branch", addresses=("10.1.0.2",))
    missing = only(diagnose(fleet(device("r1", R1), hosts=(host,)))).tunnel.ends[1]
    assert (missing.state.value, missing.device) == ("missing", "branch")
    unmanaged = only(diagnose(fleet(device("r1", R1)))).tunnel.ends[1]
    assert (unmanaged.state.value, unmanaged.device) == ("unmanaged", None)


def test_nat_from_the_inventory_joins_the_ends():
    first = changed(R1, ("10.1.0.2", "203.0.113.9"))
    facts = HostFacts(name="r2", nat=(("10.1.0.2", "203.0.113.9"),))
    result = diagnose(fleet(device("r1", first), device("r2", R2, facts=facts), hosts=(facts,)))
    tunnel = only(result)
    assert tunnel.tunnel.id == "10.1.0.1--203.0.113.9"
    assert tunnel.tunnel.both_configured
    assert tunnel.verdict is Verdict.HEALTHY


def test_an_end_that_does_not_point_back_is_not_healthy():
    second = changed(R2, ("set peer 10.1.0.1", "set peer 10.1.0.99"))
    result = diagnose(fleet(device("r1", R1), device("r2", second)))
    by_id = {item.tunnel.id: item for item in result.tunnels}
    assert by_id["10.1.0.1--10.1.0.2"].verdict is not Verdict.HEALTHY
    assert [item.slug for item in by_id["10.1.0.1--10.1.0.2"].diagnoses] == [
        "peer-address-mismatch"
    ]


def test_a_live_pair_with_an_accelerator_error_is_a_fault_of_packets():
    log = "*Mar  1 00:42:09.431: %HW_VPN-1-HPRXERR: Hardware VPN0/2: Packet Encryption/Decryption error, status=4615\n"
    result = diagnose(
        fleet(
            device("r1", R1, log=log, ipsec=(sa("10.1.0.1", "10.1.0.2"),)),
            device("r2", R2, ipsec=(sa("10.1.0.2", "10.1.0.1"),)),
        )
    )
    tunnel = only(result)
    assert (tunnel.verdict, tunnel.diagnoses[0].slug) == (Verdict.FAULT, "packet-encryption-error")
    assert tunnel.diagnoses[0].change_on == ("r1",)


def test_esp_sequence_fail_changes_the_end_that_encrypts():
    log = "*Mar  1 00:42:09.431: %C1700_EM-1-ERROR: packet-rx error: ESP sequence fail\n"
    tunnel = only(pair(log1=log))
    assert tunnel.diagnoses[0].slug == "esp-sequence-fail"
    assert tunnel.diagnoses[0].change_on == ("r2",)
