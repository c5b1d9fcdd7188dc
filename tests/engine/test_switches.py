"""IKE, or an interface, that one end has switched off: what both commands say of it."""

from __future__ import annotations

import pytest

from remediate.diagnose import diagnose
from remediate.model.base import Confidence, Safety, Verdict
from remediate.plan import make_plan
from tests.engine.two_ends import R1, R2, changed, device, fleet, pair, sa

SHUT = (
    "ip address 10.1.0.2 255.255.255.0\n crypto map OUT\n",
    "ip address 10.1.0.2 255.255.255.0\n shutdown\n crypto map OUT\n",
)
VTI = """\
version 15.7
hostname {name}
!
crypto isakmp policy 10
 encr aes 256
 hash sha256
 authentication pre-share
 group 14
crypto isakmp key S3cret-of-both address {peer}
!
crypto ipsec transform-set TS esp-aes 256 esp-sha256-hmac
!
crypto ipsec profile P
 set transform-set TS
!
interface Tunnel0
 ip address 172.30.0.{host} 255.255.255.252
{shut} tunnel source {address}
 tunnel mode ipsec ipv4
 tunnel destination {peer}
 tunnel protection ipsec profile P
!
interface GigabitEthernet0/0
 ip address {address} 255.255.255.0
!
ip route 0.0.0.0 0.0.0.0 10.1.0.254
end
"""
ASA = """\
: Saved
ASA Version 9.8(4)
!
hostname asa
!
interface GigabitEthernet0/0
 nameif outside
 security-level 0
 ip address 10.1.0.2 255.255.255.0
!
interface GigabitEthernet0/1
 nameif inside
 security-level 100
 ip address 10.20.1.1 255.255.255.0
!
access-list VPN extended permit ip 10.20.1.0 255.255.255.0 10.10.1.0 255.255.255.0
route outside 0.0.0.0 0.0.0.0 10.1.0.254 1
crypto ipsec ikev1 transform-set TS esp-aes-256 esp-sha-hmac
crypto map OUT 20 match address VPN
crypto map OUT 20 set peer 10.1.0.1
crypto map OUT 20 set ikev1 transform-set TS
crypto map OUT interface outside
{enable}
crypto ikev1 policy 10
 authentication pre-share
 encryption aes-256
 hash sha
 group 5
 lifetime 86400
tunnel-group 10.1.0.1 type ipsec-l2l
tunnel-group 10.1.0.1 ipsec-attributes
 ikev1 pre-shared-key Mutual-Key-7
: end
"""
ROUTER = changed(
    R1,
    ("hash sha256", "hash sha"),
    ("group 14", "group 5"),
    ("esp-sha256-hmac", "esp-sha-hmac"),
)


def vti(name: str, host: int, *, shut: bool = False) -> str:
    return VTI.format(
        name=name, host=host, address=f"10.1.0.{host}", peer=f"10.1.0.{3 - host}", shut=" shutdown\n" if shut else ""
    )  # fmt: skip


def told(found):
    (tunnel,) = found.tunnels
    return tunnel


@pytest.mark.parametrize(
    ("second", "reason", "line", "command"),
    [
        (
            changed(R2, ("crypto map OUT 20 ipsec-isakmp", "no crypto isakmp enable\n!\ncrypto map OUT 20 ipsec-isakmp")),
            "IKE is not enabled on r2",
            "no crypto isakmp enable",
            "`crypto isakmp enable`",
        ),
        (
            changed(R2, SHUT),
            "interface GigabitEthernet0/0 of r2 is shut down",
            "interface GigabitEthernet0/0",
            "`interface GigabitEthernet0/0`, `no shutdown`",
        ),
    ],
)  # fmt: skip
def test_a_router_that_has_it_switched_off(second, reason, line, command):
    found = pair(R1, second)
    tunnel = told(found)
    (cause,) = tunnel.diagnoses
    assert tunnel.verdict is Verdict.FAULT
    assert (cause.slug, cause.confidence) == ("peer-not-answering", Confidence.PROVEN)
    assert cause.explanation.startswith(reason)
    assert cause.change_on == ("r2",)
    assert [item.text for item in cause.evidence] == [line]
    assert cause.fixes[0].safety is Safety.DISPLAY_ONLY
    assert command in cause.fixes[0].why
    plan = make_plan(found)
    assert plan.tunnels == ()
    assert command in plan.not_planned[0].reasons[0]


@pytest.mark.parametrize(
    ("enable", "off"),
    [("crypto ikev1 enable outside", False), ("crypto ikev1 enable inside", True), ("!", True)],
)
def test_a_firewall_answers_where_ike_is_enabled(enable, off):
    key = "Mutual-Key-7"
    first = changed(ROUTER, (ROUTER.split("crypto isakmp key ")[1].split()[0], key))
    tunnel = told(pair(first, ASA.format(enable=enable)))
    if not off:
        assert (tunnel.verdict, tunnel.diagnoses) == (Verdict.HEALTHY, ()), tunnel.reason
        return
    (cause,) = tunnel.diagnoses
    assert (cause.slug, cause.confidence) == ("peer-not-answering", Confidence.PROVEN)
    assert "IKE is not enabled on outside of r2" in cause.explanation
    assert "`crypto ikev1 enable outside`" in cause.fixes[0].why


def test_a_tunnel_interface_that_is_shut_at_one_end():
    tunnel = told(pair(vti("r1", 1), vti("r2", 2)))
    assert tunnel.verdict is Verdict.HEALTHY, tunnel.reason
    tunnel = told(pair(vti("r1", 1), vti("r2", 2, shut=True)))
    assert [item.slug for item in tunnel.diagnoses] == ["peer-not-answering"]
    assert "interface Tunnel0 of r2 is shut down" in tunnel.diagnoses[0].explanation


def test_what_is_shut_at_both_ends_is_meant_to_be():
    tunnel = told(pair(vti("r1", 1, shut=True), vti("r2", 2, shut=True)))
    assert (tunnel.verdict, tunnel.diagnoses) == (Verdict.UNKNOWN, ())
    assert "shut down" in tunnel.reason


def test_live_sas_speak_louder_than_an_older_configuration():
    first = device("r1", R1, ipsec=(sa("10.1.0.1", "10.1.0.2"),))
    second = device("r2", changed(R2, SHUT), ipsec=(sa("10.1.0.2", "10.1.0.1"),))
    tunnel = told(diagnose(fleet(first, second)))
    assert tunnel.verdict is Verdict.HEALTHY, tunnel.reason
