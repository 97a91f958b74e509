"""The requests that walk through a list."""

from __future__ import annotations

import pytest

from oms_mock.contract.endpoints import (
    ORDER_LIST,
)
from oms_mock.contract.rules.pagination import page_request


@pytest.mark.parametrize(("number", "query"), [(1, "limit=2"), (2, "limit=2&page=2")])
def test_a_page_is_asked_for_by_its_number_but_the_first_one(number: int, query: str) -> None:
    assert page_request(ORDER_LIST, "first", 2, number).target == f"/api/v1/oms/orders/?{query}"
