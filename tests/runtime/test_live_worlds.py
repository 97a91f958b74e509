"""What a process remembers of its worlds is bounded: what was used least recently goes first."""

from __future__ import annotations

import pytest

from oms_mock.behaviour import throttle
from oms_mock.runtime import live_worlds
from oms_mock.runtime.live_worlds import LiveWorld, LiveWorlds, RetryTimes
from oms_mock.services.worlds import MAX_WORLDS


def test_a_client_comes_too_early_until_it_has_waited() -> None:
    waits = RetryTimes()
    waits.add("a", 100.0)
    assert [waits.left("a", now) for now in (40.0, 99.5, 100.0, 99.0)] == [60.0, 0.5, 0.0, 0.0]
    assert waits.left("b", 0.0) == 0.0
    waits.add("a", 100.0)
    assert waits.left("a", 160.0) == 0.0


def test_clients_that_were_told_to_wait_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live_worlds, "CLIENTS", 2)
    waits = RetryTimes()
    for client in ("a", "b", "a", "c"):
        waits.add(client, 100.0)
    assert {client: waits.left(client, 0.0) for client in "abc"} == {"a": 100.0, "b": 0.0, "c": 100.0}


def test_what_goes_on_in_a_world_is_one_thing() -> None:
    worlds = LiveWorlds()
    assert worlds.known("a") is None
    found = worlds.of("a")
    assert worlds.of("a") is worlds.known("a") is found
    assert worlds.of("b") is not found
    worlds.forget("a")
    worlds.forget("never there")
    assert worlds.known("a") is None


def test_worlds_are_as_many_as_there_may_be_and_the_default_one() -> None:
    worlds = LiveWorlds()
    names = [f"w{number}" for number in range(MAX_WORLDS + 1)]
    for name in names:
        worlds.of(name)
    assert all(worlds.known(name) for name in names)
    worlds.of(names[0])
    worlds.of("one-more")
    kept = [bool(worlds.known(name)) for name in (*names[:3], "one-more")]
    assert kept == [True, False, True, True]


def test_a_clock_that_is_set_back_forgets_what_came_when_and_not_what_was_counted() -> None:
    found = LiveWorld()
    before = found.counters, found.window, found.retry_times
    found.forget_times()
    after = found.counters, found.window, found.retry_times
    assert [a is b for a, b in zip(before, after, strict=True)] == [True, False, False]


def test_a_window_holds_no_more_than_its_rate_allows() -> None:
    window, rate = throttle.Window(), throttle.parse("3/s")
    for number in range(100):
        window.admit(rate, number / 10)
        assert len(window._log) <= 3
    with pytest.raises(ValueError, match="more than 100000"):
        throttle.parse(f"{throttle.MOST + 1}/day")
