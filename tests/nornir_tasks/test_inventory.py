"""The inventory loader: what it reads, and that each mistake is named with file and line."""

from __future__ import annotations

import logging
import textwrap
from pathlib import Path

import pytest

from remediate.errors import InventoryError, UsageError
from remediate.model.evidence import HostFacts
from remediate.nornir_tasks.inventory import load_hosts

FLEET = Path(__file__).parents[2] / "inventory" / "config.yaml"

CONFIG = """\
inventory:
  plugin: SimpleInventory
  options:
    host_file: hosts.yaml
    group_file: groups.yaml
    defaults_file: defaults.yaml
"""
HOSTS = """\
r1:
  hostname: 10.0.0.1
  groups: [edge]
  data:
    site: oslo
    vlan: 10
    addresses: [192.0.2.1]
r2:
  groups: [edge]
  platform: cisco_asa
  data:
    site: bergen
    addresses: [192.0.2.2, 192.0.2.3]
    nat:
      10.9.0.2: 192.0.2.2
    path_mtu: 1492
"""
GROUPS = """\
all_sites:
  data:
    role: site
edge:
  platform: cisco_ios
  groups: [all_sites]
"""
DEFAULTS = "username: netops\n"


@pytest.fixture
def write(tmp_path: Path):
    """Write the four files, some of them changed, and return the configuration file."""

    def _write(**changed: str | None) -> Path:
        files = {"config": CONFIG, "hosts": HOSTS, "groups": GROUPS, "defaults": DEFAULTS} | changed
        for name, text in files.items():
            if text is not None:
                (tmp_path / f"{name}.yaml").write_text(textwrap.dedent(text), encoding="utf-8")
        return tmp_path / "config.yaml"

    return _write


def test_hosts_with_their_groups_and_nat(write):
    one, two = load_hosts(write())
    assert one == HostFacts(
        name="r1", platform="cisco_ios", addresses=("192.0.2.1",), groups=("edge", "all_sites")
    )
    assert two.platform == "cisco_asa"
    assert two.nat == (("10.9.0.2", "192.0.2.2"),)
    assert two.path_mtu == 1492


def test_no_inventory_is_no_host():
    assert load_hosts(None) == ()
    with pytest.raises(UsageError, match="needs an inventory"):
        load_hosts(None, filters=["site=oslo"])


def test_file_names_are_relative_to_the_configuration_file(write, tmp_path, monkeypatch):
    config = write()
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.chdir(elsewhere)
    assert len(load_hosts(config)) == 2
    assert len(load_hosts(Path("../config.yaml"))) == 2
    assert list(elsewhere.iterdir()) == [], "Nornir must write no log file"


def test_default_file_names_stand_beside_the_configuration(write, tmp_path, monkeypatch):
    config = write(config="inventory:\n  plugin: SimpleInventory\n")
    monkeypatch.chdir("/")
    assert [host.name for host in load_hosts(config)] == ["r1", "r2"]


@pytest.mark.parametrize(
    ("filters", "names"),
    [
        (["site=oslo"], ["r1"]),
        (["name=r2"], ["r2"]),
        (["platform=cisco_ios"], ["r1"]),
        (["group=edge"], ["r1", "r2"]),
        (["group=all_sites"], ["r1", "r2"]),
        (["vlan=10"], ["r1"]),
        (["data__site=bergen"], ["r2"]),
        (["data__path_mtu=1492"], ["r2"]),
        (["data__addresses__contains=192.0.2.3"], ["r2"]),
        (["role=site", "site=bergen"], ["r2"]),
    ],
)
def test_filters(write, filters, names):
    assert [host.name for host in load_hosts(write(), filters=filters)] == names


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("site", "not of the form"),
        ("=oslo", "not of the form"),
        ("site=", "not of the form"),
        ("site=paris", "no host"),
        ("group=nobody", "no such group"),
        ("close_connection=ssh", "not a fact"),
        ("open_connection__x=1", "not a fact"),
    ],
)
def test_filters_that_select_nothing_or_are_no_filter(write, text, reason):
    with pytest.raises(UsageError, match=reason):
        load_hosts(write(), filters=[text])


BAD: dict[str, tuple[dict[str, str], str, int | None, str]] = {
    "yaml syntax": ({"hosts": "r1:\n  groups: [edge\n  data: {}\n"}, "hosts", 3, "YAML error"),
    "tab": ({"hosts": "r1:\n\tgroups: []\n"}, "hosts", 2, "YAML error"),
    "unknown tag": ({"hosts": "r1:\n  data:\n    x: !vault |\n      abc\n"}, "hosts", 3, "YAML error"),
    "unknown group": ({"hosts": HOSTS + "r3:\n  groups: [spoke]\n"}, "hosts", 18, "unknown group 'spoke'"),
    "unknown parent group": ({"groups": GROUPS + "x:\n  groups: [y]\n"}, "groups", 8, "unknown group 'y'"),
    "group circle": ({"groups": "edge:\n  groups: [b]\nb:\n  groups: [edge]\n"}, "groups", 4, "its own ancestor"),
    "duplicate host": ({"hosts": HOSTS + "r1:\n  groups: []\n"}, "hosts", 17, "duplicate key 'r1', first in line 1"),
    "duplicate data": ({"hosts": "r1:\n  data:\n    site: a\n    site: b\n"}, "hosts", 4, "duplicate key 'site'"),
    "host is nothing": ({"hosts": "r1:\nr2: {}\n"}, "hosts", 1, "'r1' must be a mapping, not nothing"),
    "host is a list": ({"hosts": "- r1\n"}, "hosts", 1, "must be a mapping, not a list"),
    "host is a number": ({"hosts": "1: {}\n"}, "hosts", 1, "key must be text"),
    "port is text": ({"hosts": "r1:\n  port: ssh\n"}, "hosts", 2, "port must be a whole number"),
    "hostname is a number": ({"hosts": "r1:\n  hostname: 10\n"}, "hosts", 2, "hostname must be text"),
    "groups is text": ({"hosts": "r1:\n  groups: edge\n"}, "hosts", 2, "groups must be a list"),
    "data is a list": ({"hosts": "r1:\n  data: [a]\n"}, "hosts", 2, "data must be a mapping"),
    "connection options": ({"hosts": "r1:\n  connection_options:\n    netmiko: 1\n"}, "hosts", 3, "must be a mapping"),
    "connection port": ({"groups": "edge:\n  connection_options:\n    ssh:\n      port: x\n"}, "groups", 4, "port must be"),
    "misspelt key": ({"hosts": "r1:\n  adresses: []\n"}, "hosts", 2, "unknown key 'adresses'"),
    "no hosts": ({"hosts": "# none yet\n"}, "hosts", None, "holds no host"),
    "addresses is text": ({"hosts": "r1:\n  data:\n    addresses: 192.0.2.1\n"}, "hosts", 3, "must be a list"),
    "no address": ({"hosts": "r1:\n  data:\n    addresses: [192.0.2.300]\n"}, "hosts", 3, "'192.0.2.300' is not an IP"),
    "a number": ({"hosts": "r1:\n  data:\n    addresses: [10]\n"}, "hosts", 3, "10 is not an IP"),
    "in a group": ({"groups": "edge:\n  data:\n    addresses: [x]\n", "hosts": "r1:\n  groups: [edge]\n"}, "groups", 3, "'x' is not an IP"),
    "in the defaults": ({"defaults": "data:\n  nat: {a: 192.0.2.9}\n", "hosts": "r1: {}\n"}, "defaults", 2, "'a' is not an IP"),
    "nat is a list": ({"hosts": "r1:\n  data:\n    nat: [10.0.0.1]\n"}, "hosts", 3, "nat must map"),
    "path mtu": ({"hosts": "r1:\n  data:\n    path_mtu: 20\n"}, "hosts", 3, "path_mtu must be"),
    "one address twice": ({"hosts": HOSTS + "r3:\n  data:\n    addresses: [192.0.2.1]\n"}, "hosts", 19, "also that of 'r1'"),
    "unknown plugin": ({"config": "inventory:\n  plugin: NoSuchInventory\n"}, "config", 2, "unknown plugin"),
    "unknown option": ({"config": CONFIG + "    hostfile: x\n"}, "config", 2, "hostfile"),
    "plugin is a list": ({"config": "inventory:\n  plugin: [x]\n"}, "config", 2, "must be a name"),
    "unknown section": ({"config": CONFIG + "inventroy: {}\n"}, "config", 7, "unknown section 'inventroy'"),
    "section is nothing": ({"config": "inventory:\n"}, "config", 1, "must be a mapping"),
    "missing host file": ({"config": "inventory:\n  options:\n    host_file: no.yaml\n"}, "config", 3, "no such file"),
    "missing group file": ({"config": "inventory:\n  options:\n    group_file: no.yaml\n"}, "config", 3, "no such file"),
    "file name is a number": ({"config": "inventory:\n  options:\n    host_file: 7\n"}, "config", 3, "must be a file name"),
    "transform function": ({"config": CONFIG + "  transform_function: nobody\n"}, "config", 2, "nobody"),
}  # fmt: skip


@pytest.mark.parametrize("case", BAD, ids=str)
def test_every_mistake_names_its_place(write, case):
    changed, file, line, reason = BAD[case]
    with pytest.raises(InventoryError) as caught:
        load_hosts(write(**changed))
    assert Path(caught.value.file or "").name == f"{file}.yaml"
    assert caught.value.line == line
    assert reason in caught.value.reason
    assert "\n" not in str(caught.value)


def test_missing_and_unreadable_configuration(tmp_path):
    with pytest.raises(InventoryError, match=r"nothing.yaml: cannot be read: No such file"):
        load_hosts(tmp_path / "nothing.yaml")
    with pytest.raises(InventoryError, match="cannot be read"):
        load_hosts(tmp_path)
    (tmp_path / "latin.yaml").write_bytes(b"inventory:\n  plugin: \xe5\n")
    with pytest.raises(InventoryError, match=r"latin.yaml:2: is not UTF-8"):
        load_hosts(tmp_path / "latin.yaml")


@pytest.mark.parametrize(
    ("changed", "file", "line"),
    [
        ({"hosts": "r1:\n  password: canary42\n"}, "hosts", 2),
        ({"hosts": "r1:\n  password: 424242\n"}, "hosts", 2),
        ({"defaults": "password: canary42\n"}, "defaults", 1),
        ({"groups": GROUPS + "g:\n  connection_options:\n    netmiko:\n      password: canary42\n"}, "groups", 10),
        ({"groups": GROUPS + "g:\n  connection_options:\n    netmiko:\n      extras:\n        secret: canary42\n"}, "groups", 11),
        ({"hosts": "r1:\n  data:\n    enable_secret: canary42\n"}, "hosts", 3),
        ({"hosts": "r1:\n  data:\n    vpn:\n      - {psk: canary42}\n"}, "hosts", 4),
        ({"config": CONFIG + "    nb_token: canary42\n"}, "config", 7),
    ],
)  # fmt: skip
def test_a_plain_text_secret_is_refused_and_not_repeated(write, changed, file, line):
    with pytest.raises(InventoryError, match="plain text") as caught:
        load_hosts(write(**changed))
    assert Path(caught.value.file or "").name == f"{file}.yaml"
    assert caught.value.line == line
    assert "42" not in caught.value.reason


def test_references_to_secrets_are_welcome(write):
    hosts = "r1:\n  password: env:R1_PASSWORD\n  data:\n    psk: vault:net/psk#r1\n    community: null\n"
    assert [host.name for host in load_hosts(write(hosts=hosts))] == ["r1"]


def test_hosts_behind_one_nat_may_share_its_address(write):
    hosts = "".join(f"r{n}:\n  data:\n    nat: {{10.{n}.0.2: 192.0.2.9}}\n" for n in (1, 2))
    assert len(load_hosts(write(hosts=hosts))) == 2


def test_empty_groups_and_defaults_are_no_mistake_and_say_nothing(write, caplog, capsys):
    hosts = "r1: {groups: , data: }\n"
    with caplog.at_level(logging.CRITICAL):
        assert len(load_hosts(write(hosts=hosts, groups="", defaults="# none\n"))) == 1
    assert capsys.readouterr() == ("", "")


def test_aliases_and_merges_are_read_as_yaml_says(write):
    hosts = "r1: &base\n  platform: cisco_ios\nr2: *base\n"
    assert [host.platform for host in load_hosts(write(hosts=hosts))] == ["cisco_ios"] * 2


def test_the_mock_fleet(monkeypatch):
    monkeypatch.chdir("/")
    hosts = load_hosts(FLEET)
    assert len(hosts) >= 46
    assert len(load_hosts(FLEET, filters=["group=hubs"])) == 2
    assert len(load_hosts(FLEET, filters=["group=spokes"])) >= 44
    assert any(host.nat for host in hosts)
