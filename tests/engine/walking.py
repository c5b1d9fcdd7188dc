"""A plan as `plan.json` says it, carried out on the texts of dumps as an apply would, and taken back."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from remediate.cli.entry import run
from remediate.platforms.apply import apply
from remediate.platforms.edit_state import NOTHING_UNPRINTED, Unprinted
from remediate.platforms.read import read_config
from remediate.secrets import clean, config_fingerprint

RANK = ("HEALTHY", "AMBIGUOUS", "UNKNOWN", "FAULT")
_MASK = re.compile(r"(\bkey |pre-shared-key )\*{5,}")
_SECRET = re.compile(r"<secret:([^>]+)>")


def plan_of(dumps: Path, *words: str) -> dict[str, Any]:
    """Return the plan for dumps."""
    document = dumps.parent / "plan.json"
    run(["plan", str(dumps), "-o", str(document), "-q", *words])
    found: dict[str, Any] = json.loads(document.read_bytes())
    return found


def verdicts(dumps: Path) -> dict[str, str]:
    """Return the verdict of each tunnel."""
    document = dumps.parent / "diagnosis.json"
    run(["diagnose", str(dumps), "--format", "json", "-o", str(document), "-q"])
    found = json.loads(document.read_bytes())
    return {item["id"]: item["verdict"] for item in found["tunnels"]}


class Walk:
    """The running-configs of dumps (the first file of each device) while a plan is carried out on them."""

    def __init__(self, dumps: Path, key: Callable[[str], str]) -> None:
        """``key`` gives what a reference stands for."""
        self.files = {
            folder.name: min(folder.iterdir(), key=lambda file: "config" not in file.name)
            for folder in dumps.iterdir()
        }
        self._key = key
        self._unprinted: dict[str, Unprinted] = {}

    def texts(self) -> dict[str, str]:
        """Return the running-configs as they stand, without their keys: what was masked is typed in clear."""
        return {
            name: _MASK.sub(r"\1<removed>", clean(file.read_text()))
            for name, file in self.files.items()
        }

    def make(self, part: dict[str, Any]) -> None:
        """Make the changes of a part, but for those that an earlier one makes."""
        for change in part["changes"]:
            if not change["operational"] and not change["made_for"]:
                self._type(change["device"], change["commands"])

    def take_back(self, part: dict[str, Any]) -> None:
        """Type what a part says for its way back, last change first."""
        for change in reversed(part["changes"]):
            assert not (change["made_for"] and change["inverse"])
            if change["inverse"]:
                self._type(change["device"], change["inverse"])

    def _type(self, name: str, commands: list[str]) -> None:
        file = self.files[name]
        config = read_config(text := file.read_text())
        done = apply(
            text,
            [_SECRET.sub(lambda found: self._key(found[1]), line) for line in commands],
            platform=config.platform,
            release=config.release,
            unprinted=self._unprinted.get(name, NOTHING_UNPRINTED),
        )
        file.write_text(done.text)
        self._unprinted[name] = done.unprinted


def prove(
    dumps: Path, plan: dict[str, Any], key: Callable[[str], str], *, each_wave: bool = True
) -> None:
    """Walk through a plan: after each wave all is as it says and nothing is worse; each wave can be taken back alone."""
    before = verdicts(dumps)
    walk = Walk(dumps, key)
    states = [walk.texts()]
    masked = {name for name, file in walk.files.items() if _MASK.search(file.read_text())}
    promised: dict[str, str] = {}
    parts = sorted(plan["tunnels"], key=lambda item: item["wave"])
    waves = sorted({item["wave"] for item in parts})
    for wave in waves:
        these = [item for item in parts if item["wave"] == wave]
        touched = [name for item in these for name in {c["device"] for c in item["changes"]}]
        assert len(touched) == len(set(touched))
        expected = {item["device"]: item["sha256"] for item in plan["fingerprints"]}
        for item in these:
            expected |= {place["device"]: place["sha256"] for place in item["fingerprints"]}
            for name in {change["device"] for change in item["changes"]} - masked:
                assert config_fingerprint(walk.files[name].read_text()) == expected[name]
            walk.make(item)
        after = walk.texts()
        for item in reversed(these):
            walk.take_back(item)
        assert walk.texts() == states[-1], f"wave {wave} alone can't be taken back"
        for item in these:
            walk.make(item)
        assert walk.texts() == after, f"wave {wave} can't be made a second time"
        states.append(after)
        promised |= {item["tunnel"]: item["after"] for item in these}
        if each_wave or wave == waves[-1]:
            found = verdicts(dumps)
            assert set(found) == set(before)
            limit = {**before, **promised}
            late = {
                name: (limit[name], verdict)
                for name, verdict in found.items()
                if RANK.index(verdict) > min(RANK.index(limit[name]), RANK.index(before[name]))
            }
            assert late == {}, f"after wave {wave}"
    for item in reversed(parts):
        walk.take_back(item)
    assert walk.texts() == states[0]
