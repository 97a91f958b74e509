"""Statuses and texts of everything that is refused (drf.md: as Django REST framework says it)."""

from __future__ import annotations

import math
from http import HTTPStatus

from flask import Flask, Response, current_app, request
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge

from oms_mock.drf.address import InvalidHostError
from oms_mock.drf.query import MAX_PARAMETERS, TooManyParametersError
from oms_mock.drf.request_body import UnreadableBodyError, UnsupportedMediaTypeError
from oms_mock.drf.responses import document_response, refusal
from oms_mock.errors import (
    FullWorldError,
    InvalidInputError,
    InvalidPageError,
    OmsError,
    OrderNotFoundError,
    StoreUnavailableError,
    TooManyDatasetsError,
    TooManyWorldsError,
    WebhookEventNotFoundError,
)
from oms_mock.store.worlds import DEFAULT_WORLD

NOT_FOUND = "Not found."
RETRY_AFTER = 60
"""Seconds that a throttled client is told to wait."""

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

STATUS_HEADERS = {401: {"WWW-Authenticate": "Token"}}

_OMS_ERRORS: dict[type[OmsError], tuple[int, str]] = {
    InvalidPageError: (404, "Invalid page."),
    OrderNotFoundError: (404, NOT_FOUND),
    WebhookEventNotFoundError: (404, NOT_FOUND),
    StoreUnavailableError: (503, STATUS_TEXTS[503]),
    InvalidHostError: (400, "Invalid Host header."),
    TooManyParametersError: (400, f"The query has more than {MAX_PARAMETERS} parameters."),
}


def refuse(status: int, detail: str | None = None, *, retry_after: int | None = None) -> Response:
    """Refuse with a status, in DRF's words unless others are given; `retry_after` is in seconds."""
    if status == 429:
        return refuse_throttled(RETRY_AFTER if retry_after is None else retry_after)
    headers = dict(STATUS_HEADERS.get(status, {}))
    if retry_after is not None:
        headers["Retry-After"] = str(retry_after)
    return refusal(status, detail or STATUS_TEXTS.get(status) or _phrase(status), headers)


def refuse_throttled(wait: float) -> Response:
    """Refuse a client that comes too often, and tell it to wait so many seconds, rounded up."""
    seconds = math.ceil(wait)
    plural = "" if seconds == 1 else "s"
    detail = f"Request was throttled. Expected available in {seconds} second{plural}."
    return refusal(429, detail, {"Retry-After": str(seconds)})


def _phrase(status: int) -> str:
    try:
        return f"{HTTPStatus(status).phrase}."
    except ValueError:
        return "Unknown error."


def method_not_allowed() -> Response:
    """Refuse the method of this request."""
    return refusal(405, f'Method "{request.method}" not allowed.')


def install(app: Flask) -> None:
    """Turn whatever is raised into an answer in the vendor's shape."""
    app.register_error_handler(OmsError, _on_oms_error)
    app.register_error_handler(HTTPException, _on_http_exception)
    app.register_error_handler(Exception, _on_unexpected)


def _on_oms_error(error: OmsError) -> Response:
    if isinstance(error, InvalidInputError):
        return document_response(error.messages, 400)
    if isinstance(error, TooManyWorldsError):
        detail = f"There are {error.limit} worlds already: drop one, or wait until one has been idle for an hour."
        return refusal(503, detail)
    if isinstance(error, TooManyDatasetsError):
        return refusal(503, f"Worlds look at {error.limit} scenarios already: reset or drop one that does.")
    if isinstance(error, FullWorldError):
        return refusal(503, _full(error))
    if isinstance(error, UnreadableBodyError):
        return refusal(400, str(error))
    if isinstance(error, UnsupportedMediaTypeError):
        return refusal(415, f'Unsupported media type "{error}" in request.')
    status, detail = _OMS_ERRORS[type(error)]
    if status == 503:
        current_app.logger.error("the database does not answer: %s", error)
    return refusal(status, detail)


def _full(error: FullWorldError) -> str:
    name = "The default world" if error.world == DEFAULT_WORLD else f"The world {error.world}"
    return f"{name} has no room for that beside its own {error.what}, of which there may be {error.limit:,}: reset it."


def _on_http_exception(error: HTTPException) -> Response:
    if isinstance(error, RequestEntityTooLarge):
        limit = current_app.config["MAX_CONTENT_LENGTH"]
        return refusal(413, f"The request body is larger than {limit} bytes.")
    return refusal(error.code or 500, error.description or error.name)


def _on_unexpected(error: Exception) -> Response:
    current_app.logger.error("%s %s failed", request.method, request.path, exc_info=error)
    return refuse(500)
