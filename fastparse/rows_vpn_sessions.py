"""The shape of the records of ``show vpn-sessiondb [detail] l2l``."""

from __future__ import annotations

from fastparse.records import Field
from fastparse.records_vpn_sessions import (
    VpnNac,
    VpnSelector,
    VpnSessionField,
    VpnSessionRow,
    VpnTunnel,
)
from fastparse.shape import Form, Inner, Pairs, Shape, Value, numbers, texts
from fastparse.show_rows import Rows

__all__ = ["VPN_SESSIONS"]

_F = VpnSessionField


VPN_SESSIONS: Rows[VpnSessionRow] = Rows(
    Shape(
        row=VpnSessionRow,
        damage=frozenset({Field.CUT_RECORD, Field.CUT_SA}),
        values={
            **texts(
                session_type=_F.SESSION_TYPE, connection=_F.CONNECTION, address=_F.ADDRESS,
                protocol=_F.PROTOCOL, encryption=_F.ENCRYPTION, hashing=_F.HASHING,
                login=_F.LOGIN, duration=_F.DURATION, tunnel_zone=_F.TUNNEL_ZONE,
                filter=_F.FILTER, ipv6_filter=_F.IPV6_FILTER,
            ),
            **numbers(
                session_index=_F.SESSION_INDEX, bytes_tx=_F.BYTES_TX, bytes_rx=_F.BYTES_RX
            ),
        },
        pairs=(Pairs("counts", _F.COUNT_NAME, _F.COUNT, str),),
        inners=(
            Inner(
                attribute="tunnels",
                row=VpnTunnel,
                begin=_F.TUNNEL,
                damage=frozenset({Field.CUT_SA}),
                values={
                    **texts(
                        kind=_F.TUNNEL, id=_F.TUNNEL_ID, encryption=_F.TUNNEL_ENCRYPTION,
                        hashing=_F.TUNNEL_HASHING, negotiation_mode=_F.NEGOTIATION_MODE,
                        authentication=_F.AUTHENTICATION,
                        remote_authentication=_F.REMOTE_AUTHENTICATION,
                        local_authentication=_F.LOCAL_AUTHENTICATION, prf=_F.PRF,
                        dh_group=_F.DH_GROUP, filter=_F.TUNNEL_FILTER,
                        ipv6_filter=_F.TUNNEL_IPV6_FILTER, encapsulation=_F.ENCAPSULATION,
                        pfs_group=_F.PFS_GROUP,
                    ),
                    **numbers(
                        source_port=_F.SOURCE_PORT, destination_port=_F.DESTINATION_PORT,
                        rekey_interval=_F.REKEY_INTERVAL, rekey_left=_F.REKEY_LEFT,
                        rekey_volume=_F.REKEY_VOLUME, rekey_volume_left=_F.REKEY_VOLUME_LEFT,
                        idle_timeout=_F.IDLE_TIMEOUT, idle_left=_F.IDLE_LEFT,
                        connect_timeout=_F.CONNECT_TIMEOUT, connect_left=_F.CONNECT_LEFT,
                        bytes_tx=_F.TUNNEL_BYTES_TX, bytes_rx=_F.TUNNEL_BYTES_RX,
                        packets_tx=_F.PACKETS_TX, packets_rx=_F.PACKETS_RX,
                    ),
                    _F.LOCAL: Value("local", Form.NETWORK, VpnSelector),
                    _F.REMOTE: Value("remote", Form.NETWORK, VpnSelector),
                },
            ),
            Inner(
                attribute="nac",
                row=VpnNac,
                begin=_F.NAC_BLOCK,
                values={
                    **numbers(
                        revalidation_interval=_F.REVALIDATION_INTERVAL,
                        revalidation_left=_F.REVALIDATION_LEFT,
                        status_query_interval=_F.STATUS_QUERY_INTERVAL,
                        eap_over_udp_age=_F.EAP_OVER_UDP_AGE, hold_left=_F.HOLD_LEFT,
                    ),
                    **texts(posture_token=_F.POSTURE_TOKEN, redirect_url=_F.REDIRECT_URL),
                },
            ),
        ),
    )
)  # fmt: skip
