"""A deployment made by hand, that answers without a network, and can be made to do anything."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

from oms_mock.contract.client.client import TimeIsUp
from oms_mock.contract.client.interaction import FIRST_WALK, Credential, Interaction, Request
from oms_mock.contract.endpoints import (
    DELIVERY_TYPES,
    EVENT_DETAIL,
    EVENT_LIST,
    EVENT_LIST_SHORT,
    ORDER_DETAIL,
    ORDER_DETAIL_SHORT,
    ORDER_LIST,
    ORDER_LIST_SHORT,
    ORDER_LIST_SIMPLE,
    ORDER_LISTS,
    PAYMENT_TYPES,
    PULL,
)
from oms_mock.contract.plan import list_walk, order_visits
from oms_mock.contract.plan.requests import Task
from oms_mock.contract.plan.survey import Survey
from tests.contract.rules.builders import (
    BASE,
    detail_short,
    event,
    event_short,
    order,
    pull_list,
    response,
    short,
    simple,
)

NO = {"detail": "no"}
Spoil = Callable[[Request, Interaction, int], Interaction | None]
"""Given a request, its right answer, and how often it was asked before: another answer, or None."""


class Handmade:
    """Orders by id, one event each; stands in for the client."""

    def __init__(self, *keys: int, cap: int = 100) -> None:
        self.orders = {key: order(key) for key in keys}
        self.events = {key: [event(key * 10, key)] for key in keys}
        self.cap = cap
        self.sent: list[Request] = []
        self.is_stopped = False
        self._spoils: list[Spoil] = []
        self._asked: Counter[str] = Counter()

    def spoil(self, spoil: Spoil) -> Handmade:
        self._spoils.append(spoil)
        return self

    def stop(self) -> None:
        self.is_stopped = True

    def send(self, request: Request) -> Interaction:
        before = self._asked[request.target]
        self._asked[request.target] += 1
        self.sent.append(request)
        right = self.answer(request)
        others = (spoil(request, right, before) for spoil in self._spoils)
        return next((other for other in others if other is not None), right)

    def answer(self, request: Request) -> Interaction:
        """The right answer."""
        if request.credential in {Credential.NONE, Credential.WRONG}:
            return response(request, NO, 401, challenge="Token")
        if request.credential is Credential.FORBIDDEN:
            return response(request, NO, 403)
        if request.endpoint is PULL:
            return response(request, self._pulled(request)) if request.verb == "POST" else response(request, NO, 405)
        document = self._document(request)
        return response(request, NO, 404) if document is None else response(request, document)

    def _pulled(self, request: Request) -> Any:
        numbers = (request.body or {})["order_numbers"]
        return [
            {**row, "order_number": number} for row, number in zip(pull_list()[-len(numbers) :], numbers, strict=True)
        ]

    def _document(self, request: Request) -> Any:
        views = {
            ORDER_LIST: dict, ORDER_LIST_SHORT: short, ORDER_LIST_SIMPLE: simple,
            ORDER_DETAIL: dict, ORDER_DETAIL_SHORT: detail_short,
            EVENT_LIST: dict, EVENT_LIST_SHORT: event_short, EVENT_DETAIL: dict,
        }  # fmt: skip
        if request.endpoint in (DELIVERY_TYPES, PAYMENT_TYPES):
            return ["standard"] if request.endpoint is DELIVERY_TYPES else ["credit_card"]
        view = views[request.endpoint]
        if request.pk is None:
            return self._page(request, [view(self.orders[key]) for key in sorted(self.orders, reverse=True)])
        if request.pk not in self.orders:
            return None
        if request.endpoint in (ORDER_DETAIL, ORDER_DETAIL_SHORT):
            return view(self.orders[request.pk])
        if request.endpoint is EVENT_DETAIL:
            return next((each for each in self.events[request.pk] if each["id"] == request.event), None)
        return self._page(request, [view(each) for each in self.events[request.pk]])

    def _page(self, request: Request, rows: list[Any]) -> Any:
        parts = urlsplit(request.target)
        query = {name: values[-1] for name, values in parse_qs(parts.query).items()}
        size, number = min(int(query.get("limit", "10")), self.cap), int(query.get("page", "1"))
        if number > 1 and (number - 1) * size >= len(rows):
            return None

        def link(page: int) -> str:
            more = [f"limit={query.get('limit')}"] * ("limit" in query) + [f"page={page}"] * (page > 1)
            return f"{BASE}{parts.path}{'?' * bool(more)}{'&'.join(more)}"

        return {
            "count": len(rows),
            "next": link(number + 1) if number * size < len(rows) else None,
            "previous": link(number - 1) if number > 1 else None,
            "results": rows[(number - 1) * size : number * size],
        }


def asked(deployment: Handmade, task: Task) -> list[Request]:
    """Carry a task out; return what was asked."""
    made: list[Request] = []
    request = next(task, None)
    while request is not None:
        made.append(request)
        try:
            request = task.send(deployment.send(request))
        except StopIteration:
            break
    return made


def surveyed(deployment: Handmade) -> Survey:
    """What a run knows after its walk and its visits."""
    survey = Survey(count=len(deployment.orders))
    asked(deployment, list_walk.walk(survey, ORDER_LISTS, FIRST_WALK))
    for task in order_visits.visits(survey):
        asked(deployment, task)
    return survey


def time_is_up(*_: Any) -> Interaction:
    raise TimeIsUp


def control_c(*_: Any) -> Interaction:
    raise KeyboardInterrupt
