"""Show output to observations: a thin mapping over :mod:`fastparse.show`.

Each function takes the output of one command, the file it was read from and the 1-based line that
it begins at. What was not understood comes back as :class:`Unrecognised` with no device and its
text unredacted: the caller, who knows the device and owns the redactor, fills both in.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from fastparse.records import IpsecSaRow, Unread, VersionRow
from fastparse.show import (
    parse_engine,
    parse_ikev2_sa,
    parse_ipsec_sa,
    parse_isakmp_sa,
    parse_ping,
    parse_version,
)
from remediate.model.base import Frozen, Platform
from remediate.model.observation import (
    EngineConnection,
    IpsecSa,
    IsakmpSa,
    Ping,
    Source,
    Unrecognised,
)
from remediate.model.release import Release
from remediate.model.selector import canonical
from remediate.platforms.shown_platform import strong_ciphers

__all__ = [
    "ShownVersion",
    "canonical_transforms",
    "engine_connections",
    "ikev2_sas",
    "ipsec_sas",
    "isakmp_sas",
    "pings",
    "unread",
    "version",
]

Buffer = bytes | bytearray | memoryview
WIDTH = 120
"""Characters kept of a line that was not understood."""


class ShownVersion(Frozen, frozen=True, kw_only=True):
    """What ``show version`` says of a device."""

    source: Source
    release: Release
    hostname: str | None = None
    image: str | None = None
    hardware: str | None = None


def isakmp_sas(
    data: Buffer, *, file: str, line: int = 1
) -> tuple[tuple[IsakmpSa, ...], tuple[Unrecognised, ...]]:
    """Map ``show crypto isakmp sa`` or ``show crypto ikev1 sa``.

    Rows of the ``detail`` table print no state: they come with an empty ``state``, the remote
    address in ``destination`` and the local one in ``origin`` (who began is not printed).
    """
    parsed = parse_isakmp_sa(data, line=line)
    sas = []
    for row in parsed.records:
        if not row.complete:
            continue
        sas.append(
            IsakmpSa(
                source=Source(file=file, line=row.line),
                destination=canonical(row.destination or row.peer or row.remote or ""),
                origin=canonical(row.source or row.local or ""),
                state=row.state or "",
                connection=None if row.connection is None else str(row.connection),
                status=row.status,
                deleted=row.deleted,
                peer_only=row.peer is not None,
                local=canonical(row.local) if row.local else None,
            )
        )
    return tuple(sas), unread(parsed.unrecognised, file)


def ikev2_sas(
    data: Buffer, *, file: str, line: int = 1
) -> tuple[tuple[IsakmpSa, ...], tuple[Unrecognised, ...]]:
    """Map ``show crypto ikev2 sa``: the remote address in ``destination``, the local one in ``origin``.

    Who began is not printed by IOS. ``READY`` is an SA that both ends have authenticated.
    """
    parsed = parse_ikev2_sa(data, line=line)
    return (
        tuple(
            IsakmpSa(
                source=Source(file=file, line=row.line),
                destination=canonical(row.remote),
                origin=canonical(row.local),
                local=canonical(row.local),
                state=row.status or "",
                deleted=(row.status or "").upper().startswith("DEL"),
                active=row.active_time,
            )
            for row in parsed.records
            if row.local and row.remote
        ),
        unread(parsed.unrecognised, file),
    )


def ipsec_sas(
    data: Buffer, *, file: str, line: int = 1
) -> tuple[tuple[IpsecSa, ...], tuple[Unrecognised, ...]]:
    """Map ``show crypto ipsec sa``: one observation an identity.

    An identity that was cut, or of which an SA could not be read, is left out and stands among
    the unrecognised: its missing SAs would look like a tunnel that is down.
    """
    parsed = parse_ipsec_sa(data, line=line)
    return (
        tuple(_ipsec(row, file) for row in parsed.records if row.complete),
        unread(parsed.unrecognised, file),
    )


def _ipsec(row: IpsecSaRow, file: str) -> IpsecSa:
    live = [sa for sa in row.sas if sa.protocol != "pcp"]
    transforms: dict[str, None] = {}
    for sa in row.sas:
        transforms.update(dict.fromkeys(canonical_transforms(sa.transforms)))
    return IpsecSa(
        source=Source(file=file, line=row.line),
        interface=row.interface,
        map=row.map,
        local_address=canonical(row.local_endpoint or row.local_address or "") or None,
        peer=canonical(row.remote_endpoint or row.dynamic_peer or row.peer or "") or None,
        local_ident=row.local_ident.text if row.local_ident else None,
        remote_ident=row.remote_ident.text if row.remote_ident else None,
        counters=row.counters,
        path_mtu=row.path_mtu,
        media_mtu=row.media_mtu,
        plaintext_mtu=row.plaintext_mtu,
        overhead=row.overhead,
        outbound_spi=row.outbound_spi,
        transforms=tuple(transforms),
        inbound_spis=tuple(sa.spi for sa in live if sa.direction == "inbound"),
        outbound_spis=tuple(sa.spi for sa in live if sa.direction == "outbound"),
        nat_traversal=row.nat_traversal,
        connections=tuple(sa.connection for sa in live if sa.connection is not None),
        transport=any("Transport" in word for sa in live for word in sa.settings),
        replay_window=max(
            (sa.replay_window for sa in live if sa.replay_window is not None), default=None
        ),
    )


def canonical_transforms(words: Iterable[str]) -> tuple[str, ...]:
    """Return canonical transforms from the words of a ``transform:`` line.

    ``esp-256-aes``, ``esp-aes-256`` and ``esp-aes 256`` are ``esp-aes 256``; ``esp-aes-128`` is
    ``esp-aes`` as in the configuration; ``no compression`` is dropped.
    """
    transforms: list[str] = []
    rest = list(words)
    while rest:
        word = rest.pop(0).lower()
        if word == "no" and rest and rest[0].lower() == "compression":
            rest.pop(0)
            continue
        sized = re.fullmatch(
            r"esp-(?:(\d+)-)?(aes|gcm|gmac|aes-gcm|aes-gmac|seal)(?:-(\d+))?", word
        )
        if not sized:
            transforms.append(word)
            continue
        size = sized[1] or sized[3]
        if size is None and rest and rest[0].isdigit():
            size = rest.pop(0)
        name = f"esp-{sized[2].removeprefix('aes-')}"
        transforms.append(name if size is None or size == "128" else f"{name} {size}")
    return tuple(transforms)


def engine_connections(
    data: Buffer, *, file: str, line: int = 1
) -> tuple[tuple[EngineConnection, ...], tuple[Unrecognised, ...]]:
    """Map ``show crypto engine connection(s) active``."""
    parsed = parse_engine(data, line=line)
    rows = tuple(
        EngineConnection(
            source=Source(file=file, line=row.line),
            connection=row.id,
            kind=row.kind or row.interface or "",
            algorithm=row.algorithm,
            encrypt=row.encrypt,
            decrypt=row.decrypt,
            address=None if row.address in {None, "<none>"} else row.address,
        )
        for row in parsed.records
    )
    return rows, unread(parsed.unrecognised, file)


def pings(data: Buffer, *, file: str, line: int = 1) -> tuple[Ping, ...]:
    """Map the pings of a session; one that was cut, and a sweep over sizes, say nothing of one size."""
    return tuple(
        Ping(
            source=Source(file=file, line=row.line),
            target=row.target,
            size=row.size,
            df=row.df,
            sent=row.sent or len(row.results),
            received=row.received or 0,
            too_big=row.could_not_fragment,
            told_mtu=min((r.mtu for r in row.replies if r.mtu is not None), default=None),
            origin=row.source,
        )
        for row in parse_ping(data, line=line).records
        if row.complete and row.target is not None and row.size is not None and not row.last_size
    )


def version(data: Buffer, *, file: str, line: int = 1) -> ShownVersion | None:
    """Map ``show version``; None when it shows no release."""
    for row in parse_version(data, line=line).records:
        return ShownVersion(
            source=Source(file=file, line=row.line),
            release=_release(row, bytes(data)),
            hostname=row.hostname,
            image=row.image,
            hardware=row.hardware,
        )
    return None


def _release(row: VersionRow, text: bytes) -> Release:
    return Release(
        platform=Platform.ASA if row.family in {"asa", "pix"} else Platform.IOS,
        text=row.release,
        numbers=tuple(int(number) for number in re.findall(r"\d+", row.release)),
        xe=row.family == "ios-xe",
        pix=row.family == "pix" or "PIX" in (row.hardware or "").upper(),
        strong=strong_ciphers(text),
    )


def unread(items: Iterable[Unread], file: str) -> tuple[Unrecognised, ...]:
    """Map what a reader of :mod:`fastparse.show` did not understand."""
    return tuple(
        Unrecognised(
            device=None,
            file=file,
            lines=1,
            first=item.text[:WIDTH],
            line=item.line,
            reason=item.reason,
        )
        for item in items
    )
