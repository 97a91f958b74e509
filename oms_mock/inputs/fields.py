"""Marshmallow fields for documents that people write: strict types, and messages that say what to write."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from marshmallow import ValidationError, fields, validate

from oms_mock.inputs import durations, rates
from oms_mock.inputs.documents import NOT_AN_OBJECT
from oms_mock.inputs.paths import shown
from oms_mock.spec.near import did_you_mean

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)


_Texts = dict[str, str | list[Any] | dict[Any, Any]]


class _Messages:
    default_error_messages: _Texts = {"required": "is required", "null": "must not be null"}  # noqa: RUF012


class _Pattern(validate.Regexp):
    """A pattern of the whole string; `$` alone would match before a final line break."""

    def __call__(self, value: Any) -> Any:
        if not self.regex.fullmatch(value):
            raise ValidationError(self._format_error(value))
        return value


class Text(_Messages, fields.String):
    """A string of `least` to `most` characters, and of a pattern if there is one; `wanted` says what it must be."""

    default_error_messages: _Texts = {"invalid": "must be a string"}  # noqa: RUF012

    def __init__(self, *, least: int = 0, most: int = 300, pattern: str = "", wanted: str = "", **options: Any) -> None:
        problem = f"must be {wanted or f'a string of {least} to {most} characters'}"
        checks: list[validate.Validator] = [validate.Length(least, most, error=problem)]
        if pattern:
            checks.append(_Pattern(re.compile(pattern, re.ASCII), error=problem))
        super().__init__(validate=checks, **options)


class WholeNumber(_Messages, fields.Integer):
    """A whole number within bounds; neither a boolean nor a string of digits.

    With `point`, 5.0 is a whole number too, as for `integer` in JSON Schema.
    """

    def __init__(
        self, least: int | None = None, most: int | None = None, *, point: bool = False, **options: Any
    ) -> None:
        self.least, self.most, self.point = least, most, point
        self.problem = f"must be a whole number{_bounds(least, most)}"
        super().__init__(strict=True, validate=validate.Range(least, most, error=self.problem), **options)

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> int:
        if self.point and isinstance(value, float) and value.is_integer():
            return int(value)
        if isinstance(value, bool) or not isinstance(value, int):
            raise ValidationError(self.problem)
        return value


class Number(_Messages, fields.Float):
    """A number within bounds; neither a boolean nor a string of digits."""

    def __init__(self, least: float, most: float, **options: Any) -> None:
        self.least, self.most = least, most
        self.problem = f"must be a number{_bounds(least, most)}"
        super().__init__(validate=validate.Range(least, most, error=self.problem), **options)

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> float:
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise ValidationError(self.problem)
        return value


class Flag(_Messages, fields.Boolean):
    """True or false, and nothing that merely looks so."""

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> bool:
        if not isinstance(value, bool):
            raise ValidationError("must be true or false")
        return value


class Choice(_Messages, fields.String):
    """One of some strings."""

    def __init__(self, possible: Iterable[str], **options: Any) -> None:
        self.possible = tuple(possible)
        super().__init__(validate=validate.OneOf(self.possible), **options)

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> str:
        if isinstance(value, str) and value in self.possible:
            return value
        raise ValidationError(one_of(value, self.possible))


class Parsed(_Messages, fields.String):
    """A string that a function reads, which raises ValueError."""

    def __init__(self, parse: Callable[[str], Any], wanted: str, **options: Any) -> None:
        self.parse, self.wanted = parse, wanted
        super().__init__(**options)

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> Any:
        if not isinstance(value, str):
            raise ValidationError(f"must be {self.wanted}")
        try:
            return self.parse(value)
        except ValueError as error:
            raise ValidationError(str(error)) from None


class Duration(Parsed):
    """A duration; as seconds."""

    def __init__(self, *, longest: float | None = None, bare: durations.Unit | None = None, **options: Any) -> None:
        super().__init__(
            lambda text: durations.parse(text, bare=bare, longest=longest),
            f"a duration such as {durations.EXAMPLES}",
            **options,
        )


class Rate(Parsed):
    """A rate; the string itself, after `check` has looked at it."""

    def __init__(self, check: Callable[[str], Any] = rates.parse, **options: Any) -> None:
        super().__init__(lambda text: (check(text), text)[1], "a string such as 60/min", **options)


class Day(Parsed):
    """A date such as 2027-03-31."""

    def __init__(self, **options: Any) -> None:
        super().__init__(day, "a date such as 2027-03-31", **options)


class Part(_Messages, fields.Nested):
    """An object that has a schema of its own."""

    default_error_messages: _Texts = {"type": NOT_AN_OBJECT}  # noqa: RUF012


class ListOf(_Messages, fields.List[Any]):
    """A list of at most `most` values, which may have to be different; `wanted` says what it must be."""

    def __init__(
        self, inner: fields.Field[Any], *, most: int, wanted: str, is_unique: bool = False, **options: Any
    ) -> None:
        self.problem = f"must be {wanted}"
        checks: list[Callable[[list[Any]], Any]] = [validate.Length(0, most, error=f"{self.problem}, at most {most}")]
        super().__init__(inner, validate=[*checks, *([self._require_different] if is_unique else [])], **options)

    def _require_different(self, values: list[Any]) -> None:
        if len(set(values)) < len(values):
            raise ValidationError(self.problem)

    def _deserialize(self, value: Any, attr: Any, data: Any, **options: Any) -> list[Any]:
        if not isinstance(value, list):
            raise ValidationError(self.problem)
        return super()._deserialize(value, attr, data, **options)


class Mapping(_Messages, fields.Dict):
    """An object whose keys the writer chooses; its values all have one kind."""

    def __init__(self, values: fields.Field[Any], **options: Any) -> None:
        super().__init__(keys=fields.String(), values=values, **options)

    def _deserialize(self, value: Any, attr: Any, data: Any, **options: Any) -> dict[str, Any]:
        if not isinstance(value, dict):
            raise ValidationError(NOT_AN_OBJECT)
        found, problems = {}, {}
        for key, each in value.items():
            try:
                found[key] = self.value_field.deserialize(each, attr, data, **options)  # type: ignore[union-attr]
            except ValidationError as error:
                problems[key] = error.messages
        if problems:
            raise ValidationError(problems)
        return found


class Anything(_Messages, fields.Raw):
    """Any JSON value."""


def one_of(value: Any, possible: Iterable[str]) -> str:
    """Write `must be one of null, remove`, after the unknown value and the known one that is most like it."""
    known = tuple(possible)
    listed = f"must be one of {', '.join(known)}"
    near = did_you_mean(value, known) if isinstance(value, str) else ""
    return f"unknown value {shown(value)}; {near} It {listed}" if near else listed


def day(text: str) -> date:
    """Read a date such as 2027-03-31. Raises ValueError."""
    try:
        if _DAY.fullmatch(text):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise ValueError("must be a date such as 2027-03-31")


def _bounds(least: float | None, most: float | None) -> str:
    if least is None:
        return ""
    return f" of at least {least:,}" if most is None or most >= 2**63 - 1 else f" from {least:,} to {most:,}"
