"""What real devices printed, one end each: no crash, no fault that nothing proves, and the live ones seen alive.

The captures are those of ntc-templates and genieparser, the configurations those of batfish; each stands once under
its command's name and once under a name that says nothing, as engineers save them. The document that defines the
product is read too.
"""

from __future__ import annotations

import json
import os
import re
import shutil
from pathlib import Path

import pytest

from remediate.cli import run

SHARED = Path(os.environ.get("REMEDIATE_SHARED", Path(__file__).parents[2] / "shared"))
CORPUS = SHARED / "corpus"
SEED = SHARED / "seed.txt"
TEXTS = sorted(
    path
    for path in CORPUS.rglob("*")
    if path.is_file() and path.suffix in ("", ".raw") and path.name != "LICENSE"
)
STATUSES = {0, 1}
"""No fault (3) and no defect (REM999); 1 where a check finds no configuration to read."""

LIVE = {("1.1.1.1", "1.1.1.2"): "HEALTHY", ("2.2.2.1", "2.2.2.2"): "UNKNOWN"}
STATES = dict.fromkeys(
    [("100.0.10.2", f"100.{site}.2") for site in ("11.106", "12.82", "13.220")], "UNKNOWN"
)
DETAIL = dict.fromkeys([("1.2.3.4", "2.2.2.2"), ("1.2.3.4", "3.3.3.3")], "HEALTHY")
EXPECTED: dict[str, dict[tuple[str, str], str]] = {
    # Counters move both ways in the first SA; the second's are zero and nothing says why.
    "genieparser/ShowCryptoIpsecSa/golden_output.raw": LIVE,
    # A dynamic entry of a remote-access client that only sends: what is for it is lost; and a live one.
    "ntc-templates/cisco_asa/show_crypto_ipsec_sa/cisco_asa_show_crypto_ipsec_sa.raw": {
        ("172.16.248.119", "8.8.8.8"): "HEALTHY",
        ("10.132.0.17", "172.20.0.21"): "AMBIGUOUS",
    },
    "ntc-templates/cisco_ios/show_crypto_ipsec_sa_detail/cisco_ios_show_crypto_ipsec_sa_detail.raw": DETAIL,
    "ntc-templates/cisco_ios/show_crypto_ipsec_sa_detail/cisco_ios_show_crypto_ipsec_sa_detail_2.raw": DETAIL,
    "ntc-templates/cisco_ios/show_crypto_ipsec_sa_detail/cisco_ios_show_crypto_ipsec_sa_detail_3.raw": DETAIL,
    # Sessions of sites that carry bytes both ways; the table does not print the own address.
    "ntc-templates/cisco_asa/show_vpn-sessiondb_detail_l2l/cisco_asa_show_vpn-sessiondb_detail_l2l2.raw": {
        ("", f"169.254.{host}.1"): "HEALTHY" for host in (44, 60, 99, 104, 107)
    },
    "ntc-templates/cisco_asa/show_vpn-sessiondb_detail_l2l/cisco_asa_show_vpn-sessiondb_detail_l2l4.raw": {
        ("", f"169.254.107.{host}"): "HEALTHY" for host in (100, 101)
    },
    # ISAKMP SAs alone, QM_IDLE: phase 1 stands, of phase 2 nothing is known.
    "genieparser/ShowCryptoIsakmpSa/golden_output_isakmp.raw": STATES,
    "genieparser/ShowCryptoIsakmpSa/golden_output_isakmp_no_ipv6.raw": STATES,
    "genieparser/ShowCryptoIsakmpSaDetail/golden_output_isakmp.raw": {
        ("100.0.10.2", "100.12.134.2"): "UNKNOWN",
        ("100.0.10.2", "100.13.220.2"): "UNKNOWN",
    },
    "genieparser/ShowCryptoIsakmpSaDetail/golden_output_isakmp_no_ipv6.raw": {
        ("100.0.10.2", "100.12.134.2"): "UNKNOWN",
        ("100.0.10.2", "100.13.220.2"): "UNKNOWN",
    },
    "genieparser/ShowCryptoIsakmpSaStatus/golden_output_1.raw": {
        ("10.165.200.225", "10.165.201.3"): "UNKNOWN",
        ("10.165.200.225", "10.165.202.3"): "UNKNOWN",
    },
    # Sessions that carry packets both ways; without counters, of one end, nothing is known of the other.
    "genieparser/ShowCryptoSession/golden_output.raw": {("11.0.1.1", "11.0.1.2"): "UNKNOWN"},
    "genieparser/ShowCryptoSession/golden_output1.raw": {("10.1.1.1", "10.1.1.2"): "UNKNOWN"},
    "genieparser/ShowCryptoSession/golden_output2.raw": {("1.1.1.1", "2.2.2.2"): "UNKNOWN"},
    "genieparser/ShowCryptoSession/golden_output3.raw": {
        ("2001:DB8:ACAD:1::1", "2001:DB8:ACAD:1::2"): "UNKNOWN"
    },
    "genieparser/ShowCryptoSessionDetail/golden_output.raw": {("11.0.2.1", "11.0.2.2"): "HEALTHY"},
    "genieparser/ShowCryptoSessionDetail/golden_output2.raw": {("1.1.1.1", "2.2.2.2"): "UNKNOWN"},
    "ntc-templates/cisco_ios/show_crypto_session_detail/cisco_ios_show_crypto_session_detail.raw": {
        # DOWN-NEGOTIATING: somebody asks, and phase 1 does not come up.
        ("10.161.255.14", "10.175.200.116"): "AMBIGUOUS",
        ("10.163.255.14", "10.175.200.116"): "AMBIGUOUS",
        ("169.0.1.1", "192.168.0.1"): "HEALTHY",
    },
    "ntc-templates/cisco_ios/show_crypto_session_detail/cisco_ios_show_crypto_session_detail_ikev2.raw": {
        ("18.81.19.19", "21.16.95.23"): "HEALTHY"
    },
    # Two entries with one ACL and different peers: the first takes the second's flow, unless it was meant so.
    "batfish/ios-crypto-map": {
        ("1.2.3.4", "2.3.4.6"): "UNKNOWN",
        ("2.3.4.6", "3.4.5.6"): "AMBIGUOUS",
    },
    # The interface names an ISAKMP profile as IPsec profile: what is missing may be left out of the excerpt.
    "batfish/ios-ipsec-gh-5849": {("1.1.1.1", "4.4.4.4"): "UNKNOWN"},
}
WARNED = {
    # The device says itself that an entry is incomplete: possible, and no tunnel's fault by itself.
    **{
        f"genieparser/ShowCryptoMap/golden_output_{n}.raw": ["crypto-map-incomplete"]
        for n in (1, 3, 4)
    },
    "ntc-templates/cisco_ios/show_logging/cisco_ios_show_logging_5.raw": ["replay-check-failed"],
}
NAMES = ("by its command", "without a name")


def saved_as(path: Path, name: str) -> str:
    """Return the name of the file that a capture is saved in."""
    if name == "without a name":
        return "session.txt"
    if path.parent.name == "batfish":
        return "show_running-config.txt"
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", path.parent.name).lower() + ".txt"


def report(command: str, folder: Path) -> dict | None:
    out = folder.parent / f"{folder.name}-{command}.json"
    status = run([command, str(folder), "--format", "json", "-o", str(out), "-q"])
    assert status in STATUSES
    return json.loads(out.read_text()) if out.exists() else None


def verdicts(found: dict) -> dict[tuple[str, ...], str]:
    return {
        tuple(sorted(end["address"] or "" for end in tunnel["ends"])): tunnel["verdict"]
        for tunnel in found["tunnels"]
    }


@pytest.mark.skipif(not TEXTS, reason=f"no corpus of captures at {CORPUS}: set REMEDIATE_SHARED")
def test_the_corpus_is_whole():
    known = {str(path.relative_to(CORPUS)) for path in TEXTS}
    assert {*EXPECTED, *WARNED} <= known


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("path", TEXTS, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_a_capture_alone(path, name, tmp_path, capfd):
    folder = tmp_path / "dumps"
    (folder / "dev1").mkdir(parents=True)
    shutil.copy(path, folder / "dev1" / saved_as(path, name))
    key = str(path.relative_to(CORPUS))
    found = report("diagnose", folder)
    assert found is not None
    wanted = EXPECTED.get(key, {})
    assert verdicts(found) == {tuple(sorted(ends)): verdict for ends, verdict in wanted.items()}
    named = [item for tunnel in found["tunnels"] for item in tunnel["diagnoses"]]
    assert all(item["confidence"] == "POSSIBLE" for item in named)
    findings = [item for device in found["devices"] for item in device["findings"]]
    assert [item["slug"] for item in findings] == WARNED.get(key, [])
    assert all(item["confidence"] == "POSSIBLE" for item in findings)
    checked = report("check", folder)
    if checked is not None:
        assert set(verdicts(checked).values()) <= {"UNKNOWN", "AMBIGUOUS"}
    elif path.parent.name == "batfish":
        pytest.fail("the configuration was not recognised")
    assert run(["plan", str(folder), "-o", str(tmp_path / "plan.json"), "-q"]) in STATUSES
    assert json.loads((tmp_path / "plan.json").read_text())["tunnels"] == []
    assert "REM999" not in capfd.readouterr().err


@pytest.mark.skipif(not SEED.exists(), reason=f"no document at {SEED}: set REMEDIATE_SHARED")
def test_the_document_that_defines_the_product(tmp_path, capfd):
    (tmp_path / "dumps").mkdir()
    shutil.copy(SEED, tmp_path / "dumps")
    found = report("diagnose", tmp_path / "dumps")
    assert found is not None
    # Samples of many devices: nothing is proven; one of them shows SAs whose counters move both ways.
    assert verdicts(found)["10.1.0.1", "10.1.0.2"] == "HEALTHY"
    assert set(verdicts(found).values()) <= {"UNKNOWN", "AMBIGUOUS", "HEALTHY"}
    findings = {item["slug"] for device in found["devices"] for item in device["findings"]}
    assert findings >= {"isakmp-policy-mismatch", "invalid-spi", "mtu-black-hole"}
    named = {item["slug"] for tunnel in found["tunnels"] for item in tunnel["diagnoses"]}
    assert named >= {"psk-mismatch", "isakmp-policy-mismatch", "no-key-for-peer"}
    report("check", tmp_path / "dumps")
    assert "REM999" not in capfd.readouterr().err


CASE = (
    Path(__file__).parent
    / "acceptance"
    / "cases"
    / "ips002-other-names-same-content-healthy"
    / "dumps"
)
BESIDE = {
    "show crypto ipsec sa, pasted without its command": (
        "notes.txt",
        "interface: outside\n    Crypto map tag: other, local addr: 203.0.113.9\n"
        "      local ident (addr/mask/prot/port): (10.9.0.0/255.255.0.0/0/0)\n"
        "      remote ident (addr/mask/prot/port): (10.8.0.0/255.255.0.0/0/0)\n      current_peer: 203.0.113.8\n"
        + "      #pkts encaps: 0, #pkts encrypt: 0, #pkts digest: 0\n"
        * 60,
    ),
    "show crypto map, pasted without its command": (
        "notes.txt",
        'Crypto Map IPv4 "other" 1 ipsec-isakmp\n\tPeer = 203.0.113.8\n\tExtended IP access list 102\n'
        + "\tPFS (Y/N): N\n" * 200,
    ),
    "show access-list of an ASA": (
        "show_access-list.txt",
        "".join(
            f"access-list outside_in line {n} extended permit tcp host 203.0.113.{n % 250} any eq https (hitcnt=0) 0x{n:08x}\n"
            for n in range(1, 200)
        ),
    ),
    "a part of the configuration with its defaults": (
        "show_running-config_all_crypto_map.txt",
        "crypto map other 10 set pfs group2\ncrypto map other 10 set security-association lifetime seconds 28800\n"
        * 40,
    ),
}


@pytest.mark.parametrize("device", ["asa1", "r1"])
@pytest.mark.parametrize("beside", BESIDE)
def test_what_is_no_configuration_takes_no_configurations_place(beside, device, tmp_path):
    folder = tmp_path / "dumps"
    shutil.copytree(CASE, folder)
    name, text = BESIDE[beside]
    (folder / device / name).write_text(text)
    found = report("diagnose", folder)
    assert found is not None
    assert verdicts(found)["192.0.2.1", "198.51.100.2"] == "HEALTHY"
