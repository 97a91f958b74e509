"""Errors of the clients for tests."""

from __future__ import annotations


class ControlError(Exception):
    """A fake returned an error or an unexpected response; the message says what to do.

    `status` is that of the response, or None if there was none.
    """

    def __init__(self, message: str, status: int | None = None) -> None:
        super().__init__(message)
        self.status = status


class NoAnswerError(ControlError):
    """There is no response from `url`."""

    def __init__(self, url: str) -> None:
        super().__init__(f"no server responds at {url}: start it with oms-mock serve, or give another URL")
        self.url = url
