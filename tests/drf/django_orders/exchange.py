"""A request and its response as plain values, and how a WSGI application handles one."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

HOST = "oms.example.com"
Application = Callable[..., Any]


@dataclass(frozen=True)
class Request:
    """A request; the texts of path, query and headers stand for bytes, decoded as Latin-1."""

    method: str
    path: str
    query: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    body: str = ""

    def __str__(self) -> str:
        target = f"{self.path}?{self.query}" if self.query else self.path
        return f"{self.method} {target[:120]} {self.headers} {self.body[:120]!r}"


class Response(NamedTuple):
    """A response; the names of headers are in lower case, and the values of a repeated one are sorted and joined."""

    status: int
    headers: dict[str, str]
    body: str


def send(application: Application, request: Request) -> Response:
    """Call a WSGI application."""
    body = request.body.encode("latin-1")
    environ = {
        "REQUEST_METHOD": request.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": request.path,
        "QUERY_STRING": request.query,
        "SERVER_NAME": HOST,
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": HOST,
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": io.StringIO(),
        "wsgi.multithread": False,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
    for name, value in request.headers.items():
        key = name.upper().replace("-", "_")
        environ[key if key == "CONTENT_TYPE" else f"HTTP_{key}"] = value
    started: list[tuple[Any, ...]] = []
    pieces = application(environ, lambda *arguments: started.append(arguments))
    content = b"".join(pieces)
    if hasattr(pieces, "close"):
        pieces.close()
    status, sent = started[-1][:2]
    values: dict[str, list[str]] = {}
    for name, value in sent:
        values.setdefault(name.lower(), []).append(value)
    headers = {name: ", ".join(sorted(found)) for name, found in values.items()}
    return Response(int(status[:3]), headers, "" if request.method == "HEAD" else content.decode("latin-1"))
