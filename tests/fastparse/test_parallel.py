"""Work on several threads: in order, bounded, its errors told; and scans that don't depend on it."""

from __future__ import annotations

import mmap
import threading
import time
from array import array
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fastparse.hits import Columns
from fastparse.parallel import Part, Step, behind, in_order, parts
from fastparse.session import prompt_step, prompted, speaks
from fastparse.texts import Needles, Reading, rows

from .test_scan import COMPILED, REFERENCE
from .test_scan_properties import logs


@pytest.mark.parametrize("jobs", [1, 2, 5])
def test_results_come_in_the_order_of_their_items(jobs: int):
    def work(item: int) -> int:
        time.sleep(0.002 * (item % 3))
        return item * item

    assert list(in_order(work, range(40), jobs=jobs)) == [item * item for item in range(40)]


def test_several_threads_work_and_the_caller_is_one_of_them():
    seen: set[int] = set()
    both = threading.Barrier(2, timeout=10)

    def work(_: int) -> None:
        both.wait()
        seen.add(threading.get_ident())

    list(in_order(work, range(6), jobs=2))
    assert len(seen) == 2
    assert threading.get_ident() in seen


@pytest.mark.parametrize("jobs", [1, 2, 4])
def test_no_more_items_are_read_than_may_be_in_flight(jobs: int):
    read = 0

    def items() -> Iterator[int]:
        nonlocal read
        for item in range(50):
            read += 1
            yield item

    for taken, _ in enumerate(in_order(str, items(), jobs=jobs), 1):
        assert read - taken <= jobs + 2


@pytest.mark.parametrize("jobs", [1, 2, 4])
def test_an_error_is_raised_at_its_turn(jobs: int):
    def work(item: int) -> int:
        if item == 7:
            raise OSError("seven")
        return item

    results = in_order(work, range(20), jobs=jobs)
    assert [next(results) for _ in range(7)] == list(range(7))
    with pytest.raises(OSError, match="seven"):
        next(results)


@pytest.mark.parametrize("jobs", [1, 3])
def test_an_error_of_the_source_is_raised(jobs: int):
    def items() -> Iterator[int]:
        yield 1
        raise ValueError("broken")

    with pytest.raises(ValueError, match="broken"):
        list(in_order(str, items(), jobs=jobs))


def test_threads_end_with_an_abandoned_iterator():
    before = threading.active_count()
    results = in_order(str, range(100), jobs=4)
    assert next(results) == "0"
    results.close()
    assert threading.active_count() == before


@pytest.mark.parametrize("jobs", [1, 2, 5])
def test_work_behind_is_done_in_order_and_never_twice_at_once(jobs: int):
    done: list[int] = []
    busy = threading.Lock()

    def work(item: int) -> None:
        assert busy.acquire(blocking=False)
        time.sleep(0.001 * (item % 3))
        done.append(item)
        busy.release()

    behind(work, iter(range(30)), jobs=jobs)
    assert done == list(range(30))


def test_work_behind_runs_while_the_next_item_is_made():
    both = threading.Barrier(2, timeout=10)

    def items() -> Iterator[int]:
        yield 0
        both.wait()  # until the first one is worked on
        yield 1

    behind(lambda item: both.wait() if item == 0 else None, items(), jobs=2)


@pytest.mark.parametrize("jobs", [1, 2])
def test_errors_of_work_behind_and_of_its_items_are_raised(jobs: int):
    before = threading.active_count()
    done: list[int] = []

    def work(item: int) -> None:
        if item == 3:
            raise OSError("three")
        done.append(item)

    with pytest.raises(OSError, match="three"):
        behind(work, range(9), jobs=jobs)
    assert done == [0, 1, 2]

    def items() -> Iterator[int]:
        yield 7
        raise ValueError("broken")

    with pytest.raises(ValueError, match="broken"):
        behind(work, items(), jobs=jobs)
    assert threading.active_count() == before


def joined(found: Iterator[tuple[Part, None]]) -> Columns:
    """Return the columns of all parts as one scan's."""
    whole = Columns(*(array(code) for code in "iqqqqqiqq"))
    for part, _ in found:
        hits = len(whole.start)
        for name, column in part.columns._asdict().items():
            shifted = (hit + hits for hit in column) if name == "field_hit" else column
            getattr(whole, name).extend(shifted)
    return whole


@settings(max_examples=120, deadline=None)
@given(st.lists(logs(), max_size=6), st.integers(1, 4000), st.sampled_from([1, 2, 3]))
def test_windows_and_jobs_change_nothing(pieces: list[bytes], window: int, jobs: int):
    data = (b"word of filler, " * 40 + b"\n").join(pieces)
    expected = COMPILED.scan(data, offset=5, line=9).columns
    assert joined(parts(COMPILED, data, jobs=jobs, window=window, offset=5, line=9)) == expected


@settings(max_examples=60, deadline=None)
@given(logs(), st.lists(st.integers(0, 3000), max_size=5), st.integers(1, 5000))
def test_pieces_change_nothing(data: bytes, cuts: list[int], window: int):
    bounds = [0, *sorted(min(cut, len(data)) for cut in cuts), len(data)]
    chunks = [data[a:b] for a, b in pairwise(bounds)]
    for scanner in (COMPILED, REFERENCE):
        expected = scanner.scan(data, offset=5, line=9).columns
        found = parts(scanner, iter(chunks), jobs=2, window=window, offset=5, line=9)
        assert joined(found) == expected


def test_a_part_names_its_bytes():
    data = b"Mar  1 00:00:01 hub1 : filler\n" * 400 + b"ISAKMP (0:1): no offers accepted!\n" * 3
    ends = []
    for part, _ in parts(COMPILED, data, window=5000, offset=100):
        ends.append(part.end)
        for start, end in zip(part.columns.start, part.columns.end, strict=True):
            text = bytes(part.data[start - part.base : end - part.base])
            assert text == b"ISAKMP (0:1): no offers accepted!"
    assert ends == sorted(ends)
    assert ends[-1] == 100 + len(data)


def test_a_window_of_nothing_is_refused():
    with pytest.raises(ValueError, match="at least one byte"):
        list(parts(COMPILED, b"", window=0))
    with pytest.raises(ValueError, match="at least one thread"):
        list(in_order(str, [], jobs=0))


@settings(max_examples=60, deadline=None)
@given(st.lists(logs(), max_size=6), st.integers(1, 4000), st.sampled_from([1, 2, 3]))
def test_steps_are_done_with_every_window(pieces: list[bytes], window: int, jobs: int):
    data = b"hub1#show log\n".join(pieces)
    needles = Needles([["isa", " key "], ["peer"]], longest=80)
    wanted = bytes(number % 3 > 0 for number in range(len(COMPILED.templates)))
    reading = Reading(wanted, needles)

    def steps() -> tuple[Step, ...]:
        return reading.step(), prompt_step()

    for part, (step, prompt) in parts(COMPILED, data, jobs=jobs, window=window, steps=steps):
        found, values, texts = reading.read(part, step)
        assert found == rows(part, wanted=wanted)
        assert values == needles.suspects(found.field_value)
        assert texts == needles.suspects(found.text)
        assert prompted(part.data, prompt) == speaks(part.data)


@pytest.mark.parametrize("jobs", [1, 2, 3])
@pytest.mark.parametrize("window", [700, 4096, 70_000])
def test_pages_that_are_let_go_are_read_again(tmp_path: Path, window: int, jobs: int):
    """A file's pages go while others are scanned, and come back for whoever looks at them."""
    path = tmp_path / "log"
    lines = [b"Mar  1 00:00:01 hub1 : filler %d\n" % n for n in range(9000)]
    lines[::40] = [b"ISAKMP (0:1): no offers accepted!\n"] * len(lines[::40])
    path.write_bytes(b"".join(lines))
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as mapped:
        view = memoryview(mapped)
        found = parts(COMPILED, view, jobs=jobs, window=window, offset=5, line=9, let_go=True)
        assert joined(found) == COMPILED.scan(bytes(mapped), offset=5, line=9).columns
        view.release()


def test_only_files_that_are_mapped_for_reading_are_let_go():
    """Memory of one's own would come back empty."""
    data = (b"Mar  1 00:00:01 hub1 : filler\n" * 40 + b"ISAKMP (0:1): no offers accepted!\n") * 200
    with mmap.mmap(-1, len(data)) as own:
        own.write(data)
        for buffer in (data, bytearray(data), own, memoryview(own)):
            found = parts(COMPILED, buffer, jobs=2, window=9000, let_go=True)
            assert joined(found) == COMPILED.scan(data).columns
            del found
            assert bytes(buffer) == data
        del buffer


@pytest.mark.parametrize("jobs", [1, 3])
def test_a_scan_that_is_left_early_ends_its_threads(jobs: int):
    before = threading.active_count()
    data = b"ISAKMP (0:1): no offers accepted!\n" * 4000
    for _ in range(100):  # what threads are at must outlive whoever leaves
        found = parts(COMPILED, data, jobs=jobs, window=1000)
        part, _ = next(found)
        assert len(part.columns.start)
        found.close()
        assert threading.active_count() == before


def test_the_plain_scanner_does_no_steps():
    with pytest.raises(ValueError, match="no steps"):
        list(parts(REFERENCE, b"", steps=lambda: (prompt_step(),)))


def test_a_step_is_read_as_what_it_is():
    part, (step,) = next(parts(COMPILED, b"", steps=lambda: (prompt_step(),)))
    with pytest.raises(TypeError, match="another kind"):
        Reading.read(part, step)
    with pytest.raises(TypeError, match="another kind"):
        prompted(b"", Reading(b"", Needles([], longest=1)).step())
