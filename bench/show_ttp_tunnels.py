"""TTP templates for sessions, IKEv2 SAs, crypto maps and DMVPN, and fastparse's values as their rows."""

from __future__ import annotations

from typing import Any

from bench.show_template import Inner, Rows, Template, view
from fastparse.show import Parsed

__all__ = ["TEMPLATES"]

SESSION = """
<group name="rows*">
Interface: {{ interface | _start_ }}
Session status: {{ status }}
Peer: {{ peer }} port {{ port }}
  Session ID: {{ session_id }}
  {{ version }} SA: local {{ local }}/{{ local_port }} remote {{ remote }}/{{ remote_port }} {{ sa_status }}
  IPSEC FLOW: {{ flow | ORPHRASE }}
        Active SAs: {{ active_sas }}, origin: {{ origin | ORPHRASE }}
</group>
"""
SESSION_DETAIL = """
<group name="rows*">
Interface: {{ interface | _start_ }}
Profile: {{ profile }}
Uptime: {{ uptime }}
Session status: {{ status }}
Peer: {{ peer }} port {{ port }} fvrf: {{ fvrf }} ivrf: {{ ivrf }}
      Phase1_id: {{ phase1_id }}
      Desc: {{ description | ORPHRASE }}
  Session ID: {{ session_id }}
  {{ version }} SA: local {{ local }}/{{ local_port }} remote {{ remote }}/{{ remote_port }} {{ sa_status }}
          Capabilities:{{ capabilities }} connid:{{ connection }} lifetime:{{ lifetime }}
  IPSEC FLOW: {{ flow | ORPHRASE }}
        Active SAs: {{ active_sas }}, origin: {{ origin | ORPHRASE }}
        Inbound:  #pkts dec'ed {{ decrypted }} drop {{ inbound_drops }} life (KB/Sec) {{ inbound_kilobytes }}/{{ inbound_seconds }}
        Outbound: #pkts enc'ed {{ encrypted }} drop {{ outbound_drops }} life (KB/Sec) {{ outbound_kilobytes }}/{{ outbound_seconds }}
</group>
"""
_OF_SESSION = ("interface", "status", "peer", "port")
_OF_SESSION_DETAIL = ("profile", "uptime", "fvrf", "ivrf", "phase1_id", "description")
_OF_SA = ("session_id", "version", "local", "local_port", "remote", "remote_port")
_OF_SA_DETAIL = ("capabilities", "connection", "lifetime")
_OF_FLOW = ("active_sas", "origin")
_OF_FLOW_DETAIL = (
    "decrypted", "inbound_drops", "inbound_kilobytes", "inbound_seconds", "encrypted",
    "outbound_drops", "outbound_kilobytes", "outbound_seconds",
)  # fmt: skip


def _texts(row: Any, *names: str) -> dict[str, str]:
    return {name: str(getattr(row, name)) for name in names}


def _session(parsed: Parsed[Any], *, detail: bool) -> Rows:
    rows = []
    for row in parsed.records:
        (sa,), (flow,) = row.sas, row.flows
        view = _texts(row, *_OF_SESSION) | _texts(sa, *_OF_SA) | _texts(flow, *_OF_FLOW)
        view |= {"sa_status": sa.status, "flow": flow.text}
        if detail:
            view |= _texts(row, *_OF_SESSION_DETAIL) | _texts(sa, *_OF_SA_DETAIL)
            view |= _texts(flow, *_OF_FLOW_DETAIL)
        rows.append(view)
    return rows


_IKEV2_HEAD = """\
{{ tunnel | DIGIT | _start_ }} {{ local }}/{{ local_port }} {{ remote }}/{{ remote_port }} {{ vrfs }} {{ status }}
      Encr: {{ encryption }}, keysize: {{ key_size }}, PRF: {{ prf }}, Hash: {{ hash }}, DH Grp:{{ dh_group }}, Auth sign: {{ auth_sign }}, Auth verify: {{ auth_verify }}
      Life/Active Time: {{ lifetime }}/{{ active_time }} sec"""
_IKEV2_WINDOW = """\
      Local window:      {{ local_window }}              Remote window:      {{ remote_window }}
      DPD configured for {{ dpd_seconds }} seconds, retry {{ dpd_retry }}"""
IKEV2 = f"""
<group name="rows*">
{_IKEV2_HEAD}
</group>
"""
IKEV2_DETAIL = f"""
<group name="rows*">
{_IKEV2_HEAD}
      CE id: {{{{ ce_id }}}}, Session-id: {{{{ session_id }}}}
      Local spi: {{{{ local_spi }}}}       Remote spi: {{{{ remote_spi }}}}
      Status Description: {{{{ status_description | ORPHRASE }}}}
      Local id: {{{{ local_id }}}}
      Remote id: {{{{ remote_id }}}}
      Local req msg id:  {{{{ local_request }}}}              Remote req msg id:  {{{{ remote_request }}}}
      Local next msg id: {{{{ local_next }}}}              Remote next msg id: {{{{ remote_next }}}}
      Local req queued:  {{{{ local_queued }}}}              Remote req queued:  {{{{ remote_queued }}}}
{_IKEV2_WINDOW}
      Dynamic Route Update: {{{{ route_update }}}}
      NAT-T is {{{{ nat | ORPHRASE }}}}
      Initiator of SA : {{{{ initiator }}}}
</group>
"""
ASA_IKEV2 = f"""
<group name="rows*">
Session-id:{{{{ session_id | _start_ }}}}, Status:{{{{ session_status }}}}, IKE count:{{{{ ike_count }}}}, CHILD count:{{{{ child_count }}}}
  {{{{ tunnel | DIGIT }}}} {{{{ local }}}}/{{{{ local_port }}}} {{{{ remote }}}}/{{{{ remote_port }}}} {{{{ status }}}} {{{{ role }}}}
      Encr: {{{{ encryption }}}}, keysize: {{{{ key_size }}}}, Hash: {{{{ hash }}}}, DH Grp:{{{{ dh_group }}}}, Auth sign: {{{{ auth_sign }}}}, Auth verify: {{{{ auth_verify }}}}
      Life/Active Time: {{{{ lifetime }}}}/{{{{ active_time }}}} sec
      Status Description: {{{{ status_description | ORPHRASE }}}}
      Local spi: {{{{ local_spi }}}}       Remote spi: {{{{ remote_spi }}}}
      Local id: {{{{ local_id }}}}
      Remote id: {{{{ remote_id }}}}
      Local req mess id: {{{{ local_request }}}}              Remote req mess id: {{{{ remote_request }}}}
      Local next mess id: {{{{ local_next }}}}             Remote next mess id: {{{{ remote_next }}}}
      Local req queued: {{{{ local_queued }}}}               Remote req queued: {{{{ remote_queued }}}}
{_IKEV2_WINDOW}
      NAT-T is {{{{ nat | ORPHRASE }}}}
<group name="children*">
Child sa: local selector  {{{{ local | ORPHRASE | _start_ }}}}
          remote selector {{{{ remote | ORPHRASE }}}}
          ESP spi in/out: 0x{{{{ esp_in }}}}/0x{{{{ esp_out }}}}
          AH spi in/out: 0x{{{{ ah_in }}}}/0x{{{{ ah_out }}}}
          CPI in/out: 0x{{{{ cpi_in }}}}/0x{{{{ cpi_out }}}}
          Encr: {{{{ encryption }}}}, keysize: {{{{ key_size }}}}, esp_hmac: {{{{ esp_hmac }}}}
          ah_hmac: {{{{ ah_hmac }}}}, comp: {{{{ compression }}}}, mode {{{{ mode }}}}
</group>
</group>
"""
_OF_IKEV2 = (
    "tunnel", "local", "local_port", "remote", "remote_port", "status", "encryption", "key_size",
    "hash", "dh_group", "auth_sign", "auth_verify", "lifetime", "active_time",
)  # fmt: skip
_OF_IKEV2_DETAIL = (
    "session_id", "status_description", "local_id", "remote_id", "local_request",
    "remote_request", "local_next", "remote_next", "local_queued", "remote_queued",
    "local_window", "remote_window", "dpd_seconds", "dpd_retry", "nat",
)  # fmt: skip
_SPIS = {
    "local_spi": lambda row: f"{row.local_spi:016X}",
    "remote_spi": lambda row: f"{row.remote_spi:016X}",
}
_CHILD_SPIS = ("esp_in", "esp_out", "ah_in", "ah_out", "cpi_in", "cpi_out")
_CHILD = Inner(
    ("encryption", "key_size", "esp_hmac", "ah_hmac", "compression", "mode"),
    {
        "local": lambda child: child.local.text,
        "remote": lambda child: child.remote.text,
        **{name: lambda child, name=name: f"{getattr(child, name):x}" for name in _CHILD_SPIS},
    },
)

MAP = """
<group name="rows*">
Crypto Map {{ family | _start_ }} "{{ name }}" {{ sequence }} {{ kind }}
{{ ignore("[\\t ]+") }}Peer = {{ peer }}
{{ ignore("[\\t ]+") }}Access-List SS dynamic: {{ ss_dynamic }}
{{ ignore("[\\t ]+") }}Extended IP access list {{ acl }}
{{ ignore("[\\t ]+") }}Current peer: {{ current_peer }}
{{ ignore("[\\t ]+") }}Security association lifetime: {{ kilobytes }} kilobytes/{{ seconds }} seconds
{{ ignore("[\\t ]+") }}Dualstack (Y/N): {{ dualstack }}
{{ ignore("[\\t ]+") }}Responder-Only (Y/N): {{ responder_only }}
{{ ignore("[\\t ]+") }}PFS (Y/N): {{ pfs }}
{{ ignore("[\\t ]+") }}Mixed-mode : {{ mixed_mode }}
<group name="entries*">
{{ ignore("[\\t ]+") }}access-list {{ ignore }} {{ entry | ORPHRASE | _start_ }}
</group>
<group name="transform_sets*">
{{ ignore("[\\t ]+") }}{{ name | _start_ }}:  { {{ transforms | ORPHRASE }}  } ,
</group>
</group>
"""


def _letter(value: bool) -> str:
    return "Y" if value else "N"


def _map(parsed: Parsed[Any]) -> Rows:
    names = ("family", "name", "sequence", "kind", "acl", "current_peer", "kilobytes", "seconds")
    return [
        _texts(row, *names, "mixed_mode", "ss_dynamic")
        | {
            "peer": row.peers[0],
            "dualstack": _letter(row.dualstack),
            "responder_only": _letter(row.responder_only),
            "pfs": _letter(row.pfs),
            "entries": [{"entry": entry} for entry in row.acl_entries],
            "transform_sets": [
                {"name": one.name, "transforms": " ".join(one.transforms)}
                for one in row.transform_sets
            ],
        }
        for row in parsed.records
    ]


DMVPN = """
<group name="rows*">
     {{ entries | DIGIT | _start_ }} {{ nbma | IP }} {{ tunnel | IP }} {{ state }} {{ time }} {{ attributes }}
</group>
"""


def _dmvpn(parsed: Parsed[Any]) -> Rows:
    names = ("entries", "nbma", "tunnel", "state", "time", "attributes")
    return [_texts(peer, *names) for row in parsed.records for peer in row.peers]


TEMPLATES = {
    "show crypto session": Template(SESSION, lambda parsed: _session(parsed, detail=False)),
    "show crypto session detail": Template(
        SESSION_DETAIL, lambda parsed: _session(parsed, detail=True)
    ),
    "show crypto ikev2 sa": Template(IKEV2, view(*_OF_IKEV2, "vrfs", "prf")),
    "show crypto ikev2 sa detail": Template(
        IKEV2_DETAIL,
        view(
            *_OF_IKEV2, *_OF_IKEV2_DETAIL, "vrfs", "prf", "ce_id", "route_update",
            initiator=lambda row: "Yes" if row.initiator else "No", **_SPIS,
        ),
    ),
    "show crypto ikev2 sa detail (ASA)": Template(
        ASA_IKEV2,
        view(
            *_OF_IKEV2, *_OF_IKEV2_DETAIL, "session_status", "ike_count", "child_count", "role",
            inners={"children": _CHILD}, **_SPIS,
        ),
    ),
    "show crypto map": Template(MAP, _map),
    "show dmvpn": Template(DMVPN, _dmvpn),
}  # fmt: skip
