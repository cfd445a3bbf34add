"""Names that Windows keeps for devices, whatever the ending."""

from __future__ import annotations

from typing import Final

DEVICES: Final = frozenset(
    {"con", "prn", "aux", "nul"} | {f"{port}{n}" for port in ("com", "lpt") for n in range(10)}
)
"""In lower case; Windows does not tell cases apart."""
