"""The Nornir inventory and the list of what is planted, as YAML text."""

from __future__ import annotations

from mockfleet.model import Device, Tunnel

CONFIG = """\
# Nornir's configuration file: `remediate diagnose inventory/dumps --inventory inventory/config.yaml`.
# File names are relative to this file.
inventory:
  plugin: SimpleInventory
  options:
    host_file: hosts.yaml
    group_file: groups.yaml
    defaults_file: defaults.yaml
runner:
  plugin: serial
logging:
  enabled: false
"""

GROUPS = """\
# Groups give the platform (Netmiko's names) and the role.
hubs:
  data:
    role: hub
spokes:
  data:
    role: spoke
ios:
  platform: cisco_ios
iosxe:
  platform: cisco_xe
asa:
  platform: cisco_asa
"""

DEFAULTS = """\
# No password stands in this inventory: `secret` names where it is read from when it is needed.
username: netops
data:
  company: Nordlys Cold Storage
  secret: env:REMEDIATE_PASSWORD
"""


def hosts(devices: list[Device]) -> str:
    lines = [
        "# Written by make_fleet.py. Addresses are those that the peers use, nat maps an address on the device to them."
    ]
    for device in devices:
        role = "hubs" if device.name.startswith("hub") else "spokes"
        family = {"ios": "ios", "iosxe": "iosxe", "asa": "asa", "pix": "asa"}[device.kind]
        lines += [
            f"{device.name}:",
            f"  hostname: {device.lans[0][1]}",
            f"  groups: [{role}, {family}]",
            "  data:",
            f"    site: {device.site}",
            f"    model: {device.model}",
            f"    addresses: [{device.seen}]",
        ]
        if device.public:
            lines += ["    nat:", f"      {device.outside}: {device.public}"]
        if device.mtu != 1500:
            lines.append(f"    path_mtu: {device.mtu}")
    return "\n".join(lines) + "\n"


def planted(tunnels: list[Tunnel]) -> str:
    lines = [
        "# What is planted in the mock fleet, by tunnel: written by make_fleet.py, read by the tests alone.",
        "# `accept` lists further verdicts that are as true; `change_on` names the devices to be changed.",
    ]
    for tunnel in sorted(
        tunnels, key=lambda t: tuple(int(n) for n in t.id.replace("--", ".").split("."))
    ):
        lines += [
            f"{tunnel.id}:",
            f"  ends: [{tunnel.hub.name}, {tunnel.spoke.name if tunnel.spoke.kind != 'partner' else 'null'}]",
            f"  verdict: {tunnel.verdict}",
        ]
        if tunnel.accept:
            lines.append(f"  accept: [{', '.join(tunnel.accept)}]")
        if tunnel.slug:
            lines.append(f"  slug: {tunnel.slug}")
            lines.append(f"  change_on: [{', '.join(tunnel.change_on)}]")
        if tunnel.note:
            lines.append(f'  note: "{tunnel.note}"')
    return "\n".join(lines) + "\n"
