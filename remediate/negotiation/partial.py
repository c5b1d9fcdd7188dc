"""What an incomplete running-config does not show: absence in it is no proof.

Only positive facts of such a configuration count. Where a text breaks off, the section that it
breaks off in may go on; the sections before it are whole.
"""

from __future__ import annotations

from remediate.model.base import Platform
from remediate.model.config_keys import PreSharedKey
from remediate.model.config_maps import CryptoMapEntry
from remediate.negotiation.outcome import Side
from remediate.negotiation.tunnels import PROTECTION
from remediate.tunnels.configured import peers_named

__all__ = [
    "acl_may_go_on",
    "built_in_sets",
    "closer_key_possible",
    "entries_may_follow",
    "entry_may_go_on",
    "keys_may_be_elsewhere",
    "keys_may_go_on",
    "maps_shown",
    "may_lack",
    "names_nobody",
    "others_possible",
    "policies_may_go_on",
    "policies_shown",
    "proposals_may_go_on",
    "text_ends",
]

_POLICIES = ("crypto isakmp policy", "crypto ikev1 policy", "isakmp policy")
_KEYS = (
    "crypto isakmp key",
    "crypto keyring",
    "crypto ikev2 keyring",
    "crypto ikev2 profile",
    "crypto isakmp profile",
    "isakmp key",
    "tunnel-group",
)
_PROPOSALS = ("crypto ikev2 proposal", "crypto ikev2 policy")
_MAPS = ("crypto map", "crypto dynamic-map")


def may_lack(side: Side) -> bool:
    """Whether something that the configuration doesn't show can be on the device all the same."""
    return not side.config.complete or side.config.cut is not None


def names_nobody(side: Side) -> bool:
    """Whether a configuration that is put together from parts names no peer at all: what is for this one is not shown."""
    config = side.config
    if config.complete or config.cut is not None or side.entries:
        return False
    ikev2 = config.ikev2_config
    beside = ikev2.peers or ikev2.profiles or ikev2.tunnel_groups or config.isakmp_profiles
    return not beside and not config.keys and not peers_named(config)


def policies_shown(side: Side) -> bool:
    """Whether all ISAKMP policies of the device are shown: by a whole configuration, or by the device's table of them."""
    shown = {"crypto", "crypto isakmp policy"}.intersection(side.config.shown)
    return not may_lack(side) or (bool(shown) and not _some(side, _POLICIES))


def maps_shown(side: Side) -> bool:
    """Whether all crypto map entries of the device are shown: by a whole configuration, or by the whole class of them."""
    shown = {"crypto", "crypto map"}.intersection(side.config.shown)
    return not may_lack(side) or (bool(shown) and not _some(side, _MAPS))


def _among(cut: str | None, heads: tuple[str, ...]) -> bool:
    """Whether the text breaks off in a section of such a heading, or within the heading."""
    if cut is None:
        return False
    return cut.startswith(heads) or any(head.startswith(cut) for head in heads)


def _some(side: Side, heads: tuple[str, ...]) -> bool:
    """Whether the parts that there are show some commands of a kind and can leave others out."""
    return any(item.startswith(heads) for item in side.config.cut_classes)


def text_ends(side: Side) -> str:
    """Say why the end can't be judged by what isn't there."""
    if side.config.cut is not None:
        return f"the running-config of {side.name} breaks off"
    return f"the running-config of {side.name} is incomplete"


def policies_may_go_on(side: Side) -> bool:
    """Whether the device can have ISAKMP policies, or attributes of them, that are not shown."""
    cut = side.config.cut
    own = any(not policy.default for policy in side.config.policies)
    return _among(cut, _POLICIES) or _some(side, _POLICIES) or (may_lack(side) and not own)


def keys_may_be_elsewhere(side: Side) -> bool:
    """Whether the device can have keys that are not shown: not where every command that holds one is."""
    asa = side.config.platform is Platform.ASA
    holds = {"tunnel-group"} if asa else {"crypto", "crypto isakmp key"}
    return may_lack(side) and holds.isdisjoint(side.config.shown)


def keys_may_go_on(side: Side) -> bool:
    """Whether the text breaks off where keys stand."""
    return _among(side.config.cut, _KEYS)


def closer_key_possible(side: Side, key: PreSharedKey) -> bool:
    """Whether the device can have a key that is not shown and goes before this one: not where it is for the peer alone."""
    exact = key.peer is not None and key.peer.is_host
    return not exact and _some(side, _KEYS)


def proposals_may_go_on(side: Side) -> bool:
    """Whether the device can have IKEv2 proposals or policies, or attributes of them, that are not shown."""
    cut = side.config.cut
    return (cut is not None and cut.startswith(_PROPOSALS)) or _some(side, _PROPOSALS)


def built_in_sets(side: Side) -> bool:
    """Whether an entry without a transform set of its own can use built-in ones.

    IOS since 12.4(20)T has `esp-aes esp-sha-hmac` and `esp-3des esp-sha-hmac` for such entries. Source:
    Cisco IOS "Configuring Security for VPNs with IPsec", default IPsec transform sets.
    """
    release = side.config.release
    if release.platform is not Platform.IOS:
        return False
    return release.xe or not release.numbers or release.numbers >= (12, 4)


def acl_may_go_on(side: Side, name: str | None) -> bool:
    """Whether the text breaks off in this access list (or in the object-groups before the lists)."""
    words = (side.config.cut or "").split()
    if len(words) == 1 and any(head.startswith(words[0]) for head in ("access-list", "ip")):
        return True  # the text ends within the heading
    if words[:1] == ["object-group"] or words[:1] == ["object"]:
        return True
    named = words[3:4] if words[:2] == ["ip", "access-list"] else words[1:2]
    heads = words[:1] == ["access-list"] or words[:2] == ["ip", "access-list"]
    if not heads or name is None:
        return False
    whole = len(words) > 1 + words.index("access-list") + len(named)
    return named == [name.lower()] or not named or (not whole and name.lower().startswith(named[0]))


def entries_may_follow(side: Side) -> bool:
    """Whether the end can have crypto map entries that are not shown: the text breaks off before or among them."""
    if not may_lack(side):
        return False
    cut = side.config.cut
    if _some(side, _MAPS):
        return True
    if not side.entries or cut is None:
        return not side.entries
    return _among(cut, _MAPS)


def others_possible(side: Side) -> bool:
    """Whether some entries of a crypto map are shown and others, for the same peer too, can be on the device."""
    return any(entry.kind != PROTECTION for entry in side.entries) and _some(side, _MAPS)


def entry_may_go_on(side: Side, entry: CryptoMapEntry) -> bool:
    """Whether the text breaks off in this entry or in a transform set of it, or others can take its place."""
    if others_possible(side):
        return True
    words = (side.config.cut or "").split()
    if words[:2] in (["crypto", "map"], ["crypto", "dynamic-map"]):
        return words[2:4] == [entry.map.lower(), str(entry.sequence)]
    if words[:3] == ["crypto", "ipsec", "transform-set"]:
        return words[3:4] in ([name.lower()] for name in entry.transform_sets)
    return False
