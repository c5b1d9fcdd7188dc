"""TTP templates for IPsec SAs, and fastparse's values as their rows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bench.show_template import Rows, Template
from fastparse.show import Parsed

__all__ = ["TEMPLATES"]

IOS_COUNTERS = """\
    #pkts encaps: {{ encaps }}, #pkts encrypt: {{ encrypt }}, #pkts digest: {{ digest }}
    #pkts decaps: {{ decaps }}, #pkts decrypt: {{ decrypt }}, #pkts verify: {{ verify }}
    #pkts compressed: {{ compressed }}, #pkts decompressed: {{ decompressed }}
    #pkts not compressed: {{ not_compressed }}, #pkts compr. failed: {{ compress_failed }}
    #pkts not decompressed: {{ not_decompressed }}, #pkts decompress failed: {{ decompress_failed }}
    #send errors {{ send_errors }}, #recv errors {{ recv_errors }}"""
IOS_IPSEC = f"""
<group name="rows*">
   protected vrf: {{{{ vrf | _start_ }}}}
   local  ident (addr/mask/prot/port): ({{{{ local_ident }}}})
   remote ident (addr/mask/prot/port): ({{{{ remote_ident }}}})
   current_peer {{{{ peer }}}} port {{{{ peer_port }}}}
     {{{{ action }}}}, flags={{{{ flags }}}}
{IOS_COUNTERS}
     local crypto endpt.: {{{{ local_endpoint }}}}, remote crypto endpt.: {{{{ remote_endpoint }}}}
     plaintext mtu {{{{ plaintext_mtu }}}}, path mtu {{{{ path_mtu }}}}, ip mtu {{{{ ip_mtu }}}}, ip mtu idb {{{{ ip_mtu_idb }}}}
     current outbound spi: 0x{{{{ outbound_spi }}}}({{{{ ignore }}}})
     PFS (Y/N): {{{{ pfs }}}}, DH group: {{{{ dh_group }}}}
<group name="sas*">
     {{{{ direction | _start_ }}}} esp sas:
      spi: 0x{{{{ spi }}}}({{{{ ignore }}}})
        transform: {{{{ transforms | ORPHRASE }}}} ,
        in use settings ={{{{ settings | ORPHRASE }}}}
        conn id: {{{{ connection }}}}, flow_id: {{{{ flow | ORPHRASE }}}}, sibling_flags {{{{ sibling_flags }}}}, crypto map: {{{{ map }}}}
        sa timing: remaining key lifetime (k/sec): ({{{{ kilobytes }}}}/{{{{ seconds }}}})
        IV size: {{{{ iv_size }}}} bytes
        replay detection support: {{{{ replay }}}}
        Status: {{{{ status }}}}
</group>
</group>
"""
_IDENTITY = (
    "vrf", "peer", "peer_port", "action", "local_endpoint", "remote_endpoint", "plaintext_mtu",
    "path_mtu", "ip_mtu", "ip_mtu_idb", "pfs", "dh_group",
)  # fmt: skip
_SA = (
    "direction", "connection", "flow", "sibling_flags", "map", "kilobytes", "seconds", "iv_size",
    "replay", "status",
)  # fmt: skip


def _sas(row: Any, names: tuple[str, ...]) -> Iterator[dict[str, str]]:
    for sa in row.sas:
        yield {name: str(getattr(sa, name)) for name in names} | {
            "spi": f"{sa.spi:X}",
            "transforms": " ".join(sa.transforms),
            "settings": f"{{{', '.join(sa.settings)}, }}",
        }


def _ios_ipsec(parsed: Parsed[Any]) -> Rows:
    return [
        {name: str(getattr(row, name)) for name in _IDENTITY}
        | {name: str(value) for name, value in row.counters}
        | {
            "local_ident": row.local_ident.text,
            "remote_ident": row.remote_ident.text,
            "flags": f"{{{','.join(row.flags)},}}",
            "outbound_spi": f"{row.outbound_spi:X}",
            "sas": list(_sas(row, _SA)),
        }
        for row in parsed.records
    ]


ASA_COUNTERS = """\
      #pkts encaps: {{ encaps }}, #pkts encrypt: {{ encrypt }}, #pkts digest: {{ digest }}
      #pkts decaps: {{ decaps }}, #pkts decrypt: {{ decrypt }}, #pkts verify: {{ verify }}
      #pkts compressed: {{ compressed }}, #pkts decompressed: {{ decompressed }}
      #pkts not compressed: {{ not_compressed }}, #pkts comp failed: {{ compress_failed }}, #pkts decomp failed: {{ decompress_failed }}
      #pre-frag successes: {{ pre_frag_successes }}, #pre-frag failures: {{ pre_frag_failures }}, #fragments created: {{ fragments_created }}
      #PMTUs sent: {{ pmtus_sent }}, #PMTUs rcvd: {{ pmtus_recv }}, #decapsulated frgs needing reassembly: {{ decapsulated_frags_needing_reassembly }}
      #TFC rcvd: {{ tfc_recv }}, #TFC sent: {{ tfc_sent }}
      #Valid ICMP Errors rcvd: {{ valid_icmp_errors_recv }}, #Invalid ICMP Errors rcvd: {{ invalid_icmp_errors_recv }}
      #send errors: {{ send_errors }}, #recv errors: {{ recv_errors }}"""
ASA_IPSEC = f"""
<group name="rows*">
    Crypto map tag: {{{{ map | _start_ }}}}, seq num: {{{{ sequence }}}}, local addr: {{{{ local_address }}}}
      access-list {{{{ acl | ORPHRASE }}}}
      local ident (addr/mask/prot/port): ({{{{ local_ident }}}})
      remote ident (addr/mask/prot/port): ({{{{ remote_ident }}}})
      current_peer: {{{{ peer }}}}
{ASA_COUNTERS}
      local crypto endpt.: {{{{ local_endpoint }}}}/{{{{ local_port }}}}, remote crypto endpt.: {{{{ remote_endpoint }}}}/{{{{ remote_port }}}}
      path mtu {{{{ path_mtu }}}}, ipsec overhead {{{{ overhead }}}}({{{{ overhead_fixed }}}}), media mtu {{{{ media_mtu }}}}
      PMTU time remaining (sec): {{{{ pmtu_remaining }}}}, DF policy: {{{{ df_policy }}}}
      ICMP error validation: {{{{ icmp_validation }}}}, TFC packets: {{{{ tfc }}}}
      current outbound spi: {{{{ outbound_spi }}}}
      current inbound spi : {{{{ inbound_spi }}}}
<group name="sas*">
    {{{{ direction | _start_ }}}} esp sas:
      spi: 0x{{{{ spi }}}} ({{{{ ignore }}}})
         SA State: {{{{ status }}}}
         transform: {{{{ transforms | ORPHRASE }}}}
         in use settings ={{{{ settings | ORPHRASE }}}}
         slot: {{{{ slot }}}}, conn_id: {{{{ connection }}}}, crypto-map: {{{{ map }}}}
         sa timing: remaining key lifetime (kB/sec): ({{{{ kilobytes }}}}/{{{{ seconds }}}})
         IV size: {{{{ iv_size }}}} bytes
         replay detection support: {{{{ replay }}}}
</group>
</group>
"""
_ASA_IDENTITY = (
    "map", "sequence", "local_address", "peer", "local_endpoint", "local_port", "remote_endpoint",
    "remote_port", "path_mtu", "overhead", "overhead_fixed", "media_mtu", "pmtu_remaining",
    "df_policy", "icmp_validation", "tfc",
)  # fmt: skip
_ASA_SA = (
    "direction", "slot", "connection", "map", "kilobytes", "seconds", "iv_size", "replay", "status",
)  # fmt: skip


def _asa_ipsec(parsed: Parsed[Any]) -> Rows:
    return [
        {name: str(getattr(row, name)) for name in _ASA_IDENTITY}
        | {name: str(value) for name, value in row.counters}
        | {
            "acl": row.acl.removeprefix("access-list "),
            "local_ident": row.local_ident.text,
            "remote_ident": row.remote_ident.text,
            "outbound_spi": f"{row.outbound_spi:08X}",
            "inbound_spi": f"{row.inbound_spi:08X}",
            "sas": [sa | {"spi": f"{int(sa['spi'], 16):08X}"} for sa in _sas(row, _ASA_SA)],
        }
        for row in parsed.records
    ]


PIX_IPSEC = """
<group name="rows*">
   local  ident (addr/mask/prot/port): ({{ local_ident | _start_ }})
   remote ident (addr/mask/prot/port): ({{ remote_ident }})
   current_peer: {{ peer }}:{{ peer_port }}
    #pkts encaps: {{ encaps }}, #pkts encrypt: {{ encrypt }}, #pkts digest {{ digest }}
    #pkts decaps: {{ decaps }}, #pkts decrypt: {{ decrypt }}, #pkts verify {{ verify }}
     local crypto endpt.: {{ local_endpoint }}, remote crypto endpt.: {{ remote_endpoint }}
     path mtu {{ path_mtu }}, ipsec overhead {{ overhead }}, media mtu {{ media_mtu }}
     current outbound spi: {{ outbound_spi }}
<group name="sas*">
     {{ direction | _start_ }} esp sas:
      spi: 0x{{ spi }}({{ ignore }})
        transform: {{ transforms | ORPHRASE }} ,
        in use settings ={{ settings | ORPHRASE }}
        slot: {{ slot }}, conn id: {{ connection }}, crypto map: {{ map }}
        sa timing: remaining key lifetime (k/sec): ({{ kilobytes }}/{{ seconds }})
        IV size: {{ iv_size }} bytes
        replay detection support: {{ replay }}
</group>
</group>
"""
_PIX_IDENTITY = (
    "peer", "peer_port", "local_endpoint", "remote_endpoint", "path_mtu", "overhead", "media_mtu",
)  # fmt: skip
_PIX_COUNTERS = ("encaps", "encrypt", "digest", "decaps", "decrypt", "verify")
_PIX_SA = (
    "direction", "slot", "connection", "map", "kilobytes", "seconds", "iv_size", "replay",
)  # fmt: skip


def _pix_ipsec(parsed: Parsed[Any]) -> Rows:
    return [
        {name: str(getattr(row, name)) for name in _PIX_IDENTITY}
        | {name: str(row.counter(name)) for name in _PIX_COUNTERS}
        | {
            "local_ident": row.local_ident.text,
            "remote_ident": row.remote_ident.text,
            "outbound_spi": f"{row.outbound_spi:x}",
            "sas": [sa | {"spi": sa["spi"].lower()} for sa in _sas(row, _PIX_SA)],
        }
        for row in parsed.records
    ]


TEMPLATES = {
    "show crypto ipsec sa": Template(IOS_IPSEC, _ios_ipsec),
    "show crypto ipsec sa (ASA)": Template(ASA_IPSEC, _asa_ipsec),
    "show crypto ipsec sa (PIX)": Template(PIX_IPSEC, _pix_ipsec),
}
