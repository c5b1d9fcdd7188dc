"""An end without an ISAKMP policy of its own: what is proven of the built-in ones decides, nothing else does."""

from __future__ import annotations

import msgspec
import pytest

from remediate.diagnose import TunnelDiagnosis, diagnose
from remediate.model.base import Confidence, Safety, Verdict
from remediate.model.config_maps import IsakmpPolicy
from remediate.plan import make_plan
from remediate.platforms.defaults import with_shown_policies
from tests.engine.two_ends import R1, R2, changed, device, fleet, row

OWN = """\
crypto isakmp policy 5
 encr aes 256
 hash sha256
 authentication pre-share
 group 14
 lifetime 28800
"""
BARE = changed(R2, (OWN, ""))
DECIDING = ("r2", "show crypto isakmp default policy")
REFUSED = (
    "ISAKMP:(0):Checking ISAKMP transform 1 against priority 65514 policy\n"
    "ISAKMP:(0):Encryption algorithm offered does not match policy!\n"
    "ISAKMP:(0):atts are not acceptable. Next payload is 0\n"
    "ISAKMP:(0):no offers accepted!\n"
    "ISAKMP:(0): phase 1 SA policy not acceptable! (local 10.1.0.2 remote 10.1.0.1)\n"
)


def suite(priority, encryption, digest, authentication, group):
    return IsakmpPolicy(
        priority=priority,
        encryption=encryption,
        key_length=128 if encryption == "aes" else None,
        hash=digest,
        authentication=authentication,
        group=group,
        default=True,
    )


def shown(evidence, *policies):
    return msgspec.structs.replace(
        evidence,
        config=with_shown_policies(evidence.config, policies),
        default_policies=policies,
    )


def only(*devices) -> TunnelDiagnosis:
    (tunnel,) = diagnose(fleet(*devices)).tunnels
    return tunnel


def deciding(tunnel):
    return [(need.device, need.command) for need in tunnel.needs]


def test_a_proven_built_in_policy_is_common():
    first = changed(R1, ("encr aes 256", "encr aes"), ("hash sha256", "hash sha"), ("group 14", "group 5"))  # fmt: skip
    assert only(device("r1", first), device("r2", BARE)).verdict is Verdict.HEALTHY


@pytest.mark.parametrize(
    "edits",
    [
        [],
        [("encr aes 256", "encr 3des"), ("hash sha256", "hash md5"), ("group 14", "group 2")],
    ],
)
def test_what_nothing_proves_decides_nothing(edits):
    tunnel = only(device("r1", changed(R1, *edits)), device("r2", BARE))
    assert (tunnel.verdict, tunnel.diagnoses) == (Verdict.UNKNOWN, ())
    assert deciding(tunnel) == [DECIDING]
    assert "65509" in tunnel.reason


@pytest.mark.parametrize(
    ("version", "needs"),
    [
        ("12.4", [("r2", "show version"), DECIDING]),
        ("17.12", [DECIDING]),
        ("16.9", [DECIDING]),
    ],
)
def test_a_release_whose_built_in_policies_are_not_known(version, needs):
    bare = changed(BARE, ("version 15.2", f"version {version}"))
    tunnel = only(device("r1", R1), device("r2", bare))
    assert tunnel.verdict is Verdict.UNKNOWN
    assert deciding(tunnel) == needs


@pytest.mark.parametrize("version", ["12.3", "15.2"])
def test_an_older_release_and_switched_off_policies_leave_nothing_open(version):
    off = changed(BARE, ("version 15.2", f"version {version}"), ("crypto isakmp key", "no crypto isakmp default policy\ncrypto isakmp key"))  # fmt: skip
    tunnel = only(device("r1", R1), device("r2", off))
    assert tunnel.verdict is Verdict.FAULT
    assert tunnel.diagnoses[0].confidence is Confidence.PROVEN


def test_a_failure_without_its_reason_is_possible_and_names_the_command():
    log = "%CRYPTO-6-IKMP_MODE_FAILURE: Processing of Main mode failed with peer at 10.1.0.2\n"
    tunnel = only(device("r1", R1, log=log), device("r2", BARE))
    assert tunnel.verdict is Verdict.AMBIGUOUS
    assert {item.confidence for item in tunnel.diagnoses} == {Confidence.POSSIBLE}
    assert tunnel.diagnoses[0].slug == "isakmp-policy-mismatch"
    assert DECIDING in deciding(tunnel)


def test_a_debug_that_refuses_every_offer_makes_it_likely_and_plans_it_in_a_window():
    result = diagnose(fleet(device("r1", R1), device("r2", BARE, log=REFUSED)))
    (tunnel,) = result.tunnels
    (found,) = tunnel.diagnoses
    assert (tunnel.verdict, found.confidence) == (Verdict.FAULT, Confidence.LIKELY)
    assert found.change_on == ("r2",)
    (planned,) = make_plan(result).tunnels
    assert [change.safety for change in planned.changes] == [Safety.DISRUPTIVE]
    assert planned.window


def test_a_standing_isakmp_sa_proves_that_a_policy_is_common():
    state = (row("10.1.0.2", "10.1.0.1", "QM_IDLE"),)
    tunnel = only(device("r1", R1, isakmp=state), device("r2", BARE, log=REFUSED, isakmp=state))
    assert (tunnel.verdict, tunnel.needs) == (Verdict.HEALTHY, ())


def test_what_the_device_prints_is_proof():
    one = device("r1", changed(R1, ("encr aes 256", "encr 3des"), ("hash sha256", "hash sha"), ("group 14", "group 2")))  # fmt: skip
    fitting = shown(device("r2", BARE), suite(65512, "3des", "sha", "pre-share", 2))
    assert only(one, fitting).verdict is Verdict.HEALTHY
    other = shown(device("r2", BARE), suite(65512, "aes", "sha", "pre-share", 5))
    tunnel = only(one, other)
    assert tunnel.verdict is Verdict.FAULT
    assert tunnel.diagnoses[0].confidence is Confidence.PROVEN


def test_a_plan_for_another_cause_keeps_what_the_device_printed():
    one = device("r1", changed(R1, ("encr aes 256", "encr 3des"), ("hash sha256", "hash sha"), ("group 14", "group 2")))  # fmt: skip
    bare = changed(BARE, ("esp-aes 256 esp-sha256-hmac", "esp-3des esp-sha-hmac"))
    result = diagnose(
        fleet(one, shown(device("r2", bare), suite(65512, "3des", "sha", "pre-share", 2)))
    )
    (planned,) = make_plan(result).tunnels
    assert [(change.kind, change.device) for change in planned.changes] == [
        ("align-transform-set", "r2")
    ]
