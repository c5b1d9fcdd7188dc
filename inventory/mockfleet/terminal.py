"""A terminal session as a terminal program logs it: prompts, pagers, carriage returns."""

from __future__ import annotations

import dataclasses

from mockfleet.model import Device, dice

_PAGE = 23
_SHORT = {
    "show version": ("show version", "sh ver", "show ver"),
    "show running-config": ("show running-config", "sh run", "show run"),
    "show crypto isakmp sa": ("show crypto isakmp sa", "sh cry isa sa", "sh crypto isakmp sa"),
    "show crypto ikev1 sa": ("show crypto ikev1 sa", "sh cry ikev1 sa"),
    "show crypto ipsec sa": ("show crypto ipsec sa", "sh cry ips sa", "sh crypto ipsec sa"),
    "show crypto engine connections active": ("show crypto engine connections active", "sh cry eng conn act"),
    "show access-lists": ("show access-lists", "sh access-lists"),
    "show logging": ("show logging", "sh log", "show log"),
    "undebug all": ("undebug all", "u all"),
}  # fmt: skip


@dataclasses.dataclass
class Session:
    """``pager``: ``""`` (switched off), ``bs`` (raw log with backspaces) or ``plain`` (printable only)."""

    device: Device
    pager: str = ""
    putty: bool = False
    crlf: bool = False
    text: list[str] = dataclasses.field(default_factory=list)

    @property
    def prompt(self) -> str:
        return (
            f"{self.device.name}# "
            if self.device.kind in ("asa", "pix")
            else f"{self.device.name}#"
        )

    def open(self) -> None:
        device = self.device
        if self.putty:
            self.text.append(
                f"=~=~=~=~=~=~=~=~=~=~=~= PuTTY log 2024.03.12 09:{device.number + 3:02d}:14 =~=~=~=~=~=~=~=~=~=~=~=\n"
            )
        if device.kind in ("asa", "pix"):
            self.text.append(
                f"{'pix' if device.kind == 'pix' else 'netops'}@{device.lans[0][1]}'s password: \nType help or '?' for a list of available commands.\n{device.name}> en\nPassword: ********\n"
            )
            if not self.pager:
                self.text.append(f"{self.prompt}terminal pager 0\n")
        else:
            self.text.append(
                "login as: netops\nUsing keyboard-interactive authentication.\nPassword: \n\n"
                if device.series[:2] >= (12, 4)
                else "\n\nUser Access Verification\n\nUsername: netops\nPassword: \n"
            )
            if not self.pager:
                self.text.append(
                    f"{self.prompt}{'term len 0' if device.number % 2 else 'terminal length 0'}\n"
                )

    def run(self, command: str, output: str) -> None:
        typed = dice("typed", self.device.name, command, len(self.text)).choice(
            _SHORT.get(command, (command,))
        )
        self.text.append(f"{self.prompt}{typed}\n{self._paged(output)}")
        if output and not output.endswith("\n"):
            self.text.append("\n")

    def lines(self, lines: list[str], *, prompts: bool = True) -> None:
        """Debug lines that come while the engineer sits at the prompt and presses Enter."""
        luck = dice("enter", self.device.name, len(self.text))
        for index, line in enumerate(lines):
            if prompts and index == 0:
                self.text.append(f"{self.prompt}\n")
            elif prompts and luck.randrange(17) == 0 and not line.startswith((" ", "\t")) and line:
                self.text.append(
                    f"{self.prompt}{line}\n"
                    if luck.randrange(3) == 0
                    else f"{self.prompt}\n{line}\n"
                )
                continue
            self.text.append(line + "\n")
        self.text.append(f"{self.prompt}\n" if prompts else "")

    def close(self) -> None:
        self.text.append(f"{self.prompt}exit\n")
        if self.device.kind in ("asa", "pix"):
            self.text.append("\nLogoff\n\n")

    def _paged(self, output: str) -> str:
        lines = output.split("\n")
        if not self.pager or len(lines) <= _PAGE + 1:
            return output
        asa = self.device.kind in ("asa", "pix")
        for at in range(_PAGE, len(lines) - 1, _PAGE):
            if self.pager == "plain":
                mark = "<--- More --->              " if asa else " --More--         "
            elif asa:
                mark = "<--- More --->\r              \r"
            else:
                mark = " --More-- " + "\b" * 9 + " " * 8 + "\b" * 9
            lines[at] = mark + lines[at]
        return "\n".join(lines)

    def bytes(self) -> bytes:
        text = "".join(self.text)
        return (text.replace("\n", "\r\n") if self.crlf else text).encode()
