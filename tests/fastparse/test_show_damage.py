"""Lines that were lost from ``show crypto ipsec sa`` make no identity say what it did not say.

The outputs are captured ones of the corpus and those of the Cisco document; both lie beside the
repository, and the tests are skipped where they are absent.
"""

from __future__ import annotations

import pytest

from fastparse.records import IpsecSaRow
from fastparse.show import parse_ipsec_sa
from tests.fastparse.show_corpus import SHARED, outputs

SEED = SHARED / "seed.txt"
OUTPUTS = outputs("genieparser/ShowCryptoIpsecSa/*", "ntc-templates/*/show_crypto_ipsec_sa*/*")
SHARED_ABOVE = {"line", "interface", "map", "sequence", "local_address", "vrf", "acl", "complete"}
"""Printed above several identities: with its line lost, the value above it stands for all."""
LONGEST = 6
"""Lines; the shortest SA is printed in seven, and one lost as a whole leaves no trace."""


def as_said(row: IpsecSaRow, original: IpsecSaRow) -> bool:
    """Whether each value is that of the original, or absent; SAs may not be absent."""
    if [(sa.direction, sa.spi) for sa in row.sas] != [
        (sa.direction, sa.spi) for sa in original.sas
    ]:
        return False
    for sa, whole in zip(row.sas, original.sas, strict=True):
        for field, value in sa._asdict().items():
            if field != "line" and value not in (None, (), getattr(whole, field)):
                return False
    return set(row.counters) <= set(original.counters) and all(
        value in (None, (), getattr(original, field))
        for field, value in row._asdict().items()
        if field not in {*SHARED_ABOVE, "sas", "counters"}
    )


def check(text: bytes) -> None:
    originals = parse_ipsec_sa(text).records
    lines = text.split(b"\n")
    for count in range(1, LONGEST + 1):
        for first in range(len(lines) - count + 1):
            parsed = parse_ipsec_sa(b"\n".join(lines[:first] + lines[first + count :]))
            for row in parsed.records:
                assert (
                    not row.complete
                    or any(as_said(row, original) for original in originals)
                ), (first + 1, count, lines[first : first + count])  # fmt: skip


@pytest.mark.parametrize("output", OUTPUTS)
def test_lost_lines_of_captured_outputs(output):
    check(output.read_bytes())


@pytest.mark.skipif(not SEED.exists(), reason="the document is not at hand (REMEDIATE_SHARED)")
def test_lost_lines_of_the_document_where_nothing_divides_the_identities():
    lines = SEED.read_bytes().split(b"\n")
    first, second = lines[31:66], b"\n".join(lines[33:66])
    for old, new in (  # another tunnel of the same crypto map
        (b"10.1.1.0/", b"10.9.1.0/"),
        (b"3D3", b"4D4"),
        (b"979", b"1236"),
        (b"136A010F(325714191)", b"136A0AAA(325716650)"),
        (b"7767918", b"11"),
        (b"10.1.0.2", b"10.1.0.9"),
        (b"344", b"355"),
    ):
        assert old in second
        second = second.replace(old, new)
    check(b"\n".join([*first, second]))


@pytest.mark.parametrize("output", OUTPUTS)
def test_an_output_cut_anywhere(output):
    """Every identity that is said to be complete has all its SAs."""
    text = output.read_bytes()
    originals = parse_ipsec_sa(text).records
    for end in range(0, len(text), 7):
        *_, row = [*parse_ipsec_sa(text[:end]).records, None]
        if row is None or not row.complete:
            continue
        (original,) = (other for other in originals if other.line == row.line)
        inbound = [sa.spi for sa in row.sas if sa.direction == "inbound"]
        assert inbound == [sa.spi for sa in original.sas if sa.direction == "inbound"]
        assert (original.outbound_spi != 0) == any(sa.direction == "outbound" for sa in row.sas)
