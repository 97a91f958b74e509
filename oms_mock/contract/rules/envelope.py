"""The outermost form of a body: lists in a page envelope, one object for one order or event, plain constants."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from oms_mock.contract.client.interaction import MISSING, Interaction
from oms_mock.contract.endpoints import ENUMERATIONS, EVENT_LISTS, LISTS, ORDER_LIST, READS, Endpoint
from oms_mock.contract.rules.base import Rule
from oms_mock.contract.rules.kinds import Kind
from oms_mock.contract.rules.responses import where
from oms_mock.contract.schema import drift
from oms_mock.contract.severity import Provenance
from oms_mock.spec import drift_kinds

Problem = tuple[str, str, str]
"""The path, what is expected there, and what was received."""


class Envelope(Rule):
    """Lists come in pages of `count`, `next`, `previous` and `results`."""

    name = "envelope"
    explanation = (
        "The vendor's documentation shows `count`, `next`, `previous` and `results` around the order list. The other "
        "lists are expected to have the same envelope; webhook events may also be a plain list. An order or an event "
        "is one object without an envelope; constants are a list or a map."
    )
    endpoints = READS
    CHANGED = Kind(drift.ENVELOPE_CHANGE, drift_kinds.EXPLANATIONS[drift.ENVELOPE_CHANGE], certain=True)
    kinds = (CHANGED,)

    def see(self, interaction: Interaction) -> None:
        """Check the outermost form of a body."""
        if interaction.body is MISSING:
            return
        endpoint = interaction.endpoint
        self.test(endpoint)
        for path, expected, got in problems(endpoint, interaction.body):
            self.fault(
                self.CHANGED,
                endpoint,
                path=path,
                expected=expected,
                got=got,
                example=where(interaction.request),
                request=interaction.request,
                provenance=known(endpoint),
            )


def known(endpoint: Endpoint) -> Provenance:
    """Return the provenance of an endpoint's envelope: one is documented, the others are those of siblings."""
    return Provenance.DOCUMENTED if endpoint is ORDER_LIST else Provenance.SIBLING


def problems(endpoint: Endpoint, body: Any) -> Iterator[Problem]:
    """Yield what is wrong with the outermost form of a body."""
    if endpoint in LISTS:
        yield from _page_problems(endpoint, body)
    elif endpoint in ENUMERATIONS:
        if not isinstance(body, list | dict):
            yield "$", "a list or a map of constants", drift.type_of(body)
        elif isinstance(body, dict) and isinstance(body.get("results"), list):
            yield "$", "a list or a map of constants", "a page envelope"
    elif not isinstance(body, dict):
        yield "$", "one object", drift.type_of(body)
    elif len(body) <= 2 and "id" not in body and any(isinstance(value, dict | list) for value in body.values()):
        yield "$", "one object", "an object inside an envelope"


def _page_problems(endpoint: Endpoint, body: Any) -> Iterator[Problem]:
    if endpoint in EVENT_LISTS and isinstance(body, list):
        return
    if not isinstance(body, dict):
        yield "$", "an object with count, next, previous and results", drift.type_of(body)
        return
    for name, types, words in _KEYS:
        if name not in body:
            yield f"$.{name}", words, "no such field"
        elif not isinstance(body[name], types) or isinstance(body[name], bool):
            yield f"$.{name}", words, drift.type_of(body[name])
    if type(body.get("count")) is int and body["count"] < 0:
        yield "$.count", "a count", "a negative number"


_KEYS: tuple[tuple[str, tuple[type, ...], str], ...] = (
    ("count", (int,), "integer"),
    ("next", (str, type(None)), "string or null"),
    ("previous", (str, type(None)), "string or null"),
    ("results", (list,), "array"),
)
