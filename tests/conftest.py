"""Fixtures that every test may name."""

from __future__ import annotations

import signal
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from oms_mock.app import create_app
from oms_mock.config import Config
from oms_mock.dataset import generator

TOKEN = {"Authorization": "Token oms-mock"}
FEW = 40
"""Orders: the personas, and four generated ones."""
NEXT = generator.id_at(FEW)
"""The id of the order that is pulled first where there are few."""
NOW = datetime(2026, 5, 4, 3, 2, 1, 654321, tzinfo=UTC)


def newest_first(count: int) -> list[int]:
    """List the ids of as many generated orders."""
    return [generator.id_at(place) for place in reversed(range(count))]


class Client:
    """A test client that has a token, and speaks of orders."""

    prefix = "/api/v1/oms/orders/"

    def __init__(self, flask_client: FlaskClient) -> None:
        self.raw = flask_client

    def get(self, path: str = "", **options: Any) -> Any:
        """GET below the orders, with a token unless `headers` are given."""
        options.setdefault("headers", TOKEN)
        return self.raw.get(self.prefix + path, **options)

    def pull(self, *numbers: Any) -> Any:
        """Pull order numbers, and return what was said of each."""
        return self.post(json={"order_numbers": list(numbers)}).json

    def post(self, **options: Any) -> Any:
        """POST to the pull."""
        options.setdefault("headers", TOKEN)
        return self.raw.post(f"{self.prefix}pull_from_omnitron/", **options)


def pytest_configure() -> None:
    """Let Ctrl-C be tested also where it is ignored: a shell starts what runs in the background so."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session", name="make_app")
def fixture_make_app() -> Callable[..., Flask]:
    """Make an app whose clock stands still."""

    def make_app(**config: Any) -> Flask:
        return create_app(Config(**config), clock=lambda: NOW)

    return make_app


@pytest.fixture(scope="session", name="default_app")
def fixture_default_app(make_app: Callable[..., Flask]) -> Flask:
    """The scenario `default`, for tests that only read."""
    return make_app()


@pytest.fixture(name="client")
def fixture_client(default_app: Flask) -> Client:
    """A client of the scenario `default`: read only, please."""
    return Client(default_app.test_client())


@pytest.fixture(name="fresh")
def fixture_fresh(make_app: Callable[..., Flask]) -> Client:
    """A client of an app of its own with a few orders, the newest of them 103, to change as one likes."""
    return Client(make_app(orders=FEW).test_client())


@pytest.fixture(name="client_of")
def fixture_client_of(make_app: Callable[..., Flask]) -> Callable[..., Client]:
    """Make a client of an app of its own, set up as one likes."""
    return lambda **config: Client(make_app(**config).test_client())
