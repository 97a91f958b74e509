"""The report for the terminal."""

from __future__ import annotations

import io
import shlex
from dataclasses import replace
from typing import Any

import pytest
from rich.console import Console

from oms_mock.contract import endpoints
from oms_mock.contract.client.interaction import Credential, Purpose, Request
from oms_mock.contract.findings import Finding
from oms_mock.contract.outcome.baseline_match import BaselineEntry, BaselineMatch
from oms_mock.contract.outcome.report import Report
from oms_mock.contract.reports import text
from oms_mock.contract.severity import Provenance
from tests.contract.reports.conftest import (
    EVERY_SEVERITY,
    HOSTILE,
    INFO,
    NO_WRITES,
    OUTCOMES,
    SORTS,
    finding,
    report,
)


@pytest.mark.parametrize("name", SORTS)
def test_text_of_every_kind_of_run(snapshot: Any, name: str) -> None:
    assert text.text(SORTS[name], 80) == snapshot


def test_a_wide_terminal_has_the_ids_at_the_right(snapshot: Any) -> None:
    assert text.text(EVERY_SEVERITY, 120) == snapshot


def on_terminal(of: Any, width: int, **settings: Any) -> str:
    file = io.StringIO()
    console = Console(file=file, force_terminal=True, width=width, legacy_windows=False, _environ={}, **settings)
    text.render(of, console)
    return file.getvalue()


def test_a_terminal_wraps_sentences_but_not_commands(snapshot: Any) -> None:
    shown = on_terminal(EVERY_SEVERITY, 80, no_color=True, color_system=None)
    assert shown == snapshot
    assert [
        line for line in shown.splitlines() if "curl" in line and not line.endswith("/'") and "page=2" not in line
    ] == []


def test_a_terminal_has_colours_unless_no_color_is_set() -> None:
    assert "\x1b[1;31mERROR\x1b[0m" in on_terminal(EVERY_SEVERITY, 80, color_system="standard")
    assert "\x1b[1;31m" not in on_terminal(EVERY_SEVERITY, 80, color_system="standard", no_color=True)


@pytest.mark.parametrize("details", [False, True])
def test_findings_come_by_severity_then_endpoint_then_path(details: bool) -> None:
    shown = text.text(EVERY_SEVERITY, details=details)
    kinds = ["null-drift", "not-refused", "pull-contradiction", "exposed-secret", "unknown-field"]
    assert [line.split()[1] for line in shown.splitlines() if line.startswith(("ERROR", "WARNING", "INFO"))] == kinds


@pytest.mark.parametrize("width", [80, 400])
def test_the_explain_command_is_on_the_same_line_if_it_fits(width: int) -> None:
    shown = text.text(report(findings=(finding(),)), width, details=True).splitlines()
    line = next(line for line in shown if "reproduce" in line)
    assert ("explain:" in line) is (width == 400)


@pytest.mark.parametrize("name", ["every severity", "a baseline", "not run", "hostile"])
def test_the_details_list_each_finding_endpoint_and_rule(snapshot: Any, name: str) -> None:
    assert text.text(SORTS[name], 80, details=True) == snapshot


OPENED = finding(endpoint=endpoints.ORDER_DETAIL, path="$.customer.email")
SHORT = finding(
    kind="field-differs",
    endpoint=endpoints.ORDER_LIST_SHORT,
    path="$.results[*].customer",
    provenance=Provenance.CONVENTION,
)


def with_baseline(*accepted: Finding, **changes: Any) -> Report:
    """Return a report whose baseline accepts these findings."""
    found = {each.id: BaselineEntry(each.id) for each in accepted}
    return report(baselined=frozenset(found), known=BaselineMatch(found=found), **changes)


def test_findings_of_one_cause_are_shown_together(snapshot: Any) -> None:
    number = finding(path="$.results[*].number", kind="type-changed")
    assert text.text(report(findings=(SHORT, number, finding(), OPENED))) == snapshot


def test_a_cause_that_the_baseline_accepts_in_part_is_shown_by_its_new_finding() -> None:
    shown = text.text(with_baseline(finding(), findings=(finding(), OPENED))).splitlines()
    assert "New findings: 1       explain: oms-mock explain null-drift" in shown
    (heading,) = (line for line in shown if line.startswith("ERROR"))
    assert heading.split()[-1] == OPENED.id
    assert [line for line in shown if line.endswith("also in order-list (in the baseline)")]


@pytest.mark.parametrize("number", [10, 30])
def test_ten_causes_take_about_a_screen(number: int) -> None:
    found = [
        replace(each, path=each.path.replace("customer", f"part_{place}"))
        for place in range(number)
        for each in (finding(kind=f"kind-{place}"), SHORT)
    ]
    shown = text.text(report(findings=tuple(found), outcomes=OUTCOMES + NO_WRITES))
    assert len(shown.splitlines()) <= 3 * number + 12


def test_the_explain_command_is_shown_once() -> None:
    assert text.text(EVERY_SEVERITY).count("oms-mock explain") == 1


def test_the_verdict_is_first_and_last() -> None:
    lines = text.text(EVERY_SEVERITY).splitlines()
    assert lines[2] == lines[-1] == "failed: 3 errors, 1 warning, 1 info (exit code 1: new findings at or above error)"


def test_the_verdict_names_the_worst_new_causes() -> None:
    found = [finding(path=f"$.results[*].key_{place}") for place in range(5)]
    lines = text.text(with_baseline(found[0], findings=tuple(found))).splitlines()
    assert lines[-2] == "new: null-drift at key_1, null-drift at key_2, null-drift at key_3, and 1 more"


def test_causes_below_fail_on_are_not_named_in_the_verdict() -> None:
    lines = text.text(report(findings=(finding(), INFO))).splitlines()
    assert lines[-2:] == [
        "new: null-drift at customer.email",
        "failed: 1 error, 1 info (exit code 1: new findings at or above error)",
    ]


def test_the_verdict_says_how_many_causes_there_are() -> None:
    last = text.text(report(findings=(finding(), OPENED))).splitlines()[-1]
    assert last == "failed: 1 cause with 2 errors (exit code 1: new findings at or above error)"


@pytest.mark.parametrize(("number", "is_listed"), [(10, True), (11, False)])
def test_many_accepted_findings_are_counted_only(number: int, is_listed: bool) -> None:
    found = [finding(path=f"$.results[*].key_{place}") for place in range(number)]
    shown = text.text(with_baseline(*found, findings=tuple(found)))
    assert f"Accepted by the baseline: {number}" in shown
    assert (found[3].id in shown) is is_listed


def test_many_entries_that_matched_nothing_are_counted_only() -> None:
    missing = tuple(BaselineEntry(f"{place:012}") for place in range(12))
    shown = text.text(report(known=BaselineMatch(missing=missing)))
    assert "000000000009" in shown
    assert "and 2 more (--details lists them)" in shown
    assert "000000000011" in text.text(report(known=BaselineMatch(missing=missing)), details=True)


@pytest.mark.parametrize("line", text.text(HOSTILE).splitlines())
def test_hostile_text_is_neutralised(line: str) -> None:
    assert line.isprintable()
    assert not line.lstrip().startswith(("::", "##"))


def reproduced(request: Request, **changes: Any) -> list[str]:
    shown = text.text(report(findings=(finding(request=request),), **changes))
    line = next(line for line in shown.splitlines() if line.startswith("  reproduce: "))
    return shlex.split(line.removeprefix("  reproduce: "))


ORDERS = "https://oms.example.com/api/v1/oms/orders/"


@pytest.mark.parametrize(
    ("credential", "headers"),
    [
        (Credential.OWN, ["-H", "Authorization: Bearer $STAGING_TOKEN"]),
        (Credential.FORBIDDEN, ["-H", "Authorization: Bearer $OMS_FORBIDDEN_TOKEN"]),
        (Credential.WRONG, ["-H", "Authorization: Bearer oms-mock-contract-not-a-token"]),
        (Credential.NONE, []),
    ],
)
def test_the_reproduce_command_has_the_variable_of_the_token_and_not_the_token(
    credential: Credential, headers: list[str]
) -> None:
    request = Request(endpoints.ORDER_LIST, credential=credential)
    words = reproduced(request, auth_scheme="Bearer", token_variable="STAGING_TOKEN")
    assert words == ["curl", *headers, ORDERS]


def test_the_reproduce_command_of_a_pull_has_no_order_numbers() -> None:
    body = {"order_numbers": ["2200000000000001", 17]}
    words = reproduced(Request(endpoints.PULL, purpose=Purpose.PULL, body=body))
    assert words[1:4] == ["-i", "-X", "POST"]
    assert words[-2] == '{"order_numbers": ["AN-ORDER-NUMBER", "AN-ORDER-NUMBER"]}'


@pytest.mark.parametrize(
    ("link", "shown"),
    [
        ("/api/v1/oms/orders/?limit=20&page=2", "?limit=20&page=2"),
        ("/api/v1/oms/orders/?page=2&cursor=jane", "?page=2&cursor=***"),
        ("/api/v1/oms/orders/?jane doe=1", "?***=1"),
        ("/api/v1/oms/orders/?x='; rm -rf ~ #", "?***=***"),
    ],
)
def test_only_the_numbers_of_a_link_are_shown(link: str, shown: str) -> None:
    assert reproduced(Request(endpoints.ORDER_LIST, link=link))[-1] == ORDERS + shown


def test_a_link_to_another_path_is_not_shown() -> None:
    assert reproduced(Request(endpoints.ORDER_LIST, link="/jane/?page=2"))[-1] == "https://oms.example.com/***?page=2"


def test_a_quote_in_a_url_is_quoted() -> None:
    request = Request(endpoints.ORDER_LIST)
    assert reproduced(request, target="https://oms.example.com/it's$(id)")[-1].startswith("https://oms.example.com/it")
