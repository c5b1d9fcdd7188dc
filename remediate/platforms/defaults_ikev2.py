"""The built-in IKEv2 proposal of IOS-XE, where a capture shows it; else it is unknown.

Sources: a capture of IOS-XE 16.7 (AES-CBC 256, 192 and 128; SHA-512, SHA-384, SHA-256, SHA-1 and
MD5; groups 5 and 2). Later releases have another one, and no capture says from which release on:
``show crypto ikev2 proposal`` of the device itself decides there.
"""

from __future__ import annotations

import re

import msgspec

from remediate.model.config import CryptoConfig
from remediate.model.config_ikev2 import Ikev2Proposal
from remediate.model.release import Release
from remediate.platforms.ikev2_words import ciphers, digests, groups
from remediate.platforms.reading import UnreadError

__all__ = ["DEFAULT", "default_proposal", "proposals_shown", "with_shown_proposals"]

DEFAULT = "default"
_CAPTURED = (16, 7)
_HEAD = re.compile(r"^\s*IKEv2 proposal\s*:?\s*(\S+?)\s*:?\s*$", re.IGNORECASE)
_LINE = re.compile(r"^\s*(Encryption|Integrity|PRF|DH Group)\s*:\s*(\S.*?)\s*$", re.IGNORECASE)
_LONGEST = 400
"""Letters of a line: no device prints longer ones here."""
_GROUP = re.compile(r"Group\s+(\d{1,2})\b")


def default_proposal(release: Release) -> tuple[Ikev2Proposal | None, str | None]:
    """Return the built-in proposal of a release, and why it is not known."""
    if release.text is None:
        return None, "the release is not known: neither is its built-in IKEv2 proposal"
    if release.xe and release.numbers[:2] == _CAPTURED:
        digest = ("sha512", "sha384", "sha256", "sha1", "md5")
        return (
            Ikev2Proposal(
                name=DEFAULT,
                encryption=("aes-cbc-256", "aes-cbc-192", "aes-cbc-128"),
                integrity=digest,
                prf=digest,
                groups=(5, 2),
                default=True,
            ),
            None,
        )
    return None, f"what the built-in IKEv2 proposal of {release.text} holds is not known"


def proposals_shown(text: str) -> tuple[Ikev2Proposal, ...]:
    """Read ``show crypto ikev2 proposal``: each proposal that is whole and understood, ``default`` as built in."""
    found: dict[str, dict[str, str]] = {}
    current: dict[str, str] = {}
    for line in text.splitlines():
        if len(line) > _LONGEST:
            continue
        if head := _HEAD.match(line):
            current = found.setdefault(head[1], {})
        elif part := _LINE.match(line):
            current.setdefault(part[1].lower(), part[2])
    read = (_proposal(name, values) for name, values in found.items())
    return tuple(item for item in read if item is not None)


def _proposal(name: str, values: dict[str, str]) -> Ikev2Proposal | None:
    if not {"encryption", "integrity", "prf", "dh group"} <= values.keys():
        return None
    none = values["integrity"].lower() in ("none", "null")
    try:
        return Ikev2Proposal(
            name=name,
            encryption=ciphers(values["encryption"].split()),
            integrity=()
            if none
            else digests([_plain(word) for word in values["integrity"].split()]),
            prf=digests([_plain(word) for word in values["prf"].split()]),
            groups=groups(_GROUP.findall(values["dh group"])),
            default=name == DEFAULT,
        )
    except UnreadError:
        return None


def _plain(word: str) -> str:
    """Return ``sha1`` for ``SHA96`` (the ICV of HMAC-SHA-1 has 96 bits), ``md5`` for ``MD596``."""
    return {"sha96": "sha1", "md596": "md5"}.get(word.lower(), word.lower())


def with_shown_proposals(config: CryptoConfig, shown: tuple[Ikev2Proposal, ...]) -> CryptoConfig:
    """Return the configuration with the built-in proposal that the device itself printed."""
    shown = tuple(item for item in shown if item.default)
    known = config.ikev2_config
    if not shown or known.unknown_default is None:
        return config
    own = tuple(item for item in known.proposals if not item.default)
    return msgspec.structs.replace(
        config,
        ikev2_config=msgspec.structs.replace(known, proposals=(*own, *shown), unknown_default=None),
    )
