"""How often letters follow letters in ordinary text, and words stand in it: to choose rare ones.

The text was the outputs of the mock fleet and Python's standard library; bench/letters.py made
the tables. Upper case counts as lower, all digits as one letter, all blanks as one.
"""

from __future__ import annotations

__all__ = ["DIGITS", "FOLD", "LETTERS", "STEP", "chances", "commonness"]

LETTERS = b"abcdefghijklmnopqrstuvwxyz0 !\"#%'()*+,-./:;<=>?@[\\]_{|}~"
"""The letters of the table; any other byte counts as ``~``, any digit as ``0``."""

STEP = 3.0
"""A chance p is written as the digit ``round(-STEP * log2(p))`` of :data:`DIGITS`."""

DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"


def _folded(byte: int) -> int:
    letter = bytes([byte]).lower()
    if letter in b"\t\r\n":
        return ord(" ")
    if letter.isdigit():
        return ord("0")
    return letter[0] if letter in LETTERS else ord("~")


FOLD = bytes(map(_folded, range(256)))
"""Translation of bytes to letters of the table."""

_TABLE = (
    "ELGHCIJJEVMGHEEGVEDDINOOLVB6TOOUOLLUWKKHPIdZNXfdUYUKYeYO",
    "PEBDJRFNEXEBDBhEf9B9HLPPIaKDsYQzVVQeVRLQdSczccsmWecOzspY",
    "CQIMBQUUBDW8RN9MXHIRAYzd9SDGmMzzIONdcOOLMTfeajzzQaZOzzhR",
    "ARFO9RZCHjEEKN7JYAOAGKZeLcIDqXzjSOJheQLOcRlzXknzZabLzqlW",
    "EMQE6NZPBZaKRNEIaEHNFURXOcJ6bQWgPIMacGKISDYgPZeiVZXHqeZV",
    "GNDCIHNYPcQCGBPIN9ABWKOGJZP8ZRYqPIJafJMKZIavQZjlUgVHpnZX",
    "AWKNDBSc9zhESRAOYDJHHaYkKzI7kQzzPRIofGPATMezaizhUZZNzzcU",
    "FXTV8XBI9RfHOIJQzDCKFRZzQTR7eRUfONLdcIQJUDazQWifViSGnzbS",
    "7ZXS5OdWCzZQFLAQKKMGFhRdRUQ8YTzfNJMbhLTKcIezSahzSeXLzkeS",
    "KJEDKDFiSgJCD6BDaI9BfGgNzJWMzcUpYeOnYXXWYLizUczzikWUzzsX",
    "GURS4XUTKYOULY7OsNMVCsssRsICVbssMOEXMFQFsKbsQYssRbLHssUJ",
    "IKTO6WQXFlbL7KMPXTG8HXKzXbHBlSPzPIObaMJLDJbzRZWlWaVHzzfQ",
    "BQRI7AQa9jQEOP9MiSFFFRUzHWOBnTVzSOOfkILPVQbkRcziaebKzqqW",
    "6IRM7ZcWCpXJGUB7zUHGKZbZOQNDmYYmTROkmPKNRJbzUapmakYHzzgU",
    "CKEAAIAXGgLOMGBNdQDAJLWeMiR8gQTfNKNggMJMRLckUbhnXbXJdhjZ",
    "JIEEOFEfNdMGC8JFj8FCBKGOdXQBzaZzVRUnmTMOaYhsVzpiZieNzzkY",
    "BSLKBNXLFzDDPHBGaAEAJMTaJzP9qXzmTMQgzMFPdDbXUdqzUgbMnngV",
    "SRUOTLtcTStP8FORUKJQ4cXNUtL8TRtcMOOccJBQtQttNtTtPtSGtttI",
    "CTJJ7IIVDiMOFDAQYEECJJRTClW9hQXpPILelMRLNKdsSahjWZZKslUW",
    "AaJT7KMFDdMMNNHEaQBAHSOaIhH7gRXdOMKYZJJHVGWcNchdPcTKtkcY",
    "CKJO8NdAAgVPPRBLhDDHDZMUGaJ8lTqiPKKchKNJNIctQbiXUdWHnodW",
    "KFHLCHHeHagCE8PAz8B8PcgPgfNFojUzVfWzjcTWjidghfolzlzWzogU",
    "8XYI4VXTAzdMQTGBVHPJaVUYeaDDkYheQRQczQkQQUzzakkkPhXNzzzO",
    "8QTJBPZB8eaKXACVSBGSXUHSzXFBgRzzNNPcVOJJZQizRizeXciCzigN",
    "FLAMDHYUEzRLEeREbTO8RTY9GU8AjRzgNLGdVKOMZNcgQZebUzRGzzZQ",
    "XNPSHQYVKzOGMHL6gJBBWUPhWXM5RRzmPLKZdJGHKEXzMYegTeQGzzeK",
    "GQRP2RcRBtUJINFWtPQUttUcORIFcNttIWRUtHVEZStUtZtcRtQLTttI",
    "RQRNSRiWifRUbbaagXYffjUKhh39kXXgRPGcSFG8HCjjehnifWOSnqeS",
    "GKHHIIONEYQJHIJIVIEGNNNUTaC3ONJPNJdRTXRabUqVJWnaTdgOYaWT",
    "duuWauuuauuuuduuuGQuuuuVuuV0WSddRuPuudVaWuuuCadVWWduuuuM",
    "ILGJLIKMIVTLLJNJPGGJLTMSWUO7j4VLNRDTWBOKSKYMZQbbWMNNPdXQ",
    "bfZKMMzzMzziOiz5zGBHQMfWzzL4Va9iUffUziSWzzzzzzdzfdzizzzS",
    "9UAGUTTGRZt8THcJtE5tRTUVTUK8tRSQNLtRSZSSttttQttttXcttttK",
    "HJHIKJMHIRRJIINIQHDFKOLQORJ8WOTLEOBPR8IGMBUMTPRWRGJHNWRM",
    "DIFHJERJFWGJIEGHWG9HPJONKX6LlFeSENAPezSXdlzYihPeNXiLTezV",
    "zzclhzezczezOhzzezURzzizzzT3VOilOTETbEXGW5WfedWzQXOzieWR",
    "EOLNONTaNXGQ7INMUOJMXXXVYuI8uNUVJKL4XHUNYXauQWPuYQUQaYuM",
    "BMUURUXaSaOSSNUUrT7QaXUaVaB4rQraIPIaNUFXSarr9rVrXRSrrUrI",
    "mhzcgfzfbgcjccPdgzbhzczhemR0zSzgVbPzzzVhZzzezzmzzbgzgzLV",
    "DJIHGIKDGNKBELLFaI9HGIRPPU9EzWZYRZZbSf7efjmzTNhzzfbbZjzU",
    "JMHMKKLQLQTNMMOJWLHMPSNZac2AzKzaQiSYjYpKVKphhjzzgaYDajha",
    "KMQIORQQJWRLCGN9ZNCIONHOaZ3JyUeVMYaaySVNGdyeUZehZdhOXhaO",
    "QWNRVTzZNZkadRRSZOMXkzpmzm71zXiZMIgzkjUYPYmfapjzjYPdfzzX",
    "lUUllllllMMllllllllllllllll1lIlRFUllllULlUNJRllllllllllE",
    "HGKHJKOHFUNGILMJMNEFMMQoQLJ6JOTJJooooTDUCQoC9TQoooUXMQoG",
    "QSRPRKUVRjWRTGRSZSLLWYYgzgG2zKzRJRzgSYRedgzdAWjzVabQDfjC",
    "VNQOqRZPVqqQLWVSZSPWZZZqqqN4qEqIDZLqZKqGSOqJB5PqKIVZPVqK",
    "PjSJjjKjSjKjLjj8jjPjjjSNjJS6HHjj9IDjjjSjPAjLGJGPGDNjSPjD",
    "AP5LPGLPOkQENPK7kLHHPLLkkIECkPTTGkkkTkkkkkkkOkkkTkkDkkkD",
    "IKIHLGRQBKGDJGIIUMCKEOSNZt7IXGZPCKtTXNEPtCtttcttPNCLTttJ",
    "QNPFYNpOYppYS7PRpEGG8VI8pRFDYKppENMUVYPJSppYppMpOAKpUUUF",
    "tttcttFtttUXtUtttttttttZttt2tOtcLO9KLCXFZHTtUVTtIPKtVPPK",
    "EHCEFCIJBULFCEGCNEAFKIJVTULHbSziMHQYfOiOzTgmazZzXfX9dzWU",
    "IJINKINWKqNALJ7HQLF6KMWqZqHFHLqSGRqSqZZTqLqqqqqqWqZNTU9J",
    "SjSPNSjSjKSjjLNPjPMKjKjjKjH2jLjNFSLSjSJNSPSSCjjjHEPjjJNB",
    "qRZZqWZqqqqqqqqqqqWqRqZqqqQ1ZDqqDNFqqGOGGHTUTNqqTLMWJRSK",
    "NNENNOMNMQNNLMNMOMLMONMOLOEDNPSQMROPSORPOUUPASSRROSPRQS2",
)

_WORDS = """
self:2100 mar:1553 the:1446 if:1293 isakmp:1253 is:1205 to:1166 s:1132 pkts:1124
ip:1103 a:1026 crypto:988 in:952 return:857 not:793 x:740 def:729 esp:726 of:698 sa:688
id:686 none:686 and:660 map:645 for:640 no:563 sha:560 aes:513 sas:506 name:500
port:490 key:490 logging:487 bytes:486 disabled:474 list:444 from:433 d:430 set:428
b:425 ipsec:421 file:421 interface:420 line:415 state:410 local:410 peer:405 c:402
address:394 vpn:394 outbound:378 on:376 active:375 n:373 path:372 spi:363 f:358 by:349
transform:347 access:342 i:339 type:339 group:335 size:325 mtu:325 or:323 k:323
permit:315 data:312 outside:304 inbound:301 with:298 current:298 error:293 y:293
use:289 tunnel:288 message:282 ike:281 errors:279 gigabitethernet:278 be:276 addr:275
class:273 raise:270 r:267 conn:262 hmac:255 else:254 import:249 as:246 remote:245
this:242 object:237 version:237 flags:232 login:229 an:229 value:229 packet:228
server:225 sys:220 failed:217 support:215 t:214 sec:213 hub:210 cisco:208 mask:207
level:206 netops:204 l:202 replay:201 compressed:199 status:197 mm:197 are:196
ident:196 prot:195 messages:195 endpt:191 module:191 fastethernet:190 read:188 it:188
that:184 os:184 mode:183 lifetime:183 remaining:182 new:177 nat:177 e:176 duplex:176
detection:176 configuration:175 m:173 try:172 default:172 payload:171 get:171
decompressed:170 inside:168 protocol:167 true:167 logged:167 match:163 pre:161
timing:161 settings:161 policy:160 software:160 source:160 at:159 except:159 iv:158
sending:157 snmp:157 xml:156 len:156 show:156 ah:155 ipv:154 all:154 system:153
filtering:152 args:152 false:150 pcp:149 processing:146 asa:145 changed:145 log:144
extended:142 write:142 h:141 w:141 up:140 updown:138 authentication:137 other:137
end:136 qm:135 lines:135 debugging:135 string:134 lan:131 filename:130 code:128
have:128 decrypt:127 hash:127 encrypt:127 host:127 acl:126 buffer:123 p:123 ikev:121
timeout:119 send:118 flow:118 encryption:116 user:116 http:116 hq:115 encaps:115
last:114 service:112 time:107 input:107 digest:107 auto:107 more:107 encoding:107
elif:106 cet:105 node:105 can:102 config:102 verify:102 description:102 append:101
global:101 format:99 isinstance:99 int:99 success:99 number:99 recv:98 decaps:98 u:97
sibling:97 valueerror:96 result:96 cls:96 any:96 exception:95 command:95 has:94
proxy:94 we:93 life:92 route:92 init:91 reason:91 msg:90 str:90 print:89 enable:89
start:88 function:88 down:87 mismatch:87 idle:86 phase:86 will:86 python:86 password:85
boot:85 domain:85 utc:83 obj:83 rcvd:82 method:82 sh:82 argument:82 console:81 half:81
link:80 origin:80 decompress:79 count:79 only:77 deny:76 release:76 memory:76 vrf:75
esg:75 ffffffff:75 debug:75 used:75 proposal:75 arg:75 compr:74 protected:74 des:74
dict:74 pfs:74 text:73 export:73 o:73 frame:73 context:72 icmp:72 share:72 j:72 next:72
check:72 ethernet:72 option:71 received:71 lineno:71 lookup:70 does:70 length:70
which:70 reassembly:69 lineproto:69 idb:69 when:69 exit:68 my:68 add:68 ssh:68 open:68
dh:67 tag:67 marker:67 must:67 datetime:66 using:66 but:66 g:65 example:65 close:65
names:65 first:65 func:65 modules:64 kb:64 created:63 repr:63 com:63 found:62 vty:62
stream:62 timestamps:62 tuple:61 join:61 secret:61 tfc:61 pass:61 pak:61 exch:61
cnry:61 xxxxxxxx:61 rom:61 non:61 canary:61 security:61 register:60 base:60 request:59
main:59 fc:59 returns:59 re:59 compression:59 v:59 hostname:59 socket:58 days:58
offset:58 dport:57 sport:57 duration:57 network:57 ntp:57 virtual:57 dir:57 returned:56
plaintext:56 create:56 processor:56 pos:56 info:55 src:55 you:55 copy:54 may:54 ios:54
slot:54 msec:53 static:53 dst:53 inspect:53 attributes:52 while:52 old:52 help:52 so:52
tcp:52 one:52 bin:51 exc:51 call:51 monitor:51 flash:51 invalid:50 prefix:50
"""
"""The commonest words, each with its number in a million letters."""


def commonness(widths: range) -> dict[bytes, float]:
    """Return how often runs of letters stand in the commonest words, a blank before and after."""
    found: dict[bytes, float] = {}
    for entry in _WORDS.split():
        word, _, number = entry.partition(":")
        text = f" {word} ".encode()
        for width in widths:
            for at in range(len(text) - width + 1):
                run = text[at : at + width]
                found[run] = found.get(run, 0.0) + int(number) / 1e6
    return found


def chances() -> tuple[list[float], list[list[float]]]:
    """Return the chance of each of 128 bytes, and of each after each; folded ones share theirs."""
    share = [0] * 256
    for byte in range(128):
        share[FOLD[byte]] += not chr(byte).isupper() and chr(byte) not in "\t\r\n"
    index = {letter: at for at, letter in enumerate(LETTERS)}
    column = [(index[FOLD[byte]], max(1, share[FOLD[byte]])) for byte in range(128)]

    def row(text: str) -> list[float]:
        values = [2.0 ** (-DIGITS.index(letter) / STEP) for letter in text]
        return [values[at] / shared for at, shared in column]

    rows = [row(text) for text in _TABLE]
    return rows[0], [rows[1 + index[FOLD[byte]]] for byte in range(128)]
