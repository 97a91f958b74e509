"""`oms-mock admin requests --follow` and `find --follow`: print each request to a world when it has a response.

The journal is read twice a second. A server that does not respond is waited for, as `tail -F` waits for a file.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import click

from oms_mock.cli.terminal import notice, shows_colours
from oms_mock.journal import lines
from oms_mock.spec.plural import counted

if TYPE_CHECKING:
    from oms_mock.testing.admin_client import Control

INTERRUPTED = 130
PAUSE = 0.5
"""Seconds between two readings of the journal."""
USUAL = 100
"""Requests that are read at a time, unless more of them are new."""

Entry = dict[str, Any]
Page = dict[str, Any]
"""The newest requests of a journal, as the admin API lists them."""


@dataclass
class Reader:
    """What was read of a journal. `settled`: the requests up to this id are not needed any more.

    Ids count from 1. If the last one has become smaller, or if a known id has another time, the journal is a new one.
    """

    settled: int = 0
    _read: set[int] = field(default_factory=set)
    """The ids after `settled` that were read."""
    _last: Entry | None = None
    """The last request that was read."""

    def needed(self, page: Page) -> int:
        """Return how many of the newest requests are needed: the unsettled ones, and one to recognize the journal."""
        return newest(page) - self.settled + 1

    def is_new(self, page: Page) -> bool:
        """Return whether the journal was cleared, or is that of another server."""
        last = self._last
        if last is None:
            return newest(page) < self.settled
        same_id = [each for each in page["requests"] if each["id"] == last["id"]]
        return newest(page) < last["id"] or any(each["time"] != last["time"] for each in same_id)

    def read(self, page: Page) -> Iterator[Entry]:
        """Yield the requests that have a response and were not read before, oldest first."""
        for entry in reversed(page["requests"]):
            if entry["id"] > self.settled and entry["id"] not in self._read and entry["status"] is not None:
                self._read.add(entry["id"])
                self._last = entry if self._last is None else max(self._last, entry, key=lambda each: each["id"])
                yield entry

    def settle(self, page: Page) -> int:
        """Forget what is not needed any more. Return how many requests left the journal before they were read."""
        gone = range(self.settled + 1, page["forgotten"] + 1)
        missed = len(gone) - sum(each in gone for each in self._read)
        self.settled = max(self.settled, page["forgotten"])
        while self.settled + 1 in self._read:
            self.settled += 1
        self._read = {each for each in self._read if each > self.settled}
        return missed


def newest(page: Page) -> int:
    """Return the id of the newest request of a journal."""
    return int(page["forgotten"] + page["total"])


def follow(control: Control, *, earlier: int | None, is_shown: Callable[[Entry], bool], json: bool) -> int:
    """Print requests until Ctrl-C, and return the exit code. First come the `earlier` ones; None stands for all."""
    has_colours = shows_colours(sys.stdout)
    try:
        for entry in _requests(control, earlier):
            if is_shown(entry):
                click.echo(lines.as_json(entry) if json else lines.text(entry, has_colours=has_colours))
    except KeyboardInterrupt:
        return INTERRUPTED
    return 0


def _requests(control: Control, earlier: int | None) -> Iterator[Entry]:
    first = _page(control, 1)
    reader = Reader(0 if earlier is None else max(newest(first) - earlier, first["forgotten"]))
    while True:
        page = _read(control, reader)
        if reader.is_new(page):
            notice("the journal is a new one: it was cleared, or the server was started again")
            reader = Reader()
            continue
        yield from reader.read(page)
        if missed := reader.settle(page):
            notice(f"{counted(missed, 'request')} left the journal unread: start the fake with a larger --journal")
        time.sleep(PAUSE)


def _read(control: Control, reader: Reader) -> Page:
    """Return the requests that the reader needs."""
    page = _when_there(control, USUAL)
    needed = reader.needed(page)
    return page if needed <= USUAL else _when_there(control, needed)


def _when_there(control: Control, limit: int) -> Page:
    """Return requests as soon as the server responds; say once that it does not, and once that it does again."""
    from oms_mock.testing.errors import NoAnswerError

    is_away = False
    while True:
        try:
            page = _page(control, limit)
        except NoAnswerError:
            if not is_away:
                notice(f"no server responds at {control.url}: waiting for it; Ctrl-C ends")
            is_away = True
            time.sleep(PAUSE)
        else:
            if is_away:
                notice(f"the server at {control.url} responds again")
            return page


def _page(control: Control, limit: int) -> Page:
    page: Page = control.call("GET", "requests", query={"limit": limit})
    return page
