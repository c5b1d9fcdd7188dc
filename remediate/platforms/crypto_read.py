"""ISAKMP policies, transform sets, PFS and keys: what IOS, PIX and ASA configurations share."""

from __future__ import annotations

import re

from fastparse.config_tree import Section
from remediate.model.config_keys import KeyForm, PreSharedKey
from remediate.model.config_maps import TransformSet
from remediate.model.selector import ANY, AddressBlock
from remediate.platforms.reading import Reading, UnreadError, whole
from remediate.secrets import REMOVED, Redactor

__all__ = ["LAST_GROUP", "TOKEN", "bare_note", "key_entry", "pfs_group", "transforms", "usual_key"]

_TOKEN = re.compile(r"<key#[0-9A-F]{16}>")
TOKEN = rb"\<key\#" + 16 * b"{" + b">"
"""What the redactor puts where a key stood, as a form of :mod:`fastparse.config_forms`."""
_CLEAR = KeyForm.CLEAR
LAST_GROUP = 64
"""Greater numbers are no Diffie-Hellman groups."""
_FORMS: dict[str | None, KeyForm] = {"6": KeyForm.TYPE6, "7": KeyForm.TYPE7, "8": KeyForm.TYPE8}
_SIZED = re.compile(r"(esp-(?:aes|gcm|gmac))-(128|192|256)")


def transforms(words: list[str]) -> tuple[str, ...]:
    """Return transforms in their canonical spelling; :class:`UnreadError` for what is none."""
    found: list[str] = []
    for word in words:
        sized = _SIZED.fullmatch(word)
        if sized:
            base, size = sized[1], sized[2]
            found.append(base if size == "128" else f"{base} {size}")
        elif word in ("128", "160", "192", "256") and found and " " not in found[-1]:
            if word != "128":
                found[-1] = f"{found[-1]} {word}"
        elif word == "esp-none":
            continue  # ASA: no authentication, which IOS says by leaving it out
        elif word.startswith(("esp-", "ah-", "comp-")):
            found.append(word)
        else:
            raise UnreadError(f"'{word}' is not a transform")
    if not found:
        raise UnreadError("a transform set without transforms")
    return tuple(found)


def transform_set(name: str, words: list[str], mode: str, line: int) -> TransformSet:
    """Return a named transform set, with its problem where a word of it is no transform."""
    try:
        return TransformSet(name=name, transforms=transforms(words), mode=mode, line=line)
    except UnreadError as problem:
        return TransformSet(name=name, transforms=(), mode=mode, problem=str(problem), line=line)


def bare_note(where: str, group: int) -> str:
    """Return what is noted of `set pfs` without a group."""
    return f"{where}: `set pfs` prints no group; group {group}, the default, is taken"


def pfs_group(word: str) -> int:
    """Return the group of ``set pfs groupN``, given the word after ``pfs``."""
    number = whole(word.removeprefix("group"), 1, LAST_GROUP)
    if number is None:
        raise UnreadError(f"'{word}' is not a Diffie-Hellman group")
    return number


def key_entry(
    reading: Reading,
    section: Section,
    *,
    key: str,
    kind: str | None,
    peer: AddressBlock | None = None,
    hostname: str | None = None,
    keyring: str | None = None,
    vrf: str | None = None,
    local_address: str | None = None,
    no_xauth: bool = False,
    ikev2: bool = False,
) -> PreSharedKey:
    """Return a key entry from the token that stands for its key; ``kind`` is the printed type."""
    text = section.text
    token = None
    if _TOKEN.fullmatch(key):
        token = key
        form = _FORMS.get(kind, _CLEAR)
    else:
        form = KeyForm.MASKED
        if key.strip("*") and key != REMOVED:
            # The text was not redacted before it came here: the key goes no further.
            text = Redactor(b"not kept").clean(text).replace(key, REMOVED)
            key = REMOVED
            reading.note(
                "a key was not redacted before the configuration was read: it is not compared"
            )
    return PreSharedKey(
        peer=peer,
        hostname=hostname,
        form=form,
        fingerprint=token[5:-1] if token and form is _CLEAR else None,
        token=token or key,
        keyring=keyring,
        vrf=vrf,
        local_address=local_address,
        no_xauth=no_xauth,
        ikev2=ikev2,
        text=text,
        line=section.line,
    )


def usual_key(
    line: int,
    text: str,
    token: str,
    *,
    peer: AddressBlock | None,
    hostname: str | None = None,
    keyring: str | None = None,
    no_xauth: bool = False,
) -> PreSharedKey:
    """Return the key entry of a line as it is usually printed: a token, and no type before it."""
    return PreSharedKey(
        peer=peer,
        hostname=hostname,
        form=_CLEAR,
        fingerprint=token[5:-1],
        token=token,
        keyring=keyring,
        no_xauth=no_xauth,
        text=text,
        line=line,
    )


def key_peer(reading: Reading, address: str, mask: str | None) -> AddressBlock:
    """Return the peers of a key: one host, or a network when a netmask is given.

    ``0.0.0.0`` without a mask is every peer (newer IOS prints the wildcard key so).
    """
    if ":" in address:
        try:
            return AddressBlock.of_prefix(address)
        except ValueError as problem:
            raise UnreadError(f"'{address}' is not an IPv6 address") from problem
    if mask is None and address.endswith("0.0.0.0/0"):
        return ANY
    number = reading.address(address)
    if number is None:
        raise UnreadError(f"'{address}' is not an IPv4 address")
    if mask is None:
        return ANY if number == 0 else AddressBlock(address=number, wildcard=0)
    return reading.block(address, mask, netmask=True)
