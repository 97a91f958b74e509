"""The rule that bodies match their JSON Schema; each difference is reported by its kind of drift."""

from __future__ import annotations

from typing import Any

from oms_mock.contract.client.interaction import MISSING, Interaction, Purpose
from oms_mock.contract.endpoints import ENDPOINTS, ENUMERATIONS, EVENT_DETAIL, EVENT_LISTS, LISTS, PULL, Endpoint
from oms_mock.contract.rules.base import Rule
from oms_mock.contract.rules.kinds import Kind
from oms_mock.contract.schema import drift
from oms_mock.contract.schema.drift import Drift, drifts
from oms_mock.contract.schema.validator import Form, fitting_form
from oms_mock.contract.severity import Provenance, Severity
from oms_mock.contract.values import place_of, request_of
from oms_mock.spec import drift_kinds, reader

ENVELOPE = ("count", "next", "previous", "results")


def provenance_of(endpoint: Endpoint) -> Provenance:
    """Return the provenance of the body of an endpoint."""
    return Provenance(reader.load_once(endpoint.document)["x-oms-provenance"])


def form_checked(interaction: Interaction) -> tuple[Form, Any] | None:
    """Return the form of the schema that a body is compared with, and the body; None if nothing is compared."""
    body = interaction.document if interaction.request.purpose is Purpose.PULL else interaction.body
    form = fitting_form(interaction.endpoint.document, body) if body is not MISSING else None
    if form is None or interaction.status != 200 or not interaction.is_census:
        return None
    return form, body


def _kind(name: str, severity: Severity | None = None) -> Kind:
    return Kind(name, drift_kinds.EXPLANATIONS[name], severity=severity, certain=True)


class Schema(Rule):
    """Fields, types, nulls, values and formats match the JSON Schema."""

    name = "schema"
    explanation = (
        "Every order, webhook event, constant and pull result is validated against the JSON Schema of its endpoint "
        "(`schemas/`). Each difference is reported by its kind: a missing or unknown field, a changed type, a null, "
        "a new value, another format. It is an error if the schema is documented there, a warning if it follows a "
        "sibling page or Django REST framework, and information if it is assumed."
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
        """Count events and orders where there are any, else responses."""
        if endpoint in EVENT_LISTS or endpoint is EVENT_DETAIL:
            return "events"
        return "responses" if endpoint in ENUMERATIONS or endpoint is PULL else "orders"

    def see(self, interaction: Interaction) -> None:
        """Validate a body against its schema."""
        checked = form_checked(interaction)
        if checked is None:
            return
        form, body = checked
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
            return  # the rule `envelope` reports these
        index = _index(each) if interaction.endpoint in LISTS else 0
        self.fault(
            self._kinds[each.kind],
            interaction.endpoint,
            path=each.path,
            expected=each.expected,
            got=each.got,
            example=place_of(interaction, index),
            request=request_of(interaction, index),
            subject=(self.tested[interaction.endpoint.name], index),
            provenance=each.provenance,
            severity=each.severity,
        )


def _index(each: Drift) -> int | None:
    """Return the row of a list that a difference is in."""
    return next((step for step in each.place if isinstance(step, int)), None)
