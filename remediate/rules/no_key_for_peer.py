"""no-key-for-peer (IKE002): the device holds neither key nor certificate for this peer.

Symptom: `No cert, and no keys (public or pre-shared) with remote peer A`; newer releases print
`No pre-shared key with A!`, `No Cert or pre-shared address key.` and
`construct_initial_message: Can not start Main mode`. ASA: 713138 or 713022 (no tunnel-group of
that name), `Can't find a valid tunnel group`.

Cause: The address under which the peer is reached has no `crypto isakmp key`, keyring entry or
tunnel-group: the key was never configured, is bound to another address or VRF (of the peer, or
`local-address` of a keyring), the ISAKMP profile names a keyring that doesn't have it, or the peer's
address has changed.

Not this when: Authentication is by certificates and a later line accepts the proposal; the key
is there for another address that the peer does not have (then the address is wrong: IKE004);
a wildcard key or ASA's DefaultL2LGroup serves; the entry lacks what it needs to negotiate at all (IPS007). Where nothing
asks for a tunnel to a peer that nobody runs, and others are served, it may be a site that is planned: only possible.

Fix: The document's: correct the peer address and check that it can be reached. Where the
address is right, set-psk for that peer (a keyring entry where the peer is in a VRF). Never
answer with a wildcard key.

Fix safety: Safe: there is no tunnel to lose. The key is a secret reference: the key that the other
end holds, or where it has none either, one new secret for both.

Proof of cure: The message is gone and `show crypto isakmp sa` shows QM_IDLE for the peer.

Source: Cisco document 5409, "No Cert and No Keys with Remote Peer"; ASA syslog guide (713022,
713138).
"""

from __future__ import annotations

from remediate.model.base import Confidence, Platform, Safety
from remediate.model.change import SecretRef, SetPsk
from remediate.model.diagnosis import Diagnosis, Fix, Need
from remediate.model.evidence import EndState, TunnelEnd, TunnelEvidence
from remediate.model.observation import Message
from remediate.model.signature import Signature
from remediate.negotiation import Side, asks_user, key_for
from remediate.negotiation.ikev2_credentials import unattached
from remediate.negotiation.keys import of_other_address, out_of_vrf
from remediate.negotiation.partial import may_lack
from remediate.rules._stage import behind_message_2, waits_for_message_4
from remediate.rules._unasked import missed, sleeping, unasked
from remediate.rules.base import Rule, Show
from remediate.rules.case import Case, case_of, config_evidence, message_evidence
from remediate.rules.consequences import MAIN_MODE_FAILED, NO_KEY_FOR_PEER, NO_MESSAGE_4
from remediate.rules.entries import (
    absent_keys,
    others_kept,
    possible,
    sides_of,
    stray_key,
    top_lines,
)

__all__ = ["RULE", "SIGNATURES", "cured", "diagnose"]

SIGNATURES = (
    Signature(
        name="asa-base-group-no-key",
        template=(
            "{^asa?}Group {tunnel_group:word} not found and BASE GROUP default preshared key "
            "not configured"
        ),
    ),
    *NO_KEY_FOR_PEER,
    *NO_MESSAGE_4,
    *MAIN_MODE_FAILED,
)

RULE = Rule(
    code="IKE002",
    slug="no-key-for-peer",
    title="the device holds neither key nor certificate for this peer",
    phase=1,
    needs=(Show.RUNNING_CONFIG, Show.ISAKMP_SA, Show.DEBUG_ISAKMP),
    changes=("set-psk", "set-peer-address"),
    brings=("isakmp-policy-mismatch",),
    planned=True,
)


def diagnose(case: Case) -> Diagnosis | None:
    """Return the diagnosis where an end's configuration holds no key for the other."""
    messages = case.messages(RULE.slug)
    negotiation = case.negotiation
    if case.any_up() or case.phase1_up() or (negotiation is not None and negotiation.lacking):
        return None
    without = [
        side
        for side in absent_keys(case)
        if stray_key(case, side) is None
        and (negotiation is not None or (unattached(side) is None and not sleeping(side)))
    ]
    without = without or _none_shown(case)
    if not without:
        text = "the device says that it has neither key nor certificate for the peer"
        known = {s.name for s in sides_of(case) if not may_lack(s) or key_for(s) is not None}
        if messages and all(_holder(case, *item).device in known for item in messages):
            return None  # the configuration of whom they are about holds a key
        silent = [end for end, message in messages if waits_for_message_4(message)]
        if len(silent) == len(messages) > 0:
            peer = _holder(case, *messages[0])
            text = behind_message_2(silent[0], peer.device or peer.address) or text
        return possible(RULE, case, messages, text, "its keys decide")
    idle = [side for side in without if unasked(case, side)]
    shown = negotiation is not None and not any(map(may_lack, without))
    sure = Confidence.PROVEN if shown else Confidence.LIKELY
    return Diagnosis(
        code=RULE.code,
        slug=RULE.slug,
        confidence=Confidence.POSSIBLE if idle else sure,
        phase=RULE.phase,
        change_on=tuple(side.name for side in without),
        explanation="; ".join(map(_told, without)),
        evidence=(
            *message_evidence(messages),
            *(
                item
                for side in without
                for item in config_evidence(
                    side.end, [*_misplaced(side), *(e.line for e in side.entries)]
                )
            ),
        ),
        fixes=tuple(_fix(case, side, without) for side in without),
        needs=missed(idle[0])
        if idle
        else ()
        if negotiation is not None
        else tuple(
            Need(device=end.device, command=Show.RUNNING_CONFIG, why="whether it has that address")
            for end in case.tunnel.ends
            if end.device is not None and end.device not in {side.name for side in without}
        ),
    )


_KEYLESS = frozenset({"no-pre-shared-key"})


def _none_shown(case: Case) -> list[Side]:
    """Return the ends that say that they have no key, and whose table of keys has none for the peer.

    The peer has to be known, or an entry to name it: else it may be anybody who knocks.
    """
    return [
        side
        for side in sides_of(case)
        if may_lack(side)
        and (side.entries or case.tunnel.other(side.end).state is not EndState.UNMANAGED)
        and "crypto isakmp key" in side.config.shown
        and key_for(side) is None
        and not any(key.hostname for key in side.config.keys)
        and any(item.signature in _KEYLESS and item.slugs for item in side.end.messages)
    ]


def _holder(case: Case, end: TunnelEnd, message: Message) -> TunnelEnd:
    """Return the end whose keys a message speaks of: the silent one, where an end waits for message 4."""
    return case.tunnel.other(end) if waits_for_message_4(message) else end


def _told(side: Side) -> str:
    vrf, key = out_of_vrf(side)
    text = f"{side.name} has no pre-shared key for {side.peer}"
    limited = of_other_address(side)
    if limited is not None:
        return (
            f"{text} where it negotiates from {side.end.local_address}: keyring {limited.keyring} is"
            f" limited to {limited.local_address}"
        )
    if key is None:
        ring = _ikev2_keyring(side)
        if ring is None:
            return text
        return f"{text}: it stands in IKEv2 keyring {ring}, which an entry without 'set ikev2-profile' doesn't look at"
    there = f"in VRF {vrf}" if vrf else "in the global routing table"
    held = f"VRF {key.vrf}" if key.vrf else "the global routing table"
    return f"{text} {there}, where its IKE runs: the one that it holds serves peers in {held}"


def _ikev2_keyring(side: Side) -> str | None:
    """Return the IKEv2 keyring that has the peer's address, where no entry for the peer uses IKEv2 (IOS)."""
    if ":" in side.peer or any(entry.ikev2_profile for entry in side.entries):
        return None
    return next(
        (
            item.keyring
            for item in side.config.ikev2_config.peers
            if item.address is not None
            and item.address.is_host
            and item.address.dotted == side.peer
        ),
        None,
    )


def _misplaced(side: Side) -> list[int | None]:
    """Return the line of a key that serves in another VRF, or from another address, alone."""
    key = of_other_address(side) or out_of_vrf(side)[1]
    return [] if key is None else [key.line]


def _fix(case: Case, side: Side, without: list[Side]) -> Fix:
    """Return the key for one end: the peer's where it has one, else a new one for both."""
    other = case.tunnel.other(side.end)
    base = f"psk/{case.tunnel.id}"
    holds = next((item for item in sides_of(case) if item.end == other), None)
    if holds is not None and key_for(holds) is not None:
        name, why = f"{base}/{holds.name}/current", f"the key that {holds.name} holds for it"
    elif len(without) > 1:
        name, why = f"{base}/new", "one new key for both ends"
    else:
        name, why = f"{base}/current", "the key that the peer holds for it"
    limited = of_other_address(side)
    if limited is not None:
        return Fix(
            kind="set-psk",
            device=side.name,
            safety=Safety.SAFE,
            documented=False,
            why=f"whether keyring {limited.keyring} is meant for {side.end.local_address}"
            " or the map for the other address is not in the configurations",
        )
    keyring, vrf, make = _keyring(side)
    front, misplaced = out_of_vrf(side)
    if misplaced is not None and keyring is not None and misplaced.keyring == keyring:
        return Fix(
            kind="set-psk",
            device=side.name,
            safety=Safety.DISPLAY_ONLY,
            documented=False,
            why=f"keyring {keyring} has to be made anew with 'vrf {front}', with all keys that it holds: the VRF of a"
            " keyring can't be changed, and other peers may need it where it is",
        )
    return Fix(
        kind="set-psk",
        device=side.name,
        safety=Safety.SAFE,
        documented=False,
        why=f"{why}, by reference, for {side.peer} alone; first see that the address is the peer's",
        change=SetPsk(
            device=side.name,
            peer=side.peer,
            keyring=keyring,
            vrf=vrf,
            make=make,
            no_xauth=asks_user(side)
            or any(k.no_xauth and k.peer and k.peer.is_host for k in side.config.keys),
            secret=SecretRef(name=name),
        ),
    )


def _keyring(side: Side) -> tuple[str | None, str | None, bool]:
    """Return (keyring, VRF, whether keyring or tunnel-group has to be made) for a key of the peer."""
    config = side.config
    if config.platform is Platform.ASA:
        group = ["tunnel-group", side.peer]
        return None, None, not any(line.split()[:2] == group for line in top_lines(side))
    profiles = {entry.isakmp_profile for entry in side.entries}
    for profile in config.isakmp_profiles:
        if profile.name in profiles and profile.keyrings:
            name = profile.keyrings[0]
            if name == "default":
                return None, None, False
            head = ["crypto", "keyring", name]
            vrf = next((key.vrf for key in config.keys if key.keyring == name), None)
            return name, vrf, not any(line.split()[:3] == head for line in top_lines(side))
    vrf, _ = out_of_vrf(side)
    if vrf is None:
        return None, None, False
    for key in config.keys:
        if key.vrf == vrf and key.keyring is not None and not key.ikev2:
            return key.keyring, key.vrf, False
    return f"VPN-{vrf}", vrf, True


def cured(before: TunnelEvidence, after: TunnelEvidence) -> bool:
    """Whether each end holds a key for the other afterwards, and nothing else moved."""
    case = case_of(after)
    if any(key_for(side) is None for side in sides_of(case)):
        return False
    kept = {end.device: end for end in after.ends}
    for end in before.ends:
        now = kept.get(end.device)
        if now is None:
            return False
        if end.evidence is None or now.evidence is None:
            continue
        old, new = end.evidence.config, now.evidence.config
        if old is None or new is None:
            return False
        if not {key.text for key in old.keys} <= {key.text for key in new.keys}:
            return False
    return others_kept(before, after)
