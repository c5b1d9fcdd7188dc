"""Transform sets as IOS commands: how one is made, and those of an IPsec profile.

A profile can serve several tunnel interfaces: what it offered stays behind the new set, so that no
other tunnel loses the one that it uses.
"""

from __future__ import annotations

from remediate.model.base import Safety
from remediate.model.change import AlignTransformSet, Rendered
from remediate.model.config import CryptoConfig
from remediate.model.config_maps import TransformSet
from remediate.platforms.ios_trains import set_offered
from remediate.platforms.refusals import refused_transforms, refuses
from remediate.platforms.rendered import NotRendered, profile_users

__all__ = ["create_set", "render_profile"]


def create_set(item: TransformSet) -> tuple[str, ...]:
    """Return the commands that make a transform set."""
    mode = {"transport": "transport", "transport-preferred": "transport"}.get(item.mode, item.mode)
    return (f"crypto ipsec transform-set {item.name} {' '.join(item.transforms)}", f" mode {mode}")


def render_profile(change: AlignTransformSet, config: CryptoConfig) -> Rendered | NotRendered:
    """Return the commands that give a profile its list of transform sets, or why there are none."""
    profile = next((item for item in config.profiles if item.name == change.profile), None)
    if profile is None:
        return NotRendered(reason=f"there is no IPsec profile {change.profile}")
    if profile.transform_sets != change.previous:
        return NotRendered(reason=f"IPsec profile {profile.name} points to other sets now")
    new = change.new
    if new is not None and config.transform_set(new.name) is not None:
        return NotRendered(reason=f"transform set {new.name} exists: a successor needs a new name")
    if new is not None and (weak := refused_transforms(config, new.transforms)):
        return NotRendered(reason=f"{refuses(config)} refuse {', '.join(sorted(weak))}")
    made = create_set(new) if new is not None else ()
    header = f"crypto ipsec profile {profile.name}"
    old = " ".join(change.previous)
    users = profile_users(config, profile.name)
    shared = f"every tunnel of IPsec profile {profile.name} gets it: {', '.join(users)}"
    return Rendered(
        commands=(*made, header, f" set transform-set {' '.join(change.transform_sets)}"),
        inverse=(
            header,
            f" set transform-set {old}" if old else " no set transform-set",
            *((f"no crypto ipsec transform-set {new.name}",) if new is not None else ()),
        ),
        safety=Safety.SAFE if len(users) < 2 else Safety.DISRUPTIVE,
        preconditions=(
            *set_offered(config, new),
            "live SAs keep their transforms until they are renegotiated",
            *((shared,) if len(users) > 1 else ()),
        ),
    )
