"""Texts that came through browsers, mails and editors."""

from pathlib import Path

import pytest

from remediate.dumps import DumpFile, load
from remediate.evidence.copied import uncopied


@pytest.mark.parametrize(
    ("given", "read"),
    [
        (
            "crypto\u00a0map X 10\r\n\u00a0set peer 192.0.2.1\r\n",
            "crypto map X 10\r\n set peer 192.0.2.1\r\n",
        ),
        ("R1&gt;en\n&lt;--- More ---&gt;\n", "R1>en\n<--- More --->\n"),
        ("ip access\u2011list\u200b extended A\n", "ip access-list extended A\n"),
        ("\ufeffR1#show version\n", "R1#show version\n"),
        ("> R1#sh ver\n> a\n>\n>> b\n> c\n> d\n", "R1#sh ver\na\n\nb\nc\nd\n"),
        (
            "crypto map X 10<br>\n set peer 192.0.2.1<br />\n",
            "crypto map X 10\n set peer 192.0.2.1\n",
        ),
        # what people write stays as it is
        ("description Büro – Ost’s\n", "description Büro – Ost’s\n"),
        ("access-list 101 remark a – b\n", "access-list 101 remark a – b\n"),
        ("naïve à la carte\n", "naïve à la carte\n"),
        (
            "R1>show version\nR1>show clock\nR1>\nR1>\nR1>\n",
            "R1>show version\nR1>show clock\nR1>\nR1>\nR1>\n",
        ),
        # a key in which such a sign stands is not known
        (
            "crypto isakmp key a–b address 192.0.2.1\n",
            "crypto isakmp key ***** address 192.0.2.1\n",
        ),
        (" pre-shared-key local a&amp;b\n", " pre-shared-key local *****\n"),
    ],
)
def test_what_a_copy_left_is_undone_line_by_line(given: str, read: str) -> None:
    found = uncopied(given.encode())
    assert bytes(found.data).decode() == read
    assert (found.said is None) is (given == read)


def test_the_no_break_space_of_latin_1_is_told_from_a_letter() -> None:
    assert uncopied(b"crypto\xa0map X 10\n\xa0set\xa0peer 192.0.2.1\n").data == (
        b"crypto map X 10\n set peer 192.0.2.1\n"
    )
    assert uncopied(b"description C\xa0rdoba\n").data == b"description C\xa0rdoba\n"


@pytest.mark.parametrize(
    ("encoding", "mark"), [("utf-16-le", b""), ("utf-16-be", b""), ("utf-8", b"\xef\xbb\xbf")]
)
def test_a_file_is_read_as_the_editor_wrote_it(tmp_path: Path, encoding: str, mark: bytes) -> None:
    path = tmp_path / "session.txt"
    text = "R1#show crypto isakmp sa\nIPv4 Crypto ISAKMP SA\n"
    path.write_bytes(mark + text.encode(encoding))
    with load(DumpFile(path, "session.txt", "R1", True)) as dump:
        assert dump.data is not None
        assert bytes(dump.data).decode() == text
