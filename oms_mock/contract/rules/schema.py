"""Orders, events and constants as their JSON Schemas have them, each departure named by its kind."""

from __future__ import annotations

from typing import Any

from oms_mock.contract.client.interaction import MISSING, Interaction, Purpose
from oms_mock.contract.endpoints import ENDPOINTS, ENUMERATIONS, EVENT_DETAIL, EVENT_LISTS, LISTS, PULL, Endpoint
from oms_mock.contract.rules.base import Kind, Rule
from oms_mock.contract.schema import drift
from oms_mock.contract.schema.drift import Drift, drifts
from oms_mock.contract.schema.validator import Form, fitting_form
from oms_mock.contract.severity import Provenance, Severity
from oms_mock.contract.values import place_of
from oms_mock.spec import drift_kinds, reader

ENVELOPE = ("count", "next", "previous", "results")


def provenance_of(endpoint: Endpoint) -> Provenance:
    """How well the body of an endpoint is known as a whole."""
    return Provenance(reader.load_once(endpoint.document)["x-oms-provenance"])


def form_judged(interaction: Interaction) -> tuple[Form, Any] | None:
    """Return what a body is compared with, and the body; None where there is nothing to compare."""
    body = interaction.document if interaction.request.purpose is Purpose.PULL else interaction.body
    form = fitting_form(interaction.endpoint.document, body) if body is not MISSING else None
    if form is None or interaction.status != 200 or not interaction.is_census:
        return None
    return form, body


def _kind(name: str, severity: Severity | None = None) -> Kind:
    return Kind(name, drift_kinds.EXPLANATIONS[name], severity=severity, certain=True)


class Schema(Rule):
    """Fields, types, nulls, values and formats are those of the JSON Schema."""

    name = "schema"
    explanation = (
        "Every order, webhook event, constant and pull result is compared with the JSON Schema of its endpoint "
        "(`schemas/`). What departs from it is named by kind: a missing or unknown field, a changed type, a null, "
        "a new value, another format. What the page documents is an error, what a sibling page or Django REST "
        "framework suggests a warning, what we assumed only said."
    )
    endpoints = ENDPOINTS
    kinds = (
        _kind(drift.MISSING_FIELD),
        _kind(drift.UNKNOWN_FIELD, Severity.INFO),
        _kind(drift.TYPE_CHANGED),
        _kind(drift.NULL_DRIFT),
        _kind(drift.ENUM_GROWTH, Severity.INFO),
        _kind(drift.FORMAT_DRIFT),
    )
    _kinds = {kind.name: kind for kind in kinds}  # noqa: RUF012

    def unit_of(self, endpoint: Endpoint) -> str:
        """Orders or events where there are any, else answers."""
        if endpoint in EVENT_LISTS or endpoint is EVENT_DETAIL:
            return "events"
        return "answers" if endpoint in ENUMERATIONS or endpoint is PULL else "orders"

    def see(self, interaction: Interaction) -> None:
        """Compare a body with its document."""
        judged = form_judged(interaction)
        if judged is None:
            return
        form, body = judged
        rows = interaction.rows
        self.tested[interaction.endpoint.name] += len(rows) if interaction.endpoint in LISTS else 1
        for each in drifts(form, body, provenance_of(interaction.endpoint)):
            self._count(interaction, each)

    def _count(self, interaction: Interaction, each: Drift) -> None:
        if (
            len(each.place) <= 1
            and interaction.endpoint in LISTS
            and each.place[:1] != ()
            and each.place[0] in ENVELOPE
        ):
            return  # the rule `envelope` speaks of these
        index = _index(each) if interaction.endpoint in LISTS else 0
        self.fault(
            self._kinds[each.kind],
            interaction.endpoint,
            path=each.path,
            expected=each.expected,
            got=each.got,
            example=place_of(interaction, index),
            request=interaction.request,
            subject=(self.tested[interaction.endpoint.name], index),
            provenance=each.provenance,
            severity=each.severity,
        )


def _index(each: Drift) -> int | None:
    """Which row of a list a departure is in."""
    return next((step for step in each.place if isinstance(step, int)), None)
