"""IOS and IOS-XE configuration commands, carried out on the text of a running-config.

What is modelled is what :mod:`remediate.platforms.ios_render` writes; any other command is
refused rather than guessed. Source of the semantics: domain facts on IOS configuration (key
entries are not overwritten, ``no access-list N`` deletes the list, ``set peer`` appends, a
transform set in use is not removed, attributes at their default are not printed).
"""

from __future__ import annotations

from collections.abc import Callable

from remediate.platforms import (
    ios_apply_acl,
    ios_apply_entry,
    ios_apply_ike,
    ios_apply_ikev2,
    ios_apply_interface,
    ios_apply_map,
    ios_apply_net,
    ios_apply_sa,
)
from remediate.platforms.command_lines import Command, refuse
from remediate.platforms.edit_state import EditState

__all__ = ["carry_out"]


def carry_out(state: EditState, command: Command) -> None:
    """Carry out one command with its sub-mode commands; ``ConfigurationError`` where refused."""
    words = command.positive
    for prefix, handler in _HANDLERS:
        if tuple(words[: len(prefix)]) == prefix:
            handler(state, command)
            return
    # Two words: what comes after them could be a secret.
    raise refuse(
        " ".join(command.words[:2]), "the command is not one that is carried out in memory"
    )


_HANDLERS: tuple[tuple[tuple[str, ...], Callable[[EditState, Command], None]], ...] = (
    *ios_apply_ike.HANDLERS,
    *ios_apply_ikev2.HANDLERS,
    *ios_apply_sa.HANDLERS,
    *ios_apply_map.HANDLERS,
    *ios_apply_entry.HANDLERS,
    *ios_apply_interface.HANDLERS,
    *ios_apply_net.HANDLERS,
    *ios_apply_acl.HANDLERS,
)
