"""Write the requested reports to files, to standard output and to the job summary of GitHub Actions."""

from __future__ import annotations

from pathlib import Path

from oms_mock.contract.outcome.report import ExitCode, Report
from oms_mock.contract.pipeline.output import Output
from oms_mock.contract.pipeline.request import ReportRequest, Secrets
from oms_mock.contract.reports import files, github, markdown, text
from oms_mock.contract.reports.verdict import exit_code
from oms_mock.errors import SetupError

TEXT, GITHUB = "text", "github"


def prepare(request: ReportRequest) -> None:
    """Check that all files can be written, before a run. Raises SetupError."""
    if request.job_summary:
        files.append(request.job_summary, "")
    if request.directory and request.files:
        files.prepare(request.directory, request.files)


def deliver(request: ReportRequest, report: Report, secrets: Secrets, output: Output) -> int:
    """Write the files, then print, and return the exit code; a clean run whose files fail is inconclusive."""
    code, written = exit_code(report), list[Path]()
    try:
        if request.directory:
            written = files.write(request.directory, request.files, report, secrets)
        if request.job_summary:
            _summarise(request.job_summary, report, secrets)
    except SetupError as error:
        output.message(str(error))
        code = code or ExitCode.INCONCLUSIVE
    for form in request.printed:
        _print(form, request, report, secrets, output)
    for path in written:
        output.message(f"{path} is written")
    return code


def _summarise(summary: Path, report: Report, secrets: Secrets) -> None:
    """Append as much as GitHub accepts: other steps of the job may have written to the summary already."""
    free = github.SUMMARY_BYTES - files.size(summary)
    files.append(summary, markdown.within(free, report, secrets))


def _print(form: str, request: ReportRequest, report: Report, secrets: Secrets, output: Output) -> None:
    if form == TEXT:
        text.render(report, output.console(), secrets, details=request.details)
    elif form == GITHUB:
        output.write(github.text(report, secrets))
    else:
        output.write(files.FORMS[form][1](report, secrets))
