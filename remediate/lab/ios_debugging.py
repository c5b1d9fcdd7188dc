"""Debugging of IOS: what is debugged, of which peers, and the log.

The question before the last condition goes is that of ``no debug condition``, from memory.
"""

from __future__ import annotations

from remediate.lab.commands import Answer, Command, Question
from remediate.lab.session_commands import add_condition
from remediate.lab.syntax import Match
from remediate.lab.terminal import Terminal

__all__ = ["debugging_commands"]

_LAST = (
    "This condition is the last peer condition set.\nRemoving all conditions may cause a flood of debugging"
    " messages\nto result, unless specific debugging flags are first removed.\n\n"
)
_PROCEED = "Proceed with removal? [yes/no]: "


def debugging_commands() -> list[Command]:
    """Return the commands."""
    debug = "(isakmp|ipsec|engine|ikev2 [error|packet|internal])"
    return [
        Command(pattern=f"debug crypto {debug}", run=_debug),
        Command(pattern="debug crypto condition peer ipv4 <peer:ip>", run=add_condition),
        Command(pattern="debug crypto condition reset", run=_condition_reset),
        Command(pattern=f"(undebug|no debug) crypto {debug}", run=_undebug),
        Command(pattern="(undebug|no debug) all", run=_undebug_all),
        Command(pattern="no debug crypto condition peer ipv4 <peer:ip>", run=_no_condition),
        Command(pattern="show debugging", run=_show_debugging),
        Command(pattern="show crypto debug-condition [all|peer]", run=_show_conditions),
        Command(pattern="clear logging", run=_clear_logging),
    ]  # fmt: skip


_SPOKEN = {
    "isakmp": "Crypto ISAKMP",
    "ipsec": "Crypto IPSEC",
    "engine": "Crypto Engine",
    "ikev2": "IKEv2 default",
    "ikev2 error": "IKEv2 error",
    "ikev2 packet": "IKEv2 packet",
    "ikev2 internal": "IKEv2 internal",
}


def _category(match: Match[Command]) -> str:
    words = match.words[match.words.index("crypto") + 1 :]
    return " ".join(words)


def _debug(terminal: Terminal, match: Match[Command]) -> Answer:
    category = _category(match)
    terminal.device.debug_on(category)
    return f"{_SPOKEN[category]} debugging is on\n"


def _undebug(terminal: Terminal, match: Match[Command]) -> Answer:
    category = _category(match)
    terminal.device.debug_off(category)
    return f"{_SPOKEN[category]} debugging is off\n"


def _undebug_all(terminal: Terminal, match: Match[Command]) -> Answer:
    del match
    for category in tuple(terminal.device.debugs):
        terminal.device.debug_off(category)
    return "All possible debugging has been turned off\n"


def _no_condition(terminal: Terminal, match: Match[Command]) -> Answer:
    peer, device = match.values["peer"], terminal.device
    if peer not in device.conditions:
        return ""
    return _without_conditions(terminal, [item for item in device.conditions if item != peer])


def _condition_reset(terminal: Terminal, match: Match[Command]) -> Answer:
    del match
    return _without_conditions(terminal, [])


def _without_conditions(terminal: Terminal, kept: list[str]) -> Answer:
    """Keep these conditions alone; IOS-XE asks before the last one goes while something is debugged."""
    device = terminal.device

    def then(typed: str) -> Answer:
        if "yes".startswith(typed.lower()) and typed:
            device.conditions[:] = kept
            return ""
        if "no".startswith(typed.lower()) and typed:
            return ""
        return Question(before="% Please answer 'yes' or 'no'.\n", prompt=_PROCEED, then=then)

    if kept or not device.conditions or not device.debugs or not device.platform.release.xe:
        device.conditions[:] = kept
        return ""
    return Question(before=_LAST, prompt=_PROCEED, then=then)


def _show_debugging(terminal: Terminal, match: Match[Command]) -> Answer:
    del match
    found = sorted(terminal.device.debugs)
    if not found:
        return ""
    return "\nCryptographic Subsystem:\n" + "".join(
        f"  {_SPOKEN[item]} debugging is on\n" for item in found
    )


def _show_conditions(terminal: Terminal, match: Match[Command]) -> Answer:
    del match
    found = terminal.device.conditions
    head = "Crypto conditional debug currently is turned " + ("ON" if found else "OFF")
    peers = "".join(f"  {peer}\n" for peer in found)
    return (
        f"{head}\nIKE debug context unmatched flag:  OFF\nIPsec debug context unmatched flag: OFF\n"
        "Crypto Engine debug context unmatched flag: OFF\n"
        + (f"\nIKE peer IP address filters:\n{peers}" if found else "")
    )


def _clear_logging(terminal: Terminal, match: Match[Command]) -> Answer:
    del match

    def then(typed: str) -> Answer:
        if not typed:
            terminal.device.log.clear()
        return ""

    return Question(before="", prompt="Clear logging buffer [confirm]", then=then, key=True)
