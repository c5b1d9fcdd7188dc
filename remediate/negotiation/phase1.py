"""ISAKMP policies against each other.

Source: RFC 2409 section 5; Cisco's documentation of policy matching (the responder walks its own
policies by priority; encryption with key length, hash, authentication and group must be equal;
lifetimes are negotiated down and are never a fault between Cisco devices).
"""

from __future__ import annotations

from remediate.model.config_maps import IsakmpPolicy
from remediate.negotiation.outcome import Agreement, Phase1, PolicyPair, Side
from remediate.negotiation.partial import policies_may_go_on, text_ends

__all__ = ["chosen_policy", "cipher", "compare_policies", "policy_differences", "usable"]


def policy_differences(one: IsakmpPolicy, two: IsakmpPolicy) -> tuple[tuple[str, str, str], ...]:
    """Return the attributes that must be equal and are not: (name, value of one, value of two)."""
    found = []
    if (one.encryption, one.key_length) != (two.encryption, two.key_length):
        found.append(("encryption", cipher(one), cipher(two)))
    if one.hash != two.hash:
        found.append(("hash", one.hash, two.hash))
    if one.authentication != two.authentication:
        found.append(("authentication", one.authentication, two.authentication))
    if one.group != two.group:
        found.append(("Diffie-Hellman group", str(one.group), str(two.group)))
    return tuple(found)


def cipher(policy: IsakmpPolicy) -> str:
    """Return the cipher with its key length, as ``3des`` or ``aes 256``."""
    if policy.key_length and policy.encryption == "aes":
        return f"{policy.encryption} {policy.key_length}"
    return policy.encryption


def usable(side: Side) -> list[IsakmpPolicy]:
    """Return the policies that can be used for this peer, by priority.

    A default policy with RSA signatures can't be: nothing shows a certificate.
    """
    return [
        policy
        for policy in side.config.policies
        if not (policy.default and policy.authentication.startswith("rsa"))
    ]


def chosen_policy(initiator: Side, responder: Side) -> tuple[IsakmpPolicy, IsakmpPolicy] | None:
    """Return the initiator's and the responder's policy of a negotiation, None without a common one.

    The responder walks its own by priority and takes the first that equals one of those offered.
    """
    offered = [policy for policy in usable(initiator) if not policy.problem]
    for own in usable(responder):
        for policy in offered:
            if not own.problem and not policy_differences(policy, own):
                return policy, own
    return None


def compare_policies(one: Side, two: Side) -> Phase1:
    """Compare the ISAKMP policies of the two ends."""
    ours, theirs = ([item for item in usable(side) if not item.problem] for side in (one, two))
    for policy in ours:
        for other in theirs:
            if not policy_differences(policy, other):
                return Phase1(
                    Agreement.AGREE,
                    f"policy {policy.priority} of {one.name} equals policy {other.priority} of {two.name}",
                    agreed=(policy, other),
                )
    for side in (one, two):
        for policy in usable(side):
            if policy.problem:
                text = f"{side.name}: ISAKMP policy {policy.priority}: {policy.problem}"
                return Phase1(Agreement.UNKNOWN, text)
        if policies_may_go_on(side):
            return Phase1(
                Agreement.UNKNOWN, f"{text_ends(side)}: not all its ISAKMP policies are known"
            )
    unproven = tuple(side for side in (one, two) if side.config.unknown_policies is not None)
    if unproven:
        side = unproven[0]
        return Phase1(
            Agreement.UNKNOWN,
            f"{side.name} has no ISAKMP policy of its own, none that it is known to have equals one of"
            f" its peer's, and {side.config.unknown_policies}",
            unproven=unproven,
        )
    nearest = min(
        (PolicyPair(p, q, policy_differences(p, q)) for p in ours for q in theirs),
        key=lambda pair: len(pair.differences),
        default=None,
    )
    if nearest is None:
        empty = one if not ours else two
        return Phase1(
            Agreement.DIFFER,
            f"{empty.name} has no ISAKMP policy that can be used with pre-shared keys",
        )
    return Phase1(
        Agreement.DIFFER,
        f"no ISAKMP policy of {one.name} equals one of {two.name}",
        nearest=nearest,
    )
