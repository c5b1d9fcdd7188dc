"""hmac-verification-failed (PKT003): packets arrive damaged: their authentication fails.

Symptom: `%MOTCR-1-ERROR`, `%MOTCR-1-PKTENGRET_ERROR ... PktEngReturn_MACMiscompare`,
`%CRYPTO-4-RECVD_PKT_MAC_ERR: decrypt: mac verify failed`, `%IPSEC-3-HMAC_ERROR`, ASA 402120;
the verify-failed counter rises.

Cause: The packet was changed on the way, the crypto accelerator fails, or a defect leaves the
two ends with different keys after a rekey.

Not this when: It happens now and then: the document says to ignore it. The messages are rate
limited: the counters count, not the lines.

Fix: None by configuration: find where packets are damaged, look for a known defect, replace the
accelerator.

Fix safety: DISPLAY_ONLY.

Proof of cure: The verify-failed counter stands still under load.

Source: Cisco document 5409, "HMAC Verification Failed"; Cisco document 116085; RFC 4303 section
3.4.4.
"""

from __future__ import annotations

from remediate.model.signature import Signature
from remediate.rules.base import Rule, Show

__all__ = ["RULE", "SIGNATURES"]

SIGNATURES = (
    Signature(
        name="motcr-error",
        template="{^syslog?}motcr_crypto_callback() motcr return failure",
    ),
    Signature(
        name="motcr-mac-miscompare",
        template="{^syslog?}MOTCR PktEng Return Value = {value:hex}, PktEngReturn_MACMiscompare",
    ),
    Signature(
        name="mac-verify-failed",
        template=(
            "{^syslog?}decrypt: mac verify failed for connection id={connection_id:int}{? "
            "local={local:ip}}{? remote={remote:ip}}{? spi={spi:word}}{? "
            "seqno={sequence:word}}"
        ),
    ),
    Signature(
        name="hmac-error",
        template=(
            "{^syslog?}IPSec SA receives HMAC error, DP Handle {handle:int}, src_addr "
            "{src:ip}, dest_addr {dst:ip}, SPI {spi:hex}"
        ),
    ),
    Signature(
        name="asa-authentication-failed",
        template=(
            "{^asa?}{IPSEC: |}Received an {protocol:word} packet (SPI= {spi:hex}, sequence number= "
            "{sequence:word}) from {src:ip} (user= {user:word}) to {dst:ip} that failed "
            "authentication"
        ),
    ),
)

RULE = Rule(
    code="PKT003",
    slug="hmac-verification-failed",
    title="packets arrive damaged: their authentication fails",
    phase=0,
    needs=(Show.RUNNING_CONFIG, Show.IPSEC_SA),
    lasting=3,
)
