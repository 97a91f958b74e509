"""What a fake that is asked by a test can answer instead of what was asked for."""

from __future__ import annotations


class ControlError(Exception):
    """A fake refused, or did not answer as one does; the message says what to do.

    `status` is that of its answer, None where there was none.
    """

    def __init__(self, message: str, status: int | None = None) -> None:
        super().__init__(message)
        self.status = status


class NoAnswerError(ControlError):
    """Nothing answers at `url`."""

    def __init__(self, url: str) -> None:
        super().__init__(f"nothing answers at {url}: start it with oms-mock serve, or give another URL")
        self.url = url
