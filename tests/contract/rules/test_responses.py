"""Rules about each response by itself: status, content type, well-formed JSON, server errors."""

from __future__ import annotations

import pytest

from oms_mock.contract.client.interaction import Credential, Flaw, NoResponse, Purpose, Request
from oms_mock.contract.endpoints import EVENT_DETAIL, ORDER_DETAIL, ORDER_LIST, ORDER_LIST_SHORT, PULL
from oms_mock.contract.rules.responses import ContentType, ServerError, Status, WellFormed
from tests.contract.rules.builders import (
    all_findings,
    findings,
    numbers,
    only_finding,
    order,
    page,
    pulled,
    rejected,
    response,
    unauthenticated,
    verdict,
    visit,
    weight,
    words,
)

LIST = Request(ORDER_LIST)
STATUSES_OF_SOMEBODY_ELSE = [None, 429, 500, 503]


def test_a_200_is_accepted() -> None:
    assert findings(Status, response(LIST), visit(ORDER_DETAIL, 7)) == []


@pytest.mark.parametrize("status", [201, 204, 301, 400, 404, 405, 418])
def test_a_status_that_is_not_documented_is_reported_as_undocumented(status: int) -> None:
    assert findings(Status, response(LIST, status=status)) == [("undocumented-status", "order-list", "$")]


@pytest.mark.parametrize("status", [401, 403])
def test_a_token_that_is_rejected_during_the_run_is_reported(status: int) -> None:
    assert findings(Status, response(LIST, status=status)) == [("refused", "order-list", "$")]


@pytest.mark.parametrize("status", [404, 410])
def test_a_listed_order_that_is_not_found_is_left_to_another_rule(status: int) -> None:
    assert findings(Status, visit(ORDER_DETAIL, 7, status=status)) == []


@pytest.mark.parametrize("status", STATUSES_OF_SOMEBODY_ELSE)
def test_a_server_error_is_not_reported_by_the_status_rule(status: int | None) -> None:
    rule = Status()
    verdict(rule, response(LIST, status=status))
    assert not rule.tested


@pytest.mark.parametrize("purpose", [Purpose.UNKNOWN_ORDER, Purpose.PAST_END, Purpose.OTHER_CREDENTIAL, Purpose.PULL])
def test_the_status_of_a_request_that_must_be_rejected_is_not_checked_here(purpose: Purpose) -> None:
    assert findings(Status, rejected(ORDER_LIST, purpose, 418)) == []


def test_a_finding_of_a_wrong_status_has_all_details() -> None:
    finding = only_finding(Status, visit(ORDER_DETAIL, 7), visit(ORDER_DETAIL, 5, status=418))
    assert (weight(finding), words(finding), numbers(finding), finding.example) == (
        ("error", "documented"), ("200", "418"), (1, 2, "responses"), "order 5"
    )  # fmt: skip


def test_a_wrong_status_is_repeated() -> None:
    request = Request(ORDER_DETAIL, pk=7, purpose=Purpose.VISIT)
    (suspicion,) = verdict(Status, response(request, status=418)).suspicions
    assert [occasion.requests for occasion in suspicion.occasions] == [(request,)]


def test_the_example_of_a_page_is_its_number() -> None:
    assert only_finding(Status, page(ORDER_LIST, [], number=3, status=418)).example == "page 3"


def test_a_response_without_a_page_or_an_order_has_no_example() -> None:
    assert only_finding(Status, response(LIST, status=418)).example == ""


@pytest.mark.parametrize(
    "header",
    [
        "application/json",
        "application/json; charset=utf-8",
        "Application/JSON",
        " application/json ;x=y",
        "application/vnd.oms+json",
        "application/problem+json;v=1",
    ],
)
def test_a_content_type_of_json_is_accepted(header: str) -> None:
    assert findings(ContentType, response(LIST, content_type=header)) == []


@pytest.mark.parametrize(
    ("header", "got"),
    [
        ("text/html; charset=utf-8", "text/html"),
        ("TEXT/PLAIN", "text/plain"),
        ("", "no content type"),
        ("text/json", "another content type"),
        ("text/vnd.oms+json", "another content type"),
        ("application/xjson", "another content type"),
        ("image/Canary", "another content type"),
    ],
)
def test_another_content_type_is_an_error(header: str, got: str) -> None:
    finding = only_finding(ContentType, response(LIST, content_type=header))
    assert (finding.kind, weight(finding), words(finding)) == (
        "wrong-content-type", ("error", "convention"), ("application/json", got)
    )  # fmt: skip


def test_a_pull_has_a_content_type_as_well() -> None:
    interaction = response(Request(PULL, purpose=Purpose.PULL), [], content_type="text/html")
    assert findings(ContentType, interaction) == [("wrong-content-type", "pull-from-omnitron", "$")]


@pytest.mark.parametrize("rule", [ContentType, WellFormed])
@pytest.mark.parametrize("status", [404, 500, None, 204])
def test_only_a_200_needs_json(rule: type[ContentType | WellFormed], status: int | None) -> None:
    assert findings(rule, response(LIST, status=status, content_type="text/html", flaw=Flaw.NOT_JSON)) == []


@pytest.mark.parametrize("rule", [ContentType, WellFormed])
def test_a_response_to_a_request_without_a_token_is_not_parsed(rule: type[ContentType | WellFormed]) -> None:
    interaction = unauthenticated(Credential.NONE, 200, content_type="text/html", flaw=Flaw.NOT_JSON)
    assert findings(rule, interaction) == []


def test_content_types_are_counted_among_all_responses_with_a_body() -> None:
    wrong = response(LIST, {}, content_type="text/html")
    assert numbers(only_finding(ContentType, response(LIST, {}), wrong, response(LIST, {}))) == (1, 3, "responses")


def test_well_formed_json_is_accepted() -> None:
    assert findings(WellFormed, response(LIST, {}), pulled([])) == []


@pytest.mark.parametrize(
    ("flaw", "kind", "got"),
    [
        (Flaw.NOT_JSON, "not-json", "a body that is not JSON"),
        (Flaw.TRUNCATED, "truncated", "JSON that is cut off"),
        (Flaw.NAN, "nan", "NaN or Infinity"),
        (Flaw.DUPLICATE_KEY, "duplicate-key", "a key twice in one object"),
        (Flaw.ENCODING, "encoding", "bytes that are not plain UTF-8"),
        (Flaw.TOO_LARGE, "too-large", "a body of more than 8 MiB"),
    ],
)
def test_every_flaw_is_an_error_of_its_own_kind(flaw: Flaw, kind: str, got: str) -> None:
    finding = only_finding(WellFormed, response(LIST, flaw=flaw))
    assert (finding.kind, weight(finding), finding.got) == (kind, ("error", "documented"), got)


def test_flaws_are_counted_among_all_responses() -> None:
    finding = only_finding(WellFormed, response(LIST, {}), response(LIST, flaw=Flaw.NAN), response(LIST, flaw=Flaw.NAN))
    assert numbers(finding) == (2, 3, "responses")


@pytest.mark.parametrize("status", [200, 301, 401, 404, 499])
def test_a_request_with_a_response_is_accepted(status: int) -> None:
    assert findings(ServerError, response(LIST, status=status)) == []


@pytest.mark.parametrize(
    ("changes", "kind", "severity", "got"),
    [
        ({"status": 500, "attempts": (500, 500)}, "server-error", "error", "500"),
        ({"status": 503}, "server-error", "error", "503"),
        ({"attempts": (500,)}, "server-error-cured", "warning", "500 at first"),
        ({"attempts": (429, 502)}, "server-error-cured", "warning", "502 at first"),
        ({"status": 404, "attempts": (503,)}, "server-error-cured", "warning", "503 at first"),
        ({"attempts": (NoResponse.RESET,)}, "no-answer-cured", "warning", "at first the connection broke"),
        ({"status": None, "no_response": NoResponse.TIMEOUT}, "no-answer", "error", "no response in time"),
        ({"status": 429, "attempts": (429, 429)}, "throttled", "warning", "429"),
    ],
)
def test_a_failure_that_did_not_occur_again_is_a_warning_and_another_an_error(
    changes: dict, kind: str, severity: str, got: str
) -> None:
    finding = only_finding(ServerError, response(LIST, **changes))
    assert (finding.kind, weight(finding), words(finding)) == (
        kind, (severity, "documented"), ("a status below 500", got)
    )  # fmt: skip


def test_a_429_that_was_followed_by_a_200_is_not_reported() -> None:
    assert findings(ServerError, response(LIST, attempts=(429,))) == []


def test_the_rate_of_failures_that_did_not_occur_again_is_reported() -> None:
    responses = [response(LIST, attempts=(500,) * cured) for cured in (1, 0, 0, 1)]
    assert numbers(only_finding(ServerError, responses)) == (2, 4, "responses")


def test_failures_are_certain_and_not_repeated() -> None:
    assert verdict(ServerError, response(LIST, status=500)).suspicions == ()


def test_a_failure_of_any_request_is_reported() -> None:
    responses = rejected(EVENT_DETAIL, Purpose.UNKNOWN_EVENT, 500), unauthenticated(Credential.NONE, 500, endpoint=PULL)
    assert [endpoint for _, endpoint, _ in findings(ServerError, *responses)] == [
        "webhook-event-detail", "pull-from-omnitron"
    ]  # fmt: skip


def test_findings_are_kept_apart_by_endpoint() -> None:
    found = all_findings(Status, response(LIST, status=404), response(Request(ORDER_LIST_SHORT), status=404))
    assert len({finding.id for finding in found}) == 2


def test_the_id_of_a_finding_does_not_depend_on_what_was_got() -> None:
    one, other = (only_finding(Status, response(LIST, order(7), status)) for status in (404, 418))
    assert (one.id, one.got) != (other.id, other.got)
    assert one.id == other.id
