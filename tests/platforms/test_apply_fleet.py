"""Every kind of change on every running-config of the mock fleet: promise kept, and taken back.

Synthetic: the fleet's dumps are written by hand-made templates, not by this project's reader or
renderer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from remediate.model.base import Platform
from remediate.model.change import (
    AclEdit,
    AlignIsakmpPolicy,
    AlignTransformSet,
    Change,
    MirrorCryptoAcl,
    RekeyPsk,
    Rendered,
    SecretRef,
    SetIpMtu,
    SetPrefragmentation,
    SetTcpMss,
)
from remediate.model.config import CryptoConfig
from remediate.model.config_maps import IsakmpPolicy, TransformSet
from remediate.model.selector import AddressBlock, Selector
from remediate.platforms.apply import apply, tokens_for
from remediate.platforms.diff import unified
from remediate.platforms.read import read_config
from remediate.platforms.render import render
from remediate.secrets import Redactor

DUMPS = Path(__file__).resolve().parents[2] / "inventory" / "dumps"
FLOW = Selector(
    source=AddressBlock.host("198.51.100.1"), destination=AddressBlock.host("198.51.100.2")
)


def running_configs() -> Iterator[tuple[str, str]]:
    """(file, text) of each running-config, cut from the sessions in the simplest way."""
    for path in sorted(DUMPS.rglob("*")):
        if not path.is_file() or path.suffix in {".gz", ".xz", ".zst"}:
            continue
        text = path.read_bytes().decode("latin-1").replace("\r", "")
        start = re.search(r"^(!\nversion \d|ASA Version |PIX Version )", text, re.MULTILINE)
        end = (
            re.compile(r"^(end|: end)$", re.MULTILINE).search(text, start.end()) if start else None
        )
        # What a pager left in the text is the evidence reader's to take out.
        if start and end and not re.search("More ?--", text[start.start() : end.end()]):
            yield str(path.relative_to(DUMPS)), text[start.start() : end.end()] + "\n"


CONFIGS = list(running_configs()) if DUMPS.is_dir() else []


def changes(config: CryptoConfig) -> Iterator[Change]:
    ios = config.platform is Platform.IOS
    used = {policy.priority for policy in config.policies}
    number = next(n for n in (1, 15, 100, 33, 77) if n not in used)
    yield AlignIsakmpPolicy(
        device="d",
        policy=IsakmpPolicy(
            priority=number,
            encryption="aes",
            key_length=256,
            hash="sha",
            authentication="pre-share",
            group=14 if ios else 5,
        ),
    )
    for key in config.keys:
        if key.ikev2 or key.peer is None:
            continue
        peer = key.peer.dotted if ios or key.keyring is None else key.keyring
        mask = None if key.peer.is_host else key.peer.dotted_netmask
        yield RekeyPsk(
            device="d",
            peer=peer,
            mask=mask,
            keyring=key.keyring if ios else None,
            no_xauth=key.no_xauth,
            secret=SecretRef(name="psk/new"),
            previous=SecretRef(name="psk/old"),
        )
    for crypto_map in config.maps:
        for entry in crypto_map.entries:
            acl = config.acl(entry.acl)
            permits = (
                [i for i, line in enumerate(acl.entries) if line.action == "permit"] if acl else []
            )
            if acl and permits:
                yield MirrorCryptoAcl(
                    device="d",
                    acl=acl.name,
                    add=(AclEdit(selector=FLOW, position=permits[0] + 1),),
                    remove=(AclEdit(body=acl.entries[permits[0]].body, position=permits[0]),),
                )
                yield MirrorCryptoAcl(
                    device="d",
                    acl=acl.name,
                    add=(AclEdit(selector=FLOW, position=len(acl.entries)),),
                )
            if entry.transform_sets and all(
                config.transform_set(name) for name in entry.transform_sets
            ):
                new = TransformSet(name="REM-NEW", transforms=("esp-aes 256", "esp-sha-hmac"))
                change = AlignTransformSet(
                    device="d",
                    new=new,
                    map=entry.map,
                    sequence=entry.sequence,
                    transform_sets=("REM-NEW",),
                    previous=entry.transform_sets,
                )
                yield change
    for interface in config.interfaces:
        name = interface.name if ios else interface.nameif
        if name is None:
            continue
        yield SetIpMtu(
            device="d",
            interface=name,
            value=1380,
            previous=interface.ip_mtu if ios else interface.mtu,
        )
        yield SetPrefragmentation(device="d", interface=name, previous=interface.prefragmentation)
        if ios:
            yield SetTcpMss(device="d", interface=name, value=1300, previous=interface.tcp_mss)
    if not ios:
        yield SetTcpMss(device="d", interface=None, value=1300, previous=config.tcp_mss)
    else:
        yield SetPrefragmentation(device="d", interface=None, previous=config.prefragmentation)


def keeps_promise(change: Change, after: CryptoConfig, tokens: dict[str, str]) -> bool:
    ios = after.platform is Platform.IOS
    match change:
        case AlignIsakmpPolicy():
            return any(replace(policy, line=None) == change.policy for policy in after.policies)
        case RekeyPsk():
            wanted = tokens[change.secret.placeholder()]
            return any(
                key.token == wanted and key.no_xauth == change.no_xauth for key in after.keys
            )
        case MirrorCryptoAcl():
            acl = after.acl(change.acl)
            assert acl is not None
            gone = {edit.body for edit in change.remove}
            return any(line.selectors == (FLOW,) for line in acl.entries) and not any(
                line.body in gone for line in acl.entries
            )
        case AlignTransformSet():
            made = after.transform_set("REM-NEW")
            entry = next(
                e
                for m in after.maps
                for e in m.entries
                if (e.map, e.sequence) == (change.map, change.sequence)
            )
            return (
                made is not None
                and change.new is not None
                and made.transforms == change.new.transforms
                and made.mode == "tunnel"
                and entry.transform_sets == ("REM-NEW",)
                and all(after.transform_set(name) for name in change.previous)
            )
        case SetTcpMss():
            found = after.interface(change.interface) if change.interface else None
            return (found.tcp_mss if found else after.tcp_mss) == 1300
        case SetPrefragmentation():
            found = after.interface(change.interface) if change.interface else None
            return (found.prefragmentation if found else after.prefragmentation) is True
        case SetIpMtu():
            found = after.interface(change.interface)
            return found is not None and (found.ip_mtu if ios else found.mtu) == 1380


@pytest.mark.parametrize(("file", "text"), CONFIGS, ids=[file for file, _ in CONFIGS])
def test_every_change_keeps_its_promise_and_goes_back(file: str, text: str) -> None:
    text = Redactor(b"test").redact(text)
    config = read_config(text)
    done = 0
    for change in changes(config):
        answer = render(change, config)
        if not isinstance(answer, Rendered):
            assert re.search("IKEv1|ASA 9.15|PIX 6", answer.reason), (change, answer)
            continue
        tokens = tokens_for(change, config)
        after = apply(
            text, answer.commands, platform=config.platform, release=config.release, secrets=tokens
        )
        if after.text == text:
            continue
        assert keeps_promise(change, read_config(after.text), tokens), (change, answer.commands)
        diff = unified(text, after.text, platform=config.platform)
        assert sum(line[0] == "+" for line in diff.split("\n")[2:-1]) >= 1
        back = apply(
            after.text,
            answer.inverse,
            platform=config.platform,
            release=config.release,
            unprinted=after.unprinted,
            secrets=tokens,
        )
        assert back.text == text, (change, answer.inverse)
        done += 1
    assert done


def test_the_fleet_is_there() -> None:
    assert len(CONFIGS) > 20
