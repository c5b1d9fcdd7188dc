"""TTP templates for what fastparse reads of phase 1, engines, lists and versions, and fastparse's values.

Each template is written for the very form that :mod:`bench.outputs` and its neighbours print; those of
other commands stand in :mod:`bench.show_ttp_ipsec`, :mod:`bench.show_ttp_tunnels` and
:mod:`bench.show_ttp_devices`.
"""

from __future__ import annotations

from typing import Any

from bench.show_template import Rows, Template, view
from fastparse.show import Parsed

__all__ = ["TEMPLATES"]


def _texts(row: Any, **names: str) -> dict[str, str]:
    return {key: str(getattr(row, name)) for key, name in names.items()}


ISAKMP = """
<group name="rows*">
{{ destination | IP | _start_ }} {{ source | IP }} {{ state }} {{ connection | DIGIT }} {{ status }}
{{ destination | IP | _start_ }} {{ source | IP }} {{ state }} {{ connection | DIGIT }} {{ status }} {{ deleted }}
</group>
"""


def _isakmp(parsed: Parsed[Any]) -> Rows:
    names = ("destination", "source", "state", "connection", "status")
    return [
        _texts(row, **dict(zip(names, names, strict=True)))
        | ({"deleted": "(deleted)"} if row.deleted else {})
        for row in parsed.records
    ]


ISAKMP_STATUS = """
<group name="rows*">
{{ destination | IP | _start_ }} {{ source | IP }} {{ state }} {{ connection | DIGIT }} {{ slot | DIGIT }} {{ status }}
</group>
"""
ISAKMP_DETAIL = """
<group name="rows*">
{{ connection | DIGIT | _start_ }} {{ local | IP }} {{ remote | IP }} {{ vrf }} {{ status }} {{ encryption }} {{ hash }} {{ authentication }} {{ group | DIGIT }} {{ lifetime }} {{ capabilities }}
       Engine-id:Conn-id =  {{ engine }}
</group>
"""
ISAKMP_OF_PIX = """
<group name="rows*">
    {{ destination | IP | _start_ }} {{ source | IP }} {{ state }} {{ pending | DIGIT }} {{ created | DIGIT }}
</group>
"""
IKEV1 = """
<group name="rows*">
{{ ordinal | DIGIT | _start_ }} {{ peer | IP }} {{ type }} {{ role }} {{ rekey }} {{ state }} {{ encryption }} {{ hash }} {{ authentication }} {{ lifetime | DIGIT }}
</group>
"""
ENGINE = """
<group name="rows*">
 {{ id | DIGIT }}  {{ kind }} {{ algorithm }} {{ encrypt | DIGIT }} {{ decrypt | DIGIT }} {{ last_sequence | DIGIT }} {{ address | IP }}
</group>
"""


def _engine(parsed: Parsed[Any]) -> Rows:
    names = ("id", "kind", "algorithm", "encrypt", "decrypt", "last_sequence", "address")
    return [_texts(row, **dict(zip(names, names, strict=True))) for row in parsed.records]


IOS_LISTS = """
<group name="rows*">
Extended IP access list {{ name | _start_ }}
<group name="entries*">
    {{ sequence | DIGIT | _start_ }} {{ body | re("[^(\\n]+[^( \\n]") }}
    {{ sequence | DIGIT | _start_ }} {{ body | re("[^(\\n]+[^( \\n]") }} ({{ hits | DIGIT }} matches)
</group>
</group>
"""


def _ios_lists(parsed: Parsed[Any]) -> Rows:
    return [
        {
            "name": acl.name,
            "entries": [
                {"sequence": str(entry.sequence), "body": entry.body}
                | ({} if entry.hits is None else {"hits": str(entry.hits)})
                for entry in acl.entries
            ],
        }
        for acl in parsed.records
    ]


ASA_LIST = """
<group name="rows*">
access-list {{ name | _start_ }}; {{ elements | DIGIT }} elements; name hash: {{ hash }}
<group name="entries*">
access-list {{ ignore }} line {{ sequence | DIGIT | _start_ }} {{ kind }} {{ body | PHRASE }} (hitcnt={{ hits | DIGIT }}) {{ hash }}
</group>
</group>
"""


def _asa_list(parsed: Parsed[Any]) -> Rows:
    names = ("sequence", "kind", "body", "hits", "hash")
    return [
        {
            "name": acl.name,
            "elements": str(acl.elements),
            "hash": acl.hash,
            "entries": [
                _texts(entry, **dict(zip(names, names, strict=True))) for entry in acl.entries
            ],
        }
        for acl in parsed.records
    ]


VERSION = """
<group name="rows*">
Cisco IOS XE Software, Version {{ xe_release | _start_ }}
{{ software | ORPHRASE }}, Version {{ release }}, RELEASE SOFTWARE {{ ignore }}
{{ hostname }} uptime is {{ ignore(".+") }}
System image file is "{{ image }}"
cisco {{ hardware }} ({{ ignore }}) processor with {{ ignore(".+") }}
</group>
"""


def _version(parsed: Parsed[Any]) -> Rows:
    names = ("xe_release", "software", "release", "hostname", "image", "hardware")
    return [_texts(row, **dict(zip(names, names, strict=True))) for row in parsed.records]


TEMPLATES = {
    "show crypto isakmp sa (with slot and status)": Template(
        ISAKMP_STATUS, view("destination", "source", "state", "connection", "slot", "status")
    ),
    "show crypto isakmp sa detail": Template(
        ISAKMP_DETAIL,
        view(
            "connection", "local", "remote", "vrf", "status", "encryption", "hash", "authentication",
            "group", "lifetime", "capabilities", "engine",
        ),
    ),
    "show crypto isakmp sa (PIX)": Template(
        ISAKMP_OF_PIX, view("destination", "source", "state", "pending", "created")
    ),
    "show crypto ikev1 sa detail (ASA)": Template(
        IKEV1,
        view(
            "ordinal", "peer", "type", "role", "rekey", "state", "encryption", "hash",
            "authentication", "lifetime",
        ),
    ),
    "show crypto isakmp sa": Template(ISAKMP, _isakmp),
    "show crypto engine connections active": Template(ENGINE, _engine),
    "show ip access-lists": Template(IOS_LISTS, _ios_lists),
    "show access-list (ASA)": Template(ASA_LIST, _asa_list),
    "show version": Template(VERSION, _version),
}  # fmt: skip
