"""The inventory, read through Nornir: which hosts there are and how peers know them.

Nornir resolves groups, defaults and filters; what it would take in silence or answer with a
traceback is refused here as an :class:`InventoryError` with file, line and reason.
"""

from __future__ import annotations

import contextlib
import ipaddress
import logging
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import ruamel.yaml
from nornir import InitNornir
from nornir.core import Nornir
from nornir.core.exceptions import PluginNotRegistered
from nornir.core.filter import F
from nornir.core.inventory import Host, Inventory
from nornir.plugins.runners import ThreadedRunner
from ruamel.yaml.error import YAMLError

from remediate.errors import InventoryError, UsageError
from remediate.model.evidence import HostFacts
from remediate.nornir_tasks.inventory_yaml import (
    YamlFile,
    check_element,
    check_elements,
    check_groups,
    refuse_secrets,
)

__all__ = ["load_hosts", "open_nornir"]

_SECTIONS = ("inventory", "ssh", "logging", "core", "runner", "user_defined")
_SIMPLE = "SimpleInventory"
_WORKERS = 20
_MOST_WORKERS = 1000
_SIMPLE_FILES = {
    "host_file": "hosts.yaml",
    "group_file": "groups.yaml",
    "defaults_file": "defaults.yaml",
}


def load_hosts(config_file: Path | None, *, filters: Sequence[str] = ()) -> tuple[HostFacts, ...]:
    """Return the hosts of a Nornir inventory by name, those alone that pass every filter.

    ``config_file`` is Nornir's configuration file; file names in it are relative to its folder.
    None means that there is no inventory. ``filters`` are ``key=value``: ``name``, ``platform``,
    a key of the host's data (``site=oslo``), nested with two underscores
    (``data__nat__10.0.0.1=…``), or ``group``, which counts parent groups.

    Raises :class:`InventoryError` for everything that is wrong with the inventory and
    :class:`UsageError` for a filter that can't be understood or that no host passes.
    """
    if config_file is None:
        if filters:
            raise UsageError("a filter needs an inventory to filter")
        return ()
    nornir, facts = _opened(config_file)
    chosen = _filtered(nornir.inventory, filters).hosts
    return tuple(facts[name] for name in sorted(chosen))


def open_nornir(
    config_file: Path, *, filters: Sequence[str] = (), workers: int | None = None
) -> Nornir:
    """Return Nornir over the hosts that pass every filter, with threads; its own log files are off.

    ``workers`` is how many hosts are worked on at a time: else what Nornir's configuration file says
    (``runner: options: num_workers``), else 20. Raises as :func:`load_hosts` does.
    """
    nornir, _ = _opened(config_file)
    nornir.inventory = _filtered(nornir.inventory, filters)
    return nornir.with_runner(ThreadedRunner(num_workers=workers or _workers(config_file)))


def _workers(config_file: Path) -> int:
    value = YamlFile(config_file).value
    runner = value.get("runner") if isinstance(value, dict) else None
    options = runner.get("options") if isinstance(runner, dict) else None
    number = options.get("num_workers") if isinstance(options, dict) else None
    return number if isinstance(number, int) and 0 < number <= _MOST_WORKERS else _WORKERS


def _opened(config_file: Path) -> tuple[Nornir, dict[str, HostFacts]]:
    """Return Nornir over a checked inventory, and the facts of all of its hosts."""
    config = YamlFile(config_file)
    settings = _settings(config)
    files = _check_files(config, settings) if settings["inventory"]["plugin"] == _SIMPLE else {}
    nornir = _read(config, settings)
    places = _Places(config, files)
    facts = {name: _facts(host, places) for name, host in nornir.inventory.hosts.items()}
    _refuse_shared(facts, places)
    return nornir, facts


def _settings(config: YamlFile) -> dict[str, dict[str, Any]]:
    """Return Nornir's sections with our own choice of logging and runner."""
    settings: dict[str, dict[str, Any]] = {name: {} for name in _SECTIONS}
    for name, (where, node) in config.top("Nornir's configuration").items():
        if name not in _SECTIONS:
            raise config.error(where, f"unknown section {name!r} (known: {', '.join(_SECTIONS)})")
        config.mapping(node, f"section {name!r}", where)
        refuse_secrets(config, node, f"section {name!r}")
    if isinstance(config.value, dict):
        settings.update(config.value)
    inventory = dict(settings["inventory"])
    inventory.setdefault("plugin", _SIMPLE)
    if not isinstance(inventory["plugin"], str):
        raise config.error(config.find("inventory", "plugin"), "plugin must be a name")
    options = inventory.get("options") or {}
    if not isinstance(options, dict):
        raise config.error(config.find("inventory", "options"), "options must be a mapping")
    inventory["options"] = dict(options)
    # A dry reading of the inventory runs no task and writes no log file.
    return settings | {
        "inventory": inventory,
        "logging": {"enabled": False},
        "runner": {"plugin": "serial", "options": {}},
    }


def _check_files(config: YamlFile, settings: dict[str, dict[str, Any]]) -> dict[str, YamlFile]:
    """Check the files of SimpleInventory, and make their names absolute in the settings."""
    options: dict[str, Any] = settings["inventory"]["options"]
    files: dict[str, YamlFile] = {}
    for option, default in _SIMPLE_FILES.items():
        named = option in options
        value = options.get(option, default)
        where = config.find("inventory", "options", option)
        if not isinstance(value, str):
            raise config.error(where, f"{option} must be a file name")
        path = config.path.parent / Path(value).expanduser()
        options[option] = str(path.resolve())
        if path.exists():
            files[option] = YamlFile(path)
        elif named or option == "host_file":
            raise config.error(where, f"{option}: no such file: {path}")
    hosts = check_elements(files["host_file"], "host")
    if not hosts:
        raise InventoryError("holds no host", file=str(files["host_file"].path))
    groups: Mapping[str, Any] = {}
    if "group_file" in files:
        groups = check_elements(files["group_file"], "group")
        parents = check_groups(files["group_file"], groups, groups, "group")
        _refuse_circle(files["group_file"], parents)
    check_groups(files["host_file"], hosts, groups, "host")
    defaults = files.get("defaults_file")
    if defaults is not None and defaults.root is not None and defaults.top("the defaults"):
        check_element(defaults, defaults.root, "the defaults")
    return files


def _refuse_circle(file: YamlFile, parents: Mapping[str, tuple[str, ...]]) -> None:
    """Nornir would follow a group that is its own ancestor without end."""
    settled: set[str] = set()
    for start in parents:
        trail: list[tuple[str, Iterator[str]]] = [(start, iter(parents[start]))]
        on_trail = {start}
        while trail:
            name, rest = trail[-1]
            parent = next(rest, None)
            if parent is None:
                settled.add(name)
                on_trail.discard(name)
                trail.pop()
            elif parent in on_trail:
                raise file.error(file.find(name, "groups"), f"group {parent!r} is its own ancestor")
            elif parent not in settled:
                on_trail.add(parent)
                trail.append((parent, iter(parents[parent])))


@contextlib.contextmanager
def _silent() -> Iterator[None]:
    """Keep Nornir's remarks on empty files off the terminal."""
    logger, handler = logging.getLogger("nornir"), logging.NullHandler()
    logger.addHandler(handler)
    try:
        yield
    finally:
        logger.removeHandler(handler)


def _read(config: YamlFile, settings: dict[str, dict[str, Any]]) -> Nornir:
    plugin = settings["inventory"]["plugin"]
    where = config.find("inventory", "plugin") or config.find("inventory")
    try:
        with _silent():
            return InitNornir("", False, **settings)
    except PluginNotRegistered as error:
        raise config.error(where, f"unknown plugin: {error}") from error
    except YAMLError as error:
        raise config.error(where, f"inventory plugin {plugin!r}: {error}") from error
    except Exception as error:
        # An inventory plugin is foreign code: whatever it raises is an inventory that can't be read.
        reason = f"{type(error).__name__}: {error}"
        raise config.error(where, f"inventory plugin {plugin!r} failed: {reason}") from error


class _Places:
    """Where a key of a host's data stands: in its own entry, its groups' or the defaults."""

    def __init__(self, config: YamlFile, files: Mapping[str, YamlFile]) -> None:
        self._config = config
        self._files = files

    def error(self, host: Host, key: str, reason: str) -> InventoryError:
        """Return the error for a key of the host's data."""
        candidates: list[tuple[str, tuple[str, ...]]] = [("host_file", (host.name, "data", key))]
        candidates += [("group_file", (g.name, "data", key)) for g in host.extended_groups()]
        candidates += [("defaults_file", ("data", key)), ("host_file", (host.name,))]
        for option, path in candidates:
            file = self._files.get(option)
            if file is not None and (node := file.find(*path)) is not None:
                return file.error(node, f"host {host.name!r}: {reason}")
        return self._config.error(None, f"host {host.name!r}: {reason}")


def _facts(host: Host, places: _Places) -> HostFacts:
    addresses = host.get("addresses") or []
    if not isinstance(addresses, list):
        raise places.error(host, "addresses", "addresses must be a list")
    nat = host.get("nat") or {}
    if not isinstance(nat, dict):
        raise places.error(host, "nat", "nat must map an address on the device to a public one")
    path_mtu = host.get("path_mtu")
    if path_mtu is not None and not _is_mtu(path_mtu):
        raise places.error(host, "path_mtu", "path_mtu must be a number of bytes, 68 to 65535")
    return HostFacts(
        name=host.name,
        platform=host.platform,
        addresses=tuple(_address(item, host, "addresses", places) for item in addresses),
        nat=tuple(
            (_address(inside, host, "nat", places), _address(outside, host, "nat", places))
            for inside, outside in nat.items()
        ),
        groups=tuple(dict.fromkeys(group.name for group in host.extended_groups())),
        path_mtu=path_mtu,
    )


def _is_mtu(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 68 <= value <= 65535


def _address(value: object, host: Host, key: str, places: _Places) -> str:
    # Without quotes YAML reads 10.1 as a number, and ipaddress takes whole numbers for addresses.
    if isinstance(value, str):
        with contextlib.suppress(ValueError):
            return str(ipaddress.ip_address(value))
    raise places.error(host, key, f"{key}: {value!r} is not an IP address")


def _refuse_shared(facts: Mapping[str, HostFacts], places: _Places) -> None:
    """Two hosts with one address can't be told apart. Hosts behind one NAT may share its address."""
    owners: dict[str, str] = {}
    for host in facts.values():
        for address in host.addresses:
            owner = owners.setdefault(address, host.name)
            if owner != host.name:
                raise places.error(
                    Host(name=host.name),
                    "addresses",
                    f"address {address} is also that of {owner!r}",
                )


def _filtered(inventory: Inventory, filters: Sequence[str]) -> Inventory:
    chosen = inventory
    for text in filters:
        key, separator, value = text.partition("=")
        if not separator or not key or not value:
            raise UsageError(f"filter {text!r} is not of the form key=value")
        chosen = chosen.filter(filter_func=_condition(key, value, inventory))
        if not chosen.hosts:
            raise UsageError(f"filter {text!r}: no host of the inventory passes")
    return chosen


def _condition(key: str, value: str, inventory: Inventory) -> Any:
    """Return Nornir's filter; a number or a truth value is compared as such, too."""
    if key == "group":
        if value not in inventory.groups:
            raise UsageError(f"filter 'group={value}': no such group in the inventory")
        return F(has_parent_group=value)
    first = key.partition("__")[0]
    # F calls a method of the host of that name with the value: only facts may be asked for.
    if callable(getattr(Host, first, None)):
        raise UsageError(f"filter {key!r}: not a fact of a host")
    plain = F(**{key: value})
    try:
        typed = ruamel.yaml.YAML(typ="safe", pure=True).load(value)
    except YAMLError:
        return plain
    return plain | F(**{key: typed}) if isinstance(typed, int | float) else plain
