"""What genieparser and ntc-templates have no keys for in captured sessions and maps, read off by eye.

What they expect is held against what is read in ``test_show_corpus``. The corpus has no output of
``show crypto ikev2 sa``; see ``test_show_tunnels``.
"""

from __future__ import annotations

import pytest

from fastparse.show import parse_crypto_map, parse_crypto_session, parse_dmvpn
from tests.fastparse.show_corpus import outputs


@pytest.fixture(params=["compiled", "reference"])
def read(request):
    """Return the rows of an output, all of which was understood and is complete."""

    def records(parse, output):
        parsed = parse(output.read_bytes(), implementation=request.param)
        assert parsed.unrecognised == ()
        assert all(row.complete for row in parsed.records)
        return parsed.records

    return records


CAPTURES = {
    parse_crypto_session: (
        "genieparser/ShowCryptoSession*/*",
        "ntc-templates/cisco_ios/show_crypto_session_detail/*",
    ),
    parse_crypto_map: ("genieparser/ShowCryptoMap/*",),
    parse_dmvpn: ("genieparser/ShowDmvpn/*", "ntc-templates/cisco_ios/show_dmvpn/*"),
}


@pytest.mark.parametrize(
    ("parse", "output"),
    [
        pytest.param(parse, *output.values, marks=output.marks, id=output.id)
        for parse, patterns in CAPTURES.items()
        for output in outputs(*patterns)
    ],
)
def test_every_record_of_a_capture_is_whole(read, parse, output):
    assert read(parse, output)


# Beyond the expected file, read off the captures by eye.
@pytest.mark.parametrize("output", outputs("genieparser/ShowCryptoSession/golden_output3"))
def test_the_system_behind_a_peer(read, output):
    (row,) = read(parse_crypto_session, output)
    assert (row.system_ip, row.system_interface) == ("13.13.13.11", "Tu1")
    assert row.flows[0].selectors == ("ipv6", "::/0", "::/0")


# What ntc-templates has no keys for, read off the capture by eye.
@pytest.mark.parametrize(
    "output",
    outputs("ntc-templates/cisco_ios/show_crypto_session_detail/*_detail"),
)
def test_session_detail_beyond_the_expected_file(read, output):
    first, second, _ = read(parse_crypto_session, output)
    assert [sa.line for sa in first.sas] == [14, 17]
    assert [sa.version for sa in second.sas] == ["IKEv1"]
    (flow,) = second.flows
    assert (flow.decrypted, flow.inbound_kilobytes, flow.inbound_seconds) == (
        15344097,
        4236992,
        615,
    )
    assert (flow.encrypted, flow.outbound_kilobytes, flow.outbound_drops) == (18074395, 4236962, 0)


# What genieparser passes over, read off the captures by eye.
@pytest.mark.parametrize("output", outputs("genieparser/ShowCryptoMap/golden_output_4"))
def test_crypto_map_beyond_the_expected_file(read, output):
    (row,) = read(parse_crypto_map, output)
    assert (row.unfinished, row.missing) == (True, "missing peer or access-list definitions")
    assert (row.no_acl, row.acl, row.check_in) == (True, None, "sds")
