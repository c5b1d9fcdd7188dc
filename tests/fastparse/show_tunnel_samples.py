"""Outputs of sessions, IKEv2 SAs, crypto maps and DMVPN that the captured samples do not hold.

All of it is synthetic: written by hand in the columns and words of the releases named, with
addresses of the documentation ranges.
"""

from __future__ import annotations

SESSIONS_OF_A_HUB = """\
Crypto session current status

Code: C - IKE Configuration mode, D - Dead Peer Detection
K - Keepalives, N - NAT-traversal, T - cTCP encapsulation
X - IKE Extended Authentication, F - IKE Fragmentation

Interface: GigabitEthernet0/0/0
Profile: BRANCHES
Uptime: 1d02h
Session status: UP-ACTIVE
Peer: 198.51.100.1 port 4500 fvrf: INET ivrf: RED
      Phase1_id: branch one
      Desc: first branch > second
  Session ID: 11
  IKEv2 SA: local 192.0.2.1/4500 remote 198.51.100.1/4500 Active
          Capabilities:NU connid:1 lifetime:21:10:01
  IPSEC FLOW: permit ip 10.0.0.0/255.0.0.0 10.1.0.0/255.255.0.0
        Active SAs: 2, origin: crypto map
        Inbound:  #pkts dec'ed 10 drop 0 life (KB/Sec) 4607999/3000
        Outbound: #pkts enc'ed 20 drop 1 life (KB/Sec) 4607998/3000
  IPSEC FLOW: deny ip host 10.0.0.9 host 10.1.0.9
        Active SAs: 0, origin: crypto map
Session status: DOWN-NEGOTIATING
Peer: 198.51.100.2 port 500 fvrf: (none) ivrf: (none)
      Phase1_id: (none)
      Desc: (none)
  Session ID: 0
  IKEv1 SA: local 192.0.2.1/500 remote 198.51.100.2/500 Inactive
          Capabilities:(none) connid:0 lifetime:0
  IPSEC FLOW: permit ip 10.0.0.0/255.0.0.0 10.2.0.0/255.255.0.0
        Active SAs: 0, origin: crypto map
        Inbound:  #pkts dec'ed 0 drop 0 life (KB/Sec) 0/0
        Outbound: #pkts enc'ed 0 drop 7 life (KB/Sec) 0/0

Interface: Tunnel7
Session status: UP-NO-IKE
Peer: 2001:db8::2 port 500
  IPSEC FLOW: permit ipv6 ::/0 ::/0
        Active SAs: 2, origin: crypto map

Interface: (unknown)
Username: alice
Group: staff
Assigned address: 10.3.3.4
Session status: UP-IDLE
Peer: 203.0.113.7 port 61500
  Session ID: 12
  IKEv2 SA: local 2001:db8::1/4500
          remote 2001:db8::7/61500 Active
"""
OLD_SESSIONS = """\
Interface: Ethernet1/0
Session status: UP-NO-IKE
Peer: 192.0.2.179/500 fvrf: (none) ivrf: (none)
      Desc: My-manual-keyed-peer
      Phase1_id: 192.0.2.179
  IPSEC FLOW: permit ip host 192.0.2.190 host 192.0.2.179
        Active SAs: 4, origin: manual-keyed crypto map
        Inbound:  #pkts dec'ed 0 drop 0 life (KB/Sec) 0/0
        Outbound: #pkts enc'ed 0 drop 0 life (KB/Sec) 0/0

Interface: Serial2/0.17
Session status: UP-ACTIVE
Peer: 192.0.2.5/500 fvrf: (none) ivrf: (none)
      Desc: (none)
      Phase1_id: 192.0.2.5
  IKE SA: local 192.0.2.6/500 remote 192.0.2.5/500 Active
          Capabilities:(none) connid:1 lifetime:00:59:51
  IPSEC FLOW: permit ip host 192.0.2.6 host 192.0.2.5
        Active SAs: 2, origin: dynamic crypto map
        Inbound:  #pkts dec'ed 4 drop 0 life (KB/Sec) 20085/171
        Outbound: #pkts enc'ed 4 drop 0 life (KB/Sec) 20086/171
"""
SESSIONS = (SESSIONS_OF_A_HUB, OLD_SESSIONS)
