"""What rendering answers when a device cannot have a change, and what changes refer to."""

from __future__ import annotations

from remediate.model.base import Frozen, Platform
from remediate.model.change import AlignTransformSet, RekeyPsk, SetPsk
from remediate.model.change_net import AddNatExemption
from remediate.model.config import CryptoConfig
from remediate.model.config_keys import PreSharedKey
from remediate.model.config_maps import CryptoMapEntry

__all__ = [
    "NotRendered",
    "ikev2_keys_of",
    "is_dynamic",
    "key_commands",
    "key_of",
    "map_entry",
    "profile_users",
    "refused_alignment",
    "set_refused",
    "shared_with",
]


class NotRendered(Frozen, frozen=True, kw_only=True):
    """A change that this device cannot have, with the reason. An answer, not an error."""

    reason: str


def key_of(change: RekeyPsk, config: CryptoConfig) -> PreSharedKey | None:
    """Return the IKEv1 key entry that the change replaces, None when there is none."""
    for key in config.keys:
        if key.ikev2:
            continue
        if config.platform is Platform.ASA and key.keyring is not None:
            if key.keyring == change.peer:
                return key
            continue
        if key.keyring != change.keyring or key.peer is None:
            continue
        mask = change.mask or "255.255.255.255"
        if (key.peer.dotted, key.peer.dotted_netmask) == (change.peer, mask):
            return key
    return None


def ikev2_keys_of(
    config: CryptoConfig, place: str | None
) -> tuple[PreSharedKey | None, PreSharedKey | None]:
    """Return the local and the remote key of a peer block ``KEYRING/PEER`` or a tunnel-group."""
    for block in config.ikev2_config.peers:
        if f"{block.keyring}/{block.name}" == place:
            return block.local, block.remote
    for group in config.ikev2_config.tunnel_groups:
        if group.name == place:
            return group.local, group.remote
    return None, None


def set_refused(change: SetPsk, config: CryptoConfig) -> str | None:
    """Return why the device can't get its first key for a peer, None when it can."""
    for key in config.keys:
        if key.ikev2 or key.peer is None or not key.peer.is_host or key.peer.dotted != change.peer:
            continue
        if config.platform is Platform.ASA or key.keyring == change.keyring:
            return f"there is a pre-shared key for {change.peer}"
    known = any(key.keyring == change.keyring for key in config.keys)
    if config.platform is Platform.IOS and change.keyring is not None and change.make and known:
        return f"keyring {change.keyring} exists"
    return None


def map_entry(config: CryptoConfig, name: str, sequence: int) -> CryptoMapEntry | None:
    """Return the entry of a crypto map (or dynamic map) by name and sequence."""
    for item in config.maps:
        if item.name == name:
            for entry in item.entries:
                if entry.sequence == sequence:
                    return entry
    return None


def is_dynamic(config: CryptoConfig, name: str) -> bool:
    """Whether a map of that name is a dynamic one."""
    return any(item.name == name and item.dynamic for item in config.maps)


def refused_alignment(
    change: AlignTransformSet, config: CryptoConfig, entry: CryptoMapEntry | None
) -> str | None:
    """Return why the configuration is not the one that the change was made for, None when it is."""
    if entry is None:
        return f"there is no entry {change.map} {change.sequence}"
    if entry.kind == "dynamic-reference":
        return (
            f"{change.map} {change.sequence} refers to a dynamic map, which has the transform sets"
        )
    if entry.kind not in {"ipsec-isakmp", "ipsec-manual"}:
        return f"{change.map} {change.sequence} is of kind {entry.kind}: it has no transform sets"
    if entry.transform_sets != change.previous:
        return f"{change.map} {change.sequence} points to {' '.join(entry.transform_sets) or 'no set'} now"
    if not change.transform_sets:
        return "the entry would be left without a transform set"
    if change.new is not None and config.transform_set(change.new.name) is not None:
        return f"transform set {change.new.name} exists: a successor needs a new name"
    for name in change.transform_sets:
        made = change.new is not None and name == change.new.name
        known = config.transform_set(name)
        if not made and (known is None or known.default):
            return f"transform set {name} does not exist"
    return None


def key_commands(change: RekeyPsk, key: PreSharedKey | None, default: str) -> tuple[str, str]:
    """Return the new key's line and the old one's (empty without an old one), with placeholders.

    Both are the printed line with the key exchanged, so that netmask, ``no-xauth`` and the like
    stay; the new key is typed in clear, without the ``6`` of an encrypted one. ``default`` is the
    new line where there is none yet.
    """
    if key is None or change.previous is None:
        return default, ""
    words = key.text.split()
    at = words.index(key.token) if key.token in words else -1
    if at < 1:
        at = next((i for i, word in enumerate(words) if word and set(word) == {"*"}), -1)
    if at < 1:
        return default, default.replace(change.secret.placeholder(), change.previous.placeholder())
    old = [*words[:at], change.previous.placeholder(), *words[at + 1 :]]
    form = 1 if words[at - 1] in {"0", "6"} else 0
    new = [*words[: at - form], change.secret.placeholder(), *words[at + 1 :]]
    return " ".join(new), " ".join(old)


def profile_users(config: CryptoConfig, name: str) -> list[str]:
    """Return the tunnel interfaces that an IPsec profile protects."""
    return [item.name for item in config.interfaces if item.tunnel_protection == name]


def shared_with(change: AddNatExemption, told: str) -> tuple[str, ...]:
    """Return what else uses the list of an exemption; ``told`` is what it says of the flow then."""
    return tuple(
        f"access list {change.acl} also serves {line}: the flow is {told} there too, and that is meant"
        for line in change.shared
    )
