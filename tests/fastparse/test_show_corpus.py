"""Every value that genieparser and ntc-templates expect of their captured outputs is read.

Values that differ are those whose reasons stand in ``agreement``, and all of these are needed.
"""

from __future__ import annotations

import pytest

from fastparse.show import parse_ipsec_sa
from tests.fastparse.agreement import comparisons
from tests.fastparse.show_corpus import CORPUS, outputs

absent = pytest.mark.skipif(
    not CORPUS.is_dir(), reason="the corpus of captured outputs is not at hand"
)


@absent
@pytest.mark.parametrize("implementation", ["compiled", "reference"])
@pytest.mark.parametrize("comparison", comparisons(), ids=lambda one: one.pattern)
def test_what_is_expected_is_read(comparison, implementation):
    reasons = set()
    for output in comparison.outputs():
        values = comparison.compare(output, implementation)
        assert values
        assert [one for one in values if not one.agrees and not one.why] == []
        reasons |= {one.why for one in values if not one.agrees}
    assert reasons == set(comparison.reasons)


@pytest.fixture(params=["compiled", "reference"])
def read(request):
    """Return the rows of an output, all of which was understood."""

    def records(parse, output):
        parsed = parse(output.read_bytes(), implementation=request.param)
        assert parsed.unrecognised == ()
        return parsed.records

    return records


# What ntc-templates passes over in the ASA sample, read off the capture by eye.
@pytest.mark.parametrize("output", outputs("ntc-templates/cisco_asa/show_crypto_ipsec_sa/*"))
def test_ipsec_sa_of_asa_beyond_the_expected_file(read, output):
    client, first, _ = read(parse_ipsec_sa, output)
    assert client.acl is None
    assert first.acl == (
        "access-list 2 extended permit ip 172.16.122.32 255.255.255.240 host 172.30.1.153"
    )
    assert (first.local_port, first.remote_port, first.nat_traversal) == (4500, 4500, True)
    assert (first.overhead, first.overhead_fixed, first.pmtu_remaining) == (82, 52, 0)
    assert (first.df_policy, first.icmp_validation, first.tfc) == (
        "copy-df",
        "disabled",
        "disabled",
    )
    assert (first.counter("tfc_recv"), first.counter("valid_icmp_errors_recv")) == (0, 0)
    assert [sa.status for sa in first.sas] == ["active", "active"]
