"""Exec commands about the session itself, alike on every platform: they are bound to each one's words."""

from __future__ import annotations

from remediate.lab.commands import Answer, Command
from remediate.lab.syntax import Match
from remediate.lab.terminal import Terminal

__all__ = ["add_condition", "leave", "monitor", "set_length", "set_width", "stop_monitoring"]


def leave(terminal: Terminal, match: Match[Command]) -> Answer:
    """Log out."""
    del match
    terminal.end()
    return ""


def set_length(terminal: Terminal, match: Match[Command]) -> Answer:
    """Set the lines of a page."""
    terminal.length = int(match.values["lines"])
    return ""


def set_width(terminal: Terminal, match: Match[Command]) -> Answer:
    """Set the columns of the screen."""
    terminal.width = int(match.values["columns"])
    return ""


def monitor(terminal: Terminal, match: Match[Command]) -> Answer:
    """Show the log as it comes."""
    del match
    terminal.monitor(on=True)
    return ""


def stop_monitoring(terminal: Terminal, match: Match[Command]) -> Answer:
    """Show the log no more as it comes."""
    del match
    terminal.monitor(on=False)
    return ""


def add_condition(terminal: Terminal, match: Match[Command]) -> Answer:
    """Debug a peer alone, or one more."""
    peer = match.values["peer"]
    if peer not in terminal.device.conditions:
        terminal.device.conditions.append(peer)
    return ""
