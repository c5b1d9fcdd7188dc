"""The shape of the records of ``show interface(s)`` and ``show ip interface``."""

from __future__ import annotations

from fastparse.records import Field
from fastparse.records_interfaces import InterfaceField, InterfaceRow
from fastparse.shape import Form, Pairs, Shape, Value, numbers, texts
from fastparse.show_rows import Rows

__all__ = ["INTERFACES"]

_F = InterfaceField

INTERFACES: Rows[InterfaceRow] = Rows(
    Shape(
        row=InterfaceRow,
        damage=frozenset({Field.CUT_RECORD}),
        values={
            **texts(
                name=_F.NAME, status=_F.STATUS, protocol=_F.PROTOCOL, note=_F.NOTE,
                nameif=_F.NAMEIF, hardware=_F.HARDWARE, description=_F.DESCRIPTION,
                address=_F.ADDRESS, mask=_F.MASK, unnumbered=_F.UNNUMBERED,
                encapsulation=_F.ENCAPSULATION, vrf=_F.VRF, ok=_F.OK, method=_F.METHOD,
                linestate=_F.LINESTATE, tunnel_source=_F.TUNNEL_SOURCE,
                tunnel_source_interface=_F.TUNNEL_SOURCE_INTERFACE,
                tunnel_destination=_F.TUNNEL_DESTINATION, tunnel_protocol=_F.TUNNEL_PROTOCOL,
                tunnel_transport=_F.TUNNEL_TRANSPORT, tunnel_key=_F.TUNNEL_KEY,
                protection=_F.PROTECTION, outbound_list=_F.OUTBOUND_LIST,
                inbound_list=_F.INBOUND_LIST, unreachables=_F.UNREACHABLES, cef=_F.CEF,
                policy_route=_F.POLICY_ROUTE, nat_domain=_F.NAT_DOMAIN, clear_df=_F.CLEAR_DF,
            ),
            **numbers(
                prefix=_F.PREFIX, mtu=_F.MTU, ip_mtu=_F.IP_MTU, bandwidth=_F.KILOBITS,
                vlan=_F.VLAN, transport_mtu=_F.TRANSPORT_MTU, input_drops=_F.INPUT_DROPS,
                output_drops=_F.OUTPUT_DROPS,
            ),
            _F.MEGABITS: Value("bandwidth", Form.THOUSANDS),
            _F.PATH_MTU_DISCOVERY: Value("path_mtu_discovery", Form.TRUE),
            _F.SECONDARY: Value("secondary", many=True),
            _F.HELPER: Value("helpers", many=True),
        },
        pairs=(
            Pairs(
                "counters", _F.COUNTER_NAME, _F.COUNTER_VALUE, str.lower,
                {_F.BYTES_INPUT: "bytes input", _F.BYTES_OUTPUT: "bytes output"},
            ),
            Pairs(
                "traffic", _F.TRAFFIC_NAME, _F.TRAFFIC_VALUE, str.lower,
                {
                    _F.TRAFFIC_BYTES_INPUT: "bytes input",
                    _F.TRAFFIC_BYTES_OUTPUT: "bytes output",
                },
            ),
        ),
    )
)  # fmt: skip
