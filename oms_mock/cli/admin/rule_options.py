"""The options of `oms-mock admin faults add`, made from the schema of a fault rule.

The schema is loaded when the options are needed, since marshmallow and openapi.json would slow down every command.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import click
from marshmallow import fields

from oms_mock.behaviour.rule_schema import MatchSchema, RuleSchema
from oms_mock.cli.command import GroupedOption
from oms_mock.cli.option_types import Word
from oms_mock.inputs.fields import Choice, Number, WholeNumber

REQUESTS = "Which requests (all by default)"
EFFECTS = "What happens"
LARGE = 10**9
"""A limit from which on the help does not show it."""


def options() -> list[click.Parameter]:
    """Return one option for each key of a rule."""
    return [*_options(MatchSchema(), REQUESTS), *_options(RuleSchema(), EFFECTS)]


def _options(schema: MatchSchema | RuleSchema, group: str) -> Iterator[click.Parameter]:
    for name, field in schema.fields.items():
        key = field.data_key or name
        if key != "match":
            yield GroupedOption(
                [f"--{key.replace('_', '-')}", f"admin_{key}"],
                type=_type(field),
                metavar=field.metadata.get("metavar"),
                help=field.metadata["description"],
                group=group,
            )


def _type(field: fields.Field[Any]) -> click.ParamType[Any]:
    if isinstance(field, WholeNumber):
        return click.IntRange(field.least, _shown(field.most))
    if isinstance(field, Number):
        return click.FloatRange(field.least, field.most)
    if isinstance(field, Choice) and "metavar" not in field.metadata:
        return Word(field.possible)
    return click.STRING


def _shown(most: int | None) -> int | None:
    return most if most is not None and most < LARGE else None
