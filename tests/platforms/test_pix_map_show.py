"""``show crypto map`` of a PIX 6 becomes the lines of its configuration."""

from __future__ import annotations

from remediate.platforms.pix_map_show import is_pix, pix_maps_shown

SHOWN = b"""
Crypto Map: "newmap" interfaces: { outside }

Crypto Map "newmap" 10 ipsec-isakmp
\tPeer = 198.51.100.9
\taccess-list 101; 1 elements
\taccess-list 101 line 1 permit ip 192.168.50.0 255.255.255.0 192.168.60.0 255.255.255.0 (hitcnt=14)\x20
\tCurrent peer: 198.51.100.9
\tSecurity association lifetime: 4608000 kilobytes/28800 seconds
\tPFS (Y/N): Y
\tDH group:  group2
\tTransform sets={ myset, other, }
"""


def test_an_entry_is_written_as_the_configuration_has_it() -> None:
    assert is_pix(SHOWN)
    shown = pix_maps_shown(SHOWN, file="x", line=5)
    lines = [line for part in shown.parts for line in part.text.split("\n") if line.strip() != "!"]
    assert lines == [
        "crypto map newmap interface outside",
        "crypto map newmap 10 ipsec-isakmp",
        "crypto map newmap 10 set peer 198.51.100.9",
        "crypto map newmap 10 match address 101",
        "crypto map newmap 10 set pfs group2",
        "crypto map newmap 10 set transform-set myset other",
        "access-list 101 permit ip 192.168.50.0 255.255.255.0 192.168.60.0 255.255.255.0",
    ]
    assert shown.placed == ("newmap",)
    assert shown.unread == ()
    assert {part.key for part in shown.parts} == {
        ("map", "newmap", "interface"),
        ("map", "newmap", "10"),
        ("list", "101"),
    }


def test_an_entry_with_a_line_that_is_not_understood_is_left_out() -> None:
    shown = pix_maps_shown(SHOWN.replace(b"Current peer:", b"Peer list:"), file="x")
    assert [part.key for part in shown.parts] == [("map", "newmap", "interface")]
    assert shown.unread[0].line == 8


def test_a_demand_of_pfs_without_its_group_leaves_the_entry_out() -> None:
    shown = pix_maps_shown(SHOWN.replace(b"\tDH group:  group2\n", b""), file="x")
    assert [part.key for part in shown.parts] == [("map", "newmap", "interface")]


def test_lines_of_a_list_stand_with_or_without_their_numbers() -> None:
    line = b"\taccess-list 101 line 1 permit ip 192.168.50.0 255.255.255.0 192.168.60.0 255.255.255.0 (hitcnt=14)\x20\n"
    bare = b"\taccess-list 101 permit ip 192.168.50.0 255.255.255.0 192.168.70.0 255.255.255.0 (hitcnt=0)\n"
    shown = pix_maps_shown(SHOWN.replace(line, line + bare), file="x", line=5)
    (acl,) = [part for part in shown.parts if part.key[0] == "list"]
    assert [row for row in acl.text.split("\n") if row.strip() != "!"] == [
        "access-list 101 permit ip 192.168.50.0 255.255.255.0 192.168.60.0 255.255.255.0",
        "access-list 101 permit ip 192.168.50.0 255.255.255.0 192.168.70.0 255.255.255.0",
    ]
