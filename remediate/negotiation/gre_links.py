"""What two GRE tunnels that IPsec protects have to have alike besides: the tunnel key, and NHRP's authentication.

A receiver drops GRE with another key than its own, or with one where it has none (RFC 2890); NHRP drops what comes with
another authentication string, and is off without a network-id (Cisco IOS NHRP command reference). IPsec comes up all the same, and its counters move: they
count what comes out of the SAs, before GRE looks at it.
"""

from __future__ import annotations

from remediate.model.config_interfaces import Interface
from remediate.negotiation.outcome import EntryPair, Side
from remediate.negotiation.tunnels import PROTECTION
from remediate.secrets import alike

__all__ = ["gre_differs"]


def gre_differs(
    one: Side, two: Side, pairs: tuple[EntryPair, ...], *, registered: bool = False
) -> str | None:
    """Return in what the GRE tunnels of the two ends differ, None where one of them fits, or where that isn't known.

    ``registered``: packets are seen both ways, so that NHRP has registered the spoke, whatever is printed.
    """
    texts: list[str] = []
    for pair in pairs:
        if pair.one.kind != PROTECTION or pair.two.kind != PROTECTION:
            return None
        here, there = one.config.interface(pair.one.map), two.config.interface(pair.two.map)
        if here is None or there is None or not (_gre(here) and _gre(there)):
            return None
        text = _key(one, here, two, there)
        if text is None and not registered:
            text = _nhrp(one, here, two, there)
        if text is None:
            return None
        texts.append(text)
    return texts[0] if texts else None


def _gre(tunnel: Interface) -> bool:
    mode = tunnel.tunnel_mode or "gre"
    return mode.startswith("gre") and not tunnel.name.lower().startswith("virtual")


def _key(one: Side, here: Interface, two: Side, there: Interface) -> str | None:
    if here.tunnel_key == there.tunnel_key:
        return None
    words = [
        f"{side.name} has {f'tunnel key {item.tunnel_key}' if item.tunnel_key else 'no tunnel key'} on {item.name}"
        for side, item in ((one, here), (two, there))
    ]
    return f"{' and '.join(words)}: each drops the other's GRE, whatever IPsec comes to"


def _nhrp(one: Side, here: Interface, two: Side, there: Interface) -> str | None:
    if not (_dynamic(here) and _dynamic(there)):
        return None
    if (here.nhrp_network is None) != (there.nhrp_network is None):
        side, tunnel = (one, here) if here.nhrp_network is None else (two, there)
        return f"{tunnel.name} of {side.name} has no 'ip nhrp network-id': NHRP is off there, whatever IPsec comes to"
    mine, theirs = here.nhrp_authentication, there.nhrp_authentication
    if mine == theirs:
        return None
    if any(item is not None and "<key#" not in item for item in (mine, theirs)):
        return None  # masked
    if mine is not None and theirs is not None and alike(mine[5:-1], theirs[5:-1]) is None:
        return None  # of different collections
    text = f"{here.name} of {one.name} and {there.name} of {two.name} have other 'ip nhrp authentication'"
    return f"{text}: NHRP registers nobody, whatever IPsec comes to"


def _dynamic(tunnel: Interface) -> bool:
    """Whether a tunnel finds its peers by NHRP."""
    return tunnel.tunnel_destination is None
