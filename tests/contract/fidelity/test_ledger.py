"""The entries of a run for each field, and folding runs into a ledger."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oms_mock.contract.endpoints import DELIVERY_TYPES, ENDPOINTS, EVENT_LIST, ORDER_DETAIL, ORDER_LIST, Endpoint
from oms_mock.contract.fidelity import ledger_file
from oms_mock.contract.fidelity.fields import fields
from oms_mock.contract.fidelity.ledger import CONTRADICTING, Ledger, LedgerEntry, Place, Standing, found_by
from oms_mock.contract.fidelity.ledger_summary import LedgerSummary, sentence, summarise
from oms_mock.contract.findings import Finding
from oms_mock.contract.outcome.report import Report, Seen, State
from oms_mock.contract.redaction import redactor
from oms_mock.contract.rules.base import MOST_FAULTS
from tests.contract.reports.conftest import finding, outcome, report

TODAY, LATER = date(2026, 5, 4), date(2026, 6, 1)
CLEAN = redactor()
EMAIL, NOTES, POSTCODE = "$.results[*].customer.email", "$.results[*].notes", "$.results[*].billing_address.postcode"
OTHER = "0123456789ab"
VERIFIED, AS_NULL = LedgerEntry(Standing.VERIFIED, TODAY), LedgerEntry(Standing.SEEN_AS_NULL, TODAY)
JUDGED = tuple(outcome("schema", endpoint) for endpoint in ENDPOINTS)


def judged(*findings: Finding, endpoint: Endpoint = ORDER_LIST, outcomes: Any = JUDGED, **seen: Any) -> Report:
    """A run that has seen some paths of an endpoint."""
    there = Seen(**{name: frozenset(paths) for name, paths in seen.items()})
    return report(findings=findings, outcomes=outcomes, seen={endpoint.name: there})


def said(path: str, run: Report, endpoint: Endpoint = ORDER_LIST) -> LedgerEntry | None:
    return found_by(run, CLEAN).get((endpoint.label, path))


def contradicted(by: Finding, day: date = TODAY) -> LedgerEntry:
    return LedgerEntry(Standing.CONTRADICTED, day, by.kind, by.id)


class TestAField:
    def test_that_was_seen_with_a_value_is_verified(self) -> None:
        assert said(EMAIL, judged(values=[EMAIL])) == VERIFIED

    def test_that_was_not_seen_has_no_entry(self) -> None:
        assert said(NOTES, judged(values=[EMAIL])) is None

    def test_documented_as_null_only_is_seen_as_null(self) -> None:
        assert said(NOTES, judged(nulls=[NOTES])) == AS_NULL

    def test_with_a_documented_value_is_not_verified_by_null(self) -> None:
        assert said(POSTCODE, judged(nulls=[POSTCODE])) is None

    def test_is_not_verified_if_the_rule_did_not_run(self) -> None:
        others = outcome("schema", ORDER_DETAIL), outcome("status", ORDER_LIST)
        not_run = outcome("schema", ORDER_LIST, State.NOT_RUN, 0)
        assert said(EMAIL, judged(values=[EMAIL], outcomes=(not_run, *others))) is None

    @pytest.mark.parametrize("kind", sorted(CONTRADICTING))
    def test_that_a_drift_names_is_contradicted(self, kind: str) -> None:
        drift = finding(kind=kind)
        assert said(EMAIL, judged(drift, values=[EMAIL])) == contradicted(drift)

    @pytest.mark.parametrize("kind", ["enum-growth", "unknown-field", "undocumented-status", "unstable", "wrong-order"])
    def test_is_not_contradicted_by_findings_that_are_not_about_its_type(self, kind: str) -> None:
        assert said(EMAIL, judged(finding(kind=kind), values=[EMAIL])) != contradicted(finding(kind=kind))

    @pytest.mark.parametrize("path", ["$.results[*].customer", "$.results", "$"])
    def test_below_the_path_of_a_drift_is_contradicted(self, path: str) -> None:
        drift = finding(path=path)
        assert said(EMAIL, judged(drift, values=[EMAIL])) == contradicted(drift)

    @pytest.mark.parametrize(
        "path", ["$.results[*].customer.email.x", "$.results[*].customer.em", "$.results[*].number"]
    )
    def test_beside_or_above_the_path_of_a_drift_is_not_contradicted(self, path: str) -> None:
        assert said(EMAIL, judged(finding(path=path), values=[EMAIL])) == VERIFIED

    def test_of_another_endpoint_is_not_contradicted(self) -> None:
        assert said(EMAIL, judged(finding(endpoint=ORDER_DETAIL), values=[EMAIL])) == VERIFIED

    def test_names_the_nearest_of_several_drifts(self) -> None:
        near, far = finding(kind="type-changed"), finding(path="$", kind="envelope-change")
        assert said(EMAIL, judged(far, near)) == contradicted(near)

    def test_that_is_not_documented_is_found(self) -> None:
        new = finding(kind="unknown-field", path="$.results[*].loyalty_points")
        assert said("$.results[*].loyalty_points", judged(new)) == LedgerEntry(Standing.FOUND, TODAY)

    @pytest.mark.parametrize("key", ["jane doe@example.com", "hunter2-hunter2", "0123456789"])
    def test_with_a_name_that_may_be_personal_is_omitted(self, key: str) -> None:
        new = finding(kind="unknown-field", path=f"$.results[*].{key}")
        assert found_by(judged(new), redactor(["hunter2-hunter2"])) == {}

    def test_is_not_verified_by_a_run_with_too_many_drifts(self) -> None:
        many = [finding(kind="unknown-field", path=f"$.key_{number}") for number in range(MOST_FAULTS)]
        assert said(EMAIL, judged(*many[1:], values=[EMAIL])) == VERIFIED
        assert found_by(judged(*many, values=[EMAIL]), CLEAN) == {}


class TestABody:
    def test_that_was_seen_is_verified(self) -> None:
        assert said("$", judged(values=["$"], forms=["an object"])) == VERIFIED

    def test_with_several_forms_lists_those_that_were_seen(self) -> None:
        run = judged(values=["$"], forms=["a list of texts", "a list of objects"], endpoint=DELIVERY_TYPES)
        assert said("$", run, DELIVERY_TYPES) == replace(VERIFIED, forms=("a list of objects", "a list of texts"))

    def test_in_another_envelope_is_contradicted(self) -> None:
        other = finding(kind="envelope-change", path="$")
        assert said("$", judged(other, values=["$"])) == contradicted(other)

    def test_excludes_the_fields_of_other_forms_from_the_numbers(self) -> None:
        run = judged(values=["$", "$[*].id"], forms=["a list of objects"], endpoint=EVENT_LIST)
        assert summarise(Ledger().folded(run, CLEAN), [EVENT_LIST]) == LedgerSummary(1, 0, 0, 11, 0)

    def test_that_was_not_seen_counts_the_fields_of_all_forms(self) -> None:
        assert summarise(Ledger(), [EVENT_LIST]) == LedgerSummary(0, 0, 0, 28, 0)


def after(*runs: Report, path: str = EMAIL) -> LedgerEntry | None:
    ledger = Ledger()
    for each in runs:
        ledger = ledger.folded(each, CLEAN)
    return ledger.at(ORDER_LIST, path)


def later(run: Report) -> Report:
    return replace(run, started=datetime(2026, 6, 1, 1, tzinfo=UTC))


class TestALedger:
    def test_keeps_entries_that_a_run_did_not_see(self) -> None:
        assert after(judged(values=[EMAIL]), later(judged())) == VERIFIED

    def test_has_the_date_of_the_last_run_that_saw_a_field(self) -> None:
        assert after(judged(values=[EMAIL]), later(judged(values=[EMAIL]))) == replace(VERIFIED, day=LATER)

    def test_keeps_the_date_of_an_earlier_contradiction(self) -> None:
        mended = replace(VERIFIED, day=LATER, contradicted_before=TODAY)
        runs = judged(finding()), later(judged(values=[EMAIL]))
        assert after(*runs) == mended
        assert after(*runs, later(judged(values=[EMAIL]))) == mended

    def test_has_the_new_contradiction_of_a_field(self) -> None:
        drift = finding()
        runs = judged(drift), judged(values=[EMAIL]), later(judged(drift))
        assert after(*runs) == contradicted(drift, LATER)

    def test_does_not_replace_a_value_by_null(self) -> None:
        assert after(judged(values=[NOTES]), later(judged(nulls=[NOTES])), path=NOTES) == VERIFIED

    def test_replaces_null_by_a_value(self) -> None:
        assert after(judged(nulls=[NOTES]), judged(values=[NOTES]), path=NOTES) == VERIFIED

    @pytest.mark.parametrize("kind", ["type-changed", "format-drift"])
    def test_keeps_a_contradiction_about_the_value_after_a_null(self, kind: str) -> None:
        drift = finding(kind=kind, path=NOTES)
        assert after(judged(drift), later(judged(nulls=[NOTES])), path=NOTES) == contradicted(drift)

    @pytest.mark.parametrize("kind", ["missing-field", "envelope-change"])
    def test_ends_a_contradiction_about_a_missing_field_after_a_null(self, kind: str) -> None:
        drift = finding(kind=kind, path=NOTES)
        back = replace(AS_NULL, day=LATER, contradicted_before=TODAY)
        assert after(judged(drift), later(judged(nulls=[NOTES])), path=NOTES) == back

    def test_lists_undocumented_fields(self) -> None:
        new = finding(kind="unknown-field", path="$.results[*].loyalty_points")
        ledger = Ledger().folded(judged(new, values=["$", EMAIL]), CLEAN)
        assert ledger.undocumented(ORDER_LIST) == {"$.results[*].loyalty_points": LedgerEntry(Standing.FOUND, TODAY)}
        assert ledger.undocumented(ORDER_DETAIL) == {}


@pytest.mark.parametrize(
    ("counted", "words"),
    [
        (LedgerSummary(212, 0, 1, 3, 0), "212 fields verified, 1 contradicted, 3 not seen"),
        (LedgerSummary(1, 0, 0, 0, 0), "1 field verified, 0 contradicted, 0 not seen"),
        (
            LedgerSummary(1212, 2, 0, 0, 1),
            "1,212 fields verified, 2 seen as null only, 0 contradicted, 0 not seen, 1 that no document names",
        ),
    ],
)
def test_numbers_are_summarised_in_one_sentence(counted: LedgerSummary, words: str) -> None:
    assert sentence(counted) == words


PATHS = st.sampled_from([each.path for each in fields(ORDER_LIST)])
DRIFTS = st.builds(
    lambda kind, path: finding(kind=kind, path=path),
    st.sampled_from([*sorted(CONTRADICTING), "unknown-field", "enum-growth"]),
    PATHS | st.sampled_from(["$", "$.new", "$.jane doe"]),
)
RUNS = st.builds(
    lambda drifts, values, nulls, day: replace(
        judged(*drifts, values=values, nulls=nulls), started=datetime(2026, 5, day, tzinfo=UTC)
    ),
    st.lists(DRIFTS, max_size=3),
    st.frozensets(PATHS, max_size=5),
    st.frozensets(PATHS, max_size=5),
    st.integers(1, 28),
)


def folded(runs: list[Report]) -> Ledger:
    ledger = Ledger()
    for each in runs:
        ledger = ledger.folded(each, CLEAN)
    return ledger


@given(st.lists(RUNS, min_size=1, max_size=4))
def test_folding_the_same_run_twice_gives_the_same_bytes(runs: list[Report]) -> None:
    assert ledger_file.text(folded([*runs, runs[-1]])) == ledger_file.text(folded(runs))


@given(st.lists(RUNS, max_size=4))
def test_a_ledger_is_parsed_as_it_was_written(runs: list[Report]) -> None:
    ledger = folded(runs)
    assert ledger_file.parse(json.loads(ledger_file.text(ledger))) == ledger


@given(st.lists(RUNS, max_size=4))
def test_every_documented_field_is_counted_once(runs: list[Report]) -> None:
    counted = summarise(folded(runs), [ORDER_LIST])
    stands = counted.verified + counted.seen_as_null + counted.contradicted + counted.not_seen
    assert stands == len(fields(ORDER_LIST))


@given(
    st.permutations(
        [("GET /api/v1/oms/orders/", EMAIL), ("GET /api/v1/oms/orders/short/", "$"), ("GET /api/v1/oms/orders/", "$")]
    )
)
def test_the_bytes_of_a_ledger_do_not_depend_on_the_order_of_its_entries(places: list[Place]) -> None:
    ordered = Ledger(dict.fromkeys(sorted(places), VERIFIED))
    assert ledger_file.text(Ledger(dict.fromkeys(places, VERIFIED))) == ledger_file.text(ordered)
