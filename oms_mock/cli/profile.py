"""`oms-mock profile`: learn the shapes of a deployment, and what changed in them between two nights."""

from __future__ import annotations

import re
from json import dumps
from pathlib import Path
from typing import TYPE_CHECKING

import click

from oms_mock.cli import deployment, progress, tokens
from oms_mock.cli.options import Period, help_without_verb, option
from oms_mock.cli.terminal import notice

if TYPE_CHECKING:
    from oms_mock.contract.client.options import Options
    from oms_mock.contract.client.target import Target
    from oms_mock.contract.profile.diff import Difference
    from oms_mock.contract.profile.recording import Recording
    from oms_mock.spec.profile_format import Profile

DRIFT, INCONCLUSIVE, INTERRUPTED = 1, 3, 130
ONLY_WITH_URL = ("token_env", "token_file", "auth_scheme")
ONLY_WITHOUT_URL = ("scenario", "orders", "seed")
A_DEPLOYMENT = "a deployment: give its URL, oms-mock profile https://HOST"
THE_FAKE = "the fake, which is recorded without a URL: leave out one of the two"

EPILOG = """\b
Examples:
  OMS_TOKEN=… oms-mock profile https://oms.example.com -o staging.profile.json
  oms-mock profile diff monday.profile.json tuesday.profile.json
  oms-mock serve --profile staging.profile.json
  oms-mock profile -o fake.profile.json   (the fake itself)
  oms-mock profile record --help          (how to ask: tokens, rate, sample)

A profile holds types, rates, lengths and formats, and names constants: no text, no number and no id of an order.
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


class _UrlOrVerb(click.Group):
    """A group whose verb `record` may be left out before a URL, or an option."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put the verb in."""
        if args and args[0] not in {"-h", "--help", *self.commands} and _URL.fullmatch(args[0]):
            args = ["record", *args]
        return super().parse_args(ctx, args)


@click.group(cls=_UrlOrVerb, epilog=EPILOG, invoke_without_command=True, subcommand_metavar="[URL | diff A B] …")
@click.pass_context
def profile(context: click.Context) -> None:
    """Learn the shapes of a deployment's answers without keeping its data, and tell what changed in them.

    With a URL the verb `record` may be left out.
    """
    help_without_verb(context)


@profile.command(epilog=EPILOG_OF_RECORD)
@click.argument("url", required=False)
@option(
    "--output", "-o", type=click.Path(path_type=Path), metavar="FILE", help="Where the profile goes.  [default: stdout]"
)
@option("--sample", type=click.IntRange(1), default=200, show_default=True, help="How many orders are looked at.")
@deployment.with_a_token
@deployment.asked_with_manners
@option("--max-time", type=Period(), help="End after this long, with exit code 3 and without a profile: 10m.")
@option("--scenario", help="Without URL: the scenario of the fake.")
@option("--orders", type=int, help="Without URL: how many orders the fake has.")
@option("--seed", type=click.IntRange(min=0), help="Without URL: what its orders are made from.")
@click.pass_context
def record(
    context: click.Context,
    url: str | None,
    output: Path | None,
    sample: int,
    token_env: str,
    token_file: str | None,
    auth_scheme: str,
    rate: float | None,
    concurrency: int,
    timeout: float,
    retries: int,
    max_time: float | None,
    scenario: str | None,
    orders: int | None,
    seed: int | None,
) -> int:
    """Record the shapes of a deployment's answers.

    URL is its address, https://HOST; its token is taken from OMS_TOKEN, from a file or from stdin, never
    from the command line. Without URL a fake is started and recorded. It sends GET only. What is written
    are types, rates, lengths and formats by path, and the values of fields that hold constants.
    """
    from oms_mock.contract.client.options import Options
    from oms_mock.spec import profile_files

    unfit, what = (ONLY_WITH_URL, A_DEPLOYMENT) if url is None else (ONLY_WITHOUT_URL, THE_FAKE)
    deployment.refuse(context, unfit, what)
    if output:
        profile_files.prepare(output)
    options = Options(rate=rate, concurrency=concurrency, timeout=timeout, retries=retries, max_time=max_time)
    with deployment.ending_in_order():
        if url is None:
            named = {"--scenario": scenario, "--orders": orders, "--seed": seed}
            words = [word for name, value in named.items() if value is not None for word in (name, str(value))]
            return _record_fake(words, options, sample, output)
        target = deployment.target(url, tokens.own(token_env, token_file), auth_scheme)
        return _record(target, options, sample, output)


@profile.command(epilog=EPILOG_OF_DIFF)
@click.argument("before", metavar="A", type=click.Path(path_type=Path))
@click.argument("after", metavar="B", type=click.Path(path_type=Path))
@option("--json", is_flag=True, help="Write a JSON array of kind, endpoint, path, was and is.")
def diff(before: Path, after: Path, json: bool) -> int:
    """Tell what changed between the profiles A and B, in the kinds of drift.

    A share has changed if it did so by more than 5 points, and beyond what the sample explains. What the
    JSON Schemas forbid is drift from the first time on.
    """
    from oms_mock.contract.profile.diff import differences
    from oms_mock.spec import profile_files

    was, now = profile_files.read(before), profile_files.read(after)
    found = differences(was, now)
    if json:
        click.echo(dumps([_plain(each) for each in found], indent=2))
    else:
        for each in found:
            click.echo(f"{each.kind}  {each.endpoint}  {each.path}  was {each.was}, is {each.now}")
        drift = f"{len(found)} difference{'' if len(found) == 1 else 's'}" if found else "no drift"
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


def _record_fake(words: list[str], options: Options, sample: int, output: Path | None) -> int:
    from oms_mock.contract import fake_process
    from oms_mock.contract.client.target import Target

    notice("no URL is given: recording the fake itself")
    with fake_process.running(*words) as url:
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

    text = redactor(secrets).whole(profile_format.dumps(profile))
    if output is None:
        click.echo(text, nl=False)
        return 0
    profile_files.write(output, text)
    notice(f"{output} is written: the shapes of {recording.orders:,} orders, from {recording.requests:,} requests")
    return 0
