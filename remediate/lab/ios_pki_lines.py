"""Configuration modes of certificates: trustpoints, and the chains that they hold."""

from __future__ import annotations

from remediate.lab.vocabulary import Line, Mode, line

__all__ = ["pki_lines", "pki_modes"]


def pki_lines() -> tuple[list[Line], list[Line]]:
    """Return the global lines of trustpoints and of chains: their places in device order are apart."""
    return (
        [line("crypto pki trustpoint <name:name>", each="name", opens="trustpoint", group="pki")],
        [
            line(
                "crypto pki certificate chain <name:name>",
                each="name",
                opens="pki-chain",
                group="pki chain",
            )
        ],
    )


def pki_modes() -> list[Mode]:
    """Return the modes."""
    return [
        Mode(
            "trustpoint",
            "ca-trustpoint",
            [
                line("enrollment (terminal|selfsigned|url <url:word>)", key="enrollment"),
                line("serial-number [none]", key="serial-number"),
                line("fqdn <name:name>"),
                line("ip-address (none|<address:ip>)", key="ip-address"),
                line("subject-name <subject:line>"),
                line(
                    "revocation-check (none|crl [none]|ocsp [none])",
                    key="revocation-check",
                    default="revocation-check crl",
                ),
                line("rsakeypair <label:name> [<bits:360-4096>]", key="rsakeypair"),
                line("auto-enroll [<percent:1-100>]", key="auto-enroll"),
            ],
        ),
        Mode(
            "pki-chain",
            "config-cert-chain",
            [
                _held("certificate"),
                _held("certificate ca"),
            ],
        ),
        Mode(
            "certificate",
            "config-pubkey",
            [line("quit"), line("<data:line>", key="data", each="data")],
        ),
    ]


def _held(words: str) -> Line:
    """Return the heading of a certificate."""
    return line(
        f"{words} <serial:hex>", key=words, each="serial", opens="certificate", closes=" \tquit"
    )
