"""Work on several threads, its results in order; and a scan of a whole input that way.

The compiled reader runs without the interpreter's lock, so threads share the cores. A bounded
number of windows is in flight, whatever the size of the input.
"""

from __future__ import annotations

import mmap
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from threading import Condition, Thread
from typing import Generic, NamedTuple, TypeVar

from fastparse._crew import Crew
from fastparse._scan import Found
from fastparse._scan import window as _found
from fastparse._steps import Step
from fastparse.hits import Columns
from fastparse.scan import Buffer, Scanner
from fastparse.template import LEAD, SPAN

__all__ = ["WINDOW", "Part", "Step", "behind", "in_order", "parts"]

WINDOW = 4 << 20
"""Bytes that one thread scans at a time, unless there are many."""

_IN_FLIGHT = 16 << 20
"""Bytes of all windows that are mapped at once, however many threads there are; not less than _STREAMED each."""

_STREAMED = 1 << 20
"""The same of an input that comes in pieces: these windows are copies."""

_BEHIND = 4 * LEAD
"""Bytes before a window that are looked at: contexts, line starts, headers of relays."""
_AHEAD = SPAN + LEAD + 2
"""Bytes after a window that a match that starts in it may take or look at."""
_WAITING = 2
"""Items in flight besides those that threads work on."""
_MOST_JOBS = 256
"""Threads; more would only take memory."""
_WAITING_LET_GO = 8
"""The same of windows whose pages are let go when they were scanned: only what was found is held."""

_Item = TypeVar("_Item")
_Result = TypeVar("_Result")


class _Task(Generic[_Item, _Result]):
    """One item on its way through the threads."""

    __slots__ = ("done", "error", "item", "result")

    def __init__(self, item: _Item) -> None:
        self.item = item
        self.done = False
        self.result: _Result
        self.error: BaseException | None = None


class _Crew(Generic[_Item, _Result]):
    """Threads that take tasks in order; the caller of :meth:`finish` is one of them."""

    def __init__(self, work: Callable[[_Item], _Result], jobs: int) -> None:
        self._work = work
        self._open: deque[_Task[_Item, _Result]] = deque()
        self._changed = Condition()
        self._over = False
        self._threads = [Thread(target=self._run, daemon=True) for _ in range(jobs - 1)]
        for thread in self._threads:
            thread.start()

    def add(self, item: _Item) -> _Task[_Item, _Result]:
        task: _Task[_Item, _Result] = _Task(item)
        with self._changed:
            self._open.append(task)
            self._changed.notify()
        return task

    def finish(self, task: _Task[_Item, _Result]) -> _Result:
        """Return a task's result; works on what is open while another thread is at it."""
        while True:
            with self._changed:
                while not task.done and not self._open:
                    self._changed.wait()
                if task.done:
                    break
                mine = self._open.popleft()
            self._do(mine)
        if task.error is not None:
            raise task.error
        return task.result

    def close(self) -> None:
        """End the threads; what they have not begun is left undone."""
        with self._changed:
            self._over = True
            self._open.clear()
            self._changed.notify_all()
        for thread in self._threads:
            thread.join()

    def _run(self) -> None:
        while True:
            with self._changed:
                while not self._open and not self._over:
                    self._changed.wait()
                if self._over:
                    return
                mine = self._open.popleft()
            self._do(mine)

    def _do(self, task: _Task[_Item, _Result]) -> None:
        try:
            task.result = self._work(task.item)
        except BaseException as error:  # raised again by whoever asks for the result
            task.error = error
        with self._changed:
            task.done = True
            self._changed.notify_all()


def in_order(
    work: Callable[[_Item], _Result], items: Iterable[_Item], *, jobs: int
) -> Iterator[_Result]:
    """Yield ``work(item)`` of every item, in order, worked out on ``jobs`` threads.

    The caller's thread is one of them: it reads ``items``, and works while it would wait. At most
    ``jobs`` and two more items are in flight. An error is raised at its item's turn.
    """
    if jobs < 1:
        raise ValueError("at least one thread works")
    if jobs == 1:
        yield from map(work, items)
        return
    crew: _Crew[_Item, _Result] = _Crew(work, jobs)
    try:
        for task in _ahead(map(crew.add, items), jobs + _WAITING):
            yield crew.finish(task)
    finally:
        crew.close()


def _ahead(begun: Iterator[_Item], most: int) -> Iterator[_Item]:
    """Yield what ``begun`` yields, up to ``most`` of it begun at a time."""
    waiting: deque[_Item] = deque()
    while True:
        waiting.extend(islice(begun, most - len(waiting)))
        if not waiting:
            return
        yield waiting.popleft()


def behind(work: Callable[[_Item], object], items: Iterable[_Item], *, jobs: int) -> None:
    """Do ``work`` on one item after the other, while the next one is made where ``jobs`` allow it.

    Work never overlaps itself. An error of it is raised before the next item but one is made.
    """
    crew: _Crew[_Item, object] = _Crew(work, min(jobs, 2))
    begun: _Task[_Item, object] | None = None
    try:
        for item in items:
            if begun is not None:
                crew.finish(begun)
            begun = crew.add(item)
        if begun is not None:
            crew.finish(begun)
    finally:
        crew.close()


class Part(NamedTuple):
    """The hits of one window: :attr:`fastparse.hits.Hits.columns`, and the bytes they stand in."""

    columns: Columns
    data: memoryview
    """Bytes that hold every hit, what stands in its line before it, and a relay's header there."""
    base: int
    """Position of the first of ``data``, in the numbers of ``columns``."""
    end: int
    """Position up to which the input was scanned: what is before it may be let go after this."""


class _Window(NamedTuple):
    data: memoryview
    base: int
    begin: int
    until: int
    final: bool


def parts(
    scanner: Scanner,
    data: Buffer | Iterable[Buffer],
    *,
    jobs: int = 1,
    offset: int = 0,
    line: int = 1,
    window: int | None = None,
    steps: Callable[[], tuple[Step, ...]] = tuple,
    let_go: bool = False,
) -> Iterator[tuple[Part, tuple[Step, ...]]]:
    """Scan an input, or its pieces as they come, on ``jobs`` threads.

    The hits of all parts together are those of :meth:`Scanner.scan`, whatever ``jobs`` and
    ``window`` (bytes; as many as memory and threads are fit for by default) are. A buffer is not copied; of pieces a bounded number of windows is held.
    ``steps`` makes what is done with each window's hits (not the lines' numbers) on the thread
    that found them, and comes with the part, done. Compiled scanners know steps, no others.
    ``let_go``: the pages of a file that is mapped for reading are let go window by window, so that
    the resident size does not grow with the file; they are read again when they are looked at again.
    """
    if jobs < 1:
        raise ValueError("at least one thread works")
    jobs = min(jobs, _MOST_JOBS)
    if window is None:
        window = max(_STREAMED, min(WINDOW, _IN_FLIGHT // (jobs + _WAITING)))
    if window < 1:
        raise ValueError("a window holds at least one byte")
    tables = scanner._tables
    if tables is None:
        if steps():
            raise ValueError("the plain scanner does no steps")
        yield _plain(scanner, data, offset, line), ()
        return
    windows = (
        _mapped(data, window)
        if isinstance(data, bytes | bytearray | memoryview | mmap.mmap)
        else _streamed(data, min(window, _STREAMED))
    )
    gone = let_go and _mapped_file(data)
    most = 1 if jobs == 1 else jobs + (_WAITING_LET_GO if gone else _WAITING)
    crew = Crew(jobs)

    def begun() -> Iterator[tuple[_Window, Found]]:
        for one in windows:
            found = _found(tables, *one, offset, 0, steps(), gone)
            crew.add(found)
            yield one, found

    taken = 0
    try:
        for one, found in _ahead(begun(), most):
            crew.finish(found)
            if 0 <= found.first < taken:  # a hit of the window before reaches into this one
                found = _found(tables, *one, offset, taken, steps(), gone)  # noqa: PLW2901
                found.run()
            columns = Columns(*found.columns)
            taken = max(taken, found.taken)
            found.place(line)
            line += found.feeds
            end = one.base + one.until + offset
            yield Part(columns, one.data, one.base + offset, end), found.steps
    finally:
        crew.close()


def _mapped_file(data: object) -> bool:
    """Whether a buffer is a file that is mapped for reading."""
    mapped = data.obj if isinstance(data, memoryview) else data
    return isinstance(mapped, mmap.mmap) and memoryview(mapped).readonly


def _mapped(data: Buffer, window: int) -> Iterator[_Window]:
    """Yield windows of a buffer, without copying it."""
    view = memoryview(data).cast("B")
    size = len(view)
    begin = 0
    while True:
        base = max(0, begin - _BEHIND)
        final = size - begin <= window + _AHEAD
        until = size if final else begin + window
        end = size if final else until + _AHEAD
        yield _Window(view[base:end], base, begin - base, until - base, final)
        if final:
            return
        begin = until


def _streamed(chunks: Iterable[Buffer], window: int) -> Iterator[_Window]:
    """Yield windows of pieces: each holds its own bytes and what overlaps the next one."""
    held = bytearray()
    base = begin = 0
    for chunk in chunks:
        with memoryview(chunk) as view, view.cast("B") as raw:
            held += raw
        while base + len(held) - begin > window + _AHEAD:
            until = begin + window
            yield _Window(
                memoryview(bytes(held[: until + _AHEAD - base])),
                base,
                begin - base,
                until - base,
                False,
            )
            begin = until
            keep = max(base, begin - _BEHIND)
            del held[: keep - base]
            base = keep
    yield _Window(memoryview(bytes(held)), base, begin - base, len(held), True)


def _plain(
    scanner: Scanner,
    data: Buffer | Iterable[Buffer],
    offset: int,
    line: int,
) -> Part:
    chunks = [data] if isinstance(data, bytes | bytearray | memoryview | mmap.mmap) else data
    whole = b"".join(bytes(memoryview(chunk)) for chunk in chunks)
    columns = scanner.scan(whole, offset=offset, line=line).columns
    view = memoryview(whole)
    return Part(columns, view, offset, offset + len(whole))
