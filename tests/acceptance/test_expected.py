"""The runner is strict: what it does not know or cannot check is refused."""

from __future__ import annotations

import msgspec
import pytest

from tests.acceptance.expected import load
from tests.acceptance.test_cases import find

PLAIN = """\
point: one
tunnels:
  - ends: [192.0.2.1, 198.51.100.2]
    devices: [r1, r2]
    verdict: FAULT
    slug: psk-mismatch
must_not: []
exit_status: 3
secrets: []
"""


def loaded(tmp_path, text):
    (tmp_path / "expected.yaml").write_text(text, "utf-8")
    return load(tmp_path)


def test_a_plain_expectation_is_read(tmp_path):
    (tunnel,) = loaded(tmp_path, PLAIN).tunnels
    assert (tunnel.slug, tunnel.commands_contain) == ("psk-mismatch", {})


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("secrets: []", "secrets: []\nverdicts: 1"),
        ("    slug: psk-mismatch", "    slug: psk-mismatch\n    comands_contain: {r1: [key]}"),
        ("    slug: psk-mismatch\n", ""),
        ("verdict: FAULT", "verdict: BROKEN"),
        ("exit_status: 3", "exit_status: three"),
    ],
)
def test_an_unknown_or_missing_key_or_word_is_refused(tmp_path, old, new):
    assert old in PLAIN
    with pytest.raises(msgspec.ValidationError):
        loaded(tmp_path, PLAIN.replace(old, new))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("slug: psk-mismatch", "slug: psk-mismatches"),
        ("must_not: []", "must_not: [crypto-acl-mirrored]"),
        ("devices: [r1, r2]", "devices: [r1, r2]\n    change: rekey"),
        ("devices: [r1, r2]", "devices: [r1, r2]\n    commands_never: {r3: [x]}"),
        ("slug: psk-mismatch", "slug: [psk-mismatch, null]\n    change: rekey-psk"),
        ("point: one", "point: ''"),
    ],
)
def test_what_could_never_be_checked_is_refused(tmp_path, old, new):
    assert old in PLAIN
    with pytest.raises((AssertionError, msgspec.ValidationError)):
        loaded(tmp_path, PLAIN.replace(old, new))


def test_patterns_are_searched_in_single_lines():
    lines = ["crypto isakmp policy 20", " group 14", "no crypto isakmp policy 10"]
    assert find(r"^no crypto", lines) == 2
    assert find(r"^ group 14$", lines) == 1
    assert find(r"20 group", lines) is None
