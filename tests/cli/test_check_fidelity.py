"""`oms-mock check --fidelity`: what is recorded in the ledger, and when it stays unchanged."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from oms_mock.cli.main import main
from oms_mock.contract.endpoints import ENDPOINTS, ORDER_DETAIL, ORDER_LIST
from oms_mock.contract.fidelity import ledger_file
from oms_mock.contract.fidelity.ledger import Standing
from oms_mock.contract.outcome.report import Report, Seen
from tests.contract.reports.conftest import TARGET, finding, outcome, report

EMAIL, COUNT = "$.results[*].customer.email", "$.count"
SEEN = report(
    findings=(finding(), finding(kind="unknown-field", path="$.hunter2-hunter2")),
    outcomes=(outcome("schema", ORDER_LIST),),
    seen={ORDER_LIST.name: Seen(values=frozenset((EMAIL, COUNT)))},
)
WRITTEN = {
    "version": 1,
    "endpoints": {
        ORDER_LIST.label: {
            COUNT: {"verified": "2026-05-04"},
            EMAIL: {"contradicted": "2026-05-04", "kind": "null-drift", "finding": finding().id},
        }
    },
}

Check = Callable[..., tuple[int, str, str]]


@pytest.fixture(name="path")
def fixture_path(tmp_path: Path) -> Path:
    return tmp_path / "fidelity.json"


@pytest.fixture(name="check")
def fixture_check(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], path: Path) -> Check:
    """Run the command on a report made by hand, with a ledger."""
    monkeypatch.setenv("OMS_TOKEN", "hunter2-hunter2")

    def check(result: Report, *arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr("oms_mock.contract.pipeline.steps.check", lambda *_, **__: result)
        code = main(["check", TARGET, "--fidelity", str(path), *arguments])
        return code, *capsys.readouterr()

    return check


def test_the_ledger_is_created_and_summarised_in_one_line(check: Check, path: Path) -> None:
    code, _, err = check(SEEN)
    assert (code, json.loads(path.read_text())) == (1, WRITTEN)
    assert err == f"oms-mock: {path}: 1 field verified, 1 contradicted, 634 not seen\n"


def test_the_same_run_twice_writes_the_same_bytes(check: Check, path: Path) -> None:
    check(SEEN)
    once = path.read_bytes()
    check(SEEN)
    assert path.read_bytes() == once


def test_fields_that_a_later_run_does_not_see_are_kept(check: Check, path: Path) -> None:
    check(SEEN)
    _, _, err = check(report())
    assert json.loads(path.read_text()) == WRITTEN
    assert err == f"oms-mock: {path}: 0 fields verified, 0 contradicted, 636 not seen\n"


@pytest.mark.parametrize(("interrupted", "code"), [(False, 3), (True, 130)])
def test_a_run_that_ended_early_does_not_change_the_ledger(
    check: Check, path: Path, interrupted: bool, code: int
) -> None:
    early = report(inconclusive="time was up", interrupted=interrupted, seen=SEEN.seen, outcomes=SEEN.outcomes)
    exit_code, _, err = check(early)
    assert (exit_code, path.exists()) == (code, False)
    assert err == f"oms-mock: {path} is unchanged: the run ended early\n"


def test_an_invalid_ledger_is_reported_in_one_line_before_any_request(check: Check, path: Path) -> None:
    path.write_text("{}")
    assert check(SEEN) == (2, "", f"oms-mock: {path}: $.version: must be 1, the only version that is understood\n")
    assert path.read_text() == "{}"


def test_a_path_that_cannot_be_written_is_rejected_before_any_request(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("OMS_TOKEN", "hunter2-hunter2")
    monkeypatch.setattr("oms_mock.contract.pipeline.steps.check", lambda *_, **__: pytest.fail("it was asked"))
    code = main(["check", TARGET, "--fidelity", "/nonexistent/fidelity.json"])
    assert (code, capsys.readouterr().err) == (
        2,
        "oms-mock: cannot write to /nonexistent/fidelity.json: No such file or directory: try another --fidelity\n",
    )


def test_a_ledger_that_cannot_be_written_after_a_clean_run_makes_it_inconclusive(
    check: Check, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("oms_mock.spec.atomic_file.write", lambda *_: (path / "x").write_text(""))
    code, out, _ = check(report())
    assert code == 3
    assert f"inconclusive: cannot write to {path}: " in out


def test_without_the_option_the_ledger_is_not_mentioned(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("OMS_TOKEN", "hunter2-hunter2")
    monkeypatch.setattr("oms_mock.contract.pipeline.steps.check", lambda *_, **__: report())
    assert main(["check", TARGET]) == 0
    assert capsys.readouterr().err == ""


# The fake itself


NOT_VERIFIED = {
    ("order-detail", "$.shipping_address.mapping"): "no order of the sample has one: it is rare, as far as is known",
    ("order-detail", "$.billing_address.mapping"): "no order of the sample has one",
    ("webhook-event-list", "$.next"): "no order has more events than a page holds",
    ("webhook-event-list", "$.previous"): "no order has more events than a page holds",
    ("webhook-event-list-short", "$.next"): "no order has more events than a page holds",
    ("webhook-event-list-short", "$.previous"): "no order has more events than a page holds",
}
"""Fields for which the fake has no value, and why."""


def standings(path: Path) -> dict[tuple[str, str], Standing | None]:
    ledger = ledger_file.read(path)
    entries = {
        (endpoint.name, each.path): ledger.at(endpoint, each.path)
        for endpoint in ENDPOINTS
        for each in ledger.expected(endpoint)
    }
    return {place: entry and entry.standing for place, entry in entries.items()}


@pytest.mark.whole_run
def test_every_field_that_the_fake_serves_is_verified(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--allow-writes", "--fidelity", str(path)]) == 0
    others = {place for place, standing in standings(path).items() if standing is not Standing.VERIFIED}
    assert others == NOT_VERIFIED.keys()
    assert all(ledger_file.read(path).at(endpoint) for endpoint in ENDPOINTS)
    assert f"{path}: 607 fields verified, 2 seen as null only, 0 contradicted, 4 not seen\n" in capsys.readouterr().err


DRIFTED = ("customer.email", "orderitem_set[*].price", "segment", "shipping_address.postcode")
NEW = ("channel.oms_mock_new_field", "shipping_address.postcode_new")


@pytest.mark.whole_run
def test_exactly_the_drifted_fields_are_contradicted(path: Path) -> None:
    main(["check", "--demo-drift", "--fidelity", str(path)])
    ledger = ledger_file.read(path)
    places = {(ORDER_LIST.label, "$.results[*]"), (ORDER_DETAIL.label, "$")}
    found = {place: entry.standing for place, entry in ledger.entries.items()}
    assert {place for place in found if found[place] is Standing.CONTRADICTED} == {
        (label, f"{row}.{drifted}") for label, row in places for drifted in DRIFTED
    }
    assert {place for place in found if found[place] is Standing.FOUND} == {
        (label, f"{row}.{new}") for label, row in places for new in NEW
    }
