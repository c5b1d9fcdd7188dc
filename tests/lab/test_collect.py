"""``remediate collect`` over real SSH: dumps, what a diagnosis makes of them, and that no key is in them."""

from __future__ import annotations

import json
import logging
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from remediate.cli import run
from tests.lab.small_lab import CANARIES, SmallLab

_FILES = {
    "show_version.txt",
    "show_clock.txt",
    "show_running-config.txt",
    "show_crypto_isakmp_sa.txt",
    "show_crypto_isakmp_sa_detail.txt",
    "show_crypto_ikev2_sa_detailed.txt",
    "show_crypto_ipsec_sa.txt",
    "show_crypto_session_detail.txt",
    "show_crypto_engine_connections_active.txt",
    "show_dmvpn.txt",
    "show_access-lists.txt",
    "show_ip_interface_brief.txt",
    "show_logging.txt",
}


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SmallLab]:
    with SmallLab(tmp_path_factory.mktemp("lab")) as made:
        yield made


def _collect(lab: SmallLab, dumps: Path, *more: str) -> int:
    return run(["collect", "-o", str(dumps), "--inventory", str(lab.config), *more])


def _diagnosed(dumps: Path, tmp_path: Path) -> dict:
    out = tmp_path / "diagnosis.json"
    run(["diagnose", str(dumps), "--format", "json", "-o", str(out), "--quiet"])
    return json.loads(out.read_text())


def _spotless(*texts: str) -> None:
    for text in texts:
        for canary in CANARIES:
            assert canary.lower() not in text.lower()


def test_dumps_that_diagnose_reads(
    lab: SmallLab,
    tmp_path: Path,
    capfd: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    dumps = tmp_path / "dumps"
    logged = "%PARSER-5-CFGLOG_LOGGEDCMD: User:ops  logged command:"
    device = lab.devices["r1"]
    lab.do(lambda: device.say(f"{logged}crypto isakmp key CanaryPskTwo address 198.51.100.1"))
    lab.do(lambda: device.say(f"{logged}username ops privilege 15 password 0 CanaryUser"))
    assert _collect(lab, dumps) == 0
    said = capfd.readouterr()
    assert said.out == f"3 of 3 devices collected in {dumps}\n"
    assert sorted(said.err.splitlines()) == [f"r{n}: 13 dumps" for n in (1, 2, 3)]
    assert sorted(item.name for item in dumps.iterdir()) == ["r1", "r2", "r3"]
    texts = []
    for host in dumps.iterdir():
        assert {item.name for item in host.iterdir()} == _FILES
        for file in host.iterdir():
            assert stat.S_IMODE(file.stat().st_mode) == 0o600
            text = file.read_text()
            command = text.splitlines()[0].partition("#")[2]
            assert text.startswith(f"{host.name}#show ")
            assert text.endswith(f"\n{host.name}#\n")
            assert file.name == command.replace(" ", "_") + ".txt"
            texts.append(text)
    _spotless(said.out, said.err, caplog.text, *texts)
    config = (dumps / "r1" / "show_running-config.txt").read_text()
    assert config.count("<key#") >= 7
    log = (dumps / "r1" / "show_logging.txt").read_text()
    key = config.partition(" address 198.51.100.1\n")[0].rpartition(" ")[2]
    assert f"logged command:crypto isakmp key {key} address 198.51.100.1\n" in log
    found = _diagnosed(dumps, tmp_path)
    assert found["unrecognised"] == []
    by_ends = {
        tuple(end["device"] for end in tunnel["ends"]): tunnel for tunnel in found["tunnels"]
    }
    (wrong,) = by_ends["r1", "r2"]["diagnoses"]
    assert (wrong["slug"], wrong["confidence"]) == ("psk-mismatch", "PROVEN")
    assert by_ends["r1", "r3"]["diagnoses"] == []
    _spotless(json.dumps(found))


def test_a_filter_and_another_time(lab: SmallLab, tmp_path: Path) -> None:
    dumps = tmp_path / "dumps"
    assert _collect(lab, dumps, "--filter", "name=r1", "--quiet") == 0
    assert [item.name for item in dumps.iterdir()] == ["r1"]
    assert _collect(lab, dumps, "--filter", "site=s2", "--quiet") == 0
    # Each was collected by itself: that their keys differ is not known.
    (tunnel,) = [
        item
        for item in _diagnosed(dumps, tmp_path)["tunnels"]
        if [end["device"] for end in item["ends"]] == ["r1", "r2"]
    ]
    assert tunnel["diagnoses"] == []
    assert tunnel["verdict"] == "AMBIGUOUS"


def test_a_refused_command_is_noted(
    lab: SmallLab, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    refused = [
        (r"show crypto ikev2", "                ^\n% Invalid input detected at '^' marker.\n")
    ]
    device = lab.devices["r1"]
    stale = tmp_path / "dumps" / "r1" / "show_crypto_ikev2_sa_detailed.txt"
    stale.parent.mkdir(parents=True)
    stale.write_text("of a time when there was IKEv2\n")
    lab.do(lambda: device.faults.refused.extend(refused))
    try:
        assert _collect(lab, tmp_path / "dumps", "--filter", "name=r1") == 0
    finally:
        lab.do(device.faults.refused.clear)
    assert "  refused 'show crypto ikev2 sa detailed': r1\n" in capfd.readouterr().out
    written = {item.name for item in (tmp_path / "dumps" / "r1").iterdir()}
    assert written == _FILES - {"show_crypto_ikev2_sa_detailed.txt"}
    assert _diagnosed(tmp_path / "dumps", tmp_path)["unrecognised"] == []


def test_devices_that_are_down_or_refuse(
    lab: SmallLab, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    dumps = tmp_path / "dumps"
    (dumps / "r3").mkdir(parents=True)
    (dumps / "r3" / "show_version.txt").write_text("earlier\n")
    one, two, three = (lab.devices[name].faults for name in ("r1", "r2", "r3"))
    lab.do(lambda: (setattr(two, "unreachable", True), setattr(three, "unreachable", True)))
    try:
        assert _collect(lab, dumps) == 4
        said = capfd.readouterr()
        assert said.out.splitlines() == [
            f"1 of 3 devices collected in {dumps}",
            "  r2: unreachable",
            "  r3: unreachable; its earlier dumps stay",
        ]
        assert (dumps / "r3" / "show_version.txt").read_text() == "earlier\n"
        assert not (dumps / "r2").exists()
        lab.do(lambda: (setattr(three, "unreachable", False), setattr(three, "refuse_login", True)))
        assert _collect(lab, dumps, "--filter", "name=r3") == 2
        said = capfd.readouterr()
        assert "  r3: authentication failed; its earlier dumps stay\n" in said.out
        _spotless(said.out, said.err)
    finally:
        lab.do(lambda: (setattr(two, "unreachable", False), setattr(three, "refuse_login", False)))
    assert one.unreachable is False


@pytest.mark.parametrize("earlier", [False, True])
def test_a_session_that_is_cut(
    lab: SmallLab, tmp_path: Path, capfd: pytest.CaptureFixture[str], earlier: bool
) -> None:
    dumps = tmp_path / "dumps"
    if earlier:
        (dumps / "r1").mkdir(parents=True)
        (dumps / "r1" / "show_version.txt").write_text("earlier\n")
    device = lab.devices["r1"]
    assert _collect(lab, tmp_path / "whole", "--filter", "name=r1", "--quiet") == 0
    sizes = [
        (tmp_path / "whole" / "r1" / f"show_{name}.txt").stat().st_size
        for name in ("version", "clock", "running-config")
    ]
    # In the middle of the configuration, which is the third command; logging in takes some 300 bytes.
    cut = sizes[0] + sizes[1] + 300 + sizes[2] // 3
    lab.do(lambda: setattr(device.faults, "cut_after", cut))
    assert _collect(lab, dumps, "--filter", "name=r1") == 2
    said = capfd.readouterr()
    assert "r1: session lost (show running-config)" in said.out
    assert lab.do(lambda: device.faults.cut_after) is None
    files = {item.name: item.read_text() for item in (dumps / "r1").iterdir()}
    if earlier:
        assert files == {"show_version.txt": "earlier\n"}
        assert "its earlier dumps stay" in said.out
    else:
        assert set(files) == {"show_version.txt", "show_clock.txt"}
        assert all(text.endswith("r1#\n") for text in files.values())
        assert "2 of its dumps written" in said.out
    _spotless(said.out, said.err, *files.values())


@pytest.mark.parametrize("seed", range(6))
def test_a_session_that_is_cut_at_any_byte(lab: SmallLab, tmp_path: Path, seed: int) -> None:
    """Each dump is whole or not there, and the next collection is whole again."""
    device = lab.devices["r1"]
    lab.do(lambda: device.faults.cut_somewhere(seed, 9000))
    asked = ["--filter", "name=r1", "--quiet", "--timeout", "3"]
    status = _collect(lab, tmp_path / "dumps", *asked)
    assert status == (2 if lab.do(lambda: device.faults.cut_after) is None else 0)
    lab.do(lambda: setattr(device.faults, "cut_after", None))
    found = list((tmp_path / "dumps").rglob("*"))
    for file in (item for item in found if item.is_file()):
        assert file.name in _FILES
        text = file.read_text()
        assert text.endswith("\nr1#\n")
        _spotless(text)
    assert _collect(lab, tmp_path / "dumps", *asked) == 0
    assert {item.name for item in (tmp_path / "dumps" / "r1").iterdir()} == _FILES


def test_a_device_that_falls_silent(
    lab: SmallLab, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    device = lab.devices["r2"]
    lab.do(lambda: setattr(device.faults, "silent_after", "show crypto ipsec sa"))
    try:
        status = _collect(lab, tmp_path / "dumps", "--filter", "name=r2", "--timeout", "2")
    finally:
        lab.do(
            lambda: (
                setattr(device.faults, "silent_after", None),
                setattr(device.faults, "silent", False),
            )
        )
    assert status == 2
    assert (
        "r2: no answer in time (show crypto ipsec sa); 6 of its dumps written"
        in capfd.readouterr().out
    )


def test_a_broadcast_behind_a_prompt(lab: SmallLab, tmp_path: Path) -> None:
    """What is printed to every line of a device, be it of no interest to the session, costs a second and no dump."""
    device = lab.devices["r1"]

    def warn() -> None:
        for listener in device.listeners:
            listener.tell("***\n*** --- SHUTDOWN in 0:05:00 ---\n***")

    lab.when(lambda: bool(device.listeners), lambda: lab.later_here(0.25, warn))
    assert _collect(lab, tmp_path / "dumps", "--filter", "name=r1", "--timeout", "10") == 0
    assert {item.name for item in (tmp_path / "dumps" / "r1").iterdir()} == _FILES


def test_a_password_that_others_may_read_stops_everything(
    lab: SmallLab, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    sessions = lab.fleet.sessions
    password = lab.folder / "password"
    password.chmod(0o644)
    try:
        assert _collect(lab, tmp_path / "dumps") == 1
    finally:
        password.chmod(0o600)
    said = capfd.readouterr().err
    assert said.startswith("error: REM009: host 'r1': file:password may be read by others")
    _spotless(said)
    assert lab.fleet.sessions == sessions
    assert not (tmp_path / "dumps").exists()


def test_where_dumps_cannot_be_written(
    lab: SmallLab, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "dumps").write_text("a file\n")
    assert _collect(lab, tmp_path / "dumps") == 1
    assert "cannot be made" in capfd.readouterr().err
    (tmp_path / "others").mkdir()
    (tmp_path / "others" / "r1").write_text("a file\n")
    assert _collect(lab, tmp_path / "others", "--filter", "name=r1") == 2
    assert "r1: dumps cannot be written (show_version.txt" in capfd.readouterr().out


def test_usage(lab: SmallLab, tmp_path: Path) -> None:
    assert run(["collect", "-o", str(tmp_path / "dumps")]) == 5
    assert _collect(lab, tmp_path / "dumps", "--filter", "name=nobody") == 5
    assert _collect(lab, tmp_path / "dumps", "--timeout", "0") == 5
