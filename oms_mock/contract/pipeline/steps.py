"""Run a check: the one pipeline behind the command line, the pytest suite and the GitHub action.

1. Read the files named in the request; nothing is sent if one of them is invalid.
2. Run the rules against the deployment, or against a fake started for this purpose.
3. Set severities by what a client reads (`uses`).
4. Mark the findings that the baseline accepts, and update the baseline.
5. Compare the findings with those of an earlier run (`against`).
6. Fold the run into the fidelity ledger.
7. Write the reports.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace

from oms_mock.contract import fake_process
from oms_mock.contract.client.target import Target
from oms_mock.contract.outcome import earlier_run, report_file, uses
from oms_mock.contract.outcome.report import Report
from oms_mock.contract.pipeline import delivery
from oms_mock.contract.pipeline.files import BaselineStep, LedgerStep
from oms_mock.contract.pipeline.output import NoOutput, Output
from oms_mock.contract.pipeline.request import CheckRequest, CheckResult, Secrets
from oms_mock.contract.redaction import redactor
from oms_mock.contract.run.checker import check


def run(request: CheckRequest, output: Output | None = None) -> CheckResult:
    """Carry out a check. Raises SetupError, before anything is sent, if a file cannot be read or written."""
    output = output or NoOutput()
    delivery.prepare(request.reports)
    client = uses.read(request.uses) if request.uses else None
    baseline = BaselineStep.prepare(request.baseline)
    earlier = report_file.read(request.against) if request.against else None
    ledger = LedgerStep.prepare(request.ledger)
    with _target(request, output) as target:
        report = _check(request, target, output)
    secrets: Secrets = fake_process.unpublished_tokens(target) if request.target else ()
    report = client.applied(report) if client else report
    report = earlier_run.compared(report, earlier) if earlier else report
    for step in (baseline, ledger):
        report = step.apply(report, redactor(secrets), output.message) if step else report
    code = delivery.deliver(request.reports, report, secrets, output)
    if request.target is None and report.findings:
        output.message(_restart_hint(report, request.fake_options))
    return CheckResult(report, code)


@contextmanager
def _target(request: CheckRequest, output: Output) -> Iterator[Target]:
    if request.target is not None:
        yield request.target
        return
    output.message("no URL is given: checking the fake itself")
    with ExitStack() as stack:
        with output.progress() as tell:
            if tell:
                tell("starting the fake", 0, None)
            url = stack.enter_context(fake_process.running(*request.fake_options))
        yield Target(url, fake_process.TOKEN, forbidden_token=fake_process.LIMITED_TOKEN)


def _check(request: CheckRequest, target: Target, output: Output) -> Report:
    with output.progress() as progress:
        report = check(target, request.options, rules=request.rules, progress=progress)
    return replace(report, token_variable=request.token_variable, auth_scheme=target.scheme)


def _restart_hint(report: Report, fake_options: tuple[str, ...]) -> str:
    again = shlex.join(["oms-mock", "serve", "--port", report.target.rpartition(":")[2], *fake_options])
    return f"the fake has stopped; to start it again: export OMS_TOKEN={fake_process.TOKEN}, and run {again}"
