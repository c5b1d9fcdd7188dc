"""ISAKMP policies and profiles, transform sets, crypto maps and IPsec profiles of a running-config."""

from __future__ import annotations

from remediate.model.base import Frozen
from remediate.model.selector import AddressBlock

__all__ = [
    "LAST_SUITE",
    "CryptoMap",
    "CryptoMapEntry",
    "IpsecProfile",
    "IsakmpPolicy",
    "IsakmpProfile",
    "TransformSet",
]


LAST_SUITE = 65535
"""Priority of the one built-in policy of older releases, which stays behind those of the user."""


class IsakmpPolicy(Frozen, frozen=True, kw_only=True, gc=False):
    """One ISAKMP (IKEv1) policy with effective attribute values."""

    priority: int
    encryption: str
    """``des``, ``3des`` or ``aes``."""
    key_length: int | None = None
    """AES key length in bits (128, 192, 256); None for DES and 3DES."""
    hash: str
    """``md5``, ``sha``, ``sha256``, ``sha384`` or ``sha512``."""
    authentication: str
    """``pre-share``, ``rsa-sig``, ``rsa-encr``, ``ecdsa-sig`` or as printed."""
    group: int
    """Diffie-Hellman group number."""
    lifetime: int = 86400
    """Seconds."""
    default: bool = False
    """Built into the release and not in the running-config."""
    problem: str | None = None
    """Why an attribute could not be read: what stands for it here is then no fact."""
    line: int | None = None


class IsakmpProfile(Frozen, frozen=True, kw_only=True, gc=False):
    """``crypto isakmp profile``: which keyrings serve the peers that it is for."""

    name: str
    keyrings: tuple[str, ...] = ()
    """Names in printed order; ``default`` is the global keys."""
    peers: tuple[AddressBlock, ...] = ()
    """Addresses of ``match identity address``."""
    peer_vrfs: tuple[str | None, ...] = ()
    """Front-door VRFs in which they are matched, one for each; None: the global table."""
    names: tuple[tuple[str, str], ...] = ()
    """Other identities that it matches: (``host``, ``host-domain``, ``user``, ``user-domain`` or ``group``, value)."""
    otherwise: bool = False
    """Whether it also matches something else: a certificate, or what could not be read."""
    self_identity: tuple[str, str | None] | None = None
    """(``address``, ``fqdn`` or ``user-fqdn``, value) of ``self-identity``."""
    vrf: str | None = None
    """Inside VRF: where what it protects is routed."""
    line: int | None = None


class TransformSet(Frozen, frozen=True, kw_only=True, gc=False):
    """A named transform set. ``transforms`` are canonical IOS spellings in printed order.

    Canonical: ``esp-aes``, ``esp-aes 192``, ``esp-aes 256``, ``esp-3des``, ``esp-sha-hmac``,
    ``esp-gcm 256``, ``ah-sha-hmac``, ``comp-lzs`` … (ASA's ``esp-aes-256`` is ``esp-aes 256``).
    """

    name: str
    transforms: tuple[str, ...]
    mode: str = "tunnel"
    """``tunnel``, ``transport``, or ``transport-preferred`` (``mode transport require`` is transport)."""
    default: bool = False
    problem: str | None = None
    """Why its transforms could not be read; there are none here then."""
    line: int | None = None


class CryptoMapEntry(Frozen, frozen=True, kw_only=True, gc=False):
    """One sequence of a crypto map, or of a dynamic map."""

    map: str
    sequence: int
    kind: str = "ipsec-isakmp"
    """``ipsec-isakmp``, ``ipsec-manual``, ``gdoi`` or ``dynamic-reference``; ``tunnel-protection``
    where a tunnel interface stands for an entry."""
    dynamic_map: str | None = None
    peers: tuple[str, ...] = ()
    acl: str | None = None
    transform_sets: tuple[str, ...] = ()
    ikev2_proposals: tuple[str, ...] = ()
    pfs_group: int | None = None
    """DH group of ``set pfs``; None when PFS isn't demanded."""
    isakmp_profile: str | None = None
    ikev2_profile: str | None = None
    replay_window: int | None = None
    """Packets of its own anti-replay window; 0 where it switches the check off, None where it has none."""
    initiates: bool = True
    """False of ``set connection-type answer-only`` (ASA) and ``responder-only`` (IOS)."""
    answers: bool = True
    """False of ``set connection-type originate-only`` (ASA)."""
    lines: tuple[int, ...] = ()

    @property
    def line(self) -> int | None:
        """First line of the entry."""
        return self.lines[0] if self.lines else None


class CryptoMap(Frozen, frozen=True, kw_only=True, gc=False):
    """A crypto map: its entries by ascending sequence and its identity."""

    name: str
    entries: tuple[CryptoMapEntry, ...] = ()
    local_address: str | None = None
    """Interface named by ``crypto map M local-address IF``."""
    dynamic: bool = False
    interfaces: tuple[str, ...] = ()
    """Interfaces that the map is applied to, by name (IOS) or nameif (PIX, ASA)."""
    xauth: bool = False
    """Whether who negotiates is asked for a user name (``client authentication``) or, by a PIX, given an address."""
    line: int | None = None


class IpsecProfile(Frozen, frozen=True, kw_only=True, gc=False):
    """``crypto ipsec profile``, as used by tunnel protection."""

    name: str
    transform_sets: tuple[str, ...] = ()
    pfs_group: int | None = None
    isakmp_profile: str | None = None
    ikev2_profile: str | None = None
    ikev2_proposals: tuple[str, ...] = ()
    """IPsec proposals for IKEv2 (ASA)."""
    replay_window: int | None = None
    """As of a crypto map entry."""
    initiates: bool = True
    """False of ``responder-only``."""
    line: int | None = None
