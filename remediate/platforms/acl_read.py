"""Access lists of IOS (wildcards) and of PIX and ASA (netmasks), entry by entry.

Nothing is repaired: an entry that can't be read as flows keeps its text and says why, and a mask
that looks like the other platform's notation is kept as the device would and noted.
"""

from __future__ import annotations

from fastparse.config_tree import Section
from remediate.model.base import Platform
from remediate.model.config import AccessEntry, AccessList
from remediate.model.selector import ANY, ANY_PORT, AddressBlock, PortRange, Selector
from remediate.platforms.object_groups import ObjectGroups, Service, read_ports
from remediate.platforms.port_names import protocol_number
from remediate.platforms.reading import Reading, UnreadError, whole, words_of

__all__ = ["AccessLists"]

_MOST = 10_000  # selectors of one entry
_PORTED = frozenset({6, 17, 132})
_PORT_WORDS = frozenset({"eq", "neq", "gt", "lt", "range"})
_LOG_WORDS = frozenset({"log", "log-input", "disable", "default", "interval"})
_STANDARD = ((1, 99), (1300, 1999))
_EXTENDED = ((100, 199), (2000, 2699))
_TIMES = {
    "time-range": "holds only during a time range",
    "fragments": "holds for later fragments only",
    "established": "holds for established connections only",
}


class AccessLists:
    """The access lists of one configuration, while it is being read."""

    def __init__(self, reading: Reading, groups: ObjectGroups) -> None:
        """Take the reading and the object-groups that entries may name."""
        self._reading = reading
        self._groups = groups
        self._netmask = reading.platform is Platform.ASA
        self._entries: dict[str, list[AccessEntry]] = {}
        self._heads: dict[str, tuple[bool, bool, int]] = {}
        self._known: dict[tuple[str, bool], tuple[tuple[Selector, ...], str | None]] = {}

    def lists(self) -> tuple[AccessList, ...]:
        """Return the lists in the order in which they begin."""
        return tuple(
            AccessList(
                name=name,
                extended=self._heads[name][0],
                numbered_form=self._heads[name][1],
                entries=tuple(entries),
                line=self._heads[name][2],
            )
            for name, entries in self._entries.items()
        )

    def named(self, section: Section) -> None:
        """Read ``ip access-list {extended|standard} NAME`` with its entries (IOS)."""
        words = words_of(section.text)
        if len(words) < 4 or words[2] not in ("extended", "standard"):
            known = words[2:3] in (
                ["resequence"],
                ["log-update"],
                ["logging"],
                ["persistent"],
                ["role-based"],
            )
            if not known:
                self._reading.unread(
                    section, "neither an extended nor a standard access list with a name"
                )
            return
        extended = words[2] == "extended"
        entries = self._open(words[3], extended=extended, flat=False, line=section.line)
        for child in section.children:
            text = child.text
            sequence = None
            first, _, rest = text.partition(" ")
            number = whole(first, 0, 0xFFFFFFFF)
            if number is not None and rest:
                sequence, text = number, rest.lstrip()
            entries.append(self._entry(words[3], text, sequence, child.line, extended=extended))

    def flat(self, section: Section) -> None:
        """Read one ``access-list NAME …`` line (IOS numbered, PIX, ASA)."""
        words = section.text.split(None, 2)
        if len(words) < 3:
            self._reading.unread(section, "an access list entry without action")
            return
        name, rest = words[1], words[2]
        if self._netmask:
            self._flat_asa(section, name, rest)
            return
        if rest.split(None, 1)[0] == "compiled" or name == "compiled":
            return
        extended = _extended_number(name)
        if extended is None and name.isdigit():
            self._reading.unread(section, f"list {name} is not an IP access list")
            return
        first, _, after = rest.partition(" ")
        # Without a number the addresses decide: `access-list` by name is no IOS line.
        wide = True if extended is None else extended
        entries = self._open(name, extended=wide, flat=True, line=section.line)
        if first == "dynamic" and after:
            problem = "a dynamic (lock-and-key) entry"
            entries.append(
                AccessEntry(action="unknown", body=rest, problem=problem, line=section.line)
            )
            return
        entries.append(self._entry(name, rest, None, section.line, extended=wide))

    def _flat_asa(self, section: Section, name: str, rest: str) -> None:
        words = rest.split()
        if words == ["compiled"] or name in ("deny-flow-max", "alert-interval", "mode"):
            return
        sequence = None
        if words[0] == "line" and len(words) > 2 and (number := whole(words[1], 1, 0xFFFFFFFF)):
            sequence = number
            rest = rest.split(None, 2)[2]
            words = words[2:]
        kind = words[0]
        if kind in ("ethertype", "webtype"):
            self._reading.unread(section, f"an {kind} access list has no IP flows")
            return
        if kind in ("extended", "standard"):
            rest = rest.split(None, 1)[1] if len(words) > 1 else ""
        extended = kind != "standard" and self._heads.get(name, (True,))[0]
        entries = self._open(name, extended=extended, flat=True, line=section.line)
        if (
            kind in ("extended", "standard")
            and entries
            and all(e.action == "remark" for e in entries)
        ):
            self._heads[name] = (extended, True, self._heads[name][2])
        entries.append(self._entry(name, rest, sequence, section.line, extended=extended))

    def _open(self, name: str, *, extended: bool, flat: bool, line: int) -> list[AccessEntry]:
        self._heads.setdefault(name, (extended, flat, line))
        return self._entries.setdefault(name, [])

    def _entry(
        self, name: str, text: str, sequence: int | None, line: int, *, extended: bool
    ) -> AccessEntry:
        action, _, rest = text.partition(" ")
        if action == "remark":
            return AccessEntry(action="remark", body=text, sequence=sequence, line=line)
        body = " ".join(text.split())
        if action not in ("permit", "deny"):
            problem = f"'{action}' is neither permit, deny nor remark"
            return AccessEntry(
                action="unknown", body=body, sequence=sequence, problem=problem, line=line
            )
        key = (rest, extended)
        if key not in self._known:
            self._known[key] = self._flows(rest, extended=extended)
        selectors, reason = self._known[key]
        for selector in selectors[:1]:
            self._suspect(name, line, selector)
        return AccessEntry(
            action=action,
            selectors=selectors,
            sequence=sequence,
            body=body,
            inactive=body.endswith(" inactive"),
            problem=None if reason is None else f"'{body}': {reason}",
            line=line,
        )

    def _suspect(self, name: str, line: int, selector: Selector) -> None:
        for block in (selector.source, selector.destination):
            if block.contiguous:
                continue
            inverse = block.wildcard ^ 0xFFFFFFFF
            looks_other = inverse & (inverse + 1) == 0
            if looks_other:
                mask = block.dotted_netmask if self._netmask else block.dotted_wildcard
                here, there = ("netmask", "wildcard") if self._netmask else ("wildcard", "netmask")
                self._reading.note(
                    f"access list {name}, line {line}: the {here} {mask} looks like a {there}"
                )

    def _flows(self, text: str, *, extended: bool) -> tuple[tuple[Selector, ...], str | None]:
        words = words_of(text.lower() if not self._has_names(text) else text)
        try:
            return (self._extended(words) if extended else self._standard(words)), None
        except UnreadError as problem:
            return (), str(problem)

    def _has_names(self, text: str) -> bool:
        return "object" in text or bool(self._reading.names)

    def _standard(self, words: list[str]) -> tuple[Selector, ...]:
        if len(words) > 1 and words[-1] == "log":
            words = words[:-1]
        if len(words) == 1 and words[0] not in ("any", "any4") and not self._netmask:
            words = ["host", *words]
        blocks, at = self._address(words, 0)
        if at != len(words):
            raise UnreadError(f"'{' '.join(words[at:])}' after the address")
        return tuple(Selector(source=block, destination=ANY) for block in blocks)

    def _extended(self, words: list[str]) -> tuple[Selector, ...]:
        services, at = self._protocol(words)
        protocol = services[0].protocol if len(services) == 1 else None
        ported = all(item.protocol in _PORTED for item in services)
        sources, at = self._address(words, at)
        source_ports, at = self._ports(words, at, protocol, ported=ported)
        destinations, at = self._address(words, at)
        destination_ports, at = self._ports(words, at, protocol, ported=ported)
        self._options(words[at:], protocol)
        count = (
            len(services)
            * len(sources)
            * len(destinations)
            * len(source_ports)
            * len(destination_ports)
        )
        if count > _MOST:
            raise UnreadError(f"stands for {count} flows, more than {_MOST}")
        found: dict[Selector, None] = {}
        for service in services:
            for one in sources:
                for two in destinations:
                    for low in source_ports:
                        for high in destination_ports:
                            selector = Selector(
                                protocol=service.protocol,
                                source=one,
                                source_ports=service.source if low == ANY_PORT else low,
                                destination=two,
                                destination_ports=service.destination if high == ANY_PORT else high,
                            )
                            found[selector] = None
        return tuple(found)

    def _protocol(self, words: list[str]) -> tuple[tuple[Service, ...], int]:
        if not words:
            raise UnreadError("no protocol")
        word = words[0]
        if word in ("object-group", "object"):
            if len(words) < 2:
                raise UnreadError(f"{word} without a name")
            return self._groups.services(words[1]), 2
        if word in ("ip", "ip4"):
            return (Service(None),), 1
        number = protocol_number(word)
        if number is None:
            raise UnreadError(f"'{word}' is not a protocol")
        return (Service(number),), 1

    def _address(self, words: list[str], at: int) -> tuple[tuple[AddressBlock, ...], int]:
        if at >= len(words):
            raise UnreadError("the line ends where an address should stand")
        word = words[at]
        if word in ("any", "any4"):
            return (ANY,), at + 1
        if word in ("any6", "ipv6") or ":" in word:
            raise UnreadError("IPv6 is not read")
        following = words[at + 1] if at + 1 < len(words) else None
        if word in (
            "user",
            "user-group",
            "security-group",
            "object-group-user",
            "object-group-security",
            "addrgroup",
        ):
            raise UnreadError(f"'{word}' is not an address")
        if following is None:
            raise UnreadError(f"'{word}' has no mask")
        if word == "host":
            number = self._reading.address(following)
            if number is None:
                raise UnreadError(f"'host {following}' is not an IPv4 address")
            return (AddressBlock(address=number, wildcard=0),), at + 2
        if word in ("object", "object-group"):
            return self._groups.blocks(following), at + 2
        if word == "interface":
            raise UnreadError(f"the address of interface {following} is not written in the entry")
        return (self._reading.block(word, following, netmask=self._netmask),), at + 2

    def _ports(
        self, words: list[str], at: int, protocol: int | None, *, ported: bool
    ) -> tuple[list[PortRange], int]:
        if at >= len(words):
            return [ANY_PORT], at
        if (
            words[at] == "object-group"
            and at + 1 < len(words)
            and self._groups.is_service(words[at + 1])
        ):
            services = self._groups.services(words[at + 1])
            wanted = [item for item in services if protocol is None or item.protocol == protocol]
            if not wanted or any(item.source != ANY_PORT for item in wanted):
                raise UnreadError(f"object-group {words[at + 1]} has no ports for this protocol")
            return list(dict.fromkeys(item.destination for item in wanted)), at + 2
        if words[at] not in _PORT_WORDS:
            return [ANY_PORT], at
        if not ported:
            raise UnreadError(f"'{words[at]}' for a protocol without ports")
        return read_ports(words, at, protocol)

    def _options(self, words: list[str], protocol: int | None) -> None:
        """Accept what changes nothing of the flows; everything else restricts them."""
        at = 0
        while at < len(words):
            word = words[at]
            at += 1
            if word in ("log", "log-input"):
                while at < len(words) and (
                    words[at] in _LOG_WORDS or words[at].isdigit() or words[at] in _LEVELS
                ):
                    at += 1
                if word == "log-input" or not self._netmask:
                    # IOS: one more word is the cookie that marks the log lines
                    at += at < len(words) and words[at] not in _TIMES
            elif word == "inactive":
                continue
            elif word in _TIMES:
                raise UnreadError(_TIMES[word])
            elif protocol == 1:
                raise UnreadError(
                    f"the ICMP type '{' '.join(words[at - 1 :])}' restricts it beyond its addresses"
                )
            else:
                raise UnreadError(
                    f"'{' '.join(words[at - 1 :])}' is not understood or restricts it beyond its flow"
                )


_LEVELS = frozenset(
    {
        "emergencies",
        "alerts",
        "critical",
        "errors",
        "warnings",
        "notifications",
        "informational",
        "debugging",
    }
)


def _extended_number(name: str) -> bool | None:
    """Whether a numbered list is extended; None for what is not the number of an IP list."""
    if not (name.isascii() and name.isdigit()) or len(name) > 5:
        return None
    number = int(name)
    if any(low <= number <= high for low, high in _STANDARD):
        return False
    if any(low <= number <= high for low, high in _EXTENDED):
        return True
    return None
