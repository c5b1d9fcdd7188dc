"""Times and numbers before the lines of a text."""

from collections import Counter

import pytest

from remediate.evidence.line_heads import unheaded

SESSION = "R1#show ip route\nCodes: L - local\n  a\nb\nR1#show clock\n*07:00:01.123 UTC\n"


def before(head: str, text: str = SESSION) -> str:
    return "".join(f"{head}{line}" for line in text.splitlines(keepends=True))


@pytest.mark.parametrize(
    "head",
    [
        "[2021-03-22 07:00:01] ",
        "[07:00:01.123] ",
        "[Mon Mar 22 07:00:01 2021] ",
        "(07:00:01) ",
        "2021-03-22 07:00:01  ",
        "22.03.2021 07:00:01 ",
        "07:00:01.123\t",
    ],
)
def test_a_terminal_program_s_time_is_taken_away(head: str) -> None:
    counts: Counter[str] = Counter()
    assert unheaded(before(head).encode(), counts).decode() == SESSION
    assert counts.total() == SESSION.count("\n")


def test_the_numbers_of_a_page_are_taken_away() -> None:
    text = "".join(f"{n:3}. {line}\n" for n, line in enumerate(SESSION.splitlines(), 1))
    assert unheaded(text.encode(), Counter()).decode() == SESSION


@pytest.mark.parametrize(
    "text",
    [
        # a server's file: the time before the host
        before("2021-03-22 07:00:01 ", "10.1.1.1 %ASA-6-1: a\n" * 8),
        # a device's own time
        before("07:00:01: ", "ISAKMP:(0): processing SA payload\n" * 8),
        before("Mar 22 07:00:01 ", "R1#show clock\n" * 8),
        # a section alone, rows of a table
        " ip address 192.0.2.1 255.255.255.0\n crypto map M\n" * 3,
        "   local ident\n   remote ident\n" * 3,
        # numbers of a table, of an access list
        "".join(f"{n} a\n" for n in (1, 2, 4, 5, 6, 7)),
        "".join(f"    {n}0 permit ip any any\n" for n in range(1, 9)),
    ],
)
def test_what_a_device_or_a_server_printed_stays(text: str) -> None:
    assert unheaded(text.encode(), Counter()).decode() == text


@pytest.mark.parametrize("head", ["    ", "\t"])
def test_blanks_before_all_lines_are_taken_away(head: str) -> None:
    assert unheaded(before(head).encode(), Counter()).decode() == SESSION
