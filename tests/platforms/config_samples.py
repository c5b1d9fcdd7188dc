"""Running-configs for the tests of rendering and applying. Synthetic: written by hand in the
print style of each release (separators, trailing blanks, hidden defaults), made by no parser."""

from __future__ import annotations

from remediate.model.base import Platform
from remediate.model.config import CryptoConfig
from remediate.model.config_interfaces import Interface
from remediate.model.config_keys import KeyForm, PreSharedKey
from remediate.model.config_lists import AccessEntry, AccessList
from remediate.model.config_maps import CryptoMap, CryptoMapEntry, IsakmpPolicy, TransformSet
from remediate.model.release import Release
from remediate.model.selector import AddressBlock

OLD = "<key#0123456789ABCDEF>"

IOS = f"""!
version 12.4
hostname r1
!
banner motd ^C
interface FastEthernet0/9
crypto isakmp policy 3
^C
crypto isakmp policy 10
 encr 3des
 hash md5
 authentication pre-share
 group 2
!
crypto isakmp policy 30
 authentication pre-share
crypto isakmp key {OLD} address 10.0.0.2
crypto isakmp key <key#1111111111111111> address 10.0.0.3 no-xauth
crypto isakmp key <key#2222222222222222> address 10.9.0.0 255.255.0.0
!
crypto keyring RING vrf RED
  pre-shared-key address 10.0.0.7 key <key#3333333333333333>
  pre-shared-key address 10.0.0.8 key 6 <key#4444444444444444>
!
crypto ipsec transform-set OLD esp-3des esp-md5-hmac{" "}
crypto ipsec transform-set LATER esp-aes esp-sha-hmac{" "}
 mode transport
!
crypto map CM 10 ipsec-isakmp{" "}
 set peer 10.0.0.2
 set transform-set OLD{" "}
 match address 150
crypto map CM 20 ipsec-isakmp{" "}
 set peer 10.0.0.3
 set transform-set LATER
 match address VPN
!
interface FastEthernet0/0
 ip address 10.0.0.1 255.255.255.0
 ip nat outside
 duplex auto
 crypto map CM
!
interface Tunnel0
 ip address 192.168.0.1 255.255.255.252
 ip mtu 1400{" "}
 ip tcp adjust-mss 1360
 tunnel source FastEthernet0/0
!
ip access-list extended VPN
 remark to r3
 permit ip 10.1.0.0 0.0.255.255 10.3.0.0 0.0.255.255
 permit tcp host 10.1.0.1 any eq www
!
access-list 150 remark to r2
access-list 150 permit ip 10.1.0.0 0.0.255.255 10.2.0.0 0.0.255.255
access-list 150 permit ip host 10.1.0.9 host 10.9.9.9
access-list 150 remark the servers
access-list 150 permit ip 10.4.0.0 0.0.255.255 10.2.0.0 0.0.255.255
!
end
"""

ASA = """: Saved
:
ASA Version 9.8(4)
!
hostname fw1
!
interface GigabitEthernet0/0
 nameif outside
 security-level 0
 ip address 10.0.0.1 255.255.255.0
!
access-list NONAT extended permit ip any any
access-list VPN remark to r2
access-list VPN extended permit ip 10.1.0.0 255.255.0.0 10.2.0.0 255.255.0.0
access-list VPN extended permit ip host 10.1.0.9 host 10.9.9.9
access-list VPN extended permit tcp 10.4.0.0 255.255.0.0 any eq https
pager lines 24
mtu outside 1500
icmp unreachable rate-limit 1 burst-size 1
crypto ipsec ikev1 transform-set OLD esp-3des esp-md5-hmac
crypto ipsec ikev1 transform-set LATER esp-aes esp-sha-hmac
crypto ipsec ikev1 transform-set LATER mode transport
crypto ipsec security-association pmtu-aging infinite
crypto map CM 10 match address VPN
crypto map CM 10 set peer 10.0.0.2
crypto map CM 10 set ikev1 transform-set OLD
crypto map CM interface outside
crypto ikev1 enable outside
crypto ikev1 policy 10
 authentication pre-share
 encryption 3des
 hash sha
 group 2
 lifetime 86400
telnet timeout 5
tunnel-group 10.0.0.2 type ipsec-l2l
tunnel-group 10.0.0.2 ipsec-attributes
 ikev1 pre-shared-key *****
tunnel-group 10.0.0.3 type ipsec-l2l
Cryptochecksum:0123456789abcdef
: end
"""

PIX = """PIX Version 6.3(5)
interface ethernet0 auto
nameif ethernet0 outside security0
nameif ethernet1 inside security100
hostname pix
access-list 90 permit ip 10.1.1.0 255.255.255.0 10.1.2.0 255.255.255.0
access-list 90 permit ip 172.16.0.0 255.255.0.0 10.1.2.0 255.255.255.0
pager lines 24
mtu outside 1500
mtu inside 1500
ip address outside 10.0.0.1 255.255.255.0
sysopt connection permit-ipsec
crypto ipsec transform-set OLD esp-des esp-md5-hmac
crypto map CM 10 ipsec-isakmp
crypto map CM 10 match address 90
crypto map CM 10 set peer 10.0.0.2
crypto map CM 10 set transform-set OLD
crypto map CM interface outside
isakmp enable outside
isakmp key ***** address 10.0.0.2 netmask 255.255.255.255 no-xauth
isakmp policy 10 authentication pre-share
isakmp policy 10 encryption des
isakmp policy 10 hash md5
isakmp policy 10 group 1
isakmp policy 10 lifetime 86400
telnet timeout 5
Cryptochecksum:0123456789abcdef
: end
"""


def policy(priority: int = 10, **values: object) -> IsakmpPolicy:
    base: dict[str, object] = {
        "encryption": "aes", "key_length": 256, "hash": "sha", "authentication": "pre-share", "group": 5,
    }  # fmt: skip
    return IsakmpPolicy(priority=priority, **{**base, **values})  # type: ignore[arg-type]  # test values


def acl(name: str, platform: Platform, *bodies: str, flat: bool = True) -> AccessList:
    entries = []
    for body in bodies:
        words = body.split()
        number = int(words.pop(0)) if words[0].isdecimal() else None
        entries.append(AccessEntry(action=words[0], body=" ".join(words), sequence=number))
    return AccessList(name=name, numbered_form=flat, entries=tuple(entries))


def key(peer: str, text: str, /, **values: object) -> PreSharedKey:
    token = next(word for word in text.split() if word.startswith(("<", "*")))
    form = KeyForm.MASKED if token.startswith("*") else KeyForm.CLEAR
    block = AddressBlock.host(peer)
    return PreSharedKey(**{"peer": block, "form": form, "token": token, "text": text, **values})  # type: ignore[arg-type]  # test values


IOS_RELEASE = Release(platform=Platform.IOS, text="12.4(24)T", numbers=(12, 4, 24))
ASA_RELEASE = Release(platform=Platform.ASA, text="9.8(4)", numbers=(9, 8, 4))
PIX_RELEASE = Release(platform=Platform.ASA, text="6.3(5)", numbers=(6, 3, 5), pix=True)


def ios_config(**values: object) -> CryptoConfig:
    """What a reader must say of ``IOS``, by hand."""
    sets = (
        TransformSet(name="OLD", transforms=("esp-3des", "esp-md5-hmac")),
        TransformSet(name="LATER", transforms=("esp-aes", "esp-sha-hmac"), mode="transport"),
    )
    entries = (
        CryptoMapEntry(
            map="CM", sequence=10, peers=("10.0.0.2",), acl="150", transform_sets=("OLD",)
        ),
        CryptoMapEntry(
            map="CM", sequence=20, peers=("10.0.0.3",), acl="VPN", transform_sets=("LATER",)
        ),
    )
    base: dict[str, object] = {
        "platform": Platform.IOS,
        "release": IOS_RELEASE,
        "policies": (policy(10), policy(30)),
        "keys": (
            key("10.0.0.2", f"crypto isakmp key {OLD} address 10.0.0.2"),
            key(
                "10.0.0.3",
                "crypto isakmp key <key#1111111111111111> address 10.0.0.3 no-xauth",
                no_xauth=True,
            ),
            key(
                "10.0.0.7",
                "pre-shared-key address 10.0.0.7 key <key#3333333333333333>",
                keyring="RING",
                vrf="RED",
            ),
            key(
                "10.0.0.8",
                "pre-shared-key address 10.0.0.8 key 6 <key#4444444444444444>",
                keyring="RING",
                vrf="RED",
                form=KeyForm.TYPE6,
            ),
            key(
                "10.9.0.0",
                "crypto isakmp key <key#2222222222222222> address 10.9.0.0 255.255.0.0",
                peer=AddressBlock.from_netmask("10.9.0.0", "255.255.0.0"),
            ),
        ),
        "transform_sets": sets,
        "maps": (CryptoMap(name="CM", entries=entries, interfaces=("FastEthernet0/0",)),),
        "acls": (
            acl(
                "150",
                Platform.IOS,
                "remark to r2",
                "permit ip 10.1.0.0 0.0.255.255 10.2.0.0 0.0.255.255",
                "permit ip host 10.1.0.9 host 10.9.9.9",
                "remark the servers",
                "permit ip 10.4.0.0 0.0.255.255 10.2.0.0 0.0.255.255",
            ),
            acl(
                "VPN",
                Platform.IOS,
                "remark to r3",
                "permit ip 10.1.0.0 0.0.255.255 10.3.0.0 0.0.255.255",
                "permit tcp host 10.1.0.1 any eq www",
                flat=False,
            ),
        ),
        "interfaces": (
            Interface(name="FastEthernet0/0", address="10.0.0.1", crypto_map="CM"),
            Interface(name="Tunnel0", ip_mtu=1400, tcp_mss=1360),
        ),
    }
    return CryptoConfig(**{**base, **values})  # type: ignore[arg-type]  # test values


def asa_config(**values: object) -> CryptoConfig:
    """What a reader must say of ``ASA``, by hand."""
    entry = CryptoMapEntry(
        map="CM", sequence=10, peers=("10.0.0.2",), acl="VPN", transform_sets=("OLD",)
    )
    base: dict[str, object] = {
        "platform": Platform.ASA,
        "release": ASA_RELEASE,
        "policies": (policy(10),),
        "keys": (key("10.0.0.2", "ikev1 pre-shared-key *****", keyring="10.0.0.2"),),
        "transform_sets": (
            TransformSet(name="OLD", transforms=("esp-3des", "esp-md5-hmac")),
            TransformSet(name="LATER", transforms=("esp-aes", "esp-sha-hmac"), mode="transport"),
        ),
        "maps": (CryptoMap(name="CM", entries=(entry,), interfaces=("outside",)),),
        "acls": (
            acl(
                "VPN",
                Platform.ASA,
                "remark to r2",
                "permit ip 10.1.0.0 255.255.0.0 10.2.0.0 255.255.0.0",
                "permit ip host 10.1.0.9 host 10.9.9.9",
                "permit tcp 10.4.0.0 255.255.0.0 any eq https",
            ),
        ),
        "interfaces": (Interface(name="GigabitEthernet0/0", nameif="outside", mtu=1500),),
    }
    return CryptoConfig(**{**base, **values})  # type: ignore[arg-type]  # test values


def pix_config(**values: object) -> CryptoConfig:
    """What a reader must say of ``PIX``, by hand."""
    entry = CryptoMapEntry(
        map="CM", sequence=10, peers=("10.0.0.2",), acl="90", transform_sets=("OLD",)
    )
    return asa_config(
        **{
            "release": PIX_RELEASE,
            "keys": (
                key(
                    "10.0.0.2",
                    "isakmp key ***** address 10.0.0.2 netmask 255.255.255.255 no-xauth",
                    no_xauth=True,
                ),
            ),
            "transform_sets": (TransformSet(name="OLD", transforms=("esp-des", "esp-md5-hmac")),),
            "maps": (CryptoMap(name="CM", entries=(entry,), interfaces=("outside",)),),
            "acls": (
                acl(
                    "90",
                    Platform.ASA,
                    "permit ip 10.1.1.0 255.255.255.0 10.1.2.0 255.255.255.0",
                    "permit ip 172.16.0.0 255.255.0.0 10.1.2.0 255.255.255.0",
                ),
            ),
            "interfaces": (
                Interface(name="ethernet0", nameif="outside"),
                Interface(name="ethernet1", nameif="inside"),
            ),
            **values,
        }
    )
