"""``show crypto map`` of IOS."""

from __future__ import annotations

from fastparse.records_crypto_map import CryptoMapRow
from fastparse.show import parse_crypto_map
from tests.fastparse.agreement.comparison import Comparison, known, of_tree
from tests.fastparse.show_corpus import genie


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


def genie_tree(rows):
    """Put entries below their maps, where genieparser has room for one each.

    It folds the tag, not the name below it, to lower case; fastparse does neither.
    """
    tree = {}
    for row in rows:
        tags = tree.setdefault(row.family.lower(), {}).setdefault("crypto_map_tag", {})
        assert row.name.lower() not in tags
        tags[row.name.lower()] = genie_map(row)
    return tree


COMPARISONS = (
    Comparison(
        command="show crypto map",
        publisher="genieparser",
        pattern="genieparser/ShowCryptoMap/*",
        parse=parse_crypto_map,
        expected=genie,
        values=lambda expected, parsed: of_tree(expected, genie_tree(parsed.records)),
    ),
)
