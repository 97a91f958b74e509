"""How an entry of the journal is described to people."""

from __future__ import annotations

from typing import Any

import pytest

from oms_mock.journal.description import LONGEST_TARGET, effects, result, target

ENTRY: dict[str, Any] = {"path": "/api/v1/oms/orders/", "query": {}, "status": 200}


def test_a_target_is_the_path_and_the_query_as_a_person_reads_them() -> None:
    query = {"channel__in": ["1,2"], "q": ["a b", "***"]}
    assert target(ENTRY) == "/api/v1/oms/orders/"
    assert target({**ENTRY, "query": query}) == "/api/v1/oms/orders/?channel__in=1,2&q=a+b&q=***"


def test_a_long_target_is_cut() -> None:
    assert len(target({**ENTRY, "query": {"q": ["x" * 10_000]}})) == LONGEST_TARGET


def test_a_request_without_a_status_is_in_flight() -> None:
    assert (result(ENTRY), result({**ENTRY, "status": None})) == ("200", "in flight")


@pytest.mark.parametrize(
    ("marks", "expected"),
    [
        ({}, []),
        ({"did": None, "warnings": None, "throttled": False}, []),
        ({"fault": "f1, f2", "did": ["code=503", "delay"]}, ["fault f1, f2", "code=503", "delay"]),
        ({"throttled": True, "too_early": 3}, ["throttled", "too early by 3 s"]),
        ({"warnings": ["unknown query parameter"], "did": ["delay"]}, ["delay", "unknown query parameter"]),
    ],
)
def test_effects_are_faults_throttle_too_early_requests_and_warnings(
    marks: dict[str, Any], expected: list[str]
) -> None:
    assert effects({**ENTRY, **marks}) == expected
