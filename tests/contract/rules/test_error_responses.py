"""Rules about requests that must be rejected."""

from __future__ import annotations

from typing import Any

import pytest

from oms_mock.contract.client.interaction import MISSING, Credential, Interaction, Purpose
from oms_mock.contract.endpoints import ENDPOINTS, EVENT_DETAIL, ORDER_DETAIL, ORDER_LIST, PULL, READS, Endpoint
from oms_mock.contract.rules.error_responses import (
    ErrorResponse,
    ForbiddenToken,
    NoToken,
    PagePastEnd,
    UnknownEvent,
    UnknownOrder,
    WrongToken,
)
from tests.contract.rules.builders import (
    findings,
    numbers,
    only_finding,
    orders,
    rejected,
    unauthenticated,
    verdict,
    weight,
    words,
)

NO = {"detail": "no"}
OTHER_LANGUAGE = {"code": "hayır", "errors": ["bulunamadı"]}
PAGE = {"count": 9, "next": None, "previous": None, "results": orders(9)}


def unknown_order(status: int | None, document: Any = NO, endpoint: Endpoint = ORDER_DETAIL) -> Interaction:
    return rejected(endpoint, Purpose.UNKNOWN_ORDER, status, document, pk=1_000_010)  # type: ignore[arg-type]


def unknown_event(status: int | None, document: Any = NO) -> Interaction:
    return rejected(EVENT_DETAIL, Purpose.UNKNOWN_EVENT, status, document, pk=7, event=9)  # type: ignore[arg-type]


def past_end(status: int | None, document: Any = NO, number: int = 5) -> Interaction:
    query = (("limit", "2"), ("page", str(number)))
    return rejected(ORDER_LIST, Purpose.PAST_END, status, document, query=query, page=number)  # type: ignore[arg-type]


def challenged(credential: Credential, status: int | None, document: Any = NO, **changes: Any) -> Interaction:
    return unauthenticated(credential, status, document, **({"challenge": "Token"} | changes))  # type: ignore[arg-type]


def nobody(status: int | None, document: Any = NO) -> Interaction:
    return challenged(Credential.NONE, status, document)


def wrong(status: int | None, document: Any = NO) -> Interaction:
    return challenged(Credential.WRONG, status, document)


def forbidden(status: int | None, document: Any = NO) -> Interaction:
    return challenged(Credential.FORBIDDEN, status, document)


REJECTED = [
    (NoToken, nobody, 401, "open-to-strangers", "error", "with no token"),
    (WrongToken, wrong, 401, "wrong-token-accepted", "error", "with an unknown token"),
    (ForbiddenToken, forbidden, 403, "right-not-required", "error", "with a token without the right"),
    (UnknownOrder, unknown_order, 404, "unknown-order-answered", "warning", "order 1000010"),
    (UnknownEvent, unknown_event, 404, "unknown-event-answered", "warning", "event 9 of order 7"),
    (PagePastEnd, past_end, 404, "past-end-answered", "warning", "page 5"),
]
NAMES = [rule.name for rule, *_ in REJECTED]


@pytest.mark.parametrize(("rule", "respond", "right", "kind", "severity", "example"), REJECTED, ids=NAMES)
class TestEveryErrorResponse:
    @pytest.mark.parametrize("document", [NO, OTHER_LANGUAGE, {}], ids=["detail", "another text", "no text"])
    def test_is_accepted_whatever_its_text(self, rule, respond, right, kind, severity, example, document) -> None:
        assert findings(rule, respond(right, document)) == []

    @pytest.mark.parametrize("status", [200, 204, 301, 400, 405, 500])
    def test_of_another_status_is_reported(self, rule, respond, right, kind, severity, example, status) -> None:
        finding = only_finding(rule, respond(status))
        assert (finding.kind, finding.severity.value, words(finding), finding.example) == (
            kind, severity, (str(right), str(status)), example
        )  # fmt: skip

    @pytest.mark.parametrize(
        ("document", "got"), [(MISSING, "no JSON"), ([], "array"), ("no", "string"), (None, "null")], ids=repr
    )
    def test_without_a_json_object_is_reported(
        self, rule, respond, right, kind, severity, example, document, got
    ) -> None:
        finding = only_finding(rule, respond(right, document))
        assert (finding.kind, weight(finding), words(finding)) == (
            "refusal-not-json", ("warning", "convention"), ("a JSON object with the reason", got)
        )  # fmt: skip

    def test_of_another_status_may_have_any_body(self, rule, respond, right, kind, severity, example) -> None:
        assert [found for found, _, _ in findings(rule, respond(302, MISSING))] == [kind]

    @pytest.mark.parametrize("status", [None, 429])
    def test_that_is_missing_is_not_checked(self, rule, respond, right, kind, severity, example, status) -> None:
        used = rule()
        verdict(used, respond(status))
        assert not used.tested

    def test_is_checked_by_its_own_rule_only(self, rule, respond, right, kind, severity, example) -> None:
        others = [other for other, *_ in REJECTED if other is not rule]
        assert [findings(other, respond(302)) for other in others] == [[]] * 5

    def test_is_counted_in_requests(self, rule, respond, right, kind, severity, example) -> None:
        assert numbers(only_finding(rule, respond(right), respond(200), respond(right))) == (1, 3, "requests")

    def test_is_repeated_before_it_is_reported(self, rule, respond, right, kind, severity, example) -> None:
        (suspicion,) = verdict(rule, respond(200)).suspicions
        assert suspicion.occasions[0].requests == (respond(200).request,)


@pytest.mark.parametrize(("rule", "respond"), [(NoToken, nobody), (WrongToken, wrong)])
@pytest.mark.parametrize("status", [403, 404])
def test_only_a_401_is_accepted_without_a_valid_token(rule: type[ErrorResponse], respond: Any, status: int) -> None:
    assert words(only_finding(rule, respond(status))) == ("401", str(status))


@pytest.mark.parametrize("status", [401, 404])
def test_only_a_403_is_accepted_for_a_token_without_permission(status: int) -> None:
    assert words(only_finding(ForbiddenToken, forbidden(status))) == ("403", str(status))


@pytest.mark.parametrize(("rule", "credential"), [(NoToken, Credential.NONE), (WrongToken, Credential.WRONG)])
@pytest.mark.parametrize("challenge", [None, ""])
def test_a_401_needs_www_authenticate(rule: type[ErrorResponse], credential: Credential, challenge: str | None) -> None:
    finding = only_finding(rule, challenged(credential, 401, challenge=challenge))
    assert (finding.kind, weight(finding), words(finding)) == (
        "no-challenge", ("warning", "convention"), ("WWW-Authenticate", "no such header")
    )  # fmt: skip


@pytest.mark.parametrize("challenge", ["Token", "Bearer", 'Token realm="oms"'])
def test_any_authentication_scheme_is_accepted(challenge: str) -> None:
    assert findings(NoToken, challenged(Credential.NONE, 401, challenge=challenge)) == []


def test_a_403_needs_no_www_authenticate() -> None:
    assert findings(ForbiddenToken, challenged(Credential.FORBIDDEN, 403, challenge=None)) == []


def test_an_accepted_request_without_a_token_is_reported_once() -> None:
    assert [kind for kind, _, _ in findings(NoToken, challenged(Credential.NONE, 200, challenge=None))] == [
        "open-to-strangers"
    ]


@pytest.mark.parametrize("endpoint", ENDPOINTS, ids=lambda each: each.name)
def test_requests_without_a_valid_token_are_checked_at_every_endpoint(endpoint: Endpoint) -> None:
    assert findings(NoToken, unauthenticated(Credential.NONE, 200, NO, endpoint)) == [
        ("open-to-strangers", endpoint.name, "$")
    ]


@pytest.mark.parametrize("endpoint", [each for each in READS if each.takes_order], ids=lambda each: each.name)
def test_unknown_orders_are_checked_at_every_endpoint_that_takes_one(endpoint: Endpoint) -> None:
    assert findings(UnknownOrder, unknown_order(200, endpoint=endpoint)) == [
        ("unknown-order-answered", endpoint.name, "$")
    ]


@pytest.mark.parametrize(
    ("rule", "endpoints"),
    [(UnknownOrder, [each for each in READS if each.takes_order]), (UnknownEvent, [EVENT_DETAIL])],
)
def test_unknown_things_are_checked_only_at_endpoints_that_can_have_them(
    rule: type[ErrorResponse], endpoints: Any
) -> None:
    assert list(rule.endpoints) == endpoints


def test_a_request_with_the_own_token_is_not_checked() -> None:
    assert findings(NoToken, unauthenticated(Credential.OWN, 200)) == []


def test_no_token_for_another_purpose_is_not_checked() -> None:
    assert findings(NoToken, rejected(PULL, Purpose.READ, 200, credential=Credential.NONE)) == []


@pytest.mark.parametrize(
    ("count", "results", "reported"),
    [
        (9, orders(9), []),
        (8, orders(9), ["past-end-answered"]),
        (9, [], ["past-end-answered"]),
        ("9", orders(9), ["past-end-answered"]),
        (True, orders(9), ["past-end-answered"]),
    ],
    ids=["arrived", "not as many", "no rows", "text", "boolean"],
)
def test_a_page_that_new_orders_have_filled_is_not_past_the_end(count: Any, results: Any, reported: list[str]) -> None:
    interaction = past_end(200, {**PAGE, "count": count, "results": results})
    assert [kind for kind, _, _ in findings(PagePastEnd, interaction)] == reported


@pytest.mark.parametrize("rule", [NoToken, WrongToken, ForbiddenToken, UnknownOrder, UnknownEvent, PagePastEnd])
def test_an_ordinary_request_is_never_checked(rule: type[ErrorResponse]) -> None:
    assert findings(rule, rejected(ORDER_LIST, Purpose.READ, 200)) == []


@pytest.mark.parametrize(("rule", "request_"), [(NoToken, nobody), (WrongToken, wrong)])
def test_403_for_a_stranger_shows_nothing_and_is_a_warning_of_its_own(rule: Any, request_: Any) -> None:
    finding = only_finding(rule, request_(403))
    assert (finding.kind, weight(finding), words(finding)) == (
        "forbidden-not-unauthorized", ("warning", "convention"), ("401", "403")
    )  # fmt: skip


def test_the_body_of_a_403_for_a_stranger_is_checked() -> None:
    kinds = {kind for kind, *_ in findings(NoToken, nobody(403, MISSING))}
    assert kinds == {"forbidden-not-unauthorized", "refusal-not-json"}


def test_403_is_right_for_a_token_without_permission() -> None:
    assert findings(ForbiddenToken, challenged(Credential.FORBIDDEN, 403)) == []
