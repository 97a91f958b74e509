"""A stub of the admin API: it records requests, and returns the configured responses."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl


@dataclass
class Stub:
    """A WSGI app. `answers` are status and document by `METHOD route`, by default 200 and {}."""

    answers: dict[str, tuple[int, Any]] = field(default_factory=dict)
    location: str | None = None
    asked: list[tuple[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    queries: list[dict[str, str]] = field(default_factory=list)

    def __call__(self, environ: dict[str, Any], start_response: Any) -> list[bytes]:
        what = f"{environ['REQUEST_METHOD']} {environ['PATH_INFO'].removeprefix('/__admin/')}"
        body = environ["wsgi.input"].read()
        self.asked.append((what, json.loads(body) if body else None))
        self.headers.append({name: value for name, value in environ.items() if isinstance(value, str)})
        self.queries.append(dict(parse_qsl(environ["QUERY_STRING"])))
        status, document = self.answers.get(what, (200, {}))
        text = document if isinstance(document, bytes) else json.dumps(document).encode()
        headers = [("Content-Type", "application/json"), ("Content-Length", str(len(text)))]
        start_response(f"{status} Said", headers + ([("Location", self.location)] if self.location else []))
        return [text]
