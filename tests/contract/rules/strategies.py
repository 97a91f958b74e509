"""Hypothesis strategies for interactions: arbitrary JSON, and correct documents with some parts replaced."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from hypothesis import strategies as st

from oms_mock.contract.client.interaction import MISSING, Credential, Flaw, Interaction, NoResponse, Purpose, Request
from oms_mock.contract.endpoints import (
    DELIVERY_TYPES,
    ENDPOINTS,
    EVENT_DETAIL,
    EVENT_LIST,
    EVENT_LIST_SHORT,
    ORDER_DETAIL,
    ORDER_DETAIL_SHORT,
    ORDER_LIST,
    ORDER_LIST_SHORT,
    ORDER_LIST_SIMPLE,
    PAYMENT_TYPES,
    PULL,
)
from tests.contract.rules.builders import (
    BASE,
    bare_events,
    detail_short,
    event,
    event_short,
    events,
    order,
    orders,
    page,
    pull_list,
    replaced,
    short,
    simple,
)

Place = tuple[str | int, ...]

TEXTS = st.text(max_size=6) | st.sampled_from(
    (
        "2026-05-04T03:02:01Z", "2026-05-04T03:02:01", "0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59",
        "2026-05-04", "250.0", "1,5", "1e3", "5", "7", "standard", f"{BASE}/api/v1/oms/orders/?limit=2&page=2",
        "https://[", "http://a:b", "//x", "https://oms.example.com:99999/", "?page=2", "a\x00b", f"{7:032x}",
        "Approved", "OMSMOCK-CANARY-x",
    )
)  # fmt: skip
NUMBERS = st.integers(-3, 12) | st.sampled_from((2**63 - 1, -(2**63), 2**64, -(2**64), 10**600, 700))
SCALARS = st.none() | st.booleans() | NUMBERS | st.floats(allow_nan=False, allow_infinity=False) | TEXTS
KEYS = st.text(max_size=4) | st.sampled_from(
    (
        "id", "count", "next", "previous", "results", "orderitem_set", "order_item_count", "number", "channel", "value",
        "label", "success", "errors", "order_number", "modified_date", "object_id", "request_payload", "password",
        "configuration", "state", "name", "pk", "5",
    )
)  # fmt: skip
JSON = st.recursive(
    SCALARS, lambda inside: st.lists(inside, max_size=4) | st.dictionaries(KEYS, inside, max_size=5), max_leaves=12
)

CORRECT: dict[str, tuple[Any, ...]] = {
    ORDER_LIST.name: (page(ORDER_LIST, orders(7, 5, items=2), count=5).document,),
    ORDER_LIST_SHORT.name: (page(ORDER_LIST_SHORT, [short(order(7)), short(order(5))], count=5).document,),
    ORDER_LIST_SIMPLE.name: (page(ORDER_LIST_SIMPLE, [simple(order(7)), simple(order(5))], count=5).document,),
    ORDER_DETAIL.name: (order(7, items=2),),
    ORDER_DETAIL_SHORT.name: (detail_short(order(7)),),
    EVENT_LIST.name: (events([event(5), event(7)]).document, bare_events([event(5), event(7)]).document),
    EVENT_LIST_SHORT.name: (events([event_short(event(5)), event_short(event(7))]).document, [event_short(event(5))]),
    EVENT_DETAIL.name: (event(7),),
    DELIVERY_TYPES.name: (["standard"], {"standard": "Standard"}, [{"value": "standard", "label": "Standard"}]),
    PAYMENT_TYPES.name: (["credit_card"], {"credit_card": "Card"}, [{"value": "credit_card", "label": "Card"}]),
    PULL.name: (pull_list(), {each["order_number"]: each for each in pull_list()}),
}


def places(document: Any, way: Place = ()) -> Iterator[Place]:
    """Yield every place of a document, the root first."""
    yield way
    steps = document.items() if isinstance(document, dict) else enumerate(document) if type(document) is list else ()
    for step, child in steps:
        yield from places(child, (*way, step))


_PLACES = {
    (name, index): list(places(document))
    for name, documents in CORRECT.items()
    for index, document in enumerate(documents)
}


@st.composite
def nearly_correct(draw: st.DrawFn, name: str, values: st.SearchStrategy[Any] = JSON) -> Any:
    """Draw a correct document in which some parts are replaced by anything."""
    index = draw(st.integers(0, len(CORRECT[name]) - 1))
    document = CORRECT[name][index]
    for way in draw(st.lists(st.sampled_from(_PLACES[name, index]), min_size=0, max_size=3)):
        try:
            document = replaced(document, way, draw(values | st.just(MISSING) if way else values))
        except (KeyError, IndexError, TypeError):  # an earlier replacement removed the place
            continue
    return document


@st.composite
def requests(draw: st.DrawFn) -> Request:
    """Draw any request that a plan could make, and more."""
    limit, number = draw(st.sampled_from((1, 2, 3, 100))), draw(st.integers(1, 4))
    return Request(
        draw(st.sampled_from(ENDPOINTS)),
        pk=draw(st.sampled_from((7, 5, None))),
        event=draw(st.sampled_from((7, f"{7:032x}", None))),
        query=(("limit", str(limit)), ("page", str(number))),
        purpose=draw(st.sampled_from((Purpose.VISIT, Purpose.WALK)) | st.sampled_from(Purpose)),
        credential=draw(st.sampled_from(Credential)),
        body=draw(st.sampled_from((None, {"order_numbers": ["5"]}))),
        walk=draw(st.sampled_from(("first", "second", ""))),
        page=number,
    )


@st.composite
def interactions(draw: st.DrawFn, values: st.SearchStrategy[Any] = JSON) -> Interaction:
    """Draw any response to any request, most of them nearly correct."""
    request = draw(requests())
    nearly = nearly_correct(request.endpoint.name, values)
    return Interaction(
        request,
        draw(st.just(200) | st.just(200) | st.sampled_from((None, 204, 301, 401, 403, 404, 410, 418, 429, 500, 503))),
        no_response=draw(st.none() | st.sampled_from(NoResponse)),
        content_type=draw(st.sampled_from(("application/json", "", "text/html; charset=utf-8"))),
        challenge=draw(st.sampled_from((None, "Token"))),
        document=draw(st.one_of(nearly, nearly, nearly, values, SCALARS, st.just(MISSING))),
        flaw=draw(st.none() | st.sampled_from(Flaw)),
        attempts=tuple(draw(st.lists(st.sampled_from((429, 500, NoResponse.RESET)), max_size=2))),
        base_url=draw(st.sampled_from((BASE, f"{BASE}/below"))),
    )
