"""A spoke that shows a name outside the domain by which its hub knows all the others."""

from __future__ import annotations

from collections.abc import Iterator

from remediate.model.base import Safety, remembered
from remediate.model.config import CryptoConfig
from remediate.model.config_ikev2 import Ikev2Identity
from remediate.model.diagnosis import Fix
from remediate.model.evidence import FleetEvidence
from remediate.negotiation.ikev2_matching import matches, spelled
from remediate.negotiation.ikev2_outcome import Credentials, Ikev2Lack
from remediate.rules.case import Case

__all__ = ["domain_missed", "identity_fix"]

_DOMAIN = "-domain"
_ENOUGH = 3
"""Devices of which one is neither end of a tunnel."""


def domain_missed(case: Case, lack: Ikev2Lack, other: Credentials) -> str | None:
    """Return the domain that the lacking end matches, that its other peers have and this one has not.

    None where no other device of the dumps is matched by it: then which of the two ends deviates isn't known.
    """
    shown = other.identity
    if lack.kind != "match" or shown is None or shown.value is None or other.profile is None:
        return None
    ends = {lack.side.name, other.side.name}
    for profile in lack.side.config.ikev2_config.profiles:
        for wanted in profile.match_remote:
            if wanted.kind != shown.kind + _DOMAIN or matches(wanted, shown) >= 0:
                continue
            if _serves(case.fleet, ends, other.side.peer, wanted):
                return wanted.value
    return None


def _serves(fleet: FleetEvidence | None, ends: set[str], hub: str, wanted: Ikev2Identity) -> bool:
    if fleet is None or wanted.value is None:
        return False
    names = _by_domain(fleet).get((hub, wanted.kind, wanted.value), set())
    return not names <= ends


@remembered
def _by_domain(fleet: FleetEvidence) -> dict[tuple[str, str, str], set[str]]:
    """By (address that is peered with, kind of identity, domain): up to three devices that show a name of the domain."""
    found: dict[tuple[str, str, str], set[str]] = {}
    for device in fleet.devices:
        config = device.config
        shown = [
            (item.identity_local.kind + _DOMAIN, domain)
            for item in (config.ikev2_config.profiles if config is not None else ())
            if item.identity_local is not None
            for domain in _domains(item.identity_local.value or "")
        ]
        if config is None or not shown:
            continue
        for peer in {item for item in _peers(config) if item is not None}:
            for kind, domain in shown:
                names = found.setdefault((peer, kind, domain), set())
                if len(names) < _ENOUGH:
                    names.add(device.device)
    return found


def _domains(name: str) -> Iterator[str]:
    """Yield the domains that a name is in, each after a dot or an @."""
    yield from (name[place + 1 :] for place, sign in enumerate(name) if sign in ".@")


def _peers(config: CryptoConfig) -> Iterator[str | None]:
    """Yield the addresses that a device negotiates with, or has a key for."""
    yield from (item.tunnel_destination for item in config.interfaces)
    yield from (name for m in config.maps for entry in m.entries for name in entry.peers)
    yield from (
        item.address.dotted
        for item in config.ikev2_config.peers
        if item.address is not None and item.address.is_host
    )


def identity_fix(other: Credentials, domain: str) -> Fix:
    """Return the fix of the end that deviates: told, as its name is for a person to say."""
    profile, shown = other.profile, other.identity
    name = profile.name if profile is not None else ""
    here = spelled(shown) if shown is not None else "nothing"
    return Fix(
        kind="complete-ikev2-keyring",
        device=other.side.name,
        safety=Safety.DISPLAY_ONLY,
        documented=True,
        why=f"`identity local` of IKEv2 profile {name} shows {here}, and the peer serves the domain {domain}, which its"
        " other spokes have: a name of that domain, by hand",
    )
