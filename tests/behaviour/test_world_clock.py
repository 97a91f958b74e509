"""Clocks of worlds: later, earlier, or standing."""

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


def test_nothing_kept_is_the_real_time() -> None:
    assert read(None) is read({}) is REAL
    assert REAL.now(at(NOW)) == NOW


def test_a_clock_that_was_set_goes_on_from_there() -> None:
    clock = REAL.asked({"now": "2026-01-01T00:00:00Z"}, at(NOW))
    assert [clock.now(at(NOW + later)) for later in (0 * HOUR, HOUR)] == [NEW_YEAR, NEW_YEAR + HOUR]


def test_a_frozen_clock_stands() -> None:
    clock = REAL.asked({"now": "2026-01-01T03:00:00+03:00", "frozen": True}, at(NOW))
    assert [clock.now(at(NOW + later)) for later in (0 * HOUR, HOUR)] == [NEW_YEAR, NEW_YEAR]


@pytest.mark.parametrize(
    ("text", "delta"),
    [
        ("500ms", timedelta(milliseconds=500)),
        ("90s", timedelta(seconds=90)),
        ("5m", timedelta(minutes=5)),
        ("2h", timedelta(hours=2)),
        ("3d", timedelta(days=3)),
    ],
)
def test_it_is_moved_on_and_stands_or_goes_on_as_before(text: str, delta: timedelta) -> None:
    going = WorldClock(HOUR).asked({"advance": text}, at(NOW))
    assert going == WorldClock(HOUR + delta)
    standing = WorldClock(frozen=NEW_YEAR).asked({"advance": text}, at(NOW))
    assert standing == WorldClock(frozen=NEW_YEAR + delta)


def test_it_is_stopped_and_let_go_where_it_is() -> None:
    stopped = WorldClock(HOUR).asked({"frozen": True}, at(NOW))
    assert stopped == WorldClock(frozen=NOW + HOUR)
    assert stopped.asked({"frozen": False}, at(NOW + 2 * HOUR)) == WorldClock(-HOUR)
    assert stopped.asked({"advance": "1h", "frozen": False}, at(NOW)) == WorldClock(2 * HOUR)
    assert stopped.asked({"now": "2026-01-01T00:00:00Z"}, at(NOW)).frozen is None


MOMENTS = st.integers(0, (LAST - EPOCH) // MICROSECOND).map(lambda microseconds: EPOCH + microseconds * MICROSECOND)


@given(MOMENTS, MOMENTS, st.booleans())
def test_what_is_kept_is_read_again(moment: datetime, real: datetime, frozen: bool) -> None:
    clock = REAL.asked({"now": moment.isoformat(), "frozen": frozen}, at(real))
    assert read(orjson.loads(orjson.dumps(clock.kept()))) == clock
    assert clock.now(at(real)) == moment


@given(st.timedeltas(timedelta(days=-700_000), timedelta(days=2_600_000)))
def test_a_clock_that_goes_on_stays_where_dates_can_be_written(offset: timedelta) -> None:
    assert EPOCH <= WorldClock(offset).now(at(NOW)) <= LAST


def test_a_clock_that_goes_on_stops_at_its_ends() -> None:
    assert WorldClock(LAST - NOW).now(at(NOW + HOUR)) == LAST
    assert WorldClock(EPOCH - NOW).now(at(NOW - HOUR)) == EPOCH


@pytest.mark.parametrize(
    ("document", "said"),
    [
        ([], '$: send {"now": '),
        (["frozen"], '$: send {"now": '),
        ("frozen", '$: send {"now": '),
        ({}, '$: send {"now": '),
        ({"now": "2026-01-01T00:00:00Z", "advance": "1s"}, '$: send {"now": '),
        ({"nwo": 1}, "$.nwo: there is no such key: send "),
        ({"now": 5}, "$.now: write a moment like 2026-01-01T00:00:00Z."),
        ({"now": "yesterday"}, "$.now: write a moment like"),
        ({"now": "0001-01-01T00:00:00+23:00"}, "$.now: write a moment like"),
        ({"now": "1969-12-31T23:59:59Z"}, "$.now: a clock goes from 1970-01-01T00:00:00Z to "),
        ({"advance": 90}, "$.advance: write a duration: 500ms, 90s, 5m, 2h or 3d."),
        ({"advance": "-90s"}, "$.advance: write a duration"),
        ({"advance": "1.5s"}, "$.advance: write a duration"),
        ({"advance": "999999999999d"}, "$.advance: a clock goes from"),
        ({"advance": "9999999d"}, "$.advance: a clock goes from"),
        ({"frozen": "yes"}, "$.frozen: it is true or false."),
        ({"now": "2026-01-01T00:00:00Z", "frozen": None}, "$.frozen: it is true or false."),
    ],
)
def test_what_sets_no_clock_is_refused(document: Any, said: str) -> None:
    with pytest.raises(UnusableValueError) as refused:
        REAL.asked(document, at(NOW))
    assert str(refused.value).startswith(said)
