"""Collects what the dumps say of one device and freezes it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import msgspec

from fastparse.session import expand
from remediate.evidence.bag import MessageBag
from remediate.evidence.excerpt import excerpt
from remediate.evidence.filters import commands_shown, config_scope, surely_shown
from remediate.evidence.numbering import numbered
from remediate.evidence.recognise import Kind, Scope
from remediate.evidence.running import (
    PrintedText,
    chosen_text,
    contradicted,
    is_saved,
    lacks_its_address,
    touches_tunnels,
)
from remediate.evidence.sections import apart, joined
from remediate.evidence.shown_lists import ShownList, lists_beside
from remediate.evidence.shown_routes import ShownRoutes
from remediate.evidence.shown_tables import ShownTables
from remediate.evidence.single_lines import whole_commands
from remediate.evidence.whole_lines import (
    flat_lists,
    shows_all_of,
    statements_beside,
    whole_statements,
)
from remediate.messages import from_state_row
from remediate.messages.ikev2_lists import in_their_sessions
from remediate.model.base import Platform
from remediate.model.config import AccessList, CryptoConfig, IsakmpPolicy, Release
from remediate.model.config_ikev2 import Ikev2Proposal
from remediate.model.evidence import DeviceEvidence, HostFacts
from remediate.model.observation import (
    EngineConnection,
    IpsecSa,
    IsakmpSa,
    Message,
    Ping,
    ShownAddress,
    ShownTranslation,
    Source,
    Unrecognised,
)
from remediate.platforms import shows
from remediate.platforms.address_show import addresses_in_lines, interface_addresses
from remediate.platforms.clock_show import clock
from remediate.platforms.damage import damaged_line, mended
from remediate.platforms.defaults import with_shown_policies
from remediate.platforms.defaults_ikev2 import proposals_shown, with_shown_proposals
from remediate.platforms.dmvpn_show import dmvpn_up
from remediate.platforms.ipsec_lines import ipsec_sas_in_lines
from remediate.platforms.list_show import access_lists
from remediate.platforms.nat_show import translations_shown
from remediate.platforms.policy_show import default_policies_shown
from remediate.platforms.read import detect_platform, read_config
from remediate.platforms.session_shows import session_sas
from remediate.platforms.shown_platform import platform_of_messages, platform_of_output
from remediate.secrets import Redactor

__all__ = ["DeviceBuilder"]

_OF_CONFIG = frozenset({Kind.CRYPTO_MAP, Kind.ISAKMP_KEY, Kind.TRANSFORM_SET, Kind.IKEV2_POLICY})
_TABLES = frozenset({Kind.ISAKMP_SA, Kind.IKEV2_SA, Kind.IPSEC_SA, Kind.SESSIONS})


class _Config(NamedTuple):
    """The running-config that counts, read."""

    config: CryptoConfig | None
    text: str | None
    parts: tuple[tuple[int, Source], ...]
    """(1-based line of the text, its place in the dumps)."""
    changed: Source | None = None
    """What shows that the device's configuration was changed after this was printed."""


class DeviceBuilder:
    """The facts of one device, while its files are being read."""

    def __init__(self, device: str, facts: HostFacts | None) -> None:
        """Start with the name and what the inventory says of the host."""
        self.device = device
        self._facts = facts
        self._release: Release | None = None
        self._texts: list[PrintedText] = []
        self._singles: list[PrintedText] = []
        self._typed: list[Source] = []
        self._flat: list[PrintedText] = []
        """Single lines that are all of what they name."""
        # By file and by the rest of the command: a later output of a session replaces an earlier one.
        self._isakmp: dict[tuple[str, str], tuple[IsakmpSa, ...]] = {}
        self._ipsec: dict[tuple[str, str], tuple[IpsecSa, ...]] = {}
        self._sessions: dict[tuple[str, str], tuple[IpsecSa, ...]] = {}
        self._reached: dict[str, None] = {}
        self._engine: list[EngineConnection] = []
        self._pings: list[Ping] = []
        self._lists: list[AccessList] = []
        self._whole_lists: list[ShownList] = []
        self._tables = ShownTables()
        self._translations: tuple[ShownTranslation, ...] = ()
        self._routes = ShownRoutes()
        self._clock: str | None = None
        self._addresses: dict[ShownAddress, None] = {}
        self._default_policies: tuple[IsakmpPolicy, ...] | None = None
        self._ikev2_proposals: tuple[Ikev2Proposal, ...] = ()
        self._bag = MessageBag()
        self._files: list[str] = []
        self._unrecognised: list[Unrecognised] = []
        self._problems: list[str] = []
        self._shown: set[Kind] = set()
        self._prints_like: Platform | None = None
        """Platform that alone prints tables as this device did."""
        self._read: _Config | None = None

    def file(self, name: str) -> None:
        """Remember that a file spoke of the device."""
        if name not in self._files:
            self._files.append(name)

    def message(self, message: Message, peer: str) -> None:
        """Count a message, and keep it while there are not many of its class."""
        self.file(message.source.file)
        self._bag.add(message, peer)

    def take(self, other: MessageBag) -> None:
        """Take over messages as if they had come one by one."""
        for name in other.files:
            self.file(name)
        self._bag.take(other)

    @property
    def files(self) -> frozenset[str]:
        """The files that spoke of the device so far."""
        return frozenset(self._files)

    def typed(self, command: str, *, file: str, line: int) -> None:
        """Remember what was typed in configuration mode, where it can change a tunnel."""
        if touches_tunnels(command):
            self._typed.append(Source(file=file, line=line))

    def add(
        self,
        kind: Kind,
        body: bytes,
        *,
        file: str,
        line: int,
        command: str | None,
        unasked: bool = False,
        redactor: Redactor,
    ) -> tuple[Unrecognised, ...]:
        """Read one recognised piece; return what in it was not understood."""
        left: tuple[Unrecognised, ...] = ()
        if kind in _TABLES:
            self._prints_like = self._prints_like or platform_of_output(body)
        if kind is Kind.CONFIG:
            text = body.decode("utf-8", "replace").replace("\r\n", "\n").replace("\r", "")
            text = redactor.redact(mended(text))
            scope = config_scope(command, file)
            if scope is Scope.LINES:
                self._addresses.update(dict.fromkeys(addresses_in_lines(text)))
                if (kept := whole_commands(command, text)) is not None:
                    place = Source(file=file, line=line)
                    self._singles.append(
                        PrintedText(kept, place, Scope.SECTIONS, command, unasked, saved=False)
                    )
            saved = is_saved(command, file, text)
            flat = whole_statements(command, text) if scope is Scope.LINES else None
            if flat is not None and not saved:
                place = Source(file=file, line=line)
                self._flat.append(PrintedText(flat, place, scope, command, unasked, saved))
            for first, output, alone in apart(text, asked=command is not None):
                covers = Scope.SECTIONS if alone and scope is Scope.WHOLE else scope
                place, typed = Source(file=file, line=line + first), None if first else command
                self._texts.append(PrintedText(output, place, covers, typed, unasked, saved))
        elif kind is Kind.VERSION:
            shown = shows.version(body, file=file, line=line)
            self._release = shown.release if shown is not None else self._release
        elif kind is Kind.ISAKMP_SA:
            rows, left = shows.isakmp_sas(body, file=file, line=line)
            self._isakmp[file, _scope(command, line)] = rows
            self._shown.add(kind)
        elif kind is Kind.IKEV2_SA:
            rows, left = shows.ikev2_sas(body, file=file, line=line)
            self._isakmp[file, f"ikev2 {_scope(command, line)}"] = rows
            self._shown.add(kind)
        elif kind is Kind.IKEV2_PROPOSAL:
            self._ikev2_proposals = proposals_shown(body.decode("utf-8", "replace"))
            self._tables.add(kind, body, file=file, line=line, command=command, redactor=redactor)
        elif kind in _OF_CONFIG:
            left = self._tables.add(
                kind, body, file=file, line=line, command=command, redactor=redactor
            )
        elif kind is Kind.IPSEC_SA:
            sas, left = shows.ipsec_sas(body, file=file, line=line)
            if not sas and command is not None and "|" in command:
                sas = ipsec_sas_in_lines(body.decode("utf-8", "replace"), file=file, line=line)
                left = () if sas else left
            self._ipsec[file, _scope(command, line)] = sas
            self._shown.add(kind)
        elif kind is Kind.SESSIONS:
            sessions, left = session_sas(body, file=file, line=line)
            self._sessions[file, _scope(command, line)] = sessions
        elif kind is Kind.DMVPN:
            up, left = dmvpn_up(body, file=file, line=line)
            self._reached.update(dict.fromkeys(up))
        elif kind is Kind.ENGINE:
            engine, left = shows.engine_connections(body, file=file, line=line)
            self._engine.extend(engine)
        elif kind is Kind.PING:
            self._pings.extend(shows.pings(body, file=file, line=line))
        elif kind is Kind.CLOCK:
            self._clock = clock(body) or self._clock
        elif kind is Kind.NAT_TABLE:
            self._translations += translations_shown(body, file=file, line=line)
        elif kind is Kind.ROUTES:
            left = self._routes.add(body, file=file, line=line, command=command)
        elif kind is Kind.ADDRESSES:
            self._addresses.update(dict.fromkeys(interface_addresses(body)))
        elif kind is Kind.ACCESS_LISTS:
            lists, unread = access_lists(body, file=file, line=line)
            self._lists.extend(lists)
            filtered = command is not None and "|" in command
            whole = () if unread else access_lists(body, file=file, line=line, expanded=True)[0]
            self._whole_lists.extend(
                (file, item)
                for item in whole
                if not filtered
                or (flat_lists(body) and shows_all_of(command, f"access-list {item.name}"))
            )
        elif kind is Kind.DEFAULT_POLICIES:
            suites = default_policies_shown(body.decode("utf-8", "replace"), file=file, line=line)
            left = suites.unread
            narrowed = command is not None and "|" in command
            if suites.unread or narrowed:
                self._default_policies = None
            else:
                self._default_policies = suites.policies or self._default_policies
                self._tables.keep(
                    suites.own, file, whole="crypto isakmp policy" if suites.own else None
                )
        return tuple(_cleaned(item, self.device, redactor) for item in left)

    def build(self) -> DeviceEvidence:
        """Freeze what was collected."""
        facts = self._facts
        read = self._configured()
        config = read.config
        isakmp = tuple(row for rows in self._isakmp.values() for row in rows)
        rows = [
            message
            for row in isakmp
            if (message := from_state_row(row, device=self.device)) is not None
        ]
        kept = [_named(message, self.device) for message in self._bag.messages()]
        release = config.release if config is not None else self._release
        if config is not None and lacks_its_address(config, read.text or "", kept):
            config = msgspec.structs.replace(config, complete=False, cut=None)
            self._problems.append(
                "the log names an own address that no interface of the running-config has: only a part of it is in the dumps"
            )
        # What a table of sessions says counts where the SAs themselves are not shown.
        platform = self._platform(config, facts) or platform_of_messages(kept)
        of_routes = self._routes.addresses(nameifs=platform is Platform.ASA)
        tables = self._ipsec if Kind.IPSEC_SA in self._shown else self._sessions
        return DeviceEvidence(
            device=self.device,
            platform=platform,
            version=release.text if release is not None else None,
            config=config,
            config_text=read.text,
            config_source=read.parts[0][1] if read.parts else None,
            config_parts=read.parts[1:],
            config_changed=read.changed,
            default_policies=self._default_policies,
            ikev2_proposals=self._ikev2_proposals,
            addresses=tuple(self._addresses | self._tables.addresses | of_routes),
            translations=self._translations,
            tables=config.tables if config is not None else self._routes.tables,
            clock=self._clock,
            facts=facts,
            isakmp_sas=isakmp,
            isakmp_shown=bool(self._shown & {Kind.ISAKMP_SA, Kind.IKEV2_SA}),
            ipsec_sas=tuple(sa for sas in tables.values() for sa in sas),
            ipsec_shown=Kind.IPSEC_SA in self._shown or any(tables.values()),
            reached=tuple(self._reached),
            engine=tuple(self._engine),
            pings=tuple(self._pings),
            messages=tuple(
                in_their_sessions(
                    sorted(
                        [*kept, *rows],
                        key=lambda item: (item.source, item.offset),
                    )
                )
            ),
            message_counts=self._bag.counts(),
            files=tuple(self._files),
            unrecognised=tuple(self._unrecognised),
            problems=tuple(self._problems),
        )

    def _platform(self, config: CryptoConfig | None, facts: HostFacts | None) -> Platform | None:
        if config is not None:
            return config.platform
        if self._release is not None:
            return self._release.platform
        name = (facts.platform or "") if facts is not None else ""
        if "asa" in name or "pix" in name:
            return Platform.ASA
        if "ios" in name:
            return Platform.IOS
        if any(row.peer_only for rows in self._isakmp.values() for row in rows):
            return Platform.ASA
        return self._prints_like

    def config(self) -> CryptoConfig | None:
        """Return what the running-config says, None without one."""
        return self._configured().config

    def _configured(self) -> _Config:
        """Return the running-config with its text and places; read when first asked for."""
        if self._read is None:
            self._read = self._read_config()
        return self._read

    def _read_config(self) -> _Config:
        """Read the last whole running-config; its sections serve where there is no whole one."""
        facts = self._facts
        whole = [item for item in self._texts if item.scope is Scope.WHOLE]
        # What stands behind a stray prompt has no beginning: it is no configuration of its own.
        rest = [item for item in whole if item.headless]
        whole = [item for item in whole if item.begins] or [
            item for item in whole if item not in rest
        ]
        running = [item for item in whole if not item.saved]
        sections = [item for item in self._texts if item.scope is Scope.SECTIONS]
        sections = [item for item in sections if not item.saved] or sections
        sections = sections if whole or sections else rest
        sections = [*sections, *statements_beside(sections, self._flat)]
        sections = sections if whole else [*sections, *self._singles]
        shown = () if whole else self._tables.beside("".join(item.text for item in sections))
        if not whole and not sections and not shown:
            if self._texts:
                self._problems.append(
                    "single lines of the running-config (| include) do not show what belongs to them: not used"
                )
            return _Config(None, None, ())
        shown_surely = surely_shown(sections)
        sections = shown_surely.parts
        text, parts, orphans = joined([*sections, *shown])
        if not whole and self._whole_lists:
            hint = self._release.platform if self._release is not None else detect_platform(text)
            beside = lists_beside(text, self._whole_lists, hint)
            text, parts, orphans = joined([*sections, *shown, *beside])
        changed = self._typed_after(place for _, place in parts)
        if whole:
            chosen, said = chosen_text(running or whole)
            if said is not None:
                self._problems.append(said)
            if chosen.saved:
                self._problems.append(
                    "only the startup-config is in the dumps: what runs can differ from it"
                )
            text, parts = chosen.text, ((1, chosen.source),)
            changed = contradicted(chosen, sections) or self._typed_after([chosen.source])
        source = parts[0][1]
        damaged = damaged_line(text)
        if damaged is not None:
            start, place = next(item for item in reversed(parts) if item[0] <= damaged)
            self._problems.append(
                f"{place.file}:{place.line + damaged - start}: a letter of this command was lost: the running-config is not used"
            )
            return _Config(None, None, ())
        platform = None
        if self._release is None and facts is not None and facts.platform:
            platform = Platform.ASA if "asa" in facts.platform or "pix" in facts.platform else None
        config = read_config(text, release=self._release, platform=platform)
        if not config.complete:
            self._problems.append(f"{source.file}:{source.line}: the running-config is truncated")
        config = with_shown_policies(config, self._default_policies)
        config = with_shown_proposals(config, self._ikev2_proposals)
        if not whole or (config.complete and not config.interfaces):  # every device has some
            words = {word for item in sections for word in commands_shown(item.command)}
            words.update(() if whole else self._tables.whole)
            config = msgspec.structs.replace(
                config,
                complete=False,
                cut=None,
                shown=tuple(sorted(words)),
                cut_classes=shown_surely.cut,
            )
            self._problems.append(
                "only sections of the running-config are in the dumps"
                if whole or sections
                else "no running-config is in the dumps: tables show parts of it"
            )
            if shown_surely.said is not None:
                self._problems.append(shown_surely.said)
            if orphans:
                self._problems.append(
                    f"{orphans[0].file}:{orphans[0].line}: not used, as the heading above is not shown"
                    f" (`| section` prints such lines; {len(orphans)} in all)"
                )
        if self._lists:
            config = numbered(config, self._lists)
        config = msgspec.structs.replace(config, tables=self._routes.beside(config))
        return _Config(config, text, parts, changed)

    def _typed_after(self, places: Iterable[Source]) -> Source | None:
        """Return the first line typed in configuration mode after the last of some texts in its file."""
        last: dict[str, int] = {}
        for place in places:
            last[place.file] = max(place.line, last.get(place.file, 0))
        later = (i for i in self._typed if i.file in last and i.line > last[i.file])
        return next(later, None)


def _scope(command: str | None, line: int) -> str:
    """Return what an output covers: outputs of one scope in one file are snapshots of the same thing."""
    if command is None:
        return f"line {line}"
    words = expand(command).split()
    return " ".join(words[4:])  # after "show crypto isakmp sa": peer A, interface X, detail


def _named(message: Message, device: str) -> Message:
    if message.device == device:
        return message
    return Message(
        device=device,
        source=message.source,
        offset=message.offset,
        time=message.time,
        signature=message.signature,
        slugs=message.slugs,
        fields=message.fields,
        text=message.text,
    )


def _cleaned(item: Unrecognised, device: str, redactor: Redactor) -> Unrecognised:
    return Unrecognised(
        device=device,
        file=item.file,
        lines=item.lines,
        first=excerpt(item.first, redactor),
        line=item.line,
        reason=item.reason,
    )
