"""Fixtures of all tests."""

from __future__ import annotations

import contextlib
import signal
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from oms_mock.app import create_app
from oms_mock.config import Config
from oms_mock.dataset import generator
from oms_mock.dataset.scenarios import library
from oms_mock.runtime.context import EXTENSION, Oms
from oms_mock.services import seeding
from tests import databases, kinds
from tests.databases import NewDatabase, SeededFiles

TOKEN = {"Authorization": "Token oms-mock"}
FEW = 40
"""The number of orders: the personas, and four generated ones."""
NEXT = generator.id_at(FEW)
"""The id of the first order that is pulled where there are `FEW`."""
NOW = datetime(2026, 5, 4, 3, 2, 1, 654321, tzinfo=UTC)
ON_EVERY_DATABASE = ("api", "services", "store")
"""Folders whose tests run on SQLite and on PostgreSQL."""


def newest_first(count: int) -> list[int]:
    """List the ids of that many generated orders."""
    return [generator.id_at(place) for place in reversed(range(count))]


class Client:
    """A test client of the orders, with a token."""

    prefix = "/api/v1/oms/orders/"

    def __init__(self, flask_client: FlaskClient) -> None:
        self.raw = flask_client

    def get(self, path: str = "", **options: Any) -> Any:
        """Send a GET request below the orders, with a token unless `headers` are given."""
        options.setdefault("headers", TOKEN)
        return self.raw.get(self.prefix + path, **options)

    def pull(self, *numbers: Any) -> Any:
        """Pull order numbers, and return the result of each."""
        return self.post(json={"order_numbers": list(numbers)}).json

    def post(self, **options: Any) -> Any:
        """Send a POST request to the pull."""
        options.setdefault("headers", TOKEN)
        return self.raw.post(f"{self.prefix}pull_from_omnitron/", **options)


def control_idle_time(oms: Oms, start: float = 1_000_000.0) -> list[float]:
    """Measure for how long worlds are idle by the number in the returned list, in seconds."""
    now = [start]
    oms.worlds.timer = lambda: now[0]
    oms.store.worlds.now = lambda _: int(now[0])  # type: ignore[method-assign]
    return now


def pytest_configure(config: pytest.Config) -> None:
    """Run all tests of a named file, and restore SIGINT, which a shell ignores in background processes."""
    if config.option.markexpr == kinds.FAST and kinds.names_files(config.args):
        config.option.markexpr = ""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    _load_hypothesis_profile()


def _load_hypothesis_profile() -> None:
    """Choose how many examples property tests try.

    pytest loads this file for the contract's suite as well, which does not need hypothesis.
    """
    with contextlib.suppress(ImportError):
        from tests import hypothesis_profiles

        hypothesis_profiles.load()


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Do not import slow files where only the fast set runs: their dependencies need not be installed."""
    return True if config.option.markexpr == kinds.FAST and kinds.kind_of(collection_path) else None


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark slow tests, before pytest selects by marker."""
    kinds.mark(items)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run the tests of some folders on both kinds of database."""
    if "new_database" in metafunc.fixturenames and metafunc.definition.path.parent.name in ON_EVERY_DATABASE:
        kinds = databases.KINDS
        metafunc.parametrize("new_database", kinds.values(), ids=kinds.keys(), indirect=True, scope="session")


@pytest.fixture(scope="session", name="files")
def fixture_files() -> Iterator[NewDatabase]:
    """Make SQLite databases."""
    with TemporaryDirectory(prefix="oms-mock-test-", ignore_cleanup_errors=True) as folder:
        yield databases.files(Path(folder))


@pytest.fixture(scope="session", name="schemas")
def fixture_schemas() -> Iterator[NewDatabase]:
    """Make PostgreSQL databases: schemas."""
    with databases.schemas() as new:
        yield new


@pytest.fixture(scope="session", name="new_database")
def fixture_new_database(request: pytest.FixtureRequest) -> NewDatabase:
    """Make databases of one kind: SQLite, unless the test runs on both."""
    new: NewDatabase = request.getfixturevalue(getattr(request, "param", "files"))
    return new


@pytest.fixture(scope="session", name="seed_quickly")
def fixture_seed_quickly(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, dict[str, Any]], None]:
    """Seed a new SQLite file with a scenario of the library, by copying a file that has the same data."""
    seeded = SeededFiles(tmp_path_factory.mktemp("seeded"))

    def seed_quickly(url: str, config: dict[str, Any]) -> None:
        scenario, orders, seed = (config.get(name) for name in ("scenario", "orders", "seed"))
        is_plain = not {"profile", "until"} & config.keys()
        if url.startswith("sqlite") and scenario in (None, *library.names()) and is_plain:
            seeded.copy(url, f"{scenario} {orders} {seed}", lambda store: seeding.seed(store, scenario, orders, seed))

    return seed_quickly


@pytest.fixture(scope="session", name="make_app")
def fixture_make_app(
    new_database: NewDatabase, seed_quickly: Callable[[str, dict[str, Any]], None]
) -> Callable[..., Flask]:
    """Make an app with a frozen clock."""

    def make_app(**config: Any) -> Flask:
        if "database" not in config:
            config["database"] = new_database()
            seed_quickly(config["database"], config)
        return create_app(Config(**config), clock=lambda: NOW)

    return make_app


@pytest.fixture(scope="session", name="default_app")
def fixture_default_app(make_app: Callable[..., Flask]) -> Flask:
    """The scenario `default`, for tests that only read."""
    return make_app()


@pytest.fixture(name="client")
def fixture_client(default_app: Flask) -> Client:
    """A client of the scenario `default`. Tests must only read."""
    return Client(default_app.test_client())


@pytest.fixture(name="app_of")
def fixture_app_of(make_app: Callable[..., Flask]) -> Iterator[Callable[..., Flask]]:
    """Make apps from a configuration. Their connections are closed at the end."""
    with ExitStack() as stack:

        def app_of(**config: Any) -> Flask:
            app = make_app(**config)
            stack.callback(app.extensions[EXTENSION].store.close)
            return app

        yield app_of


@pytest.fixture(name="client_of")
def fixture_client_of(app_of: Callable[..., Flask]) -> Callable[..., Client]:
    """Make a client of a new app with a configuration."""
    return lambda **config: Client(app_of(**config).test_client())


@pytest.fixture(name="fresh")
def fixture_fresh(client_of: Callable[..., Client]) -> Client:
    """A client of a new app with a few orders, the newest of them 103. Tests may change it."""
    return client_of(orders=FEW)
