"""What a piece of a dump is, by the command of its prompt or by the name of its file."""

from __future__ import annotations

import re

from fastparse.session import expand
from remediate.evidence.kinds import Kind

__all__ = ["by_command", "by_file_name"]

_COMMANDS: tuple[tuple[str, Kind], ...] = (
    ("show running-config", Kind.CONFIG),
    ("show startup-config", Kind.CONFIG),
    ("show configuration", Kind.CONFIG),
    ("show crypto isakmp sa", Kind.ISAKMP_SA),
    ("show crypto ikev1 sa", Kind.ISAKMP_SA),
    ("show isakmp sa", Kind.ISAKMP_SA),
    ("show crypto ikev2 sa", Kind.IKEV2_SA),
    ("show crypto ikev2 proposal", Kind.IKEV2_PROPOSAL),
    ("show crypto ipsec sa", Kind.IPSEC_SA),
    ("show ipsec sa", Kind.IPSEC_SA),
    ("show crypto ikev2 session", Kind.IKEV2_SA),
    ("show crypto session", Kind.SESSIONS),
    ("show dmvpn", Kind.DMVPN),
    ("show crypto engine connections active", Kind.ENGINE),
    ("show crypto engine connection active", Kind.ENGINE),
    ("show version", Kind.VERSION),
    ("show access-lists", Kind.ACCESS_LISTS),
    ("show ip access-lists", Kind.ACCESS_LISTS),
    ("show access-list", Kind.ACCESS_LISTS),
    ("show crypto isakmp default policy", Kind.DEFAULT_POLICIES),
    ("show crypto isakmp policy", Kind.DEFAULT_POLICIES),
    ("show isakmp pol", Kind.DEFAULT_POLICIES),
    ("show crypto map", Kind.CRYPTO_MAP),
    ("show crypto dynamic-map", Kind.CRYPTO_MAP),
    ("show crypto isakmp key", Kind.ISAKMP_KEY),
    ("show crypto ipsec transform-set", Kind.TRANSFORM_SET),
    ("show crypto ikev2 policy", Kind.IKEV2_POLICY),
    ("show logging", Kind.LOG),
    ("debug ", Kind.LOG),
    ("terminal monitor", Kind.LOG),
    ("ping", Kind.PING),
    ("show clock", Kind.CLOCK),
    ("show ip nat translations", Kind.NAT_TABLE),
    ("show nat", Kind.NAT_RULES),
    ("show crypto ca cert", Kind.CERTIFICATES),
    ("show crypto pki cert", Kind.CERTIFICATES),
    ("show ip route sum", Kind.UNUSED),
    ("show route sum", Kind.UNUSED),
    ("show ip route", Kind.ROUTES),
    ("show route-map", Kind.UNUSED),
    ("show route", Kind.ROUTES),
    ("show ip interface", Kind.ADDRESSES),
    ("show interface", Kind.ADDRESSES),
    ("show ip add", Kind.ADDRESSES),
    ("clear ", Kind.LOG),
    ("undebug", Kind.LOG),
    ("no debug", Kind.LOG),
)
_SITE_SESSIONS = re.compile(r"show vpn-sessiondb\b.*\bl2l\b")
_SHOWS = re.compile(
    r"(?:show|packet-tracer|traceroute|dir|more|who|where|systat|verify|test|capture)\b",
    re.IGNORECASE,
)
_SILENT = re.compile(
    r"^(ter|conf|end$|exit$|quit$|ena|en$|disable|wr|copy|show clock|sh clo|\?|!|logout|write)",
    re.IGNORECASE,
)
_FILE_NAMES: tuple[tuple[str, Kind], ...] = (
    ("running", Kind.CONFIG),
    ("startup", Kind.CONFIG),
    ("runcfg", Kind.CONFIG),
    ("config", Kind.CONFIG),
    ("isakmpsa", Kind.ISAKMP_SA),
    ("ikev1sa", Kind.ISAKMP_SA),
    ("ikev2sa", Kind.IKEV2_SA),
    ("ikev2proposal", Kind.IKEV2_PROPOSAL),
    ("ipsecsa", Kind.IPSEC_SA),
    ("cryptosession", Kind.SESSIONS),
    ("vpnsessiondbl2l", Kind.SESSIONS),
    ("vpnsessiondbdetaill2l", Kind.SESSIONS),
    ("showdmvpn", Kind.DMVPN),
    ("engine", Kind.ENGINE),
    ("version", Kind.VERSION),
    ("accesslist", Kind.ACCESS_LISTS),
    ("isakmpdefaultpolicy", Kind.DEFAULT_POLICIES),
    ("isakmppolicy", Kind.DEFAULT_POLICIES),
    ("showclock", Kind.CLOCK),
    ("shownatdetail", Kind.NAT_RULES),
    ("cryptocacert", Kind.CERTIFICATES),
    ("cryptopkicert", Kind.CERTIFICATES),
    ("showipaddress", Kind.ADDRESSES),
    ("showipinterface", Kind.ADDRESSES),
    ("showinterface", Kind.ADDRESSES),
    ("ipintbr", Kind.ADDRESSES),
    ("interfaceipbr", Kind.ADDRESSES),
    ("routemap", Kind.OTHER),
    ("showiproute", Kind.ROUTES),
    ("showroute", Kind.ROUTES),
    ("shiproute", Kind.ROUTES),
    ("shroute", Kind.ROUTES),
    ("debug", Kind.LOG),
    ("log", Kind.LOG),
)


def by_command(command: str) -> Kind:
    """Return the kind of a typed command's output."""
    full = expand(command)
    base = full.split("|", 1)[0].strip()
    for prefix, kind in _COMMANDS:
        if base.startswith(prefix):
            if kind is Kind.CONFIG and re.search(r"\b(all)\b", base):
                return Kind.CONFIG
            return kind
    if base.split() == ["show", "ip"]:
        return Kind.ADDRESSES  # an ASA's short form of `show ip address`
    if _SITE_SESSIONS.match(base):
        return Kind.SESSIONS
    if _SILENT.match(base):
        return Kind.SILENT
    return Kind.UNUSED if _SHOWS.match(base) else Kind.OTHER


def by_file_name(name: str) -> Kind | None:
    """Return the kind that a file named after a command holds, None when the name doesn't say."""
    leaf = re.sub(r"[^a-z0-9]", "", name.rsplit("/", 1)[-1].lower())
    if leaf.startswith("debug"):  # `debug crypto engine`, whatever else the name holds
        return Kind.LOG
    return next((kind for text, kind in _FILE_NAMES if text in leaf), None)
