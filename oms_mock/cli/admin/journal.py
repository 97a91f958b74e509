"""`oms-mock admin requests`, `find`, `count`, `unmatched` and `verify`: the request journal of a world."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from oms_mock.cli.admin import follow as following
from oms_mock.cli.admin.client import (
    Command,
    json_option,
    json_value,
    option,
    pairs,
    print_json,
    print_table,
    print_text,
    reject_options_before_command,
    without_none,
    world_command,
)
from oms_mock.journal.description import effects, result, target
from oms_mock.spec.plural import counted

if TYPE_CHECKING:
    from oms_mock.testing.admin_client import Control

NOT_VERIFIED = 1
BOUNDS = ("times", "at_least", "at_most", "wait")

_MATCHER_OPTIONS = (
    option("--method", metavar="NAME", help="The method: GET, POST."),
    option("--path", help="The path; * stands for any characters."),
    option("--operation", metavar="NAME", help="The operation, by its operationId: order_list."),
    option("--query", multiple=True, metavar="KEY=VALUE", help="A query parameter; repeatable."),
    option("--header", multiple=True, metavar="KEY=VALUE", help="A header; repeatable."),
    option("--body", metavar="JSON", help="A subset of the JSON body."),
    option("--status", type=int, help="The status of the response."),
)

follow_option = option("--follow", "-f", is_flag=True, help="Print requests as they end, until Ctrl-C.")

EPILOG_OF_VERIFY = """\b
Examples:
  oms-mock admin verify --operation pull_from_omnitron
  oms-mock admin verify --method GET --path '/api/v1/oms/orders/*' --status 200 --at-least 2
  oms-mock admin verify --operation order_list --query limit=100 --times 1
  oms-mock admin verify --method POST --body '{"order_numbers": ["9000000000000001"]}'

\b
Exit codes:
  0  the expected number of requests match
  1  more or fewer match
  2  usage error, or the fake does not respond
"""


def matcher_options(command: Command) -> Command:
    """Add one option for each key of a matcher."""
    for add in reversed(_MATCHER_OPTIONS):
        command = add(command)
    return command


@click.group(
    epilog="""\b
Examples:
  oms-mock admin requests
  oms-mock admin requests --limit 100 --world ci-7 --json
  oms-mock admin requests --follow
  oms-mock admin requests clear

To follow some requests only: oms-mock admin find --status 503 --follow
""",
    invoke_without_command=True,
)
@option("--limit", type=click.IntRange(1), default=20, show_default=True, help="Number of requests.")
@follow_option
@json_option
@world_command
def requests(control: Control, limit: int, follow: bool, json: bool) -> int | None:
    """List the last requests to a world, newest first, or clear them.

    With --follow, print them oldest first, and then each request when it has a response, until Ctrl-C. With --json
    too, each line is a JSON document. A server that does not respond is waited for.
    """
    context = click.get_current_context()
    if context.invoked_subcommand is not None:
        reject_options_before_command(context)
        return None
    if follow:
        return following.follow(control, earlier=limit, is_shown=lambda _: True, json=json)
    response = control.call("GET", "requests", query={"limit": limit})
    print_json(response) if json else _print_last(response)
    return None


def _print_last(response: dict[str, Any]) -> None:
    if not response["requests"]:
        print_text(f"the world {response['world']} has received no requests")
        return
    _print_requests(response["requests"])
    left = response["total"] - len(response["requests"])
    if left > 0:
        print_text(f"and {counted(left, 'earlier request')}: --limit {response['total']}")


@requests.command()
@world_command
def clear(control: Control) -> None:
    """Clear the request journal of a world."""
    response = control.call("DELETE", "requests")
    print_text(f"the world {response['world']} has no recorded requests")


@click.command(
    epilog="""\b
Examples:
  oms-mock admin find --operation pull_from_omnitron
  oms-mock admin find --path '/api/v1/oms/orders/*' --status 404
  oms-mock admin find --status 503 --follow
"""
)
@matcher_options
@follow_option
@json_option
@world_command
def find(control: Control, follow: bool, json: bool, **given: Any) -> int | None:
    """List the requests to a world that match, oldest first.

    With --follow, also print each later one when it has a response, until Ctrl-C.
    """
    if follow:
        return _follow(control, _matcher(**given), json)
    response = control.call("POST", "requests/find", _matcher(**given))
    if json:
        print_json(response)
    elif response["requests"]:
        _print_requests(response["requests"])
    else:
        print_text("no request matches")
    return None


def _follow(control: Control, document: dict[str, Any], json: bool) -> int:
    from oms_mock.journal import matching

    control.call("POST", "requests/count", document)  # the fake says what is wrong with a matcher
    return following.follow(control, earlier=None, is_shown=matching.read(document).matches, json=json)


@click.command(
    epilog="""\b
Examples:
  oms-mock admin count
  oms-mock admin count --operation order_list --query limit=100
"""
)
@matcher_options
@json_option
@world_command
def count(control: Control, json: bool, **given: Any) -> None:
    """Count the requests to a world that match."""
    response = control.call("POST", "requests/count", _matcher(**given))
    print_json(response) if json else print_text(str(response["count"]))


@click.command(
    epilog="""\b
Examples:
  oms-mock admin unmatched
"""
)
@option("--limit", type=click.IntRange(1), default=20, show_default=True, help="Number of requests.")
@json_option
@world_command
def unmatched(control: Control, limit: int, json: bool) -> None:
    """List the last requests for which there is no route, newest first, each with the most similar route."""
    response = control.call("GET", "requests/unmatched", query={"limit": limit})
    if json:
        print_json(response)
    elif response["requests"]:
        rows = [(each["time"], each["method"], target(each), each["nearest"] or "-") for each in response["requests"]]
        print_table(("TIME", "METHOD", "PATH", "NEAREST ROUTE"), rows)
    else:
        print_text("every request has a route")


@click.command(epilog=EPILOG_OF_VERIFY)
@matcher_options
@option("--times", type=click.IntRange(0), metavar="N", help="Exactly N requests.")
@option("--at-least", type=click.IntRange(0), metavar="N", help="N requests or more.  [default: 1]")
@option("--at-most", type=click.IntRange(0), metavar="N", help="N requests or fewer.")
@option("--wait", metavar="DURATION", help="How long to wait for such requests: 2s.")
@json_option
@world_command
def verify(control: Control, json: bool, **given: Any) -> int:
    """Verify how many requests to a world match.

    If too few match, the most similar request is shown, and how it differs. With an upper limit, requests that have
    no response yet are waited for, up to 2s unless --wait is given.
    """
    bounds = without_none({name: given.pop(name) for name in BOUNDS})
    body = {"matcher": _matcher(**given), **bounds}
    response = control.call("POST", "requests/verify", body, expected=(422,))
    if json:
        print_json(response)
    elif response["verified"]:
        print_text(f"verified: {counted(response['count'], 'request')}")
    else:
        print_text(response["detail"])
    return 0 if response["verified"] else NOT_VERIFIED


def _matcher(query: tuple[str, ...], header: tuple[str, ...], body: str | None, **named: Any) -> dict[str, Any]:
    matcher = without_none(named)
    if query:
        matcher["query"] = pairs(query, "parameter")
    if header:
        matcher["headers"] = pairs(header, "header")
    if body is not None:
        matcher["json"] = json_value(body)
    return matcher


def _print_requests(entries: list[dict[str, Any]]) -> None:
    rows = [
        (
            each["time"],
            each["method"],
            target(each),
            result(each),
            each.get("operation") or "-",
            ", ".join(effects(each)),
        )
        for each in entries
    ]
    print_table(("TIME", "METHOD", "PATH", "STATUS", "OPERATION", "EFFECTS"), rows)
