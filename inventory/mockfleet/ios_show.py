"""What IOS and IOS-XE print for the crypto show commands, by release."""

from __future__ import annotations

from mockfleet.ios_config import ace_text, acl_name, map_name
from mockfleet.model import Ace, Device, Sa, View, dice, plaintext_mtu, views


def connection(view: View) -> int:
    """Number of the ISAKMP SA."""
    index = view.device.tunnels.index(view.tunnel)
    if view.device.train_t:
        return 1001 + 5 * index + view.random("conn").randrange(1, 5)
    return 1 + 3 * index + view.random("conn").randrange(1, 3)


def flow(view: View, index: int) -> int:
    """Connection number of the flow's inbound SA; the outbound one is the next."""
    earlier = sum(len(v.aces) for v in views(view.device)[: view.device.tunnels.index(view.tunnel)])
    skipped = 2 * dice("flow", view.device.name).randrange(40)
    return 2000 + (1 if view.device.train_t else 0) + skipped + 2 * (earlier + index)


def ike_rows(view: View) -> list[tuple[str, int, str]]:
    """(state, connection, status) rows of the tunnel, the youngest first."""
    number, fault = connection(view), view.tunnel.fault
    if fault == "missing":
        return [("MM_NO_STATE", 0, "ACTIVE")]
    if fault == "isakmp-policy-mismatch":
        if view.initiates:
            return [("MM_NO_STATE", 0, "ACTIVE")]
        return [("MM_NO_STATE", 0, "ACTIVE (deleted)")] if view.other.number == 8 else []
    if fault == "psk-mismatch":
        rows = [("MM_KEY_EXCH", number, "ACTIVE")]
        return (
            [*rows, ("MM_NO_STATE", number - 1, "ACTIVE (deleted)")]
            if view.device.train_t
            else rows
        )
    if not view.tunnel.sas and view.other.kind == "asa":
        # The ASA tears phase 1 down with a phase 2 that it refuses.
        return [("MM_NO_STATE", number, "ACTIVE (deleted)")]
    rows = [("QM_IDLE", number, "ACTIVE")]
    if view.other.number == 19 or view.device.number in (19, 25, 42):
        rows.append(("MM_NO_STATE", number - 1, "ACTIVE (deleted)"))
    return rows


def isakmp_sa(device: Device) -> str:
    """``show crypto isakmp sa``."""
    if not device.train_t:
        columns, old = "dst             src             state          conn-id slot", "old"
    elif device.series[:3] == (12, 4, 6):
        columns, old = "dst             src             state          conn-id slot status", "both"
    else:
        columns, old = "dst             src             state          conn-id status", ""
    lines = [columns] if old == "old" else ["IPv4 Crypto ISAKMP SA", columns]
    for view in views(device):
        dst, src = view.dst_src
        for state, number, status in ike_rows(view):
            start = f"{dst:<15} {src:<15} {state:<14} {number:>7}"
            if old == "old":
                lines.append(f"{start}    0")
            elif old == "both":
                lines.append(f"{start}    0 {status}")
            else:
                lines.append(f"{start} {status}")
    lines.append("")
    if old == "":
        lines += ["IPv6 Crypto ISAKMP SA", ""]
    return "\n".join(lines) + "\n"


def _shown(item: str) -> str:
    """``esp-aes 256`` is printed ``esp-256-aes``."""
    name, _, size = item.partition(" ")
    return f"esp-{size}-aes" if size else name


def _ident(ace: Ace) -> tuple[str, str]:
    return (
        f"({ace.src[0]}/{ace.src.netmask}/0/0)",
        f"({ace.dst[0]}/{ace.dst.netmask}/0/0)",
    )


def _one_sa(
    view: View, sa: Sa, spi: int, index: int, transform: str, *, inbound: bool
) -> list[str]:
    device = view.device
    number = flow(view, index) + (0 if inbound else 1)
    handle = number - 2000 + (0 if device.train_t else 1)
    udp = " UDP-Encaps" if view.port == 4500 else ""
    conn = f"conn id: {number}, flow_id: "
    if device.kind == "iosxe":
        hardware = "ESG" if device.model.startswith(("ISR4", "C1")) else "HW"
        conn += (
            f"{hardware}:{handle}, sibling_flags FFFFFFFF80000048, crypto map: {map_name(device)}"
        )
    elif device.series[0] >= 15:
        conn += f"Onboard VPN:{handle}, sibling_flags 80000046, crypto map: {map_name(device)}"
    elif device.train_t:
        conn += f"{'AIM-VPN/SSL-2' if device.model in ('2811', '2821') else 'FPGA'}:{handle}, crypto map: {map_name(device)}"
    elif device.series[:2] == (12, 4):
        conn += f"{'C1700_EM' if device.model in ('1721', '1760') else 'AIM-VPN/BPII-PLUS' if device.model == '2811' else 'FPGA'}:{handle}, crypto map: {map_name(device)}"
    else:
        conn = f"slot: 0, conn id: {number}, flow_id: {handle}, crypto map: {map_name(device)}"
    iv = 16 if "aes" in transform else 8
    lines = [
        f"      spi: 0x{spi:X}({spi})",
        f"        transform: {transform} ,",
        f"        in use settings ={{Tunnel{udp}, }}",
        f"        {conn}",
        f"        sa timing: remaining key lifetime (k/sec): ({sa.kilobytes - (0 if inbound else 11)}/{sa.seconds + (0 if view.at_hub else -37)})",
        f"        IV size: {0 if transform.startswith('ah') else iv} bytes",
        "        replay detection support: Y",
    ]
    if device.series[:2] > (12, 3):
        active = (
            "ACTIVE(ACTIVE)"
            if device.series[0] >= 15 and device.series[:2] >= (15, 2)
            else "ACTIVE"
        )
        lines.append(f"        Status: {active}")
    return lines


def _tail(view: View, sa: Sa | None, index: int) -> list[str]:
    esp = " ".join(_shown(i) for i in view.tunnel.transform or () if not i.startswith("ah"))
    ah = " ".join(i for i in view.tunnel.transform or () if i.startswith("ah"))
    lines: list[str] = []
    for way in (0, 1):
        word = ("inbound", "outbound")[way]
        lines.append(f"     {word} esp sas:")
        if sa is not None:
            lines += _one_sa(view, sa, view.spis(sa)[way], index, esp, inbound=not way)
        lines += ["", f"     {word} ah sas:"]
        if sa is not None and ah:
            lines += _one_sa(view, sa, view.ah_spis(sa)[way], index, ah, inbound=not way)
        lines += ["", f"     {word} pcp sas:", ""]
    return lines


def _counters(view: View, sa: Sa | None, index: int, later: int) -> list[str]:
    device = view.device
    out, back, errors = 0, 0, 0
    if sa is not None:
        out, back = view.counters(sa)
        errors = view.random("errors", index).choice((0, 0, 1, 3, 12))
    elif view.tunnel.fault == "psk-mismatch" and not view.at_hub:
        # What the SA had carried before the key was changed.
        luck = view.random("history")
        out, back = luck.randrange(10_000, 90_000), luck.randrange(10_000, 90_000)
    if sa is None and sends(view, index):
        errors = view.random("send errors", index).randrange(200, 9000) + 41 * later
    colon = "" if device.series[:2] <= (12, 3) else ":"
    lines = [
        f"    #pkts encaps: {out}, #pkts encrypt: {out}, #pkts digest{colon} {out}",
        f"    #pkts decaps: {back}, #pkts decrypt: {back}, #pkts verify{colon} {back}",
        "    #pkts compressed: 0, #pkts decompressed: 0",
    ]
    if device.series[:2] <= (12, 3):
        return [
            *lines,
            "    #pkts not compressed: 0, #pkts compr. failed: 0, #pkts decompress failed: 0",
            f"    #send errors {errors}, #recv errors 0",
        ]
    return [
        *lines,
        "    #pkts not compressed: 0, #pkts compr. failed: 0",
        "    #pkts not decompressed: 0, #pkts decompress failed: 0",
        f"    #send errors {errors}, #recv errors 0",
    ]


def sends(view: View, index: int) -> bool:
    """Whether traffic waits here for an SA that never forms."""
    tunnel = view.tunnel
    if tunnel.fault == "missing":
        return True
    return view.initiates or ((view.device.number == 12 or view.other.number == 12) and index > 0)


def _mtu(view: View, sa: Sa | None) -> str:
    device = view.device
    path = min(device.mtu, view.other.mtu)
    if device.series[:2] <= (12, 3):
        return f"     path mtu {path}, media mtu {path}"
    if device.series[:2] == (12, 4) and not device.train_t:
        return f"     path mtu {path}, ip mtu {device.mtu}"
    text = f"path mtu {path}, ip mtu {device.mtu}, ip mtu idb {device.wan_if}"
    if device.series[:2] >= (15, 4):
        plain = path
        if sa is not None and view.tunnel.transform:
            plain = plaintext_mtu(path, view.tunnel.transform, nat=view.port == 4500)
        text = f"plaintext mtu {plain}, {text}"
    return f"     {text}"


def ipsec_sa(device: Device, *, later: int = 0) -> str:
    """``show crypto ipsec sa``; ``later`` is how often traffic has failed since the first look."""
    old = device.series[:2] <= (12, 3)
    lines = [
        "",
        f"interface: {device.wan_if}",
        f"    Crypto map tag: {map_name(device)}, local addr{'.' if old else ''} {device.outside}",
        "",
    ]
    for view in views(device):
        for index, ace in enumerate(view.aces):
            sa = view.sa(ace)
            local, remote = _ident(ace)
            peer = f"{view.peer}:{view.port}" if old else f"{view.peer} port {view.port}"
            spi = view.spis(sa)[1] if sa else 0
            lines += [
                "   protected vrf: (none)" if not old else "   protected vrf: ",
                f"   local  ident (addr/mask/prot/port): {local}",
                f"   remote ident (addr/mask/prot/port): {remote}",
                f"   current_peer{':' if old else ''} {peer}",
                "     PERMIT, flags={origin_is_acl,}",
                *_counters(view, sa, index, later),
                "",
                f"     local crypto endpt.: {view.local}, remote crypto endpt.: {view.peer}",
                _mtu(view, sa),
                f"     current outbound spi: {spi:X}"
                if old
                else f"     current outbound spi: 0x{spi:X}({spi})",
            ]
            if device.series[0] >= 15:
                group = f"group{view.tunnel.pfs}" if view.tunnel.pfs and sa else "none"
                lines.append(
                    f"     PFS (Y/N): {'Y' if view.tunnel.pfs and sa else 'N'}, DH group: {group}"
                )
            lines += ["", *_tail(view, sa, index)]
    return "\n".join(lines) + "\n"


_HASHES = {"sha": "SHA", "md5": "MD5", "sha256": "SHA256"}


def engine(device: Device) -> str:
    """``show crypto engine connections active``."""
    new = device.series[0] >= 15
    if new:
        lines = [
            "Crypto Engine Connections",
            "",
            "   ID  Type    Algorithm           Encrypt  Decrypt LastSeqN IP-Address",
        ]
    elif device.train_t:
        lines = [
            "Crypto Engine Connections",
            "",
            "   ID Interface  Type  Algorithm           Encrypt  Decrypt IP-Address",
        ]
    else:
        lines = [
            "",
            "  ID Interface            IP-Address      State  Algorithm           Encrypt  Decrypt",
        ]
    short = (
        device.wan_if.replace("GigabitEthernet", "Gi")
        .replace("FastEthernet", "Fa")
        .replace("Ethernet", "Et")
    )

    def row(number: int, kind: str, algorithm: str, out: int, back: int) -> str:
        if new:
            return f" {number:>4}  {kind:<5}   {algorithm:<18} {out:>8} {back:>8} {back:>8} {device.outside}"
        if device.train_t:
            return f" {number:>4} {short:<10} {kind:<5} {algorithm:<18} {out:>8} {back:>8} {device.outside}"
        return f"{number:>4} {device.wan_if:<20} {device.outside:<15} set    {algorithm:<18} {out:>8} {back:>8}"

    def cipher(name: str) -> str:
        word = {"aes 256": "AES256", "aes": "AES", "3des": "3DES", "des": "DES"}[name]
        return (
            word
            if device.train_t
            else {"AES": "AES_CBC", "AES256": "AES_CBC", "3DES": "3DES_56_C"}[word]
        )

    ike, flows = [], []
    for view in views(device):
        policy = view.tunnel.policy
        if policy is None or view.tunnel.fault in ("psk-mismatch", "missing"):
            continue
        join = "HMAC_" if not device.train_t else ""
        ike.append(
            row(
                connection(view),
                "IKE",
                f"{join}{_HASHES[policy.hash]}+{cipher(policy.encryption)}",
                0,
                0,
            )
        )
        for index, ace in enumerate(view.aces):
            sa = view.sa(ace)
            if sa is None or view.tunnel.transform is None:
                continue
            out, back = view.counters(sa)
            name = next(
                i for i in view.tunnel.transform if i.startswith("esp-") and "hmac" not in i
            ).removeprefix("esp-")
            digest = "SHA256" if any("sha256" in i for i in view.tunnel.transform) else "SHA"
            algorithm = (
                f"{cipher(name)}+{digest}" if device.train_t else f"HMAC_{digest}+{cipher(name)}"
            )
            first = flow(view, index)
            flows.append(row(first, "IPsec", algorithm, 0, back))
            flows.append(row(first + 1, "IPsec", algorithm, out, 0))
    return "\n".join([*lines, *sorted(ike), *flows, ""]) + "\n"


def access_lists(device: Device) -> str:
    """``show access-lists`` of the crypto ACLs, with hit counts."""
    lines: list[str] = []
    numbers = device.series[:2] > (12, 3)
    for view in views(device):
        lines.append(f"Extended IP access list {acl_name(view)}")
        for index, ace in enumerate(view.aces):
            hits = view.random("hits", index).randrange(2_000, 999_999)
            start = f"    {10 * (index + 1)} " if numbers else "    "
            lines.append(f"{start}{ace_text(ace)} ({hits} matches)")
    return "\n".join(lines) + "\n"
