"""The show-output readers in plain Python: the oracle of the compiled ones.

Written to be read, one regular expression or a few comparisons a line. Each function takes the
whole output of one command and returns the same columns as its compiled twin.
"""

from __future__ import annotations

from fastparse.reference.show_access_lists import access_lists
from fastparse.reference.show_crypto_map import crypto_map
from fastparse.reference.show_dmvpn import dmvpn
from fastparse.reference.show_engine import engine
from fastparse.reference.show_ikev2 import ikev2_sa
from fastparse.reference.show_interfaces import interfaces
from fastparse.reference.show_ipsec import ipsec_sa
from fastparse.reference.show_isakmp import isakmp_sa
from fastparse.reference.show_pings import pings
from fastparse.reference.show_session import crypto_session
from fastparse.reference.show_version import version
from fastparse.reference.show_vpn_sessions import vpn_sessions

__all__ = [
    "access_lists",
    "crypto_map",
    "crypto_session",
    "dmvpn",
    "engine",
    "ikev2_sa",
    "interfaces",
    "ipsec_sa",
    "isakmp_sa",
    "pings",
    "version",
    "vpn_sessions",
]
