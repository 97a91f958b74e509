"""Orders that arrive and change during a run give no false findings."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from flask import Flask

from oms_mock import wire
from oms_mock.contract.client.options import Options
from oms_mock.contract.client.target import Target
from oms_mock.contract.outcome.report import ExitCode, Report
from oms_mock.contract.plan import survey
from oms_mock.contract.run.checker import check
from oms_mock.dataset.omnitron import PULLABLE
from oms_mock.faults.rewrite import Exchange, Rewrite, Rewriting
from tests.recall.harness import DEEP, TOKEN, URL, Wsgi, clones, fake

ORDERS = "/api/v1/oms/orders/"


@dataclass
class Arrivals:
    """Lets an order arrive before some of the requests."""

    app: Flask
    before: frozenset[int]
    requests: int = 0
    left: list[int] = field(default_factory=lambda: list(PULLABLE))

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Any:
        self.requests += 1
        if self.requests in self.before and self.left:
            number = self.left.pop(0)
            self.app.test_client().post(
                f"{ORDERS}pull_from_omnitron/",
                json={"order_numbers": [str(number)]},
                headers={"Authorization": f"Token {TOKEN}"},
            )
        return self.app(environ, start_response)


def judge(app: Any, **limits: int) -> Report:
    return check(Target(URL, TOKEN), Options(concurrency=1, **limits), transport=Wsgi(app))  # type: ignore[arg-type]


@pytest.mark.parametrize("before", range(2, 30))
def test_an_order_that_arrives_during_the_walk_is_not_a_finding(before: int) -> None:
    report = judge(Arrivals(fake(), frozenset((before,))))
    assert [finding.message for finding in report.findings] == []
    assert report.exit_code is ExitCode.CLEAN


@pytest.mark.parametrize("step", [3, 7, 10])
def test_orders_that_keep_arriving_give_no_errors(step: int) -> None:
    report = judge(Arrivals(fake(), frozenset(range(2, 200, step))))
    assert [finding.message for finding in report.findings] == []


def test_suspicions_explained_by_an_arrival_are_listed_as_unstable() -> None:
    reports = [judge(Arrivals(fake(), frozenset((before,)))) for before in range(2, 12)]
    listed = {finding.kind for report in reports for finding in report.unstable}
    assert "duplicate-order" in listed


def changing(request: int, *, newer: bool) -> Rewrite:
    """Change an order's notes from a request on; with a newer modified_date, or without a word."""
    numbers = iter(range(1, 10_000))

    def changed(order: dict[str, Any]) -> dict[str, Any]:
        if order["id"] != DEEP:
            return order
        moved = {"modified_date": "2026-01-01T00:00:00.000001Z"} if newer else {}
        return order | {key: value for key, value in ({"notes": "call first"} | moved).items() if key in order}

    def rewrite(exchange: Exchange) -> Exchange | None:
        if next(numbers) < request or exchange.status != 200 or "webhook" in exchange.path or "enum" in exchange.path:
            return None
        body = json.loads(exchange.body)
        body = body | {"results": list(map(changed, body["results"]))} if "results" in body else changed(body)
        return replace(exchange, body=wire.dumps(body))

    return rewrite


@pytest.mark.parametrize("request_number", [*range(2, 30, 3), 40, 60, 80])
def test_an_order_that_changes_with_a_newer_date_is_not_a_finding(request_number: int) -> None:
    report = judge(Rewriting(fake(), changing(request_number, newer=True)))
    assert [finding.message for finding in report.findings] == []


def test_an_order_that_changes_without_a_newer_date_is_a_warning() -> None:
    report = judge(Rewriting(fake(), changing(25, newer=False)))
    assert {(finding.kind, str(finding.severity)) for finding in report.findings} == {("unstable", "warning")}


def test_a_change_explained_by_the_modified_date_is_listed_in_the_coverage() -> None:
    reports = [judge(Rewriting(fake(), changing(number, newer=True))) for number in range(20, 80, 6)]
    assert {finding.rule for report in reports for finding in report.unstable} & {"same-document", "shared-fields"}


class TestOfWhichAPartIsLookedAt:
    """Pages have two rows, of which there are thirteen; a run asks for some hundred things."""

    @pytest.fixture(autouse=True)
    def fixture_short_pages(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(survey, "LARGEST_PAGE", 2)

    @pytest.mark.parametrize("before", [*range(2, 42), *range(42, 120, 6)])
    def test_an_order_that_arrives_is_not_a_finding(self, before: int) -> None:
        report = judge(Arrivals(fake(clones(25)), frozenset((before,))), sample=6, max_pages=6)
        assert [finding.message for finding in report.findings] == []
        assert report.exit_code is ExitCode.CLEAN
        assert report.sample
        assert report.sample.pages

    @pytest.mark.parametrize("step", [3, 7, 10])
    def test_orders_that_keep_arriving_give_no_errors(self, step: int) -> None:
        report = judge(Arrivals(fake(clones(25)), frozenset(range(2, 200, step))), sample=6, max_pages=6)
        assert [finding.message for finding in report.findings] == []

    @pytest.mark.parametrize("request_number", [*range(2, 40, 3), 60, 80])
    def test_an_order_that_changes_with_a_newer_date_is_not_a_finding(self, request_number: int) -> None:
        app = Rewriting(fake(clones(25)), changing(request_number, newer=True))
        assert [finding.message for finding in judge(app, sample=20, max_pages=6).findings] == []
