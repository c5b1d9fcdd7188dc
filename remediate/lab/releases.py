"""Releases that the lab emulates, and what sets them apart."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = [
    "ASA_8",
    "ASA_9",
    "ASA_9_16",
    "IOS_12",
    "IOS_15",
    "RELEASES",
    "XE_16",
    "XE_17",
    "Release",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """A platform, its release and its hardware."""

    name: str
    platform: str
    """``ios`` or ``asa``; IOS-XE is ``ios`` with :attr:`xe`."""
    version: str
    short: str
    """As the first line of a running-config has it: ``15.2``."""
    model: str
    ports: tuple[str, ...]
    """Physical interfaces; the first faces the outside."""
    xe: bool = False
    flash: str = "flash:"
    shielded: bool = True
    """Whether it refuses what it can (not with ``crypto engine compliance shield disable``)."""

    @property
    def numbers(self) -> tuple[int, ...]:
        """Return the major and minor number."""
        return tuple(int(part) for part in self.short.split("."))

    @property
    def refuses_old(self) -> bool:
        """Whether DES, 3DES, MD5 and groups 1, 2 and 5 are refused (field notice 72510: 17.11.1 and later)."""
        return self.compliant and self.shielded

    @property
    def compliant(self) -> bool:
        """Whether it has a compliance shield that can be disabled."""
        return self.xe and self.numbers >= (17, 11)

    @property
    def modern(self) -> bool:
        """Whether a router has IKEv2, SHA-2 and GCM (15.1(2)T and later, from memory)."""
        return self.platform == "ios" and self.numbers >= (15, 1)

    @property
    def names_versions(self) -> bool:
        """Whether an ASA tells IKEv1 from IKEv2, and has objects (8.4 and later; 8.3 is not emulated)."""
        return self.platform == "asa" and self.numbers >= (8, 4)

    @property
    def sequenced(self) -> bool:
        """Whether a running-config prints the sequence numbers of access lists."""
        return self.xe and self.numbers >= (16, 12)


IOS_12 = Release(
    name="ios12",
    platform="ios",
    version="12.4(24)T8",
    short="12.4",
    model="2811",
    ports=("FastEthernet0/0", "FastEthernet0/1"),
)
IOS_15 = Release(
    name="ios15",
    platform="ios",
    version="15.2(4)M11",
    short="15.2",
    model="CISCO2911/K9",
    ports=("GigabitEthernet0/0", "GigabitEthernet0/1"),
)
XE_16 = Release(
    name="xe16",
    platform="ios",
    version="16.12.05",
    short="16.12",
    model="ISR4331/K9",
    ports=("GigabitEthernet0/0/0", "GigabitEthernet0/0/1"),
    xe=True,
    flash="bootflash:",
)
XE_17 = Release(
    name="xe17",
    platform="ios",
    version="17.12.04a",
    short="17.12",
    model="C8300-1N1S-6T",
    ports=("GigabitEthernet0/0/0", "GigabitEthernet0/0/1"),
    xe=True,
    flash="bootflash:",
)
ASA_8 = Release(
    name="asa8",
    platform="asa",
    version="8.2(5)",
    short="8.2",
    model="ASA5510",
    ports=("Ethernet0/0", "Ethernet0/1"),
    flash="disk0:",
)
ASA_9 = Release(
    name="asa9",
    platform="asa",
    version="9.8(4)41",
    short="9.8",
    model="ASA5516",
    ports=("GigabitEthernet1/1", "GigabitEthernet1/2"),
    flash="disk0:",
)
ASA_9_16 = Release(
    name="asa916",
    platform="asa",
    version="9.16(4)",
    short="9.16",
    model="ASA5516",
    ports=("GigabitEthernet1/1", "GigabitEthernet1/2"),
    flash="disk0:",
)
RELEASES = {item.name: item for item in (IOS_12, IOS_15, XE_16, XE_17, ASA_8, ASA_9, ASA_9_16)}
