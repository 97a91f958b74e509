"""Validate a document against a marshmallow schema, and report every problem as `path: problem`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from marshmallow import RAISE, Schema, ValidationError
from marshmallow.exceptions import SCHEMA

from oms_mock.errors import UnusableValueError
from oms_mock.inputs.paths import ROOT, below
from oms_mock.spec.near import did_you_mean

UNKNOWN = "unknown key"
NOT_AN_OBJECT = "must be an object"


class DocumentSchema(Schema):
    """The schema of an object; unknown keys are rejected with the known key that is most like them."""

    error_messages = {"unknown": UNKNOWN, "type": NOT_AN_OBJECT}  # noqa: RUF012

    class Meta:
        """Reject unknown keys."""

        unknown = RAISE

    def handle_error(self, error: ValidationError, data: Any, **_: Any) -> None:
        """Add a suggestion to every unknown key. Called by marshmallow before it raises `error`."""
        messages = error.messages
        if isinstance(messages, dict):
            messages.update(
                {key: [unknown_key(key, keys(self))] for key, each in messages.items() if each == [UNKNOWN]}
            )


def keys(schema: Schema | type[Schema]) -> list[str]:
    """List the keys of a document, in the order of the schema."""
    declared: Mapping[str, Any] = schema._declared_fields
    return [field.data_key or name for name, field in declared.items()]


def unknown_key(key: str, known: list[str]) -> str:
    """Write `unknown key; did you mean status?`, or list the known keys."""
    return f"{UNKNOWN}; {did_you_mean(key, known, 'the keys are ' + ', '.join(known))}"


def load(schema: Schema, document: Any, root: str = ROOT) -> Any:
    """Return what a schema makes of a document. Raises UnusableValueError with every problem."""
    try:
        return schema.load(document)
    except ValidationError as error:
        raise unusable(error, root) from None


def unusable(error: ValidationError, root: str = ROOT) -> UnusableValueError:
    """Return marshmallow's error as ours."""
    first, *others = (UnusableValueError(path, problem) for path, problem in _problems(error.messages, root))
    return UnusableValueError(first.where, first.why, tuple(others))


def _problems(messages: Any, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(messages, dict):
        for key, each in messages.items():
            yield from _problems(each, path if key == SCHEMA else below(path, key))
    elif isinstance(messages, list):
        for each in messages:
            yield from _problems(each, path)
    else:
        yield path, str(messages)
