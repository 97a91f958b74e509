"""Apps with an admin API."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from oms_mock.admin.access_control import Guard
from oms_mock.app import create_app
from oms_mock.config import Config
from tests.conftest import NOW
from tests.databases import NewDatabase

ADDRESS = {"Host": "127.0.0.1:4010"}
JSON = {**ADDRESS, "Content-Type": "application/json"}


@pytest.fixture(name="app")
def fixture_app(files: NewDatabase) -> Flask:
    """An app with one order and an admin API."""
    return controlled_app(files)


def controlled_app(files: NewDatabase, **config: Any) -> Flask:
    """Return an app with an admin API."""
    settings = Config(**{"scenario": "single", "database": files(), **config})
    return create_app(settings, clock=lambda: NOW, guard=Guard("127.0.0.1", 4010))
