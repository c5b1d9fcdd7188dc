"""What Genie says of commands without expected files, held against fastparse's values.

Each function takes Genie's tree, its keys as texts, and what fastparse read, and yields a value a key of
those that both have.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from bench.show_values import Values, counters, held
from fastparse.show import Parsed
from tests.fastparse.agreement.comparison import Compared, of_tree
from tests.fastparse.agreement.ipsec_ios import genie_identity

__all__ = ["GENIE"]


def _genie_version(found: Any, parsed: Parsed[Any]) -> Iterator[Compared]:
    (row,) = parsed.records
    view = {
        "version": row.release,
        "xe_version": row.xe_release,
        "hostname": row.hostname,
        "system_image": row.image,
        "chassis": row.hardware,
    }
    return held("", found["version"], view)


def _named(*path: str, view: Callable[[Any], Mapping[str, Any]]) -> Values:
    """Return the comparison of records with what stands under their names below ``path``."""

    def values(found: Any, parsed: Parsed[Any]) -> Iterator[Compared]:
        for step in path:
            found = found[step]
        yield Compared("names", list(found), [row.name for row in parsed.records])
        for row in parsed.records:
            yield from of_tree(_only(found[row.name], view(row)), view(row))

    return values


def _only(theirs: Mapping[str, Any], ours: Mapping[str, Any]) -> dict[str, Any]:
    """Return the part of a tree of which another one speaks."""
    return {
        key: _only(value, ours[key]) if isinstance(value, Mapping) else value
        for key, value in theirs.items()
        if key in ours
    }


def _genie_interface(row: Any) -> dict[str, Any]:
    address = f"{row.address}/{row.prefix}"
    return {
        "oper_status": row.status,
        "line_protocol": row.protocol,
        "type": row.hardware,
        "description": row.description,
        "ipv4": {address: {"ip": row.address, "prefix_length": str(row.prefix)}},
        "mtu": row.mtu,
        "bandwidth": row.bandwidth,
        "encapsulations": {"encapsulation": row.encapsulation.lower()},
        "tunnel_source_ip": row.tunnel_source,
        "tunnel_source_interface": row.tunnel_source_interface,
        "tunnel_destination_ip": row.tunnel_destination,
        "tunnel_protocol": f"{row.tunnel_protocol}/{row.tunnel_transport}",
        "tunnel_transport_mtu": row.transport_mtu,
        "queues": {"input_queue_drops": row.input_drops, "total_output_drop": row.output_drops},
        "counters": counters(
            row, in_pkts="packets input", in_octets="bytes input", in_no_buffer="no buffer",
            in_runts="runts", in_giants="giants", in_throttles="throttles",
            in_errors="input errors", in_crc_errors="crc", in_frame="frame", in_overrun="overrun",
            in_ignored="ignored", in_abort="abort", out_pkts="packets output",
            out_octets="bytes output", out_underruns="underruns", out_errors="output errors",
            out_interface_resets="interface resets", out_collision="collisions",
        ),
    }  # fmt: skip


def _genie_asa_interface(row: Any) -> dict[str, Any]:
    return {
        "name": row.nameif,
        "mtu": row.mtu,
        "ipv4": {row.address: {"ip": row.address}},
        "subnet": row.mask,
        "traffic_statistics": {name.replace(" ", "_"): value for name, value in row.traffic},
    }


def _genie_ip_interface(row: Any) -> dict[str, Any]:
    address = f"{row.address}/{row.prefix}"
    return {
        "oper_status": row.status,
        "ipv4": {address: {"ip": row.address, "prefix_length": str(row.prefix)}},
        "mtu": row.ip_mtu,
        "inbound_access_list": row.inbound_list,
        "icmp": {"unreachables": row.unreachables},
        "ip_cef_switching": row.cef == "enabled",
    }


def _genie_brief(row: Any) -> dict[str, Any]:
    return {
        "ip_address": row.address,
        "interface_is_ok": row.ok,
        "method": row.method,
        "status": row.status,
        "protocol": row.protocol,
    }


def _genie_ping(found: Any, parsed: Parsed[Any]) -> Iterator[Compared]:
    (row,) = parsed.records
    view = {
        "address": row.target,
        "data_bytes": row.size,
        "repeat": row.repeat,
        "timeout_secs": row.timeout,
        "source": row.source,
        "result_per_line": list(row.characters),
        "statistics": {
            "send": row.sent,
            "received": row.received,
            "success_rate_percent": row.percent,
            "round_trip": {"min_ms": row.minimum, "avg_ms": row.average, "max_ms": row.maximum},
        },
    }
    return of_tree(found["ping"], view)


def _genie_ikev2(found: Any, parsed: Parsed[Any]) -> Iterator[Compared]:
    for number, row in enumerate(parsed.records, start=1):
        view = {
            "tunnel_id": row.tunnel,
            "local_ip": row.local,
            "local_port": row.local_port,
            "remote_ip": row.remote,
            "remote_port": row.remote_port,
            "fvrf": row.fvrf,
            "ivrf": row.ivrf,
            "status": row.status,
            "encryption": row.encryption,
            "keysize": row.key_size,
            "prf": row.prf,
            "hash": row.hash,
            "dh_group": int(row.dh_group),
            "auth_sign": row.auth_sign,
            "auth_verify": row.auth_verify,
            "life_time": row.lifetime,
            "active_time": row.active_time,
        }
        yield from of_tree(found["ipv4"][str(number)], view)


def _genie_ikev2_detail(found: Any, parsed: Parsed[Any]) -> Iterator[Compared]:
    """Compare what ``detail`` prints; the parser folds words to lower case."""
    for row in parsed.records:
        view = {
            "local": f"{row.local}/{row.local_port}",
            "remote": f"{row.remote}/{row.remote_port}",
            "fvrf": row.fvrf,
            "ivrf": row.ivrf,
            "status": row.status.lower(),
            "encryption": row.encryption.lower(),
            "keysize": row.key_size,
            "prf": row.prf.lower(),
            "hash": row.hash.lower(),
            "dh_grp": int(row.dh_group),
            "auth_sign": row.auth_sign.lower(),
            "auth_verify": row.auth_verify.lower(),
            "life_time": row.lifetime,
            "active_time": row.active_time,
            "ce_id": row.ce_id,
            "session_id": row.session_id,
            "local_spi": f"{row.local_spi:016X}",
            "remote_spi": f"{row.remote_spi:016X}",
            "status_description": row.status_description.lower(),
            "local_id": row.local_id,
            "remote_id": row.remote_id,
            "local_next_msg_id": row.local_next,
            "remote_next_msg_id": row.remote_next,
            "local_window": row.local_window,
            "dpd_configured_time": row.dpd_seconds,
            "retry": row.dpd_retry,
            "nat_t": row.nat,
        }
        yield from held(str(row.tunnel), found["tunnel_id"][str(row.tunnel)], view)


def _genie_asa_ikev2(found: Any, parsed: Parsed[Any]) -> Iterator[Compared]:
    for row in parsed.records:
        session = found["sessions"][str(row.session_id)]
        tunnels = session["tunnels"]
        (tunnel,) = tunnels.values()
        (child,) = tunnel["child_sa"].values()
        (mine,) = row.children
        yield from held(
            str(row.session_id),
            session | tunnel | child,
            {
                "ike_count": row.ike_count,
                "child_sa_count": row.child_count,
                "tunnel_id": row.tunnel,
                "local": f"{row.local}/{row.local_port}",
                "remote": f"{row.remote}/{row.remote_port}",
                "status": row.status,
                "role": row.role,
                "encryption_algorithm": row.encryption,
                "key_size": row.key_size,
                "hashing_algorithm": row.hash,
                "dh_group": int(row.dh_group),
                "authentication_sign": row.auth_sign,
                "authentication_verify": row.auth_verify,
                "lifetime_secs": row.lifetime,
                "activetime_secs": row.active_time,
                "local_selector": mine.local.text,
                "remote_selector": mine.remote.text,
                "esp_in": f"0x{mine.esp_in:x}",
                "esp_out": f"0x{mine.esp_out:x}",
            },
        )


def _genie_ipsec_detail(found: Any, parsed: Parsed[Any]) -> Iterator[Compared]:
    """Compare identities by what the parser calls as it does without ``detail``."""
    below: dict[str, int] = {}
    for row in parsed.records:
        below[row.interface] = number = below.get(row.interface, 0) + 1
        ident = found["interface"][row.interface]["ident"][str(number)]
        view = genie_identity(row)
        yield from of_tree(_only(ident, view), _only(view, ident))


GENIE: dict[str, Values] = {
    "show interfaces": _named(view=_genie_interface),
    "show interface (ASA)": _named("interfaces", view=_genie_asa_interface),
    "show ip interface": _named(view=_genie_ip_interface),
    "show ip interface brief": _named("interface", view=_genie_brief),
    "show version": _genie_version,
    "show crypto ikev2 sa": _genie_ikev2,
    "show crypto ikev2 sa detail": _genie_ikev2_detail,
    "show crypto ikev2 sa detail (ASA)": _genie_asa_ikev2,
    "show crypto ipsec sa detail": _genie_ipsec_detail,
    "ping": _genie_ping,
}
