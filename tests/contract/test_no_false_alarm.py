"""Legitimate variations of a deployment give no errors."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import count
from typing import Any

import pytest

from oms_mock import wire
from oms_mock.contract.client.options import Options
from oms_mock.contract.client.target import Target
from oms_mock.contract.outcome.report import Report
from oms_mock.contract.plan import survey
from oms_mock.contract.run.checker import check
from oms_mock.contract.severity import Severity
from oms_mock.faults.rewrite import Exchange, Rewrite, Rewriting
from oms_mock.spec import reader
from tests.recall.harness import FORBIDDEN_TOKEN, TOKEN, URL, Wsgi, clones, fake

ORDERS = "/api/v1/oms/orders/"
MANY = 25
SOME = Options(allow_writes=True, sample=8, max_pages=6)
Order = dict[str, Any]
Change = Callable[[Order], object]


def same(exchange: Exchange) -> Exchange | None:
    """Leave an answer as it is."""


@dataclass(frozen=True)
class Variation:
    """A legitimate deployment: orders that are changed before it begins, and answers on their way out."""

    name: str
    orders: Change = lambda _: None
    number: int = 9
    answers: Callable[[], Rewrite] = lambda: same
    scheme: str = "Token"
    config: dict[str, Any] = field(default_factory=dict)


def each_item(change: Change) -> Change:
    def changed(order: Order) -> None:
        for item in order["orderitem_set"]:
            change(item)

    return changed


def each_state(change: Change) -> Change:
    def changed(order: Order) -> None:
        for holder in (order, *order["orderitem_set"]):
            holder["state"] = dict(holder["state"])
            change(holder["state"])

    return changed


@cache
def nullable() -> dict[str, Any]:
    """The paths of a full order that may be null, each with the schema that says so."""
    document = reader.load("order-detail.response.json")
    return {
        path.removeprefix("$."): schema
        for path, schema in reader.properties(document)
        if "*." not in path.replace("[*].", "") and _may_be_null(schema) and "configuration" not in path
    }


def _may_be_null(schema: Any) -> bool:
    types = schema.get("type", ())
    return "null" in (types if isinstance(types, list) else ()) or {"type": "null"} in schema.get("anyOf", ())


def set_nullable(make: Callable[[Any, Any], Any]) -> Change:
    """Put a value at every path that may be null."""

    def changed(order: Order) -> None:
        for path, schema in nullable().items():
            _put(order, path.split("."), schema, make)

    return changed


def _put(value: Any, steps: list[str], schema: Any, make: Callable[[Any, Any], Any]) -> None:
    name, rest = steps[0].removesuffix("[*]"), steps[1:]
    if not isinstance(value, dict) or name not in value:
        return
    if not rest:
        value[name] = make(schema, value[name])
        return
    children = value[name] if steps[0].endswith("[*]") else [value[name]]
    for child in children:
        _put(child, rest, schema, make)


def a_value(schema: Any, present: Any) -> Any:
    """Fill what is null, by its schema."""
    if present is not None:
        return present
    if "anyOf" in schema:
        return None
    pattern, types = schema.get("pattern", ""), schema["type"]
    if schema.get("format") == "date-time":
        return "2023-05-17T13:45:55.677011Z"
    if "{8}" in pattern or "{2}" in pattern:
        return "1.00000000" if "{8}" in pattern else "1.00"
    return {"string": "a text", "integer": 7, "object": {}}[types[0]]


def documents(where: Callable[[Exchange], bool], change: Callable[[Any], Any]) -> Rewrite:
    """Change the JSON of some 200s."""

    def rewrite(exchange: Exchange) -> Exchange | None:
        if exchange.status != 200 or not where(exchange):
            return None
        return replace(exchange, body=wire.dumps(change(json.loads(exchange.body))))

    return rewrite


def at(*endings: str) -> Callable[[Exchange], bool]:
    return lambda exchange: exchange.path.endswith(endings)


def rows(change: Callable[[Order], Order]) -> Callable[[Any], Any]:
    def changed(page: Any) -> Any:
        if isinstance(page, dict) and isinstance(page.get("results"), list):
            return page | {"results": [change(row) for row in page["results"]]}
        return change(page)

    return changed


def is_full(exchange: Exchange) -> bool:
    tail = exchange.path.removeprefix(ORDERS).strip("/")
    return tail == "" or tail.isdecimal()


def references(change: Callable[[str, Order], Any]) -> Rewrite:
    """Write the references of the short views in another form; the whole orders tell which."""
    whole = {order["id"]: order for order in clones(MANY)}
    names = ("state", "channel", "customer", "shipping_address", "billing_address")

    def changed(row: Order) -> Order:
        return row | {name: change(name, whole[row["id"]][name]) for name in names if name in row}

    return documents(at("/short/", "/list-simple/"), lambda body: body if _is_events(body) else rows(changed)(body))


def _is_events(body: Any) -> bool:
    return isinstance(body, dict) and any("event_type" in row for row in body.get("results", ()))


def as_name(name: str, value: Order) -> str:
    return f"{value['first_name']} {value['last_name']}" if "first_name" in value else str(value["name"])


def as_object(name: str, value: Order) -> Order:
    key = "pk" if "pk" in value else "id"
    return {key: value[key], **({"name": value["name"]} if "name" in value else {})}


def throttling() -> Rewrite:
    """Refuse every thirtieth request with 429."""
    numbers = count(1)

    def rewrite(exchange: Exchange) -> Exchange | None:
        if next(numbers) % 30:
            return None
        refused = b'{"detail":"Request was throttled. Expected available in 0 seconds."}'
        headers = (("Content-Type", "application/json"), ("Retry-After", "0"))
        return replace(exchange, status=429, headers=headers, body=refused)

    return rewrite


def bearer() -> Rewrite:
    def rewrite(exchange: Exchange) -> Exchange | None:
        headers = tuple(
            (name, "Bearer" if name.lower() == "www-authenticate" else value) for name, value in exchange.headers
        )
        return replace(exchange, headers=headers)

    return rewrite


def pretty(exchange: Exchange) -> Exchange | None:
    if exchange.status != 200:
        return None
    return replace(exchange, body=json.dumps(json.loads(exchange.body), indent=2, ensure_ascii=True).encode())


def other_refusals(exchange: Exchange) -> Exchange | None:
    if exchange.status < 400:
        return None
    return replace(exchange, body=b'{"detail":"Hata: nesne bulunamad\xc4\xb1.","code":"not_found"}')


def unnamed_constants(exchange: Exchange) -> Exchange | None:
    return documents(at("_enums/"), lambda members: [each["value"] for each in members])(exchange)


def mapped_constants(exchange: Exchange) -> Exchange | None:
    return documents(at("_enums/"), lambda members: {each["value"]: each["label"] for each in members})(exchange)


def bare_events(exchange: Exchange) -> Exchange | None:
    return documents(at("/webhook_events/", "/webhook_events/short/"), lambda page: page["results"])(exchange)


def no_events(exchange: Exchange) -> Exchange | None:
    empty = {"count": 0, "next": None, "previous": None, "results": []}
    return documents(at("/webhook_events/", "/webhook_events/short/"), lambda _: empty)(exchange)


def mapped_pull(exchange: Exchange) -> Exchange | None:
    def changed(outcomes: list[Order]) -> Order:
        return {each["order_number"]: {"success": each["success"], "errors": each["errors"]} for each in outcomes}

    return documents(at("pull_from_omnitron/"), changed)(exchange)


def few_short_fields(exchange: Exchange) -> Exchange | None:
    kept = {"id", "number", "state", "order_item_count", "created_date", "modified_date"}

    def changed(row: Order) -> Order:
        return {name: value for name, value in row.items() if name in kept}

    where = at("/orders/short/", "/list-simple/")
    return documents(where, rows(changed))(exchange)


def richer_detail(exchange: Exchange) -> Exchange | None:
    def changed(order: Order) -> Order:
        return order | {"packages": [], "customer": order["customer"] | {"loyalty_level": 3}}

    return documents(lambda each: is_full(each) and each.path != ORDERS, changed)(exchange)


def new_fields(exchange: Exchange) -> Exchange | None:
    return documents(lambda each: each.path != f"{ORDERS}pull_from_omnitron/", _with_new_fields)(exchange)


def _with_new_fields(body: Any) -> Any:
    if isinstance(body, list):
        return [_with_new_fields(each) if isinstance(each, dict) else each for each in body]
    grown = {key: _with_new_fields(value) if isinstance(value, dict | list) else value for key, value in body.items()}
    return grown | {"brand_new": {"a": 1}}


def capped(most: int) -> dict[str, Any]:
    return {"page_size": most, "max_page_size": most}


VARIATIONS = (
    Variation("as it is"),
    Variation("every nullable value is null", set_nullable(lambda *_: None)),
    Variation("every nullable value is filled", set_nullable(a_value)),
    Variation("translations are null", each_state(lambda state: state.update(translations=None))),
    Variation("translations are absent", each_state(lambda state: state.pop("translations"))),
    Variation(
        "translations are in another language",
        each_state(lambda state: state.update(translations={"de-de": {"name": "Bestätigt"}})),
    ),
    Variation(
        "attributes are empty", each_item(lambda item: item["product"].update(attributes={}, attributes_kwargs={}))
    ),
    Variation("products have no images", each_item(lambda item: item["product"].update(productimage_set=[]))),
    Variation("orders have no items", lambda order: order.update(orderitem_set=[])),
    Variation("orders have commands", lambda order: order.update(commands=[{"id": 7, "slug": "CANCEL", "name": "x"}])),
    Variation("a channel's configuration is empty", lambda order: order["channel"].update(configuration={})),
    Variation("a retail store is an object", lambda order: order.update(retail_store={"id": 3, "name": "Kadıköy"})),
    Variation("dates have no fraction", lambda order: _whole_seconds(order)),
    Variation("one order", number=1),
    Variation("two orders", number=2),
    Variation("two channels share an order number", lambda order: _shared_number(order)),
    Variation("every object has a new field", answers=lambda: new_fields),
    Variation("an opened order shows more than its row", answers=lambda: richer_detail),
    Variation("references are names", answers=lambda: references(as_name)),
    Variation("references are objects", answers=lambda: references(as_object)),
    Variation("references are whole objects", answers=lambda: references(lambda _, value: value)),
    Variation("the short views have few fields", answers=lambda: few_short_fields),
    Variation("constants are texts", answers=lambda: unnamed_constants),
    Variation("constants are a map", answers=lambda: mapped_constants),
    Variation("webhook events come bare", answers=lambda: bare_events),
    Variation("there are no webhook events", answers=lambda: no_events),
    Variation("a pull is answered with a map", answers=lambda: mapped_pull),
    Variation("a page has 20 rows", config={"page_size": 20}),
    Variation("limit is capped at 10", number=25, config=capped(10)),
    Variation("the scheme is Bearer", answers=bearer, scheme="Bearer"),
    Variation("requests are throttled", answers=throttling),
    Variation("JSON is indented and escaped", answers=lambda: pretty),
    Variation("refusals have other texts", answers=lambda: other_refusals),
)


def _whole_seconds(value: Any) -> None:
    for key, child in value.items() if isinstance(value, dict) else enumerate(value):
        if isinstance(child, str) and child.endswith("Z") and "." in child:
            value[key] = child.partition(".")[0] + "Z"
        elif isinstance(child, dict | list):
            _whole_seconds(child)


def _shared_number(order: Order) -> None:
    order["number"] = "2291090711512921"
    channel = order["id"]
    order["channel"]["id"] = channel
    for customer in (order["customer"], order["shipping_address"]["customer"], order["billing_address"]["customer"]):
        customer["channel"] = channel


def judge(variation: Variation, options: Options = Options(allow_writes=True)) -> Report:  # noqa: B008
    orders = copy.deepcopy(clones(variation.number))  # their states are those of the dataset
    for order in orders:
        variation.orders(order)
    app = Rewriting(fake(orders, **variation.config), variation.answers())
    wanted = _speaking(app) if variation.scheme == "Bearer" else app
    target = Target(URL, TOKEN, scheme=variation.scheme, forbidden_token=FORBIDDEN_TOKEN)
    return check(target, options, transport=Wsgi(wanted))


def _speaking(app: Any) -> Any:
    """Let a fake that wants Token be asked with Bearer."""

    def speaking(environ: dict[str, Any], start_response: Any) -> Any:
        sent = environ.get("HTTP_AUTHORIZATION", "")
        return app(environ | ({"HTTP_AUTHORIZATION": sent.replace("Bearer", "Token")} if sent else {}), start_response)

    return speaking


@pytest.mark.parametrize("variation", VARIATIONS, ids=lambda each: each.name)
def test_a_legitimate_variation_gives_no_errors(variation: Variation) -> None:
    report = judge(variation)
    assert [f"{each.rule} {each.message}" for each in report.findings if each.severity is not Severity.INFO] == []
    assert report.inconclusive == ""
    assert report.orders == variation.number


@pytest.mark.parametrize("seed", [42, 43])
@pytest.mark.parametrize(
    "variation", [each for each in VARIATIONS if each.number > 2 and not each.config], ids=lambda each: each.name
)
def test_a_legitimate_variation_gives_no_errors_with_a_sample(
    variation: Variation, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(survey, "LARGEST_PAGE", 2)
    report = judge(replace(variation, number=MANY), replace(SOME, seed=seed))
    assert [f"{each.rule} {each.message}" for each in report.findings if each.severity is not Severity.INFO] == []
    assert report.inconclusive == ""
    assert report.sample
    assert (report.sample.opened, report.sample.listed, report.sample.there) == (8, 11, MANY)
    assert {*report.sample.pages.values()} == {(6, 13)}


def test_a_capped_limit_gives_no_errors_with_a_sample_of_pages() -> None:
    report = judge(Variation("capped", number=60, config=capped(10)), Options(sample=8, max_pages=3))
    assert [each.message for each in report.findings] == []
    assert report.sample
    assert {*report.sample.pages.values()} == {(3, 6)}


def test_there_are_at_least_25_variations() -> None:
    assert len({variation.name for variation in VARIATIONS}) >= 25
