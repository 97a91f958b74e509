"""The rule that the three order lists have the same orders."""

from __future__ import annotations

from array import array

from oms_mock.contract.client.interaction import FIRST_WALK, Request
from oms_mock.contract.endpoints import ORDER_LIST, ORDER_LISTS
from oms_mock.contract.plan.requests import page_request, page_requests
from oms_mock.contract.rules.kinds import Kind
from oms_mock.contract.rules.suspicions import Occasion
from oms_mock.contract.rules.walks import Walk, WalkRule


class SameOrders(WalkRule):
    """The three lists have the same orders."""

    name = "same-orders"
    explanation = (
        "The order list, the short list and the simple list are three views of the same orders: they have the same "
        "`count` and the same ids. If only some pages of the lists are read, only the counts are compared."
    )
    endpoints = ORDER_LISTS[1:]
    unit = "orders"
    needs = "a walk through two lists that reached its end"
    needs_whole_lists = True
    COUNT = Kind("other-count", "A list has another `count` than the order list.")
    ORDERS = Kind("other-orders", "A list has an order that the order list does not have, or is missing one.")
    kinds = (COUNT, ORDERS)

    def concerns(self, request: Request) -> bool:
        """Return whether a page belongs to the first walk of a list."""
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
        if not full.is_complete or not other.is_complete:
            return
        missing, surplus = _differences(full.ids, other.ids)
        if missing is not None:
            texts = "every order of the order list", "one missing"
            self._count(self.ORDERS, other, full, "$.results[*].id", *texts, f"order {missing}", is_moving)
        elif surplus is not None:
            texts = "the orders of the order list", "another order"
            self._count(self.ORDERS, other, full, "$.results[*].id", *texts, f"order {surplus}", is_moving)

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
    """Return one id that only `ours` has, and one that only `theirs` has; by slices, to need little memory."""
    if ours == theirs:
        return None, None
    slices = len(ours) // 4096 + 1
    missing = surplus = None
    for part in range(slices):
        mine = {each for each in ours if each % slices == part}
        other = {each for each in theirs if each % slices == part}
        missing = min(mine - other, default=missing)
        surplus = min(other - mine, default=surplus)
    return missing, surplus
