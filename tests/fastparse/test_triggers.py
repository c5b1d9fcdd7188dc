"""What the scanner looks for: a window of every anchor, in the bucket tables and behind the hashes."""

from __future__ import annotations

import pytest

from fastparse._tables import count_places
from fastparse.scan import Scanner, Template, paths
from fastparse.triggers import triggers_of

ANCHORS = [
    b"processing of main mode failed",
    b"no offers accepted!",
    b"sa ",
    b"a",
    b"%crypto-4-",
    b"is not csdl compliant",
    b"[abc",
    b"{abc",
]


def spelled(window: bytes) -> list[bytes]:
    return [
        window,
        window.upper(),
        *(window.replace(b" ", blank) for blank in (b"\t", b"\r", b"\n")),
    ]


def test_every_anchor_has_a_window_and_its_tables_stop_there():
    triggers = triggers_of(ANCHORS)
    seen = set()
    for window in range(len(triggers.aim_first) - 1):
        for aim in range(triggers.aim_first[window], triggers.aim_first[window + 1]):
            anchor = triggers.aim_anchor[aim]
            seen.add(anchor)
            offset = triggers.aim_offset[aim]
            for text in spelled(ANCHORS[anchor][offset:]):
                assert count_places(triggers.rows, text + b"......") >= 1
    assert seen == set(range(len(ANCHORS)))


def test_windows_stand_in_one_piece():
    triggers = triggers_of([b"a bc def ghij klmno pqrstu"])
    assert triggers.aim_offset[0] in range(20)
    assert count_places(triggers.rows, b"a bc\r\n def \t ghij\n klmno\n   pqrstu") >= 1


def test_ordinary_text_has_few_places():
    prose = (
        b"The committee was not able to agree on the error that failed the group of users. " * 50
    )
    triggers = triggers_of(
        [b"processing of main mode failed", b"crypto_engine_select", b"proxy identities"]
    )
    assert count_places(triggers.rows, prose) < len(prose) / 100


@pytest.mark.parametrize("text", ["{a:int}x", "b", "{|c}d {x:word}", "A", "e f"])
@pytest.mark.parametrize("path", paths())
def test_the_shortest_templates_are_found(text: str, path: str):
    template = Template.parse(text)
    data = b"7x\nb\nd 8\ncd 9\nA a\ne \n f\n" * 9
    both = [Scanner([template], path=path), Scanner([template], implementation="reference")]
    found = [list(scanner.scan(data)) for scanner in both]
    assert found[0] == found[1]
    assert found[0]


@pytest.mark.parametrize(
    "gap", [b" ", b"  ", b"\n", b" \n", b"\n ", b"\t", b"\r\n", b" \r\n   "], ids=repr
)
@pytest.mark.parametrize("path", paths())
def test_any_blanks_may_stand_on_either_side_of_a_window(gap: bytes, path: str):
    texts = ["a window qxzjvk of b", "window qxzjvk of c", "see qxzjvk of a b", "x: qxzjvk"]
    templates = [Template.parse(text) for text in texts]
    scanner = Scanner(templates, path=path)
    plain = Scanner(templates, implementation="reference")
    for text in texts:
        words = text.encode().split(b" ")
        for wrapped in range(1, len(words)):
            spaced = b" ".join(words[:wrapped]) + gap + b" ".join(words[wrapped:])
            for before in (b"", b"\n", b"y ", b"1234567\n", b"12345678 \n", b"\t\t"):
                data = before + spaced + b" and what follows it in the text\n"
                hits = list(scanner.scan(data))
                assert hits == list(plain.scan(data))
                assert [hit.signature for hit in hits] == [texts.index(text)]


def test_bare_text_does_not_begin_with_a_blank():
    template = Template.parse("{^isakmp?}{|}{f:text}1abc")
    plain = Scanner([template], implementation="reference")
    for data in (b" ab1abc", b" \n ab1abc", b"\n ab1abc", b" \r\n  ab1abc"):
        assert list(Scanner([template]).scan(data)) == list(plain.scan(data))


def test_an_unknown_path_is_refused():
    with pytest.raises(ValueError, match="no path 'abacus'"):
        Scanner([Template.parse("abc")], path="abacus")
