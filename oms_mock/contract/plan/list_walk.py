"""Walk through lists page by page, along their `next` links; read pages of other sizes and pages past the end."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from oms_mock.contract.client import page_link
from oms_mock.contract.client.interaction import FIRST_WALK, MISSING, SECOND_WALK, Interaction, Purpose, Request
from oms_mock.contract.endpoints import ORDER_LIST, ORDER_LISTS, Endpoint
from oms_mock.contract.plan.requests import Task, page_request
from oms_mock.contract.plan.survey import Survey
from oms_mock.contract.values import check_sum, id_of

PAGE_SIZES = (2, 7)
"""Page sizes that are tried beside that of the walk."""
FAR = 1_000
"""A page this far beyond the last one is requested, too."""
MOST_SURPLUS_PAGES = 3
"""How many pages beyond those that `count` promises a walk follows along `next` links."""
MOST_UNREADABLE_PAGES = 3
"""After so many unreadable pages in a row the rest of a list is skipped."""
NOT_FOUND = 404


def walk(survey: Survey, endpoints: Iterable[Endpoint], name: str) -> Task:
    """Walk through lists in parallel, one page of each in turn; skip parts of long lists."""
    walks = [_ListWalk(endpoint, survey, name) for endpoint in endpoints]
    while going := [walk for walk in walks if walk.following]:
        for walk in going:
            response = yield walk.following  # type: ignore[misc]
            walk.take(response)
            if name == FIRST_WALK:
                survey.note_page(walk.endpoint.name, walk.page, walk.pages, bool(walk.jumps))
                survey.rows[walk.endpoint.name] = walk.rows
                if walk.endpoint is ORDER_LIST:
                    survey.note_orders(response)


def second_walk(survey: Survey) -> Task:
    """Walk through the order list again."""
    return walk(survey, (ORDER_LIST,), SECOND_WALK)


def page_sizes() -> Task:
    """Request pages of a few sizes from each order list."""
    for endpoint in ORDER_LISTS:
        for limit in PAGE_SIZES:
            yield Request(endpoint, query=(("limit", str(limit)),), purpose=Purpose.LIMIT)


def past_ends(survey: Survey) -> Task:
    """Request the page after the last one of each list, and one far beyond it."""
    for endpoint in ORDER_LISTS:
        last = survey.last_page.get(endpoint.name)
        if last is None or not survey.rows.get(endpoint.name):
            continue
        for number in (last + 1, last + FAR):
            request = page_request(endpoint, "", survey.limit, number)
            yield Request(endpoint, query=request.query, purpose=Purpose.PAST_END, page=number)


class _ListWalk:
    """The walk through one list.

    A rule reports a broken `next` link. The walk then continues by page number, so that the rest of the list is
    checked, too.
    """

    def __init__(self, endpoint: Endpoint, survey: Survey, name: str) -> None:
        self.endpoint, self.limit, self.name = endpoint, survey.limit, name
        self.page = 0
        self.rows = 0
        self.jumps: Mapping[int, int] = {}
        """Page → next page to read, if the list is not read completely."""
        self._survey = survey
        self._count = survey.count
        self._size = survey.limit
        self._seen: set[str] = set()
        self._shown: set[int] = set()
        self._unreadable = 0
        self.following: Request | None = self._by_number(1)

    @property
    def pages(self) -> int:
        """Return how many pages the list has by its `count`."""
        return -(-self._count // self._size)

    def take(self, interaction: Interaction) -> None:
        """Choose the next request by a response."""
        self.page = interaction.request.page
        self._seen.add(interaction.request.target)
        rows = len(interaction.rows)
        self.rows += rows
        if interaction.count is not None:
            self._count = interaction.count
        if self.page == 1 and rows:
            self._size = rows
        if self.page == 1:
            self.jumps = self._survey.jumps(self.pages, self._size)
        self._unreadable = self._unreadable + 1 if interaction.body is MISSING else 0
        self.following = None if self._has_ended(interaction, rows) else self._next(interaction)

    def _has_ended(self, interaction: Interaction, rows: int) -> bool:
        """Return whether the list has ended, whatever `count` and `next` say."""
        if interaction.status == NOT_FOUND or self._unreadable >= MOST_UNREADABLE_PAGES:
            return True
        if interaction.body is MISSING:
            return False
        shown = check_sum([id_of(row) for row in interaction.rows])
        is_repeated = shown in self._shown
        self._shown.add(shown)
        return not rows or is_repeated or self.page > self.pages + MOST_SURPLUS_PAGES

    def _next(self, interaction: Interaction) -> Request | None:
        if self.page in self.jumps:
            return self._by_number(self.jumps[self.page])
        link = interaction.body.get("next") if isinstance(interaction.body, dict) else None
        if link is not None:
            target = page_link.read(link, interaction.base_url)
            if isinstance(target, page_link.PageLink) and self._leads_on(target):
                return replace(self._by_number(self.page + 1), link=target.target)
        return self._by_number(self.page + 1) if self.page < self.pages else None

    def _leads_on(self, link: page_link.PageLink) -> bool:
        return link.path == self.endpoint.template and link.target not in self._seen

    def _by_number(self, number: int) -> Request:
        return page_request(self.endpoint, self.name, self.limit, number)
