"""``show access-list`` and ``show nat`` of an ASA: the entries with their places, expanded, with their hits."""

from __future__ import annotations

import zlib

from remediate.lab import asa_lists
from remediate.lab.asa_objects import Element, blocks_of, elements_of
from remediate.lab.asa_tunnels import flow_sas
from remediate.lab.commands import Answer, Command
from remediate.lab.device import Device
from remediate.lab.store import Entry
from remediate.lab.syntax import Match
from remediate.lab.terminal import Terminal

__all__ = ["list_commands"]


def list_commands() -> list[Command]:
    """Return the commands."""
    return [
        Command(pattern="show access-list [<acl:name>]", run=_lists),
        Command(pattern="show nat [detail]", run=_nat),
    ]


def _hash(text: str) -> str:
    return f"0x{zlib.crc32(text.encode()):08x}"


def _hits(device: Device, element: Element) -> int:
    """Return the packets of the flows that an element is, both ways."""
    return sum(
        flow.counters.encaps for flow in flow_sas(device) if element.ace.covers(flow.selector)
    )


def _lists(terminal: Terminal, match: Match[Command]) -> Answer:
    device = terminal.device
    wanted = match.values.get("acl")
    found: dict[str, list[Entry]] = {}
    for entry in asa_lists.entries_of(device.running, "access-list", wanted):
        found.setdefault(entry.values["acl"], []).append(entry)
    if wanted is not None and not found:
        return f"ERROR: access-list <{wanted}> does not exist\n"
    lines = []
    if wanted is None:
        lines = [
            "access-list cached ACL log flows: total 0, denied 0 (deny-flow-max 4096)",
            "            alert-interval 300",
        ]
    for name, entries in found.items():
        expanded = [elements_of(device.running, entry) for entry in entries]
        plain = sum(entry.values["body"].startswith("standard") for entry in entries)
        lines.append(
            f"access-list {name}; {sum(map(len, expanded)) + plain} elements; name hash: {_hash(name)}"
        )
        for number, (entry, elements) in enumerate(zip(entries, expanded, strict=True), 1):
            lines += _list_lines(device, name, number, entry, elements)
    return "".join(f"{line} \n" if " remark " not in line else f"{line}\n" for line in lines)


def _list_lines(
    device: Device, name: str, number: int, entry: Entry, elements: list[Element]
) -> list[str]:
    body = entry.values["body"]
    head = f"access-list {name} line {number}"
    if body.startswith("remark"):
        return [f"{head} {body}"]
    hits = [_hits(device, element) for element in elements]
    inactive = " (inactive)" if body.endswith(" inactive") else ""
    lines = [f"{head} {body} (hitcnt={sum(hits)}){inactive} {_hash(name + body)}"]
    if " object " in body or " object-group " in body:
        start = " ".join(body.split(" ")[:2])
        lines += [
            f"  {head} {start} {element.text} (hitcnt={count}) {_hash(name + element.text)}"
            for element, count in zip(elements, hits, strict=True)
        ]
    return lines


def _nat(terminal: Terminal, match: Match[Command]) -> Answer:
    device = terminal.device
    detail = "detail" in match.words
    top = device.running
    sections = [
        ("Manual NAT Policies (Section 1)", asa_lists.entries_of(top, "nat")),
        ("Auto NAT Policies (Section 2)", _object_rules(device)),
        ("Manual NAT Policies (Section 3)", asa_lists.entries_of(top, "nat after-auto")),
    ]
    text = []
    for title, rules in sections:
        if not rules:
            continue
        text.append(f"{title}\n")
        for number, entry in enumerate(rules, 1):
            inner, outer = entry.values["pair"].strip("()").split(",")
            text.append(f"{number} ({inner}) to ({outer}) {_rule(entry)}\n")
            text.append("    translate_hits = 0, untranslate_hits = 0\n")
            if detail and entry.values.get("real"):
                blocks = [
                    f"{block.address}/{block.netmask}"
                    for block in blocks_of(top, entry.values["real"])
                ]
                text.append(f"    Source - Origin: {', '.join(blocks)}\n")
        text.append("\n")
    return "".join(text)


def _object_rules(device: Device) -> list[Entry]:
    """Return the rules of objects, each with the object as its source."""
    found = []
    for entry in device.running.all("object network"):
        rule = entry.section.get("nat") if entry.section is not None else None
        if rule is not None:
            values = rule.values | {"real": entry.values["name"]}
            found.append(Entry(rule.known, rule.text, values, rule.number))
    return sorted(found, key=lambda rule: (rule.values["how"] != "static", rule.number))


def _rule(entry: Entry) -> str:
    words = entry.text.split()[2:]
    if words[:1] == ["after-auto"]:
        words.pop(0)
    if words[0] != "source":  # of an object
        return " ".join(["source", words[0], entry.values["real"], *words[1:]])
    if "destination" in words:
        words[words.index("destination")] = "  destination"
    return " ".join(words)
