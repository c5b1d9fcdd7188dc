"""A flow taken apart: what of it is within another flow's addresses, and what is not."""

from __future__ import annotations

from collections.abc import Sequence

from remediate.model.selector import AddressBlock, Selector

__all__ = ["Unclear", "in_part", "listed", "minus", "split"]

_MOST_PARTS = 200
"""Pieces of one flow, above which it is not followed any further."""


_NAMED = 4
"""Pieces that a sentence names."""


class Unclear(Exception):  # noqa: N818  # an answer on its way up, not an error
    """Why it can't be told what a statement takes."""


def split(
    flow: Selector, selectors: Sequence[Selector], *, drop_thin: bool
) -> tuple[list[Selector], list[Selector]]:
    """Return the parts of a flow within the selectors, and those outside of them.

    Where a selector holds only some ports or another protocol of a part, ``drop_thin`` leaves the
    part out of both (somebody thought of that destination), else it stays outside.
    """
    inside: list[Selector] = []
    left = [flow]
    for selector in selectors:
        rest: list[Selector] = []
        for part in left:
            if not part.overlaps(selector):
                rest.append(part)
                continue
            common, others = minus(part, selector)
            rest += others
            if selector.covers(common):
                inside.append(common)
            elif not drop_thin or selector.destination.is_any:
                rest.append(common)
        left = rest
        if len(left) > _MOST_PARTS:
            raise Unclear(f"{flow} is taken apart too finely")
    return inside, left


def in_part(flow: Selector, parts: Sequence[Selector]) -> str:
    """Say which parts of a flow are meant, or which are not, whichever is shorter; what is not named is counted."""
    try:
        left = split(flow, parts, drop_thin=False)[1]
    except Unclear:  # too many pieces to say what is between them
        left = []
    shown, words = (left, "all but") if 0 < len(left) < len(parts) else (parts, "of it")
    return f"{words} {listed(shown)}"


def listed(flows: Sequence[Selector]) -> str:
    """Return flows as a sentence names them; what is not named is counted."""
    named = [str(flow) for flow in flows[:_NAMED]]
    more = len(flows) - _NAMED
    if more > 0:
        return f"{', '.join(named)} and {more} more"
    return f"{', '.join(named[:-1])} and {named[-1]}" if len(named) > 1 else ", ".join(named)


def minus(flow: Selector, selector: Selector) -> tuple[Selector, list[Selector]]:
    """Return the part of a flow whose addresses are in a selector, and the parts whose are not."""
    source, other_sources = _without(flow.source, selector.source)
    destination, other_destinations = _without(flow.destination, selector.destination)
    outside = [_with(flow, block, flow.destination) for block in other_sources]
    outside += [_with(flow, source, block) for block in other_destinations]
    return _with(flow, source, destination), outside


def _with(flow: Selector, source: AddressBlock, destination: AddressBlock) -> Selector:
    return Selector(
        protocol=flow.protocol,
        source=source,
        source_ports=flow.source_ports,
        destination=destination,
        destination_ports=flow.destination_ports,
    )


def _without(block: AddressBlock, other: AddressBlock) -> tuple[AddressBlock, list[AddressBlock]]:
    """Return what two overlapping blocks have in common, and the rest of the first."""
    block, other = block.normalised(), other.normalised()
    if other.covers(block):
        return block, []
    # what they have in common can be a network though one of them is none: `0.0.0.0 255.255.255.0`
    other = AddressBlock(
        address=block.address | other.address, wildcard=block.wildcard & other.wildcard
    )
    if not (block.contiguous and other.contiguous):
        raise Unclear(f"{block} and {other} are no networks")
    rest = []
    wildcard = block.wildcard
    while wildcard != other.wildcard:
        wildcard >>= 1
        # the half that the other block is not in
        sibling = (other.address & ~wildcard & 0xFFFFFFFF) ^ (wildcard + 1)
        rest.append(AddressBlock(address=sibling, wildcard=wildcard))
    return other, rest
