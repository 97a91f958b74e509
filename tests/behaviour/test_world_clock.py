"""Clocks of worlds: later or earlier than the machine's, or frozen."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from oms_mock.behaviour.world_clock import LAST, REAL, WorldClock, read
from oms_mock.clock import EPOCH, MICROSECOND
from oms_mock.errors import UnusableValueError

NOW = datetime(2026, 5, 4, 3, 2, 1, 654321, tzinfo=UTC)
NEW_YEAR = datetime(2026, 1, 1, tzinfo=UTC)
HOUR = timedelta(hours=1)


def at(moment: datetime) -> Any:
    return lambda: moment


def test_without_a_stored_clock_the_time_is_that_of_the_machine() -> None:
    assert read(None) is read({}) is REAL
    assert REAL.now(at(NOW)) == NOW


def test_a_clock_that_was_set_runs_from_that_moment() -> None:
    clock = REAL.changed({"now": "2026-01-01T00:00:00Z"}, at(NOW))
    assert [clock.now(at(NOW + later)) for later in (0 * HOUR, HOUR)] == [NEW_YEAR, NEW_YEAR + HOUR]


def test_a_frozen_clock_does_not_run() -> None:
    clock = REAL.changed({"now": "2026-01-01T03:00:00+03:00", "frozen": True}, at(NOW))
    assert [clock.now(at(NOW + later)) for later in (0 * HOUR, HOUR)] == [NEW_YEAR, NEW_YEAR]


@pytest.mark.parametrize(
    ("text", "delta"),
    [
        ("500ms", timedelta(milliseconds=500)),
        ("90s", timedelta(seconds=90)),
        ("1.5s", timedelta(seconds=1.5)),
        ("5m", timedelta(minutes=5)),
        ("2h", timedelta(hours=2)),
        ("3d", timedelta(days=3)),
    ],
)
def test_advance_moves_a_running_and_a_frozen_clock(text: str, delta: timedelta) -> None:
    going = WorldClock(HOUR).changed({"advance": text}, at(NOW))
    assert going == WorldClock(HOUR + delta)
    standing = WorldClock(frozen=NEW_YEAR).changed({"advance": text}, at(NOW))
    assert standing == WorldClock(frozen=NEW_YEAR + delta)


def test_frozen_stops_the_clock_and_lets_it_run_again() -> None:
    stopped = WorldClock(HOUR).changed({"frozen": True}, at(NOW))
    assert stopped == WorldClock(frozen=NOW + HOUR)
    assert stopped.changed({"frozen": False}, at(NOW + 2 * HOUR)) == WorldClock(-HOUR)
    assert stopped.changed({"advance": "1h", "frozen": False}, at(NOW)) == WorldClock(2 * HOUR)
    assert stopped.changed({"now": "2026-01-01T00:00:00Z"}, at(NOW)).frozen is None


MOMENTS = st.integers(0, (LAST - EPOCH) // MICROSECOND).map(lambda microseconds: EPOCH + microseconds * MICROSECOND)


@given(MOMENTS, MOMENTS, st.booleans())
def test_a_stored_clock_is_read_back(moment: datetime, real: datetime, frozen: bool) -> None:
    clock = REAL.changed({"now": moment.isoformat(), "frozen": frozen}, at(real))
    assert read(orjson.loads(orjson.dumps(clock.stored()))) == clock
    assert clock.now(at(real)) == moment


@given(st.timedeltas(timedelta(days=-700_000), timedelta(days=2_600_000)))
def test_a_running_clock_stays_within_its_range(offset: timedelta) -> None:
    assert EPOCH <= WorldClock(offset).now(at(NOW)) <= LAST


def test_a_running_clock_stops_at_the_ends_of_its_range() -> None:
    assert WorldClock(LAST - NOW).now(at(NOW + HOUR)) == LAST
    assert WorldClock(EPOCH - NOW).now(at(NOW - HOUR)) == EPOCH


@pytest.mark.parametrize(
    ("document", "said"),
    [
        ([], "$: must be an object"),
        (["frozen"], "$: must be an object"),
        ("frozen", "$: must be an object"),
        ({}, '$: send {"now": '),
        ({"now": "2026-01-01T00:00:00Z", "advance": "1s"}, '$: send {"now": '),
        ({"nwo": 1}, "$.nwo: unknown key; did you mean now?"),
        ({"now": 5}, "$.now: must be a moment such as 2026-01-01T00:00:00Z"),
        ({"now": "yesterday"}, "$.now: must be a moment such as"),
        ({"now": "0001-01-01T00:00:00+23:00"}, "$.now: must be a moment such as"),
        ({"now": "1969-12-31T23:59:59Z"}, "$.now: must stay between 1970-01-01T00:00:00Z and "),
        ({"advance": 90}, "$.advance: must be a duration such as 200ms"),
        ({"advance": "-90s"}, "$.advance: '-90s' is not a duration: write 200ms"),
        ({"advance": "90"}, "$.advance: '90' is not a duration"),
        ({"advance": "999999999999d"}, "$.advance: must stay between"),
        ({"advance": "9999999d"}, "$.advance: must stay between"),
        ({"frozen": "yes"}, "$.frozen: must be true or false"),
        ({"now": "2026-01-01T00:00:00Z", "frozen": None}, "$.frozen: must not be null"),
    ],
)
def test_a_change_that_is_not_valid_is_rejected(document: Any, said: str) -> None:
    with pytest.raises(UnusableValueError) as refused:
        REAL.changed(document, at(NOW))
    assert str(refused.value).startswith(said)
