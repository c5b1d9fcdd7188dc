"""What a responder prints where it refuses phase 2 of IKEv1: proxies that fit no entry, transforms that it lacks.

Source: as of :mod:`remediate.negotiation.printed`.
"""

from __future__ import annotations

from collections.abc import Iterator

from remediate.model.config_maps import TransformSet
from remediate.model.selector import AddressBlock, Selector
from remediate.negotiation.courses import Child
from remediate.negotiation.outcome import Side
from remediate.negotiation.protection import transform_sets_of
from remediate.negotiation.voice import Voice

__all__ = ["refused_proxies", "refused_transforms"]

_MOST = 6
"""Transform sets of which a refusal is shown; a device prints one for every set."""
_ESP = {"esp-des": 2, "esp-3des": 3, "esp-null": 11, "esp-aes": 12, "esp-gcm": 20}
_HMAC = {"md5": 1, "sha": 2, "sha256": 5, "sha384": 6, "sha512": 7}
_AH = {"md5": 2, "sha": 3}
"""RFC 2407, sections 4.4.3, 4.4.4 and 4.5."""


def refused_proxies(voice: Voice, child: Child | None) -> Iterator[str]:
    """Yield what is printed where no entry has what is proposed; ``child`` is the first that fails, if any."""
    if voice.asa:
        if child is not None and child.selector is not None:
            flow = child.selector
            found = voice.side.config.interface(voice.side.end.interface or "outside")
            place = (found.nameif if found is not None else None) or "outside"
            yield voice.isakmp(
                "Rejecting IPSec tunnel: no matching crypto map entry for remote proxy"
                f" {_proxy(flow.source, flow, near=True)} local proxy"
                f" {_proxy(flow.destination, flow, near=False)} on interface {place}"
            )
        yield voice.isakmp("QM FSM error (P2 struct &0x…, mess id 0x…)!")
        return
    if voice.old:
        yield "IPSec(validate_transform_proposal): proxy identities not supported"
        yield voice.isakmp("IPSec policy invalidated proposal", phase=2)
    else:
        yield "map_db_find_best did not find matching map"
        yield "IPSEC(ipsec_process_proposal): proxy identities not supported"
        yield voice.isakmp("IPSec policy invalidated proposal with error 32", phase=2)
    yield voice.closed(2)


def refused_transforms(initiator: Side, voice: Voice, child: Child) -> Iterator[str]:
    """Yield a refusal of each transform set that the initiator proposes."""
    sets = transform_sets_of(initiator, child.entry)
    if voice.asa:
        yield voice.isakmp("All IPSec SA proposals found unacceptable!")
        yield voice.isakmp("QM FSM error (P2 struct &0x…, mess id 0x…)!")
        return
    for offered in sets[:_MOST]:
        if voice.old:
            yield from _decoded(offered)
        else:
            yield "IPSEC(ipsec_process_proposal): transform proposal not supported for identity:"
            yield f"    {{{' '.join(offered.transforms)} }}"
            yield voice.isakmp("IPSec policy invalidated proposal with error 256", phase=2)
    yield voice.closed(2)


def _proxy(block: AddressBlock, flow: Selector, *, near: bool) -> str:
    """Return a proxy as an ASA prints it, address/mask/protocol/port."""
    ports = flow.source_ports if near else flow.destination_ports
    port = ports.low if ports.low == ports.high else 0
    return f"{block.dotted}/{block.dotted_netmask}/{flow.protocol or 0}/{port}"


def _decoded(offered: TransformSet) -> Iterator[str]:
    """Yield an old release's refusal, in the numbers of the IPsec DOI."""
    hmac = next(
        (
            _HMAC.get(item.removeprefix("esp-").removesuffix("-hmac"), 0)
            for item in offered.transforms
            if item.startswith("esp-") and item.endswith("-hmac")
        ),
        0,
    )
    for item in offered.transforms:
        if item.startswith("ah-"):
            name = item.removeprefix("ah-").removesuffix("-hmac")
            yield _not_supported(2, _AH.get(name, 0), _HMAC.get(name, 0))
        elif item.split()[0] in _ESP:
            yield _not_supported(3, _ESP[item.split()[0]], hmac)


def _not_supported(protocol: int, transform: int, hmac: int) -> str:
    return (
        f"IPSEC(validate_proposal): transform proposal (prot {protocol}, trans {transform},"
        f" hmac_alg {hmac}) not supported"
    )
