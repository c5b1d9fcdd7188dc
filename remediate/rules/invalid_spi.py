"""invalid-spi (PKT002): packets arrive for an SA that the device no longer has.

Symptom: `%CRYPTO-4-RECVD_PKT_INV_SPI: decaps: rec'd IPSEC packet has invalid spi for
destaddr=A, prot=50, spi=N, srcaddr=B`; PIX 402101, ASA 402114.

Cause: The sender still uses an SA that was cleared or has aged out here: a reload, a clear, or
skewed lifetimes.

Not this when: The source is no configured peer (Internet noise); the lines stop with the next
rekey.

Fix: Once it lasts: clear the SA at the sender, the packet's source (clear-peer-sa), and run DPD
on both ends (set-dpd). invalid-spi-recovery only by name.

Fix safety: DISRUPTIVE unless the sender has no live SA; a clear has no inverse. Recovery
answers strangers: a way to wear the router out.

Proof of cure: A new SA stands on both ends with equal SPIs crosswise, and the message is gone.

Source: Cisco document 5409, "IPsec Packet has Invalid SPI"; Cisco document 115801; RFC 4303
section 3.4.2.
"""

from __future__ import annotations

from remediate.model.signature import Signature
from remediate.rules.base import Rule, Show

__all__ = ["RULE", "SIGNATURES"]

SIGNATURES = (
    Signature(
        name="invalid-spi",
        template=(
            "{^syslog?}decaps: {rec'd|recd|rec`d} IPSEC packet has invalid spi for "
            "destaddr={dst:word}, prot={protocol:word}, spi={spi:word}{?, "
            "srcaddr={src:ip}}{?, input interface={interface:word}}"
        ),
    ),
    Signature(
        name="asa-invalid-spi",
        template=(
            "{^asa?}{IPSEC: |}Received an {protocol:word} packet (SPI= {spi:hex}, sequence number= "
            "{sequence:word}) from {src:ip}{? (user= {user:word})} to {dst:ip} with an invalid "
            "SPI"
        ),
    ),
)

RULE = Rule(
    code="PKT002",
    slug="invalid-spi",
    title="packets arrive for an SA that the device no longer has",
    phase=0,
    needs=(Show.RUNNING_CONFIG, Show.IPSEC_SA),
    changes=("clear-peer-sa", "set-dpd", "invalid-spi-recovery"),
    lasting=3,
)
