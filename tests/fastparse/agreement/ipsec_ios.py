"""``show crypto ipsec sa [detail]`` of IOS."""

from __future__ import annotations

from fastparse.records import IpsecSaRow, ProtectedSa
from fastparse.show import parse_ipsec_sa
from tests.fastparse.agreement.comparison import Comparison, of_rows, of_tree
from tests.fastparse.agreement.ipsec_asa import COUNTERS, identity, typed
from tests.fastparse.show_corpus import genie, ntc

GENIE_COUNTERS = COUNTERS | {
    "pkts_compr_failed": "compress_failed", "send_errors": "send_errors",
    "recv_errors": "recv_errors",
}  # fmt: skip
DETAIL_COUNTERS = COUNTERS | {
    "pkts_compress_failed": "compress_failed", "pkts_no_sa": "no_sa_send",
    "pkts_invalid_sa": "invalid_sa_recv", "pkts_encaps_failed": "encaps_failed_send",
    "pkts_decaps_failed": "decaps_failed_recv", "pkts_invalid_prot": "invalid_prot_recv",
    "pkts_verify_failed": "verify_failed", "pkts_invalid_identity": "invalid_identity_recv",
    "pkts_invalid_len": "invalid_len_recv", "pkts_replay_rollover_send": "replay_rollover_send",
    "pkts_replay_rollover_recv": "replay_rollover_recv", "pkts_replay_failed": "replay_failed",
    "pkts_tagged": "tagged_send", "pkts_untagged": "untagged_recv",
    "pkts_not_tagged": "not_tagged_send", "pkts_not_untagged": "not_untagged_recv",
    "pkts_internal_err_send": "internal_err_send", "pkts_internal_err_recv": "internal_err_recv",
}  # fmt: skip


def spi(number: int | None) -> str:
    """Return an SPI as IOS prints it."""
    return f"0x{number:X}({number})"


def genie_sas(row: IpsecSaRow, direction: str, protocol: str):
    sas = {}
    for sa in row.sas:
        if (sa.direction, sa.protocol) != (direction, protocol):
            continue
        engine, _, flow = sa.flow.partition(":")
        sas[spi(sa.spi)] = {
            "conn_id": sa.connection,
            "crypto_map": sa.map,
            "flow_id": engine,
            "flow_id_val": int(flow),
            "transform": " ".join(sa.transforms),
            "in_use_settings": ", ".join(sa.settings) + ", ",
            "iv_size": f"{sa.iv_size} bytes",
            "remaining_key_lifetime": f"({sa.kilobytes}/{sa.seconds})",
            "replay_detection_support": sa.replay,
            "sibling_flags": sa.sibling_flags,
            "status": sa.status,
        }
    return {"spi": sas} if sas else {}


def genie_identity(row: IpsecSaRow):
    view = {key: row.counter(name) for key, name in GENIE_COUNTERS.items()}
    for direction in ("inbound", "outbound"):
        for protocol in ("esp", "ah", "pcp"):
            view[f"{direction}_{protocol}_sas"] = genie_sas(row, direction, protocol)
    return view | {
        "acl": ",".join(row.flags) + ",",
        "action": row.action,
        "current_outbound_spi": spi(row.outbound_spi),
        "dh_group": row.dh_group,
        "ip_mtu": row.ip_mtu,
        "ip_mtu_idb": row.ip_mtu_idb,
        "local_crypto_endpt": row.local_endpoint,
        "local_ident": identity(row, "local"),
        "path_mtu": row.path_mtu,
        "peer_ip": row.peer,
        "pfs": row.pfs,
        "plaintext_mtu": row.plaintext_mtu,
        "port": row.peer_port,
        "protected_vrf": row.vrf,
        "remote_crypto_endpt": row.remote_endpoint,
        "remote_ident": identity(row, "remote"),
    }


def ios_detail_row(row: IpsecSaRow, sa: ProtectedSa):
    view = {key: str(row.counter(name)) for key, name in DETAIL_COUNTERS.items()}
    for side in ("local", "remote"):
        view |= {f"{side}_ident_{part}": text for part, text in identity(row, side).items()}
    return view | {
        "interface": row.interface,
        "crypto_map_tag": row.map,
        "local_addr": row.local_address,
        "protected_vrf": row.vrf,
        "current_peer": row.peer,
        "port": str(row.peer_port),
        "action": row.action,
        "flags": row.flags,
        "local_crypto_endpt": row.local_endpoint,
        "remote_crypto_endpt": row.remote_endpoint,
        "plaintext_mtu": str(row.plaintext_mtu),
        "path_mtu": str(row.path_mtu),
        "ip_mtu": str(row.ip_mtu),
        "ip_mtu_idb": row.ip_mtu_idb,
        "current_outbound_spi_hex": row.outbound_spi,
        "current_outbound_spi_dec": row.outbound_spi,
        "pfs": row.pfs,
        "dh_group": row.dh_group,
        "sa_orientation": sa.direction,
        "sa_type": sa.protocol,
        "sa_spi_hex": sa.spi,
        "sa_spi_dec": sa.spi,
        "sa_transform": sa.transforms,
        "sa_in_use_settings": sa.settings,
        "sa_conn_id": str(sa.connection),
        "sa_flow_id": sa.flow,
        "sa_sibling_flags": sa.sibling_flags,
        "sa_crypto_map": sa.map,
        "sa_lifetime_kbytes": str(sa.kilobytes),
        "sa_lifetime_sec": str(sa.seconds),
        "sa_iv_size": str(sa.iv_size),
        "sa_replay_detection_support": sa.replay,
        "sa_replay_window_size": str(sa.replay_window),
        "sa_status": sa.status,
    }


def ipsec_tree(rows):
    tree = {}
    for row in rows:
        interface = tree.setdefault(
            row.interface,
            {"crypto_map_tag": row.map, "local_addr": row.local_address, "ident": {}},
        )
        interface["ident"][str(len(interface["ident"]) + 1)] = genie_identity(row)
    return {"interface": tree}


ANONYMISED = (
    "the capture was made anonymous: the SPI in parentheses, which repeats the hexadecimal one, was"
    " not made to fit (4321567890 has 33 bits and is no SPI at all); the hexadecimal SPI is read"
)
KNOWN = dict.fromkeys(
    (
        ("current_outbound_spi_dec", 987612345, 0x4321DCBA),
        ("sa_spi_dec", 987612345, 0x4321DCBA),
        ("sa_spi_dec", 4321567890, 0x1234DCBA),
    ),
    ANONYMISED,
)

COMPARISONS = (
    Comparison(
        command="show crypto ipsec sa",
        publisher="genieparser",
        pattern="genieparser/ShowCryptoIpsecSa/*",
        parse=parse_ipsec_sa,
        expected=genie,
        values=lambda expected, parsed: of_tree(expected, ipsec_tree(parsed.records)),
    ),
    Comparison(
        command="show crypto ipsec sa detail",
        publisher="ntc-templates",
        pattern="ntc-templates/cisco_ios/show_crypto_ipsec_sa_detail/*",
        parse=parse_ipsec_sa,
        expected=ntc,
        values=lambda expected, parsed: of_rows(
            [typed(row) for row in expected],
            [ios_detail_row(row, sa) for row in parsed.records for sa in row.sas],
            KNOWN,
        ),
        reasons=(ANONYMISED,),
    ),
)
