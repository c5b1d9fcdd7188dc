"""weak-crypto-refused (IKE010): the release refuses cryptography that the configuration asks for.

Symptom: `Either (3des) encryption algorithm or (md5) hash algorithm is not CSDL compliant` or
`DH Group (5) is not CSDL compliant` (the device prints `algorithmis`), after an upgrade of
IOS-XE to 17.11.1 or later.

Cause: From 17.11.1 IOS-XE refuses DES, 3DES, MD5 and groups 1, 2 and 5: what the classic
examples are made of.

Not this when: The policy in parentheses is a built-in one, 65507 to 65514: the line is then
noise about the defaults, and the user's policies decide.

Fix: Move both ends upward, within what both platforms can (ASA IKEv1 has no SHA-2):
align-isakmp-policy, align-ikev2-proposal, align-transform-set, align-pfs.

Fix safety: DISRUPTIVE, in a window. `crypto engine compliance shield disable` with a reload is
WEAKENING, a dated exception at the most.

Proof of cure: Both ends negotiate the stronger policy after a phase-1 clear and the message is
gone.

Source: Field notice FN72510 (weak cryptography in IOS-XE 17.11.1); captured IOS-XE debug.
"""

from __future__ import annotations

from remediate.model.signature import Role, Signature
from remediate.rules.base import Rule, Show

__all__ = ["RULE", "SIGNATURES"]

SIGNATURES = (
    Signature(
        name="weak-algorithm-refused",
        template=(
            "{^isakmp?}({priority:int}): Either ({encryption:word}) encryption algorithm or "
            "({hash:word}) hash algorithm{ |}is not CSDL compliant"
        ),
        role=Role.REJECTION,
    ),
    Signature(
        name="weak-group-refused",
        template="{^isakmp}{?({priority:int}): }DH Group ({group:int}) is not CSDL compliant",
        role=Role.REJECTION,
    ),
)

RULE = Rule(
    code="IKE010",
    slug="weak-crypto-refused",
    title="the release refuses cryptography that the configuration asks for",
    phase=1,
    needs=(Show.RUNNING_CONFIG, Show.VERSION),
    changes=("align-isakmp-policy", "align-ikev2-proposal", "align-transform-set", "align-pfs"),
)
