"""remediate: why a fleet's Cisco IPsec tunnels fail, proven from both ends, and the fix as a plan."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version

__all__ = ["__version__"]

try:
    __version__ = version("remediate")
except PackageNotFoundError:  # a source tree that was never installed
    __version__ = "0+unknown"
