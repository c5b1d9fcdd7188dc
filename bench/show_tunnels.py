"""Readers of sessions, IKEv2 SAs, crypto maps and DMVPN beside TextFSM with ntc-templates' templates.

``python -m bench.show_tunnels [ROUNDS]``. Outputs are made here from a seed, in the devices' columns,
from one block to 20,000. TextFSM reads a part of the same text, as it would take minutes for all of
it, and has to find as many rows; ntc-templates has templates for two of the four commands.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Callable, Iterator

from ntc_templates.parse import parse_output

from bench.timing import Timed, timed
from fastparse import show
from fastparse._show_crypto_map import crypto_map
from fastparse._show_dmvpn import dmvpn
from fastparse._show_ikev2 import ikev2_sa
from fastparse._show_session import crypto_session

SIZES = (1, 20, 400, 4000, 20_000)
PEER_SIZE = 400
"""Blocks that TextFSM reads."""
SESSION = """\
Interface: Tunnel{n}
Profile: IKEV2-PROFILE
Uptime: 11:12:24
Session status: UP-ACTIVE
Peer: {peer} port 4500 fvrf: INET ivrf: (none)
      Phase1_id: {peer}
      Desc: (none)
  Session ID: {n}
  IKEv2 SA: local 192.0.2.1/4500 remote {peer}/4500 Active
          Capabilities:DN connid:{n} lifetime:12:47:36
  IPSEC FLOW: permit 47 host 192.0.2.1 host {peer}
        Active SAs: 2, origin: crypto map
        Inbound:  #pkts dec'ed {count} drop 0 life (KB/Sec) 4607363/2513
        Outbound: #pkts enc'ed {count} drop 0 life (KB/Sec) 4606628/2513

"""
IKEV2 = """\
Tunnel-id Local                 Remote                fvrf/ivrf            Status
{n}         192.0.2.1/500         {peer}/500      none/none            READY
      Encr: AES-CBC, keysize: 256, PRF: SHA512, Hash: SHA512, DH Grp:19, Auth sign: PSK, Auth verify: PSK
      Life/Active Time: 86400/3423 sec
      CE id: {n}, Session-id: {n}
      Status Description: Negotiation done
      Local spi: 6A2C1E1C1B5BA0E1       Remote spi: 03C2F00000000001
      Local id: 192.0.2.1
      Remote id: {peer}
      Local req msg id:  2              Remote req msg id:  7
      Local next msg id: 2              Remote next msg id: 7
      Local req queued:  2              Remote req queued:  7
      Local window:      5              Remote window:      5
      DPD configured for 10 seconds, retry 2
      NAT-T is not detected

"""
MAP = """\
Crypto Map IPv4 "HUB" {n} ipsec-isakmp
\tPeer = {peer}
\tExtended IP access list BRANCH-{n}
\t    access-list BRANCH-{n} permit ip 10.0.0.0 0.255.255.255 10.1.0.0 0.0.255.255
\t    access-list BRANCH-{n} permit tcp host 10.0.0.9 host {peer}
\tCurrent peer: {peer}
\tSecurity association lifetime: 4608000 kilobytes/3600 seconds
\tResponder-Only (Y/N): N
\tPFS (Y/N): Y
\tMixed-mode : Disabled
\tTransform sets={{
\t\tSTRONG:  {{ esp-256-aes esp-sha256-hmac  }} ,
\t}}

"""
DMVPN = "     1 {peer:<15} {tunnel:>15}    UP 00:29:40     D\n"
DMVPN_HEAD = """\
Interface: Tunnel1, IPv4 NHRP Details
Type:Hub, NHRP Peers:{count},

 # Ent  Peer NBMA Addr Peer Tunnel Add State  UpDn Tm Attrb
 ----- --------------- --------------- ----- -------- -----
"""
Columns = Callable[[bytes], object]
Case = tuple[str, Callable[..., show.Parsed], Columns, str, str]
CASES: tuple[Case, ...] = (
    (
        "show crypto session detail",
        show.parse_crypto_session,
        crypto_session,
        "Crypto session current status\n\n",
        SESSION,
    ),
    ("show crypto ikev2 sa detail", show.parse_ikev2_sa, ikev2_sa, "", IKEV2),
    ("show crypto map", show.parse_crypto_map, crypto_map, "", MAP),
    ("show dmvpn", show.parse_dmvpn, dmvpn, DMVPN_HEAD, DMVPN),
)
TEMPLATES = {"show crypto session detail", "show dmvpn"}


def output(head: str, block: str, count: int) -> bytes:
    """Return an output of ``count`` blocks, the same for the same count."""
    chosen = random.Random(count)
    blocks = [
        block.format(
            n=n,
            peer=f"198.51.{chosen.randrange(256)}.{chosen.randrange(256)}",
            tunnel=f"10.0.{n >> 8}.{n & 255}",
            count=chosen.randrange(10**9),
        )
        for n in range(1, count + 1)
    ]
    return (head.format(count=count) + "".join(blocks)).encode()


def found(parsed: show.Parsed) -> int:
    """Return how many blocks were read, all of them whole."""
    if parsed.unrecognised:
        raise RuntimeError(f"unread: {parsed.unrecognised[0]}")
    records = parsed.records
    return len(records[0].peers) if hasattr(records[0], "peer_count") else len(records)


def compare(rounds: int) -> Iterator[str]:
    """Yield the lines of a table for each command."""
    for command, parse, columns, head, block in CASES:
        for count in SIZES:
            data = output(head, block, count)
            if found(parse(data)) != count:
                raise RuntimeError(f"{command}: not {count} blocks")
            repeat = max(1, 2_000_000 // len(data))

            def many(data: bytes = data, repeat: int = repeat, read: Columns = columns) -> None:
                for _ in range(repeat):
                    read(data)

            def records(data: bytes = data, parse: Callable[..., show.Parsed] = parse) -> None:
                assert parse(data).records

            first = timed(many, len(data) * repeat, rounds)
            second = timed(records, len(data), rounds)
            line = (
                f"{command:27} {count:6} blocks, {len(data) / 1e6:7.3f} MB: columns "
                f"{first.rate / 1e6:5.0f} MB/s, records {second.rate / 1e6:5.1f} MB/s"
            )
            if count == PEER_SIZE and command in TEMPLATES:
                peer = textfsm(command, data, count)
                line += (
                    f", TextFSM {peer.rate / 1e6:.2f} MB/s: columns {first.rate / peer.rate:.0f} x, "
                    f"records {second.rate / peer.rate:.0f} x"
                )
            yield line


def textfsm(command: str, data: bytes, count: int) -> Timed:
    """Time TextFSM, which has to find as many rows."""
    text = data.decode()
    rows = parse_output(platform="cisco_ios", command=command, data=text)
    if len(rows) != count:
        raise RuntimeError(f"TextFSM found {len(rows)} rows of {count}")
    return timed(
        lambda: parse_output(platform="cisco_ios", command=command, data=text), len(data), 3
    )


if __name__ == "__main__":
    for line in compare(int(sys.argv[1]) if len(sys.argv) > 1 else 7):
        print(line, flush=True)
