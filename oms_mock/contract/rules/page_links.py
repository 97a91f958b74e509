"""Rules about one page of an order list: how many rows it has, and where its links lead."""

from __future__ import annotations

from oms_mock.contract.client import page_link
from oms_mock.contract.client.interaction import MISSING, Interaction, Purpose, Request
from oms_mock.contract.client.page_link import PageLink
from oms_mock.contract.endpoints import ORDER_LISTS
from oms_mock.contract.plan.requests import limit_of, page_request
from oms_mock.contract.rules.base import Rule
from oms_mock.contract.rules.kinds import Kind
from oms_mock.contract.rules.responses import where
from oms_mock.contract.rules.suspicions import Occasion

SMALLEST_CAP = 10
"""The smallest maximum of `limit` that is accepted: a server may cap `limit`, and no usual page is shorter."""


class PageSize(Rule):
    """`limit` decides how many rows a page has."""

    name = "page-size"
    explanation = (
        "A page has `limit` rows, or as many as are left. A server may cap `limit` at a value of its own, which is "
        "expected to be 10 or more: 2 and 7 are applied exactly."
    )
    endpoints = ORDER_LISTS
    unit = "pages"
    needs = "a list with more rows than one page"
    LIMIT = Kind("limit-ignored", "The number of rows of a page is not its `limit`.")
    kinds = (LIMIT,)

    def see(self, interaction: Interaction) -> None:
        """Check the number of rows on a first page."""
        request, count, limit = interaction.request, interaction.count, limit_of(interaction.request)
        if interaction.endpoint not in ORDER_LISTS or count is None or limit is None or request.page != 1:
            return
        self.test(interaction.endpoint)
        rows, wanted = len(interaction.rows), min(limit, count)
        if rows == wanted or (SMALLEST_CAP <= rows < wanted):
            return
        expected = f"{wanted} rows for limit={limit}"
        self.fault_in_response(self.LIMIT, interaction, path="$.results", expected=expected, got=f"{rows}")


class PageLinks(Rule):
    """`next` and `previous` lead to the next and previous page, on the same origin."""

    name = "page-links"
    explanation = (
        "`next` and `previous` are absolute URLs of the requested origin, lead to the next and previous page, are "
        "inverse to each other and keep `limit`. `previous` of the first page and `next` of the last one are null. "
        "A link to another host or scheme is never followed: the request would send the token there."
    )
    endpoints = ORDER_LISTS
    unit = "pages"
    NEXT = Kind("next-link", "`next` does not lead to the page after this one, or is not null on the last page.")
    PREVIOUS = Kind("previous-link", "`previous` does not lead back to the page before this one.")
    kinds = (NEXT, PREVIOUS)

    def __init__(self) -> None:
        super().__init__()
        self._sizes: dict[tuple[str, str], int] = {}

    def see(self, interaction: Interaction) -> None:
        """Check both links of a page."""
        body, count, request = interaction.body, interaction.count, interaction.request
        if request.purpose is not Purpose.WALK or interaction.endpoint not in ORDER_LISTS or count is None:
            return
        self.test(interaction.endpoint)
        rows = len(interaction.rows)
        size = self._sizes.setdefault((request.walk, interaction.endpoint.name), max(rows, 1))
        if request.page > 1 and rows > size:
            size = rows
        follows = (request.page - 1) * size + rows < count and rows > 0
        self._check(self.NEXT, interaction, body.get("next", MISSING), request.page + 1 if follows else None, size)
        before = request.page - 1 if request.page > 1 else None
        self._check(self.PREVIOUS, interaction, body.get("previous", MISSING), before, size)

    def _check(self, kind: Kind, interaction: Interaction, value: object, page: int | None, size: int) -> None:
        if value is MISSING or not (value is None or isinstance(value, str)):
            return  # the rule `envelope` reports it
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
    """Return the request of a page, and that of the first page, which shows how long pages are."""
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


def _wrong_page(interaction: Interaction, link: PageLink, page: int, size: int) -> str:
    if link.path != interaction.endpoint.template:
        return "a link to another path"
    if link.page != page:
        return f"a link to page {link.page}" if link.page is not None else "a link without a page"
    limit = limit_of(interaction.request)
    is_capped = limit is not None and SMALLEST_CAP <= size < limit and link.limit == str(size)
    return "" if is_capped or limit is None or link.limit == str(limit) else "a link with another limit"
