"""Passwords by reference: where they come from, what is refused, and that no error holds one."""

from __future__ import annotations

import sys
import types
from pathlib import Path

import pytest
from nornir.core.inventory import ConnectionOptions, Defaults, Host

from remediate.errors import SecretError
from remediate.nornir_tasks.credentials import Passwords


def _host(secret: object = None, **data: object) -> Host:
    values = {**data} if secret is None else {"secret": secret, **data}
    return Host(name="r1", data=values, defaults=Defaults())


def test_of_the_environment(tmp_path: Path) -> None:
    passwords = Passwords(tmp_path, {"VPN_PASSWORD": "Canary1"})
    assert passwords.of(_host("env:VPN_PASSWORD")) == "Canary1"
    assert passwords.enable(_host("env:VPN_PASSWORD")) == "Canary1"
    assert "Canary" not in repr(passwords)


def test_of_a_file_beside_the_inventory(tmp_path: Path) -> None:
    file = tmp_path / "password"
    file.touch(0o600)
    file.write_text("Canary 2 with blanks \nnot this\n")
    assert Passwords(tmp_path).of(_host("file:password")) == "Canary 2 with blanks "


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o610])
def test_a_file_that_others_may_read_is_refused(tmp_path: Path, mode: int) -> None:
    file = tmp_path / "password"
    file.write_text("Canary3\n")
    file.chmod(mode)
    with pytest.raises(
        SecretError, match=r"host 'r1': file:password may be read by others"
    ) as caught:
        Passwords(tmp_path).of(_host("file:password"))
    assert "Canary" not in str(caught.value)


def test_of_the_keyring(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    held = {("remediate", "core"): "Canary4"}
    module = types.ModuleType("keyring")
    monkeypatch.setattr(
        module, "get_password", lambda service, name: held.get((service, name)), raising=False
    )
    monkeypatch.setitem(sys.modules, "keyring", module)
    assert Passwords(tmp_path).of(_host("keyring:core")) == "Canary4"
    with pytest.raises(SecretError, match="keyring:other holds nothing"):
        Passwords(tmp_path).of(_host("keyring:other"))
    monkeypatch.setitem(sys.modules, "keyring", None)
    with pytest.raises(SecretError, match="needs the Python package keyring"):
        Passwords(tmp_path).of(_host("keyring:core"))


@pytest.mark.parametrize(
    ("secret", "said"),
    [
        ("env:NOT_SET", "env:NOT_SET holds nothing"),
        ("file:absent", "file:absent cannot be read: No such file or directory"),
        ("file:.", "cannot be read: Is a directory"),
        ("vault:kv/vpn", "vault: references come later"),
        ("ansible-vault:x", "ansible-vault: references come later"),
        ("Canary5", "is not a reference"),
        ("env:", "is not a reference"),
        ("Canary:5", "is not a reference"),
        (5, "is not a reference"),
    ],
)
def test_what_is_refused(tmp_path: Path, secret: object, said: str) -> None:
    with pytest.raises(SecretError) as caught:
        Passwords(tmp_path, {}).of(_host(secret))
    assert said in str(caught.value)
    assert "Canary" not in str(caught.value)


def test_none_is_none(tmp_path: Path) -> None:
    assert Passwords(tmp_path).of(_host()) is None


def test_of_the_password_of_the_inventory(tmp_path: Path) -> None:
    passwords = Passwords(tmp_path, {"A": "one", "B": "two"})
    assert passwords.of(Host(name="r1", password="env:A", defaults=Defaults())) == "one"
    options = {"netmiko": ConnectionOptions(password="env:B")}
    host = Host(name="r1", password="env:A", connection_options=options, defaults=Defaults())
    assert passwords.of(host) == "two"


def test_enable_has_its_own(tmp_path: Path) -> None:
    passwords = Passwords(tmp_path, {"A": "one", "B": "two"})
    host = _host("env:A", enable_secret="env:B")
    assert (passwords.of(host), passwords.enable(host)) == ("one", "two")
