"""Endpoints that are far slower than their siblings, and pages that become slow with their rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from oms_mock.contract.client.interaction import Interaction
from oms_mock.contract.endpoints import ORDER_DETAIL, ORDER_DETAIL_SHORT, ORDER_LIST
from oms_mock.contract.rules.latency import Latency
from tests.contract.rules.builders import findings, only_finding, order, orders, page, visit, weight


def took(interaction: Interaction, seconds: float, **changes: Any) -> Interaction:
    return replace(interaction, seconds=seconds, **changes)


def opened(full: Sequence[float], short: Sequence[float], **changes: Any) -> list[Interaction]:
    return [
        took(visit(endpoint, 7, order(7)), seconds, **changes)
        for endpoint, times in ((ORDER_DETAIL, full), (ORDER_DETAIL_SHORT, short))
        for seconds in times
    ]


def test_an_endpoint_that_is_far_slower_than_its_sibling_is_a_warning_with_numbers() -> None:
    finding = only_finding(Latency, *opened([0.1] * 10, [2.0] * 10))
    assert (finding.kind, finding.endpoint, weight(finding)) == (
        "slow-endpoint", ORDER_DETAIL_SHORT, ("warning", "assumed")
    )  # fmt: skip
    assert (finding.got, finding.count, finding.of) == ("a median of 2.00 s", 10, 10)
    assert finding.expected == "about 0.10 s, as GET /api/v1/oms/orders/{pk}/"


@pytest.mark.parametrize(
    ("full", "short"),
    [
        pytest.param([0.1] * 10, [2.0] * 9, id="too few responses"),
        pytest.param([0.01] * 10, [0.4] * 10, id="less than half a second more"),
        pytest.param([1.0] * 10, [4.0] * 10, id="less than five times"),
        pytest.param([0.1] * 10, [*[0.1] * 6, *[9.0] * 4], id="some slow responses"),
    ],
)
def test_usual_differences_are_no_finding(full: list[float], short: list[float]) -> None:
    assert findings(Latency, *opened(full, short)) == []


@pytest.mark.parametrize("changes", [{"status": 500}, {"attempts": (502,)}])
def test_failed_and_repeated_requests_do_not_count(changes: Any) -> None:
    assert findings(Latency, *opened([0.1] * 10, [2.0] * 10, **changes)) == []


def pages(short: float, long: float, *, number: int = 3) -> list[Interaction]:
    few, many = page(ORDER_LIST, orders(*range(2))), page(ORDER_LIST, orders(*range(100)))
    return [took(few, short), *(took(many, long) for _ in range(number))]


def test_pages_that_become_slow_with_their_rows_are_a_warning() -> None:
    finding = only_finding(Latency, *pages(0.1, 3.0))
    assert (finding.kind, finding.endpoint, finding.got) == ("slow-with-rows", ORDER_LIST, "3.00 s for 100 rows")


@pytest.mark.parametrize(
    "seen",
    [
        pytest.param(pages(0.1, 1.9), id="less than 20 ms a row"),
        pytest.param(pages(2.9, 3.0), id="as slow as a short page"),
        pytest.param(pages(0.1, 3.0, number=2), id="too few pages"),
        pytest.param(pages(0.1, 3.0)[1:], id="no short page"),
    ],
)
def test_other_slow_pages_are_no_finding(seen: list[Interaction]) -> None:
    assert findings(Latency, *seen) == []
