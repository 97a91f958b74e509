"""The journal stores the last requests of every world within its limits, and counts the removed ones."""

from __future__ import annotations

import weakref
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oms_mock.journal import buffer
from oms_mock.journal.buffer import OVERHEAD, Journal, Recorded

WORLDS = ("a", "b", "c")
ENTRIES, PER_WORLD, OVERALL = 4, 3 * OVERHEAD + 60, 6 * OVERHEAD + 60

requests = st.tuples(
    st.sampled_from(WORLDS), st.integers(0, 120).map(bytes), st.none() | st.integers(0, 400).map(bytes)
)
forgettings = st.sampled_from(WORLDS)


def record(journal: Journal, world: str, packed: bytes, body: bytes | None = None) -> None:
    journal.complete(journal.start(world, lambda: (b"in flight", None)), packed, body)


def size(kept: Recorded) -> int:
    return OVERHEAD + len(kept[0]) + len(kept[1] or b"")


class Model:
    """A simple model of the journal: one list of all entries, oldest first."""

    def __init__(self) -> None:
        self.kept: list[list[Any]] = []
        self.recorded = dict.fromkeys(WORLDS, 0)
        self.last_used: list[str] = []

    def record(self, world: str, kept: Recorded) -> None:
        started = [world, (b"", None)]
        self.kept.append(started)
        self.recorded[world] += 1
        self.last_used = [*(each for each in self.last_used if each != world), world]
        self.keep_limits(world)
        if any(each is started for each in self.kept):
            started[1] = kept
            self.keep_limits(world)

    def keep_limits(self, world: str) -> None:
        while len(self.of(world)) > ENTRIES or sum(map(size, self.of(world))) > PER_WORLD:
            self.let_go(world)
        while sum(size(each) for _, each in self.kept) > OVERALL:
            self.let_go(next(each for each in self.last_used if self.of(each)))

    def of(self, world: str) -> list[Recorded]:
        return [kept for name, kept in self.kept if name == world]

    def let_go(self, world: str) -> None:
        del self.kept[next(place for place, each in enumerate(self.kept) if each[0] == world)]

    def forget(self, world: str) -> None:
        self.kept = [each for each in self.kept if each[0] != world]
        self.recorded[world] = 0


@given(st.lists(requests | forgettings, max_size=40))
def test_entries_beyond_the_limits_are_removed_and_counted(steps: list[object]) -> None:
    journal, model = Journal(ENTRIES, per_world=PER_WORLD, overall=OVERALL), Model()
    for step in steps:
        if isinstance(step, tuple):
            world, packed, body = step
            record(journal, world, packed, body)
            model.record(world, (packed, body))
        else:
            journal.clear(str(step))
            model.forget(str(step))
        for world in WORLDS:
            shown = journal.snapshot(world)
            assert list(shown.entries) == model.of(world)
            assert shown.forgotten + len(shown.entries) == model.recorded[world]
            assert journal.has(world) is (model.recorded[world] > 0)


def test_a_world_has_the_last_1000_entries_by_default() -> None:
    journal = Journal()
    for number in range(1003):
        record(journal, "a", str(number).encode())
    shown = journal.snapshot("a")
    assert (shown.forgotten, len(shown.entries), shown.entries[0][0]) == (3, 1000, b"3")


@pytest.mark.parametrize(("entries", "mebibytes"), [(20, 1), (1000, 1), (1001, 2), (5000, 5)])
def test_a_world_has_a_mebibyte_for_every_1000_entries(entries: int, mebibytes: int) -> None:
    journal = Journal(entries)
    for _ in range(100):
        record(journal, "a", b"", bytes(100_000))
    kept = sum(map(size, journal.snapshot("a").entries))
    assert kept <= mebibytes * buffer.MEBIBYTE < kept + 100_000 + OVERHEAD


def test_all_worlds_share_64_mebibytes_and_the_idlest_lose_entries() -> None:
    journal = Journal()
    for number in range(100):
        for _ in range(10):
            record(journal, f"w{number}", b"", bytes(100_000))
    kept = [sum(map(size, journal.snapshot(f"w{number}").entries)) for number in range(100)]
    assert sum(kept) <= 64 * buffer.MEBIBYTE < sum(kept) + 200_000
    assert kept[:30] == [0] * 30
    assert kept[-60:] == [10 * (100_000 + OVERHEAD)] * 60
    assert journal.snapshot("w0").forgotten == 10


def test_a_world_without_entries_can_be_cleared() -> None:
    journal = Journal(overall=OVERHEAD)
    record(journal, "a", b"")
    record(journal, "b", b"")
    assert journal.snapshot("a") == buffer.Snapshot(1, ())
    journal.clear("a")
    assert journal.snapshot("a") == buffer.Snapshot(0, ())


def test_an_entry_larger_than_the_limit_of_a_world_is_removed() -> None:
    journal = Journal(per_world=1000)
    record(journal, "a", bytes(2000))
    assert journal.snapshot("a") == buffer.Snapshot(1, ())


def test_the_number_of_worlds_is_limited(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(buffer, "MOST_WORLDS", 3)
    journal = Journal(overall=3 * OVERHEAD)
    for world in ("a", "b", "c", "d", "e", "f"):
        record(journal, world, b"")
    assert [world for world in "abcdef" if journal.has(world)] == ["d", "e", "f"]
    record(journal, "d", b"")
    assert [len(journal.snapshot(world).entries) for world in "def"] == [2, 0, 1]
    record(journal, "g", b"")
    assert [journal.has(world) for world in "defg"] == [True, False, True, True]


def test_entries_of_concurrent_threads_are_all_recorded() -> None:
    journal = Journal(10_000)

    def work(number: int) -> None:
        for _ in range(500):
            record(journal, f"w{number % 2}", b"x" * number)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(work, range(8)))
    for world in ("w0", "w1"):
        shown = journal.snapshot(world)
        assert shown.forgotten + len(shown.entries) == 2000


def test_a_request_is_recorded_at_its_start_and_completed_in_its_place() -> None:
    journal = Journal()
    first = journal.start("a", lambda: (b"first, in flight", None))
    record(journal, "a", b"second")
    assert journal.snapshot("a").entries == ((b"first, in flight", None), (b"second", None))
    journal.complete(first, b"first", b"body")
    assert journal.snapshot("a").entries == ((b"first", b"body"), (b"second", None))


@pytest.mark.parametrize("remove", ["clear", "limit of a world", "limit of worlds"])
def test_a_request_that_ends_after_its_entry_was_removed_changes_nothing(
    remove: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    journal = Journal(2, overall=3 * OVERHEAD)
    removed = journal.start("a", lambda: (b"", None))
    if remove == "clear":
        journal.clear("a")
    elif remove == "limit of a world":
        record(journal, "a", b"")
        record(journal, "a", b"")
        journal.clear("a")
    else:
        monkeypatch.setattr(buffer, "MOST_WORLDS", 1)
        record(journal, "b", b"")
        monkeypatch.undo()
        journal.clear("b")
    journal.complete(removed, bytes(10 * OVERHEAD))
    for world in "bcd":
        record(journal, world, b"")
    assert [len(journal.snapshot(world).entries) for world in "abcd"] == [0, 1, 1, 1]


def test_a_large_result_removes_older_entries() -> None:
    journal = Journal(per_world=3 * OVERHEAD)
    record(journal, "a", b"older")
    running = journal.start("a", lambda: (b"", None))
    journal.complete(running, bytes(2 * OVERHEAD))
    assert journal.snapshot("a") == buffer.Snapshot(1, ((bytes(2 * OVERHEAD), None),))


@pytest.mark.parametrize("change", ["start", "complete"])
def test_waiting_ends_with_a_change(change: str) -> None:
    journal = Journal()
    entry = journal.start("a", lambda: (b"", None))
    version = journal.snapshot("a").version
    with ThreadPoolExecutor() as pool:
        waiting = pool.submit(journal.wait_for_change, version, 60)
        if change == "start":
            journal.start("b", lambda: (b"", None))
        else:
            journal.complete(entry, b"")
        waiting.result(30)


def test_waiting_ends_when_the_time_is_up_or_the_change_is_past() -> None:
    journal = Journal()
    journal.wait_for_change(journal.snapshot("a").version, 0.01)
    version = journal.snapshot("a").version
    record(journal, "a", b"")
    journal.wait_for_change(version, 60)


def test_a_completed_entry_does_not_hold_its_request() -> None:
    class Request:
        """What describes a request in flight."""

        def __call__(self) -> Recorded:
            return b"in flight", None

    journal, request = Journal(), Request()
    gone = weakref.ref(request)
    entry = journal.start("w", request)
    del request
    assert journal.snapshot("w").entries == ((b"in flight", None),)
    journal.complete(entry, b"done")
    assert gone() is None
    assert journal.snapshot("w").entries == ((b"done", None),)
