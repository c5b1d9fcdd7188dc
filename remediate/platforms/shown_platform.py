"""Which platform prints like this, and what its licence has: show outputs and messages whose form is one platform's own.

What PIX 6 and IOS print alike (``PERMIT, flags={...}``, ``dst src state``) tells nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from remediate.model.base import Platform
from remediate.model.observation import Message

__all__ = ["platform_of_messages", "platform_of_output", "strong_ciphers"]

_IOS = re.compile(
    rb"^(?:[ \t]*protected vrf:|[ \t]*current_peer \S+ port \d+|IPv4 Crypto (?:ISAKMP|IKEv2) *SA"
    rb"|dst +src +state +conn-id|[ \t]*Crypto session current status)",
    re.MULTILINE,
)
_ASA = re.compile(
    rb"^(?:[ \t]*\d+ +IKE Peer:|IKEv[12] SAs:|[ \t]*#pkts not compressed: \d+, #pkts comp failed:"
    rb"|[ \t]*#pre-frag successes:|Session Type *: LAN-to-LAN|Embryonic +: \d)",
    re.MULTILINE,
)
_ASA_TEXT = re.compile(r"%(?:ASA|PIX)-\d-\d{6}|\[IKEv1|^IKEv2-PROTO-")
_IOS_TEXT = re.compile(r"%(?:CRYPTO|IOSXE|SYS|LINEPROTO|LINK)-\d-[A-Z]|ISAKMP ?:? ?\(\d")

_LICENCE = re.compile(
    rb"^[ \t]*(?:VPN|Encryption)-3DES-AES\s*:\s*(Enabled|Disabled)", re.MULTILINE | re.IGNORECASE
)


def strong_ciphers(version: bytes) -> bool | None:
    """Return whether a PIX's or ASA's ``show version`` has a licence for 3DES and AES, None where it lists none."""
    found = _LICENCE.search(version)
    return found[1].lower() == b"enabled" if found else None


def platform_of_output(body: bytes) -> Platform | None:
    """Return the platform that alone prints a table of SAs or sessions so."""
    if _ASA.search(body):
        return Platform.ASA
    return Platform.IOS if _IOS.search(body) else None


def platform_of_messages(messages: Iterable[Message]) -> Platform | None:
    """Return the platform of a device's messages, None where they are of several or of none."""
    found = {
        platform
        for message in messages
        for form, platform in ((_ASA_TEXT, Platform.ASA), (_IOS_TEXT, Platform.IOS))
        if form.search(message.text)
    }
    return next(iter(found)) if len(found) == 1 else None
