"""The rule that the pages of a list add up to its `count`."""

from __future__ import annotations

from oms_mock.contract.client.interaction import FIRST_WALK
from oms_mock.contract.endpoints import ORDER_LISTS
from oms_mock.contract.plan.requests import page_request, page_requests
from oms_mock.contract.rules.kinds import Kind
from oms_mock.contract.rules.suspicions import Occasion
from oms_mock.contract.rules.walks import Walk, WalkRule
from oms_mock.contract.values import duplicates


class PageTotals(WalkRule):
    """The pages of a walk add up to `count`."""

    name = "page-totals"
    explanation = (
        "The pages of a list add up to its `count`: no order comes twice, none is missing. If `count` changes during "
        "the walk, as it does when orders arrive, a difference is listed as unstable and not reported as an error. "
        "Pages that are not read are expected to be full."
    )
    endpoints = ORDER_LISTS
    unit = "orders"
    needs = "a walk that reached its end"
    needs_whole_lists = True
    TWICE = Kind("duplicate-order", "An order is on two pages of one walk, or twice on one page.")
    LOST = Kind("missing-order", "The pages have fewer orders than `count`.")
    SURPLUS = Kind("count-mismatch", "`count` is not the number of orders: it is too low, or differs between pages.")
    kinds = (TWICE, LOST, SURPLUS)

    def conclude(self) -> None:
        """Compare rows with counts, walk by walk."""
        for walk in self.walks.values():
            if walk.is_read and walk.counts:
                self.tested[walk.endpoint.name] = max(self.tested[walk.endpoint.name], len(walk.ids))
                self._conclude(walk)
        self._conclude_changing_counts()

    def _conclude(self, walk: Walk) -> None:
        twice = list(duplicates(walk.ids))
        distinct = len(walk.ids) - len(twice) + walk.rows_not_read
        least, most = min(walk.counts), max(walk.counts)
        moved = most - least
        for place in twice:
            order = walk.ids[place]
            self._count(self.TWICE, walk, "$.results[*].id", "every order once", "one twice", f"order {order}", moved)
        if distinct < least:
            self._count(self.LOST, walk, "$.count", f"{least} orders", f"{distinct}", "", moved)
        elif distinct > most:
            self._count(self.SURPLUS, walk, "$.count", f"{distinct}, the number of orders", f"{most}", "", moved)

    def _conclude_changing_counts(self) -> None:
        """Report counts that changed in two walks through the same orders."""
        by_list: dict[str, list[Walk]] = {}
        for walk in self.walks.values():
            if walk.is_read:
                by_list.setdefault(walk.endpoint.name, []).append(walk)
        for walks in by_list.values():
            first, last = walks[0], walks[-1]
            have_changed = first is not last and len(first.counts) > 1 and len(last.counts) > 1
            if have_changed and set(first.ids) == set(last.ids):
                self._count(self.SURPLUS, last, "$.count", "one count for the same orders", "several counts", "", 0)

    def _count(self, kind: Kind, walk: Walk, path: str, expected: str, got: str, example: str, moved: int) -> None:
        self.fault(
            kind,
            walk.endpoint,
            path=path,
            expected=expected,
            got=got,
            example=example,
            request=page_request(walk.endpoint, FIRST_WALK, walk.limit, 1),
            occasion=Occasion(page_requests(walk.endpoint, FIRST_WALK, walk.limit, walk.numbers)),
            explained=moved > 0,
        )
