"""What a configuration says of itself: its platform and release, whether it was cut.

The signs are looked for in one pass over the text; where a sign is more than the beginning of a
line, an expression decides, from the first line on that could have it.
"""

from __future__ import annotations

import re
from array import array

from fastparse.config import signs
from fastparse.config_forms import Form, Forms
from remediate.model.base import Platform
from remediate.model.release import Release
from remediate.platforms.defaults import parse_release

__all__ = ["Signs", "detect_platform"]

_HEADER, _FIREWALL, _VERSION, _DECLARED, _BEGINNING, _END, _OLD_PIX = range(7)
_FIRST_WEIGHT = 7
_ANY = -2  # blanks before it, of any kind

_HEADER_LINE = re.compile(rb"^\s*:?\s*(ASA|PIX) Version\s+(\S+)", re.MULTILINE)
_FIREWALL_LINE = re.compile(
    rb"^Cisco (?:PIX|Adaptive Security)|^: Hardware:\s+(?:ASA|PIX)", re.MULTILINE
)
_VERSION_LINE = re.compile(rb"^\s?version\s+(\d+\.\S+)", re.MULTILINE)
_DECLARED_LINE = re.compile(rb"^Current configuration\s*:\s*(\d+) bytes", re.MULTILINE)
_OLD_PIX_LINE = re.compile(rb"^(?:isakmp policy \d+ \w|nameif \S+ \S+ sec)", re.MULTILINE)


def _forms(number: int, *texts: bytes, least: int = 0, most: int = 0) -> tuple[Form, ...]:
    return tuple(Form(text, number, least, most) for text in texts)


_ABOUT = (
    *_forms(_HEADER, b"ASA Version", b":*ASA Version", b"PIX Version", b":*PIX Version", most=_ANY),
    *_forms(_FIREWALL, b"Cisco PIX", b"Cisco Adaptive Security", b": Hardware:"),
    *_forms(_VERSION, b"version", most=_ANY),
    *_forms(_DECLARED, b"Current configuration"),
    *_forms(_BEGINNING, b"Building configuration", b"Current configuration:", b"Current configuration :", b": Saved"),
    *_forms(_END, b"Cryptochecksum:", b": end%", b"[OK]"),
    *_forms(_OLD_PIX, b"isakmp policy # ", b"nameif ~ ~ sec"),
)  # fmt: skip

_PLATFORM_SIGNS: tuple[tuple[int, tuple[bytes, ...], int, int], ...] = (
    # (weight, forms, spaces before them: least, most): what only PIX and ASA print
    (4, (b"access-list ~ extended ", b"access-list ~ standard ",
         b"access-list ~ line # extended ", b"access-list ~ line # standard "), 0, 0),
    (4, (b"nameif ~",), 0, 1),
    (4, (b"tunnel-group ~ ~",), 0, 0),
    (3, (b"crypto ikev1 ",), 0, 0),
    (3, (b"crypto ipsec ikev1 ", b"crypto ipsec ikev2 "), 0, 0),
    (4, (b"isakmp policy%", b"isakmp key%", b"isakmp enable%", b"isakmp identity%", b"isakmp nat-traversal%"), 0, 0),
    (4, (b"crypto map ~ interface ~",), 0, 0),
    (3, (b"crypto map ~ # set ", b"crypto map ~ # match "), 0, 0),
    (4, (b"nat @ ", b"nat@ ", b"global @ ", b"global@ ", b"static @ ", b"static@ "), 0, 0),
    (3, (b"object network ~",), 0, 0),
    (3, (b"sysopt ",), 0, 0),
    (4, (b": Saved",), 0, 0),
    (3, (b"fixup protocol ", b"security-level ", b"same-security-traffic ", b"group-policy "), 0, 0),
    (3, (b"route ~ #.~ ",), 0, 0),
    (2, (b"crypto isakmp enable ~",), 0, 0),
    # what only IOS prints
    (-2, (b"Building configuration", b"Current configuration :"), 0, 0),
    (-4, (b"ip route", b"ip nat inside", b"ip nat outside", b"ip nat pool", b"ip access-list", b"ip cef", b"ip classless"), 0, 0),
    (-4, (b"line vty ", b"line con ", b"line aux "), 0, 0),
    (-4, (b"crypto keyring ",), 0, 0),
    (-4, (b"crypto isakmp key ", b"crypto isakmp profile "), 0, 0),
    (-3, (b"version #",), 0, 0),
    (-3, (b"set peer ", b"set transform-set ", b"match address "), 1, -1),
    (-3, (b"encr ",), 0, -1),
    (-3, (b"ip nat inside$", b"ip nat outside$", b"ip tcp adjust-mss #$", b"ip mtu #$"), 0, 1),
    (-3, (b"crypto map ~ # ipsec-isakmp/set ", b"crypto map ~ # ipsec-isakmp/ set "), 0, 0),
    (-2, (b"service timestamps", b"hostname ~\nboot-", b"aaa new-model", b"no ip domain"), 0, 0),
    (-2, (b"interface Tunnel#", b"interface Loopback#", b"interface Dialer#", b"interface FastEthernet#", b"interface Serial#"), 0, 0),
)  # fmt: skip

_ALL = Forms(
    *_ABOUT,
    *(
        form
        for number, (_, texts, least, most) in enumerate(_PLATFORM_SIGNS, _FIRST_WEIGHT)
        for form in _forms(number, *texts, least=least, most=most)
    ),
)


class Signs:
    """What stands where in one text, given as bytes."""

    def __init__(self, data: bytes) -> None:
        """Look through the text once."""
        self._data = data
        self._first: array[int] = signs(data, _ALL)
        self._header = self._search(_HEADER, _HEADER_LINE)

    def _search(self, number: int, line: re.Pattern[bytes]) -> re.Match[bytes] | None:
        first = self._first[number]
        return line.search(self._data, first) if first >= 0 else None

    @property
    def headed(self) -> bool:
        """Whether it has the version line with which PIX and ASA begin."""
        return self._header is not None

    @property
    def begun(self) -> bool:
        """Whether its beginning is there, as the devices print it."""
        return self._first[_BEGINNING] >= 0

    @property
    def ended(self) -> bool:
        """Whether it has an end as PIX and ASA print it."""
        return self._first[_END] >= 0

    def platform(self) -> Platform:
        """Return the platform that the text, or a fragment of one, is written for."""
        if self.headed or self._search(_FIREWALL, _FIREWALL_LINE):
            return Platform.ASA
        score = sum(
            sign[0]
            for number, sign in enumerate(_PLATFORM_SIGNS, _FIRST_WEIGHT)
            if self._first[number] >= 0
        )
        return Platform.ASA if score > 0 else Platform.IOS

    def release(self, platform: Platform) -> Release:
        """Return the release that the text says it was printed by, as far as it does."""
        if self._header is not None:
            return parse_release(_word(self._header[2]), platform, pix=self._header[1] == b"PIX")
        if platform is Platform.IOS and (found := self._search(_VERSION, _VERSION_LINE)):
            return parse_release(_word(found[1]), platform)
        if platform is Platform.ASA and self._search(_OLD_PIX, _OLD_PIX_LINE):
            return Release(platform=platform, pix=True)
        return Release(platform=platform)

    def shorter_than_declared(self) -> bool:
        """Whether less text stands after ``Current configuration : N bytes`` than it declares."""
        declared = self._search(_DECLARED, _DECLARED_LINE)
        if declared is None or len(declared[1]) >= 12:
            return False
        return len(_text(self._data[declared.end() :])) < int(declared[1]) * 0.8


def _word(data: bytes) -> str:
    """Return the word that begins here; white space beyond ASCII ends one, too."""
    return next(iter(_text(data).split()), "")


def _text(data: bytes) -> str:
    return data.decode("utf-8", "replace")


def detect_platform(text: str) -> Platform:
    """Return the platform that a configuration, or a fragment of one, is written for."""
    return Signs(text.encode("utf-8", "replace")).platform()
