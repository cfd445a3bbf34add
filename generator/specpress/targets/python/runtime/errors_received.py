"""What is raised over things that come from elsewhere: results, and webhooks."""

from __future__ import annotations

from dataclasses import dataclass

from .errors import ClientError


@dataclass(eq=False, repr=False)
class DownloadError(ClientError):
    """A result was not downloaded, and no file was left behind.

    `code` is one of `url`, `too_large`, `unwritable`, `status`, `encoded` and
    `partial`.
    """

    code: str
    reason: str

    def __str__(self) -> str:
        """Say why there is no file."""
        return f"the result is not downloaded: {self.reason}"


@dataclass(eq=False, repr=False)
class WebhookError(ClientError):
    """A delivery is not to be acted upon.

    `code` is one of `secret`, `headers`, `too_old`, `too_new`, `signature`, `body`,
    `replayed` and `store`. A delivery that was `replayed` has been taken before: answer
    it as if it were well. All others deserve a refusal.
    """

    code: str
    reason: str

    def __str__(self) -> str:
        """Say why."""
        return f"the delivery is refused: {self.reason}"
