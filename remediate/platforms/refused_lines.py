"""Lines that a device refuses whatever a change says: what its release or its licence does not have.

Every rendered change is looked at here: what goes in has to be taken, and a way back that brings in again what is
refused is none. Sources: IOS command references (AES and `crypto ipsec fragmentation` of an interface came with
12.2(13)T, `ip tcp adjust-mss` with 12.2(8)T; the mainline of 12.2 never had them); PIX and ASA licences
(`VPN-3DES-AES`: without it the device has DES alone); ``refusals``; FlexVPN (`% Virtual-template config is locked,
active vaccess present`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from msgspec.structs import replace

from remediate.model.base import Platform
from remediate.model.change import Rendered
from remediate.model.config import CryptoConfig
from remediate.platforms.ios_release import since_12_2
from remediate.platforms.refusals import refused_transforms, refuses
from remediate.platforms.rendered import NotRendered

__all__ = ["as_taken"]

_SINCE = (
    (re.compile(r" encr(?:yption)? aes\b|\besp-aes\b"), 13, "AES"),
    (
        re.compile(r" crypto ipsec fragmentation "),
        13,
        "`crypto ipsec fragmentation` of an interface",
    ),
    (re.compile(r" ip tcp adjust-mss "), 8, "`ip tcp adjust-mss`"),
)
"""Lines of IOS, the release of 12.2T that they came with, and what they are."""
_STRONG = re.compile(r"\besp-(?:3des|aes)|\bencryption (?:\S+ )*?(?:3des|aes)")
_WEAK_WORD = re.compile(r"^ (?:encr(?:yption)?|integrity|prf|hash) .*\b(?:3des|des|md5)\b")
_WEAK_GROUP = re.compile(r"^ group (?:\d+ )*(?:1|2|5|24)\b")
_WEAK_PFS = re.compile(r"\bset pfs group(?:1|2|5|24)$")
_POINTS = re.compile(r"\bset (?:ikev1 )?transform-set (.+)")
_TEMPLATE = re.compile(r"interface virtual-template", re.IGNORECASE)


def as_taken(made: Rendered, config: CryptoConfig) -> Rendered | NotRendered:
    """Return a rendered change with what has to be seen before, or why the device does not take it."""
    seen: list[str] = []
    for line in _typed(made.commands):
        reason, doubt = _lacking(line, config)
        if reason is not None:
            return NotRendered(reason=reason)
        if doubt is not None:
            seen.append(doubt)
    back = [f"`{line.strip()}`" for line in _typed(made.inverse) if _is_refused(line, config)]
    if back:
        seen.append(
            f"there is no way back: {refuses(config)} refuse {' and '.join(back)}, which the inverse would bring in again"
        )
    if any(_TEMPLATE.match(line) for line in made.commands):
        seen.append(
            "no session has an interface of the template (`show ip interface brief | include Virtual-Access`), or they are cleared"
            " first, one peer after the other, and before the way back too: the router answers `% Virtual-template config is"
            " locked, active vaccess present`"
        )
    if not seen:
        return made
    return replace(made, preconditions=(*dict.fromkeys(seen), *made.preconditions))


def _typed(lines: Sequence[str]) -> Iterator[str]:
    """Yield the lines that bring something in."""
    return (line for line in lines if not line.lstrip().startswith("no "))


def _lacking(line: str, config: CryptoConfig) -> tuple[str | None, str | None]:
    """Return why the device does not have a line, or what shows whether it does where that is not known."""
    if _WEAK_PFS.search(line) and (name := refuses(config)) is not None:
        return f"{name} refuse `{line.strip()}`", None
    if config.platform is Platform.IOS:
        for pattern, number, what in _SINCE:
            if pattern.search(line):
                has = since_12_2(config.release, number)
                if has is False:
                    return (
                        f"{what} came with 12.2({number})T, and the mainline of 12.2 does not have it",
                        None,
                    )
                if has is None and not _in_use(pattern, config):
                    return (
                        None,
                        f"`show version` shows 12.2({number})T or later, or 12.3: {what} came with it",
                    )
        return None, None
    if not _STRONG.search(line):
        return None, None
    if config.release.strong is False:
        return (
            "its licence has no 3DES and no AES (`show version`: VPN-3DES-AES is disabled): an activation key is to be had first",
            None,
        )
    if config.release.strong is None and _des_alone(config):
        return None, (
            "`show version` shows `VPN-3DES-AES: Enabled`: all that is configured is DES, as on a device without that licence"
        )
    return None, None


def _in_use(pattern: re.Pattern[str], config: CryptoConfig) -> bool:
    """Whether the device has such a line already."""
    ciphers = (f" encr {item.encryption}" for item in config.policies if not item.default)
    sets = (word for item in config.transform_sets if not item.default for word in item.transforms)
    sizes = (
        text
        for item in config.interfaces
        for text, there in (
            (" ip tcp adjust-mss ", item.tcp_mss is not None),
            (" crypto ipsec fragmentation ", item.prefragmentation is not None),
        )
        if there
    )
    return any(pattern.search(text) for found in (ciphers, sets, sizes) for text in found)


def _des_alone(config: CryptoConfig) -> bool:
    """Whether a device encrypts with DES, and with nothing else."""
    found: set[str] = {item.encryption for item in config.policies if not item.default}
    found |= _ciphers(word for item in config.transform_sets for word in item.transforms)
    found |= {word for item in config.ikev2_config.proposals for word in item.encryption}
    return found == {"des"}


def _ciphers(words: Iterable[str]) -> set[str]:
    """Return what transforms encrypt with: ``des`` of ``esp-des``."""
    return {
        word.removeprefix("esp-").split()[0]
        for word in words
        if word.startswith("esp-") and "hmac" not in word and word not in ("esp-none", "esp-null")
    }


def _is_refused(line: str, config: CryptoConfig) -> bool:
    """Whether a release refuses a line for its weak cryptography."""
    if refuses(config) is None:
        return False
    if _WEAK_WORD.search(line) or _WEAK_GROUP.search(line) or _WEAK_PFS.search(line):
        return True
    points = _POINTS.search(line)
    named = [config.transform_set(name) for name in points[1].split()] if points else []
    return any(item is not None and refused_transforms(config, item.transforms) for item in named)
