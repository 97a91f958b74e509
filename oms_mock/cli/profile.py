"""`oms-mock profile`: record the shapes of a deployment's responses, and compare two recordings."""

from __future__ import annotations

import re
from contextlib import ExitStack
from json import dumps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from oms_mock.cli import deployment, progress
from oms_mock.cli.command import command, help_without_command
from oms_mock.cli.terminal import notice

if TYPE_CHECKING:
    from oms_mock.contract.client.options import Options
    from oms_mock.contract.client.target import Target
    from oms_mock.contract.profile.diff import Difference
    from oms_mock.contract.profile.recording import Recording
    from oms_mock.spec.profile_format import Profile

DRIFT, INCONCLUSIVE, INTERRUPTED = 1, 3, 130

EPILOG = """\b
Examples:
  OMS_TOKEN=… oms-mock profile https://oms.example.com -o staging.profile.json
  oms-mock profile diff monday.profile.json tuesday.profile.json
  oms-mock serve --profile staging.profile.json
  oms-mock profile -o fake.profile.json   (the fake itself)
  oms-mock profile record --help          (tokens, rate, sample)

A profile holds types, rates, lengths, formats and constants: no strings, numbers or ids of orders.
"""
EPILOG_OF_RECORD = """\b
Examples:
  OMS_TOKEN=… oms-mock profile https://oms.example.com -o staging.profile.json
  oms-mock profile https://oms.example.com --token-file - -o staging.profile.json < token.txt
  oms-mock profile https://oms.example.com --sample 1000 --rate 5/s --max-time 10m -o staging.profile.json

\b
Exit codes:
  0  recorded
  2  usage or configuration
  3  inconclusive: unreachable, not authorised, no orders, or time was up
"""
EPILOG_OF_DIFF = """\b
Examples:
  oms-mock profile diff monday.profile.json tuesday.profile.json
  oms-mock profile diff monday.profile.json tuesday.profile.json --json

\b
Exit codes:
  0  no drift
  1  drift
  2  usage, or a file that cannot be read
"""

_URL = re.compile(r"-.*|.*[.:/].*|localhost")


class _UrlOrCommand(click.Group):
    """A group whose command `record` may be left out before a URL or an option."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Insert the command."""
        if args and args[0] not in {"-h", "--help", *self.commands} and _URL.fullmatch(args[0]):
            args = ["record", *args]
        return super().parse_args(ctx, args)


@click.group(cls=_UrlOrCommand, epilog=EPILOG, invoke_without_command=True, subcommand_metavar="[URL | diff A B] …")
@click.pass_context
def profile(context: click.Context) -> None:
    """Record or compare the shapes of a deployment's responses.

    A profile holds no data of the deployment. Before a URL the command `record` may be left out.
    """
    help_without_command(context)


@command("profile record", profile, epilog=EPILOG_OF_RECORD)
@click.argument("url", required=False)
def record(url: str | None, **given: Any) -> int:
    """Record the shapes of a deployment's responses.

    URL is its address, https://HOST. The token is read from the environment variable OMS_TOKEN, from a file or
    from stdin, never from the command line. Only GET requests are sent. The profile holds types, rates, lengths and
    formats by path, and the values of fields that hold constants. Without URL a fake is started and recorded.
    """
    from oms_mock.contract.client.options import Options
    from oms_mock.spec import profile_files

    output: Path | None = given["output"]
    if output:
        profile_files.prepare(output)
    options = Options(**deployment.request_options(given))
    with deployment.graceful_termination():
        if url is None:
            return _record_fake(deployment.fake_options(given), options, given["sample"], output)
        return _record(deployment.target(url, given), options, given["sample"], output)


@command("profile diff", profile, epilog=EPILOG_OF_DIFF)
@click.argument("before", metavar="A", type=click.Path(path_type=Path))
@click.argument("after", metavar="B", type=click.Path(path_type=Path))
def diff(before: Path, after: Path, json: bool) -> int:
    """List the differences between the profiles A and B by kind of drift.

    A rate differs if it changed by more than 5 points and by more than the sample size explains. A value that the
    JSON Schemas forbid is drift even if it occurs once.
    """
    from oms_mock.contract.profile.diff import differences
    from oms_mock.spec import profile_files
    from oms_mock.spec.plural import counted

    was, now = profile_files.read(before), profile_files.read(after)
    found = differences(was, now)
    if json:
        click.echo(dumps([_plain(each) for each in found], indent=2))
    else:
        for each in found:
            click.echo(f"{each.kind}  {each.endpoint}  {each.path}  was {each.was}, is {each.now}")
        drift = counted(len(found), "difference") if found else "no drift"
        click.echo(f"{drift} from {was.recorded} to {now.recorded}")
    return DRIFT if found else 0


def _plain(difference: Difference) -> dict[str, str]:
    return {
        "kind": difference.kind,
        "endpoint": difference.endpoint,
        "path": difference.path,
        "was": difference.was,
        "is": difference.now,
    }


def _record_fake(words: tuple[str, ...], options: Options, sample: int, output: Path | None) -> int:
    from oms_mock.contract import fake_process
    from oms_mock.contract.client.target import Target

    notice("no URL is given: recording the fake itself")
    with ExitStack() as stack:
        with progress.shown() as tell:
            if tell:
                tell("starting the fake", 0, None)
            url = stack.enter_context(fake_process.running(*words))
        return _record(Target(url, fake_process.TOKEN), options, sample, output)


def _record(target: Target, options: Options, sample: int, output: Path | None) -> int:
    from oms_mock.contract import fake_process
    from oms_mock.contract.profile import recording as recorder

    with progress.shown() as tell:
        recording = recorder.record(target, options, sample, progress=tell)
    if recording.profile is None:
        notice(f"inconclusive: {recording.inconclusive}")
        return INTERRUPTED if recording.interrupted else INCONCLUSIVE
    return _deliver(recording, recording.profile, fake_process.unpublished_tokens(target), output)


def _deliver(recording: Recording, profile: Profile, secrets: tuple[str | None, ...], output: Path | None) -> int:
    from oms_mock.contract.redaction import redactor
    from oms_mock.spec import profile_files, profile_format

    text = redactor(secrets).mask_tokens(profile_format.dumps(profile))
    if output is None:
        click.echo(text, nl=False)
        return 0
    profile_files.write(output, text)
    notice(f"{output} is written: the shapes of {recording.orders:,} orders, from {recording.requests:,} requests")
    return 0
