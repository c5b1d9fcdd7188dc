"""Canary keys, planted in every form a Cisco configuration holds secrets in, appear in no output."""

from __future__ import annotations

from pathlib import Path

import pytest

from remediate.cli import run
from tests.engine.two_ends import R1, R2, changed

CANARIES = [f"CANARY{number:02d}zq" for number in range(1, 76)]

_FORMS = """\
enable secret 5 {}
enable password {}
username admin privilege 15 password 0 {}
username ops secret 9 {}
crypto isakmp key {} address 192.0.2.200 no-xauth
crypto isakmp key 6 {} address 192.0.2.201
crypto isakmp key {} hostname branch.example.net
snmp-server community {} RO
snmp-server host 192.0.2.9 version 2c {}
tacacs-server key {}
radius-server host 192.0.2.8 key 7 {}
ip ospf message-digest-key 1 md5 {}
ntp authentication-key 1 md5 {}
ip ftp password {}
crypto keyring PARTNERS
  pre-shared-key address 192.0.2.202 key {}
crypto ikev2 keyring NEXT
 peer ONE
  address 192.0.2.203
  pre-shared-key local {}
  pre-shared-key remote {}
 peer TWO
  hostname branch2.example.net
  pre-shared-key 6 {}
 peer THREE
  address 192.0.2.205
  pre-shared-key hex {}
crypto ikev2 profile INLINE
 authentication local pre-share key {}
 authentication remote pre-share key 0 {}
crypto isakmp peer address 192.0.2.206
 set aggressive-mode password {}
crypto isakmp client configuration group staff
 key {}
 pool people
interface Tunnel7
 ip nhrp authentication {}
 ip ospf authentication-key {}
router bgp 65000
 neighbor 192.0.2.204 password {}
key chain RIP
 key 1
  key-string {}
line vty 0 4
 password {}
"""

_ASA = """\
: Saved
ASA Version 9.8(4)
hostname asa1
enable password {} encrypted
passwd {} encrypted
username vpn password {} encrypted privilege 15
interface GigabitEthernet0/0
 nameif outside
 security-level 0
 ip address 192.0.2.210 255.255.255.0
aaa-server AUTH (inside) host 10.0.0.9
 key {}
ldap-login-password {}
snmp-server community {}
failover key {}
crypto ikev2 enable outside
crypto map outside_map 1 set peer 192.0.2.1
tunnel-group 192.0.2.1 type ipsec-l2l
tunnel-group 192.0.2.1 ipsec-attributes
 ikev1 pre-shared-key {}
 ikev2 remote-authentication pre-shared-key {}
 ikev2 local-authentication pre-shared-key 8 {}
tunnel-group DefaultL2LGroup ipsec-attributes
 pre-shared-key {}
vpngroup staff password {}
isakmp key {} address 192.0.2.211 netmask 255.255.255.255 no-xauth
"""


def planted(forms: str = _FORMS, first: int = 0) -> tuple[str, list[str]]:
    canaries = iter(CANARIES[first:])
    used: list[str] = []
    lines = []
    for line in forms.splitlines():
        if "{}" in line:
            used.append(next(canaries))
            lines.append(line.format(used[-1]))
        else:
            lines.append(line)
    return "\n".join(lines) + "\n", used


@pytest.fixture
def dumps(tmp_path: Path) -> tuple[Path, list[str]]:
    extra, used = planted()
    first_key, second_key = "CANARY80zq", "CANARY81zq"
    folder = tmp_path / "dumps"
    for name, text, key in (("r1", R1, first_key), ("r2", R2, second_key)):
        (folder / name).mkdir(parents=True)
        config = changed(text, ("SYNTHETIC-Key-77", key), ("!\nend", "!\n" + extra + "end"))
        session = (
            f"{name}#show running-config\nBuilding configuration...\n\nCurrent configuration : 999 bytes\n!\n{config}{name}#conf t\n"
            f"{name}(config)#crypto isakmp key CANARY90zq address 192.0.2.250\n"
            f"{name}(config)#username eve password CANARY91zq\n"
            f"{name}(config)#end\n"
            "*Mar  1 00:42:09.431: %CRYPTO-4-IKMP_BAD_MESSAGE: IKE message from 10.1.0.2 failed its sanity check or is malformed\n"
            f"{name}#show something odd password CANARY92zq\nkey CANARY93zq here\npassword CANARY94zq\n{name}#\n"
        )
        (folder / name / "session.txt").write_text(session)
        (folder / name / "broken.cfg").write_text(
            "crypto isakmp key CANARY95zq addr\nsnmp-server community CANARY96zq\npre-shared-key CANARY97zq\n"
        )
    text, more = planted(_ASA, len(used))
    (folder / "asa1").mkdir()
    (folder / "asa1" / "show_running-config.txt").write_text(f"{text}: end\n")
    return folder, [*used, *more, first_key, second_key, *(f"CANARY{n}zq" for n in range(90, 98))]


@pytest.mark.parametrize(
    "command",
    ["text", "json", "md", "html", "xml", "plan", "scan", "scan-csv"]
    + [f"check {form}" for form in ("text", "json", "md", "html", "xml")],
)
def test_no_canary_leaves(dumps, tmp_path, capfd, command):
    folder, canaries = dumps
    out = tmp_path / "out"
    out.mkdir()
    if command == "plan":
        run(["plan", str(folder), "-o", str(out / "plan.json"), "--report", str(out / "r.html"), "--report", str(out / "r.md"), "--report", str(out / "r.xml"), "-v"])  # fmt: skip
    elif command.startswith("scan"):
        run(
            [
                "scan",
                str(folder),
                "--context",
                "--format",
                "csv" if command.endswith("csv") else "ndjson",
            ]
        )
    else:
        verb, _, form = command.rpartition(" ")
        run([verb or "diagnose", str(folder), "--format", form, "-v"])
    printed = capfd.readouterr()
    everything = printed.out + printed.err + "".join(p.read_text() for p in out.iterdir())
    assert everything
    shown = [canary for canary in canaries if canary.lower() in everything.lower()]
    assert shown == []
    assert "<key#" not in everything


def test_the_canaries_would_be_seen(dumps):
    folder, canaries = dumps
    text = "".join(path.read_text() for path in folder.rglob("*") if path.is_file())
    assert all(canary in text for canary in canaries)
