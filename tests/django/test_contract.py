"""The contract has no errors for an independent implementation in all of its configurations."""

from __future__ import annotations

from typing import Any

import pytest

from oms_mock.contract.client.options import Options
from oms_mock.contract.client.target import Target
from oms_mock.contract.outcome.report import ExitCode, Report
from oms_mock.contract.run.checker import check
from oms_mock.contract.severity import Severity
from tests.django.drf_oms.access import LIMITED_TOKEN, TOKEN
from tests.django.drf_oms.application import application
from tests.recall.harness import Wsgi

DEPLOYMENTS: dict[str, dict[str, Any]] = {
    "as it comes": {},
    "one order": {"orders": 1},
    "sixty orders": {"orders": 60},
    "pages of 20": {"page_size": 20},
    "Bearer": {"scheme": "Bearer"},
    "enveloped webhook events": {"webhook_envelope": True},
    "constants as members": {"enum_form": "members"},
    "constants as texts": {"enum_form": "strings"},
    "a pull as a list": {"pull_form": "list"},
    "references as keys": {"reference_form": "key"},
    "references as names": {"reference_form": "name"},
    "no translations": {"translations": "absent"},
    "translations": {"translations": "filled"},
    "another seed": {"seed": 7},
}


def checked(**options: Any) -> Report:
    target = Target(
        "https://deployment.example.com", TOKEN, scheme=options.get("scheme", "Token"), forbidden_token=LIMITED_TOKEN
    )
    return check(target, Options(allow_writes=True), transport=Wsgi(application(**options)))


@pytest.mark.parametrize("name", DEPLOYMENTS)
def test_there_are_no_findings_above_info(name: str) -> None:
    report = checked(**DEPLOYMENTS[name])
    assert [each.message for each in report.findings if each.severity is not Severity.INFO] == []
    assert [each.message for each in report.unstable] == []
    assert report.exit_code is ExitCode.CLEAN


def test_the_findings_are_new_values_and_fields() -> None:
    findings = checked(pull_form="list").findings
    assert {each.kind for each in findings} == {"enum-growth", "unknown-field"}


def test_a_deployment_without_orders_is_inconclusive() -> None:
    assert checked(orders=0).exit_code is ExitCode.INCONCLUSIVE
