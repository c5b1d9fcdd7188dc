"""Changes of crypto map entries, and of where a map stands, as IOS commands.

Sources: Cisco IOS security command reference (`set peer` adds to a list, `set pfs`, `match address` and `crypto
map local-address` hold one value; one crypto map an interface; an entry stays disabled until it has peer and list).
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
    ReorderCryptoMap,
    SetLocalAddress,
    SetPeerAddress,
    SplitCryptoMapEntry,
)
from remediate.model.config import CryptoConfig
from remediate.model.config_maps import CryptoMapEntry
from remediate.platforms.entry_checks import (
    DROPS_CLEAR,
    bind_refused,
    complete_refused,
    destination_refused,
    key_of_move,
    key_words,
    local_refused,
    peer_precondition,
    peer_refused,
    pfs_refused,
    protection_refused,
    reorder_refused,
)
from remediate.platforms.ios_release import refuses_weak
from remediate.platforms.ios_render_map import entry_header
from remediate.platforms.ios_render_nhrp import render_next_hop
from remediate.platforms.ios_render_sets import create_set
from remediate.platforms.ios_trains import group_offered, set_offered
from remediate.platforms.rendered import NotRendered, map_entry
from remediate.platforms.selector_text import spell

__all__ = ["render"]

_LIVE = "live SAs of the entry stay until they are cleared or rekeyed"


def render(change: EntryChange, config: CryptoConfig) -> Rendered | NotRendered:
    """Return the commands of a change with their inverse, or why there are none."""
    match change:
        case SetPeerAddress(next_hop=str()):
            return render_next_hop(change, config)
        case SetPeerAddress(tunnel=str()):
            return _destination(change, config)
        case SetPeerAddress():
            return _peer(change, config)
        case AlignPfs():
            return _pfs(change, config)
        case SetLocalAddress():
            return _local(change, config)
        case BindCryptoMap(protects=True):
            return _protect(change, config)
        case BindCryptoMap():
            return _bind(change, config)
        case ReorderCryptoMap():
            return _reorder(change, config)
        case CompleteCryptoMap():
            return _complete(change, config)
        case SplitCryptoMapEntry():
            return NotRendered(reason="its list is edited too: rendered with what is not printed")
        case _:
            assert_never(change)


def _peer(change: SetPeerAddress, config: CryptoConfig) -> Rendered | NotRendered:
    refusal = peer_refused(change, config)
    if refusal is not None:
        return NotRendered(reason=refusal)
    before: list[str] = []
    after: list[str] = []
    undo: list[str] = []
    redo: list[str] = []
    move = change.key
    if move is not None:
        key = key_of_move(change, config)
        context: tuple[str, ...] = ()
        indent = ""
        if move.keyring is not None:
            vrf = next((k.vrf for k in config.keys if k.keyring == move.keyring and k.vrf), None)
            context = (f"crypto keyring {move.keyring}{f' vrf {vrf}' if vrf else ''}",)
            indent = " "
        if key is not None:
            old = key_words(key, move.secret.placeholder())
        elif move.keyring is None:
            old = f"crypto isakmp key {move.secret.placeholder()} address {change.old}"
        else:
            old = f"pre-shared-key address {change.old} key {move.secret.placeholder()}"
        new = " ".join(change.new if word == change.old else word for word in old.split())
        before = [*context, f"{indent}{new}"]
        undo = [*context, f"{indent}no {new}"]
        if move.old:
            after = [*context, f"{indent}no {old}"]
            redo = [*context, f"{indent}{old}"]
    if change.map is not None:
        entry = map_entry(config, change.map, change.sequence)
        assert entry is not None  # noqa: S101  # the checks have looked
        header = entry_header(config, change.map, entry)
        before += [header, f" set peer {change.new}", f" no set peer {change.old}"]
        undo = [header, f" set peer {change.old}", f" no set peer {change.new}", *undo]
    return Rendered(
        commands=(*before, *after),
        inverse=(*redo, *undo),
        safety=Safety.DISRUPTIVE,
        preconditions=(peer_precondition(change, config),),
    )


def _destination(change: SetPeerAddress, config: CryptoConfig) -> Rendered | NotRendered:
    refusal = destination_refused(change, config)
    if refusal is not None:
        return NotRendered(reason=refusal)
    header = f"interface {change.tunnel}"
    return Rendered(
        commands=(header, f" tunnel destination {change.new}"),
        inverse=(header, f" tunnel destination {change.old}"),
        safety=Safety.DISRUPTIVE,
        preconditions=(
            f"{change.new} answers (`ping {change.new}`), and is not reached through {change.tunnel} itself",
        ),
    )


def _pfs(change: AlignPfs, config: CryptoConfig) -> Rendered | NotRendered:
    entry = map_entry(config, change.map, change.sequence)
    refusal = pfs_refused(change, config, entry)
    if refusal is None and refuses_weak(config) and change.group in (1, 2, 5, 24):
        refusal = "IOS-XE 17.11.1 and later refuse groups 1, 2, 5 and 24"
    if refusal is not None:
        return NotRendered(reason=refusal)
    notes: tuple[str, ...] = (_LIVE,)
    if change.profile is not None:
        header = f"crypto ipsec profile {change.profile}"
        notes += (
            f"no tunnel but {change.map} uses IPsec profile {change.profile}: every peer of it has to offer PFS then",
        )
    else:
        assert entry is not None  # noqa: S101  # the checks have looked
        header = entry_header(config, change.map, entry)
    notes = (*group_offered(config, change.group, header, "set pfs"), *notes)
    back = " no set pfs" if change.previous is None else f" set pfs {change.previous}".rstrip()
    return Rendered(
        commands=(header, f" set pfs group{change.group}"),
        inverse=(header, back),
        safety=Safety.DISRUPTIVE,
        preconditions=notes,
    )


def _local(change: SetLocalAddress, config: CryptoConfig) -> Rendered | NotRendered:
    refusal = local_refused(change, config)
    if refusal is not None:
        return NotRendered(reason=refusal)
    head = f"crypto map {change.map} local-address"
    return Rendered(
        commands=(f"{head} {change.interface}" if change.interface else f"no {head}",),
        inverse=(f"{head} {change.previous}" if change.previous else f"no {head}",),
        safety=Safety.DISRUPTIVE,
        preconditions=(
            f"the peers of all entries of crypto map {change.map} expect the other address",
        ),
    )


def _bind(change: BindCryptoMap, config: CryptoConfig) -> Rendered | NotRendered:
    refusal = bind_refused(change, config)
    if refusal is not None:
        return NotRendered(reason=refusal)
    replaced = f" crypto map {change.replaces}" if change.replaces else None
    header = f"interface {change.interface}"
    commands = [header]
    inverse = [header, f" no crypto map {change.map}"]
    if replaced is not None:
        commands.append(f" no{replaced}")
        inverse.append(replaced)
    commands.append(f" crypto map {change.map}")
    for name in change.leaves:
        commands += [f"interface {name}", f" no crypto map {change.map}"]
        inverse = [f"interface {name}", f" crypto map {change.map}", *inverse]
    notes = (
        f"a release that refuses a map that does not exist does not take {change.replaces} back",
    )
    return Rendered(
        commands=tuple(commands),
        inverse=tuple(inverse),
        safety=Safety.DISRUPTIVE,
        preconditions=(DROPS_CLEAR, *(notes if change.replaces else ())),
    )


def _protect(change: BindCryptoMap, config: CryptoConfig) -> Rendered | NotRendered:
    refusal = protection_refused(change, config)
    if refusal is not None:
        return NotRendered(reason=refusal)
    header, line = (
        f"interface {change.interface}",
        f"tunnel protection ipsec profile {change.map}",
    )
    return Rendered(
        commands=(header, f" {line}"),
        inverse=(header, f" no {line}"),
        safety=Safety.DISRUPTIVE,
        preconditions=(f"what is routed into {change.interface} waits until its SAs are there",),
    )


def _reorder(change: ReorderCryptoMap, config: CryptoConfig) -> Rendered | NotRendered:
    refusal = reorder_refused(change, config)
    if refusal is not None:
        return NotRendered(reason=refusal)
    settings = tuple(f" {line}" for line in change.settings)
    new = f"crypto map {change.map} {change.new_sequence}"
    old = f"crypto map {change.map} {change.sequence}"
    return Rendered(
        commands=(f"{new} {change.kind}", *settings, f"no {old}"),
        inverse=(f"{old} {change.kind}", *settings, f"no {new}"),
        safety=Safety.DISRUPTIVE,
        preconditions=(f"`show crypto map tag {change.map}` shows no entry {change.new_sequence}",),
    )


def _complete(change: CompleteCryptoMap, config: CryptoConfig) -> Rendered | NotRendered:
    entry: CryptoMapEntry | None = map_entry(config, change.map, change.sequence)
    refusal = complete_refused(change, config, entry)
    if refusal is not None or entry is None:
        return NotRendered(reason=refusal or "no entry")
    made: list[str] = []
    unmade: list[str] = []
    inner: list[str] = []
    outer: list[str] = []
    if change.flows and change.acl is not None:
        bodies = [f"permit {spell(flow, Platform.IOS)}" for flow in change.flows]
        if change.acl.isdecimal():
            made += [f"access-list {change.acl} {body}" for body in bodies]
            unmade.append(f"no access-list {change.acl}")
        else:
            header = f"ip access-list extended {change.acl}"
            made += [header, *(f" {body}" for body in bodies)]
            unmade.append(f"no {header}")
    if change.new_set is not None:
        made += create_set(change.new_set)
        unmade.insert(0, f"no crypto ipsec transform-set {change.new_set.name}")
    if change.peer is not None:
        inner.append(f" set peer {change.peer}")
        outer.append(f" no set peer {change.peer}")
    if change.transform_sets and change.transform_sets != change.previous_sets:
        inner.append(f" set transform-set {' '.join(change.transform_sets)}")
        outer.append(
            f" set transform-set {' '.join(change.previous_sets)}"
            if change.previous_sets
            else " no set transform-set"
        )
    if change.acl is not None and change.acl != change.previous_acl:
        inner.append(f" match address {change.acl}")
        outer.append(
            f" match address {change.previous_acl}" if change.previous_acl else " no match address"
        )
    header = entry_header(config, change.map, entry)
    return Rendered(
        commands=(*made, *((header, *inner) if inner else ())),
        inverse=(*((header, *reversed(outer)) if outer else ()), *unmade),
        safety=Safety.SAFE,
        preconditions=(DROPS_CLEAR, *set_offered(config, change.new_set)),
    )
