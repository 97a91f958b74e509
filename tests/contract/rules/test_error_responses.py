"""What is to be refused, and how."""

from __future__ import annotations

from typing import Any

import pytest

from oms_mock.contract.client.interaction import MISSING, Credential, Interaction, Purpose
from oms_mock.contract.endpoints import ENDPOINTS, EVENT_DETAIL, ORDER_DETAIL, ORDER_LIST, PULL, READS, Endpoint
from oms_mock.contract.rules.error_responses import (
    ForbiddenToken,
    NoToken,
    PagePastEnd,
    Refusal,
    UnknownEvent,
    UnknownOrder,
    WrongToken,
)
from tests.contract.rules.building import (
    accusation,
    findings,
    numbers,
    orders,
    refused,
    stranger,
    verdict,
    weight,
    words,
)

NO = {"detail": "no"}
OTHER_LANGUAGE = {"code": "hayır", "errors": ["bulunamadı"]}
PAGE = {"count": 9, "next": None, "previous": None, "results": orders(9)}


def unknown_order(status: int | None, document: Any = NO, endpoint: Endpoint = ORDER_DETAIL) -> Interaction:
    return refused(endpoint, Purpose.UNKNOWN_ORDER, status, document, pk=1_000_010)  # type: ignore[arg-type]


def unknown_event(status: int | None, document: Any = NO) -> Interaction:
    return refused(EVENT_DETAIL, Purpose.UNKNOWN_EVENT, status, document, pk=7, event=9)  # type: ignore[arg-type]


def past_end(status: int | None, document: Any = NO, number: int = 5) -> Interaction:
    query = (("limit", "2"), ("page", str(number)))
    return refused(ORDER_LIST, Purpose.PAST_END, status, document, query=query, page=number)  # type: ignore[arg-type]


def challenged(credential: Credential, status: int | None, document: Any = NO, **changes: Any) -> Interaction:
    return stranger(credential, status, document, **({"challenge": "Token"} | changes))  # type: ignore[arg-type]


def nobody(status: int | None, document: Any = NO) -> Interaction:
    return challenged(Credential.NONE, status, document)


def wrong(status: int | None, document: Any = NO) -> Interaction:
    return challenged(Credential.WRONG, status, document)


def forbidden(status: int | None, document: Any = NO) -> Interaction:
    return challenged(Credential.FORBIDDEN, status, document)


RIGHT = [
    (NoToken, nobody, 401, "open-to-strangers", "error", "with no token"),
    (WrongToken, wrong, 401, "wrong-token-accepted", "error", "with a token that nobody was given"),
    (ForbiddenToken, forbidden, 403, "right-not-required", "error", "with a token without the right"),
    (UnknownOrder, unknown_order, 404, "unknown-order-answered", "warning", "order 1000010"),
    (UnknownEvent, unknown_event, 404, "unknown-event-answered", "warning", "event 9 of order 7"),
    (PagePastEnd, past_end, 404, "past-end-answered", "warning", "page 5"),
]
NAMES = [rule.name for rule, *_ in RIGHT]


@pytest.mark.parametrize(("rule", "ask", "right", "kind", "severity", "example"), RIGHT, ids=NAMES)
class TestEveryRefusal:
    @pytest.mark.parametrize("document", [NO, OTHER_LANGUAGE, {}], ids=["detail", "another text", "no text"])
    def test_is_right_whatever_its_text(self, rule, ask, right, kind, severity, example, document) -> None:
        assert findings(rule, ask(right, document)) == []

    @pytest.mark.parametrize("status", [200, 204, 301, 400, 405, 500])
    def test_of_another_status_is_told(self, rule, ask, right, kind, severity, example, status) -> None:
        finding = accusation(rule, ask(status))
        assert (finding.kind, finding.severity.value, words(finding), finding.example) == (
            kind, severity, (str(right), str(status)), example
        )  # fmt: skip

    @pytest.mark.parametrize(
        ("document", "got"), [(MISSING, "no JSON"), ([], "array"), ("no", "string"), (None, "null")], ids=repr
    )
    def test_without_a_json_object_is_told(self, rule, ask, right, kind, severity, example, document, got) -> None:
        finding = accusation(rule, ask(right, document))
        assert (finding.kind, weight(finding), words(finding)) == (
            "refusal-not-json", ("warning", "convention"), ("a JSON object that says why", got)
        )  # fmt: skip

    def test_of_another_status_may_have_any_body(self, rule, ask, right, kind, severity, example) -> None:
        assert [found for found, _, _ in findings(rule, ask(302, MISSING))] == [kind]

    @pytest.mark.parametrize("status", [None, 429])
    def test_that_got_no_answer_is_not_judged(self, rule, ask, right, kind, severity, example, status) -> None:
        judging = rule()
        verdict(judging, ask(status))
        assert not judging.tested

    def test_is_judged_by_its_own_rule_only(self, rule, ask, right, kind, severity, example) -> None:
        others = [other for other, *_ in RIGHT if other is not rule]
        assert [findings(other, ask(302)) for other in others] == [[]] * 5

    def test_is_counted_in_requests(self, rule, ask, right, kind, severity, example) -> None:
        assert numbers(accusation(rule, ask(right), ask(200), ask(right))) == (1, 3, "requests")

    def test_is_asked_again(self, rule, ask, right, kind, severity, example) -> None:
        (suspicion,) = verdict(rule, ask(200)).suspicions
        assert suspicion.occasions[0].requests == (ask(200).request,)


@pytest.mark.parametrize(("rule", "ask"), [(NoToken, nobody), (WrongToken, wrong)])
@pytest.mark.parametrize("status", [403, 404])
def test_a_stranger_is_told_401_and_nothing_else(rule: type[Refusal], ask: Any, status: int) -> None:
    assert words(accusation(rule, ask(status))) == ("401", str(status))


@pytest.mark.parametrize("status", [401, 404])
def test_who_lacks_the_right_is_told_403_and_nothing_else(status: int) -> None:
    assert words(accusation(ForbiddenToken, forbidden(status))) == ("403", str(status))


@pytest.mark.parametrize(("rule", "credential"), [(NoToken, Credential.NONE), (WrongToken, Credential.WRONG)])
@pytest.mark.parametrize("challenge", [None, ""])
def test_a_401_names_its_scheme(rule: type[Refusal], credential: Credential, challenge: str | None) -> None:
    finding = accusation(rule, challenged(credential, 401, challenge=challenge))
    assert (finding.kind, weight(finding), words(finding)) == (
        "no-challenge", ("warning", "convention"), ("WWW-Authenticate", "no such header")
    )  # fmt: skip


@pytest.mark.parametrize("challenge", ["Token", "Bearer", 'Token realm="oms"'])
def test_any_scheme_will_do(challenge: str) -> None:
    assert findings(NoToken, challenged(Credential.NONE, 401, challenge=challenge)) == []


def test_a_403_needs_no_scheme() -> None:
    assert findings(ForbiddenToken, challenged(Credential.FORBIDDEN, 403, challenge=None)) == []


def test_a_stranger_who_is_let_in_is_told_that_once() -> None:
    assert [kind for kind, _, _ in findings(NoToken, challenged(Credential.NONE, 200, challenge=None))] == [
        "open-to-strangers"
    ]


@pytest.mark.parametrize("endpoint", ENDPOINTS, ids=lambda each: each.name)
def test_strangers_are_judged_at_every_endpoint(endpoint: Endpoint) -> None:
    assert findings(NoToken, stranger(Credential.NONE, 200, NO, endpoint)) == [
        ("open-to-strangers", endpoint.name, "$")
    ]


@pytest.mark.parametrize("endpoint", [each for each in READS if each.takes_order], ids=lambda each: each.name)
def test_unknown_orders_are_judged_at_every_endpoint_that_takes_one(endpoint: Endpoint) -> None:
    assert findings(UnknownOrder, unknown_order(200, endpoint=endpoint)) == [
        ("unknown-order-answered", endpoint.name, "$")
    ]


@pytest.mark.parametrize(
    ("rule", "endpoints"),
    [(UnknownOrder, [each for each in READS if each.takes_order]), (UnknownEvent, [EVENT_DETAIL])],
)
def test_what_does_not_exist_is_asked_for_only_where_it_can_be(rule: type[Refusal], endpoints: Any) -> None:
    assert list(rule.endpoints) == endpoints


def test_an_own_token_is_no_stranger() -> None:
    assert findings(NoToken, stranger(Credential.OWN, 200)) == []


def test_no_token_for_another_purpose_is_not_judged() -> None:
    assert findings(NoToken, refused(PULL, Purpose.READ, 200, credential=Credential.NONE)) == []


@pytest.mark.parametrize(
    ("count", "results", "told"),
    [
        (9, orders(9), []),
        (8, orders(9), ["past-end-answered"]),
        (9, [], ["past-end-answered"]),
        ("9", orders(9), ["past-end-answered"]),
        (True, orders(9), ["past-end-answered"]),
    ],
    ids=["arrived", "not as many", "no rows", "text", "boolean"],
)
def test_a_page_that_orders_have_filled_meanwhile_is_no_page_past_the_end(
    count: Any, results: Any, told: list[str]
) -> None:
    interaction = past_end(200, {**PAGE, "count": count, "results": results})
    assert [kind for kind, _, _ in findings(PagePastEnd, interaction)] == told


@pytest.mark.parametrize("rule", [NoToken, WrongToken, ForbiddenToken, UnknownOrder, UnknownEvent, PagePastEnd])
def test_an_ordinary_request_is_never_a_refusal(rule: type[Refusal]) -> None:
    assert findings(rule, refused(ORDER_LIST, Purpose.READ, 200)) == []
