"""Parts of a running-config: outputs behind each other, lines without their headings."""

import pytest

from remediate.evidence.kinds import Scope
from remediate.evidence.running import PrintedText
from remediate.evidence.sections import apart, joined
from remediate.model.observation import Source

_INTERFACE = (
    "Building configuration...\n\nCurrent configuration : 94 bytes\n!\ninterface Gi{0}\n"
    " ip address 192.0.2.{0} 255.255.255.0\nend\n\n"
)


def _part(text: str, command: str | None, line: int = 1) -> PrintedText:
    return PrintedText(
        text, Source(file="a.txt", line=line), Scope.SECTIONS, command, unasked=False, saved=False
    )


def test_every_output_has_an_end_of_its_own() -> None:
    found = joined(
        _part(_INTERFACE.format(number), f"sh run int gi{number}", number * 20) for number in (1, 2)
    )
    assert "\nend" not in found.text
    assert [line for line in found.text.split("\n") if line.startswith("interface")] == [
        "interface Gi1",
        "interface Gi2",
    ]
    for first, place in found.parts:
        row = found.text.split("\n").index(f"interface Gi{place.line // 20}") + 1
        assert row - first == 4, "a line keeps its distance to the beginning of its output"


def test_outputs_that_nobody_asked_for_are_taken_apart_at_their_headings() -> None:
    text = "crypto isakmp policy 1\n encr aes\n" + _INTERFACE.format(1) + _INTERFACE.format(2)
    assert [(item.first, item.alone) for item in apart(text, asked=False)] == [
        (0, True),
        (2, True),
        (10, True),
    ]


@pytest.mark.parametrize(("asked", "count"), [(True, 1), (False, 2)])
def test_what_stands_behind_an_end_belongs_to_a_command_or_may_go_on(
    asked: bool, count: int
) -> None:
    text = "hostname r1\ninterface Gi1\nend\n\ninterface Gi2\n ip address 192.0.2.2 255.255.255.0\n"
    assert len(apart(text, asked=asked)) == count


@pytest.mark.parametrize(
    ("command", "text", "lines"),
    [
        # `| section` prints a line of an interface that is not there, and others of it behind
        ("sh run | s crypto", "crypto map V 1 ipsec-isakmp\n set peer 192.0.2.1\n crypto map V\n", [3]),
        (
            "show run | sec ipsec",
            "crypto ipsec profile P\n set transform-set T\n tunnel protection ipsec profile P\n",
            [3],
        ),
        (
            "show run | section 192.0.2.1",
            "crypto isakmp key <key#1> address 192.0.2.1\n set peer 192.0.2.1\n address 192.0.2.1\n",
            [2, 3],
        ),
        # the rest of a section whose beginning isn't shown
        ("show run | begin set peer", " set peer 192.0.2.1\n match address A\ninterface Gi1\n", [1, 2]),
        # everything has its heading
        (
            "show run | s interface|crypto",
            "interface Gi1\n ip address 192.0.2.1 255.255.255.0\n crypto map V\n",
            [],
        ),
        (
            "show run | sec ikev2",
            "crypto ikev2 policy P\n match address local 192.0.2.1\ncrypto ikev2 keyring K\n peer X\n  address 192.0.2.1\n !\n",
            [],
        ),
        ("show run crypto", "crypto map V 1 ipsec-isakmp\n crypto map V\n", []),
    ],
)  # fmt: skip
def test_a_line_without_its_heading_belongs_to_nothing_above_it(
    command: str, text: str, lines: list[int]
) -> None:
    found = joined([_part(text, command)])
    assert [place.line for place in found.orphans] == lines
    assert len(found.text.split("\n")) == len(text.split("\n"))
    kept = [line for line in found.text.split("\n") if line.strip() and line.strip() != "!"]
    assert len(kept) == len([x for x in text.split("\n") if x.strip(" !")]) - len(lines)


@pytest.mark.parametrize(
    ("text", "alone"),
    [
        ("crypto isakmp policy 1\n encr aes\ncrypto map V 1 ipsec-isakmp\n crypto map V\n", True),
        ("hostname r1\ncrypto isakmp policy 1\ncrypto map V 1 ipsec-isakmp\n", False),
        ("crypto isakmp policy 1\ninterface Gi1\n ip address 192.0.2.1 255.255.255.0\n", False),
        (_INTERFACE.format(1), True),
        ("Building configuration...\n\ninterface Gi1\nip route 0.0.0.0 0.0.0.0 Gi1\nend\n", False),
    ],
)
def test_a_part_is_told_from_a_configuration_without_its_beginning(text: str, alone: bool) -> None:
    assert [item.alone for item in apart(text, asked=False)] == [alone]


def test_a_line_is_not_missed_where_another_part_shows_it_below_its_heading() -> None:
    found = joined(
        [
            _part("crypto map V 1 ipsec-isakmp\n crypto map V\n", "sh run | s crypto"),
            _part("interface Gi1\n crypto map V\n", "sh run int gi1", 10),
        ]
    )
    assert found.orphans == ()
    assert found.text.count("\n crypto map V\n") == 1
