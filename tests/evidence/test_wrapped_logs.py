"""Messages that a terminal broke at its edge."""

from remediate.evidence.wrapped_logs import unspaced, unwrapped

LONG = (
    "*Mar  1 00:10:11.123: ISAKMP:(0:0:N/A:0): phase 1 packet is a duplicate of a previous packet.",
    "Jun  2 19:05:20.331: %CRYPTO-4-IKMP_BAD_MESSAGE: IKE message from 192.0.2.1 failed its sanity check",
)


def broken(line: str) -> str:
    return "\n".join(line[at : at + 80] for at in range(0, len(line), 80))


def test_a_broken_message_is_one_line_again_and_others_keep_their_place() -> None:
    text = "\n".join((broken(LONG[0]), broken(LONG[1]), "R1#show clock", ""))
    lines = unwrapped(text.encode()).decode().split("\n")
    assert [line for line in lines if line] == [*LONG, "R1#show clock"]
    assert lines.index("R1#show clock") == text.split("\n").index("R1#show clock")


def test_lines_of_a_configuration_stay_broken() -> None:
    line = (
        "access-list VPN extended permit ip object-group A-LONG-NAME object-group ANOTHER-LONG-NAME"
    )
    text = f"{broken(line)}\n{broken(line)}\n"
    assert unwrapped(text.encode()).decode() == text


def test_a_text_with_longer_lines_was_not_broken_at_the_edge() -> None:
    text = f"{broken(LONG[0])}\n{broken(LONG[1])}\n{LONG[1]}\n"
    assert unwrapped(text.encode()).decode() == text


def test_what_stands_in_follows_its_message_on_a_page_with_empty_lines() -> None:
    text = "R1#\na\n\nb\n c\n\td\ne\nf\n".replace("\n", "\n\n")
    lines = unspaced(text.encode()).decode().split("\n")
    assert len(lines) == len(text.split("\n"))
    place = lines.index("b")
    assert lines[place : place + 3] == ["b", " c", "\td"]
    assert lines.index("e") == text.split("\n").index("e")
    assert unspaced(b"a\n\nb\nc\n\nd\n\ne\n\nf\n") == b"a\n\nb\nc\n\nd\n\ne\n\nf\n"
