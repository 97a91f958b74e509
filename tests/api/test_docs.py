"""`/docs`: which OpenAPI documents the page shows."""

from __future__ import annotations

import pytest
from flask import Flask

from oms_mock.admin.access_control import Guard
from oms_mock.app import create_app
from oms_mock.config import Config
from tests.databases import NewDatabase

ORDER_SERVICES = {"name": "Order Services", "url": "openapi.json"}
ADMIN_API = {"name": "Admin API", "url": "__admin/openapi.json"}
LOCAL = {"Host": "127.0.0.1:4010"}


def listed(app: Flask, headers: dict[str, str]) -> object:
    return app.test_client().get("/docs/documents.json", headers=headers).json


@pytest.mark.parametrize(
    ("guard", "headers", "documents"),
    [
        (None, LOCAL, [ORDER_SERVICES]),
        (Guard("127.0.0.1", 4010), LOCAL, [ORDER_SERVICES, ADMIN_API]),
        (Guard("127.0.0.1", 4010), {"Host": "elsewhere.test"}, [ORDER_SERVICES]),
        (Guard("127.0.0.1", 4010), {**LOCAL, "Sec-Fetch-Site": "cross-site"}, [ORDER_SERVICES]),
        (Guard("192.0.2.1", 4010), {}, [ORDER_SERVICES]),
        (Guard("192.0.2.1", 4010, "secret"), {}, [ORDER_SERVICES]),
        (Guard("192.0.2.1", 4010, "secret"), {"Authorization": "Token secret"}, [ORDER_SERVICES, ADMIN_API]),
    ],
)
def test_the_admin_api_is_listed_for_requests_that_may_read_it(
    files: NewDatabase, guard: Guard | None, headers: dict[str, str], documents: list[dict[str, str]]
) -> None:
    app = create_app(Config(scenario="empty", database=files()), guard=guard)
    assert listed(app, headers) == documents
