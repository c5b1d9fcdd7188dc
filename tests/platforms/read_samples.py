"""Running-configs for the tests of reading. Synthetic, in the print style of each release."""

IOS_124 = """\
Building configuration...

Current configuration : 2400 bytes
!
version 12.4
hostname r1
!
crypto isakmp policy 10
 encr 3des
 hash md5
 authentication pre-share
 group 2
 lifetime 3600
!
crypto isakmp policy 5
 encr aes 256
 authentication pre-share
 group 14
crypto isakmp key SecretOne address 10.0.0.2
crypto isakmp key 6 ABCDEF address 10.9.0.0 255.255.0.0 no-xauth
crypto isakmp key wild address 0.0.0.0 0.0.0.0
crypto isakmp key byname hostname r9.example.com
crypto isakmp keepalive 10
!
crypto keyring RING vrf RED
  pre-shared-key address 10.0.0.7 key SecretOne
  pre-shared-key address 10.8.0.0 255.255.0.0 key 6 GHIJ
  local-address Loopback0
!
crypto ipsec transform-set TS esp-aes 256 esp-sha-hmac\x20
crypto ipsec transform-set GRE esp-3des esp-md5-hmac
 mode transport
!
crypto ipsec profile VTI
 set transform-set TS GRE
 set pfs group5
!
crypto dynamic-map DYN 10
 set transform-set TS
!
crypto map CM local-address Loopback0
crypto map CM 20 ipsec-isakmp
 ! Incomplete
 set peer 10.0.0.3
 set pfs
crypto map CM 10 ipsec-isakmp
 description to r2
 set peer 10.0.0.2
 set peer 10.0.1.2
 set peer 10.0.2.2 default
 set security-association lifetime seconds 900
 set transform-set TS GRE
 set pfs group2
 set isakmp-profile P
 match address 101
 reverse-route
crypto map CM 65535 ipsec-isakmp dynamic DYN
!
crypto ipsec fragmentation after-encryption
!
interface Loopback0
 ip address 192.0.2.1 255.255.255.255
!
interface FastEthernet0/0
 mtu 1600
 ip address 10.0.0.1 255.255.255.0
 ip address 10.0.5.1 255.255.255.0 secondary
 ip nat outside
 ip mtu 1480
 ip tcp adjust-mss 1300
 crypto map CM
 crypto ipsec fragmentation before-encryption
!
interface FastEthernet0/1
 ip vrf forwarding BLUE
 ip address dhcp
 ip nat inside
 shutdown
!
interface Tunnel0
 ip address 172.16.0.1 255.255.255.252
 tunnel source FastEthernet0/0
 tunnel destination 10.0.0.9
 tunnel mode ipsec ipv4
 tunnel protection ipsec profile VTI
!
ip nat inside source list 102 interface FastEthernet0/0 overload
ip nat inside source route-map NONAT interface FastEthernet0/0 overload
ip nat inside source static 10.1.0.5 198.51.100.5
ip nat pool P 198.51.100.1 198.51.100.2 netmask 255.255.255.0
ip route 0.0.0.0 0.0.0.0 10.0.0.254
ip route vrf BLUE 10.5.0.0 255.255.0.0 FastEthernet0/1 10.6.0.1 200
ip route 10.7.0.0 255.255.0.0 Null0
!
ip access-list extended VPN
 10 remark to r3
 20 permit ip 10.1.0.0 0.0.255.255 10.3.0.0 0.0.255.255
access-list 10 permit 10.1.0.0 0.0.255.255
access-list 10 permit 10.2.0.1
access-list 101 remark to r2
access-list 101 permit ip 10.1.0.0 0.0.255.255 10.2.0.0 0.0.255.255
access-list 102 deny   ip 10.1.0.0 0.0.255.255 10.2.0.0 0.0.255.255
access-list 102 permit ip 10.1.0.0 0.0.255.255 any
access-list 103 deny   ip 10.1.0.0 0.0.255.255 any
!
route-map NONAT permit 10
 match ip address 103
!
banner motd ^C
crypto isakmp policy 1
^C
line vty 0 4
 password 7 0822455D0A16
end
"""

IOS_152 = """\
version 15.2
hostname edge
crypto isakmp policy 1
 encr aes 192
 hash sha256
 authentication pre-share
 group 5
crypto ikev2 keyring K2
 peer HQ
  address 203.0.113.1
  pre-shared-key local LocalKey
  pre-shared-key remote RemoteKey
 !
crypto ikev2 profile P2
 match identity remote address 203.0.113.1 255.255.255.255
crypto ipsec transform-set G esp-gcm 256
no crypto ipsec nat-transparency udp-encapsulation
object-group network NETS
 10.1.0.0 255.255.255.0
 host 10.2.2.2
 group-object MORE
object-group network MORE
 range 10.3.0.0 10.3.0.3
object-group service WEB
 tcp eq www
 tcp eq 443
 udp range 1000 2000
ip access-list extended A
 permit object-group WEB object-group NETS any
 permit tcp any eq 22 23 host 1.1.1.1 gt 1023 log
 permit udp 10.0.0.0 0.255.255.255 neq 53 any
 permit gre host 1.1.1.1 host 2.2.2.2
 permit 88 any any
 permit icmp any any echo
 permit ip any any dscp ef
 permit tcp any any established
 permit ip 10.0.0.0 255.255.255.0 any
 permit ip object-group NONE any
 permit tcp any any eq nosuch
 evaluate MIRROR
 permit ip 10.1.1.0 0.0.0.255
ipv6 access-list SIX
 permit ipv6 any any
crypto map V6 10 ipsec-isakmp
 set peer 203.0.113.1
 set ikev2-profile P2
 set transform-set G
 set nonsense 7
 match address A
end
R1#
"""

PIX_63 = """\
: Saved
:
PIX Version 6.3(5)
interface ethernet0 auto
interface ethernet1 100full shutdown
nameif ethernet0 outside security0
nameif ethernet1 inside security100
enable password 8Ry2YjIyt7RRXU24 encrypted
hostname pix
names
name 10.0.0.2 branch
access-list 90 permit ip 10.1.1.0 255.255.255.0 10.1.2.0 255.255.255.0
access-list 90 permit ip 172.16.0.0 255.255.0.0 10.1.2.0 255.255.255.0
mtu outside 1492
mtu inside 1500
ip address outside 10.0.0.1 255.255.255.0
ip address inside 10.1.1.1 255.255.255.0
global (outside) 1 interface
nat (inside) 0 access-list 90
nat (inside) 1 0.0.0.0 0.0.0.0 0 0
static (inside,outside) 10.0.0.5 10.1.1.5 netmask 255.255.255.255 0 0
route outside 0 0 10.0.0.254 1
sysopt connection tcpmss 1300
sysopt connection permit-ipsec
crypto ipsec transform-set myset esp-aes-256 esp-md5-hmac
crypto map vpn 10 ipsec-isakmp
crypto map vpn 10 match address 90
crypto map vpn 10 set pfs
crypto map vpn 10 set peer branch
crypto map vpn 10 set transform-set myset
crypto map vpn interface outside
isakmp enable outside
isakmp key ******** address 10.0.0.2 netmask 255.255.255.255 no-xauth no-config-mode
isakmp key Clear address 10.0.3.0 netmask 255.255.255.0
isakmp identity address
isakmp nat-traversal 20
isakmp policy 10 authentication pre-share
isakmp policy 10 encryption aes-192
isakmp policy 10 hash md5
isakmp policy 10 group 2
isakmp policy 10 lifetime 1000
telnet timeout 5
Cryptochecksum:0123456789abcdef
: end
"""

ASA_98 = """\
: Saved
: Serial Number: ABC
ASA Version 9.8(4)32
!
hostname fw1
!
interface GigabitEthernet0/0
 nameif outside
 security-level 0
 ip address 198.51.100.1 255.255.255.0 standby 198.51.100.2
!
interface GigabitEthernet0/1
 shutdown
 nameif inside
 security-level 100
 ip address 10.1.0.1 255.255.0.0
!
object network LOCAL
 subnet 10.1.0.0 255.255.0.0
object network REMOTE
 range 10.2.0.0 10.2.0.255
object network WEB
 host 10.1.0.80
 nat (inside,outside) static 198.51.100.80
object service HTTPS
 service tcp destination eq https
object-group network LOCALS
 network-object object LOCAL
 network-object host 192.168.1.1
object-group service PORTS tcp
 port-object eq www
 port-object range 8000 8010
object-group protocol TUN
 protocol-object gre
 protocol-object esp
access-list VPN remark to branch
access-list VPN extended permit ip object-group LOCALS object REMOTE
access-list VPN line 3 extended permit tcp host 10.1.0.9 10.2.0.0 255.255.0.0 object-group PORTS log 6 interval 300
access-list VPN extended permit object-group TUN any4 any inactive
access-list VPN extended permit object HTTPS any any
access-list VPN extended permit ip any6 any6
access-list VPN extended permit ip 10.0.0.0 0.0.255.255 any
access-list SPLIT standard permit 10.1.0.0 255.255.0.0
access-list OUT extended permit tcp any host 10.1.0.80 time-range WORK
mtu outside 1500
mtu inside 1500
nat (inside,outside) source static LOCAL LOCAL destination static REMOTE REMOTE no-proxy-arp route-lookup
route outside 0.0.0.0 0.0.0.0 198.51.100.254 1
crypto ipsec ikev1 transform-set AES esp-aes-256 esp-sha-hmac\x20
crypto ipsec ikev1 transform-set TR esp-aes esp-none
crypto ipsec ikev1 transform-set TR mode transport
crypto ipsec ikev2 ipsec-proposal P2
 protocol esp encryption aes-256
 protocol esp integrity sha-256
crypto ipsec fragmentation after-encryption outside
crypto ipsec df-bit clear-df outside
crypto dynamic-map DYN 65535 set ikev1 transform-set AES
crypto map CM 10 match address VPN
crypto map CM 10 set pfs
crypto map CM 10 set peer 203.0.113.1 203.0.113.2
crypto map CM 10 set ikev1 transform-set AES TR
crypto map CM 10 set ikev2 ipsec-proposal P2
crypto map CM 10 set security-association lifetime seconds 28800
crypto map CM 65535 ipsec-isakmp dynamic DYN
crypto map CM interface outside
crypto ikev2 policy 1
 encryption aes-256
crypto ikev1 enable outside
crypto ikev1 policy 20
 authentication pre-share
 encryption aes
 hash sha
 group 5
 lifetime 86400
sysopt connection tcpmss 1350
tunnel-group 203.0.113.1 type ipsec-l2l
tunnel-group 203.0.113.1 ipsec-attributes
 ikev1 pre-shared-key *****
 ikev2 remote-authentication pre-shared-key RemoteKey
 ikev2 local-authentication pre-shared-key LocalKey
tunnel-group DefaultL2LGroup ipsec-attributes
 ikev1 pre-shared-key Fallback
Cryptochecksum:0123456789abcdef
: end
"""
