"""What is typed in configuration mode, and what is only shown from there."""

from pathlib import Path

import pytest

from remediate.dumps import DumpFile
from remediate.evidence.fleet import read_fleet
from remediate.evidence.kinds import Kind
from remediate.evidence.pieces import cut
from remediate.messages import Classifier
from remediate.rules import catalogue
from remediate.secrets import Redactor


@pytest.mark.parametrize(
    ("typed", "kind"),
    [
        ("wr t", Kind.CONFIG),
        ("write terminal", Kind.CONFIG),
        ("show run", Kind.CONFIG),
        ("do sh run", Kind.CONFIG),
        ("sh cry isa sa", Kind.ISAKMP_SA),
        ("debug crypto isakmp", Kind.LOG),
        ("clear crypto ipsec sa", Kind.LOG),
        ("clear configure crypto map", Kind.TYPED),
        ("clear access-list 101", Kind.TYPED),
        ("no crypto map V", Kind.TYPED),
        ("crypto map V 10 set peer 192.0.2.1", Kind.TYPED),
        ("set peer 192.0.2.1", Kind.TYPED),
    ],
)
def test_a_command_that_shows_is_none_that_changes(typed: str, kind: Kind) -> None:
    text = f"pix1(config)# {typed}\nanything\npix1(config)# \n"
    pieces = cut(DumpFile(None, "pix1.txt", "pix1", True), text.encode()).pieces
    assert pieces[0].kind is kind


@pytest.mark.parametrize(
    ("typed", "line"), [("set peer 192.0.2.2", 6), ("do show crypto isakmp sa", None)]
)
def test_parts_too_are_outdated_by_what_is_typed_behind_them(
    tmp_path: Path, typed: str, line: int | None
) -> None:
    (tmp_path / "r1.txt").write_text(
        "r1#sh run | s crypto\ncrypto map V 1 ipsec-isakmp\n set peer 192.0.2.1\n match address A\n"
        f"r1(config-crypto-map)#{typed}\nr1(config-crypto-map)#end\nr1#\n"
    )
    fleet = read_fleet([tmp_path], classifier=Classifier(catalogue()), redactor=Redactor(b"0" * 32))
    changed = fleet.devices[0].config_changed
    assert (changed.line if changed is not None else None) == line
