"""ikev2-profile-or-keyring-missing (IKE008): no IKEv2 profile, keyring or tunnel-group fits the peer.

Symptom: `% IKEv2 profile not found`, `Profile could not be found by peer certificate`; ASA
751002 (no key or trustpoint for self), 751004 (no remote authentication method), 751009 (no
tunnel-group).

Cause: The `match identity`, `match fvrf` or certificate map of no profile fits the peer, or the
keyring or tunnel-group has no entry for it. An initiator looks its key up by address only, a
responder by identity as well. Or one end is set up for IKEv1 alone where the other uses IKEv2.

Not this when: A later line says `Matched peer block` and authentication fails (IKE007). An entry of
an ASA that has sets for both versions falls back to IKEv1.

Fix: Complete the keyring, the profile's match or its link to the keyring, or the tunnel-group, on the
end that lacks it (complete-ikev2-keyring). The key is a reference to the one that the other end has.

Fix safety: Safe: an entry is added for a peer that has none.

Proof of cure: The debug shows the peer block or profile matched and `show crypto ikev2 sa`
READY.

Source: Cisco IOS IKEv2 guide (lookup by address and by identity; a profile is attached at both ends);
Cisco document 117337 (ASA and IOS IKEv2 with certificates); ASA syslog guide (751xxx).
"""

from __future__ import annotations

from remediate.model.base import Confidence, Platform, Safety
from remediate.model.change import CompleteIkev2Keyring, SecretRef
from remediate.model.diagnosis import Diagnosis, Fix
from remediate.model.evidence import TunnelEvidence
from remediate.model.selector import parse_address
from remediate.model.signature import Signature
from remediate.negotiation import negotiate, side_of
from remediate.negotiation.ikev2_credentials import credentials, matches
from remediate.negotiation.ikev2_outcome import Credentials, Ikev2Lack, Ikev2Outcome
from remediate.negotiation.versions import versions_of
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
            "Username:{username:word} }No preshared key or trustpoint configured for self in "
            "tunnel group {tunnel_group:word}"
        ),
    ),
    Signature(
        name="asa-ikev2-no-remote-authentication",
        template=(
            "{^asa?}{?Local:{local:ip}:{local_port:int} Remote:{remote:ip}:{remote_port:int} "
            "Username:{username:word} }No remote authentication method configured for peer "
            "in tunnel group {tunnel_group:word}"
        ),
    ),
    Signature(
        name="asa-ikev2-no-tunnel-group",
        template=(
            "{^asa?}{?Local:{local:ip}:{local_port:int} Remote:{remote:ip}:{remote_port:int} "
            "Username:{username:word} }Unable to find tunnel group for peer"
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
    "keyring": "names the keyring that has the peer",
    "peer": "adds a block for this peer alone, with the key that the other end has",
    "begin": "adds a block with the peer's address, by which an initiator looks its key up",
    "key": "adds what is missing in the tunnel-group, with the key that the other end has",
    "tunnel-group": "adds a tunnel-group for this peer alone, with the key that the other end has",
}


def diagnose(case: Case) -> Diagnosis | None:
    """Return the diagnosis where a configuration lacks something, else what messages say."""
    messages = case.messages(RULE.slug)
    negotiation = case.negotiation
    if case.both_up():
        return None
    if negotiation is not None:
        if negotiation.ikev2 is None:
            return None
        lacks, outcome = negotiation.ikev2.lacks, negotiation.ikev2
        if not lacks and not negotiation.unknown:
            return None
    else:
        lacks, outcome = _alone(case), None
    if lacks:
        fixes = tuple(_fix(case, lack, outcome) for lack in lacks)
        return Diagnosis(
            code=RULE.code,
            slug=RULE.slug,
            confidence=Confidence.PROVEN if outcome is not None else Confidence.LIKELY,
            phase=RULE.phase,
            change_on=tuple(dict.fromkeys(lack.side.name for lack in lacks)),
            explanation="; ".join(lack.reason for lack in lacks),
            evidence=(
                *message_evidence(messages),
                *(item for lack in lacks for item in config_evidence(lack.side.end, [lack.line])),
            ),
            fixes=fixes,
        )
    if not messages or case.any_up() or case.phase1_up():
        return None
    return Diagnosis(
        code=RULE.code,
        slug=RULE.slug,
        confidence=Confidence.POSSIBLE,
        phase=RULE.phase,
        explanation="the device says that no IKEv2 profile, keyring or tunnel-group fits the peer",
        evidence=message_evidence(messages),
        needs=needs_of(case, RULE.needs[:1], "its profiles, keyrings and identity decide"),
    )


def _alone(case: Case) -> tuple[Ikev2Lack, ...]:
    """Return what the one end that is known lacks by itself, whatever the other end has."""
    found: list[Ikev2Lack] = []
    for end in case.tunnel.ends:
        side = side_of(case.tunnel, end)
        if side is None or not side.entries or side.dynamic:
            continue
        versions = versions_of(side)
        if versions.ikev2 and not versions.ikev1:
            found.extend(credentials(side, None).lacks)
    return tuple(found)


def _fix(case: Case, lack: Ikev2Lack, outcome: Ikev2Outcome | None) -> Fix:
    change = None
    if outcome is not None:
        mine, other = outcome.one, outcome.two
        if mine.side.name != lack.side.name:
            mine, other = other, mine
        change = _change(case, lack, mine, other)
    why = _WHY.get(lack.kind, "") if change is not None else ""
    return Fix(
        kind="complete-ikev2-keyring",
        device=lack.side.name,
        safety=Safety.SAFE,
        documented=True,
        why=why or f"not planned: what is meant is not in the configurations ({lack.reason})",
        change=change,
    )


def _change(
    case: Case, lack: Ikev2Lack, mine: Credentials, other: Credentials
) -> CompleteIkev2Keyring | None:
    side, profile = lack.side, mine.profile
    known = side.config.ikev2_config
    if lack.kind in ("unbound", "version"):
        return _bound(lack, other)
    if side.config.platform is Platform.ASA:
        return _tunnel_group(case, lack, mine, other)
    if profile is None:
        return None
    shown = other.identity
    if lack.kind == "match" and shown is not None and (shown.block or shown.value):
        return CompleteIkev2Keyring(device=side.name, profile=profile.name, match=shown)
    if lack.kind == "keyring":
        target = parse_address(side.peer)
        fitting = {
            block.keyring
            for block in known.peers
            if block.address is not None
            and not (block.address.address ^ target) & (0xFFFFFFFF ^ block.address.wildcard)
        }
        if len(fitting) != 1:
            return None
        return CompleteIkev2Keyring(
            device=side.name,
            profile=profile.name,
            link=next(iter(fitting)),
            previous_link=profile.keyring,
        )
    if lack.kind in ("peer", "begin") and (like := _place(other)) is not None:
        taken = {block.name for block in known.peers if block.keyring == profile.keyring}
        names = (other.side.name, f"peer-{side.peer}", f"peer-{side.peer}-2")
        secret, remote = _secrets(case, other)
        return CompleteIkev2Keyring(
            device=side.name,
            keyring=profile.keyring,
            peer=next(name for name in names if name not in taken),
            address=side.peer,
            secret=secret,
            secret_remote=remote,
            like=like,
        )
    return None


def _bound(lack: Ikev2Lack, other: Credentials) -> CompleteIkev2Keyring | None:
    """Return the link of the one profile that matches the peer to the one crypto map entry for it."""
    side, identity = lack.side, other.identity
    if identity is None:
        identity = credentials(other.side, None).identity
    entries = [entry for entry in side.entries if entry.kind == "ipsec-isakmp"]
    fitting = [
        profile
        for profile in side.config.ikev2_config.profiles
        if identity is not None and any(matches(m, identity) > 0 for m in profile.match_remote)
    ]
    if len(entries) != 1 or len(side.entries) != 1 or len(fitting) != 1:
        return None
    if side.config.platform is Platform.ASA or entries[0].isakmp_profile is not None:
        return None
    return CompleteIkev2Keyring(
        device=side.name,
        profile=fitting[0].name,
        map=entries[0].map,
        sequence=entries[0].sequence,
    )


def _tunnel_group(
    case: Case, lack: Ikev2Lack, mine: Credentials, other: Credentials
) -> CompleteIkev2Keyring | None:
    side, like = lack.side, _place(other)
    if like is None or lack.kind not in ("tunnel-group", "key"):
        return None
    secret, remote = _secrets(case, other)
    if lack.kind == "tunnel-group":
        text = side.end.evidence.config_text if side.end.evidence is not None else None
        known = any(
            line.startswith(f"tunnel-group {side.peer} ") for line in (text or "").split("\n")
        )
        return CompleteIkev2Keyring(
            device=side.name, peer=side.peer, create=not known, secret=secret, secret_remote=remote,
            like=like,
        )  # fmt: skip
    group = mine.group
    if group is None or group.name != side.peer:
        return None
    local = lack.way == "local"
    return CompleteIkev2Keyring(
        device=side.name,
        peer=group.name,
        secret=secret if local else None,
        secret_remote=None if local else remote or secret,
        like=like,
    )


def _place(other: Credentials) -> str | None:
    """Return where the other end has its keys for this one, None where both are not there."""
    if other.local is None or other.remote is None:
        return None
    if other.group is not None:
        return other.group.name
    return f"{other.peer.keyring}/{other.peer.name}" if other.peer is not None else None


def _secrets(case: Case, other: Credentials) -> tuple[SecretRef, SecretRef | None]:
    """Return the references of the other end's keys: its remote key, and its local one where that differs."""
    name = f"psk/{case.tunnel.id}/{other.side.name}"
    one = other.local is not None and other.remote is not None
    same = (
        one and other.local is not None and other.local.line == getattr(other.remote, "line", None)
    )
    if same:
        return SecretRef(name=f"{name}/key"), None
    return SecretRef(name=f"{name}/remote"), SecretRef(name=f"{name}/local")


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
