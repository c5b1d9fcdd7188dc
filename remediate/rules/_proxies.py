"""Proxy identities that devices print, and offers that none of an end's crypto ACL entries mirrors."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from remediate.model.evidence import TunnelEnd
from remediate.model.observation import Message
from remediate.model.selector import AddressBlock, Selector, parse_address
from remediate.negotiation import Side, may_lack, permits, side_of, unreadable
from remediate.negotiation.partial import entries_may_follow
from remediate.rules.case import Case

__all__ = ["foreign_proxies", "packets_told", "proxies_told", "proxy_block"]

_SHOWN = 3
"""Entries of a crypto ACL that a text names; more are counted."""
_NO_ENTRY = frozenset(
    {
        "asa-crypto-map-policy-not-found",
        "asa-ikev2-tunnel-rejected",
        "asa-no-matching-crypto-map",
        "no-matching-map",
        "proxy-identities-not-supported",
    }
)
"""Messages of a device that went through all entries of its map, and found none for the flow."""
_INNER = frozenset({"asa-inner-packet-mismatch", "inner-packet-mismatch"})


def proxy_block(text: str | None) -> AddressBlock | None:
    """Return the addresses of a printed proxy (``addr/mask/prot/port``), None when it is mangled.

    A traffic selector of an ASA's 751022 is a range: ``first/last/prot/port/port``.
    """
    if text is None or text.count("/") < 1:
        return None
    address, mask, *rest = text.rstrip("!").split("/")
    try:
        if len(rest) > 2:  # a range has one part more
            first, last = parse_address(address), parse_address(mask)
            block = AddressBlock(address=first, wildcard=first ^ last)
            return block if block.contiguous and block == block.normalised() else None
        block = AddressBlock.from_netmask(address, mask)
    except ValueError:
        return None
    return block.normalised() if block.contiguous else None


class _Proxies(NamedTuple):
    local: AddressBlock
    remote: AddressBlock


class Foreign(NamedTuple):
    """An offer that none of an end's ACL entries mirrors."""

    asked: bool
    """Whether the other end's configuration isn't known, or has the flow that was offered."""


def foreign_proxies(case: Case) -> Foreign | None:
    """Return what is known of an offer that a device printed and none of its ACL entries mirrors.

    Of parts of a configuration the peer's entries and their lists are enough; where entries may not be shown, the
    device's own word that none matches.
    """
    for end in case.tunnel.ends:
        side = side_of(case.tunnel, end)
        if side is None or not side.entries or side.config.cut is not None:
            continue
        lists = [side.config.acl(entry.acl) for entry in side.entries]
        if _stands_by(side):
            continue
        if may_lack(side) and None in lists:
            continue
        told = may_lack(side) and entries_may_follow(side)
        known = [flow for acl in lists for flow in permits(acl)]
        if not known or any(unreadable(acl) for acl in lists):
            continue
        said = [m for m in end.messages if not told or (m.slugs and m.signature in _NO_ENTRY)]
        for proxies in _offered(said):
            if not any(_is(flow, proxies.local, proxies.remote) for flow in known):
                return Foreign(_asks(case, end, proxies))
    return None


def _is(flow: Selector, near: AddressBlock, far: AddressBlock) -> bool:
    return flow.source == near and flow.destination == far


def _asks(case: Case, end: TunnelEnd, proxies: _Proxies) -> bool:
    """Whether what the other end is configured with is not known, or has the flow that it offered."""
    other = side_of(case.tunnel, case.tunnel.other(end))
    if other is None:
        return True
    flows = [flow for entry in other.entries for flow in permits(other.config.acl(entry.acl))]
    return any(_is(flow, proxies.remote, proxies.local) for flow in flows)


def _stands_by(side: Side) -> bool:
    """Whether another peer of the same entry has live SAs: this one stands by, and what it offers then stops nothing."""
    others = {peer for entry in side.entries for peer in entry.peers} - {side.peer}
    evidence = side.end.evidence
    return evidence is not None and any(sa.up and sa.peer in others for sa in evidence.ipsec_sas)


def _offered(messages: Iterable[Message]) -> Iterable[_Proxies]:
    for message in messages:
        local = proxy_block(message.field("local_proxy") or message.field("dest_proxy"))
        remote = proxy_block(message.field("remote_proxy") or message.field("src_proxy"))
        if local is not None and remote is not None:
            yield _Proxies(local, remote)


def proxies_told(case: Case, *, foreign: bool) -> str:
    """Return in words what an end was offered last, and what its crypto ACL has; nothing where neither is shown.

    ``foreign``: none of the ACL's entries mirrors it.
    """
    for end in case.tunnel.ends:
        offers = [*_offered(message for message in end.messages if message.slugs)]
        if not offers and foreign:
            offers = [*_offered(end.messages)]
        if not offers:
            continue
        name = end.device or end.address
        text = f"; {name} was offered local {offers[-1].local}, remote {offers[-1].remote}"
        if foreign:
            text += ", which none of its crypto ACL entries mirrors"
        return text + _own(case, end)
    return ""


def _own(case: Case, end: TunnelEnd) -> str:
    side = side_of(case.tunnel, end)
    found = []
    for entry in side.entries if side is not None else ():
        flows = permits(side.config.acl(entry.acl)) if side is not None else ()
        if flows:
            more = f" and {len(flows) - _SHOWN} more" if len(flows) > _SHOWN else ""
            shown = ", ".join(str(flow) for flow in flows[:_SHOWN])
            found.append(f"{entry.acl} ({entry.map} {entry.sequence}) has {shown}{more}")
    return f": {'; '.join(found[:_SHOWN])}" if found else ""


def packets_told(case: Case, slug: str) -> str | None:
    """Return in words what packets show that came through SAs of other networks; None where other messages speak too."""
    found = case.messages(slug)
    if not found or any(message.signature not in _INNER for _, message in found):
        return None
    end, message = found[-1]
    name, peer = end.device or end.address, case.tunnel.other(end).address
    text = f"packets that {peer} sends to {name} through an SA are not of the networks that the SA is for"
    source, target = message.field("inner_src"), message.field("inner_dst")
    local, remote = proxy_block(message.field("sa_local")), proxy_block(message.field("sa_remote"))
    if source and target:
        text += f": {source} -> {target}"
        if local and remote:
            text += f" came where {remote} -> {local} was negotiated"
    return f"{text}. The SA stands; the crypto ACL or the NAT of {peer} takes more into it than was negotiated"
