"""Every value that genieparser and ntc-templates expect of sessions, maps and DMVPN is read.

The corpus has no output of ``show crypto ikev2 sa``; see ``test_show_tunnels``.
"""

from __future__ import annotations

import pytest

from fastparse.records_crypto_map import CryptoMapRow
from fastparse.records_dmvpn import DmvpnPeer
from fastparse.records_session import CryptoSessionRow, SessionFlow, SessionSa
from fastparse.show import parse_crypto_map, parse_crypto_session, parse_dmvpn
from tests.fastparse.show_corpus import differences, flat, genie, ntc, outputs


@pytest.fixture(params=["compiled", "reference"])
def read(request):
    """Return the rows of an output, all of which was understood and is complete."""

    def records(parse, output):
        parsed = parse(output.read_bytes(), implementation=request.param)
        assert parsed.unrecognised == ()
        assert all(row.complete for row in parsed.records)
        return parsed.records

    return records


def known(view):
    """Leave out what was not printed."""
    return {key: value for key, value in view.items() if value is not None}


# --- show crypto session -----------------------------------------------------------------------


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


@pytest.mark.parametrize(
    "output", outputs("genieparser/ShowCryptoSession/*", "genieparser/ShowCryptoSessionDetail/*")
)
def test_sessions(read, output):
    rows = read(parse_crypto_session, output)
    tree = {"interface": {row.interface: genie_session(row) for row in rows}}
    assert flat(tree) == flat(genie(output))


# Beyond the expected file, read off the captures by eye.
@pytest.mark.parametrize("output", outputs("genieparser/ShowCryptoSession/golden_output3"))
def test_the_system_behind_a_peer(read, output):
    (row,) = read(parse_crypto_session, output)
    assert (row.system_ip, row.system_interface) == ("13.13.13.11", "Tu1")
    assert row.flows[0].selectors == ("ipv6", "::/0", "::/0")


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


@pytest.mark.parametrize(
    "output", outputs("ntc-templates/cisco_ios/show_crypto_session_detail/*")
)  # fmt: skip
def test_session_detail(read, output):
    rows = [ntc_row(row) for row in read(parse_crypto_session, output)]
    assert differences(ntc(output), rows) == []


# What ntc-templates has no keys for, read off the capture by eye.
@pytest.mark.parametrize(
    "output",
    outputs("ntc-templates/cisco_ios/show_crypto_session_detail/*_detail"),
)
def test_session_detail_beyond_the_expected_file(read, output):
    first, second, _ = read(parse_crypto_session, output)
    assert [sa.line for sa in first.sas] == [14, 17]
    assert [sa.version for sa in second.sas] == ["IKEv1"]
    (flow,) = second.flows
    assert (flow.decrypted, flow.inbound_kilobytes, flow.inbound_seconds) == (
        15344097,
        4236992,
        615,
    )
    assert (flow.encrypted, flow.outbound_kilobytes, flow.outbound_drops) == (18074395, 4236962, 0)


# --- show crypto map ---------------------------------------------------------------------------


def genie_map(row: CryptoMapRow):
    lifetime = {"kilobytes": row.kilobytes, "seconds": row.seconds}
    applied = {"crypto_map_tag": row.applied}
    if row.interfaces:
        applied["interfaces"] = list(row.interfaces)
    return known({
        "sequence_number": row.sequence,
        "ipsec": row.kind,
        "peer": list(row.peers),
        "access_list_ss_dynamic": row.ss_dynamic,
        "ikev2_profile": row.ikev2_profile,
        "extended_ip_access_list": row.acl,
        "current_peer": row.current_peer,
        "security_association_lifetime": lifetime if row.seconds is not None else None,
        "dualstack": row.dualstack,
        "responder_only": row.responder_only,
        "pfs": row.pfs,
        "mixed_mode": row.mixed_mode,
        "transform_sets": {one.name: list(one.transforms) for one in row.transform_sets},
        "interfaces_crypto_map": applied,
    })  # fmt: skip


@pytest.mark.parametrize("output", outputs("genieparser/ShowCryptoMap/*"))
def test_crypto_map(read, output):
    """The publisher folds the tag, not the name below it, to lower case; fastparse does neither."""
    tree = {}
    for row in read(parse_crypto_map, output):
        tags = tree.setdefault(row.family.lower(), {}).setdefault("crypto_map_tag", {})
        assert row.name.lower() not in tags
        tags[row.name.lower()] = genie_map(row)
    assert flat(tree) == flat(genie(output))


# What genieparser passes over, read off the captures by eye.
@pytest.mark.parametrize("output", outputs("genieparser/ShowCryptoMap/golden_output_4"))
def test_crypto_map_beyond_the_expected_file(read, output):
    (row,) = read(parse_crypto_map, output)
    assert (row.unfinished, row.missing) == (True, "missing peer or access-list definitions")
    assert (row.no_acl, row.acl, row.check_in) == (True, None, "sds")


# --- show dmvpn --------------------------------------------------------------------------------


@pytest.mark.parametrize("output", outputs("genieparser/ShowDmvpn/*"))
def test_dmvpn(read, output):
    interfaces = {}
    for row in read(parse_dmvpn, output):
        assert row.interface not in interfaces
        entries = {}
        for peer in row.peers:
            behind = entries.setdefault(str(peer.entries), {"peers": {}})["peers"]
            tunnels = behind.setdefault(peer.nbma, {"tunnel_addr": {}})["tunnel_addr"]
            attributes = tunnels.setdefault(peer.tunnel, {"attrb": {}})["attrb"]
            attributes[peer.attributes] = {"state": peer.state, "time": peer.time}
        interfaces[row.interface] = {
            "type": row.type,
            "nhrp_peers": row.peer_count,
            "ent": entries,
        }
    assert flat({"interfaces": interfaces}) == flat(genie(output))


def ntc_peer(peer: DmvpnPeer):
    return {
        "peer_nbma": peer.nbma,
        "peer_tunnel": peer.tunnel,
        "state": peer.state,
        "uptime": peer.time,
        "attribute": peer.attributes,
    }


@pytest.mark.parametrize("output", outputs("ntc-templates/cisco_ios/show_dmvpn/*"))
def test_dmvpn_of_ntc(read, output):
    rows = [ntc_peer(peer) for row in read(parse_dmvpn, output) for peer in row.peers]
    assert differences(ntc(output), rows) == []
