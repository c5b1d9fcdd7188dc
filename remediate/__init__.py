"""remediate: why a fleet's Cisco IPsec tunnels fail, proven from both ends, and the fix as a plan."""

from __future__ import annotations

__all__ = ["__version__"]

__version__: str


def __getattr__(name: str) -> str:
    """Return ``__version__``, looked up when it is asked for: it takes longer than a small scan."""
    if name != "__version__":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib.metadata import PackageNotFoundError, version  # noqa: PLC0415  # see above

    try:
        return version("remediate")
    except PackageNotFoundError:  # a source tree that was never installed
        return "0+unknown"
