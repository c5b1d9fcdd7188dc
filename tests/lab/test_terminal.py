"""Sessions on IOS: prompts, keys, pages, pipes, files, commits by time, restarts."""

import pytest

from tests.lab.emulated import SITE, Screen, Time, emulated


def test_prompts_tell_the_mode():
    screen = Screen(emulated(), privileged=False)
    assert screen.shown == "r1>"
    assert screen.keys("enable\n").endswith("Password: ")
    assert screen.keys("wrong\n").endswith("% Access denied\n\nr1>")
    screen.keys("enable\n")
    assert screen.keys("Harbour-Pilot-9\n") == "\nr1#"
    for line, prompt in (
        ("configure terminal", "r1(config)#"),
        ("crypto ikev2 keyring K", "r1(config-ikev2-keyring)#"),
        ("peer P", "r1(config-ikev2-keyring-peer)#"),
        ("exit", "r1(config-ikev2-keyring)#"),
        ("interface Tunnel0", "r1(config-if)#"),
        ("hostname branch-with-a-very-long-name", "branch-with-a-very-l(config)#"),
        ("end", "branch-with-a-very-long-name#"),
        ("disable", "branch-with-a-very-long-name>"),
    ):
        assert screen.keys(f"{line}\n").endswith(prompt)


def test_user_exec_lacks_what_needs_privilege():
    screen = Screen(emulated(), privileged=False)
    assert "% Invalid input detected" in screen.type("configure terminal")
    assert "uptime is" in screen.type("show version")


def test_keys_edit_the_line():
    screen = Screen(emulated())
    assert screen.keys("sho\x08\x08\x08show clockk\x7f\r\n").count("UTC") == 1
    assert screen.keys("nonsense\x15show clock\r").count("UTC") == 1
    assert screen.keys("show wrong\x17clock\n").count("UTC") == 1
    assert screen.keys("\x1b[A\n").count("UTC") == 1
    assert screen.keys("sh clo\t\n").count("UTC") == 1


def test_a_question_mark_shows_what_may_follow_and_leaves_the_line():
    screen = Screen(emulated())
    said = screen.keys("show crypto ?")
    assert "  isakmp\n" in said
    assert said.endswith("r1#show crypto ")
    assert "map" in said


def test_control_z_ends_configuration_with_its_line():
    screen = Screen(emulated())
    screen.keys("configure terminal\ninterface GigabitEthernet0/1\n")
    assert screen.keys("ip mtu 1400\x1a").endswith("r1#")
    assert " ip mtu 1400" in screen.type("show running-config interface GigabitEthernet0/1")


def test_pages_wait_for_a_key():
    screen = Screen(emulated(), length=10)
    first = screen.keys("show running-config\n")
    assert first.endswith(" --More-- ")
    assert first.count("\n") == 10
    second = screen.keys("\r")
    assert second.endswith(" --More-- ")
    assert second.count("\n") == 1
    assert screen.keys("q").endswith("r1#")
    screen.keys("terminal length 0\n")
    assert "--More--" not in screen.keys("show running-config\n")


@pytest.mark.parametrize(
    ("pipe", "lines"),
    [
        ("include ^crypto map", ["crypto map VPN 10 ipsec-isakmp"]),
        ("inc adjust", []),
        ("section archive", ["archive", " path flash:saved"]),
        ("s interface GigabitEthernet0/1", ["interface GigabitEthernet0/1", " ip address 10.1.1.1 255.255.255.0"]),
        ("count access-list", ["Number of lines which match regexp = 1"]),
    ],
)  # fmt: skip
def test_pipes(pipe: str, lines: list[str]):
    assert Screen(emulated()).type(f"show running-config | {pipe}").splitlines() == lines


def test_begin_and_exclude():
    screen = Screen(emulated())
    assert screen.type("show running-config | begin line vty").splitlines()[0] == "line vty 0 4"
    assert "crypto" not in screen.type("show running-config | exclude crypto")
    assert "Failed to compile" in screen.type("show running-config | include (")


def test_the_log_appears_between_prompts_of_those_who_monitor():
    device = emulated()
    one, two = Screen(device), Screen(device)
    one.keys("terminal monitor\n")
    two.keys("configure terminal\n")
    before = len(one.shown)
    two.keys("end\n")
    assert "%SYS-5-CONFIG_I: Configured from console by lab" in one.shown[before:]
    assert "CONFIG_I" not in two.shown


def test_copying_asks_unless_it_is_told_not_to():
    device = emulated()
    screen = Screen(device)
    assert screen.keys("copy running-config flash:x\n").endswith("Destination filename [x]? ")
    assert "bytes copied" in screen.keys("\n")
    assert "x" in device.files
    screen.type("configure terminal", "file prompt quiet", "end")
    assert "bytes copied" in screen.type("copy flash:x flash:y")
    assert device.files["y"] == device.files["x"]
    assert "(No such file" in screen.type("dir flash:none")
    assert screen.type("delete /force flash:y") == ""
    assert "y" not in device.files


def test_a_file_is_merged_line_by_line_and_says_what_it_refuses():
    device = emulated()
    device.files["m"] = (
        "interface Loopback1\n ip address 10.9.9.9 255.255.255.255\nnonsense here\nend\n"
    )
    screen = Screen(device)
    screen.keys("copy flash:m running-config\n")
    said = screen.keys("\n")
    assert "% Invalid input detected" in said
    assert " ip address 10.9.9.9 255.255.255.255" in device.platform.text(device)


def test_differences_and_going_back():
    device = emulated()
    screen = Screen(device)
    screen.type(
        "configure terminal", "interface GigabitEthernet0/1", "ip mtu 1400", "no ip address", "end"
    )
    assert screen.type("show archive config differences").splitlines() == [
        "!Contextual Config Diffs:",
        "interface GigabitEthernet0/1",
        " -ip address 10.1.1.1 255.255.255.0",
        " +ip mtu 1400",
    ]
    said = screen.type("configure replace nvram:startup-config force")
    assert "Rollback Done" in said
    assert "No changes were found" in screen.type("show archive config differences")


def test_a_change_that_nobody_confirms_is_taken_back():
    time = Time()
    device = emulated(time=time)
    screen = Screen(device)
    screen.type(
        "configure terminal revert timer 2", "interface GigabitEthernet0/1", "ip mtu 1400", "end"
    )
    assert "Timer value: 2 min" in screen.type("show archive config rollback timer")
    time.now = 119.0
    device.tick()
    assert " ip mtu 1400" in device.platform.text(device)
    time.now = 121.0
    device.tick()
    assert " ip mtu 1400" not in device.platform.text(device)
    assert "No Rollback Confirmed Change pending" in screen.type(
        "show archive config rollback timer"
    )


def test_a_change_that_is_confirmed_stays():
    time = Time()
    device = emulated(time=time)
    screen = Screen(device)
    screen.type(
        "configure terminal revert timer 1",
        "interface GigabitEthernet0/1",
        "ip mtu 1400",
        "end",
        "configure confirm",
    )
    time.now = 600.0
    device.tick()
    assert " ip mtu 1400" in device.platform.text(device)


def test_without_an_archive_there_is_no_timer():
    screen = Screen(emulated(SITE.replace("archive\n path flash:saved\n", "")))
    assert "%Please turn config archive on" in screen.type("configure terminal revert timer 1")
    assert "Archive feature not enabled" in screen.type("show archive")


def test_a_restart_forgets_what_was_not_saved_and_ends_sessions():
    time = Time()
    device = emulated(time=time)
    screen = Screen(device)
    screen.type("configure terminal", "hostname other", "end")
    assert screen.keys("reload\n").endswith("Save? [yes/no]: ")
    assert screen.keys("no\n").endswith("Proceed with reload? [confirm]")
    screen.keys("\r")
    assert screen.closed
    assert device.hostname == "r1"
    assert device.down
    time.now = 1000.0
    assert not device.down


def test_a_restart_can_be_called_off():
    time = Time()
    device = emulated(time=time)
    screen = Screen(device)
    screen.keys("reload in 5\n\n")
    assert "SHUTDOWN ABORTED" in screen.type("reload cancel")
    time.now = 1000.0
    device.tick()
    assert not screen.closed


def test_faults_that_are_ordered_happen():
    device = emulated()
    device.faults.refused.append(("^ *ip mtu", "% Hardware does not support it"))
    screen = Screen(device)
    assert screen.type("configure terminal", "interface GigabitEthernet0/1", " ip mtu 1400") == (
        "% Hardware does not support it"
    )
    assert " ip mtu 1400" not in device.platform.text(device)
    device.faults.reboot_at = "group 5"
    screen.type("crypto isakmp policy 10", " group 5")
    assert screen.closed
