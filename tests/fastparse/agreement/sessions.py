"""``show crypto session [detail]`` of IOS."""

from __future__ import annotations

from fastparse.records_session import CryptoSessionRow, SessionFlow, SessionSa
from fastparse.show import parse_crypto_session
from tests.fastparse.agreement.comparison import Comparison, known, of_rows, of_tree
from tests.fastparse.show_corpus import genie, ntc


def bare(text: str | None) -> str | None:
    """Return a value as genieparser writes it, ``(none)`` without its parentheses."""
    return text and text.removeprefix("(").removesuffix(")")


def text(number: int | None) -> str | None:
    return None if number is None else str(number)


def genie_sa(sa: SessionSa):
    return known({
        "version": sa.version,
        "session_id": text(sa.session_id),
        "local": sa.local,
        "local_port": text(sa.local_port),
        "remote": sa.remote,
        "remote_port": text(sa.remote_port),
        "sa_status": sa.status,
        "capabilities": bare(sa.capabilities),
        "conn_id": text(sa.connection),
        "lifetime": sa.lifetime,
    })  # fmt: skip


def genie_flow(flow: SessionFlow):
    return known({
        "active_sas": flow.active_sas,
        "origin": flow.origin,
        "inbound_pkts_decrypted": flow.decrypted,
        "inbound_pkts_drop": flow.inbound_drops,
        "inbound_life_kb": flow.inbound_volume or text(flow.inbound_kilobytes),
        "inbound_life_secs": text(flow.inbound_seconds),
        "outbound_pkts_encrypted": flow.encrypted,
        "outbound_pkts_drop": flow.outbound_drops,
        "outbound_life_kb": flow.outbound_volume or text(flow.outbound_kilobytes),
        "outbound_life_secs": text(flow.outbound_seconds),
    })  # fmt: skip


def genie_session(row: CryptoSessionRow):
    behind = known({
        "fvrf": bare(row.fvrf),
        "ivrf": bare(row.ivrf),
        "phase1_id": row.phase1_id,
        "desc": bare(row.description),
        "ike_sa": {str(i): genie_sa(sa) for i, sa in enumerate(row.sas, start=1)},
        "ipsec_flow": {flow.text: genie_flow(flow) for flow in row.flows},
    })  # fmt: skip
    return known({
        "user_name": row.username,
        "profile": row.profile,
        "group": row.group,
        "assigned_address": row.assigned_address,
        "uptime": row.uptime,
        "session_status": row.status,
        "peer": {row.peer: {"port": {str(row.port): behind}}},
    })  # fmt: skip


def genie_tree(rows):
    """Put sessions below their interfaces, where genieparser has room for one each."""
    tree = {row.interface: genie_session(row) for row in rows}
    assert len(tree) == len(rows)
    return {"interface": tree}


def host_and_mask(end: str) -> tuple[str, str]:
    host, _, mask = end.removeprefix("host ").partition("/")
    return host, mask


def ntc_row(row: CryptoSessionRow):
    """Put a session under ntc-templates' keys, which have room for its last SA and flow only."""
    sa, flow = row.sas[-1], row.flows[-1]
    assert flow.selectors
    protocol, source, destination = flow.selectors
    (src_host, src_mask), (dst_host, dst_mask) = map(host_and_mask, (source, destination))
    return {
        "interface": row.interface,
        "profile": row.profile or "",
        "uptime": row.uptime or "",
        "session_status": row.status,
        "peer": row.peer,
        "port": text(row.port),
        "fvrf": row.fvrf,
        "ivrf": row.ivrf,
        "phase1_id": row.phase1_id,
        "description": row.description,
        "session_id": text(sa.session_id),
        "local_ip": sa.local,
        "local_port": text(sa.local_port),
        "remote_ip": sa.remote,
        "remote_port": text(sa.remote_port),
        "ikev1_status": sa.status,
        "capabilities": sa.capabilities,
        "conn_id": text(sa.connection),
        "lifetime": sa.lifetime,
        "permit": protocol,
        "src_host": src_host,
        "src_mask": src_mask,
        "dst_host": dst_host,
        "dst_mask": dst_mask,
        "active_sa": text(flow.active_sas),
        "origin": flow.origin,
    }


def genie_comparison(command, parser):
    return Comparison(
        command=command,
        publisher="genieparser",
        pattern=f"genieparser/{parser}/*",
        parse=parse_crypto_session,
        expected=genie,
        values=lambda expected, parsed: of_tree(expected, genie_tree(parsed.records)),
    )


COMPARISONS = (
    genie_comparison("show crypto session", "ShowCryptoSession"),
    genie_comparison("show crypto session detail", "ShowCryptoSessionDetail"),
    Comparison(
        command="show crypto session detail",
        publisher="ntc-templates",
        pattern="ntc-templates/cisco_ios/show_crypto_session_detail/*",
        parse=parse_crypto_session,
        expected=ntc,
        values=lambda expected, parsed: of_rows(expected, map(ntc_row, parsed.records)),
    ),
)
