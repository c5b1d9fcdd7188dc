"""Show commands of IOS about what is configured for tunnels: maps, policies, keys, sets, proposals."""

from __future__ import annotations

from remediate.lab.commands import Answer, Command
from remediate.lab.releases import Release
from remediate.lab.store import Entry, Section
from remediate.lab.syntax import Match
from remediate.lab.terminal import Terminal

__all__ = ["config_commands"]


def config_commands(release: Release) -> list[Command]:
    """Return the commands of a release."""
    commands = [
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
    text = ["\nGlobal IKE policy\n"]
    for entry in terminal.device.running.all("crypto isakmp policy"):
        section = entry.lines
        cipher = _text(section, "encryption").split()[1:]
        word = cipher[0] if cipher else "des"
        bits = cipher[1] if len(cipher) > 1 else "128"
        group = section.value("group", "group") or "1"
        text.append(
            f"Protection suite of priority {entry.values['priority']}\n"
            f"\tencryption algorithm:\t{_CIPHERS[word].format(bits=bits)}\n"
            f"\thash algorithm:\t\t{_HASHES[section.value('hash', 'hash') or 'sha']}\n"
            f"\tauthentication method:\t{_METHODS[section.value('authentication', 'method') or 'rsa-sig']}\n"
            f"\tDiffie-Hellman group:\t#{group} ({_GROUPS[group]} bit)\n"
            f"\tlifetime:\t\t{section.value('lifetime', 'seconds') or 86400} seconds, no volume limit\n"
        )
    return "".join(text)


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
    text = []
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
        ciphers = (section.value("encryption", "ciphers") or "").upper()
        checks = (section.value("integrity", "hashes") or "").split()
        groups = (section.value("group", "groups") or "").split()
        shown = " ".join("SHA96" if item == "sha1" else item.upper() for item in checks)
        prf = " ".join(
            item.upper() for item in (section.value("prf", "hashes") or " ".join(checks)).split()
        )
        names = " ".join(
            f"DH_GROUP_{_GROUPS[group]}_{'ECP' if int(group) in (19, 20, 21) else 'MODP'}/Group {group}"
            for group in groups
        )
        text.append(
            f" IKEv2 proposal: {entry.values['name']}\n     Encryption : {ciphers}\n     Integrity  : {shown}\n"
            f"     PRF        : {prf}\n     DH Group   : {names}\n"
        )
    return "".join(text)
