"""``show ip nat translations`` (IOS): which connections of inside hosts are translated, and where they go; ``show nat detail`` (ASA).

Source: Cisco IOS IP Addressing Services command reference, ``show ip nat translations``; Cisco ASA Series Command
Reference, ``show nat``.
"""

from __future__ import annotations

import re

from fastparse.session import expand
from remediate.model.observation import ShownNatRule, ShownTranslation, Source
from remediate.model.selector import AddressBlock

__all__ = ["nat_rules_shown", "translations_shown"]

_OCTET = r"(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)"
_IP = rf"{_OCTET}(?:\.{_OCTET}){{3}}"
_ROW = re.compile(
    rf"^[ \t]*(?P<protocol>[a-z]+|\d{{1,3}})[ \t]+(?P<inside_global>{_IP})(?::\d+)?[ \t]+(?P<inside_local>{_IP})(?::\d+)?"
    rf"[ \t]+(?P<outside_local>{_IP})(?::\d+)?[ \t]+(?P<outside_global>{_IP})(?::\d+)?[ \t]*\r?$",
    re.MULTILINE,
)
_MOST = 2000


def translations_shown(body: bytes, *, file: str, line: int = 1) -> tuple[ShownTranslation, ...]:
    """Return the rows of an output, from the 1-based ``line`` on, in which an inside host's address is changed.

    A static entry without a destination is no connection. Beyond a number of rows the rest says nothing new.
    """
    found: list[ShownTranslation] = []
    text = body.decode("utf-8", "replace")
    number, at = line, 0
    for row in _ROW.finditer(text):
        number, at = number + text.count("\n", at, row.start()), row.start()
        if row["inside_global"] == row["inside_local"]:
            continue
        found.append(
            ShownTranslation(
                source=Source(file=file, line=number),
                inside=row["inside_local"],
                as_address=row["inside_global"],
                target=row["outside_global"],
                text=" ".join(row[0].split()),
            )
        )
        if len(found) >= _MOST:
            break
    return tuple(found)


_RULE = re.compile(
    r"^[ \t]*\d+ \((?P<inside>[^()\s]+)\) to \((?P<outside>[^()\s]+)\) source (?P<kind>static|dynamic) (?P<rest>\S.*?)[ \t]*$"
)
_HITS = re.compile(r"^[ \t]*translate_hits = (?P<hits>\d+), untranslate_hits = \d+[ \t]*$")
_SIDE = re.compile(
    r"^[ \t]*(?P<side>Source|Destination) - Origin: (?P<origin>.+?), Translated(?: \(PAT\))?: (?P<translated>.+?)[ \t]*$"
)
_SECTION = re.compile(r"^[ \t]*(?:Manual|Auto) NAT Policies \(Section [123]\)[ \t]*$|^[ \t]*$")


def nat_rules_shown(
    body: bytes, *, file: str, command: str | None, line: int = 1
) -> tuple[ShownNatRule, ...]:
    """Return the rules of an output; none where the ``command`` shows some of them, or a line was not understood."""
    words = expand(command or "").split()
    if "|" in words or not {*words[2:]} <= {"detail", "det"}:
        return ()
    blocks: list[tuple[int, list[str]]] = []
    for number, row in enumerate(body.decode("utf-8", "replace").splitlines(), line):
        if _RULE.match(row):
            blocks.append((number, [row]))
        elif not _SECTION.match(row):
            if not blocks:
                return ()
            blocks[-1][1].append(row)
    found = [_rule(rows, Source(file=file, line=number)) for number, rows in blocks]
    rules = tuple(rule for rule in found if rule is not None)
    return rules if len(rules) == len(found) else ()


def _rule(rows: list[str], source: Source) -> ShownNatRule | None:
    head = _RULE.match(rows[0])
    hits = None
    sides: dict[str, tuple[tuple[AddressBlock, ...], tuple[AddressBlock, ...]]] = {}
    clear = True
    for row in rows[1:]:
        if found := _HITS.match(row):
            hits = int(found["hits"])
        elif found := _SIDE.match(row):
            before, after = _blocks(found["origin"]), _blocks(found["translated"])
            sides[found["side"]] = before or (), after or ()
            clear = clear and before is not None
        else:
            clear = False  # a service, addresses of IPv6
    if head is None or hits is None or "Source" not in sides:
        return None
    words = head["rest"].split()
    origin, translated = sides["Source"]
    given, sent = sides.get("Destination", ((), ()))
    if given != sent or ("destination" in words) is not bool(given):
        clear = False
    return ShownNatRule(
        source=source,
        inside=head["inside"],
        outside=head["outside"],
        origins=origin,
        destinations=given,
        keeps=head["kind"] == "static" and origin == translated,
        hits=hits,
        clear=clear and not {"inactive", "service", "unidirectional"} & {*words},
        text=" ".join(rows[0].split()),
    )


def _blocks(text: str) -> tuple[AddressBlock, ...] | None:
    """Return the blocks of ``10.1.0.0/16, 10.2.0.1/32``, None where one is something else."""
    found = []
    for item in text.split(","):
        address, _, length = item.strip().partition("/")
        if not re.fullmatch(_IP, address) or not length.isdigit() or int(length) > _BITS:
            return None
        mask = AddressBlock(address=0, wildcard=(1 << (_BITS - int(length))) - 1)
        found.append(AddressBlock.from_wildcard(address, mask.dotted_wildcard).normalised())
    return tuple(found)


_BITS = 32
