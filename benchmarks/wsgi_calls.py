"""Calls to `app.wsgi_app` of an installed oms-mock, measured in CPU time. No server, no socket.

As a module it is used by hot_path.py and control_cost.py. As a script it is a worker: it reads one case per line from
stdin, `the same page`, and writes the microseconds of one call to stdout. hot_path.py runs one worker per commit, so
this file uses nothing but what every commit of oms-mock has.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator, Mapping
from itertools import count
from typing import TYPE_CHECKING, Any

from werkzeug.test import EnvironBuilder

if TYPE_CHECKING:
    from flask import Flask

LIST = "/api/v1/oms/orders/"
HEADERS = {"Authorization": "Token oms-mock", "Host": "127.0.0.1:4010"}
CALLS = 300
"""Calls per reading."""

MICROSECONDS = 1_000_000

Paths = Callable[[], Iterator[str]]


def same_page() -> Iterator[str]:
    while True:
        yield f"{LIST}?limit=20"


def _new_pages() -> Iterator[str]:
    # Zeros before a number are ignored, but no page cache holds this URL.
    return (f"{LIST}?limit=20&page={number % 36 + 1:0{2 + number // 36}d}" for number in count())


def _orders() -> Iterator[str]:
    from oms_mock.dataset import generator

    return (f"{LIST}{generator.id_at(number % 722)}/" for number in count())


CASES: dict[str, Paths] = {
    "the same page": same_page,
    "a new page each time": _new_pages,
    "one order": _orders,
}


def microseconds(app: Flask, paths: Iterator[str], headers: Mapping[str, str] = HEADERS) -> float:
    """Return the CPU time of one call, in microseconds."""
    requests = environs(paths, CALLS, headers)
    began = time.thread_time()
    call_all(app, requests)
    return (time.thread_time() - began) / CALLS * MICROSECONDS


def environs(paths: Iterator[str], how_many: int, headers: Mapping[str, str] = HEADERS) -> list[dict[str, Any]]:
    """Return a WSGI environ for each of the next paths."""
    template = EnvironBuilder(LIST, headers=headers).get_environ()
    made = []
    for _ in range(how_many):
        path, _, query = next(paths).partition("?")
        made.append(template | {"PATH_INFO": path, "QUERY_STRING": query})
    return made


def call_all(app: Flask, requests: list[dict[str, Any]]) -> None:
    """Send requests one after the other. Raises RuntimeError at a status other than 200."""
    for environ in requests:
        call(app, environ)


def call(app: Flask, environ: dict[str, Any]) -> bytes:
    """Return the body of one response. Raises RuntimeError at a status other than 200."""
    response = app.wsgi_app(environ, _start_response)
    body = b"".join(response)
    response.close()  # type: ignore[attr-defined]
    return body


def _start_response(status: str, _headers: Any, _error: Any = None) -> Callable[[bytes], object]:
    if not status.startswith("200"):
        raise RuntimeError(f"the response is {status}")
    return bytes


def main() -> None:
    """Measure the cases that come in on stdin, until it ends; the app is configured by the environment."""
    from oms_mock.app import create_app

    app = create_app()
    endless = {name: paths() for name, paths in CASES.items()}
    for line in sys.stdin:
        print(microseconds(app, endless[line.strip()]), flush=True)


if __name__ == "__main__":
    main()
