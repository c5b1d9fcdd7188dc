# ruff: noqa: W291  # devices print blanks at the ends of lines
"""Changes of crypto map entries on each platform: out, and back to the very text."""

from __future__ import annotations

import pytest

from remediate.errors import ConfigurationError
from remediate.model.base import Platform
from remediate.model.change import (
    AlignPfs,
    BindCryptoMap,
    Change,
    CompleteCryptoMap,
    KeyMove,
    Rendered,
    ReorderCryptoMap,
    SecretRef,
    SetLocalAddress,
    SetPeerAddress,
    SetPsk,
)
from remediate.model.config_maps import TransformSet
from remediate.model.selector import AddressBlock, Selector
from remediate.platforms.apply import Known, apply, tokens_for
from remediate.platforms.read import read_config
from remediate.platforms.render import render
from remediate.platforms.rendered import NotRendered

IOS = """\
version 15.2
hostname r1
!
crypto isakmp policy 10
 encr aes 256
 authentication pre-share
 group 14
crypto isakmp key <key#1111111111111111> address 10.0.0.2     
!
crypto ipsec transform-set TS esp-aes 256 esp-sha-hmac 
 mode tunnel
!
crypto map CM 10 ipsec-isakmp 
 description wide
 set peer 10.0.0.9
 set transform-set TS 
 match address WIDE
crypto map CM 20 ipsec-isakmp 
 set peer 10.0.0.2
 set transform-set TS 
 set pfs group2
 match address 101
 reverse-route
crypto map CM 30 ipsec-isakmp 
 description nothing yet
!
interface Loopback0
 ip address 10.255.0.1 255.255.255.255
!
interface GigabitEthernet0/0
 ip address 10.0.0.1 255.255.255.0
 crypto map MC
!
interface GigabitEthernet0/1
 ip address 10.1.0.1 255.255.0.0
 crypto map CM
!
ip access-list extended WIDE
 permit ip 10.1.0.0 0.0.255.255 10.0.0.0 0.255.255.255
!
access-list 101 permit ip 10.1.0.0 0.0.255.255 10.2.0.0 0.0.255.255
!
end
"""
ASA = """\
ASA Version 9.8(4)32 
!
hostname asa1
interface GigabitEthernet0/0
 nameif outside
 ip address 10.0.0.1 255.255.255.0 
!
interface GigabitEthernet0/1
 nameif inside
 ip address 10.1.0.1 255.255.0.0 
!
access-list A1 extended permit ip 10.1.0.0 255.255.0.0 10.2.0.0 255.255.0.0 
pager lines 24
crypto ipsec ikev1 transform-set TS esp-aes-256 esp-sha-hmac 
crypto map CM 10 match address A1
crypto map CM 10 set pfs 
crypto map CM 10 set peer 10.0.0.2 
crypto map CM 10 set ikev1 transform-set TS
crypto map CM 20 set peer 10.0.0.9 
crypto map CM interface inside
crypto ikev1 enable inside
telnet timeout 5
tunnel-group 10.0.0.2 type ipsec-l2l
tunnel-group 10.0.0.2 general-attributes
 default-group-policy GP
tunnel-group 10.0.0.2 ipsec-attributes
 ikev1 pre-shared-key *****
!
class-map inspection_default
 match default-inspection-traffic
Cryptochecksum:5a1dc2fe0a1c7f3a6f2b1c9d7e0b4f21
: end
"""
ASA8 = ASA.replace("9.8(4)32", "8.2(5)").replace("ikev1 ", "").replace("crypto enable", "crypto isakmp enable")  # fmt: skip
PIX = """\
PIX Version 6.3(5)
nameif ethernet0 outside security0
nameif ethernet1 inside security100
access-list 101 permit ip 10.1.0.0 255.255.0.0 10.2.0.0 255.255.0.0 
ip address outside 10.0.0.1 255.255.255.0
ip address inside 10.1.0.1 255.255.0.0
crypto ipsec transform-set TS esp-3des esp-sha-hmac 
crypto map CM 10 ipsec-isakmp
crypto map CM 10 match address 101
crypto map CM 10 set pfs group1
crypto map CM 10 set peer 10.0.0.2
crypto map CM 10 set transform-set TS
crypto map CM 20 ipsec-isakmp
crypto map CM 20 set peer 10.0.0.9
crypto map CM interface inside
isakmp enable inside
isakmp key <key#1111111111111111> address 10.0.0.2 netmask 255.255.255.255 no-xauth 
isakmp identity address
telnet timeout 5
: end
"""
TEXTS = {"ios": IOS, "asa": ASA, "asa8": ASA8, "pix": PIX}
FLOW = Selector(
    source=AddressBlock.from_netmask("10.1.0.0", "255.255.0.0"),
    destination=AddressBlock.from_netmask("10.9.0.0", "255.255.0.0"),
)
SECRET = SecretRef(name="psk/t/d/10.0.0.2")
GROUP = (
    "tunnel-group 10.0.0.2 type ipsec-l2l", "tunnel-group 10.0.0.2 general-attributes", " default-group-policy GP",
    "tunnel-group 10.0.0.2 ipsec-attributes",
)  # fmt: skip
NEW_SET = TransformSet(name="NEW", transforms=("esp-3des", "esp-sha-hmac"))


def entry_lines(name: str, sequence: int) -> tuple[str, ...]:
    found = []
    within = False
    for line in TEXTS[name].splitlines():
        words = line.split()
        if line.startswith("crypto map CM ") and len(words) > 3:
            within = words[3] == str(sequence)
            if within and name != "ios":
                found.append(" ".join(words[4:]))
        elif within and line.startswith(" "):
            found.append(" ".join(words))
        else:
            within = False
    return tuple(found)


def out_and_back(name: str, change: Change) -> tuple[str, Rendered]:
    text = TEXTS[name]
    config = read_config(text)
    rendered = render(change, config)
    assert isinstance(rendered, Rendered), rendered
    tokens = tokens_for(change, config, Known(held={SECRET.name: "*****" if "*****" in text else "<key#1111111111111111>"}))  # fmt: skip
    where = {"platform": config.platform, "release": config.release, "secrets": tokens}
    after = apply(text, rendered.commands, **where)  # type: ignore[arg-type]  # one table of options
    inverse = rendered.inverse
    if isinstance(change, SetPsk):
        inverse = tuple(line.replace(SECRET.placeholder(), tokens[SECRET.placeholder()]) for line in inverse)  # fmt: skip
    back = apply(after.text, inverse, unprinted=after.unprinted, **where)  # type: ignore[arg-type]
    assert back.text == text
    assert after.text != text
    assert not any("clear" in line for line in (*rendered.commands, *inverse))
    return after.text, rendered


def moved_key(name: str) -> KeyMove:
    word = {"asa": " ikev1 pre-shared-key", "asa8": " pre-shared-key"}.get(name)
    group = (*GROUP, f"{word} {SECRET.placeholder()}") if word else ()
    return KeyMove(secret=SECRET, group=group)


def sequence_of(name: str) -> int:
    return 20 if name == "ios" else 10


@pytest.mark.parametrize("name", TEXTS)
def test_peer_and_key(name: str) -> None:
    change = SetPeerAddress(device="d", map="CM", sequence=sequence_of(name), old="10.0.0.2", new="10.0.0.3", key=moved_key(name))  # fmt: skip
    text, _ = out_and_back(name, change)
    assert "10.0.0.2" not in text
    config = read_config(text)
    entry = next(e for m in config.maps for e in m.entries if e.sequence == sequence_of(name))
    assert entry.peers == ("10.0.0.3",)
    assert [key.peer.dotted for key in config.keys if key.peer] == ["10.0.0.3"]


@pytest.mark.parametrize(("name", "previous"), [("ios", "group2"), ("asa", ""), ("asa8", ""), ("pix", "group1")])  # fmt: skip
def test_pfs(name: str, previous: str) -> None:
    change = AlignPfs(device="d", map="CM", sequence=sequence_of(name), group=5, previous=previous)
    text, _ = out_and_back(name, change)
    assert "set pfs group5" in text


def test_pfs_that_the_release_does_not_have() -> None:
    change = AlignPfs(device="d", map="CM", sequence=10, group=14, previous="")
    assert isinstance(render(change, read_config(ASA8)), NotRendered)


def test_local_address() -> None:
    change = SetLocalAddress(device="d", map="CM", interface="Loopback0", previous=None)
    text, _ = out_and_back("ios", change)
    assert "crypto map CM local-address Loopback0\ncrypto map CM 10" in text
    assert isinstance(render(change, read_config(ASA)), NotRendered)
    wrong = SetLocalAddress(device="d", map="CM", interface="Loopback7", previous=None)
    assert isinstance(render(wrong, read_config(IOS)), NotRendered)


@pytest.mark.parametrize("name", TEXTS)
def test_bind(name: str) -> None:
    ios = name == "ios"
    change = BindCryptoMap(
        device="d", map="CM", interface="GigabitEthernet0/0" if ios else "outside", replaces="MC" if ios else None,
        leaves=("GigabitEthernet0/1" if ios else "inside",), enable_ike=not ios,
    )  # fmt: skip
    text, rendered = out_and_back(name, change)
    (crypto_map,) = [m for m in read_config(text).maps if m.name == "CM"]
    assert crypto_map.interfaces == (("GigabitEthernet0/0",) if ios else ("outside",))
    last = [line for line in rendered.commands if line.split()[:1] == ["no"]][-1]
    assert "CM" in last or "MC" in last


def test_a_map_with_entries_is_not_replaced() -> None:
    text = IOS.replace("crypto map MC", "crypto map CM2").replace(
        "interface Loopback0", "crypto map CM2 5 ipsec-isakmp \n set peer 10.0.0.7\n!\ninterface Loopback0"
    )  # fmt: skip
    change = BindCryptoMap(
        device="d", map="CM", interface="GigabitEthernet0/0", replaces="CM2", leaves=()
    )
    assert isinstance(render(change, read_config(text)), NotRendered)


@pytest.mark.parametrize("name", TEXTS)
def test_reorder(name: str) -> None:
    old = sequence_of(name)
    change = ReorderCryptoMap(
        device="d", map="CM", sequence=old, new_sequence=7, kind="ipsec-isakmp", settings=entry_lines(name, old)
    )  # fmt: skip
    text, _ = out_and_back(name, change)
    config = read_config(text)
    sequences = [e.sequence for m in config.maps if m.name == "CM" for e in m.entries]
    assert sequences[0] == 7
    assert old not in sequences


@pytest.mark.parametrize("name", TEXTS)
def test_complete(name: str) -> None:
    ios = name == "ios"
    change = CompleteCryptoMap(
        device="d", map="CM", sequence=30 if ios else 20, peer="10.0.0.4" if ios else None, acl="LIST", flows=(FLOW,),
        transform_sets=("NEW",), new_set=NEW_SET,
    )  # fmt: skip
    text, rendered = out_and_back(name, change)
    config = read_config(text)
    entry = next(e for m in config.maps for e in m.entries if e.sequence == (30 if ios else 20))
    assert (entry.acl, entry.transform_sets) == ("LIST", ("NEW",))
    assert config.acl("LIST") is not None
    # The list makes the entry work: it comes last.
    assert "match address LIST" in rendered.commands[-1]


@pytest.mark.parametrize("name", TEXTS)
def test_first_key(name: str) -> None:
    change = SetPsk(device="d", peer="10.0.0.9", make=name.startswith("asa"), secret=SECRET)
    text, rendered = out_and_back(name, change)
    assert any(key.peer and key.peer.dotted == "10.0.0.9" for key in read_config(text).keys)
    assert not any(" 0.0.0.0" in line for line in rendered.commands)  # a wildcard key
    known = SetPsk(device="d", peer="10.0.0.2", secret=SECRET)
    assert isinstance(render(known, read_config(TEXTS[name])), NotRendered)


def test_key_of_a_vrf() -> None:
    change = SetPsk(device="d", peer="10.0.0.9", keyring="VPN-RED", vrf="RED", make=True, secret=SECRET)  # fmt: skip
    text, _ = out_and_back("ios", change)
    assert "crypto keyring VPN-RED vrf RED\n" in text


@pytest.mark.parametrize(
    ("name", "commands", "reason"),
    [
        ("ios", ["no crypto map CM"], "never a whole crypto map"),
        ("ios", ["crypto map NONE 5 ipsec-isakmp", " set peer 10.0.0.7"], "does not exist"),
        ("ios", ["crypto map CM local-address Loopback9"], "there is no interface"),
        ("ios", ["interface GigabitEthernet0/1", " crypto map MC"], "it goes first"),
        ("ios", ["interface Loopback0", " crypto map MC"], "does not exist"),
        ("ios", ["crypto map CM 20 ipsec-isakmp", " no set peer 10.0.0.7"], "no such peer"),
        ("asa", ["no crypto map CM 10"], "never a whole crypto map"),
        ("asa", ["crypto map CM interface dmz"], "no interface named dmz"),
        ("asa", ["crypto map CM interface inside"], "it goes first"),
        ("asa", ["no crypto map CM 10 set peer 10.0.0.7"], "no such peer"),
        ("asa", ["no tunnel-group 10.0.0.7"], "no such tunnel-group"),
        ("asa", ["tunnel-group 10.0.0.2 type ipsec-l2l"], "exists"),
        ("pix", ["no crypto map CM 10 match address 102"], "not configured"),
    ],
)
def test_what_the_device_refuses(name: str, commands: list[str], reason: str) -> None:
    config = read_config(TEXTS[name])
    with pytest.raises(ConfigurationError, match=reason):
        apply(TEXTS[name], commands, platform=config.platform, release=config.release)


def test_ios_appends_a_peer_and_asa_adds_it_to_the_line() -> None:
    lines = {"ios": ["crypto map CM 20 ipsec-isakmp", " set peer 10.0.0.5"], "asa": ["crypto map CM 10 set peer 10.0.0.5"], "pix": ["crypto map CM 10 set peer 10.0.0.5"]}  # fmt: skip
    shown = {"ios": " set peer 10.0.0.2\n set peer 10.0.0.5\n", "asa": "set peer 10.0.0.2 10.0.0.5 \n", "pix": "set peer 10.0.0.2\ncrypto map CM 10 set peer 10.0.0.5\n"}  # fmt: skip
    for name, commands in lines.items():
        config = read_config(TEXTS[name])
        after = apply(TEXTS[name], commands, platform=config.platform, release=config.release)
        assert shown[name] in after.text
    assert read_config(PIX).platform is Platform.ASA
