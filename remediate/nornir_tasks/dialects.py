"""What each platform is asked, how it says no, and how its debugs are switched: facts, no behaviour.

What an ASA's ``show debug`` says is from memory (``debug crypto ikev1 enabled at level 127``).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

__all__ = ["ASA", "IOS", "Debug", "Dialect", "Question", "dialect_of"]


@dataclass(frozen=True, slots=True)
class Question:
    """A show command; ``instead`` is asked where a device refuses it."""

    command: str
    instead: str | None = None
    again: bool = False
    """Whether it is asked once more at the end: its counters say more by how they grow than by what they come to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Debug:
    """A debug, by what ``show debugging`` says of it."""

    on: str
    off: str
    shown: re.Pattern[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialect:
    """A platform's words."""

    device_type: str
    """Netmiko's name for it."""
    extras: tuple[tuple[str, object], ...] = ()
    """Netmiko's settings that keep it from configuring the device."""
    questions: tuple[Question, ...]
    """In the order in which they are asked: what changes fast stands together."""
    debugs: tuple[Debug, ...]
    show_debugs: str
    show_conditions: str
    condition: str
    """Sets the condition, ``{peer}`` in it."""
    no_condition: str
    monitor: str | None = None
    """Brings the output of debugs to the session; None where it comes to the session that switched them on."""
    no_monitor: str = ""


def _debug(on: str, off: str, shown: str) -> Debug:
    return Debug(on=on, off=off, shown=re.compile(shown, re.IGNORECASE | re.MULTILINE))


IOS = Dialect(
    device_type="cisco_ios",
    questions=tuple(
        Question(command, again=command == "show crypto ipsec sa")
        for command in (
            "show version",
            "show clock",
            "show running-config",
            "show crypto isakmp sa",
            "show crypto isakmp sa detail",
            "show crypto ikev2 sa detailed",
            "show crypto ipsec sa",
            "show crypto session detail",
            "show crypto engine connections active",
            "show dmvpn",
            "show access-lists",
            "show ip interface brief",
            "show logging",
        )
    ),
    debugs=(
        _debug(
            "debug crypto isakmp", "undebug crypto isakmp", r"^\s*Crypto ISAKMP debugging is on"
        ),
        _debug("debug crypto ipsec", "undebug crypto ipsec", r"^\s*Crypto IPSEC debugging is on"),
        _debug(
            "debug crypto ikev2", "undebug crypto ikev2", r"^\s*IKEV2 (?:default )?debugging is on"
        ),
    ),
    show_debugs="show debugging",
    show_conditions="show crypto debug-condition",
    condition="debug crypto condition peer ipv4 {peer}",
    no_condition="no debug crypto condition peer ipv4 {peer}",
    monitor="terminal monitor",
    no_monitor="terminal no monitor",
)

ASA = Dialect(
    device_type="cisco_asa",
    extras=(("allow_auto_change", False),),  # Netmiko would enter configuration mode for the width
    questions=(
        Question("show version"),
        Question("show clock"),
        # `show running-config` masks keys, which could then not be compared; they become tokens here.
        Question("more system:running-config", instead="show running-config"),
        Question("show crypto ikev1 sa detail", instead="show crypto isakmp sa detail"),
        Question("show crypto ikev2 sa detail"),
        Question("show crypto ipsec sa", again=True),
        Question("show vpn-sessiondb detail l2l"),
        Question("show access-list"),
        Question("show interface ip brief"),
        Question("show logging"),
    ),
    debugs=(
        _debug("debug crypto ikev1 127", "undebug crypto ikev1", r"^\s*debug crypto ikev1 enabled"),
        _debug("debug crypto ipsec 127", "undebug crypto ipsec", r"^\s*debug crypto ipsec enabled"),
        _debug(
            "debug crypto ikev2 protocol 127",
            "undebug crypto ikev2 protocol",
            r"^\s*debug crypto ikev2 protocol enabled",
        ),
    ),
    show_debugs="show debug",
    show_conditions="show crypto debug-condition",
    condition="debug crypto condition peer {peer}",
    no_condition="no debug crypto condition peer {peer}",
)

_PLATFORMS = {
    "ios": IOS,
    "iosxe": IOS,
    "ios-xe": IOS,
    "cisco_ios": IOS,
    "cisco_xe": IOS,
    "cisco.ios.ios": IOS,
    "asa": ASA,
    "cisco_asa": ASA,
    "cisco.asa.asa": ASA,
}


def dialect_of(platform: str | None) -> Dialect | None:
    """Return the words of a platform by the inventory's name of it; None for one that is not known."""
    return _PLATFORMS.get((platform or "").casefold())
