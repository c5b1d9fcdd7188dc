"""Timestamps of log and debug lines, in the style that a device's ``service timestamps`` says."""

from __future__ import annotations

import datetime as dt

from mockfleet.model import Device, dice

DAY = dt.datetime(2024, 3, 12, 8, 0)
_UPTIME = {2: "3w4d", 3: "11w2d", 7: "1d04h", 41: "2w5d"}


class Clock:
    """Moves forward only; prints itself as the device would."""

    def __init__(self, device: Device, *words: object) -> None:
        self.device = device
        # One device has one clock, whatever is read from it.
        start = dice("clock", device.name)
        self.now = DAY + dt.timedelta(
            minutes=device.number, seconds=start.randrange(3000), milliseconds=start.randrange(1000)
        )
        self._sequence = start.randrange(1_000, 90_000)
        self._luck = dice("clock", device.name, *words)

    def back(self, **delta: float) -> Clock:
        """Go back in time, for what has happened before."""
        self.now -= dt.timedelta(**delta)
        return self

    def wait(self, seconds: float) -> Clock:
        self.now += dt.timedelta(seconds=seconds)
        return self

    def stamp(self) -> str:
        """The prefix of the next line, up to and with the blank before the message."""
        self.now += dt.timedelta(milliseconds=self._luck.choice((0, 0, 0, 0, 0, 4, 4, 8)))
        self._sequence += 1
        style, now = self.device.stamp, self.now
        milli = now.microsecond // 1000
        day = f"{now:%b} {now.day:2d}"
        match style:
            case "uptime":
                return f"{_UPTIME.get(self.device.number, '5w1d')}: "
            case "star":
                return f"*{day} {now:%H:%M:%S}.{milli:03d}: "
            case "tz":
                return f"{day} {now:%Y %H:%M:%S}.{milli:03d} CET: "
            case "seq":
                return f"{self._sequence:06d}: {day} {now:%H:%M:%S}.{milli:03d}: "
            case "asa":
                return f"{day} {now:%Y %H:%M:%S}: "
            case "none" | "pix":
                return ""
            case _:
                return f"{day} {now:%H:%M:%S}.{milli:03d}: "

    def long(self) -> str:
        """``09:14:02.123 CET Tue Mar 12 2024``, with a star where no server has set the clock."""
        star = "*" if self.device.stamp == "star" else ""
        return f"{star}{self.now:%H:%M:%S}.{self.now.microsecond // 1000:03d} {zone(self.device)} {self.now:%a %b} {self.now.day} {self.now:%Y}"

    def login(self) -> str:
        """As in ``%SEC_LOGIN-5-LOGIN_SUCCESS``: ``09:14:02 CET Tue Mar 12 2024``."""
        return (
            f"{self.now:%H:%M:%S} {zone(self.device)} {self.now:%a %b} {self.now.day} {self.now:%Y}"
        )


def zone(device: Device) -> str:
    """Name of the time zone: only some sites have configured one."""
    return "CET" if device.stamp in ("tz", "asa", "pix") else "UTC"
