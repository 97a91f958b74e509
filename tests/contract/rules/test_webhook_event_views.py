"""Rules that the views of an order's webhook events agree."""

from __future__ import annotations

from typing import Any

import pytest

from oms_mock.contract.client.interaction import MISSING, Interaction, Purpose, Request
from oms_mock.contract.endpoints import EVENT_DETAIL, EVENT_LIST, EVENT_LIST_SHORT, EVENT_LISTS, Endpoint
from oms_mock.contract.rules import webhook_event_views
from oms_mock.contract.rules.webhook_event_views import EventCount, EventFields
from oms_mock.contract.values import version_of
from tests.contract.rules.builders import (
    LATER,
    all_findings,
    bare_events,
    event,
    event_short,
    event_views,
    events,
    findings,
    numbers,
    only_finding,
    opened_event,
    put,
    rejected,
    response,
    verdict,
    visit,
    weight,
    words,
)

UUID = f"{5:032x}"
DASHED = "3e1c8c37-6a4d-4e0c-9d5a-1f1f5b0a8a11"


def short_events(*rows: Any, key: int = 7, **envelope: Any) -> Interaction:
    return events(rows, key, EVENT_LIST_SHORT, **envelope)


class TestEventCount:
    def test_lists_with_the_same_events_are_accepted(self) -> None:
        assert findings(EventCount, event_views(event(1), event(2)), event_views(key=8)) == []

    def test_bare_lists_need_no_count(self) -> None:
        lists = bare_events([event(1)]), bare_events([event_short(event(1))], endpoint=EVENT_LIST_SHORT)
        assert findings(EventCount, *lists, opened_event(event(1))) == []

    def test_a_list_on_several_pages_is_read_to_its_end(self) -> None:
        pages = [
            events([event(1)], count=2, next="https://oms.example.com/?page=2"),
            short_events(event_short(event(1)), event_short(event(2))),
            events([event(2)], count=2),
        ]
        assert findings(EventCount, pages, opened_event(event(1)), opened_event(event(2))) == []

    def test_a_short_list_with_other_events_is_reported(self) -> None:
        finding = only_finding(EventCount, events([event(1)]), short_events(event(2)), opened_event(event(1)))
        assert (finding.kind, finding.endpoint, finding.path, weight(finding), words(finding), numbers(finding)) == (
            "other-events", EVENT_LIST_SHORT, "$.results[*].id", ("error", "convention"),
            ("the events of the full list", "other events"), (1, 1, "orders"),
        )  # fmt: skip

    @pytest.mark.parametrize("endpoint", EVENT_LISTS, ids=lambda each: each.name)
    def test_a_count_that_is_not_the_number_of_events_is_reported(self, endpoint: Endpoint) -> None:
        other = next(each for each in EVENT_LISTS if each is not endpoint)
        seen = (
            events([event(1)], endpoint=endpoint, count=2),
            events([event(1)], endpoint=other),
            opened_event(event(1)),
        )
        finding = only_finding(EventCount, *seen)
        assert (finding.kind, finding.endpoint, finding.path, words(finding), finding.example) == (
            "event-count-differs", endpoint, "$.count", ("1", "2"), "order 7"
        )  # fmt: skip

    def test_the_lists_are_compared_even_if_no_event_was_opened(self) -> None:
        assert [kind for kind, _, _ in findings(EventCount, events([event(1)]), short_events())] == ["other-events"]

    def test_the_oldest_order_is_compared_when_too_many_are_pending(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(webhook_event_views, "MAX_PENDING", 1)
        open_stories = [[events([event(key)], key), short_events(key=key)] for key in (7, 8, 9)]
        assert numbers(only_finding(EventCount, *open_stories)) == (3, 3, "orders")

    @pytest.mark.parametrize(
        "short", [visit(EVENT_LIST_SHORT, 7, MISSING, 500), visit(EVENT_LIST_SHORT, 7, "x")], ids=repr
    )
    def test_a_list_that_could_not_be_read_is_not_compared(self, short: Interaction) -> None:
        assert findings(EventCount, events([event(1)]), short) == []

    def test_a_list_that_was_not_read_to_its_end_is_not_compared(self) -> None:
        assert findings(EventCount, events([event(1)], next="https://x/", count=2), short_events()) == []

    def test_only_visits_are_compared(self) -> None:
        other = rejected(EVENT_LIST, Purpose.OTHER_CREDENTIAL, 200, [event(5)], pk=7)
        assert findings(EventCount, other, short_events()) == []

    def test_responses_of_other_purposes_are_not_compared(self) -> None:
        other = rejected(EVENT_LIST, Purpose.READ, 200, [event(5)], pk=7)
        assert findings(EventCount, other, short_events()) == []

    def test_an_opened_event_alone_is_compared_with_nothing(self) -> None:
        assert findings(EventCount, opened_event(event(1))) == []

    def test_lists_of_no_order_are_not_compared(self) -> None:
        one, other = (Request(each, purpose=Purpose.VISIT) for each in EVENT_LISTS)
        assert findings(EventCount, response(one, [event(1)]), response(other, [])) == []

    def test_both_lists_and_every_event_are_repeated(self) -> None:
        seen = [events([event(1)]), short_events(event(2)), opened_event(event(1))]
        occasion = verdict(EventCount, seen).suspicions[0].occasions[0]
        assert occasion.requests == tuple(each.request for each in seen)
        assert occasion.rows == (("webhook-event-list", 1), ("webhook-event-list-short", 1))

    def test_every_page_of_a_list_is_repeated(self) -> None:
        further = Request(EVENT_LIST, pk=7, purpose=Purpose.VISIT, page=2, link="/?page=2")
        seen = [events([event(1)], next="https://x/", count=2), response(further, {"results": [event(2)], "count": 2})]
        occasion = verdict(EventCount, seen, short_events()).suspicions[0].occasions[0]
        assert further in occasion.requests

    def test_an_order_is_compared_as_soon_as_its_views_are_complete(self) -> None:
        rule = EventCount()
        list(map(rule.see, event_views(event(1), event(2))))
        assert rule.tested == {"webhook-event-list": 1, "webhook-event-list-short": 1}

    def test_an_order_that_was_compared_is_not_compared_again_at_the_end(self) -> None:
        rule = EventCount()
        verdict(rule, event_views(event(1)))
        assert rule.tested == {"webhook-event-list": 1, "webhook-event-list-short": 1}


class TestEventFields:
    def test_views_that_agree_are_accepted(self) -> None:
        assert findings(EventFields, event_views(event(1), event(2))) == []

    def test_a_short_event_with_another_value_is_reported(self) -> None:
        seen = events([event(1)]), short_events(event_short(event(1), delivered=False)), opened_event(event(1))
        finding = only_finding(EventFields, *seen)
        assert (finding.kind, finding.endpoint, finding.path, weight(finding), words(finding), numbers(finding)) == (
            "event-field-differs", EVENT_LIST_SHORT, "$.results[*].delivered", ("error", "convention"),
            ("the value of the full list", "another value"), (1, 1, "events"),
        )  # fmt: skip

    @pytest.mark.parametrize("reference", [3, "order.created", {"id": 3}], ids=["key", "name", "object"])
    def test_a_webhook_may_be_a_reference_in_the_short_list(self, reference: Any) -> None:
        full = event(5, webhook={"id": 3, "name": "order.created"})
        assert findings(EventFields(), events([full]), short_events(event_short(full, webhook=reference))) == []

    def test_a_reference_to_another_webhook_is_reported(self) -> None:
        full = event(5, webhook={"id": 3, "name": "order.created"})
        found = findings(EventFields(), events([full]), short_events(event_short(full, webhook=4)))
        assert [path for _, _, path in found] == ["$.results[*].webhook"]

    def test_an_opened_event_must_have_the_object_and_not_a_reference(self) -> None:
        full = event(5, webhook={"id": 3})
        found = findings(EventFields(), event_views(full)[:-1], opened_event({**full, "webhook": 3}))
        assert [path for _, _, path in found] == ["$.webhook"]

    def test_a_value_of_another_type_is_reported(self) -> None:
        shorter = short_events(event_short(event(5), retry_count="0"))
        found = findings(EventFields(), events([event(5)]), shorter)
        assert [path for _, _, path in found] == ["$.results[*].retry_count"]

    @pytest.mark.parametrize(("place", "path"), [(1, "results.0.delivered"), (2, "delivered")])
    def test_the_finding_has_the_request_that_showed_it(self, place: int, path: str) -> None:
        seen = event_views(event(1))
        seen[place] = response(seen[place].request, put(seen[place].document, path, False))
        assert only_finding(EventFields, seen).request == seen[place].request

    def test_an_opened_event_with_another_value_is_reported(self) -> None:
        finding = only_finding(EventFields, event_views(event(1))[:-1], opened_event(event(1, retry_count=3)))
        assert (finding.endpoint, finding.path, finding.example) == (
            EVENT_DETAIL, "$.retry_count", "event 1 of order 7"
        )  # fmt: skip

    def test_a_field_that_one_view_lacks_is_not_compared(self) -> None:
        row = event(1)
        del row["webhook"]
        assert findings(EventFields, events([row]), short_events({"id": 1, "x": 5}), opened_event(event(1))) == []

    def test_events_that_only_one_view_has_are_left_to_another_rule(self) -> None:
        assert findings(EventFields, events([event(1)]), short_events(event_short(event(2)))) == []

    def test_an_event_without_an_id_is_not_compared(self) -> None:
        assert findings(EventFields, events([event(1, id=None)]), short_events({"id": None, "delivered": False})) == []

    def test_events_of_two_orders_are_kept_apart(self) -> None:
        assert findings(EventFields, event_views(event(1)), event_views(event(1, 8, delivered=False), key=8)) == []

    def test_it_is_repeated_with_the_older_version(self) -> None:
        seen = events([event(1, modified_date=LATER)]), short_events(event_short(event(1))), opened_event(event(1))
        suspicions = verdict(EventFields, *seen).suspicions
        assert [each.occasions[0].versions for each in suspicions] == [((1, version_of(event(1))),)] * 2

    def test_an_event_that_is_known_by_a_uuid_has_no_version(self) -> None:
        rows = event(1, id=UUID), event_short(event(1, id=UUID), delivered=False)
        suspicion = verdict(EventFields, events([rows[0]]), short_events(rows[1])).suspicions[0]
        assert suspicion.occasions[0].versions == ()

    def test_at_most_twenty_events_are_repeated(self) -> None:
        rows = [event(key) for key in range(30)]
        shorter = [event_short(row, delivered=False) for row in rows]
        suspicion = verdict(EventFields, events(rows), short_events(*shorter)).suspicions[0]
        assert len(suspicion.occasions[0].requests) == 2 + 20

    def test_each_event_is_counted(self) -> None:
        rows = [event(1), event(2), event(3)]
        shorter = [event_short(row, delivered=row["id"] == 1) for row in rows]
        found = all_findings(EventFields, events(rows), short_events(*shorter))
        assert [numbers(finding) for finding in found] == [(2, 3, "events")]
