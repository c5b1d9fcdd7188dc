"""From dump files to the facts of each device of a fleet."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import msgspec

from remediate.dumps import find
from remediate.evidence.gather import Gatherer
from remediate.messages import Classifier
from remediate.model.evidence import FleetEvidence, HostFacts
from remediate.model.observation import UNUSED, Unrecognised
from remediate.secrets import Redactor

__all__ = ["read_fleet"]

_APART = 2
"""Lines (headings, blanks) that may lie between two lines that were not understood for one place."""


def read_fleet(
    paths: Sequence[Path],
    *,
    classifier: Classifier,
    redactor: Redactor,
    host: str | None = None,
    hosts: Sequence[HostFacts] = (),
    progress: Callable[[str], None] | None = None,
) -> FleetEvidence:
    """Read dumps into the evidence of a fleet.

    ``paths`` are dump folders, files or ``-``; ``host`` names the device of a plain file; ``hosts``
    is the inventory; ``progress`` is called with the name of each file before it is read. Raises
    :class:`remediate.errors.NoDumpsError` when there is nothing to read; everything else that is
    wrong with the input is in ``FleetEvidence.problems``, and what fails of this program in its ``defects``.
    """
    files, problems = find(paths, host=host)
    facts = {item.name.casefold(): item for item in hosts}
    gatherer = Gatherer(classifier, redactor, facts)
    gatherer.problems.extend(problems)
    for file in files:
        if progress is not None:
            progress(file.name)
        gatherer.read(file)
    owners = _owners(gatherer, hosts)
    gatherer.settle(lambda origin: _owner(owners, origin))
    devices = [builder.frozen() for _, builder in sorted(gatherer.builders.items())]
    for builder in gatherer.builders.values():
        gatherer.defects.extend(builder.defects)
    return FleetEvidence(
        devices=tuple(devices),
        hosts=tuple(sorted(hosts, key=lambda item: item.name)),
        stray=tuple(gatherer.stray),
        unrecognised=tuple(_coalesced(gatherer.unrecognised)),
        problems=tuple(gatherer.problems),
        defects=tuple(gatherer.defects),
    )


def _coalesced(items: Sequence[Unrecognised]) -> Iterator[Unrecognised]:
    """Join lines that follow each other into one place."""
    last: Unrecognised | None = None
    for item in sorted(items, key=lambda entry: (entry.file, entry.line)):
        if (
            last is not None
            and item.reason != UNUSED
            and (last.file, last.device, last.reason) == (item.file, item.device, item.reason)
            and 0 <= item.line - (last.line + last.lines) <= _APART
        ):
            last = msgspec.structs.replace(last, lines=item.line + item.lines - last.line)
            continue
        if last is not None:
            yield last
        last = item
    if last is not None:
        yield last


def _owners(gatherer: Gatherer, hosts: Sequence[HostFacts]) -> dict[str, str]:
    """Return whose an address or name in a syslog header is; one that two devices have is nobody's."""
    owners: dict[str, str] = {}
    for facts in hosts:
        for name in (facts.name, *facts.addresses, *(pair[1] for pair in facts.nat)):
            owners.setdefault(name.casefold(), facts.name)
    claims: dict[str, set[str]] = {}
    for builder in gatherer.builders.values():
        owners.setdefault(builder.device.casefold(), builder.device)
        config = builder.config()
        if config is None:
            continue
        if config.hostname:
            claims.setdefault(config.hostname.casefold(), set()).add(builder.device)
        for interface in config.interfaces:
            for address in (interface.address, *(pair[0] for pair in interface.secondary)):
                if address:
                    claims.setdefault(address, set()).add(builder.device)
    for name, devices in claims.items():
        if len(devices) == 1:
            owners.setdefault(name, *devices)
    return owners


def _owner(owners: dict[str, str], origin: str) -> str | None:
    """Return whose header it is; a relay may add the domain to a device's name."""
    name = origin.casefold()
    short = name.split(".")[0]
    return owners.get(name) or (None if short.isdigit() else owners.get(short))
