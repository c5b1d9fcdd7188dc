"""Ordinary syslog that has nothing to do with tunnels, and odd lines that are no faults."""

from __future__ import annotations

from mockfleet.clock import Clock
from mockfleet.ios_config import archives, logs_sessions
from mockfleet.model import Device, dice, views


def ios_lines(device: Device, count: int) -> list[str]:
    """The last days of a router's life."""
    luck = dice("noise", device.name)
    clock = Clock(device, "noise").back(days=6)
    lan = device.lan_ifs[0].replace(
        "Vlan1", "FastEthernet0" if device.kind == "ios" else "GigabitEthernet0/1/0"
    )
    peer = views(device)[0].peer
    flap = [
        (
            f"%LINK-3-UPDOWN: Interface {lan}, changed state to {way}",
            f"%LINEPROTO-5-UPDOWN: Line protocol on Interface {lan}, changed state to {way}",
        )
        for way in ("down", "up")
    ]
    kinds: list[tuple[str, ...]] = [
        (flap[0][1], flap[0][0], flap[1][0], flap[1][1]),
        ("%SYS-5-CONFIG_I: Configured from console by netops on vty0 (10.0.0.21)",),
        (
            "%SYS-6-LOGGINGHOST_STARTSTOP: Logging to host 10.0.0.30 port 514 started - reconnection",
        ),
        ("%SNMP-3-AUTHFAIL: Authentication failure for SNMP req from host 10.0.3.77",),
        (
            f"%CDP-4-DUPLEX_MISMATCH: duplex mismatch discovered on {lan} (not half duplex), with sw1 FastEthernet0/24 (half duplex).",
        ),
    ]
    if device.series[:2] >= (12, 4):
        kinds.append(
            (
                "%SEC_LOGIN-5-LOGIN_SUCCESS: Login Success [user: netops] [Source: 10.0.0.21] [localport: 22] at {login}",
            )
        )
    if device.stamp in ("datetime", "tz", "seq") and device.series[0] >= 15:
        kinds.append(("%NTP-5-PEERSYNC: NTP synced to peer 10.0.0.5",))
    if archives(device):
        kinds.append(
            tuple(
                f"%PARSER-5-CFGLOG_LOGGEDCMD: User:netops  logged command:{text}"
                for text in (f"interface {lan}", "description to the access switch", "exit")
            )
        )
    if logs_sessions(device) and not views(device)[0].tunnel.fault:
        kinds.append(
            (
                f"%CRYPTO-5-SESSION_STATUS: Crypto tunnel is DOWN.  Peer {peer}:500       Id: {peer}",
                f"%CRYPTO-5-SESSION_STATUS: Crypto tunnel is UP  .  Peer {peer}:500       Id: {peer}",
            )
        )
    lines: list[str] = []
    for _ in range(count):
        clock.wait(luck.randrange(600, 40_000))
        for text in luck.choice(kinds):
            lines.append(clock.stamp() + text.replace("{login}", clock.login()))
            clock.wait(luck.randrange(1, 5))
    return lines


def ios_odd(device: Device) -> list[str]:
    """Lines that look like faults and are none, at the sites that have them."""
    clock = Clock(device, "odd").back(hours=5)
    match device.number:
        case 21:
            return [
                clock.stamp()
                + f"%CRYPTO-4-RECVD_PKT_INV_SPI: decaps: rec'd IPSEC packet has invalid spi for destaddr={device.outside}, prot=50, spi=0x3EA71AED(1051138797), srcaddr=198.51.100.243, input interface={device.wan_if}"
            ]
        case 22:
            return [
                clock.stamp()
                + "%CRYPTO-4-RECVD_PKT_MAC_ERR: decrypt: mac verify failed for connection id=2001"
            ]
        case 40:
            return [
                clock.stamp()
                + "%CRYPTO-4-IKMP_NO_SA: IKE message from 198.51.100.201   has no SA and is not an initialization offer"
            ]
        case 18:
            return [
                clock.stamp()
                + f"%CRYPTO-4-RECVD_PKT_INV_SPI: decaps: rec'd IPSEC packet has invalid spi for destaddr={device.outside}, prot=50, spi=0x1B8D2C04(462236676), srcaddr=203.0.113.201, input interface={device.wan_if}"
            ]
    return []


def asa_lines(device: Device, count: int) -> list[str]:
    luck = dice("noise", device.name)
    clock = Clock(device, "noise").back(hours=3)
    lan = device.lans[0]
    lines: list[str] = []
    for _ in range(count):
        clock.wait(luck.randrange(20, 400))
        inside, outside = (
            f"{lan[luck.randrange(20, 200)]}",
            f"198.51.100.{luck.randrange(160, 250)}",
        )
        port, sport = luck.choice((443, 80, 53, 123)), luck.randrange(1025, 65000)
        number = luck.randrange(100_000, 999_999)
        text = luck.choice((
            f"%ASA-6-302013: Built outbound TCP connection {number} for outside:{outside}/{port} ({outside}/{port}) to inside:{inside}/{sport} ({device.outside}/{sport})",
            f"%ASA-6-302014: Teardown TCP connection {number} for outside:{outside}/{port} to inside:{inside}/{sport} duration 0:00:{luck.randrange(10, 59)} bytes {luck.randrange(400, 90000)} TCP FINs",
            f"%ASA-2-106001: Inbound TCP connection denied from {outside}/{sport} to {device.outside}/{port} flags SYN  on interface outside",
            f"%ASA-6-305011: Built dynamic TCP translation from inside:{inside}/{sport} to outside:{device.outside}/{sport}",
            "%ASA-5-111008: User 'netops' executed the 'terminal pager 0' command.",
            f"%ASA-6-605005: Login permitted from 10.64.0.21/{sport} to inside:{lan[1]}/ssh for user \"netops\"",
        ))  # fmt: skip
        lines.append(clock.stamp() + text)
    return lines
