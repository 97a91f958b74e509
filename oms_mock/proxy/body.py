"""Forward a body, and keep a copy of it for the check.

A small body is read to its end first, so that its findings are in a response header. A large or slow body is
forwarded as it comes and checked at its end. All copies together are limited by a memory budget.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from io import BytesIO
from itertools import chain
from typing import Final

from urllib3 import HTTPResponse

from oms_mock.contract.client import transport
from oms_mock.contract.client.interaction import Flaw, NoResponse
from oms_mock.contract.client.options import MAX_BODY
from oms_mock.contract.client.transport import RawResponse
from oms_mock.proxy.upstream import Opened, UnreachableError

READ_AHEAD_BYTES: Final = 1024 * 1024
"""A larger body is forwarded before it is checked."""

READ_AHEAD_SECONDS: Final = 1.0
"""A body that takes longer than this from its first byte is forwarded as it comes."""

COPY_MEMORY: Final = 64 * 1024 * 1024
"""The most bytes of all copies together."""


class MemoryBudget:
    """The memory that all copies together may take."""

    def __init__(self, size: int = COPY_MEMORY) -> None:
        self._left = size
        self._lock = threading.Lock()

    def reserve(self, size: int) -> bool:
        """Reserve some memory; return whether there was enough."""
        with self._lock:
            if size > self._left:
                return False
            self._left -= size
            return True

    def release(self, size: int) -> None:
        """Release reserved memory."""
        with self._lock:
            self._left += size


class Copy:
    """The received bytes of a body, undecoded. A copy that is too large or over the budget is dropped."""

    def __init__(self, budget: MemoryBudget) -> None:
        self.is_too_large = self.is_over_budget = False
        self._budget = budget
        self._bytes = bytearray()

    def __len__(self) -> int:
        return len(self._bytes)

    def add(self, chunk: bytes) -> None:
        """Add a chunk."""
        if self.is_too_large or self.is_over_budget:
            return
        self.is_too_large = len(self._bytes) + len(chunk) > MAX_BODY
        self.is_over_budget = not self.is_too_large and not self._budget.reserve(len(chunk))
        if self.is_too_large or self.is_over_budget:
            self.drop()
        else:
            self._bytes += chunk

    def drop(self) -> None:
        """Drop the bytes and release their memory."""
        self._budget.release(len(self._bytes))
        self._bytes = bytearray()

    def response(self, opened: Opened, broken: NoResponse | None) -> RawResponse:
        """Return the response for the rules, decoded up to MAX_BODY bytes."""
        begun = RawResponse(opened.status, headers=opened.headers)
        if self.is_too_large:
            return RawResponse(opened.status, headers=begun.headers, flaw=Flaw.TOO_LARGE)
        coding = {"Content-Encoding": opened.headers.get("Content-Encoding", "")}
        raw = HTTPResponse(BytesIO(self._bytes), headers=coding, preload_content=False)
        read = transport.read(raw, begun)
        return RawResponse(read.status, broken, read.headers, read.body, read.flaw) if broken else read


class ForwardedBody:
    """An iterator over the chunks of a body; `at_end` is called after the last one, or when the body breaks off.

    If the client disconnects, the iterator is closed and `at_end` is not called.
    """

    def __init__(self, opened: Opened, copy: Copy, at_end: Callable[[NoResponse | None], object]) -> None:
        self._opened, self._copy, self._at_end = opened, copy, at_end
        self._coming = opened.chunks()
        self._ahead: list[bytes] = []

    def read_ahead(self, clock: Callable[[], float] = time.monotonic) -> bool:
        """Read the body ahead; return whether its end was reached before the limits. Raises UnreachableError.

        Iteration yields the bytes that were read ahead first.
        """
        until = clock() + READ_AHEAD_SECONDS
        for chunk in self._coming:
            self._ahead.append(chunk)
            self._copy.add(chunk)
            if clock() > until or len(self._copy) > READ_AHEAD_BYTES or self._copy.is_over_budget:
                return False
        return True

    def received(self) -> bytes:
        """Return the bytes that were read ahead."""
        return b"".join(self._ahead)

    def __iter__(self) -> Iterator[bytes]:
        ahead, self._ahead = self._ahead, []
        try:
            yield from chain(ahead, self._copied())
            self._at_end(None)
        except UnreachableError as error:
            self._at_end(error.no_response)
            raise  # so that the client sees the broken connection
        finally:
            self.close()

    def _copied(self) -> Iterator[bytes]:
        for chunk in self._coming:
            self._copy.add(chunk)
            yield chunk

    def close(self) -> None:
        """Close the connection and drop the copy."""
        self._opened.close()
        self._copy.drop()
