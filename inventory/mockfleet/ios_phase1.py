"""Phase 1 (main mode) as ``debug crypto isakmp`` prints it on IOS, by role."""

from __future__ import annotations

from mockfleet.ios_debug import DebugLines, life
from mockfleet.ios_show import connection
from mockfleet.model import Policy, View

_CIPHER = {"aes 256": ("AES-CBC", 256), "aes": ("AES-CBC", 128), "3des": ("3DES-CBC", 0)}
_HASH = {"sha": "SHA", "md5": "MD5", "sha256": "SHA256"}


class MainMode(DebugLines):
    """Negotiations of phase 1: refused, unanswered, with a wrong key, and successful."""

    def begin_responder(self, view: View) -> None:
        self.received(view, 0, "NEW SA")
        self.raw(
            f"ISAKMP: Created a peer struct for {view.peer}, peer port 500"
            if self.style != "xe"
            else f"ISAKMP: (0):Created a peer struct for {view.peer}, peer port 500"
        )
        self.state(0, "IKE_MESG_FROM_PEER, IKE_MM_EXCH", "IKE_READY", "IKE_R_MM1")
        self.ike(0, " processing SA payload. message ID = 0")
        if self.style != "old":
            self.ike(0, " processing vendor id payload")
            self.ike(0, " vendor ID seems Unity/DPD but major 69 mismatch")
            self.ike(
                0,
                " vendor ID is NAT-T RFC 3947" if self.style != "sw" else " vendor ID is NAT-T v7",
            )
            self.ike(0, " processing vendor id payload")
            self.ike(0, " vendor ID seems Unity/DPD but major 157 mismatch")
        self.ike(
            0,
            f"found peer pre-shared key matching {view.peer}"
            if self.style != "old"
            else f"found peer pre-shared key matched {view.peer}",
        )
        if self.style in ("new", "xe"):
            self.ike(0, " local preshared key found")

    def begin_initiator(self, view: View) -> None:
        if self.style != "old":
            self.ike(0, " SA request profile is (NULL)")
        self.raw(
            f"ISAKMP: Created a peer struct for {view.peer}, peer port 500"
            if self.style != "xe"
            else f"ISAKMP: (0):Created a peer struct for {view.peer}, peer port 500"
        )
        if self.style != "old":
            self.error(0, "Can not start Aggressive mode, trying Main mode.")
        self.ike(
            0,
            f"found peer pre-shared key matching {view.peer}"
            if self.style != "old"
            else f"found peer pre-shared key matched {view.peer}",
        )
        if self.style != "old":
            self.ike(
                0,
                " constructed NAT-T vendor-rfc3947 ID"
                if self.style != "sw"
                else " constructed NAT-T vendor-07 ID",
            )
        self.state(0, "IKE_MESG_FROM_IPSEC, IKE_SA_REQ_MM", "IKE_READY", "IKE_I_MM1")
        self.ike(0, " beginning Main Mode exchange")
        self.sent(view, 0, "MM_NO_STATE")

    def _offer(self, number: int, offer: Policy, mine: int) -> None:
        name, size = _CIPHER[offer.encryption]
        self.ike(0, f"Checking ISAKMP transform {number} against priority {mine} policy")
        self.attribute(f"encryption {name}")
        if size and self.style != "old":
            self.attribute(f"keylength of {size}")
        self.attribute(f"hash {_HASH[offer.hash]}")
        self.attribute(f"default group {offer.group}")
        self.attribute("auth pre-share")
        for line in life(offer.lifetime):
            self.attribute(line)

    def check(self, offers: tuple[Policy, ...], own: tuple[Policy, ...], conn: int = 0) -> bool:
        """The responder's walk through its policies; True when one is taken."""
        hidden = (
            [65535] if self.style in ("old", "sw") and self.device.series[:2] <= (12, 4) else []
        )
        for mine in [*own, *hidden]:
            for number, offer in enumerate(offers, start=1):
                self._offer(number, offer, mine if isinstance(mine, int) else mine.priority)
                reason = self._refusal(offer, mine)
                if reason is None:
                    self.ike(
                        conn,
                        "atts are acceptable. Next payload is "
                        + ("3" if number < len(offers) else "0"),
                    )
                    return True
                self.error(conn, reason)
                self.error(
                    conn,
                    f"atts are not acceptable. Next payload is {3 if number < len(offers) else 0}",
                )
        return False

    @staticmethod
    def _refusal(offer: Policy, mine: Policy | int) -> str | None:
        if isinstance(mine, int) or offer.encryption.split()[0] != mine.encryption.split()[0]:
            return "Encryption algorithm offered does not match policy!"
        if offer.hash != mine.hash:
            return "Hash algorithm offered does not match policy!"
        if offer.group != mine.group:
            return "Diffie-Hellman group offered does not match policy!"
        if offer.encryption != mine.encryption:
            return "Proposed key length does not match policy"
        return None

    def refused(self, view: View) -> None:
        """The responder ends phase 1 for want of a policy."""
        self.begin_responder(view)
        self.check(view.other.policies, view.device.policies)
        self.error(0, "no offers accepted!")
        self.error(0, f"phase 1 SA policy not acceptable! (local {view.local} remote {view.peer})")
        self.raw(
            "ISAKMP (0): incrementing error counter on sa, attempt 1 of 5: construct_fail_ag_init"
            if self.style != "xe"
            else "ISAKMP: (0):incrementing error counter on sa, attempt 1 of 5: construct_fail_ag_init"
        )
        self.sent(view, 0, "MM_NO_STATE")
        self.ike(0, "peer does not do paranoid keepalives.")
        self.more("")
        self.ike(
            0,
            f'deleting SA reason "Phase1 SA policy proposal not accepted" state (R) MM_NO_STATE (peer {view.peer})',
        )
        self.raw(
            f"%CRYPTO-6-IKMP_MODE_FAILURE: Processing of Main mode failed with peer at {view.peer}"
        )

    def refused_at_initiator(self, view: View) -> None:
        self.begin_initiator(view)
        self.received(view, 0, "MM_NO_STATE")
        self.ike(0, "Notify has no hash. Rejected.")
        self.raw(
            "ISAKMP (0): Unknown Input IKE_MESG_FROM_PEER, IKE_INFO_NOTIFY:  state = IKE_I_MM1"
            if self.style != "sw"
            else "ISAKMP:(0:0:N/A:0):Unknown Input IKE_MESG_FROM_PEER, IKE_INFO_NOTIFY:  state = IKE_I_MM1"
        )
        self.raw(
            f"%CRYPTO-6-IKMP_MODE_FAILURE: Processing of Informational mode failed with peer at {view.peer}"
        )
        for attempt in (1, 2, 3):
            self.clock.wait(10)
            self.ike(0, "retransmitting phase 1 MM_NO_STATE...")
            self.ike(
                0, f"incrementing error counter on sa, attempt {attempt} of 5: retransmit phase 1"
            )
            self.ike(0, "retransmitting phase 1 MM_NO_STATE")
            self.sent(view, 0, "MM_NO_STATE")

    def unanswered(self, view: View) -> None:
        """Nothing comes back to the first message."""
        self.begin_initiator(view)
        for attempt in (1, 2, 3, 4, 5):
            self.clock.wait(10)
            self.ike(0, "retransmitting phase 1 MM_NO_STATE...")
            self.ike(
                0, f"incrementing error counter on sa, attempt {attempt} of 5: retransmit phase 1"
            )
            self.sent(view, 0, "MM_NO_STATE")
        self.clock.wait(10)
        self.ike(0, "peer does not do paranoid keepalives.")
        self.more("")
        self.ike(
            0,
            f'deleting SA reason "Death by retransmission P1" state (I) MM_NO_STATE (peer {view.peer})',
        )

    def _key_exchange(self, view: View, conn: int) -> None:
        """From the accepted policy to the message that carries the identity."""
        if view.initiates:
            self.received(view, 0, "MM_NO_STATE")
            self.ike(0, " processing SA payload. message ID = 0")
            self.ike(0, "atts are acceptable. Next payload is 0")
            self.sent(view, 0, "MM_SA_SETUP")
            self.received(view, 0, "MM_SA_SETUP")
        else:
            self.sent(view, 0, "MM_SA_SETUP")
            self.received(view, 0, "MM_SA_SETUP")
        self.ike(0, " processing KE payload. message ID = 0")
        self.ike(0, " processing NONCE payload. message ID = 0")
        if self.style == "old":
            self.ike(conn, "SKEYID state generated")
        elif view.tunnel.nat:
            self.ike(
                conn,
                "His hash no match - this node outside NAT"
                if view.at_hub
                else "NAT found, the node inside NAT",
            )
        if view.initiates:
            self.ike(conn, "Send initial contact")
            self.ike(conn, "SA is doing pre-shared key authentication using id type ID_IPV4_ADDR")
        self.sent(view, conn, "MM_KEY_EXCH")

    def wrong_key(self, view: View) -> None:
        """The responder cannot read the identity."""
        conn = connection(view)
        self.begin_responder(view)
        self.check(view.other.policies, view.device.policies)
        self._key_exchange(view, conn)
        for attempt in (1, 2):
            self.received(view, conn, "MM_KEY_EXCH")
            self.ike(conn, " processing ID payload. message ID = 0")
            if self.style in ("old", "sw"):
                self.raw("ISAKMP: reserved not zero on payload 5!")
            else:
                self.error(conn, "reserved not zero on ID payload!")
            self.raw(
                f"%CRYPTO-4-IKMP_BAD_MESSAGE: IKE message from {view.peer} failed its sanity check or is malformed"
            )
            self.ike(
                conn, f"incrementing error counter on sa, attempt {attempt} of 5: PAYLOAD_MALFORMED"
            )
            self.clock.wait(10)

    def wrong_key_at_initiator(self, view: View) -> None:
        conn = connection(view)
        self.begin_initiator(view)
        self._key_exchange(view, conn)
        for attempt in (1, 2, 3, 4, 5):
            self.clock.wait(10)
            self.ike(conn, "retransmitting phase 1 MM_KEY_EXCH...")
            self.ike(
                conn,
                f"incrementing error counter on sa, attempt {attempt} of 5: retransmit phase 1",
            )
            self.sent(view, conn, "MM_KEY_EXCH")
        self.clock.wait(10)
        self.ike(conn, "peer does not do paranoid keepalives.")
        self.more("")
        self.ike(
            conn,
            f'deleting SA reason "Death by retransmission P1" state (I) MM_KEY_EXCH (peer {view.peer})',
        )

    def main_mode(self, view: View) -> int:
        """A phase 1 that succeeds; returns the connection number."""
        conn = connection(view)
        if view.initiates:
            self.begin_initiator(view)
        else:
            self.begin_responder(view)
            self.check(view.other.policies, view.device.policies)
        self._key_exchange(view, conn)
        self.received(view, conn, "MM_KEY_EXCH")
        self.ike(conn, " processing ID payload. message ID = 0")
        if self.style in ("new", "xe"):
            self.ike(conn, "peer matches *none* of the profiles")
        self.ike(conn, " processing HASH payload. message ID = 0")
        self.ike(
            conn,
            "SA authentication status:"
            if self.style != "old"
            else f"SA has been authenticated with {view.peer}",
        )
        if self.style != "old":
            self.more("\tauthenticated")
            self.ike(conn, f"SA has been authenticated with {view.peer}")
        self.state(
            conn,
            "IKE_MESG_INTERNAL, IKE_PROCESS_COMPLETE",
            "IKE_I_MM6" if view.initiates else "IKE_R_MM5",
            "IKE_P1_COMPLETE",
        )
        return conn
