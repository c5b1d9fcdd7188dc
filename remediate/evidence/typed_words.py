"""The commands of a configuration that is typed at the prompt, as the running-config has them: words in full.

Only what a crypto map with IKEv1 and pre-shared keys needs. What begins like it and is none of it is not guessed at.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable

__all__ = ["CONTEXTS", "GLOBAL", "beside", "full", "interface_name"]

_FLOW = "{permit|deny} {ip|icmp|tcp|udp|gre|esp|ahp} <*>\n"
_POLICY = """
encryption {des|3des|aes|aes-192|aes-256}
encryption aes {128|192|256}
hash {md5|sha|sha256|sha384|sha512}
authentication {pre-share|rsa-sig|rsa-encr}
group <n>
lifetime <n>
"""
_ENTRY = """
set peer <peer>
set transform-set <*>
set pfs {group1|group2|group5|group14|group15|group16|group19|group20|group21|group24}
set security-association lifetime seconds <n>
set security-association lifetime kilobytes <n>
match address <acl>
reverse-route
description <*>
"""
_INTERFACE = """
ip address <a> <m>
ip address <a> <m> secondary
ip address dhcp
shutdown
no shutdown
nameif <name>
security-level <n>
crypto map <name>
tunnel source <*>
tunnel destination <a>
description <*>
"""
_GROUP = """
pre-shared-key <key>
ikev1 pre-shared-key <key>
"""
GLOBAL = """
crypto isakmp policy <n>
crypto ikev1 policy <n>
crypto isakmp key <key> address <a>
crypto isakmp key <key> address <a> <m>
crypto isakmp key <key> address <a> no-xauth
crypto isakmp enable
crypto isakmp enable <if>
crypto ikev1 enable <if>
crypto isakmp identity {address|hostname|auto}
crypto ipsec transform-set <name> <*>
crypto ipsec ikev1 transform-set <name> <*>
crypto ipsec security-association lifetime seconds <n>
crypto map <name> <n> ipsec-isakmp
crypto map <name> <n> match address <acl>
crypto map <name> <n> set peer <peer>
crypto map <name> <n> set transform-set <*>
crypto map <name> <n> set ikev1 transform-set <*>
crypto map <name> <n> set pfs <group>
crypto map <name> interface <if>
tunnel-group <name> type ipsec-l2l
tunnel-group <name> ipsec-attributes
access-list <n> {permit|deny} {ip|icmp|tcp|udp|gre|esp|ahp} <*>
access-list <name> extended {permit|deny} {ip|icmp|tcp|udp} <*>
access-list <name> remark <*>
ip access-list extended <name>
interface <*>
ip route <*>
route <*>
hostname <name>
"""
CONTEXTS = {
    "crypto isakmp policy ": _POLICY,
    "crypto ikev1 policy ": _POLICY,
    "crypto ipsec transform-set ": "mode tunnel\nmode transport\nexit\n",
    "crypto map ": _ENTRY,
    "ip access-list extended ": f"{_FLOW}remark <*>\n",
    "interface ": _INTERFACE,
    "tunnel-group ": _GROUP,
}
"""What stands below the headings that begin so."""
_OURS = (
    "crypto",
    "isakmp",
    "tunnel-group",
    "interface",
    "default",
    "access-list",
    "ip access-list",
)
_WITHIN = {"interface ": ("crypto", "tunnel", "ip address")}
"""Of an interface most lines are beside the point."""


@functools.cache
def _templates(grammar: str) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(line.split()) for line in grammar.splitlines() if line)


def full(command: str, grammar: str) -> str | None:
    """Return a command in full words; None where it is none of a grammar, or could be two of it."""
    typed = command.split()
    found: dict[str, int] = {}
    for template in _templates(grammar):
        words = _expanded(typed, template)
        if words is not None:
            short = sum(1 for one, two in zip(typed, words, strict=True) if one != two)
            found[" ".join(words)] = min(short, found.get(" ".join(words), short))
    least = [text for text, short in found.items() if short == min(found.values())]
    return least[0] if len(least) == 1 else None


def _expanded(typed: list[str], template: Iterable[str]) -> list[str] | None:
    words: list[str] = []
    for place, part in enumerate(template):
        if part == "<*>":
            return [*words, *typed[place:]] if len(typed) > place else None
        if place >= len(typed):
            return None
        word = typed[place]
        if part.startswith("<"):
            words.append(word)
            continue
        choices = part.strip("{}").split("|")
        exact = [one for one in choices if one == word.lower()]
        near = exact or [one for one in choices if one.startswith(word.lower())]
        if len(near) != 1:
            return None
        words.append(near[0])
    return words if len(words) == len(typed) else None


def beside(command: str, heading: str | None) -> bool:
    """Whether a command that no grammar has is beside the point: below a heading (None: at the margin)."""
    typed = command.lower().removeprefix("no ").split()
    if not typed or "$" in command or typed[0][:1] in "?%":
        return not typed
    known: Iterable[str] = _OURS
    if heading is not None:
        known = next((words for head, words in _WITHIN.items() if heading.startswith(head)), ())
        if not known:
            return False
    return not any(_begins(typed, words.split()) for words in known)


def _begins(typed: list[str], words: list[str]) -> bool:
    pairs = zip(typed, words, strict=False)
    return all(two.startswith(one) for one, two in pairs)


_KINDS = (
    "Ethernet", "FastEthernet", "GigabitEthernet", "TenGigabitEthernet", "Loopback", "Serial", "Tunnel", "Vlan",
    "Dialer", "BVI", "Port-channel", "Management",
)  # fmt: skip
_NAME = re.compile(r"(?P<kind>[A-Za-z-]+) *(?P<number>\d[\d/.:]*)")


def interface_name(typed: str) -> str | None:
    """Return an interface's name as the running-config has it, None where it isn't known."""
    found = _NAME.fullmatch(typed)
    if found is None:
        return None
    kinds = [kind for kind in _KINDS if kind.lower().startswith(found["kind"].lower())]
    return f"{kinds[0]}{found['number']}" if len(kinds) == 1 else None
