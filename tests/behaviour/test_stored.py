"""The stored behaviour of a world."""

from __future__ import annotations

import pytest

from oms_mock.behaviour import stored
from oms_mock.behaviour.throttle import RateLimit
from oms_mock.behaviour.world_clock import REAL
from oms_mock.errors import UnusableValueError


def test_no_behaviour_is_always_written_the_same_way() -> None:
    """Requests to worlds without behaviour skip everything else."""
    assert stored.write([], None) == stored.NONE
    assert stored.read(stored.NONE) == stored.Behaviour((), None, REAL)


def test_stored_behaviour_is_read_back() -> None:
    told = stored.read(stored.write([{"status": 503}, {"id": "slow", "delay": "1ms"}, {"status": 500}], "60/min"))
    assert [rule.id for rule in told.faults] == ["f1", "slow", "f3"]
    assert (told.throttle, told.clock) == (RateLimit(60, 60), REAL)


def test_an_invalid_rule_is_not_written() -> None:
    with pytest.raises(UnusableValueError):
        stored.write([{"status": 200}], None)
