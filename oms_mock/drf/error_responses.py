"""Error responses with the statuses, messages and headers of Django REST framework."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any

from flask import Flask, Response, current_app, request
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge

from oms_mock.drf.address import InvalidHostError
from oms_mock.drf.query import MAX_PARAMETERS, TooManyParametersError
from oms_mock.drf.request_body import UnreadableBodyError, UnsupportedMediaTypeError
from oms_mock.drf.responses import detail_response, document_response
from oms_mock.errors import InvalidInputError, InvalidPageError

NOT_FOUND = "Not found."
RETRY_AFTER = 60
"""Seconds in `Retry-After` of a 429 for which no other value is given."""

STATUS_TEXTS = {
    400: "Malformed request.",
    401: "Authentication credentials were not provided.",
    403: "You do not have permission to perform this action.",
    404: NOT_FOUND,
    406: "Could not satisfy the request Accept header.",
    500: "A server error occurred.",
    502: "Bad gateway.",
    503: "Service temporarily unavailable, try again later.",
    504: "Gateway timeout.",
}

SCHEME = "AUTH_SCHEME"
"""The key of the scheme of tokens in the configuration of an app."""

Handlers = Mapping[type[Exception], Callable[[Any], Response]]
"""How each type of exception becomes a response."""


def error_response(status: int, detail: str | None = None, *, retry_after: int | None = None) -> Response:
    """Return the error response of a status, with DRF's message unless `detail` is given.

    `retry_after` is in seconds.
    """
    if status == 429:
        return throttled_response(RETRY_AFTER if retry_after is None else retry_after, detail)
    headers = {"WWW-Authenticate": current_app.config[SCHEME]} if status == 401 else {}
    if retry_after is not None:
        headers["Retry-After"] = str(retry_after)
    return detail_response(status, detail or STATUS_TEXTS.get(status) or f"{phrase(status)}.", headers)


def throttled_response(wait: float, detail: str | None = None) -> Response:
    """Return a 429 that asks the client to retry after `wait` seconds, rounded up."""
    seconds = math.ceil(wait)
    plural = "" if seconds == 1 else "s"
    detail = detail or f"Request was throttled. Expected available in {seconds} second{plural}."
    return detail_response(429, detail, {"Retry-After": str(seconds)})


def method_not_allowed(method: str) -> Response:
    """Return a 405 for a method."""
    return detail_response(405, f'Method "{method}" not allowed.')


def phrase(status: int) -> str:
    """Return the reason phrase of a status."""
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Unknown error"


def install(app: Flask, handlers: Handlers | None = None, *, scheme: str = "Token") -> None:
    """Register a handler for each type of exception: DRF's, and `handlers` of the application.

    `scheme` is the one that a 401 asks for.
    """
    app.config[SCHEME] = scheme
    for kind, handler in (_HANDLERS | dict(handlers or {})).items():
        app.register_error_handler(kind, handler)


def _http_exception(error: HTTPException) -> Response:
    return detail_response(error.code or 500, error.description or error.name)


def _body_too_large(_: RequestEntityTooLarge) -> Response:
    limit = current_app.config["MAX_CONTENT_LENGTH"]
    return detail_response(413, f"The request body is larger than {limit} bytes.")


def _unexpected(error: Exception) -> Response:
    current_app.logger.error("%s %s failed", request.method, request.path, exc_info=error)
    return error_response(500)


_HANDLERS: dict[type[Exception], Callable[[Any], Response]] = {
    InvalidInputError: lambda error: document_response(error.messages, 400),
    InvalidPageError: lambda _: detail_response(404, "Invalid page."),
    InvalidHostError: lambda _: detail_response(400, "Invalid Host header."),
    TooManyParametersError: lambda _: detail_response(400, f"The query has more than {MAX_PARAMETERS} parameters."),
    UnreadableBodyError: lambda error: detail_response(400, str(error)),
    UnsupportedMediaTypeError: lambda error: detail_response(415, f'Unsupported media type "{error}" in request.'),
    RequestEntityTooLarge: _body_too_large,
    HTTPException: _http_exception,
    Exception: _unexpected,
}
