"""Pings of IOS, IOS-XE, PIX and ASA.

Those of the Cisco document are *documented*: read off it by eye, and skipped where it is absent.
The other outputs are synthetic, written by hand in the lines that the releases print.
"""

from __future__ import annotations

import pytest

from fastparse.records_pings import PingReply, PingRow
from fastparse.show import parse_ping
from tests.fastparse.show_corpus import SHARED

SEED = SHARED / "seed.txt"
CUT = "block is cut short"
STRAY = "line outside of the block that it belongs to"


@pytest.fixture(params=["compiled", "reference"])
def read(request):
    def parsed(text, line=1):
        data = text.encode() if isinstance(text, str) else text
        return parse_ping(data, line=line, implementation=request.param)

    return parsed


def whole(parsed):
    """Return the records of an output of which all was understood."""
    assert parsed.unrecognised == ()
    return parsed.records


# --- the document ------------------------------------------------------------------------------


@pytest.mark.skipif(not SEED.exists(), reason="the document is not at hand (REMEDIATE_SHARED)")
def test_the_extended_pings_of_the_document(read):
    lines = SEED.read_bytes().splitlines(keepends=True)[576:624]
    parsed = read(b"".join(lines), line=577)
    asked = {"target": "172.16.1.56", "repeat": 5, "timeout": 2, "source": "10.1.1.2", "df": True}
    assert parsed.records == (
        # The document shows the messages of ``debug ip icmp`` in place of the results.
        PingRow(
            578, size=1550, percent=0, printed_received=0, printed_sent=5, complete=False, **asked
        ),
        PingRow(
            603, size=1500, percent=100, printed_received=5, printed_sent=5, characters=("!!!!!",),
            minimum=380, average=383, maximum=384, **asked,
        ),
    )  # fmt: skip
    notes, debugging = (583, 587, 601), (*range(595, 600), *range(619, 624))
    assert [(unread.line, unread.reason) for unread in parsed.unrecognised] == [
        (578, CUT),
        *((line, "not understood") for line in sorted(notes + debugging)),
    ]


# --- IOS and ASA -------------------------------------------------------------------------------

PING = """\
hub#ping 198.51.100.2 size 1500 df-bit source Loopback0
Type escape sequence to abort.
Sending 5, 1500-byte ICMP Echos to 198.51.100.2, timeout is 2 seconds:
Packet sent with a source address of 10.0.0.1
Packet sent with the DF bit set
!!M.!
Success rate is 60 percent (3/5), round-trip min/avg/max = 1/2/4 ms
"""


def test_a_ping_of_ios(read):
    (row,) = whole(read(PING))
    assert row == PingRow(
        3, "198.51.100.2", 5, 1500, timeout=2, source="10.0.0.1", df=True,
        characters=("!!M.!",), percent=60, printed_received=3, printed_sent=5, minimum=1, average=2, maximum=4,
    )  # fmt: skip
    assert (row.results, row.received, row.sent, row.could_not_fragment) == ("!!M.!", 3, 5, 1)


@pytest.mark.parametrize("results", [".....", "U.U.U", "?????", "&&&&&", "QQQQQ", "M.M.M"])
def test_results_are_characters_as_printed(read, results):
    text = (
        "Sending 5, 100-byte ICMP Echos to 192.0.2.9, timeout is 2 seconds:\n"
        f"{results}\nSuccess rate is 0 percent (0/5)\n"
    )
    (row,) = whole(read(text))
    assert (row.results, row.percent, row.received, row.sent) == (results, 0, 0, 5)
    assert (row.minimum, row.source, row.df) == (None, None, False)
    assert row.could_not_fragment == results.count("M")


def test_ipv6_and_what_is_too_big_there(read):
    (row,) = whole(
        read(
            "Sending 3, 1500-byte ICMP Echos to 2001:DB8::2, timeout is 2 seconds:\n"
            "Packet sent with a source address of 2001:DB8::1\nB!B\n"
            "Success rate is 33 percent (1/3), round-trip min/avg/max = 12/12/12 ms\n"
        )
    )
    assert (row.target, row.source) == ("2001:DB8::2", "2001:DB8::1")
    assert (row.results, row.could_not_fragment) == ("B!B", 2)


def test_results_over_several_lines(read):
    (row,) = whole(
        read(
            "Sending 100, 100-byte ICMP Echos to 192.0.2.9, timeout is 0 seconds:\n"
            + "!" * 70 + "\n" + "!" * 29 + "."
            + "\nSuccess rate is 99 percent (99/100), round-trip min/avg/max = 1/1/8 ms\n"
        )
    )  # fmt: skip
    assert row.characters == ("!" * 70, "!" * 29 + ".")
    assert row.results == "!" * 99 + "."
    assert (row.repeat, row.sent, row.timeout) == (100, 100, 0)


SWEEP = """\
hub#ping
Protocol [ip]:
Target IP address: 198.51.100.2
Repeat count [5]: 1
Datagram size [100]:
Timeout in seconds [2]: 1
Extended commands [n]: y
Ingress ping [n]:
Source address or interface: Tunnel0
DSCP Value [0]:
Type of service [0]:
Set DF bit in IP header? [no]: yes
Validate reply data? [no]:
Data pattern [0x0000ABCD]:
Loose, Strict, Record, Timestamp, Verbose[none]: V
Loose, Strict, Record, Timestamp, Verbose[V]:
Sweep range of sizes [n]: y
Sweep min size [36]: 1398
Sweep max size [18024]: 1402
Sweep interval [1]: 2
Type escape sequence to abort.
Sending 3, [1398..1402]-byte ICMP Echos to 198.51.100.2, timeout is 1 seconds:
Packet sent with a source address of 10.0.0.1
Packet sent with the DF bit set
Reply to request 0 (4 ms) (size 1398)
Request 1 timed out (size 1400)
Unreachable from 192.0.2.1, maximum MTU 1400 (size 1402)
Success rate is 33 percent (1/3), round-trip min/avg/max = 4/4/4 ms
"""


def test_a_sweep_with_its_questions_and_a_line_for_each_echo(read):
    (row,) = whole(read(SWEEP))
    assert row == PingRow(
        2, "198.51.100.2", 3, 1398, 1402, 2, 1, "10.0.0.1", df=True,
        replies=(
            PingReply(25, "!", 4, 1398),
            PingReply(26, ".", None, 1400),
            PingReply(27, "M", None, 1402, 1400, "192.0.2.1"),
        ),
        percent=33, printed_received=1, printed_sent=3, minimum=4, average=4, maximum=4,
    )  # fmt: skip
    assert (row.results, row.received, row.sent, row.could_not_fragment) == ("!.M", 1, 3, 1)


def test_answers_fill_what_the_device_does_not_print(read):
    old = "\n".join(line for line in SWEEP.splitlines() if not line.startswith("Packet sent"))
    (row,) = whole(read(old))
    assert (row.source, row.df, row.repeat) == ("Tunnel0", True, 3)
    plain = old.replace("[no]: yes", "[no]:", 1)
    assert [row.df for row in whole(read(plain))] == [False]


ASA = """\
asa# ping
TCP Ping [n]:
Interface: outside
Target IP address: 198.51.100.2
Repeat count: [5] 2
Datagram size: [100] 1400
Timeout in seconds: [2]
Extended commands [n]:
Sweep range of sizes [n]:
Type escape sequence to abort.
Sending 2, 1400-byte ICMP Echos to 198.51.100.2, timeout is 2 seconds:
?!
Success rate is 50 percent (1/2), round-trip min/avg/max = 10/10/10 ms
"""


def test_an_extended_ping_of_asa(read):
    (row,) = whole(read(ASA))
    assert row == PingRow(
        2, "198.51.100.2", 2, 1400, timeout=2, source="outside", characters=("?!",),
        percent=50, printed_received=1, printed_sent=2, minimum=10, average=10, maximum=10,
    )  # fmt: skip


PIX = """\
pix# ping 10.1.1.1
        10.1.1.1 response received -- 0ms
        10.1.1.1 NO response received -- 1000ms
        10.1.1.1 response received -- 20ms
pix# ping 10.1.1.1
        10.1.1.1 NO response received -- 1000ms
        10.1.1.2 NO response received -- 1000ms
"""


def test_pings_of_pix_are_the_lines_of_one_target_that_follow_each_other(read):
    rows = whole(read(PIX))
    assert rows == (
        PingRow(
            2, "10.1.1.1",
            replies=(PingReply(2, "!", 0), PingReply(3, ".", 1000), PingReply(4, "!", 20)),
        ),
        PingRow(6, "10.1.1.1", replies=(PingReply(6, ".", 1000),)),
        PingRow(7, "10.1.1.2", replies=(PingReply(7, ".", 1000),)),
    )  # fmt: skip
    assert [(row.results, row.received, row.sent) for row in rows] == [
        ("!.!", 2, 3), (".", 0, 1), (".", 0, 1),
    ]  # fmt: skip


# --- damage ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "reasons"),
    [
        ("!!M.!\n", "", [CUT]),
        ("!!M.!\n", "!!M!\n", [CUT]),
        ("!!M.!\n", "!!M.z\n", [CUT, "not understood"]),
        ("Success rate", "Sucess rate", [CUT, "not understood"]),
        ("(3/5)", "(3/5", [CUT, "row without the columns that it should have"]),
        ("source address of 10.0.0.1", "source address of 10.0.0.1 x", ["not understood"]),
    ],
)
def test_a_damaged_ping_says_so(read, old, new, reasons):
    assert PING.count(old) == 1
    parsed = read(PING.replace(old, new))
    assert sorted(unread.reason for unread in parsed.unrecognised) == sorted(reasons)
    (row,) = parsed.records
    assert row.complete == (CUT not in reasons)
    assert (row.target, row.size, row.df) == ("198.51.100.2", 1500, True)


def test_below_a_damaged_heading_nothing_is_said_of_another_ping(read):
    parsed = read(PING + PING.replace("1500-byte", "15OO-byte"))
    assert [row.complete for row in parsed.records] == [True]
    assert [unread.reason for unread in parsed.unrecognised] == [
        "row without the columns that it should have", STRAY, STRAY, STRAY, STRAY,
    ]  # fmt: skip


def test_a_question_whose_answer_is_no_number(read):
    parsed = read(SWEEP.replace("Repeat count [5]: 1\n", "Repeat count [5]: one\n"))
    assert [unread.reason for unread in parsed.unrecognised] == [
        "not a number where one is expected"
    ]
    assert [row.repeat for row in parsed.records] == [3]


def test_the_questions_alone_are_no_whole_ping(read):
    parsed = read(SWEEP[: SWEEP.index("Sweep interval")])
    assert [(row.target, row.complete) for row in parsed.records] == [("198.51.100.2", False)]


@pytest.mark.parametrize("text", [PING, SWEEP, ASA], ids=["ping", "sweep", "ASA"])
def test_a_ping_that_was_cut_is_not_whole(text):
    end = text.index("Success")
    for size in range(end):
        assert all(not row.complete for row in parse_ping(text[:size].encode()).records)
