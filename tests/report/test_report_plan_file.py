"""The sealed plan: what is read back is what was sealed, byte for byte."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from report_fleets import fleet

from remediate.errors import ExitStatus, OutputError, PlanRefusedError
from remediate.plan_file import digest_of, load_plan, plan_json, seal


@pytest.fixture
def written(tmp_path: Path) -> Path:
    path = tmp_path / "plan.json"
    path.write_bytes(plan_json(fleet(12)[1]))
    return path


def test_a_sealed_plan_is_read_back_whole(written: Path) -> None:
    plan = fleet(12)[1]
    assert load_plan(written) == plan
    assert plan_json(load_plan(written)) == written.read_bytes()


def test_the_digest_can_be_computed_again_without_this_program(written: Path) -> None:
    document = json.loads(written.read_bytes())
    digest = document["digest"]
    document["digest"] = ""
    again = json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert hashlib.sha256(again.encode()).hexdigest() == digest


def test_the_document_is_canonical(written: Path) -> None:
    data = written.read_bytes()
    ordered = json.dumps(
        json.loads(data), sort_keys=True, separators=(",", ":"), ensure_ascii=False
    )
    assert data == ordered.encode()


def test_sealing_twice_changes_nothing() -> None:
    plan = fleet(12)[1]
    assert seal(plan) == plan
    assert seal(replace(plan, digest="0" * 64)) == plan


def test_one_line_end_after_the_document_is_allowed(written: Path) -> None:
    written.write_bytes(written.read_bytes() + b"\n")
    assert load_plan(written) == fleet(12)[1]


@given(st.text(st.characters(exclude_categories=("Cs",))))
def test_every_text_is_part_of_the_digest(text: str) -> None:
    plan = fleet(1, faulty=1)[1]
    other = replace(plan, generator=plan.generator + text)
    assert (digest_of(other) == plan.digest) == (text == "")
    assert msgspec.json.decode(plan_json(seal(other)), type=type(plan)) == seal(other)


def _refusal(path: Path) -> str:
    with pytest.raises(PlanRefusedError) as refused:
        load_plan(path)
    assert refused.value.exit_status == ExitStatus.REFUSED
    assert str(path) in str(refused.value)
    return refused.value.reason


@pytest.mark.parametrize("offset", [40, 400, 1400, -40])
def test_a_changed_byte_is_refused(written: Path, offset: int) -> None:
    data = bytearray(written.read_bytes())
    data[offset] ^= 0x01
    written.write_bytes(bytes(data))
    assert _refusal(written)


def test_a_changed_command_is_named_as_a_change_after_sealing(written: Path) -> None:
    data = written.read_bytes().replace(b"adjust-mss 1300", b"adjust-mss 1301")
    written.write_bytes(data)
    assert "changed after it was sealed" in _refusal(written)


def test_an_unsealed_plan_is_refused(written: Path) -> None:
    written.write_bytes(plan_json(replace(fleet(12)[1], digest="")))
    assert "not sealed" in _refusal(written)


def test_a_plan_written_again_by_another_program_is_refused(written: Path) -> None:
    written.write_text(json.dumps(json.loads(written.read_bytes()), indent=1))
    assert "not the canonical document" in _refusal(written)


def test_a_repeated_key_is_refused(written: Path) -> None:
    data = written.read_bytes()
    written.write_bytes(data.replace(b'"generator":', b'"generator":"another","generator":', 1))
    assert "not the canonical document" in _refusal(written)


def test_another_schema_is_named(written: Path) -> None:
    data = written.read_bytes().replace(b"remediate/plan/1", b"remediate/plan/9")
    written.write_bytes(data)
    assert "remediate/plan/9" in _refusal(written)


@pytest.mark.parametrize(
    "data", [b"", b"[]", b"{", b"\xff\xfe", b"{}", b"\x00" * 64, b"[" * 100_000, b'"plan"']
)
def test_what_is_no_plan_is_refused(written: Path, data: bytes) -> None:
    written.write_bytes(data)
    assert _refusal(written)


def test_an_unknown_key_is_refused(written: Path) -> None:
    data = written.read_bytes()
    written.write_bytes(data.replace(b"{", b'{"approved":true,', 1))
    assert "approved" in _refusal(written)


def test_a_missing_file_and_a_folder_are_refused(tmp_path: Path) -> None:
    assert "No such file" in _refusal(tmp_path / "absent.json")
    assert "directory" in _refusal(tmp_path)


def test_text_that_is_not_unicode_is_an_error_of_ours() -> None:
    plan = replace(fleet(1)[1], generator="\ud800")
    with pytest.raises(OutputError):
        plan_json(plan)
