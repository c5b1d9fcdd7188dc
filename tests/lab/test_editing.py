"""Configuration mode of IOS: what is set, printed, refused. Expectations are written by hand."""

import pytest

from remediate.lab.releases import IOS_12, IOS_15, XE_17
from tests.lab.emulated import Screen, Time, emulated


def running(device, start: str) -> list[str]:
    """The lines of the running configuration from one that begins so to the next ``!``."""
    lines = device.platform.text(device).splitlines()
    at = next(i for i, line in enumerate(lines) if line.startswith(start))
    return lines[at : lines.index("!", at)]


def configured(*lines: str, release=IOS_15, text: str | None = None):
    device = emulated(release=release) if text is None else emulated(text, release)
    screen = Screen(device)
    said = screen.type("configure terminal", *lines)
    return device, said


def test_defaults_are_hidden_and_lines_stand_in_device_order():
    device, _ = configured(
        "crypto isakmp policy 5", " lifetime 86400", " group 2", " hash sha", " encryption 3des",
    )  # fmt: skip
    assert running(device, "crypto isakmp policy 5") == [
        "crypto isakmp policy 5",
        " encr 3des",
        " group 2",
    ]
    lines = device.platform.text(device).splitlines()
    assert lines.index("crypto isakmp policy 5") < lines.index("crypto isakmp policy 10")
    everything = device.platform.text(device, everything=True).splitlines()
    assert " lifetime 86400" in everything
    assert " hash sha" in everything


def test_xe_17_spells_encryption_out():
    device, _ = configured(
        "crypto isakmp policy 7", " encr aes 192", release=XE_17, text="hostname x\n"
    )
    assert running(device, "crypto isakmp policy 7") == [
        "crypto isakmp policy 7",
        " encryption aes 192",
    ]


def test_a_number_of_a_list_goes_with_the_whole_list():
    device, _ = configured("no access-list 101 permit ip host 10.9.9.9 any")
    assert "access-list 101" not in device.platform.text(device)


def test_entries_of_a_list_go_by_number_or_text_and_come_in_order():
    device, _ = configured(
        "ip access-list extended 101",
        " permit tcp any host 10.2.1.9 eq 80",
        " 15 permit udp 10.1.1.77 0.0.0.255 any eq 500",
        " no permit ip 10.1.1.0 0.0.0.255 10.2.1.0 0.0.0.255",
    )
    assert running(device, "access-list 101") == [
        "access-list 101 permit udp 10.1.1.0 0.0.0.255 any eq isakmp",
        "access-list 101 permit tcp any host 10.2.1.9 eq www",
    ]
    screen = Screen(device)
    assert screen.type("show access-lists 101").splitlines() == [
        "Extended IP access list 101",
        "    15 permit udp 10.1.1.0 0.0.0.255 any eq isakmp",
        "    20 permit tcp any host 10.2.1.9 eq www",
    ]


def test_a_taken_number_is_refused_and_an_entry_that_is_there_is_not_doubled():
    device, said = configured("ip access-list extended 101", " 10 permit ip any any")
    assert said == "% Duplicate sequence number"
    device, said = configured(
        "ip access-list extended 101", " permit ip 10.1.1.0 0.0.0.255 10.2.1.0 0.0.0.255"
    )
    assert said == ""
    assert len(running(device, "access-list 101")) == 1


def test_a_netmask_typed_as_a_wildcard_is_stored_as_ios_stores_it():
    device, _ = configured("access-list 150 permit ip 10.1.1.0 255.255.255.0 any")
    assert running(device, "access-list 150") == [
        "access-list 150 permit ip 0.0.0.0 255.255.255.0 any",
    ]


def test_xe_prints_sequence_numbers():
    device, _ = configured(
        "ip access-list extended VPN",
        " permit ip host 10.1.1.1 any",
        release=XE_17,
        text="hostname x\n",
    )
    assert running(device, "ip access-list extended VPN") == [
        "ip access-list extended VPN", " 10 permit ip host 10.1.1.1 any",
    ]  # fmt: skip


def test_a_key_is_not_overwritten():
    device, said = configured("crypto isakmp key Other address 198.51.100.2")
    assert said == "A pre-shared key for address mask 198.51.100.2 255.255.255.255 already exists!"
    assert "Harbour77Crane" in device.platform.text(device)
    device, said = configured(
        "no crypto isakmp key Harbour77Crane address 198.51.100.2",
        "crypto isakmp key Other address 198.51.100.2",
    )
    assert said == ""
    assert "Harbour77Crane" not in device.platform.text(device)


def test_set_peer_appends_and_set_transform_set_replaces():
    device, _ = configured(
        "crypto ipsec transform-set T2 esp-aes esp-sha-hmac",
        "crypto map VPN 10 ipsec-isakmp",
        " set peer 198.51.100.9",
        " set transform-set T2 TS",
    )
    assert running(device, "crypto map VPN 10") == [
        "crypto map VPN 10 ipsec-isakmp",
        " set peer 198.51.100.2",
        " set peer 198.51.100.9",
        " set transform-set T2 TS",
        " match address 101",
    ]


@pytest.mark.parametrize(
    ("line", "begins"),
    [
        ("no crypto ipsec transform-set TS", "% Transform set TS is in use"),
        ("no crypto map VPN", "% Crypto map VPN is in use"),
        ("no interface GigabitEthernet0/1", "% Removal of physical interfaces"),
        ("no line vty 0 4", "% Can't remove"),
    ],
)
def test_what_is_in_use_stays(line: str, begins: str):
    device, said = configured(line)
    before = emulated().platform.text(emulated())
    assert said.startswith(begins)
    assert [
        item for item in device.platform.text(device).splitlines() if not item.startswith("!")
    ] == [item for item in before.splitlines() if not item.startswith("!")]


def test_a_set_a_map_or_an_interface_that_is_not_there_is_refused():
    _, said = configured("crypto map VPN 20 ipsec-isakmp", " set transform-set NONE")
    assert said.startswith("ERROR: transform set with tag NONE")
    _, said = configured("interface GigabitEthernet0/1", " crypto map NONE")
    assert said.startswith("ERROR: Crypto Map with tag NONE")
    _, said = configured("interface GigabitEthernet0/7")
    assert "% Invalid input detected" in said


@pytest.mark.parametrize(
    "lines",
    [
        ("crypto isakmp policy 1", " encryption 3des"),
        ("crypto isakmp policy 1", " hash md5"),
        ("crypto isakmp policy 1", " group 5"),
        ("crypto ipsec transform-set W esp-3des esp-sha-hmac",),
        ("crypto ikev2 proposal P", " group 14 2"),
        ("crypto ipsec profile P", " set pfs group2"),
    ],
)
def test_weak_algorithms_are_refused_from_17_11_on(lines: tuple[str, ...]):
    device, said = configured(*lines, release=XE_17, text="hostname x\n")
    assert "not CSDL compliant" in said
    assert lines[-1].strip() not in device.platform.text(device)
    _, said = configured(*lines, text="hostname x\n")
    assert said == ""


def test_a_global_command_in_a_sub_mode_falls_through():
    screen = Screen(emulated())
    screen.type("configure terminal", "interface GigabitEthernet0/1", "crypto isakmp policy 30")
    assert screen.shown.endswith("r1(config-isakmp)#")


def test_the_caret_points_at_the_word_that_fits_nothing():
    screen = Screen(emulated())
    screen.type("configure terminal", "interface GigabitEthernet0/1")
    said = screen.type(" ip foo 1")
    assert said.splitlines()[:2] == [
        " " * (len("r1(config-if)#") + 4) + "^", "% Invalid input detected at '^' marker.",
    ]  # fmt: skip


def test_the_caret_points_at_an_interface_that_is_not_there():
    said = configured("interface GigabitEthernet0/7")[1]
    column = len("r1(config)#") + len("interface ")
    assert said.splitlines()[:2] == [
        " " * column + "^", "% Invalid input detected at '^' marker.",
    ]  # fmt: skip
    said = Screen(emulated()).type("show running-config interface GigabitEthernet0/7")
    column = len("r1#") + len("show running-config interface ")
    assert said.splitlines()[:2] == [
        " " * column + "^", "% Invalid input detected at '^' marker.",
    ]  # fmt: skip


def test_no_ip_mtu_and_default_restore_the_default():
    device, _ = configured("interface GigabitEthernet0/1", " ip mtu 1400", " ip tcp adjust-mss 1300", " default ip mtu", " no ip tcp adjust-mss 1300")  # fmt: skip
    assert running(device, "interface GigabitEthernet0/1") == [
        "interface GigabitEthernet0/1", " ip address 10.1.1.1 255.255.255.0",
    ]  # fmt: skip


def test_what_is_on_by_default_shows_only_when_it_is_off():
    device, _ = configured("no crypto ipsec nat-transparency udp-encapsulation")
    assert "no crypto ipsec nat-transparency udp-encapsulation" in device.platform.text(device)
    screen = Screen(device)
    screen.type("configure terminal", "crypto ipsec nat-transparency udp-encapsulation")
    assert "nat-transparency" not in device.platform.text(device)


def test_a_password_is_stored_as_a_hash():
    device, _ = configured("enable secret Lighthouse55")
    text = device.platform.text(device)
    assert "Lighthouse55" not in text
    assert "enable secret 9 $9$" in text


def test_a_configuration_read_back_is_the_same():
    for release in (IOS_12, IOS_15):
        device = emulated(
            emulated().platform.text(emulated()).replace("GigabitEthernet", release.ports[0][:-3]),
            release,
        )
        again = emulated(device.platform.text(device), release)
        bare = [
            [line for line in item.platform.text(item).splitlines() if not line.startswith("! ")]
            for item in (device, again)
        ]
        assert bare[0] == bare[1]


def test_the_clock_of_a_test_stands_still():
    time = Time()
    device = emulated(time=time)
    time.now = 90.0
    assert device.clock.elapsed() == 90.0
