"""How a platform and its generation word and tag their debugs.

Source: Cisco document 5409; captures of IOS 12.4 to IOS-XE 16; ASA syslog guide.
"""

from __future__ import annotations

import enum

from remediate.model.base import Platform
from remediate.model.release import Release
from remediate.negotiation.outcome import Side

__all__ = ["Generation", "Voice", "generation_of"]


class Generation(enum.Enum):
    """Ways in which devices word and tag their debugs."""

    PIX6 = "PIX 6"
    IOS12 = "IOS up to 12.4"
    IOS15 = "IOS from 12.4T on"
    XE = "IOS-XE from 16 on"
    ASA = "ASA"


def generation_of(release: Release) -> Generation:
    """Return how a release words its debugs; one that isn't known, as IOS 15 or ASA."""
    if release.platform is Platform.ASA:
        old = release.pix and release.numbers[:1] < (7,) and bool(release.numbers)
        return Generation.PIX6 if old else Generation.ASA
    if release.xe and release.numbers[:1] >= (16,):
        return Generation.XE
    if release.numbers and release.numbers[:2] <= (12, 3):
        return Generation.IOS12
    return Generation.IOS15


class Voice:
    """How one end words its lines."""

    def __init__(self, side: Side) -> None:
        """Take the words of the end's release."""
        self.side = side
        self.local, self.peer = side.end.local_address, side.peer
        self.generation = generation_of(side.config.release)
        self.asa = self.generation is Generation.ASA

    def isakmp(self, text: str, *, error: bool = True, phase: int = 1) -> str:
        """Return a line of the ISAKMP debug."""
        match self.generation:
            case Generation.ASA:
                return f"[IKEv1]: Group = {self.peer}, IP = {self.peer}, {text}"
            case Generation.IOS12:
                return f"ISAKMP (0:{phase}): {text}"
            case Generation.PIX6:
                return f"ISAKMP (0): {text}"
            case Generation.XE:
                return f"{'ISAKMP-ERROR' if error else 'ISAKMP'}: ({_number(phase)}):{text}"
            case Generation.IOS15:
                return f"ISAKMP:({_number(phase)}):{text}"

    @property
    def old(self) -> bool:
        """Whether it words its lines as the seed document does."""
        return self.generation in (Generation.IOS12, Generation.PIX6)

    def closed(self, phase: int) -> str:
        """Return the line that closes a refused negotiation."""
        if self.old:
            return self.isakmp("SA not acceptable!", phase=phase)
        text = f"phase {phase} SA policy not acceptable! (local {self.local} remote {self.peer})"
        return self.isakmp(text, phase=phase)


def _number(phase: int) -> str:
    return "0" if phase == 1 else "1001"
