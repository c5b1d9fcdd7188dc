"""Whether two tunnels are of one DMVPN cloud: network, tunnel key, authentication of NHRP, pre-shared key."""

from __future__ import annotations

from collections.abc import Iterator

from remediate.model.config import CryptoConfig
from remediate.model.config_interfaces import Interface
from remediate.model.config_keys import PreSharedKey
from remediate.model.selector import AddressBlock, parse_peer
from remediate.secrets import alike, fingerprint

__all__ = ["one_cloud", "same_key"]


def one_cloud(here: Interface, there: Interface) -> bool:
    """Whether two tunnels are of one network, one tunnel key and one authentication of NHRP, as far as that can be compared."""
    mine, theirs = here.nhrp_authentication, there.nhrp_authentication
    if here.tunnel_key != there.tunnel_key or not _may_be_alike(mine, theirs):
        return False
    nets = [
        AddressBlock.from_netmask(item.address, item.netmask).normalised()
        for item in (here, there)
        if item.address and item.netmask
    ]
    return len(nets) == 2 and nets[0] == nets[1] and here.address != there.address


def _may_be_alike(mine: str | None, theirs: str | None) -> bool:
    """Whether two words of NHRP authentication are the same, or can be: masked, or of other collections."""
    if mine is None or theirs is None:
        return mine == theirs
    if "<key#" not in mine or "<key#" not in theirs:
        return True
    return alike(fingerprint(mine), fingerprint(theirs)) is not False


def same_key(
    here: CryptoConfig, theirs: tuple[str, ...], there: CryptoConfig, ours: tuple[str, ...]
) -> bool | None:
    """Whether both ends have one pre-shared key for each other, None where that can't be told (masked, certificates)."""
    mine, other = list(_keys(here, theirs)), list(_keys(there, ours))
    compared = [alike(one.fingerprint, two.fingerprint) for one in mine for two in other]
    if True in compared:
        return True
    return None if None in compared or not compared else False


def _keys(config: CryptoConfig, peers: tuple[str, ...]) -> Iterator[PreSharedKey]:
    """Yield the keys, of either version of IKE, that can be for one of some peers."""
    for target in map(parse_peer, peers):
        yield from (key for key in config.keys_for(target) if not key.ikev2)
        for item in config.ikev2_config.peers:
            block = item.address
            if block is None or not (block.address ^ target) & ~block.wildcard:
                yield from (key for key in (item.local, item.remote) if key is not None)
