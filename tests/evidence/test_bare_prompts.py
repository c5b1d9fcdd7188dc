"""Sessions of Firepower Threat Defense, whose prompt names no device."""

import pytest

from remediate.evidence.bare_prompts import named


@pytest.mark.parametrize(
    ("given", "read"),
    [
        ("> show version\nCisco\n> \n", "firepower> show version\nCisco\nfirepower> \n"),
        (
            "> show crypto ikev2 sa\nThere are no IKEv2 SAs\n> sh nameif\nA\n>\n",
            "firepower> show crypto ikev2 sa\nThere are no IKEv2 SAs\nfirepower> sh nameif\nA\nfirepower>\n",
        ),
        ("> show clock\r\n10:00\r\n", "firepower> show clock\r\n10:00\r\n"),
        (
            "ftd1# show clock\n10:00\n> show nat\nA\n",
            "ftd1# show clock\n10:00\nftd1> show nat\nA\n",
        ),
        # quotations
        ("Please send\n> show run\n> show version\n", None),
        ("> show version\n> Cisco IOS Software\nHere it is:\nR1#show version\n", None),
        ("R1#show clock\n10:00\n", None),
        (">> show clock\n10:00\n", None),
    ],
)
def test_a_bare_prompt_gets_its_device_s_name(given: str, read: str | None) -> None:
    assert named(given.encode()).decode() == (given if read is None else read)
