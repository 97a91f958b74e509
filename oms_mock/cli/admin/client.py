"""What the commands of `oms-mock admin` share: the options --url, --world and --json, errors, and output."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from functools import wraps
from json import dumps, loads
from typing import Any, TypeVar, cast

import click

from oms_mock.cli.command import warn_of_removed_variables, was_written
from oms_mock.option_table import ENVIRONMENT_PREFIX

Command = TypeVar("Command", bound=Callable[..., Any])

PREFIX = f"{ENVIRONMENT_PREFIX}ADMIN_"
TOKEN_VARIABLE = f"{PREFIX}TOKEN"
URL = "http://127.0.0.1:4010"
DEFAULT = "default"


def option(name: str, *short: str, **settings: Any) -> Callable[[Command], Command]:
    """Declare an option; its parameter is `admin_name`."""
    return click.option(*short, name, "admin_" + name.removeprefix("--").replace("-", "_"), **settings)


def address_option(name: str, **settings: Any) -> Callable[[Command], Command]:
    """Declare an option that is also read from `OMS_MOCK_ADMIN_NAME`."""
    variable = PREFIX + name.removeprefix("--").upper()
    return option(name, envvar=variable, show_envvar=True, show_default=True, **settings)


def fake_command(command: Callable[..., int | None]) -> Callable[..., int | None]:
    """Add --url to a command, and pass it a `Control` of the fake."""

    @address_option("--url", metavar="URL", default=URL, help="Address of the fake.")
    @wraps(command)
    def run(admin_url: str, admin_world: str = DEFAULT, **given: Any) -> int | None:
        warn_of_removed_variables(click.get_current_context())
        return _run(command, admin_url, admin_world, given)

    return run


def world_command(command: Callable[..., int | None]) -> Callable[..., int | None]:
    """Add --url and --world to a command, and pass it a `Control` of the world."""
    world = address_option("--world", metavar="NAME", default=DEFAULT, help="Name of the world.")
    return world(fake_command(command))


def _run(command: Callable[..., int | None], admin_url: str, admin_world: str, given: dict[str, Any]) -> int | None:
    from oms_mock.testing.admin_client import Control, address
    from oms_mock.testing.errors import ControlError, NoAnswerError

    try:
        url = address(admin_url)
        control = Control(url, admin_world, os.environ.get(TOKEN_VARIABLE))
        return command(control, **{name.removeprefix("admin_"): value for name, value in given.items()})
    except NoAnswerError as error:
        message = f"no server responds at {error.url}: start it with oms-mock serve, or give --url"
        raise RequestFailedError(message) from None
    except ControlError as error:
        raise RequestFailedError(str(error).replace("\n", "; ")) from None


class RequestFailedError(click.ClickException):
    """The fake rejected the request, or did not respond."""

    exit_code = 2


def json_option(command: Command) -> Command:
    """Add --json to a command."""
    return option("--json", is_flag=True, help="Print the response as JSON.")(command)


def reject_options_before_command(context: click.Context) -> None:
    """Reject options in front of a command, which would not get them."""
    name = str(context.invoked_subcommand)
    command = cast(click.Group, context.command).get_command(context, name)
    known = {parameter.name for parameter in command.params} if command else set()
    for parameter in context.command.params:
        if was_written(context, str(parameter.name)):
            way_out = f"write it after {name}" if parameter.name in known else "leave it out"
            raise click.UsageError(f"{max(parameter.opts, key=len)} is not an option before {name}: {way_out}")


def print_text(text: str) -> None:
    """Print lines, with control characters escaped."""
    from oms_mock.spec.printable import neutralise

    click.echo("\n".join(neutralise(line) for line in text.split("\n")))


def print_json(document: Any) -> None:
    """Print a document in ASCII."""
    click.echo(dumps(document, indent=2).replace("\x7f", "\\u007f"))


def print_table(headings: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Print rows in aligned columns, with control characters escaped."""
    from oms_mock.spec.printable import neutralise

    table = [list(headings), *([neutralise(str(cell)) for cell in row] for row in rows)]
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    for row in table:
        click.echo("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())


def json_value(text: str) -> Any:
    """Parse a value as JSON, or else return it as a string."""
    try:
        return loads(text)
    except (ValueError, RecursionError):
        return text


def pairs(texts: Iterable[str], what: str) -> dict[str, str]:
    """Parse options of the form `key=value`. Raises UsageError."""
    read = {}
    for text in texts:
        key, equals, text_value = text.partition("=")
        if not equals or not key:
            raise click.UsageError(f"{text!r} is not a {what}: write {what.upper()}=VALUE")
        read[key] = text_value
    return read


def without_none(given: dict[str, Any]) -> dict[str, Any]:
    """Return the options that were given."""
    return {name: each for name, each in given.items() if each is not None}
