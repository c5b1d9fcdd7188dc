"""No secret of the dumps in what plans, reports and checks say of every change that moves a key, or stands beside one."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from remediate.cli import run
from remediate.rules import discover
from tests.acceptance.expected import load

CASES = Path(__file__).parent / "acceptance" / "cases"
KINDS = sorted({kind for module in discover() for kind in module.RULE.changes})
CHANGES = {
    "ike002-asa98-no-tunnel-group": "set-psk",
    "ike002-peer-in-a-vrf-needs-a-keyring": "set-psk",
    "ike002-pix63-no-key": "set-psk",
    "ike003-configs-only-keys-differ-in-case": "rekey-psk",
    "ike003-asa-more-system-running-config-keys-differ": "rekey-psk",
    "ike003-keyring-of-the-profile-decides": "rekey-psk",
    "ike007-keys-crosswise-differ": "rekey-psk",
    "ike007-asa-pair-more-system-running-config": "rekey-psk",
    "ike007-block-for-a-network-stays": "rekey-psk",
    "ike004-asa82-peer-and-group": "set-peer-address",
    "ike004-peer-mistyped-key-right-asa84": "set-peer-address",
    "ike004-peer-mistyped-key-follows": "set-peer-address",
    "ike004-only-the-key-has-the-wrong-address": "set-peer-address",
    "ike004-pix63-peer-and-key": "set-peer-address",
    "ike008-keyring-has-no-peer-block": "complete-ikev2-keyring",
    "ike008-peer-block-with-both-keys": "complete-ikev2-keyring",
    "ike008-asa-tunnel-group-has-no-ikev2-keys": "complete-ikev2-keyring",
    "ips004-local-address-left-behind": "set-local-address",
    "ips006-wide-entry-before-a-narrow-one": "reorder-crypto-map",
    "ips001-two-sites-in-one-entry": "split-crypto-map-entry",
    "net003-pix63-one-list-for-nat-and-crypto": "split-acl",
    "clt001-group-without-acl-and-nat-not-for-the-pool": "",
    "clt002-asa98-tunnelall-and-no-hairpin": "",
}
FORMS = ("text", "json", "md", "html", "xml")


@pytest.mark.parametrize("name", CHANGES)
def test_no_key_leaves_with_a_change(name, tmp_path, capfd):
    case = CASES / name
    canaries = {secret: f"CANARY{number:02d}zq" for number, secret in enumerate(load(case).secrets)}
    assert canaries, "the case holds no secret that could be seen"
    shutil.copytree(case / "dumps", tmp_path / "dumps")
    for path in (tmp_path / "dumps").rglob("*"):
        if path.is_file():
            text = path.read_bytes()
            for secret in sorted(canaries, key=len, reverse=True):
                text = text.replace(secret.encode(), canaries[secret].encode())
            path.write_bytes(text)
    inventory = case / "inventory" / "config.yaml"
    options = [str(tmp_path / "dumps"), "-v"]
    options += ["--inventory", str(inventory)] if inventory.exists() else []
    out = tmp_path / "out"
    out.mkdir()
    reports = [item for form in FORMS[1:] for item in ("--report", str(out / f"report.{form}"))]
    included = [item for kind in KINDS for item in ("--include", kind)]
    run(["plan", *options, "-o", str(out / "plan.json"), *reports, *included])
    for form in FORMS:
        run(["diagnose", *options, "--format", form])
        run(["check", *options, "--format", form])
    printed = capfd.readouterr()
    everything = printed.out + printed.err + "".join(path.read_text() for path in out.iterdir())
    assert "REM999" not in everything
    assert "<key#" not in everything
    assert not [
        canary for canary in canaries.values() if canary.casefold() in everything.casefold()
    ]
    if CHANGES[name]:
        assert f'"change":"{CHANGES[name]}"' in json.dumps(
            json.loads((out / "plan.json").read_text()), separators=(",", ":")
        )
