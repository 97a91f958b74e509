"""Annotations of GitHub Actions."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oms_mock.contract import endpoints
from oms_mock.contract.client.interaction import Request
from oms_mock.contract.outcome.report import Report
from oms_mock.contract.reports import github
from oms_mock.contract.severity import Severity
from tests.contract.reports.conftest import EVERY_SEVERITY, SORTS, TARGET, finding, report

COMMANDS = (
    "::error::x",
    "\n::error::x",
    "\r::set-env name=PATH::x",
    "\u2028::add-path::x",
    "\x85::stop-commands::x",
    "##[error]x",
    "##vso[task.setvariable variable=x]y",
    "%0A::error::x",
    "%25",
    ",file=/etc/passwd",
    "::",
    "title=x",
    "${{ secrets.TOKEN }}",
    "\x1b[31m",
)
texts = st.lists(st.one_of(st.sampled_from(COMMANDS), st.text(max_size=12)), max_size=5).map("".join)


@dataclass(frozen=True)
class Command:
    """Parse a workflow command as the runner does (ActionCommand.TryParseV2)."""

    name: str
    properties: dict[str, str]
    data: str


def unescaped(text: str, *more: tuple[str, str]) -> str:
    for escaped, character in (("%0D", "\r"), ("%0A", "\n"), *more, ("%25", "%")):
        text = text.replace(escaped, character)
    return text


def obeyed(output: str) -> list[Command]:
    """Return the commands that a runner executes: it reads each line without leading spaces."""
    lines = re.split("[\r\n]+", output)
    found = [re.fullmatch(r"\s*::([^ :]+)(?: (.*?))?::(.*)", line, re.DOTALL) for line in lines]
    return [
        Command(
            match[1],
            {
                name: unescaped(value, ("%3A", ":"), ("%2C", ","))
                for name, _, value in (part.partition("=") for part in (match[2] or "").split(","))
            },
            unescaped(match[3]),
        )
        for match in found
        if match
    ]


def hostile(text: str) -> Report:
    bad = finding(
        path=f"$.results[*].{text}",
        expected=text,
        got=text,
        example=text,
        request=Request(endpoints.ORDER_LIST, link=f"/api/v1/oms/orders/?page=2&{text}={text}"),
    )
    return report(target=f"{TARGET}/{text}", findings=(bad,), inconclusive=f"x{text}")


def many(number: int, **changes: Any) -> tuple[Any, ...]:
    return tuple(finding(path=f"$.results[*].key_{place:02}", **changes) for place in range(number))


@pytest.mark.parametrize("name", SORTS)
def test_annotations_of_every_kind_of_run(snapshot: Any, name: str) -> None:
    assert github.text(SORTS[name]) == snapshot


def test_each_severity_has_its_own_command() -> None:
    names = [command.name for command in obeyed(github.text(EVERY_SEVERITY))]
    assert names == ["error", "error", "error", "warning", "notice"]


def test_the_last_line_is_the_verdict_and_not_a_command() -> None:
    last = github.text(report()).splitlines()[-1]
    assert last == "oms-mock check: clean: no findings (exit code 0)"


@given(texts)
def test_no_text_of_a_deployment_becomes_a_command_or_a_property(text: str) -> None:
    done = obeyed(github.text(hostile(text)))
    assert [(command.name, [*command.properties]) for command in done] == [("error", ["title"])] * 2


@given(texts)
def test_no_text_contains_an_old_command_that_is_valid_anywhere_in_a_line(text: str) -> None:
    assert "##" not in github.text(hostile(text))


@given(st.text(), st.text())
def test_a_runner_parses_the_title_and_message_that_were_written(title: str, message: str) -> None:
    assert obeyed(github.command("error", title, message)) == [Command("error", {"title": title}, message)]


def test_a_title_with_a_colon_and_a_comma_is_one_property() -> None:
    assert github.command("error", "a:b,c=d", "e:f,g") == "::error title=a%3Ab%2Cc=d::e:f,g"


def test_a_finding_in_the_baseline_is_not_annotated() -> None:
    known = report(findings=(finding(),), baselined=frozenset({finding().id}))
    assert obeyed(github.text(known)) == []


@pytest.mark.parametrize(
    ("severity", "name", "more"),
    [(Severity.ERROR, "error", "errors"), (Severity.WARNING, "warning", "warnings"), (Severity.INFO, "notice", "info")],
)
def test_the_worst_ten_of_each_severity_are_annotated_and_the_others_counted(
    severity: Severity, name: str, more: str
) -> None:
    written = github.text(report(findings=many(12, severity=severity)))
    assert [command.name for command in obeyed(written)] == [name] * 10
    assert f"oms-mock check: 2 more {more} without an annotation\n" in written


def test_findings_of_one_cause_have_one_annotation() -> None:
    opened = finding(endpoint=endpoints.ORDER_DETAIL, path="$.customer.email", severity=Severity.WARNING)
    (done,) = obeyed(github.text(report(findings=(finding(), opened))))
    assert (done.name, done.data.splitlines()[1]) == ("error", "also in order-detail")


def test_a_cause_has_the_severity_of_its_worst_new_finding() -> None:
    opened = finding(endpoint=endpoints.ORDER_DETAIL, path="$.customer.email", severity=Severity.WARNING)
    other = finding(path="$.results[*].number", severity=Severity.ERROR)
    found = report(findings=(finding(), opened, other), baselined=frozenset({finding().id}))
    assert [command.name for command in obeyed(github.text(found))] == ["error", "warning"]


def test_ten_findings_of_a_severity_are_all_annotated() -> None:
    assert "without an annotation" not in github.text(report(findings=many(10)))


def test_the_reason_of_an_inconclusive_run_is_the_first_of_ten_annotations() -> None:
    done = obeyed(github.text(report(findings=many(10), inconclusive="time was up")))
    assert len(done) == 10
    assert (done[0].properties["title"], done[0].data) == ("oms-mock check is inconclusive", "time was up")


def test_a_token_in_use_is_not_in_the_annotations() -> None:
    token = "hunter:two,of%nine"
    assert "hunter" not in github.text(hostile(token), [token])
