"""One access list entry as flows: addresses, ports, protocol, what restricts it further."""

from __future__ import annotations

from remediate.model.base import Platform
from remediate.model.selector import ANY, ANY_PORT, AddressBlock, PortRange, Selector
from remediate.platforms.object_groups import ObjectGroups
from remediate.platforms.port_names import protocol_number
from remediate.platforms.reading import Reading, UnreadError, words_of
from remediate.platforms.service_objects import Service, read_ports

__all__ = ["EntryReader"]

_MOST = 10_000  # selectors of one entry
_PORTED = frozenset({6, 17, 132})
_PORT_WORDS = frozenset({"eq", "neq", "gt", "lt", "range"})
_LOG_WORDS = frozenset({"log", "log-input", "disable", "default", "interval"})
_TIMES = {
    "time-range": "holds only during a time range",
    "fragments": "holds for later fragments only",
    "established": "holds for established connections only",
}
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


class EntryReader:
    """Reads what stands after ``permit`` or ``deny``."""

    def __init__(self, reading: Reading, groups: ObjectGroups) -> None:
        """Take the reading and the object-groups that entries may name."""
        self._reading = reading
        self._groups = groups
        self._netmask = reading.platform is Platform.ASA

    def flows(self, text: str, *, extended: bool) -> tuple[tuple[Selector, ...], str | None]:
        """Return the flows of an entry, or none and why it can't be read as flows."""
        words = words_of(text.lower() if not self._has_names(text) else text)
        try:
            return (self._extended(words) if extended else self._standard(words)), None
        except UnreadError as problem:
            return (), str(problem)

    def within(self, text: str) -> tuple[Selector, ...]:
        """Return the flows that an extended entry stays within, whatever restricts it further.

        Empty where not even its addresses can be read.
        """
        words = words_of(text.lower() if not self._has_names(text) else text)
        try:
            return self._extended(words, restricted=True)
        except UnreadError:
            return ()

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

    def _extended(self, words: list[str], *, restricted: bool = False) -> tuple[Selector, ...]:
        services, at = self._protocol(words)
        protocol = services[0].protocol if len(services) == 1 else None
        ported = all(item.protocol in _PORTED for item in services)
        sources, at = self._address(words, at)
        source_ports, at = self._ports(words, at, protocol, ported=ported)
        destinations, at = self._address(words, at)
        destination_ports, at = self._ports(words, at, protocol, ported=ported)
        if not restricted:
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
