from __future__ import annotations

import pytest
from flask import Flask

from oms_mock.faults.rewrite import Exchange
from tests.recall.cases import EXEMPTIONS, Case, Exemption, cases, expected
from tests.recall.harness import DEEP, Ask, see

CASES = list(cases())


SHOWN = {"/api/v1/oms/orders/": ("?limit=3", "?limit=3&page=2"), f"/api/v1/oms/orders/{DEEP}/": ("",)}


@pytest.fixture(scope="module", name="shown")
def fixture_shown(healthy: Flask) -> list[Exchange]:
    """What the healthy fake shows of the orders: two pages, and a whole order of the last page."""
    return [
        Exchange("GET", path, status=200, body=see(healthy, Ask(path + query)).body)
        for path, queries in SHOWN.items()
        for query in queries
    ]


def test_every_case_changes_a_response(shown: list[Exchange]) -> None:
    def is_changed(case: Case) -> bool:
        answers = (
            (before, case.rewrite(before)) for before in shown if case.where == "every page" or before is shown[-1]
        )
        return any(after is not None and after.body != before.body for before, after in answers)

    assert [case.id for case in CASES if not is_changed(case)] == []


def test_ids_of_cases_are_unique() -> None:
    assert len({case.id for case in CASES}) == len(CASES)


def test_most_cases_must_be_found() -> None:
    assert len(expected()) > 0.8 * len(CASES)


@pytest.mark.parametrize("exemption", EXEMPTIONS, ids=lambda exemption: exemption.reason[:50])
def test_every_exemption_is_used(exemption: Exemption) -> None:
    assert any(exemption.covers(case) for case in CASES)


@pytest.mark.parametrize("exemption", EXEMPTIONS, ids=lambda exemption: exemption.reason[:50])
def test_every_pattern_of_an_exemption_is_used(exemption: Exemption) -> None:
    def is_used(keys: str, mutation: str) -> bool:
        return any(Exemption((keys,), (mutation,), "", exemption.but).covers(case) for case in CASES)

    unused = [keys for keys in exemption.keys if not any(is_used(keys, each) for each in exemption.mutations)]
    unused += [each for each in exemption.mutations if not any(is_used(keys, each) for keys in exemption.keys)]
    assert unused == []
