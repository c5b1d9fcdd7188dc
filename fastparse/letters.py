"""How often letters follow letters in ordinary text, and words stand in it: to choose rare ones.

The text was the outputs of the mock fleet, ordinary messages of the same devices and Python's standard
library; bench/letters.py made the tables. Upper case counts as lower, all digits as one letter, all blanks as one.
"""

from __future__ import annotations

from fastparse._triggers import runs_of

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
    "ELGGCIJJEVMHIEEGVEDDIMOOLW97VPQOPMMWYLIGNHaZOWgfUaULZgZQ",
    "KEADKPGPEZGBFBjGhAA9GLRMKcKEvaSzXXSgXRFSfSezeVvpYgfOzvsa",
    "CSKLBSHWAFY8TP9GZEJTAazf9UEFoOzzKQPfeQNNOVhgclzzScbMzzjT",
    "BUDO8OcBHmDEIO8FaCMAGKchLfKEsZzlUQMjhSKPTPozZmpzcddMzsoZ",
    "GMOE7QbKBKcMNMDHdEGQDWTZOfL6dTYiRLMdeGMIVDQjLchlOcSJshcX",
    "FOCBHINaKdSEGBQJM9ABTLNGLaP8aTasRKLchLLKUFcwSblnWiXIrpbZ",
    "8YLPFCNe9zjEUT9QZALIGcLRMzJ8lSzzRTKqhIKCVLgzcRzjWbaPzzeW",
    "CZVM8ZDF8UhIKIIIzCENDTbzMVU8gUXiOPNffJLKXDdzTYlhYlPGpzdV",
    "7HIL6NNZCzbSFOASMKMGHjTgTWG9aWzhPMOdjOKMeGgzUcjzUgZMzmgV",
    "JLDCHFDkUiLCF6BDcI9BNFiOzLJMzeWrUgQqaZUYUNkzTezzkmYTzzuZ",
    "9V7U6YVVMaQWNa9QuPOXDuuuSuJBXduuNQGYNHRHuMduSauuTdMJuuVL",
    "JJVP5XRYEmcM8LNQYMH9FYLzYcGAmTQzQKPcbNGMEIczSaXmXbWHzzgR",
    "APSH7CPc8lSDOO8KjUFFGTVzHYLBpUXzTQOhmJIRXJdmQezjbgdLzssY",
    "6HTK8bNXCrYKHVB8zVHGJacaPPOAoZZoVSPmoQJPPJczVcrobmaHzziV",
    "DJFB9HAUGiLPLECPgPDAKKYhMkM8iRVhPMNjiOINTIemTejpUeaJfjlb",
    "LKEGRGEhMfOFC7IEl8FCBJFQfZPAzcbzYTWpoVMPcajuYzrkckgOzzma",
    "BUNHAKSKFzFDNJBGcBEBJLUbLzO8sYznUNSizMDReDcYWfszWhdKppiX",
    "UTVPUMudUUuQ9GPSVMLS3dYOVuN6VSudNPPddKCSuSuuPuVuQuTIuuuK",
    "BVHH7GKXDkOOGD9LZEGCJJSVDnR8jSZrOKNgnNKNPJfuUcjlYbbKunWY",
    "BRIR8LOEBfMKLNHFcNAAGQNcIjI8iRZfNOMabKIJWGYeNeifReTLvlea",
    "CMGQ8OfAAiXOQRAKjEDHEbNRGcH8nTskRMLejMMLPHevSdkZTfUIpqfY",
    "GHEHDJISGdiCF9S9z898RfiRihQGrmWzYhZzmfWYmlgjkhrozozYzrjX",
    "9ZNI3XZWAzfCMVJDXHRJcXWbgcCEmajgSUSezSNSSIzzcmmmRjZQzzzQ",
    "9SVHBRbD7gcMZ8ELUDIUZWJUzZHAhTzzPPReXKHLbSkzTkzgYekEzkhP",
    "ENAOCJaVFzTMFgSBdUKATVZBIW89kTzhOJFeXLKJbKdhLagdVzTFzzaS",
    "ZPRUISZXMzMHLEM7hKABXWRiXZL5SSznMMHaeKHJMFZzNafhVfRGzzfL",
    "CRSQ3RcRBtUJJOBWtQQUttUcPSJGcOttJWSUtIVEZDtUtZtcRtQLUttI",
    "SRTQVTlXliVXWedejXXiimXMkk39naajSQHfWGE8FDVmiaqljZNSqtiV",
    "GJFGIGLMDZQIHIHHWHEFJMMUUYC4POKHMIeSUWPbZSrUKXobQehPZbWU",
    "duuWauuuauuuuduuuGQuuuuVuuV0WSddRuPuudVaWuuuCadVWWduuuuM",
    "ILGJLIKNIVTMMHJJPEGJLTMTWUP7j5VMORDTWBOKSKYNZQbbWMNNPdXQ",
    "bfZKMMzzMzziOiz5zGBHQMfWzzL4Va9iUffUziSWzzzzzzdzfdzizzzS",
    "5FDCJHLIEhzCLFHDzG7JLLddbcTHzaaYVUzaahaazzzzYzzzzgkzzzzS",
    "EKGJLKNFJSSKJDOJRIDGLPIRPSK7XPUMFPCQS8JHNCVNUQSXSHKIOXSN",
    "DJFIIFIHGXHIJEHGXFAEMIPOLY5MmGfTFOBQfzTYemzZjiQfOYjMUfzW",
    "zzdmizfzdzfzJizzfzWSzzjzzzU3WPjmPVEUcBZEX6XgfeXzRYPzjfXS",
    "EOLNONTaNXGQ7INMUOJMXXXVYuI8uNUVJKL4XHUNYXauQWPuYQUQaYuM",
    "BMUURUXaSaOSSNUUrT7QaXUaVaB4rQraIPIaNUFXSarr9rVrXRSrrUrI",
    "nizehgzgchekedQOhzcizdzifnK0zUzhWcRzzzWiazzfzznzzchzhzMW",
    "DKFGHJKGFROEHILFeIBJHLVTTY4GzaccVddfWjBijnqzXHlzzjffdnzY",
    "MPKPNNOOOSWQPORMZNKOSVQcdf1BzNzcSlVbmbsNYNskkmzzjdbGcmkd",
    "OQMMJVUUKaMPGKLDdREMSRLSed1NzYiZQceezWZRIgziYdildglSbleS",
    "SRPTXQzRNbmcfQTVbRNZmzrozo71zZkbOKizmlWaOaohcrlzlaRfhzzZ",
    "pYYppppppQQpppppppppppppppp0pMpVJYppppYPpYRNVppppppppppI",
    "AHMJLMQJGWPHKNOKNP9HNNSqSNA7LQUKLqqqqUFWDSqEAURqqqWZORqH",
    "RTLPSKVWRkXSUGSTaTMMXZZhzhA2zLzSKSzhTZRedhzdAXkzWacQEgkD",
    "YQUEuUdTYuuTPaYVdWTaddduuuB2uHuMHdPudNuKWRuMF9TuNMYdSYuN",
    "PjSJjjKjSjKjLjj8jjPjjjSNjJS6HHjj9IDjjjSjPAjLGJGPGDNjSPjD",
    "AP5LPGLPOkQENPK7kLHHPLLkkIECkPTTGkkkTkkkkkkkOkkkTkkDkkkD",
    "KMKKNIUTDNIBMILKXFANBQGQcw5FaIcSFNwVaQHRwFwwwfwwRQEOWwwL",
    "QNPFYNpOYppYS7PRpEGG8VI8pRFDYKppENMUVYPJSppYppMpOAKpUUUF",
    "wwwfwwIwwwXawXwwwwwwwwwcwww2wRwfNRCNNFaHc9VwXYWwKRNwYSRN",
    "EGCEECIKBVMDCFFCODAEHHKWUVMIcTzjNIRZgPjPzUhnbzazZgYAezXV",
    "IJINKINWKqNALJ7HQLF6KMWqZqHFHLqSGRqSqZZTqLqqqqqqWqZNTU9J",
    "SjSPNSjSjKSjjLNPjPMKjKjjKjH2jLjNFSLSjSJNSPSSCjjjHEPjjJNB",
    "qRZZqWZqqqqqqqqqqqWqRqZqqqQ1ZDqqDNFqqGOGGHTUTNqqTLMWJRSK",
    "NNENNOMNMQNNLMNMOMLMONMOLOEDNPSQMROPSORPOUUPASSRROSPRQS2",
)

_WORDS = """
to:1887 self:1357 is:1304 asa:1169 from:1136 for:1132 the:1073 ip:1045 mar:1031 on:934
interface:907 isakmp:865 s:842 in:837 if:836 crypto:777 a:746 pkts:727 outside:721 x:699
not:678 state:653 user:627 inside:605 of:590 gigabitethernet:567 return:554 port:538
bytes:535 no:530 id:499 address:476 session:473 def:471 esp:469 sha:445 sa:445 none:443
aes:442 with:441 and:427 failed:417 map:417 ssh:403 list:397 login:397 d:389 group:382
netops:380 local:375 tcp:365 by:364 b:357 peer:345 key:344 logging:342 up:339
connection:335 type:329 file:327 sas:327 active:325 line:324 name:323 vlan:314
authentication:310 sys:308 disabled:306 inbound:305 access:304 tunnel:297 c:287
changed:287 packet:286 server:284 gi:281 down:278 set:277 sec:276 hmac:275 i:275
ipsec:272 outbound:272 spi:262 f:259 vpn:254 new:253 duplex:252 current:248 error:245
n:241 path:240 icmp:240 message:238 mtu:237 or:237 k:236 client:233 transform:224
configuration:224 neighbor:221 host:220 remote:214 snmp:212 size:210 be:206
fastethernet:206 flags:205 class:204 permit:203 success:202 data:201 udp:201 r:200
root:194 aaa:190 cisco:190 y:189 use:187 received:184 len:184 built:183 ipv:182 ike:181
errors:181 addr:177 value:176 duration:175 raise:175 src:173 updown:172 dst:172 nat:169
conn:169 mismatch:167 default:166 rate:166 radius:166 t:166 bgp:166 code:166 else:164
protocol:163 link:162 mask:161 import:161 memory:160 as:159 source:159 http:158
compressed:156 this:156 status:155 ident:154 object:153 using:153 version:153 config:149
an:148 ntp:148 number:147 has:144 teardown:143 max:142 tty:141 m:139 detected:139
support:139 expired:139 payload:138 ospf:138 hub:136 console:136 logged:136 level:133
deny:132 ssl:132 send:131 software:131 at:131 l:131 replay:130 sending:129 show:128
mm:127 are:127 system:127 prot:126 messages:126 time:125 running:124 err:124 endpt:124
module:123 read:121 it:121 log:121 write:119 that:119 denied:119 h:119 os:119 mode:119
lifetime:119 remaining:118 command:116 removed:116 flash:116 end:116 invalid:115
sent:114 e:114 reason:114 detection:114 backup:112 try:111 cipher:111 succeeded:111
adjchange:111 ctr:111 anna:110 get:110 decompressed:110 true:108 half:108 match:105
configured:105 timeout:105 pre:104 timing:104 settings:104 archive:104 policy:103
except:103 iv:102 xml:101 fail:101 ah:100 power:100 all:99 filtering:98 args:98 false:97
more:97 pcp:96 found:96 smart:95 security:95 processing:94 base:94 request:94 off:92
extended:92 create:92 timer:91 w:91 permitted:90 full:90 translation:89 other:88 call:88
uid:88 qm:87 lines:87 debugging:87 accepted:87 string:87 route:87 switch:86 grp:86
dot:86 req:85 successful:85 disable:85 due:85 parser:85 start:85 lan:84 filename:84
duplicate:84 controller:84 dead:84 agent:83 fan:83 dual:83 eigrp:83 adjacency:83
spantree:83 bpduguard:83 dhcp:83 started:83 dhcpd:83 usb:83 have:83 sshd:83 exec:82
decrypt:82 hash:82 encrypt:82 acl:81 utc:81 cdp:81 rcvd:81 closed:80 process:80
buffer:80 p:79 license:79 count:79 been:78 ikev:78 discovered:78 localport:77 flow:76
encryption:75 o:75 frame:75 hq:75 encaps:74 out:74 check:74 last:74 service:72
lineproto:72 open:71 must:71 block:71 but:70 close:70 example:69 first:69 device:69
input:69 digest:69 auto:69 encoding:69 created:69 packets:69 com:68 elif:68 cet:68
vty:68 node:68 dynamic:67 profile:67 entries:67 mac:67 can:66 verify:66 description:66
hostname:66 compression:66 append:66 global:66 second:65 virtual:64 format:64
isinstance:64 returned:64 executed:64 int:64 processor:64 recv:64 decaps:63 u:63
sibling:62 valueerror:62 saved:62 result:62 cls:62 any:62 inspect:62 exception:61 syn:61
per:61 proxy:61 rcv:60 we:60 prefix:60 life:60 via:60 seconds:60 enabled:60 connected:59
failure:59 algorithm:59 init:59 msg:58 occurred:58 handshake:58 str:58 disconnected:58
pm:58 native:58 print:58 enable:57 di:57 fw:57 hit:57 sequence:57 guard:57 conflict:57
function:57 drop:57 was:57 run:56 echo:56 core:56 index:56 exceeded:56 granted:56
pool:56 kernel:56 idle:56 phase:56 will:56 attempting:56 violation:56 location:56
python:56 recover:56 vi:56 laddr:56 disconnect:55 tacacs:55 msecs:55 nbr:55 area:55
router:55 nbrchange:55 ldp:55 statechange:55 bpdu:55 dialer:55 isdn:55 bri:55
responding:55 gdoi:55 ilpower:55 eula:55 cli:55 topology:55 faddr:55 gaddr:55 staff:55
cron:55 password:55 speed:55 boot:55 username:55 domain:55 internal:54 parts:54 obj:53
method:53 logginghost:53 startstop:53 sh:53 argument:53 cmd:52 authfail:52 origin:51
decompress:51 dest:51 tue:51 seq:50 stack:50 matching:50 opt:50 only:50 release:49
platform:49 vrf:49 esg:49 ffffffff:49 debug:49 used:48 proposal:48 arg:48 compr:48
than:48 protected:48 des:48 dict:48 pfs:48 dropped:47 entry:47 ftx:47 text:47 export:47
dns:47 context:47 share:47 j:47 next:47 counter:47 ethernet:46 option:46 response:46
lineno:46 lookup:46 total:45 does:45 nvram:45 length:45 which:45 reassembly:45 em:45
idb:44 when:44 exit:44 my:44 add:44 keys:44 dh:43 flag:43 tag:43 marker:43 datetime:43
xa:42 g:42 names:42 func:42 modules:42 without:41 kb:41 completed:41 repr:41 maximum:40
securityk:40 stream:40 initial:40 timestamps:40 responder:40 ftp:40 tuple:40 join:40
secret:40 tfc:40 pass:39 url:39 pak:39 exch:39 cnry:39 xxxxxxxx:39 rom:39 non:39 dmz:39
canary:39 register:39 peersync:39 synced:39 main:38 fc:38 returns:38 re:38 v:38 stop:38
initiator:38 socket:38 days:37 calls:37 offset:37 dport:37 sport:37 network:37 html:37
dir:37 plaintext:36 now:36 env:36 pos:36 info:36 ips:35 you:35 reading:35 manager:35
copy:35 different:35 may:35 original:35 ios:35 slot:35 operator:34 msec:34 unix:34
directories:34 static:34 cfglog:34 loggedcmd:34 attributes:34 home:34 while:34 old:34
free:34 help:34 warning:34 bound:34 so:34 feature:34 opened:34 blocking:34 tls:33 one:33
connect:33 etc:33 bin:33 exc:33 temporary:33 monitor:33 fins:33 cause:33 accept:33
starting:33 pair:33 uname:33 alert:33 condition:32 keepalive:32 loop:32 types:32
master:32 bind:32 indent:32 find:32 audit:32 shared:32 low:32 action:32 unreachable:32
again:32 passive:31 standby:31 burst:31 cache:31 item:31 cryptographic:31 signature:31
did:31 clock:31 should:31 sig:31 reply:31 anonymous:31 vendor:31 terminated:31 high:31
unexpected:30 temp:30 informational:30 incoming:30 acceptable:30 associated:30 part:30
assigned:30 cumulative:30 cleanup:30 mismatched:30 fd:30 pkt:30 xmt:30 segment:30 do:29
timestamp:29 hours:29 txt:29 given:29 typeerror:29 acct:29 hello:29 diffie:29 hellman:29
compiled:29 dup:29 listen:29 database:29 break:29 net:29 width:29 errmsg:29 struct:29
uptime:29 year:29 supply:29 previously:29 requested:29 tlsv:29 cef:29 alarm:29 values:29
io:29 mgmt:29 xffffffff:29 dropping:29 assign:29 branch:29 unable:29 average:29 files:29
copyright:29
"""
"""The commonest words, each with its number in a million letters."""


def commonness(shortest: int, longest: int) -> dict[bytes, int]:
    """Return how often, in a million letters, runs of so many letters stand in the commonest words.

    A blank before and after a word belongs to it.
    """
    entries = (entry.partition(":") for entry in _WORDS.split())
    return runs_of([(word.encode(), int(number)) for word, _, number in entries], shortest, longest)


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
