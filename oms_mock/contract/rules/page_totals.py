"""The rules that pages differ, and add up to the `count` of their list."""

from __future__ import annotations

from oms_mock.contract.client.interaction import FIRST_WALK, Interaction, Purpose
from oms_mock.contract.endpoints import ORDER_LISTS
from oms_mock.contract.plan.requests import limit_of, page_request, page_requests
from oms_mock.contract.rules.base import Rule
from oms_mock.contract.rules.kinds import Kind, contradiction
from oms_mock.contract.rules.responses import where
from oms_mock.contract.rules.suspicions import Occasion
from oms_mock.contract.rules.walks import Walk, WalkRule
from oms_mock.contract.values import check_sum, duplicates, id_of


class PageRepeats(Rule):
    """A page has other orders than the pages before it."""

    name = "page-repeats"
    explanation = (
        "A page has other orders than the pages before it. A deployment that ignores `page` returns the same orders "
        "for every page, whatever `next` says: a client that reads the list never reaches the other orders. If orders "
        "arrive meanwhile, both pages are requested again."
    )
    endpoints = ORDER_LISTS
    unit = "pages"
    needs = "a list of more than one page"
    SAME = contradiction("page-ignored", "A page has the same orders as an earlier page of the list.")
    kinds = (SAME,)

    def __init__(self) -> None:
        super().__init__()
        self._pages: dict[tuple[str, str], dict[int, int]] = {}
        """For each walk through a list: the number of the page by a digest of its ids."""

    def see(self, interaction: Interaction) -> None:
        """Compare a page of a walk with the pages before it."""
        request = interaction.request
        if request.purpose is not Purpose.WALK or interaction.endpoint not in ORDER_LISTS or not interaction.rows:
            return
        pages = self._pages.setdefault((request.walk, interaction.endpoint.name), {})
        if pages or request.page > 1:
            self.test(interaction.endpoint)
        before = pages.setdefault(check_sum([id_of(row) for row in interaction.rows]), request.page)
        if before == request.page:
            return
        limit = limit_of(request) or 1
        earlier = page_request(interaction.endpoint, request.walk, limit, before)
        self.fault(
            self.SAME,
            interaction.endpoint,
            path="$.results",
            expected="other orders than on earlier pages",
            got=f"those of page {before}",
            example=where(request),
            request=request,
            occasion=Occasion((earlier, request)),
        )


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
