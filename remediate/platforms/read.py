"""Running-configs to :class:`CryptoConfig`: which platform, which release, then its reader.

The text is redacted before it comes here (keys are tokens). Nothing raises on any text: a line
that can't be read costs itself and is listed with its reason.
"""

from __future__ import annotations

import re

import msgspec

from fastparse.config import ConfigTree, parse
from remediate.model.base import Platform
from remediate.model.config import CryptoConfig, Release
from remediate.platforms import asa_read, ios_read
from remediate.platforms.defaults import parse_release
from remediate.platforms.reading import Reading

__all__ = ["detect_platform", "read_config"]

_HEADER = re.compile(r"^\s*:?\s*(ASA|PIX) Version\s+(\S+)", re.MULTILINE)
_FIREWALL_HEADER = re.compile(
    r"^Cisco (?:PIX|Adaptive Security)|^: Hardware:\s+(?:ASA|PIX)", re.MULTILINE
)
_IOS_VERSION = re.compile(r"^\s?version\s+(\d+\.\S+)", re.MULTILINE)
_DECLARED = re.compile(r"^Current configuration\s*:\s*(\d+) bytes", re.MULTILINE)
_BEGINNING = re.compile(
    r"^(?:Building configuration|Current configuration ?:|: Saved)", re.MULTILINE
)
_ASA_END = re.compile(r"^(?:Cryptochecksum:|: end\b|\[OK\])", re.MULTILINE)
_SIGNS = (
    # (what only PIX and ASA print, weight)
    (re.compile(r"^access-list \S+ (?:line \d+ )?(?:extended|standard) ", re.MULTILINE), 4),
    (re.compile(r"^ ?nameif \S+", re.MULTILINE), 4),
    (re.compile(r"^tunnel-group \S+ \S+", re.MULTILINE), 4),
    (re.compile(r"^crypto ikev1 ", re.MULTILINE), 3),
    (re.compile(r"^crypto ipsec ikev[12] ", re.MULTILINE), 3),
    (re.compile(r"^isakmp (?:policy|key|enable|identity|nat-traversal)\b", re.MULTILINE), 4),
    (re.compile(r"^crypto map \S+ interface \S+", re.MULTILINE), 4),
    (re.compile(r"^crypto map \S+ \d+ (?:set|match) ", re.MULTILINE), 3),
    (re.compile(r"^(?:nat|global|static) ?\(\S+\) ", re.MULTILINE), 4),
    (re.compile(r"^object network \S+", re.MULTILINE), 3),
    (re.compile(r"^sysopt ", re.MULTILINE), 3),
    (re.compile(r"^: Saved", re.MULTILINE), 4),
    (
        re.compile(
            r"^(?:fixup protocol|security-level|same-security-traffic|group-policy) ", re.MULTILINE
        ),
        3,
    ),
    (re.compile(r"^route \S+ \d+\.\S+ ", re.MULTILINE), 3),
    (re.compile(r"^crypto isakmp enable \S+", re.MULTILINE), 2),
    # (what only IOS prints, weight)
    (re.compile(r"^Building configuration|^Current configuration :", re.MULTILINE), -2),
    (
        re.compile(
            r"^ip (?:route|nat (?:inside|outside|pool)|access-list|cef|classless) ?", re.MULTILINE
        ),
        -4,
    ),
    (re.compile(r"^line (?:vty|con|aux) ", re.MULTILINE), -4),
    (re.compile(r"^crypto keyring ", re.MULTILINE), -4),
    (re.compile(r"^crypto isakmp (?:key|profile) ", re.MULTILINE), -4),
    (re.compile(r"^version \d", re.MULTILINE), -3),
    (re.compile(r"^ +(?:set peer|set transform-set|match address) ", re.MULTILINE), -3),
    (re.compile(r"^ *encr ", re.MULTILINE), -3),
    (
        re.compile(
            r"^ ?(?:ip nat (?:inside|outside)|ip tcp adjust-mss \d+|ip mtu \d+)\s*$", re.MULTILINE
        ),
        -3,
    ),
    (re.compile(r"^crypto map \S+ \d+ ipsec-isakmp *\r?\n ?set ", re.MULTILINE), -3),
    (
        re.compile(
            r"^(?:service timestamps|hostname \S+\nboot-|aaa new-model|no ip domain)", re.MULTILINE
        ),
        -2,
    ),
    (re.compile(r"^interface (?:Tunnel|Loopback|Dialer|FastEthernet|Serial)\d", re.MULTILINE), -2),
)


def detect_platform(text: str) -> Platform:
    """Return the platform that a configuration, or a fragment of one, is written for."""
    if _HEADER.search(text) or _FIREWALL_HEADER.search(text):
        return Platform.ASA
    score = sum(weight for sign, weight in _SIGNS if sign.search(text))
    return Platform.ASA if score > 0 else Platform.IOS


def read_config(
    text: str, *, release: Release | None = None, platform: Platform | None = None
) -> CryptoConfig:
    """Return what a redacted running-config says about IPsec.

    ``release`` is what ``show version`` said, else the configuration's own header is taken;
    ``platform`` is a hint for texts that don't say it themselves.
    """
    header = _HEADER.search(text)
    if header:
        chosen = Platform.ASA
    elif platform is not None:
        chosen = platform
    elif release is not None:
        chosen = release.platform
    else:
        chosen = detect_platform(text)
    if release is None or release.platform is not chosen:
        release = _own_release(text, chosen, header)
    reading = Reading(chosen, release)
    tree = parse(text.encode("utf-8", "replace"))
    if chosen is Platform.ASA:
        config = _asa(tree, reading, whole=bool(header and _ASA_END.search(text)))
    else:
        config = _ios(tree, reading)
    complete = _whole(text, tree, config)
    begun = not complete or _BEGINNING.search(text) is not None
    ended = tree.columns.end_line or _ASA_END.search(text)
    cut = _last_heading(tree) if begun and not ended else None
    return msgspec.structs.replace(config, complete=complete, cut=cut)


def _own_release(text: str, platform: Platform, header: re.Match[str] | None) -> Release:
    if header:
        return parse_release(header[2], platform, pix=header[1] == "PIX")
    if platform is Platform.IOS and (found := _IOS_VERSION.search(text)):
        return parse_release(found[1], platform)
    if platform is Platform.ASA and re.search(
        r"^(?:isakmp policy \d+ \w|nameif \S+ \S+ sec)", text, re.MULTILINE
    ):
        return Release(platform=platform, pix=True)
    return Release(platform=platform)


def _ios(tree: ConfigTree, reading: Reading) -> CryptoConfig:
    found = ios_read.IosConfig(reading)
    found.read(tree.sections(*ios_read.HEADS))
    policies, unknown = found.policies()
    return CryptoConfig(
        platform=reading.platform,
        hostname=found.hostname,
        release=reading.release,
        policies=policies,
        unknown_policies=unknown,
        isakmp_enabled=found.isakmp_enabled,
        keys=tuple(found.keys.found),
        transform_sets=found.all_transform_sets(),
        maps=found.maps.maps(),
        profiles=tuple(draft.profile() for draft in found.maps.profiles.values()),
        isakmp_profiles=tuple(found.keys.profiles.values()),
        acls=found.access_lists.lists(),
        interfaces=found.interfaces.interfaces(),
        routes=tuple(found.interfaces.routes),
        nat_rules=found.nat.rules,
        nat_exemptions=found.nat.exemptions,
        prefragmentation=found.prefragmentation,
        nat_traversal=found.nat_traversal,
        ikev2=found.ikev2,
        notes=(*reading.notes, *_after_end(tree)),
        unparsed=tuple(sorted(reading.unparsed, key=lambda item: item.line)),
    )


def _asa(tree: ConfigTree, reading: Reading, *, whole: bool) -> CryptoConfig:
    found = asa_read.AsaConfig(reading)
    found.read(tree.sections(*asa_read.HEADS))
    # IKE is off on a PIX or ASA until it is enabled; only a whole configuration shows that it isn't.
    enabled = False if found.isakmp_enabled is None and whole else found.isakmp_enabled
    return CryptoConfig(
        platform=reading.platform,
        hostname=found.hostname,
        release=reading.release,
        policies=found.policies(),
        isakmp_enabled=enabled,
        keys=tuple(found.keys),
        transform_sets=found.all_transform_sets(),
        maps=found.maps.maps(),
        acls=found.access_lists.lists(),
        interfaces=found.interfaces.interfaces(),
        routes=tuple(found.interfaces.routes),
        nat_rules=found.nat.rules,
        nat_exemptions=found.nat.exemptions,
        prefragmentation=found.prefragmentation,
        tcp_mss=found.tcp_mss,
        nat_traversal=found.nat_traversal,
        ikev2=found.ikev2,
        notes=reading.notes,
        unparsed=tuple(sorted(reading.unparsed, key=lambda item: item.line)),
    )


def _after_end(tree: ConfigTree) -> tuple[str, ...]:
    if tree.columns.trailing < 2:  # one line is the prompt that came back
        return ()
    return (f"{tree.columns.trailing} lines after `end` are no configuration and were not read",)


def _whole(text: str, tree: ConfigTree, config: CryptoConfig) -> bool:
    """Whether nothing shows that the text was cut: a fragment without ``end`` is no error."""
    if tree.columns.end_line or _ASA_END.search(text):
        return True
    if tree.columns.open_text:
        return False
    declared = _DECLARED.search(text)
    if declared and len(declared[1]) < 12 and len(text) - declared.end() < int(declared[1]) * 0.8:
        return False
    if text.endswith("\n") or not len(tree.columns.number):
        return True
    last = tree.columns.number[-1]
    broken = {item.line for item in config.unparsed}
    broken.update(
        entry.line
        for acl in config.acls[-3:]
        for entry in acl.entries[-1:]
        if entry.problem and entry.line
    )
    return last not in broken


def _last_heading(tree: ConfigTree) -> str | None:
    """Return the last top-level line, lower-case, blanks made single; None of an empty text."""
    columns = tree.columns
    row = len(columns.parent) - 1
    while row > 0 and columns.parent[row] >= 0:
        row -= 1
    if row < 0:
        return None
    text = tree.data[columns.start[row] : columns.end[row]].decode("utf-8", "replace")
    return " ".join(text.lower().split())
