"""Changes of phase 1 as IOS commands."""

from __future__ import annotations

from typing import assert_never

from remediate.model.base import Safety
from remediate.model.change import Rendered
from remediate.model.change_ike import AlignIsakmpPolicy, IkeChange, RekeyPsk, SetPsk
from remediate.model.config import CryptoConfig
from remediate.model.config_keys import KeyForm
from remediate.platforms import ios_render_ikev2
from remediate.platforms.ios_release import refuses_weak
from remediate.platforms.ios_trains import group_offered
from remediate.platforms.rendered import NotRendered, key_commands, key_of, set_refused

__all__ = ["render"]


def render(change: IkeChange, config: CryptoConfig) -> Rendered | NotRendered:
    """Return the commands of a change with their inverse, or why there are none."""
    match change:
        case AlignIsakmpPolicy():
            return _policy(change, config)
        case RekeyPsk(ikev2=True):
            return ios_render_ikev2.rekey(change, config)
        case RekeyPsk():
            return _rekey(change, config)
        case SetPsk():
            return _set(change, config)
        case _:
            assert_never(change)


def _policy(change: AlignIsakmpPolicy, config: CryptoConfig) -> Rendered | NotRendered:
    policy = change.policy
    user = [item for item in config.policies if not item.default]
    if any(item.priority == policy.priority for item in user):
        return NotRendered(reason=f"ISAKMP policy {policy.priority} is in use")
    if not 1 <= policy.priority <= 10000:
        return NotRendered(reason=f"{policy.priority} is no ISAKMP policy number (1 to 10000)")
    weak = (
        policy.encryption in {"des", "3des"}
        or policy.hash == "md5"
        or policy.group in {1, 2, 5, 24}
    )
    if weak and refuses_weak(config):
        return NotRendered(
            reason="IOS-XE 17.11.1 and later refuse DES, 3DES, MD5 and groups 1, 2, 5"
        )
    encryption = policy.encryption
    if encryption == "aes" and policy.key_length not in {None, 128}:
        encryption = f"aes {policy.key_length}"
    preconditions = []
    if (
        config.release.numbers
        and config.release.numbers < (15, 1)
        and policy.hash.startswith("sha2")
    ):
        preconditions.append(
            f"`hash ?` under `crypto isakmp policy {policy.priority}` offers {policy.hash}"
        )
    command = f"crypto isakmp policy {policy.priority}"
    preconditions += group_offered(config, policy.group, command, "group")
    displaces = not user and config.built_in_policies
    if displaces:
        preconditions.append(
            "it becomes the first user policy: the default policies vanish for every peer"
            " (`show crypto isakmp policy` lists them)"
        )
    return Rendered(
        commands=(
            f"crypto isakmp policy {policy.priority}",
            f" encr {encryption}",
            f" hash {policy.hash}",
            f" authentication {policy.authentication}",
            f" group {policy.group}",
            f" lifetime {policy.lifetime}",
        ),
        inverse=(f"no crypto isakmp policy {policy.priority}",),
        safety=Safety.DISRUPTIVE if displaces else Safety.SAFE,
        preconditions=tuple(preconditions),
    )


def _rekey(change: RekeyPsk, config: CryptoConfig) -> Rendered | NotRendered:
    key = key_of(change, config)
    if change.previous is None and key is not None:
        return NotRendered(
            reason=f"{change.peer} has a key, IOS does not overwrite it, and there is no reference to put it back from"
        )
    if change.previous is not None and key is None:
        return NotRendered(reason=f"there is no pre-shared key for {change.peer} to replace")
    mask = f" {change.mask}" if change.mask and change.mask != "255.255.255.255" else ""
    placeholder = change.secret.placeholder()
    context: tuple[str, ...] = ()
    indent = ""
    if change.keyring is None:
        xauth = " no-xauth" if change.no_xauth else ""
        default = f"crypto isakmp key {placeholder} address {change.peer}{mask}{xauth}"
    else:
        vrfs = [item.vrf for item in config.keys if item.keyring == change.keyring and item.vrf]
        context = (f"crypto keyring {change.keyring}" + (f" vrf {vrfs[0]}" if vrfs else ""),)
        default = f"pre-shared-key address {change.peer}{mask} key {placeholder}"
        indent = " "
    new, old = key_commands(change, key, default)
    commands = (*context, *((f"{indent}no {old}",) if old else ()), f"{indent}{new}")
    inverse = (*context, f"{indent}no {new}", *((f"{indent}{old}",) if old else ()))
    preconditions = []
    if key is not None and key.form is KeyForm.TYPE6:
        preconditions.append(
            "the old key is stored as type 6: it comes back only under the same master key"
        )
    if mask:
        preconditions.append(f"the key entry covers every peer in {change.peer}{mask}")
    return Rendered(
        commands=commands,
        inverse=inverse,
        safety=Safety.DISRUPTIVE if mask else Safety.SAFE,
        preconditions=tuple(preconditions),
    )


def _set(change: SetPsk, config: CryptoConfig) -> Rendered | NotRendered:
    if refusal := set_refused(change, config):
        return NotRendered(reason=refusal)
    placeholder = change.secret.placeholder()
    if change.keyring is None:
        line = f"crypto isakmp key {placeholder} address {change.peer}"
        line += " no-xauth" if change.no_xauth else ""
        return Rendered(commands=(line,), inverse=(f"no {line}",), safety=Safety.SAFE)
    header = f"crypto keyring {change.keyring}" + (f" vrf {change.vrf}" if change.vrf else "")
    line = f" pre-shared-key address {change.peer} key {placeholder}"
    undone = (f"no {header}",) if change.make else (header, f" no{line}")
    return Rendered(commands=(header, line), inverse=undone, safety=Safety.SAFE)
