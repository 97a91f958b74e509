"""Describe an endpoint of the admin API beside its view, for the OpenAPI document."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from marshmallow import Schema

View = TypeVar("View", bound=Callable[..., Any])
Described = type[Schema] | dict[str, Any]
"""A marshmallow schema, or a JSON Schema."""

JOURNAL_OFF = {409: "The journal is off."}
WORLD_LIMIT = {503: "There are too many worlds, or the database does not respond."}


@dataclass(frozen=True)
class Operation:
    """What an endpoint takes and returns; its summary is the docstring of the view."""

    id: str
    tag: str
    response: Described
    status: int = 200
    body: Described | None = None
    is_body_required: bool = True
    examples: Mapping[str, Any] = field(default_factory=dict)
    query: Mapping[str, tuple[str, dict[str, Any]]] = field(default_factory=dict)
    errors: Mapping[int, str | tuple[str, Described]] = field(default_factory=dict)
    has_world: bool = True


_OPERATIONS: dict[Callable[..., Any], Operation] = {}


def describe(described: Operation) -> Callable[[View], View]:
    """Attach a description to a view."""

    def attach(view: View) -> View:
        _OPERATIONS[view] = described
        return view

    return attach


def operation_of(view: Callable[..., Any]) -> Operation:
    """Return the description of a view. Raises KeyError where it has none."""
    return _OPERATIONS[view]
