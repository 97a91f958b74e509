"""The order of findings and outcomes in reports: the worst first, then endpoints in their documented order."""

from __future__ import annotations

from oms_mock.contract.endpoints import ENDPOINTS, Endpoint
from oms_mock.contract.findings import Finding
from oms_mock.contract.outcome.report import Outcome, Report
from oms_mock.contract.severity import Severity

_PLACES = {endpoint.name: place for place, endpoint in enumerate(ENDPOINTS)}


def place(endpoint: Endpoint) -> int:
    """Return the place of an endpoint among the documented ones."""
    return _PLACES.get(endpoint.name, len(_PLACES))


def findings(report: Report) -> list[Finding]:
    """Sort the findings: severity, endpoint, path."""
    return sorted(report.findings, key=_finding_key)


def unstable(report: Report) -> list[Finding]:
    """Sort the unstable findings."""
    return sorted(report.unstable, key=_finding_key)


def outcomes(report: Report) -> list[Outcome]:
    """Sort the outcomes: endpoint, rule."""
    return sorted(report.outcomes, key=lambda each: (place(each.endpoint), each.rule))


def is_at_least(finding: Finding, least: Severity) -> bool:
    """Return whether a finding is at or above a severity."""
    return finding.severity.rank >= least.rank


def _finding_key(finding: Finding) -> tuple[int, int, str, str, str]:
    return -finding.severity.rank, place(finding.endpoint), finding.path, finding.rule, finding.kind
