"""The three order lists hold the same orders."""

from __future__ import annotations

from array import array

from oms_mock.contract.client.interaction import FIRST_WALK, Request
from oms_mock.contract.endpoints import ORDER_LIST, ORDER_LISTS
from oms_mock.contract.plan.requests import page_request, page_requests
from oms_mock.contract.rules.base import Kind, Occasion
from oms_mock.contract.rules.walks import Walk, WalkRule


class SameOrders(WalkRule):
    """The three lists hold the same orders."""

    name = "same-orders"
    explanation = (
        "The order list, the short list and the simple list are three views of the same orders: they have the same "
        "`count`, and list the same ids. Of lists of which only some pages are read, the counts are compared."
    )
    endpoints = ORDER_LISTS[1:]
    unit = "orders"
    needs = "a walk through two lists that reached its end"
    needs_whole_lists = True
    COUNT = Kind("other-count", "A list has another `count` than the order list.")
    ORDERS = Kind("other-orders", "A list holds an order that the order list does not, or lacks one.")
    kinds = (COUNT, ORDERS)

    def concerns(self, request: Request) -> bool:
        """The first walk of each list."""
        return super().concerns(request) and request.walk == FIRST_WALK

    def conclude(self) -> None:
        """Compare the first walks of the other lists with that of the order list."""
        full = self.walks.get((FIRST_WALK, ORDER_LIST.name))
        for endpoint in ORDER_LISTS[1:]:
            other = self.walks.get((FIRST_WALK, endpoint.name))
            if full and other and full.counts and other.counts:
                self._conclude(full, other)

    def _conclude(self, full: Walk, other: Walk) -> None:
        moved = len(full.counts | other.counts) > 1
        is_moving = len(full.counts) > 1 or len(other.counts) > 1
        if not full.is_sampled and not other.is_sampled:  # lists may be sorted in different ways
            self.tested[other.endpoint.name] = len(other.ids)
        if moved and not is_moving:
            self._count(self.COUNT, other, full, "$.count", f"{max(full.counts)}", f"{max(other.counts)}", "", False)
        if not full.is_whole or not other.is_whole:
            return
        lacking, surplus = _differences(full.ids, other.ids)
        if lacking is not None:
            words = "every order of the order list", "one left out"
            self._count(self.ORDERS, other, full, "$.results[*].id", *words, f"order {lacking}", is_moving)
        elif surplus is not None:
            words = "the orders of the order list", "another one"
            self._count(self.ORDERS, other, full, "$.results[*].id", *words, f"order {surplus}", is_moving)

    def _count(
        self, kind: Kind, other: Walk, full: Walk, path: str, expected: str, got: str, example: str, explained: bool
    ) -> None:
        self.fault(
            kind,
            other.endpoint,
            path=path,
            expected=expected,
            got=got,
            example=example,
            request=page_request(other.endpoint, FIRST_WALK, other.limit, 1),
            occasion=Occasion(
                page_requests(full.endpoint, FIRST_WALK, full.limit, full.numbers)
                + page_requests(other.endpoint, FIRST_WALK, other.limit, other.numbers)
            ),
            explained=explained,
        )


def _differences(ours: array[int], theirs: array[int]) -> tuple[int | None, int | None]:
    """One id that only we have, and one that only they have; slice by slice, to need little memory."""
    if ours == theirs:
        return None, None
    slices = len(ours) // 4096 + 1
    lacking = surplus = None
    for part in range(slices):
        mine = {each for each in ours if each % slices == part}
        other = {each for each in theirs if each % slices == part}
        lacking = min(mine - other, default=lacking)
        surplus = min(other - mine, default=surplus)
    return lacking, surplus
