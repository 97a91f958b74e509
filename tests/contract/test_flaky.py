"""Failures that do not occur again: when they are errors."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from oms_mock.contract.client.interaction import Interaction, Purpose, Request
from oms_mock.contract.endpoints import ORDER_DETAIL
from oms_mock.contract.findings import Finding
from oms_mock.contract.run import flaky
from oms_mock.contract.severity import Provenance, Severity
from tests.contract.handmade import Handmade
from tests.contract.test_run import ALONE, run


def finding(kind: str = "server-error-cured", rule: str = "server-error", count: int = 3, of: int = 20) -> Finding:
    severity, provenance = Severity.WARNING, Provenance.DOCUMENTED
    return Finding(rule, kind, severity, ORDER_DETAIL, "$", "a", "b", count, of, "responses", "", provenance)


def severity(share: str, **changes: Any) -> Severity:
    (weighed,) = flaky.weigh([finding(**changes)], flaky.parse(share))
    return weighed.severity


@pytest.mark.parametrize(
    ("share", "count", "of", "expected"),
    [
        ("10%", 3, 20, "error"),
        ("10%", 2, 20, "warning"),
        ("10%", 2, 3, "warning"),
        ("10%", 3, 30, "warning"),
        ("10%", 4, 30, "error"),
        ("2%", 3, 120, "error"),
        ("error", 1, 1000, "error"),
        ("warning", 1000, 1000, "warning"),
    ],
)
def test_a_share_and_a_number_of_failures_are_errors(share: str, count: int, of: int, expected: str) -> None:
    assert severity(share, count=count, of=of) == expected


@pytest.mark.parametrize(
    ("kind", "rule", "expected"),
    [
        ("no-answer-cured", "server-error", "error"),
        ("unstable", "well-formed", "error"),
        ("unstable", "status", "error"),
        ("unstable", "same-document", "warning"),
        ("throttled", "server-error", "warning"),
        ("null-drift", "schema", "warning"),
    ],
)
def test_other_findings_keep_their_severity(kind: str, rule: str, expected: str) -> None:
    assert severity("error", kind=kind, rule=rule) == expected


@pytest.mark.parametrize("text", ["", "5", "0%", "100%", "-1%", "1.5%", "errors", "²%", "%"])
def test_anything_but_a_share_is_rejected(text: str) -> None:
    with pytest.raises(ValueError, match="neither error, warning nor a share of requests from 1% to 99%"):
        flaky.parse(text)


@pytest.mark.parametrize(("share", "expected"), [(0.1, "error"), (1.0, "warning")])
def test_a_run_weighs_failures_that_recover(share: float, expected: str) -> None:
    def at_first_502(request: Request, right: Interaction, before: int) -> Interaction | None:
        is_opened = request.endpoint is ORDER_DETAIL and request.purpose is Purpose.VISIT
        return replace(right, attempts=(502,)) if is_opened else None

    checked, _ = run(Handmade(*range(9)).spoil(at_first_502), replace(ALONE, flaky=share))
    (found,) = checked.findings
    assert (found.kind, found.severity) == ("server-error-cured", expected)
