"""The requests of a plan: pages of lists and of webhook events."""

from __future__ import annotations

from typing import Any

import pytest

from oms_mock.contract.endpoints import ORDER_LIST
from oms_mock.contract.plan.requests import event_key, page_request

UUID = f"{5:032x}"
DASHED = "3e1c8c37-6a4d-4e0c-9d5a-1f1f5b0a8a11"


@pytest.mark.parametrize(("number", "query"), [(1, "limit=2"), (2, "limit=2&page=2")])
def test_only_the_first_page_is_requested_without_its_number(number: int, query: str) -> None:
    assert page_request(ORDER_LIST, "first", 2, number).target == f"/api/v1/oms/orders/?{query}"


@pytest.mark.parametrize(
    ("key", "opens_by"),
    [
        (5, 5), (0, 0), (UUID, UUID), (DASHED, DASHED), (DASHED.upper(), DASHED.upper()),
        (True, None), (5.0, None), (None, None), ("5", None), ("../5", None), ("x" * 32, None), (UUID[:-1], None),
    ],
    ids=repr,
)  # fmt: skip
def test_the_key_of_an_event_is_an_integer_or_a_uuid(key: Any, opens_by: Any) -> None:
    assert event_key({"id": key}) == opens_by


def test_an_event_without_an_id_has_no_key() -> None:
    assert event_key({}) is None
