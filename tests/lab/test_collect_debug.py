"""``remediate collect --debug-peer``: what was switched on is switched off, whatever happens; nothing else is."""

from __future__ import annotations

import os
import signal
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from nornir import InitNornir
from nornir.core import Nornir
from nornir.core.inventory import ConnectionOptions

from remediate.cli import run
from remediate.lab.device import Device
from remediate.nornir_tasks import debugging
from remediate.nornir_tasks.collecting import collect
from remediate.nornir_tasks.session import Failure, Session
from remediate.secrets import Redactor
from tests.lab.small_lab import CANARIES, PASSWORD, R1, R2, SmallLab

_ALL = {"crypto isakmp", "crypto ipsec", "crypto ikev2"}
_LINE = "ISAKMP:(0):SA request profile is (NULL)"


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SmallLab]:
    with SmallLab(tmp_path_factory.mktemp("lab"), ("r1", "r2")) as made:
        yield made


@pytest.fixture
def lab(whole: SmallLab, monkeypatch: pytest.MonkeyPatch) -> Iterator[SmallLab]:
    """The lab, as it was, and attempts to clean up that follow each other at once."""
    monkeypatch.setattr(debugging, "PAUSES", (0.02, 0.1, 0.5))
    yield whole
    whole.mend()


def _capture(lab: SmallLab, dumps: Path, *more: str, peer: str = R1, seconds: str = "1") -> int:
    asked = ["collect", "-o", str(dumps), "--inventory", str(lab.config), "--debug-peer", peer]
    return run([*asked, "--seconds", seconds, *more])


def _debugging(device: Device) -> bool:
    """Whether the capture is under way: all is on, and a session listens."""
    return device.debugs >= _ALL and any(item.monitors for item in device.listeners)


def _clean(device: Device) -> bool:
    return not device.debugs and not device.conditions


def test_a_capture(lab: SmallLab, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    r1, r2 = lab.devices["r1"], lab.devices["r2"]
    seen: list[list[str]] = []

    def printed() -> None:
        seen.append(list(r2.conditions))
        r2.say(_LINE)
        r2.say("crypto isakmp key CanaryPskTwo address 192.0.2.1")

    lab.when(lambda: _debugging(r2), printed)
    assert _capture(lab, tmp_path / "dumps") == 0
    said = capfd.readouterr()
    assert seen == [[R1]]
    assert _clean(r1)
    assert _clean(r2)
    # r1 is the peer itself: only r2 has a tunnel to it.
    assert "  r2: debug of 2 lines\n" in said.out
    assert "r1: debug" not in said.out
    file = tmp_path / "dumps" / "r2" / "debug_crypto.txt"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    text = file.read_text()
    assert _LINE in text
    assert "crypto isakmp key <key#" in text
    for canary in CANARIES:
        assert canary not in text + said.out + said.err
    assert not (tmp_path / "dumps" / "r1" / "debug_crypto.txt").exists()


def test_others_keep_their_debugs_and_conditions(
    lab: SmallLab, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    r2 = lab.devices["r2"]
    lab.do(
        lambda: (
            r2.debugs.update({"crypto isakmp", "crypto engine"}),
            r2.conditions.append("10.9.9.9"),
        )
    )
    lab.when(lambda: _debugging(r2), lambda: r2.say(_LINE))
    assert _capture(lab, tmp_path / "dumps") == 0
    assert r2.debugs == {"crypto isakmp", "crypto engine"}
    assert r2.conditions == ["10.9.9.9"]
    assert "somebody debugs already: what they switched on stays on" in capfd.readouterr().out


def test_a_condition_of_others_for_the_same_peer_stays(lab: SmallLab, tmp_path: Path) -> None:
    r2 = lab.devices["r2"]
    lab.do(lambda: r2.conditions.append(R1))
    assert _capture(lab, tmp_path / "dumps") == 0
    assert not r2.debugs
    assert r2.conditions == [R1]


def test_the_question_before_the_last_condition_goes_is_answered(
    lab: SmallLab, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    r2 = lab.devices["r2"]  # IOS-XE asks while somebody debugs
    lab.do(lambda: r2.debugs.add("engine"))
    lab.do(lambda: r2.debugs.add("ipsec"))
    assert _capture(lab, tmp_path / "dumps") == 0
    assert r2.debugs == {"engine", "ipsec"}
    assert r2.conditions == []
    assert f"while this lasted, their debugs showed {R1} alone" in capfd.readouterr().out


def test_a_device_that_takes_no_condition_is_not_debugged(
    lab: SmallLab, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    r2 = lab.devices["r2"]
    lab.do(
        lambda: r2.faults.refused.append(
            ("debug crypto condition", "% Invalid input detected at '^' marker.")
        )
    )
    on: list[str] = []
    lab.when(lambda: bool(r2.debugs) or bool(on), lambda: on.append("debugged"))
    assert _capture(lab, tmp_path / "dumps") == 2
    assert not on
    on.append("over")
    assert _clean(r2)
    assert "it takes no condition, and debugs nothing without one" in capfd.readouterr().out


@pytest.mark.parametrize("seed", range(3))
def test_a_session_that_is_cut_while_debugging(
    lab: SmallLab, tmp_path: Path, capfd: pytest.CaptureFixture[str], seed: int
) -> None:
    r2 = lab.devices["r2"]

    def cut() -> None:
        r2.faults.cut_somewhere(seed, 80)
        r2.say(_LINE)
        r2.say(_LINE * 3)

    lab.when(lambda: _debugging(r2), cut)
    assert _capture(lab, tmp_path / "dumps") == 2
    said = capfd.readouterr()
    assert _clean(r2)
    assert "session lost" in said.out
    assert "the session died; a new one cleaned up" in said.out
    assert "MAY STILL BE ON" not in said.err


@pytest.mark.parametrize(
    "before",
    [
        f"debug crypto condition peer ipv4 {R1}",
        "debug crypto isakmp",
        "terminal monitor",
        "terminal no monitor",
        "undebug crypto ipsec",
        f"no debug crypto condition peer ipv4 {R1}",
    ],
)
def test_a_session_that_dies_at_a_command(
    lab: SmallLab, tmp_path: Path, capfd: pytest.CaptureFixture[str], before: str
) -> None:
    """The command arrives; its answer does not."""
    r2 = lab.devices["r2"]
    lab.at_line("r2", f"^{before}$", lambda: setattr(r2.faults, "cut_after", 0))
    assert _capture(lab, tmp_path / "dumps") == 2
    assert _clean(r2)
    assert "the session died; a new one cleaned up" in capfd.readouterr().out


def test_a_device_that_falls_silent_for_a_while(
    lab: SmallLab, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    r2 = lab.devices["r2"]

    def silent() -> None:
        r2.faults.silent = True
        lab.later_here(2.5, lambda: setattr(r2.faults, "silent", False))

    lab.when(lambda: _debugging(r2), lambda: r2.say(_LINE))
    lab.at_line("r2", "^terminal no monitor$", silent)
    assert _capture(lab, tmp_path / "dumps", "--timeout", "2") == 2
    assert _clean(r2)
    said = capfd.readouterr()
    assert "no answer in time" in said.out
    assert _LINE in (tmp_path / "dumps" / "r2" / "debug_crypto.txt").read_text()


def test_a_device_that_never_comes_back_is_named_with_the_commands(
    lab: SmallLab, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    r2 = lab.devices["r2"]

    def gone() -> None:
        r2.faults.unreachable = True
        r2.faults.cut_after = 0
        r2.say(_LINE)

    lab.when(lambda: _debugging(r2), gone)
    assert _capture(lab, tmp_path / "dumps", "--quiet") == 2
    assert r2.debugs == _ALL
    assert [line.strip() for line in capfd.readouterr().err.splitlines()] == [
        "DEBUGS MAY STILL BE ON: r2 could not be cleaned up. Give there, as soon as it answers:",
        "undebug crypto ikev2",
        "undebug crypto ipsec",
        "undebug crypto isakmp",
        f"no debug crypto condition peer ipv4 {R1}",
    ]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_while_debugging(
    lab: SmallLab, tmp_path: Path, capfd: pytest.CaptureFixture[str], number: int
) -> None:
    r2 = lab.devices["r2"]

    def interrupt() -> None:
        r2.say(_LINE)
        os.kill(os.getpid(), number)
        os.kill(os.getpid(), number)  # an impatient one

    before = signal.getsignal(number)
    lab.when(lambda: _debugging(r2), interrupt)
    assert _capture(lab, tmp_path / "dumps", seconds="600") == 99
    assert signal.getsignal(number) is before
    assert _clean(r2)
    said = capfd.readouterr()
    assert said.out.startswith(f"interrupted: 2 of 2 devices collected in {tmp_path / 'dumps'}\n")
    assert _LINE in (tmp_path / "dumps" / "r2" / "debug_crypto.txt").read_text()


def test_a_signal_and_a_dead_session(lab: SmallLab, tmp_path: Path) -> None:
    r2 = lab.devices["r2"]

    def interrupt() -> None:
        r2.faults.cut_after = 0
        os.kill(os.getpid(), signal.SIGTERM)
        r2.say(_LINE)

    lab.when(lambda: _debugging(r2), interrupt)
    assert _capture(lab, tmp_path / "dumps", seconds="600") == 99
    assert _clean(r2)


def test_a_signal_while_collecting(
    lab: SmallLab, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    r1 = lab.devices["r1"]
    lab.do(lambda: setattr(r1.faults, "silent_after", "show logging"))
    lab.when(lambda: r1.faults.silent, lambda: os.kill(os.getpid(), signal.SIGINT))
    dumps = tmp_path / "dumps"
    asked = ["collect", "-o", str(dumps), "--inventory", str(lab.config), "--workers", "1"]
    assert run([*asked, "--timeout", "300"]) == 99
    said = capfd.readouterr()
    assert said.out.splitlines()[0] == f"interrupted: 0 of 2 devices collected in {dumps}"
    assert "not collected: r1; 12 of its dumps written, r2" in said.out
    assert sorted(item.name for item in dumps.iterdir()) == ["r1"]


def test_a_filter_debugs_all_that_pass(lab: SmallLab, tmp_path: Path) -> None:
    r1 = lab.devices["r1"]
    on: list[list[str]] = []
    lab.when(lambda: _debugging(r1), lambda: on.append(list(r1.conditions)))
    assert _capture(lab, tmp_path / "dumps", "--filter", "name=r1", peer="10.77.0.1") == 0
    assert on == [["10.77.0.1"]]
    assert _clean(r1)


def test_nobody_knows_the_peer(
    lab: SmallLab, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert _capture(lab, tmp_path / "dumps", peer="10.77.0.1") == 0
    said = capfd.readouterr().out
    assert "no device names 10.77.0.1 as a peer: nothing was debugged\n" in said
    assert _capture(lab, tmp_path / "dumps", peer="not-an-address") == 5
    assert _capture(lab, tmp_path / "dumps", peer=R2) == 0


@pytest.fixture
def nornir(lab: SmallLab) -> Iterator[Nornir]:
    """Nornir as anybody has it, without the command: the task is usable alone."""
    made = InitNornir(
        runner={"plugin": "serial"},
        logging={"enabled": False},
        inventory={
            "plugin": "SimpleInventory",
            "options": {
                "host_file": str(lab.folder / "hosts.yaml"),
                "group_file": str(lab.folder / "groups.yaml"),
                "defaults_file": str(lab.folder / "defaults.yaml"),
            },
        },
    ).filter(name="r2")
    made.inventory.hosts["r2"].password = PASSWORD
    yield made
    made.close_connections()


@pytest.mark.parametrize("cut", range(40, 1000, 120))
def test_a_session_that_is_cut_at_any_byte(
    lab: SmallLab, nornir: Nornir, tmp_path: Path, cut: int
) -> None:
    """From the login through the capture to the cleaning up."""
    r2 = lab.devices["r2"]
    lab.do(lambda: (r2.debugs.add("engine"), r2.conditions.append("10.9.9.9")))
    lab.do(lambda: setattr(r2.faults, "cut_after", cut))
    (result,) = nornir.run(
        debugging.capture_debug,
        peer=R1,
        seconds=0.05,
        dumps=tmp_path,
        redactor=Redactor(),
        timeout=3,
        pauses=(0.0, 0.1),
    )["r2"]
    assert lab.do(lambda: r2.faults.cut_after) is None
    assert result.failed
    assert result.exception is None
    # While it logs in, Netmiko waits for a dead session as for a slow one.
    assert result.result.failure in (Failure.LOST, Failure.TIMEOUT)
    assert result.result.left_on == ()
    assert r2.debugs == {"engine"}
    assert r2.conditions == ["10.9.9.9"]


def test_an_interrupt_in_the_thread_itself(
    lab: SmallLab, nornir: Nornir, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As Ctrl-C comes to a task that somebody runs serially, without the command."""

    def interrupted(*_: object) -> Iterator[str]:
        yield f"{_LINE}\n"
        raise KeyboardInterrupt

    monkeypatch.setattr(Session, "listen", interrupted)
    r2 = lab.devices["r2"]
    asked = {"peer": R1, "seconds": 600, "dumps": tmp_path, "redactor": Redactor()}
    with pytest.raises(KeyboardInterrupt):
        nornir.run(debugging.capture_debug, **asked)
    assert _clean(r2)
    assert _LINE in (tmp_path / "r2" / "debug_crypto.txt").read_text()


def test_a_device_that_restarts_while_debugging(
    lab: SmallLab, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    r2 = lab.devices["r2"]

    def restart() -> None:
        r2.say(_LINE)
        r2.reload()
        r2.up_at = 0.0

    lab.when(lambda: _debugging(r2), restart)
    assert _capture(lab, tmp_path / "dumps") == 2
    assert _clean(r2)
    assert "session lost" in capfd.readouterr().out


def test_both_tasks_alone(lab: SmallLab, nornir: Nornir, tmp_path: Path) -> None:
    log = tmp_path / "session.log"
    nornir.inventory.hosts["r2"].connection_options["netmiko"] = ConnectionOptions(
        extras={"session_log": str(log)}
    )
    (first,) = nornir.run(collect, dumps=tmp_path, redactor=Redactor(), peer=R1)["r2"]
    assert (first.failed, first.result.names_peer, len(first.result.written)) == (False, True, 13)
    asked = {"peer": R1, "seconds": 0.05, "dumps": tmp_path, "redactor": Redactor()}
    (second,) = nornir.run(debugging.capture_debug, **asked)["r2"]
    assert (second.failed, second.result.written) == (False, False)
    assert lab.fleet.sessions
    assert _clean(lab.devices["r2"])
    assert not log.exists()  # it would hold the keys
