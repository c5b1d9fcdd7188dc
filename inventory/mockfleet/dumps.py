"""Which commands were looked at on each device, and in which files they were kept."""

from __future__ import annotations

import datetime as dt
import gzip
import io
import re
import textwrap

from mockfleet import asa_config, asa_log, asa_show, ios_config, ios_show, noise
from mockfleet.clock import Clock
from mockfleet.ios_phase2 import Debug
from mockfleet.model import Device, View, dice, views
from mockfleet.terminal import Session
from mockfleet.version import show_version

_SYNCED = re.compile(r"(?:\d{6}: )?(\w{3} [ \d]\d )(?:2024 )?([\d:]{8})")
_TURNED_OFF = "All possible debugging has been turned off\n"


def _ios_header(device: Device, lines: int) -> str:
    logged = lines + dice("logged", device.name).randrange(40, 4000)
    body = f"""Syslog logging: enabled (0 messages dropped, {1 + device.number % 9} messages rate-limited,
                0 flushes, 0 overruns, xml disabled, filtering disabled)
    Console logging: level debugging, {logged} messages logged, xml disabled,
                     filtering disabled
    Monitor logging: level debugging, 0 messages logged, xml disabled,
                     filtering disabled
    Buffer logging:  level debugging, {logged} messages logged, xml disabled,
                     filtering disabled
    Logging Exception size ({4096 if device.series[0] > 12 else 8192} bytes)
    Count and timestamp logging messages: disabled
"""
    if device.series[0] >= 15:
        body += "    Persistent logging: disabled\n\nNo active filter modules.\n\n"
    return (
        body
        + f"    Trap logging: level informational, {logged} message lines logged\n        Logging to 10.0.0.30, {logged} message lines logged, xml disabled,\n               filtering disabled\n\nLog Buffer ({32768 + 1024 * (device.number % 4) * 16} bytes):\n\n"
    )


def _negotiations(device: Device, clock: Clock) -> list[str]:
    """Debug lines of the device's own tunnels that somebody has looked into."""
    debug = Debug(device, clock)
    for view in views(device):
        _negotiation(debug, view)
        clock.wait(31)
    return debug.lines


def _negotiation(debug: Debug, view: View) -> None:
    fault = view.tunnel.fault
    spoke = view.tunnel.spoke.number
    if fault == "isakmp-policy-mismatch":
        (debug.refused_at_initiator if view.initiates else debug.refused)(view)
    elif fault == "psk-mismatch":
        (debug.wrong_key_at_initiator if view.initiates else debug.wrong_key)(view)
    elif fault == "crypto-acl-not-mirrored":
        initiates = view.initiates if spoke != 12 else view.at_hub
        own = view.aces[-1]
        theirs = View(view.other, view.tunnel).aces[-1].mirrored()
        if initiates and view.other.kind == "asa":
            debug.main_mode(view)
            debug.quick_refused_at_initiator(view, own, "INVALID_ID_INFO protocol 1")
        elif initiates:
            debug.quick_refused_at_initiator(view, own)
        else:
            debug.proxy_refused(view, theirs)
    elif fault == "transform-set-mismatch":
        if view.initiates:
            debug.quick_refused_at_initiator(view, view.aces[0])
        else:
            debug.transform_refused(view, view.aces[0], View(view.other, view.tunnel).sets[0])
    elif fault == "missing":
        debug.unanswered(view)
    elif spoke in (3, 17, 19, 24, 25) and view.tunnel.sas:
        conn = debug.main_mode(view)
        debug.quick_mode(view, conn, view.aces[0])


def accelerator(device: Device) -> list[str]:
    """Messages of hardware that receives fragments of encrypted packets."""
    if device.number not in (1, 2, 4, 5):
        return []
    clock = Clock(device, "hardware").back(hours=7)
    luck = dice("hardware", device.name)
    lines = []
    for _ in range(luck.randrange(9, 16)):
        clock.wait(luck.randrange(40, 1600))
        if device.number in (1, 2):
            lines.append(clock.stamp() + "%C1700_EM-1-ERROR: packet-rx error: ESP sequence fail")
        else:
            status = 4612 if device.number == 4 else 4615
            lines.append(
                clock.stamp()
                + f"%HW_VPN-1-HPRXERR: Hardware VPN0/{device.number - 2}: Packet Encryption/Decryption error, status={status}"
            )
    return lines


def _ios_log(device: Device, *, with_debug: bool) -> str:
    lines = noise.ios_lines(device, 5 + device.number % 6)
    if device.number != 2:
        lines += accelerator(device)
    lines += noise.ios_odd(device)
    if device.number == 7:
        lines += _wrapped(
            Clock(device, "bad").stamp()
            + f"%CRYPTO-4-IKMP_BAD_MESSAGE: IKE message from {views(device)[0].peer} failed its sanity check or is malformed"
        )
    if with_debug:
        lines += _negotiations(device, Clock(device, "debug"))
    return _ios_header(device, len(lines)) + "\n".join(_numbered(device, lines)) + "\n"


def _numbered(device: Device, lines: list[str], after: int = 0) -> list[str]:
    """Give the lines the device's own sequence numbers, where it writes them."""
    if device.stamp != "seq":
        return lines
    number = dice("sequence", device.name).randrange(1_000, 90_000) + after
    found: list[str] = []
    for line in lines:
        # Further lines of a message have no number of their own.
        text, own = re.subn(r"^\d{6}(?=: )", f"{number:06d}", line)
        number += own
        found.append(text)
    return found


def _wrapped(line: str) -> list[str]:
    return textwrap.wrap(line, 79)


def _asa_log(device: Device) -> str:
    lines = noise.asa_lines(device, 14 if device.name == "hub2" else 8)
    clock = Clock(device, "ike").back(minutes=40)
    for view in views(device):
        if view.tunnel.fault:
            for attempt in (1, 2):
                lines += asa_log.fault(view, clock, attempt)
                clock.wait(62)
        elif view.tunnel.sas and (device.name != "hub2" or view.other.number % 3 == 0):
            lines += asa_log.completed(view, clock)
        clock.wait(9)
    return asa_log.buffer_header(device, 20_000 + len(lines)) + "\n".join(lines) + "\n"


def _outputs(device: Device) -> list[tuple[str, str]]:
    """(command, output) in the order in which an engineer looks."""
    if device.kind in ("asa", "pix"):
        found = [
            ("show version", show_version(device)),
            ("show running-config", asa_config.running_config(device)),
            (
                "show crypto ikev1 sa"
                if device.series[0] >= 9 and device.number % 2 == 0
                else "show crypto isakmp sa",
                asa_show.isakmp_sa(device),
            ),
            ("show crypto ipsec sa", asa_show.ipsec_sa(device)),
        ]
        if device.kind == "asa":
            if device.name == "hub2" or device.number in (31, 36):
                found.append(("show access-list", asa_show.access_list(device)))
            found.append(("show logging", _asa_log(device)))
        return found
    found = [
        ("show version", show_version(device)),
        ("show running-config", ios_config.running_config(device)),
        ("show crypto isakmp sa", ios_show.isakmp_sa(device)),
        ("show crypto ipsec sa", ios_show.ipsec_sa(device)),
        ("show crypto engine connections active", ios_show.engine(device)),
    ]
    if device.number in (3, 11, 18, 23, 40):
        found.append(("show access-lists", ios_show.access_lists(device)))
    if device.name != "hub1":
        found.append(
            ("show logging", _ios_log(device, with_debug=device.number in (7, 8, 13, 14, 37)))
        )
    return found


def _live_debug(device: Device) -> bool:
    """Whether somebody has sat there with the debugs on."""
    return device.number in (3, 6, 10, 11, 12, 17, 19, 24, 25)


def _session(device: Device) -> bytes:
    session = Session(
        device,
        pager="plain"
        if device.number == 26
        else "bs"
        if device.number % 3 == 0 or device.kind == "pix"
        else "",
        putty=device.number % 2 == 0,
        crlf=device.number % 2 == 0,
    )
    session.open()
    session.run(
        "show clock",
        f"{Clock(device, 'clock').long()}\n"
        if device.kind != "pix"
        else "09:31:07.442 CET Tue Mar 12 2024\n",
    )
    outputs = _outputs(device)
    if device.number % 5 == 3 and device.kind not in ("asa", "pix"):
        outputs.insert(2, ("show ip interface brief", _brief(device)))
    for command, output in outputs:
        session.run(command, output)
    if _live_debug(device):
        # Some type the debugs one by one, as the document does.
        session.run("debug crypto isakmp", "Crypto ISAKMP debugging is on\n")
        session.run("debug crypto ipsec", "Crypto IPSEC debugging is on\n")
        session.run("terminal monitor", "")
        session.lines(
            _numbered(device, _negotiations(device, Clock(device, "debug").wait(170)), 200)
        )
        session.run("undebug all", _TURNED_OFF)
    if device.number == 10:
        session.run("show crypto ipsec sa", ios_show.ipsec_sa(device, later=1))
    session.close()
    return session.bytes()


def _brief(device: Device) -> str:
    lines = ["Interface                  IP-Address      OK? Method Status                Protocol"]
    for name, address in (
        (device.lan_ifs[0], str(device.lans[0][1])),
        (device.wan_if, device.outside),
    ):
        lines.append(f"{name:<26} {address:<15} YES NVRAM  up                    up      ")
    lines.append(f"{'NVI0':<26} {'unassigned':<15} NO  unset  up                    up      ")
    return "\n".join(lines) + "\n"


def _per_command(device: Device) -> dict[str, bytes]:
    """One file a command; some with the prompt's line, some without."""
    files: dict[str, bytes] = {}
    crlf = device.number % 4 == 2
    for command, output in _outputs(device):
        stem = command.replace(" ", "_")
        echo = (
            f"{device.name}#{command}\n"
            if device.number % 2 and device.kind not in ("asa", "pix")
            else ""
        )
        text = echo + output + (f"{device.name}#\n" if echo else "")
        files[f"{stem}.txt"] = (text.replace("\n", "\r\n") if crlf else text).encode()
    return files


def _hub1_debug(device: Device) -> bytes:
    session = Session(device)
    session.open()
    session.run("terminal monitor", "")
    session.run("debug crypto isakmp", "Crypto ISAKMP debugging is on\n")
    session.run("debug crypto ipsec", "Crypto IPSEC debugging is on\n")
    session.lines(_negotiations(device, Clock(device, "debug")))
    session.run("undebug all", _TURNED_OFF)
    session.close()
    return session.bytes()


def _hub1_log(device: Device) -> bytes:
    lines = noise.ios_lines(device, 9)
    clock = Clock(device, "odd").back(hours=2)
    lines.append(
        clock.stamp()
        + f"%CRYPTO-4-RECVD_PKT_INV_SPI: decaps: rec'd IPSEC packet has invalid spi for destaddr={device.outside}, prot=50, spi=0x6A09E667(1779033703), srcaddr=198.51.100.250, input interface={device.wan_if}"
    )
    for view in views(device):
        if view.tunnel.fault == "isakmp-policy-mismatch" and not view.initiates:
            clock.wait(1200)
            lines.append(
                clock.stamp()
                + f"%CRYPTO-6-IKMP_MODE_FAILURE: Processing of Main mode failed with peer at {view.peer}"
            )
        if view.tunnel.fault == "psk-mismatch" and not view.initiates:
            clock.wait(1200)
            lines.append(
                clock.stamp()
                + f"%CRYPTO-4-IKMP_BAD_MESSAGE: IKE message from {view.peer} failed its sanity check or is malformed"
            )
    return (_ios_header(device, len(lines)) + "\n".join(lines) + "\n").encode()


def _hub2_debug(device: Device) -> bytes:
    clock = Clock(device, "debug")
    lines = [f"{device.name}# debug crypto ikev1 127"]
    for view in views(device):
        if (
            view.tunnel.fault in ("crypto-acl-not-mirrored", "transform-set-mismatch")
            or view.other.number == 40
        ):
            lines += asa_log.debug(view, clock)
            clock.wait(14)
    lines += [f"{device.name}# undebug all", f"{device.name}# "]
    return ("\n".join(lines) + "\n").encode()


def _relay(devices: list[Device]) -> bytes:
    """What a syslog server has kept of several devices, in the order of arrival."""
    found: list[tuple[dt.datetime, int, str]] = []
    for device in devices:
        if device.number == 2:
            lines = [*noise.ios_lines(device, 4), *accelerator(device)]
        elif device.number in (4, 21, 28, 40):
            lines = [
                *noise.ios_lines(device, 3),
                *(accelerator(device)[:3] if device.number == 4 else noise.ios_odd(device)),
            ]
        elif device.name == "hub2":
            lines = noise.asa_lines(device, 6)
        else:
            continue
        luck = dice("relay", device.name)
        number = luck.randrange(1000, 9000)
        arrival = Clock(device, "relay").back(hours=7)
        for line in _numbered(device, lines):
            number += 1
            if own := _SYNCED.match(line):
                # Its clock and the server's are set by the same source.
                arrival.now = dt.datetime.strptime(f"2024 {own[1]}{own[2]}", "%Y %b %d %H:%M:%S")
            else:
                arrival.wait(luck.randrange(20, 900))
            when = f"{arrival.now:%b} {arrival.now.day:2d} {arrival.now:%H:%M:%S}"
            who = device.seen if device.number == 28 else device.name
            body = line if device.kind == "asa" else f"{number}: {line}"
            found.append((arrival.now, number, f"{when} {who} {body}"))
    return ("\n".join(line for *_, line in sorted(found)) + "\n").encode()


def _gzip(data: bytes) -> bytes:
    out = io.BytesIO()
    with gzip.GzipFile(filename="", mode="wb", fileobj=out, mtime=0) as packed:
        packed.write(data)
    return out.getvalue()


def dumps(devices: list[Device]) -> dict[str, bytes]:
    """Every file of the dumps folder by its relative name."""
    files: dict[str, bytes] = {}
    for device in devices:
        name = device.name
        match device.dump:
            case "missing":
                continue
            case "files":
                files.update(
                    {f"{name}/{key}": value for key, value in _per_command(device).items()}
                )
            case "gzip":
                files[f"{name}/session-2024-03-12.log.gz"] = _gzip(_session(device))
            case "onefile":
                files[f"{name}.log"] = _session(device)
            case _:
                files[f"{name}/session-2024-03-12.log"] = _session(device)
        if device.number == 9:
            clock = Clock(device, "debug")
            files[f"{name}/debug_crypto_isakmp.txt"] = (
                "\n".join(_negotiations(device, clock)) + "\n"
            ).encode()
    hub1, hub2 = devices[0], devices[1]
    files["hub1/debug-2024-03-12.log"] = _hub1_debug(hub1)
    files["hub1/show_logging.txt"] = _hub1_log(hub1)
    files["hub2/debug-ikev1.log"] = _hub2_debug(hub2)
    files["syslog-relay.log"] = _relay(devices)
    files[f"{devices[5].name}/README.txt"] = (
        b"Narrow cabinet, key at the reception. The AIM came from the Umea spare, June 2019.\nProvider's ticket for the flapping access line: 4711-22.\n"
    )
    files[f"{devices[19].name}/show_crypto_engine_accelerator_statistic.txt"] = b""
    return files
