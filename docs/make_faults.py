"""Writes docs/lab-faults.md: what each fault of the lab is, and what both ends print of it, from the lab itself.

``python docs/make_faults.py`` writes; with ``--check`` it only says whether the page is stale (exit
status 1). Every fault is injected into a tunnel of each version of IKE and platform that takes it, once
with each end as the one that begins.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from remediate.lab.asa_faults import other_key
from remediate.lab.device import Device
from remediate.lab.faults import FAULTS, Injected, InjectionError, inject
from remediate.lab.fleet import Tunnel
from remediate.lab.ike import tunnels
from remediate.lab.lab import Lab, Settings
from remediate.messages import Classifier
from remediate.rules import catalogue, discover

PAGE = Path(__file__).parent / "lab-faults.md"
HEAD = """\
# The faults of the lab

Written by `docs/make_faults.py` from the lab itself: each fault is injected into a tunnel, the debugs of cryptography
are on at both ends, one end begins and the other answers, two minutes pass. Shown of each end are the messages that point
to a root cause (`remediate rules`), each kind once, as its release prints it; *nothing* is what some ends know of it.

| fault | code | tunnels | what is done |
|---|---|---|---|"""
_DEBUGS = {
    "ios": ("crypto isakmp", "crypto ipsec", "crypto ikev2"),
    "asa": ("crypto ikev1 127", "crypto ikev2 platform 127", "crypto ikev2 protocol 127"),
}
_KINDS = (
    ("map", "ios"),
    ("gre", "ios"),
    ("dmvpn", "ios"),
    ("map-ikev2", "ios"),
    ("vti", "ios"),
    ("map-ikev2", "asa"),
)
"""Kinds of tunnels with the platform of the branch."""
_NAMES = {"map": "IKEv1 crypto map", "gre": "IKEv1 GRE", "dmvpn": "IKEv1 DMVPN", "map-ikev2": "IKEv2 crypto map", "vti": "IKEv2 VTI"}  # fmt: skip
_VERSION = {"map": 1, "gre": 1, "dmvpn": 1, "map-ikev2": 2, "vti": 2}
_TOLD = 6
"""Lines that the table tells; the sections have all."""
_NO_RULE = "No root cause of IPsec, which comes up."
_CLASSIFIER = Classifier(catalogue())


class Heard:
    """A session that hears what a device prints."""

    monitors = True

    def __init__(self) -> None:
        self.lines: list[str] = []

    def tell(self, text: str) -> None:
        """Keep a line."""
        self.lines.append(text)

    def drop(self) -> None:
        """Hear no more."""


class Shown(NamedTuple):
    """A fault in one tunnel, begun by one end."""

    tunnel: Tunnel
    done: Injected
    begins: str
    answers: str
    printed: dict[str, list[str]]
    """By device."""
    state: str


@contextmanager
def _only(name: str) -> Iterator[None]:
    """Let one device alone begin."""
    usual = tunnels.try_flows

    def begun(held: tunnels.Tunnels, item: str, now: float, towards: str | None) -> None:
        if item == name:
            usual(held, item, now, towards)

    tunnels.try_flows = begun  # type: ignore[attr-defined]
    try:
        yield
    finally:
        tunnels.try_flows = usual  # type: ignore[attr-defined]


def _show(slug: str, kind: str, platform: str, *, branch: bool) -> Shown | None:
    """Return what a fault does to the first tunnel of a kind that can have it; None where none can."""
    number = 0
    while True:
        settings = Settings(devices=13, seed=0, port=2222, speed=1.0)
        lab = Lab(settings, password="Lab-Pass1", now=datetime(2026, 11, 27, tzinfo=UTC))
        seconds = [0.0]
        lab.clock._monotonic, lab.clock._zero = (lambda held=seconds: held[0]), 0.0
        lab.build()
        fitting = [
            item
            for item in lab.plan.tunnels
            if item.kind == kind and item.branch.release.platform == platform
        ]
        if not fitting:
            raise LookupError(f"no tunnel of kind {kind} with {platform}: another seed")
        if number == len(fitting):
            return None
        try:
            return _shown(lab, seconds, fitting[number], slug, branch=branch)
        except InjectionError:
            number += 1


def _shown(lab: Lab, seconds: list[float], tunnel: Tunnel, slug: str, *, branch: bool) -> Shown:
    ends = (tunnel.branch.name, tunnel.hub.name)
    begins, answers = ends if branch else ends[::-1]
    seconds[0] = 300.0
    lab.state(tunnel)
    heard = {name: Heard() for name in ends}
    for name in ends:
        device: Device = lab.devices[name]
        device.listeners.add(heard[name])
        for debug in _DEBUGS[device.platform.release.platform]:
            device.debug_on(debug)
    with _only(begins):
        done = inject(lab, slug, tunnel)
        for _ in range(12):
            seconds[0] += 10
            lab.network.settle(lab.devices[begins])
        state = lab.state(tunnel).state
    printed = {name: _messages(heard[name].lines) for name in ends}
    return Shown(tunnel, done, begins, answers, printed, state)


def _messages(lines: list[str]) -> list[str]:
    """Return the messages that point to a root cause, each signature once."""
    text = ("\n".join(lines) + "\n").encode()
    found: dict[str, str] = {}
    for message in _CLASSIFIER.messages(text, device=None, file="log", clean=str):
        if message.slugs:
            found.setdefault(message.signature, message.text.strip())
    return list(found.values())


def document() -> str:
    """Return the page."""
    codes = {module.RULE.slug: module.RULE for module in discover()}
    rows: list[str] = []
    sections: list[str] = []
    for slug in FAULTS:
        taken, said = [], list[str]()
        versions: set[tuple[int, str]] = set()
        done = ""
        for kind, platform in _KINDS:
            shown = _show(slug, kind, platform, branch=True)
            if shown is None:
                continue
            taken.append(_NAMES[kind] + (" with an ASA" if platform == "asa" else ""))
            done = done or _done(shown)
            if (_VERSION[kind], platform) in versions:
                continue
            versions.add((_VERSION[kind], platform))
            other = _show(slug, kind, platform, branch=False)
            said += _section(kind, [item for item in (shown, other) if item is not None])
        rule = codes.get(slug)
        code = rule.code if rule is not None else "–"
        rows.append(f"| [{slug}](#{slug}) | {code} | {', '.join(taken)} | {done} |")
        sections += [
            "",
            f"## {slug}",
            "",
            f"{code}, {rule.title}." if rule is not None else _NO_RULE,
            *said,
        ]
    return "\n".join([HEAD, *rows, *sections]) + "\n"


def _where(shown: Shown, name: str) -> str:
    site = shown.tunnel.hub if name == shown.tunnel.hub.name else shown.tunnel.branch
    role = "hub" if site.hub else "branch"
    return f"{role}, {'ASA' if site.release.platform == 'asa' else 'IOS-XE' if site.release.xe else 'IOS'} {site.release.short}"


def _done(shown: Shown) -> str:
    lines = [line.strip() for line in shown.done.lines]
    side = "hub" if shown.done.device == shown.tunnel.hub.name else "branch"
    if not _typed(shown):
        typed = ", ".join(f"`{line}`" for line in lines[1:])
        return f"{lines[0]}; typed: {typed}" if typed else lines[0]
    told = ", ".join(f"`{_plain(shown, line)}`" for line in lines[:_TOLD])
    return f"on the {side}: {told}{', …' if len(lines) > _TOLD else ''}"


def _typed(shown: Shown) -> bool:
    first = shown.done.lines[0].split()[0]
    return first not in ("the", "UDP")


def _plain(shown: Shown, line: str) -> str:
    """Return a line without the keys of the lab, which are drawn by its seed."""
    key = shown.tunnel.key
    return line.replace(key, "KEY").replace(other_key(key), "KEY-MISTYPED")


def _section(kind: str, runs: list[Shown]) -> Iterator[str]:
    first = runs[0]
    yield ""
    yield f"### {_NAMES[kind]}: {_where(first, first.tunnel.branch.name)}; {_where(first, first.tunnel.hub.name)}"
    yield ""
    yield "```text"
    yield from (_plain(first, line) for line in first.done.lines)
    yield "```"
    for shown in runs:
        yield ""
        yield f"Begun by the {_where(shown, shown.begins)} (the tunnel is {shown.state}):"
        for role, name in (("initiator", shown.begins), ("responder", shown.answers)):
            yield ""
            printed = shown.printed[name]
            yield f"* {role}{'' if printed else ': nothing'}"
            if printed:
                yield from ("", "  ```text", *(f"  {line}" for line in printed), "  ```")


def stale() -> bool:
    """Return whether the page is not what the lab does."""
    return not PAGE.exists() or PAGE.read_text(encoding="utf-8") != document()


def main(arguments: list[str]) -> int:
    """Write or check."""
    if arguments == ["--check"]:
        if stale():
            print("docs/lab-faults.md is stale: run python docs/make_faults.py")
            return 1
        return 0
    PAGE.write_text(document(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
