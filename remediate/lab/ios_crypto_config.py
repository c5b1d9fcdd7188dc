"""Show commands of IOS about what is configured for tunnels: maps, policies, keys, sets, proposals."""

from __future__ import annotations

from collections.abc import Iterator

from remediate.lab.commands import Answer, Command
from remediate.lab.ike.defaults import default_policies, default_policy2
from remediate.lab.ike.reader import facts_of
from remediate.lab.releases import Release
from remediate.lab.store import Entry, Section
from remediate.lab.syntax import Match
from remediate.lab.terminal import Terminal

__all__ = ["config_commands"]


def config_commands(release: Release) -> list[Command]:
    """Return the commands of a release."""
    commands = [
        Command(pattern="show crypto isakmp default policy", run=_default_policies, level=1),
        Command(pattern="show crypto ipsec profile", run=_profiles, level=1),
        Command(pattern="show crypto map", run=_maps, level=1),
        Command(pattern="show crypto isakmp policy", run=_policies, level=1),
        Command(pattern="show crypto isakmp key", run=_keys),
        Command(pattern="show crypto ipsec transform-set", run=_sets, level=1),
    ]
    if release.numbers >= (15, 1):
        commands.append(Command(pattern="show crypto ikev2 proposal", run=_proposals, level=1))
    return commands


def _maps(terminal: Terminal, match: Match[Command]) -> Answer:
    del match
    running = terminal.device.running
    text = []
    for entry in running.all("crypto map"):
        name = entry.values["map"]
        places = [
            place.values["name"]
            for place in running.all("interface")
            if place.section is not None and place.section.value("crypto map", "map") == name
        ]
        text.append(_map(entry, running))
        text.append(f"\tInterfaces using crypto map {name}:\n")
        text += [f"\t\t{place}\n" for place in places]
        text.append("\n")
    return "".join(text) or "No crypto maps found.\n"


def _map(entry: Entry, running: Section) -> str:
    name, sequence = entry.values["map"], entry.values["sequence"]
    section = entry.section
    if section is None:
        return f'Crypto Map IPv4 "{name}" {sequence} ipsec-isakmp\n\tDynamic map template tag: {entry.values.get("dynamic", "")}\n'
    lines = [f'Crypto Map IPv4 "{name}" {sequence} ipsec-isakmp']
    text = section.value("description", "text")
    lines += [f"\tDescription: {text}"] if text else []
    peers = [item.values["peer"] for item in section.all("set peer")]
    acl = section.value("match address", "acl")
    sets = (section.value("set transform-set", "sets") or "").split()
    if not peers or acl is None or not sets:
        lines.append(
            "\tWARNING: This crypto map is in an incomplete state!\n\t\t(missing peer or access-list definitions)"
        )
    lines += [f"\tPeer = {peer}" for peer in peers]
    profile = section.value("set ikev2-profile", "profile")
    lines += [f"\tIKEv2 Profile: {profile}"] if profile else []
    if acl is not None:
        lines.append(f"\tExtended IP access list {acl}")
        listed = running.get("ip access-list", acl)
        for item in (
            listed.section.ordered() if listed is not None and listed.section is not None else ()
        ):
            if not item.text.startswith("remark"):
                lines.append(f"\t    access-list {acl} {item.text}")
    else:
        lines.append("\tNo matching address list set.")
    if peers:
        lines.append(f"\tCurrent peer: {peers[0]}")
    pfs = section.get("set pfs")
    group = pfs.values.get("group", "group1") if pfs is not None else None
    seconds = section.value("set security-association lifetime seconds", "seconds") or "3600"
    lines.append(f"\tSecurity association lifetime: 4608000 kilobytes/{seconds} seconds")
    lines.append("\tResponder-Only (Y/N): N")
    lines.append(f"\tPFS (Y/N): {'Y' if group else 'N'}")
    lines += [f"\tDH group:  {group}"] if group else []
    lines.append("\tMixed-mode : Disabled\n\tTransform sets={ ")
    for name in sets:
        found = running.get("crypto ipsec transform-set", name)
        transforms = found.values["transforms"] if found is not None else ""
        lines.append(f"\t\t{name}:  {{ {transforms}  }} , ")
    lines.append("\t}")
    return "".join(f"{line}\n" for line in lines)


_CIPHERS = {
    "des": "DES - Data Encryption Standard (56 bit keys).",
    "3des": "Three key triple DES",
    "aes": "AES - Advanced Encryption Standard ({bits} bit keys).",
}
_HASHES = {
    "md5": "Message Digest 5",
    "sha": "Secure Hash Standard",
    "sha256": "Secure Hash Standard 2 (256 bit)",
    "sha384": "Secure Hash Standard 2 (384 bit)",
    "sha512": "Secure Hash Standard 2 (512 bit)",
}
_GROUPS = {
    "1": 768,
    "2": 1024,
    "5": 1536,
    "14": 2048,
    "15": 3072,
    "16": 4096,
    "19": 256,
    "20": 384,
    "21": 521,
    "24": 2048,
}
_METHODS = {
    "rsa-sig": "Rivest-Shamir-Adleman Signature",
    "pre-share": "Pre-Shared Key",
    "rsa-encr": "Rivest-Shamir-Adleman Encryption",
}


def _policies(terminal: Terminal, match: Match[Command]) -> Answer:
    del match
    running = terminal.device.running
    entries = running.all("crypto isakmp policy")
    if not entries:
        shown = "".join(_default_suites(terminal))
        return f"\nDefault IKE policy\n{shown}" if shown else "\nGlobal IKE policy\n"
    text = ["\nGlobal IKE policy\n"]
    for entry in entries:
        section = entry.lines
        cipher = _text(section, "encryption").split()[1:]
        text.append(
            _suite(
                f"Protection suite of priority {entry.values['priority']}",
                cipher[0] if cipher else "des",
                cipher[1] if len(cipher) > 1 else "128",
                section.value("hash", "hash") or "sha",
                section.value("authentication", "method") or "rsa-sig",
                section.value("group", "group") or "1",
                section.value("lifetime", "seconds") or "86400",
            )
        )
    return "".join(text)


def _suite(
    head: str, word: str, bits: str, digest: str, method: str, group: str, seconds: str
) -> str:
    return (
        f"{head}\n"
        f"\tencryption algorithm:\t{_CIPHERS[word].format(bits=bits)}\n"
        f"\thash algorithm:\t\t{_HASHES[digest]}\n"
        f"\tauthentication method:\t{_METHODS[method]}\n"
        f"\tDiffie-Hellman group:\t#{group} ({_GROUPS[group]} bit)\n"
        f"\tlifetime:\t\t{seconds} seconds, no volume limit\n"
    )


def _default_suites(terminal: Terminal) -> Iterator[str]:
    """Yield the release's own policies, which are used where there is no other and nobody switched them off."""
    if terminal.device.running.get("crypto isakmp default policy") is not None:
        return
    for policy in default_policies():
        word, _, bits = policy.encryption.partition(" ")
        head = f"Default protection suite of priority {policy.priority}"
        numbers = str(policy.group), str(policy.lifetime)
        yield _suite(head, word, bits, policy.hash, policy.authentication, *numbers)


def _default_policies(terminal: Terminal, match: Match[Command]) -> Answer:
    del match
    return f"\n{''.join(_default_suites(terminal))}"


def _text(section: Section, key: str) -> str:
    entry = section.get(key)
    return entry.text if entry is not None else ""


def _keys(terminal: Terminal, match: Match[Command]) -> Answer:
    del match
    running = terminal.device.running
    found = [("default", entry) for entry in running.all("crypto isakmp key")]
    for ring in running.all("crypto keyring"):
        name = ring.values["name"]
        found += [(name, entry) for entry in ring.lines.all("pre-shared-key address")]
    rows = "".join(
        f"{name:<12} {entry.values['peer']:<43} {entry.values['key']}\n" for name, entry in found
    )
    return f"Keyring      Hostname/Address                            Preshared Key\n\n{rows}"


def _sets(terminal: Terminal, match: Match[Command]) -> Answer:
    del match
    text = [
        "Transform set default: { esp-aes esp-sha-hmac  } \n   will negotiate = { Transport,  }, \n\n"
    ]
    for entry in terminal.device.running.all("crypto ipsec transform-set"):
        mode = (entry.section.value("mode", "mode") if entry.section else None) or "tunnel"
        text.append(
            f"Transform set {entry.values['name']}: {{ {entry.values['transforms']}  }} \n"
            f"   will negotiate = {{ {mode.capitalize()},  }}, \n\n"
        )
    return "".join(text)


def _proposals(terminal: Terminal, match: Match[Command]) -> Answer:
    del match
    text = []
    for entry in terminal.device.running.all("crypto ikev2 proposal"):
        section = entry.lines
        checks = section.value("integrity", "hashes") or ""
        text.append(
            _proposal(
                entry.values["name"],
                section.value("encryption", "ciphers") or "",
                checks,
                section.value("prf", "hashes") or checks,
                section.value("group", "groups") or "",
            )
        )
    release = facts_of(terminal.device).release
    own = default_policy2(release).proposals[0]
    parts = (own.encryption, own.integrity, own.prf, tuple(map(str, own.groups)))
    text.append(_proposal(own.name, *(" ".join(part) for part in parts)))
    return "".join(text)


def _proposal(name: str, ciphers: str, checks: str, prf: str, groups: str) -> str:
    shown = " ".join("SHA96" if item == "sha1" else item.upper() for item in checks.split())
    names = " ".join(
        f"DH_GROUP_{_GROUPS[group]}_{'ECP' if int(group) in (19, 20, 21) else 'MODP'}/Group {group}"
        for group in groups.split()
    )
    return (
        f" IKEv2 proposal: {name}\n     Encryption : {ciphers.upper()}\n     Integrity  : {shown}\n"
        f"     PRF        : {prf.upper()}\n     DH Group   : {names}\n"
    )


def _profiles(terminal: Terminal, match: Match[Command]) -> Answer:
    """Print the IPsec profiles, the release's own among them."""
    del match
    running = terminal.device.running
    text = []
    found = [(entry.values["name"], entry.lines) for entry in running.all("crypto ipsec profile")]
    if all(name != "default" for name, _ in found):
        found.append(("default", Section("ipsec-profile")))
    for name, section in sorted(found):
        seconds = section.value("set security-association lifetime seconds", "seconds") or "3600"
        pfs = section.get("set pfs")
        lines = [f"IPSEC profile {name}"]
        version2 = section.value("set ikev2-profile", "profile")
        lines += [f"\tIKEv2 Profile: {version2}"] if version2 else []
        lines.append(f"\tSecurity association lifetime: 4608000 kilobytes/{seconds} seconds")
        lines.append(f"\tResponder-Only (Y/N): N\n\tPFS (Y/N): {'Y' if pfs else 'N'}")
        lines += [f"\tDH group:  {pfs.values.get('group', 'group1')}"] if pfs else []
        lines.append("\tMixed-mode : Disabled\n\tTransform sets={ ")
        for item in (section.value("set transform-set", "sets") or "default").split():
            held = running.get("crypto ipsec transform-set", item)
            transforms = held.values["transforms"] if held is not None else "esp-aes esp-sha-hmac"
            lines.append(f"\t\t{item}:  {{ {transforms}  }} , ")
        lines.append("\t}\n")
        text += lines
    return "".join(f"{line}\n" for line in text)
