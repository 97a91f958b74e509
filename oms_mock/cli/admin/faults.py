"""`oms-mock admin faults`: rules by which a world's answers go wrong."""

from __future__ import annotations

from json import dumps
from typing import TYPE_CHECKING, Any

import click

from oms_mock.cli.admin.client import (
    about_a_world,
    for_scripts,
    option,
    say,
    say_json,
    say_table,
    value,
    without_nothing,
)
from oms_mock.cli.command import was_written

if TYPE_CHECKING:
    from oms_mock.testing.admin_client import Control

BREAKS = ("close", "truncate", "drip", "malformed-json", "wrong-content-type", "empty-body")
MOTIONS = ("arrive", "disappear", "count", "shrink")
NO_EFFECT = "Give what goes wrong: --status, --delay, --break, --mutate, --motion, --cap-limit or --next-host"

EPILOG = """\b
Examples:
  oms-mock admin faults
  oms-mock admin faults add --status 503 --operation order_list --times 3
  oms-mock admin faults remove f1
  oms-mock admin faults clear
"""
EPILOG_OF_ADD = """\b
Examples:
  oms-mock admin faults add --status 503 --operation order_list --times 3
  oms-mock admin faults add --status 429 --retry-after 5 --every 10
  oms-mock admin faults add --delay 200ms --world ci-7
  oms-mock admin faults add --delay '{"uniform": ["100ms", "2s"]}' --probability 0.1 --seed 42
  oms-mock admin faults add --break truncate --order 17
  oms-mock admin faults add --mutate '$.results[*].customer.email=null'
"""


@click.group(epilog=EPILOG, invoke_without_command=True)
@for_scripts
@about_a_world
def faults(control: Control, json: bool) -> None:
    """List the faults of a world; add some, or take them away."""
    context = click.get_current_context()
    if context.invoked_subcommand is not None:
        _refuse_here(context)
        return
    said = control.call("GET", "faults")
    if json:
        say_json(said)
    elif said["faults"]:
        rows = [(each["id"], each["seen"], each["applied"], *_in_words(each)) for each in said["faults"]]
        say_table(("FAULT", "SEEN", "APPLIED", "WHAT", "WHERE"), rows)
    else:
        say(f"the world {said['world']} has no faults")


def _refuse_here(context: click.Context) -> None:
    """Refuse options that stand before a verb, which would not see them."""
    for parameter in context.command.params:
        if was_written(context, str(parameter.name)):
            verb = context.invoked_subcommand
            raise click.UsageError(f"{parameter.opts[0]} is for {verb}: write it behind {verb}")


@faults.command(epilog=EPILOG_OF_ADD)
@option("--operation", metavar="NAME", help="Which endpoint: an operationId, order_list.")
@option("--method", metavar="NAME", help="Which method: GET, POST.")
@option("--path", help="Which path, with * for anything.")
@option("--order", type=int, metavar="ID", help="Which order: what is answered about it.")
@option("--page", type=click.IntRange(1), metavar="N", help="Which page of a list.")
@option("--nth", type=click.IntRange(1), metavar="N", help="The N-th of these requests only.")
@option("--every", type=click.IntRange(1), metavar="N", help="Each N-th of these requests.")
@option("--probability", type=click.FloatRange(0, 1), metavar="P", help="Each with this probability: 0.1.")
@option("--seed", type=int, help="What the lot is drawn from.")
@option("--times", type=click.IntRange(1), metavar="N", help="At most so often.")
@option("--status", type=int, help="Answer with this status.")
@option("--retry-after", type=int, metavar="SECONDS", help="With --status: the Retry-After header.")
@option("--delay", metavar="TIME", help="Wait before the answer: 200ms, 1.5s, or a distribution as JSON.")
@option("--break", type=click.Choice(BREAKS), help="Break the answer.")
@option("--drip", metavar="TIME", help="With --break drip: how long it takes: 2s.")
@option("--mutate", metavar="PATH=MUTATION", help="Change the document: $.results[*].customer.email=null.")
@option("--motion", type=click.Choice(MOTIONS), help="Let the list move while it is paged through.")
@option("--cap-limit", type=click.IntRange(1), metavar="N", help="Give at most so many rows, whatever is asked for.")
@option("--next-host", metavar="URL", help="Let `next` lead to another host.")
@option("--id", metavar="NAME", help="What the fault is called.  [default: f1, f2, …]")
@for_scripts
@about_a_world
def add(control: Control, json: bool, **given: Any) -> None:
    """Let answers go wrong: which ones, and how.

    Without a word on which, it is all answers.
    """
    from oms_mock.testing.faults import nested

    rule = nested(without_nothing({**given, **_read(given)}))
    if not rule.keys() - {"match", "id", "retry_after", "drip"}:
        raise click.UsageError(NO_EFFECT)
    said = control.call("POST", "faults", rule)
    say_json(said) if json else say(f"{said['id']}: {': '.join(_in_words(said))}")


def _read(given: dict[str, Any]) -> dict[str, Any]:
    """Read what an option can hold beside a word."""
    read = {}
    if given["delay"] and given["delay"].startswith("{"):
        read["delay"] = value(given["delay"])
    if given["mutate"]:
        path, equals, mutation = given["mutate"].rpartition("=")
        if not equals:
            raise click.UsageError(f"{given['mutate']!r} is no mutation: write PATH=MUTATION")
        read["mutate"] = {"path": path, "mutation": value(mutation) if mutation.startswith("{") else mutation}
    return read


@faults.command()
@click.argument("id")
@about_a_world
def remove(control: Control, id: str) -> None:  # noqa: A002
    """Take the fault ID away."""
    from urllib.parse import quote

    control.call("DELETE", f"faults/{quote(id, safe='')}")
    say(f"{id} is gone")


@faults.command()
@about_a_world
def clear(control: Control) -> None:
    """Take all faults of a world away."""
    control.call("DELETE", "faults")
    say(f"the world {control.world} has no faults")


def _in_words(rule: dict[str, Any]) -> tuple[str, str]:
    """Say what happens, and to which requests."""
    effects = {name: each for name, each in rule.items() if name not in {"id", "match", "seen", "applied"}}
    return _listed(effects), _listed(rule.get("match") or {}) or "everywhere"


def _listed(named: dict[str, Any]) -> str:
    return ", ".join(f"{name} {each if isinstance(each, str) else dumps(each)}" for name, each in named.items())
