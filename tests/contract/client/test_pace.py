"""The pace of requests: evenly spaced for a given rate, slower for a while after a 429."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from oms_mock.contract.client.pace import LONGEST_INTERVAL, RECOVERY, Pace, parse_rate
from tests.contract.scripted import Clock


@pytest.fixture(name="clock")
def fixture_clock() -> Clock:
    return Clock()


def turn(pace: Pace, clock: Clock) -> float:
    """Wait for a turn; return when it came."""
    while delay := pace.delay():
        clock.sleep(delay)
    return clock.now


@pytest.mark.parametrize(
    ("text", "rate"),
    [("5/s", 5.0), ("60/min", 1.0), ("0.5/s", 0.5), ("3600/hour", 1.0), ("5 / s", 5.0), ("auto", None)],
)
def test_a_rate_is_parsed_as_requests_a_second(text, rate):
    assert parse_rate(text) == rate


@pytest.mark.parametrize("text", ["", "5", "5/year", "-5/s", "0/s", "0.0/min", "fast", "1e3/s", "nan/s", "٥/s/s"])
def test_text_that_is_not_a_rate_is_rejected_with_examples(text):
    with pytest.raises(ValueError, match=r"(is not a rate: write 5/s, 60/min, .*|write a number above 0), or auto"):
        parse_rate(text)


def test_requests_of_a_rate_are_evenly_spaced(clock):
    pace = Pace(4.0, clock)
    assert [turn(pace, clock) for _ in range(4)] == [1000.0, 1000.25, 1000.5, 1000.75]


def test_unused_turns_of_a_rate_are_not_saved(clock):
    pace = Pace(4.0, clock)
    turn(pace, clock)
    clock.sleep(10)
    assert [turn(pace, clock) for _ in range(2)] == [1010.0, 1010.25]


def test_auto_does_not_wait(clock):
    pace = Pace(None, clock)
    assert [turn(pace, clock) for _ in range(3)] == [1000.0] * 3


def test_no_request_is_sent_during_a_pause(clock):
    pace = Pace(None, clock)
    pace.pause(7)
    assert turn(pace, clock) == 1007.0


def test_a_shorter_pause_does_not_end_a_longer_one(clock):
    pace = Pace(None, clock)
    pace.pause(7)
    pace.pause(1)
    assert turn(pace, clock) == 1007.0


def paused_after_ten_turns_a_second(clock: Clock, seconds: float = 1.0) -> Pace:
    pace = Pace(None, clock)
    for _ in range(20):
        turn(pace, clock)
        clock.sleep(0.1)
    pace.pause(seconds)
    return pace


def test_auto_halves_the_rate_after_a_429(clock):
    pace = paused_after_ten_turns_a_second(clock)
    assert turn(pace, clock) + 0.2 == pytest.approx(turn(pace, clock))


def test_auto_halves_the_rate_again_after_the_next_429_regardless_of_the_pause(clock):
    pace = paused_after_ten_turns_a_second(clock, seconds=100.0)
    turn(pace, clock)
    pace.pause(1)
    assert turn(pace, clock) + 2 * 0.2 * RECOVERY == pytest.approx(turn(pace, clock))


def test_several_threads_with_the_same_429_halve_the_rate_once(clock):
    pace = paused_after_ten_turns_a_second(clock)
    pace.pause(1)
    assert turn(pace, clock) + 0.2 == pytest.approx(turn(pace, clock))


def test_auto_increases_the_rate_slowly_after_a_429(clock):
    pace = paused_after_ten_turns_a_second(clock)
    first, second, third = (turn(pace, clock) for _ in range(3))
    assert third - second == pytest.approx((second - first) * RECOVERY)


def test_auto_has_a_longest_interval(clock):
    pace = paused_after_ten_turns_a_second(clock)
    for _ in range(20):
        turn(pace, clock)
        pace.pause(0.001)
    assert turn(pace, clock) + LONGEST_INTERVAL == pytest.approx(turn(pace, clock))


def test_a_given_rate_is_unchanged_after_a_429(clock):
    pace = Pace(4.0, clock)
    turn(pace, clock)
    pace.pause(1)
    assert turn(pace, clock) + 0.25 == turn(pace, clock)


def test_only_one_thread_gets_each_turn():
    start = threading.Barrier(8)
    pace = Pace(0.001, lambda: 1000.0)

    def ask(_: int) -> float:
        start.wait()
        return pace.delay()

    with ThreadPoolExecutor(8) as threads:
        delays = list(threads.map(ask, range(8)))
    assert delays.count(0.0) == 1
