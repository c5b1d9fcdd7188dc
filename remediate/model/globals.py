"""Crypto settings of a whole device, besides policies, keys and sets."""

from __future__ import annotations

from remediate.model.base import Frozen

__all__ = ["DEFAULT_REPLAY_WINDOW", "CryptoGlobals", "Keepalive"]

DEFAULT_REPLAY_WINDOW = 64
"""Packets of the anti-replay window where nothing is configured (Cisco document 116858)."""


class Keepalive(Frozen, frozen=True, kw_only=True, gc=False):
    """``crypto isakmp keepalive``: dead peer detection. Times in seconds."""

    interval: int
    retry: int | None = None
    """Seconds between retries; None when not printed."""
    periodic: bool = False
    """Sent whether traffic waits for an answer or not."""
    line: int | None = None


class CryptoGlobals(Frozen, frozen=True, kw_only=True, gc=False):
    """What stands once in a configuration and holds for every tunnel that says nothing else."""

    replay_window: int | None = None
    """Packets of ``crypto ipsec security-association replay window-size``; 0 where the check is switched off,
    None when nothing is printed."""
    keepalive: Keepalive | None = None
    without_keepalive: tuple[str, ...] = ()
    """ASA tunnel-groups with ``isakmp keepalive disable``; the others have DPD unasked."""
    invalid_spi_recovery: bool = False
    df_bit: str | None = None
    """``clear``, ``set`` or ``copy`` of ``crypto ipsec df-bit`` (IOS); None when not printed."""
    accelerator: bool | None = None
    """False for ``no crypto engine accelerator`` (IOS); None when not printed."""
    crypto_module: bool = False
    """Whether a ``crypto engine slot`` or ``subslot`` names hardware that encrypts (7600, 6500)."""
    nat_transparency: str | None = None
    """Keyword of a printed ``no crypto ipsec nat-transparency`` (``udp-encapsulation``, older: ``udp-encaps``)."""
    certificates: bool = False
    """Whether an IKEv2 profile or a tunnel-group authenticates by certificates."""
    signing_groups: tuple[tuple[str, str], ...] = ()
    """ASA tunnel-groups with a trustpoint for IKEv1: (group, trustpoint)."""
    identity: str | None = None
    """``crypto isakmp identity`` of IOS: ``address``, ``hostname`` or ``dn``; None when not printed (an address)."""
    weak_allowed: bool = False
    """``crypto engine compliance shield disable``: IOS-XE accepts what its release would refuse."""
