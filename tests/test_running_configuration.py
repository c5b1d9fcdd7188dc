"""Which of several printed configurations counts, and what it is worth later on. Input: synthetic, by hand."""

from __future__ import annotations

import json

import pytest

from remediate.cli import run

RIGHT, WRONG = "10.2.2.0", "10.2.3.0"


def config(host: str, local: str, peer: str, lan: str, far: str, *, head: str = "") -> str:
    return (
        f"{head}version 15.2\nhostname {host}\n!\n"
        "crypto isakmp policy 10\n encr aes 256\n authentication pre-share\n group 14\n"
        f"crypto isakmp key PlantedPskWhich address {peer}\n"
        "crypto ipsec transform-set TS esp-aes 256 esp-sha-hmac\n"
        f"crypto map M 1 ipsec-isakmp\n set peer {peer}\n set transform-set TS\n match address 101\n"
        f"interface Ethernet0\n ip address {local} 255.255.255.0\n crypto map M\n"
        f"interface Ethernet1\n ip address {lan[:-1]}1 255.255.255.0\n"
        f"access-list 101 permit ip {lan} 0.0.0.255 {far} 0.0.0.255\nend\n"
    )


def here(far: str, head: str = "") -> str:
    return config("r1", "192.0.2.1", "198.51.100.2", "10.1.1.0", far, head=head)


THERE = config("r2", "198.51.100.2", "192.0.2.1", RIGHT, "10.1.1.0")


def changed(when: str) -> str:
    return (
        f"Building configuration...\n\nCurrent configuration : 999 bytes\n!\n! {when} by noc\n!\n"
    )


def typed(*lines: str) -> str:
    return "r1#configure terminal\n" + "".join(f"r1(config)#{line}\n" for line in lines) + "r1#\n"


SHOWN = f"r1#show running-config\n{here(WRONG)}"
CASES = {
    "the startup-config by its heading, in a file of another name": (
        {"a.txt": here(RIGHT), "z.txt": here(WRONG, "Using 999 out of 262136 bytes\n!\n")},
        "HEALTHY",
    ),
    "the startup-config first": (
        {"s.log": f"r1#show startup-config\n{here(RIGHT)}{SHOWN}r1#\n"},
        "FAULT",
    ),
    "the startup-config alone": ({"show_startup-config.txt": here(WRONG)}, "FAULT"),
    "the startup-config of a device whose running-config contradicts it": (
        {
            "s.log": f"r1#show startup-config\n{here(RIGHT)}r1#show running-config | section access-list\n"
            f"access-list 101 permit ip 10.1.1.0 0.0.0.255 {WRONG} 0.0.0.255\nr1#\n"
        },
        "UNKNOWN",
    ),
    "the later change, in the earlier file": (
        {
            "a.txt": here(
                RIGHT, changed("Last configuration change at 09:00:00 UTC Thu Nov 26 2026")
            ),
            "b.txt": here(
                WRONG, changed("Last configuration change at 10:00:00 UTC Wed Nov 25 2026")
            ),
        },
        "HEALTHY",
    ),
    "a clock that was never set tells nothing": (
        {
            "a.txt": here(
                WRONG, changed("Last configuration change at 09:00:00 UTC Thu Nov 26 2026")
            ),
            "b.txt": here(
                RIGHT, changed("Last configuration change at 00:04:00 UTC Fri Mar 1 2002")
            ),
        },
        "HEALTHY",
    ),
    "a line typed afterwards": ({"s.log": SHOWN + typed("access-list 101 deny ip any any")}, "AMBIGUOUS"),
    "a line typed afterwards, and shown again": (
        {"s.log": SHOWN + typed("no access-list 101") + f"r1#show running-config\n{here(RIGHT)}r1#\n"},
        "HEALTHY",
    ),
    "a line typed before": ({"s.log": typed("crypto isakmp enable") + SHOWN + "r1#\n"}, "FAULT"),
    "lines that change no tunnel": (
        {"s.log": SHOWN + typed("logging buffered 65536", "do show clock", "end")},
        "FAULT",
    ),
    "a line that the device refused": (
        {
            "s.log": f"{SHOWN}r1(config)#crypto map M 1 ipsec-isakm\n"
            "                            ^\n% Invalid input detected at '^' marker.\n\nr1(config)#end\nr1#\n"
        },
        "FAULT",
    ),
    "a part printed afterwards that says the same": (
        {"s.log": f"{SHOWN}r1#show running-config | section crypto map\ncrypto map M 1 ipsec-isakmp\n"
         " set peer 198.51.100.2\n set transform-set TS\n match address 101\n crypto map M\nr1#\n"},
        "FAULT",
    ),
    "a part printed afterwards that says something else": (
        {"s.log": f"{SHOWN}r1#show running-config | section crypto map\ncrypto map M 1 ipsec-isakmp\n"
         " set peer 198.51.100.2\n set transform-set TS\n match address 102\nr1#\n"},
        "AMBIGUOUS",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("command", ["diagnose", "check"])
def test_what_runs_is_what_counts(name, command, tmp_path):
    files, verdict = CASES[name]
    dumps = tmp_path / "dumps"
    for file, text in files.items():
        (dumps / "r1").mkdir(parents=True, exist_ok=True)
        (dumps / "r1" / file).write_text(text)
    (dumps / "r2").mkdir()
    (dumps / "r2" / "running-config.txt").write_text(THERE)
    out = tmp_path / "out.json"
    run([command, str(dumps), "--format", "json", "-o", str(out), "-q"])
    (tunnel,) = json.loads(out.read_text())["tunnels"]
    assert tunnel["verdict"] == verdict, tunnel["reason"]
    if verdict in ("AMBIGUOUS", "UNKNOWN"):
        assert {need["command"] for need in tunnel["needs"]} == {"show running-config"}
