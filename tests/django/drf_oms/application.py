"""The deployment as a WSGI application: any number of them in one process."""

from __future__ import annotations

import shutil
import tempfile
import weakref
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from importlib import import_module
from itertools import count
from pathlib import Path
from typing import Any

from django.core.handlers.wsgi import WSGIHandler
from django.db import connections

from tests.django.drf_oms import database
from tests.django.drf_oms.deployment import CURRENT, Deployment, Options
from tests.django.drf_oms.settings import configure

_serial = count(1)


class Application:
    """A deployment with a database of its own, which goes with it."""

    def __init__(self, options: Options) -> None:
        folder = tempfile.mkdtemp(prefix="drf-oms-")
        self._deployment = Deployment(f"deployment-{next(_serial)}", options)
        self._handler = WSGIHandler()
        self.close = weakref.finalize(self, _remove, self._deployment.alias, folder)
        """Remove the database; what is forgotten is removed all the same."""
        database.register(self._deployment.alias, Path(folder, "oms.sqlite3"))
        with self._current():
            # Models can be imported once Django is set up, and not before.
            import_module("tests.django.drf_oms.data").fill(self._deployment)

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        with self._current():
            response = self._handler(environ, start_response)
            body = b"".join(response)
            response.close()
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]

    @contextmanager
    def _current(self) -> Iterator[None]:
        before = CURRENT.set(self._deployment)
        try:
            yield
        finally:
            connections[self._deployment.alias].close()
            CURRENT.reset(before)


def application(**options: Any) -> Application:
    """Make a deployment; the options are the fields of `deployment.Options`."""
    chosen = Options(**options)
    configure()
    return Application(chosen)


def _remove(alias: str, folder: str) -> None:
    database.forget(alias)
    shutil.rmtree(folder, ignore_errors=True)
