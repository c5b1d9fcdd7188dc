"""The structure of Nornir's YAML files, checked with line numbers before Nornir reads them.

Nornir's SimpleInventory takes files as they are: a misspelt key is dropped, a wrong type is a
traceback without a place. Here each becomes an :class:`InventoryError` that names file and line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import ruamel.yaml
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from remediate.errors import InventoryError

__all__ = ["YamlFile", "check_elements", "check_groups", "refuse_secrets"]

_STRING, _INT, _NULL = (f"tag:yaml.org,2002:{kind}" for kind in ("str", "int", "null"))

_SCALARS = {
    "hostname": (_STRING, "text"),
    "port": (_INT, "a whole number"),
    "username": (_STRING, "text"),
    "password": (_STRING, "text"),
    "platform": (_STRING, "text"),
}
_ELEMENT_KEYS = (*_SCALARS, "groups", "data", "connection_options")
_CONNECTION_KEYS = (*_SCALARS, "extras")

_SECRET_KEY = re.compile(
    r"(^|[_-])(password|passwd|passphrase|secret|psk|pre[_-]shared[_-]key|community|token)s?$",
    re.IGNORECASE,
)
_REFERENCE = re.compile(r"(env|file|vault|ansible-vault|hashicorp|keyring|secret):\S+")
"""What may stand where a secret is expected: where to read it from."""


class YamlFile:
    """One parsed file: its nodes, each of which knows its line.

    Raises :class:`InventoryError` for what can't be read, for syntax errors and duplicate keys.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            text = path.read_text(encoding="utf-8")
        except OSError as error:
            raise InventoryError(f"cannot be read: {error.strerror}", file=str(path)) from error
        except UnicodeDecodeError as error:
            line = error.object[: error.start].count(b"\n") + 1
            raise InventoryError("is not UTF-8 text", file=str(path), line=line) from error
        reader = ruamel.yaml.YAML(typ="safe", pure=True)
        try:
            self.root: Node | None = reader.compose(text)
            self._refuse_duplicates(self.root, set())
            self.value: object = reader.load(text)
        except MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            raise InventoryError(
                f"YAML error: {error.problem or error.context}",
                file=str(path),
                line=None if mark is None else mark.line + 1,
            ) from error
        except YAMLError as error:
            reason = str(error).splitlines()[0]
            raise InventoryError(f"YAML error: {reason}", file=str(path)) from error

    def error(self, node: Node | None, reason: str) -> InventoryError:
        """Return the error for a node of this file."""
        line = None if node is None else node.start_mark.line + 1
        return InventoryError(reason, file=str(self.path), line=line)

    def mapping(
        self, node: Node, what: str, at: Node | None = None
    ) -> dict[str, tuple[ScalarNode, Node]]:
        """Return key → (key node, value node); raises when it is none or a key is no text.

        ``at`` is its own key: a missing value has no line of its own.
        """
        if not isinstance(node, MappingNode):
            raise self.error(at or node, f"{what} must be a mapping, not {_kind(node)}")
        found = {}
        for key, value in node.value:
            if not isinstance(key, ScalarNode) or key.tag != _STRING:
                raise self.error(key, f"{what}: a key must be text; put it in quotes")
            found[str(key.value)] = (key, value)
        return found

    def top(self, what: str) -> dict[str, tuple[ScalarNode, Node]]:
        """Return the file's own mapping, empty for an empty file."""
        if self.root is None or self.root.tag == _NULL:
            return {}
        return self.mapping(self.root, what)

    def find(self, *keys: str) -> Node | None:
        """Return the key node at a path of keys, or None."""
        node, found = self.root, None
        for key in keys:
            if not isinstance(node, MappingNode):
                return None
            pair = next((pair for pair in node.value if pair[0].value == key), None)
            if pair is None:
                return None
            found, node = pair
        return found

    def _refuse_duplicates(self, node: Node | None, seen: set[int]) -> None:
        # Aliases make one node appear in several places, and even within itself.
        if node is None or id(node) in seen:
            return
        seen.add(id(node))
        if isinstance(node, MappingNode):
            first: dict[tuple[str, str], int] = {}
            for key, value in node.value:
                if isinstance(key, ScalarNode):
                    name = (str(key.tag), str(key.value))
                    where = first.get(name)
                    if where is not None:
                        raise self.error(key, f"duplicate key {key.value!r}, first in line {where}")
                    first[name] = key.start_mark.line + 1
                self._refuse_duplicates(value, seen)
        elif isinstance(node, SequenceNode):
            for item in node.value:
                self._refuse_duplicates(item, seen)


def _kind(node: Node) -> str:
    if isinstance(node, MappingNode):
        return "a mapping"
    if isinstance(node, SequenceNode):
        return "a list"
    return "nothing" if node.tag == _NULL else "a single value"


def check_elements(file: YamlFile, what: str) -> dict[str, Mapping[str, tuple[ScalarNode, Node]]]:
    """Check hosts or groups (``what`` is ``host`` or ``group``) and return them by name."""
    found: dict[str, Mapping[str, tuple[ScalarNode, Node]]] = {}
    for name, (at, value) in file.top(f"the file of {what}s").items():
        found[name] = check_element(file, value, f"{what} {name!r}", at)
    return found


def check_element(
    file: YamlFile, node: Node, what: str, at: Node | None = None
) -> Mapping[str, tuple[ScalarNode, Node]]:
    """Check the keys and types of one host, group or the defaults."""
    element = file.mapping(node, what, at)
    for key, (where, value) in element.items():
        if key not in _ELEMENT_KEYS:
            known = ", ".join(_ELEMENT_KEYS)
            raise file.error(
                where, f"{what}: unknown key {key!r} (known: {known}; own facts go under data)"
            )
        if key == "groups":
            _check_list(file, value, what)
        elif key == "data":
            if value.tag != _NULL:
                file.mapping(value, f"{what}: data", where)
        elif key == "connection_options":
            for name, (named, options) in file.mapping(value, f"{what}: {key}", where).items():
                place = f"{what}: {key} {name!r}"
                for inner, (spot, item) in file.mapping(options, place, named).items():
                    if inner not in _CONNECTION_KEYS:
                        raise file.error(spot, f"{place}: unknown key {inner!r}")
                    _check_scalar(file, inner, item, place)
        else:
            _check_scalar(file, key, value, what)
    refuse_secrets(file, node, what)
    return element


def _check_list(file: YamlFile, node: Node, what: str) -> None:
    if node.tag == _NULL:
        return
    if not isinstance(node, SequenceNode):
        raise file.error(node, f"{what}: groups must be a list, not {_kind(node)}")
    for item in node.value:
        if not isinstance(item, ScalarNode) or item.tag != _STRING:
            raise file.error(item, f"{what}: the name of a group must be text")


def _check_scalar(file: YamlFile, key: str, node: Node, what: str) -> None:
    if key not in _SCALARS or node.tag == _NULL:
        return
    tag, kind = _SCALARS[key]
    if key == "password":
        # Its type is no matter: a plain-text password is refused for what it is.
        return
    if node.tag != tag:
        raise file.error(node, f"{what}: {key} must be {kind}")


def refuse_secrets(file: YamlFile, node: Node, what: str) -> None:
    """Refuse a plain-text secret anywhere below ``node``. The error never holds it."""
    for key, value in _pairs(node, set()):
        name = str(key.value)
        if not _SECRET_KEY.search(name) or not isinstance(value, ScalarNode) or value.tag == _NULL:
            continue
        if not _REFERENCE.fullmatch(str(value.value)):
            raise file.error(
                key,
                f"{what}: {name} stands in plain text; inventories hold references only,"
                " e.g. env:NAME, vault:PATH or keyring:NAME",
            )


def _pairs(node: Node, seen: set[int]) -> Iterator[tuple[ScalarNode, Node]]:
    if id(node) in seen:
        return
    seen.add(id(node))
    if isinstance(node, MappingNode):
        for key, value in node.value:
            if isinstance(key, ScalarNode):
                yield key, value
            yield from _pairs(value, seen)
    elif isinstance(node, SequenceNode):
        for item in node.value:
            yield from _pairs(item, seen)


def check_groups(
    file: YamlFile,
    elements: Mapping[str, Mapping[str, tuple[ScalarNode, Node]]],
    known: Mapping[str, object],
    what: str,
) -> dict[str, tuple[str, ...]]:
    """Return the groups of each element; raises for an unknown group."""
    members: dict[str, tuple[str, ...]] = {}
    for name, element in elements.items():
        pair = element.get("groups")
        if pair is None or pair[1].tag == _NULL:
            members[name] = ()
            continue
        for item in pair[1].value:
            if item.value not in known:
                raise file.error(item, f"{what} {name!r}: unknown group {item.value!r}")
        members[name] = tuple(str(item.value) for item in pair[1].value)
    return members
