"""Schemathesis with all checks, and the openapi.json that ships with oms-mock."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from flask import Flask
from schemathesis import Case, Response
from schemathesis.config import SchemathesisConfig
from schemathesis.openapi import from_dict
from schemathesis.specs.openapi.checks import negative_data_rejection, positive_data_acceptance

from oms_mock.app import create_app
from oms_mock.config import Config
from oms_mock.dataset.omnitron import PULLABLE, TRIGGERS
from tests.conftest import Client
from tests.hypothesis_profiles import examples
from tests.outside.conftest import SIZE, TOKEN

Check = Callable[..., Any]

KNOWN_ORDERS = range(1, 6)
CONFIG = {
    "headers": {"Authorization": TOKEN},
    "generation": {"mode": "all", "max-examples": 80, "deterministic": True, "database": "none"},
    # Otherwise hardly any request would be about something that exists.
    "dictionaries": {
        "orders": {"values": list(KNOWN_ORDERS)},
        "events": {"values": [f"{order}1" for order in KNOWN_ORDERS]},
        "numbers": {"values": [str(number) for number in PULLABLE] + [trigger.number for trigger in TRIGGERS]},
        "pages": {"values": ["1", "2", "3", "last"]},
    },
    "parameters": {
        "path.pk": {"dictionary": "orders", "probability": 0.7},
        "path.webhook_event_id": {"dictionary": "events", "probability": 0.7},
        "query.page": {"dictionary": "pages", "probability": 0.7},
        "body.order_numbers[*]": {"dictionary": "numbers", "probability": 0.5},
    },
}


@cache
def app() -> Flask:
    """The app that is asked, made for the first question."""
    return create_app(Config(orders=SIZE))


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    return app()(environ, start_response)


DOCUMENT = json.loads(files("oms_mock.documents").joinpath("openapi.json").read_bytes())
PARAMETERS = {
    parameter["name"]
    for path in DOCUMENT["paths"].values()
    for operation in path.values()
    if isinstance(operation, dict)
    for parameter in operation.get("parameters", ())
}

api = from_dict(DOCUMENT, config=SchemathesisConfig.from_dict(CONFIG))
api.app = application


@dataclass(frozen=True)
class Deviation:
    """A right answer that a check takes for a wrong one; `example` gets such an answer."""

    reason: str
    check: Check
    is_met: Callable[[Response], bool]
    example: Callable[[Client], Any]
    status: int


def _has_blank_value(response: Response) -> bool:
    query = urlsplit(response.request.url or "").query
    return any(not value.strip() for _, value in parse_qsl(query, keep_blank_values=True))


def _has_unusable_limit(response: Response) -> bool:
    query = urlsplit(response.request.url or "").query
    limits = [value for name, value in parse_qsl(query, keep_blank_values=True) if name == "limit"]
    return not all(re.fullmatch("0*[1-9][0-9]*", value) for value in limits)


def _has_unknown_parameter(response: Response) -> bool:
    query = urlsplit(response.request.url or "").query
    return not {name for name, _ in parse_qsl(query, keep_blank_values=True)} <= PARAMETERS


def _pulls_texts_and_numbers(response: Response) -> bool:
    body = response.request.body
    try:
        sent = json.loads(body) if isinstance(body, bytes) else None
    except ValueError:
        return False
    numbers = sent.get("order_numbers") if isinstance(sent, dict) else None
    return isinstance(numbers, list) and {type(each) for each in numbers} <= {str, int, float}


def _says(text: str) -> Callable[[Response], bool]:
    return lambda response: text in response.text


DEVIATIONS = (
    Deviation(
        "A blank value is no filter, in django-filter's manner; drf.md, pages: `?limit=` is 200.",
        negative_data_rejection,
        _has_blank_value,
        lambda client: client.get("?state="),
        200,
    ),
    Deviation(
        "drf.md, pages: a parameter that an endpoint does not know is ignored.",
        negative_data_rejection,
        _has_unknown_parameter,
        lambda client: client.get("?unknown=1"),
        200,
    ),
    Deviation(
        "drf.md, pages: a limit that is no positive number is ignored.",
        negative_data_rejection,
        _has_unusable_limit,
        lambda client: client.get("?limit=x"),
        200,
    ),
    Deviation(
        "drf.md, bodies of the POST: numbers become strings.",
        negative_data_rejection,
        _pulls_texts_and_numbers,
        lambda client: client.post(json={"order_numbers": [1]}),
        200,
    ),
    Deviation(
        "drf.md, bodies of the POST: a blank element is refused.",
        positive_data_acceptance,
        _says("This field may not be blank."),
        lambda client: client.post(json={"order_numbers": [" "]}),
        400,
    ),
    Deviation(
        "drf.md, bodies of the POST: a null character is refused; Django's forms refuse it in filters too.",
        positive_data_acceptance,
        _says("Null characters are not allowed."),
        lambda client: client.get("?number=%00"),
        400,
    ),
)


def excused(response: Response) -> list[Check]:
    """Name the checks that do not apply to one answer."""
    return [deviation.check for deviation in DEVIATIONS if deviation.is_met(response)]


@pytest.mark.parametrize("deviation", DEVIATIONS, ids=lambda deviation: deviation.reason)
def test_every_listed_deviation_still_exists(deviation: Deviation, fresh: Client) -> None:
    assert deviation.example(fresh).status_code == deviation.status


@api.parametrize()
def test_every_response_conforms_to_the_openapi_document(case: Case[Any]) -> None:
    response = case.call()
    case.validate_response(response, excluded_checks=excused(response))


def test_stateful_requests_conform_to_the_openapi_document() -> None:
    class Follower(api.as_state_machine()):  # type: ignore[misc]
        """Takes ids out of answers, and asks for what they name."""

        def validate_response(self, response: Response, case: Case[Any], **_: Any) -> None:
            case.validate_response(response, excluded_checks=excused(response))

    bounds = examples(60, stateful_step_count=6, derandomize=True, database=None)
    Follower.run(settings=bounds)
