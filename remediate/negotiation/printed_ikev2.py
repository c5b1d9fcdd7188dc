"""What each end prints of an IKEv2 negotiation that fails; who fails to authenticate is not in it.

Source: captures of IOS-XE and ASA debugs (`Failed to find a matching policy`, NO_PROPOSAL_CHOSEN in
IKE_AUTH, TS_UNACCEPTABLE); ASA syslog guide (750003).
"""

from __future__ import annotations

from collections.abc import Iterator

from remediate.model.base import Platform
from remediate.negotiation.courses import Direction, Ending
from remediate.negotiation.outcome import Side

__all__ = ["answering_ikev2", "asking_ikev2"]


def asking_ikev2(direction: Direction) -> tuple[str, ...]:
    """Return the initiator's lines: the notify that comes back."""
    notify = {
        Ending.POLICY: "NOTIFY(NO_PROPOSAL_CHOSEN)",
        Ending.TRANSFORMS: "NOTIFY(NO_PROPOSAL_CHOSEN)",
        Ending.PROXIES: "NOTIFY(TS_UNACCEPTABLE)",
    }.get(direction.ending)
    return () if notify is None else (_tagged(direction.initiator, notify),)


def answering_ikev2(direction: Direction) -> tuple[str, ...]:
    """Return the responder's lines: why it refuses."""
    return tuple(_refusal(direction))


def _refusal(direction: Direction) -> Iterator[str]:
    side = direction.responder
    match direction.ending:
        case Ending.POLICY:
            yield _tagged(side, "Failed to find a matching policy")
        case Ending.PROXIES if side.config.platform is Platform.ASA:
            yield (
                f"%ASA-4-750003: Local:{side.end.local_address}:500 Remote:{side.peer}:500"
                f" Username:{side.peer} IKEv2 Negotiation aborted due to ERROR: There was no IPSEC"
                " policy found for received TS"
            )
        case Ending.PROXIES:
            yield _tagged(side, "There was no IPSEC policy found for received TS")
        case _:
            return


def _tagged(side: Side, text: str) -> str:
    if side.config.platform is Platform.ASA:
        return f"IKEv2-PROTO-1: (1): {text}"
    return f"IKEv2:(SESSION ID = 1,SA ID = 1):{text}"
