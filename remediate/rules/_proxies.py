"""Proxy identities that devices print, and offers that none of an end's crypto ACL entries mirrors."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from remediate.model.observation import Message
from remediate.model.selector import AddressBlock
from remediate.negotiation import permits, side_of, unreadable
from remediate.rules.case import Case

__all__ = ["foreign_proxies", "proxy_block"]


def proxy_block(text: str | None) -> AddressBlock | None:
    """Return the addresses of a printed proxy (``addr/mask/prot/port``), None when it is mangled."""
    if text is None or text.count("/") < 1:
        return None
    address, mask = text.split("/")[:2]
    try:
        block = AddressBlock.from_netmask(address, mask)
    except ValueError:
        return None
    return block.normalised() if block.contiguous else None


class _Proxies(NamedTuple):
    local: AddressBlock
    remote: AddressBlock


def foreign_proxies(case: Case) -> tuple[str, str] | None:
    """Return (device, proxies) where a device printed an offer that none of its ACL entries mirrors."""
    for end in case.tunnel.ends:
        side = side_of(case.tunnel, end)
        if side is None or not side.entries or not side.config.complete:
            continue
        lists = [side.config.acl(entry.acl) for entry in side.entries]
        known = [flow for acl in lists for flow in permits(acl)]
        if not known or any(unreadable(acl) for acl in lists):
            continue
        for proxies in _offered(end.messages):
            if not any(
                flow.source == proxies.local and flow.destination == proxies.remote
                for flow in known
            ):
                return side.name, f"local {proxies.local}, remote {proxies.remote}"
    return None


def _offered(messages: Iterable[Message]) -> Iterable[_Proxies]:
    for message in messages:
        local = proxy_block(message.field("local_proxy") or message.field("dest_proxy"))
        remote = proxy_block(message.field("remote_proxy") or message.field("src_proxy"))
        if local is not None and remote is not None:
            yield _Proxies(local, remote)
