"""IKE_SA_INIT: sets of transforms against sets of transforms.

Source: RFC 7296 sections 2.7 and 3.3.6 (the responder takes one algorithm of each kind from a
proposal that it accepts as a whole); Cisco IOS IKEv2 guide (the first policy that matches the local
address and the front-door VRF gives the proposals; a policy without ``match fvrf`` is for the global
routing table; the built-in policy is used where there is none).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from remediate.model.base import Platform
from remediate.model.config_ikev2 import Ikev2Policy, Ikev2Proposal
from remediate.negotiation.ikev2_outcome import Ikev2Init, ProposalPair
from remediate.negotiation.outcome import Agreement, Side
from remediate.negotiation.partial import may_lack, proposals_may_go_on, text_ends

__all__ = [
    "compare_proposals",
    "described",
    "front_vrf",
    "matching_policies",
    "offered",
    "proposal_differences",
]

_DEFAULT = "default"


def front_vrf(side: Side) -> str | None:
    """Return the VRF that the packets of IKE leave by, ``any`` where it is not known."""
    local = side.end.local_address
    for interface in side.config.interfaces:
        if interface.address == local or local in interface.ipv6:  # a hub has thousands of others
            return interface.vrf
    for interface in side.config.interfaces:
        if interface.secondary and any(local == item[0] for item in interface.secondary):
            return interface.vrf
    return "any"


def matching_policies(side: Side) -> tuple[Ikev2Policy, ...]:
    """Return the policies of the configuration that match the local address and the VRF."""
    vrf = front_vrf(side)
    return tuple(
        policy
        for policy in side.config.ikev2_config.policies
        if ("any" in (policy.fvrf, vrf) or policy.fvrf == vrf)
        and (not policy.local_addresses or side.end.local_address in policy.local_addresses)
    )


class _Offers:
    """The proposals of one end, or why they are not known."""

    def __init__(self, side: Side) -> None:
        """Look them up."""
        known = side.config.ikev2_config
        self.side = side
        matching = matching_policies(side)
        self.policies = tuple(item for item in matching if _complete(side, item))
        self.unknown: str | None = None
        self.built_in = False
        """Whether nothing but an unknown built-in proposal is left."""
        names = [name for policy in self.policies for name in policy.proposals]
        if not self.policies and known.policies:
            self.unknown = (
                f"no IKEv2 policy of {side.name} that has a proposal matches its address and VRF: whether"
                " the built-in one is used is not known"
            )
        elif not self.policies and side.config.platform is Platform.IOS and known.default_policy:
            names = [_DEFAULT]
        self.proposals = tuple(
            item for name in dict.fromkeys(names) if (item := known.proposal(name)) is not None
        )
        missing = [name for name in names if known.proposal(name) is None]
        if _DEFAULT in missing and known.unknown_default is not None:
            self.built_in = not self.proposals
            self.unknown = self.unknown or f"{side.name}: {known.unknown_default}"
        if may_lack(side) and (missing or not names):
            self.unknown = f"{text_ends(side)}: not all its IKEv2 proposals are known"
        if proposals_may_go_on(side):
            self.unknown = f"{text_ends(side)}: not all its IKEv2 proposals are known"
        for item in self.proposals:
            if item.problem:
                self.unknown = f"{side.name}: IKEv2 proposal {item.name}: {item.problem}"


def _complete(side: Side, policy: Ikev2Policy) -> bool:
    known = side.config.ikev2_config
    return any(name == _DEFAULT or known.proposal(name) is not None for name in policy.proposals)


def offered(side: Side) -> tuple[Ikev2Proposal, ...]:
    """Return the proposals that an end uses for the peer, as far as they are known."""
    return _Offers(side).proposals


def compare_proposals(one: Side, two: Side) -> Ikev2Init:
    """Compare the proposals of the two ends for the IKE SA."""
    ours, theirs = _Offers(one), _Offers(two)
    same = one.config.release == two.config.release and one.config.release.text is not None
    if ours.built_in and theirs.built_in and same:
        text = "both ends are of one release and use its built-in IKEv2 proposal"
        return Ikev2Init(Agreement.AGREE, text)
    pairs = [
        ProposalPair(p, q, proposal_differences(p, q))
        for p in ours.proposals
        for q in theirs.proposals
        if not p.problem and not q.problem
    ]
    agreed = next((pair for pair in pairs if not pair.differences), None)
    several = next((item for item in (ours, theirs) if len(item.policies) > 1), None)
    if agreed is not None and (
        several is None
        or several.side.config.platform is Platform.ASA
        or _each_agrees(ours, theirs)
    ):
        return Ikev2Init(
            Agreement.AGREE,
            f"IKEv2 proposal {agreed.one.name} of {one.name} and {agreed.two.name} of {two.name} have transforms in common",
        )
    unproven = tuple(
        item.side
        for item in (ours, theirs)
        if item.built_in or (item.unknown is not None and not item.policies)
    )
    for item in (ours, theirs):
        if item.unknown is not None:
            return Ikev2Init(Agreement.UNKNOWN, item.unknown, unproven=unproven)
    if agreed is not None and several is not None:
        names = ", ".join(policy.name for policy in several.policies)
        return Ikev2Init(
            Agreement.UNKNOWN,
            f"{several.side.name}: the IKEv2 policies {names} match alike, and not all of them suit the peer",
        )
    for item in (ours, theirs):
        if not item.proposals:
            return Ikev2Init(Agreement.DIFFER, f"{item.side.name} has no IKEv2 proposal in force")
    nearest = min(pairs, key=lambda pair: len(pair.differences), default=None)
    return Ikev2Init(
        Agreement.DIFFER,
        f"no IKEv2 proposal of {one.name} has an algorithm of each kind in common with one of {two.name}",
        nearest=nearest,
    )


def _each_agrees(ours: _Offers, theirs: _Offers) -> bool:
    """Whether every policy that an IOS device may take suits every one that the other may take."""
    return all(
        any(not proposal_differences(p, q) for p in mine for q in other)
        for mine in _choices(ours)
        for other in _choices(theirs)
    )


def _choices(item: _Offers) -> list[list[Ikev2Proposal]]:
    known = item.side.config.ikev2_config
    if item.side.config.platform is Platform.ASA or len(item.policies) < 2:
        return [list(item.proposals)]
    return [
        [found for name in policy.proposals if (found := known.proposal(name)) is not None]
        for policy in item.policies
    ]


def proposal_differences(
    one: Ikev2Proposal, two: Ikev2Proposal
) -> tuple[tuple[str, str, str], ...]:
    """Return the kinds of transform that two proposals have nothing of in common, with the values.

    AES-GCM needs no integrity algorithm: with it alone in common, the lists for it don't matter.
    """
    found = []
    ciphers = [item for item in one.encryption if item in two.encryption]
    if not ciphers:
        found.append(("encryption", _listed(one.encryption), _listed(two.encryption)))
    combined = any("gcm" in item for item in ciphers)
    separate = not ciphers and any("gcm" in item for item in (*one.encryption, *two.encryption))
    if not combined and not separate and not set(one.integrity) & set(two.integrity):
        found.append(("integrity", _listed(one.integrity), _listed(two.integrity)))
    if not set(one.prf) & set(two.prf):
        found.append(("PRF", _listed(one.prf), _listed(two.prf)))
    if not set(one.groups) & set(two.groups):
        found.append(
            ("Diffie-Hellman group", _listed(map(str, one.groups)), _listed(map(str, two.groups)))
        )
    return tuple(found)


def described(proposal: Ikev2Proposal) -> str:
    """Return a proposal in a line: ``aes-cbc-256 / sha512 / group 19``."""
    parts: list[Sequence[str]] = [proposal.encryption, proposal.integrity]
    if proposal.prf != proposal.integrity:
        parts.append([f"PRF {_listed(proposal.prf)}"])
    parts.append([f"group {_listed(map(str, proposal.groups))}"])
    return " / ".join(_listed(part) for part in parts if part)


def _listed(values: Iterable[str]) -> str:
    return " or ".join(values) or "none"
