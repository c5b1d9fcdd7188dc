"""IKE negotiations as ``debug crypto isakmp`` and ``debug crypto ipsec`` print them on IOS."""

from __future__ import annotations

import dataclasses

from mockfleet.clock import Clock
from mockfleet.ios_show import connection, flow
from mockfleet.model import Ace, Device, Policy, View

_CIPHER = {"aes 256": ("AES-CBC", 256), "aes": ("AES-CBC", 128), "3des": ("3DES-CBC", 0)}
_HASH = {"sha": "SHA", "md5": "MD5", "sha256": "SHA256"}


def _life(seconds: int) -> list[str]:
    raw = seconds.to_bytes(4, "big")
    if seconds < 65536:
        return ["life type in seconds", f"life duration (basic) of {seconds}"]
    return [
        "life type in seconds",
        "life duration (VPI) of  " + " ".join(f"0x{b:X}" for b in raw) + " ",
    ]


def _size(transform: tuple[str, ...]) -> int:
    """AES key length in bits, 0 without AES."""
    cipher = next((item for item in transform if "aes" in item), "")
    return int(cipher.partition(" ")[2] or 128) if cipher else 0


@dataclasses.dataclass
class Debug:
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

    # --- phase 1 ---------------------------------------------------------------------------

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
        for line in _life(offer.lifetime):
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

    # --- phase 2 ---------------------------------------------------------------------------

    def quick_offer(
        self, view: View, conn: int, message: int, transform: tuple[str, ...], number: int = 1
    ) -> None:
        if number == 1:
            self.ike(conn, f" processing HASH payload. message ID = {message}")
            self.ike(conn, f" processing SA payload. message ID = {message}")
        cipher = next(i for i in transform if i.startswith("esp-") and "hmac" not in i)
        name = "ESP_3DES" if "3des" in cipher else "ESP_AES"
        digest = {
            "esp-md5-hmac": "HMAC-MD5",
            "esp-sha-hmac": "HMAC-SHA",
            "esp-sha256-hmac": "HMAC-SHA256",
        }[transform[1]]
        self.ike(conn, f"Checking IPSec proposal {number}")
        self.raw(
            f"ISAKMP: transform 1, {name}"
            if self.style != "xe"
            else f"ISAKMP: ({conn}):transform 1, {name}"
        )
        self.raw(
            "ISAKMP:   attributes in transform:"
            if self.style != "xe"
            else f"ISAKMP: ({conn}):  attributes in transform:"
        )
        encaps = {"old": "1"}.get(self.style, "3 (Tunnel-UDP)" if view.tunnel.nat else "1 (Tunnel)")
        self.attribute(f"encaps is {encaps}", conn)
        for line in _life(view.tunnel.lifetime):
            self.attribute("SA " + line, conn)
        self.attribute("SA life type in kilobytes", conn)
        self.attribute("SA life duration (VPI) of  0x0 0x46 0x50 0x0 ", conn)
        self.attribute(f"authenticator is {digest}", conn)
        if "aes" in cipher:
            self.attribute(f"key length is {cipher.partition(' ')[2] or 128}", conn)
        self.ike(conn, "atts are acceptable.")

    def proposal_request(self, view: View, ace: Ace, transform: str, size: int) -> None:
        """``ace`` is the flow that the peer proposes, as this device sees it."""
        if self.style == "old":
            self.raw("IPSEC(validate_proposal_request): proposal part #1,")
            self.more(f"  (key eng. msg.) INBOUND local= {view.local}, remote= {view.peer}, ")
        else:
            self.raw("IPSEC(validate_proposal_request): proposal part #1")
            self.raw("IPSEC(validate_proposal_request): proposal part #1,")
            self.more(f"  (key eng. msg.) INBOUND local= {view.local}:0, remote= {view.peer}:0,")
        proto = "256" if self.device.series[:2] >= (15, 3) else "0"
        self.more(f"    local_proxy= {ace.src[0]}/{ace.src.netmask}/{proto}/0,")
        self.more(f"    remote_proxy= {ace.dst[0]}/{ace.dst.netmask}/{proto}/0,")
        self.more(f"    protocol= ESP, transform= {transform},")
        self.more("    lifedur= 0s and 0kb,")
        self.more(
            f"    spi= 0x0(0), conn_id= 0, keysize= {size}, flags= 0x{'0' if self.style != 'old' else '4'}"
        )

    def _rejection(self, view: View, conn: int, message: int, error: int) -> None:
        old = self.style in ("old", "sw")
        self.error(
            conn, "IPSec policy invalidated proposal" + ("" if old else f" with error {error}")
        )
        self.error(
            conn, f"phase 2 SA policy not acceptable! (local {view.local} remote {view.peer})"
        )
        luck = view.random("notify", message)
        node = luck.randrange(2**31)
        self.raw(
            f"ISAKMP: set new node -{node} to QM_IDLE      "
            if self.style != "xe"
            else f"ISAKMP: ({conn}):set new node {node} to QM_IDLE      "
        )
        self.ike(conn, "Sending NOTIFY PROPOSAL_NOT_CHOSEN protocol 3")
        self.more(f"\tspi {luck.randrange(2**32)}, message ID = {luck.randrange(2**32)}")
        self.sent(view, conn, "QM_IDLE      ")
        self.ike(conn, f'deleting node {message} error TRUE reason "QM rejected"')

    def proxy_refused(self, view: View, ace: Ace) -> None:
        """The responder has no entry for the proposed flow."""
        conn = connection(view)
        message = view.random("message", str(ace)).randrange(2**31)
        self.received(view, conn, "QM_IDLE      ")
        transform = next(
            (t for t in View(view.other, view.tunnel).sets if t in view.sets), view.sets[0]
        )
        self.quick_offer(view, conn, message, transform)
        self.proposal_request(
            view,
            ace,
            "NONE  (Tunnel)" if self.style in ("new", "xe") else " ".join(transform) + " (Tunnel)",
            _size(transform),
        )
        if self.style in ("new", "xe"):
            self.raw("Crypto mapdb : proxy_match")
            self.more(f"\tsrc addr     : {ace.src[0]}")
            self.more(f"\tdst addr     : {ace.dst[0]}")
            self.more("\tprotocol     : 0")
            self.more("\tsrc port     : 0")
            self.more("\tdst port     : 0")
            self.raw("map_db_find_best did not find matching map")
            self.raw("IPSEC(ipsec_process_proposal): proxy identities not supported")
        else:
            self.raw("IPSEC(validate_transform_proposal): proxy identities not supported")
        self._rejection(view, conn, message, 32)

    def transform_refused(self, view: View, ace: Ace, transform: tuple[str, ...]) -> None:
        conn = connection(view)
        message = view.random("message", str(ace)).randrange(2**31)
        self.received(view, conn, "QM_IDLE      ")
        self.quick_offer(view, conn, message, transform)
        self.proposal_request(view, ace, "NONE  (Tunnel)", _size(transform))
        self.raw("IPSEC(ipsec_process_proposal): transform proposal not supported for identity: ")
        self.more("    {" + " ".join(transform) + " }")
        self._rejection(view, conn, message, 256)

    def quick_refused_at_initiator(
        self, view: View, ace: Ace, notify: str = "PROPOSAL_NOT_CHOSEN protocol 3"
    ) -> None:
        conn = connection(view)
        luck = view.random("initiator", str(ace))
        message, spi = luck.randrange(2**31), luck.randrange(2**32)
        self.raw("IPSEC(sa_request): ,")
        self.more(f"  (key eng. msg.) OUTBOUND local= {view.local}:500, remote= {view.peer}:500,")
        self.more(
            f"    local_proxy= {ace.src[0]}/{ace.src.netmask}/{'256' if self.device.series[:2] >= (15, 3) else '0'}/0,"
        )
        self.more(
            f"    remote_proxy= {ace.dst[0]}/{ace.dst.netmask}/{'256' if self.device.series[:2] >= (15, 3) else '0'}/0,"
        )
        self.more(f"    protocol= ESP, transform= {' '.join(view.sets[0])}  (Tunnel),")
        self.more(f"    lifedur= {view.tunnel.lifetime}s and 4608000kb,")
        self.more(f"    spi= 0x0(0), conn_id= 0, keysize= {_size(view.sets[0])}, flags= 0x0")
        self.ike(conn, f"beginning Quick Mode exchange, M-ID of {message}")
        self.ike(conn, "QM Initiator gets spi")
        self.sent(view, conn, "QM_IDLE      ")
        self.received(view, conn, "QM_IDLE      ")
        self.ike(conn, f" processing HASH payload. message ID = {luck.randrange(2**32)}")
        self.ike(conn, f" processing NOTIFY {notify}")
        self.more(
            f"\tspi {spi if 'PROPOSAL' in notify else 0}, message ID = {luck.randrange(2**32)}, sa = 0x{luck.randrange(2**31):X}"
        )
        if "PROPOSAL" in notify:
            self.ike(conn, f" deleting spi {spi} message ID = {message}")
        self.ike(conn, f'deleting node {message} error TRUE reason "Delete Larval"')
        self.ike(
            conn,
            f'deleting node {luck.randrange(2**31)} error FALSE reason "Informational (in) state 1"',
        )

    def quick_mode(self, view: View, conn: int, ace: Ace) -> None:
        """A phase 2 that succeeds."""
        sa = view.sa(ace)
        transform = view.tunnel.transform
        if sa is None or transform is None:
            raise ValueError(f"{view.device.name}: no live SA with {view.peer}")
        message = view.random("message", str(ace)).randrange(2**31)
        inbound, outbound = view.spis(sa)
        if not view.initiates:
            self.received(view, conn, "QM_IDLE      ")
            refused = [
                t
                for t in View(view.other, view.tunnel).sets
                if t != transform and t not in view.sets
            ]
            number = 1
            for item in refused:
                self.quick_offer(view, conn, message, item, number)
                self.proposal_request(view, ace, "NONE  (Tunnel)", _size(item))
                self.raw(
                    "IPSEC(ipsec_process_proposal): transform proposal not supported for identity: "
                )
                self.more("    {" + " ".join(item) + " }")
                self.error(conn, "IPSec policy invalidated proposal with error 256")
                number += 1
            self.quick_offer(view, conn, message, transform, number)
            self.proposal_request(
                view,
                ace,
                "NONE  (Tunnel)" if self.style != "old" else " ".join(transform) + " ",
                _size(transform),
            )
        else:
            self.ike(conn, f"beginning Quick Mode exchange, M-ID of {message}")
            self.sent(view, conn, "QM_IDLE      ")
            self.received(view, conn, "QM_IDLE      ")
            self.quick_offer(view, conn, message, transform)
        self.ike(conn, f" processing NONCE payload. message ID = {message}")
        self.ike(conn, f" processing ID payload. message ID = {message}")
        if self.style == "xe":
            self.error(0, "Failed to find peer index node to update peer_info_list")
        self.ike(
            conn, " Creating IPSec SAs" if self.style in ("old", "sw") else "Creating IPSec SAs"
        )
        self.raw(f"        inbound SA from {view.peer} to {view.local} (f/i)  0/ 0")
        self.more(f"        (proxy {ace.dst[0]} to {ace.src[0]})")
        self.raw(f"        has spi 0x{inbound:X} and conn_id 0")
        self.raw(f"        outbound SA from {view.local} to {view.peer} (f/i) 0/0")
        self.more(f"        (proxy {ace.src[0]} to {ace.dst[0]})")
        self.raw(f"        has spi  0x{outbound:X} and conn_id 0")
        text = " ".join(transform)
        for spi, dest in ((inbound, view.local), (outbound, view.peer)):
            self.raw("IPSEC(create_sa): sa created,")
            self.more(f"  (sa) sa_dest= {dest}, sa_proto= 50, ")
            self.more(f"    sa_spi= 0x{spi:X}({spi}), ")
            self.more(
                f"    sa_trans= {text} , sa_conn_id= {flow(view, view.aces.index(ace)) + (0 if spi == inbound else 1)}"
            )
        self.ike(
            conn,
            f'deleting node {message} error FALSE reason "{"No Error" if view.initiates else "QM done (await)"}"',
        )
        self.state(
            conn,
            "IKE_MESG_FROM_PEER, IKE_QM_EXCH",
            "IKE_QM_R_QM2" if not view.initiates else "IKE_QM_I_QM1",
            "IKE_QM_PHASE2_COMPLETE",
        )
