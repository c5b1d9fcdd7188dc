"""What a log of libFuzzer says, and the table of what runs came to. The log is synthetic, in libFuzzer's form."""

from __future__ import annotations

from pathlib import Path

from tests.fuzz.runs import Run, add, kept, read_log, table

LOG = """\
INFO: Running with entropic power schedule (0xFF, 100).
#2	INITED cov: 491 ft: 900 corp: 1/1b exec/s: 0 rss: 700Mb
#70	NEW    cov: 500 ft: 910 corp: 2/9b lim: 4 exec/s: 70 rss: 700Mb L: 8/8 MS: 1 CopyPart-
#75	REDUCE cov: 500 ft: 910 corp: 2/8b lim: 4 exec/s: 70 rss: 700Mb L: 7/7 MS: 1 EraseBytes-
#90	NEW    cov: 512 ft: 930 corp: 3/20b lim: 4 exec/s: 70 rss: 700Mb L: 12/12 MS: 1 CopyPart-
#99	DONE   cov: 512 ft: 930 corp: 3/20b lim: 4 exec/s: 70 rss: 700Mb
stat::number_of_executed_units: 99
stat::new_units_added:          2
"""


def test_a_log_is_read():
    assert read_log(LOG) == (99, 491, 512, 2)
    assert read_log("== ERROR before anything ran") == (0, 0, 0, 0)


def test_runs_are_added_up_by_commit(tmp_path: Path):
    for name, commit, seconds, finding in (
        ("scan", "aaa", 60, ""),
        ("scan", "aaa", 1800, ""),
        ("scan", "bbb", 30, ""),
        ("blank", "aaa", 5, "crash-1"),
    ):
        (tmp_path / name).mkdir(exist_ok=True)
        add(tmp_path / name, Run(name, commit, seconds, seconds - 1, 1000, 10, 20, 3, finding))
    _, _, *lines = table(kept(tmp_path), ["blank", "scan", "split"])
    assert lines == [
        "| blank | aaa | 1 | 5 | 4 | 1,000 | 10, 20 | 3 | FAILED: crash-1 |",
        "| scan | aaa | 2 | 1,860 | 1,858 | 2,000 | 10, 20 | 6 | held |",
        "| scan | bbb | 1 | 30 | 29 | 1,000 | 10, 20 | 3 | held |",
        "| split | | 0 | 0 | 0 | 0 | | 0 | never run |",
    ]
