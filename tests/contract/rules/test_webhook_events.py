"""Rules about single webhook events of an order."""

from __future__ import annotations

from typing import Any

import pytest

from oms_mock.contract.client.interaction import MISSING, Interaction, Purpose, Request
from oms_mock.contract.endpoints import EVENT_DETAIL, EVENT_LIST, EVENT_LIST_SHORT, EVENT_LISTS, ORDER_DETAIL, Endpoint
from oms_mock.contract.plan.requests import event_page
from oms_mock.contract.rules.webhook_events import (
    EventOpens,
    EventOwner,
    EventPayload,
)
from tests.contract.rules.builders import (
    bare_events,
    event,
    event_short,
    event_views,
    events,
    findings,
    numbers,
    only_finding,
    opened_event,
    rejected,
    response,
    verdict,
    visit,
    weight,
    words,
)

UUID = f"{5:032x}"


def short_events(*rows: Any, key: int = 7, **envelope: Any) -> Interaction:
    return events(rows, key, EVENT_LIST_SHORT, **envelope)


class TestEventOpens:
    def test_events_that_open_are_accepted(self) -> None:
        assert findings(EventOpens, event_views(event(1), event(2))) == []

    def test_an_event_may_be_opened_by_its_uuid(self) -> None:
        assert findings(EventOpens, opened_event(event(1, id=UUID), requested=UUID)) == []

    @pytest.mark.parametrize("status", [404, 410])
    def test_an_event_that_is_not_found_is_reported(self, status: int) -> None:
        missing = opened_event({"id": 2}, requested=2, status=status)
        finding = only_finding(EventOpens, opened_event(event(1)), missing)
        assert (finding.kind, finding.path, weight(finding), words(finding), numbers(finding), finding.example) == (
            "event-not-found", "$", ("error", "convention"), ("200", str(status)), (1, 2, "events"),
            "event 2 of order 7",
        )  # fmt: skip

    @pytest.mark.parametrize("endpoint", EVENT_LISTS, ids=lambda each: each.name)
    def test_a_list_of_events_that_is_not_found_is_reported(self, endpoint: Endpoint) -> None:
        finding = only_finding(EventOpens, visit(endpoint, 7, MISSING, 404))
        assert (finding.kind, finding.endpoint, numbers(finding), finding.example) == (
            "events-not-found", endpoint, (1, 1, "orders"), "order 7"
        )  # fmt: skip

    def test_a_response_with_another_event_is_reported(self) -> None:
        finding = only_finding(EventOpens, opened_event(event(2), requested=1))
        assert (finding.kind, finding.path, words(finding)) == (
            "other-event", "$.id", ("the requested event", "another event")
        )  # fmt: skip

    @pytest.mark.parametrize("document", [{}, {"id": None}, [], "x"], ids=repr)
    def test_an_opened_event_without_an_id_is_left_to_the_schema_rule(self, document: Any) -> None:
        assert findings(EventOpens, visit(EVENT_DETAIL, 7, document)) == []

    @pytest.mark.parametrize("status", [None, 401, 418, 500])
    def test_another_status_is_left_to_other_rules(self, status: Any) -> None:
        assert findings(EventOpens, opened_event({}, requested=1, status=status)) == []

    def test_a_request_without_a_response_is_not_checked(self) -> None:
        rule = EventOpens()
        verdict(rule, opened_event({}, requested=1, status=None))  # type: ignore[arg-type]
        assert not rule.tested

    def test_in_a_repeated_run_a_listed_event_must_open(self) -> None:
        gone = opened_event({}, requested=5, status=404)
        assert findings(EventOpens().fresh(), events([event(5)]), gone) != []

    def test_in_a_repeated_run_an_event_that_is_no_longer_listed_need_not_open(self) -> None:
        gone = opened_event({}, requested=5, status=404)
        assert findings(EventOpens().fresh(), events([event(6)]), gone) == []

    def test_in_a_repeated_run_the_short_list_must_be_readable(self) -> None:
        assert findings(EventOpens().fresh(), visit(EVENT_LIST_SHORT, 7, MISSING, 404)) != []

    def test_an_order_that_is_not_found_is_left_to_another_rule(self) -> None:
        assert findings(EventOpens, visit(ORDER_DETAIL, 7, MISSING, 404)) == []

    def test_an_unknown_event_need_not_open(self) -> None:
        assert findings(EventOpens, rejected(EVENT_DETAIL, Purpose.UNKNOWN_EVENT, 404, pk=7, event=1)) == []

    def test_the_event_and_its_list_are_repeated(self) -> None:
        missing = opened_event({}, requested=2, status=404)
        (suspicion,) = verdict(EventOpens, missing).suspicions
        order = Request(ORDER_DETAIL, pk=7, purpose=Purpose.VISIT)
        assert suspicion.occasions[0].requests == (order, event_page(EVENT_LIST, 7), missing.request)


class TestEventPayload:
    @pytest.mark.parametrize("payload", [{}, None, "", []], ids=repr)
    def test_no_payload_or_an_empty_one_is_accepted(self, payload: Any) -> None:
        rows = event_short(event(1)), event_short(event(2), request_payload=payload)
        assert findings(EventPayload, short_events(*rows)) == []

    @pytest.mark.parametrize("name", ["request_payload", "payload"])
    def test_a_payload_in_the_short_list_is_reported(self, name: str) -> None:
        finding = only_finding(
            EventPayload, short_events(event_short(event(1)), event_short(event(2), **{name: {"a": 1}}))
        )
        assert (finding.kind, finding.path, weight(finding), numbers(finding), finding.example) == (
            "payload-present", f"$.results[*].{name}", ("error", "documented"), (1, 2, "events"), "event 2 of order 7"
        )  # fmt: skip

    def test_a_payload_in_a_bare_short_list_is_reported(self) -> None:
        assert findings(EventPayload, bare_events([event(1)], endpoint=EVENT_LIST_SHORT)) == [
            ("payload-present", "webhook-event-list-short", "$[*].request_payload")
        ]

    def test_a_payload_in_the_full_list_is_accepted(self) -> None:
        assert findings(EventPayload, events([event(1)]), opened_event(event(1))) == []


class TestEventOwner:
    def test_events_of_their_order_are_accepted(self) -> None:
        assert findings(EventOwner, event_views(event(1), event(2)), bare_events([event(3, 8)], 8)) == []

    def test_an_event_of_another_order_is_reported(self) -> None:
        finding = only_finding(EventOwner, events([event(1), event(2, 8)]))
        assert (finding.kind, finding.path, weight(finding), words(finding), numbers(finding), finding.example) == (
            "event-of-another-order", "$.results[*].object_id", ("warning", "sibling"),
            ("the id of the order", "another id"), (1, 2, "events"), "event 2 of order 7",
        )  # fmt: skip

    def test_an_opened_event_of_another_order_is_reported(self) -> None:
        assert findings(EventOwner, opened_event(event(2, 8))) == [
            ("event-of-another-order", "webhook-event-detail", "$.object_id")
        ]

    @pytest.mark.parametrize("owner", [None, "8", True, {}, 8.0], ids=repr)
    def test_an_owner_that_is_not_an_integer_is_left_to_the_schema_rule(self, owner: Any) -> None:
        rule = EventOwner()
        assert findings(rule, events([event(1, object_id=owner)])) == []
        assert not rule.tested

    def test_the_short_list_is_not_checked(self) -> None:
        assert findings(EventOwner, short_events(event(1, 8))) == []

    def test_events_of_no_order_are_not_checked(self) -> None:
        assert findings(EventOwner, response(Request(EVENT_LIST), [event(1, 8)])) == []

    def test_an_event_of_another_order_is_repeated_before_it_is_reported(self) -> None:
        strange = events([event(2, 8)])
        assert verdict(EventOwner, strange).suspicions[0].occasions[0].requests == (strange.request,)
