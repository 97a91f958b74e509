"""The fake responds as Django, DRF 3.14 and django-cors-headers do with the same orders, to unusual requests too."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import asdict
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from flask import Flask

from oms_mock.app import RESPONSE_HEADERS
from oms_mock.drf import cors
from tests.conftest import FEW, TOKEN
from tests.drf.django_orders import requests
from tests.drf.django_orders.differences import DIFFERENCES
from tests.drf.django_orders.exchange import Request, Response, send

HEADERS = (
    *(
        "allow",
        "content-language",
        "content-length",
        "content-type",
        "location",
        "retry-after",
        "vary",
        "www-authenticate",
    ),
    *(f"access-control-allow-{what}" for what in ("credentials", "headers", "methods", "origin")),
    *("access-control-expose-headers", "access-control-max-age"),
)
CORS = {
    "CORS_ALLOW_METHODS": cors.METHODS,
    "CORS_EXPOSE_HEADERS": RESPONSE_HEADERS.split(", "),
    "CORS_PREFLIGHT_MAX_AGE": int(cors.MAX_AGE),
}
REQUESTS = requests.requests()


class Exchange(NamedTuple):
    """A request with both responses."""

    request: Request
    theirs: Response
    ours: Response

    def differing(self) -> set[str]:
        """Return the parts of the responses that differ."""
        headers = {name for name in HEADERS if self.theirs.headers.get(name) != self.ours.headers.get(name)}
        parts = {part for part in ("status", "body") if getattr(self.theirs, part) != getattr(self.ours, part)}
        return headers | parts


@pytest.fixture(name="exchanges", scope="module")
def fixture_exchanges(make_app: Any) -> dict[str, list[Exchange]]:
    app = make_app(orders=FEW)
    found = iter(exchanged(app, [request for each in REQUESTS.values() for request in each]))
    return {subject: list(islice(found, len(each))) for subject, each in REQUESTS.items()}


def exchanged(app: Flask, sent: list[Request], language: str | None = None) -> list[Exchange]:
    """Send requests to Django and to an app."""
    theirs = django(documents(app), sent, language)
    return [Exchange(request, their, send(app, request)) for request, their in zip(sent, theirs, strict=True)]


def django(given: dict[str, Any], sent: list[Request], language: str | None) -> list[Response]:
    """Return the responses of Django, in a process of its own because it is set up once per process."""
    task = {"documents": given, "cors": CORS, "language": language, "requests": [asdict(request) for request in sent]}
    command = [sys.executable, "-m", "tests.drf.django_orders.application"]
    run = subprocess.run(
        command, input=json.dumps(task), stdout=subprocess.PIPE, text=True, check=True, cwd=Path(__file__).parents[2]
    )
    result = json.loads(run.stdout)
    assert result["version"] == "3.14.0"
    return [Response(*each) for each in result["responses"]]


def documents(app: Flask) -> dict[str, Any]:
    """Return the documents of an app for Django's views."""
    client = app.test_client()

    def get(path: str) -> Any:
        return client.get(requests.ORDERS + path, headers=TOKEN).json

    def rows(path: str) -> list[Any]:
        found: list[Any] = get(f"{path}?limit=100")["results"]
        return found

    ids = [str(order["id"]) for order in rows("")]
    events = {pk: rows(f"{pk}/webhook_events/") for pk in ids}
    return {
        "orders": rows(""),
        "short": rows("short/"),
        "simple": rows("list-simple/"),
        "order": {pk: get(f"{pk}/") for pk in ids},
        "order_short": {pk: get(f"{pk}/short/") for pk in ids},
        "events": events,
        "events_short": {pk: rows(f"{pk}/webhook_events/short/") for pk in ids},
        "event": dict(_events(events)),
        "delivery_types": get("delivery_type_enums/"),
        "payment_types": get("payment_type_enums/"),
    }


def _events(events: dict[str, list[Any]]) -> Iterator[tuple[str, Any]]:
    for pk, found in events.items():
        for event in found:
            yield f"{pk}/{event['id']}", event
            yield f"{pk}/{event['uuid']}", event


def test_more_than_a_thousand_different_requests_are_compared() -> None:
    assert len({str(request) for each in REQUESTS.values() for request in each}) > 1000


@pytest.mark.parametrize("subject", REQUESTS)
def test_responses_differ_only_where_a_reason_is_given(exchanges: dict[str, list[Exchange]], subject: str) -> None:
    assert not (found := unexplained(exchanges[subject])), "\n".join(found[:20])


def test_messages_are_translated_as_by_django(make_app: Any) -> None:
    exchanges = exchanged(make_app(orders=FEW, language="tr"), requests.in_languages(), "tr")
    assert not (found := unexplained(exchanges)), "\n".join(found[:20])


@pytest.mark.parametrize("name", DIFFERENCES)
def test_every_difference_that_has_a_reason_exists(exchanges: dict[str, list[Exchange]], name: str) -> None:
    difference = DIFFERENCES[name]
    affected = [each for found in exchanges.values() for each in found if difference.applies(each.request, each.theirs)]
    assert affected
    assert [str(each.request) for each in affected if not each.differing() & difference.parts] == []
    assert [str(each.request) for each in affected if not difference.expected(each.request, each.ours)] == []


def unexplained(exchanges: list[Exchange]) -> list[str]:
    """Return the differences without a reason."""
    return [
        f"{each.request}\n  Django: {shown(each.theirs, parts)}\n  fake:   {shown(each.ours, parts)}"
        for each in exchanges
        if (parts := each.differing() - explained(each))
    ]


def explained(exchange: Exchange) -> set[str]:
    """Return the parts of a response that may differ."""
    known = [each for each in DIFFERENCES.values() if each.applies(exchange.request, exchange.theirs)]
    return {part for each in known for part in each.parts}


def shown(response: Response, parts: set[str]) -> dict[str, Any]:
    """Return some parts of a response."""
    values = {"status": response.status, "body": response.body[:300]}
    return {part: values.get(part, response.headers.get(part)) for part in sorted(parts)}
