"""Configurations that are typed at the prompt."""

from pathlib import Path

import pytest

from remediate.evidence.fleet import read_fleet
from remediate.evidence.typed_words import GLOBAL, full, interface_name
from remediate.messages import Classifier
from remediate.rules import catalogue
from remediate.secrets import Redactor

NEW = "% NOTE: This new crypto map will remain disabled until a peer\n\tand a valid access list have been configured.\n"
SESSION = f"""R1#conf t
R1(config)#cry isa pol 10
R1(config-isakmp)#encr aes 256
R1(config-isakmp)#auth pre
R1(config-isakmp)#gr 5
R1(config-isakmp)#cry isa key 0 SECRET-1 add 192.0.2.2
R1(config)#crypto ipsec transform-set TS esp-3des esp-md5-hmac
R1(cfg-crypto-trans)#exit
R1(config)#crypto ipsec transform-set TS esp-aes esp-sha-hmac
R1(cfg-crypto-trans)#mode transport
R1(cfg-crypto-trans)#exit
R1(config)#access-list 101 permit ip 10.1.0.0 0.0.255.255 10.2.0.0 0.0.255.255
R1(config)#router ospf 1
R1(config-router)#network 10.0.0.0 0.255.255.255 area 0
R1(config-router)#exit
R1(config)#crypto map M 10 ipsec-isakmp
{NEW}R1(config-crypto-map)#set peer 192.0.2.9
R1(config-crypto-map)#no set peer 192.0.2.9
R1(config-crypto-map)#set peer 192.0.2.2
R1(config-crypto-map)#set trans TS
R1(config-crypto-map)#mat addr 101
R1(config-crypto-map)#int fa0/0
R1(config-if)#ip add 192.0.2.1 255.255.255.0
R1(config-if)#no shut
R1(config-if)#crypto map M
*Mar  1 00:04:01.009: %CRYPTO-6-ISAKMP_ON_OFF: ISAKMP is ON
R1(config-if)#end
R1#
"""


def config(folder: Path, text: str) -> str:
    (folder / "R1.txt").write_text(text)
    fleet = read_fleet([folder], classifier=Classifier(catalogue()), redactor=Redactor(b"0" * 32))
    found = fleet.devices[0].config_text or ""
    return "\n".join(line for line in found.split("\n") if line.strip(" !"))


def test_what_is_typed_is_a_part_of_the_configuration_in_full_words(tmp_path: Path) -> None:
    text = config(tmp_path, SESSION)
    assert "SECRET" not in text
    lines = [line for line in text.split("\n") if "key" not in line]
    assert lines == [
        "crypto isakmp policy 10",
        " encryption aes 256",
        " authentication pre-share",
        " group 5",
        "crypto ipsec transform-set TS esp-aes esp-sha-hmac",
        " mode transport",
        "access-list 101 permit ip 10.1.0.0 0.0.255.255 10.2.0.0 0.0.255.255",
        "crypto map M 10 ipsec-isakmp",
        " set peer 192.0.2.2",
        " set transform-set TS",
        " match address 101",
        "interface FastEthernet0/0",
        " ip address 192.0.2.1 255.255.255.0",
        " crypto map M",
    ]


def test_it_is_never_all_of_it(tmp_path: Path) -> None:
    config(tmp_path, SESSION)
    fleet = read_fleet([tmp_path], classifier=Classifier(catalogue()), redactor=Redactor(b"0" * 32))
    found = fleet.devices[0].config
    assert found is not None
    assert not found.complete
    assert "crypto isakmp policy" in found.cut_classes


def test_a_list_may_have_had_other_lines_where_isakmp_was_on(tmp_path: Path) -> None:
    text = config(tmp_path, SESSION.replace("ISAKMP is ON", "something"))
    assert "access-list" not in text
    assert "crypto map M 10" in text


@pytest.mark.parametrize(
    ("line", "other"),
    [
        (NEW, ""),  # an entry that was there has lines that are not typed
        ("set trans TS", "set something TS"),
        ("encr aes 256", "$cr aes 256"),
        ("no set peer 192.0.2.9", "no set peer 192.0.2.8"),
        ("gr 5", "gr 5\n% Something is wrong"),
        (
            "cry isa pol 10\n",
            "cry isa pol 10\nR1(config-isakmp)#exit\nR1(config)#crypto isakmp profile P\n",
        ),
    ],
)
def test_what_is_not_understood_is_not_guessed_at(tmp_path: Path, line: str, other: str) -> None:
    assert line in SESSION
    assert config(tmp_path, SESSION.replace(line, other)) == ""


def test_what_the_device_refuses_was_not_typed(tmp_path: Path) -> None:
    refused = (
        "R1(config-isakmp)#encyption des\n             ^\n% Invalid input detected at '^' marker.\n"
    )
    text = SESSION.replace("R1(config-isakmp)#auth pre\n", f"{refused}R1(config-isakmp)#auth pre\n")
    assert config(tmp_path, text) == config(tmp_path, SESSION)


def test_a_running_config_goes_before(tmp_path: Path) -> None:
    printed = "R1#show run | section crypto\ncrypto isakmp policy 20\n encr aes\nR1#\n"
    assert "policy 10" not in config(tmp_path, SESSION + printed)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("cry isa pol 1", "crypto isakmp policy 1"),
        ("crypto i p 1", None),  # isakmp, ipsec, ikev1
        ("cr map M 1 ipsec-i", "crypto map M 1 ipsec-isakmp"),
        ("crypto map M 1 ipsec-isakmp dynamic D", None),
    ],
)
def test_words_in_short(typed: str, words: str | None) -> None:
    assert full(typed, GLOBAL) == words


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("g0/1", "GigabitEthernet0/1"),
        ("Gigabit 0/1", "GigabitEthernet0/1"),
        ("lo 0", "Loopback0"),
        ("t0", None),
        ("x0", None),
    ],
)
def test_names_of_interfaces(typed: str, name: str | None) -> None:
    assert interface_name(typed) == name
