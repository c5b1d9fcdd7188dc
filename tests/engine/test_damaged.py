"""Dumps that terminals, mails and editors damaged: nothing crashes, and what is lost proves nothing."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import pytest

from remediate.check import check
from remediate.diagnose import diagnose
from remediate.evidence.fleet import read_fleet
from remediate.messages import Classifier
from remediate.model.base import Confidence, Verdict
from remediate.plan import make_plan
from remediate.platforms.breaks import broken
from remediate.platforms.damage import damaged_line, mended
from remediate.rules import catalogue
from remediate.secrets import Redactor

CASES = Path(__file__).parents[1] / "acceptance" / "cases"
HEALTHY = [
    "ips002-other-names-same-content-healthy",
    "net004-pix63-acl-permits-the-flow-healthy",
    "net004-asa98-explicit-no-and-the-list-permits-healthy",
    "net002-crypto-acl-denies-what-nat-takes-healthy",
    "net002-exempt-by-route-map-deny-healthy",
]
CONFIGS = ("show_running-config.txt", "write_terminal.txt")
CLASSIFIER = Classifier(catalogue())


def cut(data: bytes, dice: random.Random) -> bytes:
    return data[: dice.randrange(len(data) // 3, len(data))]


def padded(data: bytes, dice: random.Random) -> bytes:
    place = dice.randrange(len(data))
    return data[:place] + b"\0" * dice.choice([1, 3, 20]) + data[place:]


def line_ends(data: bytes, dice: random.Random) -> bytes:
    return data.replace(b"\n", dice.choice([b"\r\n", b"\r\r\n"]))


def lost_letter(data: bytes, dice: random.Random) -> bytes:
    places = [n for n in range(len(data)) if bytes(data[n : n + 1]).isalpha()]
    place = dice.choice(places)
    return data[:place] + b"\xe9" + data[place + 1 :]


def quoted(data: bytes, dice: random.Random) -> bytes:
    indent = dice.choice([b"  ", b"\t"])
    return b"\n".join(indent + line for line in data.split(b"\n"))


def stray_prompt(data: bytes, dice: random.Random) -> bytes:
    lines = data.split(b"\n")
    lines.insert(dice.randrange(len(lines)), b"--More-- " if dice.random() < 0.5 else b"")
    return b"\n".join(lines)


def taken_apart(data: bytes, dice: random.Random) -> bytes:
    lines = data.split(b"\n")
    for _ in range(dice.randrange(1, 6)):
        one, two = dice.randrange(len(lines)), dice.randrange(len(lines))
        lines[one], lines[two] = lines[two], lines[one][: dice.randrange(80)]
    return b"\n".join(lines)


def broken_hard(data: bytes, dice: random.Random) -> bytes:
    """As a terminal breaks long lines: at its width, within words."""
    width = dice.choice([40, 60, 64, 72])
    return b"\n".join(
        line[place : place + width]
        for line in data.split(b"\n")
        for place in range(0, max(len(line), 1), width)
    )


def broken_soft(data: bytes, dice: random.Random) -> bytes:
    """As a mail breaks long lines: between words, the blank goes."""
    width = dice.choice([40, 60, 72])
    lines = []
    for line in data.split(b"\n"):
        rest = line
        while len(rest) > width and b" " in rest[1:width]:
            place = rest.rfind(b" ", 1, width)
            lines.append(rest[:place])
            rest = rest[place + 1 :]
        lines.append(rest)
    return b"\n".join(lines)


def joined(data: bytes, dice: random.Random) -> bytes:
    lines = data.split(b"\n")
    for _ in range(dice.randrange(1, 4)):
        place = dice.randrange(len(lines) - 1)
        lines[place : place + 2] = [lines[place] + lines[place + 1]]
    return b"\n".join(lines)


def foreign_prompt(data: bytes, dice: random.Random) -> bytes:
    lines = data.split(b"\n")
    prompts = [
        b"other#show clock\n10:00:00.000 UTC Tue Mar 5 2019\nother#",
        b"sw1>",
        b"root@jump:~$ ",
        b"[admin@core ~]$ exit",
        b"C:\\Users\\me>",
    ]
    lines.insert(dice.randrange(len(lines)), dice.choice(prompts))
    return b"\n".join(lines)


HARMLESS = [padded, line_ends, quoted, stray_prompt]
KEPT = [*HARMLESS, cut, lost_letter, broken_hard, broken_soft, joined, foreign_prompt]


def damaged(case: str, folder: Path, damage: Callable[..., bytes], dice: random.Random) -> Path:
    """Write the case's running-configs into a folder, one of them damaged."""
    files = sorted(p for p in (CASES / case / "dumps").rglob("*") if p.name in CONFIGS)
    chosen = dice.randrange(len(files))
    for number, path in enumerate(files):
        data = path.read_bytes()
        target = folder / path.parent.name / path.name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(damage(data, dice) if number == chosen else data)
    return folder


def judged(folder: Path) -> list[Verdict]:
    fleet = read_fleet([folder], classifier=CLASSIFIER, redactor=Redactor(b"0" * 32))
    found = diagnose(fleet)
    assert not found.defects
    make_plan(found)
    checked = [item.result for item in check(fleet).tunnels]
    return [tunnel.verdict for tunnel in (*found.tunnels, *checked)]


@pytest.mark.parametrize("damage", KEPT, ids=lambda item: item.__name__)
@pytest.mark.parametrize("case", HEALTHY)
def test_no_fault_comes_of_the_damage(case, damage, tmp_path):
    for seed in range(6):
        folder = damaged(case, tmp_path / str(seed), damage, random.Random(f"{case}{seed}"))
        verdicts = judged(folder)
        assert Verdict.FAULT not in verdicts, seed
        if damage in HARMLESS:
            assert verdicts, seed


@pytest.mark.parametrize("case", HEALTHY)
def test_nothing_crashes_on_lines_in_any_order(case, tmp_path):
    for seed in range(6):
        judged(damaged(case, tmp_path / str(seed), taken_apart, random.Random(seed)))


def test_a_letter_lost_in_free_text_or_in_a_name_does_no_harm():
    assert damaged_line("interface Ethernet0\n description B\ufffdro\n") is None
    assert damaged_line("banner motd ^C\nGr\ufffd\ufffde\n^C\nhostname r1\n") is None
    assert damaged_line("match address B\ufffdro\nip access-list extended B\ufffdro\n") is None
    assert damaged_line("hostname r1\n set pe\ufffdr 192.0.2.1\n") == 2


def test_a_quoted_configuration_loses_its_indentation_alone():
    text = "hostname r1\ninterface Ethernet0\n ip address 192.0.2.1 255.255.255.0\n"
    assert mended("".join(f"> {line}"[1:] + "\n" for line in text.splitlines())) == text
    assert mended(text) == text


def test_a_key_that_lost_a_letter_is_compared_with_nothing():
    text = Redactor(b"0" * 32).redact("crypto isakmp key Pl\ufffdnted address 192.0.2.1")
    assert text == "crypto isakmp key ***** address 192.0.2.1"


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("crypto ipsec transform-set TS esp-aes 256 es\np-sha-hmac\n", 2, "'p-sha-hmac' begins no command"),
        ("interface Ethernet0\n ip address 192.0.2.1\n255.255.255.0\n", 3, "'255.255.255.0' begins no command"),
        ("crypto map M 10 ipsec-isakmp\n set peer 192.0.2.2\nroot@jump:~$ \n match address 101\n", 3, "'root@jump:~$' begins no command"),
        ("crypto isakmp policy 10\n encr aes 256 hash sha256\n", 2, "two settings stand on one line"),
        ("crypto isakmp policy 10\n group 14crypto isakmp key K address 192.0.2.2\n", 2, "two commands stand on one line"),
        ("crypto map M 10 ipsec-isakmp set peer 192.0.2.2\n match address 101\n", 1, "two commands stand on one line"),
        ("crypto map M 10 ipsec-isakmp\n match address 101!\n", 2, "the mark of the next line"),
        ("crypto ipsec transform-set TS esp-aes\n!crypto map M 10 ipsec-isakmp\n", 2, "behind the mark of the line before it"),
        ("crypto ipsec transform-set TS esp-aes\n ip address 192.0.2.1 255.255.255.0\n", 2, "a line between them is lost"),
        ("interface Ethernet0\n set peer 192.0.2.2\n", 2, "a line between them is lost"),
    ],
)  # fmt: skip
def test_a_line_that_was_broken_or_joined_is_told(text, line, reason):
    found = broken(f"version 15.2\nhostname r1\n!\n{text}!\nend\n")
    assert found is not None
    assert found.line == line + 3
    assert reason in found.reason


@pytest.mark.parametrize(
    "text",
    [
        "interface Ethernet0\n description to R2 crypto map of the hub!\n ip address 192.0.2.1 255.255.255.0\n",
        "crypto isakmp key Se!cret! address 192.0.2.2\n",
        "banner motd ^C\nset peer or not\ncrypto!\n^C\ncrypto isakmp enable\n",
        "interface Ethernet0\n ip address 192.0.2.1 255.255.255.0 secondary\n ip address 192.0.2.9 255.255.255.0\n",
        "crypto map M 10 ipsec-isakmp dynamic D\ncrypto map M 20 ipsec-isakmp profile P\n",
        "isakmp policy 10 authentication pre-share\nisakmp policy 10 encryption aes-256\n",
        "access-list 101 remark crypto map M 10 is for the hub\naccess-list 101 permit ip any any\n",
        "interface ethernet0 auto\ninterface ethernet1 100full shutdown\n",
        "crypto map M 10 ipsec-isakmp ! to the hub\n",
"logging host 10.1.1.1\nnewfangled-feature on\n",
    ],
)  # fmt: skip
def test_what_only_looks_broken_is_not(text):
    assert broken(f"version 15.2\nhostname r1\n!\n{text}!\nend\n") is None


def test_a_fault_of_a_broken_configuration_is_only_possible(tmp_path):
    case = CASES / "ips002-other-names-same-content-healthy"
    for path in (case / "dumps").rglob("show_running-config.txt"):
        target = tmp_path / path.relative_to(case / "dumps")
        target.parent.mkdir(parents=True, exist_ok=True)
        text = path.read_text()
        if path.parent.name == "r1":
            assert " authentication pre-share\n" in text
            text = text.replace(" authentication pre-share\n", " authentication pre-\nshare\n")
        target.write_text(text)
    fleet = read_fleet([tmp_path], classifier=CLASSIFIER, redactor=Redactor(b"0" * 32))
    for tunnel in (*diagnose(fleet).tunnels, *(item.result for item in check(fleet).tunnels)):
        assert tunnel.verdict is Verdict.AMBIGUOUS, tunnel.reason
        assert tunnel.diagnoses
        assert all(item.confidence is Confidence.POSSIBLE for item in tunnel.diagnoses)
        assert "show_running-config.txt" in tunnel.reason
        assert "'share' begins no command" in tunnel.reason
        assert {need.command for need in tunnel.needs} == {"show running-config"}
