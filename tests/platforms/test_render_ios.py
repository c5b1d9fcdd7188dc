from __future__ import annotations

import pytest
from config_samples import IOS_RELEASE, acl, ios_config, key, policy
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
from remediate.model.config_maps import CryptoMap, TransformSet
from remediate.model.release import Release
from remediate.model.selector import ANY, AddressBlock, PortRange, Selector
from remediate.platforms.defaults import parse_release
from remediate.platforms.edit_state import AclNumbers, Unprinted
from remediate.platforms.ios_release import numbers_entries
from remediate.platforms.render import render
from remediate.platforms.rendered import NotRendered
from remediate.platforms.selector_text import spell

NEW = TransformSet(name="NEW", transforms=("esp-aes 256", "esp-sha256-hmac"))
FLOW = Selector(
    source=AddressBlock.from_wildcard("10.1.0.0", "0.0.255.255"),
    destination=AddressBlock.from_wildcard("10.9.9.0", "0.0.0.255"),
)
WRONG = "permit ip host 10.1.0.9 host 10.9.9.9"


def rendered(change: Change, config: CryptoConfig | None = None, **more: Unprinted) -> Rendered:
    answer = render(change, config or ios_config(), **more)
    assert isinstance(answer, Rendered), answer
    return answer


def refused(change: Change, config: CryptoConfig | None = None) -> str:
    answer = render(change, config or ios_config())
    assert isinstance(answer, NotRendered), answer
    return answer.reason


def test_policy_writes_every_attribute() -> None:
    change = AlignIsakmpPolicy(device="r1", policy=policy(20, hash="sha256", group=14))
    answer = rendered(change)
    assert answer.commands == (
        "crypto isakmp policy 20",
        " encr aes 256",
        " hash sha256",
        " authentication pre-share",
        " group 14",
        " lifetime 86400",
    )
    assert answer.inverse == ("no crypto isakmp policy 20",)
    assert answer.safety is Safety.SAFE


def test_first_user_policy_is_disruptive() -> None:
    defaults = (policy(65507, default=True),)
    answer = rendered(
        AlignIsakmpPolicy(device="r1", policy=policy(10)), ios_config(policies=defaults)
    )
    assert answer.safety is Safety.DISRUPTIVE
    assert "default policies vanish" in answer.preconditions[0]


def test_an_old_release_is_asked_for_what_only_some_of_its_trains_have() -> None:
    old = ios_config(release=Release(platform=Platform.IOS, text="12.4", numbers=(12, 4)))
    answer = rendered(AlignIsakmpPolicy(device="r1", policy=policy(20, group=14)), old)
    assert any("`group ?`" in item for item in answer.preconditions)
    has = replace(old, policies=(policy(10, group=14),))
    answer = rendered(AlignIsakmpPolicy(device="r1", policy=policy(20, group=14)), has)
    assert not any("`group ?`" in item for item in answer.preconditions)
    new = ios_config(release=Release(platform=Platform.IOS, text="15.2", numbers=(15, 2)))
    assert not rendered(
        AlignIsakmpPolicy(device="r1", policy=policy(20, group=14)), new
    ).preconditions


def test_policy_number_in_use_is_refused() -> None:
    assert "in use" in refused(AlignIsakmpPolicy(device="r1", policy=policy(30)))


@pytest.mark.parametrize(
    "weak", [{"encryption": "3des", "key_length": None}, {"hash": "md5"}, {"group": 2}]
)
def test_weak_policy_is_refused_on_late_xe(weak: dict[str, object]) -> None:
    release = Release(platform=Platform.IOS, numbers=(17, 12, 1), xe=True)
    change = AlignIsakmpPolicy(device="r1", policy=policy(20, **{"group": 14, **weak}))
    assert "17.11.1" in refused(change, ios_config(release=release))
    assert rendered(change, ios_config(release=replace(release, numbers=(17, 9, 4))))


def test_rekey_removes_the_old_key_first() -> None:
    change = RekeyPsk(
        device="r1", peer="10.0.0.2", secret=SecretRef(name="n"), previous=SecretRef(name="o")
    )
    answer = rendered(change)
    assert answer.commands == (
        "no crypto isakmp key <secret:o> address 10.0.0.2",
        "crypto isakmp key <secret:n> address 10.0.0.2",
    )
    assert answer.inverse == (
        "no crypto isakmp key <secret:n> address 10.0.0.2",
        "crypto isakmp key <secret:o> address 10.0.0.2",
    )


def test_rekey_keeps_no_xauth_and_netmask() -> None:
    change = RekeyPsk(
        device="r1",
        peer="10.0.0.3",
        no_xauth=True,
        secret=SecretRef(name="n"),
        previous=SecretRef(name="o"),
    )
    assert rendered(change).commands[1] == "crypto isakmp key <secret:n> address 10.0.0.3 no-xauth"
    change = RekeyPsk(
        device="r1",
        peer="10.9.0.0",
        mask="255.255.0.0",
        secret=SecretRef(name="n"),
        previous=SecretRef(name="o"),
    )
    answer = rendered(change)
    assert answer.commands[1] == "crypto isakmp key <secret:n> address 10.9.0.0 255.255.0.0"
    assert answer.safety is Safety.DISRUPTIVE


def test_rekey_in_a_keyring_and_of_type_6() -> None:
    change = RekeyPsk(
        device="r1",
        peer="10.0.0.8",
        keyring="RING",
        secret=SecretRef(name="n"),
        previous=SecretRef(name="o"),
    )
    answer = rendered(change)
    assert answer.commands == (
        "crypto keyring RING vrf RED",
        " no pre-shared-key address 10.0.0.8 key 6 <secret:o>",
        " pre-shared-key address 10.0.0.8 key <secret:n>",
    )
    assert "type 6" in answer.preconditions[0]


def test_first_key_has_an_inverse_that_only_removes() -> None:
    change = RekeyPsk(device="r1", peer="10.0.0.99", secret=SecretRef(name="n"), previous=None)
    answer = rendered(change)
    assert answer.commands == ("crypto isakmp key <secret:n> address 10.0.0.99",)
    assert answer.inverse == ("no crypto isakmp key <secret:n> address 10.0.0.99",)


def test_rekey_without_a_reference_to_the_old_key_is_refused() -> None:
    change = RekeyPsk(device="r1", peer="10.0.0.2", secret=SecretRef(name="n"), previous=None)
    assert "does not overwrite" in refused(change)


def test_ikev2_keys_are_not_taken_for_ikev1_keys() -> None:
    config = ios_config(
        keys=(key("10.0.0.2", "pre-shared-key <key#5555555555555555>", ikev2=True),)
    )
    change = RekeyPsk(
        device="r1", peer="10.0.0.2", secret=SecretRef(name="n"), previous=SecretRef(name="o")
    )
    assert "no pre-shared key" in refused(change, config)


def mirror(
    *, at: int = 2, remove: bool = True, flow: Selector = FLOW, name: str = "150"
) -> MirrorCryptoAcl:
    return MirrorCryptoAcl(
        device="r1",
        acl=name,
        add=(AclEdit(selector=flow, position=at),),
        remove=(AclEdit(body=WRONG, position=2),) if remove else (),
    )


def test_mirror_adds_just_after_the_wrong_entry_before_removing_it() -> None:
    answer = rendered(mirror())
    assert answer.commands == (
        "ip access-list extended 150",
        " 21 permit ip 10.1.0.0 0.0.255.255 10.9.9.0 0.0.0.255",
        " no permit ip host 10.1.0.9 host 10.9.9.9",
    )
    assert answer.inverse == (
        "ip access-list extended 150",
        " 20 permit ip host 10.1.0.9 host 10.9.9.9",
        " no permit ip 10.1.0.0 0.0.255.255 10.9.9.0 0.0.0.255",
    )
    assert any("shows 20 permit ip host 10.1.0.9" in item for item in answer.preconditions)
    assert not any(line.startswith("no access-list") for line in answer.commands + answer.inverse)


def test_mirror_appends_without_a_number() -> None:
    answer = rendered(mirror(at=5, remove=False))
    assert answer.commands[1] == " permit ip 10.1.0.0 0.0.255.255 10.9.9.0 0.0.0.255"
    assert answer.inverse[1] == " no permit ip 10.1.0.0 0.0.255.255 10.9.9.0 0.0.0.255"


def test_mirror_uses_printed_numbers() -> None:
    listed = acl(
        "150",
        Platform.IOS,
        "10 permit ip any host 10.0.0.1",
        "12 remark wrong",
        f"12 {WRONG}",
        "15 permit ip any host 10.0.0.3",
    )
    answer = rendered(mirror(), ios_config(acls=(listed,)))
    assert answer.commands[1].startswith(" 13 permit ip 10.1.0.0")
    assert answer.inverse[1] == f" 12 {WRONG}"
    # Numbers that the configuration prints need not be looked up.
    assert not any("show access-lists" in item for item in answer.preconditions)


def test_mirror_refuses_where_no_number_is_free() -> None:
    listed = acl(
        "150",
        Platform.IOS,
        "10 permit ip any host 10.0.0.1",
        "11 permit ip any host 10.0.0.2",
        f"12 {WRONG}",
    )
    assert "no free sequence number" in refused(
        mirror(at=1, remove=False), ios_config(acls=(listed,))
    )


def test_mirror_uses_the_room_before_an_entry_that_goes() -> None:
    listed = acl(
        "150",
        Platform.IOS,
        "10 permit ip any host 10.0.0.1",
        f"20 {WRONG}",
        "21 permit ip any host 10.0.0.3",
    )
    change = replace(mirror(at=1), remove=(AclEdit(body=WRONG, position=1),))
    assert (
        rendered(change, ios_config(acls=(listed,)))
        .commands[1]
        .startswith(" 19 permit ip 10.1.0.0")
    )


def test_mirror_uses_carried_numbers() -> None:
    carried = Unprinted(numbers=(AclNumbers(acl="150", numbers=(10, 10, 25, 40, 40)),))
    assert rendered(mirror(), unprinted=carried).commands[1].startswith(" 26 permit")


@pytest.mark.parametrize(
    ("text", "numbered"),
    [
        ("12.1", False),
        ("12.2", None),
        ("12.2(13)", False),
        ("12.2(46a)", False),
        ("12.2(13)T", False),
        ("12.2(15)T5", True),
        ("12.2(33)SXI4", True),
        ("12.2(8)S", False),
        ("12.2(11)ZX", None),
        ("12.3", True),
        ("15.2(4)M7", True),
        ("03.16.04b.S", True),
    ],
)
def test_which_releases_number_their_entries(text: str, numbered: bool | None) -> None:
    assert numbers_entries(parse_release(text, Platform.IOS)) is numbered


def test_mirror_needs_no_number_at_the_end_of_a_list() -> None:
    listed = acl("150", Platform.IOS, "permit ip any host 10.0.0.1", "remark wrong", WRONG)
    change = mirror(at=3)
    for text in ("12.1", "12.2", "12.2(46a)"):
        release = parse_release(text, Platform.IOS)
        answer = rendered(change, ios_config(acls=(listed,), release=release))
        assert answer.inverse[1] == f" {WRONG}"
        assert f"`show access-lists 150` shows {WRONG}" in answer.preconditions
    unknown = ios_config(release=parse_release("12.2", Platform.IOS))
    assert rendered(mirror(), unknown).commands[1].startswith(" 21 permit")
    assert "12.2(15)T" in refused(
        mirror(), ios_config(release=parse_release("12.2(13)T", Platform.IOS))
    )


def test_mirror_refusals() -> None:
    assert "no access list" in refused(mirror(name="151"))
    assert "not the one to remove" in refused(
        replace(mirror(), remove=(AclEdit(body=WRONG, position=1),))
    )
    only_remove = MirrorCryptoAcl(device="r1", acl="150", remove=(AclEdit(body=WRONG, position=0),))
    assert "without a permit" in refused(
        only_remove, ios_config(acls=(acl("150", Platform.IOS, WRONG),))
    )
    there = Selector(
        source=AddressBlock.host("10.1.0.9"), destination=AddressBlock.host("10.9.9.9")
    )
    assert "already has" in refused(mirror(remove=False, flow=there))
    remark = MirrorCryptoAcl(
        device="r1", acl="150", remove=(AclEdit(body="remark to r2", position=0),)
    )
    assert "remark" in refused(remark)


def test_mirror_that_overlaps_another_entry_is_disruptive() -> None:
    config = ios_config()
    vpn = config.acls[1]
    flows = tuple(
        replace(entry, selectors=(FLOW,) if entry.action == "permit" else ())
        for entry in vpn.entries
    )
    config = replace(config, acls=(config.acls[0], replace(vpn, entries=flows)))
    answer = rendered(mirror(), config)
    assert answer.safety is Safety.DISRUPTIVE
    assert any("overlaps access list VPN" in item for item in answer.preconditions)
    assert rendered(mirror()).safety is Safety.SAFE


def test_transform_set_gets_a_successor_and_the_old_one_stays() -> None:
    change = AlignTransformSet(
        device="r1", new=NEW, map="CM", sequence=10, transform_sets=("NEW",), previous=("OLD",)
    )  # fmt: skip
    answer = rendered(change)
    assert answer.commands == (
        "crypto ipsec transform-set NEW esp-aes 256 esp-sha256-hmac",
        " mode tunnel",
        "crypto map CM 10 ipsec-isakmp",
        " set transform-set NEW",
    )
    assert answer.inverse == (
        "crypto map CM 10 ipsec-isakmp",
        " set transform-set OLD",
        "no crypto ipsec transform-set NEW",
    )


def test_transform_set_refusals() -> None:
    change = AlignTransformSet(
        device="r1", new=NEW, map="CM", sequence=10, transform_sets=("NEW",), previous=("OLD",)
    )
    assert "points to" in refused(replace(change, previous=("OTHER",)))
    assert "no entry" in refused(replace(change, sequence=99))
    assert "exists" in refused(
        replace(change, new=replace(NEW, name="LATER"), transform_sets=("LATER",))
    )
    assert "does not exist" in refused(replace(change, new=None))
    xe = Release(platform=Platform.IOS, numbers=(17, 11, 1), xe=True)
    weak = replace(change, new=replace(NEW, transforms=("esp-3des", "esp-sha-hmac")))
    assert "esp-3des" in refused(weak, ios_config(release=xe))
    dynamic = CryptoMap(
        name="CM", entries=(replace(ios_config().maps[0].entries[0], kind="dynamic-reference"),)
    )
    assert "dynamic map" in refused(change, ios_config(maps=(dynamic,)))


def test_dynamic_map_entry() -> None:
    config = ios_config()
    entry = replace(config.maps[0].entries[0], map="DYN", sequence=5)
    config = ios_config(maps=(CryptoMap(name="DYN", dynamic=True, entries=(entry,)),))
    change = AlignTransformSet(
        device="r1", new=NEW, map="DYN", sequence=5, transform_sets=("NEW",), previous=("OLD",)
    )
    assert "crypto dynamic-map DYN 5" in rendered(change, config).commands


def test_tcp_mss() -> None:
    change = SetTcpMss(device="r1", interface="Tunnel0", value=1300, previous=1360)
    answer = rendered(change)
    assert answer.commands == ("interface Tunnel0", " ip tcp adjust-mss 1300")
    assert answer.inverse == ("interface Tunnel0", " ip tcp adjust-mss 1360")
    assert answer.safety is Safety.SAFE
    assert rendered(replace(change, previous=None)).inverse[1] == " no ip tcp adjust-mss"
    for value in (499, 1461):
        assert "500 to 1460" in refused(replace(change, value=value))
    assert "no interface" in refused(replace(change, interface="Tunnel9"))
    assert "per interface" in refused(replace(change, interface=None))


def test_prefragmentation() -> None:
    change = SetPrefragmentation(device="r1", interface=None, previous=None)
    answer = rendered(change)
    assert answer.commands == ("crypto ipsec fragmentation before-encryption",)
    assert answer.inverse == ("no crypto ipsec fragmentation before-encryption",)
    assert answer.safety is Safety.SAFE
    answer = rendered(replace(change, interface="Tunnel0", previous=False))
    assert answer.inverse == ("interface Tunnel0", " crypto ipsec fragmentation after-encryption")


def test_ip_mtu_goes_back_in_one_command() -> None:
    change = SetIpMtu(device="r1", interface="Tunnel0", value=1300, previous=1400)
    answer = rendered(change)
    assert answer.inverse == ("interface Tunnel0", " ip mtu 1400")
    assert answer.safety is Safety.DISRUPTIVE
    assert rendered(replace(change, previous=None)).inverse == ("interface Tunnel0", " no ip mtu")


def test_spelling() -> None:
    flow = Selector(
        protocol=6,
        source=AddressBlock.host("10.0.0.1"),
        destination=ANY,
        destination_ports=PortRange(low=443, high=443),
    )
    assert spell(flow, Platform.IOS) == "tcp host 10.0.0.1 any eq 443"
    odd = Selector(
        protocol=51, source=AddressBlock.from_wildcard("10.0.0.5", "0.0.0.254"), destination=ANY
    )
    assert spell(odd, Platform.IOS) == "ahp 10.0.0.1 0.0.0.254 any"
    with pytest.raises(ValueError, match="non-contiguous"):
        spell(odd, Platform.ASA)
    ranged = Selector(
        protocol=17,
        source=AddressBlock.from_wildcard("10.1.2.3", "0.0.255.255"),
        source_ports=PortRange(low=1, high=9),
        destination=ANY,
    )
    assert spell(ranged, Platform.ASA) == "udp 10.1.0.0 255.255.0.0 range 1 9 any"


def test_old_release_without_sequence_numbers() -> None:
    release = replace(IOS_RELEASE, numbers=(12, 1, 5))
    assert "sequence numbers" in refused(mirror(), ios_config(release=release))
    assert rendered(mirror(at=5, remove=False), ios_config(release=release))
