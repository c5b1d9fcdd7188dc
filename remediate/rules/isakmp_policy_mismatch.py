"""isakmp-policy-mismatch (IKE001): the two ends have no ISAKMP policy in common.

Symptom: The responder refuses every pair of offered transform and own policy (`Hash algorithm
offered does not match policy!`, its siblings for encryption, group, authentication and key
length, `atts are not acceptable`), closes with `no offers accepted!` and `phase 1 SA policy not
acceptable!`, and logs `%CRYPTO-6-IKMP_MODE_FAILURE`. ASA prints `All SA proposals found
unacceptable` and 713257. `show crypto isakmp sa` stays in `MM_NO_STATE`.

Cause: No policy of one end equals one of the other in encryption (with AES key length), hash,
authentication and Diffie-Hellman group. A refusal against priority 65535 or 65507 to 65514
means that only built-in policies were left to try.

Not this when: A later proposal of the same negotiation is accepted; only the lifetimes differ
(the shorter one is used); both configurations do share a policy and the state is still
MM_NO_STATE, which is a path problem (IKE005); the refused pairs belong to another peer of the
same hub.

Fix: Add one policy that both platforms support, the strongest common one, under an unused
number, with every attribute written (align-isakmp-policy). The end with the weaker policies is
the one to change.

Fix safety: Safe: nothing negotiated is touched. DISRUPTIVE where it would be the first user
policy of an IOS router, because the built-in policies of every other peer vanish with it. Never
align downward to DES, MD5 or groups 1 and 2.

Proof of cure: After a phase-1 clear for this peer alone, `show crypto isakmp sa` shows QM_IDLE
(ASA: MM_ACTIVE) in a new SA, and no new refusal is printed.

Source: Cisco document 5409, "Main Mode Process Failed with Peer" and "Hash Algorithm Offered
does not Match Policy"; RFC 2409 section 5; ASA syslog guide (713xxx).
"""

from __future__ import annotations

from remediate.model.signature import Role, Signature
from remediate.rules.base import Rule, Show
from remediate.rules.consequences import MAIN_MODE_FAILED, PHASE_1_REFUSED

__all__ = ["RULE", "SIGNATURES"]

SIGNATURES = (
    Signature(
        name="offered-hash-mismatch",
        template="{^isakmp?}{?\"}Hash algorithm offered does not match policy!",
        role=Role.REJECTION,
    ),
    Signature(
        name="offered-encryption-mismatch",
        template="{^isakmp?}{?\"}Encryption algorithm offered does not match policy!",
        role=Role.REJECTION,
    ),
    Signature(
        name="offered-group-mismatch",
        template="{^isakmp?}{?\"}Diffie-Hellman group offered does not match policy!",
        role=Role.REJECTION,
    ),
    Signature(
        name="offered-authentication-mismatch",
        template="{^isakmp?}{?\"}Authentication method offered does not match policy!",
        role=Role.REJECTION,
    ),
    Signature(
        name="offered-preshared-mismatch",
        template="{^isakmp?}{?\"}Preshared authentication offered but does not match policy!",
        role=Role.REJECTION,
    ),
    Signature(
        name="offered-rsa-mismatch",
        template=(
            "{^isakmp?}{?\"}RSA {signature|encryption} authentication offered but does not "
            "match policy!"
        ),
        role=Role.REJECTION,
    ),
    Signature(
        name="offered-xauth-mismatch",
        template=(
            "{^isakmp?}{?\"}Xauth authentication by {pre-shared key|RSA} offered but does not "
            "match policy!"
        ),
        role=Role.REJECTION,
    ),
    Signature(
        name="offered-key-length-mismatch",
        template="{^isakmp}Proposed key length does not match policy",
        role=Role.REJECTION,
    ),
    Signature(
        name="asa-phase1-attribute-mismatch",
        template=(
            "{^asa?}Phase 1 failure: Mismatched attribute types for class {attribute:text}: "
            "Rcv'd: {received:text} Cfg'd: {configured:rest}"
        ),
        role=Role.REJECTION,
    ),
    *PHASE_1_REFUSED,
    *MAIN_MODE_FAILED,
)

RULE = Rule(
    code="IKE001",
    slug="isakmp-policy-mismatch",
    title="the two ends have no ISAKMP policy in common",
    phase=1,
    needs=(Show.RUNNING_CONFIG, Show.ISAKMP_SA, Show.DEBUG_ISAKMP),
    changes=("align-isakmp-policy",),
    planned=True,
)
