"""Open orders: both views, both lists of webhook events, and every event."""

from __future__ import annotations

from collections.abc import Generator, Iterator

from oms_mock.contract.client import page_link
from oms_mock.contract.client.interaction import Interaction, Purpose, Request
from oms_mock.contract.endpoints import (
    EVENT_DETAIL,
    EVENT_LIST,
    EVENT_LISTS,
    ORDER_DETAIL,
    ORDER_DETAIL_SHORT,
    Endpoint,
)
from oms_mock.contract.plan.requests import Task, event_key, event_page
from oms_mock.contract.plan.survey import Survey

MOST_EVENT_PAGES = 50


def visits(survey: Survey) -> Iterator[Task]:
    """Open the chosen orders: one task each."""
    for place in survey.draw().places:
        yield visit(survey, survey.ids[place], survey.pages[place])


def visit(survey: Survey, pk: int, page: int) -> Task:
    """Open an order in both views, read both lists of its events, and open every event."""
    yield Request(ORDER_DETAIL, pk=pk, purpose=Purpose.VISIT, page=page)
    yield Request(ORDER_DETAIL_SHORT, pk=pk, purpose=Purpose.VISIT, page=page)
    events: list[int | str] = []
    for endpoint in EVENT_LISTS:
        rows = yield from _all_events(endpoint, pk)
        if endpoint is EVENT_LIST:
            events = rows
    for event in dict.fromkeys(events):
        yield Request(EVENT_DETAIL, pk=pk, event=event, purpose=Purpose.VISIT)
        if survey.event is None:
            survey.event = pk, event
        if isinstance(event, int):
            survey.highest_event = max(survey.highest_event, event)


def _all_events(endpoint: Endpoint, pk: int) -> Generator[Request, Interaction, list[int | str]]:
    """Read a list of events to its end; return the keys of the events."""
    request: Request | None = event_page(endpoint, pk)
    template = endpoint.template.replace("{pk}", str(pk))
    found: list[int | str] = []
    seen: set[str] = set()
    while request and len(seen) < MOST_EVENT_PAGES:
        seen.add(request.target)
        response = yield request
        found += [key for row in response.rows if (key := event_key(row)) is not None]
        link = response.body.get("next") if isinstance(response.body, dict) else None
        target = page_link.read(link, response.base_url)
        leads_on = isinstance(target, page_link.PageLink) and target.path == template and target.target not in seen
        request = (
            Request(endpoint, pk=pk, purpose=Purpose.VISIT, page=len(seen) + 1, link=target.target)
            if leads_on and isinstance(target, page_link.PageLink)
            else None
        )
    return found
