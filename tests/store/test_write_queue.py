from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from oms_mock.errors import StoreUnavailableError
from oms_mock.store.write_queue import WriteQueue, queue_of
from tests.databases import NewDatabase
from tests.store.conftest import OpenStore

PATIENCE = 20.0
"""Seconds to wait at most for something immediate."""


def until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.001)


def test_waiting_writers_enter_in_the_order_in_which_they_arrived() -> None:
    queue, order = WriteQueue(), list[int]()

    def write(number: int) -> None:
        with queue.turn(PATIENCE):
            order.append(number)

    threads = [threading.Thread(target=write, args=(number,)) for number in range(20)]
    with queue.turn(PATIENCE):
        for place, thread in enumerate(threads):
            thread.start()
            until(lambda: len(queue) == place + 2)  # noqa: B023
        assert order == []
    for thread in threads:
        thread.join()
    assert order == list(range(20))


def test_writers_of_two_stores_of_one_database_enter_in_the_order_in_which_they_arrived(
    new_database: NewDatabase, open_store: OpenStore
) -> None:
    url, order = new_database(), list[int]()
    stores = [open_store(url) for _ in range(2)]
    stores[0].database.create_tables()
    queue = stores[0].database._driver._writers  # type: ignore[attr-defined]

    def write(number: int) -> None:
        with stores[number % 2].database.write():
            order.append(number)

    threads = [threading.Thread(target=write, args=(number,)) for number in range(10)]
    with stores[0].database.write():
        for place, thread in enumerate(threads):
            thread.start()
            until(lambda: len(queue) == place + 2)  # noqa: B023
    for thread in threads:
        thread.join()
    assert order == list(range(10))


def test_a_writer_whose_turn_does_not_come_gives_up_and_blocks_nobody() -> None:
    queue = WriteQueue()
    with queue.turn(PATIENCE):
        with pytest.raises(StoreUnavailableError, match="database is locked"), queue.turn(0.01):
            pass
        assert len(queue) == 1
    with queue.turn(0):
        assert len(queue) == 1


def test_a_writer_that_gives_up_in_the_middle_leaves_the_others_in_their_places() -> None:
    queue, written = WriteQueue(), threading.Event()

    def write() -> None:
        with queue.turn(PATIENCE):
            written.set()

    with queue.turn(PATIENCE):
        with pytest.raises(StoreUnavailableError), queue.turn(0.01):
            pass
        thread = threading.Thread(target=write)
        thread.start()
        until(lambda: len(queue) == 2)
        assert not written.is_set()
    thread.join()
    assert written.is_set()


def test_a_write_that_fails_lets_the_next_one_write() -> None:
    queue = WriteQueue()
    with pytest.raises(ZeroDivisionError), queue.turn(0):
        raise ZeroDivisionError
    with queue.turn(0):
        assert len(queue) == 1


def test_a_link_to_a_file_shares_its_queue(tmp_path: Path, open_store: OpenStore) -> None:
    link = tmp_path / "link.db"
    link.symlink_to(tmp_path / "orders.db")
    store, other = (open_store(f"sqlite:///{path}").database for path in (tmp_path / "orders.db", link))
    store.create_tables()
    with store.write(), pytest.raises(StoreUnavailableError, match="database is locked"):
        other._driver._writers.turn(0.01).__enter__()  # type: ignore[attr-defined]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
@pytest.mark.filterwarnings("ignore:.*multi-threaded:DeprecationWarning")
def test_a_forked_process_does_not_wait_for_writers_of_its_parent() -> None:
    queue = queue_of("/nowhere/orders.db")
    with queue.turn(0):
        child = os.fork()
        if child == 0:
            try:
                with queue.turn(0):
                    os._exit(0)
            finally:
                os._exit(1)
        assert os.waitpid(child, 0)[1] == 0
