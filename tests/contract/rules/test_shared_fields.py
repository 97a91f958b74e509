"""The shorter views of an order agree with the full one."""

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
from oms_mock.contract.rules import shared_fields
from oms_mock.contract.rules.shared_fields import ItemCount, SharedFields
from oms_mock.contract.values import version_of
from tests.contract.rules.building import (
    DATE,
    LATER,
    accusation,
    accusations,
    findings,
    numbers,
    opened,
    opened_short,
    order,
    orders,
    page,
    refused,
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
    def test_views_that_agree_are_right(self) -> None:
        views = shortly(), page(ORDER_LIST_SIMPLE, [simple(SEVEN)]), opened(SEVEN), opened_short(SEVEN)
        assert findings(SharedFields, FULL, *views) == []

    @pytest.mark.parametrize(("name", "reference"), REFERENCES, ids=repr)
    def test_a_reference_may_be_a_key_a_name_or_an_object(self, name: str, reference: Any) -> None:
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
    def test_a_field_with_another_value_is_told(self, name: str, value: Any) -> None:
        finding = accusation(SharedFields, FULL, shortly(**{name: value}))
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

    def test_whichever_view_comes_first_they_are_compared(self) -> None:
        assert findings(SharedFields, shortly(number="1"), FULL) == [
            ("field-differs", "order-list-short", "$.results[*].number")
        ]

    def test_it_is_counted_in_orders(self) -> None:
        full = orders(9, 8, 7)
        rows = [short(full[0], number="1"), short(full[1]), short(full[2], number="2")]
        finding = accusation(SharedFields, walked(ORDER_LIST, full), walked(ORDER_LIST_SHORT, rows))
        assert numbers(finding) == (2, 3, "orders")

    @pytest.mark.parametrize("moment", ["2023-05-17T13:45:55.657222+00:00", "2023-05-17T16:45:55.657222+03:00"])
    def test_one_moment_may_be_written_in_two_ways(self, moment: str) -> None:
        assert findings(SharedFields, FULL, shortly(modified_date=moment)) == []

    def test_the_keys_inside_a_list_may_have_any_order(self) -> None:
        full = page(ORDER_LIST, [{**SEVEN, "commands": [{"slug": "x", "id": 5}]}])
        assert findings(SharedFields, full, shortly(commands=[{"id": 5, "slug": "x"}])) == []

    @pytest.mark.parametrize("name", ["orderitem_set", "order_item_count"])
    def test_items_and_their_number_are_the_matter_of_other_rules(self, name: str) -> None:
        full = page(ORDER_LIST, [{**SEVEN, name: [5]}])
        assert findings(SharedFields, full, shortly(**{name: 7})) == []

    @pytest.mark.parametrize("name", ["Onaylandı", "https://oms.example.com/states/6/", "state-6"])
    def test_a_name_whose_form_is_not_understood_is_compared_with_nothing(self, name: str) -> None:
        full = orders(9, 8, 7)
        rows = [short(each, state=name) for each in full]
        assert findings(SharedFields, walked(ORDER_LIST, full), walked(ORDER_LIST_SHORT, rows)) == []

    @pytest.mark.parametrize("names", [("Approved", "Other"), ("Other", "Approved")], ids=str)
    def test_a_name_that_differs_where_another_agrees_is_told(self, names: tuple[str, str]) -> None:
        full = orders(8, 7)
        rows = [short(each, state=name) for each, name in zip(full, names, strict=True)]
        finding = accusation(SharedFields, walked(ORDER_LIST, full), walked(ORDER_LIST_SHORT, rows))
        assert (finding.path, words(finding), numbers(finding)) == (
            "$.results[*].state", ("the name of the full order", "another name"), (1, 2, "orders")
        )  # fmt: skip

    def test_names_that_are_not_understood_are_not_accused_however_many_they_are(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(shared_fields, "PENDING", 2)
        full = orders(*range(5))
        views = [[page(ORDER_LIST, [each]), page(ORDER_LIST_SHORT, [short(each, state="?")])] for each in full]
        assert findings(SharedFields, *views) == []

    def test_views_that_are_awaited_too_long_are_let_go(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(shared_fields, "PENDING", 2)
        full = orders(9, 8, 7)
        judging = SharedFields()
        verdict(judging, page(ORDER_LIST, full), page(ORDER_LIST_SHORT, map(short, full)))
        assert judging.tested["order-list-short"] == 2

    def test_shorter_views_that_are_awaited_too_long_are_let_go(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(shared_fields, "PENDING", 2)
        full = orders(9, 8, 7)
        judging = SharedFields()
        verdict(judging, page(ORDER_LIST_SHORT, map(short, full)), page(ORDER_LIST, full))
        assert judging.tested["order-list-short"] == 2

    def test_an_order_is_let_go_once_all_its_views_were_seen(self) -> None:
        views = FULL, shortly(), page(ORDER_LIST_SIMPLE, [simple(SEVEN)])
        assert findings(SharedFields, *views, shortly(number="1")) == []

    def test_another_scalar_in_the_full_view_is_told(self) -> None:
        full = page(ORDER_LIST, [{**SEVEN, "state": 7}])
        assert findings(SharedFields, full, shortly(state={"id": 6})) == [
            ("field-differs", "order-list-short", "$.results[*].state")
        ]

    def test_null_is_no_reference_to_an_object_without_a_name(self) -> None:
        full = page(ORDER_LIST, [{**SEVEN, "state": {"id": 6, "name": None}}])
        assert findings(SharedFields, full, shortly(state=None)) == [
            ("field-differs", "order-list-short", "$.results[*].state")
        ]

    @pytest.mark.parametrize("name", ["first_name", "last_name"])
    def test_half_a_name_is_no_name(self, name: str) -> None:
        full = page(ORDER_LIST, [{**SEVEN, "customer": {"pk": 3433, name: "Doe"}}])
        assert findings(SharedFields, full, shortly(customer=3433)) == []

    @pytest.mark.parametrize(("full", "reference"), [({}, 6), ({"state": "Approved"}, "Approved")], ids=repr)
    def test_only_a_name_of_an_object_shows_that_names_are_understood(self, full: Any, reference: Any) -> None:
        lists = page(ORDER_LIST, [order(8, **full), SEVEN])
        rows = [short(order(8), state=reference), short(SEVEN, state="Onaylandı")]
        assert findings(SharedFields, lists, page(ORDER_LIST_SHORT, rows)) == []

    def test_names_that_wait_are_counted_up_to_a_limit(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(shared_fields, "PENDING", 2)
        pairs = [(order(key), "Approved" if key == 4 else "?") for key in range(1, 5)]
        views = [[page(ORDER_LIST, [full]), page(ORDER_LIST_SHORT, [short(full, state=name)])] for full, name in pairs]
        assert numbers(accusation(SharedFields, *views)) == (2, 4, "orders")

    def test_the_second_walk_is_not_compared(self) -> None:
        assert findings(SharedFields, page(ORDER_LIST, [SEVEN], walk="second"), shortly(number="1")) == []

    def test_only_walks_and_visits_are_compared(self) -> None:
        interaction = refused(ORDER_DETAIL_SHORT, Purpose.READ, 200, {"id": 7, "number": "1"}, pk=7)
        assert findings(SharedFields, opened(SEVEN), interaction) == []

    def test_an_order_without_an_id_is_not_compared(self) -> None:
        full = page(ORDER_LIST, [{**SEVEN, "id": "7"}])
        assert findings(SharedFields, full, page(ORDER_LIST_SHORT, [short(SEVEN, id="7", number="1")])) == []

    def test_lists_are_asked_again_with_their_next_pages_and_the_older_version(self) -> None:
        full, shorter = order(7, modified_date=LATER), short(order(7), number="1", modified_date=DATE)
        suspicions = verdict(SharedFields, page(ORDER_LIST, [full]), page(ORDER_LIST_SHORT, [shorter])).suspicions
        occasion = suspicions[0].occasions[0]
        lists = [(ORDER_LIST, 1), (ORDER_LIST_SHORT, 1), (ORDER_LIST, 2), (ORDER_LIST_SHORT, 2)]
        assert (occasion.requests, occasion.versions) == (
            tuple(page_request(endpoint, "first", 2, number) for endpoint, number in lists),
            ((7, version_of({"modified_date": DATE})),),
        )

    def test_the_order_list_says_how_long_a_page_is_that_is_asked_again(self) -> None:
        lists = page(ORDER_LIST, [SEVEN], limit=3), page(ORDER_LIST_SHORT, [short(SEVEN, number="1")], limit=5)
        occasion = verdict(SharedFields, *lists).suspicions[0].occasions[0]
        assert {dict(each.query)["limit"] for each in occasion.requests} == {"3"}

    def test_an_order_without_a_date_has_no_version(self) -> None:
        full = page(ORDER_LIST, [{**SEVEN, "modified_date": None}])
        suspicions = verdict(SharedFields, full, shortly(number="1", modified_date=None)).suspicions
        assert suspicions[0].occasions[0].versions == ((7, 0),)

    def test_a_short_detail_is_asked_again_with_its_detail(self) -> None:
        seen = [opened(SEVEN), opened_short(SEVEN, notes="x")]
        suspicion = verdict(SharedFields, seen).suspicions[0]
        assert suspicion.occasions[0].requests == tuple(each.request for each in seen)


class TestItemCount:
    @pytest.mark.parametrize("items", [0, 1, 3])
    def test_the_number_of_items_is_right(self, items: int) -> None:
        full = order(7, items=items)
        lists = page(ORDER_LIST, [full]), page(ORDER_LIST_SHORT, [short(full)])
        assert findings(ItemCount, *lists, opened(full), opened_short(full)) == []

    def test_another_number_in_the_short_list_is_told(self) -> None:
        finding = accusation(ItemCount, FULL, shortly(order_item_count=3))
        assert (finding.kind, finding.path, weight(finding), words(finding), numbers(finding)) == (
            "item-count-differs", "$.results[*].order_item_count", ("error", "documented"), ("2", "3"),
            (1, 1, "orders"),
        )  # fmt: skip

    def test_another_number_in_the_short_detail_is_told(self) -> None:
        assert findings(ItemCount, opened(SEVEN), opened_short(SEVEN, order_item_count=1)) == [
            ("item-count-differs", "order-detail-short", "$.order_item_count")
        ]

    @pytest.mark.parametrize("count", ["2", None, True, 2.0], ids=repr)
    def test_what_is_no_number_is_the_matter_of_the_schema(self, count: Any) -> None:
        judging = ItemCount()
        assert findings(judging, FULL, shortly(order_item_count=count)) == []
        assert not judging.tested

    @pytest.mark.parametrize("items", [None, {}, 5], ids=repr)
    def test_items_that_are_no_list_are_the_matter_of_the_schema(self, items: Any) -> None:
        full = page(ORDER_LIST, [{**SEVEN, "orderitem_set": items}])
        assert findings(ItemCount, full, shortly()) == []

    def test_a_number_in_the_simple_list_is_not_asked_for(self) -> None:
        row = simple(SEVEN, order_item_count=9)
        assert findings(ItemCount, FULL, page(ORDER_LIST_SIMPLE, [row])) == []


def test_two_paths_of_one_order_are_two_findings() -> None:
    found = accusations(SharedFields, FULL, shortly(number="1", omnitron_id=1))
    assert len({finding.id for finding in found}) == 2


def test_a_visit_alone_is_compared_with_nothing() -> None:
    judging = SharedFields()
    verdict(judging, visit(ORDER_DETAIL, 7, SEVEN), opened(order(8)))
    assert not judging.tested
