"""The base of rules that compare the shorter views of an order with the full one."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable
from typing import Any, ClassVar

from oms_mock.contract.client.interaction import FIRST_WALK, Interaction, Purpose, Request
from oms_mock.contract.endpoints import (
    ORDER_DETAIL,
    ORDER_DETAIL_SHORT,
    ORDER_LIST,
    ORDER_LIST_SHORT,
    ORDER_LIST_SIMPLE,
    Endpoint,
)
from oms_mock.contract.plan.requests import limit_of, page_request
from oms_mock.contract.rules.base import Rule
from oms_mock.contract.rules.suspicions import Occasion
from oms_mock.contract.values import id_of, place_of, request_of, version_of

MAX_PENDING = 2_000
"""The most orders that are stored while some of their views are not read yet; beyond it the oldest are dropped."""


class ViewPairRule(Rule):
    """A rule that compares the shorter views of an order with the full one, whichever comes first.

    The facts of an order are stored until all its views were seen. That is soon: the lists are read in
    parallel, and the views of an order are opened one after the other.
    """

    unit = "orders"
    needs = "an order in both views"
    groups: ClassVar[tuple[tuple[Endpoint, tuple[Endpoint, ...]], ...]] = (
        (ORDER_LIST, (ORDER_LIST_SHORT, ORDER_LIST_SIMPLE)),
        (ORDER_DETAIL, (ORDER_DETAIL_SHORT,)),
    )

    def __init__(self) -> None:
        super().__init__()
        self._full: OrderedDict[tuple[str, int], tuple[Any, int, set[str]]] = OrderedDict()
        self._early: OrderedDict[tuple[str, int], list[tuple[Endpoint, Any, int, Request, str]]] = OrderedDict()
        self._limit = 1

    def facts(self, endpoint: Endpoint, order: dict[str, Any]) -> Any:
        """Return what is stored of one view of an order; None if it has nothing to compare."""
        raise NotImplementedError

    def compare(self, endpoint: Endpoint, full: Any, short: Any) -> Iterable[tuple[str, str, str]]:
        """Yield path, expected and got of each difference."""
        raise NotImplementedError

    def see(self, interaction: Interaction) -> None:
        """Add the orders of a response, and compare those of which both views are known."""
        request = interaction.request
        if request.purpose is Purpose.WALK and request.walk != FIRST_WALK:
            return
        if request.endpoint is ORDER_LIST:
            self._limit = limit_of(request) or self._limit
        for full, shorter in self.groups:
            if request.purpose in {Purpose.WALK, Purpose.VISIT} and request.endpoint in (full, *shorter):
                for index, row in enumerate(interaction.rows):
                    self._add(full, shorter, interaction, index, row)

    def _add(
        self, full: Endpoint, shorter: tuple[Endpoint, ...], interaction: Interaction, index: int, row: dict[str, Any]
    ) -> None:
        endpoint, number = interaction.endpoint, id_of(row)
        facts = self.facts(endpoint, row)
        if number is None or facts is None:
            return
        key = (full.name, number)
        if endpoint is full:
            self._full[key] = (facts, version_of(row), {each.name for each in shorter})
            for early in self._early.pop(key, ()):
                self._pair(key, early)
        else:
            request = request_of(interaction, index)
            self._pair(key, (endpoint, facts, version_of(row), request, place_of(interaction, index)))
        for waiting in (self._full, self._early):
            if len(waiting) > MAX_PENDING:
                waiting.popitem(last=False)

    def _pair(self, key: tuple[str, int], short: tuple[Endpoint, Any, int, Request, str]) -> None:
        known = self._full.get(key)
        if known is None:
            self._early.setdefault(key, []).append(short)
            return
        facts, version, awaited = known
        endpoint, theirs, their_version, request, example = short
        if endpoint in self.endpoints:
            self.test(endpoint)
            first = min(filter(None, (version, their_version)), default=0)
            for path, expected, got in self.compare(endpoint, facts, theirs):
                self.differ(endpoint, path, expected, got, example, request, key[1], ((key[1], first),))
        awaited.discard(endpoint.name)
        if not awaited:
            del self._full[key]

    def differ(
        self,
        endpoint: Endpoint,
        path: str,
        expected: str,
        got: str,
        example: str,
        request: Request,
        order: int,
        seen: tuple[tuple[int, int], ...],
    ) -> None:
        """Report a difference."""
        if request.purpose is Purpose.WALK:
            again: tuple[Request, ...] = tuple(
                page_request(each, FIRST_WALK, self._limit, number)
                for number in (request.page, request.page + 1)
                for each in (ORDER_LIST, endpoint)
            )
        else:
            again = (Request(ORDER_DETAIL, pk=order, purpose=Purpose.VISIT, page=request.page), request)
        self.fault(
            self.kinds[0],
            endpoint,
            path=path,
            expected=expected,
            got=got,
            example=example,
            request=request,
            subject=order,
            occasion=Occasion(again, seen),
        )
