"""ASA 8.2: one version of IKE and no word for it, no objects, ``nat`` with numbers.

Its lines keep the keys of their successors of 8.4, so that what is asked of a configuration is asked in one way.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from remediate.lab.vocabulary import Line, Mode, line

__all__ = ["OLDER_HIDDEN", "OLDER_SHOWN", "older_modes"]

_RENAMED = (
    ("crypto ipsec ikev1 transform-set", "crypto ipsec transform-set"),
    ("set ikev1 transform-set", "set transform-set"),
    ("set ikev1 phase1-mode", "set phase1-mode"),
    ("crypto ikev1 policy", "crypto isakmp policy"),
    ("crypto ikev1 enable", "crypto isakmp enable"),
    ("crypto ikev1 am-disable", "crypto isakmp am-disable"),
    ("ikev1 pre-shared-key", "pre-shared-key"),
    ("ikev1 trust-point", "trust-point"),
    ("ikev1 user-authentication", "isakmp ikev1-user-authentication"),
    ("some ikev1 ikev2 l2tp-ipsec ssl-client ssl-clientless", "some IPSec l2tp-ipsec svc webvpn"),
)
_LATER_MODES = (
    "ikev2-policy",
    "ipsec-proposal",
    "ipsec-profile",
    "network-object",
    "service-object",
)
_LATER = (
    "mac-address auto", "monitor-interface", "arp permit-nonconnected", "arp rate-limit", "user-identity",
    "aaa authentication login-history", "service sw-reset-button", "ssh stricthostkeycheck", "ssh key-exchange",
    "crypto ca trustpool", "call-home", "nat", "timeout pat-xlate",
    "timeout floating-conn", "timeout conn-holddown", "timeout igp",
)  # fmt: skip
OLDER_HIDDEN = frozenset(
    {"crypto ipsec security-association pmtu-aging", "threat-detection statistics tcp-intercept"}
)
"""Defaults that later releases print, and 8.2 does not."""
OLDER_SHOWN = frozenset(
    {
        "crypto ipsec security-association lifetime seconds",
        "crypto ipsec security-association lifetime kilobytes",
    }
)
"""Defaults that 8.2 prints, and later releases do not."""


def older_modes(modes: Iterable[Mode]) -> list[Mode]:
    """Return the modes of 8.2, made of those of later releases."""
    found = []
    for mode in modes:
        if mode.name in _LATER_MODES:
            continue
        lines = [_older(known.line) for known in mode.lines if not _later(known.line)]
        if mode.name == "configure":
            lines[(at := _place(lines, "access-group")) : at] = _translations()
            early = lines.pop(_place(lines, "dynamic-access-policy-record"))
            lines.insert(_place(lines, "aaa-server protocol"), early)
        prompt = mode.prompt.replace("config-ikev1-policy", "config-isakmp-policy")
        found.append(Mode(mode.name, prompt, lines))
    return found


def _place(lines: list[Line], key: str) -> int:
    return next(number for number, item in enumerate(lines) if item.key == key)


def _later(item: Line) -> bool:
    """Whether 8.2 has nothing like a line."""
    if item.opens in _LATER_MODES or "ikev2" in item.key:
        return True
    return any(
        item.key == key or item.key.startswith(f"{key} ") for key in _LATER
    ) or item.key.startswith("tunnel ")


def _older(item: Line) -> Line:
    pattern, default = item.pattern, item.default
    for new, old in _RENAMED:
        pattern = pattern.replace(new, old)
        default = default.replace(new, old) if default is not None else None
    return replace(item, pattern=pattern, default=default)


def _translations() -> list[Line]:
    return [
        line("global <place:place> <id:1-2147483647> (interface|<pool:name> [netmask <mask:mask>])", key="global", each="place id"),
        line("nat <place:place> 0 access-list <acl:name>", key="nat 0", each="place"),
        line("nat <place:place> <id:1-2147483647> access-list <acl:name>", key="nat id", each="place id acl"),
        line("nat <place:place> <id:1-2147483647> <network:ip> <mask:mask>", key="nat id", each="place id network"),
        line("nat <place:place> 0 <network:ip> <mask:mask>", key="nat id", each="place id network"),
        line("static <pair:pair> (interface|<mapped:ip>) <real:ip> [netmask <mask:mask>]", key="static", each="pair mapped real"),
    ]  # fmt: skip
