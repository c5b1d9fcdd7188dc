"""Collects what the dumps say of one device and freezes it."""

from __future__ import annotations

import msgspec

from fastparse.session import expand
from remediate.evidence.bag import MessageBag
from remediate.evidence.config_texts import Beside, ConfigTexts, ReadConfig
from remediate.evidence.excerpt import excerpt
from remediate.evidence.kinds import Kind
from remediate.evidence.running import (
    lacks_its_address,
)
from remediate.evidence.shown_routes import ShownRoutes
from remediate.evidence.shown_tables import ShownTables
from remediate.evidence.state_tables import STATES, StateTables
from remediate.evidence.typed import TypedLine
from remediate.messages import from_state_row
from remediate.messages.ikev2_lists import in_their_sessions
from remediate.model.base import Platform
from remediate.model.config import CryptoConfig
from remediate.model.config_ikev2 import Ikev2Proposal
from remediate.model.config_maps import IsakmpPolicy
from remediate.model.defect import NOT_READ, Defect
from remediate.model.evidence import DeviceEvidence, HostFacts
from remediate.model.observation import (
    EngineConnection,
    Message,
    Ping,
    ShownAddress,
    ShownCertificate,
    ShownNatRule,
    ShownTranslation,
    Unrecognised,
)
from remediate.model.release import Release
from remediate.platforms import shows
from remediate.platforms.address_show import interface_addresses, interfaces_shown
from remediate.platforms.certificate_show import certificates_shown
from remediate.platforms.clock_show import clock
from remediate.platforms.defaults_ikev2 import proposals_shown
from remediate.platforms.nat_show import nat_rules_shown, translations_shown
from remediate.platforms.pix_show import flat_policies
from remediate.platforms.policy_show import default_policies_shown
from remediate.platforms.shown_platform import platform_of_messages
from remediate.secrets import Redactor

__all__ = ["DeviceBuilder"]

_OF_CONFIG = frozenset({Kind.CRYPTO_MAP, Kind.ISAKMP_KEY, Kind.TRANSFORM_SET, Kind.IKEV2_POLICY})


class DeviceBuilder:
    """The facts of one device, while its files are being read."""

    def __init__(self, device: str, facts: HostFacts | None) -> None:
        """Start with the name and what the inventory says of the host."""
        self.device = device
        self._facts = facts
        self._release: Release | None = None
        self._configuration = ConfigTexts()
        self._states = StateTables()
        self._engine: list[EngineConnection] = []
        self._pings: list[Ping] = []
        self._tables = ShownTables()
        self._translations: tuple[ShownTranslation, ...] = ()
        self._nat_rules: tuple[ShownNatRule, ...] = ()
        self._certificates: tuple[ShownCertificate, ...] = ()
        self._routes = ShownRoutes()
        self._clock: str | None = None
        self._addresses: dict[ShownAddress, None] = {}
        self._default_policies: tuple[IsakmpPolicy, ...] | None = None
        self._ikev2_proposals: tuple[Ikev2Proposal, ...] = ()
        self._bag = MessageBag()
        self._files: list[str] = []
        self._problems: list[str] = []
        self._read: ReadConfig | None = None
        self.defects: list[Defect] = []
        """What of this program failed on what all outputs say together."""

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
        self._configuration.typed(command, file=file, line=line)

    def configured(self, line: TypedLine | None, redactor: Redactor) -> None:
        """Keep a line that was typed in configuration mode."""
        if line is not None:
            self._configuration.configured(line, redactor)

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
        if kind is Kind.CONFIG:
            addresses = self._configuration.add(
                body, file=file, line=line, command=command, unasked=unasked, redactor=redactor
            )
            self._addresses.update(dict.fromkeys(addresses))
        elif kind is Kind.VERSION:
            shown = shows.version(body, file=file, line=line)
            self._release = shown.release if shown is not None else self._release
        elif kind in STATES:
            left = self._states.add(kind, body, file=file, line=line, command=command)
        elif kind is Kind.IKEV2_PROPOSAL:
            self._ikev2_proposals = proposals_shown(body.decode("utf-8", "replace"))
            self._tables.add(kind, body, file=file, line=line, command=command, redactor=redactor)
        elif kind in _OF_CONFIG:
            left = self._tables.add(
                kind, body, file=file, line=line, command=command, redactor=redactor
            )
        elif kind is Kind.ENGINE:
            engine, left = shows.engine_connections(body, file=file, line=line)
            self._engine.extend(engine)
        elif kind is Kind.PING:
            self._pings.extend(shows.pings(body, file=file, line=line))
        elif kind is Kind.CLOCK:
            self._clock = clock(body) or self._clock
        elif kind is Kind.NAT_TABLE:
            self._translations += translations_shown(body, file=file, line=line)
        elif kind is Kind.NAT_RULES:
            self._nat_rules = nat_rules_shown(body, file=file, command=command, line=line)
        elif kind is Kind.CERTIFICATES:
            self._certificates += certificates_shown(body, file=file, line=line)
        elif kind is Kind.ROUTES:
            left = self._routes.add(body, file=file, line=line, command=command)
        elif kind is Kind.ADDRESSES:
            self._addresses.update(dict.fromkeys(interface_addresses(body)))
            self._tables.keep(interfaces_shown(body, line=line), file)
        elif kind is Kind.ACCESS_LISTS:
            self._configuration.add_lists(body, file=file, line=line, command=command)
        elif kind is Kind.DEFAULT_POLICIES:
            suites = default_policies_shown(body.decode("utf-8", "replace"), file=file, line=line)
            left = suites.unread
            narrowed = command is not None and "|" in command
            if suites.unread or narrowed:
                self._default_policies = None
            else:
                self._default_policies = suites.policies or self._default_policies
                pix = command is not None and expand(command).startswith("show isakmp ")
                own = flat_policies(suites.own) if pix else suites.own
                self._tables.keep(own, file, whole="crypto isakmp policy" if own else None)
        return tuple(_cleaned(item, self.device, redactor) for item in left)

    def frozen(self) -> DeviceEvidence:
        """Return what was collected; of the device alone where something of ours fails on it."""
        try:
            return self.build()
        except Exception as error:  # whatever it is: it is one device's, and it is reported
            self._failed("what its outputs say together", error)
            return DeviceEvidence(
                device=self.device,
                facts=self._facts,
                files=tuple(self._files),
                problems=tuple(self._problems),
            )

    def _failed(self, what: str, error: Exception) -> None:
        """Report a defect of ours; what it hit counts as not collected."""
        self._problems.append(f"{what}: {NOT_READ}")
        self.defects.append(Defect(self.device, f"the reading of {what}", error))

    def build(self) -> DeviceEvidence:
        """Freeze what was collected."""
        facts = self._facts
        read = self._configured()
        config = read.config
        isakmp = self._states.isakmp
        rows = [
            message
            for row in isakmp
            if (message := from_state_row(row, device=self.device)) is not None
        ]
        kept = [message.of(self.device) for message in self._bag.messages()]
        release = config.release if config is not None else self._release
        if config is not None and lacks_its_address(config, read.text or "", kept):
            config = msgspec.structs.replace(config, complete=False, cut=None)
            self._problems.append(
                "the log names an own address that no interface of the running-config has: only a part of it is in the dumps"
            )
        platform = self._platform(config, facts) or platform_of_messages(kept)
        of_routes = self._routes.addresses(nameifs=platform is Platform.ASA)
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
            nat_rules=self._nat_rules,
            certificates=self._certificates,
            tables=config.tables if config is not None else self._routes.tables,
            clock=self._clock,
            facts=facts,
            isakmp_sas=isakmp,
            isakmp_shown=self._states.isakmp_shown,
            ipsec_sas=self._states.ipsec,
            ipsec_shown=self._states.ipsec_shown,
            reached=self._states.reached,
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
        return self._states.prints_like

    def config(self) -> CryptoConfig | None:
        """Return what the running-config says, None without one."""
        return self._configured().config

    def _configured(self) -> ReadConfig:
        """Return the running-config with its text and places; read when first asked for."""
        if self._read is None:
            try:
                self._read = self._configuration.read(self._beside())
                self._problems.extend(self._read.problems)
            except Exception as error:  # whatever it is: it is one device's, and it is reported
                self._failed("the running-config", error)
                self._read = ReadConfig()
        return self._read

    def _beside(self) -> Beside:
        return Beside(
            release=self._release,
            facts=self._facts,
            tables=self._tables,
            default_policies=self._default_policies,
            ikev2_proposals=self._ikev2_proposals,
            routes=self._routes,
        )


def _cleaned(item: Unrecognised, device: str, redactor: Redactor) -> Unrecognised:
    return msgspec.structs.replace(item, device=device, first=excerpt(item.first, redactor))
