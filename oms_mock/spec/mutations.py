"""Mutations: change a value in a copy of a document, so that the response drifts from its JSON Schema.

The functions are pure. A document is never changed; what lies along the path is copied, the rest is shared.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from oms_mock.spec.json_path import ALL, Every, Path
from oms_mock.spec.mutation_conditions import Node


@dataclass(frozen=True)
class Mutation:
    """One way to change a value.

    `fits` names the drift kinds and rules that may report the change. `applies` decides by the value, its key and
    its parent. `change` is called with a copy of the parent, and the key.
    """

    name: str
    fits: frozenset[str]
    applies: Callable[[Node], bool]
    change: Callable[[Any, Any], None]


def applies(document: Any, path: Path, mutation: Mutation) -> bool:
    """Return whether a mutation changes anything at a path of a document."""
    return mutate(document, path, mutation) is not document


def mutate(document: Any, path: Path, mutation: Mutation) -> Any:
    """Return a document that is changed wherever the path leads and the mutation applies.

    If that is nowhere, return the document itself.
    """
    if path:
        return _mutate(document, path, mutation)
    if not mutation.applies(Node(document)):
        return document
    holder = [document]
    mutation.change(holder, 0)
    return holder[0]


def _mutate(value: Any, path: Path, mutation: Mutation) -> Any:
    keys, rest = _keys(value, path[0]), path[1:]
    changed = value
    for key in reversed(keys):  # so that removing an element does not move the next ones
        if not rest and not mutation.applies(Node(value[key], key, value)):
            continue
        child = _mutate(value[key], rest, mutation) if rest else None
        if rest and child is value[key]:
            continue
        changed = value.copy() if changed is value else changed
        if rest:
            changed[key] = child
        else:
            mutation.change(changed, key)
    return changed


def _keys(value: Any, step: str | int | Every) -> list[Any]:
    if isinstance(value, list):
        return list(range(len(value))) if step is ALL else [step] if step in range(len(value)) else []
    return [step] if isinstance(value, dict) and step in value else []
