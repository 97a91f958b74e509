"""The types that the options of the table can have."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from oms_mock.config import parse_duration
from oms_mock.inputs import durations, origins
from oms_mock.option_table import Option
from oms_mock.spec.near import did_you_mean

LONGEST_PERIOD = 999_999 * 3600.0
"""Seconds; a socket accepts no much longer timeout."""


class Duration(click.ParamType[float]):
    """A duration such as 200ms or 1.5s, as seconds."""

    name = "duration"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """Parse the value."""
        if isinstance(value, float):
            return value
        try:
            return parse_duration(value)
        except ValueError as error:
            self.fail(str(error), param, ctx)


class Period(click.ParamType[float]):
    """A time with its unit, such as 500ms, 30s, 10m or 1h, as seconds."""

    name = "time"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """Parse the value."""
        if isinstance(value, float):
            return value
        try:
            seconds = durations.parse(value, longest=LONGEST_PERIOD)
        except ValueError as error:
            self.fail(str(error), param, ctx)
        if not seconds:
            self.fail(f"{value!r} is not longer than 0s: write 30s, 10m or 1h", param, ctx)
        return seconds


class Rate(click.ParamType["float | None"]):
    """Requests per second, such as 5/s; None for auto."""

    name = "rate"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float | None:
        """Parse the value."""
        from oms_mock.contract.client.pace import parse_rate

        if not isinstance(value, str):
            return float(value)
        try:
            return parse_rate(value.strip())
        except ValueError as error:
            self.fail(str(error), param, ctx)


class Share(click.ParamType[float]):
    """A share of requests, such as 10%, or error or warning."""

    name = "share"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """Parse the value."""
        from oms_mock.contract.run import flaky

        if isinstance(value, float):
            return value
        try:
            return flaky.parse(value)
        except ValueError as error:
            self.fail(str(error), param, ctx)


class Sample(click.ParamType["int | None"]):
    """A number of orders; None for all."""

    name = "number"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int | None:
        """Parse the value."""
        from oms_mock.contract.plan import sampling

        try:
            return sampling.parse(str(value))
        except ValueError as error:
            self.fail(str(error), param, ctx)


class Word(click.Choice[str]):
    """One word of a fixed list; an unknown one is rejected with the word that is most like it."""

    def get_invalid_choice_message(self, value: Any, ctx: click.Context | None) -> str:
        """Return the message for an unknown word."""
        hint = did_you_mean(str(value), self.choices, before=": ")
        return super().get_invalid_choice_message(value, ctx).removesuffix(".") + (hint or ".")


class Origin(click.ParamType[str]):
    """An origin as browsers send it, or * for any."""

    name = "origin"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Check the value."""
        try:
            return origins.parse(value)
        except ValueError as error:
            self.fail(str(error), param, ctx)


class Choices(click.ParamType[tuple[str, ...]]):
    """Words of a fixed list, separated by commas."""

    name = "list"

    def __init__(self, possible: tuple[str, ...]) -> None:
        self.possible = possible

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, ...]:
        """Parse the value; a repeated word counts once."""
        if isinstance(value, tuple):
            return value
        words = tuple(dict.fromkeys(word.strip().lower() for word in value.split(",")))
        for word in words:
            if word not in self.possible:
                hint = did_you_mean(word, self.possible, before=": ")
                self.fail(f"{word!r} is not one of {', '.join(self.possible)}{hint}", param, ctx)
        return words


TYPES: dict[str, click.ParamType[Any]] = {
    "text": click.STRING,
    "flag": click.BOOL,
    "duration": Duration(),
    "time": Period(),
    "rate": Rate(),
    "sample": Sample(),
    "share": Share(),
    "origin": Origin(),
    "file": click.Path(dir_okay=False, path_type=Path),
    "existing file": click.Path(exists=True, dir_okay=False, path_type=Path),
    "folder": click.Path(file_okay=False, path_type=Path),
    "path": click.Path(path_type=Path),
}
"""The types of the option table, beside numbers and choices."""


def click_type(option: Option) -> click.ParamType[Any]:
    """Return the type that parses an option of the table."""
    if option.type == "integer":
        is_bounded = option.least is not None or option.most is not None
        return click.IntRange(option.least, option.most) if is_bounded else click.INT
    if option.choices:
        return Choices(option.choices) if option.type == "choices" else Word(option.choices)
    return TYPES[option.type]
