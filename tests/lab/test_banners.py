"""Banners of several lines and users of several commands: typed, printed, loaded again."""

from __future__ import annotations

import napalm
import pytest

from remediate.lab.clock import Clock
from remediate.lab.releases import IOS_15
from tests.lab.emulated import SITE, Screen, emulated
from tests.lab.over_ssh import CREDENTIALS, served

BANNER = ["banner login ^C", "Who is there?", " end", "!exit", "^C"]


def configured(*lines: str) -> Screen:
    screen = Screen(emulated())
    screen.type("configure terminal", *lines)
    return screen


def text_of(screen: Screen) -> list[str]:
    device = screen.terminal.device
    return device.platform.text(device).splitlines()


@pytest.fixture
def screen() -> Screen:
    return configured("banner login @", "Who is there?", " end", "!exit", "@")


def test_a_text_is_taken_to_its_end(screen: Screen):
    lines = text_of(screen)
    at = lines.index(BANNER[0])
    assert lines[at : at + 5] == BANNER
    assert screen.shown.endswith("\nr1(config)#")


def test_the_delimiter_is_told_and_no_prompt_comes_before_the_end():
    screen = configured()
    said = screen.keys("banner motd #\nwhat?\n")
    assert "Enter TEXT message.  End with the character '#'.\nwhat?\n" in said
    assert not said.endswith("#")
    assert screen.keys("#\n").endswith("r1(config)#")


def test_a_banner_in_one_line():
    screen = configured("banner motd #Welcome to r1# and more")
    lines = text_of(screen)
    assert lines[lines.index("banner motd ^CWelcome to r1^C") :]
    screen.type("no banner motd")
    assert "banner motd" not in "".join(text_of(screen))


def test_a_banner_outlives_a_restart(screen: Screen):
    device = screen.terminal.device
    before = text_of(screen)
    device.save("lab")
    device.reload()
    after = text_of(screen)
    assert after[after.index(BANNER[0]) :] == before[before.index(BANNER[0]) :]


def test_a_file_with_a_banner_is_merged():
    screen = Screen(emulated())
    screen.terminal.device.files["new"] = "\n".join(
        ["hostname r9", *BANNER, "ip host a 10.0.0.1", "end", ""]
    )
    screen.type("copy flash:new running-config", "")
    lines = text_of(screen)
    at = lines.index(BANNER[0])
    assert lines[at : at + 5] == BANNER
    assert "ip host a 10.0.0.1" in lines
    assert "hostname r9" in lines


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning")
def test_napalm_replaces_a_configuration_with_a_banner():
    device = emulated(SITE + "\n".join(BANNER) + "\n", IOS_15)
    device.clock = Clock()
    with served([device]) as fleet:
        driver = napalm.get_network_driver("ios")
        with driver(device.address, *CREDENTIALS, optional_args={"port": fleet.port}) as node:
            wanted = node.get_config(retrieve="running")["running"]
            assert "Who is there?" in wanted
            node.load_replace_candidate(config=wanted.replace("hostname r1", "hostname r9"))
            assert node.compare_config().splitlines() == ["-hostname r1", "+hostname r9"]
            node.commit_config()
    lines = device.platform.text(device).splitlines()
    at = lines.index(BANNER[0])
    assert lines[at : at + 5] == BANNER


def test_a_user_is_made_of_several_commands():
    screen = configured("username guest privilege 5", "username guest password Birch-Ferry-2")
    assert "username guest privilege 5 password 0 Birch-Ferry-2" in text_of(screen)
    screen.type("username guest privilege 1")
    assert "username guest password 0 Birch-Ferry-2" in text_of(screen)
    screen.type("username guest secret Birch-Ferry-4")
    (line,) = [item for item in text_of(screen) if item.startswith("username guest")]
    assert line.startswith("username guest secret 9 $9$")
    screen.type("no username guest")
    assert "guest" not in "".join(text_of(screen))
