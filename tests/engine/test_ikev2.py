"""IKEv2 between two ends: synthetic pairs in the forms of IOS-XE, one thing changed at a time."""

from __future__ import annotations

import pytest

from remediate.diagnose import diagnose
from remediate.model.base import Confidence, Verdict
from remediate.negotiation import Agreement, KeyState
from remediate.negotiation.ikev2_outcome import Ikev2Outcome
from tests.engine.two_ends import changed, device, fleet, row, sa

R1 = """\
version 17.3
hostname r1
!
crypto ikev2 proposal PROP
 encryption aes-cbc-256
 integrity sha256
 group 19
!
crypto ikev2 policy POL
 proposal PROP
!
crypto ikev2 keyring KR
 peer FAR
  address 10.1.0.2
  pre-shared-key local SYNTHETIC-Left
  pre-shared-key remote SYNTHETIC-Right
 !
!
crypto ikev2 profile PROF
 match identity remote address 10.1.0.2 255.255.255.255
 authentication remote pre-share
 authentication local pre-share
 keyring local KR
!
crypto ipsec transform-set TS esp-gcm 256
 mode tunnel
!
crypto ipsec profile VTI
 set transform-set TS
 set ikev2-profile PROF
!
interface Tunnel1
 ip address 169.254.0.1 255.255.255.252
 tunnel source GigabitEthernet0/0
 tunnel mode ipsec ipv4
 tunnel destination 10.1.0.2
 tunnel protection ipsec profile VTI
!
interface GigabitEthernet0/0
 ip address 10.1.0.1 255.255.255.0
!
end
"""
R2 = (
    R1.replace("hostname r1", "hostname r2")
    .replace("10.1.0.2", "10.1.0.X")
    .replace("10.1.0.1", "10.1.0.2")
    .replace("10.1.0.X", "10.1.0.1")
    .replace("local SYNTHETIC-Left", "local SYNTHETIC-Y")
    .replace("remote SYNTHETIC-Right", "remote SYNTHETIC-Left")
    .replace("SYNTHETIC-Y", "SYNTHETIC-Right")
)
VRF = ("interface GigabitEthernet0/0\n", "interface GigabitEthernet0/0\n vrf forwarding INET\n")
ROUTED = (
    "tunnel source GigabitEthernet0/0\n",
    "tunnel source GigabitEthernet0/0\n tunnel vrf INET\n",
)


def result(first: str = R1, second: str = R2, **more: object):  # type: ignore[no-untyped-def]  # a report's tunnel
    found = diagnose(fleet(device("r1", first, **more), device("r2", second)))  # type: ignore[arg-type]
    (tunnel,) = found.tunnels
    return tunnel


def outcome(first: str = R1, second: str = R2) -> Ikev2Outcome:
    negotiation = result(first, second).case.negotiation
    assert negotiation is not None
    assert negotiation.ikev2 is not None
    return negotiation.ikev2


def test_the_pair_agrees() -> None:
    assert result().verdict is Verdict.HEALTHY
    found = outcome()
    assert found.init.outcome is Agreement.AGREE
    assert found.keys.state is KeyState.EQUAL
    assert found.lacks == ()


@pytest.mark.parametrize(
    ("edits", "state"),
    [
        ([("remote SYNTHETIC-Left", "remote SYNTHETIC-Other")], KeyState.DIFFERENT),
        ([("local SYNTHETIC-Right", "local SYNTHETIC-Other")], KeyState.DIFFERENT),
        ([("local SYNTHETIC-Right", "local 6 BhDLcJWRW")], KeyState.INCOMPARABLE),
        ([("local SYNTHETIC-Right", "local hex 0A0B")], KeyState.INCOMPARABLE),
        (
            [("local SYNTHETIC-Right", "local 6 BhD"), ("remote SYNTHETIC-Left", "remote SYNTH-X")],
            KeyState.DIFFERENT,
        ),
        ([("authentication local pre-share", "authentication local rsa-sig")], KeyState.DIFFERENT),
    ],
)
def test_keys_of_each_direction(edits: list[tuple[str, str]], state: KeyState) -> None:
    assert outcome(R1, changed(R2, *edits)).keys.state is state


@pytest.mark.parametrize(
    ("edits", "agreement"),
    [
        ([(" group 19", " group 14")], Agreement.DIFFER),
        ([(" group 19", " group 14 19")], Agreement.AGREE),
        ([("aes-cbc-256", "aes-cbc-128")], Agreement.DIFFER),
        ([("sha256\n", "sha256\n prf sha512\n")], Agreement.DIFFER),
        ([("aes-cbc-256", "aes-gcm-256"), ("integrity sha256", "prf sha256")], Agreement.DIFFER),
        ([(" integrity sha256\n", "")], Agreement.UNKNOWN),
        ([("policy POL\n proposal PROP", "policy POL\n proposal GONE")], Agreement.UNKNOWN),
        ([("policy POL\n", "policy POL\n match fvrf any\n")], Agreement.AGREE),
        ([("policy POL\n", "policy POL\n match fvrf RED\n")], Agreement.UNKNOWN),
        ([("policy POL\n", "policy POL\n match address local 10.9.9.9\n")], Agreement.UNKNOWN),
        ([("policy POL\n", "policy POL\n match address local 10.1.0.2\n")], Agreement.AGREE),
        ([("crypto ikev2 policy POL\n proposal PROP\n!\n", "")], Agreement.UNKNOWN),
    ],
)
def test_proposals(edits: list[tuple[str, str]], agreement: Agreement) -> None:
    assert outcome(R1, changed(R2, *edits)).init.outcome is agreement


def test_two_policies_that_match_alike_and_do_not_agree() -> None:
    other = (
        "crypto ikev2 proposal OLD\n encryption 3des\n integrity sha1\n group 2\n!\n"
        "crypto ikev2 policy ALSO\n proposal OLD\n!\ncrypto ikev2 keyring"
    )
    found = outcome(R1, changed(R2, ("crypto ikev2 keyring", other)))
    assert found.init.outcome is Agreement.UNKNOWN
    assert "match alike" in found.init.reason


def test_built_in_proposals_of_one_release_agree() -> None:
    gone = ("crypto ikev2 policy POL\n proposal PROP\n!\n", "")
    one, two = changed(R1, gone), changed(R2, gone)
    assert outcome(one, two).init.outcome is Agreement.AGREE
    newer = changed(two, ("version 17.3", "version 17.9"))
    assert outcome(one, newer).init.outcome is Agreement.UNKNOWN


def test_a_front_vrf_needs_a_policy_and_a_profile_for_it() -> None:
    found = result(R1, changed(R2, VRF, ROUTED))
    assert found.verdict is Verdict.FAULT  # a profile without `match fvrf` is for the global table
    assert [item.slug for item in found.diagnoses] == ["ikev2-profile-or-keyring-missing"]
    fitting = changed(
        R2, VRF, ROUTED, ("policy POL\n", "policy POL\n match fvrf INET\n"),
        ("profile PROF\n match", "profile PROF\n match fvrf INET\n match"),
    )  # fmt: skip
    assert result(R1, fitting).verdict is Verdict.HEALTHY


@pytest.mark.parametrize(
    ("edits", "kind"),
    [
        ([("  address 10.1.0.1\n", "  address 10.1.0.9\n")], "peer"),
        ([("  pre-shared-key remote SYNTHETIC-Left\n", "")], "key"),
        ([(" keyring local KR\n", "")], "keyring"),
        ([(" keyring local KR\n", " keyring local KX\n")], "keyring"),
        ([(" match identity remote address 10.1.0.1 255.255.255.255\n", "")], "match"),
        ([("remote address 10.1.0.1 255.255.255.255", "remote fqdn r1.example.net")], "match"),
        ([(" authentication local pre-share\n", "")], "authentication"),
        ([("set ikev2-profile PROF", "set ikev2-profile PROOF")], "profile"),
    ],
)
def test_what_an_end_lacks(edits: list[tuple[str, str]], kind: str) -> None:
    found = result(R1, changed(R2, *edits))
    assert found.verdict is Verdict.FAULT
    assert [item.slug for item in found.diagnoses] == ["ikev2-profile-or-keyring-missing"]
    assert found.diagnoses[0].confidence is Confidence.PROVEN
    assert found.case.negotiation.ikev2.lacks[0].kind == kind


@pytest.mark.parametrize(
    "edit",
    [
        (" keyring local KR\n", " keyring aaa LIST\n"),
        ("  address 10.1.0.1\n", "  hostname r1.example.net\n"),
        ("  address 10.1.0.1\n", "  identity address 10.1.0.1\n"),
        (
            " match identity remote address 10.1.0.1 255.255.255.255\n",
            " match certificate MAP\n",
        ),
        ("remote address 10.1.0.1 255.255.255.255", "remote address 10.1.0.1 255.255.255.x"),
    ],
)
def test_what_cannot_be_told_is_no_fault(edit: tuple[str, str]) -> None:
    found = result(R1, changed(R2, edit))
    assert found.verdict is Verdict.UNKNOWN
    assert found.diagnoses == ()


def test_another_profile_that_matches_alike_leaves_it_open() -> None:
    more = (
        "crypto ikev2 profile ALSO\n match identity remote address 10.1.0.1 255.255.255.255\n"
        " authentication remote pre-share\n authentication local pre-share\n keyring local KR\n!\n"
        "crypto ipsec transform"
    )
    assert result(R1, changed(R2, ("crypto ipsec transform", more))).verdict is Verdict.UNKNOWN
    wider = more.replace("10.1.0.1 255.255.255.255", "10.1.0.0 255.255.255.0")
    assert result(R1, changed(R2, ("crypto ipsec transform", wider))).verdict is Verdict.HEALTHY


def test_a_configuration_that_breaks_off_lacks_nothing() -> None:
    cut = R2[: R2.index("crypto ikev2 profile")] + R2[R2.index("crypto ipsec transform") : -4]
    begun = "Building configuration...\n\nCurrent configuration : 2917 bytes\n!\n"
    found = result(R1, begun + cut)
    assert found.verdict is not Verdict.FAULT


def test_a_tunnel_that_works_lacks_nothing() -> None:
    broken = changed(R2, ("  address 10.1.0.1\n", "  address 10.1.0.9\n"))
    live = {
        "isakmp": (row("10.1.0.2", "10.1.0.1", "READY"),),
        "ipsec": (sa("10.1.0.1", "10.1.0.2"),),
    }
    assert result(R1, broken, **live).verdict is not Verdict.FAULT


def test_a_ready_sa_proves_keys_that_are_encrypted() -> None:
    hidden = changed(R2, ("local SYNTHETIC-Right", "local 6 BhDLcJWRW"))
    assert result(R1, hidden).verdict is Verdict.AMBIGUOUS
    ready = (row("10.1.0.2", "10.1.0.1", "READY"),)
    assert result(R1, hidden, isakmp=ready).verdict is Verdict.HEALTHY


def test_transport_mode_is_only_asked_for() -> None:
    transport = changed(R2, (" mode tunnel", " mode transport"))
    assert result(R1, transport).verdict is Verdict.HEALTHY
