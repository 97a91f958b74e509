"""Walks: the ids that the pages of an order list hold, in the order in which they came."""

from __future__ import annotations

from array import array
from dataclasses import dataclass, field

from oms_mock.contract.client.interaction import MISSING, Interaction, Purpose, Request
from oms_mock.contract.endpoints import ORDER_LISTS, Endpoint
from oms_mock.contract.plan.requests import limit_of
from oms_mock.contract.rules.base import Rule
from oms_mock.contract.values import added, id_of


@dataclass
class Walk:
    """What is stored of one walk through one list: four bytes an order, or eight if ids are large."""

    endpoint: Endpoint
    limit: int
    ids: array[int] = field(default_factory=lambda: array("I"))
    numbers: array[int] = field(default_factory=lambda: array("I"))
    """The numbers of the requested pages."""
    rows: int = 0
    size: int = 0
    """The number of rows of the longest page."""
    pages: int = 0
    counts: set[int] = field(default_factory=set)
    has_ended: bool = False

    @property
    def last(self) -> int:
        """The number of the last page."""
        return max(self.numbers, default=0)

    @property
    def is_sampled(self) -> bool:
        """Whether some of its pages were not requested, because only a sample is read."""
        return self.last > len(self.numbers)

    @property
    def is_read(self) -> bool:
        """Whether every requested page was read, to the end of the list."""
        return self.has_ended and self.pages == len(self.numbers) and self.rows == len(self.ids)

    @property
    def is_complete(self) -> bool:
        """Whether every page of the list was read."""
        return self.is_read and not self.is_sampled

    @property
    def rows_not_read(self) -> int:
        """How many rows the pages have that were not requested, if these are full."""
        return (self.last - len(self.numbers)) * self.size


class WalkRule(Rule):
    """A rule that keeps the ids of walks, in the order in which they came."""

    def __init__(self) -> None:
        super().__init__()
        self.walks: dict[tuple[str, str], Walk] = {}

    def see(self, interaction: Interaction) -> None:
        """Add a page to its walk."""
        request = interaction.request
        if not self.concerns(request):
            return
        key = (request.walk, interaction.endpoint.name)
        walk = self.walks.setdefault(key, Walk(interaction.endpoint, limit_of(request) or 1))
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
        self.keep(walk, interaction)

    def concerns(self, request: Request) -> bool:
        """Return whether a page is stored."""
        return request.purpose is Purpose.WALK and request.endpoint in ORDER_LISTS

    def keep(self, walk: Walk, interaction: Interaction) -> None:
        """Keep more of a page than its ids."""
