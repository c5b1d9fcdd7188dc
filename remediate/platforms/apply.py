"""Carry configuration commands out on the text of a running-config, as the device would.

Nothing here talks to a device. The plan uses it for its dry run (configuration before and after,
the diagnosis of the result) and to prove that the inverse gives the first configuration back.

What a device keeps and its running-config does not print (sequence numbers of an edited access
list, the slots of removed objects) travels in :class:`Unprinted`, from one call to the next::

    after = apply(text, rendered.commands, platform=platform, release=release)
    back = apply(after.text, rendered.inverse, platform=platform, release=release,
                 unprinted=after.unprinted)
    assert back.text == text

The place of a re-created object is a matter of print alone: neither the order of transform sets
nor that of keys means anything to a device.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from remediate.model.base import Frozen, Platform
from remediate.model.change import (
    Change,
    CompleteIkev2Keyring,
    RekeyPsk,
    SetPeerAddress,
    SetPsk,
    secrets_of,
)
from remediate.model.config import CryptoConfig
from remediate.model.release import Release
from remediate.platforms import asa_apply, ios_apply
from remediate.platforms.command_lines import grouped
from remediate.platforms.config_text import ConfigText
from remediate.platforms.edit_state import (
    NOTHING_UNPRINTED,
    AclNumbers,
    EditState,
    Unprinted,
)
from remediate.platforms.rendered import ikev2_keys_of, key_of
from remediate.secrets import reference_token

__all__ = ["Applied", "Known", "apply", "tokens_for"]

_NO_SECRETS: Mapping[str, str] = MappingProxyType({})


class Known(NamedTuple):
    """What is known of the keys that a change refers to, besides its device's configuration."""

    other: CryptoConfig | None = None
    """Configuration of the other end."""
    held: Mapping[str, str] = _NO_SECRETS
    """What stands in the redacted texts for the keys that the ends have now, by their references' names."""


class Applied(Frozen, frozen=True, kw_only=True):
    """A running-config after commands, with what it does not print."""

    text: str
    unprinted: Unprinted = NOTHING_UNPRINTED


def apply(
    text: str,
    commands: Sequence[str],
    *,
    platform: Platform,
    release: Release,
    unprinted: Unprinted = NOTHING_UNPRINTED,
    secrets: Mapping[str, str] = _NO_SECRETS,
) -> Applied:
    """Return the running-config after ``commands`` (sub-mode lines indented).

    ``secrets`` maps placeholders of secrets to what stands for them in the redacted text
    (:func:`tokens_for`); a placeholder that it doesn't know stays in the text.

    ``ConfigurationError`` for a command that the device would refuse, and for one that is not
    modelled: nothing is guessed. Messages never quote a key.
    """
    state = EditState(
        text=ConfigText(text),
        release=release,
        numbers={item.acl: item.numbers for item in unprinted.numbers},
        vacated=list(unprinted.vacated),
    )
    carry_out = ios_apply.carry_out if platform is Platform.IOS else asa_apply.carry_out
    for command in grouped(commands):
        carry_out(state, command)
    return Applied(
        text=_resolved(str(state.text), secrets),
        unprinted=Unprinted(
            numbers=tuple(
                AclNumbers(acl=acl, numbers=numbers)
                for acl, numbers in sorted(state.numbers.items())
            ),
            vacated=tuple(state.vacated),
        ),
    )


_NOTHING = Known()


def tokens_for(change: Change, config: CryptoConfig, known: Known = _NOTHING) -> dict[str, str]:
    """Return what stands in the redacted text for the secrets that a change refers to.

    The old key's placeholder becomes the token (or mask) that the text holds now, so that the
    inverse gives the text back; the new key's becomes a token made from the reference's *name*:
    both ends that get one secret then read as equal, and it equals no key of a dump. A key that is
    to be the other end's, or that an end has now, becomes what stands there (``known``).
    """
    if isinstance(change, CompleteIkev2Keyring):
        other = known.other
        local, remote = ikev2_keys_of(other, change.like) if other is not None else (None, None)
        same = change.secret_remote or change.secret
        pairs = ((change.secret, remote), (same if same != change.secret else None, local))
        return {
            secret.placeholder(): key.token
            for secret, key in pairs
            if secret is not None and key is not None and key.fingerprint and key.token
        }
    if isinstance(change, SetPsk | SetPeerAddress):
        return {
            ref.placeholder(): known.held.get(ref.name) or reference_token(ref.name)
            for ref in secrets_of(change)
        }
    if not isinstance(change, RekeyPsk):
        return {}
    tokens = {
        ref.placeholder(): known.held.get(ref.name) or reference_token(ref.name)
        for ref in (change.secret, change.secret_remote)
        if ref is not None
    }
    key = key_of(change, config)
    if change.ikev2:
        place = (
            change.peer if config.platform is Platform.ASA else f"{change.keyring}/{change.block}"
        )
        key, remote = ikev2_keys_of(config, place)
        if change.previous_remote is not None and remote is not None and remote.token:
            tokens[change.previous_remote.placeholder()] = remote.token
    if change.previous is not None and key is not None:
        masked = next((word for word in key.text.split() if set(word) == {"*"}), None)
        stands = key.token or masked
        if stands is not None:
            tokens[change.previous.placeholder()] = stands
    return tokens


def _resolved(text: str, secrets: Mapping[str, str]) -> str:
    for placeholder, token in secrets.items():
        text = text.replace(placeholder, token)
    return text
