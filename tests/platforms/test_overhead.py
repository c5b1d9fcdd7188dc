from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from remediate.errors import ConfigurationError
from remediate.platforms.overhead import Overhead, esp_room
from remediate.platforms.shows import ipsec_sas

CORPUS = (
    Path(os.environ.get("REMEDIATE_SHARED", Path(__file__).resolve().parents[3] / "shared"))
    / "corpus"
)
DES3 = ("esp-3des", "esp-sha-hmac")
AES1 = ("esp-aes 256", "esp-sha-hmac")


def room(
    path: int,
    transforms: tuple[str, ...],
    mode: str = "tunnel",
    *,
    nat: bool = False,
    gre: bool = False,
    **more: bool,
) -> Overhead:
    return esp_room(path, transforms, mode=mode, nat_traversal=nat, gre=gre, **more)


@pytest.mark.parametrize(
    ("transforms", "tunnel", "nat", "gre"),
    [
        (("esp-3des", "esp-md5-hmac"), (1446, 1406), (1438, 1398), (1442, 1402)),
        (DES3, (1446, 1406), (1438, 1398), (1442, 1402)),
        (AES1, (1438, 1398), (1422, 1382), (1434, 1394)),
        (("esp-aes", "esp-sha256-hmac"), (1438, 1398), (1422, 1382), (1434, 1394)),
        (("esp-aes", "esp-sha384-hmac"), (1422, 1382), (1422, 1382), (1418, 1378)),
        (("esp-aes 192", "esp-sha512-hmac"), (1422, 1382), (1406, 1366), (1418, 1378)),
        (("esp-gcm 256",), (1446, 1406), (1438, 1398), (1442, 1402)),
    ],
)
def test_table_of_the_facts(
    transforms: tuple[str, ...], tunnel: tuple[int, int], nat: tuple[int, int], gre: tuple[int, int]
) -> None:
    """Documented: the table of the domain facts, path MTU 1500."""
    plain = room(1500, transforms)
    assert (plain.plain_mtu, plain.mss) == tunnel
    translated = room(1500, transforms, nat=True)
    assert (translated.plain_mtu, translated.mss) == nat
    wrapped = room(1500, transforms, "transport", gre=True)
    assert (wrapped.inner_mtu, wrapped.mss) == gre


def test_pppoe() -> None:
    assert room(1492, ("esp-aes", "esp-sha256-hmac")).mss == 1382
    assert room(1492, ("esp-aes", "esp-sha512-hmac")).mss == 1366


def test_gre_key_costs_four_more() -> None:
    assert (
        room(1500, AES1, "transport", gre=True).mss
        - room(1500, AES1, "transport", gre=True, gre_key=True).mss
        == 4
    )


def test_ah() -> None:
    assert room(1500, ("ah-sha-hmac",), "transport").plain_mtu == 1476
    assert room(1500, ("ah-sha-hmac",)).plain_mtu == 1456
    with pytest.raises(ConfigurationError, match="NAT"):
        room(1500, ("ah-sha-hmac",), nat=True)


def test_ipv6_takes_sixty_from_the_mss() -> None:
    answer = room(1500, AES1, ipv6=True)
    assert answer.plain_mtu - answer.mss == 60


def test_unknown_and_too_small() -> None:
    with pytest.raises(ConfigurationError, match="esp-seal"):
        room(1500, ("esp-seal",))
    with pytest.raises(ConfigurationError, match="no room"):
        room(60, AES1)


def test_steps_add_up() -> None:
    """Every step that takes or gives bytes, added up, is the MSS but for the padding."""
    answer = room(1500, AES1, nat=True, gre=True)
    assert answer.steps[0] == "path MTU 1500"
    assert answer.steps[-1].endswith(f"MSS {answer.mss}")
    taken = sum(int(match[1]) for step in answer.steps if (match := re.match(r"- (\d+)", step)))
    padding = next(
        re.search(r"= (\d+), of which whole blocks of 16 are (\d+)", step)
        for step in answer.steps
        if "blocks" in step
    )
    assert padding is not None
    assert 1500 - taken - (int(padding[1]) - int(padding[2])) == answer.mss


def printed_sas(text: str) -> Iterator[tuple[int, int, tuple[str, ...], str, bool]]:
    """(plaintext mtu, path mtu, transforms, mode, NAT-T) of each live SA, read as simply as can be."""
    for block in re.split(r"plaintext mtu ", text)[1:]:
        numbers = re.match(r"(\d+), path mtu (\d+)", block)
        transform = re.search(r"transform: (.*?),?\s*\n", block)
        settings = re.search(r"in use settings =\{(\w+)(?: *(UDP-Encaps))?", block)
        if numbers and transform and settings:
            names = tuple(
                re.sub(r"esp-(\d+)-aes", r"esp-aes \1", transform[1].strip(" ,")).split(" esp-")
            )
            names = tuple(name if name.startswith("esp-") else f"esp-{name}" for name in names)
            yield int(numbers[1]), int(numbers[2]), names, settings[1].casefold(), bool(settings[2])


@pytest.mark.parametrize(
    "folder",
    ["genieparser/ShowCryptoIpsecSa", "ntc-templates/cisco_ios/show_crypto_ipsec_sa_detail"],
)
def test_sas_that_devices_printed(folder: str) -> None:
    """Captured: SAs of real devices, with the plaintext MTU that they print themselves."""
    place = CORPUS / folder
    if not place.is_dir():
        pytest.skip(f"the corpus is not at {place}")
    sas = [sa for path in sorted(place.glob("*.raw")) for sa in printed_sas(path.read_text())]
    assert sas
    for plain, path, transforms, mode, nat in sas:
        assert esp_room(path, transforms, mode=mode, nat_traversal=nat).plain_mtu == plain, (
            transforms,
            mode,
        )


@pytest.mark.parametrize(
    "folder",
    [
        "genieparser/ShowCryptoIpsecSa",
        "ntc-templates/cisco_ios/show_crypto_ipsec_sa_detail",
        "ntc-templates/cisco_asa/show_crypto_ipsec_sa",
    ],
)
def test_sas_as_they_are_read(folder: str) -> None:
    """Captured: what the reader of ``show crypto ipsec sa`` makes of them gives the MTU that they print."""
    place = CORPUS / folder
    if not place.is_dir():
        pytest.skip(f"the corpus is not at {place}")
    sas = [
        sa
        for path in sorted(place.glob("*.raw"))
        for sa in ipsec_sas(path.read_bytes(), file=path.name)[0]
        if sa.up and sa.transforms and sa.path_mtu and sa.plaintext_mtu
    ]
    for sa in sas:
        assert sa.path_mtu is not None
        mode = "transport" if sa.transport else "tunnel"
        room = esp_room(sa.path_mtu, sa.transforms, mode=mode, nat_traversal=sa.nat_traversal)
        assert room.plain_mtu == sa.plaintext_mtu, sa
    assert sas or "asa" in folder  # ASA prints no plaintext MTU


def test_ipv4_within_ipv6_has_its_own_header() -> None:
    answer = room(1500, AES1, ipv6=True, ipv4_inside=True)
    assert answer.mss == answer.plain_mtu - 40
