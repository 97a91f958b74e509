"""Rules that the shorter views of an order agree with the full one."""

from __future__ import annotations

from typing import Any

import pytest

from oms_mock.contract.client.interaction import Interaction, Purpose
from oms_mock.contract.endpoints import (
    ORDER_DETAIL,
    ORDER_DETAIL_SHORT,
    ORDER_LIST,
    ORDER_LIST_SHORT,
    ORDER_LIST_SIMPLE,
)
from oms_mock.contract.plan.requests import page_request
from oms_mock.contract.rules import shared_fields, view_pairs
from oms_mock.contract.rules.shared_fields import ItemCount, SharedFields
from oms_mock.contract.values import version_of
from tests.contract.rules.builders import (
    DATE,
    LATER,
    all_findings,
    findings,
    numbers,
    only_finding,
    opened,
    opened_short,
    order,
    orders,
    page,
    rejected,
    short,
    simple,
    verdict,
    visit,
    walked,
    weight,
    words,
)

SEVEN = order(7, items=2)
FULL = page(ORDER_LIST, [SEVEN])
REFERENCES = [
    ("state", 6),
    ("state", "6"),
    ("state", "Approved"),
    ("state", "400"),
    ("state", {"id": 6}),
    ("state", {"pk": 6, "name": "Approved"}),
    ("state", {"name": "Approved", "label": "Onaylandı"}),
    ("customer", 3433),
    ("customer", "John Doe"),
    ("customer", {"pk": 3433, "full_name": "John Doe"}),
    ("channel", 1),
    ("channel", "PZ Shop"),
    ("shipping_address", 5908),
    ("shipping_address", {"id": 5908, "city": 7}),
    ("retail_store", None),
    ("cargo_company", 34),
    ("cargo_company", "34"),
    ("commands", []),
]


def shortly(**changes: Any) -> Interaction:
    return page(ORDER_LIST_SHORT, [short(SEVEN, **changes)])


class TestSharedFields:
    def test_views_that_agree_are_accepted(self) -> None:
        views = shortly(), page(ORDER_LIST_SIMPLE, [simple(SEVEN)]), opened(SEVEN), opened_short(SEVEN)
        assert findings(SharedFields, FULL, *views) == []

    @pytest.mark.parametrize(("name", "reference"), REFERENCES, ids=repr)
    def test_a_reference_may_be_an_id_a_name_or_an_object(self, name: str, reference: Any) -> None:
        assert findings(SharedFields, FULL, shortly(**{name: reference})) == []

    @pytest.mark.parametrize(("name", "reference"), REFERENCES, ids=repr)
    def test_a_reference_may_be_shorter_in_the_full_view(self, name: str, reference: Any) -> None:
        full = page(ORDER_LIST, [{**SEVEN, name: reference}])
        assert findings(SharedFields, full, shortly(**{name: SEVEN[name]})) == []

    @pytest.mark.parametrize(
        ("name", "value"),
        [
            ("number", "1"),
            ("omnitron_id", 1),
            ("created_date", "2020-01-01T00:00:00Z"),
            ("payment_type", "funds_transfer"),
            ("tracking_number", "TR1"),
            ("cargo_company", None),
            ("state", 7),
            ("state", None),
            ("state", {"id": 6, "name": "Other"}),
            ("state", {"id": 7}),
            ("customer", 1),
            ("customer", {"pk": 3433, "email": "x"}),
            ("retail_store", 5),
            ("commands", [5]),
            ("has_gift_box", True),
        ],
        ids=repr,
    )
    def test_a_field_with_another_value_is_reported(self, name: str, value: Any) -> None:
        finding = only_finding(SharedFields, FULL, shortly(**{name: value}))
        assert (finding.kind, finding.path, weight(finding), words(finding), finding.example) == (
            "field-differs", f"$.results[*].{name}", ("error", "convention"),
            ("the value of the full order", "another value"), "order 7 (page 1, results[0])",
        )  # fmt: skip

    def test_the_simple_list_is_compared_as_well(self) -> None:
        assert findings(SharedFields, FULL, page(ORDER_LIST_SIMPLE, [simple(SEVEN, number="1")])) == [
            ("field-differs", "order-list-simple", "$.results[*].number")
        ]

    def test_the_short_detail_is_compared_with_the_detail(self) -> None:
        assert findings(SharedFields, opened(SEVEN), opened_short(SEVEN, notes="x")) == [
            ("field-differs", "order-detail-short", "$.notes")
        ]

    def test_the_short_detail_is_not_compared_with_the_list(self) -> None:
        assert findings(SharedFields, FULL, opened_short(SEVEN, notes="x")) == []

    def test_views_are_compared_in_whatever_order_they_come(self) -> None:
        assert findings(SharedFields, shortly(number="1"), FULL) == [
            ("field-differs", "order-list-short", "$.results[*].number")
        ]

    def test_differences_are_counted_in_orders(self) -> None:
        full = orders(9, 8, 7)
        rows = [short(full[0], number="1"), short(full[1]), short(full[2], number="2")]
        finding = only_finding(SharedFields, walked(ORDER_LIST, full), walked(ORDER_LIST_SHORT, rows))
        assert numbers(finding) == (2, 3, "orders")

    @pytest.mark.parametrize("moment", ["2023-05-17T13:45:55.657222+00:00", "2023-05-17T16:45:55.657222+03:00"])
    def test_one_moment_may_be_written_in_two_ways(self, moment: str) -> None:
        assert findings(SharedFields, FULL, shortly(modified_date=moment)) == []

    def test_the_keys_inside_a_list_may_have_any_order(self) -> None:
        full = page(ORDER_LIST, [{**SEVEN, "commands": [{"slug": "x", "id": 5}]}])
        assert findings(SharedFields, full, shortly(commands=[{"id": 5, "slug": "x"}])) == []

    @pytest.mark.parametrize("name", ["orderitem_set", "order_item_count"])
    def test_items_and_their_number_are_left_to_other_rules(self, name: str) -> None:
        full = page(ORDER_LIST, [{**SEVEN, name: [5]}])
        assert findings(SharedFields, full, shortly(**{name: 7})) == []

    @pytest.mark.parametrize("name", ["Onaylandı", "https://oms.example.com/states/6/", "state-6"])
    def test_a_name_in_an_unknown_form_is_not_compared(self, name: str) -> None:
        full = orders(9, 8, 7)
        rows = [short(each, state=name) for each in full]
        assert findings(SharedFields, walked(ORDER_LIST, full), walked(ORDER_LIST_SHORT, rows)) == []

    @pytest.mark.parametrize("names", [("Approved", "Other"), ("Other", "Approved")], ids=str)
    def test_a_name_that_differs_where_another_agrees_is_reported(self, names: tuple[str, str]) -> None:
        full = orders(8, 7)
        rows = [short(each, state=name) for each, name in zip(full, names, strict=True)]
        finding = only_finding(SharedFields, walked(ORDER_LIST, full), walked(ORDER_LIST_SHORT, rows))
        assert (finding.path, words(finding), numbers(finding)) == (
            "$.results[*].state", ("the name of the full order", "another name"), (1, 2, "orders")
        )  # fmt: skip

    def test_names_in_an_unknown_form_are_not_reported_however_many_there_are(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(shared_fields, "MAX_PENDING_NAMES", 2)
        full = orders(*range(5))
        views = [[page(ORDER_LIST, [each]), page(ORDER_LIST_SHORT, [short(each, state="?")])] for each in full]
        assert findings(SharedFields, *views) == []

    def test_full_views_that_wait_too_long_are_dropped(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(view_pairs, "MAX_PENDING", 2)
        full = orders(9, 8, 7)
        rule = SharedFields()
        verdict(rule, page(ORDER_LIST, full), page(ORDER_LIST_SHORT, map(short, full)))
        assert rule.tested["order-list-short"] == 2

    def test_shorter_views_that_wait_too_long_are_dropped(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(view_pairs, "MAX_PENDING", 2)
        full = orders(9, 8, 7)
        rule = SharedFields()
        verdict(rule, page(ORDER_LIST_SHORT, map(short, full)), page(ORDER_LIST, full))
        assert rule.tested["order-list-short"] == 2

    def test_an_order_is_dropped_once_all_its_views_were_seen(self) -> None:
        views = FULL, shortly(), page(ORDER_LIST_SIMPLE, [simple(SEVEN)])
        assert findings(SharedFields, *views, shortly(number="1")) == []

    def test_another_scalar_in_the_full_view_is_reported(self) -> None:
        full = page(ORDER_LIST, [{**SEVEN, "state": 7}])
        assert findings(SharedFields, full, shortly(state={"id": 6})) == [
            ("field-differs", "order-list-short", "$.results[*].state")
        ]

    def test_null_does_not_refer_to_an_object_without_a_name(self) -> None:
        full = page(ORDER_LIST, [{**SEVEN, "state": {"id": 6, "name": None}}])
        assert findings(SharedFields, full, shortly(state=None)) == [
            ("field-differs", "order-list-short", "$.results[*].state")
        ]

    @pytest.mark.parametrize("name", ["first_name", "last_name"])
    def test_part_of_a_name_does_not_match_the_name(self, name: str) -> None:
        full = page(ORDER_LIST, [{**SEVEN, "customer": {"pk": 3433, name: "Doe"}}])
        assert findings(SharedFields, full, shortly(customer=3433)) == []

    @pytest.mark.parametrize(("full", "reference"), [({}, 6), ({"state": "Approved"}, "Approved")], ids=repr)
    def test_names_are_compared_only_after_one_matched_the_name_of_an_object(self, full: Any, reference: Any) -> None:
        lists = page(ORDER_LIST, [order(8, **full), SEVEN])
        rows = [short(order(8), state=reference), short(SEVEN, state="Onaylandı")]
        assert findings(SharedFields, lists, page(ORDER_LIST_SHORT, rows)) == []

    def test_pending_names_are_kept_up_to_a_limit(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(shared_fields, "MAX_PENDING_NAMES", 2)
        pairs = [(order(key), "Approved" if key == 4 else "?") for key in range(1, 5)]
        views = [[page(ORDER_LIST, [full]), page(ORDER_LIST_SHORT, [short(full, state=name)])] for full, name in pairs]
        assert numbers(only_finding(SharedFields, *views)) == (2, 4, "orders")

    def test_the_second_walk_is_not_compared(self) -> None:
        assert findings(SharedFields, page(ORDER_LIST, [SEVEN], walk="second"), shortly(number="1")) == []

    def test_only_walks_and_visits_are_compared(self) -> None:
        interaction = rejected(ORDER_DETAIL_SHORT, Purpose.READ, 200, {"id": 7, "number": "1"}, pk=7)
        assert findings(SharedFields, opened(SEVEN), interaction) == []

    def test_an_order_without_an_id_is_not_compared(self) -> None:
        full = page(ORDER_LIST, [{**SEVEN, "id": "7"}])
        assert findings(SharedFields, full, page(ORDER_LIST_SHORT, [short(SEVEN, id="7", number="1")])) == []

    def test_lists_are_repeated_with_their_next_pages_and_the_older_version(self) -> None:
        full, shorter = order(7, modified_date=LATER), short(order(7), number="1", modified_date=DATE)
        suspicions = verdict(SharedFields, page(ORDER_LIST, [full]), page(ORDER_LIST_SHORT, [shorter])).suspicions
        occasion = suspicions[0].occasions[0]
        lists = [(ORDER_LIST, 1), (ORDER_LIST_SHORT, 1), (ORDER_LIST, 2), (ORDER_LIST_SHORT, 2)]
        assert (occasion.requests, occasion.versions) == (
            tuple(page_request(endpoint, "first", 2, number) for endpoint, number in lists),
            ((7, version_of({"modified_date": DATE})),),
        )

    def test_repeated_pages_have_the_size_of_the_order_list(self) -> None:
        lists = page(ORDER_LIST, [SEVEN], limit=3), page(ORDER_LIST_SHORT, [short(SEVEN, number="1")], limit=5)
        occasion = verdict(SharedFields, *lists).suspicions[0].occasions[0]
        assert {dict(each.query)["limit"] for each in occasion.requests} == {"3"}

    def test_an_order_without_a_date_has_no_version(self) -> None:
        full = page(ORDER_LIST, [{**SEVEN, "modified_date": None}])
        suspicions = verdict(SharedFields, full, shortly(number="1", modified_date=None)).suspicions
        assert suspicions[0].occasions[0].versions == ((7, 0),)

    def test_a_short_detail_is_repeated_with_its_detail(self) -> None:
        seen = [opened(SEVEN), opened_short(SEVEN, notes="x")]
        suspicion = verdict(SharedFields, seen).suspicions[0]
        assert suspicion.occasions[0].requests == tuple(each.request for each in seen)


class TestItemCount:
    @pytest.mark.parametrize("items", [0, 1, 3])
    def test_the_number_of_items_is_accepted(self, items: int) -> None:
        full = order(7, items=items)
        lists = page(ORDER_LIST, [full]), page(ORDER_LIST_SHORT, [short(full)])
        assert findings(ItemCount, *lists, opened(full), opened_short(full)) == []

    def test_another_number_in_the_short_list_is_reported(self) -> None:
        finding = only_finding(ItemCount, FULL, shortly(order_item_count=3))
        assert (finding.kind, finding.path, weight(finding), words(finding), numbers(finding)) == (
            "item-count-differs", "$.results[*].order_item_count", ("error", "documented"), ("2", "3"),
            (1, 1, "orders"),
        )  # fmt: skip

    def test_another_number_in_the_short_detail_is_reported(self) -> None:
        assert findings(ItemCount, opened(SEVEN), opened_short(SEVEN, order_item_count=1)) == [
            ("item-count-differs", "order-detail-short", "$.order_item_count")
        ]

    @pytest.mark.parametrize("count", ["2", None, True, 2.0], ids=repr)
    def test_an_item_count_that_is_not_an_integer_is_left_to_the_schema_rule(self, count: Any) -> None:
        rule = ItemCount()
        assert findings(rule, FULL, shortly(order_item_count=count)) == []
        assert not rule.tested

    @pytest.mark.parametrize("items", [None, {}, 5], ids=repr)
    def test_items_that_are_not_a_list_are_left_to_the_schema_rule(self, items: Any) -> None:
        full = page(ORDER_LIST, [{**SEVEN, "orderitem_set": items}])
        assert findings(ItemCount, full, shortly()) == []

    def test_an_item_count_in_the_simple_list_is_not_checked(self) -> None:
        row = simple(SEVEN, order_item_count=9)
        assert findings(ItemCount, FULL, page(ORDER_LIST_SIMPLE, [row])) == []


def test_two_paths_of_one_order_are_two_findings() -> None:
    found = all_findings(SharedFields, FULL, shortly(number="1", omnitron_id=1))
    assert len({finding.id for finding in found}) == 2


def test_an_opened_order_alone_is_not_compared() -> None:
    rule = SharedFields()
    verdict(rule, visit(ORDER_DETAIL, 7, SEVEN), opened(order(8)))
    assert not rule.tested
