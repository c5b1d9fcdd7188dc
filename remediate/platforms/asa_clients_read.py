"""Groups of VPN clients on PIX and ASA: ``vpngroup``, and tunnel-groups with their group-policies."""

from __future__ import annotations

from dataclasses import dataclass, field

from fastparse.config_tree import Section
from remediate.model.config_clients import (
    AccessGroup,
    ClientGroup,
    GroupProtocols,
    TunnelFilter,
)
from remediate.platforms.reading import words_of

__all__ = ["AsaClients"]

_DEFAULT_POLICY = "DfltGrpPolicy"
_REMOTE = frozenset({"remote-access", "ipsec-ra"})


@dataclass(kw_only=True)
class _Group:
    line: int
    remote: bool = False
    policy: str | None = None
    pools: list[str] = field(default_factory=list)
    split: str | None = None


@dataclass(kw_only=True)
class _Policy:
    split: str | None = None
    """``tunnelall``, ``tunnelspecified`` or ``excludespecified``."""
    acl: str | None = None
    pools: list[str] = field(default_factory=list)
    printed: dict[str, str] | None = None
    protocols: tuple[str, ...] = ()
    filter: str | None = None
    """List of ``vpn-filter``; empty where there is to be none, None where the default policy decides."""
    filter_line: int | None = None


class AsaClients:
    """The client groups and interface access lists of one configuration."""

    def __init__(self) -> None:
        """Start with nothing read."""
        self._vpngroups: dict[str, _Group] = {}
        self._tunnel_groups: dict[str, _Group] = {}
        self._policies: dict[str, _Policy] = {}
        self.access_groups: list[AccessGroup] = []

    def vpngroup(self, section: Section, words: list[str]) -> None:
        """Read ``vpngroup G address-pool P``, ``… split-tunnel ACL`` (PIX 6); other settings make the group."""
        if len(words) < 3:
            return
        group = self._vpngroups.setdefault(words[1], _Group(line=section.line, remote=True))
        match words[2:]:
            case ["address-pool", name, *_]:
                group.pools.append(name)
            case ["split-tunnel", name, *_]:
                group.split = name
            case _:
                return

    def tunnel_group(self, section: Section, words: list[str]) -> None:
        """Read ``tunnel-group G type …`` and ``… general-attributes``."""
        if len(words) < 3:
            return
        group = self._tunnel_groups.setdefault(words[1], _Group(line=section.line))
        if words[2] == "type" and words[3:4] and words[3] in _REMOTE:
            group.remote = True
        if words[2] != "general-attributes":
            return
        for child in section.children:
            match words_of(child.text):
                case ["address-pool", *names]:
                    group.pools += [name for name in names if not name.startswith("(")]
                case ["default-group-policy", name, *_]:
                    group.policy = name
                case _:
                    continue

    def group_policy(self, section: Section, words: list[str]) -> None:
        """Read ``group-policy P attributes``."""
        if len(words) < 2:
            return
        policy = self._policies.setdefault(words[1], _Policy())
        if words[2:3] == ["attributes"] and policy.printed is None:
            policy.printed = {}
        for child in section.children:
            setting, _, rest = child.text.partition(" ")
            if (
                setting in ("split-tunnel-policy", "split-tunnel-network-list")
                and policy.printed is not None
            ):
                policy.printed[setting] = rest
            match words_of(child.text):
                case ["split-tunnel-policy", how, *_]:
                    policy.split = how
                case ["split-tunnel-network-list", "value", name, *_]:
                    policy.acl = name
                case ["vpn-tunnel-protocol", *protocols]:
                    policy.protocols = tuple(protocols)
                case ["vpn-filter", "none"]:
                    policy.filter = ""
                case ["vpn-filter", "value", name, *_]:
                    policy.filter, policy.filter_line = name, child.line
                case ["address-pools", "value", *names]:
                    policy.pools += names
                case _:
                    continue

    def access_group(self, section: Section, words: list[str]) -> None:
        """Read ``access-group A in interface I`` or a ``conduit``."""
        match words:
            case ["access-group", _, "in", "interface", _, *_, "control-plane"]:
                return  # of what is for the device itself
            case ["access-group", acl, "in", "interface", nameif, *_]:
                found = AccessGroup(acl=acl, interface=nameif, line=section.line)
            case ["access-group", acl, "global", *_]:
                found = AccessGroup(acl=acl, interface=None, line=section.line)
            case ["conduit", *_]:
                found = AccessGroup(acl=None, interface=None, line=section.line)
            case _:
                return
        self.access_groups.append(found)

    @property
    def allowed(self) -> tuple[GroupProtocols, ...]:
        """The protocols that group-policies allow, by tunnel-group; those of the default policy have no name."""
        default = self._policies.get(_DEFAULT_POLICY, _Policy()).protocols
        own = [
            GroupProtocols(
                group=name,
                policy=group.policy,
                protocols=self._policies.get(group.policy, _Policy()).protocols or default,
            )
            for name, group in self._tunnel_groups.items()
            if group.policy is not None
        ]
        rest = GroupProtocols(group="", policy=_DEFAULT_POLICY, protocols=default)
        return tuple(item for item in (*own, rest) if item.protocols)

    @property
    def filters(self) -> tuple[TunnelFilter, ...]:
        """The filters of group-policies, by tunnel-group; that of the default policy has no name."""
        default = self._policies.get(_DEFAULT_POLICY, _Policy())
        named = [
            (name, group.policy) for name, group in self._tunnel_groups.items() if group.policy
        ]
        found = []
        for name, policy_name in (*named, ("", _DEFAULT_POLICY)):
            policy = self._policies.get(policy_name, default)
            policy = default if policy.filter is None else policy
            # an empty list stands for a tunnel-group that the default policy's filter is not for
            found.append(
                TunnelFilter(
                    group=name, policy=policy_name, acl=policy.filter or "", line=policy.filter_line
                )
            )
        return tuple(found) if any(item.acl for item in found) else ()

    @property
    def groups(self) -> tuple[ClientGroup, ...]:
        """The groups of clients, with what their policy (and the default one) says."""
        found = [
            ClientGroup(name=name, pools=tuple(group.pools), split_acl=group.split, line=group.line)
            for name, group in self._vpngroups.items()
        ]
        default = self._policies.get(_DEFAULT_POLICY, _Policy())
        for name, group in self._tunnel_groups.items():
            if not group.remote:
                continue
            policy = self._policies.get(group.policy or _DEFAULT_POLICY, _Policy())
            how = policy.split or default.split or "tunnelall"
            found.append(
                ClientGroup(
                    name=name,
                    policy=group.policy or _DEFAULT_POLICY,
                    pools=tuple(group.pools or policy.pools or default.pools),
                    attributes=None if policy.printed is None else tuple(policy.printed.items()),
                    split_acl=None if how == "tunnelall" else policy.acl or default.acl or "",
                    line=group.line,
                )
            )
        return tuple(found)
