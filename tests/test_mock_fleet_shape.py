"""The mock fleet: reproducible, complete, consistent between the two ends, and of nobody's real network.

Its dumps are synthetic. These tests read them with expressions of their own, not with the
project's readers, which are tested against the fleet elsewhere.
"""

from __future__ import annotations

import ast
import collections
import gzip
import ipaddress
import re
import subprocess
import sys
from pathlib import Path

import pytest
import ruamel.yaml

ROOT = Path(__file__).parents[1] / "inventory"
DUMPS = ROOT / "dumps"
SLUGS = {
    "isakmp-policy-mismatch",
    "psk-mismatch",
    "crypto-acl-not-mirrored",
    "transform-set-mismatch",
    "packet-encryption-error",
    "esp-sequence-fail",
}


def _yaml(name: str) -> dict:
    return ruamel.yaml.YAML(typ="safe").load((ROOT / name).read_text(encoding="utf-8"))


def _files(root: Path) -> dict[str, bytes]:
    found = {}
    for path in sorted(root.rglob("*")):
        if path.is_file() and path.suffix not in (".py", ".pyc") and path.name[0] != ".":
            data = path.read_bytes()
            # Another zlib may pack the same text into other bytes.
            found[str(path.relative_to(root))] = (
                gzip.decompress(data) if path.suffix == ".gz" else data
            )
    return found


def _text(host: str) -> str:
    """All that was dumped of a host, without carriage returns and pager remnants."""
    parts = [
        data.decode()
        for name, data in _files(DUMPS).items()
        if name.startswith((f"{host}/", f"{host}."))
    ]
    text = "\n".join(parts).replace("\r\n", "\n")
    return re.sub(r" --More-- \x08{9} {8}\x08{9}|<--- More --->\r {14}\r| --More-- {9}", "", text)


@pytest.fixture(scope="module")
def hosts() -> dict:
    return _yaml("hosts.yaml")


@pytest.fixture(scope="module")
def planted() -> dict:
    return _yaml("planted.yaml")


@pytest.fixture(scope="module")
def texts(hosts) -> dict[str, str]:
    return {host: _text(host) for host in hosts}


def test_the_generator_writes_what_is_committed(tmp_path):
    subprocess.run(
        [sys.executable, "-B", str(ROOT / "make_fleet.py"), str(tmp_path)], check=True, cwd=tmp_path
    )
    written, committed = _files(tmp_path), _files(ROOT)
    assert set(written) == set(committed)
    differing = [name for name, data in written.items() if committed[name] != data]
    assert differing == []


def test_the_generator_uses_nothing_of_the_readers():
    for path in ROOT.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = []
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                names = [node.module or ""]
            for name in names:
                top = name.partition(".")[0]
                assert top == "mockfleet" or top in sys.stdlib_module_names, f"{path}: {name}"


def test_size_and_number(hosts):
    assert sum(len(data) for data in _files(DUMPS).values()) < 3_000_000
    groups = collections.Counter(group for host in hosts.values() for group in host["groups"])
    assert groups["hubs"] == 2
    assert groups["spokes"] >= 44
    assert min(groups[family] for family in ("ios", "iosxe", "asa")) >= 5


def test_what_is_planted(planted, hosts):
    verdicts = collections.Counter(tunnel["verdict"] for tunnel in planted.values())
    slugs = collections.Counter(tunnel.get("slug") for tunnel in planted.values())
    assert verdicts["HEALTHY"] >= 30
    assert verdicts["HEALTHY"] > len(planted) / 2
    assert {slug for slug in slugs if slug} == SLUGS
    assert min(slugs[slug] for slug in SLUGS) >= 2
    for name, tunnel in planted.items():
        ends = [end for end in tunnel["ends"] if end]
        assert all(end in hosts for end in ends)
        assert set(tunnel.get("change_on", [])) <= set(ends)
        assert (tunnel["verdict"] == "FAULT") == ("slug" in tunnel)
        addresses = name.split("--")
        assert addresses == sorted(addresses, key=ipaddress.ip_address)
        assert set(addresses) >= {a for end in ends for a in hosts[end]["data"]["addresses"]}
    assert sum(None in tunnel["ends"] for tunnel in planted.values()) == 1, "one unmanaged peer"


def test_one_end_is_missing_and_the_others_are_complete(texts):
    missing = [host for host, text in texts.items() if not text]
    assert len(missing) == 1
    for host, text in texts.items():
        if host in missing:
            continue
        assert re.search(r"^hostname " + re.escape(host) + "$", text, re.MULTILINE), host
        assert re.search(r"^(version \d|ASA Version|PIX Version)", text, re.MULTILINE), host
        assert re.search(r"^(end|: end)$", text, re.MULTILINE), host
        assert re.search(r"isa(kmp)? sa|ikev1 sa|dst  +src|IKEv1 SAs|no isakmp sas", text), host


def _esp(text: str) -> tuple[set[int], set[int]]:
    """Inbound and outbound ESP SPIs of ``show crypto ipsec sa``."""
    found: dict[str, set[int]] = {"inbound": set(), "outbound": set()}
    way = None
    for line in text.splitlines():
        if header := re.match(r"\s+(inbound|outbound) (esp|ah|pcp) sas:", line):
            way = header[1] if header[2] == "esp" else None
        elif way and (spi := re.match(r"\s+spi: 0x([0-9A-Fa-f]+) ?\((\d+)\)", line)):
            assert int(spi[1], 16) == int(spi[2])
            found[way].add(int(spi[2]))
    return found["inbound"], found["outbound"]


def test_inbound_here_is_outbound_there(texts):
    ends = {host: _esp(text) for host, text in texts.items()}
    inbound = collections.Counter(spi for here, _ in ends.values() for spi in here)
    outbound = collections.Counter(spi for _, here in ends.values() for spi in here)
    assert len(inbound) >= 60
    assert set(inbound.values()) == set(outbound.values()) == {1}
    # The one pair that is seen from one end alone is the partner's.
    assert len(set(inbound) ^ set(outbound)) == 2


def _flows(text: str) -> list[tuple[str, str, int, int]]:
    """(local, remote, encaps, decaps) of each identity, the last look at it."""
    found = re.findall(
        r"local  ?ident \S+: \((\S+)/0/0\)\n\s*remote ident \S+: \((\S+)/0/0\)"
        r"(?:.*\n){1,6}?\s+#pkts encaps: (\d+).*\n\s+#pkts decaps: (\d+)",
        text,
    )
    return [(local, remote, int(out), int(back)) for local, remote, out, back in found]


def test_what_is_sent_here_arrives_there(texts):
    flows = {
        (local, remote): (out, back)
        for text in texts.values()
        for local, remote, out, back in _flows(text)
    }
    pairs = 0
    for (local, remote), (out, back) in flows.items():
        other = flows.get((remote, local))
        if other is None or (out, back) == (0, 0) or other == (0, 0):
            continue
        pairs += 1
        assert 0 <= out - other[1] < 20
        assert 0 <= other[0] - back < 20
    assert pairs >= 60


def test_every_secret_is_a_canary(texts):
    secret = re.compile(
        r"^(?:crypto )?isakmp key (?:6 )?(\S+) address|community (\S+)|^(?:enable )?(?:secret|password|passwd) (?:5 )?(\S+)"
        r"|^username .* (?:secret 5|password) (\S+)|pre-shared-key (\S+)",
        re.MULTILINE,
    )
    seen = 0
    for host, text in texts.items():
        for groups in secret.findall(text):
            value = "".join(groups)
            seen += 1
            assert "canary" in value.lower() or set(value) == {"*"}, f"{host}: {value}"
    assert seen > 200


def test_no_secret_in_the_inventory():
    for name in ("config.yaml", "hosts.yaml", "groups.yaml", "defaults.yaml"):
        text = (ROOT / name).read_text(encoding="utf-8")
        assert "canary" not in text.lower()
        assert not re.search(r"^\s*password:", text, re.MULTILINE)


def test_addresses_are_documentation_and_private_ones():
    networks = [
        ipaddress.ip_network(text)
        for text in ("10.0.0.0/8", "192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "0.0.0.0/8", "255.0.0.0/8")
    ]  # fmt: skip
    for name, data in _files(DUMPS).items():
        for text in set(re.findall(rb"(?<![\w.(-])(\d{1,3}(?:\.\d{1,3}){3})(?![\d.])", data)):
            address = ipaddress.ip_address(text.decode())
            assert any(address in network for network in networks), f"{name}: {address}"


def test_the_forms_of_dumps():
    files = {
        path.relative_to(DUMPS).as_posix(): path for path in DUMPS.rglob("*") if path.is_file()
    }
    data = {name: path.read_bytes() for name, path in files.items()}
    assert sum(name.endswith(".gz") for name in files) == 1
    assert sum(len(value) == 0 for value in data.values()) == 1
    assert any(b"\r\n" in value for value in data.values())
    assert any(b" --More-- \x08" in value for value in data.values())
    assert any(b" --More--         " in value for value in data.values())
    assert any(b"<--- More --->" in value for value in data.values())
    assert any("README" in name for name in files)
    relay = data["syslog-relay.log"].decode()
    assert len(set(re.findall(r"^\w{3} [ \d]\d [\d:]{8} (\S+) ", relay, re.MULTILINE))) >= 5
    everything = b"\n".join(data.values())
    for old_and_new in (
        rb"conn-id slot\r?\n", rb"conn-id status", rb"conn-id slot status", rb"pending +created",
        rb"IKEv1 SAs:", rb"Total IKE SA", rb"current_peer: \S+:500", rb"current_peer \S+ port 4500",
        rb"\d+w\d+d: %", rb"\*Mar", rb"sh cry isa sa", rb"ISAKMP:\(0:\d+:SW:1\)", rb"ISAKMP-ERROR",
        rb"ISAKMP \(0:\d+\)", rb"Mar 12 2024", rb"failed its\r?\nsanity check",
    ):  # fmt: skip
        assert re.search(old_and_new, everything), old_and_new
