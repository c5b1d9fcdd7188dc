"""What ASA 8.2, ASA 9.x and PIX 6.3 print for the crypto show commands."""

from __future__ import annotations

from mockfleet.asa_config import MAP, ace_text, acl_name, config_transform
from mockfleet.model import Device, Sa, View, views


def _state(view: View) -> str | None:
    """State of the IKE SA; None when there is none."""
    fault = view.tunnel.fault
    if fault == "isakmp-policy-mismatch":
        return "MM_WAIT_MSG2" if view.initiates else None
    if not view.tunnel.sas:
        # Phase 1 is torn down with a phase 2 that is refused.
        return None
    return "MM_ACTIVE"


def isakmp_sa(device: Device) -> str:
    """``show crypto isakmp sa``; on 9.x also what ``show crypto ikev1 sa`` prints."""
    if device.kind == "pix":
        return _pix_isakmp(device)
    found = [(view, state) for view in views(device) if (state := _state(view))]
    new = device.series[0] >= 9
    active = sum(1 for _, state in found)
    lines = ["", "IKEv1 SAs:", ""] if new else [""]
    if not found:
        return (
            "\nThere are no IKEv1 SAs\n\nThere are no IKEv2 SAs\n"
            if new
            else "\nThere are no isakmp sas\n"
        )
    lines += [
        f"   Active SA: {active}",
        "    Rekey SA: 0 (A tunnel will report 1 Active and 1 Rekey SA during rekey)",
        f"Total IKE SA: {active}",
        "",
    ]
    for index, (view, state) in enumerate(found, start=1):
        role = "initiator" if view.initiates else "responder"
        user = "user" if state != "MM_ACTIVE" else "L2L "
        lines += [
            f"{index}   IKE Peer: {view.peer}",
            f"    Type    : {user}            Role    : {role} ",
            f"    Rekey   : no              State   : {state} ",
        ]
    if new:
        lines += ["", "There are no IKEv2 SAs"]
    return "\n".join(lines) + "\n"


def _pix_isakmp(device: Device) -> str:
    [view] = views(device)
    dst, src = view.dst_src
    return (
        "Total     : 1\nEmbryonic : 0\n"
        "        dst               src        state     pending     created\n"
        f"  {dst:>15}  {src:>15}    QM_IDLE         0           1\n"
    )


def _overhead(view: View, transform: tuple[str, ...]) -> str:
    aes = any("aes" in item for item in transform)
    total, inner = (74, 44) if aes else (58, 36)
    if view.port == 4500:
        total, inner = total + 8, inner + 8
    if view.device.kind == "pix":
        return str(72 if aes else 56)
    return f"{total}({inner})" if view.device.series[0] >= 9 else str(total)


def ipsec_sa(device: Device) -> str:
    """``show crypto ipsec sa``: these systems show live SAs alone."""
    if device.kind == "pix":
        return _pix_ipsec(device)
    live = [
        (view, i, ace, sa)
        for view in views(device)
        for i, ace in enumerate(view.aces)
        if (sa := view.sa(ace))
    ]
    if not live:
        return "\nThere are no ipsec sas\n"
    lines = ["interface: outside"]
    new = device.series[0] >= 9
    for view, index, ace, sa in live:
        out, back = view.counters(sa)
        transform = view.tunnel.transform or ()
        sequence = view.tunnel.sequence if view.at_hub else 1
        port = f"/{view.port}" if new else ""
        inbound, outbound = view.spis(sa)
        lines += [
            f"    Crypto map tag: {MAP}, seq num: {sequence}, local addr: {device.outside}",
            "",
            f"      access-list {acl_name(view)} extended {ace_text(ace)} ",
            f"      local ident (addr/mask/prot/port): ({ace.src[0]}/{ace.src.netmask}/0/0)",
            f"      remote ident (addr/mask/prot/port): ({ace.dst[0]}/{ace.dst.netmask}/0/0)",
            f"      current_peer: {view.peer}",
            "",
            *([""] if new else []),
            f"      #pkts encaps: {out}, #pkts encrypt: {out}, #pkts digest: {out}",
            f"      #pkts decaps: {back}, #pkts decrypt: {back}, #pkts verify: {back}",
            "      #pkts compressed: 0, #pkts decompressed: 0",
            f"      #pkts not compressed: {out}, #pkts comp failed: 0, #pkts decomp failed: 0",
            "      #pre-frag successes: 0, #pre-frag failures: 0, #fragments created: 0",
            "      #PMTUs sent: 0, #PMTUs rcvd: 0, #decapsulated frgs needing reassembly: 0",
            *(
                [
                    "      #TFC rcvd: 0, #TFC sent: 0",
                    "      #Valid ICMP Errors rcvd: 0, #Invalid ICMP Errors rcvd: 0",
                ]
                if new
                else []
            ),
            "      #send errors: 0, #recv errors: 0",
            "",
            f"      local crypto endpt.: {device.outside}{port}, remote crypto endpt.: {view.peer}{port}",
            *([] if new else [""]),
            f"      path mtu {min(device.mtu, view.other.mtu)}, ipsec overhead {_overhead(view, transform)}, media mtu 1500",
            *(
                [
                    "      PMTU time remaining (sec): 0, DF policy: copy-df",
                    "      ICMP error validation: disabled, TFC packets: disabled",
                ]
                if new
                else []
            ),
            f"      current outbound spi: {outbound:08X}",
            f"      current inbound spi : {inbound:08X}",
            "",
            "    inbound esp sas:",
            *_asa_sa(view, sa, inbound, index, inbound=True),
            "    outbound esp sas:",
            *_asa_sa(view, sa, outbound, index, inbound=False),
            "",
        ]
    return "\n".join(lines) + "\n"


def _asa_sa(view: View, sa: Sa, spi: int, index: int, *, inbound: bool) -> list[str]:
    new = view.device.series[0] >= 9
    transform = " ".join(config_transform(item) for item in view.tunnel.transform or ())
    nat = " NAT-T-Encaps," if view.port == 4500 else ""
    number = 4096 * (3 + 7 * view.device.tunnels.index(view.tunnel) + index)
    left = sa.seconds + (0 if view.at_hub else -29)
    return [
        f"      spi: 0x{spi:08X} ({spi})",
        *(["         SA State: active"] if new else []),
        f"         transform: {transform} no compression ",
        f"         in use settings ={{L2L, Tunnel, {nat}{' IKEv1,' if nat else 'IKEv1,' if new else ''} }}"
        if new
        else f"         in use settings ={{L2L, Tunnel,{nat} }}",
        f"         slot: 0, conn_id: {number}, crypto-map: {MAP}",
        f"         sa timing: remaining key lifetime (kB/sec): ({sa.kilobytes - 234_000}/{left})",
        "         IV size: 16 bytes",
        "         replay detection support: Y",
        "         Anti replay bitmap: ",
        f"          {'0xFFFFFFFF 0xFFFFFFFF' if inbound else '0x00000000 0x00000001'}",
    ]


def _pix_ipsec(device: Device) -> str:
    [view] = views(device)
    ace = view.aces[0]
    sa = view.sa(ace)
    if sa is None:
        raise ValueError(f"{device.name}: no live SA to print")
    out, back = view.counters(sa)
    inbound, outbound = view.spis(sa)
    transform = " ".join(config_transform(item) for item in view.tunnel.transform or ())

    def entry(spi: int, number: int) -> list[str]:
        return [
            f"      spi: 0x{spi:x}({spi})",
            f"        transform: {transform} ,",
            "        in use settings ={Tunnel, }",
            f"        slot: 0, conn id: {number}, crypto map: {MAP}",
            f"        sa timing: remaining key lifetime (k/sec): ({sa.kilobytes}/{sa.seconds - 55})",
            "        IV size: 16 bytes",
            "        replay detection support: Y",
            "",
        ]

    lines = [
        "", "", "interface: outside",
        f"    Crypto map tag: {MAP}, local addr. {device.outside}", "",
        f"   local  ident (addr/mask/prot/port): ({ace.src[0]}/{ace.src.netmask}/0/0)",
        f"   remote ident (addr/mask/prot/port): ({ace.dst[0]}/{ace.dst.netmask}/0/0)",
        f"   current_peer: {view.peer}:{view.port}",
        "     PERMIT, flags={origin_is_acl,}",
        f"    #pkts encaps: {out}, #pkts encrypt: {out}, #pkts digest {out}",
        f"    #pkts decaps: {back}, #pkts decrypt: {back}, #pkts verify {back}",
        "    #pkts compressed: 0, #pkts decompressed: 0",
        "    #pkts not compressed: 0, #pkts compr. failed: 0, #pkts decompress failed: 0",
        "    #send errors 2, #recv errors 0", "",
        f"     local crypto endpt.: {device.outside}, remote crypto endpt.: {view.peer}",
        f"     path mtu 1500, ipsec overhead {_overhead(view, view.tunnel.transform or ())}, media mtu 1500",
        f"     current outbound spi: {outbound:x}", "",
        "     inbound esp sas:", *entry(inbound, 3), "",
        "     inbound ah sas:", "", "", "     inbound pcp sas:", "", "",
        "     outbound esp sas:", *entry(outbound, 4), "",
        "     outbound ah sas:", "", "", "     outbound pcp sas:", "", "",
    ]  # fmt: skip
    return "\n".join(lines) + "\n"


def access_list(device: Device) -> str:
    """``show access-list`` of the crypto ACLs."""
    lines = [
        "access-list cached ACL log flows: total 0, denied 0 (deny-flow-max 4096)",
        "            alert-interval 300",
    ]
    for view in views(device):
        name, luck = acl_name(view), view.random("acl")
        lines.append(
            f"access-list {name}; {len(view.aces)} elements; name hash: 0x{luck.randrange(2**28, 2**32):08x}"
        )
        if view.at_hub:
            lines.append(f"access-list {name} line 1 remark {view.other.name}")
        for index, ace in enumerate(view.aces, start=2 if view.at_hub else 1):
            lines.append(
                f"access-list {name} line {index} extended {ace_text(ace)} (hitcnt={luck.randrange(100, 99999)}) 0x{luck.randrange(2**28, 2**32):08x} "
            )
    return "\n".join(lines) + "\n"
