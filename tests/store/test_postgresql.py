"""Errors and limits of a PostgreSQL server."""

from __future__ import annotations

import secrets
import socket
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pytest
from sqlalchemy import bindparam, func, inspect, select, text
from sqlalchemy.engine import make_url

from oms_mock.errors import SetupError, StoreUnavailableError
from oms_mock.services import seeding
from oms_mock.store import postgresql
from oms_mock.store.database import Database
from oms_mock.store.store import Store
from oms_mock.store.worlds import DEFAULT_WORLD
from tests import databases
from tests.databases import Guest, NewDatabase
from tests.store.conftest import OpenStore

NOWHERE = "postgresql://u:hunter2@127.0.0.1:1/orders"


@pytest.fixture(name="url")
def fixture_url(schemas: NewDatabase) -> str:
    return schemas()


@pytest.fixture(name="guest")
def fixture_guest(url: str) -> Iterator[Guest]:
    with databases.guest(url) as guest:
        yield guest


@pytest.fixture(name="store")
def fixture_store(guest: Guest, open_store: OpenStore) -> Store:
    """A store with one order, of a role of its own."""
    store = open_store(guest.url)
    seeding.seed(store, "single", None, None)
    return store


def refusal(url: str) -> str:
    with closing(Database(url)) as database, pytest.raises(SetupError) as refused:
        database.create_tables()
    return str(refused.value)


@pytest.mark.parametrize("name", postgresql.NAMES)
def test_every_url_scheme_of_postgresql_uses_psycopg_3(url: str, open_store: OpenStore, name: str) -> None:
    store = open_store(make_url(url).set(drivername=name).render_as_string(hide_password=False))
    assert seeding.seed(store, "single", None, None).orders == 1
    assert store.database.engine.driver == "psycopg"


@pytest.mark.parametrize("name", ["postgresql+psycopg2", "postgresql+asyncpg", "mysql", "sqlite+aiosqlite"])
def test_other_drivers_are_rejected_without_showing_the_password(name: str) -> None:
    with pytest.raises(SetupError, match=r"u:\*\*\*@host/orders' is not supported: write sqlite:///orders.db or "):
        Database(f"{name}://u:hunter2@host/orders")


@pytest.mark.parametrize(
    "url", ["postgresql://u:hunter2@host:port/orders", "postgresql:/u:hunter2@host/orders", "x?password=hunter2"]
)
def test_an_invalid_url_is_rejected_without_showing_the_password(url: str) -> None:
    with pytest.raises(SetupError, match=r"is not a database URL: write sqlite:///orders.db or ") as refused:
        Database(url)
    assert "hunter2" not in str(refused.value)


def test_a_missing_psycopg_is_reported_with_the_command_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(SetupError) as refused:
        Database(NOWHERE)
    assert str(refused.value) == "PostgreSQL needs psycopg: pip install 'oms-mock[postgresql]'"


@pytest.mark.parametrize("secret", ["u:hunter2@127.0.0.1:1/orders", "u@127.0.0.1:1/orders?password=hunter2"])
def test_an_unreachable_server_is_reported_without_the_password(secret: str) -> None:
    said = refusal(f"postgresql://{secret}")
    assert said.startswith("cannot use the database postgresql://u")
    assert "Connection refused: check that it runs" in said
    assert "hunter2" not in said
    assert "\n" not in said


def test_connecting_to_a_silent_server_has_a_timeout(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgresql, "CONNECT_TIMEOUT", 2)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        assert "timeout" in refusal(f"postgresql://u@127.0.0.1:{silent.getsockname()[1]}/orders")


def test_the_url_sets_the_connect_timeout(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgresql, "CONNECT_TIMEOUT", 60)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        assert "timeout" in refusal(f"postgresql://u@127.0.0.1:{port}/orders?connect_timeout=2")


def test_a_missing_database_is_reported(url: str) -> None:
    other = make_url(url).set(database="oms_mock_test_none").render_as_string(hide_password=False)
    assert 'database "oms_mock_test_none" does not exist: check that it runs, the names in the URL' in refusal(other)


def test_a_missing_schema_is_reported(url: str) -> None:
    assert "no schema has been selected to create in: check" in refusal(
        databases.url(url, options="-csearch_path=oms_mock_test_none")
    )


def test_missing_privileges_are_reported(url: str) -> None:
    with databases.guest(url, "USAGE") as guest:
        said = refusal(guest.url)
    assert "permission denied for schema" in said
    assert "that the role may create tables there" in said


def test_a_database_with_another_encoding_is_rejected(url: str) -> None:
    name = databases.PREFIX + secrets.token_hex(8)
    with databases.admin() as connection:
        connection.execute(f"CREATE DATABASE {name} ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0")
        said = refusal(make_url(databases.url()).set(database=name).render_as_string(hide_password=False))
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")
    assert "its encoding is LATIN1, and must be UTF8" in said


def test_a_connection_that_broke_while_idle_is_replaced(store: Store, guest: Guest) -> None:
    world = store.worlds.open(DEFAULT_WORLD)
    with store.database.write():
        pass
    guest.disconnect()
    assert store.worlds.open(DEFAULT_WORLD) == world
    with store.database.write() as connection:
        assert store.worlds.find(connection, DEFAULT_WORLD) == world


def test_a_stopped_server_is_reported_and_used_again_after_a_restart(store: Store, guest: Guest) -> None:
    world = store.worlds.open(DEFAULT_WORLD)
    guest.leave()
    with pytest.raises(StoreUnavailableError, match="is not permitted to log in"):
        store.worlds.open(DEFAULT_WORLD)
    with pytest.raises(StoreUnavailableError, match="is not permitted to log in"), store.database.write():
        pass
    guest.come_back()
    assert store.worlds.open(DEFAULT_WORLD) == world
    with store.database.write() as connection:
        assert store.worlds.find(connection, DEFAULT_WORLD) == world


def test_failed_readers_release_their_connections(store: Store, guest: Guest) -> None:
    world = store.worlds.open(DEFAULT_WORLD)
    guest.leave()
    with ThreadPoolExecutor(4) as pool:
        reads = [pool.submit(store.worlds.open, DEFAULT_WORLD) for _ in range(postgresql.READERS + 1)]
    assert {type(read.exception()) for read in reads} == {StoreUnavailableError}
    guest.come_back()
    assert store.worlds.open(DEFAULT_WORLD) == world


def test_a_server_that_stops_during_a_write_is_reported_and_nothing_is_written(store: Store, guest: Guest) -> None:
    world = store.worlds.open(DEFAULT_WORLD)

    def write() -> None:
        with store.database.write() as connection:
            store.worlds.touch(connection, world)
            guest.disconnect()
            store.worlds.touch(connection, world)

    with pytest.raises(StoreUnavailableError):
        write()
    assert store.worlds.open(DEFAULT_WORLD) == world


def test_a_writer_beyond_the_idle_timeout_of_the_server_raises(store: Store, open_store: OpenStore) -> None:
    url = store.database.engine.url
    options = f"{url.query['options']} -cidle_in_transaction_session_timeout=50"
    hasty = open_store(databases.url(url.render_as_string(hide_password=False), options=options))

    def write() -> None:
        with hasty.database.write() as connection:
            time.sleep(0.2)
            connection.execute(select(1))

    with pytest.raises(StoreUnavailableError):
        write()
    assert hasty.worlds.open(DEFAULT_WORLD) == store.worlds.open(DEFAULT_WORLD)


def test_a_reader_waits_for_a_locked_table_until_a_timeout(store: Store, guest: Guest) -> None:
    hasty = Database(guest.url, lock_timeout=0.1)
    query = hasty.query(select(func.count()).select_from(text("worlds")))
    with store.database.write() as connection:
        connection.exec_driver_sql("LOCK TABLE worlds")
        with pytest.raises(StoreUnavailableError, match="lock timeout"):
            hasty.rows(query, {})
    assert hasty.rows(query, {}) == [(1,)]
    hasty.close()


def test_no_connection_is_open_after_close(store: Store, guest: Guest) -> None:
    store.worlds.open(DEFAULT_WORLD)
    assert guest.connections() == 2
    store.close()
    assert guest.connections_left() == 0


def test_a_closed_store_can_be_used_again(store: Store) -> None:
    world = store.worlds.open(DEFAULT_WORLD)
    store.close()
    assert store.worlds.open(DEFAULT_WORLD) == world


def test_the_number_of_reading_connections_is_limited(store: Store, guest: Guest) -> None:
    store.close()
    query = store.database.query(select(func.pg_sleep(bindparam("seconds"))))
    with ThreadPoolExecutor(50) as pool:
        list(pool.map(lambda _: store.database.rows(query, {"seconds": 0.05}), range(50)))
    assert guest.connections() == postgresql.READERS


def test_the_number_of_writing_connections_is_limited(store: Store, guest: Guest) -> None:
    def write(_: int) -> int:
        with store.database.write() as connection:
            connection.execute(select(func.pg_sleep(0.01)))
            return guest.connections()

    store.close()
    with ThreadPoolExecutor(50) as pool:
        counted = list(pool.map(write, range(50)))
    assert max(counted) == postgresql.WRITERS


def test_a_writer_without_a_free_connection_raises(guest: Guest) -> None:
    database = Database(guest.url, lock_timeout=0.1)
    taken = [database.engine.raw_connection() for _ in range(postgresql.WRITERS)]
    with pytest.raises(StoreUnavailableError, match="QueuePool limit"), database.write():
        pass
    for connection in taken:
        connection.close()
    database.close()


def test_only_the_first_schema_of_the_url_is_used(schemas: NewDatabase, open_store: OpenStore) -> None:
    theirs, ours = schemas(), schemas()
    seeding.seed(open_store(theirs), "single", None, None)
    path = f"{databases.schema_of(ours)},{databases.schema_of(theirs)}"
    store = open_store(databases.url(ours, options=f"-csearch_path={path}"))
    assert seeding.seed(store, "empty", None, None).scenario == "empty"
    assert "orders" in inspect(open_store(ours).database.engine).get_table_names()


@pytest.fixture(name="odd_schema")
def fixture_odd_schema() -> Iterator[str]:
    """A schema whose name has to be quoted, as `search_path` names it."""
    name = f'"Oms ""Mock"" %s {secrets.token_hex(8)}"'
    with databases.admin() as connection:
        connection.execute(f"CREATE SCHEMA {name}".encode())
        yield name
        connection.execute(f"DROP SCHEMA {name} CASCADE".encode())


def test_a_schema_can_have_any_name(odd_schema: str, open_store: OpenStore) -> None:
    options = "-csearch_path=" + odd_schema.replace(" ", r"\ ")
    store = open_store(databases.url(options=options))
    assert seeding.seed(store, "single", None, None).orders == 1


@pytest.mark.parametrize("value", ["soon", "-1", "1.5"])
def test_an_invalid_prepare_threshold_is_rejected(value: str) -> None:
    with pytest.raises(SetupError, match="prepare_threshold in the database URL must be a number, or none"):
        Database(f"{NOWHERE}?prepare_threshold={value}")
