"""Every rule of the contract on every endpoint that it checks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from oms_mock.contract.endpoints import Endpoint
from oms_mock.contract.rules.base import Rule
from oms_mock.contract.rules.registry import GROUPS
from oms_mock.contract.severity import Severity

Record = dict[str, Any]


def items() -> Iterator[Any]:
    """Return one item per endpoint and rule, marked with the group of the rule."""
    for group, rules in GROUPS.items():
        for rule in rules:
            for endpoint in rule.endpoints:
                mark = getattr(pytest.mark, group)
                yield pytest.param(endpoint, rule, id=f"{endpoint.name}-{rule.name}", marks=mark)


@pytest.mark.parametrize(("endpoint", "rule"), list(items()))
def test_the_contract_is_kept(
    report: Record, request: pytest.FixtureRequest, endpoint: Endpoint, rule: type[Rule]
) -> None:
    """The rule has no new finding on the endpoint at or above --oms-fail-on."""
    outcome = next(
        each for each in report["coverage"]["rules"] if (each["rule"], each["endpoint"]) == (rule.name, endpoint.label)
    )
    found = [each for each in report["findings"] if (each["rule"], each["endpoint"]) == (rule.name, endpoint.label)]
    request.node.user_properties.append(("tested", outcome["tested"]))
    for each in found:
        words = f"{each['id']} {each['kind']} {each['path']}: {each['message']}"
        request.node.user_properties.append((each["severity"], words))
    least = Severity(request.config.getoption("--oms-fail-on")).rank
    failing = [each for each in found if Severity(each["severity"]).rank >= least]
    if new := [each for each in failing if not each["baselined"]]:
        pytest.fail("\n\n".join(map(described, new)), pytrace=False)
    if failing:
        known = {each["id"]: each["says"] for each in report["baseline"]["found"]}
        pytest.xfail("; ".join(known[each["id"]] for each in failing))
    if outcome["state"] == "not run":
        if inconclusive := report["summary"]["inconclusive"]:
            pytest.fail(f"inconclusive: {inconclusive}", pytrace=False)
        pytest.skip(outcome["reason"])


def described(finding: Record) -> str:
    """Describe a finding in the layout of the text report."""
    return "\n".join(
        (
            f"{finding['severity'].upper()}  {finding['kind']}  {finding['path']}  {finding['id']}",
            f"  {finding['message']}",
            f"  reproduce: {finding['reproduce']}",
            f"  explain: oms-mock explain {finding['kind']}",
        )
    )
