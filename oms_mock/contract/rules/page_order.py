"""The rule that unchanged orders keep their places between two walks through the order list."""

from __future__ import annotations

from array import array
from collections.abc import Iterator

from oms_mock.contract.client.interaction import FIRST_WALK, SECOND_WALK, Interaction, Request
from oms_mock.contract.endpoints import ORDER_LIST
from oms_mock.contract.plan.requests import page_request, page_requests
from oms_mock.contract.rules.kinds import Kind
from oms_mock.contract.rules.suspicions import Occasion
from oms_mock.contract.rules.walks import Walk, WalkRule
from oms_mock.contract.severity import Provenance, Severity
from oms_mock.contract.values import id_of, version_of


class PageOrder(WalkRule):
    """Orders that did not change keep their places in the list."""

    name = "page-order"
    explanation = (
        "Orders that did not change between two walks come in the same order in both. A client that pages through a "
        "list without a stable order may get some orders twice and others never."
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
        """Return whether a page belongs to the order list, the only list that is walked through twice."""
        return super().concerns(request) and request.endpoint is ORDER_LIST

    def keep(self, walk: Walk, interaction: Interaction) -> None:
        """Keep 32 bits of the time when each order of a page was last changed."""
        versions = self._versions.get(interaction.request.walk)
        if versions is not None:
            versions.extend(version_of(row) & 0xFFFFFFFF for row in interaction.rows if id_of(row) is not None)

    def conclude(self) -> None:
        """Compare the places of unchanged orders in both walks."""
        first, second = (self.walks.get((walk, ORDER_LIST.name)) for walk in (FIRST_WALK, SECOND_WALK))
        if not first or not second or len(first.ids) < 2:
            return
        self.tested[ORDER_LIST.name] = len(second.ids)
        both_walks = Occasion(
            page_requests(ORDER_LIST, FIRST_WALK, first.limit, first.numbers)
            + page_requests(ORDER_LIST, SECOND_WALK, second.limit, second.numbers)
        )
        for one, other in zip(*self._unchanged(first, second), strict=False):
            if one != other:
                self.fault(
                    self.MOVED,
                    ORDER_LIST,
                    path="$.results[*].id",
                    expected="unchanged orders in the same places",
                    got="other places",
                    example=f"order {one}",
                    request=page_request(ORDER_LIST, FIRST_WALK, first.limit, 1),
                    occasion=both_walks,
                )

    def _unchanged(self, first: Walk, second: Walk) -> tuple[Iterator[int], Iterator[int]]:
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
