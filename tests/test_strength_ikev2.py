"""Which IKEv2 proposal two ends should have: never weaker than what either has."""

from __future__ import annotations

import pytest

from remediate.model.base import Platform
from remediate.model.config_ikev2 import Ikev2Proposal
from remediate.model.release import Release
from remediate.strength_ikev2 import can_propose, proposal_rank, stronger_proposal

XE = Release(platform=Platform.IOS, text="17.3", numbers=(17, 3), xe=True)
NEWEST = Release(platform=Platform.IOS, text="17.12.1", numbers=(17, 12, 1), xe=True)
ASA8 = Release(platform=Platform.ASA, text="8.4(7)", numbers=(8, 4, 7))
ASA9 = Release(platform=Platform.ASA, text="9.12(4)", numbers=(9, 12, 4))
ASA916 = Release(platform=Platform.ASA, text="9.16(1)", numbers=(9, 16, 1))
PIX = Release(platform=Platform.ASA, text="7.2", numbers=(7, 2), pix=True)


def proposal(
    encryption: str, integrity: str, groups: tuple[int, ...], prf: str | None = None
) -> Ikev2Proposal:
    digests = tuple(integrity.split())
    return Ikev2Proposal(
        name="P",
        encryption=tuple(encryption.split()),
        integrity=digests,
        prf=tuple(prf.split()) if prf else digests,
        groups=groups,
    )


def test_the_stronger_end_is_taken_as_it_is() -> None:
    strong = proposal("aes-cbc-256 aes-cbc-128", "sha512 sha256", (21, 14))
    weak = proposal("3des aes-cbc-128", "md5 sha1", (2, 5))
    for pair in (([strong], [weak]), ([weak], [strong])):
        found = stronger_proposal(*pair, XE, XE)
        assert found is not None
        assert (found.encryption, found.integrity, found.groups) == (
            ("aes-cbc-256",), ("sha512",), (21,),
        )  # fmt: skip


def test_otherwise_the_stronger_of_each_kind() -> None:
    one = proposal("aes-cbc-256", "sha1", (14,))
    two = proposal("aes-cbc-128", "sha512", (20,))
    found = stronger_proposal([one], [two], XE, ASA9)
    assert found is not None
    assert proposal_rank(found) >= max(proposal_rank(one), proposal_rank(two))
    assert (found.encryption, found.prf, found.groups) == (("aes-cbc-256",), ("sha512",), (20,))


def test_what_is_weak_at_both_ends_is_lifted() -> None:
    found = stronger_proposal(
        [proposal("3des", "md5", (1,))], [proposal("des", "md5", (2,))], XE, ASA9
    )
    assert found is not None
    assert (found.encryption, found.integrity, found.groups) == (
        ("aes-cbc-256",), ("sha256",), (14,),
    )  # fmt: skip


def test_an_end_without_any_gets_the_others() -> None:
    only = proposal("aes-gcm-256", "", (20,), "sha384")
    found = stronger_proposal([], [only], ASA9, XE)
    assert found is not None
    assert (found.integrity, found.prf) == ((), ("sha384",))
    assert stronger_proposal([], [], ASA9, XE) is None
    assert stronger_proposal([], [proposal("des", "md5", (1,))], ASA9, XE) is None


def test_a_release_that_cannot_go_up_gets_nothing() -> None:
    strong = proposal("aes-cbc-256", "sha512", (19,))
    old = proposal("aes-cbc-256", "sha1", (5,))
    assert stronger_proposal([strong], [old], XE, ASA8) is None


@pytest.mark.parametrize(
    ("release", "item", "able"),
    [
        (ASA8, proposal("aes-cbc-256", "sha1", (5,)), True),
        (ASA8, proposal("aes-cbc-256", "sha256", (5,)), False),
        (ASA8, proposal("aes-cbc-256", "sha1", (14,)), False),
        (ASA9, proposal("3des", "md5", (2,)), True),
        (ASA916, proposal("3des", "sha256", (14,)), False),
        (ASA916, proposal("aes-cbc-256", "sha256", (5,)), False),
        (NEWEST, proposal("aes-cbc-256", "sha256", (5,)), False),
        (NEWEST, proposal("aes-cbc-256", "sha256", (14,)), True),
        (PIX, proposal("aes-cbc-256", "sha1", (5,)), False),
    ],
)
def test_what_releases_can_have(release: Release, item: Ikev2Proposal, able: bool) -> None:
    assert can_propose(release, item) is able
