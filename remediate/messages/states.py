"""Rows of an SA table as messages: a state that a negotiation got stuck in points to causes too."""

from __future__ import annotations

from remediate.model.observation import IsakmpSa, Message

__all__ = ["STATE_SIGNATURE", "from_state_row"]

STATE_SIGNATURE = "isakmp-sa-state"
"""Signature name of messages made of table rows; no template has it."""

_CAUSES: dict[str, tuple[str, ...]] = {
    "MM_NO_STATE": ("isakmp-policy-mismatch", "peer-not-answering"),
    "AG_NO_STATE": ("isakmp-policy-mismatch", "peer-not-answering"),
    "MM_SA_SETUP": ("peer-not-answering",),
    "MM_KEY_EXCH": ("peer-address-mismatch", "psk-mismatch"),
    "AG_INIT_EXCH": ("peer-not-answering", "psk-mismatch"),
    "MM_WAIT_MSG2": ("isakmp-policy-mismatch", "peer-not-answering"),
    "MM_WAIT_MSG3": ("peer-not-answering",),
    "MM_WAIT_MSG4": ("no-key-for-peer", "peer-not-answering"),
    "MM_WAIT_MSG5": ("peer-not-answering", "psk-mismatch"),
    "MM_WAIT_MSG6": ("peer-not-answering", "psk-mismatch"),
    "AM_WAIT_MSG2": ("isakmp-policy-mismatch", "peer-not-answering"),
    "AM_WAIT_MSG3": ("peer-not-answering", "psk-mismatch"),
    "IN-NEG": ("peer-not-answering",),
    "DOWN-NEGOTIATING": ("isakmp-policy-mismatch", "peer-not-answering", "psk-mismatch"),
}
"""Cisco document 5409 for the IOS and PIX states, ASA's IKEv1 state names for the others; IKEv2 has one for all that
is not finished (a refusal ends an SA at once), and a session of IOS one for all of phase 1."""


def from_state_row(row: IsakmpSa, *, device: str | None) -> Message | None:
    """Return a row of ``show crypto isakmp sa`` as a message, None when it shows no fault.

    Rows marked as deleted are history. ``offset`` is 0: a row only knows its line.
    """
    state = row.state.upper()
    if row.deleted or state not in _CAUSES:
        return None
    if row.peer_only:
        fields: tuple[tuple[str, str], ...] = (("peer", row.destination),)
        printed = [row.destination]
    else:
        fields = (("dst", row.destination), ("src", row.origin))
        printed = [row.destination, row.origin]
    if row.connection is not None:
        fields += (("connection", row.connection),)
    printed += [item for item in (row.state, row.connection, row.status) if item]
    return Message(
        device=device,
        source=row.source,
        offset=0,
        signature=STATE_SIGNATURE,
        slugs=_CAUSES[state],
        fields=(*fields, ("state", row.state)),
        text=" ".join(printed),
    )
