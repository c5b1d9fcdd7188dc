"""What of an older IOS only the device can tell, as its configuration doesn't say which train runs.

Group 14 and SHA-2 came into 12.4 with its T trains alone, groups 19 to 21 into 15.1 with 15.1(2)T.
"""

from __future__ import annotations

from remediate.model.config import CryptoConfig
from remediate.model.config_maps import TransformSet

__all__ = ["group_offered", "set_offered"]


def group_offered(config: CryptoConfig, group: int, command: str, asked: str) -> tuple[str, ...]:
    """Return that the device has to offer a Diffie-Hellman group, where its release leaves that open.

    ``command`` is where it is asked, ``asked`` what is typed there: `` `group ?` under `crypto isakmp policy 10` ``.
    """
    used: set[int | None] = {item.group for item in config.policies if not item.default}
    used |= {entry.pfs_group for item in config.maps for entry in item.entries}
    since = (15, 0) if group in (14, 15, 16) else (15, 2) if group in (19, 20, 21, 24) else ()
    if group in used or not _before(config, since):
        return ()
    return (f"`{asked} ?` under `{command}` offers {'group' if asked == 'set pfs' else ''}{group}",)


def set_offered(config: CryptoConfig, item: TransformSet | None) -> tuple[str, ...]:
    """Return that the device has to offer what a new transform set is made of, where its release leaves that open."""
    if item is None or not _before(config, (15, 1)):
        return ()
    used = {word for made in config.transform_sets for word in made.transforms}
    new = [
        word.split()[0]
        for word in item.transforms
        if word not in used
        and ("sha2" in word or "sha384" in word or "sha5" in word or "gcm" in word)
    ]
    if not new:
        return ()
    return (f"`crypto ipsec transform-set {item.name} ?` offers {' and '.join(new)}",)


def _before(config: CryptoConfig, release: tuple[int, ...]) -> bool:
    """Whether a classic IOS is older than a release."""
    numbers = config.release.numbers
    return bool(numbers and release) and not config.release.xe and numbers[:2] < release
