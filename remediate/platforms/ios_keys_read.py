"""Pre-shared keys of IOS configurations: global ones and keyrings."""

from __future__ import annotations

from fastparse.config_forms import Form, Forms, Sheet, SheetRow
from fastparse.config_tree import Section
from remediate.model.config_keys import PreSharedKey
from remediate.model.config_maps import IsakmpProfile
from remediate.model.selector import ANY, AddressBlock
from remediate.platforms.crypto_read import TOKEN, key_entry, key_peer, usual_key
from remediate.platforms.later import Found
from remediate.platforms.reading import Reading, UnreadError, dotted, words_of

__all__ = ["KEYS", "IosKeys"]

_ALL_ONES = 0xFFFFFFFF
_PLAIN, _NO_XAUTH = 1, 2
KEYS = Sheet(
    Forms(
        Form(b"=crypto isakmp key |" + TOKEN + b" address ^$", _PLAIN),
        Form(b"=crypto isakmp key |" + TOKEN + b" address ^ no-xauth$", _NO_XAUTH),
        Form(b"=crypto isakmp key |" + TOKEN + b" address ^ ^$", _PLAIN),
        Form(b"=crypto isakmp key |" + TOKEN + b" address ^ ^ no-xauth$", _NO_XAUTH),
        loose=True,
    ),
    Forms(),
    4,
)
"""Global keys as they are usually printed."""


class IosKeys:
    """The keys of one configuration, in order; ``found`` grows as lines are read."""

    def __init__(self, reading: Reading) -> None:
        """Start with nothing read."""
        self._reading = reading
        self.found = Found(KEYS, _usual)
        self.profiles: dict[str, IsakmpProfile] = {}

    def key(self, section: Section, words: list[str]) -> None:
        """Read the words after ``crypto isakmp key``.

        ``[0|6] KEY {address A [mask] | hostname H} [no-xauth]``, or the key last.
        """
        self.found.add(self._global_key(section, words))

    def _global_key(self, section: Section, words: list[str]) -> PreSharedKey:
        no_xauth = words[-1:] == ["no-xauth"]
        if no_xauth:
            words = words[:-1]
        kind = None
        if (
            len(words) > 2
            and words[0] in ("0", "6", "7")
            and words[1] not in ("address", "hostname")
        ):
            kind, words = words[0], words[1:]
        match words:
            case [key, "hostname", name]:
                return key_entry(
                    self._reading, section, key=key, kind=kind, hostname=name, no_xauth=no_xauth
                )
            case [key, "address", "ipv6", address] | ["address", "ipv6", address, key]:
                mask = None
            case [key, "address", address] | ["address", address, key]:
                mask = None
            case [key, "address", address, mask] | ["address", address, mask, key]:
                pass
            case _:
                raise UnreadError(
                    "not the form of a pre-shared key: KEY, address or hostname, mask"
                )
        peer = key_peer(self._reading, address, mask)
        return key_entry(self._reading, section, key=key, kind=kind, peer=peer, no_xauth=no_xauth)

    def keyring(self, section: Section, words: list[str]) -> None:
        """Read ``crypto keyring NAME [vrf V]`` with its keys."""
        if len(words) < 3:
            raise UnreadError("a keyring without a name")
        vrf = words[4] if words[3:4] == ["vrf"] and len(words) > 4 else None
        local = next(
            (
                inner[1]
                for child in section.children
                if (inner := words_of(child.text))[0] == "local-address" and len(inner) > 1
            ),
            None,
        )
        for child in section.children:
            inner = words_of(child.text)
            if inner[0] != "pre-shared-key":
                continue
            try:
                self.found.add(self._keyring_key(child, inner[1:], words[2], vrf, local))
            except UnreadError as problem:
                self._reading.unread(child, str(problem))

    def _keyring_key(
        self, child: Section, words: list[str], keyring: str, vrf: str | None, local: str | None
    ) -> PreSharedKey:
        kind = None
        if len(words) > 2 and words[-2] in ("0", "6", "7") and words[-3] == "key":
            kind = words[-2]
            words = [*words[:-2], words[-1]]
        match words:
            case ["hostname", name, "key", key]:
                return key_entry(
                    self._reading,
                    child,
                    key=key,
                    kind=kind,
                    hostname=name,
                    keyring=keyring,
                    vrf=vrf,
                    local_address=local,
                )
            case ["address", address, "key", key] | ["address", "ipv6", address, "key", key]:
                mask = None
            case ["address", address, mask, "key", key]:
                pass
            case _:
                raise UnreadError("not the form of a keyring's key: address or hostname, key KEY")
        peer = key_peer(self._reading, address, mask)
        return key_entry(
            self._reading, child, key=key, kind=kind, peer=peer, keyring=keyring, vrf=vrf,
            local_address=local,
        )  # fmt: skip

    def profile(self, section: Section, name: str) -> None:
        """Read ``crypto isakmp profile NAME``: its keyrings, what it matches and who it says to be."""
        keyrings: list[str] = []
        peers: list[tuple[AddressBlock, str | None]] = []
        names: list[tuple[str, str]] = []
        otherwise = False
        own: tuple[str, str | None] | None = None
        inside: str | None = None
        for child in section.children:
            inner = words_of(child.text)
            try:
                match inner:
                    case ["keyring", keyring, *_]:
                        keyrings.append(keyring)
                    case ["vrf", vrf]:
                        inside = vrf
                    case ["match", "identity", "address", address, mask, *front] if dotted(mask):
                        peers.append((key_peer(self._reading, address, mask), _first(front)))
                    case ["match", "identity", "address", "ipv6", address, *front]:
                        peers.append((key_peer(self._reading, address, None), _first(front)))
                    case ["match", "identity", "address", address, *front] if dotted(address):
                        peers.append((key_peer(self._reading, address, None), _first(front)))
                    case ["match", "identity", "host" | "user" as kind, "domain", value, *_]:
                        names.append((f"{kind}-domain", value))
                    case ["match", "identity", "host" | "user" | "group" as kind, value, *_]:
                        names.append((kind, value))
                    case ["match", *_]:
                        otherwise = True
                    case ["self-identity", "address" | "fqdn" | "user-fqdn" as kind, *rest]:
                        own = (kind, rest[0] if rest else None)
                    case _:
                        continue
            except UnreadError as problem:
                otherwise = otherwise or inner[:1] == ["match"]
                self._reading.unread(child, str(problem))
        self.profiles[name] = IsakmpProfile(
            name=name,
            keyrings=tuple(keyrings),
            peers=tuple(block for block, _ in peers),
            peer_vrfs=tuple(vrf for _, vrf in peers),
            names=tuple(names),
            otherwise=otherwise,
            self_identity=own,
            vrf=inside,
            line=section.line,
        )


def _first(words: list[str]) -> str | None:
    return words[0] if words else None


def _usual(row: SheetRow) -> PreSharedKey:
    _, form, line, text, key, address, mask = row
    if mask is not None:
        peer = AddressBlock(address=address, wildcard=mask ^ _ALL_ONES)
    else:
        peer = AddressBlock(address=address, wildcard=0) if address else ANY
    return usual_key(line, text, key, peer=peer, no_xauth=form == _NO_XAUTH)
