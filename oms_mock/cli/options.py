"""What the verbs have in common: options with a twin in the environment, and help."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

from oms_mock.config import ENVIRONMENT_PREFIX, parse_duration

Command = TypeVar("Command", bound=Callable[..., Any])


def option(name: str, **settings: Any) -> Callable[[Command], Command]:
    """Declare an option that can be given as `OMS_MOCK_NAME` too; the help shows it."""
    variable = ENVIRONMENT_PREFIX + name.removeprefix("--").upper().replace("-", "_")
    return click.option(name, envvar=variable, show_envvar=True, **settings)


def help_without_verb(context: click.Context) -> None:
    """Show the help of a group that was called without one of its verbs."""
    if context.invoked_subcommand is None:
        click.echo(context.get_help())


class Duration(click.ParamType[float]):
    """A duration such as 200ms or 1.5s, as seconds."""

    name = "duration"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """Read the text."""
        if isinstance(value, float):
            return value
        try:
            return parse_duration(value)
        except ValueError as error:
            self.fail(str(error), param, ctx)
