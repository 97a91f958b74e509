"""`oms-mock admin faults`: list, add and remove the fault rules of a world."""

from __future__ import annotations

from functools import cached_property
from json import dumps
from typing import TYPE_CHECKING, Any

import click

from oms_mock.cli.admin.client import (
    json_option,
    json_value,
    print_json,
    print_table,
    print_text,
    reject_options_before_command,
    without_none,
    world_command,
)
from oms_mock.cli.command import Command

if TYPE_CHECKING:
    from oms_mock.testing.admin_client import Control

NO_EFFECT = "Give an effect: --status, --delay, --break, --mutate, --motion, --cap-limit or --next-host"

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
  oms-mock admin faults add --break html --status 502 --nth 3
  oms-mock admin faults add --status 401 --detail 'Invalid token.'
  oms-mock admin faults add --mutate '$.results[*].customer.email=null'
  oms-mock admin faults add '{"status": 503, "match": {"times": 3}}'
"""


@click.group(epilog=EPILOG, invoke_without_command=True)
@json_option
@world_command
def faults(control: Control, json: bool) -> None:
    """List, add and remove the fault rules of a world."""
    context = click.get_current_context()
    if context.invoked_subcommand is not None:
        reject_options_before_command(context)
        return
    response = control.call("GET", "faults")
    if json:
        print_json(response)
    elif response["faults"]:
        rows = [(each["id"], each["seen"], each["applied"], *_summary(each)) for each in response["faults"]]
        print_table(("FAULT", "SEEN", "APPLIED", "EFFECT", "REQUESTS"), rows)
    else:
        print_text(f"the world {response['world']} has no faults")


class RuleCommand(Command):
    """A command with one option for each key of a rule. They are made when they are first needed."""

    @property
    def params(self) -> list[click.Parameter]:
        """All parameters; click appends to this list."""
        return self._all_params

    @params.setter
    def params(self, declared: list[click.Parameter]) -> None:
        self._declared = declared

    @cached_property
    def _all_params(self) -> list[click.Parameter]:
        from oms_mock.cli.admin.rule_options import options

        return [*options(), *self._declared]

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command."""
        return click.Command.invoke(self, ctx)  # removed variables are reported by world_command


@faults.command(cls=RuleCommand, epilog=EPILOG_OF_ADD)
@click.argument("document", required=False, metavar="[RULE]")
@json_option
@world_command
def add(control: Control, document: str | None, json: bool, **options: Any) -> None:
    """Add a fault rule: options, or RULE as JSON.

    Without options that select requests it applies to all of them.
    """
    from oms_mock.behaviour.rule_schema import DEPENDENT
    from oms_mock.testing.faults import nested

    given = without_none({**options, **_parsed(options)})
    if document is not None and given:
        raise click.UsageError("Give either RULE or options")
    rule = nested(given) if document is None else _document(document)
    if document is None and not rule.keys() - {"match", "id", *DEPENDENT}:
        raise click.UsageError(NO_EFFECT)
    response = control.call("POST", "faults", rule)
    effects, requests = _summary(response)
    print_json(response) if json else print_text(f"{response['id']}: {effects} ({requests})")


def _document(text: str) -> Any:
    from oms_mock.errors import UnusableValueError
    from oms_mock.inputs import json_text

    try:
        return json_text.parse(text.encode(errors="replace"))
    except UnusableValueError as error:
        raise click.UsageError(f"RULE: {error}") from None


def _parsed(options: dict[str, Any]) -> dict[str, Any]:
    """Return the values of options that can be more than a word."""
    parsed: dict[str, Any] = {}
    if options["delay"] and options["delay"].startswith("{"):
        parsed["delay"] = json_value(options["delay"])
    if options["stale"]:
        from oms_mock.behaviour.stale import document_of

        value = json_value(options["stale"])
        parsed["stale"] = value if isinstance(value, dict) else document_of(options["stale"])
    if options["mutate"]:
        path, equals, mutation = options["mutate"].rpartition("=")
        if not equals:
            raise click.UsageError(f"{options['mutate']!r} is not a mutation: write PATH=MUTATION")
        parsed["mutate"] = {"path": path, "mutation": mutation}
    return parsed


@faults.command()
@click.argument("id")
@world_command
def remove(control: Control, id: str) -> None:  # noqa: A002
    """Remove the fault rule ID."""
    from urllib.parse import quote

    control.call("DELETE", f"faults/{quote(id, safe='')}")
    print_text(f"removed {id}")


@faults.command()
@world_command
def clear(control: Control) -> None:
    """Remove all fault rules of a world."""
    control.call("DELETE", "faults")
    print_text(f"the world {control.world} has no faults")


def _summary(rule: dict[str, Any]) -> tuple[str, str]:
    """Return the effects of a rule, and the requests that it matches."""
    from oms_mock.behaviour.rule_schema import EFFECT_KEYS

    effects = {name: value for name, value in rule.items() if name in EFFECT_KEYS}
    return _listed(effects), _listed(rule.get("match") or {}) or "all requests"


def _listed(named: dict[str, Any]) -> str:
    return ", ".join(f"{name} {each if isinstance(each, str) else dumps(each)}" for name, each in named.items())
