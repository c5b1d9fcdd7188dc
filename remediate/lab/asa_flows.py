"""``show crypto ipsec sa`` of an ASA: each flow of an interface with its counters and associations."""

from __future__ import annotations

from remediate.lab.aces import Block, Ports
from remediate.lab.asa_lists import entries_of
from remediate.lab.asa_nameifs import nameifs
from remediate.lab.asa_objects import elements_of
from remediate.lab.asa_tunnels import ike_sas
from remediate.lab.asa_words import cipher_of, esp_words, overhead
from remediate.lab.associations import FlowSa, Spi
from remediate.lab.device import Device

__all__ = ["ipsec_text"]


def ipsec_text(device: Device, flows: list[FlowSa], *, detail: bool) -> str:
    """Return the flows that have associations, by interface."""
    if not flows:
        return "\nThere are no ipsec sas\n"
    lines: list[str] = []
    place = None
    for flow in sorted(flows, key=lambda item: (_nameif(device, item), item.sequence)):
        name = _nameif(device, flow)
        if name != place:
            lines.append(f"interface: {name}")
            place = name
        lines += _flow(device, flow, detail=detail)
    return "".join(f"{line}\n" for line in lines)


def _nameif(device: Device, flow: FlowSa) -> str:
    """Return the name of the interface, which the network may know by its hardware."""
    named = {entry.values["name"]: name for name, entry in nameifs(device).items()}
    return named.get(flow.interface, flow.interface)


def _flow(device: Device, flow: FlowSa, *, detail: bool) -> list[str]:
    ace, counted = flow.selector, flow.counters
    port, far = (4500, flow.peer_port) if flow.nat_traversal else (500, 500)
    mtu = flow.path_mtu
    bit = _df(device, _nameif(device, flow))
    inbound, outbound = flow.inbound, flow.outbound
    if inbound is None or outbound is None:
        return []
    counters = [
        f"      #pkts encaps: {counted.encaps}, #pkts encrypt: {counted.encaps}, #pkts digest: {counted.encaps}",
        f"      #pkts decaps: {counted.decaps}, #pkts decrypt: {counted.decaps}, #pkts verify: {counted.decaps}",
        "      #pkts compressed: 0, #pkts decompressed: 0",
        f"      #pkts not compressed: {counted.encaps}, #pkts comp failed: 0, #pkts decomp failed: 0",
        f"      #pre-frag successes: 0, #pre-frag failures: {counted.pre_frag_failures}, #fragments created: 0",
        "      #PMTUs sent: 0, #PMTUs rcvd: 0, #decapsulated frgs needing reassembly: 0",
    ]
    later = device.platform.release.names_versions
    later_lines = [
        f"      PMTU time remaining (sec): 0, DF policy: {bit}",
        "      ICMP error validation: disabled, TFC packets: disabled",
    ]
    if later:
        counters += [
            "      #TFC rcvd: 0, #TFC sent: 0",
            "      #Valid ICMP Errors rcvd: 0, #Invalid ICMP Errors rcvd: 0",
        ]
    return [
        f"    Crypto map tag: {flow.tag}, seq num: {flow.sequence}, local addr: {flow.local}",
        "",
        *_list(device, flow),
        f"      local ident (addr/mask/prot/port): ({_ident(ace.source, ace.source_ports, ace.protocol)})",
        f"      remote ident (addr/mask/prot/port): ({_ident(ace.destination, ace.destination_ports, ace.protocol)})",
        f"      current_peer: {flow.peer}",
        "",
        "",
        *counters,
        *(
            _failures(flow)
            if detail
            else [
                f"      #send errors: {counted.send_errors}, #recv errors: {counted.receive_errors}"
            ]
        ),
        "",
        f"      local crypto endpt.: {flow.local}/{port}, remote crypto endpt.: {flow.peer}/{far}",
        f"      path mtu {mtu}, ipsec overhead {overhead(flow.transforms, nat_traversal=flow.nat_traversal)}, media mtu 1500",
        *(later_lines if later else []),
        f"      current outbound spi: {outbound.value:08X}",
        f"      current inbound spi : {inbound.value:08X}",
        "",
        "    inbound esp sas:",
        *_spi(device, flow, inbound, counted.decaps),
        "    outbound esp sas:",
        *_spi(device, flow, outbound, 0),
        "",
    ]


def _failures(flow: FlowSa) -> list[str]:
    """Return what ``detail`` tells apart."""
    counted = flow.counters
    return [
        "      #pkts no sa (send): 0, #pkts invalid sa (rcv): 0",
        f"      #pkts encaps failed (send): {counted.send_errors}, #pkts decaps failed (rcv): 0",
        "      #pkts invalid prot (rcv): 0, #pkts verify failed: 0".replace(
            "failed: 0", f"failed: {counted.verify_failed}"
        ),
        "      #pkts invalid identity (rcv): 0, #pkts invalid len (rcv): 0",
        "      #pkts invalid pad (rcv): 0,",
        "      #pkts invalid ip version (rcv): 0,",
        "      #pkts replay rollover (send): 0, #pkts replay rollover (rcv): 0",
        f"      #pkts replay failed (rcv): {counted.replay_failed}",
        "      #pkts min mtu frag failed (send): 0, #pkts bad frag offset (rcv): 0",
        "      #pkts internal err (send): 0, #pkts internal err (rcv): 0",
    ]


def _list(device: Device, flow: FlowSa) -> list[str]:
    """Return the entry of the access list that the flow is one of."""
    held = device.running.get("crypto map match address", flow.tag, str(flow.sequence))
    if held is None:
        return (
            ["      access-list __vti-def-acl-0 extended permit ip any any "]
            if "vti" in flow.tag
            else []
        )
    acl = held.values["acl"]
    for entry in entries_of(device.running, "access-list", acl):
        for element in elements_of(device.running, entry):
            if element.permit and element.ace.covers(flow.selector):
                return [f"      access-list {acl} extended permit {element.text} "]
    return []


def _df(device: Device, nameif: str) -> str:
    held = device.running.get("crypto ipsec df-bit", nameif)
    return held.values["mode"] if held is not None else "copy-df"


def _connection(flow: FlowSa) -> int:
    """Return the number of a pair, the same for both directions: a multiple of 4096."""
    number = flow.inbound.connection if flow.inbound is not None else 0
    return number * 4096


def _ident(block: Block, ports: Ports, protocol: int) -> str:
    port = ports.low if ports.low == ports.high else 0
    return f"{block.address}/{block.netmask}/{protocol}/{port}"


def _spi(device: Device, flow: FlowSa, spi: Spi, received: int) -> list[str]:
    left = max(0, int(flow.lifetime - (device.clock.elapsed() - flow.began)))
    data = max(0, flow.kilobytes - (flow.counters.encaps + flow.counters.decaps) // 10)
    version = next((sa.version for sa in ike_sas(device) if sa.peer == flow.peer), 1)
    settings = ["L2L", "Transport" if flow.mode == "transport" else "Tunnel"]
    if flow.nat_traversal:
        settings.append(" NAT-T-Encaps")
    if flow.pfs is not None:
        settings.append(f"PFS Group {flow.pfs}")
    later = device.platform.release.names_versions
    if later:
        settings.append(f"IKEv{version}")
    if "vti" in flow.tag:
        settings.append("VTI")
    seen = "0xFFFFFFFF 0xFFFFFFFF" if received > 64 else "0x00000000 0x00000001"
    return [
        f"      spi: 0x{spi.value:08X} ({spi.value})",
        *(["         SA State: active"] if later else []),
        f"         transform: {esp_words(flow.transforms)} ",
        f"         in use settings ={{{', '.join(settings)}, }}",
        f"         slot: 0, conn_id: {_connection(flow)}, crypto-map: {flow.tag}",
        f"         sa timing: remaining key lifetime (kB/sec): ({data}/{left})",
        f"         IV size: {cipher_of(flow.transforms).vector} bytes",
        "         replay detection support: Y",
        "         Anti replay bitmap: ",
        f"          {seen}",
    ]
