"""``show crypto ipsec sa`` of ASA, and what its rows share with those of IOS."""

from __future__ import annotations

import ipaddress

from fastparse.records import IpsecSaRow
from fastparse.show import parse_ipsec_sa
from tests.fastparse.agreement.comparison import Comparison, of_rows
from tests.fastparse.show_corpus import ntc, words

COUNTERS = {
    "pkts_encaps": "encaps", "pkts_encrypt": "encrypt", "pkts_digest": "digest",
    "pkts_decaps": "decaps", "pkts_decrypt": "decrypt", "pkts_verify": "verify",
    "pkts_compressed": "compressed", "pkts_decompressed": "decompressed",
    "pkts_not_compressed": "not_compressed", "pkts_not_decompressed": "not_decompressed",
    "pkts_decompress_failed": "decompress_failed",
}  # fmt: skip
ASA_COUNTERS = {
    "packets_encapsulated": "encaps", "packets_encrypted": "encrypt", "packets_digested": "digest",
    "packets_decapsulated": "decaps", "packets_decrypted": "decrypt", "packets_verified": "verify",
    "packets_compressed": "compressed", "packets_decompressed": "decompressed",
    "packets_not_compressed": "not_compressed", "packets_compress_failed": "compress_failed",
    "packets_decompress_failed": "decompress_failed",
    "pre_fragment_success": "pre_frag_successes", "pre_fragment_failures": "pre_frag_failures",
    "fragments_created": "fragments_created", "pmtus_sent": "pmtus_sent",
    "pmtus_received": "pmtus_recv",
    "decap_frags_needing_reassembly": "decapsulated_frags_needing_reassembly",
    "send_errors": "send_errors", "receive_errors": "recv_errors",
}  # fmt: skip


def identity(row: IpsecSaRow, side: str):
    found = getattr(row, f"{side}_ident")
    return {"addr": found.address, "mask": found.mask, "prot": found.protocol, "port": found.port}


def typed(row):
    """Give numbers and lists of words of an expected row their values; no text is None."""
    row = {key: text or None for key, text in row.items()}
    for key, text in row.items():
        if text is None:
            continue
        if key.endswith(("spi_hex", "bound_spi")):
            row[key] = int(text, 16)
        elif key.endswith(("spi_dec", "spi_integer")):
            row[key] = int(text)
        elif key.endswith(("flags", "transform", "settings", "settings_in_use")) and (
            key != "sa_sibling_flags"
        ):
            row[key] = words(text)
    return row


def named(prefix: str, text: str | None):
    """Return a host under ``prefix`` when it is an address, else under ``prefix_name``."""
    try:
        ipaddress.ip_address(text or "")
    except ValueError:
        return {prefix: None, f"{prefix}_name": text}
    return {prefix: text, f"{prefix}_name": None}


def asa_row(row: IpsecSaRow):
    view = {key: str(row.counter(name)) for key, name in ASA_COUNTERS.items()}
    for side in ("local", "remote"):
        found = identity(row, side)
        view |= {
            f"{side}_identity_addr": found["addr"],
            f"{side}_identity_mask": found["mask"],
            f"{side}_identity_protocol": found["prot"],
            f"{side}_identity_port": found["port"],
        }
    for sa in row.sas:
        assert sa.protocol == "esp"
        encryption, authentication, *compression = sa.transforms
        assert compression in ([], ["no", "compression"])
        view |= {
            f"{sa.direction}_{key}": value
            for key, value in {
                "spi_hex": sa.spi,
                "spi_integer": sa.spi,
                "encryption": encryption,
                "authentication": authentication,
                "settings_in_use": sa.settings,
                "slot": str(sa.slot),
                "connection_id": str(sa.connection),
                "crypto_map": sa.map,
                "remaining_lifetime": str(sa.seconds),
                "remaining_lifetime_kilobytes": sa.kilobytes and str(sa.kilobytes),
                "iv_size": f"{sa.iv_size} bytes",
                "replay_detection": sa.replay,
            }.items()
        }
    return (
        view
        | named("local_address", row.local_address)
        | named("current_peer", row.peer)
        | named("dynamic_peer", row.dynamic_peer)
        | named("local_crypto_endpoint", row.local_endpoint)
        | named("remote_crypto_endpoint", row.remote_endpoint)
        | {
            "interface": row.interface,
            "crypto_map_tag": row.map,
            "sequence_number": row.sequence and str(row.sequence),
            "path_mtu": str(row.path_mtu),
            "ipsec_overhead": str(row.overhead),
            "media_mtu": str(row.media_mtu),
            "current_inbound_spi": row.inbound_spi,
            "current_outbound_spi": row.outbound_spi,
        }
    )


COMPARISONS = (
    Comparison(
        command="show crypto ipsec sa (ASA)",
        publisher="ntc-templates",
        pattern="ntc-templates/cisco_asa/show_crypto_ipsec_sa/*",
        parse=parse_ipsec_sa,
        expected=ntc,
        values=lambda expected, parsed: of_rows(
            [typed(row) for row in expected], [asa_row(row) for row in parsed.records]
        ),
    ),
)
