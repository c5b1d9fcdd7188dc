"""Seeded outputs of sessions, IKEv2 SAs, crypto maps and DMVPN, of any size. Synthetic.

The forms are those of IOS-XE 16/17 and ASA 9; the same size gives the same bytes.
"""

from __future__ import annotations

from bench.outputs import HUB, inside, peer, seeded

__all__ = [
    "asa_ikev2_sa_detail", "crypto_map", "dmvpn", "ikev2_sa", "ikev2_sa_detail", "session",
    "session_detail",
]  # fmt: skip


def session(size: int) -> bytes:
    """``show crypto session`` of IOS with ``size`` sessions, each on a tunnel of its own."""
    rand = seeded(size)
    lines = ["Crypto session current status", ""]
    for n in range(size):
        lines += [
            f"Interface: Tunnel{n}",
            f"Session status: {rand.choice(('UP-ACTIVE', 'UP-IDLE'))}",
            f"Peer: {peer(n)} port 500 ",
            f"  Session ID: {n}  ",
            f"  IKEv1 SA: local {HUB}/500 remote {peer(n)}/500 Active ",
            f"  IPSEC FLOW: permit 47 host {HUB} host {peer(n)} ",
            "        Active SAs: 2, origin: crypto map",
            "",
        ]
    return "\n".join(lines).encode()


def session_detail(size: int) -> bytes:
    """``show crypto session detail`` of IOS with ``size`` sessions."""
    rand = seeded(size)
    lines = ["Crypto session current status", ""]
    lines += ["Code: C - IKE Configuration mode, D - Dead Peer Detection     ", ""]
    for n in range(size):
        left = f"{rand.randrange(24):02}:{rand.randrange(60):02}:{rand.randrange(60):02}"
        lines += [
            f"Interface: Tunnel{n}",
            "Profile: IKEV2-PROFILE",
            f"Uptime: {left}",
            "Session status: UP-ACTIVE",
            f"Peer: {peer(n)} port 4500 fvrf: INET ivrf: (none)",
            f"      Phase1_id: {peer(n)}",
            "      Desc: (none)",
            f"  Session ID: {n}",
            f"  IKEv2 SA: local {HUB}/4500 remote {peer(n)}/4500 Active",
            f"          Capabilities:DN connid:{1 + n} lifetime:{left}",
            f"  IPSEC FLOW: permit ip {inside(0)}/255.255.255.0 {inside(n + 1)}/255.255.255.0",
            "        Active SAs: 2, origin: crypto map",
            f"        Inbound:  #pkts dec'ed {rand.randrange(10**9)} drop 0 life (KB/Sec) 4607363/2513",
            f"        Outbound: #pkts enc'ed {rand.randrange(10**9)} drop 0 life (KB/Sec) 4606628/2513",
            "",
        ]
    return "\n".join(lines).encode()


def _ikev2_head(n: int, seconds: int) -> list[str]:
    return [
        "Tunnel-id Local                 Remote                fvrf/ivrf            Status ",
        f"{n + 1:<9} {HUB + '/500':<21} {peer(n) + '/500':<21} none/none            READY  ",
        "      Encr: AES-CBC, keysize: 256, PRF: SHA512, Hash: SHA512, DH Grp:19, Auth sign: PSK, Auth verify: PSK",
        f"      Life/Active Time: 86400/{seconds} sec",
    ]


def ikev2_sa(size: int) -> bytes:
    """``show crypto ikev2 sa`` of IOS-XE with ``size`` SAs."""
    rand = seeded(size)
    lines = [" IPv4 Crypto IKEv2  SA ", ""]
    for n in range(size):
        lines += [*_ikev2_head(n, rand.randrange(86400)), ""]
    return "\n".join([*lines, " IPv6 Crypto IKEv2  SA ", ""]).encode()


def ikev2_sa_detail(size: int) -> bytes:
    """``show crypto ikev2 sa detail`` of IOS-XE with ``size`` SAs."""
    rand = seeded(size)
    lines = [" IPv4 Crypto IKEv2  SA ", ""]
    for n in range(size):
        lines += [
            *_ikev2_head(n, rand.randrange(86400)),
            f"      CE id: {1001 + n}, Session-id: {n + 1}",
            f"      Local spi: {rand.randrange(1 << 64):016X}       Remote spi: {rand.randrange(1 << 64):016X}",
            "      Status Description: Negotiation done",
            f"      Local id: {HUB}",
            f"      Remote id: {peer(n)}",
            f"      Local req msg id:  {n}              Remote req msg id:  7         ",
            f"      Local next msg id: {n}              Remote next msg id: 7         ",
            f"      Local req queued:  {n}              Remote req queued:  7         ",
            "      Local window:      5              Remote window:      5         ",
            "      DPD configured for 10 seconds, retry 2",
            "      Fragmentation not  configured.",
            "      Dynamic Route Update: disabled",
            "      Extended Authentication not configured.",
            "      NAT-T is not detected  ",
            "      Cisco Trust Security SGT is disabled",
            "      Initiator of SA : Yes",
            "",
        ]
    return "\n".join([*lines, " IPv6 Crypto IKEv2  SA ", ""]).encode()


def asa_ikev2_sa_detail(size: int) -> bytes:
    """``show crypto ikev2 sa detail`` of ASA with ``size`` SAs of one child each."""
    rand = seeded(size)
    lines = ["", "IKEv2 SAs:", ""]
    for n in range(size):
        spis = [rand.randrange(1 << 32) for _ in range(2)]
        lines += [
            f"Session-id:{n + 1}, Status:UP-ACTIVE, IKE count:1, CHILD count:1",
            "",
            "Tunnel-id Local                                               Remote                                                  Status         Role",
            f"{4592000 + n:>9} {HUB + '/500':<51} {peer(n) + '/500':<53} READY    INITIATOR",
            "      Encr: AES-CBC, keysize: 256, Hash: SHA512, DH Grp:20, Auth sign: PSK, Auth verify: PSK",
            f"      Life/Active Time: 86400/{rand.randrange(86400)} sec",
            f"      Session-id: {n + 1}",
            "      Status Description: Negotiation done",
            f"      Local spi: {rand.randrange(1 << 64):016X}       Remote spi: {rand.randrange(1 << 64):016X}",
            f"      Local id: {HUB}",
            f"      Remote id: {peer(n)}",
            f"      Local req mess id: {n}              Remote req mess id: 10",
            f"      Local next mess id: {n}             Remote next mess id: 10",
            f"      Local req queued: {n}               Remote req queued: 10",
            "      Local window: 1                    Remote window: 1",
            "      DPD configured for 10 seconds, retry 2",
            "      NAT-T is not detected",
            f"Child sa: local selector  {inside(0)}/0 - {inside(0)[:-1]}255/65535",
            f"          remote selector {inside(n + 1)}/0 - {inside(n + 1)[:-1]}255/65535",
            f"          ESP spi in/out: 0x{spis[0]:x}/0x{spis[1]:x}  ",
            "          AH spi in/out: 0x0/0x0  ",
            "          CPI in/out: 0x0/0x0  ",
            "          Encr: AES-CBC, keysize: 256, esp_hmac: SHA256",
            "          ah_hmac: None, comp: IPCOMP_NONE, mode tunnel",
            "",
        ]
    return "\n".join(lines).encode()


def crypto_map(size: int) -> bytes:
    """``show crypto map`` of IOS-XE: ``size`` maps of one entry with one identity each."""
    lines = []
    for n in range(size):
        lines += [
            f'Crypto Map IPv4 "map{n}" {n + 1} ipsec-isakmp',
            f"\tPeer = {peer(n)}",
            "\tAccess-List SS dynamic: False",
            f"\tExtended IP access list {101 + n}",
            f"\t    access-list {101 + n} permit ip 10.0.0.0 0.255.255.255 {inside(n + 1)} 0.0.0.255",
            f"\tCurrent peer: {peer(n)}",
            "\tSecurity association lifetime: 4608000 kilobytes/3600 seconds",
            "\tDualstack (Y/N): N",
            "",
            "\tResponder-Only (Y/N): N",
            "\tPFS (Y/N): N",
            "\tMixed-mode : Disabled",
            "\tTransform sets={ ",
            "\t\tstrong:  { esp-256-aes esp-sha256-hmac  } , ",
            "\t}",
            f"\tInterfaces using crypto map map{n}:",
            f"\t\tGigabitEthernet0/0/{n}",
            "",
        ]
    return "\n".join(lines).encode()


def dmvpn(size: int) -> bytes:
    """``show dmvpn`` of a hub with ``size`` spokes."""
    rand = seeded(size)
    lines = [
        "Legend: Attrb --> S - Static, D - Dynamic, I - Incomplete",
        "        N - NATed, L - Local, X - No Socket",
        "        # Ent --> Number of NHRP entries with same NBMA peer",
        "        NHS Status: E --> Expecting Replies, R --> Responding, W --> Waiting",
        "        UpDn Time --> Up or Down Time for a Tunnel",
        "==========================================================================",
        "",
        "Interface: Tunnel1, IPv4 NHRP Details ",
        f"Type:Hub, NHRP Peers:{size}, ",
        "",
        " # Ent  Peer NBMA Addr Peer Tunnel Add State  UpDn Tm Attrb",
        " ----- --------------- --------------- ----- -------- -----",
    ]
    for n in range(size):
        up = f"{rand.randrange(24):02}:{rand.randrange(60):02}:{rand.randrange(60):02}"
        tunnel = f"10.0.{n >> 8}.{n & 255}"
        lines.append(f"     1 {peer(n):<15} {tunnel:>15}    UP {up}     D")
    return "\n".join([*lines, ""]).encode()
