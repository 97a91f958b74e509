"""Rules keep ids and digests, never bodies: the memory that all rules together take per order."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pytest

from oms_mock.contract.client.interaction import Interaction
from oms_mock.contract.endpoints import ORDER_LIST, ORDER_LIST_SHORT, ORDER_LIST_SIMPLE
from oms_mock.contract.rules.registry import RULES
from tests.contract.rules.builders import event, event_views, opened, opened_short, order, page, short, simple

FEW, MANY = int(os.environ.get("OMS_MOCK_FEW", "50")), int(os.environ.get("OMS_MOCK_MANY", "350"))
"""OMS_MOCK_FEW=1000 and OMS_MOCK_MANY=10000 take some minutes and give the same result."""
BYTES = 200
LIMIT = 100
VIEWS: tuple[tuple[Any, Callable[[Any], Any]], ...] = (
    (ORDER_LIST, dict), (ORDER_LIST_SHORT, short), (ORDER_LIST_SIMPLE, simple)
)  # fmt: skip


def run(keys: list[int]) -> Iterator[Interaction]:
    """Yield the interactions of a run on so many orders: three lists, opened orders, the order list once more."""
    numbers = range(1, (len(keys) + LIMIT - 1) // LIMIT + 1)
    for number in numbers:
        full = [order(key) for key in keys[(number - 1) * LIMIT : number * LIMIT]]
        for endpoint, view in VIEWS:
            yield page(endpoint, map(view, full), count=len(keys), number=number, limit=LIMIT)
    for key in keys:
        full = order(key)
        yield from (opened(full), opened_short(full), *event_views(event(key, key), key=key))
    for number in numbers:
        rows = [order(key) for key in keys[(number - 1) * LIMIT : number * LIMIT]]
        yield page(ORDER_LIST, rows, count=len(keys), number=number, limit=LIMIT, walk="second")


def size_of(value: Any, seen: set[int]) -> int:
    """Return the bytes of a value, and of everything that only it refers to."""
    if id(value) in seen or isinstance(value, type):
        return 0
    seen.add(id(value))
    inside: list[Any] = list(vars(value).values()) if hasattr(value, "__dict__") else []
    inside += [getattr(value, name) for name in getattr(type(value), "__slots__", ()) if hasattr(value, name)]
    if isinstance(value, dict):
        inside += [*value, *value.values()]
    elif isinstance(value, list | tuple | set | frozenset):
        inside += value
    return sys.getsizeof(value) + sum(size_of(each, seen) for each in inside)


def kept(interactions: Iterable[Interaction]) -> int:
    """Return the bytes that all rules hold before they conclude."""
    rules = [rule() for rule in RULES]
    for interaction in interactions:
        for rule in rules:
            rule.see(interaction)
    return sum(size_of(vars(rule), set()) for rule in rules)


def growth(arrange: Callable[[list[int]], list[int]]) -> float:
    """Return the bytes that each additional order takes."""
    few, many = (kept(run(arrange(list(range(10_000, 10_000 + number))))) for number in (FEW, MANY))
    return (many - few) / (MANY - FEW)


@pytest.mark.parametrize(
    "arrange", [lambda keys: keys[::-1], lambda keys: keys[1::2] + keys[::2]], ids=["by id", "in another order"]
)
def test_an_order_takes_no_more_memory_than_its_ids_and_digests(arrange: Callable[[list[int]], list[int]]) -> None:
    assert growth(arrange) <= BYTES
