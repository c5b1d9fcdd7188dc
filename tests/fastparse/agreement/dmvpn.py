"""``show dmvpn`` of IOS."""

from __future__ import annotations

from fastparse.records_dmvpn import DmvpnPeer
from fastparse.show import parse_dmvpn
from tests.fastparse.agreement.comparison import Comparison, of_rows, of_tree
from tests.fastparse.show_corpus import genie, ntc


def genie_tree(rows):
    interfaces = {}
    for row in rows:
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
    return {"interfaces": interfaces}


def ntc_peer(peer: DmvpnPeer):
    return {
        "peer_nbma": peer.nbma,
        "peer_tunnel": peer.tunnel,
        "state": peer.state,
        "uptime": peer.time,
        "attribute": peer.attributes,
    }


COMPARISONS = (
    Comparison(
        command="show dmvpn",
        publisher="genieparser",
        pattern="genieparser/ShowDmvpn/*",
        parse=parse_dmvpn,
        expected=genie,
        values=lambda expected, parsed: of_tree(expected, genie_tree(parsed.records)),
    ),
    Comparison(
        command="show dmvpn",
        publisher="ntc-templates",
        pattern="ntc-templates/cisco_ios/show_dmvpn/*",
        parse=parse_dmvpn,
        expected=ntc,
        values=lambda expected, parsed: of_rows(
            expected, [ntc_peer(peer) for row in parsed.records for peer in row.peers]
        ),
    ),
)
