"""What a device would use for IKEv2: proposals, policies, keyrings, profiles."""

from __future__ import annotations

from dataclasses import dataclass

from remediate.lab.aces import Block

__all__ = ["Keyring2Peer", "Match2", "Policy2", "Profile2", "Proposal2"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal2:
    """A proposal for the IKE SA of IKEv2."""

    name: str
    encryption: tuple[str, ...]
    """``aes-cbc-256``, ``aes-gcm-256``, ``3des``."""
    integrity: tuple[str, ...]
    prf: tuple[str, ...]
    groups: tuple[int, ...]

    @property
    def combined(self) -> bool:
        """Whether its ciphers bring their own integrity."""
        return any("gcm" in item for item in self.encryption)


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy2:
    """An IKEv2 policy: proposals in order, for a local address and front-door VRF."""

    name: str
    proposals: tuple[Proposal2, ...]
    local: str = ""
    vrf: str | None = ""
    """None: any."""
    default: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Match2:
    """A remote identity: addresses, or a name (a domain matches what ends in it)."""

    block: Block | None = None
    name: str = ""
    domain: bool = False

    def closeness(self, identity: str) -> int:
        """Return how closely an identity is matched: bits of a prefix, more for a domain, most for a name; -1 if not."""
        if self.block is not None:
            try:
                fits = self.block.has(identity)
            except ValueError:
                return -1
            return 32 - self.block.wildcard.bit_length() if fits else -1
        if identity == self.name:
            return 100
        return 50 if self.domain and identity.endswith(self.name) else -1


@dataclass(frozen=True, slots=True, kw_only=True)
class Keyring2Peer:
    """The two keys for a peer."""

    name: str
    block: Block | None = None
    identity: str = ""
    local: str = ""
    remote: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile2:
    """An IKEv2 profile; on an ASA a tunnel group."""

    name: str
    matches: tuple[Match2, ...]
    identity: str = ""
    """Own identity; empty: the address."""
    local: str = ""
    """How this end authenticates: ``pre-share``, ``rsa-sig``; empty where it is not said."""
    remote: str = ""
    keyring: tuple[Keyring2Peer, ...] = ()
    keyring_name: str = ""
    lifetime: int = 86400
    dpd: int | None = None
    vrf: str | None = ""
    signs: tuple[str, ...] = ()
    """Trustpoints that it proves itself by; empty: all."""
    verifies: tuple[str, ...] = ()
    """Trustpoints that it proves peers by; empty: all."""

    @property
    def complete(self) -> bool:
        """Whether it can be used: an identity to match and both ways to authenticate."""
        return bool(self.matches and self.local and self.remote)
