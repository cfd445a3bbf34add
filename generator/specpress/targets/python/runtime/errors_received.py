"""What is raised over things that come from elsewhere: results, and webhooks."""

from __future__ import annotations

from dataclasses import dataclass

from .errors import ClientError


@dataclass(eq=False, repr=False)
class DownloadError(ClientError):
    """A result was not downloaded, and no file was left behind.

    `code` is one of `url`, `too_large`, `unwritable` and `status`.
    """

    code: str
    reason: str

    def __str__(self) -> str:
        """Say why there is no file."""
        return f"the result is not downloaded: {self.reason}"
