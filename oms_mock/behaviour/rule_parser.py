"""Make rules of JSON documents."""

from __future__ import annotations

from typing import Any

from marshmallow import ValidationError

from oms_mock.behaviour import rule_schema
from oms_mock.behaviour.rules import Effect, FaultRule, Match
from oms_mock.inputs.documents import unusable
from oms_mock.inputs.paths import ROOT, below

MOST = 100
"""Rules of one world."""
MOST_BYTES = 65_536
"""Of all rules of one world, as they are stored."""


def rule(document: Any, rule_id: str) -> FaultRule:
    """Return the rule that a document describes; its id is `rule_id` unless it has one. Raises UnusableValueError."""
    parts = rule_schema.read(document)
    named = {"id": rule_id} | document
    match, _ = Match(**parts.pop("match", {})), parts.pop("id", None)
    return FaultRule(named["id"], match, Effect(**parts), named)


def part(key: str, value: Any) -> dict[str, Any]:
    """Return one effect as a field of an Effect. Raises UnusableValueError."""
    field = next(each for each in rule_schema.schema().fields.values() if key in {each.data_key, each.name})
    try:
        return {str(field.name): field.deserialize(value)}
    except ValidationError as error:
        raise unusable(error, below(ROOT, key)) from None
