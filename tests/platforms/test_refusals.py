"""What a release refuses although its configuration says it."""

from __future__ import annotations

import pytest

from remediate.model.config import CryptoConfig
from remediate.model.config_maps import IsakmpPolicy
from remediate.platforms.read import read_config
from remediate.platforms.refusals import (
    refused_group,
    refused_policy,
    refused_transforms,
    refuses,
)


def ios(version: str, more: str = "") -> CryptoConfig:
    return read_config(f"version {version}\nhostname r1\n{more}!\nend\n")


def asa(version: str) -> CryptoConfig:
    return read_config(f": Saved\nASA Version {version}\nhostname fw\n: end\n")


def policy(encryption: str, digest: str, group: int) -> IsakmpPolicy:
    return IsakmpPolicy(
        priority=10, encryption=encryption, hash=digest, authentication="pre-share", group=group
    )


WEAK = policy("3des", "md5", 2)


@pytest.mark.parametrize(
    ("config", "refuser"),
    [
        (ios("17.12"), "IOS-XE 17.11.1 and later"),
        (ios("17.11"), "IOS-XE 17.11.1 and later"),  # a running-config prints no rebuild
        (ios("17.9"), None),
        (ios("16.12"), None),
        (ios("15.9"), None),
        (ios("17.12", "crypto engine compliance shield disable\n"), None),
        (asa("9.15(1)"), "ASA 9.15 and later"),
        (asa("9.14(4)"), None),
    ],
)
def test_which_releases_refuse(config: CryptoConfig, refuser: str | None) -> None:
    assert refuses(config) == refuser
    assert bool(refused_policy(config, WEAK)) is (refuser is not None)


def test_what_is_refused() -> None:
    xe, fw = ios("17.12"), asa("9.16(4)")
    assert refused_policy(xe, WEAK) == ("3DES", "MD5", "group 2")
    assert refused_policy(xe, policy("aes", "sha", 14)) == ()
    assert refused_policy(xe, policy("aes", "sha", 24)) == ()  # under IKEv2 alone
    assert refused_policy(fw, policy("aes", "sha", 24)) == ("group 24",)
    assert refused_transforms(xe, ("esp-null", "esp-md5-hmac")) == ("esp-null", "esp-md5-hmac")
    assert refused_transforms(fw, ("esp-aes 256", "esp-md5-hmac")) == ("esp-md5-hmac",)
    assert refused_transforms(xe, ("esp-aes 256", "esp-sha-hmac")) == ()
    assert refused_group(xe, 5)
    assert not refused_group(xe, 14)
    assert not refused_group(xe, None)
