"""What a piece of a dump can be, and how much of the running-config it is."""

from __future__ import annotations

import enum

__all__ = ["Kind", "Scope"]


class Kind(enum.Enum):
    """Output that has a reader of its own; everything else is only searched for messages."""

    CONFIG = "show running-config"
    ISAKMP_SA = "show crypto isakmp sa"
    IKEV2_SA = "show crypto ikev2 sa"
    IKEV2_PROPOSAL = "show crypto ikev2 proposal"
    IPSEC_SA = "show crypto ipsec sa"
    SESSIONS = "show crypto session"
    """Or ``show vpn-sessiondb l2l``."""
    DMVPN = "show dmvpn"
    ENGINE = "show crypto engine connections active"
    VERSION = "show version"
    ACCESS_LISTS = "show access-lists"
    DEFAULT_POLICIES = "show crypto isakmp default policy"
    CRYPTO_MAP = "show crypto map"
    ISAKMP_KEY = "show crypto isakmp key"
    TRANSFORM_SET = "show crypto ipsec transform-set"
    IKEV2_POLICY = "show crypto ikev2 policy"
    PING = "ping"
    CLOCK = "show clock"
    NAT_TABLE = "show ip nat translations"
    NAT_RULES = "show nat"
    CERTIFICATES = "show crypto ca certificates"
    ADDRESSES = "show ip interface brief"
    """Or ``show interface``, ``show interface ip brief``, ``show ip address``."""
    ROUTES = "show ip route"
    """Or ``show route``."""
    LOG = "log"
    """Debug output or syslog: searched for messages."""
    SILENT = "silent"
    """A command without output of interest (``terminal length 0``, ``configure terminal`` …)."""
    TYPED = "typed"
    """A line that was typed in configuration mode."""
    UNUSED = "unused"
    """A command that shows something, which has no reader because nothing here rests on it."""
    OTHER = "other"
    """A command that has no reader here."""


class Scope(enum.Enum):
    """How much of the running-config a command printed."""

    WHOLE = "whole"
    SECTIONS = "sections"
    """Whole sections of it (``show running-config crypto``, ``| section crypto``, ``| begin``)."""
    LINES = "lines"
    """Single lines (``| include``): what belongs to them is not there."""
