"""Commands that are declared from the option table.

`@command("serve")` gives a function the options of `serve`. Before the function runs, a removed environment variable
is warned about and an option without effect is rejected. The help lists the options by group.

The groups are written here in a few lines rather than by cloup, which adds 50 ms to the start of every command, and
whose constraints take an option with a default for one that was given.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import click
from click.core import ParameterSource

from oms_mock.cli.option_types import click_type
from oms_mock.errors import SetupError
from oms_mock.option_table import COMMANDS, ENVIRONMENT_PREFIX, SERVE, Condition, Option

DEFAULT_GROUP = "Options"
WIDEST = 30
"""Characters: a longer option stands on a line of its own in the help."""

_METAVARS = {"integer": "INTEGER", "folder": "FOLDER"}
_OF_SERVE = frozenset(variable for option in SERVE for variable in option.variables)


class GroupedOption(click.Option):
    """An option that belongs to a group of the help."""

    def __init__(self, *arguments: Any, group: str = DEFAULT_GROUP, shown: str | None = None, **settings: Any) -> None:
        super().__init__(*arguments, **settings)
        self.group = group
        self.shown = shown

    def get_help_extra(self, ctx: click.Context) -> Any:
        """Return what the help shows in brackets."""
        extra = super().get_help_extra(ctx)
        return {**extra, "default": self.shown} if self.shown else extra


class Command(click.Command):
    """A command with grouped options and with the checks that the table asks for."""

    table: tuple[Option, ...] = ()
    """The rows of its options in the option table."""

    def invoke(self, ctx: click.Context) -> Any:
        """Check what was given, then run the command. Raises SetupError for an option without effect."""
        warn_of_removed_variables(ctx)
        _reject_options_without_effect(ctx, self.table)
        return super().invoke(ctx)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options by group, aligned."""
        groups = dict[str, list[tuple[str, str]]]()
        for parameter in self.get_params(ctx):
            if isinstance(parameter, click.Option) and (row := parameter.get_help_record(ctx)):
                groups.setdefault(_group(parameter), []).append(row)
        width = min(max(len(name) for rows in groups.values() for name, _ in rows), WIDEST)
        for group, rows in groups.items():
            with formatter.section("Other options" if group == DEFAULT_GROUP and len(groups) > 1 else group):
                formatter.write_dl([(name.ljust(width), text) for name, text in rows], WIDEST)


def command(path: str, into: click.Group | None = None, **settings: Any) -> Callable[[Callable[..., Any]], Command]:
    """Declare a command by its words, `scenario new`, and add it to its group. Its options are in the table."""

    def declare(function: Callable[..., Any]) -> Command:
        made = click.command(path.rpartition(" ")[2], cls=Command, **settings)(function)
        made.table = COMMANDS.get(path, ())
        made.params += [declared(option) for option in made.table if option.on_command_line]
        if into:
            into.add_command(made)
        return made

    return declare


def declared(option: Option) -> click.Option:
    """Return the click option of a row of the table."""
    return GroupedOption(
        [*([f"-{option.short}"] if option.short else []), option.flag],
        type=click_type(option),
        is_flag=option.type == "flag",
        multiple=option.is_repeatable,
        default=None if option.is_repeatable else option.default,
        show_default=option.default not in (None, False),
        metavar=option.metavar or _METAVARS.get(option.type),
        envvar=list(option.variables) or None,
        show_envvar=option.has_variable,
        help=option.help,
        group=option.group,
        shown=option.shown_default,
    )


def help_without_command(context: click.Context) -> None:
    """Print the help of a group that was called without one of its commands."""
    if context.invoked_subcommand is None:
        click.echo(context.get_help())


def was_written(context: click.Context, name: str) -> bool:
    """Whether an option was written on the command line, rather than set by the environment or by default."""
    return context.get_parameter_source(name) is ParameterSource.COMMANDLINE


def warn_of_removed_variables(context: click.Context) -> None:
    """Write one warning about environment variables that set an option of this command until they were removed.

    A variable of `serve` is not reported for another command: it may be set for the server.
    """
    removed = tuple(_removed_variables(context))
    if removed and context.invoked_subcommand is None:
        variables, flags = map(_listed, zip(*removed, strict=True))
        sys.stderr.write(
            f"oms-mock: warning: {variables} {'are' if removed[1:] else 'is'} no longer read: use {flags}\n"
        )


def _removed_variables(context: click.Context) -> Iterator[tuple[str, str]]:
    for parameter in context.command.params:
        variable = f"{ENVIRONMENT_PREFIX}{parameter.name or ''}".upper()
        is_removed = isinstance(parameter, click.Option) and not parameter.envvar and variable not in _OF_SERVE
        if is_removed and variable in os.environ:
            yield variable, parameter.opts[-1]


def _listed(words: Sequence[str]) -> str:
    *others, last = words
    return f"{', '.join(others)} and {last}" if others else last


def _reject_options_without_effect(context: click.Context, options: tuple[Option, ...]) -> None:
    for option in options:
        for condition in option.only:
            if was_written(context, option.parameter) and not _is_met(context, condition):
                raise SetupError(f"{option.flag} {condition.problem}")


def _is_met(context: click.Context, condition: Condition) -> bool:
    if condition.where and not _is_given(context, condition.where):
        return True
    return _is_given(context, condition.parameter) == condition.is_given


def _is_given(context: click.Context, parameter: str) -> bool:
    return context.params[parameter] not in (None, False, ())


def _group(parameter: click.Option) -> str:
    return parameter.group if isinstance(parameter, GroupedOption) else DEFAULT_GROUP
