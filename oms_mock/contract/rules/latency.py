"""The rule that no endpoint is far slower than its siblings, and that pages do not become slow with their rows."""

from __future__ import annotations

from array import array
from collections import defaultdict
from statistics import median

from oms_mock.contract.client.interaction import Interaction, Purpose
from oms_mock.contract.endpoints import (
    EVENT_LISTS,
    ORDER_DETAIL,
    ORDER_DETAIL_SHORT,
    ORDER_LISTS,
    READS,
    Endpoint,
)
from oms_mock.contract.rules.base import Rule
from oms_mock.contract.rules.kinds import Kind
from oms_mock.contract.severity import Provenance, Severity

SIBLINGS = (ORDER_LISTS, (ORDER_DETAIL, ORDER_DETAIL_SHORT), EVENT_LISTS)
"""Endpoints that return the same data in other forms."""
FEWEST = 10
"""Responses of an endpoint from which a median is taken."""
FACTOR, MORE = 5.0, 0.5
"""An endpoint is far slower if its median is so many times that of a sibling, and so many seconds more."""
PER_ROW, LONG = 0.02, 1.0
"""A page becomes slow with its rows if each takes so many seconds, and the whole page at least so many."""
FEW_ROWS, MANY_ROWS, FEWEST_PAGES = 10, 50, 3


class Latency(Rule):
    """No endpoint is far slower than its siblings, and pages do not become slow with their rows."""

    name = "latency"
    explanation = (
        "An endpoint is not far slower than others that return the same data: its median is at most 5 times that of a "
        "sibling, or at most 0.5 s more. A page of a list does not take 20 ms or more for each of its rows, as it does "
        "where a query is sent for each row. Both need some responses, and are warnings: a busy deployment can be slow."
    )
    endpoints = READS
    SLOW = Kind(
        "slow-endpoint",
        "An endpoint is far slower than another one with the same data.",
        Provenance.ASSUMED,
        Severity.WARNING,
        certain=True,
    )
    GROWING = Kind(
        "slow-with-rows",
        "The time for a page grows with its rows, as with a query for each row.",
        Provenance.ASSUMED,
        Severity.WARNING,
        certain=True,
    )
    kinds = (SLOW, GROWING)

    def __init__(self) -> None:
        super().__init__()
        self._seconds: dict[Endpoint, array[float]] = defaultdict(lambda: array("f"))
        self._pages: dict[Endpoint, tuple[array[float], array[float], array[float]]] = defaultdict(
            lambda: (array("f"), array("f"), array("f"))
        )
        """For each list: the seconds of short pages, those of long pages, and the rows of long pages."""

    def see(self, interaction: Interaction) -> None:
        """Keep how long an ordinary response took at the first attempt."""
        if not interaction.is_ordinary or interaction.status != 200 or interaction.attempts:
            return
        endpoint, seconds, rows = interaction.endpoint, interaction.seconds, len(interaction.rows)
        if endpoint in ORDER_LISTS:
            short, long, long_rows = self._pages[endpoint]
            if 0 < rows <= FEW_ROWS:
                short.append(seconds)
            elif rows >= MANY_ROWS:
                long.append(seconds)
                long_rows.append(rows)
        if interaction.request.purpose is not Purpose.LIMIT:
            self._seconds[endpoint].append(seconds)

    def conclude(self) -> None:
        """Compare medians."""
        for endpoint, times in self._seconds.items():
            self.tested[endpoint.name] = len(times)
        medians = {each: median(times) for each, times in self._seconds.items() if len(times) >= FEWEST}
        for siblings in SIBLINGS:
            self._compare({each: medians[each] for each in siblings if each in medians})
        for endpoint, pages in self._pages.items():
            self._compare_pages(endpoint, *pages)

    def _compare(self, medians: dict[Endpoint, float]) -> None:
        fastest = min(medians, key=lambda each: medians[each], default=None)
        for endpoint, seconds in medians.items():
            if fastest and seconds >= FACTOR * medians[fastest] and seconds >= medians[fastest] + MORE:
                got = f"a median of {seconds:.2f} s"
                self._count(self.SLOW, endpoint, f"about {medians[fastest]:.2f} s, as {fastest.label}", got)

    def _compare_pages(self, endpoint: Endpoint, short: array[float], long: array[float], rows: array[float]) -> None:
        if not short or len(long) < FEWEST_PAGES:
            return
        more = median(long) - median(short)
        if median(long) >= LONG and more >= PER_ROW * median(rows):
            expected = f"about {median(short):.2f} s, as for a short page"
            self._count(self.GROWING, endpoint, expected, f"{median(long):.2f} s for {median(rows):.0f} rows")

    def _count(self, kind: Kind, endpoint: Endpoint, expected: str, got: str) -> None:
        self.fault(kind, endpoint, expected=expected, got=got)
        fault = self._faults[kind.name, endpoint.name, "$", False]
        fault.count = self.tested[endpoint.name]
