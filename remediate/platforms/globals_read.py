"""Settings of the whole device (:class:`CryptoGlobals`), while a configuration is being read."""

from __future__ import annotations

from remediate.model.globals import CryptoGlobals, Keepalive
from remediate.platforms.reading import UnreadError, whole

__all__ = ["GlobalsDraft", "replay_window"]

_DF_BITS = {"clear": "clear", "set": "set", "copy": "copy"}


class GlobalsDraft:
    """What was read so far; every method says whether the line was one of its own."""

    def __init__(self) -> None:
        """Start with nothing read."""
        self._replay_window: int | None = None
        self._keepalive: Keepalive | None = None
        self._without_keepalive: dict[str, None] = {}
        self._recovery = False
        self._df_bit: str | None = None
        self._accelerator: bool | None = None
        self._module = False
        self._weak_allowed = False
        self._identity: str | None = None
        self.nat_transparency: str | None = None
        self.certificates = False
        self._signing_groups: dict[str, str] = {}

    def isakmp(self, words: list[str], line: int) -> bool:
        """Take what follows ``crypto isakmp`` (PIX 6: ``isakmp``)."""
        match words:
            case ["keepalive", interval, *rest] if seconds := whole(interval, 1, 3600):
                retry = whole(rest[0], 1, 3600) if rest else None
                self._keepalive = Keepalive(
                    interval=seconds, retry=retry, periodic="periodic" in rest, line=line
                )
            case ["invalid-spi-recovery"]:
                self._recovery = True
            case ["identity", "address" | "hostname" | "dn" as kind]:
                self._identity = kind
            case _:
                return False
        return True

    def ipsec(self, words: list[str]) -> bool:
        """Take what follows ``crypto ipsec``."""
        match words:
            case ["security-association", "replay", *rest]:
                self._replay_window = replay_window(rest)
            case ["df-bit", bit] if bit in _DF_BITS:
                self._df_bit = bit
            case _:
                return False
        return True

    def engine(self, words: list[str], *, negated: bool) -> None:
        """Take what follows ``crypto engine`` or ``no crypto engine``; the rest says nothing here."""
        match words:
            case ["accelerator", *_]:
                self._accelerator = not negated
            case ["compliance", "shield", "disable"] if not negated:
                self._weak_allowed = True
            case ["slot" | "subslot", *_] if not negated:
                self._module = True
            case _:
                return

    def module(self) -> None:
        """Take an interface's ``crypto engine slot`` or ``subslot``."""
        self._module = True

    def group_without_keepalive(self, name: str) -> None:
        """Take ``isakmp keepalive disable`` of an ASA tunnel-group."""
        self._without_keepalive[name] = None

    def signing_group(self, name: str, trustpoint: str) -> None:
        """Take the trustpoint of an ASA tunnel-group (IKEv1)."""
        self.certificates = True
        self._signing_groups[name] = trustpoint

    def settings(self) -> CryptoGlobals:
        """Return what was read."""
        return CryptoGlobals(
            replay_window=self._replay_window,
            keepalive=self._keepalive,
            without_keepalive=tuple(self._without_keepalive),
            invalid_spi_recovery=self._recovery,
            df_bit=self._df_bit,
            accelerator=self._accelerator,
            crypto_module=self._module,
            nat_transparency=self.nat_transparency,
            certificates=self.certificates,
            signing_groups=tuple(self._signing_groups.items()),
            identity=self._identity,
            weak_allowed=self._weak_allowed,
        )


def replay_window(words: list[str]) -> int:
    """Return the packets of ``window-size N``, 0 for ``disable``; :class:`UnreadError` for anything else."""
    match words:
        case ["window-size", size, *_] if (packets := whole(size, 64, 1024)) is not None:
            return packets
        case ["disable", *_]:
            return 0
        case _:
            raise UnreadError("not an anti-replay setting that is known")
