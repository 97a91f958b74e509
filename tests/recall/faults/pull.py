"""A pull that contradicts itself. All of it is seen with --allow-writes only."""

from __future__ import annotations

import json
from typing import Any

from oms_mock.faults.rewrite import Exchange
from tests.recall.faults.base import ORDERS, PULL, Healthy, endpoint, fault, on, with_body, with_document
from tests.recall.harness import Ask, clones


def _each(results: Any, **values: Any) -> Any:
    return [{**result, **values} for result in results]


@on(PULL)
def success_with_errors(results: Any, exchange: Exchange, healthy: Healthy) -> Any:
    """Every number succeeds, and has errors."""
    return _each(results, success=True)


@on(PULL)
def failure_without_errors(results: Any, exchange: Exchange, healthy: Healthy) -> Any:
    """No number succeeds, and none has an error."""
    return _each(results, errors=[])


@on(PULL)
def failure_without_the_key_of_errors(results: Any, exchange: Exchange, healthy: Healthy) -> Any:
    """No number succeeds, and errors are left out."""
    return [{key: value for key, value in result.items() if key != "errors"} for result in results]


@on(PULL)
def everything_succeeds(results: Any, exchange: Exchange, healthy: Healthy) -> Any:
    """Every number succeeds: one that exists already, and one that nobody has."""
    return _each(results, success=True, errors=[])


@on(PULL)
def errors_in_other_words(results: Any, exchange: Exchange, healthy: Healthy) -> Any:
    """The errors are not the documented ones."""
    return _each(results, errors=["Something went wrong."])


@on(PULL)
def errors_of_another_number(results: Any, exchange: Exchange, healthy: Healthy) -> Any:
    """Each number has the error that is meant for another one."""
    errors = [result["errors"] for result in results][::-1]
    return [{**result, "errors": other} for result, other in zip(results, errors, strict=True)]


@on(PULL)
def number_unanswered(results: Any, exchange: Exchange, healthy: Healthy) -> Any:
    """The last number gets no result."""
    return results[:-1]


@on(PULL)
def number_answered_twice(results: Any, exchange: Exchange, healthy: Healthy) -> Any:
    """The last number gets two results."""
    return [*results, results[-1]]


@on(PULL)
def results_under_other_keys(results: Any, exchange: Exchange, healthy: Healthy) -> Any:
    """The results are a map whose keys are places, not numbers."""
    return {str(place): result for place, result in enumerate(results)}


@on(PULL)
def errors_are_a_text(results: Any, exchange: Exchange, healthy: Healthy) -> Any:
    """The errors of a number are one text, not a list."""
    return [{**result, "errors": result["errors"][0]} for result in results]


@on(PULL)
def success_is_a_text(results: Any, exchange: Exchange, healthy: Healthy) -> Any:
    """Success is a text."""
    return [{**result, "success": str(result["success"])} for result in results]


@on(PULL)
def one_result_for_all(results: Any, exchange: Exchange, healthy: Healthy) -> Any:
    """There is one result for all numbers together."""
    return {"success": False, "errors": [error for result in results for error in result["errors"]]}


@on(PULL)
def pull_is_accepted_for_later(results: Any, exchange: Exchange, healthy: Healthy) -> Any:
    """The pull is 202 and has no body."""
    return with_body(exchange, b"", 202)


@on(PULL)
def pull_is_500(results: Any, exchange: Exchange, healthy: Healthy) -> Any:
    """A number that cannot be pulled is an error of the server."""
    return with_document(exchange, {"detail": "A server error occurred."}, 500)


def get_pulls_too(exchange: Exchange, healthy: Healthy) -> Exchange | None:
    """A GET of the pull is accepted."""
    is_get = endpoint(exchange) == PULL and exchange.method == "GET" and exchange.status == 405
    return with_document(exchange, [], 200) if is_get else None


def get_of_the_pull_is_500(exchange: Exchange, healthy: Healthy) -> Exchange | None:
    """A GET of the pull is an error of the server."""
    is_get = endpoint(exchange) == PULL and exchange.method == "GET" and exchange.status == 405
    return with_body(exchange, json.dumps({"detail": "A server error occurred."}).encode(), 500) if is_get else None


_NUMBERS = [clones()[-1]["number"], "OMS-MOCK-NOBODY-HAS-THIS"]
_PULL = Ask(f"{ORDERS}pull_from_omnitron/", method="POST", body={"order_numbers": _NUMBERS})
_GET = Ask(f"{ORDERS}pull_from_omnitron/")
_G = "pull"
FAULTS = (
    fault(_G, success_with_errors, "pull-result", _PULL),
    fault(_G, failure_without_errors, "pull-result", _PULL),
    fault(_G, failure_without_the_key_of_errors, "pull-result", _PULL),
    fault(_G, everything_succeeds, "pull-result", _PULL),
    fault(_G, errors_in_other_words, "pull-result", _PULL),
    fault(_G, errors_of_another_number, "pull-result", _PULL),
    fault(_G, number_unanswered, "pull-result", _PULL),
    fault(_G, number_answered_twice, "pull-result", _PULL),
    fault(_G, results_under_other_keys, "pull-result", _PULL),
    fault(_G, errors_are_a_text, "pull-result type-changed", _PULL),
    fault(_G, success_is_a_text, "pull-result type-changed", _PULL),
    fault(_G, one_result_for_all, "pull-result type-changed missing-field", _PULL),
    fault(_G, pull_is_accepted_for_later, "pull-result status undocumented-status", _PULL),
    fault(_G, pull_is_500, "pull-result server-error", _PULL),
    fault(_G, get_pulls_too, "pull-refuses-get", _GET),
    fault(_G, get_of_the_pull_is_500, "pull-refuses-get server-error", _GET),
)
