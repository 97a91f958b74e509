"""What a run learns of a deployment while it reads the lists: the orders, and examples for later requests."""

from __future__ import annotations

from array import array
from collections.abc import Mapping
from dataclasses import dataclass, field
from math import ceil

from oms_mock.contract.client.interaction import Interaction
from oms_mock.contract.client.options import SEED
from oms_mock.contract.plan import sampling
from oms_mock.contract.plan.sampling import Draw, Strata
from oms_mock.contract.values import id_of

LARGEST_PAGE = 100
FEWEST_PAGES = 3
"""First, middle and last page of a list that is not read completely."""


@dataclass
class Survey:
    """The listed orders, what is sampled of them, and examples for later requests.

    At most `sample` orders are opened and at most `most_pages` pages of a list are read; None means all. `seed`
    decides which.
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
    """For each list that was not read completely: how many pages were read, and how many there are."""
    last_page: dict[str, int] = field(default_factory=dict)
    rows: dict[str, int] = field(default_factory=dict)
    number: str | None = None
    event: tuple[int, int | str] | None = None
    highest_event: int = 0
    _jumps: dict[int, Mapping[int, int]] = field(default_factory=dict, init=False)

    @property
    def limit(self) -> int:
        """Return a page size that gives at least three pages if there are three orders."""
        return max(1, min(LARGEST_PAGE, self.count // 3))

    @property
    def an_order(self) -> int | None:
        """Return the id of an order, preferably of one with a webhook event."""
        return self.event[0] if self.event else (self.ids[0] if self.ids else None)

    def draw(self) -> Draw:
        """Choose the orders to open, once all lists are read."""
        self.drawn = self.drawn or sampling.draw(self.ids, self.strata, self.sample, self.seed)
        return self.drawn

    def jumps(self, pages: int, size: int) -> Mapping[int, int]:
        """Return the jumps in a list of so many pages: page → next page to read.

        Lists with the same number of pages, give or take one for an order that arrives meanwhile, are read at the
        same pages, so that their rows can be compared.
        """
        if self.most_pages is None:
            return {}
        near = next((each for each in self._jumps if abs(each - pages) <= 1), None)
        if near is None:
            most = max(self.most_pages, FEWEST_PAGES, ceil((self.sample or 0) / size))
            near, self._jumps[pages] = pages, sampling.jumps(pages, most, self.seed)
        return self._jumps[near]

    def note_page(self, name: str, page: int, pages: int, is_sampled: bool) -> None:
        """Record how much of a list was read."""
        self.last_page[name] = page
        if is_sampled:
            self.read[name] = self.read.get(name, (0, 0))[0] + 1, max(pages, page)

    def note_orders(self, interaction: Interaction) -> None:
        """Record the ids and the strata of the orders on a page of the order list."""
        for row in interaction.rows:
            key = id_of(row)
            if key is not None:
                self.ids.append(key)
                self.pages.append(interaction.request.page)
                self.strata.add(row)
            if self.number is None and isinstance(row.get("number"), str):
                self.number = row["number"]
