"""Rules about the data of one view: omitted items, matching ids, unique ids."""

from __future__ import annotations

from typing import Any

import pytest

from oms_mock.contract.client.interaction import MISSING, Purpose, Request
from oms_mock.contract.endpoints import EVENT_LIST, ORDER_DETAIL, ORDER_LIST, ORDER_LIST_SHORT, ORDER_LIST_SIMPLE
from oms_mock.contract.rules.consistency import LeftOut, Links, Unique
from tests.contract.rules.builders import (
    all_findings,
    event,
    events,
    findings,
    item,
    numbers,
    only_finding,
    opened,
    order,
    orders,
    page,
    put,
    rejected,
    response,
    short,
    simple,
    verdict,
    visit,
    walked,
    weight,
    words,
)

SEVEN = order(7, items=2)
OF_ADDRESSES = ["city.country", "township.city", "district.city", "district.township", "customer.channel"]
LINKS = [
    ("orderitem_set.1.order", "orderitem_set[*].order"),
    ("orderitem_set.1.product.productimage_set.0.product", "orderitem_set[*].product.productimage_set[*].product"),
    ("customer.channel", "customer.channel"),
    *((f"{address}.{link}",) * 2 for address in ("shipping_address", "billing_address") for link in OF_ADDRESSES),
]


class TestLeftOut:
    def test_a_short_list_without_items_is_accepted(self) -> None:
        assert findings(LeftOut, page(ORDER_LIST_SHORT, map(short, orders(8, 7)))) == []

    @pytest.mark.parametrize("items", [[], [item(1, 7)], None], ids=["empty", "filled", "null"])
    def test_items_in_the_short_list_are_reported(self, items: Any) -> None:
        finding = only_finding(LeftOut, page(ORDER_LIST_SHORT, [short(order(8)), short(SEVEN, orderitem_set=items)]))
        assert (finding.kind, finding.path, weight(finding), numbers(finding), finding.example) == (
            "items-present", "$.results[*].orderitem_set", ("error", "documented"), (1, 2, "orders"),
            "order 7 (page 1, results[1])",
        )  # fmt: skip

    def test_the_second_walk_is_not_counted(self) -> None:
        assert findings(LeftOut, page(ORDER_LIST_SHORT, [SEVEN], walk="second")) == []

    @pytest.mark.parametrize("endpoint", [ORDER_LIST, ORDER_LIST_SIMPLE], ids=lambda each: each.name)
    def test_items_in_other_views_are_accepted(self, endpoint: Any) -> None:
        assert findings(LeftOut, page(endpoint, [SEVEN])) == []

    def test_items_in_the_short_list_are_certain_and_not_repeated(self) -> None:
        assert verdict(LeftOut, page(ORDER_LIST_SHORT, [SEVEN])).suspicions == ()


class TestLinks:
    def test_the_links_of_the_vendors_order_are_accepted(self) -> None:
        assert findings(Links, page(ORDER_LIST, [SEVEN, order(8)]), opened(SEVEN)) == []

    @pytest.mark.parametrize(("path", "reported"), LINKS, ids=[path for path, _ in LINKS])
    def test_a_link_to_another_object_is_reported(self, path: str, reported: str) -> None:
        finding = only_finding(Links, page(ORDER_LIST, [order(8), put(SEVEN, path, 999)]))
        assert (finding.path, words(finding), finding.example) == (
            f"$.results[*].{reported}", ("the id of the object that it belongs to", "another id"),
            "order 7 (page 1, results[1])",
        )  # fmt: skip

    @pytest.mark.parametrize(("path", "reported"), LINKS, ids=[path for path, _ in LINKS])
    def test_a_broken_link_of_an_opened_order_is_reported_with_a_path_below_the_order(
        self, path: str, reported: str
    ) -> None:
        assert findings(Links, opened(put(SEVEN, path, 999))) == [("broken-link", "order-detail", f"$.{reported}")]

    @pytest.mark.parametrize("value", [None, MISSING], ids=["null", "absent"])
    @pytest.mark.parametrize(("path", "reported"), LINKS, ids=[path for path, _ in LINKS])
    def test_a_missing_link_is_not_checked(self, path: str, reported: str, value: Any) -> None:
        assert findings(Links, opened(put(SEVEN, path, value))) == []

    @pytest.mark.parametrize(
        "path", ["shipping_address.district", "channel", "orderitem_set", "orderitem_set.0.product", "billing_address"]
    )
    @pytest.mark.parametrize("value", [None, [], 5, "x"], ids=repr)
    def test_a_missing_object_has_no_links(self, path: str, value: Any) -> None:
        assert findings(Links, opened(put(SEVEN, path, value))) == []

    def test_an_order_with_many_broken_items_counts_once(self) -> None:
        sick = order(7, orderitem_set=[item(key, 5) for key in range(3)])
        finding = only_finding(Links, page(ORDER_LIST, [sick, order(8)]))
        assert (weight(finding), numbers(finding)) == (("error", "documented"), (1, 2, "orders"))

    def test_the_second_walk_is_not_counted(self) -> None:
        assert findings(Links, page(ORDER_LIST, [put(SEVEN, "customer.channel", 9)], walk="second")) == []

    def test_short_views_are_not_checked(self) -> None:
        assert findings(Links, page(ORDER_LIST_SHORT, [put(SEVEN, "customer.channel", 9)])) == []


class TestUnique:
    def test_unique_ids_are_accepted(self) -> None:
        assert (
            findings(Unique, *map(opened, orders(9, 8, 7)), events([event(1), event(2)]), events([event(3)], 8)) == []
        )

    def test_two_items_with_one_id_are_reported(self) -> None:
        finding = only_finding(Unique, opened(order(7)), opened(order(8, orderitem_set=[item(700, 8), item(801, 8)])))
        assert (finding.kind, finding.endpoint, finding.path, weight(finding), numbers(finding), finding.example) == (
            "duplicate-item-id", ORDER_DETAIL, "$.orderitem_set[*].id", ("error", "documented"), (1, 3, "ids"),
            "orders 7 and 8",
        )  # fmt: skip

    def test_two_items_of_one_order_with_one_id_are_reported(self) -> None:
        finding = only_finding(Unique, opened(order(7, orderitem_set=[item(1, 7), item(1, 7)])))
        assert (finding.kind, finding.example) == ("duplicate-item-id", "order 7")

    def test_two_events_with_one_id_are_reported(self) -> None:
        finding = only_finding(Unique, events([event(1), event(2)]), events([event(2)], 8))
        assert (finding.kind, finding.endpoint, finding.path, numbers(finding), finding.example) == (
            "duplicate-event-id", EVENT_LIST, "$.results[*].id", (1, 3, "ids"), "orders 7 and 8"
        )  # fmt: skip

    def test_two_orders_of_one_channel_with_one_number_are_reported(self) -> None:
        finding = only_finding(Unique, opened(order(7, number="5")), opened(order(8, number="5")))
        assert (finding.kind, finding.path, weight(finding), words(finding), finding.example) == (
            "duplicate-order-number", "$.number", ("error", "convention"),
            ("a number that is unique within the channel", "a duplicate"), "orders 7 and 8",
        )  # fmt: skip

    def test_two_channels_may_share_a_number(self) -> None:
        other = put(order(8, number="5"), "channel.id", 2)
        assert findings(Unique, opened(order(7, number="5")), opened(other)) == []

    @pytest.mark.parametrize("changes", [{"number": 5}, {"number": None}, {"channel": None}, {"channel": 1}], ids=repr)
    def test_an_invalid_number_or_channel_is_not_compared(self, changes: Any) -> None:
        both = [opened(order(key, **{"number": "5", **changes})) for key in (7, 8)]
        assert findings(Unique, *both) == []

    @pytest.mark.parametrize("items", [None, 5, {}, [5, None, {"id": "1"}, {}, {"id": "1"}]], ids=repr)
    def test_items_without_ids_are_not_compared(self, items: Any) -> None:
        assert findings(Unique, opened(order(7, orderitem_set=items))) == []

    def test_an_order_that_is_visited_twice_does_not_share_its_number(self) -> None:
        kinds = {kind for kind, _, _ in findings(Unique, opened(order(7)), opened(order(7)))}
        assert "duplicate-order-number" not in kinds

    @pytest.mark.parametrize("purpose", [Purpose.UNKNOWN_ORDER, Purpose.OTHER_CREDENTIAL])
    def test_a_response_that_must_be_an_error_is_not_compared(self, purpose: Purpose) -> None:
        shown = rejected(ORDER_DETAIL, purpose, 200, order(7), pk=8)
        assert findings(Unique, opened(order(7)), shown) == []

    def test_the_rows_of_lists_are_not_compared(self) -> None:
        assert findings(Unique, walked(ORDER_LIST, orders(7, 7)), walked(ORDER_LIST_SIMPLE, [simple(SEVEN)] * 2)) == []

    def test_a_list_of_events_of_no_order_is_not_compared(self) -> None:
        assert findings(Unique, response(Request(EVENT_LIST), [event(1), event(1)])) == []

    def test_both_orders_are_repeated(self) -> None:
        seen = [opened(order(7, number="5")), opened(order(8, number="5"))]
        (suspicion,) = verdict(Unique, seen).suspicions
        assert suspicion.occasions[0].requests == tuple(each.request for each in seen)

    def test_an_order_that_is_affected_twice_is_repeated_once(self) -> None:
        twice = opened(order(7, orderitem_set=[item(1, 7), item(1, 7)]))
        assert verdict(Unique, twice).suspicions[0].occasions[0].requests == (twice.request,)

    def test_each_duplicate_is_counted(self) -> None:
        found = all_findings(Unique, *(opened(order(key, orderitem_set=[item(1, key)])) for key in (7, 8, 9)))
        assert [numbers(finding) for finding in found] == [(2, 3, "ids")]

    def test_an_order_that_cannot_be_opened_has_no_ids(self) -> None:
        assert findings(Unique, visit(ORDER_DETAIL, 7, [SEVEN, SEVEN]), visit(ORDER_DETAIL, 8, MISSING, 404)) == []
