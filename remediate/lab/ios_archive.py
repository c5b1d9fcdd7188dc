"""The configuration archive of IOS: snapshots, going back to one, and what differs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from remediate.lab.differences import commands, differences

if TYPE_CHECKING:
    from remediate.lab.device import Device

__all__ = ["archive_path", "archived_names", "arm", "backup", "roll_back", "short_of", "text_of"]


def archive_path(device: Device) -> str | None:
    """Return the ``path`` of the archive; None where none is configured."""
    archive = device.running.get("archive")
    return archive.section.value("path", "path") if archive and archive.section else None


def short_of(name: str) -> str:
    """Return the name of a file without its file system."""
    return name.partition(":")[2].lstrip("/") if ":" in name else name


def text_of(device: Device, name: str) -> str | None:
    """Return the text of what a name stands for: a configuration, a file; None where there is none."""
    plain = name.lower()
    for begun, what in (("system:", "running-config"), ("nvram:", "startup-config")):
        short = plain.removeprefix(begun).lstrip("/")
        if len(short) > 2 and what.startswith(short):
            return device.platform.text(device) if begun == "system:" else device.startup
    return device.files.get(short_of(name))


def archived_names(device: Device) -> list[str]:
    """Return the snapshots that are kept, the oldest first."""
    path = archive_path(device)
    if path is None:
        return []
    begun = f"{short_of(path)}-"
    found = [name for name in device.files if name.startswith(begun)]
    return sorted(found, key=lambda name: int(name.rpartition("-")[2]))


def backup(device: Device) -> str | None:
    """Put a snapshot of the running configuration into the archive; return its name, None without an archive."""
    path = archive_path(device)
    if path is None:
        return None
    device.archived += 1
    name = f"{path}-{device.archived}"
    device.files[short_of(name)] = device.platform.text(device)
    kept = archived_names(device)
    archive = device.running.get("archive")
    most = archive.section.value("maximum", "number") if archive and archive.section else None
    for old in kept[: -int(most or 10)]:
        del device.files[old]
    return name


def roll_back(device: Device, name: str) -> str:
    """Put a saved configuration in the running one's place; return what is printed of it."""
    text = text_of(device, name)
    if text is None:
        return f"%Error opening {name} (File not found)\n"
    target = device.platform.parsed(device, text)
    steps = commands(list(differences(device.running, target)))
    device.replace(target)
    listed = "".join(f"{line}\n" for line in steps)
    return (
        f"The rollback configlet from the last pass is listed below:\n********\n!List of Rollback Commands:\n{listed}end\n********\n\n"
        if steps
        else ""
    ) + f"\nTotal number of passes: {1 if steps else 0}\nRollback Done\n\n"


def arm(device: Device, name: str, minutes: int, user: str) -> None:
    """Let the device go back to a snapshot in so many minutes, unless somebody confirms."""

    def expire() -> None:
        device.say(f"%ARCHIVE_DIFF-5-ROLLBK_CNFMD_CHG_ROLLBACK_START: Start rolling to: {name}")
        roll_back(device, name)

    device.start("revert", minutes * 60, expire)
    device.reverts = (name, user)
    device.say(
        f"%ARCHIVE_DIFF-5-ROLLBK_CNFMD_CHG_START_ABSTIMER: User: {user}(Priv: 15, View: 0): Scheduled to"
        f" rollback to config {name} in {minutes} minutes"
    )
