"""`oms-mock check --baseline`: which findings fail a run, and what is written."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from oms_mock.cli.main import main
from oms_mock.contract.outcome.report import Report
from tests.contract.reports.conftest import TARGET, WARNING, finding, report

FOUND = finding()
RED = report(findings=(FOUND,))
GONE = {"id": "000000000001", "rule": "schema", "endpoint": "GET /api/v1/oms/orders/"}

Check = Callable[..., tuple[int, str, str]]


@pytest.fixture(name="path")
def fixture_path(tmp_path: Path) -> Path:
    return tmp_path / "known.json"


@pytest.fixture(name="check")
def fixture_check(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], path: Path) -> Check:
    """Run the command on a report made by hand, with a baseline."""
    monkeypatch.setenv("OMS_TOKEN", "hunter2-hunter2")

    def check(result: Report, *arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr("oms_mock.contract.pipeline.steps.check", lambda *_, **__: result)
        code = main(["check", TARGET, "--baseline", str(path), *arguments])
        return code, *capsys.readouterr()

    return check


def write(path: Path, *entries: dict[str, Any]) -> None:
    path.write_text(json.dumps({"version": 1, "findings": entries}))


def entries(path: Path) -> list[dict[str, Any]]:
    return list(json.loads(path.read_text())["findings"])


def test_a_known_finding_is_shown_with_its_reason_and_does_not_fail_the_run(check: Check, path: Path) -> None:
    write(path, {"id": FOUND.id, "reason": "a known gap", "ticket": "OMS-17"})
    code, out, err = check(RED)
    assert (code, err) == (0, "")
    assert "accepted: a known gap (OMS-17)" in out


def test_an_expired_entry_fails_the_run_and_names_the_day(check: Check, path: Path) -> None:
    write(path, {"id": FOUND.id, "expires": "2026-05-03"})
    code, out, _ = check(RED)
    assert code == 1
    assert "; expired on 2026-05-03\n" in out


def test_an_entry_that_matches_no_finding_is_reported_and_does_not_fail_the_run(check: Check, path: Path) -> None:
    write(path, GONE)
    code, out, _ = check(report())
    assert code == 0
    assert "No longer found" in out


def test_a_missing_baseline_is_reported_with_the_way_to_create_one(check: Check, path: Path) -> None:
    assert check(RED) == (2, "", f"oms-mock: there is no {path}: add --baseline-update to make it\n")
    assert check(RED, "--baseline-prune")[0] == 2
    assert not path.exists()


def test_an_invalid_baseline_is_reported_in_one_line_before_any_request(check: Check, path: Path) -> None:
    write(path, {"id": FOUND.id, "expires": "soon"})
    wrong = f"oms-mock: {path}: $.findings[0].expires: must be a date such as 2027-03-31\n"
    assert check(RED) == (2, "", wrong)


def test_an_update_creates_the_file_and_the_run_is_clean(check: Check, path: Path) -> None:
    code, out, err = check(RED, "--baseline-update", "--baseline-reason", "a gap", "--baseline-expires", "9999-12-31")
    assert (code, err) == (0, f"oms-mock: {path} is written: 1 added, 0 removed, 1 in all\n")
    assert out.endswith("nothing new at or above error (exit code 0)\n")
    (entry,) = entries(path)
    assert (entry["id"], entry["reason"], entry["expires"], entry["first_seen"]) == (
        FOUND.id, "a gap", "9999-12-31", "2026-05-04"
    )  # fmt: skip


def test_an_update_keeps_entries_that_matched_no_finding(check: Check, path: Path) -> None:
    write(path, GONE)
    check(RED, "--baseline-update")
    assert {each["id"] for each in entries(path)} == {FOUND.id, GONE["id"]}


def test_an_update_does_not_renew_expired_entries(check: Check, path: Path) -> None:
    write(path, {"id": FOUND.id, "expires": "2026-05-03"})
    assert check(RED, "--baseline-update")[0] == 1


def test_a_prune_removes_entries_that_matched_no_finding_and_adds_none(check: Check, path: Path) -> None:
    write(path, GONE, {"id": FOUND.id})
    code, out, err = check(report(findings=(FOUND, WARNING)), "--baseline-prune")
    assert (code, err) == (0, f"oms-mock: {path} is written: 0 added, 1 removed, 1 in all\n")
    assert [each["id"] for each in entries(path)] == [FOUND.id]
    assert "No longer found" not in out


def test_update_and_prune_go_together(check: Check, path: Path) -> None:
    write(path, GONE)
    assert "1 added, 1 removed, 1 in all" in check(RED, "--baseline-update", "--baseline-prune")[2]
    assert [each["id"] for each in entries(path)] == [FOUND.id]


@pytest.mark.parametrize(("interrupted", "code"), [(False, 3), (True, 130)])
@pytest.mark.parametrize("flag", ["--baseline-update", "--baseline-prune"])
def test_a_run_that_ended_early_does_not_change_the_baseline(
    check: Check, path: Path, flag: str, interrupted: bool, code: int
) -> None:
    write(path, GONE)
    before = path.read_text()
    early = report(findings=(WARNING,), inconclusive="time was up", interrupted=interrupted)
    exit_code, out, err = check(early, flag)
    assert (exit_code, path.read_text()) == (code, before)
    assert err == f"oms-mock: {path} is unchanged: the run ended early\n"
    assert "Not checked in this run" in out


def test_without_an_update_an_early_end_is_not_mentioned(check: Check, path: Path) -> None:
    write(path, GONE)
    assert check(report(inconclusive="time was up"))[2] == ""


def test_a_baseline_that_cannot_be_written_after_a_clean_run_makes_it_inconclusive(
    check: Check, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(path, GONE)
    monkeypatch.setattr("oms_mock.spec.atomic_file.write", lambda *_: (path / "x").write_text(""))
    code, out, _ = check(report(), "--baseline-update")
    assert code == 3
    assert f"inconclusive: cannot write to {path}: Not a directory: try another --baseline" in out


def test_a_path_that_cannot_be_written_is_rejected_before_any_request(
    check: Check, capsys: pytest.CaptureFixture[str]
) -> None:
    code = main(["check", TARGET, "--baseline", "/nonexistent/known.json", "--baseline-update"])
    assert (code, capsys.readouterr().err) == (
        2, "oms-mock: cannot write to /nonexistent/known.json: No such file or directory: try another --baseline\n"
    )  # fmt: skip


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--baseline-update"], "--baseline-update needs a file: add --baseline FILE"),
        (["--baseline-prune"], "--baseline-prune needs a file: add --baseline FILE"),
        (["--baseline-reason", "x"], "--baseline-reason needs a file: add --baseline FILE"),
        (["--baseline-expires", "30d"], "--baseline-expires needs a file: add --baseline FILE"),
    ],
)
def test_options_that_need_a_baseline_are_rejected_without_one(
    capsys: pytest.CaptureFixture[str], arguments: list[str], words: str
) -> None:
    assert main(["check", TARGET, *arguments]) == 2
    assert capsys.readouterr().err == f"oms-mock: {words}\n"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--baseline-reason", "x"], "--baseline-reason is for findings that are added: add --baseline-update"),
        (["--baseline-expires", "1d"], "--baseline-expires is for findings that are added: add --baseline-update"),
        (["--baseline-update", "--baseline-reason", "a\nb"], "--baseline-reason takes one line of text"),
        (
            ["--baseline-update", "--baseline-expires", "soon"],
            "--baseline-expires: 'soon' is not a day: write 2027-03-31, or 30d",
        ),
        (
            ["--baseline-update", "--baseline-expires", "2020-01-01"],
            "--baseline-expires: '2020-01-01' is in the past: write a later day, or 30d",
        ),
    ],
)
def test_a_mistake_is_reported_in_one_line_and_leaves_no_file(
    check: Check, path: Path, arguments: list[str], words: str
) -> None:
    write(path, GONE)
    before = path.read_text()
    assert check(RED, *arguments) == (2, "", f"oms-mock: {words}\n")
    assert path.read_text() == before


def test_removed_variables_do_not_change_a_baseline(check: Check, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(path, GONE)
    monkeypatch.setenv("OMS_MOCK_BASELINE_REASON", "a gap")
    assert check(report())[0] == 0


def test_the_token_is_not_written_to_the_baseline(check: Check, path: Path) -> None:
    check(report(findings=(finding(path="$.hunter2-hunter2"),)), "--baseline-update")
    assert "hunter2" not in path.read_text()


@pytest.mark.whole_run
def test_a_check_of_the_fake_can_use_a_baseline(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    drifting = ["check", "--orders", "40", "--demo-drift", "--baseline", str(path)]
    assert main([*drifting, "--baseline-update"]) == 0
    assert main(drifting) == 0
    assert "No longer found" not in capsys.readouterr().out
