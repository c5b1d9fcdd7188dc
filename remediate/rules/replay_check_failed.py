"""replay-check-failed (PKT001): packets arrive outside the anti-replay window.

Symptom: `%CRYPTO-4-PKT_REPLAY_ERR: decrypt: replay check failed connection id=N`,
`%IPSEC-3-REPLAY_ERROR`, ASA 402119; the replay counter of the SA rises with the load.

Cause: Packets are reordered between encryption and decryption: parallel paths, QoS after
encryption, small and large packets on different switching paths. An attack is rare.

Not this when: The verify counter rises as well (PKT003), or the count stays at a few packets in
days.

Fix: Widen the window (set-replay-window, up to 1024), and keep QoS from reordering within an
SA. The document's own remedy, ESP without authentication (drop-esp-authentication), switches
the check off.

Fix safety: A wider window is safe and acts on new SAs. ESP without authentication is WEAKENING
and never planned unasked.

Proof of cure: The replay counter stands still under load in SAs negotiated after the change.

Source: Cisco document 5409, "Replay Check Failed" (CSCdp19680); Cisco document 116858; RFC 4303
section 3.4.3.
"""

from __future__ import annotations

from remediate.model.signature import Signature
from remediate.rules.base import Rule, Show

__all__ = ["RULE", "SIGNATURES"]

SIGNATURES = (
    Signature(
        name="replay-check-failed",
        template=(
            "{^syslog?}decrypt: replay check failed{? connection id={connection_id:word}}{?, "
            "sequence number={sequence:int}}"
        ),
    ),
    Signature(
        name="replay-error",
        template=(
            "{^syslog?}IPSec SA receives anti-replay error, DP Handle {handle:int},{? ESP "
            "sequence number {sequence:word},} src_addr {src:ip}, dest_addr {dst:ip}, SPI "
            "{spi:hex}"
        ),
    ),
    Signature(
        name="asa-replay-check-failed",
        template=(
            "{^asa?}{IPSEC: |}Received an {protocol:word} packet (SPI= {spi:hex}, sequence number= "
            "{sequence:word}) from {src:ip} (user= {user:word}) to {dst:ip} that failed "
            "anti-replay checking"
        ),
    ),
)

RULE = Rule(
    code="PKT001",
    slug="replay-check-failed",
    title="packets arrive outside the anti-replay window",
    phase=0,
    needs=(Show.RUNNING_CONFIG, Show.IPSEC_SA),
    changes=("set-replay-window", "drop-esp-authentication"),
    lasting=3,
)
