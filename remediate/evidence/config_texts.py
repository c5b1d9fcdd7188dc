"""Outputs of a device's configuration while they are collected, and the configuration that they come to.

Of several outputs the one counts that shows what runs; sections, single lines, lists and tables serve where there is no
whole one, as far as they can be relied on.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import msgspec

from remediate.evidence.cut_parts import Shown, surely_shown
from remediate.evidence.filters import commands_shown, config_scope, lets_all_through
from remediate.evidence.kinds import Scope
from remediate.evidence.numbering import numbered
from remediate.evidence.running import (
    PrintedText,
    chosen_text,
    contradicted,
    is_saved,
    touches_tunnels,
)
from remediate.evidence.sections import apart, joined
from remediate.evidence.shown_lists import ShownList, lists_beside
from remediate.evidence.shown_routes import ShownRoutes
from remediate.evidence.shown_tables import ShownTables
from remediate.evidence.single_lines import whole_commands
from remediate.evidence.typed import TypedLine, typed_sections
from remediate.evidence.whole_lines import flat_lists, statements_beside, whole_statements
from remediate.model.base import Platform
from remediate.model.config import CryptoConfig
from remediate.model.config_ikev2 import Ikev2Proposal
from remediate.model.config_lists import AccessList
from remediate.model.config_maps import IsakmpPolicy
from remediate.model.evidence import HostFacts
from remediate.model.observation import ShownAddress, Source
from remediate.model.release import Release
from remediate.platforms.address_show import addresses_in_lines
from remediate.platforms.damage import damaged_line, mended
from remediate.platforms.defaults import with_shown_policies
from remediate.platforms.defaults_ikev2 import with_shown_proposals
from remediate.platforms.list_show import access_lists
from remediate.platforms.read import read_config
from remediate.platforms.signs import detect_platform
from remediate.secrets import Redactor

__all__ = ["Beside", "ConfigTexts", "ReadConfig"]


class ReadConfig(NamedTuple):
    """The running-config that counts, read."""

    config: CryptoConfig | None = None
    text: str | None = None
    parts: tuple[tuple[int, Source], ...] = ()
    """(1-based line of the text, its place in the dumps)."""
    changed: Source | None = None
    """What shows that the device's configuration was changed after this was printed."""
    problems: tuple[str, ...] = ()


class Beside(NamedTuple):
    """What other outputs of the device say, that its configuration is read with."""

    release: Release | None
    facts: HostFacts | None
    tables: ShownTables
    default_policies: tuple[IsakmpPolicy, ...] | None
    ikev2_proposals: tuple[Ikev2Proposal, ...]
    routes: ShownRoutes


class _Text(NamedTuple):
    """The text that counts, and where its lines stand."""

    text: str
    parts: tuple[tuple[int, Source], ...]
    orphans: Sequence[Source]
    """Lines of sections whose headings are not shown."""
    changed: Source | None
    problems: tuple[str, ...] = ()


class ConfigTexts:
    """The outputs of one device's configuration, in the order in which they are read."""

    def __init__(self) -> None:
        self._texts: list[PrintedText] = []
        self._singles: list[PrintedText] = []
        """Single lines that need no other line."""
        self._flat: list[PrintedText] = []
        """Single lines that are all of what they name."""
        self._typed: list[Source] = []
        self._lines: list[TypedLine] = []
        self._redactor: Redactor | None = None
        self._lists: list[AccessList] = []
        self._whole_lists: list[ShownList] = []

    def typed(self, command: str, *, file: str, line: int) -> None:
        """Remember what was typed in configuration mode, where it can change a tunnel."""
        if touches_tunnels(command):
            self._typed.append(Source(file=file, line=line))

    def configured(self, line: TypedLine, redactor: Redactor) -> None:
        """Keep a line that was typed in configuration mode."""
        self._lines.append(line)
        self._redactor = redactor

    def add(
        self,
        body: bytes,
        *,
        file: str,
        line: int,
        command: str | None,
        unasked: bool,
        redactor: Redactor,
    ) -> tuple[ShownAddress, ...]:
        """Take an output of the configuration; return the addresses that its single lines tell."""
        text = body.decode("utf-8", "replace").replace("\r\n", "\n").replace("\r", "")
        text = redactor.redact(mended(text))
        scope = config_scope(command, file)
        saved = is_saved(command, file, text)
        addresses: tuple[ShownAddress, ...] = ()
        if scope is Scope.LINES:
            addresses = tuple(addresses_in_lines(text))
            place = Source(file=file, line=line)
            if (kept := whole_commands(command, text)) is not None:
                self._singles.append(
                    PrintedText(kept, place, Scope.SECTIONS, command, unasked, saved=False)
                )
            if not saved and (flat := whole_statements(command, text)) is not None:
                self._flat.append(PrintedText(flat, place, scope, command, unasked, saved))
        for first, output, alone in apart(text, asked=command is not None):
            covers = Scope.SECTIONS if alone and scope is Scope.WHOLE else scope
            place, typed = Source(file=file, line=line + first), None if first else command
            self._texts.append(PrintedText(output, place, covers, typed, unasked, saved))
        return addresses

    def add_lists(self, body: bytes, *, file: str, line: int, command: str | None) -> None:
        """Take an output of ``show access-lists``."""
        lists, unread = access_lists(body, file=file, line=line)
        self._lists.extend(lists)
        whole = () if unread else access_lists(body, file=file, line=line, expanded=True)[0]
        self._whole_lists.extend(
            (file, item)
            for item in whole
            if command is None
            or "|" not in command
            or (flat_lists(body) and lets_all_through(command, f"access-list {item.name} "))
        )

    def read(self, beside: Beside) -> ReadConfig:
        """Read the last whole running-config; its sections serve where there is no whole one."""
        whole, sections = self._outputs()
        typed = () if whole or sections else self._typed_sections()
        sections = sections or [*typed]
        shown = () if whole else beside.tables.beside("".join(item.text for item in sections))
        if not whole and not sections and not shown:
            unused = "single lines of the running-config (| include) do not show what belongs to them: not used"
            return ReadConfig(problems=(unused,) if self._texts else ())
        surely = surely_shown(sections)
        found = (
            self._of_whole(whole, surely.parts)
            if whole
            else self._of_parts(surely.parts, shown, beside.release, typed=bool(typed))
        )
        problems = [*found.problems]
        damaged = damaged_line(found.text)
        if damaged is not None:
            start, place = next(item for item in reversed(found.parts) if item[0] <= damaged)
            problems.append(
                f"{place.file}:{place.line + damaged - start}: a letter of this command was lost: the running-config is not used"
            )
            return ReadConfig(problems=tuple(problems))
        config = read_config(found.text, release=beside.release, platform=_platform(beside))
        if not config.complete:
            source = found.parts[0][1]
            problems.append(f"{source.file}:{source.line}: the running-config is truncated")
        config = with_shown_policies(config, beside.default_policies)
        config = with_shown_proposals(config, beside.ikev2_proposals)
        if not whole or (config.complete and not config.interfaces):  # every device has some
            words = {word for item in surely.parts for word in commands_shown(item.command)}
            words.update(() if whole else beside.tables.whole)
            config = msgspec.structs.replace(
                config,
                complete=False,
                cut=None,
                shown=tuple(sorted(words)),
                cut_classes=surely.cut,
            )
            problems.append(_part_of_it(typed=bool(typed), any_text=bool(whole or surely.parts)))
            problems += _of_sections(surely, found.orphans)
        if self._lists:
            config = numbered(config, self._lists)
        config = msgspec.structs.replace(config, tables=beside.routes.beside(config))
        return ReadConfig(config, found.text, found.parts, found.changed, tuple(problems))

    def _outputs(self) -> tuple[list[PrintedText], list[PrintedText]]:
        """Return the whole outputs, and the sections that serve beside or instead of them."""
        whole = [item for item in self._texts if item.scope is Scope.WHOLE]
        # What stands behind a stray prompt has no beginning: it is no configuration of its own.
        rest = [item for item in whole if item.headless]
        whole = [item for item in whole if item.begins] or [
            item for item in whole if item not in rest
        ]
        sections = [item for item in self._texts if item.scope is Scope.SECTIONS]
        sections = [item for item in sections if not item.saved] or sections
        sections = sections if whole or sections else rest
        sections = [*sections, *statements_beside(sections, self._flat)]
        return whole, sections if whole else [*sections, *self._singles]

    def _of_whole(self, whole: Sequence[PrintedText], sections: Sequence[PrintedText]) -> _Text:
        """Return the whole output that counts; sections show whether it was changed since."""
        orphans = joined(sections)[2]
        running = [item for item in whole if not item.saved]
        chosen, said = chosen_text(running or whole)
        problems = [] if said is None else [said]
        if chosen.saved:
            problems.append("only the startup-config is in the dumps: what runs can differ from it")
        changed = contradicted(chosen, sections) or self._typed_after([chosen.source])
        return _Text(chosen.text, ((1, chosen.source),), orphans, changed, tuple(problems))

    def _of_parts(
        self,
        sections: Sequence[PrintedText],
        shown: Sequence[PrintedText],
        release: Release | None,
        *,
        typed: bool,
    ) -> _Text:
        """Return sections and tables as one text, with the lists that only a table of them shows."""
        text, parts, orphans = joined([*sections, *shown])
        if self._whole_lists:
            hint = release.platform if release is not None else detect_platform(text)
            beside = lists_beside(text, self._whole_lists, hint)
            text, parts, orphans = joined([*sections, *shown, *beside])
        changed = None if typed else self._typed_after(place for _, place in parts)
        return _Text(text, parts, orphans, changed)

    def _typed_sections(self) -> tuple[PrintedText, ...]:
        """Return what was typed at the prompt as parts of the configuration, redacted."""
        if self._redactor is None:
            return ()
        return tuple(
            item._replace(text=self._redactor.redact(item.text))
            for item in typed_sections(self._lines)
        )

    def _typed_after(self, places: Iterable[Source]) -> Source | None:
        """Return the first line typed in configuration mode after the last of some texts in its file."""
        last: dict[str, int] = {}
        for place in places:
            last[place.file] = max(place.line, last.get(place.file, 0))
        later = (i for i in self._typed if i.file in last and i.line > last[i.file])
        return next(later, None)


def _platform(beside: Beside) -> Platform | None:
    """Return the platform that the inventory says, where the configuration may not: that of a firewall."""
    facts = beside.facts
    if beside.release is not None or facts is None or not facts.platform:
        return None
    return Platform.ASA if "asa" in facts.platform or "pix" in facts.platform else None


def _part_of_it(*, typed: bool, any_text: bool) -> str:
    """Say what stands in the place of a whole configuration."""
    if typed:
        return "no running-config is in the dumps: what was typed in configuration mode is a part of it"
    if any_text:
        return "only sections of the running-config are in the dumps"
    return "no running-config is in the dumps: tables show parts of it"


def _of_sections(surely: Shown, orphans: Sequence[Source]) -> list[str]:
    """Return what is to be said of the parts that a configuration is put together from."""
    problems: list[str] = []
    if surely.said is not None:
        problems.append(surely.said)
    if orphans:
        problems.append(
            f"{orphans[0].file}:{orphans[0].line}: not used, as the heading above is not shown"
            f" (`| section` prints such lines; {len(orphans)} in all)"
        )
    return problems
