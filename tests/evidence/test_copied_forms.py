"""Quotations within a mail, and what stands around outputs on a forum's page."""

import pytest

from remediate.evidence.copied import uncopied


@pytest.mark.parametrize(
    ("given", "read"),
    [
        (
            "Hi,\nsee below\n\n> R1#sh ver\n> a\n> b\n> c\n>  d\n\nBye\n",
            "Hi,\nsee below\n\nR1#sh ver\na\nb\nc\n d\n\nBye\n",
        ),
        (
            "> show clock\n10:00\n> \n> \n> \n> \n> \n> show nat\nA\n",
            "firepower> show clock\n10:00\n" + "firepower> \n" * 5 + "firepower> show nat\nA\n",
        ),
        ("| R1#sh ver\n| a\n|  b\n| c\n| d\n", "R1#sh ver\na\n b\nc\nd\n"),
        ("```\nR1#sh ver\na\n```\n", "\nR1#sh ver\na\n\n"),
        ("[CODE]R1#sh ver\na\n[/CODE]\n", "R1#sh ver\na\n\n"),
        ("<pre>\nR1#sh ver\n</pre>\n", "\nR1#sh ver\n\n"),
        ("a\n \u2013More\u2013 b\n", "a\n --More-- b\n"),
    ],
)
def test_what_a_mail_or_a_page_put_around_is_undone(given: str, read: str) -> None:
    assert bytes(uncopied(given.encode()).data).decode() == read
