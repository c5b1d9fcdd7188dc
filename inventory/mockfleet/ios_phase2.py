"""Phase 2 (quick mode) as ``debug crypto isakmp`` and ``debug crypto ipsec`` print it on IOS."""

from __future__ import annotations

from mockfleet.ios_debug import life
from mockfleet.ios_phase1 import MainMode
from mockfleet.ios_show import connection, flow
from mockfleet.model import Ace, View


def _size(transform: tuple[str, ...]) -> int:
    """AES key length in bits, 0 without AES."""
    cipher = next((item for item in transform if "aes" in item), "")
    return int(cipher.partition(" ")[2] or 128) if cipher else 0


class Debug(MainMode):
    """Negotiations of both phases."""

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
        for line in life(view.tunnel.lifetime):
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
