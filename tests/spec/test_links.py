"""Links inside an order."""

from __future__ import annotations

from typing import Any

import pytest

from oms_mock.spec.json_path import ALL
from oms_mock.spec.links import LINKS, Link, resolve
from oms_mock.spec.mutation_catalogue import BY_NAME
from oms_mock.spec.mutations import mutate
from tests.vendor import sample

ORDER = sample()["results"][0]


@pytest.mark.parametrize("link", LINKS, ids=lambda link: link.name)
def test_a_link_holds_in_the_sample_until_it_is_broken(link: Link) -> None:
    def holds(order: Any) -> list[bool]:
        return [child == parent for child, parent in resolve(order, link)]

    assert (holds(ORDER), holds(mutate(ORDER, link.child, BY_NAME["break-link"]))) == ([True], [False])


def test_a_link_inside_a_list_is_compared_within_its_own_element() -> None:
    link = Link(("items", ALL, "product", "images", ALL, "product"), ("items", ALL, "product", "id"))
    order = {"items": [{"product": {"id": pk, "images": [{"product": pk}, {"product": pk}]}} for pk in (1, 2)]}
    assert resolve(order, link) == [(1, 1), (1, 1), (2, 2), (2, 2)]


@pytest.mark.parametrize("order", [None, [], {}, {"shipping_address": {"district": None, "city": 7}}])
def test_a_missing_link_is_not_compared(order: Any) -> None:
    assert [pair for link in LINKS for pair in resolve(order, link)] == []
