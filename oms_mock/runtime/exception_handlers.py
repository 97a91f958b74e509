"""Error responses for the exceptions of services and store."""

from __future__ import annotations

from flask import Response, current_app

from oms_mock.drf.error_responses import NOT_FOUND, STATUS_TEXTS, Handlers
from oms_mock.drf.responses import detail_response
from oms_mock.errors import (
    FullWorldError,
    OrderNotFoundError,
    StoreUnavailableError,
    TooManyDatasetsError,
    TooManyWaitingError,
    TooManyWorldsError,
    UnknownWorldError,
    WebhookEventNotFoundError,
)
from oms_mock.runtime.effects import printable
from oms_mock.store.worlds import DEFAULT_WORLD

_LONGEST_ORIGIN = 100
"""Characters of the origin of a web page that an error message repeats."""


def _not_found(_: Exception) -> Response:
    return detail_response(404, NOT_FOUND)


def _store_unavailable(error: StoreUnavailableError) -> Response:
    current_app.logger.error("the database does not respond: %s", error)
    return detail_response(503, STATUS_TEXTS[503])


def _too_many_worlds(error: TooManyWorldsError) -> Response:
    detail = (
        f"There are {error.limit} worlds, which is the limit: drop one, or wait until one has been idle for an hour."
    )
    return detail_response(503, detail)


def _unknown_world(error: UnknownWorldError) -> Response:
    origin = printable(error.origin[:_LONGEST_ORIGIN])
    detail = (
        f"There is no world {error.world}, and a web page of {origin} may not create one: create it from a test, "
        f"or start the server with --cors-origin {origin}."
    )
    return detail_response(403, detail)


def _too_many_datasets(error: TooManyDatasetsError) -> Response:
    return detail_response(503, f"Worlds use {error.limit} scenarios, which is the limit: reset or drop a world.")


def _too_many_waiting(error: TooManyWaitingError) -> Response:
    return detail_response(503, str(error))


def _full_world(error: FullWorldError) -> Response:
    name = "The default world" if error.world == DEFAULT_WORLD else f"The world {error.world}"
    return detail_response(503, f"{name} may have at most {error.limit:,} {error.what} of its own: reset it.")


EXCEPTION_HANDLERS: Handlers = {
    OrderNotFoundError: _not_found,
    WebhookEventNotFoundError: _not_found,
    StoreUnavailableError: _store_unavailable,
    TooManyWorldsError: _too_many_worlds,
    UnknownWorldError: _unknown_world,
    TooManyWaitingError: _too_many_waiting,
    TooManyDatasetsError: _too_many_datasets,
    FullWorldError: _full_world,
}
