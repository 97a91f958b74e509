"""`/__admin/orders`: orders are added, changed and deleted in one world."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.admin.conftest import JSON, controlled_app
from tests.conftest import Client
from tests.databases import NewDatabase


@pytest.fixture(name="app")
def fixture_app(files: NewDatabase) -> Flask:
    return controlled_app(files, max_body_bytes=100_000)


@pytest.fixture(name="admin")
def fixture_admin(app: Flask) -> FlaskClient:
    return app.test_client()


def listed(app: Flask, world: str = "") -> list[Any]:
    headers = {"Authorization": f"Token oms-mock{world}"}
    return list(Client(app.test_client()).get(headers=headers).json["results"])


def test_an_order_is_added_changed_and_deleted_in_its_world_only(app: Flask, admin: FlaskClient) -> None:
    made = admin.post("/__admin/orders?world=a", headers=JSON, json={"notes": "new"})
    assert made.status_code == 201
    order = listed(app, "@a")[0]
    assert (order, order["notes"]) == (made.json, "new")
    path = f"/__admin/orders/{order['id']}?world=a"
    changed = admin.patch(path, headers=JSON, json={"notes": "changed"})
    assert (changed.status_code, changed.json, changed.json["notes"]) == (200, listed(app, "@a")[0], "changed")
    gone = admin.delete(path, headers=JSON)
    assert (gone.status_code, gone.json) == (200, {})
    assert [each["id"] for each in listed(app, "@a")] == [each["id"] for each in listed(app)]


def test_a_post_without_a_body_adds_a_generated_order_to_the_default_world(app: Flask, admin: FlaskClient) -> None:
    assert admin.post("/__admin/orders", headers=JSON).status_code == 201
    assert len(listed(app)) == 2


@pytest.mark.parametrize("method", ["PATCH", "DELETE"])
@pytest.mark.parametrize("key", ["7", "99999999999999999999", "x"])
def test_an_unknown_order_is_not_found(admin: FlaskClient, method: str, key: str) -> None:
    assert admin.open(f"/__admin/orders/{key}", method=method, headers=JSON, json={}).status_code == 404


@pytest.mark.parametrize(
    ("body", "status", "said"),
    [
        (b'{"notes": 5}', 400, "$.notes: Not a valid string"),
        (b'{"\\ud800": 5}', 400, "$: contains NUL or an unpaired surrogate"),
        (b"[]", 400, "$: must be an object"),
        (b"null", 400, "$: must be an object"),
        (b'{"notes": NaN}', 400, "$: is not JSON: "),
        (b'{"notes": 1e999}', 400, "$.notes: must be a finite number"),
        (b'{"notes"', 400, "$: is not JSON: "),
        (b"[" * 50_000, 400, "$: is nested more than 64 levels deep"),
        (b" " * 100_001, 413, "The request body is larger than 100000 bytes."),
    ],
)
@pytest.mark.parametrize(("method", "path"), [("POST", "/__admin/orders"), ("PATCH", "/__admin/orders/1")])
def test_an_invalid_order_is_rejected_with_the_path_of_the_problem(
    admin: FlaskClient, method: str, path: str, body: bytes, status: int, said: str
) -> None:
    answer = admin.open(path, method=method, headers=JSON, data=body)
    assert answer.status_code == status
    assert answer.json["detail"].startswith(said)
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.fixture(name="forty")
def fixture_forty(files: NewDatabase) -> FlaskClient:
    return controlled_app(files, scenario="default", orders=40).test_client()


def test_orders_are_listed_with_the_filters_of_the_api(forty: FlaskClient) -> None:
    everything = forty.get("/__admin/orders?limit=100&world=a", headers=JSON).json
    assert (everything["world"], everything["count"], everything["pages"]) == ("a", 40, 1)
    orders = everything["results"]
    assert (
        orders
        == forty.get("/api/v1/oms/orders/?limit=100", headers={"Authorization": "Token oms-mock"}).json["results"]
    )
    state = orders[0]["state"]["enum_value"]
    matching = [each["id"] for each in orders if each["state"]["enum_value"] == state]
    found = forty.get(f"/__admin/orders?state__enum_value={state}&sort=id&limit=100", headers=JSON).json["results"]
    assert [each["id"] for each in found] == matching[::-1]


def test_orders_are_listed_page_by_page(forty: FlaskClient) -> None:
    pages = [forty.get(f"/__admin/orders?limit=30&page={page}", headers=JSON).json for page in ("1", "last")]
    assert [len(page["results"]) for page in pages] == [30, 10]
    assert len(forty.get("/__admin/orders", headers=JSON).json["results"]) == 20


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("state__enum=1", 'query: unknown value "state__enum"; did you mean state__enum_value?'),
        ("pk__in=x", "pk__in: Enter a number."),
        ("page=9", "page: is not a page of this list"),
        ("limit=0", "limit: must be a whole number from 1 to 100"),
        ("limit=101", "limit: must be a whole number from 1 to 100"),
    ],
)
def test_an_unusable_query_of_the_list_is_rejected(forty: FlaskClient, query: str, said: str) -> None:
    response = forty.get(f"/__admin/orders?{query}", headers=JSON)
    assert response.status_code == 400
    assert response.json["detail"].startswith(said)


def test_reading_orders_is_not_subject_to_faults_and_not_recorded(forty: FlaskClient) -> None:
    assert forty.post("/__admin/faults", headers=JSON, json={"status": 503}).status_code == 201
    order = forty.get("/__admin/orders?limit=1", headers=JSON).json["results"][0]
    assert forty.get(f"/__admin/orders/{order['id']}", headers=JSON).json == order
    assert forty.get("/__admin/requests", headers=JSON).json["total"] == 0
    assert forty.get("/__admin/orders/99999", headers=JSON).status_code == 404
