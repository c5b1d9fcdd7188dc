"""Lines that were lost from sessions, IKEv2 SAs, maps and DMVPN make none say what it did not say.

Samples are captured outputs of the corpus where it is at hand, and synthetic ones.
"""

from __future__ import annotations

import pytest

from fastparse import show
from fastparse.records_ikev2 import Ikev2SaRow
from fastparse.records_session import CryptoSessionRow
from tests.fastparse import show_tunnel_samples as samples
from tests.fastparse.show_corpus import CORPUS

SHARED_ABOVE = {
    CryptoSessionRow: {"line", "interface"},
    Ikev2SaRow: {"line", "session_status", "ike_count", "child_count", "session_id"},
}
"""Printed above several records: with its line lost, the one above is taken."""
# The last number is how many lines are lost at once: fewer than lead from one block of the samples
# into the same place of another, as that loss leaves no trace. Three lines are the head of a session
# without an IKE SA, an entry for a dynamic map with the blank line below it, and a peer of DMVPN
# over IPv6; four a flow.
READERS = {
    "session": (show.parse_crypto_session, samples.SESSIONS, "*/ShowCryptoSession*/*.raw", 2),
    "session detail": (show.parse_crypto_session, (), "*/*/show_crypto_session*/*.raw", 6),
    "ikev2": (show.parse_ikev2_sa, samples.IKEV2, "none", 6),
    "crypto map": (show.parse_crypto_map, samples.MAPS, "*/ShowCryptoMap/*.raw", 2),
    "dmvpn": (show.parse_dmvpn, samples.DMVPN, "*/ShowDmvpn/*.raw", 2),
}
OUTPUTS = [
    pytest.param(parse, text, longest, id=f"{name} {number}")
    for name, (parse, written, pattern, longest) in READERS.items()
    for number, text in enumerate(
        [
            *(text.encode() for text in written),
            *(path.read_bytes() for path in sorted(CORPUS.glob(pattern))),
        ]
    )
]


def as_said(row, original) -> bool:
    """Whether each value is that of the original, or absent."""
    if not hasattr(row, "_asdict"):
        return row == original
    shared = SHARED_ABOVE.get(type(row), {"line"})
    for field, value in row._asdict().items():
        whole = getattr(original, field)
        if field in shared or value in (None, (), False) or value == whole:
            continue
        if not isinstance(value, tuple) or not isinstance(whole, tuple):
            return False
        if any(not any(as_said(one, other) for other in whole) for one in value):
            return False
    return True


@pytest.mark.parametrize(("parse", "text", "longest"), OUTPUTS)
def test_lost_lines(parse, text, longest):
    originals = parse(text).records
    lines = text.split(b"\n")
    for count in range(1, longest + 1):
        for first in range(len(lines) - count + 1):
            for row in parse(b"\n".join(lines[:first] + lines[first + count :])).records:
                assert not row.complete or any(as_said(row, original) for original in originals), (
                    first + 1,
                    lines[first : first + count],
                    row,
                )


@pytest.mark.parametrize(("parse", "text", "longest"), OUTPUTS)
def test_an_output_cut_at_a_line(parse, text, longest):
    """Each record is that of the whole output, but for what the last one lacks."""
    originals = parse(text).records
    lines = text.split(b"\n")
    for end in range(len(lines)):
        rows = parse(b"\n".join(lines[:end])).records
        assert len(rows) <= len(originals)
        for row, original in zip(rows, originals, strict=False):
            assert as_said(row, original)
            if row is not rows[-1]:
                assert row.complete
