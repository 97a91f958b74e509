"""A healthy fake with few orders, clones of the vendor's sample, and a way to ask it without sockets."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
import weakref
from dataclasses import dataclass
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import unquote_to_bytes, urlsplit
from wsgiref.types import WSGIApplication

import requests
from flask import Flask
from requests.adapters import BaseAdapter
from requests.structures import CaseInsensitiveDict
from urllib3 import HTTPHeaderDict, HTTPResponse

from oms_mock.app import create_app
from oms_mock.config import Config
from oms_mock.dataset.scenarios.library import Scenario
from oms_mock.dataset.states import order_states
from oms_mock.services import seeding
from tests.databases import SeededFiles
from tests.vendor import sample

URL = "https://oms.example.com"
TOKEN, FORBIDDEN_TOKEN = "oms-mock", "oms-mock-limited"
SEED = 42

ORDERS = 9
NEWEST = 6998
OLDEST = NEWEST - ORDERS + 1
IDS = tuple(range(NEWEST, OLDEST - 1, -1))
DEEP = OLDEST + 1
"""An order of the last page that has two items; its neighbour, the oldest, has three."""

_FIRST_ITEM = 7000
_ITEMS = {OLDEST: 3, DEEP: 2, OLDEST + 4: 2}
_STATES = {NEWEST: "500", NEWEST - 3: "550", OLDEST: "450"}
"""Orders that went on from the sample's state, and so have more than one webhook event."""


_FOLDER = tempfile.TemporaryDirectory(prefix="oms-mock-recall-", ignore_cleanup_errors=True)
_SEEDED = SeededFiles(Path(_FOLDER.name))


def clones(number: int = ORDERS) -> list[dict[str, Any]]:
    """Return clones of the vendor's first sample order, oldest first, with ids, numbers and dates of their own."""
    text = json.dumps(sample()["results"][0])
    text = text.replace('"(cut)"', '"OMSMOCK-CANARY-CUT"').replace("{domain_url}", "https://pz-shop.example.com")
    model = text.replace("{cdn_url}", "https://cdn.example.com")
    return [_clone(json.loads(model), NEWEST - number + 1 + place) for place in range(number)]


def _clone(order: dict[str, Any], pk: int) -> dict[str, Any]:
    age = NEWEST - pk
    order["id"] = pk
    order["omnitron_id"] -= age
    order["number"] = str(int(order["number"]) - 1000 * age)
    for key in ("created_date", "modified_date", "date_placed"):
        order[key] = _earlier(order[key], age)
    order["state"] = order_states()[_STATES[pk]] if pk in _STATES else order["state"]
    item = order["orderitem_set"][0]
    order["orderitem_set"] = [_item(item, pk, place) for place in range(_ITEMS.get(pk, 1))]
    return order


def _item(model: dict[str, Any], order: int, place: int) -> dict[str, Any]:
    item = json.loads(json.dumps(model))
    item["id"] = _FIRST_ITEM + 10 * (order - OLDEST) + place
    item["omnitron_id"] += 10 * (order - OLDEST) + place
    item["order"] = order
    return dict(item)


def _earlier(date: str, minutes: int) -> str:
    moment = datetime.fromisoformat(date) - timedelta(minutes=7 * minutes)
    return moment.isoformat().replace("+00:00", "Z")


def fake(documents: list[dict[str, Any]] | None = None, **config: Any) -> Flask:
    """Make a fake that holds these orders, or nine clones of the sample, and goes with its folder."""
    folder = Path(tempfile.mkdtemp(prefix="oms-mock-recall-"))
    database = f"sqlite:///{folder / 'oms.db'}"
    orders = clones() if documents is None else documents
    scenario = Scenario("recall", "clones of the sample", SEED, 0, documents=tuple(orders))
    _SEEDED.copy(database, json.dumps(orders), lambda store: seeding.fill(store, scenario))
    app = create_app(Config(database=database, **config))
    weakref.finalize(app, _remove, folder, os.getpid())
    return app


def _remove(folder: Path, owner: int) -> None:
    if os.getpid() == owner:  # not in a forked child
        shutil.rmtree(folder, ignore_errors=True)


class Wsgi(BaseAdapter):
    """A transport for requests that calls a WSGI app instead of a network.

    A ConnectionError that the app raises is what a client sees of a broken connection.
    """

    def __init__(self, app: WSGIApplication) -> None:
        super().__init__()
        self.app = app

    def send(self, request: requests.PreparedRequest, *args: Any, **options: Any) -> requests.Response:
        """Answer a prepared request."""
        called = _Called()
        try:
            chunks = self.app(_environ(request), called.start_response)
            body = b"".join(chunks)
        except ConnectionError as error:
            raise requests.ConnectionError(error, request=request) from error
        getattr(chunks, "close", lambda: None)()
        return _response(request, called, body)

    def close(self) -> None:
        """Nothing is open."""


class _Called:
    status = ""
    headers: list[tuple[str, str]]

    def start_response(self, status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
        self.status, self.headers = status, headers


def _environ(request: requests.PreparedRequest) -> dict[str, Any]:
    parts = urlsplit(str(request.url))
    body = request.body or b""
    raw = body.encode() if isinstance(body, str) else bytes(body)
    environ = {f"HTTP_{name.upper().replace('-', '_')}": str(value) for name, value in request.headers.items()}
    return environ | {
        "REQUEST_METHOD": request.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(parts.path).decode("latin-1"),
        "QUERY_STRING": parts.query,
        "CONTENT_TYPE": request.headers.get("Content-Type", ""),
        "CONTENT_LENGTH": str(len(raw)),
        "HTTP_HOST": parts.netloc,
        "SERVER_NAME": parts.hostname or "",
        "SERVER_PORT": str(parts.port or 443),
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": parts.scheme,
        "wsgi.input": BytesIO(raw),
        "wsgi.errors": BytesIO(),
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }


def _response(request: requests.PreparedRequest, called: _Called, body: bytes) -> requests.Response:
    code, _, reason = called.status.partition(" ")
    response = requests.Response()
    response.status_code = int(code)
    response.reason = reason
    response.headers = CaseInsensitiveDict(called.headers)
    response.encoding = requests.utils.get_encoding_from_headers(response.headers)
    response.url = str(request.url)
    response.request = request
    response.raw = HTTPResponse(
        BytesIO(body),
        HTTPHeaderDict(called.headers),
        int(code),
        reason=reason,
        preload_content=False,
        decode_content=False,
        request_method=request.method,
    )
    return response


@dataclass(frozen=True)
class Ask:
    """A request as a fault's test names it."""

    target: str
    token: str | None = TOKEN
    method: str = "GET"
    body: Any = None


@dataclass(frozen=True)
class Seen:
    """What a client sees of an answer; without a status the connection broke."""

    status: int | None
    content_type: str | None = None
    challenge: str | None = None
    body: bytes = b""

    @property
    def document(self) -> Any:
        """The parsed body."""
        return json.loads(self.body)


def see(app: WSGIApplication, ask: Ask) -> Seen:
    """Ask an app, as requests does."""
    with requests.Session() as session:
        session.trust_env = False
        session.mount(URL, Wsgi(app))
        headers = {"Authorization": f"Token {ask.token}"} if ask.token else {}
        try:
            answer = session.request(
                ask.method, f"{URL}{ask.target}", headers=headers, json=ask.body, allow_redirects=False
            )
        except requests.RequestException:
            return Seen(None)
        kept = answer.headers
        return Seen(answer.status_code, kept.get("Content-Type"), kept.get("WWW-Authenticate"), answer.content)
