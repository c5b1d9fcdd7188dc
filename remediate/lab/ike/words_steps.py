"""Steps of main mode as routers print them: packets, states, retransmissions."""

from __future__ import annotations

from remediate.lab.ike.voice import Lines, Said, Voice

__all__ = ["again", "moved", "opened", "received", "sent", "vendors"]


def moved(voice: Voice, old: str, new: str) -> Said:
    """Return a change of state."""
    return voice(f"Old State = {old}  New State = {new} ")


def vendors(voice: Voice) -> Lines:
    """Yield what is said of vendor identities."""
    yield voice(" processing vendor id payload")
    yield voice(" vendor ID seems Unity/DPD but major 69 mismatch")
    yield voice(" vendor ID is NAT-T RFC 3947")


def sent(voice: Voice, peer: str, state: str, role: str, port: int = 500) -> Lines:
    """Yield a packet that is sent."""
    yield voice.packet(f"sending packet to {peer} my_port {port} peer_port {port} ({role}) {state}")
    yield voice("Sending an IKE IPv4 Packet.")


def received(voice: Voice, peer: str, state: str, role: str, port: int = 500) -> Said:
    """Return a packet that is received."""
    return voice.packet(
        f"received packet from {peer} dport {port} sport {port} Global ({role}) {state}"
    )


def again(
    voice: Voice, peer: str, state: str, tries: int, role: str = "I", port: int = 500
) -> Lines:
    """Yield a retransmission."""
    yield voice(f" retransmitting phase 1 {state}...")
    yield voice.counted(
        f"incrementing error counter on sa, attempt {tries} of 5: retransmit phase 1"
    )
    yield voice(f" retransmitting phase 1 {state}")
    yield from sent(voice, peer, state, role, port)


def opened(voice: Voice, peer: str, who: str) -> Lines:
    """Yield how a peer becomes known."""
    yield voice.bare(f"Created a peer struct for {peer}, peer port 500")
    yield voice.bare("New peer created peer = 0x68C4F7E8 peer_handle = 0x80000003")
    yield voice.bare(f"Locking peer struct 0x68C4F7E8, refcount 1 for {who}")
    yield voice.bare("local port 500, remote port 500")
