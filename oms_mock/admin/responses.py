"""The schemas of the admin API's responses."""

from __future__ import annotations

from typing import Any

from marshmallow import fields

from oms_mock.behaviour.rule_schema import RuleSchema
from oms_mock.inputs.documents import DocumentSchema
from oms_mock.inputs.fields import Anything, Flag, Number, Part, Text, WholeNumber
from oms_mock.schemas.orders import OrderDetailSchema
from oms_mock.services.settings import SettingsSchema

MOST = 2**63 - 1


def _text(description: str, *, required: bool = True, **options: Any) -> Text:
    return Text(most=MOST, required=required, metadata={"description": description}, **options)


def _count(description: str, *, required: bool = True) -> WholeNumber:
    return WholeNumber(0, MOST, required=required, metadata={"description": description})


def _list(inner: fields.Field[Any] | type[DocumentSchema]) -> fields.List[Any]:
    return fields.List(inner if isinstance(inner, fields.Field) else Part(inner), required=True)


def _strings(description: str) -> fields.Dict:
    values = fields.List(fields.String())
    return fields.Dict(keys=fields.String(), values=values, required=True, metadata={"description": description})


class ErrorSchema(DocumentSchema):
    """An error response."""

    detail = _text("What is wrong; a line for each problem, as `path: problem`.")


class EmptySchema(DocumentSchema):
    """An empty object."""


class VersionSchema(DocumentSchema):
    """The version of oms-mock."""

    version = _text("The version, such as 0.1.0.")


class WorldSchema(DocumentSchema):
    """The world that the request was about."""

    world = _text("The name of the world.")


class NamedWorldSchema(DocumentSchema):
    """A named world."""

    name = _text("The name of the world.")
    idle = _count("Seconds since the last request.")
    own_orders = _count("Orders that are stored for this world alone.")


class WorldsSchema(DocumentSchema):
    """All named worlds."""

    worlds = _list(NamedWorldSchema)


class ScenarioDescriptionSchema(DocumentSchema):
    """A scenario that a world can be switched to."""

    name = _text("The name of the scenario.")
    description = _text("What the scenario contains.")


class CurrentScenarioSchema(WorldSchema):
    """The scenario of a world."""

    scenario = _text("The name of the scenario.")


class ScenariosSchema(CurrentScenarioSchema):
    """The scenario of a world, and all that there are."""

    scenarios = _list(ScenarioDescriptionSchema)


class SettingsResponseSchema(WorldSchema):
    """The settings of a world."""

    settings = Part(SettingsSchema, required=True)


class ClockResponseSchema(WorldSchema):
    """The clock of a world."""

    now = fields.String(required=True, metadata={"description": "The time in the world.", "format": "date-time"})
    frozen = Flag(required=True, metadata={"description": "Whether the clock is frozen."})


class OrdersSchema(WorldSchema):
    """Orders of a world."""

    count = _count("How many orders match.")
    pages = _count("How many pages of this size there are.")
    results = fields.List(fields.Nested(OrderDetailSchema), required=True)


class AddedRuleSchema(RuleSchema):
    """A fault rule that was added."""

    world = _text("The name of the world.")


class CountedRuleSchema(RuleSchema):
    """A fault rule, and how often it was used."""

    seen = _count("Requests that the rule matched.")
    applied = _count("Requests that the rule was applied to.")


class RulesSchema(WorldSchema):
    """The fault rules of a world, in their order."""

    faults = _list(CountedRuleSchema)


class EntrySchema(DocumentSchema):
    """A request in the journal. Secrets are masked."""

    id = _count("The number of the request in its world.")
    time = fields.String(required=True, metadata={"description": "When it arrived.", "format": "date-time"})
    method = _text("The method.")
    path = _text("The path.")
    query = _strings("The values of each query parameter.")
    headers = fields.Dict(
        keys=fields.String(),
        values=fields.String(),
        required=True,
        metadata={"description": "The headers, with lower-case names."},
    )
    json = Anything(metadata={"description": "The body, where it is JSON."})
    body = _text("The body, where it is not JSON.", required=False)
    operation = _text("The operationId, or null where there is none.", allow_none=True)
    status = WholeNumber(
        100,
        999,
        required=True,
        allow_none=True,
        metadata={"description": "The status of the response, or null while the request is in flight."},
    )
    milliseconds = Number(
        0, 1e12, required=True, metadata={"description": "How long the response took, or the request is in flight."}
    )
    in_flight = Flag(metadata={"description": "True while there is no response."})
    fault = _text("The ids of the fault rules that were applied.", required=False)
    did = fields.List(fields.String(), metadata={"description": "The effects that were applied."})
    throttled = Flag(metadata={"description": "Whether the throttle rejected the request."})
    too_early = Number(0, 1e12, metadata={"description": "Seconds by which the client ignored a Retry-After header."})
    warnings = fields.List(fields.String(), metadata={"description": "What was asked for without effect."})


class UnmatchedEntrySchema(EntrySchema):
    """A request for which there is no route."""

    nearest = _text("The route that is most like the path.")


class EntriesSchema(DocumentSchema):
    """Requests, oldest first."""

    requests = _list(EntrySchema)


class UnmatchedEntriesSchema(DocumentSchema):
    """Requests for which there is no route, newest first."""

    requests = _list(UnmatchedEntrySchema)


class JournalSchema(WorldSchema):
    """A page of the request journal, newest first."""

    total = _count("Requests in the journal of this world.")
    forgotten = _count("Older requests that were removed from the journal.")
    requests = _list(EntrySchema)


class CountSchema(DocumentSchema):
    """How many requests match."""

    count = _count("Requests that match.")


class VerifiedSchema(CountSchema):
    """The expectation is met."""

    verified = Flag(required=True)
    in_flight = _count("Requests of the world that have no response yet.")


class NotVerifiedSchema(VerifiedSchema):
    """The expectation is not met."""

    expected = _text("The expectation.")
    nearest = Part(EntrySchema, required=True, allow_none=True, metadata={"description": "The most similar request."})
    differences = fields.List(
        fields.String(), required=True, metadata={"description": "How it differs from the expectation."}
    )
    detail = _text("All of this as text.")
