"""The contract checks the fake: there are no findings in any shipped scenario."""

from __future__ import annotations

import pytest
from flask import Flask

from oms_mock.app import create_app
from oms_mock.config import Config
from oms_mock.contract.client.options import Options
from oms_mock.contract.client.target import Target
from oms_mock.contract.outcome.report import ExitCode, Report, State
from oms_mock.contract.run.checker import check
from oms_mock.contract.severity import Severity
from oms_mock.dataset.scenarios import library
from tests.recall.harness import FORBIDDEN_TOKEN, TOKEN, URL, Wsgi

STRICT = Options(allow_writes=True, fail_on=Severity.INFO)
TARGET = Target(URL, TOKEN, forbidden_token=FORBIDDEN_TOKEN)
NEVER_RUN = {
    # The short views of the fake name a channel by its key, so there is no configuration to look at.
    ("exposed-secret", "order-list-short"),
}


def judge(app: Flask) -> Report:
    return check(TARGET, STRICT, transport=Wsgi(app))


MOTIONS: dict[str, tuple[set[str], set[str]]] = {
    "motion-arrival": (set(), {"page-totals"}),
    # The order whose number is pulled again, since it exists, is the one that disappears.
    "motion-removal": ({"pull-result"}, set()),
    "motion-count": (set(), {"page-totals"}),
    "motion-last-page": (set(), set()),
    "motion-capped-limit": (set(), set()),
    "motion-internal-next": ({"page-links"}, set()),
}
"""What is found in lists that move, and what is explained by the motion: rules."""


@pytest.mark.parametrize("scenario", sorted({*library.names()} - {"default", "empty"} - MOTIONS.keys()))
def test_the_fake_has_no_findings_in_any_scenario(scenario: str) -> None:
    report = judge(create_app(Config(scenario=scenario)))
    assert [finding.message for finding in (*report.findings, *report.unstable)] == []
    assert report.exit_code is ExitCode.CLEAN


@pytest.mark.parametrize("scenario", MOTIONS)
def test_moving_lists_give_no_errors(scenario: str) -> None:
    report = judge(create_app(Config(scenario=scenario)))
    found = {finding.rule for finding in report.findings}, {finding.rule for finding in report.unstable}
    assert found == MOTIONS[scenario]


def test_a_scenario_without_orders_is_inconclusive() -> None:
    report = judge(create_app(Config(scenario="empty")))
    assert report.findings == ()
    assert report.exit_code is ExitCode.INCONCLUSIVE
    assert "no orders" in report.inconclusive


def test_every_rule_runs_on_every_endpoint_of_the_default_scenario_without_findings() -> None:
    report = judge(create_app(Config(scenario="default")))
    assert [finding.message for finding in (*report.findings, *report.unstable)] == []
    idle = {(each.rule, each.endpoint.name) for each in report.outcomes if each.state is State.NOT_RUN}
    assert (idle, report.orders) == (NEVER_RUN, 722)


def test_without_writes_no_post_is_sent() -> None:
    app = create_app(Config(scenario="single"))
    methods: list[str] = []
    app.before_request(lambda: methods.append(__import__("flask").request.method))
    report = check(TARGET, transport=Wsgi(app))
    assert set(methods) == {"GET"}
    assert {each.state for each in report.outcomes if each.rule.startswith("pull")} == {State.NOT_RUN}
