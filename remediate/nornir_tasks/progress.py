"""How a run goes, as Nornir processors: a bar on a terminal, a plain line a host elsewhere."""

from __future__ import annotations

import threading
from types import TracebackType

from nornir.core.inventory import Host
from nornir.core.task import AggregatedResult, MultiResult, Task
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from remediate.nornir_tasks.collecting import Collected
from remediate.nornir_tasks.debugging import Captured
from remediate.nornir_tasks.opening import CONNECTION, hang_up
from remediate.nornir_tasks.session import Failure

__all__ = ["HangUp", "Watch"]


class _Processor:
    """Does nothing at every event."""

    def task_started(self, task: Task) -> None:
        """Nothing."""

    def task_completed(self, task: Task, result: AggregatedResult) -> None:
        """Nothing."""

    def task_instance_started(self, task: Task, host: Host) -> None:
        """Nothing."""

    def task_instance_completed(self, task: Task, host: Host, result: MultiResult) -> None:
        """Nothing."""

    def subtask_instance_started(self, task: Task, host: Host) -> None:
        """Nothing."""

    def subtask_instance_completed(self, task: Task, host: Host, result: MultiResult) -> None:
        """Nothing."""


class HangUp(_Processor):
    """Ends a host's session when its task is done: a thousand hosts need no thousand open sessions."""

    def task_instance_completed(self, task: Task, host: Host, result: MultiResult) -> None:
        """Log out and close."""
        del task, result
        opened = host.connections.pop(CONNECTION, None)
        if opened is not None:
            hang_up(opened.connection)


class Watch(_Processor):
    """Tells how far a run is, on ``console`` (standard error). Use it as a context."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._bar = (
            Progress(
                TextColumn("{task.description}"),
                BarColumn(),
                MofNCompleteColumn(),
                TimeElapsedColumn(),
                console=console,
                transient=True,
            )
            if console.is_terminal
            else None
        )
        self._lock = threading.Lock()
        self._row = None if self._bar is None else self._bar.add_task("", total=None)

    def __enter__(self) -> Watch:
        """Begin to show."""
        if self._bar is not None:
            self._bar.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Show no more."""
        if self._bar is not None:
            self._bar.stop()

    def say(self, text: str) -> None:
        """Print a line between."""
        with self._lock:
            self._console.print(text, highlight=False, markup=False, soft_wrap=True)

    def task_started(self, task: Task) -> None:
        """Begin to count."""
        if self._bar is not None and self._row is not None:
            total = len(task.nornir.inventory.hosts)
            word = "debugging" if "seconds" in task.params else "collecting"
            self._bar.reset(self._row, total=total, description=word)

    def task_instance_completed(self, task: Task, host: Host, result: MultiResult) -> None:
        """Count a host, and say how it was: on a terminal only where it failed."""
        del task
        if self._bar is not None and self._row is not None:
            self._bar.advance(self._row)
        value = result[0].result
        if isinstance(value, Collected | Captured) and value.failure is Failure.INTERRUPTED:
            return
        if isinstance(value, Collected):
            if value.failure is not None:
                self.say(f"{host.name}: {value.reason}")
            elif self._bar is None:
                self.say(f"{host.name}: {len(value.written)} dumps")
        elif isinstance(value, Captured):
            if value.failure is not None:
                self.say(f"{host.name}: debug: {value.reason}")
            elif self._bar is None:
                self.say(f"{host.name}: debug: {value.lines} lines")
        else:
            self.say(f"{host.name}: failed")
