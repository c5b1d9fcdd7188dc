"""The lab's inventories: one for Nornir (SimpleInventory), one for Ansible; the password in a file of its own."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import ruamel.yaml

from remediate.lab.fleet import Site
from remediate.lab.lab import Lab

__all__ = ["write_inventories"]

_GROUPS = {
    "ios": ("cisco_ios", "ios", "cisco.ios.ios"),
    "iosxe": ("cisco_xe", "ios", "cisco.ios.ios"),
    "asa": ("cisco_asa", None, "cisco.asa.asa"),
}
"""Netmiko's name, NAPALM's driver, Ansible's network OS."""


def write_inventories(lab: Lab, folder: Path) -> None:
    """Write ``config.yaml`` and its files, ``ansible.yaml`` and ``password`` (for its owner alone)."""
    folder.mkdir(parents=True, exist_ok=True)
    secret = folder / "password"
    secret.touch(mode=0o600)
    secret.chmod(0o600)
    secret.write_text(lab.password + "\n", encoding="utf-8")
    for name, value in _nornir(lab).items():
        _write(folder / name, value)
    _write(folder / "ansible.yaml", _ansible(lab))


def _group(site: Site) -> str:
    if site.release.platform == "asa":
        return "asa"
    return "iosxe" if site.release.xe else "ios"


def _nornir(lab: Lab) -> dict[str, Any]:
    hosts = {
        site.name: {
            "hostname": site.address,
            "port": lab.settings.port,
            "groups": ["hubs" if site.hub else "branches", _group(site)],
            "data": {
                "site": site.name.rpartition("-")[2],
                "model": site.release.model,
                "addresses": [site.outside],
            },
        }
        for site in lab.plan.sites
    }
    groups: dict[str, Any] = {
        "hubs": {"data": {"role": "hub"}},
        "branches": {"data": {"role": "branch"}},
    }
    groups |= {name: {"platform": names[0]} for name, names in _GROUPS.items()}
    config = {
        "inventory": {
            "plugin": "SimpleInventory",
            "options": {
                "host_file": "hosts.yaml",
                "group_file": "groups.yaml",
                "defaults_file": "defaults.yaml",
            },
        },
        "runner": {"plugin": "threaded", "options": {"num_workers": 20}},
        "logging": {"enabled": False},
    }
    return {
        "config.yaml": config,
        "hosts.yaml": hosts,
        "groups.yaml": groups,
        "defaults.yaml": {
            "username": lab.credentials[0],
            "data": {"secret": "file:password"},
        },
    }


def _ansible(lab: Lab) -> dict[str, Any]:
    children: dict[str, Any] = {}
    for name, (_, _, system) in _GROUPS.items():
        hosts = {
            site.name: {"ansible_host": site.address}
            for site in lab.plan.sites
            if _group(site) == name
        }
        if hosts:
            children[name] = {
                "hosts": hosts,
                "vars": {"ansible_network_os": system} | _enabling(name),
            }
    for name, hub in (("hubs", True), ("branches", False)):
        children[name] = {"hosts": {site.name: None for site in lab.plan.sites if site.hub is hub}}
    return {
        "all": {
            "children": children,
            "vars": {
                "ansible_connection": "ansible.netcommon.network_cli",
                "ansible_port": lab.settings.port,
                "ansible_user": lab.credentials[0],
                "ansible_password": "{{ lookup('ansible.builtin.file', inventory_dir ~ '/password') }}",
                "ansible_become_password": "{{ ansible_password }}",
                "ansible_host_key_checking": False,
            },
        }
    }


def _enabling(group: str) -> dict[str, Any]:
    """Return the variables that an ASA takes: a session on it begins without privilege."""
    if group != "asa":
        return {}
    return {"ansible_become": True, "ansible_become_method": "ansible.netcommon.enable"}


def _write(path: Path, value: Any) -> None:
    yaml = ruamel.yaml.YAML(typ="safe", pure=True)
    yaml.default_flow_style = False
    yaml.sort_base_mapping_type_on_output = False  # type: ignore[assignment]  # ruamel's stub lacks it
    buffer = io.StringIO()
    yaml.dump(value, buffer)
    path.write_text(f"# Written by `remediate lab up`.\n{buffer.getvalue()}", encoding="utf-8")
