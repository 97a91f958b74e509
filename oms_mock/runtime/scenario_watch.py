"""Watch the folder of a scenario, and reload it when its files change.

A thread of the process looks at names, sizes and times of the files. It loads a change once the files have been the
same for one more look, so that a file that is being written is not read. A folder with problems is reported, and the
data stays. Every process of a server watches for itself; the first one that has loaded a change replaces the data in
the database, and the others find it replaced.
"""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from oms_mock.config import Config
from oms_mock.dataset.scenarios import library
from oms_mock.dataset.scenarios.folder import KINDS, MANIFEST
from oms_mock.dataset.scenarios.library import Scenario
from oms_mock.errors import OmsError, ScenarioError, SetupError
from oms_mock.runtime.context import Oms
from oms_mock.services import scenario_reload, seeding
from oms_mock.spec.plural import counted
from oms_mock.spec.printable import neutralise

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

INTERVAL = 0.15
"""Seconds between two looks at a folder."""
SHOWN = 20
"""Problems that are reported."""

Signature = tuple[tuple[str, int, int, int], ...]
"""Name, size, time of modification in nanoseconds, and inode of every file."""


class ScenarioWatch:
    """Reloads the scenario of a running app when the files of its folder change.

    `report` gets the lines that people read. Raises SetupError for a shipped scenario.
    """

    def __init__(self, oms: Oms, report: Callable[[str], None] | None = None) -> None:
        self._oms = oms
        self._folder = library.own_folder(oms.config.scenario)
        self._report = report or _to_stderr
        self._seen: Signature | None = None
        self._loaded: Signature | None = None
        self._told = ""
        self._stop = threading.Event()
        self._lock = threading.Lock()
        self._process: int | None = None
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Look at the folder from time to time, in a thread of this process. Nothing happens if it runs already."""
        with self._lock:
            if self._process != os.getpid():
                self._process = os.getpid()
                self._thread = threading.Thread(target=self._watch, name="oms-mock-watch", daemon=True)
                self._thread.start()

    def stop(self) -> None:
        """Stop the thread, and wait for it."""
        self._stop.set()
        if self._thread and self._process == os.getpid() and self._thread is not threading.current_thread():
            self._thread.join(timeout=5)

    def look(self) -> None:
        """Look at the folder once. Load it if it has changed and was the same the last time."""
        present = _signature(self._folder)
        if present == self._loaded:
            return
        if present != self._seen:
            self._seen = present
            return
        try:
            self._reload(present)
        except SetupError as error:
            self._loaded = present
            self._tell(_problems(self._folder.name, error))
        except OmsError as error:  # the database may respond the next time
            self._tell(_problems(self._folder.name, error))

    def _reload(self, present: Signature) -> None:
        """Load the files that have this signature; they are not used if they change meanwhile."""
        if not self._folder.joinpath(MANIFEST).is_file():
            raise SetupError(f"{self._folder} has no {MANIFEST}")
        scenario = self._load()
        if _signature(self._folder) != present:
            return
        reloaded = scenario_reload.reload(self._oms.store, scenario)
        self._loaded = present
        if reloaded:
            for name in reloaded.with_other_faults:
                self._oms.live.forget(name)
            worlds = f"{counted(len(reloaded.worlds), 'world')} reset"
            self._tell(f"reloaded the scenario {scenario.name}: {counted(scenario.count, 'order')}, {worlds}")
        elif self._told:
            self._tell(f"the scenario {scenario.name} is valid again, and not changed")
        self._told = ""

    def _load(self) -> Scenario:
        config: Config = self._oms.config
        with self._oms.store.database.write() as connection:
            first = self._oms.store.worlds.first_dataset(connection)
        return library.load(
            str(self._folder),
            orders=config.orders,
            seed=config.seed,
            profile=config.profile,
            until=config.until,
            today=seeding.until_of(first) if first else None,
        )

    def _watch(self) -> None:
        while not self._stop.wait(INTERVAL):
            self.look()

    def _tell(self, text: str) -> None:
        """Report a text, unless it is the last one again."""
        if text != self._told:
            self._told = text
            self._report(text)


class Watched:
    """A WSGI app whose first request in a process starts the watch.

    A server may fork after it has created the app. A thread would not survive that, and its connections to the
    database must not be shared.
    """

    def __init__(self, app: WSGIApplication, watching: ScenarioWatch) -> None:
        self._app = app
        self._watching = watching

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Handle a request."""
        self._watching.start()
        return self._app(environ, start_response)


def _signature(path: Path) -> Signature:
    """Return what identifies the present JSON files of a folder; nothing if it does not exist."""
    try:
        several = [each for kind in KINDS if (each := path / kind).is_dir()]
        files = [each for parent in (path, *several) for each in parent.iterdir() if each.suffix == ".json"]
        stats = [(str(each), each.stat()) for each in sorted(files)]
    except OSError:
        return ()
    return tuple((name, stat.st_size, stat.st_mtime_ns, stat.st_ino) for name, stat in stats)


def _problems(name: str, error: Exception) -> str:
    kept = "the data stays as it was"
    if not isinstance(error, ScenarioError):
        return f"cannot reload the scenario {name}, {kept}: {error}"
    lines = [f"  {problem}" for problem in error.problems[:SHOWN]]
    if len(error.problems) > SHOWN:
        left = sum(each.count for each in error.problems[SHOWN:])
        lines.append(f"  and {left} more: oms-mock scenario validate lists them")
    return "\n".join([f"cannot reload the scenario {name}, {kept}: {counted(error.count, 'problem')}", *lines])


def _to_stderr(text: str) -> None:
    lines = "\n".join(neutralise(line) for line in text.split("\n"))
    sys.stderr.write(f"oms-mock: {lines}\n")
    sys.stderr.flush()
