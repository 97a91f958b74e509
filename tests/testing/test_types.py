"""The types of the clients for tests agree with the schemas of the admin API."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, get_type_hints

import pytest
from marshmallow import Schema

from oms_mock.behaviour.rule_schema import DelayField, MatchSchema, MutateField, RuleSchema, StaleField
from oms_mock.inputs import fields
from oms_mock.journal.matching import MatcherSchema
from oms_mock.services.settings import SettingsSchema
from oms_mock.testing.faults import Rule
from oms_mock.testing.journal import Matcher
from oms_mock.testing.settings import Changes

TYPES: dict[type, Any] = {
    fields.Anything: Any,
    fields.Choice: str,
    fields.Duration: str,
    fields.ListOf: list[int],
    fields.Mapping: Mapping[str, str | Sequence[str] | None],
    fields.Number: float,
    fields.Rate: str,
    fields.Text: str,
    fields.WholeNumber: int,
    DelayField: str | Mapping[str, Any],
    MutateField: Mapping[str, str],
    StaleField: Mapping[str, Any],
}
"""The Python type of the values of each field."""


def types_of(*schemas: type[Schema]) -> dict[str, Any]:
    found = {}
    for schema in schemas:
        for name, field in schema().fields.items():
            kind = TYPES.get(type(field))
            found[field.data_key or name] = kind | None if field.allow_none and kind is not Any else kind
    return found


@pytest.mark.parametrize(
    ("typed", "schemas"), [(Rule, (MatchSchema, RuleSchema)), (Matcher, (MatcherSchema,)), (Changes, (SettingsSchema,))]
)
def test_every_key_of_a_schema_has_the_type_of_its_field(typed: type, schemas: tuple[type[Schema], ...]) -> None:
    expected = types_of(*schemas)
    expected.pop("match", None)  # its keys stand beside the effects
    assert {name.rstrip("_"): kind for name, kind in get_type_hints(typed).items()} == expected
