"""``show crypto isakmp sa`` in its forms, and ``show crypto ikev1 sa``."""

from __future__ import annotations

from fastparse.records import IsakmpSaRow
from fastparse.show import parse_isakmp_sa
from tests.fastparse.agreement.comparison import Comparison, of_rows, of_tree
from tests.fastparse.show_corpus import genie, ntc


def by_family(rows, view):
    """Number rows from 1 within IPv4 and IPv6, as genieparser does."""
    tree = {}
    for row in rows:
        family = tree.setdefault("IPv6" if ":" in (row.destination or row.local) else "IPv4", {})
        family[str(len(family) + 1)] = {k: v for k, v in view(row).items() if v is not None}
    return {"isakmp_stats": tree}


def isakmp_row(row: IsakmpSaRow):
    return {
        "destination": row.destination,
        "source": row.source,
        "session_state": row.state,
        "conn_id": row.connection,
        "status": row.status,
        "current_status": "deleted" if row.deleted else None,
    }


def isakmp_status_row(row: IsakmpSaRow):
    return {
        "dst": row.destination,
        "src": row.source,
        "state": row.state,
        "conn_id": row.connection,
        "slot": row.slot,
        "status": row.status,
    }


def isakmp_detail_row(row: IsakmpSaRow):
    engine, _, connection = (row.engine or "").partition(":")
    return {
        "c_id": row.connection,
        "local_ip": row.local,
        "remote_ip": row.remote,
        "ivrf": row.vrf,
        "status": row.status,
        "encr_algo": row.encryption,
        "hash_algo": row.hash,
        "auth_type": row.authentication,
        "dh_group": row.group,
        "lifetime": row.lifetime,
        "capabilities": row.capabilities,
        "engine_id": engine or None,
        "conn_id": int(connection) if connection else None,
    }


def ikev1_row(row: IsakmpSaRow):
    return {
        "sequence": str(row.ordinal),
        "peer": row.peer,
        "type": row.type,
        "dir": row.role,
        "rekey": row.rekey,
        "state": row.state,
        "encryption": row.encryption,
        "hash": row.hash,
        "authentication": row.authentication,
        "lifetime": row.lifetime,
    }


def status_tree(rows):
    tree = by_family(rows, isakmp_status_row)
    return {"isakmp_stats": {name.lower(): found for name, found in tree["isakmp_stats"].items()}}


def totals(parsed):
    assert parsed.records == ()
    return {
        name.replace("_sas", "_isakmp_sas"): value for name, value in dict(parsed.totals).items()
    }


def genie_comparison(command, parser, view):
    return Comparison(
        command=command,
        publisher="genieparser",
        pattern=f"genieparser/{parser}/*",
        parse=parse_isakmp_sa,
        expected=genie,
        values=lambda expected, parsed: of_tree(expected, view(parsed)),
    )


COMPARISONS = (
    genie_comparison(
        "show crypto isakmp sa",
        "ShowCryptoIsakmpSa",
        lambda parsed: by_family(parsed.records, isakmp_row),
    ),
    genie_comparison(
        "show crypto isakmp sa (with slot and status)",
        "ShowCryptoIsakmpSaStatus",
        lambda parsed: status_tree(parsed.records),
    ),
    genie_comparison(
        "show crypto isakmp sa detail",
        "ShowCryptoIsakmpSaDetail",
        lambda parsed: by_family(parsed.records, isakmp_detail_row),
    ),
    genie_comparison("show crypto isakmp sa count", "ShowCryptoIsakmpSaCount", totals),
    Comparison(
        command="show crypto ikev1 sa detail (ASA)",
        publisher="ntc-templates",
        pattern="ntc-templates/cisco_asa/show_crypto_ikev1_sa_detail/*",
        parse=parse_isakmp_sa,
        expected=ntc,
        values=lambda expected, parsed: of_rows(
            expected, [ikev1_row(row) for row in parsed.records]
        ),
    ),
)
