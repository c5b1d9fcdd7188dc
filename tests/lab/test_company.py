"""The lab's company as a whole: all tunnels come up; what is injected breaks the one that was meant."""

from datetime import timedelta

import pytest

from remediate.lab.faults import FAULTS, InjectionError, inject
from remediate.lab.lab import Lab, Settings
from tests.lab.emulated import Time


def company(devices: int, seed: int = 9) -> tuple[Lab, Time]:
    time = Time()
    lab = Lab(Settings(devices=devices, seed=seed, port=2222, speed=1.0))
    lab.clock._monotonic, lab.clock._zero = time, 0.0
    lab.build()
    time.now = 300.0
    return lab, time


@pytest.mark.parametrize("devices", [2, 3, 13, 40])
def test_every_tunnel_comes_up(devices: int):
    lab, _ = company(devices)
    assert len(lab.devices) == devices
    assert len(lab.plan.tunnels) >= devices // 2
    assert {item.state for item in lab.states()} == {"UP"}


def test_the_same_seed_makes_the_same_company():
    one, two, other = company(8)[0], company(8)[0], company(8, seed=10)[0]
    assert [item.text for item in one.devices["hub0000-aalborg"].running.ordered()] != []
    names = [(site.name, site.release.name) for site in one.plan.sites]
    assert names == [(site.name, site.release.name) for site in two.plan.sites]
    keys = [tunnel.key for tunnel in one.plan.tunnels]
    assert keys == [tunnel.key for tunnel in two.plan.tunnels]
    assert keys != [tunnel.key for tunnel in other.plan.tunnels]
    assert one.password != two.password


DOWN = sorted(set(FAULTS) - {"replay-check-failed", "hmac-verification-failed", "invalid-spi", "mtu-black-hole", "nat-exemption-missing"})  # fmt: skip


@pytest.mark.parametrize("slug", DOWN)
def test_a_fault_takes_down_its_tunnel_alone(slug: str):
    lab, time = company(12, seed=1 if slug == "certificate-failure" else 9)
    lab.states()
    for tunnel in lab.plan.tunnels:
        try:
            inject(lab, slug, tunnel)
        except InjectionError:
            continue
        break
    else:
        pytest.fail(f"no tunnel can have {slug}")
    for _ in range(12):
        time.now += 10
        for device in lab.devices.values():
            lab.network.settle(device)
    down = [item.tunnel.id for item in lab.states() if item.state != "UP"]
    assert tunnel.id in down
    # An earlier entry with a wider list takes what is near as well.
    assert down == [tunnel.id] or slug == "crypto-map-entry-order"
    assert lab.state(tunnel).fault == slug


def test_what_was_broken_heals_when_it_is_mended():
    lab, time = company(12)
    tunnel = next(item for item in lab.plan.tunnels if item.kind == "map")
    inject(lab, "psk-mismatch", tunnel)
    time.now += 60
    assert lab.state(tunnel).state == "DOWN"
    editor = lab.devices[tunnel.branch.name].editor()
    editor.line(f"no crypto isakmp key x address {tunnel.hub.outside}")
    editor.line(f"crypto isakmp key {tunnel.key} address {tunnel.hub.outside}")
    time.now += 60
    assert lab.state(tunnel).state == "UP"


def test_a_lab_is_as_it_was_left(tmp_path):
    lab, _time = company(6)
    tunnel = next(item for item in lab.plan.tunnels if item.kind in ("map", "gre"))
    inject(lab, "psk-mismatch", tunnel)
    device = lab.devices[tunnel.branch.name]
    device.files["kept"] = "text\n"
    device.astray = timedelta(days=-400)
    lab.save(tmp_path)
    assert (tmp_path / "state.json").stat().st_mode & 0o777 == 0o600
    again = Lab.restore(tmp_path)
    assert again is not None
    assert again.password == lab.password
    assert again.faults == {tunnel.id: "psk-mismatch"}
    twin = again.devices[device.name]
    assert twin.files["kept"] == "text\n"
    assert twin.astray == timedelta(days=-400)
    bare = [
        [line for line in item.platform.text(item).splitlines() if not line.startswith(("!", ":"))]
        for item in (device, twin)
    ]
    assert bare[0] == bare[1]
    assert twin.startup == device.startup
    assert Lab.restore(tmp_path / "none") is None


@pytest.mark.parametrize("kind", ["map", "vti"])
def test_what_lost_its_associations_is_sent_to_until_they_are_cleared(kind: str):
    lab, time = company(12)
    lab.states()
    tunnel = next(item for item in lab.plan.tunnels if item.kind == kind)
    inject(lab, "invalid-spi", tunnel)
    branch, hub = lab.devices[tunnel.branch.name], lab.devices[tunnel.hub.name]
    for _ in range(60):
        time.now += 20
        lab.network.settle(branch)
    state = lab.state(tunnel)
    assert (state.state, state.fault) != ("UP", None)
    assert state.state != "UP"
    assert sum("invalid spi" in line for line in branch.log) > 10
    lab.network.clear_ipsec(hub, tunnel.branch.outside)
    time.now += 30
    assert lab.state(tunnel).state == "UP"


@pytest.mark.parametrize(("kind", "fits", "lost"), [("vti", 1200, 1300), ("map", 1300, 1400)])
def test_a_narrow_path_shows_in_the_counters_of_the_two_ends(kind: str, fits: int, lost: int):
    lab, time = company(12)
    lab.states()
    tunnel = next(item for item in lab.plan.tunnels if item.kind == kind)
    inject(lab, "mtu-black-hole", tunnel)
    branch, hub = lab.devices[tunnel.branch.name], lab.devices[tunnel.hub.name]
    for _ in range(12):
        time.now += 30
        lab.network.settle(branch)
    (sent,) = (sa for sa in lab.network.flow_sas(branch) if sa.peer == tunnel.hub.outside)
    (heard,) = (sa for sa in lab.network.flow_sas(hub) if sa.peer == tunnel.branch.outside)
    assert lab.state(tunnel).state == "UP"
    assert 0.85 < heard.counters.decaps / sent.counters.encaps < 0.95
    assert lab.network.ping(branch, tunnel.branch.lan, tunnel.hub.lan, fits, True) is True
    assert lab.network.ping(branch, tunnel.branch.lan, tunnel.hub.lan, lost, True) is False
