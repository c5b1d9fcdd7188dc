"""What a router's debugs say of associations that are made."""

from __future__ import annotations

from remediate.lab.ike.exchange import End
from remediate.lab.ike.state import Pair
from remediate.lab.ike.voice import Lines, Voice

__all__ = ["child_sas", "created"]


def created(voice: Voice, end: End, pair: Pair) -> Lines:
    """Yield what ``debug crypto isakmp`` and the engine have of them, and :func:`child_sas`."""
    flow = pair.ends[end.facts.device].sa
    if flow.inbound is None or flow.outbound is None:
        return
    here, there = flow.selector.source.address, flow.selector.destination.address
    yield voice(
        "Creating IPSec SAs\n"
        f"        inbound SA from {end.peer} to {end.local} (f/i)  0/ 0\n"
        f"        (proxy {there} to {here})\n"
        f"        has spi 0x{flow.inbound.value:X} and conn_id 0\n"
        f"        lifetime of {flow.lifetime} seconds\n"
        f"        lifetime of {flow.kilobytes} kilobytes\n"
        f"        outbound SA from {end.local} to {end.peer} (f/i) 0/0\n"
        f"        (proxy {here} to {there})\n"
        f"        has spi  0x{flow.outbound.value:X} and conn_id 0\n"
        f"        lifetime of {flow.lifetime} seconds\n"
        f"        lifetime of {flow.kilobytes} kilobytes"
    )
    yield voice.engine("crypto_engine: Create IPSec SA (by keys)")
    yield from child_sas(voice, end, pair)


def child_sas(voice: Voice, end: End, pair: Pair) -> Lines:
    """Yield what ``debug crypto ipsec`` has of associations that are made."""
    flow = pair.ends[end.facts.device].sa
    if flow.inbound is None or flow.outbound is None:
        return
    yield voice.ipsec("key_engine): got a queue event with 1 KMI message(s)")
    yield voice.ipsec(f"crypto_ipsec_create_ipsec_sas): Map found {flow.tag}")
    words = " ".join(text.removesuffix(" 128") for text in flow.transforms)
    for target, spi in ((end.local, flow.inbound), (end.peer, flow.outbound)):
        yield voice.ipsec(
            "create_sa): sa created,\n"
            f"  (sa) sa_dest= {target}, sa_proto= 50,\n"
            f"    sa_spi= 0x{spi.value:X}({spi.value}),\n"
            f"    sa_trans= {words} , sa_conn_id= {spi.connection}\n"
            f"    sa_lifetime(k/sec)= ({flow.kilobytes}/{flow.lifetime})"
        )
