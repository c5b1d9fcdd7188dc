"""What a person types wrong or hands over compressed: exit statuses, one plain line, no traceback.

Input: synthetic, written by hand (the acceptance cases)."""

from __future__ import annotations

import bz2
import gzip
import json
import lzma
from pathlib import Path

import pytest
import zstandard

from remediate.cli import entry, run

CASES = Path(__file__).parent / "acceptance" / "cases"
DUMPS = CASES / "ips002-vti-aes128-vs-aes256" / "dumps"
PACKERS = {
    "gz": gzip.compress,
    "bz2": bz2.compress,
    "xz": lzma.compress,
    "zst": zstandard.ZstdCompressor().compress,
}


@pytest.mark.parametrize("named", [True, False], ids=["suffix", "no suffix"])
@pytest.mark.parametrize("packer", PACKERS)
def test_compressed_files_are_told_by_their_first_bytes(packer, named, tmp_path):
    for host in ("vt1", "vt2"):
        packed = PACKERS[packer]((DUMPS / host / "a").read_bytes())
        (tmp_path / f"{host}.txt{f'.{packer}' if named else ''}").write_bytes(packed)
    out = tmp_path / "answer.json"
    assert run(["diagnose", str(tmp_path), "--format", "json", "-o", str(out), "-q"]) == 3
    (tunnel,) = json.loads(out.read_text())["tunnels"]
    assert [end["device"] for end in tunnel["ends"]] == ["vt1", "vt2"]


@pytest.mark.parametrize("packer", PACKERS)
def test_a_compressed_file_that_breaks_off_is_an_error_of_the_input(packer, tmp_path, capsys):
    (tmp_path / "vt1.txt").write_bytes((DUMPS / "vt1" / "a").read_bytes())
    packed = PACKERS[packer]((DUMPS / "vt2" / "a").read_bytes())
    (tmp_path / f"vt2.txt.{packer}").write_bytes(packed[: len(packed) // 2])
    assert run(["diagnose", str(tmp_path), "-q"]) == 2
    assert f"vt2.txt.{packer}: broken compression" in capsys.readouterr().err


def test_a_plain_file_may_be_named_like_a_compressed_one(tmp_path):
    for host in ("vt1", "vt2"):
        (tmp_path / f"{host}.txt.gz").write_bytes((DUMPS / host / "a").read_bytes())
    assert run(["diagnose", str(tmp_path), "-q"]) == 3


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (["plan", str(DUMPS), "--include", "set-ip-mtuu"], 5, "no kind of change is called"),
        (["plan", str(DUMPS), "--exclude", "everything"], 5, "no kind of change is called"),
        (["plan", str(DUMPS), "--report", "report.pdf"], 5, "a report ends in"),
        (["report", str(DUMPS / "vt1" / "a")], 1, "neither a plan nor a diagnosis"),
        (["report", "no-such-file.json"], 1, "cannot be read"),
        (["diagnose", "no-such-folder"], 1, "no such file or folder"),
        (["rules", "no-such-rule"], 5, "no rule has the code or slug"),
    ],
)
def test_usage_and_input_errors_say_what_is_wrong(arguments, status, said, capsys):
    assert run(arguments) == status
    assert said in capsys.readouterr().err


def test_junit_is_another_word_for_xml(tmp_path):
    for form in ("junit", "xml"):
        out = tmp_path / form
        assert run(["diagnose", str(DUMPS), "--format", form, "-o", str(out), "-q"]) == 3
    assert (tmp_path / "junit").read_bytes() == (tmp_path / "xml").read_bytes()


def test_an_unforeseen_error_shows_its_place_and_nothing_else(monkeypatch, capsys):
    def broken(**_: object) -> None:
        raise KeyError("PlantedPskInAnException")

    monkeypatch.setattr(entry, "app", broken)
    assert run(["diagnose", str(DUMPS)]) == 1
    printed = capsys.readouterr()
    assert "REM999" in printed.err
    assert "test_cli_usage.py" in printed.err
    assert "Traceback" not in printed.err
    assert "PlantedPskInAnException" not in printed.err + printed.out
    monkeypatch.setenv("REMEDIATE_TRACEBACK", "1")
    with pytest.raises(KeyError):
        run(["diagnose", str(DUMPS)])
