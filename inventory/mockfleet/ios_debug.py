"""Debug lines of IOS: prefixes, timestamps and packets, by release."""

from __future__ import annotations

import dataclasses

from mockfleet.clock import Clock
from mockfleet.model import Device, View


def life(seconds: int) -> list[str]:
    raw = seconds.to_bytes(4, "big")
    if seconds < 65536:
        return ["life type in seconds", f"life duration (basic) of {seconds}"]
    return [
        "life type in seconds",
        "life duration (VPI) of  " + " ".join(f"0x{b:X}" for b in raw) + " ",
    ]


@dataclasses.dataclass
class DebugLines:
    """Lines of one device, with the prefix and the timestamps of its release."""

    device: Device
    clock: Clock
    lines: list[str] = dataclasses.field(default_factory=list)

    @property
    def style(self) -> str:
        device = self.device
        if device.kind == "iosxe":
            return "xe"
        if device.train_t:
            return "new"
        return "sw" if device.series[:2] == (12, 4) else "old"

    def raw(self, text: str) -> None:
        self.lines.append(self.clock.stamp() + text)

    def more(self, text: str) -> None:
        """A further line of the message before, which has no timestamp."""
        self.lines.append(text)

    def ike(self, conn: int, text: str, kind: str = "") -> None:
        match self.style:
            case "xe":
                word = {"pak": "ISAKMP-PAK", "error": "ISAKMP-ERROR"}.get(kind, "ISAKMP")
                self.raw(f"{word}: ({conn}):{text}")
            case "new":
                self.raw(
                    f"ISAKMP ({conn}): {text}"
                    if kind == "pak" and text.startswith("received")
                    else f"ISAKMP:({conn}):{text}"
                )
            case "sw":
                self.raw(f"ISAKMP:(0:{conn}:SW:1):{text}" if conn else f"ISAKMP:(0:0:N/A:0):{text}")
            case _:
                self.raw(f"ISAKMP (0:{conn}): {text.lstrip()}")

    def error(self, conn: int, text: str) -> None:
        self.ike(conn, text, "error")

    def attribute(self, text: str, conn: int = 0) -> None:
        self.raw(f"ISAKMP: ({conn}):      {text}" if self.style == "xe" else f"ISAKMP:      {text}")

    def state(self, conn: int, event: str, old: str, new: str) -> None:
        if self.style == "old":
            return
        self.ike(conn, f"Input = {event}")
        self.ike(conn, f"Old State = {old}  New State = {new} ")
        self.more("")

    def received(self, view: View, conn: int, phase: str) -> None:
        role = "I" if view.initiates else "R"
        port = view.port if conn else 500
        self.ike(
            conn,
            f"received packet from {view.peer} dport {port} sport {port} Global ({role if conn or phase != 'NEW SA' else 'N'}) {phase}",
            "pak",
        )

    def sent(self, view: View, conn: int, phase: str) -> None:
        role = "I" if view.initiates else "R"
        port = view.port if conn else 500
        self.ike(
            conn,
            f" sending packet to {view.peer} my_port {port} peer_port {port} ({role}) {phase}",
            "pak",
        )
        if self.style in ("new", "xe"):
            self.ike(conn, "Sending an IKE IPv4 Packet.")
