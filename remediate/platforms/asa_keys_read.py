"""Pre-shared keys of PIX and ASA configurations: those by address (PIX), and those of tunnel-groups."""

from __future__ import annotations

from functools import partial

from fastparse.config_forms import Form, Forms, Sheet, SheetRow
from fastparse.config_tree import Section
from remediate.model.config_keys import PreSharedKey
from remediate.model.selector import ANY, AddressBlock
from remediate.platforms.asa_ikev2_read import AsaIkev2
from remediate.platforms.crypto_read import TOKEN, key_entry, key_peer, usual_key
from remediate.platforms.globals_read import GlobalsDraft
from remediate.platforms.later import Found
from remediate.platforms.reading import Reading, UnreadError, words_of

__all__ = ["AsaKeys"]

_FALLBACK_GROUP = "DefaultL2LGroup"
_TUNNEL_GROUPS = Sheet(
    Forms(
        Form(b"tunnel-group |^ ipsec-attributes$", 1),
        Form(b"tunnel-group ~ ipsec-attributes$", 1),
        Form(b"tunnel-group ~ ipsec-attributes;", -1),
        Form(b"tunnel-group ~ general-attributes;", -1),
        Form(b"tunnel-group ~ type remote-access;", -1),
        Form(b"tunnel-group ~ type ipsec-ra;", -1),
        Form(b"tunnel-group ~ ~;", 0),
        loose=True,
    ),
    Forms(
        Form(b'="ikev1 pre-shared-key |' + TOKEN + b"$", place=2),
        Form(b'="pre-shared-key |' + TOKEN + b"$", place=2),
        *(
            Form(word + b";", -1)
            for word in (
                b"ikev1",
                b"ikev2",
                b"pre-shared-key",
                b"trust-point",
                b"isakmp keepalive disable",
            )
        ),
        Form(b""),
        loose=True,
    ),
    5,
    needed=4,
)
"""Keys of tunnel-groups as they are usually printed: name, address where that is one, text, line and key."""


class AsaKeys:
    """The keys of one configuration, in order; ``found`` grows as lines are read."""

    def __init__(self, reading: Reading, settings: GlobalsDraft, ikev2: AsaIkev2) -> None:
        """Start with nothing read; what tunnel-groups say besides keys goes to ``settings`` and ``ikev2``."""
        self._reading = reading
        self._globals = settings
        self._ikev2 = ikev2
        self.found = Found(_TUNNEL_GROUPS, partial(_usual, reading))

    def key(self, section: Section, words: list[str]) -> None:
        """Read the words after ``isakmp key``: ``KEY {address A [netmask M] | hostname H} [no-xauth] …``."""
        match words:
            case [key, "address", address, *rest]:
                mask = rest[1] if rest[:1] == ["netmask"] and len(rest) > 1 else None
                if mask is None and rest and rest[0][0].isdigit():
                    mask = rest[0]
                peer = key_peer(self._reading, address, mask)
                no_xauth = "no-xauth" in rest
                self.found.add(
                    key_entry(
                        self._reading, section, key=key, kind=None, peer=peer, no_xauth=no_xauth
                    )
                )
            case [key, "hostname", name, *_]:
                self.found.add(key_entry(self._reading, section, key=key, kind=None, hostname=name))
            case _:
                raise UnreadError("not an isakmp command that is known")

    def tunnel_group(self, section: Section, words: list[str]) -> bool:
        """Read ``tunnel-group NAME ipsec-attributes``; return whether it authenticates by IKEv2."""
        if len(words) < 3 or words[2] != "ipsec-attributes":
            return False
        ikev2 = False
        peer, hostname = _peer(self._reading, words[1])
        for child in section.children:
            way: str | None = None
            method: str | None = None
            match words_of(child.text):
                case ["pre-shared-key", *rest] | ["ikev1", "pre-shared-key", *rest] if rest:
                    pass
                case [
                    "ikev2",
                    "local-authentication" | "remote-authentication" as found,
                    kind_of,
                    *rest,
                ]:
                    ikev2, way, method = True, found, kind_of
                    self._globals.certificates |= method == "certificate"
                case ["trust-point", point] | ["ikev1", "trust-point", point]:
                    self._globals.signing_group(words[1], point)
                    continue
                case ["isakmp", "keepalive", "disable", *_]:
                    self._globals.group_without_keepalive(words[1])
                    continue
                case _:
                    continue
            key = None
            if method in (None, "pre-shared-key"):
                kind = rest[0] if len(rest) == 2 else None
                if len(rest) in (1, 2) and kind in (None, "0", "6", "7", "8", "hex"):
                    key = key_entry(
                        self._reading, child, key=rest[-1], kind=kind, peer=peer, hostname=hostname,
                        keyring=words[1], ikev2=way is not None,
                    )  # fmt: skip
                    self.found.add(key)
                else:
                    self._reading.unread(child, "more than one word where the key should stand")
            if way is not None and method is not None:
                self._ikev2.tunnel_group(section, words[1], peer, way, method, key)
        return ikev2


def _usual(reading: Reading, row: SheetRow) -> PreSharedKey:
    _, _, _, name, address, text, line, key = row
    if address is None:
        peer, hostname = _peer(reading, name)
    else:
        peer, hostname = AddressBlock(address=address, wildcard=0), None
    return usual_key(line, text, key, peer=peer, hostname=hostname, keyring=name)


def _peer(reading: Reading, name: str) -> tuple[AddressBlock | None, str | None]:
    """Return the peers that a tunnel-group is for, or the host name."""
    if name == _FALLBACK_GROUP:
        return ANY, None  # what a peer without a group of its own is met with
    if ":" in name:
        try:
            return AddressBlock.of_prefix(name), None
        except ValueError:
            return None, name
    address = reading.address(name)
    if address is None:
        return None, name
    return AddressBlock(address=address, wildcard=0), None
