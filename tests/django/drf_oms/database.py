"""One SQLite file for each deployment, and the router that finds it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.apps import apps
from django.db import connections

from tests.django.drf_oms.deployment import CURRENT


class CurrentDeployment:
    """Reads and writes go to the database of the deployment that is answering."""

    def db_for_read(self, model: type, **hints: Any) -> str:
        return CURRENT.get().alias

    db_for_write = db_for_read


def register(alias: str, file: Path) -> None:
    """Make the file known to Django; its connections are closed after each request."""
    entry = {**connections.settings["default"], "NAME": str(file), "CONN_MAX_AGE": 0}
    # Replaced, never changed: other threads may be walking through the old one.
    connections.settings = {**connections.settings, alias: entry}


def forget(alias: str) -> None:
    """Undo `register`."""
    connections.settings = {name: entry for name, entry in connections.settings.items() if name != alias}


def create_tables(alias: str) -> None:
    """Create the tables of every model; there is no history that migrations could tell."""
    with connections[alias].schema_editor() as editor:
        for model in (model for model in apps.get_models() if not model._meta.proxy):
            editor.create_model(model)
