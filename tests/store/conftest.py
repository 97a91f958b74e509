"""Fixtures of stores on new databases."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from oms_mock.services import seeding
from oms_mock.store.store import Store
from tests.databases import NewDatabase

OpenStore = Callable[[str], Store]


@pytest.fixture(name="open_store")
def fixture_open_store() -> Iterator[OpenStore]:
    """Open stores that are closed at the end."""
    with ExitStack() as stack:

        def open_store(url: str) -> Store:
            store = Store(url)
            stack.callback(store.close)
            return store

        yield open_store


@pytest.fixture(name="store")
def fixture_store(open_store: OpenStore, new_database: NewDatabase) -> Store:
    """A store with one order."""
    store = open_store(new_database())
    seeding.seed(store, "single", None, None)
    return store
