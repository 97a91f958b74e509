"""Drifts that only tests apply: of single orders, and of the envelope of a page."""

from __future__ import annotations

import json
from dataclasses import replace

from oms_mock import wire
from oms_mock.faults.demo_drift import ORDERS, Chosen
from oms_mock.faults.rewrite import Exchange, Rewrite
from oms_mock.spec.json_path import Path
from oms_mock.spec.mutations import Mutation, mutate


def only(*order_ids: int) -> Chosen:
    """Choose orders by their ids."""
    chosen = frozenset(order_ids)
    return lambda order_id: order_id in chosen


def page_drift(path: Path, mutation: Mutation) -> Rewrite:
    """Mutate the envelope of every page of the order list."""

    def rewrite(exchange: Exchange) -> Exchange | None:
        if exchange.method != "GET" or exchange.status != 200 or exchange.path != ORDERS:
            return None
        return replace(exchange, body=wire.dumps(mutate(json.loads(exchange.body), path, mutation)))

    return rewrite
