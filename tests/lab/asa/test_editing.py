"""Editing an ASA: places in lists, peers, groups, refusals. Expectations by hand."""

from __future__ import annotations

import pytest

from tests.lab.asa.conftest import Session

CARET = "ERROR: % Invalid input detected at '^' marker.\n"


def acl(session: Session, name: str = "VPN") -> list[str]:
    text = session.run(f"show running-config access-list {name}")
    return [line.removeprefix(f"access-list {name} ").strip() for line in text.splitlines()]


def test_an_entry_goes_where_its_line_number_says(session: Session) -> None:
    session.configure(
        "access-list VPN extended permit ip any4 host 192.0.2.1\n"
        "access-list VPN line 2 extended deny tcp 10.34.0.0 255.255.255.0 any eq 22\n"
        "access-list VPN line 1 remark to the far end\n"
    )
    assert acl(session) == [
        "remark to the far end",
        "extended permit ip object LAN object REMOTE",
        "extended deny tcp 10.34.0.0 255.255.255.0 any eq ssh",
        "extended permit ip any4 host 192.0.2.1",
    ]


def test_no_removes_one_entry_and_clear_configure_all(session: Session) -> None:
    session.configure(
        "access-list B extended permit ip any any\n"
        "access-list B extended permit icmp any any echo\n"
        "no access-list B extended permit ip any any\n"
    )
    assert acl(session, "B") == ["extended permit icmp any any echo"]
    assert session.run("no access-list B") == "ERROR: % Incomplete command\n"
    assert session.run("clear configure access-list B") == ""
    assert acl(session, "B") == []
    assert session.run("clear configure access-list VPN").startswith(
        "ERROR: access-list VPN is in use"
    )


def test_a_list_keeps_its_place_when_its_first_entry_goes(session: Session) -> None:
    session.configure(
        "access-list A extended permit ip any host 192.0.2.1\n"
        "access-list B extended permit ip any host 192.0.2.2\n"
        "access-list A extended permit ip any host 192.0.2.3\n"
        "no access-list A extended permit ip any host 192.0.2.1\n"
    )
    names = [line.split()[1] for line in session.run("show run access-list").splitlines()]
    assert names == ["VPN", "A", "B"]


def test_an_entry_twice(session: Session) -> None:
    printed = session.configure("access-list VPN extended permit ip object LAN object REMOTE")
    assert printed == "WARNING: <VPN> found duplicate element\n"
    assert len(acl(session)) == 1


@pytest.mark.parametrize(
    ("line", "printed"),
    [
        ("access-list X extended permit ip 10.0.0.1 255.255.255.0 any", "ERROR: IP address,mask <10.0.0.1,255.255.255.0> doesn't pair\n"),
        ("access-list X extended permit ip 10.1.1.0 0.0.0.255 any", "ERROR: IP address,mask <10.1.1.0,0.0.0.255> doesn't pair\n"),
        ("access-list X extended permit ip object NONE any", "ERROR: specified object <NONE> does not exist\n"),
        ("access-list X extended permit ip any", "ERROR: % Incomplete command\n"),
        ("crypto map OUT 20 match address NONE", "ERROR: access-list <NONE> does not exist\n"),
        ("crypto map OUT 20 set ikev1 transform-set NONE", 'ERROR: transform set with tag "NONE" does not exist.\n'),
        ("no crypto ipsec ikev1 transform-set AES", 'ERROR: transform-set "AES" is in use and cannot be removed.\n'),
        ("no object network LAN", "ERROR: unable to delete object (LAN). object is being used.\n"),
        ("crypto map", "ERROR: % Incomplete command\n"),
        ("c", 'ERROR: % Ambiguous command:  "c"\n'),
        ("tunnel-group 192.0.2.7", "ERROR: % Incomplete command\n"),
    ],
)  # fmt: skip
def test_refusals(session: Session, line: str, printed: str) -> None:
    session.run("configure terminal")
    before = session.device.platform.text(session.device)
    assert session.run(line) == printed
    assert session.device.platform.text(session.device) == before


@pytest.mark.parametrize(
    ("line", "at"),
    [
        ("access-list X extended permit ip any hst 192.0.2.1", "hst"),
        ("route dmz 10.0.0.0 255.0.0.0 192.0.2.1", "dmz"),
        ("crypto map OUT interface dmz", "dmz"),
        ("nat (dmz,outside) source static LAN LAN", "dmz"),
        ("flurb", "flurb"),
    ],
)
def test_the_caret_points_at_the_word(session: Session, line: str, at: str) -> None:
    session.run("configure terminal")
    column = len("asa1(config)# ") + line.index(at)
    assert session.run(line) == f"{' ' * column}^\n{CARET}"


def test_ikev1_has_no_sha_256(session: Session) -> None:
    session.configure("crypto ikev1 policy 20")
    assert session.terminal.prompt == "asa1(config-ikev1-policy)# "
    assert session.run("hash sha256").endswith(CARET)
    assert session.run("hash sha") == ""


def test_a_policy_shows_all_that_it_holds(session: Session) -> None:
    session.configure("crypto ikev2 policy 1\n group 19 14\n")
    assert session.run("show running-config crypto ikev2") == (
        "crypto ikev2 policy 1\n encryption 3des\n integrity sha\n group 19 14\n prf sha\n"
        " lifetime seconds 86400\n"
    )


def test_peers_are_added_and_removed(session: Session) -> None:
    session.configure("crypto map OUT 10 set peer 203.0.113.11")
    assert "set peer 203.0.113.10 203.0.113.11 \n" in session.run("show run crypto map")
    session.configure("no crypto map OUT 10 set peer 203.0.113.10")
    assert "set peer 203.0.113.11 \n" in session.run("show run crypto map")


def test_transform_sets_give_way(session: Session) -> None:
    session.configure(
        "crypto ipsec ikev1 transform-set OLD esp-3des esp-md5-hmac\n"
        "crypto map OUT 10 set ikev1 transform-set OLD AES\n"
    )
    shown = session.run("show run crypto map")
    assert "set ikev1 transform-set OLD AES\n" in shown
    session.configure("crypto map OUT 10 set ikev1 transform-set OLD")
    assert "set ikev1 transform-set OLD\n" in session.run("show run crypto map")


def test_a_new_entry_is_incomplete_until_it_has_all(session: Session) -> None:
    warning = "WARNING: The crypto map entry is incomplete!\n"
    session.run("configure terminal")
    assert session.run("crypto map OUT 20 match address VPN") == warning
    assert (
        session.run("crypto map OUT interface outside")
        == "WARNING: crypto map has incomplete entries\n"
    )
    assert session.run("crypto map OUT 20 set peer 203.0.113.20") == warning
    assert session.run("crypto map OUT 20 set ikev1 transform-set AES") == ""


def test_entries_stand_together_by_sequence(session: Session) -> None:
    session.configure(
        "crypto map OUT 5 set peer 203.0.113.5\ncrypto map OUT 5 match address VPN\n"
        "crypto map OUT 5 set pfs group5\n"
    )
    assert session.run("show running-config crypto map").splitlines() == [
        "crypto map OUT 5 match address VPN",
        "crypto map OUT 5 set pfs group5",
        "crypto map OUT 5 set peer 203.0.113.5 ",
        "crypto map OUT 10 match address VPN",
        "crypto map OUT 10 set peer 203.0.113.10 ",
        "crypto map OUT 10 set ikev1 transform-set AES",
        "crypto map OUT interface outside",
    ]


def test_one_map_an_interface(session: Session) -> None:
    session.configure("crypto map NEW 1 match address VPN\ncrypto map NEW interface outside\n")
    bound = [
        line for line in session.run("show run crypto map").splitlines() if " interface " in line
    ]
    assert bound == ["crypto map NEW interface outside"]


def test_a_group_needs_its_type_first(session: Session) -> None:
    session.run("configure terminal")
    assert session.run("tunnel-group 192.0.2.7 ipsec-attributes").startswith("ERROR: ")
    assert session.run("tunnel-group 192.0.2.7 type ipsec-l2l") == ""
    assert session.run("tunnel-group 192.0.2.7 ipsec-attributes") == ""
    assert session.terminal.prompt == "asa1(config-tunnel-ipsec)# "
    session.run("ikev2 remote-authentication pre-shared-key A")
    assert session.run("no tunnel-group 192.0.2.7") == ""
    assert "192.0.2.7" not in session.run("show run tunnel-group")
    assert session.run("tunnel-group far type ipsec-l2l").startswith("WARNING: L2L tunnel-groups")


def test_nat_rules_have_places(session: Session) -> None:
    session.configure(
        "object network HOST\n host 10.34.0.9\n nat (inside,outside) static 198.51.100.40\n"
        "nat (inside,outside) after-auto source dynamic any interface\n"
        "nat (inside,outside) 1 source static HOST HOST\n"
    )
    assert session.run("show run nat").splitlines() == [
        "nat (inside,outside) source static HOST HOST",
        "nat (inside,outside) source static LAN LAN destination static REMOTE REMOTE no-proxy-arp route-lookup",
        "object network HOST",
        " nat (inside,outside) static 198.51.100.40",
        "nat (inside,outside) after-auto source dynamic any interface",
    ]
    session.configure("no nat (inside,outside) 1")
    assert session.run("show run nat").count("source static") == 1


def test_what_is_usual_leaves_no_line(session: Session) -> None:
    session.configure(
        "sysopt connection tcpmss 1350\nno sysopt connection permit-vpn\nmtu outside 1400\n"
        "crypto ipsec fragmentation after-encryption outside\n"
    )
    text = session.run("show running-config")
    for line in (
        "sysopt connection tcpmss 1350",
        "no sysopt connection permit-vpn",
        "mtu outside 1400",
        "crypto ipsec fragmentation after-encryption outside",
    ):
        assert f"{line}\n" in text
    session.configure(
        "no sysopt connection tcpmss\nsysopt connection permit-vpn\nmtu outside 1500\n"
        "crypto ipsec fragmentation before-encryption outside\n"
    )
    text = session.run("show running-config")
    assert "sysopt" not in text
    assert "fragmentation" not in text
    assert "mtu outside 1500\n" in text
    everything = session.run("show running-config all")
    assert "sysopt connection tcpmss 1380\n" in everything


def test_a_name_sets_the_level(session: Session) -> None:
    printed = session.configure("interface Management1/1\n nameif mgmt\n")
    assert printed == 'INFO: Security level for "mgmt" set to 0 by default.\n'


def test_a_tunnel_interface(session: Session) -> None:
    printed = session.configure(
        "crypto ipsec profile P\n set ikev1 transform-set AES\n set pfs group5\n"
        "interface tunnel 1\n nameif vti\n ip address 10.99.0.1 255.255.255.252\n"
        " tunnel source interface outside\n tunnel destination 203.0.113.50\n tunnel mode ipsec ipv4\n"
        " tunnel protection ipsec profile P\n"
    )
    assert "ERROR" not in printed
    assert session.run("show run interface Tunnel1") == (
        "interface Tunnel1\n nameif vti\n ip address 10.99.0.1 255.255.255.252 \n"
        " tunnel source interface outside\n tunnel destination 203.0.113.50\n tunnel mode ipsec ipv4\n"
        " tunnel protection ipsec profile P\n"
    )
    assert session.configure("no crypto ipsec profile P").startswith("ERROR: profile")


def test_the_network_hears_of_edits(session: Session) -> None:
    session.configure("crypto map OUT 10 set pfs group5\nno crypto map OUT 10 set pfs\n")
    assert session.network.told == [
        ("configure", "crypto map set pfs", "crypto map OUT 10 set pfs group5"),
        ("configure", "crypto map set pfs", None),
    ]


def test_lines_follow_a_name_and_go_with_it(session: Session) -> None:
    session.configure(
        "access-list outside extended permit ip any any\naccess-group outside in interface outside\n"
        "interface GigabitEthernet1/1\n nameif wan\n"
    )
    text = session.run("show running-config")
    for line in (
        "route wan 0.0.0.0 0.0.0.0 198.51.100.33 1 ",
        "nat (inside,wan) source static LAN LAN destination static REMOTE REMOTE no-proxy-arp route-lookup",
        "crypto map OUT interface wan",
        "crypto ikev1 enable wan",
        "mtu wan 1500",
        "access-group outside in interface wan",
    ):
        assert f"{line}\n" in text
    session.configure("interface GigabitEthernet1/1\n no nameif\n")
    assert "wan" not in session.run("show running-config")


def test_objects_are_addresses(session: Session) -> None:
    session.configure("object network R")
    assert session.run("subnet 10.0.0.1 255.255.255.0").startswith("ERROR: IP address,mask")
    assert session.run("range 10.0.0.9 10.0.0.1").startswith("ERROR: ")
    assert session.run("range 10.0.0.1 10.0.0.6") == ""
    session.configure("access-list R extended permit ip object R any4")
    shown = [
        line.split("permit ip ")[1].split(" any4")[0]
        for line in session.run("show access-list R").splitlines()[2:]
    ]
    assert shown == [
        "host 10.0.0.1",
        "10.0.0.2 255.255.255.254",
        "10.0.0.4 255.255.255.254",
        "host 10.0.0.6",
    ]


def test_a_group_keeps_its_kind(session: Session) -> None:
    session.configure("object-group network G\n network-object host 192.0.2.1\n exit\n")
    assert session.run("object-group service G tcp").startswith(
        "ERROR: object-group G already exists"
    )
