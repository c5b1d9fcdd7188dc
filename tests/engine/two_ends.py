"""Synthetic pairs of routers for the engine's tests: a working pair, and what is changed in it."""

from __future__ import annotations

from remediate.diagnose import FleetDiagnosis, diagnose
from remediate.messages import Classifier
from remediate.model.evidence import DeviceEvidence, FleetEvidence, HostFacts
from remediate.model.observation import IpsecSa, IsakmpSa, Source
from remediate.platforms.read import read_config
from remediate.rules import catalogue
from remediate.secrets import Redactor

KEY = "SYNTHETIC-Key-77"

R1 = f"""\
version 15.2
hostname r1
!
crypto isakmp policy 10
 encr aes 256
 hash sha256
 authentication pre-share
 group 14
crypto isakmp key {KEY} address 10.1.0.2
!
crypto ipsec transform-set STRONG esp-aes 256 esp-sha256-hmac
 mode tunnel
!
crypto map VPN 10 ipsec-isakmp
 set peer 10.1.0.2
 set transform-set STRONG
 match address 150
!
interface GigabitEthernet0/0
 ip address 10.1.0.1 255.255.255.0
 crypto map VPN
!
interface GigabitEthernet0/1
 ip address 10.10.1.1 255.255.255.0
!
ip route 0.0.0.0 0.0.0.0 10.1.0.254
!
access-list 150 permit ip 10.10.1.0 0.0.0.255 10.20.1.0 0.0.0.255
!
end
"""

R2 = f"""\
version 15.2
hostname r2
!
crypto isakmp policy 5
 encr aes 256
 hash sha256
 authentication pre-share
 group 14
 lifetime 28800
crypto isakmp key {KEY} address 10.1.0.1
!
crypto ipsec transform-set TS esp-aes 256 esp-sha256-hmac
 mode tunnel
!
crypto map OUT 20 ipsec-isakmp
 set peer 10.1.0.1
 set transform-set TS
 match address BRANCH
!
interface GigabitEthernet0/0
 ip address 10.1.0.2 255.255.255.0
 crypto map OUT
!
interface GigabitEthernet0/1
 ip address 10.20.1.1 255.255.255.0
!
ip access-list extended BRANCH
 permit ip 10.20.1.0 0.0.0.255 10.10.1.0 0.0.0.255
!
end
"""

_REDACTOR = Redactor(b"0123456789abcdef0123456789abcdef")


def changed(text: str, *edits: tuple[str, str]) -> str:
    """Return the text with replacements, each of which must change something."""
    for old, new in edits:
        assert old in text, old
        text = text.replace(old, new)
    return text


def device(
    name: str,
    config: str | None,
    *,
    log: str = "",
    isakmp: tuple[IsakmpSa, ...] | None = None,
    ipsec: tuple[IpsecSa, ...] | None = None,
    facts: HostFacts | None = None,
) -> DeviceEvidence:
    text = _REDACTOR.redact(config) if config is not None else None
    messages = tuple(
        Classifier(catalogue()).messages(
            [log.encode()], device=name, file=f"{name}/log.txt", clean=_REDACTOR.clean
        )
        if log
        else ()
    )
    read = read_config(text) if text is not None else None
    return DeviceEvidence(
        device=name,
        platform=read.platform if read else None,
        config=read,
        config_text=text,
        config_source=Source(file=f"{name}/config.txt", line=1) if read else None,
        facts=facts,
        messages=messages,
        isakmp_sas=isakmp or (),
        isakmp_shown=isakmp is not None,
        ipsec_sas=ipsec or (),
        ipsec_shown=ipsec is not None,
    )


def fleet(*devices: DeviceEvidence, hosts: tuple[HostFacts, ...] = ()) -> FleetEvidence:
    return FleetEvidence(devices=devices, hosts=hosts)


def pair(first: str = R1, second: str = R2, *, log1: str = "", log2: str = "") -> FleetDiagnosis:
    return diagnose(fleet(device("r1", first, log=log1), device("r2", second, log=log2)))


def sa(local: str, peer: str, *, up: bool = True, packets: int = 10) -> IpsecSa:
    return IpsecSa(
        source=Source(file="sa.txt", line=1),
        local_address=local,
        peer=peer,
        local_ident="10.10.1.0/255.255.255.0/0/0",
        remote_ident="10.20.1.0/255.255.255.0/0/0",
        counters=(("encaps", packets), ("decaps", packets)),
        path_mtu=1500,
        outbound_spi=0x1234 if up else 0,
        transforms=("esp-aes 256", "esp-sha256-hmac"),
        inbound_spis=(0x4321,) if up else (),
        outbound_spis=(0x1234,) if up else (),
    )


def row(destination: str, origin: str, state: str, *, deleted: bool = False) -> IsakmpSa:
    return IsakmpSa(
        source=Source(file="isakmp.txt", line=1),
        destination=destination,
        origin=origin,
        state=state,
        deleted=deleted,
    )
