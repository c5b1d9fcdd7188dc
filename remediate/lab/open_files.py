"""How many files a lab's process may have open: a socket for each device, and one for a session on each."""

from __future__ import annotations

import errno
import resource

__all__ = ["allow_files"]

_SPARE = 64
"""File descriptors besides those of listeners and sessions."""


def allow_files(devices: int) -> None:
    """Let the process have the files open that so many devices take. Raises ``OSError`` where it may not."""
    wanted = 2 * devices + _SPARE
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft == resource.RLIM_INFINITY or soft >= wanted:
        return
    most = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    if most < devices + _SPARE:
        raise OSError(
            errno.EMFILE,
            f"{devices} devices take {devices + _SPARE} open files at least, the limit is {most}"
            " (ulimit -Hn)",
        )
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
