"""The template language: what it accepts, what it refuses and where."""

from __future__ import annotations

import pytest

from fastparse.template import (
    Blank,
    Choice,
    Context,
    Field,
    Kind,
    Literal,
    Optional,
    Template,
    TemplateError,
)


def test_parts():
    template = Template.parse("{^isakmp?} Peer\t {peer:ip}{?, {a|B c|} {n:int}}{{x}}")
    assert template.context is Context.ISAKMP
    assert template.bare
    assert template.parts == (
        Literal(b"peer"),
        Blank(),
        Field("peer", Kind.IP),
        Optional(
            (
                Literal(b","),
                Blank(),
                Choice(((Literal(b"a"),), (Literal(b"b"), Blank(), Literal(b"c")), ())),
                Blank(),
                Field("n", Kind.INT),
            )
        ),
        Literal(b"{x}"),
    )
    assert template.fields == ("connection", "peer", "n")


@pytest.mark.parametrize("context", list(Context))
def test_contexts_bring_fields(context: Context):
    name = context.name.lower()
    assert Template.parse(f"{{^{name}}}x").bare is False
    assert Template.parse(f"{{^{name}?}}x").fields


@pytest.mark.parametrize("kind", list(Kind))
def test_every_kind_has_a_name(kind: Kind):
    assert Template.parse(f"x {{f:{kind.name.lower()}}} y").parts[2] == Field("f", kind)


def test_a_choice_may_hold_a_colon():
    assert Template.parse("{a: b|c:d}x").parts[0] == Choice(
        ((Literal(b"a:"), Blank(), Literal(b"b")), (Literal(b"c:d"),))
    )


def test_blanks_at_the_ends_go():
    assert Template.parse("  a \n").parts == (Literal(b"a"),)


@pytest.mark.parametrize(
    ("text", "position", "reason"),
    [
        ("", 0, "nothing"),
        ("{^isakmp}", 9, "nothing"),
        ("{^nonsense}x", 0, "unknown context"),
        ("{^isakmp", 0, "unknown context"),
        ("x {^isakmp}", 2, "stands first"),
        ("x {f:ipp} y", 2, "neither"),
        ("x {f} y", 2, "neither"),
        ("x {f:ip y", 2, "not closed"),
        ("x {?y", 2, "not closed"),
        ("x {?}", 2, "empty"),
        ("x } y", 2, "lone"),
        ("x {f{:ip}", 4, "inside"),
        ("{f:ip}", 0, "no literal"),
        ("{f:rest} x", 0, "begin"),
        ("{?{f:ip}}{g:text}1", 0, "begin with a field of type text"),
        ("{?x}{|y} {?{?z}{g:text}}1", 0, "begin with a field of type text"),
        ("x {f:text}", 10, "after it"),
        ("añb", 1, "ASCII"),
        ("x" + "{?y}" * 300, 0, "too long"),
        ("x" + " {f:ip}" * 40, 0, "too long"),
    ],
)
def test_errors_name_the_position(text: str, position: int, reason: str):
    with pytest.raises(TemplateError, match=reason) as caught:
        Template.parse(text)
    assert caught.value.position == position
    assert caught.value.text == text
    assert isinstance(caught.value, ValueError)
