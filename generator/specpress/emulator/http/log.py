"""What an emulator says while it runs: a line a call, of which a key is never a part."""

from __future__ import annotations

import logging
from typing import Final

from specpress.emulator.platform.answer import Answer

LOGGER: Final = logging.getLogger("specpress.emulator")


def log_call(operation: str, answer: object) -> None:
    """Log a call by its operation and what became of it; nothing that the client sent."""
    if LOGGER.isEnabledFor(logging.INFO):
        became = answer.status if isinstance(answer, Answer) else type(answer).__name__.lower()
        LOGGER.info("%s %s", operation, became)
