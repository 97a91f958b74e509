"""The documentation pages: Swagger UI with openapi.json, without requests to other hosts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

import orjson
from flask import Blueprint, Flask, Response, current_app, redirect, request
from werkzeug.wrappers import Response as BaseResponse

from oms_mock import wire
from oms_mock.drf import address
from oms_mock.drf.error_responses import SCHEME, error_response
from oms_mock.drf.responses import body_response, document_response
from oms_mock.openapi.operations import METHODS

blp = Blueprint("docs", __name__)

DOCUMENTED_SCHEME = "Token"
"""The scheme before a token in openapi.json."""

_BUNDLE = ("flask_swagger_ui", "dist")
_OWN = ("oms_mock.api", "pages")

# A name from a URL is only looked up here. It never becomes part of a path.
ASSETS = {
    "swagger-ui.css": (_BUNDLE, "text/css; charset=utf-8"),
    "swagger-ui-bundle.js": (_BUNDLE, "text/javascript; charset=utf-8"),
    "swagger-ui-standalone-preset.js": (_BUNDLE, "text/javascript; charset=utf-8"),
    "favicon-32x32.png": (_BUNDLE, "image/png"),
    "docs.css": (_OWN, "text/css; charset=utf-8"),
    "docs.js": (_OWN, "text/javascript; charset=utf-8"),
}

# Swagger UI sets style attributes, and its icons are data URLs.
POLICY = "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'none'"
HEADERS = {"Content-Security-Policy": POLICY, "X-Content-Type-Options": "nosniff"}


EXTENSION = "oms_mock.openapi_documents"


@dataclass(frozen=True)
class Listed:
    """An OpenAPI document of the page; it is listed for requests that may read it. `url` is relative to the page."""

    name: str
    url: str
    may_read: Callable[[], bool]


def add_document(app: Flask, listed: Listed) -> None:
    """List one more document on the page of an app."""
    app.extensions.setdefault(EXTENSION, []).append(listed)


@blp.get("/docs/documents.json")
def documents() -> Response:
    """List the OpenAPI documents of the page."""
    further: list[Listed] = current_app.extensions.get(EXTENSION, [])
    names = [{"name": each.name, "url": each.url} for each in further if each.may_read()]
    return document_response([{"name": "Order Services", "url": "openapi.json"}, *names])


@blp.get("/")
def home() -> BaseResponse:
    """Home."""
    return redirect(address.path(request.environ, "/docs"), 302)


@blp.get("/docs")
def docs() -> Response:
    """Documentation."""
    return _send(_OWN, "docs.html", "text/html; charset=utf-8")


@blp.get("/docs/<name>")
def asset(name: str) -> Response:
    """An asset of the documentation."""
    if name not in ASSETS:
        return error_response(404)
    folder, content_type = ASSETS[name]
    return _send(folder, name, content_type)


@blp.get("/openapi.json")
def openapi() -> Response:
    """The OpenAPI document of the order endpoints."""
    document = files("oms_mock.documents").joinpath("openapi.json").read_bytes()
    scheme = current_app.config[SCHEME]
    if scheme != DOCUMENTED_SCHEME:
        document = with_scheme(document, scheme)
    return body_response(served(document, request.environ))


def with_scheme(document: bytes, scheme: str) -> bytes:
    """Return the OpenAPI document of an API that expects another scheme before its tokens."""
    described = orjson.loads(document)
    is_bearer = scheme.lower() == "bearer"
    prefix = "" if is_bearer else f"{scheme} "  # tools add the word Bearer themselves
    for path in described["paths"].values():
        for operation in (path[method] for method in METHODS if method in path):
            operation["responses"]["401"]["headers"]["WWW-Authenticate"]["example"] = scheme
    text = described["info"]["description"]
    described["info"]["description"] = text.replace(f"`{DOCUMENTED_SCHEME} ", f"`{prefix}")
    described["components"]["securitySchemes"]["token"] = (
        {"type": "http", "scheme": "bearer"}
        if is_bearer
        else {"type": "apiKey", "in": "header", "name": "Authorization", "description": f"`{scheme} <key>`."}
    )
    return wire.dumps(described)


def served(document: bytes, environ: dict[str, Any]) -> bytes:
    """Return an OpenAPI document whose server is the one that sends it, under the address that the client used.

    Raises InvalidHostError.
    """
    return wire.dumps(orjson.loads(document) | {"servers": [{"url": address.server_url(environ)}]})


def _send(folder: tuple[str, str], name: str, content_type: str) -> Response:
    package, directory = folder
    body = files(package).joinpath(directory, name).read_bytes()
    return Response(body, 200, HEADERS, content_type=content_type)
