"""PIX and ASA configuration commands, carried out on the text of a running-config.

What is modelled is what :mod:`remediate.platforms.asa_render` writes, in the spelling of PIX 6,
ASA 7 to 8.3 and ASA 8.4 and later; any other command is refused rather than guessed.
"""

from __future__ import annotations

from collections.abc import Callable

from remediate.platforms import (
    asa_apply_acl,
    asa_apply_entry,
    asa_apply_ike,
    asa_apply_ikev2,
    asa_apply_map,
    asa_apply_net,
    asa_apply_packets,
    asa_apply_sa,
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
    *asa_apply_ike.HANDLERS,
    *asa_apply_ikev2.HANDLERS,
    *asa_apply_sa.HANDLERS,
    *asa_apply_map.HANDLERS,
    *asa_apply_entry.HANDLERS,
    *asa_apply_packets.HANDLERS,
    *asa_apply_net.HANDLERS,
    *asa_apply_acl.HANDLERS,
)
