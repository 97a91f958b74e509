"""Builders of interactions: the correct response to every request, and changes to it."""

from __future__ import annotations

from collections.abc import Iterable
from copy import deepcopy
from functools import cache
from typing import Any

import orjson

from oms_mock.contract.client.interaction import MISSING, Credential, Interaction, Purpose, Request
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
    PAYMENT_TYPES,
    PULL,
    Endpoint,
)
from oms_mock.contract.findings import Finding
from oms_mock.contract.plan.requests import IMPOSSIBLE, event_page, page_request
from oms_mock.contract.rules.base import Rule
from oms_mock.contract.rules.suspicions import Verdict, findings_of
from tests.vendor import sample

BASE = "https://oms.example.com"
DATE = "2026-05-04T03:02:01.654321Z"
LATER = "2026-05-04T03:02:02.654321Z"
TEST_SECRET = "OMSMOCK-CANARY-building"
SCALARS = (
    "id", "created_date", "modified_date", "omnitron_id", "number", "date_placed", "payment_type",
    "delivery_type", "client_type", "tracking_number", "cargo_company",
)  # fmt: skip

Document = dict[str, Any]


@cache
def _vendors() -> bytes:
    """Return the vendor's order as bytes; parsing them is the fastest way to copy it."""
    order: Document = sample()["results"][0]
    order["channel"]["configuration"] |= {"password": TEST_SECRET, "auth_token": TEST_SECRET}
    return orjson.dumps(order)


def item(key: int, order_id: int) -> Document:
    """Return the vendor's item with other ids."""
    vendors: Document = orjson.loads(_vendors())["orderitem_set"][0]
    return {**vendors, "id": key, "order": order_id}


def order(key: int, items: int = 1, **changes: Any) -> Document:
    """Return the vendor's order with another id, number and item ids."""
    return {
        **orjson.loads(_vendors()),
        "id": key,
        "number": f"{key:016}",
        "orderitem_set": [item(key * 100 + place, key) for place in range(items)],
        **changes,
    }


def orders(*keys: int, **changes: Any) -> list[Document]:
    return [order(key, **changes) for key in keys]


def put(document: Any, path: str, value: Any) -> Any:
    """Return a copy of a document with another value at `a.b.0.c`; MISSING removes the key."""
    return replaced(document, tuple(int(step) if step.isdigit() else step for step in path.split(".")), value)


def replaced(document: Any, way: tuple[str | int, ...], value: Any) -> Any:
    """Return a copy of a document with another value at the end of a path."""
    if not way:
        return value
    changed = deepcopy(document)
    *before, last = way
    parent = changed
    for step in before:
        parent = parent[step]
    if isinstance(parent, dict) is not isinstance(last, str):
        raise TypeError(last)
    if value is MISSING:
        del parent[last]
    else:
        parent[last] = value
    return changed


def simple(full: Document, **changes: Any) -> Document:
    """Return the row of the simple list."""
    return {name: full[name] for name in SCALARS} | {"state": full["state"]["id"]} | changes


def short(full: Document, **changes: Any) -> Document:
    """Return the row of the short list."""
    return simple(full) | {"order_item_count": len(full["orderitem_set"]), "channel": full["channel"]["id"]} | changes


def detail_short(full: Document, **changes: Any) -> Document:
    kept = {name: value for name, value in full.items() if name != "orderitem_set"}
    return kept | {"order_item_count": len(full["orderitem_set"])} | changes


def event(key: int, order_id: int = 7, **changes: Any) -> Document:
    return {
        "id": key,
        "webhook": {"event_type": "order.created"},
        "created_date": DATE,
        "modified_date": DATE,
        "uuid": f"{key:032x}",
        "request_payload": {"event": {"type": "order.created"}, "payload": {}},
        "response_content": "ok",
        "response_http_status": 200,
        "delivered": True,
        "retry_count": 0,
        "object_id": order_id,
        "content_type": 2,
        **changes,
    }


def event_short(full: Document, **changes: Any) -> Document:
    names = ("id", "uuid", "created_date", "modified_date", "response_http_status", "delivered", "retry_count")
    return {name: full[name] for name in names} | changes


def response(request: Request, document: Any = MISSING, status: int = 200, **changes: Any) -> Interaction:
    """Return a JSON response."""
    usual: Document = {"content_type": "application/json", "document": document, "base_url": BASE}
    return Interaction(request, status, **(usual | changes))


def link(request: Request, page: int) -> str:
    """Return a link as Django REST framework writes it."""
    limit = dict(request.query).get("limit")
    query = [f"limit={limit}"] * (limit is not None) + [f"page={page}"] * (page > 1)
    path = request.endpoint.template.replace("{pk}", str(request.pk))
    return f"{BASE}{path}{'?' * bool(query)}{'&'.join(query)}"


def page(
    endpoint: Endpoint,
    rows: Iterable[Any],
    *,
    count: int | None = None,
    number: int = 1,
    limit: int = 2,
    walk: str = "first",
    status: int = 200,
    **envelope: Any,
) -> Interaction:
    """Return a page of a walk, with correct links for its `count`."""
    rows = list(rows)
    count = (number - 1) * limit + len(rows) if count is None else count
    request = page_request(endpoint, walk, limit, number)
    body = {
        "count": count,
        "next": link(request, number + 1) if number * limit < count else None,
        "previous": link(request, number - 1) if number > 1 else None,
        "results": rows,
        **envelope,
    }
    return response(request, body, status)


def walked(
    endpoint: Endpoint, rows: Iterable[Any], *, limit: int = 2, walk: str = "first", **envelope: Any
) -> list[Interaction]:
    """Return all pages of a walk."""
    rows = list(rows)
    starts = range(0, max(len(rows), 1), limit)
    return [
        page(
            endpoint,
            rows[start : start + limit],
            count=envelope.get("count", len(rows)),
            number=start // limit + 1,
            limit=limit,
            walk=walk,
            **{name: value for name, value in envelope.items() if name != "count"},
        )
        for start in starts
    ]


def first_page(endpoint: Endpoint, rows: int, *, count: int, limit: int) -> Interaction:
    """Return the first page of a list that is requested with a `limit`."""
    request = Request(endpoint, query=(("limit", str(limit)),), purpose=Purpose.LIMIT)
    return response(request, {"count": count, "next": None, "previous": None, "results": orders(*range(rows))})


def visit(endpoint: Endpoint, key: int, document: Any = MISSING, status: int = 200, **changes: Any) -> Interaction:
    return response(Request(endpoint, pk=key, purpose=Purpose.VISIT), document, status, **changes)


def opened(full: Document, **changes: Any) -> Interaction:
    return visit(ORDER_DETAIL, full["id"], full, **changes)


def opened_short(full: Document, **changes: Any) -> Interaction:
    return visit(ORDER_DETAIL_SHORT, full["id"], detail_short(full, **changes))


def events(rows: Iterable[Any], key: int = 7, endpoint: Endpoint = EVENT_LIST, **envelope: Any) -> Interaction:
    """Return a page of an order's events."""
    rows = list(rows)
    body = {"count": len(rows), "next": None, "previous": None, "results": rows, **envelope}
    return response(event_page(endpoint, key), body)


def bare_events(rows: Iterable[Any], key: int = 7, endpoint: Endpoint = EVENT_LIST) -> Interaction:
    return response(event_page(endpoint, key), list(rows))


def opened_event(full: Document, key: int = 7, requested: int | str | None = None, status: int = 200) -> Interaction:
    wanted = full["id"] if requested is None else requested
    return response(Request(EVENT_DETAIL, pk=key, event=wanted, purpose=Purpose.VISIT), full, status)


def event_views(*rows: Document, key: int = 7, **changes: Any) -> list[Interaction]:
    """Return both lists of an order's events, and each event opened."""
    shorter = events([event_short(row) for row in rows], key, EVENT_LIST_SHORT)
    return [events(rows, key, **changes), shorter, *(opened_event(row, key) for row in rows)]


def constants(endpoint: Endpoint, body: Any) -> Interaction:
    return response(Request(endpoint), body)


def pulled(document: Any, number: str = "5", status: int = 200) -> Interaction:
    """Return the response to a pull of a number that exists, and of one that cannot exist."""
    return response(Request(PULL, purpose=Purpose.PULL, body={"order_numbers": [number, IMPOSSIBLE]}), document, status)


def rejected(endpoint: Endpoint, purpose: Purpose, status: int, document: Any = MISSING, **changes: Any) -> Interaction:
    """Return the response to a request that must be rejected."""
    names = ("pk", "event", "credential", "query", "page", "method")
    requested = {name: changes.pop(name) for name in names if name in changes}
    return response(Request(endpoint, purpose=purpose, **requested), document, status, **changes)


def unauthenticated(
    credential: Credential, status: int, document: Any = MISSING, endpoint: Endpoint = ORDER_LIST, **changes: Any
) -> Interaction:
    return rejected(endpoint, Purpose.OTHER_CREDENTIAL, status, document, credential=credential, **changes)


def verdict(rule: type[Rule] | Rule, *interactions: Interaction | list[Interaction]) -> Verdict:
    """Return the verdict of a rule on some interactions."""
    checked = rule() if isinstance(rule, type) else rule
    for each in flat(interactions):
        checked.see(each)
    return checked.finish()


def flat(interactions: Iterable[Interaction | list[Interaction]]) -> list[Interaction]:
    return [one for each in interactions for one in (each if isinstance(each, list) else [each])]


def all_findings(rule: type[Rule] | Rule, *interactions: Interaction | list[Interaction]) -> list[Finding]:
    """Return all findings, including those that are not confirmed yet."""
    return list(findings_of(verdict(rule, *interactions)))


def only_finding(rule: type[Rule] | Rule, *interactions: Interaction | list[Interaction]) -> Finding:
    """Return the only finding."""
    (only,) = all_findings(rule, *interactions)
    return only


def findings(rule: type[Rule] | Rule, *interactions: Interaction | list[Interaction]) -> list[tuple[str, str, str]]:
    """Return kind, endpoint and path of all findings."""
    return [(each.kind, each.endpoint.name, each.path) for each in all_findings(rule, *interactions)]


def listed(rule: type[Rule] | Rule, *interactions: Interaction | list[Interaction]) -> list[tuple[str, str, str]]:
    """Return kind, endpoint and path of findings that are explained by changed data."""
    return [(each.kind, each.endpoint.name, each.path) for each in verdict(rule, *interactions).unstable]


def weight(finding: Finding) -> tuple[str, str]:
    return finding.severity.value, finding.provenance.value


def words(finding: Finding) -> tuple[str, str]:
    return finding.expected, finding.got


def numbers(finding: Finding) -> tuple[int, int, str]:
    return finding.count, finding.of, finding.unit


def deployment(keys: Iterable[int], limit: int = 2) -> list[Interaction]:
    """Return all interactions of a run on a correct deployment: orders with these ids, one event each."""
    full = orders(*keys)
    event_of = {each["id"]: event(each["id"] * 10, each["id"]) for each in full}
    views = ((ORDER_LIST, full), (ORDER_LIST_SHORT, map(short, full)), (ORDER_LIST_SIMPLE, map(simple, full)))
    return flat(
        [
            [page for endpoint, rows in views for page in walked(endpoint, rows, limit=limit)],
            *([opened(each), opened_short(each), *event_views(event_of[each["id"]], key=each["id"])] for each in full),
            [constants(DELIVERY_TYPES, ["standard"]), constants(PAYMENT_TYPES, ["credit_card"])],
            [constants(DELIVERY_TYPES, ["standard"]), constants(PAYMENT_TYPES, ["credit_card"])],
            *(
                unauthenticated(credential, status, {"detail": "no"}, challenge="Token")
                for credential, status in zip(list(Credential)[1:], (401, 401, 403), strict=True)
            ),
            rejected(ORDER_DETAIL, Purpose.UNKNOWN_ORDER, 404, {"detail": "no"}, pk=999),
            rejected(EVENT_DETAIL, Purpose.UNKNOWN_EVENT, 404, {"detail": "no"}, pk=7, event=999),
            rejected(ORDER_LIST, Purpose.PAST_END, 404, {"detail": "no"}, page=9, query=(("limit", "2"),)),
            walked(ORDER_LIST, full, limit=limit, walk="second"),
            pulled(pull_list()),
            rejected(PULL, Purpose.PULL_BY_GET, 405, {"detail": "no"}, method="GET"),
        ]
    )


EXISTS = "Order number: 5 already exists in PZ Shop channel!"
NOT_FOUND = f"Order not found with Order number:{IMPOSSIBLE}"


def pull_list() -> list[Document]:
    return [
        {"order_number": "5", "success": False, "errors": [EXISTS]},
        {"order_number": IMPOSSIBLE, "success": False, "errors": [NOT_FOUND]},
    ]
