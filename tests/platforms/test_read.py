"""Reading configurations: which platform, what is whole, what never happens; and the corpus."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from read_samples import ASA_98, IOS_124, IOS_152, PIX_63

from remediate.model.base import Platform
from remediate.model.config_keys import KeyForm
from remediate.platforms.defaults import parse_release
from remediate.platforms.read import read_config
from remediate.platforms.signs import detect_platform
from remediate.secrets import Redactor

CORPUS = Path(os.environ.get("REMEDIATE_SHARED", Path(__file__).parents[3] / "shared")) / "corpus"
with_corpus = pytest.mark.skipif(
    not CORPUS.is_dir(), reason="the shared corpus is not beside the repository"
)


@pytest.mark.parametrize(
    ("text", "platform"),
    [
        (IOS_124, Platform.IOS),
        (IOS_152, Platform.IOS),
        (PIX_63, Platform.ASA),
        (ASA_98, Platform.ASA),
        ("crypto isakmp policy 1\n encr aes\n", Platform.IOS),
        ("crypto isakmp policy 1\n encryption aes\n", Platform.IOS),
        ("crypto map M 10 ipsec-isakmp\n set peer 1.1.1.1\n", Platform.IOS),
        ("crypto map M 10 set peer 1.1.1.1\n", Platform.ASA),
        ("access-list X extended permit ip any any\n", Platform.ASA),
        ("access-list 101 permit ip any any\n", Platform.IOS),
        ("tunnel-group 1.1.1.1 ipsec-attributes\n pre-shared-key *\n", Platform.ASA),
        ("isakmp policy 10 encryption des\n", Platform.ASA),
        ("nat (inside) 0 access-list X\n", Platform.ASA),
        ("", Platform.IOS),
    ],
)
def test_platform(text: str, platform: Platform) -> None:
    assert detect_platform(text) is platform


def test_the_given_release_wins_but_not_over_the_header() -> None:
    release = parse_release("15.2(4)M7", Platform.IOS)
    assert read_config("version 15.2\n", release=release).release is release
    assert read_config("hostname x\n", platform=Platform.ASA).platform is Platform.ASA
    asa = read_config(ASA_98, release=release)
    assert (asa.platform, asa.release.text) == (Platform.ASA, "9.8(4)32")
    assert parse_release("17.03.04a", Platform.IOS).numbers == (17, 3, 4)
    assert parse_release("15.2(4)M7", Platform.IOS).numbers == (15, 2, 4, 7)


@pytest.mark.parametrize(
    ("text", "complete"),
    [
        (IOS_124, True),
        (
            IOS_124.replace("2400", "9000"),
            True,
        ),  # `end` is there: the size may count what was masked
        (IOS_124[: len(IOS_124) // 2], False),  # half of the declared size, without `end`
        ("crypto isakmp policy 1\n encr aes\n", True),
        ("crypto isakmp policy 1\n encr aes", True),
        ("access-list 101 permit ip host 1.1.1.1 any", True),
        ("access-list 101 permit ip host 1.1.1.1 10.2.", False),
        ("access-list 101 permit ip host 1.1.1.1 10.2.\n", True),
        ("crypto map M 10 ipsec-isakmp\n set pee", False),
        ("crypto pki certificate chain X\n certificate 01\n  30820122 0123", False),
        (ASA_98[: len(ASA_98) // 2].rpartition("\n")[0] + "\n", True),
        ("", True),
    ],
)
def test_complete(text: str, complete: bool) -> None:
    assert read_config(text).complete is complete


def test_a_key_that_was_not_redacted_goes_no_further() -> None:
    config = read_config(
        "crypto isakmp key Plain address 1.1.1.1\ncrypto isakmp key Plain adress 1.1.1.1\n"
    )
    (key,) = config.keys
    assert key.form is KeyForm.MASKED
    assert "Plain" not in repr(config)
    assert any("not redacted" in note for note in config.notes)


def test_broken_lines_cost_themselves() -> None:
    config = read_config(
        "crypto isakmp policy 10\n encr aes\n hash sh a\n group two\n authentication pre-share\n"
        "crypto isakmp policy ten\ncrypto ipsec transform-set T esp-ae sesp\n"
        "crypto ipsec transform-set U esp-aes blowfish\ncrypto map M ten ipsec-isakmp\n"
        "ip route 10.0.0.0 255.0.0.0\nip route 10.0.0.0 255.0.0 10.1.1.1\ninterface Fa0\n ip address 1.2.3\n mtu many\n"
        "ip nat inside source\naccess-list 101\naccess-list 101 allow ip any any\n"
    )
    assert config.policies[0].encryption == "aes"
    assert [item.line for item in config.unparsed] == [3, 4, 6, 7, 8, 9, 10, 11, 13, 14, 15, 16]
    assert all(item.reason for item in config.unparsed)
    assert config.acls[0].entries[0].action == "unknown"


def test_large_lists() -> None:
    lines = "\n".join(
        f"access-list 101 permit ip 10.{i >> 8}.{i & 255}.0 0.0.0.255 host 10.9.9.9"
        for i in range(10_000)
    )
    config = read_config(f"hostname a\n{lines}\nend\n")
    assert len(config.acls[0].entries) == 10_000


@pytest.mark.parametrize(
    "head",
    ["crypto keyring K", "crypto isakmp policy 1", "crypto map M 1 ipsec-isakmp", "interface A", "object-group network G",
     "ip access-list extended X", "crypto isakmp profile P", "crypto ikev2 keyring K\n peer x", "crypto ipsec transform-set T esp-aes",
     "tunnel-group 1.1.1.1 ipsec-attributes", "route-map R", "object network N"],
)  # fmt: skip
@pytest.mark.parametrize("blank", ["\x0b", "\x1f", "\u2003"])
@pytest.mark.parametrize("platform", [Platform.IOS, Platform.ASA])
def test_lines_of_blanks_that_are_none_to_a_device(
    head: str, blank: str, platform: Platform
) -> None:
    for text in (f"{head}\n  {blank}\n", f"{head}\n   {blank}{blank}\n  x\n", f"{blank}\n"):
        config = read_config(
            text + "access-list 1 permit ip object-group G any\n", platform=platform
        )
        assert len(config.acls[-1].entries[-1].body) > 20


def test_the_default_peer_needs_a_peer() -> None:
    entry = read_config("crypto map M 1 ipsec-isakmp\n set peer default default\n").maps[0].entries
    assert entry[0].peers == ()


def test_object_groups_have_bounds() -> None:
    members = "".join(f" host 10.0.{i >> 8}.{i & 255}\n" for i in range(300))
    config = read_config(
        f"object-group network A\n{members}object-group network B\n{members}object-group network L\n group-object L\n"
        "ip access-list extended X\n permit ip object-group A object-group B\n permit ip object-group L any\n"
    )
    many, loop = config.acls[0].entries
    assert many.problem is not None
    assert "90000 flows" in many.problem
    assert loop.problem is not None
    assert "holds itself" in loop.problem


_WORDS = st.sampled_from(
    [
        *(IOS_124 + IOS_152 + PIX_63 + ASA_98).split(),
        *["\n", "\n", "\n ", "\n ", "\r\n", "<key#0123456789ABCDEF>", "!", "*"],
    ]
)
_MUTATED = st.lists(_WORDS, max_size=60).map(" ".join)


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.text(), _MUTATED), st.sampled_from([None, Platform.IOS, Platform.ASA]))
def test_any_text_is_read(text: str, platform: Platform | None) -> None:
    redacted = Redactor(b"x").redact(text)
    assert read_config(redacted, platform=platform) == read_config(redacted, platform=platform)


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from([IOS_124, IOS_152, PIX_63, ASA_98]),
    st.lists(
        st.tuples(st.integers(0, 200), st.sampled_from(["cut", "drop", "double", "shift", "flat"])),
        max_size=8,
    ),
)
def test_damaged_configurations_are_read(text: str, damage: list[tuple[int, str]]) -> None:
    lines = text.split("\n")
    for place, kind in damage:
        at = place % len(lines)
        line = lines[at]
        if kind == "cut":
            lines[at] = line[: len(line) // 2]
        elif kind == "drop" and len(lines) > 1:
            del lines[at]
        elif kind == "double":
            lines.insert(at, line)
        elif kind == "shift":
            lines[at] = "  " + line
        else:
            lines[at] = line.strip()
    read_config(Redactor(b"x").redact("\n".join(lines)))


def _corpus(name: str):
    return read_config(Redactor(b"x").redact((CORPUS / name).read_text()))


@with_corpus
def test_every_batfish_configuration_is_read() -> None:
    for path in sorted((CORPUS / "batfish").iterdir()):
        config = _corpus(f"batfish/{path.name}")
        assert config.complete, path.name


@with_corpus
def test_batfish_ios_crypto() -> None:
    config = _corpus("batfish/ios-crypto")
    assert [
        (p.priority, p.encryption, p.hash, p.authentication, p.group, p.lifetime)
        for p in config.policies
    ] == [
        (10, "aes", "md5", "rsa-sig", 1, 14400),
        (20, "des", "sha", "rsa-sig", 1, 86400),
        (30, "des", "sha", "rsa-encr", 1, 86400),
    ]
    assert [(key.form, key.keyring) for key in config.keys] == [
        (KeyForm.TYPE6, None),
        (KeyForm.CLEAR, None),
        (KeyForm.CLEAR, "ISAKMP-KEYRING-ADDRESS"),
        (KeyForm.CLEAR, "ISAKMP-KEYRING-INTERFACE"),
    ]
    assert len({key.fingerprint for key in config.keys[1:]}) == 1
    assert config.unparsed == ()


@with_corpus
def test_batfish_maps_profiles_and_sets() -> None:
    maps = _corpus("batfish/ios-crypto-map")
    dynamic = next(item for item in maps.maps if item.dynamic)
    static = next(item for item in maps.maps if not item.dynamic)
    assert static.interfaces == ("TenGigabitEthernet0/0", "TenGigabitEthernet0/1")
    assert [(entry.sequence, entry.peers, entry.kind) for entry in static.entries] == [
        (10, ("1.2.3.4",), "ipsec-isakmp"),
        (20, ("3.4.5.6",), "ipsec-isakmp"),
        (30, (), "dynamic-reference"),
    ]
    assert [(entry.sequence, entry.pfs_group) for entry in dynamic.entries] == [(5, 2), (15, None)]
    profiles = _corpus("batfish/ios-crypto-ipsec-profile").profiles
    assert [profile.pfs_group for profile in profiles] == [14, 15, 16, 19, 21, 5]
    sets = _corpus("batfish/ios-crypto-transform-set").transform_sets
    assert [item.transforms[0] for item in sets[2:7]] == [
        "esp-aes 192",
        "esp-gcm",
        "esp-gcm 256",
        "esp-gmac",
        "esp-gmac 256",
    ]
    mixed = _corpus("batfish/cisco_crypto")
    assert (mixed.hostname, mixed.ikev2, mixed.isakmp_enabled, mixed.nat_traversal) == (
        "cisco_crypto",
        True,
        False,
        False,
    )


@with_corpus
def test_ntc_asa_outputs() -> None:
    base = "ntc-templates/cisco_asa/show_running-config"
    ikev1 = _corpus(f"{base}_crypto_ikev1/cisco_asa_show_running-config_crypto_ikev1.raw")
    assert ikev1.platform is Platform.ASA
    assert [p.priority for p in ikev1.policies] == list(range(5, 65, 5))
    assert (ikev1.policies[5].encryption, ikev1.policies[5].key_length, ikev1.policies[5].hash) == (
        "aes",
        192,
        "md5",
    )
    maps = _corpus(f"{base}_crypto_map/cisco_asa_show_running-config_crypto_map.raw").maps
    assert (maps[0].name, maps[0].interfaces) == ("Standard-1", ("outside",))
    assert [(e.peers, e.acl, e.pfs_group) for e in maps[0].entries] == [
        (("Peer-1",), "peer1", 5),
        (("Peer-2",), "peer2", 2),
    ]
    whole = _corpus(f"{base}_all_crypto_map/cisco_asa_show_running-config_all_crypto_map2.raw")
    assert whole.unparsed == ()
    assert [len(item.entries) for item in whole.maps[:1]] == [6]
    sets = _corpus(f"{base}_ipsec/cisco_asa_show_running-config_ipsec.raw")
    assert sets.ikev2
    assert sets.transform_set("AES-192_SHA").transforms == ("esp-aes 192", "esp-sha-hmac")
    assert len(sets.transform_sets) == 10
