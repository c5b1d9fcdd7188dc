"""Access lists of show output beside parts of a configuration."""

from pathlib import Path

import pytest

from remediate.evidence.fleet import read_fleet
from remediate.messages import Classifier
from remediate.model.evidence import DeviceEvidence
from remediate.rules import catalogue
from remediate.secrets import Redactor

_PART = (
    "r1#sh run | s crypto\ncrypto isakmp policy 1\n encr aes\ncrypto map V 1 ipsec-isakmp\n set peer 192.0.2.1\n"
    " match address A\n"
)
_LIST = (
    "Extended IP access list A\n    10 permit ip 10.1.0.0 0.0.255.255 10.2.0.0 0.0.255.255 (3 matches)\n\n"
    "    30 deny ip any any log\n"
)
_ASA_PART = "r1# sh run crypto\ncrypto map V 1 match address A\ncrypto map V 1 set peer 192.0.2.1\n"
_ASA_LIST = (
    "access-list A; 2 elements; name hash: 0x1234\naccess-list A line 1 remark to r2\n"
    "access-list A line 2 extended permit ip 10.1.0.0 255.255.0.0 10.2.0.0 255.255.0.0 (hitcnt=3) 0x5678\n"
)


def _read(folder: Path, text: str) -> DeviceEvidence:
    (folder / "r1.txt").write_text(text)
    fleet = read_fleet([folder], classifier=Classifier(catalogue()), redactor=Redactor(b"0" * 32))
    return fleet.devices[0]


@pytest.mark.parametrize(
    ("part", "command", "shown", "lines"),
    [
        (_PART, "r1#sh ip access-lists A", _LIST, [9, 11]),
        (_ASA_PART, "r1# show access-list A", _ASA_LIST, [6, 7]),
    ],
)
def test_a_list_counts_with_its_place(
    tmp_path: Path, part: str, command: str, shown: str, lines: list[int]
) -> None:
    device = _read(tmp_path, f"{part}{command}\n{shown}r1#\n")
    assert device.config is not None
    acl = device.config.acl("A")
    assert acl is not None
    places = [device.source(entry.line) for entry in acl.entries]
    assert [place.line for place in places if place is not None] == lines
    assert sum(len(entry.selectors) for entry in acl.entries if entry.action == "permit") == 1


@pytest.mark.parametrize(
    "text",
    [
        f"{_PART}r1#sh ip access-lists A | i permit\n{_LIST}r1#\n",
        f"{_PART}r1#sh ip access-lists A\n{_LIST}    40 something else\nr1#\n",
        f"r1#sh ip access-lists A\n{_LIST}r1#\n",
    ],
)
def test_a_list_that_may_lack_something_is_none(tmp_path: Path, text: str) -> None:
    config = _read(tmp_path, text).config
    assert config is None or config.acl("A") is None


def test_the_configuration_goes_before_what_is_shown(tmp_path: Path) -> None:
    own = "r1#sh run | s access-list\nip access-list extended A\n permit ip any any\n"
    config = _read(tmp_path, f"{_PART}{own}r1#sh ip access-lists A\n{_LIST}r1#\n").config
    assert config is not None
    acl = config.acl("A")
    assert acl is not None
    assert [entry.body for entry in acl.entries] == ["permit ip any any"]
