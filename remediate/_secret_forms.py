"""Where secrets stand in Cisco configurations and transcripts, as data for the redactor.

Patterns run over one line in lower case; the group ``s`` is the secret. Every one of ``literals`` is
in whatever the pattern matches (a test proves it from the pattern), so others need not be tried. The order matters: a more specific form stands first, and a span
that it claimed is not claimed again. Spellings: Cisco IOS Security Command Reference, PIX 6.3 and
ASA command references; abbreviated words are covered where people type them at a prompt.
"""

from __future__ import annotations

import functools
import re
from typing import NamedTuple

__all__ = ["NEEDLES", "RULES", "SecretForm"]

NEEDLES = (
    "key",
    "pass",
    "sec",
    "comm",
    "snmp-server",
    "authentication",
    "psk",
    "pre-sh",
    "://",
    "aaa-server",
    "-pw",
    "spi",
    "radius",
    "tacacs",
    "idtoken",
    "test aaa",
    "pkcs12",
    "pem",
)
"""Substrings, one of which every line with a secret holds (and every line that ends a key chain's
context); found in one pass, so that a large ACL costs next to nothing."""


class SecretForm(NamedTuple):
    """One way in which a secret is written."""

    literals: tuple[str, ...]
    source: str
    key_number: bool = False
    """Whether a plain number here can be the number of a key chain's key, which is no secret."""
    words: tuple[tuple[str, ...], ...] = ()
    """Sets of words, one of which every text that the pattern matches holds whole: finer than
    ``literals``, for columns of short texts that are full of ``ipsec`` and ``key``. A blank is any
    blank, ``^`` the beginning of the text."""

    @property
    def pattern(self) -> re.Pattern[str]:
        """Return the pattern, compiled when it is used first: most runs need few of them."""
        return _compiled(self.source)


@functools.cache
def _compiled(source: str) -> re.Pattern[str]:
    return re.compile(source)


# A command begins the line, or follows a prompt, a pager's mark, a diff sign, a comment sign, a
# logged command.
_START = (
    r"(?:^(?:\s*<?-{2,5} ?more ?-{2,5}>?)?[\s\x08+\-!]*|(?:[#>|]|command:|executed ')\s*)"
    r"(?:(?:no|do|default)\s+)*"
)
_TYPE = r"(?:[0-9]\s+)?"
_REST = r"(?P<s>\S.*?)\s*$"
_FILE_SYSTEM = (
    r"(?:archive|bootflash|crashinfo|disk\d?|flash\d?|ftp|harddisk|https?|null|nvram|rcp|scp|sftp|slot\d|system|tar|tftp"
    r"|tmpsys|usb\w*|[xy]modem):"
)
"""What stands before a file's name; of another word with a colon it is not known that it is none of a secret."""
_WORD = r'(?P<s>"[^"]*"|\S+)'
_USER_TAIL = (
    r"(?P<s>\S.*?)(?:\s+(?:encrypted|nt-encrypted|mschap|pbkdf2|store-local"
    r"|privilege\s+\d+|level\s+\d+))*\s*$"
)
_PLACE = r"(?:addr\w*|hostn\w*)"
_MASK = r"(?:\d+\.){3}\d+"


_KEY = " key "
_DASH_KEY = ("-key",)
_BEGINNINGS = (
    *("^key ", "^no ", "^do ", "^default ", "^ ", "^+", "^-", "^!", "^\b", "^<"),
    *("#", ">", "|", "command:", "executed '"),
)
"""What :data:`_START` begins with."""


def _form(
    literals: tuple[str, ...],
    pattern: str,
    *words: tuple[str, ...],
    key_number: bool = False,
) -> SecretForm:
    return SecretForm(literals, pattern, key_number, words or (literals,))


RULES: tuple[SecretForm, ...] = (
    # IKE keys: IOS both word orders, PIX, keyrings, tunnel-groups, profiles
    _form(
        ("key", "isa"), rf"\bisa\w*\s+key\s+{_TYPE}(?P<s>\S.*)(?=\s+{_PLACE}\s+\S)", ("isa", _KEY)
    ),
    _form(
        ("key", "isa"),
        rf"\bisa\w*\s+key\s+{_PLACE}\s+(?:ipv6\s+)?\S+\s+(?:{_MASK}\s+)?{_TYPE}"
        r"(?P<s>\S.*?)(?:\s+no-xauth)?\s*$",
        ("isa", _KEY),
    ),
    _form(("key", "isa"), rf"\bisa\w*\s+key\s+(?!{_PLACE}\s){_TYPE}{_REST}", ("isa", _KEY)),
    _form(
        ("key", "pre-sh"),
        rf"\bpre-sh\S*\s+(?:{_PLACE}|ipv6)\s+(?:\S+\s+){{1,3}}?key\s+{_TYPE}{_REST}",
        ("pre-sh", " addr", _KEY),
        ("pre-sh", " hostn", _KEY),
        ("pre-sh", " ipv6 ", _KEY),
    ),
    _form(("key", "pre-share"), rf"\bpre-share\s+key\s+{_TYPE}{_REST}", ("pre-share ", _KEY)),
    _form(
        ("pre-shared-key",),
        rf"\bpre-shared-key\s+(?!(?:{_PLACE}|ipv6)\s+\S+\s+(?:\S+\s+)?key\b)"
        rf"(?:(?:local|remote)\s+)?(?:(?:hex|ascii-text)\s+)?{_TYPE}{_REST}",
        _DASH_KEY,
    ),
    _form(
        ("pre-sh",),
        rf"[#>]\s*(?:ikev[12]\s+)?(?:\S+\s+)?pre-sh[\w\-]*\s+(?!{_PLACE}\s|key\b){_REST}",
        ("#", "pre-sh"),
        (">", "pre-sh"),
    ),
    _form(("session-key", "cipher"), rf"\bsession-key\b.*?\bcipher\s+{_WORD}", _DASH_KEY),
    _form(("session-key", "auth"), rf"\bsession-key\b.*?\bauth\w*\s+{_WORD}", _DASH_KEY),
    _form(("session-key",), rf"\bsession-key\s+\w+\s+ah\s+\d+\s+(?!auth){_WORD}", _DASH_KEY),
    _form(("key", "group"), rf"\bgroup\s+\S+\s+key\s+{_TYPE}{_REST}", ("group ", _KEY)),
    # Master key, key chains, routing and time
    _form(("config-key",), rf"\bconfig-key\s+\S+\s+{_REST}", _DASH_KEY),
    _form(
        ("key-str",),
        rf"\bkey-str\w*\s+{_TYPE}(?P<s>\S.*?)(?:\s+timeout\s+\d+)?\s*$",
    ),
    _form(
        ("message-digest-key",), rf"\bmessage-digest-key\s+\d+\s+md5\s+{_TYPE}{_REST}", _DASH_KEY
    ),
    _form(
        ("authentication-key", "ntp"),
        r"\bntp\s+authentication-key\s+\d+\s+\S+\s+(?P<s>\S.*?)(?:\s+\d+)?\s*$",
        _DASH_KEY,
    ),
    _form(("authentication-key",), rf"\bauthentication-key\s+{_TYPE}{_REST}", _DASH_KEY),
    _form(
        ("hmac-sha-256",),
        rf"\bauthentication\s+mode\s+hmac-sha-256\s+{_TYPE}{_REST}",
        ("authentication ",),
    ),
    _form(
        ("authentication", "key"),
        rf"\bauthentication\s+key\s+{_TYPE}{_REST}",
        ("authentication ", _KEY),
    ),
    _form(("msdp", "password"), rf"\bmsdp\s+password\s+peer\s+\S+\s+{_TYPE}{_REST}"),
    _form(
        ("ipsec", "spi"),
        rf"\b(?:authentication|encryption)\s+ipsec\s+spi\s+\d+\s+{_REST}",
        ("authentication ", " ipsec ", " spi "),
        ("encryption ", " ipsec ", " spi "),
    ),
    _form(("nhrp", "authentication"), rf"\bnhrp\s+authentication\s+{_TYPE}{_REST}"),
    _form(
        ("authentication",),
        rf"\b(?:standby|vrrp|glbp)\s+(?:\d+\s+)?authentication\s+(?!md5\s)(?:text\s+)?{_REST}",
        ("standby ", " authentication "),
        ("vrrp ", " authentication "),
        ("glbp ", " authentication "),
    ),
    # AAA
    _form(("server-key",), rf"\bserver-key\s+{_TYPE}{_REST}", _DASH_KEY),
    _form(
        ("key",),
        r"\b(?:tacacs-server|radius-server|server-private|aaa-server|failover)\s(?:.*?\s)?key\s+"
        rf"{_TYPE}{_REST}",
        ("server", _KEY),
        ("failover ", _KEY),
    ),
    _form(("set-key",), rf"\bset-key\s+(?:ascii|hex)\s+{_TYPE}{_REST}", _DASH_KEY),
    _form(("key", "size"), rf"\bkey\s+\d\s+size\s+\S+\s+{_TYPE}{_WORD}", ("key ", " size ")),
    _form(
        ("aaa-server",),
        r"\baaa-server\s+\S+\s+(?:\(\S+\)\s+)?host\s+\S+\s+(?!timeout\b|protocol\b|key\b)"
        rf"{_WORD}(?=\s+timeout\b|\s*$)",
    ),
    _form(("-pw",), rf"-pw\s+{_REST}"),
    _form(("psk",), rf"\bpsk\s+(?:ascii|hex)\s+{_TYPE}{_REST}"),
    # Passwords
    _form(
        ("pass", "user"),
        rf"\buser\w*\s+\S+\s+(?:.*?\s)??pass\w*\s+{_TYPE}{_USER_TAIL}",
        ("user", " pass"),
    ),
    _form(
        ("sec", "user"),
        rf"\buser\w*\s+\S+\s+(?:.*?\s)??sec\w*\s+{_TYPE}{_USER_TAIL}",
        ("user", " sec"),
    ),
    _form(
        ("en",),
        rf"\ben(?:able?|ab|a)?\s+(?:algorithm-type\s+\S+\s+)?(?:passw\w*|secr?e?t?)\s+(?:level\s+\d+\s+)?{_TYPE}{_USER_TAIL}",
        ("en ", " passw"),
        ("en ", " sec"),
        ("ena ", " passw"),
        ("ena ", " sec"),
        ("enab", " passw"),
        ("enab", " sec"),
    ),
    _form(("pass", "phrase"), rf"\bpass-?phrase\s+{_TYPE}{_REST}", ("pass", "phrase ")),
    _form(
        ("passw",),
        r"\b(?:neighbor|vpngroup|vpdn|ldp|sent-username|chap|pap|tunnel|ftp|http|client|root-dn"
        r"|aggressive-mode|l2tp|isis|rcmd|credentials|trustpoint|bind|cts|vtp|crypto)\b.*?\spassw\w*\s+"
        rf"{_TYPE}{_USER_TAIL}",
    ),
    _form(("-pass",), rf"-passw(?:or)?d\s+{_TYPE}{_REST}", ("passw",)),
    _form(
        ("passw",),
        rf"{_START}passw(?:or)?d\s+(?!required\b|prompt\b|recovery\b|encryption\b){_TYPE}{_USER_TAIL}",
    ),
    _form(("password",), rf"\bpassword\s+[0-9]\s+{_WORD}", ("passw",)),
    _form(("secret",), rf"{_START}secret\s+{_TYPE}{_USER_TAIL}", ("secret ",)),
    _form(("secret",), rf"\b(?:shared-)?secret\s+[0-9]\s+{_WORD}", ("secret ",)),
    _form(("shared-secret",), rf"\bshared-secret\s+{_REST}"),
    # SNMP
    _form(("snmp-s", "comm"), rf"\bsnmp-s\w*\s+comm\w*\s+(?:[0-9]\s+)?+{_WORD}", ("snmp-s",)),
    _form(
        ("snmp-server", "host", "community"),
        rf"\bsnmp-server\s+host\b.*\bcommunity\s+(?:[08]\s+)?{_WORD}",
        ("snmp-s",),
    ),
    _form(
        ("snmp-server", "host"),
        r"\bsnmp-server\s+host\s+\S+\s+(?:vrf\s+\S+\s+)?+(?:(?:traps?|informs?)\s+)?+"
        r"(?:version\s+(?:1|2c|3\s+(?:auth|noauth|priv))\s+)?+"
        rf"(?!community\b|poll\b|version\b|{_MASK}){_WORD}",
        ("snmp-s",),
    ),
    _form(
        ("snmp-server", "user", "auth"),
        rf"\bsnmp-server\s+user\b.*?\sauth\s+\S+\s+{_WORD}",
        ("snmp-s",),
    ),
    _form(
        ("snmp-server", "user", "priv"),
        rf"\bsnmp-server\s+user\b.*?\spriv\s+(?:aes\s+(?:128|192|256)|aes|3des|des\d*)\s+{_WORD}",
        ("snmp-s",),
    ),
    _form(("community",), rf"\bcommunity name:\s*{_WORD}", ("community name:",)),
    _form(("idtoken",), rf"\bidtoken\s+{_WORD}"),
    # What is typed at a prompt: a password to try, the words that lock a key pair or a certificate
    _form(
        ("test aaa",),
        rf"\btest aaa\s+gr\w*\s+\S+\s+(?:server\s+\S+\s+(?:(?:auth|acct)-port\s+\d+\s+)*)?\S+\s+{_WORD}",
        ("test aaa ",),
    ),
    _form(
        ("pkcs12",),
        rf"\bcrypto\s+(?:pki|ca)\s+(?:im|ex)\w*\s+\S+\s+pkcs12\s+(?:{_FILE_SYSTEM}\S*\s+)?(?:pass\w*\s+)?"
        rf"(?P<s>(?!{_FILE_SYSTEM}\S*\s*$)\S+)",
        ("pkcs12",),
    ),
    _form(
        ("pem",),
        r"\bcrypto\s+(?:key|pki|ca)\s+(?:im|ex)\w*\s.*?\spem\s+(?:url\s+)?(?:\S*:\S*|ter\w*)\s+"
        r"(?:(?:storage|exportable|usage-keys)\s+)*(?:(?:3des|des)\s+)?(?:pass\w*\s+)?(?P<s>\S+)",
        ("pem",),
    ),
    # URLs with credentials
    _form(("://",), r"://[^/\s:@]*:(?!\d+/)(?P<s>\S+)@(?=[\w.\-\[])", ("://", "@")),
    # A sub-mode command by itself, the widest net and therefore last
    _form(
        ("key",),
        rf"{_START}key\s+(?!chain\s|config-key\s|eng\b|generate\s|pubkey-chain|zeroize|import\s|export\s"
        r"|(?:name|type|data|pair|usage|length|lifetime|exchange|id|storage)\b[ :]+\S)"
        rf"{_TYPE}{_REST}",
        *((beginning, "key ") for beginning in _BEGINNINGS),
        key_number=True,
    ),
)
