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

IKEV2_OF_IOS = """\
 IPv4 Crypto IKEv2  SA

Tunnel-id Local                 Remote                fvrf/ivrf            Status
1         192.0.2.1/500         198.51.100.1/500      none/none            READY
      Encr: AES-CBC, keysize: 256, PRF: SHA512, Hash: SHA512, DH Grp:19, Auth sign: PSK, Auth verify: PSK
      Life/Active Time: 86400/3423 sec
      CE id: 1001, Session-id: 1
      Status Description: Negotiation done
      Local spi: 6A2C1E1C1B5BA0E1       Remote spi: 03C2F00000000001
      Local id: 192.0.2.1
      Remote id: cn=branch 1, o=Example
      Local req msg id:  2              Remote req msg id:  7
      Local next msg id: 2              Remote next msg id: 7
      Local req queued:  2              Remote req queued:  7
      Local window:      5              Remote window:      6
      DPD configured for 10 seconds, retry 2
      Fragmentation not  configured.
      Dynamic Route Update: enabled
      Extended Authentication not configured.
      NAT-T is detected  outside
      Cisco Trust Security SGT is disabled
      Initiator of SA : Yes
      Remote subnets:
      10.1.0.0 255.255.0.0
      2001:db8:1::/64
      PEER TYPE: IOS-XE

Tunnel-id Local                 Remote                fvrf/ivrf            Status
2         192.0.2.1/4500        198.51.100.2/61500    INET/RED             IN-NEG
      Encr: Unknown - 0, PRF: Unknown - 0, Hash: None, DH Grp:0, Auth sign: Unknown - 0, Auth verify: Unknown - 0
      Life/Active Time: 86400/0 sec

 IPv6 Crypto IKEv2  SA

Tunnel-id    fvrf/ivrf              Status
3            none/none              READY
Local  2001:DB8::1/500
Remote 2001:DB8::2/500
      Encr: AES-GCM, keysize: 128, Hash: SHA96, DH Grp:5, Auth: PSK
      Life/Active Time: 86400/52 sec
      Remote EAP id: alice
      Quantum Resistance Enabled
      Pushed IP address: 10.9.9.9
"""
IKEV2_OF_ASA = """\
There are no IKEv1 SAs

IKEv2 SAs:

Session-id:138, Status:UP-ACTIVE, IKE count:1, CHILD count:2

Tunnel-id Local                                               Remote                                                  Status         Role
45926289 192.0.2.1/500                                       198.51.100.1/500                                         READY    INITIATOR
      Encr: AES-GCM, keysize: 256, Hash: N/A, DH Grp:20, Auth sign: PSK, Auth verify: RSA
      Life/Active Time: 86400/4206 sec
      Session-id: 138
      Status Description: Negotiation done
      Local spi: 5A9CD2D2A1A0A08E       Remote spi: 9B9A6A0D7B1D2F30
      Local id: 192.0.2.1
      Remote id: 198.51.100.1
      Local req mess id: 12              Remote req mess id: 10
      Local next mess id: 12             Remote next mess id: 10
      Local req queued: 12               Remote req queued: 10
      Local window: 1                    Remote window: 1
      DPD configured for 10 seconds, retry 2
      NAT-T is not detected
      IKEv2 Fragmentation Configured MTU: 576 bytes, Overhead: 28 bytes, Effective MTU: 548 bytes
      Parent SA Extended Status:
          Delete in progress: FALSE
          Marked for delete: TRUE
Child sa: local selector  10.0.0.0/0 - 10.0.255.255/65535
          remote selector 10.1.0.0/22 - 10.1.255.255/22
          ESP spi in/out: 0x8717a5a/0x8564387d
          AH spi in/out: 0x0/0x0
          CPI in/out: 0x0/0x1
          Encr: AES-GCM, keysize: 256, esp_hmac: N/A
          ah_hmac: None, comp: IPCOMP_NONE, mode tunnel
Child sa: local selector  2001:db8::/0 - 2001:db8::ffff/65535
          remote selector 2001:db8:1::/0 - 2001:db8:1::ffff/65535
          ESP spi in/out: 0x1/0x2

Session-id:139, Status:UP-IDLE, IKE count:2, CHILD count:0

Tunnel-id Local                                               Remote                                                  fvrf/ivrf Status         Role
7 192.0.2.1/4500                                             198.51.100.2/4500                                        Global/Global READY    RESPONDER
      Encr: AES-CBC, keysize: 256, Hash: SHA256, DH Grp:14, Auth sign: PSK, Auth verify: PSK
      Life/Active Time: 86400/1 sec
8 192.0.2.1/4500                                             198.51.100.2/4500                                        READY    RESPONDER
      Encr: AES-CBC, keysize: 256, Hash: SHA256, DH Grp:14, Auth sign: PSK, Auth verify: PSK
      Life/Active Time: 86400/2 sec
"""
IKEV2 = (IKEV2_OF_IOS, IKEV2_OF_ASA)

DMVPN_TABLES = """\
Legend: Attrb --> S - Static, D - Dynamic, I - Incomplete
        N - NATed, L - Local, X - No Socket
        T1 - Route Installed, T2 - Nexthop-override, B - BGP
        C - CTS Capable, I2 - Temporary
        # Ent --> Number of NHRP entries with same NBMA peer
        NHS Status: E --> Expecting Replies, R --> Responding, W --> Waiting
        UpDn Time --> Up or Down Time for a Tunnel
==========================================================================

Interface: Tunnel1, IPv4 NHRP Details
Type:Hub/Spoke, NHRP Peers:3,

 # Ent  Peer NBMA Addr Peer Tunnel Add State  UpDn Tm Attrb
 ----- --------------- --------------- ----- -------- -----
     2 192.0.2.1            10.0.0.1    UP 00:02:19     D
                            10.0.0.9    UP 00:02:19   DT1
     1 2001:DB8:1202::123
                            10.0.0.2   IKE     1y2w    DN
     0 UNKNOWN              10.0.0.3  NHRP    never    IX

Interface: Tunnel1, IPv6 NHRP Details
Type:Hub, Total NBMA Peers (v4/v6): 2
    1.Peer NBMA Address: 192.0.2.10
        Tunnel IPv6 Address: 2001:db8::4
        IPv6 Target Network: 2001:db8::4/128
        # Ent: 2, Status: UP, UpDn Time: 00:01:44, Cache Attrib: D
        Tunnel IPv6 Address: 2001:db8::5
        IPv6 Target Network: FE80::5/128
        # Ent: 0, Status: NHRP, UpDn Time: never, Cache Attrib: I
    2.Peer NBMA Address: 2001:db8:f::1
        Tunnel IPv6 Address: 2001:db8::6
        # Ent: 1, Status: UP, UpDn Time: 1d02h, Cache Attrib: S
"""
DMVPN_DETAIL = """\
Legend: Attrb --> S - Static, D - Dynamic, I - Incomplete
        N - NATed, L - Local, X - No Socket
        T1 - Route Installed, T2 - Nexthop-override, B - BGP
        C - CTS Capable, I2 - Temporary
        # Ent --> Number of NHRP entries with same NBMA peer
        NHS Status: E --> Expecting Replies, R --> Responding, W --> Waiting
        UpDn Time --> Up or Down Time for a Tunnel
==========================================================================

Interface Tunnel0 is up/up, Addr. is 10.0.0.2, VRF "RED"
   Tunnel Src./Dest. addr: 172.16.2.2/MGRE, Tunnel VRF "INET"
   Protocol/Transport: "multi-GRE/IP", Protect "DMVPN-PROF"
   Interface State Control: Disabled
   nhrp event-publisher : Disabled

IPv4 Registration Timer: 60 seconds

IPv4 NHS:
10.0.0.1  RE NBMA Address: 172.16.1.1 priority = 0 cluster = 1
10.0.0.9  E
Type:Spoke, Total NBMA Peers (v4/v6): 1

# Ent  Peer NBMA Addr Peer Tunnel Add State  UpDn Tm Attrb    Target Network
----- --------------- --------------- ----- -------- ----- -----------------
    2 172.16.1.1             10.0.0.1    UP 00:05:46     S        10.0.0.1/32
                             10.0.0.1    UP 00:05:46   DT2     192.168.0.0/24


Crypto Session Details:
--------------------------------------------------------------------------------

Interface: Tunnel0
Session: [0x08D513D0]
  Crypto Session Status: UP-ACTIVE
  fvrf: (none),	Phase1_id: 172.16.1.1

Pending DMVPN Sessions:

Interface Tunnel2 is up/down, Addr. is 10.2.0.2, VRF ""
   Tunnel Src./Dest. addr: 172.16.2.2/172.16.9.9, Tunnel VRF ""
   Protocol/Transport: "GRE/IP", Protect ""
IPv4 NHS: 10.2.0.1 W
Type:Spoke, NHRP Peers:0,
"""
DMVPN = (DMVPN_TABLES, DMVPN_DETAIL)

MAP_OF_A_HUB = """\
Crypto Map IPv4 "HUB" 10 ipsec-isakmp
\tDescription: to branch one: the old router
\tPeer = 198.51.100.1
\tPeer = backup.example.net
\tISAKMP Profile: BRANCH-1
\tAccess-List SS dynamic: False
\tExtended IP access list BRANCH-1
\t    access-list BRANCH-1 permit ip 10.0.0.0 0.255.255.255 10.1.0.0 0.0.255.255
\t    access-list BRANCH-1 permit tcp host 10.0.0.9 eq 22 host 10.1.0.9
\t    access-list BRANCH-1 deny ip any any
\tCurrent peer: 198.51.100.1
\tSecurity association lifetime: 4608000 kilobytes/3600 seconds
\tSecurity association idletime: 600 seconds
\tDualstack (Y/N): N

\tResponder-Only (Y/N): N
\tPFS (Y/N): Y
\tDH group:  group14
\tMixed-mode : Disabled
\tTransform sets={
\t\tSTRONG:  { esp-256-aes esp-sha256-hmac  } ,
\t\tOLD:  { esp-3des esp-md5-hmac  } ,
\t}
\tReverse Route Injection Enabled
\tAntireplay window size = 1024

Crypto Map IPv4 "HUB" 20 ipsec-isakmp
\tWARNING: This crypto map is in an incomplete state!
\t\t(missing peer or access-list definitions)
\tNo matching address list set.
\tSecurity association lifetime: KB Vol Rekey Disabled/3600 seconds
\tResponder-Only (Y/N): Y
\tPFS (Y/N): N
\tMixed-mode : Disabled
\tTransform sets={
\t}

Crypto Map IPv4 "HUB" 65535 ipsec-isakmp
\tDynamic map template tag: CLIENTS

Crypto Map IPv4 "HUB" 65536 ipsec-isakmp
\tPeer = 203.0.113.7
\tExtended IP access list
\t    access-list  permit ip any host 10.3.3.4
\t    dynamic (created from dynamic map CLIENTS/10)
\tCurrent peer: 203.0.113.7
\tSecurity association lifetime: 4608000 kilobytes/3600 seconds
\tPFS (Y/N): N
\tTransform sets={
\t\tSTRONG:  { esp-gcm 256  } ,
\t}
\tInterfaces using crypto map HUB:
\t\tGigabitEthernet0/0/0

\t\tGigabitEthernet0/0/1.100

Crypto Map IPv4 "Tunnel0-head-0" 65536 ipsec-isakmp
\tProfile name: DMVPN
\tSecurity association lifetime: 4608000 kilobytes/3600 seconds
\tResponder-Only (Y/N): N
\tPFS (Y/N): N
\tMixed-mode : Disabled
\tTransform sets={
\t\tGRE:  { esp-aes esp-sha-hmac  } ,
\t}

Crypto Map IPv4 "Tunnel0-head-0" 65537 ipsec-isakmp
\tMap is a PROFILE INSTANCE.
\tPeer = 198.51.100.9
\tExtended IP access list
\t    access-list  permit gre host 192.0.2.1 host 198.51.100.9
\tCurrent peer: 198.51.100.9
\tSecurity association lifetime: 4608000 kilobytes/3600 seconds
\tPFS (Y/N): N
\tTransform sets={
\t\tGRE:  { esp-aes esp-sha-hmac  } ,
\t}
\tAlways create SAs
\tInterfaces using crypto map Tunnel0-head-0:
\t\tTunnel0

Crypto Map IPv6 "SIX" 1 gdoi
\tGroup Name: GETVPN
\tIPv6 access list V6
\t    permit ipv6 2001:db8::/32 any sequence 10
\tInterfaces using crypto map SIX:
"""
OLD_MAPS = """\
Crypto Map: "router-alice" idb: Ethernet0 local address: 192.0.2.123

Crypto Map "router-alice" 10 ipsec-isakmp
        Peer = 192.0.2.67
        Extended IP access list 141
            access-list 141 permit ip source: addr = 192.0.2.123/0.0.0.0 dest: addr = 192.0.2.67/0.0.0.0
        Current peer: 192.0.2.67
        Security-association lifetime: 4608000 kilobytes/120 seconds
        PFS (Y/N): N
        Transform sets={ t1, t2, }

Crypto Map "manual" 20 ipsec-manual
        Peer = 192.0.2.8
        Extended IP access list 120
            access-list 120 permit ip any any
        Current peer: 192.0.2.8
        Transform sets={ t1, }
        Inbound esp spi: 300,
         cipher key: 0123456789abcdef,
         auth_key: fedcba9876543210,
        Outbound ah spi: 301, key: 00112233445566778899,

Crypto Map Template"CLIENTS" 10
        No matching address list set.
        Security association lifetime: 3600 seconds
        PFS (Y/N): N
        Transform sets={
                STRONG:  { esp-256-aes esp-sha-hmac  } ,
        }
"""
MAPS = (MAP_OF_A_HUB, OLD_MAPS)
