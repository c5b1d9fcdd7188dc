"""IKEv2 of one running-config: what is offered, to whom, and how each end proves who it is.

Sources: Cisco IOS "Configuring Internet Key Exchange Version 2" (proposals, policies, keyrings,
profiles), ASA VPN CLI guide (``crypto ikev2 policy``, ``ipsec-proposal``, tunnel-groups), RFC 7296.
"""

from __future__ import annotations

from remediate.model.base import Frozen
from remediate.model.config_keys import PreSharedKey
from remediate.model.selector import AddressBlock

__all__ = [
    "Ikev2Config",
    "Ikev2Identity",
    "Ikev2IpsecProposal",
    "Ikev2Peer",
    "Ikev2Policy",
    "Ikev2Profile",
    "Ikev2Proposal",
    "Ikev2TunnelGroup",
]


class Ikev2Proposal(Frozen, frozen=True, kw_only=True, gc=False):
    """Sets of transforms for the IKE SA: an IOS ``crypto ikev2 proposal``, or an ASA policy.

    Names are the same for all platforms: ``aes-cbc-256``, ``aes-gcm-256``, ``3des``, ``des``;
    ``md5``, ``sha1``, ``sha256``, ``sha384``, ``sha512``.
    """

    name: str
    """On an ASA the number of the policy."""
    encryption: tuple[str, ...] = ()
    integrity: tuple[str, ...] = ()
    """Of no meaning for AES-GCM, which authenticates by itself."""
    prf: tuple[str, ...] = ()
    """Effective: IOS takes the integrity algorithms where none is printed."""
    groups: tuple[int, ...] = ()
    default: bool = False
    """Built into the release and not in the running-config."""
    problem: str | None = None
    """Why a part could not be read, or is not known: what stands here is then not all."""
    line: int | None = None


class Ikev2Policy(Frozen, frozen=True, kw_only=True, gc=False):
    """Which proposals are used for which SAs. An ASA's policy holds its proposal itself."""

    name: str
    proposals: tuple[str, ...] = ()
    fvrf: str | None = None
    """``match fvrf``: a name, ``any``, or None for the global routing table."""
    local_addresses: tuple[str, ...] = ()
    """``match address local``; none: every address."""
    line: int | None = None


class Ikev2Identity(Frozen, frozen=True, kw_only=True, gc=False):
    """An identity, or what one has to be like."""

    kind: str
    """``address``, ``fqdn``, ``fqdn-domain``, ``email``, ``email-domain``, ``key-id``, ``dn`` or ``any``."""
    block: AddressBlock | None = None
    value: str | None = None


class Ikev2Peer(Frozen, frozen=True, kw_only=True, gc=False):
    """One ``peer`` block of a keyring."""

    keyring: str
    name: str
    address: AddressBlock | None = None
    identity: Ikev2Identity | None = None
    hostname: str | None = None
    local: PreSharedKey | None = None
    """Key that this end authenticates with."""
    remote: PreSharedKey | None = None
    """Key that it expects of the peer; the same entry as ``local`` where one key serves both ways."""
    problem: str | None = None
    line: int | None = None


class Ikev2Profile(Frozen, frozen=True, kw_only=True, gc=False):
    """``crypto ikev2 profile`` of IOS."""

    name: str
    match_remote: tuple[Ikev2Identity, ...] = ()
    match_certificate: bool = False
    match_local: tuple[str, ...] = ()
    """``match address local``, as printed."""
    fvrf: str | None = None
    ivrf: str | None = None
    """Inside VRF: where what it protects is routed."""
    identity_local: Ikev2Identity | None = None
    """None: the address that it negotiates from (with pre-shared keys)."""
    authentication_local: str | None = None
    """``pre-share``, ``rsa-sig``, ``ecdsa-sig``, ``eap``."""
    authentication_remote: tuple[str, ...] = ()
    keyring: str | None = None
    keyring_aaa: bool = False
    """Whether keys come from a server."""
    local: PreSharedKey | None = None
    """Key that stands in the profile itself (``authentication local pre-share key``)."""
    remote: PreSharedKey | None = None
    problem: str | None = None
    line: int | None = None


class Ikev2TunnelGroup(Frozen, frozen=True, kw_only=True, gc=False):
    """IKEv2 attributes of an ASA's tunnel-group."""

    name: str
    peer: AddressBlock | None = None
    """None where the group is named after something else than an address."""
    local: PreSharedKey | None = None
    remote: PreSharedKey | None = None
    local_certificate: bool = False
    remote_certificate: bool = False
    remote_eap: bool = False
    problem: str | None = None
    line: int | None = None


class Ikev2IpsecProposal(Frozen, frozen=True, kw_only=True, gc=False):
    """``crypto ipsec ikev2 ipsec-proposal`` of an ASA, in the spelling of :class:`TransformSet`."""

    name: str
    encryption: tuple[str, ...] = ()
    """``esp-aes 256``, ``esp-gcm 256``, ``esp-3des`` …"""
    integrity: tuple[str, ...] = ()
    """``esp-sha-hmac`` …; empty for none (``null``)."""
    problem: str | None = None
    line: int | None = None


class Ikev2Config(Frozen, frozen=True, kw_only=True, gc=False):
    """Everything of IKEv2 in one running-config, with what the release has built in."""

    proposals: tuple[Ikev2Proposal, ...] = ()
    """Those of the configuration; then the built-in ``default``, where it is known and in force."""
    policies: tuple[Ikev2Policy, ...] = ()
    """Those of the configuration, in printed order (ASA: by number)."""
    default_policy: bool = False
    """Whether the built-in policy is there (IOS, unless it was switched off)."""
    unknown_default: str | None = None
    """Why the built-in proposal is not known; None where it is, or where there is none."""
    peers: tuple[Ikev2Peer, ...] = ()
    keyrings: tuple[str, ...] = ()
    profiles: tuple[Ikev2Profile, ...] = ()
    tunnel_groups: tuple[Ikev2TunnelGroup, ...] = ()
    ipsec_proposals: tuple[Ikev2IpsecProposal, ...] = ()
    enabled_on: tuple[str, ...] = ()
    """Interfaces by nameif (ASA)."""
    identity: str | None = None
    """``crypto isakmp identity`` of an ASA as printed (``address``, ``hostname``, ``key-id X``)."""

    def proposal(self, name: str) -> Ikev2Proposal | None:
        """Return the IKE proposal of that name."""
        return next((item for item in self.proposals if item.name == name), None)

    def profile(self, name: str) -> Ikev2Profile | None:
        """Return the profile of that name."""
        return next((item for item in self.profiles if item.name == name), None)

    def ipsec_proposal(self, name: str) -> Ikev2IpsecProposal | None:
        """Return the IPsec proposal of that name."""
        return next((item for item in self.ipsec_proposals if item.name == name), None)
