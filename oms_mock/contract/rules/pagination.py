"""Rules about walking through a list: how long a page is, where its links lead, and that nothing is lost."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from oms_mock.contract.client import page_link
from oms_mock.contract.client.interaction import FIRST_WALK, MISSING, SECOND_WALK, Interaction, Purpose, Request
from oms_mock.contract.client.page_link import Link
from oms_mock.contract.endpoints import ORDER_LIST, ORDER_LISTS, Endpoint
from oms_mock.contract.outcome.findings import Provenance, Severity
from oms_mock.contract.rules.base import Kind, Occasion, Rule, occasion
from oms_mock.contract.rules.responses import where
from oms_mock.contract.values import added, duplicates, id_of, version_of

SMALLEST_CAP = 10
"""A server may cap `limit`, at a value of its own choosing that is no smaller than a usual page."""


def limit_of(request: Request) -> int | None:
    """The `limit` of a request, also of one that follows a link."""
    text = dict(request.query).get("limit", "")
    return int(text) if text.isdecimal() else None


def pages(endpoint: Endpoint, walk: str, limit: int, numbers: Iterable[int]) -> tuple[Request, ...]:
    """The requests of a walk, by page number."""
    return tuple(page_request(endpoint, walk, limit, number) for number in numbers)


def page_request(endpoint: Endpoint, walk: str, limit: int, number: int) -> Request:
    """The request of one page of a walk."""
    query = (("limit", str(limit)), ("page", str(number))) if number > 1 else (("limit", str(limit)),)
    return Request(endpoint, query=query, purpose=Purpose.WALK, walk=walk, page=number)


class PageSize(Rule):
    """`limit` decides how many rows a page has."""

    name = "page-size"
    explanation = (
        "A page has as many rows as `limit` says, or as are left. A server may cap `limit` at a value of its own "
        "choosing, which is taken to be 10 or more: 2 and 7 are honoured exactly."
    )
    endpoints = ORDER_LISTS
    unit = "pages"
    needs = "a list with more rows than the page asks for"
    LIMIT = Kind("limit-ignored", "A page has another number of rows than its `limit` asks for.")
    kinds = (LIMIT,)

    def see(self, interaction: Interaction) -> None:
        """Judge the number of rows on a first page."""
        request, count, limit = interaction.request, interaction.count, limit_of(interaction.request)
        if interaction.endpoint not in ORDER_LISTS or count is None or limit is None or request.page != 1:
            return
        self.test(interaction.endpoint)
        rows, wanted = len(interaction.rows), min(limit, count)
        if rows == wanted or (SMALLEST_CAP <= rows < wanted):
            return
        self.fault(
            self.LIMIT,
            interaction.endpoint,
            path="$.results",
            expected=f"{wanted} rows for limit={limit}",
            got=f"{rows}",
            request=request,
            occasion=occasion([interaction]),
        )


class PageLinks(Rule):
    """`next` and `previous` lead to the neighbouring pages, on the same origin."""

    name = "page-links"
    explanation = (
        "`next` and `previous` are absolute URLs of the origin that was asked, lead to the neighbouring pages, are "
        "inverse to each other and keep `limit`. `previous` of the first page and `next` of the last one are null. "
        "A link to another host or scheme is never followed: it would be handed the token."
    )
    endpoints = ORDER_LISTS
    unit = "pages"
    NEXT = Kind("next-link", "`next` does not lead to the page after this one, or is there where no page follows.")
    PREVIOUS = Kind("previous-link", "`previous` does not lead back to the page before this one.")
    kinds = (NEXT, PREVIOUS)

    def __init__(self) -> None:
        super().__init__()
        self._sizes: dict[tuple[str, str], int] = {}

    def see(self, interaction: Interaction) -> None:
        """Judge both links of a page."""
        body, count, request = interaction.body, interaction.count, interaction.request
        if request.purpose is not Purpose.WALK or interaction.endpoint not in ORDER_LISTS or count is None:
            return
        self.test(interaction.endpoint)
        rows = len(interaction.rows)
        size = self._sizes.setdefault((request.walk, interaction.endpoint.name), max(rows, 1))
        if request.page > 1 and rows > size:
            size = rows
        follows = (request.page - 1) * size + rows < count and rows > 0
        self._judge(self.NEXT, interaction, body.get("next", MISSING), request.page + 1 if follows else None, size)
        before = request.page - 1 if request.page > 1 else None
        self._judge(self.PREVIOUS, interaction, body.get("previous", MISSING), before, size)

    def _judge(self, kind: Kind, interaction: Interaction, value: object, page: int | None, size: int) -> None:
        if value is MISSING or not (value is None or isinstance(value, str)):
            return  # the rule `envelope` speaks of it
        got = _problem(interaction, value, page, size)
        if not got:
            return
        self.fault(
            kind,
            interaction.endpoint,
            path=f"$.{'next' if kind is self.NEXT else 'previous'}",
            expected=f"a link to page {page} with the same limit" if page else "null",
            got=got,
            example=where(interaction.request),
            request=interaction.request,
            occasion=Occasion(_with_first_page(interaction.request)),
        )


def _with_first_page(request: Request) -> tuple[Request, ...]:
    """A page of a walk after the first one, which tells how long pages are."""
    first = page_request(request.endpoint, request.walk, limit_of(request) or 1, 1)
    return (request,) if request.page == 1 else (first, request)


def _problem(interaction: Interaction, value: object, page: int | None, size: int) -> str:
    if page is None:
        return "" if value is None else "a link"
    if value is None:
        return "null"
    link = page_link.read(value, interaction.base_url)
    if isinstance(link, str):
        return link
    return _wrong_page(interaction, link, page, size)


def _wrong_page(interaction: Interaction, link: Link, page: int, size: int) -> str:
    if link.path != interaction.endpoint.template:
        return "a link to another path"
    if link.page != page:
        return f"a link to page {link.page}" if link.page is not None else "a link to no page"
    limit = limit_of(interaction.request)
    is_capped = limit is not None and SMALLEST_CAP <= size < limit and link.limit == str(size)
    return "" if is_capped or limit is None or link.limit == str(limit) else "a link with another limit"


@dataclass
class _Walk:
    """What is kept of one walk through one list: four bytes an order, or eight where ids are large."""

    endpoint: Endpoint
    limit: int
    ids: array[int] = field(default_factory=lambda: array("I"))
    numbers: array[int] = field(default_factory=lambda: array("I"))
    """The pages that were asked for."""
    rows: int = 0
    size: int = 0
    """The most rows of a page."""
    pages: int = 0
    counts: set[int] = field(default_factory=set)
    has_ended: bool = False

    @property
    def last(self) -> int:
        """The last page."""
        return max(self.numbers, default=0)

    @property
    def is_sampled(self) -> bool:
        """Whether some of its pages were left out on purpose."""
        return self.last > len(self.numbers)

    @property
    def is_read(self) -> bool:
        """Whether every page that was asked for was read, to the end of the list."""
        return self.has_ended and self.pages == len(self.numbers) and self.rows == len(self.ids)

    @property
    def is_whole(self) -> bool:
        """Whether every page of the list was read."""
        return self.is_read and not self.is_sampled

    @property
    def left_out(self) -> int:
        """How many rows the pages hold that were left out, if they are full."""
        return (self.last - len(self.numbers)) * self.size


class _Walks(Rule):
    """Keeps the ids of walks, in the order in which they came."""

    def __init__(self) -> None:
        super().__init__()
        self.walks: dict[tuple[str, str], _Walk] = {}

    def see(self, interaction: Interaction) -> None:
        request = interaction.request
        if not self.concerns(request):
            return
        key = (request.walk, interaction.endpoint.name)
        walk = self.walks.setdefault(key, _Walk(interaction.endpoint, limit_of(request) or 1))
        walk.numbers.append(request.page)
        if interaction.body is MISSING or interaction.count is None:
            return
        walk.pages += 1
        walk.rows += len(interaction.rows)
        walk.size = max(walk.size, len(interaction.rows))
        walk.counts.add(interaction.count)
        for row in interaction.rows:
            if (number := id_of(row)) is not None:
                walk.ids = added(walk.ids, number)
        reached = walk.rows >= interaction.count or not interaction.rows
        walk.has_ended = walk.has_ended or interaction.body.get("next", MISSING) is None or reached
        self.take(walk, interaction)

    def concerns(self, request: Request) -> bool:
        """Whether a page is kept."""
        return request.purpose is Purpose.WALK and request.endpoint in ORDER_LISTS

    def take(self, walk: _Walk, interaction: Interaction) -> None:
        """Keep something more of a page."""


class PageTotals(_Walks):
    """The pages of a walk add up to `count`."""

    name = "page-totals"
    explanation = (
        "The pages of a list add up to its `count`: no order comes twice, none is left out. When `count` changes "
        "during the walk, as it does when orders arrive, what that explains is only listed as unstable. Of a list of "
        "which only some pages are read, the others are taken for full."
    )
    endpoints = ORDER_LISTS
    unit = "orders"
    needs = "a walk that reached its end"
    needs_whole_lists = True
    TWICE = Kind("duplicate-order", "An order is on two pages of one walk, or twice on one.")
    LOST = Kind("missing-order", "The pages hold fewer orders than `count` says.")
    SURPLUS = Kind("count-mismatch", "`count` is not the number of orders: too low, or another on every page.")
    kinds = (TWICE, LOST, SURPLUS)

    def conclude(self) -> None:
        """Compare rows with counts, walk by walk."""
        for walk in self.walks.values():
            if walk.is_read and walk.counts:
                self.tested[walk.endpoint.name] = max(self.tested[walk.endpoint.name], len(walk.ids))
                self._conclude(walk)
        self._conclude_changing_counts()

    def _conclude(self, walk: _Walk) -> None:
        twice = list(duplicates(walk.ids))
        distinct = len(walk.ids) - len(twice) + walk.left_out
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
        """Two walks through the same orders whose counts changed all the same."""
        by_list: dict[str, list[_Walk]] = {}
        for walk in self.walks.values():
            if walk.is_read:
                by_list.setdefault(walk.endpoint.name, []).append(walk)
        for walks in by_list.values():
            first, last = walks[0], walks[-1]
            have_changed = first is not last and len(first.counts) > 1 and len(last.counts) > 1
            if have_changed and set(first.ids) == set(last.ids):
                self._count(self.SURPLUS, last, "$.count", "one count for the same orders", "several", "", 0)

    def _count(self, kind: Kind, walk: _Walk, path: str, expected: str, got: str, example: str, moved: int) -> None:
        self.fault(
            kind,
            walk.endpoint,
            path=path,
            expected=expected,
            got=got,
            example=example,
            request=page_request(walk.endpoint, FIRST_WALK, walk.limit, 1),
            occasion=Occasion(pages(walk.endpoint, FIRST_WALK, walk.limit, walk.numbers)),
            explained=moved > 0,
        )


class SameOrders(_Walks):
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

    def _conclude(self, full: _Walk, other: _Walk) -> None:
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
        self, kind: Kind, other: _Walk, full: _Walk, path: str, expected: str, got: str, example: str, explained: bool
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
                pages(full.endpoint, FIRST_WALK, full.limit, full.numbers)
                + pages(other.endpoint, FIRST_WALK, other.limit, other.numbers)
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


class PageOrder(_Walks):
    """Orders that did not change keep their places."""

    name = "page-order"
    explanation = (
        "Orders that did not change between two walks come in the same order in both. A list without a stable "
        "order shows some orders twice and others never, depending on luck."
    )
    endpoints = (ORDER_LIST,)
    unit = "orders"
    needs = "a second walk, and two orders"
    MOVED = Kind(
        "unstable-order",
        "Two orders that did not change have swapped places between two walks.",
        Provenance.CONVENTION,
        Severity.ERROR,
    )
    kinds = (MOVED,)

    def __init__(self) -> None:
        super().__init__()
        self._versions: dict[str, array[int]] = {FIRST_WALK: array("I"), SECOND_WALK: array("I")}

    def concerns(self, request: Request) -> bool:
        """The order list alone has two walks."""
        return super().concerns(request) and request.endpoint is ORDER_LIST

    def take(self, walk: _Walk, interaction: Interaction) -> None:
        """Keep when the orders of a page were last changed, 32 bits of it."""
        kept = self._versions.get(interaction.request.walk)
        if kept is not None:
            kept.extend(version_of(row) & 0xFFFFFFFF for row in interaction.rows if id_of(row) is not None)

    def conclude(self) -> None:
        """Compare the places of unchanged orders in both walks."""
        first, second = (self.walks.get((walk, ORDER_LIST.name)) for walk in (FIRST_WALK, SECOND_WALK))
        if not first or not second or len(first.ids) < 2:
            return
        self.tested[ORDER_LIST.name] = len(second.ids)
        both_walks = Occasion(
            pages(ORDER_LIST, FIRST_WALK, first.limit, first.numbers)
            + pages(ORDER_LIST, SECOND_WALK, second.limit, second.numbers)
        )
        for one, other in zip(*self._unchanged(first, second), strict=False):
            if one != other:
                self.fault(
                    self.MOVED,
                    ORDER_LIST,
                    path="$.results[*].id",
                    expected="unchanged orders in the same places",
                    got="another order of rows",
                    example=f"order {one}",
                    request=page_request(ORDER_LIST, FIRST_WALK, first.limit, 1),
                    occasion=both_walks,
                )

    def _unchanged(self, first: _Walk, second: _Walk) -> tuple[Iterator[int], Iterator[int]]:
        if first.ids == second.ids:
            return iter(()), iter(())
        seen = [
            set(zip(walk.ids, self._versions[name], strict=True))
            for name, walk in ((FIRST_WALK, first), (SECOND_WALK, second))
        ]
        unchanged = {key for key, _ in seen[0] & seen[1]}
        return _once(first.ids, unchanged), _once(second.ids, unchanged)


def _once(ids: array[int], wanted: set[int]) -> Iterator[int]:
    """Yield each wanted id where it comes first."""
    left = set(wanted)
    for key in ids:
        if key in left:
            left.remove(key)
            yield key
