"""What is asked, and in which order: generators that yield requests and are sent the answers."""

from __future__ import annotations

from array import array
from collections.abc import Generator, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from math import ceil

from oms_mock.contract.client import page_link
from oms_mock.contract.client.interaction import (
    FIRST_WALK,
    MISSING,
    SECOND_WALK,
    Credential,
    Interaction,
    Purpose,
    Request,
)
from oms_mock.contract.client.options import SEED
from oms_mock.contract.endpoints import (
    ENUMERATIONS,
    EVENT_DETAIL,
    EVENT_LIST,
    EVENT_LISTS,
    ORDER_DETAIL,
    ORDER_DETAIL_SHORT,
    ORDER_LIST,
    ORDER_LISTS,
    PULL,
    READS,
    Endpoint,
)
from oms_mock.contract.plan import sampling
from oms_mock.contract.plan.requests import IMPOSSIBLE, event_key, event_page, page_request
from oms_mock.contract.plan.sampling import Draw, Strata
from oms_mock.contract.values import check_sum, id_of

Task = Generator[Request, Interaction, None]

LARGEST_PAGE = 100
LIMITS = (2, 7)
"""Page sizes that are tried beside that of the walk."""
FEWEST_PAGES = 3
"""Head, middle and tail of a list that is not read whole."""
FAR = 1_000
"""How far beyond the last page is far."""
UNKNOWN = 1_000_003
"""How far above the highest id there is no order, and no event."""
MOST_EVENT_PAGES = 50
MOST_SURPLUS_PAGES = 3
"""Pages beyond those that `count` promises, along `next` links."""
MOST_UNREADABLE_PAGES = 3
"""Pages in a row that cannot be read, before the rest of a list is left alone."""
NOT_FOUND = 404


@dataclass
class Survey:
    """What a run has learnt of a deployment: the orders it lists, and examples of things.

    Of more than `sample` orders so many are opened, of more than `most_pages` pages of a list so many
    are read, which ones is decided by `seed`; None is all of them.
    """

    count: int = 0
    sample: int | None = None
    most_pages: int | None = None
    seed: int = SEED
    ids: array[int] = field(default_factory=lambda: array("q"))
    pages: array[int] = field(default_factory=lambda: array("I"))
    strata: Strata = field(default_factory=Strata)
    drawn: Draw | None = None
    read: dict[str, tuple[int, int]] = field(default_factory=dict)
    """Of each list that was not walked whole: how many pages were read, and how many there are."""
    last_page: dict[str, int] = field(default_factory=dict)
    rows: dict[str, int] = field(default_factory=dict)
    number: str | None = None
    event: tuple[int, int | str] | None = None
    highest_event: int = 0
    _jumps: dict[int, Mapping[int, int]] = field(default_factory=dict, init=False)

    @property
    def limit(self) -> int:
        """A page size that makes at least three pages where there are three orders."""
        return max(1, min(LARGEST_PAGE, self.count // 3))

    @property
    def an_order(self) -> int | None:
        """Some order, by preference one that has an event."""
        return self.event[0] if self.event else (self.ids[0] if self.ids else None)

    def draw(self) -> Draw:
        """Choose the orders that are opened; called when all lists were walked."""
        self.drawn = self.drawn or sampling.draw(self.ids, self.strata, self.sample, self.seed)
        return self.drawn

    def jumps(self, pages: int, size: int) -> Mapping[int, int]:
        """After which page of a list to go on at which.

        Lists that have the same number of pages, give or take the order that arrives meanwhile, are
        read at the same places, so that their rows can be compared.
        """
        if self.most_pages is None:
            return {}
        near = next((each for each in self._jumps if abs(each - pages) <= 1), None)
        if near is None:
            most = max(self.most_pages, FEWEST_PAGES, ceil((self.sample or 0) / size))
            near, self._jumps[pages] = pages, sampling.jumps(pages, most, self.seed)
        return self._jumps[near]

    def note_page(self, name: str, page: int, pages: int, is_sampled: bool) -> None:
        """Keep how much of a list was read."""
        self.last_page[name] = page
        if is_sampled:
            self.read[name] = self.read.get(name, (0, 0))[0] + 1, max(pages, page)

    def note_orders(self, interaction: Interaction) -> None:
        """Keep the ids of a page of the order list, and what kind of orders they are."""
        for row in interaction.rows:
            key = id_of(row)
            if key is not None:
                self.ids.append(key)
                self.pages.append(interaction.request.page)
                self.strata.add(row)
            if self.number is None and isinstance(row.get("number"), str):
                self.number = row["number"]


def first_look() -> Request:
    """The first request of a run: it tells whether there is anything to judge."""
    return Request(ORDER_LIST)


def walk(survey: Survey, endpoints: Iterable[Endpoint], name: str) -> Task:
    """Walk through lists side by side, page by page, along their `next` links; long lists with leaps."""
    chains = [_Chain(endpoint, survey, name) for endpoint in endpoints]
    while going := [chain for chain in chains if chain.following]:
        for chain in going:
            answer = yield chain.following  # type: ignore[misc]
            chain.take(answer)
            if name == FIRST_WALK:
                survey.note_page(chain.endpoint.name, chain.page, chain.pages, bool(chain.jumps))
                survey.rows[chain.endpoint.name] = chain.rows
                if chain.endpoint is ORDER_LIST:
                    survey.note_orders(answer)


class _Chain:
    """One list on its way from page to page.

    A `next` that is broken is reported by a rule; the walk then goes on by page number, so that
    the rest of the list is judged all the same.
    """

    def __init__(self, endpoint: Endpoint, survey: Survey, name: str) -> None:
        self.endpoint, self.limit, self.name = endpoint, survey.limit, name
        self.page = 0
        self.rows = 0
        self.jumps: Mapping[int, int] = {}
        """After which page to go on at which, where the list is not read whole."""
        self._survey = survey
        self._count = survey.count
        self._size = survey.limit
        self._seen: set[str] = set()
        self._shown: set[int] = set()
        self._unreadable = 0
        self.following: Request | None = self._by_number(1)

    @property
    def pages(self) -> int:
        """How many pages the list has, by its count."""
        return ceil(self._count / self._size)

    def take(self, interaction: Interaction) -> None:
        """Choose the next request by an answer."""
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
        """Whether there is nothing more to see, whatever `count` and `next` say."""
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
            if isinstance(target, page_link.Link) and self._leads_on(target):
                return replace(self._by_number(self.page + 1), link=target.target)
        return self._by_number(self.page + 1) if self.page < self.pages else None

    def _leads_on(self, link: page_link.Link) -> bool:
        return link.path == self.endpoint.template and link.target not in self._seen

    def _by_number(self, number: int) -> Request:
        return page_request(self.endpoint, self.name, self.limit, number)


def limits() -> Task:
    """Ask each order list for pages of a few sizes."""
    for endpoint in ORDER_LISTS:
        for limit in LIMITS:
            yield Request(endpoint, query=(("limit", str(limit)),), purpose=Purpose.LIMIT)


def constants() -> Task:
    """Ask for both enumerations."""
    for endpoint in ENUMERATIONS:
        yield Request(endpoint)


def visits(survey: Survey) -> Iterator[Task]:
    """Open the orders that are to be opened: one task each."""
    for place in survey.draw().places:
        yield visit(survey, survey.ids[place], survey.pages[place])


def visit(survey: Survey, pk: int, page: int) -> Task:
    """Open an order in both views, read both lists of its events, and open every event."""
    yield Request(ORDER_DETAIL, pk=pk, purpose=Purpose.VISIT, page=page)
    yield Request(ORDER_DETAIL_SHORT, pk=pk, purpose=Purpose.VISIT, page=page)
    events: list[int | str] = []
    for endpoint in EVENT_LISTS:
        rows = yield from _all_events(endpoint, pk)
        if endpoint is EVENT_LIST:
            events = rows
    for event in dict.fromkeys(events):
        yield Request(EVENT_DETAIL, pk=pk, event=event, purpose=Purpose.VISIT)
        if survey.event is None:
            survey.event = pk, event
        if isinstance(event, int):
            survey.highest_event = max(survey.highest_event, event)


def _all_events(endpoint: Endpoint, pk: int) -> Generator[Request, Interaction, list[int | str]]:
    """Read a list of events to its end; return what the events are opened by."""
    request: Request | None = event_page(endpoint, pk)
    template = endpoint.template.replace("{pk}", str(pk))
    found: list[int | str] = []
    seen: set[str] = set()
    while request and len(seen) < MOST_EVENT_PAGES:
        seen.add(request.target)
        answer = yield request
        found += [key for row in answer.rows if (key := event_key(row)) is not None]
        link = answer.body.get("next") if isinstance(answer.body, dict) else None
        target = page_link.read(link, answer.base_url)
        leads_on = isinstance(target, page_link.Link) and target.path == template and target.target not in seen
        request = (
            Request(endpoint, pk=pk, purpose=Purpose.VISIT, page=len(seen) + 1, link=target.target)
            if leads_on and isinstance(target, page_link.Link)
            else None
        )
    return found


def strangers(survey: Survey, credentials: Iterable[Credential], *, with_pull: bool) -> Iterator[Task]:
    """Ask for everything with credentials that are to be refused: one task per endpoint."""
    wanted = tuple(credentials)
    for endpoint in (*READS, PULL) if with_pull else READS:
        yield _strangers(survey, endpoint, wanted)


def _strangers(survey: Survey, endpoint: Endpoint, credentials: tuple[Credential, ...]) -> Task:
    pk = survey.an_order if endpoint.takes_order else None
    event = survey.event[1] if survey.event else None
    if (endpoint.takes_order and pk is None) or (endpoint is EVENT_DETAIL and event is None):
        return
    body = {"order_numbers": [IMPOSSIBLE]} if endpoint is PULL else None
    for credential in credentials:
        yield Request(
            endpoint,
            pk=pk,
            event=event if endpoint is EVENT_DETAIL else None,
            purpose=Purpose.STRANGER,
            credential=credential,
            body=body,
        )


def unknowns(survey: Survey) -> Task:
    """Ask for orders and events that do not exist, and for an event of another order."""
    pk = max(survey.ids, default=0) + UNKNOWN
    event = survey.event[1] if survey.event else 1
    for endpoint in READS:
        if endpoint.takes_order:
            yield Request(
                endpoint, pk=pk, event=event if endpoint is EVENT_DETAIL else None, purpose=Purpose.UNKNOWN_ORDER
            )
    if survey.an_order is None:
        return
    unknown = survey.highest_event + UNKNOWN
    yield Request(EVENT_DETAIL, pk=survey.an_order, event=unknown, purpose=Purpose.UNKNOWN_EVENT)
    other = next((each for each in survey.ids if survey.event and each != survey.event[0]), None)
    if survey.event and other is not None:
        yield Request(EVENT_DETAIL, pk=other, event=survey.event[1], purpose=Purpose.UNKNOWN_EVENT)


def past_ends(survey: Survey) -> Task:
    """Ask each list for the page after its last one, and for one far beyond it."""
    for endpoint in ORDER_LISTS:
        last = survey.last_page.get(endpoint.name)
        if last is None or not survey.rows.get(endpoint.name):
            continue
        for number in (last + 1, last + FAR):
            request = page_request(endpoint, "", survey.limit, number)
            yield Request(endpoint, query=request.query, purpose=Purpose.PAST_END, page=number)


def pulls(survey: Survey) -> Task:
    """Pull what exists already and what cannot exist, and try it by GET."""
    known = [survey.number] if survey.number else []
    yield Request(PULL, purpose=Purpose.PULL, body={"order_numbers": [*known, IMPOSSIBLE]})
    yield Request(PULL, purpose=Purpose.PULL_BY_GET, method="GET")


def second_walk(survey: Survey) -> Task:
    """Walk through the order list once more."""
    return walk(survey, (ORDER_LIST,), SECOND_WALK)
