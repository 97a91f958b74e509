"""Each answer by itself: status, content type, JSON, and whether the server stands."""

from __future__ import annotations

import pytest

from oms_mock.contract.client.interaction import Credential, Flaw, NoAnswer, Purpose, Request
from oms_mock.contract.endpoints import EVENT_DETAIL, ORDER_DETAIL, ORDER_LIST, ORDER_LIST_SHORT, PULL
from oms_mock.contract.rules.responses import ContentType, ServerError, Status, WellFormed
from tests.contract.rules.building import (
    accusation,
    accusations,
    answer,
    findings,
    numbers,
    order,
    page,
    pulled,
    refused,
    stranger,
    verdict,
    visit,
    weight,
    words,
)

LIST = Request(ORDER_LIST)
STATUSES_OF_SOMEBODY_ELSE = [None, 429, 500, 503]


def test_a_200_is_the_right_status() -> None:
    assert findings(Status, answer(LIST), visit(ORDER_DETAIL, 7)) == []


@pytest.mark.parametrize("status", [201, 204, 301, 400, 404, 405, 418])
def test_a_status_that_the_page_does_not_list_is_undocumented(status: int) -> None:
    assert findings(Status, answer(LIST, status=status)) == [("undocumented-status", "order-list", "$")]


@pytest.mark.parametrize("status", [401, 403])
def test_a_token_that_is_refused_midway_is_refused(status: int) -> None:
    assert findings(Status, answer(LIST, status=status)) == [("refused", "order-list", "$")]


@pytest.mark.parametrize("status", [404, 410])
def test_a_listed_order_that_is_gone_is_the_matter_of_another_rule(status: int) -> None:
    assert findings(Status, visit(ORDER_DETAIL, 7, status=status)) == []


@pytest.mark.parametrize("status", STATUSES_OF_SOMEBODY_ELSE)
def test_a_failure_of_the_server_is_no_matter_of_the_status(status: int | None) -> None:
    judging = Status()
    verdict(judging, answer(LIST, status=status))
    assert not judging.tested


@pytest.mark.parametrize("purpose", [Purpose.UNKNOWN_ORDER, Purpose.PAST_END, Purpose.STRANGER, Purpose.PULL])
def test_the_status_of_what_is_to_be_refused_is_another_matter(purpose: Purpose) -> None:
    assert findings(Status, refused(ORDER_LIST, purpose, 418)) == []


def test_a_wrong_status_is_told_with_all_that_is_known_of_it() -> None:
    finding = accusation(Status, visit(ORDER_DETAIL, 7), visit(ORDER_DETAIL, 5, status=418))
    assert (weight(finding), words(finding), numbers(finding), finding.example) == (
        ("error", "documented"), ("200", "418"), (1, 2, "answers"), "order 5"
    )  # fmt: skip


def test_a_wrong_status_is_asked_again() -> None:
    request = Request(ORDER_DETAIL, pk=7, purpose=Purpose.VISIT)
    (suspicion,) = verdict(Status, answer(request, status=418)).suspicions
    assert [occasion.requests for occasion in suspicion.occasions] == [(request,)]


def test_the_example_of_a_page_is_its_number() -> None:
    assert accusation(Status, page(ORDER_LIST, [], number=3, status=418)).example == "page 3"


def test_what_is_no_page_and_no_order_has_no_example() -> None:
    assert accusation(Status, answer(LIST, status=418)).example == ""


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
def test_a_content_type_of_json_is_right(header: str) -> None:
    assert findings(ContentType, answer(LIST, content_type=header)) == []


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
    finding = accusation(ContentType, answer(LIST, content_type=header))
    assert (finding.kind, weight(finding), words(finding)) == (
        "wrong-content-type", ("error", "convention"), ("application/json", got)
    )  # fmt: skip


def test_a_pull_has_a_content_type_as_well() -> None:
    interaction = answer(Request(PULL, purpose=Purpose.PULL), [], content_type="text/html")
    assert findings(ContentType, interaction) == [("wrong-content-type", "pull-from-omnitron", "$")]


@pytest.mark.parametrize("rule", [ContentType, WellFormed])
@pytest.mark.parametrize("status", [404, 500, None, 204])
def test_only_a_200_needs_json(rule: type[ContentType | WellFormed], status: int | None) -> None:
    assert findings(rule, answer(LIST, status=status, content_type="text/html", flaw=Flaw.NOT_JSON)) == []


@pytest.mark.parametrize("rule", [ContentType, WellFormed])
def test_what_a_stranger_is_shown_is_not_parsed(rule: type[ContentType | WellFormed]) -> None:
    interaction = stranger(Credential.NONE, 200, content_type="text/html", flaw=Flaw.NOT_JSON)
    assert findings(rule, interaction) == []


def test_content_types_are_counted_among_all_answers_with_a_body() -> None:
    wrong = answer(LIST, {}, content_type="text/html")
    assert numbers(accusation(ContentType, answer(LIST, {}), wrong, answer(LIST, {}))) == (1, 3, "answers")


def test_well_formed_json_is_right() -> None:
    assert findings(WellFormed, answer(LIST, {}), pulled([])) == []


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
    finding = accusation(WellFormed, answer(LIST, flaw=flaw))
    assert (finding.kind, weight(finding), finding.got) == (kind, ("error", "documented"), got)


def test_flaws_are_counted_among_all_answers() -> None:
    finding = accusation(WellFormed, answer(LIST, {}), answer(LIST, flaw=Flaw.NAN), answer(LIST, flaw=Flaw.NAN))
    assert numbers(finding) == (2, 3, "answers")


@pytest.mark.parametrize("status", [200, 301, 401, 404, 499])
def test_a_server_that_answers_stands(status: int) -> None:
    assert findings(ServerError, answer(LIST, status=status)) == []


@pytest.mark.parametrize(
    ("changes", "kind", "severity", "got"),
    [
        ({"status": 500, "attempts": (500, 500)}, "server-error", "error", "500"),
        ({"status": 503}, "server-error", "error", "503"),
        ({"attempts": (500,)}, "server-error-cured", "warning", "500 at first"),
        ({"attempts": (429, 502)}, "server-error-cured", "warning", "502 at first"),
        ({"status": 404, "attempts": (503,)}, "server-error-cured", "warning", "503 at first"),
        ({"attempts": (NoAnswer.RESET,)}, "no-answer-cured", "warning", "at first that the connection broke"),
        ({"status": None, "no_answer": NoAnswer.TIMEOUT}, "no-answer", "error", "no answer in time"),
        ({"status": 429, "attempts": (429, 429)}, "throttled", "warning", "429"),
    ],
)
def test_a_failure_weighs_by_whether_it_was_cured(changes: dict, kind: str, severity: str, got: str) -> None:
    finding = accusation(ServerError, answer(LIST, **changes))
    assert (finding.kind, weight(finding), words(finding)) == (
        kind, (severity, "documented"), ("an answer below 500", got)
    )  # fmt: skip


def test_a_429_that_was_waited_for_is_nobodys_fault() -> None:
    assert findings(ServerError, answer(LIST, attempts=(429,))) == []


def test_the_rate_of_cured_failures_is_told() -> None:
    answers = [answer(LIST, attempts=(500,) * cured) for cured in (1, 0, 0, 1)]
    assert numbers(accusation(ServerError, answers)) == (2, 4, "answers")


def test_failures_are_facts_and_not_asked_again() -> None:
    assert verdict(ServerError, answer(LIST, status=500)).suspicions == ()


def test_a_failure_of_any_request_counts() -> None:
    answers = refused(EVENT_DETAIL, Purpose.UNKNOWN_EVENT, 500), stranger(Credential.NONE, 500, endpoint=PULL)
    assert [endpoint for _, endpoint, _ in findings(ServerError, *answers)] == [
        "webhook-event-detail", "pull-from-omnitron"
    ]  # fmt: skip


def test_endpoints_are_told_apart() -> None:
    found = accusations(Status, answer(LIST, status=404), answer(Request(ORDER_LIST_SHORT), status=404))
    assert len({finding.id for finding in found}) == 2


def test_the_id_of_a_finding_does_not_depend_on_what_was_got() -> None:
    one, other = (accusation(Status, answer(LIST, order(7), status)) for status in (404, 418))
    assert (one.id, one.got) != (other.id, other.got)
    assert one.id == other.id
