from __future__ import annotations

import pytest
from config_samples import PIX_RELEASE, asa_config, pix_config, policy
from msgspec.structs import replace

from remediate.model.base import Platform, Safety
from remediate.model.change import (
    AclEdit,
    AlignIsakmpPolicy,
    AlignTransformSet,
    Change,
    MirrorCryptoAcl,
    RekeyPsk,
    Rendered,
    SecretRef,
    SetIpMtu,
    SetPrefragmentation,
    SetTcpMss,
)
from remediate.model.config import CryptoConfig
from remediate.model.config_maps import TransformSet
from remediate.model.release import Release
from remediate.model.selector import AddressBlock, Selector
from remediate.platforms.render import render
from remediate.platforms.rendered import NotRendered

ASA82 = Release(platform=Platform.ASA, text="8.2(5)", numbers=(8, 2, 5))
FLOW = Selector(
    source=AddressBlock.from_netmask("10.1.0.0", "255.255.0.0"),
    destination=AddressBlock.from_netmask("10.9.9.0", "255.255.255.0"),
)
NEW = TransformSet(name="NEW", transforms=("esp-aes 256", "esp-sha-hmac"))


def rendered(change: Change, config: CryptoConfig | None = None) -> Rendered:
    answer = render(change, config or asa_config())
    assert isinstance(answer, Rendered), answer
    return answer


def refused(change: Change, config: CryptoConfig | None = None) -> str:
    answer = render(change, config or asa_config())
    assert isinstance(answer, NotRendered), answer
    return answer.reason


@pytest.mark.parametrize(("numbers", "kind"), [((8, 4, 1), "ikev1"), ((8, 3, 2), "isakmp")])
def test_policy_in_the_spelling_of_the_release(numbers: tuple[int, ...], kind: str) -> None:
    config = asa_config(release=Release(platform=Platform.ASA, numbers=numbers))
    answer = rendered(AlignIsakmpPolicy(device="fw", policy=policy(20)), config)
    assert answer.commands[0] == f"crypto {kind} policy 20"
    assert " encryption aes-256" in answer.commands
    assert answer.inverse == (f"no crypto {kind} policy 20",)


def test_pix_policy_is_flat() -> None:
    answer = rendered(AlignIsakmpPolicy(device="pix", policy=policy(20)), pix_config())
    assert answer.commands[0] == "isakmp policy 20 authentication pre-share"
    assert len(answer.commands) == 5
    assert answer.inverse == ("no isakmp policy 20",)


def test_what_ikev1_of_asa_lacks_is_not_rendered() -> None:
    assert "SHA-2" in refused(AlignIsakmpPolicy(device="fw", policy=policy(20, hash="sha256")))
    group = AlignIsakmpPolicy(device="fw", policy=policy(20, group=14))
    assert "9.13" in refused(group)
    assert rendered(group, asa_config(release=Release(platform=Platform.ASA, numbers=(9, 14, 1))))
    late = asa_config(release=Release(platform=Platform.ASA, numbers=(9, 16, 1)))
    assert "group 14 alone" in refused(AlignIsakmpPolicy(device="fw", policy=policy(20)), late)
    change = AlignTransformSet(
        device="fw",
        new=replace(NEW, transforms=("esp-aes 256", "esp-sha256-hmac")),
        map="CM",
        sequence=10,
        transform_sets=("NEW",),
        previous=("OLD",),
    )
    assert "esp-sha256-hmac" in refused(change)


def test_unknown_release_is_not_guessed() -> None:
    release = Release(platform=Platform.ASA)
    change = AlignIsakmpPolicy(device="fw", policy=policy(20))
    assert "release is not known" in refused(change, asa_config(release=release, keys=()))
    # A printed key line shows the dialect.
    assert rendered(change, asa_config(release=release)).commands[0] == "crypto ikev1 policy 20"


def test_rekey_never_replays_the_mask() -> None:
    change = RekeyPsk(
        device="fw", peer="10.0.0.2", secret=SecretRef(name="n"), previous=SecretRef(name="o")
    )
    answer = rendered(change)
    assert answer.commands == (
        "tunnel-group 10.0.0.2 ipsec-attributes",
        " ikev1 pre-shared-key <secret:n>",
    )
    assert answer.inverse[1] == " ikev1 pre-shared-key <secret:o>"
    older = rendered(change, asa_config(release=ASA82))
    assert older.commands[1] == " pre-shared-key <secret:n>"
    pix = rendered(change, pix_config())
    assert pix.commands == (
        "no isakmp key <secret:o> address 10.0.0.2 netmask 255.255.255.255 no-xauth",
        "isakmp key <secret:n> address 10.0.0.2 netmask 255.255.255.255 no-xauth",
    )
    for answer in (older, pix, rendered(change)):
        assert "*" not in "".join(answer.commands + answer.inverse)


def test_first_key() -> None:
    change = RekeyPsk(device="fw", peer="10.0.0.3", secret=SecretRef(name="n"), previous=None)
    assert rendered(change).inverse == (
        "tunnel-group 10.0.0.3 ipsec-attributes",
        " no ikev1 pre-shared-key",
    )
    assert "no reference" in refused(replace(change, peer="10.0.0.2"))
    assert "no pre-shared key" in refused(replace(change, previous=SecretRef(name="o")))


def test_mirror_by_line_remarks_counted() -> None:
    change = MirrorCryptoAcl(
        device="fw",
        acl="VPN",
        add=(AclEdit(selector=FLOW, position=2),),
        remove=(AclEdit(body="permit ip host 10.1.0.9 host 10.9.9.9", position=2),),
    )
    answer = rendered(change)
    assert answer.commands == (
        "access-list VPN line 4 extended permit ip 10.1.0.0 255.255.0.0 10.9.9.0 255.255.255.0",
        "no access-list VPN extended permit ip host 10.1.0.9 host 10.9.9.9",
    )
    assert answer.inverse == (
        "access-list VPN line 3 extended permit ip host 10.1.0.9 host 10.9.9.9",
        "no access-list VPN extended permit ip 10.1.0.0 255.255.0.0 10.9.9.0 255.255.255.0",
    )


def test_pix_mirror_has_no_extended_and_before_63_no_line() -> None:
    change = MirrorCryptoAcl(
        device="pix",
        acl="90",
        add=(AclEdit(selector=FLOW, position=0),),
    )
    assert rendered(change, pix_config()).commands == (
        "access-list 90 line 1 permit ip 10.1.0.0 255.255.0.0 10.9.9.0 255.255.255.0",
    )
    old = pix_config(release=replace(PIX_RELEASE, numbers=(6, 2, 2)))
    assert "end of a list only" in refused(change, old)
    at_end = replace(change, add=(AclEdit(selector=FLOW, position=2),))
    assert rendered(at_end, old).commands[0].startswith("access-list 90 permit")


def test_transform_set_spellings() -> None:
    change = AlignTransformSet(
        device="fw", new=replace(NEW, mode="transport"), map="CM", sequence=10, transform_sets=("NEW", "OLD"), previous=("OLD",)
    )  # fmt: skip
    assert rendered(change).commands == (
        "crypto ipsec ikev1 transform-set NEW esp-aes-256 esp-sha-hmac",
        "crypto ipsec ikev1 transform-set NEW mode transport",
        "crypto map CM 10 set ikev1 transform-set NEW OLD",
    )
    assert (
        rendered(change, asa_config(release=ASA82)).commands[-1]
        == "crypto map CM 10 set transform-set NEW OLD"
    )
    alone = replace(change, new=NEW, transform_sets=("NEW",))
    assert rendered(alone, pix_config()).inverse == (
        "crypto map CM 10 set transform-set OLD",
        "no crypto ipsec transform-set NEW esp-aes-256 esp-sha-hmac",
    )


def test_sizes() -> None:
    mss = SetTcpMss(device="fw", interface=None, value=1300, previous=None)
    assert rendered(mss).commands == ("sysopt connection tcpmss 1300",)
    assert rendered(replace(mss, previous=1380)).inverse == ("sysopt connection tcpmss 1380",)
    assert "whole device" in refused(replace(mss, interface="outside"))
    mtu = SetIpMtu(device="fw", interface="outside", value=1400, previous=1500)
    answer = rendered(mtu)
    assert (answer.commands, answer.inverse) == (("mtu outside 1400",), ("mtu outside 1500",))
    assert answer.safety is Safety.DISRUPTIVE
    fragment = SetPrefragmentation(device="fw", interface="outside", previous=None)
    answer = rendered(fragment)
    assert answer.commands == ("crypto ipsec fragmentation before-encryption outside",)
    assert answer.safety is Safety.DISRUPTIVE
    assert "PIX 6" in refused(fragment, pix_config())
    assert "per interface" in refused(replace(fragment, interface=None))
    assert "no interface" in refused(replace(fragment, interface="dmz"))
