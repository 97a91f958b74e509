"""Fixtures of the recall."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.recall.harness import fake


@pytest.fixture(scope="session", name="healthy")
def fixture_healthy() -> Flask:
    """A fake with nine clones of the sample, to read only."""
    return fake()
