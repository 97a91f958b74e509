"""The recall suite: every fault is found under a matching name. `tox -e recall` runs all cases, the tests a tenth."""

from __future__ import annotations

import os
from dataclasses import replace

import pytest
from flask import Flask

from oms_mock.contract.endpoints import ORDER_LIST
from oms_mock.contract.outcome.causes import causes
from oms_mock.faults.demo_drift import DEMO, Drift, every, order_drift
from oms_mock.faults.rewrite import Rewriting
from oms_mock.spec.mutation_catalogue import BY_NAME
from tests.recall.cases import Case, expected
from tests.recall.drifts import only
from tests.recall.faults.all import FAULTS
from tests.recall.faults.base import Fault
from tests.recall.faulty_check import check_app, misses, names, share
from tests.recall.harness import DEEP, Ask, see

EVERYTHING = os.environ.get("OMS_MOCK_RECALL") == "all"


@pytest.mark.parametrize("case", share(expected(), everything=EVERYTHING), ids=lambda case: case.id)
def test_a_drift_is_found_under_a_matching_name(healthy: Flask, case: Case) -> None:
    assert misses(case.fits, Rewriting(healthy, case.rewrite)) == []


@pytest.mark.parametrize("fault", share(list(FAULTS), everything=EVERYTHING), ids=lambda fault: fault.name)
def test_a_fault_is_found_under_a_matching_name(healthy: Flask, fault: Fault) -> None:
    assert misses(fault.fits, fault.install(healthy)) == []


def test_the_findings_of_seven_drifts_have_seven_causes(healthy: Flask) -> None:
    drifts = [replace(drift, orders=every()) for drift in DEMO]
    findings = check_app(Rewriting(healthy, order_drift(*drifts))).findings
    assert len(findings) > 2 * len(drifts)
    assert len(causes(findings)) == len(drifts) == 7


def test_the_request_of_a_finding_in_a_list_returns_the_order_of_the_example(healthy: Flask) -> None:
    drifting = Rewriting(healthy, order_drift(Drift(("customer", "email"), BY_NAME["null"], only(DEEP))))
    findings = {finding.endpoint: finding for finding in check_app(drifting).findings}
    listed = findings[ORDER_LIST]
    assert listed.example.startswith(f"order {DEEP} (page 3, ")
    assert listed.request
    (row,) = see(healthy, Ask(listed.request.target)).document["results"]
    assert row["id"] == DEEP


def test_there_are_at_least_sixty_faults_with_unique_names() -> None:
    assert len({fault.name for fault in FAULTS}) == len(FAULTS) >= 60


def test_a_deployment_without_faults_has_no_findings(healthy: Flask) -> None:
    assert names(check_app(healthy)) == set()
