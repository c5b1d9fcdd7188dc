"""TTP templates for ASA's sessions, interfaces and pings, and fastparse's values as their rows."""

from __future__ import annotations

from typing import Any

from bench.show_template import Rows, Template, view
from fastparse.show import Parsed

__all__ = ["TEMPLATES"]

VPN_SESSIONS = """
<group name="rows*">
Connection   : {{ connection | _start_ }}
Index        : {{ session_index }} IP Addr      : {{ address }}
Protocol     : {{ protocol | ORPHRASE }}
Encryption   : {{ encryption | re(".+") }}
Hashing      : {{ hashing | re(".+") }}
Bytes Tx     : {{ bytes_tx }} Bytes Rx     : {{ bytes_rx }}
Login Time   : {{ login | ORPHRASE }}
Duration     : {{ duration | ORPHRASE }}
<group name="ike*">
{{ kind | re("IKEv2") | _start_ }}:
  Tunnel ID    : {{ id }}
  UDP Src Port : {{ source_port }} UDP Dst Port : {{ destination_port }}
  Rem Auth Mode: {{ remote_authentication }}
  Loc Auth Mode: {{ local_authentication }}
  Encryption   : {{ encryption }} Hashing      : {{ hashing }}
  Rekey Int (T): {{ rekey_interval }} Seconds Rekey Left(T): {{ rekey_left }} Seconds
  PRF          : {{ prf }} D/H Group    : {{ dh_group }}
</group>
<group name="ipsec*">
{{ kind | re("IPsec") | _start_ }}:
  Tunnel ID    : {{ id }}
  Local Addr   : {{ local }}
  Remote Addr  : {{ remote }}
  Encryption   : {{ encryption }} Hashing      : {{ hashing }}
  Encapsulation: {{ encapsulation }} PFS Group    : {{ pfs_group }}
  Rekey Int (T): {{ rekey_interval }} Seconds Rekey Left(T): {{ rekey_left }} Seconds
  Rekey Int (D): {{ rekey_volume }} K-Bytes Rekey Left(D): {{ rekey_volume_left }} K-Bytes
  Idle Time Out: {{ idle_timeout }} Minutes Idle TO Left : {{ idle_left }} Minutes
  Bytes Tx     : {{ bytes_tx }} Bytes Rx     : {{ bytes_rx }}
  Pkts Tx      : {{ packets_tx }} Pkts Rx      : {{ packets_rx }}
</group>
</group>
"""
_SESSION = (
    "connection", "session_index", "address", "protocol", "encryption", "hashing", "bytes_tx",
    "bytes_rx", "login", "duration",
)  # fmt: skip
_IKE = (
    "kind", "id", "source_port", "destination_port", "remote_authentication",
    "local_authentication", "encryption", "hashing", "rekey_interval", "rekey_left", "prf",
    "dh_group",
)  # fmt: skip
_IPSEC = (
    "kind", "id", "encryption", "hashing", "encapsulation", "pfs_group", "rekey_interval",
    "rekey_left", "rekey_volume", "rekey_volume_left", "idle_timeout", "idle_left", "bytes_tx",
    "bytes_rx", "packets_tx", "packets_rx",
)  # fmt: skip


def _texts(row: Any, *names: str) -> dict[str, str]:
    return {name: str(getattr(row, name)) for name in names}


def _vpn_sessions(parsed: Parsed[Any]) -> Rows:
    rows: Rows = []
    for row in parsed.records:
        ike, ipsec = row.tunnels
        selectors = {"local": ipsec.local.text, "remote": ipsec.remote.text}
        both = {"ike": [_texts(ike, *_IKE)], "ipsec": [_texts(ipsec, *_IPSEC) | selectors]}
        rows.append(_texts(row, *_SESSION) | both)
    return rows


INTERFACES = """
<group name="rows*">
{{ name | _start_ }} is {{ status | ORPHRASE }}, line protocol is {{ protocol }}
  Hardware is {{ hardware }}
  Description: {{ description | ORPHRASE }}
  Internet address is {{ address }}/{{ prefix }}
  MTU {{ mtu }} bytes, BW {{ bandwidth }} Kbit/sec, DLY {{ ignore }} usec,
  Encapsulation {{ encapsulation }}, loopback not set
  Tunnel linestate evaluation {{ linestate }}
  Tunnel source {{ tunnel_source }} ({{ tunnel_source_interface }}), destination {{ tunnel_destination }}
  Tunnel protocol/transport {{ tunnel_protocol }}/{{ tunnel_transport }}
  Tunnel transport MTU {{ transport_mtu }} bytes
  Tunnel protection via IPSec (profile "{{ protection }}")
  Input queue: {{ ignore }}/{{ ignore }}/{{ input_drops }}/{{ ignore }} (size/max/drops/flushes); Total output drops: {{ output_drops }}
     {{ packets_input }} packets input, {{ bytes_input }} bytes, {{ no_buffer }} no buffer
     Received {{ broadcasts }} broadcasts ({{ ip_multicasts }} IP multicasts)
     {{ runts }} runts, {{ giants }} giants, {{ throttles }} throttles
     {{ input_errors }} input errors, {{ crc }} CRC, {{ frame }} frame, {{ overrun }} overrun, {{ ignored }} ignored, {{ abort }} abort
     {{ packets_output }} packets output, {{ bytes_output }} bytes, {{ underruns }} underruns
     {{ output_errors }} output errors, {{ collisions }} collisions, {{ interface_resets }} interface resets
     {{ unknown_protocol_drops }} unknown protocol drops
     {{ output_buffer_failures }} output buffer failures, {{ output_buffers_swapped_out }} output buffers swapped out
</group>
"""
_INTERFACE = (
    "name", "status", "protocol", "hardware", "description", "address", "prefix", "mtu",
    "bandwidth", "encapsulation", "linestate", "tunnel_source", "tunnel_source_interface",
    "tunnel_destination", "tunnel_protocol", "tunnel_transport", "transport_mtu", "protection",
    "input_drops", "output_drops",
)  # fmt: skip


def _counters(pairs: tuple[tuple[str, int], ...], before: str = "") -> dict[str, str]:
    return {before + name.lower().replace(" ", "_"): str(value) for name, value in pairs}


def _interfaces(parsed: Parsed[Any]) -> Rows:
    return [_texts(row, *_INTERFACE) | _counters(row.counters) for row in parsed.records]


ASA_INTERFACE = """
<group name="rows*">
Interface {{ name | _start_ }} "{{ nameif }}", is {{ status | ORPHRASE }}, line protocol is {{ protocol }}
  Hardware is {{ hardware | ORPHRASE }}, BW {{ bandwidth }} Mbps, DLY {{ ignore }} usec
{{ ignore("[\\t ]+") }}Description: {{ description | ORPHRASE }}
{{ ignore("[\\t ]+") }}MAC address {{ ignore }}, MTU {{ mtu }}
{{ ignore("[\\t ]+") }}IP address {{ address }}, subnet mask {{ mask }}
{{ ignore("[\\t ]+") }}{{ packets_input }} packets input, {{ bytes_input }} bytes, {{ no_buffer }} no buffer
{{ ignore("[\\t ]+") }}Received {{ broadcasts }} broadcasts, {{ runts }} runts, {{ giants }} giants
{{ ignore("[\\t ]+") }}{{ input_errors }} input errors, {{ crc }} CRC, {{ frame }} frame, {{ overrun }} overrun, {{ ignored }} ignored, {{ abort }} abort
{{ ignore("[\\t ]+") }}{{ pause_input }} pause input, {{ resume_input }} resume input
{{ ignore("[\\t ]+") }}{{ l2_decode_drops }} L2 decode drops
{{ ignore("[\\t ]+") }}{{ packets_output }} packets output, {{ bytes_output }} bytes, {{ underruns }} underruns
{{ ignore("[\\t ]+") }}{{ pause_output }} pause output, {{ resume_output }} resume output
{{ ignore("[\\t ]+") }}{{ output_errors }} output errors, {{ collisions }} collisions, {{ interface_resets }} interface resets
{{ ignore("[\\t ]+") }}{{ late_collisions }} late collisions, {{ deferred }} deferred
{{ ignore("[\\t ]+") }}{{ input_reset_drops }} input reset drops, {{ output_reset_drops }} output reset drops
{{ ignore("[\\t ]+") }}{{ traffic_packets_input }} packets input, {{ traffic_bytes_input }} bytes
{{ ignore("[\\t ]+") }}{{ traffic_packets_output }} packets output, {{ traffic_bytes_output }} bytes
{{ ignore("[\\t ]+") }}{{ traffic_packets_dropped }} packets dropped
</group>
"""
_ASA_INTERFACE = (
    "name", "nameif", "status", "protocol", "hardware", "description", "mtu", "address", "mask",
)  # fmt: skip


def _asa_interfaces(parsed: Parsed[Any]) -> Rows:
    return [
        _texts(row, *_ASA_INTERFACE)
        | {"bandwidth": str(row.bandwidth // 1000)}
        | _counters(row.counters)
        | _counters(row.traffic, "traffic_")
        for row in parsed.records
    ]


IP_INTERFACE = """
<group name="rows*">
{{ name | _start_ }} is {{ status | ORPHRASE }}, line protocol is {{ protocol }}
  Internet address is {{ address }}/{{ prefix }}
  MTU is {{ ip_mtu }} bytes
  Inbound  access list is {{ inbound_list }}
  ICMP unreachables are {{ unreachables | ORPHRASE }}
  IP CEF switching is {{ cef }}
</group>
"""
IP_INTERFACE_BRIEF = """
<group name="rows*">
{{ name | _start_ }} {{ address | IP }} {{ ok }} {{ method }} {{ status | ORPHRASE }} {{ protocol }}
</group>
"""
PING = """
<group name="rows*">
Sending {{ repeat | _start_ }}, {{ size }}-byte ICMP Echos to {{ target }}, timeout is {{ timeout }} seconds:
Packet sent with a source address of {{ source }}
{{ results | re("[!.UM]+") }}
Success rate is {{ percent }} percent ({{ received }}/{{ sent }}), round-trip min/avg/max = {{ minimum }}/{{ average }}/{{ maximum }} ms
</group>
"""

TEMPLATES = {
    "show vpn-sessiondb detail l2l (ASA)": Template(VPN_SESSIONS, _vpn_sessions),
    "show interfaces": Template(INTERFACES, _interfaces),
    "show interface (ASA)": Template(ASA_INTERFACE, _asa_interfaces),
    "show ip interface": Template(
        IP_INTERFACE,
        view(
            "name", "status", "protocol", "address", "prefix", "ip_mtu", "inbound_list",
            "unreachables", "cef",
        ),
    ),
    "show ip interface brief": Template(
        IP_INTERFACE_BRIEF, view("name", "address", "ok", "method", "status", "protocol")
    ),
    "ping": Template(
        PING,
        view(
            "repeat", "size", "target", "timeout", "source", "results", "percent", "received", "sent",
            "minimum", "average", "maximum",
        ),
    ),
}  # fmt: skip
