"""The state of worlds in one process: limited, with the least recently used dropped first."""

from __future__ import annotations

import pytest

from oms_mock.behaviour import throttle
from oms_mock.runtime import live_worlds
from oms_mock.runtime.live_worlds import LiveWorld, LiveWorlds, RetryTimes
from oms_mock.services.worlds import MAX_WORLDS


def test_the_seconds_left_of_a_client_end_at_zero() -> None:
    times = RetryTimes()
    times.add("a", 100.0)
    assert [times.left("a", now) for now in (40.0, 99.5, 100.0, 99.0)] == [60.0, 0.5, 0.0, 0.0]
    assert times.left("b", 0.0) == 0.0
    times.add("a", 100.0)
    assert times.left("a", 160.0) == 0.0


def test_the_number_of_retry_times_is_limited(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live_worlds, "CLIENTS", 2)
    times = RetryTimes()
    for client in ("a", "b", "a", "c"):
        times.add(client, 100.0)
    assert {client: times.left(client, 0.0) for client in "abc"} == {"a": 100.0, "b": 0.0, "c": 100.0}


def test_each_world_has_one_state_until_it_is_forgotten() -> None:
    worlds = LiveWorlds()
    assert worlds.known("a") is None
    found = worlds.of("a")
    assert worlds.of("a") is worlds.known("a") is found
    assert worlds.of("b") is not found
    worlds.forget("a")
    worlds.forget("never there")
    assert worlds.known("a") is None


def test_the_number_of_live_worlds_is_limited() -> None:
    worlds = LiveWorlds()
    names = [f"w{number}" for number in range(MAX_WORLDS + 1)]
    for name in names:
        worlds.of(name)
    assert all(worlds.known(name) for name in names)
    worlds.of(names[0])
    worlds.of("one-more")
    kept = [bool(worlds.known(name)) for name in (*names[:3], "one-more")]
    assert kept == [True, False, True, True]


def test_forget_times_keeps_the_counters() -> None:
    found = LiveWorld()
    before = found.counters, found.window, found.retry_times
    found.forget_times()
    after = found.counters, found.window, found.retry_times
    assert [a is b for a, b in zip(before, after, strict=True)] == [True, False, False]


def test_times_are_kept_while_requests_overtake_each_other() -> None:
    found = LiveWorld()
    found.enter(1000.0)
    found.window.admit(throttle.parse("1/day"), 1000.0)
    found.enter(999.5)
    assert found.window.admit(throttle.parse("1/day"), 999.5) is not None


def test_a_throttle_window_holds_at_most_the_requests_of_its_rate() -> None:
    window, rate = throttle.Window(), throttle.parse("3/s")
    for number in range(100):
        window.admit(rate, number / 10)
        assert len(window._log) <= 3
    with pytest.raises(ValueError, match="more than 100,000"):
        throttle.parse(f"{throttle.MOST + 1}/day")
