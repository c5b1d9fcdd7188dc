"""A vendor-neutral change as the commands of one device, in order, with their inverse.

Everything is decided here from the change and the configuration; nothing is decided again when
the commands are applied.
"""

from __future__ import annotations

import msgspec

from remediate.model.base import Platform
from remediate.model.change import Change, Rendered
from remediate.model.config import CryptoConfig
from remediate.model.selector import AddressBlock, parse_peer
from remediate.platforms import asa_render, ios_render
from remediate.platforms.edit_state import NOTHING_UNPRINTED, Unprinted
from remediate.platforms.refused_lines import as_taken
from remediate.platforms.rendered import NotRendered

__all__ = ["render"]


def render(
    change: Change, config: CryptoConfig, *, unprinted: Unprinted = NOTHING_UNPRINTED
) -> Rendered | NotRendered:
    """Return the commands that make ``change`` on the device of ``config``, with their inverse.

    ``unprinted`` is what :func:`remediate.platforms.apply.apply` handed back for the changes
    rendered before this one on the same device (sequence numbers of edited access lists).
    :class:`NotRendered` says why a platform or a release does not have the change, or why the
    configuration is not the one that the change was made for. What names an IPv6 address is for a
    person to type: the keys of such peers are spelt in other ways.
    """
    if _holds_ipv6(change):
        return NotRendered(reason=_BY_HAND)
    if config.platform is Platform.IOS:
        found = ios_render.render(change, config, unprinted)
    else:
        found = asa_render.render(change, config)
    if isinstance(found, Rendered) and any(map(_types_ipv6, (*found.commands, *found.inverse))):
        return NotRendered(reason=_BY_HAND)
    if isinstance(found, NotRendered) and _names_ipv6(change):
        return NotRendered(reason=_BY_HAND)  # what is configured for it was looked for as for IPv4
    return as_taken(found, config) if isinstance(found, Rendered) else found


_BY_HAND = "it names an IPv6 address: such commands are not made here"


def _holds_ipv6(part: object) -> bool:
    """Whether a part of a change is, or holds, a block of IPv6 addresses."""
    if isinstance(part, AddressBlock):
        return part.ipv6
    if isinstance(part, tuple):
        return any(map(_holds_ipv6, part))
    if isinstance(part, msgspec.Struct):
        return any(_holds_ipv6(getattr(part, name)) for name in part.__struct_fields__)
    return False


def _names_ipv6(change: Change) -> bool:
    words = (getattr(change, name) for name in change.__struct_fields__)
    return any(isinstance(word, str) and _is_ipv6(word) for word in words)


def _types_ipv6(command: str) -> bool:
    """Whether a command of the configuration has an IPv6 address in it; what is cleared takes one as it is."""
    return not command.startswith("clear ") and any(
        _is_ipv6(word.partition("/")[0]) for word in command.split()
    )


def _is_ipv6(word: str) -> bool:
    try:
        return ":" in word and parse_peer(word) > 0
    except ValueError:
        return False
