"""Apps with a control surface, and clients of it."""

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
    """An app of one order, with its control surface."""
    return controlled_app(files)


def controlled_app(files: NewDatabase, **config: Any) -> Flask:
    """Make an app with its control surface."""
    settings = Config(**{"scenario": "single", "database": files(), **config})
    return create_app(settings, clock=lambda: NOW, guard=Guard("127.0.0.1", 4010))
