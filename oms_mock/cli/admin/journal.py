"""`oms-mock admin requests` and `verify`: what a world was asked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import click

from oms_mock.cli.admin.client import (
    about_a_world,
    for_scripts,
    option,
    pairs,
    say,
    say_json,
    say_table,
    value,
    without_nothing,
)
from oms_mock.cli.options import counted

if TYPE_CHECKING:
    from oms_mock.testing.admin_client import Control

NOT_VERIFIED = 1
BOUNDS = ("times", "at_least", "at_most")

EPILOG_OF_VERIFY = """\b
Examples:
  oms-mock admin verify --operation pull_from_omnitron
  oms-mock admin verify --method GET --path '/api/v1/oms/orders/*' --status 200 --at-least 2
  oms-mock admin verify --operation order_list --query limit=100 --times 1
  oms-mock admin verify --method POST --body '{"order_numbers": ["9000000000000001"]}'

\b
Exit codes:
  0  so many requests match
  1  more or fewer do
  2  usage, or the fake does not answer
"""


@click.command(
    epilog="""\b
Examples:
  oms-mock admin requests
  oms-mock admin requests --limit 100 --world ci-7 --json
"""
)
@option("--limit", type=click.IntRange(1), default=20, show_default=True, help="How many.")
@for_scripts
@about_a_world
def requests(control: Control, limit: int, json: bool) -> None:
    """List the last requests of a world, newest first."""
    said = control.call("GET", "requests", query={"limit": limit})
    if json:
        say_json(said)
        return
    if not said["requests"]:
        say(f"the world {said['world']} was asked nothing")
        return
    rows = [
        (
            each["time"],
            each["method"],
            _path(each),
            each["status"],
            each.get("operation") or "-",
            ", ".join(_done(each)),
        )
        for each in said["requests"]
    ]
    say_table(("TIME", "METHOD", "PATH", "STATUS", "OPERATION", "DONE"), rows)
    left = said["total"] - len(rows)
    if left > 0:
        say(f"and {counted(left, 'earlier request')}: --limit {said['total']}")


@click.command(epilog=EPILOG_OF_VERIFY)
@option("--method", metavar="NAME", help="Of which method: GET, POST.")
@option("--path", help="To which path, with * for anything.")
@option("--operation", metavar="NAME", help="To which endpoint: an operationId, order_list.")
@option("--query", multiple=True, metavar="KEY=VALUE", help="With which parameter; repeatable.")
@option("--header", multiple=True, metavar="KEY=VALUE", help="With which header; repeatable.")
@option("--body", metavar="JSON", help="With what in the JSON body.")
@option("--status", type=int, help="Answered with which status.")
@option("--times", type=click.IntRange(0), metavar="N", help="Exactly so many.")
@option("--at-least", type=click.IntRange(0), metavar="N", help="So many, or more.  [default: 1]")
@option("--at-most", type=click.IntRange(0), metavar="N", help="So many, or fewer.")
@for_scripts
@about_a_world
def verify(control: Control, json: bool, **given: Any) -> int:
    """See that a world was asked something, so many times.

    Where too few match, the request that comes nearest is shown, and in what it differs.
    """
    bounds = without_nothing({name: given.pop(name) for name in BOUNDS})
    body = {"matcher": _matcher(**given), **bounds}
    said = control.call("POST", "requests/verify", body, expected=(422,))
    if json:
        say_json(said)
    elif said["verified"]:
        say(f"verified: {counted(said['count'], 'request')}")
    else:
        say(said["detail"])
    return 0 if said["verified"] else NOT_VERIFIED


def _matcher(query: tuple[str, ...], header: tuple[str, ...], body: str | None, **named: Any) -> dict[str, Any]:
    matcher = without_nothing(named)
    if query:
        matcher["query"] = pairs(query, "parameter")
    if header:
        matcher["headers"] = pairs(header, "header")
    if body is not None:
        matcher["json"] = value(body)
    return matcher


def _path(entry: dict[str, Any]) -> str:
    query = urlencode(entry.get("query") or {}, doseq=True)
    return f"{entry['path']}?{query}" if query else str(entry["path"])


def _done(entry: dict[str, Any]) -> list[str]:
    done = [f"fault {entry['fault']}"] if entry.get("fault") else []
    done += entry.get("did") or []
    done += ["throttled"] if entry.get("throttled") else []
    if entry.get("too_early"):
        done.append(f"too early by {entry['too_early']} s")
    return done
