"""A body on its way to the client, and the copy of it that is judged: never more than there is room for."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from io import BytesIO
from itertools import chain
from typing import Final

from urllib3 import HTTPResponse

from oms_mock.contract.client import exchange
from oms_mock.contract.client.exchange import Answer
from oms_mock.contract.client.interaction import Flaw, NoAnswer
from oms_mock.contract.client.options import MAX_BODY
from oms_mock.proxy.upstream import Opened, UnreachableError

READ_AHEAD: Final = 1024 * 1024
"""Bytes: a larger answer is sent before it is judged."""

PATIENCE: Final = 1.0
"""Seconds from the first byte: an answer that takes longer to come is sent as it comes."""

ROOM: Final = 64 * 1024 * 1024
"""Bytes of all copies together."""


class Room:
    """How much memory all copies may take."""

    def __init__(self, size: int = ROOM) -> None:
        self._left = size
        self._lock = threading.Lock()

    def take(self, size: int) -> bool:
        """Take some, if there is as much."""
        with self._lock:
            if size > self._left:
                return False
            self._left -= size
            return True

    def give_back(self, size: int) -> None:
        """Return what was taken."""
        with self._lock:
            self._left += size


class Copy:
    """What came of a body so far, undecoded. One that is too large is dropped, and so is one without room."""

    def __init__(self, room: Room) -> None:
        self.is_too_large = self.has_no_room = False
        self._room = room
        self._bytes = bytearray()

    def __len__(self) -> int:
        return len(self._bytes)

    def add(self, chunk: bytes) -> None:
        """Keep some more."""
        if self.is_too_large or self.has_no_room:
            return
        self.is_too_large = len(self._bytes) + len(chunk) > MAX_BODY
        self.has_no_room = not self.is_too_large and not self._room.take(len(chunk))
        if self.is_too_large or self.has_no_room:
            self.drop()
        else:
            self._bytes += chunk

    def drop(self) -> None:
        """Give its room back."""
        self._room.give_back(len(self._bytes))
        self._bytes = bytearray()

    def answer(self, opened: Opened, broken: NoAnswer | None) -> Answer:
        """Read the copy, decoded up to MAX_BODY bytes, as the answer that the rules are shown."""
        begun = Answer(opened.status, headers=opened.headers)
        if self.is_too_large:
            return Answer(opened.status, headers=begun.headers, flaw=Flaw.TOO_LARGE)
        coding = {"Content-Encoding": opened.headers.get("Content-Encoding", "")}
        raw = HTTPResponse(BytesIO(self._bytes), headers=coding, preload_content=False)
        read = exchange.read(raw, begun)
        return Answer(read.status, broken, read.headers, read.body, read.flaw) if broken else read


class Body:
    """An iterator over the chunks of a body; `at_end` is called after the last one, or where it broke off.

    It may be closed at any time, which calls nobody: then the client has hung up.
    """

    def __init__(self, opened: Opened, copy: Copy, at_end: Callable[[NoAnswer | None], object]) -> None:
        self._opened, self._copy, self._at_end = opened, copy, at_end
        self._coming = opened.chunks()
        self._ahead: list[bytes] = []

    def read_ahead(self, clock: Callable[[], float] = time.monotonic) -> bool:
        """Read it to its end, unless that is too much or takes too long. Raises UnreachableError.

        Nothing that was read is lost either way.
        """
        until = clock() + PATIENCE
        for chunk in self._coming:
            self._ahead.append(chunk)
            self._copy.add(chunk)
            if clock() > until or len(self._copy) > READ_AHEAD or self._copy.has_no_room:
                return False
        return True

    def so_far(self) -> bytes:
        """Return what was read ahead."""
        return b"".join(self._ahead)

    def __iter__(self) -> Iterator[bytes]:
        ahead, self._ahead = self._ahead, []
        try:
            yield from chain(ahead, self._copied())
            self._at_end(None)
        except UnreachableError as error:
            self._at_end(error.no_answer)
            raise  # so that the client sees that it broke off
        finally:
            self.close()

    def _copied(self) -> Iterator[bytes]:
        for chunk in self._coming:
            self._copy.add(chunk)
            yield chunk

    def close(self) -> None:
        """Let the connection and the copy go."""
        self._opened.close()
        self._copy.drop()
