"""What the verbs that ask a deployment have in common: its address, its tokens, an end in order."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, NoReturn

import click
from click.core import ParameterSource

from oms_mock.cli.options import Command, Period, Rate, option
from oms_mock.cli.terminal import notice
from oms_mock.errors import SetupError

if TYPE_CHECKING:
    from oms_mock.contract.client.target import Target


def with_a_token(command: Command) -> Command:
    """Give a verb the options that say where the token of a deployment is."""
    for declare in (
        option("--auth-scheme", default="Token", show_default=True, help="The word before the token: Token, Bearer."),
        option("--token-file", metavar="FILE", help="Read the token from a file instead; - is stdin."),
        option(
            "--token-env", metavar="NAME", default="OMS_TOKEN", show_default=True, help="The variable with the token."
        ),
    ):
        command = declare(command)
    return command


def asked_with_manners(command: Command) -> Command:
    """Give a verb the options that say how fast and how patiently a deployment is asked."""
    for declare in (
        option(
            "--retries",
            type=click.IntRange(0, 10),
            default=2,
            show_default=True,
            help="How often to try again after no answer or a 5xx.",
        ),
        option("--timeout", type=Period(), default="30s", show_default=True, help="How long to wait for an answer."),
        option(
            "--concurrency",
            type=click.IntRange(1, 64),
            default=4,
            show_default=True,
            help="Requests at the same time.",
        ),
        option(
            "--rate", type=Rate(), default="auto", show_default=True, help="Requests a second, 5/s; auto heeds 429."
        ),
    ):
        command = declare(command)
    return command


def target(url: str, token: str, scheme: str, forbidden_token: str | None = None) -> Target:
    """Read the address of a deployment, and warn where the token can be read on its way. Raises SetupError."""
    from oms_mock.contract.client.target import Target, auth_scheme, base_url, is_exposed

    address = base_url(url)
    if is_exposed(address):
        notice(f"warning: the token travels to {address} in the clear: use https://")
    return Target(address, token, auth_scheme(scheme), forbidden_token)


def was_written(context: click.Context, name: str) -> bool:
    """Whether an option was written on the command line: what the environment says may be for another verb."""
    return context.get_parameter_source(name) is ParameterSource.COMMANDLINE


def refuse(context: click.Context, names: tuple[str, ...], what: str) -> None:
    """Refuse options that were written on the command line and would not be heeded. Raises SetupError."""
    for name in names:
        if was_written(context, name):
            raise SetupError(f"--{name.replace('_', '-')} is for {what}")


@contextmanager
def ending_in_order() -> Iterator[None]:
    """Let SIGTERM end a run in order, as Ctrl-C does: the fake is stopped, what is due is written."""
    before = signal.signal(signal.SIGTERM, _interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _interrupt(*_: object) -> NoReturn:
    raise KeyboardInterrupt
