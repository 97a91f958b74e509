"""Applying a baseline to a run, updating and pruning it."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oms_mock.contract import endpoints
from oms_mock.contract.findings import Finding
from oms_mock.contract.outcome import baseline_file
from oms_mock.contract.outcome.baseline import Baseline
from oms_mock.contract.outcome.baseline_match import BaselineEntry
from oms_mock.contract.outcome.report import ExitCode, Report, Sample, State
from oms_mock.contract.redaction import redactor
from oms_mock.contract.rules.registry import RULES
from oms_mock.contract.severity import Severity
from tests.contract.reports.conftest import EVERY_SEVERITY, OUTCOMES, finding, outcome, report

TODAY = date(2026, 5, 4)
YESTERDAY, TOMORROW = date(2026, 5, 3), date(2026, 5, 5)
CLEAN = redactor()
FOUND = finding()
ENTRY = BaselineEntry(FOUND.id, "a known gap", "OMS-17", rule="schema", kind="null-drift",
              endpoint=endpoints.ORDER_LIST.label, path="$.results[*].customer.email")  # fmt: skip
GONE = replace(ENTRY, id="000000000001", path="$.results[*].notes")
IN_DETAIL = replace(GONE, rule="exposure", endpoint=endpoints.ORDER_DETAIL.label)
SOME_ORDERS = Sample(opened=200, at_random=188, drawn_from=710, listed=722, there=722, seed=42)
SOME_PAGES = replace(SOME_ORDERS, opened=722, pages={"order-list": (50, 124)})
EVERY_RULE = (*OUTCOMES, *(outcome(rule.name, endpoint) for rule in RULES for endpoint in rule.endpoints))
RED = report(findings=(FOUND,), outcomes=EVERY_RULE)


def applied(*entries: BaselineEntry, to: Report = RED) -> Report:
    return Baseline(entries).applied(to)


class TestAFinding:
    def test_of_the_baseline_does_not_fail_the_run(self) -> None:
        known = applied(ENTRY)
        assert (known.baselined, known.exit_code) == ({FOUND.id}, ExitCode.CLEAN)

    def test_that_is_new_fails_the_run(self) -> None:
        assert applied(GONE).exit_code is ExitCode.FINDINGS

    @pytest.mark.parametrize(
        ("expires", "code"),
        [(None, ExitCode.CLEAN), (TOMORROW, ExitCode.CLEAN), (TODAY, ExitCode.CLEAN), (YESTERDAY, ExitCode.FINDINGS)],
    )
    def test_is_accepted_up_to_its_last_day(self, expires: date | None, code: ExitCode) -> None:
        assert applied(replace(ENTRY, expires=expires)).exit_code is code

    def test_with_a_higher_severity_is_still_of_the_baseline(self) -> None:
        light, heavy = finding(severity=Severity.INFO), finding(severity=Severity.ERROR)
        baseline = Baseline().updated(report(findings=(light,)), CLEAN)
        assert baseline.applied(report(findings=(heavy,))).exit_code is ExitCode.CLEAN


class TestAnEntryOfNoFinding:
    def sorted_out(self, entry: BaselineEntry, to: Report) -> tuple[bool, bool]:
        known = applied(entry, to=to).known
        assert known
        return entry in known.missing, entry in known.not_looked_for

    @pytest.mark.parametrize(
        "entry", [GONE, IN_DETAIL, replace(GONE, expires=YESTERDAY), BaselineEntry("000000000002")]
    )
    def test_is_reported_if_everything_was_checked(self, entry: BaselineEntry) -> None:
        assert self.sorted_out(entry, RED) == (True, False)

    @pytest.mark.parametrize("changes", [{"rule": "an old rule"}, {"endpoint": "GET /old/"}, {"endpoint": ""}])
    def test_of_a_removed_rule_or_endpoint_is_reported(self, changes: Any) -> None:
        assert self.sorted_out(replace(GONE, **changes), RED) == (True, False)

    @pytest.mark.parametrize(
        ("entry", "to"),
        [
            (GONE, replace(RED, inconclusive="time was up")),
            (GONE, replace(RED, sample=SOME_PAGES)),
            (IN_DETAIL, replace(RED, sample=SOME_ORDERS)),
            (IN_DETAIL, replace(RED, sample=SOME_PAGES)),
            (BaselineEntry("000000000002"), replace(RED, sample=SOME_ORDERS)),
            (GONE, report(outcomes=(outcome("schema", endpoints.ORDER_LIST, State.NOT_RUN, 0),))),
            (GONE, report(outcomes=())),
            (BaselineEntry("000000000002"), report(outcomes=OUTCOMES)),
            (ENTRY, report(unstable=(FOUND,))),
        ],
        ids=[
            "inconclusive", "some pages", "some orders", "some pages of the list", "who knows where", "rule not run",
            "rule not asked", "some rules not asked", "unstable",
        ],
    )  # fmt: skip
    def test_that_was_not_checked_is_not_reported(self, entry: BaselineEntry, to: Report) -> None:
        assert self.sorted_out(entry, to) == (False, True)

    @pytest.mark.parametrize(
        ("entry", "to"),
        [
            (GONE, replace(RED, sample=SOME_ORDERS)),
            (replace(GONE, endpoint=endpoints.ORDER_LIST_SHORT.label), replace(RED, sample=SOME_PAGES)),
            (
                replace(IN_DETAIL, rule="no-token"),
                replace(RED, sample=SOME_ORDERS),
            ),
            (GONE, replace(RED, sample=None)),
        ],
        ids=["a list of some orders", "a list that was read whole", "a refusal", "no sample"],
    )
    def test_that_does_not_depend_on_the_sample_is_reported(self, entry: BaselineEntry, to: Report) -> None:
        assert self.sorted_out(entry, to) == (True, False)


class TestAnUpdate:
    def test_adds_new_findings_with_reason_and_expiry_date(self) -> None:
        (added,) = Baseline().updated(RED, CLEAN, reason="a known gap", expires=TOMORROW).entries
        assert added == replace(ENTRY, ticket="", expires=TOMORROW, first_seen=TODAY, last_seen=TODAY)

    def test_keeps_the_texts_of_users_and_updates_last_seen(self) -> None:
        known = replace(ENTRY, expires=YESTERDAY, first_seen=YESTERDAY, last_seen=YESTERDAY, path="$.old", rule="")
        (kept,) = Baseline((known,)).updated(RED, CLEAN, reason="another", expires=TOMORROW).entries
        assert kept == replace(ENTRY, expires=YESTERDAY, first_seen=YESTERDAY, last_seen=TODAY)

    def test_removes_no_entries(self) -> None:
        assert GONE in Baseline((GONE,)).updated(RED, CLEAN).entries

    def test_writes_no_personal_keys(self) -> None:
        leaky = report(findings=(finding(path="$.jane doe@example.com"),))
        assert "jane" not in baseline_file.text(Baseline().updated(leaky, CLEAN))


class TestAPrune:
    def test_removes_entries_that_were_checked_and_not_found(self) -> None:
        assert Baseline((ENTRY, GONE)).pruned(RED).entries == (ENTRY,)

    def test_keeps_entries_that_were_not_checked(self) -> None:
        both = Baseline((GONE, IN_DETAIL))
        assert both.pruned(replace(RED, sample=SOME_ORDERS)).entries == (IN_DETAIL,)


texts = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S")), max_size=20)
dates = st.none() | st.dates()
entries = st.lists(
    st.builds(
        BaselineEntry,
        id=st.integers(0, 2**48 - 1).map("{:012x}".format),
        reason=texts,
        ticket=texts,
        expires=dates,
        first_seen=dates,
        last_seen=dates,
        rule=st.sampled_from(["schema", "opens", ""]),
        kind=texts,
        endpoint=st.sampled_from([*(each.label for each in endpoints.ENDPOINTS), "", "GET /elsewhere/"]),
        path=texts,
    ),
    max_size=5,
    unique_by=lambda entry: entry.id,
)
found = st.lists(st.sampled_from(EVERY_SEVERITY.findings), unique=True)


class TestAnyBaseline:
    @given(entries, found)
    def test_has_the_same_bytes_after_a_second_update(self, known: list[BaselineEntry], seen: list[Finding]) -> None:
        run = report(findings=tuple(seen))
        once = Baseline(tuple(known)).updated(run, CLEAN)
        assert baseline_file.text(once.updated(run, CLEAN)) == baseline_file.text(once)

    @given(entries, found)
    def test_changes_last_seen_only_if_the_same_is_found_on_another_day(
        self, known: list[BaselineEntry], seen: list[Finding]
    ) -> None:
        run = report(findings=tuple(seen))
        later = replace(run, started=datetime(2027, 1, 1, tzinfo=UTC))
        once = Baseline(tuple(known)).updated(run, CLEAN)
        again = once.updated(later, CLEAN)
        assert [replace(each, last_seen=None) for each in again.entries] == [
            replace(each, last_seen=None) for each in once.entries
        ]

    @given(entries, found)
    def test_keeps_all_findings_of_the_run_when_pruned_after_an_update(
        self, known: list[BaselineEntry], seen: list[Finding]
    ) -> None:
        run = report(findings=tuple(seen))
        pruned = Baseline(tuple(known)).updated(run, CLEAN).pruned(run)
        assert {each.id for each in seen} <= {entry.id for entry in pruned.entries}
        assert pruned.applied(run).exit_code is ExitCode.CLEAN

    @given(entries.flatmap(lambda known: st.tuples(st.just(known), st.permutations(known))), found)
    def test_does_not_depend_on_the_order_of_its_entries(self, known: Any, seen: list[Finding]) -> None:
        run, one, other = report(findings=tuple(seen)), *(Baseline(tuple(each)) for each in known)
        assert baseline_file.text(one) == baseline_file.text(other)
        assert one.applied(run) == other.applied(run)

    @given(entries)
    def test_is_parsed_as_it_was_written(self, known: list[BaselineEntry]) -> None:
        baseline = Baseline(tuple(known))
        assert baseline_file.parse(json.loads(baseline_file.text(baseline))).entries == tuple(baseline.ordered)
