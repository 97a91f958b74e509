"""Serve constants with Flask on any WSGI server: the peer of which limits are multiples.

    python constant.py --port 8000 --server granian --threads 512 150000 7500

Serves 150,000 bytes at `/150000/` and 7,500 at `/7500/`, also with a number appended to the path, and sleeps a second
at `/sleep/`.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path

from flask import Flask, Response

HOST = "127.0.0.1"
THREADS = 512
"""The number of threads of oms_mock/server.py."""

BACKLOG = 1024
SLEEP = 1.0
"""Seconds."""

SLEEP_PATH = "/sleep/"


def path(size: int) -> str:
    """Return the path of the constant of this size in bytes."""
    return f"/{size}/"


def command(port: int, sizes: Iterable[int], server: str = "granian", threads: int = THREADS) -> list[str]:
    """Return the command line that serves constants of these sizes in bytes."""
    options = ["--port", str(port), "--server", server, "--threads", str(threads)]
    return [sys.executable, str(Path(__file__)), *options, *map(str, sorted(set(sizes)))]


def app(sizes: Iterable[int]) -> Flask:
    """Create the Flask app that returns constants of these sizes in bytes."""
    flask_app = Flask("constant", static_folder=None)
    for size in sizes:
        view = _constant(size)
        flask_app.add_url_rule(path(size), f"constant-{size}", view)
        flask_app.add_url_rule(f"{path(size)}<int:number>/", f"numbered-{size}", view)
    flask_app.add_url_rule(SLEEP_PATH, "sleep", _sleep)
    return flask_app


def _constant(size: int) -> Callable[..., Response]:
    body = b'"%b"' % (b"x" * (size - 2))
    return lambda **_: Response(body, 200, content_type="application/json")


def _sleep() -> Response:
    time.sleep(SLEEP)
    return Response(b"{}", 200, content_type="application/json")


# Servers other than granian may be missing, so each is imported in its function.


def on_granian(sizes: list[int], port: int, threads: int) -> None:
    """Serve as oms_mock/server.py does."""
    from granian.constants import Interfaces
    from granian.server import Server

    server = Server(
        "constant",
        address=HOST,
        port=port,
        interface=Interfaces.WSGI,
        blocking_threads=threads,
        backlog=BACKLOG,
        log_enabled=False,
    )
    server.serve(target_loader=partial(app, sizes), wrap_loader=False)


def on_waitress(sizes: list[int], port: int, threads: int) -> None:
    """Serve as `waitress-serve` does."""
    import waitress  # type: ignore[import-untyped]

    waitress.serve(
        app(sizes), host=HOST, port=port, threads=threads, backlog=BACKLOG, connection_limit=1000, _quiet=True
    )


def on_gunicorn(sizes: list[int], port: int, threads: int) -> None:
    """Serve as `gunicorn --worker-class gthread` does."""
    from gunicorn.app.wsgiapp import run  # type: ignore[import-untyped]

    settings = f"--bind {HOST}:{port} --worker-class gthread --threads {threads} --backlog {BACKLOG} --log-level error"
    sys.argv[1:] = [*settings.split(), "--chdir", str(Path(__file__).parent), f"constant:app({sizes})"]
    run()


def on_cheroot(sizes: list[int], port: int, threads: int) -> None:
    """Serve as CherryPy does, with cheroot."""
    from cheroot.wsgi import Server

    server = Server((HOST, port), app(sizes), numthreads=threads, request_queue_size=BACKLOG)
    server.safe_start()


SERVERS = {"granian": on_granian, "waitress": on_waitress, "gunicorn": on_gunicorn, "cheroot": on_cheroot}


def main() -> None:
    parser = argparse.ArgumentParser(description="Serve constants of some sizes with Flask.")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--server", choices=SERVERS, default="granian")
    parser.add_argument("--threads", type=int, default=THREADS)
    parser.add_argument("sizes", type=int, nargs="+", metavar="BYTES")
    options = parser.parse_args()
    SERVERS[options.server](options.sizes, options.port, options.threads)


if __name__ == "__main__":
    main()
