"""`show crypto isakmp default policy`: what the device prints of its built-in policies."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from remediate.model.base import Platform
from remediate.model.config_maps import IsakmpPolicy
from remediate.platforms.defaults import parse_release, with_shown_policies
from remediate.platforms.policy_show import default_policies_shown
from remediate.platforms.read import read_config

SHARED = Path(os.environ.get("REMEDIATE_SHARED", Path(__file__).parents[3] / "shared"))
CAPTURED = SHARED / "corpus/genieparser/ShowCryptoIsakmpDefaultPolicy"
SYNTHETIC = """\
Global IKE policy
Protection suite of priority 7
        encryption algorithm:   Three key triple DES
        hash algorithm:         Message Digest 5
        authentication method:  Pre-Shared Key
        Diffie-Hellman group:   #2 (1024 bit)
        lifetime:               86400 seconds, no volume limit
Default protection suite of priority 65510
        encryption algorithm:   DES - Data Encryption Standard (56 bit keys).
        hash algorithm:         Secure Hash Standard 2 (256 bit)
        authentication method:  Rivest-Shamir-Adleman Signature
        Diffie-Hellman group:   #19 (256 bit)
        lifetime:               3600 seconds, no volume limit
"""


@pytest.mark.skipif(not CAPTURED.exists(), reason="the corpus of captured outputs is not here")
def test_what_a_captured_device_prints_is_what_its_release_is_given():
    text = (CAPTURED / "golden_output_1.raw").read_text()
    expected = json.loads((CAPTURED / "golden_output_1.json").read_text())["policies"]
    shown = default_policies_shown(text, file="f")
    assert shown.unread == ()
    assert shown.policies is not None
    assert [str(policy.priority) for policy in shown.policies] == list(expected)
    for policy in shown.policies:
        facts = expected[str(policy.priority)]
        assert f"({policy.key_length} bit keys)" in facts["encryption_algorithm"]
        assert (policy.encryption, policy.hash, facts["hash_algorithm"]) == (
            "aes",
            "sha",
            "Secure Hash Standard",
        )
        signed = facts["authentication_method"] == "Rivest-Shamir-Adleman Signature"
        assert policy.authentication == ("rsa-sig" if signed else "pre-share")
        assert facts["diffie_hellman_group"].startswith(f"#{policy.group} ")
        assert facts["lifetime"].startswith(f"{policy.lifetime} seconds")
    for release in ("12.4(20)T", "15.2(4)M7", "16.9.4"):
        config = read_config("hostname a\n", release=parse_release(release, Platform.IOS))
        assert config.policies == shown.policies


def test_only_built_in_suites_are_read():
    shown = default_policies_shown(SYNTHETIC, file="f")
    assert shown.unread == ()
    assert shown.policies == (
        IsakmpPolicy(
            priority=65510,
            encryption="des",
            key_length=None,
            hash="sha256",
            authentication="rsa-sig",
            group=19,
            lifetime=3600,
            default=True,
        ),
    )


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Secure Hash Standard 2 (256 bit)", "Some New Hash"),
        ("DES - Data Encryption Standard (56 bit keys).", "Skipjack"),
        ("Rivest-Shamir-Adleman Signature", "Public Key"),
        ("        Diffie-Hellman group:   #19 (256 bit)\n", ""),
        ("        lifetime:               3600 seconds, no volume limit\n", ""),
    ],
)
def test_a_suite_that_cannot_be_read_leaves_all_unknown(old, new):
    assert old in SYNTHETIC
    shown = default_policies_shown(SYNTHETIC.replace(old, new), file="f", line=5)
    assert shown.policies is None
    (item,) = shown.unread
    assert (item.file, item.line) == ("f", 12)


def test_an_output_without_a_built_in_suite_says_nothing():
    assert default_policies_shown("", file="f").policies is None
    assert (
        default_policies_shown(SYNTHETIC.split("Default", maxsplit=1)[0], file="f").policies is None
    )


def test_printed_policies_count_only_where_built_in_ones_are_in_force():
    shown = default_policies_shown(SYNTHETIC, file="f").policies
    release = parse_release("15.2(4)M7", Platform.IOS)
    bare = read_config("hostname a\n", release=release)
    known = with_shown_policies(bare, shown)
    assert (known.policies, known.unknown_policies, known.notes) == (shown, None, ())
    assert with_shown_policies(bare, None) == bare
    for text in (
        "no crypto isakmp default policy\n",
        "crypto isakmp policy 1\n encr aes\n authentication pre-share\n group 5\n",
    ):
        config = read_config(f"hostname a\n{text}", release=release)
        assert with_shown_policies(config, shown) == config
