"""Drift: responses that differ from the documented API, as those of a deployment may do after a release."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from oms_mock import urls, wire
from oms_mock.faults.rewrite import Exchange, Rewrite
from oms_mock.spec.json_path import ALL, Path
from oms_mock.spec.mutation_catalogue import BY_NAME
from oms_mock.spec.mutations import Mutation, mutate

ORDERS = f"{urls.ORDERS}/"
_ORDER = re.compile(rf"{ORDERS}[0-9]+/")

Chosen = Callable[[int], bool]
"""Return whether an order, given by its id, is affected."""


def every(number: int = 1) -> Chosen:
    """Choose every order whose id is a multiple of a number."""
    return lambda order_id: order_id % number == 0


@dataclass(frozen=True)
class Drift:
    """A mutation of a path in full orders, and the orders that it affects."""

    path: Path
    mutation: Mutation
    orders: Chosen


def order_drift(*drifts: Drift) -> Rewrite:
    """Mutate orders in the responses of the order list and of the order detail."""

    def rewrite(exchange: Exchange) -> Exchange | None:
        if exchange.method != "GET" or exchange.status != 200:
            return None
        if exchange.path == ORDERS:
            page = json.loads(exchange.body)
            rows = [_drifted(row, drifts) for row in page["results"]]
            return _with_document(exchange, page | {"results": rows})
        if _ORDER.fullmatch(exchange.path):
            return _with_document(exchange, _drifted(json.loads(exchange.body), drifts))
        return None

    return rewrite


def _drifted(order: dict[str, Any], drifts: tuple[Drift, ...]) -> Any:
    drifted: Any = order
    for drift in drifts:
        if drift.orders(order["id"]):
            drifted = mutate(drifted, drift.path, drift.mutation)
    return drifted


def _with_document(exchange: Exchange, document: Any) -> Exchange:
    return replace(exchange, body=wire.dumps(document))


DEMO: tuple[Drift, ...] = (
    Drift(("customer", "email"), BY_NAME["null"], every(3)),
    Drift(("orderitem_set", ALL, "price"), BY_NAME["decimal-one-place-fewer"], every()),
    Drift(("segment",), BY_NAME["remove"], every()),
    Drift(("shipping_address", "postcode"), BY_NAME["rename"], every()),
    Drift(("orderitem_set", ALL, "order"), BY_NAME["break-link"], every(50)),
    Drift(("channel",), BY_NAME["extra-field"], every()),
    Drift(("payment_type",), BY_NAME["new-value"], every(7)),
)
"""What `--demo-drift` applies: one drift of each common kind."""
