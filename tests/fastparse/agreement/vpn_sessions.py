"""``show vpn-sessiondb detail l2l`` of ASA."""

from __future__ import annotations

from fastparse.show import parse_vpn_sessions
from tests.fastparse.agreement.comparison import Compared, Comparison
from tests.fastparse.show_corpus import ntc

LOGIN = ("login_time", "login_time_zone", "login_weekday", "login_month", "login_day",
         "login_year")  # fmt: skip


def printed(value):
    """Return a value as ntc-templates has it: text, empty where nothing is printed."""
    return "" if value is None else str(value)


def united(name, value, unit):
    return {name: printed(value), f"{name}_unit": "" if value is None else unit}


def of_session(row):
    ike = [n for kind, n in row.counts if kind.lower().startswith("ike")]
    ipsec = [n for kind, n in row.counts if kind.lower().startswith("ipsec")]
    (total_ike,), (total_ipsec,) = ike, ipsec
    return {
        "session_type": row.session_type.removesuffix(" Detailed"),
        "connection": row.connection,
        "index": str(row.session_index),
        "ip_address": row.address,
        "protocol": row.protocol,
        "encryption": row.encryption,
        "hashing": printed(row.hashing),
        "total_bytes_transmitted": str(row.bytes_tx),
        "total_bytes_received": str(row.bytes_rx),
        "duration": row.duration,
        "total_ike_sessions": str(total_ike),
        "total_ipsec_sessions": str(total_ipsec),
    } | dict(zip(LOGIN, row.login.split(), strict=True))


def of_tunnel(tunnel, index):
    view = {
        "connection_type": tunnel.kind,
        # releases from 8.0 on print ``index.number``
        "session_id": tunnel.id.removeprefix(f"{index}."),
        "udp_src_port": printed(tunnel.source_port),
        "udp_dst_port": printed(tunnel.destination_port),
        "negotiaion_mode": printed(tunnel.negotiation_mode),
        "authentication_mode": printed(tunnel.authentication),
        "remote_authentication_mode": printed(tunnel.remote_authentication),
        "local_authentication_mode": printed(tunnel.local_authentication),
        "encryption_method": printed(tunnel.encryption),
        "hash_method": printed(tunnel.hashing),
        "prf": printed(tunnel.prf),
        "dh_group": printed(tunnel.dh_group),
        "filter_name": printed(tunnel.filter),
        "ipv6_filter_name": printed(tunnel.ipv6_filter),
        "encapsulation": printed(tunnel.encapsulation),
        "pfs_group": printed(tunnel.pfs_group),
        "bytes_transmitted": printed(tunnel.bytes_tx),
        "bytes_received": printed(tunnel.bytes_rx),
        "packets_transmitted": printed(tunnel.packets_tx),
        "packets_received": printed(tunnel.packets_rx),
    }
    for side in ("local", "remote"):
        selector = getattr(tunnel, side)
        view[f"{side}_address_network"] = printed(selector and selector.address)
        view[f"{side}_address_mask"] = printed(selector and selector.mask)
    return (
        view
        | united("rekey_interval", tunnel.rekey_interval, "Seconds")
        | united("rekey_time_left", tunnel.rekey_left, "Seconds")
        | united("rekey_data_interval", tunnel.rekey_volume, "K-Bytes")
        | united("rekey_data_remaining", tunnel.rekey_volume_left, "K-Bytes")
        | united("idle_timeout_interval", tunnel.idle_timeout, "Minutes")
        | united("idle_timeout_remaining", tunnel.idle_left, "Minutes")
    )


def of_nac(nac):
    view = {"connection_type": "NAC"}
    view |= united("reval_timeout_remaining", nac.revalidation_left, "Seconds")
    view |= united("status_query_interval", nac.status_query_interval, "Seconds")
    view |= united("eap_over_udp_timer", nac.eap_over_udp_age, "Seconds")
    view |= united("posture_holdtime_remaining", nac.hold_left, "Seconds")
    return view | {
        "reval_timeout": str(nac.revalidation_interval),
        "reval_timout_unit": "Seconds",  # spelled so by the publisher
        "posture_token": nac.posture_token,
        "redirect_url": nac.redirect_url,
    }


def rows_of(parsed):
    """Return what was read as ntc-templates has it: a row a block, or one without any."""
    for row in parsed.records:
        session = of_session(row)
        blocks = [of_tunnel(tunnel, row.session_index) for tunnel in row.tunnels]
        blocks += map(of_nac, row.nac)
        for block in blocks or [{}]:
            yield session | block


FILTER_KEPT = (
    "the template keeps the `Filter Name` of an IKE block for the rows of the IPsec and NAC blocks below"
    " it, which print none"
)


def values(expected, parsed):
    kept = ""
    for number, (theirs, ours) in enumerate(zip(expected, rows_of(parsed), strict=True)):
        if ours.get("connection_type", "").startswith("IKE"):
            kept = ours["filter_name"]
        # A row of the publisher's has every key, empty where its block prints nothing.
        for key in sorted({*theirs, *ours}):
            one, two = theirs.get(key), ours.get(key, "")
            known = key == "filter_name" and (one, two) == (kept, "")
            yield Compared(f"{number} {key}", one, two, FILTER_KEPT if known else "")


COMPARISONS = (
    Comparison(
        command="show vpn-sessiondb detail l2l (ASA)",
        publisher="ntc-templates",
        pattern="ntc-templates/cisco_asa/show_vpn-sessiondb_detail_l2l/*",
        parse=parse_vpn_sessions,
        expected=ntc,
        values=values,
        reasons=(FILTER_KEPT,),
        # They count 5, 4 and 3 IPsec tunnels and show two each.
        shortened={"cisco_asa_show_vpn-sessiondb_detail_l2l2": (3, 54, 105)},
    ),
)
