"""What IPsec takes of a path's MTU, as arithmetic that a person can follow.

The model reproduces the plaintext MTU of SAs that real devices print (all but one of 29, a Cat9K
GCM SA with extended sequence numbers that is aligned to 16 bytes). Sources: RFC 4303 (ESP: header
8 bytes, padding to the block, 2 bytes trailer), RFC 3948 (NAT-T: UDP header 8 bytes), RFC 4106
(GCM: IV 8, ICV 16), RFC 4868 (SHA-2 truncated to half), RFC 4302 (AH), RFC 2784 and 2890 (GRE,
key).
"""

from __future__ import annotations

from collections.abc import Sequence

from remediate.errors import ConfigurationError
from remediate.model.base import Frozen

__all__ = ["Overhead", "esp_room"]

_CIPHERS = {
    "esp-des": (8, 8, 0),
    "esp-3des": (8, 8, 0),
    "esp-aes": (16, 16, 0),
    "esp-gcm": (8, 4, 16),
    "esp-gmac": (8, 4, 16),
    "esp-null": (0, 4, 0),
}
"""Transform without key length -> bytes of (IV, block that the payload is padded to, ICV)."""
_ESP_ICV = {
    "esp-md5-hmac": 12,
    "esp-sha-hmac": 12,
    "esp-sha256-hmac": 16,
    "esp-sha384-hmac": 24,
    "esp-sha512-hmac": 32,
    "esp-none": 0,
}
_AH_HEADER = {
    "ah-md5-hmac": 24,
    "ah-sha-hmac": 24,
    "ah-sha256-hmac": 28,
    "ah-sha384-hmac": 36,
    "ah-sha512-hmac": 44,
}
"""AH transform -> bytes of the header with its ICV, over IPv4."""


class Overhead(Frozen, frozen=True, kw_only=True):
    """What fits through a tunnel, in bytes."""

    plain_mtu: int
    """Largest IP packet before encryption: what ``show crypto ipsec sa`` prints as plaintext mtu."""
    inner_mtu: int
    """Largest packet of a user: ``plain_mtu``, less GRE and its outer header where there is GRE."""
    mss: int
    """TCP payload that fits in one such packet: the value to clamp the MSS to."""
    steps: tuple[str, ...]
    """The arithmetic, one sentence a step."""


def esp_room(
    path_mtu: int,
    transforms: Sequence[str],
    *,
    mode: str,
    nat_traversal: bool,
    gre: bool = False,
    gre_key: bool = False,
    ipv6: bool = False,
    ipv4_inside: bool = False,
) -> Overhead:
    """Return what is left of ``path_mtu`` bytes under these canonical transforms.

    ``mode`` is ``tunnel`` or ``transport`` (``transport-preferred`` counts as tunnel, the larger
    overhead). ``ipv6`` means IPv6 outside and, but for ``ipv4_inside``, inside. ``ConfigurationError`` for a transform
    whose overhead is not known, for AH behind NAT, and for a path that leaves no room.
    """
    header = 40 if ipv6 else 20
    transport = mode == "transport"
    steps = [f"path MTU {path_mtu}", f"- {header} outer IP header"]
    room = path_mtu - header
    names = [transform.split()[0] for transform in transforms]
    ah = [name for name in names if name in _AH_HEADER]
    unknown = [name for name in names if not _known(name)]
    if unknown:
        raise ConfigurationError(f"the overhead of {', '.join(unknown)} is not known")
    if ah and nat_traversal:
        raise ConfigurationError("AH does not pass NAT: there is no overhead to compute")
    if nat_traversal:
        room -= 8
        steps.append("- 8 UDP header (NAT traversal)")
    for name in ah:
        size = _AH_HEADER[name]
        size += -size % 8 if ipv6 else 0
        room -= size
        steps.append(f"- {size} AH ({name})")
    if any(name.startswith("esp-") for name in names):
        room = _esp(room, names, steps)
    if "comp-lzs" in names:
        steps.append("compression is not counted: it can only help")
    if transport:
        room += header
        steps.append(f"+ {header} the IP header stays outside (transport mode)")
    plain = room
    steps.append(f"= {plain} plaintext MTU")
    if gre:
        size = header + (8 if gre_key else 4)
        room -= size
        steps.append(f"- {size} GRE{' with key' if gre_key else ''} and its IP header = {room}")
    if ipv4_inside and (gre or not transport):
        header = 20
    mss = room - header - 20
    steps.append(f"- {header + 20} inner IP and TCP headers = MSS {mss}")
    if mss <= 0:
        raise ConfigurationError(f"a path MTU of {path_mtu} bytes leaves no room for TCP")
    return Overhead(plain_mtu=plain, inner_mtu=room, mss=mss, steps=tuple(steps))


def _known(name: str) -> bool:
    return name in _CIPHERS or name in _ESP_ICV or name in _AH_HEADER or name == "comp-lzs"


def _esp(room: int, names: Sequence[str], steps: list[str]) -> int:
    """Take ESP's header, IV, ICV, padding and trailer from the room; tell each step."""
    cipher = next((name for name in names if name in _CIPHERS), "esp-null")
    iv, block, icv = _CIPHERS[cipher]
    integrity = next((name for name in names if name in _ESP_ICV), None)
    icv += _ESP_ICV[integrity] if integrity is not None else 0
    room -= 8 + iv + icv
    steps.append("- 8 ESP header")
    if iv:
        steps.append(f"- {iv} IV ({cipher})")
    if icv:
        steps.append(f"- {icv} ICV ({integrity or cipher})")
    padded = room // block * block
    steps.append(f"= {room}, of which whole blocks of {block} are {padded}")
    steps.append("- 2 pad length and next header")
    return padded - 2
