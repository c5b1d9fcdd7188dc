"""The built-in IPsec profile ``default`` of IOS, which a tunnel interface can name without its being configured.

Sources: captured ``show crypto ipsec profile`` of IOS-XE (``default``, transform set ``default`` of ``esp-aes
esp-sha-hmac``, no PFS); Cisco IOS FlexVPN configuration guide, IKEv2 smart defaults (the profile attaches the IKEv2
profile ``default`` where there is one). They came with IKEv2 smart defaults, in 15.2(1)T of classic IOS.
"""

from __future__ import annotations

import msgspec

from remediate.model.base import Platform
from remediate.model.config import CryptoConfig
from remediate.model.config_maps import IpsecProfile, TransformSet

__all__ = ["with_built_in_profile"]

_DEFAULT = "default"
_SINCE = (15, 2)


def with_built_in_profile(config: CryptoConfig) -> CryptoConfig:
    """Return a whole configuration with the built-in IPsec profile and transform set, where a tunnel uses them."""
    release = config.release
    if config.platform is not Platform.IOS or not (release.xe or release.numbers >= _SINCE):
        return config
    if not config.complete or config.cut is not None:
        return config  # what is not shown may be configured
    used = {item.tunnel_protection for item in config.interfaces if item.tunnel_protection}
    profiles = config.profiles
    if _DEFAULT in used and not any(item.name == _DEFAULT for item in profiles):
        attached = config.ikev2_config.profile(_DEFAULT) is not None
        profile = IpsecProfile(name=_DEFAULT, ikev2_profile=_DEFAULT if attached else None)
        profiles = (*profiles, profile)
    bare = any(item.name in used and not item.transform_sets for item in profiles)
    if not bare:
        return config
    sets = config.transform_sets
    if config.transform_set(_DEFAULT) is None:
        built_in = TransformSet(name=_DEFAULT, transforms=("esp-aes", "esp-sha-hmac"), default=True)
        sets = (*sets, built_in)
    return msgspec.structs.replace(config, profiles=profiles, transform_sets=sets)
