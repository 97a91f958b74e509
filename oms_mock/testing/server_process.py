"""The process of a test run's server. It stops when the run ends, also if the run is killed.

`python -m oms_mock.testing.server_process FOLDER OPTIONS`: the folder is shared with the processes of the run (see
`rendezvous`); the options are those of Config and `port`, in JSON. The server writes its ready file there.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import sys
import threading
from collections.abc import Sequence
from contextlib import closing, suppress
from functools import partial
from pathlib import Path
from typing import Any

from flask import Flask

from oms_mock import server
from oms_mock.admin.access_control import Guard
from oms_mock.app import create_app
from oms_mock.config import Config
from oms_mock.errors import SetupError
from oms_mock.services import seeding
from oms_mock.store.drivers import database_in
from oms_mock.store.store import Store
from oms_mock.testing import locks
from oms_mock.testing.rendezvous import ANOTHER, READY, RUN, SERVER, USAGE

HOST = "127.0.0.1"


def main(arguments: Sequence[str]) -> int:
    """Serve until a signal stops the server, or until the run has ended."""
    folder = Path(arguments[0])
    lock = locks.attempt(folder / SERVER)
    if lock is None:
        return ANOTHER
    try:
        _serve(folder, json.loads(arguments[1]))
    except SetupError as error:
        sys.stderr.write(f"{error}\n")
        return USAGE
    finally:
        _tidy(folder)
    return 0


def _serve(folder: Path, options: dict[str, Any]) -> None:
    port = options.pop("port", 0)
    config = Config(**{"database": database_in(folder), **options})
    with server.Listener(HOST, port) as listener:
        with closing(Store(config.database or "")) as store:  # invalid options are reported here
            seeding.seed_as_configured(store, config)
        make_app = partial(_make_app, config, listener.port, folder, os.getpid())
        server.run(make_app, listener, server.Announcement(token=config.token, ready_file=folder / READY))


def _make_app(config: Config, port: int, folder: Path, server_process: int) -> Flask:
    """Build the app in granian's worker process."""
    app = create_app(config, guard=Guard(HOST, port))
    threading.Thread(target=_end_with_the_run, args=(folder, server_process), daemon=True).start()
    return app


def _end_with_the_run(folder: Path, server_process: int) -> None:
    """Stop the server when the lock of the run is released: the run has ended, or was killed."""
    with suppress(OSError):  # the folder may be gone, and so is the run
        locks.wait(folder / RUN, pause=0.1)
    if os.getppid() == server_process:
        os.kill(server_process, signal.SIGTERM)
    else:
        os._exit(0)


def _tidy(folder: Path) -> None:
    """Remove the folder, unless the run still exists, which will remove it."""
    with suppress(OSError):
        if locks.attempt(folder / RUN):
            shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
