"""The independent implementation is a deployment as in the vendor's documentation, in all of its configurations."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import requests
from werkzeug.test import Client, TestResponse

from tests.django.drf_oms.application import application
from tests.vendor import sample

ORDERS = "/api/v1/oms/orders/"
ROOT = Path(__file__).parents[2]

PLACES = ("city", "country", "township", "district")
OBJECTS = (
    "",
    "state",
    "customer",
    "channel",
    *(f"{address}{part}" for address in ("shipping_address", "billing_address") for part in ("", ".customer")),
    *(f"shipping_address.{place}" for place in PLACES),
    "orderitem_set.0",
    *(f"orderitem_set.0.{part}" for part in ("state", "product", "price_list", "stock_list", "extra_field")),
    "orderitem_set.0.product.productimage_set.0",
)
DATE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{6})?Z")


class Deployment:
    """A deployment in this process, asked with a token."""

    def __init__(self, **options: Any) -> None:
        self.scheme = options.get("scheme", "Token")
        self.client = Client(application(**options))

    def ask(
        self, path: str = "", *, method: str = "GET", authorization: str | None = None, **body: Any
    ) -> TestResponse:
        """Send a request below the orders."""
        headers = {"Authorization": f"{self.scheme} deployment-token" if authorization is None else authorization}
        return self.client.open(ORDERS + path, method=method, headers=headers, **body)

    def get(self, path: str = "") -> Any:
        """Return the JSON at a path."""
        return self.ask(path).json

    def pull(self, *numbers: str) -> Any:
        """Return what is said of a pull."""
        return self.ask("pull_from_omnitron/", method="POST", json={"order_numbers": numbers}).json

    def rows(self) -> list[dict[str, Any]]:
        """Return up to a hundred orders."""
        rows: list[dict[str, Any]] = self.get("?limit=100")["results"]
        return rows


@pytest.fixture(scope="module", name="deployment")
def fixture_deployment() -> Deployment:
    """The deployment of the defaults: read only, please."""
    return Deployment()


@pytest.fixture(scope="module", name="order")
def fixture_order(deployment: Deployment) -> dict[str, Any]:
    """An order in which every object of the page is there."""
    return next(row for row in deployment.rows() if all(at(row, path) for path in OBJECTS))


@pytest.fixture(name="process")
def fixture_process() -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """Start the deployment as a process of its own."""
    started: list[subprocess.Popen[str]] = []

    def start(*flags: str) -> subprocess.Popen[str]:
        command = [sys.executable, "-m", "tests.django.drf_oms", "--port", "0", *flags]
        started.append(subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True))
        return started[-1]

    yield start
    for process in started:
        process.terminate()
        process.communicate(timeout=30)


def at(value: Any, path: str) -> Any:
    """Return what lies at a dotted path, or None."""
    for step in filter(None, path.split(".")):
        children = dict(enumerate(value)) if isinstance(value, list) else value or {}
        value = children.get(int(step) if step.isdigit() else step)
    return value


def leaves(value: Any) -> Iterator[tuple[str, Any]]:
    """Yield every key with its scalar, at any depth."""
    for key, child in enumerate(value) if isinstance(value, list) else value.items():
        if isinstance(child, dict | list):
            yield from leaves(child)
        else:
            yield str(key), child


@pytest.mark.parametrize("path", OBJECTS)
def test_an_object_has_the_documented_keys_in_the_documented_order(order: dict[str, Any], path: str) -> None:
    assert list(at(sample()["results"][0], path)) == list(at(order, path))


@pytest.mark.parametrize("path", OBJECTS)
def test_a_value_has_the_documented_type(deployment: Deployment, path: str) -> None:
    shown = {key: type(value) for key, value in at(sample()["results"][0], path).items() if value is not None}

    given = [at(row, path) for row in deployment.rows() if at(row, path)]

    assert {key: shown[key] for each in given for key in shown if each[key] is not None} == {
        key: type(each[key]) for each in given for key in shown if each[key] is not None
    }


def test_nullable_values_are_sometimes_null_and_sometimes_not(deployment: Deployment) -> None:
    nullable = ("retail_store", "delivery_range", "tracking_number", "notes", "segment", "cargo_company")

    assert {(key, empty) for key in nullable for empty in (True, False)} == {
        (key, row[key] is None) for row in deployment.rows() for key in nullable
    }


def test_dates_are_utc_in_the_documented_format(deployment: Deployment) -> None:
    dates = [value for key, value in leaves(deployment.rows()) if key.endswith("_date")]

    assert [date for date in dates if not DATE.fullmatch(date)] == []


def test_secrets_are_canaries_and_email_addresses_are_reserved(deployment: Deployment) -> None:
    found = [(key, value) for key, value in leaves(deployment.rows()) if key in {"password", "auth_token", "email"}]

    assert [
        value for _, value in found if not value.startswith("OMSMOCK-CANARY-") and not value.endswith("example.com")
    ] == []


def test_some_billing_addresses_differ_and_some_customers_have_several_orders(deployment: Deployment) -> None:
    rows = deployment.rows()

    assert {True, False} == {row["billing_address"]["id"] == row["shipping_address"]["id"] for row in rows}
    assert len({row["customer"]["pk"] for row in rows}) < len(rows)


def test_order_numbers_are_unique_within_a_channel_only(deployment: Deployment) -> None:
    rows = deployment.rows()

    assert len(rows) == len({(row["channel"]["id"], row["number"]) for row in rows})
    assert len(rows) > len({row["number"] for row in rows})


def test_orders_depend_on_the_seed_only(deployment: Deployment) -> None:
    assert deployment.rows() == Deployment().rows()
    assert deployment.rows() != Deployment(seed=2).rows()


@pytest.mark.parametrize("orders", [0, 1, 25])
def test_the_lists_have_the_configured_number_of_orders(orders: int) -> None:
    deployment = Deployment(orders=orders)

    assert [orders] * 3 == [deployment.get(path)["count"] for path in ("", "short/", "list-simple/")]


def test_pages_are_sorted_by_descending_id(deployment: Deployment) -> None:
    pages = [deployment.get(f"?limit=7&page={page}") for page in range(1, 5)]
    ids = [row["id"] for page in pages for row in page["results"]]

    assert sorted(ids, reverse=True) == ids
    assert (len(ids), pages[-1]["next"]) == (25, None)
    assert f"http://localhost{ORDERS}?limit=7" == pages[1]["previous"]


@pytest.mark.parametrize("page_size", [10, 20])
def test_a_page_without_a_limit_has_the_default_size(page_size: int) -> None:
    assert page_size == len(Deployment(page_size=page_size).get()["results"])


def test_the_detail_equals_the_row_of_the_list(deployment: Deployment, order: dict[str, Any]) -> None:
    assert order == deployment.get(f"{order['id']}/")


def test_the_short_row_counts_the_items(deployment: Deployment, order: dict[str, Any]) -> None:
    row = next(row for row in deployment.get("short/?limit=100")["results"] if row["id"] == order["id"])

    assert len(order["orderitem_set"]) == row["order_item_count"]
    assert "orderitem_set" not in row


@pytest.mark.parametrize(("form", "kind"), [("key", int), ("name", str), ("object", dict)])
@pytest.mark.parametrize("view", ["short/", "501/short/"])
def test_a_short_view_references_a_state_in_the_configured_form(view: str, form: str, kind: type) -> None:
    answer = Deployment(orders=1, reference_form=form).get(view)

    assert kind is type(answer.get("results", [answer])[0]["state"])


@pytest.mark.parametrize(
    ("translations", "kinds"), [("null", {type(None), dict}), ("absent", {str}), ("filled", {dict})]
)
def test_a_state_has_the_configured_translations(translations: str, kinds: set[type]) -> None:
    rows = Deployment(translations=translations).rows()

    assert kinds == {type(row["state"].get("translations", "absent")) for row in rows}


@pytest.mark.parametrize(
    ("form", "delivery", "payment"),
    [("mixed", dict, list), ("map", dict, dict), ("strings", list, list), ("members", list, list)],
)
def test_enums_contain_the_values_of_the_orders_in_every_form(form: str, delivery: type, payment: type) -> None:
    deployment = Deployment(enum_form=form)
    enums = {kind: deployment.get(f"{kind}_enums/") for kind in ("delivery_type", "payment_type")}

    assert (delivery, payment) == (type(enums["delivery_type"]), type(enums["payment_type"]))
    assert [
        row for row in deployment.rows() for kind, enum in enums.items() if f"'{row[kind]}'" not in repr(enum)
    ] == []


def test_an_event_equals_its_row_in_the_list_oldest_first(deployment: Deployment) -> None:
    paths = [f"{row['id']}/webhook_events/" for row in deployment.rows()]
    events = max((deployment.get(path) for path in paths), key=len)
    path = f"{events[0]['object_id']}/webhook_events/"

    assert events == [deployment.get(f"{path}{event['id']}/") for event in events]
    assert events == sorted(events, key=lambda event: event["created_date"])
    assert [{**event, **short} for event, short in zip(events, deployment.get(f"{path}short/"), strict=True)] == events
    assert "request_payload" not in deployment.get(f"{path}short/")[0]


def test_some_events_are_delivered_and_some_are_not(deployment: Deployment) -> None:
    events = [event for row in deployment.rows() for event in deployment.get(f"{row['id']}/webhook_events/short/")]

    assert {True, False} == {event["delivered"] for event in events}


@pytest.mark.parametrize("view", ["", "short/"])
def test_events_are_paginated_if_configured(view: str) -> None:
    answer = Deployment(orders=1, webhook_envelope=True).get(f"501/webhook_events/{view}")

    assert list(answer) == ["count", "next", "previous", "results"]


def test_a_pull_returns_a_result_for_each_number() -> None:
    deployment = Deployment(orders=1)
    known = deployment.rows()[0]
    numbers = [known["number"], "none", *(f"880000000000000{last}" for last in range(1, 6))]

    answer = deployment.pull(*numbers)

    assert answer == {
        known["number"]: _refused(
            f"Order number: {known['number']} already exists in {known['channel']['name']} channel!"
        ),
        "none": _refused("Order not found with Order number:none"),
        "8800000000000001": {"success": True},
        "8800000000000002": {"success": True},
        "8800000000000003": _refused(
            "Order create operation does not allowed! Because of Order ID: 999 lower than MIN_ORDER_OMNITRON_ID: 1000 "
        ),
        "8800000000000004": _refused(
            "Order create operation does not allowed! Because of Channel ID:43 provided with Order ID:80004 "
            "does not allowed in the system."
        ),
        "8800000000000005": _refused(
            "Cargo company:99 provided with order number:8800000000000005 does not exists in the system."
        ),
    }
    assert deployment.get()["count"] == 3


def _refused(reason: str) -> dict[str, Any]:
    return {"success": False, "errors": [reason]}


def test_a_pull_returns_a_list_if_configured() -> None:
    answer = Deployment(orders=0, pull_form="list").pull("8800000000000001", "8800000000000001")

    assert [(result["success"], result["errors"]) for result in answer] == [
        (True, []),
        (False, ["Order number: 8800000000000001 already exists in Example Shop channel!"]),
    ]


@pytest.mark.parametrize(
    "view", ["", "501/", "501/webhook_events/", "9/webhook_events/", "payment_type_enums/", "short/"]
)
@pytest.mark.parametrize(
    ("authorization", "status", "detail"),
    [
        ("", 401, "Authentication credentials were not provided."),
        ("Bearer deployment-token", 401, "Authentication credentials were not provided."),
        ("Token nope", 401, "Invalid token."),
        ("Token deployment-limited", 403, "You do not have permission to perform this action."),
    ],
)
def test_unauthorized_and_forbidden_requests_are_rejected(
    deployment: Deployment, view: str, authorization: str, status: int, detail: str
) -> None:
    answer = deployment.ask(view, authorization=authorization)

    assert (status, {"detail": detail}) == (answer.status_code, answer.json)


def test_a_read_only_token_cannot_pull(deployment: Deployment) -> None:
    answer = deployment.ask("pull_from_omnitron/", method="POST", json={}, authorization="Token deployment-limited")

    assert answer.status_code == 403


def test_the_bearer_scheme_can_be_configured() -> None:
    deployment = Deployment(orders=1, scheme="Bearer")

    assert (deployment.ask().status_code, deployment.ask(authorization="Token deployment-token").status_code) == (
        200,
        401,
    )
    assert deployment.ask(authorization="").headers["WWW-Authenticate"] == "Bearer"


@pytest.mark.parametrize(
    "path",
    ["9/", "9/short/", f"{'9' * 23}/", "9/webhook_events/", "501/webhook_events/999/", "?page=99", "short/?page=0"],
)
def test_unknown_paths_and_objects_are_404_in_json(deployment: Deployment, path: str) -> None:
    answer = deployment.ask(path)

    assert (answer.status_code, list(answer.json)) == (404, ["detail"])


@pytest.mark.parametrize(
    ("path", "request_", "status"),
    [
        ("nothing/here/", {}, 404),
        ("short", {}, 301),
        ("", {"method": "POST"}, 405),
        ("pull_from_omnitron/", {}, 405),
        ("pull_from_omnitron/", {"method": "POST", "json": {}}, 400),
        ("?format=xml", {}, 404),
        ("", {"method": "HEAD"}, 200),
        ("", {"method": "OPTIONS"}, 200),
    ],
)
def test_other_errors_are_those_of_django_rest_framework(
    deployment: Deployment, path: str, request_: dict[str, Any], status: int
) -> None:
    assert status == deployment.ask(path, **request_).status_code


def test_several_deployments_run_in_parallel() -> None:
    few, many = Deployment(orders=1), Deployment(orders=3, page_size=2)

    assert [len(deployment.get()["results"]) for deployment in (few, many, few)] == [1, 2, 1]


def test_several_threads_can_read_at_the_same_time(deployment: Deployment) -> None:
    with ThreadPoolExecutor(8) as pool:
        pages = list(pool.map(deployment.get, ["?limit=100"] * 32))

    assert [deployment.get("?limit=100")] * 32 == pages


def test_a_closed_deployment_leaves_no_files() -> None:
    closed = application(orders=0)
    folder = Path(closed.close.peek()[2][1])

    assert folder.exists()
    closed.close()
    assert not folder.exists()


@pytest.mark.parametrize("option", [{"enum_form": "xml"}, {"orders": -1}, {"page_size": 0}])
def test_an_unknown_option_is_rejected(option: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=next(iter(option))):
        application(**option)


def test_the_process_prints_its_url_and_stops_on_sigterm(process: Callable[..., subprocess.Popen[str]]) -> None:
    running = process("--orders", "3", "--scheme", "Bearer", "--webhook-envelope")
    assert running.stdout
    url = running.stdout.readline().strip()

    answer = requests.get(url + ORDERS, headers={"Authorization": "Bearer deployment-token"}, timeout=30).json()

    assert (answer["count"], answer["results"][0]["id"] > 0) == (3, True)
    running.terminate()
    assert running.wait(timeout=30) == 0


def test_the_reference_implementation_imports_nothing_of_oms_mock() -> None:
    sources = [path.read_text(encoding="utf-8") for path in (ROOT / "tests/django/drf_oms").glob("*.py")]
    imports = [line for source in sources for line in re.findall(r"^\s*(?:from|import) ([\w.]+)", source, re.M)]

    assert [name for name in imports if name.startswith(("oms_mock", "schemas", "contract_tests"))] == []
    assert {"tests.django.drf_oms"} == {name[:20] for name in imports if name.startswith("tests")}
