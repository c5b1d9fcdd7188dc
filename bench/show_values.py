"""What TextFSM says of commands without expected files, held against fastparse's values.

TextFSM's rows are dictionaries with keys in lower case. Genie's answers are compared in
:mod:`bench.show_values_genie`; where publishers have expected files for a command, the tests' comparison
with them is the bench's too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from fastparse.show import Parsed
from tests.fastparse.agreement.comparison import Compared

__all__ = ["TEXTFSM", "Values", "counters", "held"]

Values = Callable[[Any, Parsed[Any]], Iterable[Compared]]


def held(place: str, theirs: Mapping[str, Any], ours: Mapping[str, Any]) -> Iterator[Compared]:
    """Yield a value for each key of ours; one that the peer lacks differs."""
    for key, value in ours.items():
        yield Compared(f"{place} {key}", theirs.get(key, "nothing"), value)


def _rows(view: Callable[[Any], Mapping[str, Any]]) -> Values:
    """Return the comparison of rows in order by a view of fastparse's records."""

    def values(found: Any, parsed: Parsed[Any]) -> Iterator[Compared]:
        for number, (theirs, row) in enumerate(zip(found, parsed.records, strict=True)):
            yield from held(str(number), theirs, view(row))

    return values


def counters(row: Any, **names: str) -> dict[str, Any]:
    """Return counters of an interface under the keys of a peer."""
    return {key: row.counter(name) for key, name in names.items()}


def _texts(view: Mapping[str, Any]) -> dict[str, str]:
    return {key: str(value) for key, value in view.items()}


def _textfsm_interface(row: Any) -> dict[str, Any]:
    return _texts(
        {
            "interface": row.name,
            "link_status": row.status,
            "protocol_status": row.protocol,
            "hardware_type": row.hardware,
            "description": row.description,
            "ip_address": row.address,
            "prefix_length": row.prefix,
            "mtu": row.mtu,
            "bandwidth": f"{row.bandwidth} Kbit",
            "encapsulation": row.encapsulation,
            "queue_drops": row.input_drops,
            "queue_output_drops": row.output_drops,
        }
        | counters(
            row, input_packets="packets input", output_packets="packets output", runts="runts",
            giants="giants", input_errors="input errors", crc="crc", frame="frame",
            overrun="overrun", abort="abort", output_errors="output errors",
        )
    )  # fmt: skip


def _textfsm_asa_interface(row: Any) -> dict[str, Any]:
    return _texts(
        {
            "interface": row.name,
            "interface_zone": row.nameif,
            "link_status": row.status,
            "protocol_status": row.protocol,
            "hardware_type": row.hardware,
            "bandwidth": f"{row.bandwidth // 1000} Mbps",
            "description": row.description,
            "mtu": row.mtu,
            "ip_address": row.address,
            "netmask": row.mask,
        }
    )


def _textfsm_ip_interface(row: Any) -> dict[str, Any]:
    return {
        "interface": row.name,
        "link_status": row.status,
        "protocol_status": row.protocol,
        "ip_address": [row.address],
        "prefix_length": [str(row.prefix)],
        "mtu": str(row.ip_mtu),
        "inbound_acl": row.inbound_list,
    }


def _textfsm_brief(row: Any) -> dict[str, Any]:
    return {
        "interface": row.name,
        "ip_address": row.address,
        "status": row.status,
        "proto": row.protocol,
    }


def _textfsm_ping(row: Any) -> dict[str, Any]:
    return _texts(
        {
            "sent_qty": row.repeat,
            "sent_type": f"{row.size}-byte ICMP Echos",
            "destination": row.target,
            "timeout": row.timeout,
            "source": row.source,
            "success_pct": row.percent,
            "success_qty": row.received,
            "rtt_min": row.minimum,
            "rtt_avg": row.average,
            "rtt_max": row.maximum,
        }
    ) | {"response_stream": list(row.characters)}


def _textfsm_version(row: Any) -> dict[str, Any]:
    return {
        "version": row.release,
        "hostname": row.hostname,
        "running_image": row.image.partition(":")[2],
        "hardware": [row.hardware],
    }


TEXTFSM: dict[str, Values] = {
    "show interfaces": _rows(_textfsm_interface),
    "show interface (ASA)": _rows(_textfsm_asa_interface),
    "show ip interface": _rows(_textfsm_ip_interface),
    "show ip interface brief": _rows(_textfsm_brief),
    "show version": _rows(_textfsm_version),
    "ping": _rows(_textfsm_ping),
}
