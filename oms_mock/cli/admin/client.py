"""What all verbs of `oms-mock admin` have in common: which fake and which world, and how an answer is shown."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from functools import wraps
from json import dumps, loads
from typing import Any, TypeVar

import click

from oms_mock.cli.command import warn_of_removed_variables
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


def about_a_fake(command: Callable[..., int | None]) -> Callable[..., int | None]:
    """Let it be said which fake is meant; the command is handed a `Control` of it."""

    @address_option("--url", metavar="URL", default=URL, help="Address of the fake.")
    @wraps(command)
    def asked(admin_url: str, admin_world: str = DEFAULT, **given: Any) -> int | None:
        warn_of_removed_variables(click.get_current_context())
        return _asked(command, admin_url, admin_world, given)

    return asked


def about_a_world(command: Callable[..., int | None]) -> Callable[..., int | None]:
    """Let it be said which fake and which world is meant; the command is handed a `Control` of it."""
    world = address_option("--world", metavar="NAME", default=DEFAULT, help="Name of the world.")
    return world(about_a_fake(command))


def _asked(command: Callable[..., int | None], admin_url: str, admin_world: str, given: dict[str, Any]) -> int | None:
    from oms_mock.testing.admin_client import Control, address, new_session
    from oms_mock.testing.errors import ControlError, NoAnswerError

    try:
        url = address(admin_url)
        with new_session() as session:
            control = Control(url, admin_world, os.environ.get(TOKEN_VARIABLE), session)
            return command(control, **{name.removeprefix("admin_"): value for name, value in given.items()})
    except NoAnswerError as error:
        raise RefusedError(f"nothing answers at {error.url}: start it with oms-mock serve, or give --url") from None
    except ControlError as error:
        raise RefusedError(str(error)) from None


class RefusedError(click.ClickException):
    """The fake did not do what it was asked."""

    exit_code = 2


def for_scripts(command: Command) -> Command:
    """Let the answer be had as JSON."""
    return option("--json", is_flag=True, help="Write the answer as JSON.")(command)


def say(text: str) -> None:
    """Write lines, in which nothing drives a terminal."""
    from oms_mock.contract.redaction import neutralise

    click.echo("\n".join(neutralise(line) for line in text.split("\n")))


def say_json(document: Any) -> None:
    """Write a document for scripts: ASCII only."""
    click.echo(dumps(document, indent=2).replace("\x7f", "\\u007f"))


def say_table(headings: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Write rows, aligned."""
    from oms_mock.contract.redaction import neutralise

    table = [list(headings), *([neutralise(str(cell)) for cell in row] for row in rows)]
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    for row in table:
        click.echo("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())


def value(text: str) -> Any:
    """Read a value as JSON; what is none is a text."""
    try:
        return loads(text)
    except ValueError:
        return text


def pairs(texts: Iterable[str], what: str) -> dict[str, str]:
    """Read `key=value`, of which there may be several. Raises UsageError."""
    read = {}
    for text in texts:
        key, equals, text_value = text.partition("=")
        if not equals or not key:
            raise click.UsageError(f"{text!r} is no {what}: write {what.upper()}=VALUE")
        read[key] = text_value
    return read


def without_nothing(given: dict[str, Any]) -> dict[str, Any]:
    """Leave out what was not given."""
    return {name: each for name, each in given.items() if each is not None}
