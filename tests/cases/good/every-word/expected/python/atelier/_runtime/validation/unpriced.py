"""What is raised for a request that no price is stated for."""

from __future__ import annotations


class UnpricedError(ValueError):
    """No price is stated for a request; `combination` is what of it has none."""

    def __init__(self, combination: dict[str, object]) -> None:
        """Say what of the request has no price."""
        self.combination = combination

    def __str__(self) -> str:
        """Return a sentence for people."""
        said = (f"{key} {value!r}" for key, value in self.combination.items())
        return f"no price is stated for {', '.join(said)}"
