"""The command language: abbreviations, ambiguity, where the caret points, what ``?`` shows."""

import pytest

from remediate.lab.syntax import Failure, Grammar, Match, Trouble


def grammar(*patterns: str) -> Grammar[str]:
    found: Grammar[str] = Grammar()
    for pattern in patterns:
        found.add(pattern, pattern)
    return found


POLICY = "crypto isakmp policy <priority:1-10000>"
KEY = "crypto isakmp key [<type:(0|6)>] <key:word> address <peer:ip> [<mask:mask>] [no-xauth]"
CIPHER = "encryption (des|3des|aes [<bits:(128|192|256)>])"
ALL = grammar(POLICY, KEY, CIPHER, "description <text:line>", "interface <name:interface>")


@pytest.mark.parametrize(
    ("line", "text", "values"),
    [
        ("crypto isakmp policy 10", "crypto isakmp policy 10", {"priority": "10"}),
        ("  cry isa po 010", "crypto isakmp policy 10", {"priority": "10"}),
        (
            "crypto isakmp key abc address 192.0.2.1 no",
            "crypto isakmp key abc address 192.0.2.1 no-xauth",
            {"key": "abc", "peer": "192.0.2.1"},
        ),
        (
            "crypto isakmp key 6 abc address 192.0.2.0 255.255.255.0",
            "crypto isakmp key 6 abc address 192.0.2.0 255.255.255.0",
            {"type": "6", "key": "abc", "peer": "192.0.2.0", "mask": "255.255.255.0"},
        ),
        ("ENCR AES", "encryption aes", {}),
        ("desc  two  blanks ", "description two  blanks", {"text": "two  blanks"}),
        ("int gi0/1", "interface GigabitEthernet0/1", {"name": "GigabitEthernet0/1"}),
        ("int gi 0/1", "interface GigabitEthernet0/1", {"name": "GigabitEthernet0/1"}),
    ],
)
def test_a_line_is_written_out(line: str, text: str, values: dict[str, str]):
    found = ALL.parse(line)
    assert isinstance(found, Match)
    assert (found.text, found.values) == (text, values)


@pytest.mark.parametrize(
    ("line", "trouble", "at"),
    [
        ("foo", Trouble.INVALID, 0),
        (" crypto isakmp foo 1", Trouble.INVALID, 15),
        ("crypto isakmp policy 0", Trouble.INVALID, 21),
        ("crypto isakmp policy 10 more", Trouble.INVALID, 24),
        ("crypto isakmp key a address 192.0.2.256", Trouble.INVALID, 28),
        ("crypto isakmp key a address 192.0.2.1 255.0.255.0", Trouble.INVALID, 38),
        ("crypto isakmp", Trouble.INCOMPLETE, 13),
        ("crypto isakmp policy", Trouble.INCOMPLETE, 20),
        ("int e", Trouble.INVALID, 4),
    ],
)
def test_what_is_wrong_with_a_line(line: str, trouble: Trouble, at: int):
    assert ALL.parse(line) == Failure(trouble=trouble, at=at)


def test_an_abbreviation_of_two_words_is_ambiguous_and_an_exact_word_is_not():
    found = grammar("show crypto", "show clock", "show cl")
    assert found.parse("show c") == Failure(trouble=Trouble.AMBIGUOUS, at=5)
    exact = found.parse("show cl")
    assert isinstance(exact, Match)
    assert exact.command == "show cl"


def test_no_can_stop_where_one_command_alone_is_left():
    found = ALL.parse("crypto isakmp policy", partial=True)
    assert isinstance(found, Match)
    assert found.command == POLICY
    assert ALL.parse("crypto isakmp", partial=True) == Failure(trouble=Trouble.INCOMPLETE, at=13)


@pytest.mark.parametrize(
    ("line", "choices"),
    [
        ("crypto isakmp ", ["key", "policy"]),
        ("crypto isakmp p", ["policy"]),
        ("encryption aes ", ["128", "192", "256", "<cr>"]),
        ("crypto isakmp policy ", ["<1-10000>"]),
        ("", ["crypto", "description", "encryption", "interface"]),
    ],
)
def test_what_may_follow(line: str, choices: list[str]):
    assert ALL.choices(line) == choices


def test_tab_adds_what_is_left_of_the_only_keyword():
    assert ALL.completion("crypto is") == "akmp"
    assert ALL.completion("crypto isakmp ") is None
    assert ALL.completion("d") == "escription"


def test_two_commands_of_the_same_words_are_refused():
    found = grammar("show clock")
    with pytest.raises(ValueError, match="two commands"):
        found.add("show clock", "other")
    with pytest.raises(ValueError, match="unbalanced"):
        found.add("show (clock", "other")
    with pytest.raises(ValueError, match="no argument"):
        found.add("show <x:nonsense>", "other")
