"""The redactor: every place of a secret, nothing else. Lines are synthetic, after the command references."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from remediate._secret_forms import NEEDLES, RULES, SecretForm
from remediate.secrets import Redactor, clean, config_fingerprint, fingerprint, mask

SECRET = "S3cr3tW0rd"

WITH_SECRET = """\
crypto isakmp key {s} address 1.2.3.4 255.255.255.255 no-xauth
crypto isakmp key 6 {s} address 1.2.3.4
crypto isakmp key 0 {s} hostname foo
crypto isakmp key address 1.2.3.4 {s}
crypto isakmp key address 1.2.3.4 255.255.255.0 {s}
crypto isakmp key {s} address 0.0.0.0 0.0.0.0
crypto isakmp key {s} address ipv6 2001:DB8::1/128
crypto isakmp key "{s} two" address 1.2.3.4
crypto isakmp key {s}
no crypto isakmp key {s} address 1.2.3.4
R1(config)#crypto isakmp key {s} address 1.2.3.4
R1(config)#CRYPTO ISAKMP KEY {s} ADDRESS 1.2.3.4
R1(config)#cry isa key {s} add 1.2.3.4
+crypto isakmp key {s} address 1.2.3.4
isakmp key {s} address 1.2.3.4 netmask 255.255.255.255
isakmp key {s} address 1.2.3.4 netmask 255.255.255.255 no-xauth no-config-mode
 pre-shared-key address 1.1.1.1 key {s}
 pre-shared-key address 1.1.1.1 255.255.255.0 key 6 {s}
 pre-shared-key hostname foo key 0 {s}
 pre-shared-key address 1.1.1.1 key {s} with blanks
R1(config-keyring)#pre-shared-key address 1.1.1.1 key {s}
 pre-shared-key {s}
 pre-shared-key local {s}
 pre-shared-key remote 6 {s}
 pre-shared-key hex {s}
 ikev1 pre-shared-key {s}
 ikev2 remote-authentication pre-shared-key 0 {s}
 ikev2 local-authentication pre-shared-key {s}
asa(config-tunnel-ipsec)# ikev1 pre-sh {s}
 authentication local pre-share key {s}
 authentication remote pre-share key 0 {s}
crypto isakmp client configuration group G\\n key {s}
crypto isakmp client configuration group G\\n key 123454321
 group FOO key {s}
vpngroup G password {s}
vpnclient username bob password {s}
 set session-key inbound esp 300 cipher {s} authenticator {s}
 set session-key outbound ah 300 {s}
crypto map M 10 set session-key inbound esp 300 cipher {s} authenticator {s}
enable secret 5 {s}
enable secret {s}
enable password {s} encrypted
enable password level 15 7 {s}
R1(config)#ena sec {s}
username bob privilege 15 secret 5 {s}
username bob secret {s}
username bob password {s} encrypted privilege 15
username bob password 0 {s}
R1(config)#user bob pass {s}
 password 7 {s}
 password {s}
passwd {s} encrypted
snmp-server community {s} RO 10
snmp-server host 10.1.1.1 version 2c {s}
snmp-server host 10.1.1.1 version 3 priv {s} udp-port 163
snmp-server host 10.1.1.1 vrf M traps {s} snmp
snmp-server host 10.1.1.1 {s}
snmp-server host inside 10.1.1.1 community {s} version 2c
snmp-server user u g v3 auth md5 {s} priv aes 128 {s}
snmp-server user u g v3 encrypted auth sha {s} priv des {s} access 5
Community name: {s}
tacacs-server host 1.1.1.1 key 7 {s}
tacacs-server key {s}
radius-server host 1.1.1.1 auth-port 1645 acct-port 1646 key {s}
 client 10.0.0.1 server-key 7 {s}
aaa-server R (inside) host 10.1.1.1 {s} timeout 10
 radius-common-pw {s}
 ldap-login-password {s}
failover key {s}
failover key hex {s}
key chain FOO\\n key 1\\n  key-string 7 {s}
 ip nhrp authentication {s}
 ip ospf message-digest-key 1 md5 7 {s}
 ip ospf authentication-key {s}
 area 1 virtual-link 1.1.1.1 message-digest-key 1 md5 {s}
 standby 1 authentication md5 key-string {s} timeout 30
 standby 1 authentication {s}
 vrrp 1 authentication text {s}
 ppp chap password 0 {s}
 ppp pap sent-username u password 7 {s}
ntp authentication-key 1 md5 {s} 7
 neighbor 1.1.1.1 password 7 {s}
 isis password {s}
 area-password {s}
ip ftp password 7 {s}
archive\\n path ftp://user:{s}@1.1.1.1/x
copy http://user:{s}@1.1.1.1/x flash:
key config-key password-encrypt {s}
 wpa-psk ascii 0 {s}
 security wpa psk set-key ascii 0 {s}
 encryption key 1 size 128bit 7 {s} transmit-key
 encryption ipsec spi 500 esp aes-cbc 128 0 {s} sha1 {s}
%PARSER-5-CFGLOG_LOGGEDCMD: User:console  logged command:crypto isakmp key {s} address 1.2.3.4
crypto isakmp key {s} address 1.2.3.4\r
enable algorithm-type scrypt secret {s}
username bob algorithm-type scrypt secret {s}
username bob secret 9 {s}
crypto pki import TP pkcs12 flash:x password {s}
cts sxp default password {s}
vtp password {s}
 authentication mode hmac-sha-256 {s}
 ip rsvp authentication key {s}
 authentication key eigrp 100 {s} key-id 1
 set aggressive-mode password {s}
copy scp://user:{s}@at@host/x flash:
license smart register idtoken {s}
r1#test aaa group radius bob {s} new-code
r1#test aaa gr tacacs+ server 10.1.1.1 bob {s} legacy
test aaa-server authentication RAD host 10.1.1.1 username bob password {s}
crypto pki import TP pkcs12 tftp://10.1.1.1/x.p12 {s}
crypto ca export TP pkcs12 {s}
crypto key export rsa KEYS pem url nvram: 3des {s}
crypto key import rsa KEYS pem url nvram: {s}
crypto pki export TP pem terminal 3des {s}
%ASA-5-111010: User 'bob', running 'CLI' from IP 10.0.0.1, executed 'key {s}'
    1     1   bob@console   | password {s}
 --More--          key {s}
 --More-- \b\b\b\b\b\b\b\b\b        \b\b\b\b\b\b\b\b\b password {s}
-----BEGIN RSA PRIVATE KEY-----\\n{s}\\n{s}\\n-----END RSA PRIVATE KEY-----
Keyring               Hostname/Address            Preshared Key\\ndefault               1.2.3.4    {s}\\n\\nR1#
""".splitlines()

WITHOUT_SECRET = """\
crypto pki import TP pkcs12 tftp://10.1.1.1/x.p12
crypto key import rsa KEYS exportable pem terminal
r1#test aaa attr
 authentication pre-share
interface Tunnel0\\n tunnel key 100
key chain FOO\\n key 1\\n key 2
crypto isakmp keepalive 10
crypto keyring K vrf X
crypto key generate rsa general-keys modulus 2048
IPSEC(key_engine): got a queue event...
(key eng. msg.) dest= 10.1.0.2, src=10.1.0.1,
A pre-shared key for address mask 1.1.1.1 255.255.255.255 already exists!
ISAKMP:(0):Looking for a matching key for 10.1.0.2 in default
ISAKMP:(0): local preshared key found
%CRYPTO-4-IKMP_NO_PRESHARED_KEY: Pre-shared key for remote peer at 10.1.0.2 is missing
ntp server 1.1.1.1 key 1
 ip ospf authentication message-digest
 ip authentication key-chain eigrp 1 CHAIN
service password-encryption
 set security-association lifetime seconds 3600
snmp-server host inside 10.1.1.1 poll
aaa-server R (inside) host 10.1.1.1
access-list 101 permit ip 10.1.1.0 0.0.0.255 10.2.2.0 0.0.0.255
crypto ipsec transform-set T esp-aes esp-sha-hmac
 pre-shared-key *****
isakmp key ******** address 1.2.3.4 netmask 255.255.255.255
http://www.cisco.com/go/support
sa timing: remaining key lifetime (k/sec): (4608000/52)
keysize= 0, flags= 0x4
""".splitlines()


def _texts_in_every_match(pattern) -> list[str]:
    """Return texts of which each stands in whatever the parsed pattern matches, as far as they are plain to see."""
    texts, run = [], ""
    for kind, value in pattern:
        name = str(kind)
        if name == "LITERAL":
            run += chr(value)
            continue
        inner: list[str] = []
        repeated = name in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT") and value[0] > 0
        if name == "SUBPATTERN" or repeated:
            inner = _texts_in_every_match(value[-1])
        texts += [run, *inner]
        run = ""
    return [text for text in (*texts, run) if text]


@pytest.mark.parametrize("form", RULES, ids=lambda form: form.pattern.pattern[:40])
def test_a_form_is_tried_on_every_line_that_it_could_match(form: SecretForm) -> None:
    texts = _texts_in_every_match(re._parser.parse(form.pattern.pattern))
    for literal in form.literals:
        assert any(literal in text for text in texts), literal


def test_a_text_of_a_branch_or_an_option_is_not_in_every_match() -> None:
    texts = _texts_in_every_match(re._parser.parse(r"ab(?:c|d)e(?:f)?(?:gh)+(?!i)[jk]l*"))
    assert texts == ["ab", "e", "gh"]


def _needle_in_every_match(pattern) -> bool:
    if any(needle in text for text in _texts_in_every_match(pattern) for needle in NEEDLES):
        return True
    for kind, value in pattern:
        if str(kind) == "BRANCH" and all(map(_needle_in_every_match, value[1])):
            return True
        if str(kind) == "SUBPATTERN" and _needle_in_every_match(value[-1]):
            return True
    return False


@pytest.mark.parametrize("form", RULES, ids=lambda form: form.pattern.pattern[:40])
def test_a_line_that_a_form_could_match_is_looked_at(form: SecretForm) -> None:
    assert _needle_in_every_match(re._parser.parse(form.pattern.pattern))


@pytest.mark.parametrize(
    "line",
    [
        "asa# ikev1 pre-sh {s}",
        "plink -pw\t{s}",
        "snmp-server\thost 10.1.1.1 {s}",
        "authentication ipsec\tspi 256 {s}",
    ],
)
def test_tabs_between_the_words_and_abbreviations(line: str) -> None:
    assert SECRET not in Redactor().redact(line.format(s=SECRET))


@pytest.mark.parametrize("line", WITH_SECRET)
def test_secret_becomes_one_token(line: str) -> None:
    redactor = Redactor()
    secret = "123454321" if "{s}" not in line else SECRET
    text = line.replace("\\n", "\n").replace("{s}", SECRET)
    redacted = redactor.redact(text)
    assert secret not in redacted
    assert "<key#" in redacted
    assert redactor.redact(redacted) == redacted
    assert redacted.count("\n") == text.count("\n")
    shown = redactor.clean(text)
    assert secret not in shown
    assert "<removed>" in shown
    assert clean(shown) == shown


@pytest.mark.parametrize("line", WITHOUT_SECRET)
def test_nothing_else_is_touched(line: str) -> None:
    text = line.replace("\\n", "\n")
    redacted = Redactor().redact(text)
    assert "<key#" not in redacted
    assert redacted.replace("*****", "") == re.sub(r"\*{5,}", "", text)


def test_rest_of_the_line_stays() -> None:
    redactor = Redactor(b"k")
    token = redactor.token(SECRET)
    for form in (
        "crypto isakmp key {} address 1.2.3.4 255.255.255.0 no-xauth",
        "crypto isakmp key 6 {} address 1.2.3.4",
        "isakmp key {} address 1.2.3.4 netmask 255.255.255.255 no-xauth",
        "username bob password {} encrypted privilege 15",
        "snmp-server community {} RO 10",
        "  pre-shared-key address 1.1.1.1 key 6 {}",
        "crypto isakmp key {} address 1.2.3.4\r\nend\r\n",
    ):
        assert redactor.redact(form.format(SECRET)) == form.format(token)


def test_equal_secrets_have_equal_tokens_within_a_run_only() -> None:
    one, two = Redactor(), Redactor()
    ios = one.redact(f"crypto isakmp key {SECRET} address 1.2.3.4")
    asa = one.redact(f' ikev1 pre-shared-key "{SECRET}"')
    token = re.search("<key#.*?>", ios)
    assert token is not None
    assert token[0] in asa
    assert token[0] not in two.redact(f"crypto isakmp key {SECRET} address 1.2.3.4")
    assert fingerprint(token[0]) == token[0][5:-1]
    assert len(fingerprint(token[0])) == 16


def test_a_key_that_is_a_type_number() -> None:
    redacted = Redactor().redact("crypto isakmp key 6 address 1.2.3.4")
    assert redacted.startswith("crypto isakmp key <key#")


def test_placeholders_are_no_keys() -> None:
    redactor = Redactor()
    assert redactor.redact("crypto isakmp key xxxx address 1.1.1.1") == (
        "crypto isakmp key ***** address 1.1.1.1"
    )
    assert redactor.redact(" pre-shared-key <removed>") == " pre-shared-key <removed>"
    assert redactor.redact(" pre-shared-key <psk-42>") == " pre-shared-key *****"


def test_no_secret_in_repr_or_error() -> None:
    assert "verysecret" not in repr(Redactor(b"verysecret"))
    with pytest.raises(ValueError, match="not a token") as caught:
        fingerprint(SECRET)
    assert SECRET not in str(caught.value)


def test_fingerprint_ignores_what_moves_by_itself() -> None:
    config = (
        "Building configuration...\n\nCurrent configuration : {} bytes\n"
        "! Last configuration change at {} UTC\n! NVRAM config last updated at {}\n"
        "hostname R1\ncrypto isakmp key {} address 1.1.1.1{}\nntp clock-period {}\nend\n"
    )
    first = config_fingerprint(config.format(10, 20, 30, "A", "", 40))
    assert first == config_fingerprint(config.format(11, 21, 31, "B", "  ", 41))
    assert first != config_fingerprint(config.format(10, 20, 30, "A", " no-xauth", 40))
    asa = ": Saved\n: Written by admin at {}\nASA Version 9.8(4)32\nCryptochecksum:{}\n: end\n"
    assert config_fingerprint(asa.format(1, 2)) == config_fingerprint(asa.format(3, 4))


def test_private_key_block_keeps_its_lines() -> None:
    text = "a\n-----BEGIN PRIVATE KEY-----\nMIIB\nAAAA==\n-----END PRIVATE KEY-----\nhostname R1\n"
    redacted = Redactor().redact(text)
    assert "MIIB" not in redacted
    assert redacted.endswith("-----END PRIVATE KEY-----\nhostname R1\n")
    assert redacted.count("\n") == text.count("\n")


_KEYS = st.text(
    alphabet=st.characters(min_codepoint=33, max_codepoint=126, exclude_characters='"<>*?'),
    min_size=6,
    max_size=40,
).filter(lambda key: not re.fullmatch(r"x+|X+|\d+", key))
_FORMS = [form for form in WITH_SECRET if "{s}" in form and "://" not in form]
_NOISE = st.sampled_from(
    [*WITHOUT_SECRET, "", "!", "interface Fa0", "banner motd ^C key ^C", "\x00", "İ"]
)


@settings(max_examples=300, deadline=None)
@given(_KEYS, st.lists(st.one_of(st.sampled_from(_FORMS), _NOISE), min_size=1, max_size=8))
@example("00000:", ["crypto ca export TP pkcs12 {s}"])
def test_no_key_survives(key: str, lines: list[str]) -> None:
    forms = "\n".join(lines).replace("\\n", "\n")
    if key.casefold() in forms.casefold():
        return
    redactor = Redactor()
    text = forms.replace("{s}", key)
    redacted = redactor.redact(text)
    assert key not in redactor.clean(text)
    assert redactor.redact(redacted) == redacted
    assert redacted.count("\n") == text.count("\n")


@settings(max_examples=200, deadline=None)
@given(st.text())
def test_any_text(text: str) -> None:
    redactor = Redactor()
    redacted = redactor.redact(text)
    assert redactor.redact(redacted) == redacted
    assert mask(redacted) == redactor.clean(text)
    config_fingerprint(text)


def test_many_secrets_in_one_file() -> None:
    text = "\n".join(f"crypto isakmp key k{i} address 10.0.0.1" for i in range(5_000))
    assert Redactor().redact(text).count("<key#") == 5_000


@pytest.mark.parametrize(
    "word", ["a b ", "user x ", "neighbor x ", "key ", "snmp-server user ", "isa key "]
)
def test_a_line_of_a_megabyte(word: str) -> None:
    redactor = Redactor()
    line = word * (1_000_000 // len(word))
    redacted = redactor.redact(f"{line}crypto isakmp key {SECRET} address 1.2.3.4")
    assert SECRET not in redacted
    assert redactor.redact(redacted) == redacted
    assert SECRET not in redactor.clean("crypto isakmp key " + line + SECRET)
