"""Behaviour of every database: one writer at a time, and no partial writes."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pytest
from sqlalchemy import inspect, select

from oms_mock.clock import system_clock
from oms_mock.errors import SetupError, StoreUnavailableError
from oms_mock.services import pull, seeding
from oms_mock.store import tables
from oms_mock.store.database import Database
from oms_mock.store.listing import Listing
from oms_mock.store.store import Store
from oms_mock.store.worlds import DEFAULT_WORLD
from tests import databases
from tests.databases import NewDatabase
from tests.store.conftest import OpenStore

PULLABLE = "9000000000000001"


@pytest.fixture(name="url")
def fixture_url(new_database: NewDatabase) -> str:
    return new_database()


@pytest.fixture(name="impatient")
def fixture_impatient(url: str) -> Iterator[Database]:
    """A database whose writers wait for a fifth of a second."""
    with closing(Database(url, lock_timeout=0.2)) as database:
        yield database


def pull_one(store: Store, number: str) -> bool:
    (result,) = pull.pull(store, store.worlds.open(DEFAULT_WORLD), system_clock, [number])
    return result.success


def test_concurrent_seedings_of_one_database_seed_it_once(url: str, open_store: OpenStore) -> None:
    stores = [open_store(url) for _ in range(6)]
    with ThreadPoolExecutor(6) as pool:
        held = list(pool.map(lambda store: seeding.seed(store, "single", None, None), stores))
    assert {dataset.orders for dataset in held} == {1}
    assert len(stores[0].orders.positions(stores[0].worlds.open(DEFAULT_WORLD), Listing())) == 1


def test_concurrent_pulls_take_turns(store: Store) -> None:
    numbers = [str(9000000000000001 + number % 10) for number in range(20)]
    with ThreadPoolExecutor(20) as pool:
        results = list(pool.map(lambda number: pull_one(store, number), numbers))
    assert sum(results) == 10


def test_concurrent_reads_are_possible(store: Store) -> None:
    with ThreadPoolExecutor(40) as pool:
        worlds = list(pool.map(lambda _: store.worlds.open(DEFAULT_WORLD), range(400)))
    assert worlds == [store.worlds.open(DEFAULT_WORLD)] * 400


def test_a_writer_waits_for_another_one_until_a_timeout(url: str, impatient: Database, open_store: OpenStore) -> None:
    other = open_store(url).database
    impatient.create_tables()
    with other.write(), pytest.raises(StoreUnavailableError, match="lock"), impatient.write():
        pass
    with impatient.write() as connection:
        assert connection.scalar(select(1)) == 1


def test_writers_of_two_databases_do_not_wait_for_each_other(impatient: Database, store: Store) -> None:
    with store.database.write(), impatient.write() as connection:
        assert connection.scalar(select(1)) == 1


def test_a_reader_does_not_wait_for_a_writer(store: Store) -> None:
    world = store.worlds.open(DEFAULT_WORLD)
    with store.database.write() as connection:
        store.worlds.touch(connection, world)
        assert store.worlds.open(DEFAULT_WORLD) == world
    assert store.worlds.open(DEFAULT_WORLD).revision != world.revision


def test_a_full_database_rejects_writes_and_keeps_no_partial_data(store: Store) -> None:
    world = store.worlds.open(DEFAULT_WORLD)
    numbers = [str(9000000000000001 + number) for number in range(20)]
    with databases.full(store.database), pytest.raises(StoreUnavailableError, match=r"full|No space left"):
        pull.pull(store, world, system_clock, numbers)
    assert store.worlds.open(DEFAULT_WORLD) == world
    assert not store.orders.exists(world, 2)
    assert pull_one(store, PULLABLE)


def test_a_database_of_another_program_is_rejected(url: str, open_store: OpenStore) -> None:
    database = open_store(url).database
    with database.engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE theirs (id INTEGER)")
    with pytest.raises(SetupError, match="belongs to another program: use another"):
        database.create_tables()
    assert inspect(database.engine).get_table_names() == ["theirs"]


def test_existing_data_is_kept(url: str, open_store: OpenStore) -> None:
    database = open_store(url).database
    database.create_tables()
    database.create_tables()
    assert set(inspect(database.engine).get_table_names()) == tables.metadata.tables.keys()


def test_a_new_file_that_is_locked_by_another_program_is_awaited(files: NewDatabase, open_store: OpenStore) -> None:
    url = files()
    other = sqlite3.connect(url.removeprefix("sqlite:///"), check_same_thread=False, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    threading.Timer(0.2, other.execute, ["ROLLBACK"]).start()
    store = open_store(url)
    assert seeding.seed(store, "single", None, None).orders == 1
    other.close()


def test_waiting_for_a_locked_file_has_a_timeout(files: NewDatabase) -> None:
    url = files()
    other = sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(SetupError, match="database is locked"):
        Database(url, lock_timeout=0.1).create_tables()
    other.close()
