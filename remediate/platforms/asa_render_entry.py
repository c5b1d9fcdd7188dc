"""Changes of crypto map entries, and of where a map stands, as PIX and ASA commands.

Sources: Cisco ASA and PIX command references (`crypto map N set peer` adds to the entry's peers, a setting is removed
by the `no` form of its own line, `crypto map M interface IF`, `tunnel-group` named after the peer's address).
"""

from __future__ import annotations

from typing import assert_never

from remediate.model.base import Platform, Safety
from remediate.model.change import Rendered
from remediate.model.change_entry import (
    AlignPfs,
    BindCryptoMap,
    CompleteCryptoMap,
    EntryChange,
    KeyMove,
    ReorderCryptoMap,
    SetLocalAddress,
    SetPeerAddress,
    SplitCryptoMapEntry,
)
from remediate.model.config import CryptoConfig
from remediate.platforms.asa_dialect import NO_RELEASE, Dialect, dialect_of
from remediate.platforms.asa_render_ike import unknown_group
from remediate.platforms.asa_render_map import create_set
from remediate.platforms.entry_checks import (
    DROPS_CLEAR,
    bind_refused,
    complete_refused,
    key_of_move,
    key_words,
    peer_precondition,
    peer_refused,
    pfs_refused,
    reorder_refused,
)
from remediate.platforms.rendered import NotRendered, is_dynamic, map_entry
from remediate.platforms.selector_text import spell

__all__ = ["render"]


def render(change: EntryChange, config: CryptoConfig) -> Rendered | NotRendered:
    """Return the commands of a change with their inverse, or why there are none."""
    dialect = dialect_of(config)
    if dialect is None:
        return NotRendered(reason=NO_RELEASE)
    match change:
        case SetPeerAddress(tunnel=str()):
            return NotRendered(reason="the tunnel interfaces of an ASA are not changed")
        case SetPeerAddress():
            return _peer(change, config, dialect)
        case AlignPfs():
            return _pfs(change, config, dialect)
        case SplitCryptoMapEntry():
            return NotRendered(reason="the entries of PIX and ASA are parted by hand")
        case SetLocalAddress():
            return NotRendered(reason="PIX and ASA negotiate from the interface of the map alone")
        case BindCryptoMap(protects=True):
            return NotRendered(reason="tunnel protection of an ASA is not changed")
        case BindCryptoMap():
            return _bind(change, config, dialect)
        case ReorderCryptoMap():
            return _reorder(change, config)
        case CompleteCryptoMap():
            return _complete(change, config, dialect)
        case _:
            assert_never(change)


def _peer(change: SetPeerAddress, config: CryptoConfig, dialect: Dialect) -> Rendered | NotRendered:
    refusal = peer_refused(change, config)
    if refusal is not None:
        return NotRendered(reason=refusal)
    before: list[str] = []
    after: list[str] = []
    undo: list[str] = []
    redo: list[str] = []
    if change.key is not None:
        if dialect is Dialect.PIX6:
            before, after, redo, undo = _pix_key(change, config, change.key)
        else:
            before, after, redo, undo = _group(change, dialect, change.key)
    if change.map is not None:
        kind = "dynamic-map" if change.dynamic else "map"
        head = f"crypto {kind} {change.map} {change.sequence} set peer"
        before += [f"{head} {change.new}", f"no {head} {change.old}"]
        undo = [f"{head} {change.old}", f"no {head} {change.new}", *undo]
    return Rendered(
        commands=(*before, *after),
        inverse=(*redo, *undo),
        safety=Safety.DISRUPTIVE,
        preconditions=(peer_precondition(change, config),),
    )


def _pix_key(
    change: SetPeerAddress, config: CryptoConfig, move: KeyMove
) -> tuple[list[str], list[str], list[str], list[str]]:
    placeholder = move.secret.placeholder()
    key = key_of_move(change, config)
    old = (
        key_words(key, placeholder)
        if key is not None
        else f"isakmp key {placeholder} address {change.old} netmask 255.255.255.255"
    )
    new = " ".join(change.new if word == change.old else word for word in old.split())
    gone = [f"no {old}"] if move.old else []
    return [new], gone, [old] if move.old else [], [f"no {new}"]


def _group(
    change: SetPeerAddress, dialect: Dialect, move: KeyMove
) -> tuple[list[str], list[str], list[str], list[str]]:
    name = "ikev1 pre-shared-key" if dialect is Dialect.ASA84 else "pre-shared-key"
    old = list(move.group) or [
        f"tunnel-group {change.old} type ipsec-l2l",
        f"tunnel-group {change.old} ipsec-attributes",
        f" {name} {move.secret.placeholder()}",
    ]
    new = [
        line.replace(f"tunnel-group {change.old} ", f"tunnel-group {change.new} ", 1)
        for line in old
    ]
    gone = [f"no tunnel-group {change.old}"] if move.group else []
    return new, gone, old if move.group else [], [f"no tunnel-group {change.new}"]


def _pfs(change: AlignPfs, config: CryptoConfig, dialect: Dialect) -> Rendered | NotRendered:
    entry = map_entry(config, change.map, change.sequence)
    holder = next((item for item in config.profiles if item.name == change.profile), entry)
    ikev2 = holder is not None and holder.ikev2_proposals and not holder.transform_sets
    missing = unknown_group(change.group, config, dialect, ikev2=bool(ikev2))
    refusal = pfs_refused(change, config, entry) or missing
    if refusal is not None:
        return NotRendered(reason=refusal)
    live = "live SAs of the entry stay until they are cleared or rekeyed"
    if change.profile is not None:
        mode = f"crypto ipsec profile {change.profile}"
        old = " no set pfs" if change.previous is None else f" set pfs {change.previous}".rstrip()
        alone = f"no tunnel but {change.map} uses IPsec profile {change.profile}"
        return Rendered(
            commands=(mode, f" set pfs group{change.group}"),
            inverse=(mode, old),
            safety=Safety.DISRUPTIVE,
            preconditions=(live, alone),
        )
    dynamic = is_dynamic(config, change.map)
    head = f"crypto {'dynamic-map' if dynamic else 'map'} {change.map} {change.sequence} set pfs"
    back = f"no {head}" if change.previous is None else f"{head} {change.previous}".rstrip()
    return Rendered(
        commands=(f"{head} group{change.group}",),
        inverse=(back,),
        safety=Safety.DISRUPTIVE,
        preconditions=(live,),
    )


def _bind(change: BindCryptoMap, config: CryptoConfig, dialect: Dialect) -> Rendered | NotRendered:
    refusal = bind_refused(change, config)
    if refusal is not None:
        return NotRendered(reason=refusal)
    place = config.interface(change.interface)
    if place is None or place.nameif is None:
        return NotRendered(reason=f"interface {change.interface} has no name")
    bound = f"crypto map {change.map} interface {place.nameif}"
    commands = [bound]
    inverse = [f"no {bound}"]
    if change.replaces is not None:
        wrong = f"crypto map {change.replaces} interface {place.nameif}"
        commands.insert(0, f"no {wrong}")
        inverse.append(wrong)
    for name in change.leaves:
        other = config.interface(name)
        left = f"crypto map {change.map} interface {other.nameif if other else name}"
        commands.append(f"no {left}")
        inverse.insert(0, left)
    if change.enable_ike:
        commands.append(f"{dialect.ikev1} enable {place.nameif}")
        inverse.insert(0, f"no {dialect.ikev1} enable {place.nameif}")
    return Rendered(
        commands=tuple(commands),
        inverse=tuple(inverse),
        safety=Safety.DISRUPTIVE,
        preconditions=(DROPS_CLEAR,),
    )


def _reorder(change: ReorderCryptoMap, config: CryptoConfig) -> Rendered | NotRendered:
    refusal = reorder_refused(change, config)
    if refusal is not None:
        return NotRendered(reason=refusal)
    new = [f"crypto map {change.map} {change.new_sequence} {line}" for line in change.settings]
    old = [f"crypto map {change.map} {change.sequence} {line}" for line in change.settings]
    # PIX 6 takes no word behind `show running-config` (`show crypto map` prints the entries).
    pix6 = dialect_of(config) is Dialect.PIX6
    shown = "show crypto map" if pix6 else "show running-config crypto map"
    return Rendered(
        commands=(*new, *(f"no {line}" for line in reversed(old))),
        inverse=(*old, *(f"no {line}" for line in reversed(new))),
        safety=Safety.DISRUPTIVE,
        preconditions=(f"`{shown}` shows no entry {change.map} {change.new_sequence}",),
    )


def _complete(
    change: CompleteCryptoMap, config: CryptoConfig, dialect: Dialect
) -> Rendered | NotRendered:
    entry = map_entry(config, change.map, change.sequence)
    refusal = complete_refused(change, config, entry)
    if refusal is not None:
        return NotRendered(reason=refusal)
    kind = "dynamic-map" if is_dynamic(config, change.map) else "map"
    head = f"crypto {kind} {change.map} {change.sequence}"
    commands: list[str] = []
    inverse: list[str] = []
    if change.flows:
        extended = "" if dialect is Dialect.PIX6 else "extended "
        for flow in change.flows:
            line = f"access-list {change.acl} {extended}permit {spell(flow, Platform.ASA)}"
            commands.append(line)
            inverse.insert(0, f"no {line}")
    if change.new_set is not None:
        prefix = (
            "crypto ipsec ikev1 transform-set"
            if dialect is Dialect.ASA84
            else "crypto ipsec transform-set"
        )
        created = create_set(change.new_set, prefix, config, dialect)
        if isinstance(created, NotRendered):
            return created
        commands += created
        inverse.insert(0, f"no {created[0]}")
    if change.peer is not None:
        commands.append(f"{head} set peer {change.peer}")
        inverse.insert(0, f"no {head} set peer {change.peer}")
    if change.transform_sets and change.transform_sets != change.previous_sets:
        word = "set ikev1 transform-set" if dialect is Dialect.ASA84 else "set transform-set"
        line = f"{head} {word} {' '.join(change.transform_sets)}"
        commands.append(line)
        was = f"{head} {word} {' '.join(change.previous_sets)}"
        inverse.insert(0, was if change.previous_sets else f"no {line}")
    if change.ikev2_proposals:
        word = "set ikev2 ipsec-proposal"
        line = f"{head} {word} {' '.join(change.ikev2_proposals)}"
        commands.append(line)
        was = f"{head} {word} {' '.join(change.previous_proposals)}"
        inverse.insert(0, was if change.previous_proposals else f"no {line}")
    if change.acl is not None and change.acl != change.previous_acl:
        line = f"{head} match address {change.acl}"
        commands.append(line)
        was = f"{head} match address {change.previous_acl}"
        inverse.insert(0, was if change.previous_acl else f"no {line}")
    return Rendered(
        commands=tuple(commands),
        inverse=tuple(inverse),
        safety=Safety.SAFE,
        preconditions=(DROPS_CLEAR,),
    )
