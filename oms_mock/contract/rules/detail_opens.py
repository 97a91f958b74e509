"""Every listed order can be opened, and the response is that order."""

from __future__ import annotations

from oms_mock.contract.client.interaction import FIRST_WALK, Interaction, Purpose, Request
from oms_mock.contract.endpoints import ORDER_DETAIL, ORDER_DETAIL_SHORT, ORDER_LIST, Endpoint
from oms_mock.contract.plan.requests import limit_of, page_request
from oms_mock.contract.rules.base import Rule
from oms_mock.contract.rules.kinds import Kind, contradiction
from oms_mock.contract.rules.responses import where
from oms_mock.contract.rules.suspicions import Occasion
from oms_mock.contract.values import id_of, versions


def listing(interaction: Interaction, endpoint: Endpoint, limit: int) -> tuple[Request, ...]:
    """Return the pages of a list where an opened order is, or may have moved to."""
    page = interaction.request.page
    return page_request(endpoint, FIRST_WALK, limit, page), page_request(endpoint, FIRST_WALK, limit, page + 1)


class Opens(Rule):
    """Every listed order can be opened."""

    name = "opens"
    explanation = "Every order in the order list can be opened, in detail and short, and the response is that order."
    endpoints = (ORDER_DETAIL, ORDER_DETAIL_SHORT)
    unit = "orders"
    needs = "an order"
    NOT_FOUND = contradiction("order-not-found", "An order in the order list cannot be opened (404).")
    OTHER = contradiction(
        "other-order",
        "Opening an order returns another order. That is an error however often it is seen.",
        certain=True,
    )
    kinds = (NOT_FOUND, OTHER)

    def __init__(self, *, listed: set[int] | None = None) -> None:
        super().__init__()
        self._limit = 1
        self._listed = listed
        """When requests are repeated: the orders that are listed now; an order that is gone need not open."""

    def fresh(self) -> Opens:
        """Return a rule that checks only orders that are still listed."""
        return Opens(listed=set())

    def see(self, interaction: Interaction) -> None:
        """Check an opened order."""
        request = interaction.request
        if request.purpose is Purpose.WALK and request.endpoint is ORDER_LIST:
            self._limit = limit_of(request) or self._limit
            if self._listed is not None:
                self._listed.update(versions(interaction.rows))
        if request.purpose is not Purpose.VISIT or request.endpoint not in self.endpoints or not interaction.status:
            return
        self.test(request.endpoint)
        opened = id_of(interaction.rows[0]) if interaction.rows else None
        if interaction.status in {404, 410}:
            is_gone = self._listed is not None and request.pk not in self._listed
            self._count(self.NOT_FOUND, interaction, "200", str(interaction.status), is_gone)
        elif opened is not None and opened != request.pk:
            self._count(self.OTHER, interaction, "the requested order", "another order")

    def _count(self, kind: Kind, interaction: Interaction, expected: str, got: str, is_gone: bool = False) -> None:
        self.fault(
            kind,
            interaction.endpoint,
            path="$" if kind is self.NOT_FOUND else "$.id",
            expected=expected,
            got=got,
            example=where(interaction.request),
            request=interaction.request,
            occasion=Occasion((*listing(interaction, ORDER_LIST, self._limit), interaction.request)),
            explained=is_gone,
        )
