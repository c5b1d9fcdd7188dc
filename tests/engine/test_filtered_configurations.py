"""What a filter left out of a running-config is no fault: two ends that agree, one of them shown through a filter.

The filters are carried out here as the devices do: lines that match (``include``), sections whose heading matches and
single lines of the others (``section``), everything from the first match on (``begin``), all lines but those that match
(``exclude``).
"""

from __future__ import annotations

import random
import re

import pytest

from remediate.cli.entry import run
from remediate.diagnose import diagnose
from remediate.evidence.filters import config_scope, shows_all
from remediate.evidence.fleet import read_fleet
from remediate.evidence.kinds import Scope
from remediate.messages import Classifier
from remediate.model.base import Verdict
from remediate.plan import make_plan
from remediate.rules import catalogue
from remediate.secrets import Redactor

CLASSIFIER = Classifier(catalogue())

IOS_1 = """\
version 15.2
hostname R1
crypto isakmp policy 10
 encr aes 256
 authentication pre-share
 group 14
crypto isakmp key SYNTHETIC-Key-1 address 198.51.100.1
crypto ipsec transform-set TS esp-aes 256 esp-sha-hmac
 mode tunnel
crypto ipsec transform-set OLD esp-3des esp-md5-hmac
 mode tunnel
crypto map VPN 5 ipsec-isakmp
 set peer 198.51.100.1
 set transform-set OLD
 match address 102
crypto map VPN 10 ipsec-isakmp
 set peer 198.51.100.1
 set transform-set TS
 set pfs group14
 match address 101
interface GigabitEthernet0/0
 ip address 203.0.113.1 255.255.255.0
 crypto map VPN
interface GigabitEthernet0/1
 ip address 10.1.0.1 255.255.255.0
ip route 0.0.0.0 0.0.0.0 203.0.113.254
access-list 101 permit ip 10.1.0.0 0.0.0.255 10.2.0.0 0.0.0.255
access-list 101 permit ip 10.1.9.0 0.0.0.255 10.2.0.0 0.0.0.255
access-list 102 permit ip host 10.1.3.9 host 10.2.0.9
end
"""
IOS_2 = """\
version 15.2
hostname R2
crypto isakmp policy 5
 encr 3des
 hash md5
 authentication pre-share
 group 2
crypto isakmp policy 20
 encr aes 256
 authentication pre-share
 group 14
crypto isakmp key SYNTHETIC-Key-2 address 0.0.0.0
crypto isakmp key SYNTHETIC-Key-1 address 203.0.113.1
crypto isakmp key SYNTHETIC-Key-3 address 192.0.2.77
crypto ipsec transform-set OLD esp-3des esp-md5-hmac
 mode tunnel
crypto ipsec transform-set NEW esp-aes 256 esp-sha-hmac
 mode tunnel
crypto map VPN 5 ipsec-isakmp
 set peer 203.0.113.1
 set transform-set OLD
 match address OTHER
crypto map VPN 10 ipsec-isakmp
 set peer 203.0.113.1
 set transform-set NEW
 set pfs group14
 match address 101
crypto map VPN 20 ipsec-isakmp
 set peer 192.0.2.77
 set transform-set OLD
 match address FAR
interface GigabitEthernet0/0
 ip address 198.51.100.1 255.255.255.0
 ip nat outside
 crypto map VPN
interface GigabitEthernet0/1
 ip address 10.2.0.1 255.255.255.0
 ip nat inside
ip nat inside source list 110 interface GigabitEthernet0/0 overload
ip route 0.0.0.0 0.0.0.0 198.51.100.254
ip access-list extended FAR
 permit ip 10.2.0.0 0.0.0.255 10.77.0.0 0.0.255.255
ip access-list extended OTHER
 permit ip host 10.2.0.9 host 10.1.3.9
access-list 101 permit ip 10.2.0.0 0.0.0.255 10.1.0.0 0.0.0.255
access-list 101 permit ip 10.2.0.0 0.0.0.255 10.1.9.0 0.0.0.255
access-list 110 deny   ip 10.2.0.0 0.0.0.255 10.0.0.0 0.255.255.255
access-list 110 permit ip 10.2.0.0 0.0.0.255 any
end
"""
ADDRESSES = """\
R2#show ip interface brief
Interface                  IP-Address      OK? Method Status                Protocol
GigabitEthernet0/0         198.51.100.1    YES NVRAM  up                    up
GigabitEthernet0/1         10.2.0.1        YES NVRAM  up                    up
"""

IKEV2_1 = """\
version 15.4
hostname R1
crypto ikev2 proposal P1
 encryption aes-cbc-256
 integrity sha256
 group 14
crypto ikev2 policy POL
 proposal P1
crypto ikev2 keyring KR
 peer R2
  address 198.51.100.1
  pre-shared-key SYNTHETIC-Key-1
crypto ikev2 profile PF
 match identity remote address 198.51.100.1 255.255.255.255
 authentication remote pre-share
 authentication local pre-share
 keyring local KR
crypto ipsec transform-set TS esp-aes 256 esp-sha256-hmac
 mode tunnel
crypto map VPN 10 ipsec-isakmp
 set peer 198.51.100.1
 set transform-set TS
 set ikev2-profile PF
 match address 101
interface GigabitEthernet0/0
 ip address 203.0.113.1 255.255.255.0
 crypto map VPN
interface GigabitEthernet0/1
 ip address 10.1.0.1 255.255.255.0
ip route 0.0.0.0 0.0.0.0 203.0.113.254
access-list 101 permit ip 10.1.0.0 0.0.0.255 10.2.0.0 0.0.0.255
end
"""
IKEV2_2 = """\
version 15.4
hostname R2
crypto ikev2 proposal P1
 encryption aes-cbc-256
 integrity sha256
 group 14
crypto ikev2 proposal P2
 encryption aes-cbc-128
 integrity sha1
 group 5
crypto ikev2 policy OTHER
 match address local 10.2.0.1
 proposal P2
crypto ikev2 policy POL2
 proposal P2
 proposal P1
crypto ikev2 keyring KR
 peer R1
  address 203.0.113.1
  pre-shared-key SYNTHETIC-Key-1
 peer FAR
  address 192.0.2.77
  pre-shared-key SYNTHETIC-Key-2
crypto ikev2 keyring KR2
 peer ANY
  address 0.0.0.0 0.0.0.0
  pre-shared-key SYNTHETIC-Key-3
crypto ikev2 profile PF
 match identity remote address 203.0.113.1 255.255.255.255
 authentication remote pre-share
 authentication local pre-share
 keyring local KR
crypto ikev2 profile PF2
 match identity remote address 192.0.2.77 255.255.255.255
 authentication remote pre-share
 authentication local pre-share
 keyring local KR2
crypto ipsec transform-set OLD esp-3des esp-md5-hmac
 mode tunnel
crypto ipsec transform-set NEW esp-aes 256 esp-sha256-hmac
 mode tunnel
crypto map VPN 10 ipsec-isakmp
 set peer 203.0.113.1
 set transform-set NEW
 set ikev2-profile PF
 match address 101
crypto map VPN 20 ipsec-isakmp
 set peer 192.0.2.77
 set transform-set OLD
 set ikev2-profile PF2
 match address 102
interface GigabitEthernet0/0
 ip address 198.51.100.1 255.255.255.0
 crypto map VPN
interface GigabitEthernet0/1
 ip address 10.2.0.1 255.255.255.0
ip route 0.0.0.0 0.0.0.0 198.51.100.254
access-list 101 permit ip 10.2.0.0 0.0.0.255 10.1.0.0 0.0.0.255
access-list 102 permit ip 10.2.0.0 0.0.0.255 10.77.0.0 0.0.255.255
end
"""
ASA_1 = IOS_1
ASA_2 = """\
: Saved
:
ASA Version 9.1(7)
hostname R2
interface GigabitEthernet0/0
 nameif outside
 security-level 0
 ip address 198.51.100.1 255.255.255.0
interface GigabitEthernet0/1
 nameif inside
 security-level 100
 ip address 10.2.0.1 255.255.255.0
object-group network HERE
 network-object 10.2.0.0 255.255.255.0
access-list CR extended permit ip object-group HERE 10.1.0.0 255.255.255.0
access-list CR extended permit ip 10.2.0.0 255.255.255.0 10.1.9.0 255.255.255.0
access-list OTHER extended permit ip host 10.2.0.9 host 10.1.3.9
access-list FAR extended permit ip 10.2.0.0 255.255.255.0 10.77.0.0 255.255.0.0
route outside 0.0.0.0 0.0.0.0 198.51.100.254 1
crypto ipsec ikev1 transform-set OLD esp-3des esp-md5-hmac
crypto ipsec ikev1 transform-set NEW esp-aes-256 esp-sha-hmac
crypto map out_map 5 match address OTHER
crypto map out_map 5 set peer 203.0.113.1
crypto map out_map 5 set ikev1 transform-set OLD
crypto map out_map 10 match address CR
crypto map out_map 10 set pfs group14
crypto map out_map 10 set peer 203.0.113.1
crypto map out_map 10 set ikev1 transform-set NEW
crypto map out_map 20 match address FAR
crypto map out_map 20 set peer 192.0.2.77
crypto map out_map 20 set ikev1 transform-set OLD
crypto map out_map interface outside
crypto ikev1 enable outside
crypto ikev1 policy 5
 authentication pre-share
 encryption 3des
 hash md5
 group 2
 lifetime 86400
crypto ikev1 policy 20
 authentication pre-share
 encryption aes-256
 hash sha
 group 14
 lifetime 86400
tunnel-group DefaultL2LGroup ipsec-attributes
 ikev1 pre-shared-key SYNTHETIC-Key-2
tunnel-group 203.0.113.1 type ipsec-l2l
tunnel-group 203.0.113.1 ipsec-attributes
 ikev1 pre-shared-key SYNTHETIC-Key-1
tunnel-group 192.0.2.77 type ipsec-l2l
tunnel-group 192.0.2.77 ipsec-attributes
 ikev1 pre-shared-key SYNTHETIC-Key-3
: end
"""
ASA_ADDRESSES = """\
R2# show interface ip brief
Interface                  IP-Address      OK? Method Status                Protocol
GigabitEthernet0/0         198.51.100.1    YES CONFIG up                    up
GigabitEthernet0/1         10.2.0.1        YES CONFIG up                    up
"""


def sections(lines):
    found = []
    for line in lines:
        if line.startswith(" ") and found:
            found[-1].append(line)
        else:
            found.append([line])
    return found


def through(kind, pattern, text):
    lines = text.splitlines()
    hits = [re.search(pattern, line) is not None for line in lines]
    if kind == "include":
        return [line for line, hit in zip(lines, hits, strict=True) if hit]
    if kind == "exclude":
        return [line for line, hit in zip(lines, hits, strict=True) if not hit]
    if kind == "begin":
        return lines[hits.index(True) :] if True in hits else []
    return [
        line
        for section in sections(lines)
        for line in section
        if re.search(pattern, section[0]) or re.search(pattern, line)
    ]


def patterns(text):
    """Every run of one to four words of a line, and a few that take more."""
    found = {
        "^crypto",
        "isakmp|map",
        "crypto|access-list|interface",
        "policy .0",
        "VPN (5|20)",
        "!",
        "policy_20",
    }
    for line in text.splitlines():
        words = [re.escape(word) if "(" in word else word for word in line.split()]
        for start in range(len(words)):
            for length in range(1, 5):
                found.add(" ".join(words[start : start + length]))
    return sorted(found)


def diagnosed(tmp_path, first, second):
    for name, text in (("R1", first), ("R2", second)):
        folder = tmp_path / name
        folder.mkdir(exist_ok=True)
        (folder / "session.txt").write_text(text)
    found = diagnose(read_fleet([tmp_path], classifier=CLASSIFIER, redactor=Redactor()))
    assert not found.defects
    return found.tunnels


IOS_PARTS = (
    "isakmp policy",
    "isakmp key",
    "transform-set",
    "crypto map",
    "access-list",
    "^interface",
)
IKEV2_PARTS = (
    "ikev2 proposal",
    "ikev2 policy",
    "ikev2 keyring",
    "ikev2 profile",
    "transform-set",
    "crypto map",
    "access-list",
    "^interface",
)
ASA_PARTS = (
    "crypto ikev1",
    "crypto ipsec",
    "crypto map",
    "access-list",
    "tunnel-group",
    "interface",
)


def part(text, words, *, asa):
    """What a command prints that shows all of a kind."""
    if asa:
        own = [
            line for one in sections(text.splitlines()) if one[0].startswith(words) for line in one
        ]
        return "\n".join([f"R2# show running-config {words}", *own])
    return "\n".join(
        [f"R2#show running-config | section {words}", *through("section", words, text)]
    )


@pytest.mark.parametrize("kind", ["section", "begin", "exclude", "include"])
@pytest.mark.parametrize(
    ("first", "second", "addresses", "kinds"),
    [
        (IOS_1, IOS_2, ADDRESSES, IOS_PARTS),
        (IKEV2_1, IKEV2_2, ADDRESSES, IKEV2_PARTS),
        (ASA_1, ASA_2, ASA_ADDRESSES, ASA_PARTS),
    ],
    ids=["ios", "ikev2", "asa"],
)
def test_two_ends_that_agree_are_at_no_fault_for_what_a_filter_leaves_out(
    tmp_path, kind, first, second, addresses, kinds
):
    asa = kinds is ASA_PARTS
    dice = random.Random(f"{kind} {len(kinds)}")  # a test's choice
    chosen = dice.sample(patterns(second), 25)
    if kind == "section":
        chosen += ["10", "20", "VPN", "policy 2", "crypto map VPN 5", "P2", "203.0.113.1"]
    for pattern in chosen:
        lines = through(kind, pattern, second)
        left_out = dice.choice(kinds)
        parts = [part(second, words, asa=asa) for words in kinds if words != left_out]
        prompt = "R2# " if asa else "R2#"
        parts.append("\n".join([f"{prompt}show running-config | {kind} {pattern}", *lines]))
        dice.shuffle(parts)
        for tunnel in diagnosed(tmp_path, first, "\n".join([*parts, addresses])):
            assert tunnel.verdict is not Verdict.FAULT, (pattern, left_out, tunnel.diagnoses)


@pytest.mark.parametrize(
    ("command", "words", "whole"),
    [
        ("sh run | s isakmp policy", "crypto isakmp policy ", True),
        ("sh run | sec ^crypto isakmp", "crypto isakmp policy ", True),
        ("sh run | s isakmp|map", "crypto map VPN ", True),
        ("sh run | s crypto.isakmp.*policy", "crypto isakmp policy ", True),
        ("sh run | s isakmp policy 20", "crypto isakmp policy ", False),
        ("sh run | s policy_20", "crypto isakmp policy ", False),
        ("sh run | s isakmp policy$", "crypto isakmp policy ", False),
        ("sh run | s policy [12]", "crypto isakmp policy ", False),
        ("sh run | s crypto map VPN 5", "crypto map VPN ", False),
        ("sh run | s VPN", "crypto map VPN ", True),
        ("sh run | s access-list 10", "access-list 101 ", True),
        ("sh run | s 10.2.0.0", "access-list 101 ", False),
        ("sh run | b access-list 101", "access-list 101 ", True),
        ("sh run | b access-list 101 permit ip 10.9", "access-list 101 ", False),
        ("sh run | s inc crypto map", "crypto map VPN ", True),
        ("sh run | s exclude crypto map", "crypto map VPN ", False),
        ("sh run | ex 10.1.9", "access-list 101 ", False),
        ("sh run | ex !", "access-list 101 ", True),
        ("sh run | ex !", "crypto isakmp key ", False),
        ("sh run | e ^!", "crypto isakmp key ", True),
        ("sh run | redirect flash:x", "crypto isakmp key ", True),
        ("sh run crypto ikev1 | no-more", "crypto ikev1 policy ", True),
        ("sh run access-list CR", "access-list CR ", True),
        ("sh run acc CR", "access-list CR ", True),
        ("sh run access-list CR | b 10.1.9", "access-list CR ", False),
        ("sh run tunnel-group 192.0.2.1", "tunnel-group ", False),
        ("sh run all tunnel-group", "tunnel-group ", True),
        ("sh run | s crypto | s policy 2", "crypto isakmp policy ", False),
        ("sh run | s (a+)+b", "access-list aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa ", False),
        ("sh run | s map VPN_10", "crypto map VPN 10 ", True),
        ("sh run | i map VPN_10", "crypto map VPN 10 ", False),
        ("sh run | s MY_MAP", "crypto map MY_MAP ", True),
        ("sh run | i MY_MAP", "crypto map MY_MAP ", True),
        ("sh run | s MAP|10.1.1.1|", "access-list 101 ", False),
        ("sh run | s [[a]cce", "access-list 101 ", False),
        ("sh run | grep -v list", "access-list 101 ", False),
        ("sh run | grep list", "access-list 101 ", True),
        ("sh run | s crypto | in isakmp policy 2", "crypto isakmp policy ", False),
        (None, "access-list CR ", True),
    ],
)
def test_a_pattern_shows_a_class_whole_where_it_is_in_what_each_line_of_it_begins_with(
    command, words, whole
):
    assert shows_all(command, words) is whole


@pytest.mark.parametrize(
    ("command", "scope"),
    [
        ("sh run", Scope.WHOLE),
        ("sh run | no-more", Scope.WHOLE),
        ("sh run | tee flash:x", Scope.WHOLE),
        ("sh run | exclude ^!", Scope.WHOLE),
        ("sh run view full", Scope.WHOLE),
        ("sh run | ex !", Scope.SECTIONS),
        ("sh run int g0/0", Scope.SECTIONS),
        ("more system:running-config | b tunnel-group", Scope.SECTIONS),
        ("sh conf | beg crypto", Scope.SECTIONS),
        ("show startup | section crypto", Scope.SECTIONS),
        ("sh run | in crypto", Scope.LINES),
        ("sh run | I crypto", Scope.LINES),
        ("sh run | excl snmp", Scope.LINES),
        ("sh run | ex snmp", Scope.LINES),
        ("sh run | grep -v snmp", Scope.LINES),
        ("sh run | s crypto | i key", Scope.LINES),
        ("sh run | last 20", Scope.LINES),
        ("sh run | s crypto|interface|access-list", Scope.SECTIONS),
    ],
)
def test_how_much_a_command_prints(command, scope):
    assert config_scope(command, "session.txt") is scope


def test_a_fault_that_parts_prove_is_planned_from_the_whole_alone(tmp_path, capsys):
    """And the answer ends with what to do next."""
    second = IOS_2.replace("10.2.0.0 0.0.0.255 10.1.9.0", "10.2.0.0 0.0.0.255 10.1.8.0")
    parts = [part(second, words, asa=False) for words in IOS_PARTS]
    diagnosed(tmp_path, IOS_1, "\n".join([*parts, ADDRESSES]))
    found = diagnose(read_fleet([tmp_path], classifier=CLASSIFIER, redactor=Redactor()))
    (left,) = [item for item in make_plan(found).not_planned if item.slugs]
    assert "the running-config of R2 is incomplete" in left.reasons[0]
    assert [(need.device, need.command) for need in left.needs] == [("R2", "show running-config")]
    assert run(["diagnose", str(tmp_path)]) == 3
    short = capsys.readouterr().out.partition("In short")[2]
    assert "1 tunnel is at fault: the cause stands above" in short
    assert "make the dry run of the fix with remediate plan" in short
    assert run(["plan", str(tmp_path), "-o", str(tmp_path / "plan.json")]) == 3
    short = capsys.readouterr().out.partition("In short")[2]
    assert "collect show running-config from R2" in short
