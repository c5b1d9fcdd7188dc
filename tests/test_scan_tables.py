"""``remediate scan`` gives the same records in every form: lines of text, Arrow, Parquet.

Inputs: the mock fleet, a generated log, and synthetic files of the shapes that sessions, relays and
compressed dumps have.
"""

from __future__ import annotations

import csv
import gzip
import json
import lzma
import os
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
import zstandard
from pyarrow import parquet

from bench.logs import log
from remediate import dumps
from remediate.cli import run, tables
from remediate.errors import ExitStatus
from remediate.evidence import pieces, sources

DUMPS = Path(__file__).parents[1] / "inventory" / "dumps"
KEYS = ("device", "file", "line", "offset", "time", "slug", "signature", "fields", "text")

Record = dict[str, Any]


def lines_of(paths: list[Path], folder: Path, *options: str) -> list[Record]:
    out = folder / "hits.ndjson"
    run(["scan", *map(str, paths), "-o", str(out), *options])
    return [json.loads(line) for line in out.read_text().splitlines()]


def table_of(paths: list[Path], folder: Path, ending: str, *options: str) -> list[Record]:
    out = folder / f"hits.{ending}"
    run(["scan", *map(str, paths), "-o", str(out), *options])
    table = parquet.read_table(out) if ending == "parquet" else pa.ipc.open_file(out).read_all()
    table.validate(full=True)
    assert tuple(table.column_names) == KEYS
    rows: list[Record] = table.to_pylist()
    for row in rows:
        row["fields"] = dict(row["fields"])
    return rows


def agree(paths: list[Path], folder: Path, *options: str) -> list[Record]:
    """Check that all forms agree, the order of fields too; return the records."""
    expected = lines_of(paths, folder, *options)
    ordered = [json.dumps(record) for record in expected]
    for ending in ("parquet", "arrow"):
        for jobs in ("1", "2", "3"):
            found = table_of(paths, folder, ending, "--jobs", jobs, *options)
            assert [json.dumps(record) for record in found] == ordered
    return expected


@pytest.mark.parametrize("options", [(), ("--context",)], ids=["causes", "context"])
def test_the_mock_fleet(tmp_path: Path, options: tuple[str, ...]):
    records = agree([DUMPS], tmp_path, *options)
    assert len(records) > 150
    assert len({record["device"] for record in records}) > 10
    assert "isakmp-sa-state" in {record["signature"] for record in records}


def test_csv_tells_the_same(tmp_path: Path):
    expected = lines_of([DUMPS], tmp_path)
    out = tmp_path / "hits.csv"
    run(["scan", str(DUMPS), "-o", str(out)])
    with out.open(newline="") as stream:
        found = list(csv.DictReader(stream))
    assert [(row["file"], int(row["line"]), row["slug"].split(), row["text"]) for row in found] == [
        (record["file"], record["line"], record["slug"], record["text"]) for record in expected
    ]


def test_a_generated_log(tmp_path: Path):
    path = tmp_path / "hub.log"
    path.write_bytes(log(10 << 20, 0.05, prose=0.1, seed=2))
    records = agree([path], tmp_path)
    assert len(records) > 1000
    assert {record["device"] for record in records} == {"hub"}


RELAY = b"".join(
    b"Mar  1 00:00:%02d host%d 45: *Mar  1 00:00:00.1: ISAKMP:(0):no offers accepted!\n"
    % (n % 60, n % 5)
    for n in range(4000)
)
MESSAGE = b"%CRYPTO-4-IKMP_BAD_MESSAGE: IKE message from 192.0.2.2 failed its sanity check or is malformed\n"
TABLE = (
    b"#show crypto isakmp sa\n"
    b"dst             src             state          conn-id status\n"
    b"192.0.2.2       192.0.2.1       MM_NO_STATE          0 ACTIVE\n"
    b"192.0.2.3       192.0.2.1       MM_KEY_EXCH       1001 ACTIVE\n"
)
SESSION = (
    MESSAGE * 2
    + b"".join(
        name + TABLE + name + b"#" + MESSAGE * 3 + b"filler\n" * 400 for name in (b"R1", b"R2")
    )
    + b"\ndst             src             state          conn-id status\n"
    + b"192.0.2.9       192.0.2.1       MM_NO_STATE          0 ACTIVE\n"
    + b"R3>\n"
    + MESSAGE.replace(b"192", b"\xff192")
    + MESSAGE[:-1]
)


@pytest.mark.parametrize(
    "content", [RELAY, SESSION, SESSION * 40], ids=["relay", "session", "long"]
)
@pytest.mark.parametrize("name", ["r1/debug.log", "capture.log"])
def test_who_speaks_and_what_tables_show(tmp_path: Path, content: bytes, name: str):
    path = tmp_path / "dumps" / name
    path.parent.mkdir(parents=True)
    path.write_bytes(content)
    records = agree([tmp_path / "dumps"], tmp_path)
    tables = [record for record in records if record["signature"] == "isakmp-sa-state"]
    assert bool(tables) == (content is not RELAY)
    assert [record["line"] for record in records] == sorted(record["line"] for record in records)


@pytest.mark.parametrize("limit", [1000, 20_000])
@pytest.mark.parametrize("content", [RELAY, SESSION * 3], ids=["relay", "session"])
def test_files_too_large_to_be_searched(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: bytes, limit: int
):
    """The limits are megabytes: here they are made small, so that the same paths are taken."""
    for module in (pieces, sources):
        monkeypatch.setattr(module, "SEARCHED_LIMIT", limit)
    monkeypatch.setattr(pieces, "_WINDOW", 5000)
    path = tmp_path / "capture.log"
    path.write_bytes(content)
    assert len(agree([path], tmp_path)) > 8


@pytest.mark.parametrize("ending", ["gz", "xz", "zst"])
@pytest.mark.parametrize("limits", [(1 << 26, 1 << 28), (1000, 1 << 28), (1000, 5000)], ids=str)
@pytest.mark.parametrize("content", [RELAY, SESSION], ids=["relay", "session"])
def test_compressed_files(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    ending: str,
    limits: tuple[int, int],
    content: bytes,
):
    for module in (pieces, sources):
        monkeypatch.setattr(module, "SEARCHED_LIMIT", limits[0])
    for module in (dumps, sources):
        monkeypatch.setattr(module, "UNPACKED_LIMIT", limits[1])
    plain = tmp_path / "capture.log"
    plain.write_bytes(content)
    packed = tmp_path / f"capture.log.{ending}"
    packed.write_bytes(PACKED[ending](content))
    records = agree([packed], tmp_path)
    expected = lines_of([plain], tmp_path)
    if limits[1] > len(content):
        assert [{**record, "file": "capture.log"} for record in records] == expected
    else:  # beyond the limit the messages alone are read
        assert [record["text"] for record in records] == [
            record["text"] for record in expected if record["signature"] != "isakmp-sa-state"
        ]


LOG = (MESSAGE + b"filler of a log without a prompt\n" * 40) * 6000


@pytest.mark.parametrize(
    ("tail", "reads"),
    [
        (b"", 1),
        (b"R1#show clock\n", 1),
        (b"R1#show clock\nR2#show clock\n", 2),
        (b"capture#show clock\nR2#show clock\n", 1),
        (TABLE.replace(b"#show", b"R1#show"), 1),
    ],
    ids=["log", "one device", "two devices", "its own and another", "table"],
)
@pytest.mark.parametrize("early", [True, False], ids=["early", "late"])
def test_prompts_wherever_they_turn_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, tail: bytes, reads: int, early: bool
):
    """A large file is read once as a log; where a late prompt says otherwise it is read again."""
    for module in (pieces, sources):
        monkeypatch.setattr(module, "SEARCHED_LIMIT", 1 << 20)
    read = []
    monkeypatch.setattr(tables, "_sink", lambda *given: read.append(given) or SINK(*given))
    path = tmp_path / "capture.log"
    path.write_bytes(MESSAGE + tail + MESSAGE + LOG if early else LOG + tail + MESSAGE)
    expected = lines_of([path], tmp_path)
    assert len(expected) > 6000
    found = table_of([path], tmp_path, "parquet", "--jobs", "2")
    assert [json.dumps(record) for record in found] == [json.dumps(record) for record in expected]
    assert len(read) == (1 if early else reads)


def test_a_table_before_a_late_prompt(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    for module in (pieces, sources):
        monkeypatch.setattr(module, "SEARCHED_LIMIT", 9 << 20)
    path = tmp_path / "capture.log"
    path.write_bytes(MESSAGE + TABLE[22:] + LOG[: 5 << 20] + b"\ncapture#show clock\n" + LOG)
    expected = lines_of([path], tmp_path)
    assert [record["signature"] for record in expected][1:3] == ["isakmp-sa-state"] * 2
    found = table_of([path], tmp_path, "parquet")
    assert [json.dumps(record) for record in found] == [json.dumps(record) for record in expected]


SINK = tables._sink
PACKED = {
    "gz": gzip.compress,
    "xz": lzma.compress,
    "zst": lambda data: zstandard.ZstdCompressor().compress(data),
}


@pytest.mark.parametrize("ending", ["gz", "xz", "zst"])
def test_what_stands_before_a_break_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ending: str, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.setattr(sources, "UNPACKED_LIMIT", 1000)
    data = b"".join(MESSAGE.replace(b"192.0", b"10.%d" % (n % 250)) for n in range(60_000))
    packed = PACKED[ending](data)
    path = tmp_path / f"capture.log.{ending}"
    path.write_bytes(packed[: len(packed) * 3 // 4])
    records = agree([path], tmp_path)
    assert 1000 < len(records) < 60_000
    assert "broken compression" in capsys.readouterr().err


@pytest.mark.parametrize("ending", ["gz", "xz", "zst"])
@pytest.mark.parametrize("prompt", [b"", b"hub1#show log\n"])
def test_what_stands_before_a_break_in_a_small_file_is_told(
    tmp_path: Path, ending: str, prompt: bytes, capsys: pytest.CaptureFixture[str]
):
    data = b"".join(MESSAGE.replace(b"192.0", b"10.%d" % (n % 250)) for n in range(20_000))
    noise = random.Random(1).randbytes(60_000).hex().encode()
    packed = PACKED[ending](prompt + data + noise)
    path = tmp_path / f"capture.log.{ending}"
    path.write_bytes(packed[: len(packed) - 20_000])
    records = agree([path], tmp_path)
    assert len(records) > 10_000
    assert "broken compression" in capsys.readouterr().err


def test_odd_files_cost_only_themselves(tmp_path: Path):
    folder = tmp_path / "dumps"
    folder.mkdir()
    (folder / "a.log").write_bytes(MESSAGE)
    (folder / "b.log").write_bytes(bytes(range(256)) * 40)
    (folder / "c.log").write_bytes(b"")
    (folder / "d.log").write_bytes(
        "\ufeff".encode("utf-16-le") + MESSAGE.decode().encode("utf-16-le")
    )
    (folder / "e.log.gz").write_bytes(b"\x1f\x8bnothing")
    (folder / "f.log").write_bytes(MESSAGE[:30] + b"\n\n" + b"caf\xe9 " + MESSAGE)
    assert [record["file"] for record in agree([folder], tmp_path)] == ["a.log", "d.log", "f.log"]
    status = run(["scan", str(folder), "-o", str(tmp_path / "hits.parquet")])
    assert status == ExitStatus.ERROR


def test_a_table_without_records_has_its_columns(tmp_path: Path):
    path = tmp_path / "quiet.log"
    path.write_bytes(b"nothing of interest\n")
    assert agree([path], tmp_path) == []


def test_secrets_are_removed_in_tables(tmp_path: Path):
    path = tmp_path / "r1.log"
    path.write_bytes(
        b"%CRYPTO-4-IKMP_BAD_MESSAGE: IKE message from 192.0.2.2 failed its sanity check or is malformed\n"
        b'ISAKMP:(0):deleting SA reason "crypto isakmp key S3cr3tW0rd address 1.2.3.4" state (I) MM_NO_STATE (peer 192.0.2.2)\n'
    )
    records = agree([path], tmp_path, "--context")
    assert any("<removed>" in json.dumps(record) for record in records)
    for form in ("parquet", "arrow"):
        assert b"S3cr3tW0rd" not in (tmp_path / f"hits.{form}").read_bytes()


def test_the_form_is_told_by_the_option_or_the_name(tmp_path: Path):
    path = tmp_path / "r1.log"
    path.write_bytes(MESSAGE)
    for name, options, magic in (
        ("a.parquet", [], b"PAR1"),
        ("b.arrow", [], b"ARROW1"),
        ("c.feather", [], b"ARROW1"),
        ("d.data", ["--format", "parquet"], b"PAR1"),
        ("e.parquet", ["--format", "ndjson"], b'{"device"'),
        ("f.csv", [], b"device,"),
    ):
        assert run(["scan", str(path), "-o", str(tmp_path / name), *options]) == 0
        assert (tmp_path / name).read_bytes().startswith(magic)


def test_usage(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    path = tmp_path / "r1.log"
    path.write_bytes(MESSAGE)
    assert run(["scan", str(path), "--format", "parquet"]) == ExitStatus.USAGE
    assert "-o" in capsys.readouterr().err
    assert run(["scan", str(path), "--jobs", "0"]) == ExitStatus.USAGE
    assert run(["scan", str(path), "-o", str(tmp_path / "no" / "x.parquet")]) == ExitStatus.ERROR
    assert "cannot be written" in capsys.readouterr().err


def test_text_forms_load_neither_arrow_nor_nornir(tmp_path: Path):
    path = tmp_path / "r1.log"
    path.write_bytes(MESSAGE)
    code = (
        "import sys; from remediate.cli import run; run(sys.argv[1:]);"
        "print([name for name in ('pyarrow', 'nornir', 'napalm', 'jinja2', 'hier_config', 'pydantic')"
        " if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, "scan", str(path), "-o", os.devnull],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == "[]"
