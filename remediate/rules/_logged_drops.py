"""What an end's own log says that it drops of its peer: IKE or ESP, by an access list or a zone, as it comes in.

Where the whole configuration is there it decides, and not a log of some time before. What is seen to arrive outranks both.
Source: Cisco IOS system message guide (SEC-6-IPACCESSLOGP, SEC-6-IPACCESSLOGNP, FW-6-DROP_PKT); ASA syslog guide (106023).
"""

from __future__ import annotations

import re
from typing import NamedTuple

import msgspec

from remediate.model.base import Confidence, Platform, Safety
from remediate.model.config import CryptoConfig
from remediate.model.diagnosis import Diagnosis, Fix, Need
from remediate.model.evidence import TunnelEnd
from remediate.model.observation import Message
from remediate.model.selector import AddressBlock, PortRange, Selector, parse_address
from remediate.model.signature import Signature
from remediate.negotiation.admission import admits
from remediate.rules.base import Rule, Show
from remediate.rules.case import Case, message_evidence
from remediate.rules.path import heard

__all__ = ["DROPS_OF_PEER", "logged"]

DROPS_OF_PEER = (
    Signature(
        name="asa-denies-ike",
        template=(
            "{^asa?}Deny udp src {in:name}:{src:ip}/{sport:int} dst {out:name}:{dst:ip}/{500|4500} by access-group"
            '{? {?"}{acl:name}{?"}}'
        ),
    ),
    Signature(
        name="list-denies-ike",
        template=(
            "{^syslog?}list {acl:name} denied udp {src:ip}({sport:int}){? ({interface:word} {station:word}} -> {dst:ip}({500|4500})"
        ),
    ),
    Signature(
        name="list-denies-esp",
        template="{^syslog?}list {acl:name} denied {50|esp} {src:ip}{? ({interface:word} {station:word}} -> {dst:ip},",
    ),
    Signature(
        name="zone-drops-ike",
        template=(
            "{^syslog?}Dropping udp session {src:ip}:{sport:int} {dst:ip}:{500|4500} on zone-pair {zone_pair:name} class"
        ),
    ),
)
"""A firewall on the way, or the end itself, drops what the peer sends."""

_ESP = "list-denies-esp"
_FLOATED = re.compile(r"[:(/]4500\)?(?:,| on | by )")
"""The destination's port: what follows tells it from the source's."""
_MANY = 20
"""Packets that a tunnel which hears nothing has sent, at which that is no accident."""
_NAMES = frozenset(item.name for item in DROPS_OF_PEER)


class _Drop(NamedTuple):
    end: TunnelEnd
    messages: tuple[Message, ...]
    refused: bool
    """Whether the list that the log names is shown, and drops it."""

    @property
    def esp(self) -> bool:
        return any(item.signature == _ESP for item in self.messages)

    @property
    def what(self) -> str:
        ike = [item for item in self.messages if item.signature != _ESP]
        ports = {"UDP 4500" if _FLOATED.search(item.text) else "UDP 500 (IKE)" for item in ike}
        return " and ".join([*sorted(ports), *(["ESP (IP protocol 50)"] if self.esp else [])])

    @property
    def by(self) -> str:
        last = self.messages[-1]
        if (pair := last.field("zone_pair")) is not None:
            return f"zone pair {pair}"
        return f"access list {last.field('acl')}" if last.field("acl") else "an access list"


def logged(case: Case, rule: Rule) -> Diagnosis | None:
    """Return the diagnosis where an end's log says that it drops its peer's packets, and nothing speaks against it."""
    found = [drop for end in case.tunnel.ends if (drop := _drop(case, end, rule)) is not None]
    if not found:
        return None
    drop = found[0]
    end, peer = drop.end, case.tunnel.other(drop.end)
    name = end.device or end.address
    sent = sum(sa.counter("encaps") for sa in end.ipsec_sas if sa.up)
    # A log is of some time: what the device shows now has to say the same.
    unheard = drop.esp and (sent >= _MANY or (sent > 0 and drop.refused))
    text = f"the log of {name} says that {drop.by} drops {drop.what} from {peer.address} as it comes in"
    return Diagnosis(
        code=rule.code,
        slug=rule.slug,
        confidence=Confidence.LIKELY if unheard else Confidence.POSSIBLE,
        phase=rule.phase,
        change_on=(name,),
        explanation=f"{text}: SAs come up, and no packet of the tunnel comes in"
        if unheard
        else text,
        evidence=message_evidence([(end, item) for item in drop.messages]),
        fixes=(
            Fix(
                kind="permit-peer",
                device=name,
                safety=Safety.DISPLAY_ONLY,
                documented=False,
                why=f"{drop.by} has to let in {drop.what} from {peer.address}: what may come in there is for a person to say",
            ),
        ),
        needs=(
            Need(
                device=name,
                command=Show.RUNNING_CONFIG,
                why=f"whether {drop.by} still drops it",
            ),
        ),
    )


def _drop(case: Case, end: TunnelEnd, rule: Rule) -> _Drop | None:
    """Return what an end's log says that it drops, as far as it can be so still."""
    config = end.evidence.config if end.evidence is not None else None
    if config is not None and config.complete and config.cut is None:
        return None
    peer = case.tunnel.other(end)
    own = {end.address, end.local_address}
    theirs = {peer.address, peer.local_address}
    messages = [
        item
        for item in end.messages
        if item.signature in _NAMES
        and rule.slug in item.slugs
        and item.field("dst") in own
        and item.field("src") in theirs
    ]
    if any(sa.counter("decaps") for sa in end.ipsec_sas):
        return None
    if heard(end) or case.phase1_up() or case.any_up():
        messages = [item for item in messages if item.signature == _ESP]
    answers = [_let_in(config, item) for item in messages]
    messages = [item for item, let_in in zip(messages, answers, strict=True) if let_in is not True]
    return _Drop(end, tuple(messages), False in answers) if messages else None


def _let_in(config: CryptoConfig | None, message: Message) -> bool | None:
    """Whether the list that a line names lets such a packet in by now, None where it isn't shown or can't be read."""
    acl = config.acl(message.field("acl")) if config is not None else None
    if acl is None or config is None or config.platform is not Platform.IOS:
        return None
    try:
        source, target = (parse_address(message.field(name) or "") for name in ("src", "dst"))
        port = int(message.field("sport") or 0)
    except ValueError:
        return None
    ends = Selector(
        source=AddressBlock(address=source, wildcard=0),
        destination=AddressBlock(address=target, wildcard=0),
    )
    if message.signature == _ESP:
        return admits(acl, msgspec.structs.replace(ends, protocol=50))
    to = 4500 if _FLOATED.search(message.text) else 500
    packet = msgspec.structs.replace(
        ends,
        protocol=17,
        source_ports=PortRange(low=port, high=port),
        destination_ports=PortRange(low=to, high=to),
    )
    return admits(acl, packet)
