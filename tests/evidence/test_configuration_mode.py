"""What is typed in configuration mode, and what is only shown from there."""

import pytest

from remediate.dumps import DumpFile
from remediate.evidence.pieces import cut
from remediate.evidence.recognise import Kind


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
