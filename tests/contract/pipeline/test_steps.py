"""The check pipeline, called without the command line."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any

import pytest

from oms_mock.contract.client.target import Target
from oms_mock.contract.outcome.report import Report
from oms_mock.contract.pipeline import steps
from oms_mock.contract.pipeline.output import NoOutput
from oms_mock.contract.pipeline.request import BaselineRequest, CheckRequest, ReportRequest
from oms_mock.contract.run.workers import Progress
from oms_mock.errors import SetupError
from tests.contract.reports.conftest import TARGET, finding, report

DEPLOYMENT = Target(TARGET, "hunter2-hunter2")
RED = report(findings=(finding(),))


def checked(monkeypatch: pytest.MonkeyPatch, result: Report, **request: Any) -> steps.CheckResult:
    monkeypatch.setattr("oms_mock.contract.pipeline.steps.check", lambda *_, **__: result)
    return steps.run(CheckRequest(target=DEPLOYMENT, **request))


def test_the_result_has_the_report_and_the_exit_code(monkeypatch: pytest.MonkeyPatch) -> None:
    result = checked(monkeypatch, RED)
    assert (result.report.findings, result.exit_code) == (RED.findings, 1)


def test_a_baseline_is_updated_before_the_report_is_marked(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    request = BaselineRequest(tmp_path / "known.json", update=True, reason="a known gap")
    result = checked(monkeypatch, RED, baseline=request)
    assert (result.exit_code, result.report.baselined) == (0, {RED.findings[0].id})


def test_a_run_that_ended_early_does_not_write_the_baseline(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    path = tmp_path / "known.json"
    early = report(findings=(finding(),), inconclusive="time was up")
    result = checked(monkeypatch, early, baseline=BaselineRequest(path, update=True))
    assert (result.exit_code, path.exists()) == (1, False)


@pytest.mark.parametrize(
    "request_parts",
    [
        {"uses": Path("/nonexistent/uses.json")},
        {"baseline": BaselineRequest(Path("/nonexistent/known.json"))},
        {"ledger": Path("/nonexistent/fidelity.json")},
        {"reports": ReportRequest(job_summary=Path("/nonexistent/summary.md"))},
    ],
    ids=lambda parts: next(iter(parts)),
)
def test_a_file_that_cannot_be_used_is_rejected_before_anything_is_sent(
    monkeypatch: pytest.MonkeyPatch, request_parts: dict[str, Any]
) -> None:
    monkeypatch.setattr("oms_mock.contract.pipeline.steps.check", lambda *_, **__: pytest.fail("a request was sent"))
    with pytest.raises(SetupError):
        steps.run(CheckRequest(target=DEPLOYMENT, **request_parts))


class Recorder(NoOutput):
    """An output that records its progress."""

    def __init__(self) -> None:
        self.shown: list[str] = []

    def progress(self) -> AbstractContextManager[Progress | None]:
        """Record what is shown."""
        return nullcontext(lambda what, *_: self.shown.append(what))


def test_a_fake_is_shown_as_starting(monkeypatch: pytest.MonkeyPatch) -> None:
    output = Recorder()
    monkeypatch.setattr("oms_mock.contract.fake_process.running", lambda *_: nullcontext(TARGET))
    monkeypatch.setattr("oms_mock.contract.pipeline.steps.check", lambda *_, **__: report())
    steps.run(CheckRequest(), output)
    assert output.shown == ["starting the fake"]
