"""What routers print of offered policies: attributes, complaints, lifetimes; shown by captures and the vendor's document."""

from __future__ import annotations

from collections.abc import Iterator

from remediate.lab.ike.defaults import weak_group
from remediate.lab.ike.exchange import Check, Exchange
from remediate.lab.ike.facts import Policy
from remediate.lab.ike.voice import Lines, Said, Voice

__all__ = ["checks", "compliance", "lifetime"]

_CIPHERS = {"des": "DES-CBC", "3des": "3DES-CBC", "aes": "AES-CBC"}


def compliance(voice: Voice, policies: tuple[Policy, ...]) -> Lines:
    """Yield what newer releases say of policies that they do not use."""
    for policy in policies:
        if policy.encryption in ("des", "3des") or policy.hash == "md5":
            yield voice.error(
                f"({policy.priority}): Either ({policy.encryption.split()[0]}) encryption algorithm "
                f"or ({policy.hash}) hash algorithmis not CSDL compliant"
            )
        elif weak_group(policy.group):
            yield voice.error(
                f"({policy.priority}): DH Group ({policy.group}) is not CSDL compliant"
            )


def _offer(policy: Policy) -> Iterator[Said]:
    cipher, _, length = policy.encryption.partition(" ")
    yield Voice.attribute(f"encryption {_CIPHERS[cipher]}")
    if length:
        yield Voice.attribute(f"keylength of {length}")
    yield Voice.attribute(f"hash {policy.hash.upper()}")
    yield Voice.attribute(f"default group {policy.group}")
    yield Voice.attribute(
        "auth pre-share" if policy.authentication == "pre-share" else "auth RSA sig"
    )
    yield Voice.attribute("life type in seconds")
    octets = policy.lifetime.to_bytes(4, "big")
    if policy.lifetime < 1 << 15:
        yield Voice.attribute(f"life duration (basic) of {policy.lifetime}")
    else:
        text = " ".join(f"0x{item:X}" for item in octets)
        yield Voice.attribute(f"life duration (VPI) of  {text} ")


def _complaint(check: Check) -> str:
    if check.complaint == "key length":
        return "Proposed key length does not match policy"
    if check.complaint == "Preshared authentication":
        return "Preshared authentication offered but does not match policy!"
    return f"{check.complaint} offered does not match policy!"


def checks(voice: Voice, made: list[Check]) -> Lines:
    """Yield the look at each offer against each policy."""
    for place, check in enumerate(made):
        yield voice(
            f"Checking ISAKMP transform {check.number} against priority "
            f"{check.policy.priority} policy"
        )
        yield from _offer(check.offer)
        following = made[place + 1] if place + 1 < len(made) else None
        next_payload = 3 if following is not None and following.number > check.number else 0
        if not check.complaint:
            yield voice(f"atts are acceptable. Next payload is {next_payload}")
            continue
        yield voice.error(_complaint(check))
        yield voice.error(f"atts are not acceptable. Next payload is {next_payload}")


def lifetime(voice: Voice, exchange: Exchange) -> Lines:
    """Yield what is said of the lifetime of an offer that was taken."""
    yield voice("Acceptable atts:actual life: 0")
    yield voice("Acceptable atts:life: 0")
    yield voice(f"Returning Actual lifetime: {exchange.lifetime}")
    yield voice(f":Started lifetime timer: {exchange.lifetime}.")
