"""`oms-mock check`: options, reports, messages and exit codes."""

from __future__ import annotations

import io
import json
import os
import re
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from oms_mock.cli import progress
from oms_mock.cli.main import main
from oms_mock.contract import fake_process
from oms_mock.contract.client.options import Options
from oms_mock.contract.client.target import Target
from oms_mock.contract.outcome.report import Report
from oms_mock.contract.reports import markdown
from oms_mock.contract.severity import Severity
from oms_mock.option_table import REPORT_FORMS
from tests.contract.reports.conftest import INFO, TARGET, finding, report

TOKEN = "hunter2-hunter2-hunter2"
HEX_TOKEN = "a944b09199c62bcf9418ad846dd0e4bbdfc6ee4b"
RED = report(findings=(finding(),))
MEBIBYTE = 1024 * 1024
TIME_UP = report(inconclusive="time was up after 60 s: raise --max-time")


class Contract:
    """A stub of the contract: record the calls, and return a report made by hand."""

    def __init__(self) -> None:
        self.report: Report = report()
        self.calls: list[tuple[Target, Options]] = []
        self.meanwhile: Callable[[], object] = lambda: None

    def check(self, target: Target, options: Options, **_: Any) -> Report:
        self.calls.append((target, options))
        try:
            self.meanwhile()
        except KeyboardInterrupt:
            return report(inconclusive="interrupted: the report contains what was found until then", interrupted=True)
        return self.report


@pytest.fixture(name="contract")
def fixture_contract(monkeypatch: pytest.MonkeyPatch) -> Contract:
    contract = Contract()
    monkeypatch.setattr("oms_mock.contract.pipeline.steps.check", contract.check)
    monkeypatch.setenv("OMS_TOKEN", TOKEN)
    monkeypatch.delenv("OMS_FORBIDDEN_TOKEN", raising=False)
    monkeypatch.delenv("GITHUB_STEP_SUMMARY", raising=False)
    return contract


@pytest.fixture(name="fakes")
def fixture_fakes(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, ...]]:
    """The options that fakes were started with; none is."""
    started: list[tuple[str, ...]] = []

    @contextmanager
    def running(*options: str) -> Iterator[str]:
        started.append(options)
        yield "http://127.0.0.1:4321"

    monkeypatch.setattr(fake_process, "running", running)
    return started


@pytest.fixture(name="summary")
def fixture_summary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file that GitHub Actions would show as the summary of the job."""
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path / "summary.md"))
    return tmp_path / "summary.md"


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = main(["check", *arguments])
    captured = capsys.readouterr()
    return code, captured.out, captured.err


@pytest.mark.parametrize(
    ("result", "code", "verdict"),
    [
        (report(), 0, "clean: no findings (exit code 0)"),
        (RED, 1, "failed: 1 error (exit code 1: new findings at or above error)"),
        (TIME_UP, 3, "inconclusive: time was up after 60 s: raise --max-time (exit code 3)"),
    ],
)
def test_the_last_line_and_the_exit_code_give_the_verdict(
    contract: Contract, capsys: pytest.CaptureFixture[str], result: Report, code: int, verdict: str
) -> None:
    contract.report = result
    exit_code, out, err = run(capsys, TARGET)
    assert (exit_code, err) == (code, "")
    assert out.splitlines()[-1] == verdict


def test_request_options_are_passed_to_the_run(contract: Contract, capsys: pytest.CaptureFixture[str]) -> None:
    manners = "--rate 5/s --concurrency 2 --timeout 10s --retries 0 --max-time 10m --allow-writes --strict"
    some = "--sample 40 --seed 7"
    run(capsys, f"{TARGET}/api/v1/oms/orders/", "--auth-scheme", "Bearer", *manners.split(), *some.split())
    expected = Options(
        allow_writes=True,
        rate=5.0,
        concurrency=2,
        timeout=10.0,
        retries=0,
        max_time=600.0,
        fail_on=Severity.INFO,
        sample=40,
        seed=7,
    )
    assert contract.calls == [(Target(TARGET, TOKEN, "Bearer"), expected)]


def test_by_default_only_get_is_sent_and_errors_fail_the_run(
    contract: Contract, capsys: pytest.CaptureFixture[str]
) -> None:
    run(capsys, TARGET)
    assert contract.calls[0][1] == Options()


def test_sample_all_requests_every_order_and_page(contract: Contract, capsys: pytest.CaptureFixture[str]) -> None:
    run(capsys, TARGET, "--sample", "all")
    assert contract.calls[0][1] == Options(sample=None, max_pages=None)


@pytest.mark.parametrize("flag", [["--fail-on", "info"], ["--strict"]])
def test_fail_on_and_strict_set_the_failing_severity(
    contract: Contract, capsys: pytest.CaptureFixture[str], flag: list[str]
) -> None:
    contract.report = report(findings=(INFO,), fail_on=Severity.INFO)
    assert run(capsys, TARGET, *flag)[0] == 1
    assert contract.calls[0][1].fail_on is Severity.INFO


def test_the_token_is_read_from_the_named_variable(
    contract: Contract, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STAGING_TOKEN", "staging-token")
    contract.report = RED
    _, out, _ = run(capsys, TARGET, "--token-env", "STAGING_TOKEN")
    assert contract.calls[0][0].token == "staging-token"
    assert '"Authorization: Token $STAGING_TOKEN"' in out


def test_the_token_is_read_from_a_file(contract: Contract, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    (tmp_path / "token").write_text("from-a-file\n")
    run(capsys, TARGET, "--token-file", str(tmp_path / "token"))
    assert contract.calls[0][0].token == "from-a-file"


def test_the_token_is_read_from_stdin(
    contract: Contract, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("from-stdin\r\n"))
    run(capsys, TARGET, "--token-file", "-")
    assert contract.calls[0][0].token == "from-stdin"


def test_the_forbidden_token_is_used_if_it_is_set(
    contract: Contract, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OMS_FORBIDDEN_TOKEN", "forbidden-token")
    run(capsys, TARGET)
    assert contract.calls[0][0].forbidden_token == "forbidden-token"


MISTAKES = {
    "no token": [TARGET, "--token-env", "OMS_NO_TOKEN"],
    "empty token": [TARGET, "--token-env", "OMS_EMPTY_TOKEN"],
    "two lines": [TARGET, "--token-env", "OMS_TWO_LINES"],
    "a token for a name": [TARGET, "--token-env", f"Token {TOKEN}"],
    "a hex token for a name": [TARGET, "--token-env", HEX_TOKEN],
    "a token as an option": [TARGET, "--token", TOKEN],
    "no token file": [TARGET, "--token-file", "/nonexistent/token"],
    "no forbidden token": [TARGET, "--forbidden-token-env", "OMS_NO_TOKEN"],
    "a user in the URL": [f"https://user:{TOKEN}@oms.example.com"],
    "a token in the URL": [f"{TARGET}?token={TOKEN}"],
    "no URL": ["ftp://oms.example.com"],
    "an empty URL": [""],
    "a scheme of two words": [TARGET, "--auth-scheme", "Token abc"],
    "a rate without unit": [TARGET, "--rate", "5"],
    "a time without unit": [TARGET, "--max-time", "10"],
    "no time": [TARGET, "--timeout", "0s"],
    "no requests": [TARGET, "--concurrency", "0"],
    "a mistyped report": [TARGET, "--report", "text,jsn"],
    "no report": [TARGET, "--report", ""],
    "two reports, no folder": [TARGET, "--report", "text,json"],
    "a folder for nothing": [TARGET, "--report-dir", "reports"],
    "an unwritable folder": [TARGET, "--report", "json", "--report-dir", "/dev/null/reports"],
    "a mistyped severity": [TARGET, "--fail-on", "errors"],
    "a drifting deployment": [TARGET, "--demo-drift"],
    "a sample of none": [TARGET, "--sample", "0"],
    "a sample of some": [TARGET, "--sample", "some"],
    "a token without URL": ["--token-file", "token.txt"],
    "a token as an argument": [TARGET, HEX_TOKEN],
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_reported_in_one_line_before_any_request(
    contract: Contract,
    fakes: list[tuple[str, ...]],
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    snapshot: Any,
    mistake: str,
) -> None:
    monkeypatch.setenv("OMS_EMPTY_TOKEN", " ")
    monkeypatch.setenv("OMS_TWO_LINES", f"{TOKEN}\n{TOKEN}")
    code, out, err = run(capsys, *MISTAKES[mistake])
    assert (code, out, contract.calls, fakes) == (2, "", [], [])
    assert err == snapshot
    assert err.count("\n") == 1
    assert TOKEN not in err
    assert HEX_TOKEN not in err


def test_a_missing_token_is_reported_with_the_way_out(
    contract: Contract, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("OMS_TOKEN")
    assert run(capsys, TARGET) == (
        2,
        "",
        "oms-mock: OMS_TOKEN is not set: export the token of the deployment, or use --token-file\n",
    )


@pytest.mark.parametrize(("url", "lines"), [("http://oms.example.com", 1), ("http://127.0.0.1:4010", 0)])
def test_a_token_that_is_sent_unencrypted_is_warned_about(
    contract: Contract, capsys: pytest.CaptureFixture[str], url: str, lines: int
) -> None:
    _, _, err = run(capsys, url)
    assert err.count(" unencrypted: use https://\n") == lines


def test_file_reports_go_to_the_folder_and_text_to_stdout(
    contract: Contract, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    contract.report = RED
    folder = tmp_path / "new" / "reports"
    code, out, err = run(capsys, TARGET, "--report", "text,json,junit", "--report-dir", str(folder))
    assert code == 1
    assert "ERROR  null-drift" in out
    assert json.loads((folder / "report.json").read_text(encoding="utf-8"))["exit_code"] == 1
    assert ElementTree.parse(folder / "junit.xml").getroot().get("failures") == "1"
    assert err.splitlines() == [f"oms-mock: {folder / name} is written" for name in ("report.json", "junit.xml")]


def test_every_report_format_has_a_file(contract: Contract, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    run(capsys, TARGET, "--report", "json,junit,html,sarif,markdown", "--report-dir", str(tmp_path))
    names = ["junit.xml", "report.html", "report.json", "report.md", "report.sarif"]
    assert sorted(path.name for path in tmp_path.iterdir()) == names


@pytest.mark.parametrize(
    ("form", "beginning"),
    [
        ("junit", "<?xml "),
        ("html", "<!DOCTYPE html>\n"),
        ("sarif", "{\n"),
        ("markdown", "# oms-mock check: clean\n"),
        ("github", "oms-mock check: every order was opened\noms-mock check: clean: "),
    ],
)
def test_a_single_report_without_a_folder_goes_to_stdout(
    contract: Contract, capsys: pytest.CaptureFixture[str], form: str, beginning: str
) -> None:
    code, out, err = run(capsys, TARGET, "--report", form)
    assert (code, out[: len(beginning)], err) == (0, beginning, "")


def test_text_and_github_are_both_printed_without_a_folder(
    contract: Contract, capsys: pytest.CaptureFixture[str]
) -> None:
    contract.report = RED
    code, out, _ = run(capsys, TARGET, "--report", "text,github")
    assert (code, out.count("\nERROR  null-drift"), out.count("\n::error title=null-drift")) == (1, 1, 1)


def test_the_job_summary_is_appended_to(contract: Contract, capsys: pytest.CaptureFixture[str], summary: Path) -> None:
    summary.write_text("# Tests\n")
    run(capsys, TARGET, "--report", "github")
    assert summary.read_text(encoding="utf-8") == "# Tests\n" + markdown.text(contract.report)


def test_only_the_github_report_writes_a_job_summary(
    contract: Contract, capsys: pytest.CaptureFixture[str], summary: Path
) -> None:
    run(capsys, TARGET, "--report", "markdown")
    assert not summary.exists()


@pytest.mark.parametrize(
    ("before", "end"),
    [(0, markdown.SHORTENED), (4000, markdown.SHORTENED), (MEBIBYTE - 500, markdown.SHORTENED), (MEBIBYTE, "x")],
)
def test_the_job_summary_stays_within_the_limit_of_github(
    contract: Contract, capsys: pytest.CaptureFixture[str], summary: Path, before: int, end: str
) -> None:
    contract.report = report(findings=tuple(finding(path=f"$.key_{number}") for number in range(1500)))
    summary.write_text("x" * before)
    run(capsys, TARGET, "--report", "github")
    assert summary.stat().st_size <= MEBIBYTE
    assert summary.read_text(encoding="utf-8").endswith(end)


def test_a_job_summary_that_cannot_be_written_is_reported_before_any_request(
    contract: Contract, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", "/nonexistent/summary.md")
    assert run(capsys, TARGET, "--report", "github") == (
        2,
        "",
        "oms-mock: cannot write to /nonexistent/summary.md: No such file or directory: see GITHUB_STEP_SUMMARY\n",
    )
    assert contract.calls == []


def test_a_job_summary_that_cannot_be_written_after_a_clean_run_makes_it_inconclusive(
    contract: Contract, capsys: pytest.CaptureFixture[str], summary: Path
) -> None:
    contract.meanwhile = lambda: (summary.unlink(), summary.mkdir())
    code, out, err = run(capsys, TARGET, "--report", "github")
    assert (code, out.splitlines()[-1]) == (3, "oms-mock check: clean: no findings (exit code 0)")
    assert "see GITHUB_STEP_SUMMARY" in err


def test_only_the_requested_report_files_are_written(
    contract: Contract, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    code, out, _ = run(capsys, TARGET, "--report", "junit", "--report-dir", str(tmp_path))
    assert (code, out) == (0, "")
    assert [path.name for path in tmp_path.iterdir()] == ["junit.xml"]


def test_stdout_holds_nothing_but_a_single_report_without_a_folder(
    contract: Contract, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, _ = run(capsys, TARGET, "--report", "json")
    assert (code, json.loads(out)["target"]) == (0, TARGET)


def test_the_report_of_an_earlier_run_is_replaced(
    contract: Contract, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "report.json").write_text("old")
    run(capsys, TARGET, "--report", "json", "--report-dir", str(tmp_path))
    assert json.loads((tmp_path / "report.json").read_text())["exit_code"] == 0


def test_a_report_that_cannot_be_written_after_a_clean_run_makes_it_inconclusive(
    contract: Contract, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    contract.meanwhile = lambda: (tmp_path / "report.json").mkdir()
    code, out, err = run(capsys, TARGET, "--report", "text,json", "--report-dir", str(tmp_path))
    assert code == 3
    assert out.endswith("clean: no findings (exit code 0)\n")
    assert "try another --report-dir" in err
    assert [path.name for path in tmp_path.iterdir()] == ["report.json"]


@pytest.mark.parametrize("signum", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_run_writes_its_reports(
    contract: Contract, capsys: pytest.CaptureFixture[str], tmp_path: Path, signum: int
) -> None:
    contract.meanwhile = lambda: os.kill(os.getpid(), signum)
    before = signal.getsignal(signum)
    code, out, _ = run(capsys, TARGET, "--report", "text,json", "--report-dir", str(tmp_path))
    assert code == 130
    assert out.endswith("inconclusive: interrupted: the report contains what was found until then (exit code 130)\n")
    assert json.loads((tmp_path / "report.json").read_text())["exit_code"] == 130
    assert signal.getsignal(signum) is before


def test_an_interruption_before_the_run_is_reported_in_one_line(
    contract: Contract, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("oms_mock.contract.pipeline.steps.check", lambda *_, **__: os.kill(os.getpid(), signal.SIGINT))
    code, out, err = run(capsys, TARGET)
    assert (code, out, err.strip()) == (130, "", "oms-mock: interrupted")


def test_without_a_url_the_fake_is_checked_with_both_of_its_tokens(
    contract: Contract, fakes: list[tuple[str, ...]], capsys: pytest.CaptureFixture[str]
) -> None:
    code, _, err = run(capsys, "--scenario", "reference", "--seed", "7", "--orders", "30", "--demo-drift")
    assert (code, err) == (0, "oms-mock: no URL is given: checking the fake itself\n")
    assert fakes == [("--scenario", "reference", "--orders", "30", "--seed", "7", "--demo-drift")]
    assert contract.calls[0][0] == Target(
        "http://127.0.0.1:4321", fake_process.TOKEN, forbidden_token=fake_process.LIMITED_TOKEN
    )
    assert contract.calls[0][1].seed == 7


def test_findings_of_the_fake_come_with_the_command_to_start_it_again(
    contract: Contract, fakes: list[tuple[str, ...]], capsys: pytest.CaptureFixture[str]
) -> None:
    contract.report = replace(RED, target="http://127.0.0.1:4321")
    _, _, err = run(capsys, "--demo-drift")
    assert "export OMS_TOKEN=oms-mock, and run oms-mock serve --port 4321 --demo-drift\n" in err


def test_a_variable_of_serve_does_not_make_a_check_of_a_deployment_an_error(
    contract: Contract, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OMS_MOCK_SCENARIO", "reference")
    assert run(capsys, TARGET)[0] == 0


def test_no_report_holds_the_token_of_a_deployment(
    contract: Contract, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    contract.report = report(findings=(finding(got=TOKEN, path=f"$.{TOKEN}"),), inconclusive=TOKEN)
    _, out, err = run(capsys, TARGET, "--report", ",".join(REPORT_FORMS), "--report-dir", str(tmp_path))
    written = "".join(path.read_text(encoding="utf-8") for path in tmp_path.iterdir())
    assert TOKEN not in out + err + written


def test_the_published_token_of_the_fake_is_not_masked(
    contract: Contract, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OMS_TOKEN", fake_process.TOKEN)
    contract.report = report(target="https://oms-mock.example.com")
    assert "https://oms-mock.example.com" in run(capsys, "https://oms-mock.example.com")[1]


def test_no_progress_is_shown_if_stderr_is_not_a_terminal() -> None:
    with progress.shown() as tell:
        assert tell is None


def test_progress_on_a_terminal_is_removed_afterwards(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = io.StringIO()
    monkeypatch.setattr(terminal, "isatty", lambda: True)
    monkeypatch.setattr("sys.stderr", terminal)
    monkeypatch.setenv("TERM", "xterm")
    with progress.shown() as tell:
        assert tell is not None
        tell("orders", 20, 722)
    assert "orders 20 of 722" in terminal.getvalue()
    assert terminal.getvalue().removesuffix("\x1b[?25h").endswith("\x1b[2K")


@pytest.mark.parametrize(("total", "shown"), [(None, "1,234"), (5678, "1,234 of 5,678")])
def test_progress_counts(total: int | None, shown: str) -> None:
    assert progress.counts(1234, total) == shown


def test_the_fake_has_no_findings(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "--scenario", "single", "--strict", "--allow-writes")
    assert out.endswith("clean: no findings (exit code 0)\n")
    assert code == 0


@pytest.mark.whole_run
def test_the_fake_with_demo_drift_has_findings(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "--orders", "40", "--demo-drift", "--details")
    kinds = {line.split()[1] for line in out.splitlines() if line.startswith(("ERROR", "WARNING", "INFO"))}
    assert {"null-drift", "format-drift", "missing-field", "unknown-field", "enum-growth"} <= kinds
    assert code == 1


def test_the_findings_of_the_demo_drift_have_seven_causes(capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = run(capsys, "--orders", "50", "--demo-drift")
    assert re.search(r"\nFindings: \d+ of 7 causes ", out)
    assert len(out.splitlines()) < 40


def test_details_without_the_text_report_are_a_mistake(capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = run(capsys, "--report", "json", "--details")
    assert (code, err) == (2, "oms-mock: --details is for the text report: add --report text\n")


def test_a_fake_without_orders_is_inconclusive(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "--scenario", "empty")
    assert "\ninconclusive: there are no orders" in out
    assert code == 3


def test_a_deployment_that_cannot_be_reached_is_inconclusive(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OMS_TOKEN", TOKEN)
    code, out, _ = run(capsys, "http://127.0.0.1:1", "--retries", "0")
    assert "\ninconclusive: http://127.0.0.1:1 cannot be reached" in out
    assert "no rule ran: there was nothing to check" in out
    assert code == 3
