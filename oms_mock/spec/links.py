"""Links inside an order: which id refers to which other object of the same order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from oms_mock.spec.json_path import ALL, Path, to_string


@dataclass(frozen=True)
class Link:
    """The id at `child` equals the id at `parent`; both are paths in an order.

    If both begin with the same steps up to ALL, these mean the same element. If either id does not exist
    or is null (an address without a district), there is nothing to compare.
    """

    child: Path
    parent: Path

    @property
    def name(self) -> str:
        """The path of the child, as findings write it."""
        return to_string(self.child)


def _of_address(address: str) -> tuple[Link, ...]:
    return (
        Link((address, "city", "country"), (address, "country", "pk")),
        Link((address, "township", "city"), (address, "city", "pk")),
        Link((address, "district", "city"), (address, "city", "pk")),
        Link((address, "district", "township"), (address, "township", "pk")),
        Link((address, "customer", "channel"), ("channel", "id")),
    )


LINKS: tuple[Link, ...] = (
    Link(("orderitem_set", ALL, "order"), ("id",)),
    Link(
        ("orderitem_set", ALL, "product", "productimage_set", ALL, "product"), ("orderitem_set", ALL, "product", "id")
    ),
    Link(("customer", "channel"), ("channel", "id")),
    *_of_address("shipping_address"),
    *_of_address("billing_address"),
)


def resolve(order: Any, link: Link) -> list[tuple[Any, Any]]:
    """Return the child's and the parent's id of every place where both exist and are not null."""
    return _resolve(order, link.child, order, link.parent)


def _resolve(child: Any, child_path: Path, parent: Any, parent_path: Path) -> list[tuple[Any, Any]]:
    if ALL not in child_path:
        pair = _follow(child, child_path), _follow(parent, parent_path)
        return [] if None in pair else [pair]
    place = child_path.index(ALL)
    elements, rest = _follow(child, child_path[:place]), child_path[place + 1 :]
    if not isinstance(elements, list):
        return []
    shared = child is parent and parent_path[: place + 1] == child_path[: place + 1]
    own = parent_path[place + 1 :] if shared else parent_path
    return [pair for each in elements for pair in _resolve(each, rest, each if shared else parent, own)]


def _follow(value: Any, path: Path) -> Any:
    for step in path:
        if not isinstance(value, dict):
            return None
        value = value.get(step)
    return value
