"""A vendor-neutral change as the commands of one device, in order, with their inverse.

Everything is decided here from the change and the configuration; nothing is decided again when
the commands are applied.
"""

from __future__ import annotations

from remediate.model.base import Platform
from remediate.model.change import Change, Rendered
from remediate.model.config import CryptoConfig
from remediate.platforms import asa_render, ios_render
from remediate.platforms.config_text import NOTHING_UNPRINTED, Unprinted
from remediate.platforms.rendered import NotRendered
from remediate.platforms.selector_text import spell

__all__ = ["NotRendered", "render", "spell"]


def render(
    change: Change, config: CryptoConfig, *, unprinted: Unprinted = NOTHING_UNPRINTED
) -> Rendered | NotRendered:
    """Return the commands that make ``change`` on the device of ``config``, with their inverse.

    ``unprinted`` is what :func:`remediate.platforms.apply.apply` handed back for the changes
    rendered before this one on the same device (sequence numbers of edited access lists).
    :class:`NotRendered` says why a platform or a release does not have the change, or why the
    configuration is not the one that the change was made for.
    """
    if config.platform is Platform.IOS:
        return ios_render.render(change, config, unprinted)
    return asa_render.render(change, config)
