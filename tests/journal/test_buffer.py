"""The journal stores the last requests of every world within its limits, and counts the removed ones."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

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


def size(kept: Recorded) -> int:
    return OVERHEAD + len(kept[0]) + len(kept[1] or b"")


class Model:
    """A simple model of the journal: one list of all entries, oldest first."""

    def __init__(self) -> None:
        self.kept: list[tuple[str, Recorded]] = []
        self.recorded = dict.fromkeys(WORLDS, 0)
        self.last_used: list[str] = []

    def record(self, world: str, kept: Recorded) -> None:
        self.kept.append((world, kept))
        self.recorded[world] += 1
        self.last_used = [*(each for each in self.last_used if each != world), world]
        while len(self.of(world)) > ENTRIES or sum(map(size, self.of(world))) > PER_WORLD:
            self.let_go(world)
        while sum(size(each) for _, each in self.kept) > OVERALL:
            self.let_go(next(each for each in self.last_used if self.of(each)))

    def of(self, world: str) -> list[Recorded]:
        return [kept for name, kept in self.kept if name == world]

    def let_go(self, world: str) -> None:
        self.kept.remove((world, self.of(world)[0]))

    def forget(self, world: str) -> None:
        self.kept = [each for each in self.kept if each[0] != world]
        self.recorded[world] = 0


@given(st.lists(requests | forgettings, max_size=40))
def test_entries_beyond_the_limits_are_removed_and_counted(steps: list[object]) -> None:
    journal, model = Journal(ENTRIES, per_world=PER_WORLD, overall=OVERALL), Model()
    for step in steps:
        if isinstance(step, tuple):
            world, packed, body = step
            journal.record(world, packed, body)
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
        journal.record("a", str(number).encode())
    shown = journal.snapshot("a")
    assert (shown.forgotten, len(shown.entries), shown.entries[0][0]) == (3, 1000, b"3")


@pytest.mark.parametrize(("entries", "mebibytes"), [(20, 1), (1000, 1), (1001, 2), (5000, 5)])
def test_a_world_has_a_mebibyte_for_every_1000_entries(entries: int, mebibytes: int) -> None:
    journal = Journal(entries)
    for _ in range(100):
        journal.record("a", b"", bytes(100_000))
    kept = sum(map(size, journal.snapshot("a").entries))
    assert kept <= mebibytes * buffer.MEBIBYTE < kept + 100_000 + OVERHEAD


def test_all_worlds_share_64_mebibytes_and_the_idlest_lose_entries() -> None:
    journal = Journal()
    for number in range(100):
        for _ in range(10):
            journal.record(f"w{number}", b"", bytes(100_000))
    kept = [sum(map(size, journal.snapshot(f"w{number}").entries)) for number in range(100)]
    assert sum(kept) <= 64 * buffer.MEBIBYTE < sum(kept) + 200_000
    assert kept[:30] == [0] * 30
    assert kept[-60:] == [10 * (100_000 + OVERHEAD)] * 60
    assert journal.snapshot("w0").forgotten == 10


def test_a_world_without_entries_can_be_cleared() -> None:
    journal = Journal(overall=OVERHEAD)
    journal.record("a", b"")
    journal.record("b", b"")
    assert journal.snapshot("a") == buffer.Snapshot(1, ())
    journal.clear("a")
    assert journal.snapshot("a") == buffer.Snapshot(0, ())


def test_an_entry_larger_than_the_limit_of_a_world_is_removed() -> None:
    journal = Journal(per_world=1000)
    journal.record("a", bytes(2000))
    assert journal.snapshot("a") == buffer.Snapshot(1, ())


def test_the_number_of_worlds_is_limited(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(buffer, "MOST_WORLDS", 3)
    journal = Journal(overall=3 * OVERHEAD)
    for world in ("a", "b", "c", "d", "e", "f"):
        journal.record(world, b"")
    assert [world for world in "abcdef" if journal.has(world)] == ["d", "e", "f"]
    journal.record("d", b"")
    assert [len(journal.snapshot(world).entries) for world in "def"] == [2, 0, 1]
    journal.record("g", b"")
    assert [journal.has(world) for world in "defg"] == [True, False, True, True]


def test_entries_of_concurrent_threads_are_all_recorded() -> None:
    journal = Journal(10_000)

    def work(number: int) -> None:
        for _ in range(500):
            journal.record(f"w{number % 2}", b"x" * number)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(work, range(8)))
    for world in ("w0", "w1"):
        shown = journal.snapshot(world)
        assert shown.forgotten + len(shown.entries) == 2000
