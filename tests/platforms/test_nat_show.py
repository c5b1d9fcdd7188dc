"""`show nat detail` of an ASA."""

import pytest

from remediate.platforms.nat_show import nat_rules_shown

TABLE = b"""Manual NAT Policies (Section 1)
1 (inside) to (outside) source static LANS LANS   destination static FAR FAR no-proxy-arp route-lookup
    translate_hits = 7, untranslate_hits = 9
    Source - Origin: 10.1.0.0/24, 10.2.0.0/24, Translated: 10.1.0.0/24, 10.2.0.0/24
    Destination - Origin: 10.150.0.0/24, Translated: 10.150.0.0/24
2 (dmz) to (outside) source static WEB 198.51.100.141 service HTTP HTTP
    translate_hits = 0, untranslate_hits = 0
    Source - Origin: 10.3.0.5/32, Translated: 198.51.100.141/32
    Service - Origin: tcp source eq www , Translated: tcp source eq www

Auto NAT Policies (Section 2)
1 (inside) to (outside) source dynamic obj_any interface
    translate_hits = 181223, untranslate_hits = 9120
    Source - Origin: 0.0.0.0/0, Translated: 198.51.100.140/29
"""


def test_rules_are_read_in_their_order() -> None:
    rules = nat_rules_shown(TABLE, file="a", command="sh nat det", line=5)
    assert [
        (rule.source.line, rule.inside, rule.keeps, rule.hits, rule.clear) for rule in rules
    ] == [
        (6, "inside", True, 7, True),
        (10, "dmz", False, 0, False),
        (16, "inside", False, 181223, True),
    ]
    assert [str(block) for block in rules[0].origins] == ["10.1.0.0/24", "10.2.0.0/24"]
    assert [str(block) for block in rules[0].destinations] == ["10.150.0.0/24"]


@pytest.mark.parametrize(
    ("command", "lost"),
    [
        ("show nat detail | include inside", b""),
        ("show nat interface inside detail", b""),
        ("show nat 10.1.0.5 detail", b""),
        ("show nat detail", b"    translate_hits = 7, untranslate_hits = 9\n"),
    ],
)
def test_a_part_of_the_rules_is_none(command: str, lost: bytes) -> None:
    assert nat_rules_shown(TABLE.replace(lost, b""), file="a", command=command) == ()
