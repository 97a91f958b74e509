"""The pool of idle connections for reads."""

from __future__ import annotations

from typing import Any

import pytest

from oms_mock.errors import StoreUnavailableError
from oms_mock.store.connection_pool import ConnectionPool, LimitedPool, UnlimitedPool


class Connection:
    """Knows whether it is closed."""

    closed = False

    def close(self) -> None:
        self.closed = True


@pytest.fixture(name="idle", params=[UnlimitedPool(), LimitedPool(2, 0.01)], ids=["as many as asked", "at most two"])
def fixture_idle(request: pytest.FixtureRequest) -> Any:
    return request.param


def test_the_connection_that_was_used_last_is_used_next(idle: ConnectionPool) -> None:
    first, second = Connection(), Connection()
    assert (idle.take(), idle.take()) == (None, None)
    idle.put(first)
    idle.put(second)
    assert (idle.take(), idle.take()) == (second, first)
    idle.put(None)
    idle.put(None)


def test_idle_connections_are_closed_and_can_be_opened_again(idle: ConnectionPool) -> None:
    connection = Connection()
    idle.take()
    idle.put(connection)
    idle.close()
    assert connection.closed
    assert (idle.take(), idle.take()) == (None, None)


def test_a_reader_without_a_free_connection_raises() -> None:
    idle = LimitedPool(2, 0.01)
    idle.take()
    idle.take()
    with pytest.raises(StoreUnavailableError, match="all 2 connections for reads are in use"):
        idle.take()


def test_a_broken_connection_is_replaced() -> None:
    idle = LimitedPool(1, 0.01)
    idle.take()
    idle.put(None)
    assert idle.take() is None
