"""ikev2-profile-or-keyring-missing (IKE008): no IKEv2 profile, keyring or tunnel-group fits the peer.

Symptom: `% IKEv2 profile not found`, `Profile could not be found by peer certificate`; ASA
751002 (no key or trustpoint for self), 751004 (no remote authentication method), 751009 (no
tunnel-group).

Cause: The `match identity`, `match fvrf` or certificate map of no profile fits the peer, or the
keyring or tunnel-group has no entry for it. An initiator looks its key up by address only, a
responder by identity as well. Or one end is set up for IKEv1 alone where the other uses IKEv2.

Not this when: A later line says `Matched peer block` and authentication fails (IKE007). An entry of
an ASA that has sets for both versions falls back to IKEv1. Where nothing asks for a tunnel to a peer that nobody runs, and others
are served, a key that is not there may be that of a site that is planned: only possible.

Fix: Complete the keyring, the profile's match or its link to the keyring, or the tunnel-group, on the
end that lacks it (complete-ikev2-keyring). The key is a reference to the one that the other end has.
A peer whose name is outside the domain that the profile serves other spokes by is told to take one of it: the hub stays as it is.

Fix safety: Safe: an entry is added for a peer that has none.

Proof of cure: The debug shows the peer block or profile matched and `show crypto ikev2 sa`
READY.

Source: Cisco IOS IKEv2 guide (lookup by address and by identity; a profile is attached at both ends);
Cisco document 117337 (ASA and IOS IKEv2 with certificates); ASA syslog guide (751xxx).
"""

from __future__ import annotations

from collections.abc import Sequence

from remediate.model.base import Confidence, Safety, remembered
from remediate.model.config import CryptoConfig
from remediate.model.diagnosis import Diagnosis, Fix
from remediate.model.evidence import TunnelEvidence
from remediate.model.signature import Signature
from remediate.negotiation import negotiate, side_of
from remediate.negotiation.ikev2_credentials import credentials, unattached
from remediate.negotiation.ikev2_outcome import Ikev2Lack, Ikev2Outcome
from remediate.negotiation.keys import key_absent
from remediate.negotiation.versions import versions_of
from remediate.rules._deviant_identity import domain_missed, identity_fix
from remediate.rules._identity_shown import unmatched_identity
from remediate.rules._ikev2_completion import completion
from remediate.rules._unasked import missed, sleeping, unasked
from remediate.rules.base import Rule, Show
from remediate.rules.case import Case, config_evidence, message_evidence, needs_of

__all__ = ["RULE", "SIGNATURES", "cured", "diagnose"]

SIGNATURES = (
    Signature(name="ikev2-profile-not-found", template="{^ikev2}{: |}IKEv2 profile not found"),
    Signature(
        name="ikev2-profile-not-found-by-certificate",
        template="{^ikev2?}{: |}Profile could not be found by peer certificate",
    ),
    Signature(
        name="asa-ikev2-no-local-key",
        template=(
            "{^asa?}{?Local:{local:ip}:{local_port:int} Remote:{remote:ip}:{remote_port:int} "
            "Username:{username:word} }{?IKEv2 }No preshared key or trustpoint configured for self in "
            "tunnel group {tunnel_group:word}"
        ),
    ),
    Signature(
        name="asa-ikev2-no-remote-authentication",
        template=(
            "{^asa?}{?Local:{local:ip}:{local_port:int} Remote:{remote:ip}:{remote_port:int} "
            "Username:{username:word} }{?IKEv2 }No remote authentication method configured for peer "
            "in tunnel group {tunnel_group:word}"
        ),
    ),
    Signature(
        name="asa-ikev2-no-tunnel-group",
        template=(
            "{^asa?}{?Local:{local:ip}:{local_port:int} Remote:{remote:ip}:{remote_port:int} "
            "Username:{username:word} }{?IKEv2 }Unable to find tunnel group for peer"
        ),
    ),
)

RULE = Rule(
    code="IKE008",
    slug="ikev2-profile-or-keyring-missing",
    title="no IKEv2 profile, keyring or tunnel-group fits the peer",
    phase=1,
    brings=("ikev2-authentication-failed",),
    needs=(Show.RUNNING_CONFIG, Show.IKEV2_SA, Show.DEBUG_IKEV2),
    changes=("complete-ikev2-keyring",),
    planned=True,
)

_ATTACHED = "attaches the IKEv2 profile that matches the peer to the crypto map entry"
_WHY = {
    "unbound": _ATTACHED,
    "version": _ATTACHED,
    "match": "adds the identity that the peer shows to what the profile matches",
    "fvrf": "has the profile serve the front-door VRF that its only users negotiate in",
    "keyring": "names the keyring that has the peer",
    "peer": "adds a block for this peer alone, with the key that the other end has",
    "begin": "adds a block with the peer's address, by which an initiator looks its key up",
    "key": "adds what is missing in the tunnel-group, with the key that the other end has",
    "tunnel-group": "adds a tunnel-group for this peer alone, with the key that the other end has",
}


_OF_THE_PEER = ("peer", "key", "tunnel-group")
"""Lacks of one peer, whose site may be planned; others are of the device's own making."""


def diagnose(case: Case) -> Diagnosis | None:
    """Return the diagnosis where a configuration lacks something, else what messages say."""
    messages = case.messages(RULE.slug)
    negotiation = case.negotiation
    if case.both_up():
        return None
    if negotiation is not None:
        outcome = negotiation.ikev2
        if outcome is None and not (messages and negotiation.unknown):
            return None
        lacks = outcome.lacks if outcome is not None else _told(case)
        if not lacks and not negotiation.unknown:
            return None
    else:
        outcome, lacks = None, _alone(case) or _told(case)
    if lacks:
        deviant = _deviant(case, lacks, outcome)
        if deviant is not None:
            return deviant
        fixes = tuple(_fix(case, lack, outcome) for lack in lacks)
        idle = [
            lack.side for lack in lacks if lack.kind in _OF_THE_PEER and unasked(case, lack.side)
        ]
        alone = Confidence.POSSIBLE if len(idle) == len(lacks) else Confidence.LIKELY
        return Diagnosis(
            code=RULE.code,
            slug=RULE.slug,
            confidence=Confidence.PROVEN if outcome is not None else alone,
            phase=RULE.phase,
            change_on=tuple(dict.fromkeys(lack.side.name for lack in lacks)),
            explanation="; ".join(lack.reason for lack in lacks),
            evidence=(
                *message_evidence(messages),
                *(item for lack in lacks for item in config_evidence(lack.side.end, [lack.line])),
            ),
            fixes=fixes,
            needs=missed(idle[0]) if len(idle) == len(lacks) else (),
        )
    if not messages or case.any_up() or case.phase1_up():
        return None
    shown = unmatched_identity(case)
    if shown is not None:
        lines = [item.line for item in shown.profiles]
        return Diagnosis(
            code=RULE.code,
            slug=RULE.slug,
            confidence=Confidence.LIKELY,
            phase=RULE.phase,
            change_on=tuple(s.name for s in (negotiation.one, negotiation.two))
            if negotiation is not None
            else (),
            explanation=shown.text,
            evidence=(
                *message_evidence([(shown.side.end, shown.shown), *messages]),
                *config_evidence(shown.side.end, lines),
            ),
            needs=needs_of(case, RULE.needs[:1], "which identity is meant"),
        )
    return Diagnosis(
        code=RULE.code,
        slug=RULE.slug,
        confidence=Confidence.POSSIBLE,
        phase=RULE.phase,
        explanation="the device says that no IKEv2 profile, keyring or tunnel-group fits the peer",
        evidence=message_evidence(messages),
        needs=needs_of(case, RULE.needs[:1], "its profiles, keyrings and identity decide"),
    )


def _deviant(
    case: Case, lacks: Sequence[Ikev2Lack], outcome: Ikev2Outcome | None
) -> Diagnosis | None:
    """Return the diagnosis where an end shows a name outside the domain that its peer serves the others by."""
    if outcome is None or len(lacks) != 1:
        return None
    lack = lacks[0]
    other = outcome.two if outcome.one.side.name == lack.side.name else outcome.one
    domain = domain_missed(case, lack, other)
    if domain is None:
        return None
    line = other.profile.line if other.profile is not None else None
    return Diagnosis(
        code=RULE.code,
        slug=RULE.slug,
        confidence=Confidence.PROVEN,
        phase=RULE.phase,
        change_on=(other.side.name,),
        explanation=f"{lack.reason}; it matches the domain {domain}, which other spokes of the dumps have",
        evidence=(
            *message_evidence(case.messages(RULE.slug)),
            *config_evidence(lack.side.end, [lack.line]),
            *config_evidence(other.side.end, [line]),
        ),
        fixes=(identity_fix(other, domain),),
    )


def _alone(case: Case) -> tuple[Ikev2Lack, ...]:
    """Return what the one end that is known lacks by itself, whatever the other end has."""
    found: list[Ikev2Lack] = []
    for end in case.tunnel.ends:
        side = side_of(case.tunnel, end)
        if side is None or not side.entries or side.dynamic or sleeping(side):
            continue
        versions = versions_of(side)
        if versions.ikev2 and not versions.ikev1:
            found.extend(
                lack._replace(reason=lack.reason + _unnamed(side.config))
                if lack.kind in _OF_THE_PEER
                else lack
                for lack in credentials(side, None).lacks
            )
        elif key_absent(side) and (lack := unattached(side)) is not None:
            found.append(lack)
    return tuple(found)


_WAYS = {"asa-ikev2-no-local-key": "local", "asa-ikev2-no-remote-authentication": "remote"}


def _told(case: Case) -> tuple[Ikev2Lack, ...]:
    """Return what an ASA says that a tunnel-group lacks, and a part of its configuration prints without."""
    found: dict[tuple[str, str], Ikev2Lack] = {}
    if case.any_up() or case.phase1_up():
        return ()
    for end, message in case.messages(RULE.slug):
        way, name = _WAYS.get(message.signature), message.field("tunnel_group")
        side = side_of(case.tunnel, end) if way is not None else None
        if side is None or way is None or side.config.cut is not None:
            continue
        for group in side.config.ikev2_config.tunnel_groups:
            local = group.local is not None or group.local_certificate
            remote = group.remote is not None or group.remote_certificate or group.remote_eap
            if group.name != name or group.problem or (local if way == "local" else remote):
                continue
            if local or remote:  # its attributes are printed
                text = f"{side.name} says that tunnel-group {name} has no IKEv2 {way} authentication, and it is printed without"
                found[side.name, way] = Ikev2Lack(side, "key", text, group.line, way)
    return tuple(found.values())


@remembered
def _unnamed(config: CryptoConfig) -> str:
    """Say which one address the device has keys for that none of its entries and tunnels names; empty elsewhere."""
    named = {peer for item in config.maps for entry in item.entries for peer in entry.peers}
    for interface in config.interfaces:
        named.update((interface.tunnel_destination or "", *interface.nbma))
    known = config.ikev2_config
    blocks = [item.address for item in known.peers] + [item.peer for item in known.tunnel_groups]
    left = {
        block.dotted for block in blocks if block is not None and block.is_host
    } - named  # fmt: skip
    if len(left) != 1:
        return ""
    return f"; it has one for {left.pop()}, which no entry and no tunnel names: is that the peer's address?"


def _fix(case: Case, lack: Ikev2Lack, outcome: Ikev2Outcome | None) -> Fix:
    change = None
    if outcome is not None:
        mine, other = outcome.one, outcome.two
        if mine.side.name != lack.side.name:
            mine, other = other, mine
        change = completion(case, lack, mine, other)
    why = _WHY.get(lack.kind, "") if change is not None else ""
    if outcome is None:
        why = "what the peer shows and uses is in its running-config, which is not in the dumps"
    return Fix(
        kind="complete-ikev2-keyring",
        device=lack.side.name,
        safety=Safety.SAFE,
        documented=True,
        why=why or "what is meant is not in the configurations",
        change=change,
    )


def cured(before: TunnelEvidence, after: TunnelEvidence) -> bool:
    """Whether neither end lacks anything afterwards, and every profile and peer block still stands."""
    old, new = negotiate(before), negotiate(after)
    if old is None or new is None or new.ikev2 is None or new.ikev2.lacks:
        return False
    for was, now in ((old.one, new.one), (old.two, new.two)):
        first, second = was.config.ikev2_config, now.config.ikev2_config
        names = {(item.keyring, item.name) for item in second.peers}
        if any((item.keyring, item.name) not in names for item in first.peers):
            return False
        groups = {item.name for item in second.tunnel_groups}
        if any(item.name not in groups for item in first.tunnel_groups):
            return False
    return True
