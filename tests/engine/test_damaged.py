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
from remediate.model.base import Verdict
from remediate.plan import make_plan
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


HARMLESS = [padded, line_ends, quoted, stray_prompt]
KEPT = [*HARMLESS, cut, lost_letter]


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
