"""`oms-mock admin requests` and `verify`: the request journal of a world."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import click

from oms_mock.cli.admin.client import (
    json_option,
    json_value,
    option,
    pairs,
    print_json,
    print_table,
    print_text,
    without_none,
    world_command,
)
from oms_mock.spec.plural import counted

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
  0  the expected number of requests match
  1  more or fewer match
  2  usage error, or the fake does not respond
"""


@click.command(
    epilog="""\b
Examples:
  oms-mock admin requests
  oms-mock admin requests --limit 100 --world ci-7 --json
"""
)
@option("--limit", type=click.IntRange(1), default=20, show_default=True, help="Number of requests.")
@json_option
@world_command
def requests(control: Control, limit: int, json: bool) -> None:
    """List the last requests to a world, newest first."""
    response = control.call("GET", "requests", query={"limit": limit})
    if json:
        print_json(response)
        return
    if not response["requests"]:
        print_text(f"the world {response['world']} has received no requests")
        return
    rows = [
        (
            each["time"],
            each["method"],
            _path(each),
            each["status"],
            each.get("operation") or "-",
            ", ".join(_effects(each)),
        )
        for each in response["requests"]
    ]
    print_table(("TIME", "METHOD", "PATH", "STATUS", "OPERATION", "EFFECTS"), rows)
    left = response["total"] - len(rows)
    if left > 0:
        print_text(f"and {counted(left, 'earlier request')}: --limit {response['total']}")


@click.command(epilog=EPILOG_OF_VERIFY)
@option("--method", metavar="NAME", help="The method: GET, POST.")
@option("--path", help="The path; * stands for any characters.")
@option("--operation", metavar="NAME", help="The operation, by its operationId: order_list.")
@option("--query", multiple=True, metavar="KEY=VALUE", help="A query parameter; repeatable.")
@option("--header", multiple=True, metavar="KEY=VALUE", help="A header; repeatable.")
@option("--body", metavar="JSON", help="A subset of the JSON body.")
@option("--status", type=int, help="The status of the response.")
@option("--times", type=click.IntRange(0), metavar="N", help="Exactly N requests.")
@option("--at-least", type=click.IntRange(0), metavar="N", help="N requests or more.  [default: 1]")
@option("--at-most", type=click.IntRange(0), metavar="N", help="N requests or fewer.")
@json_option
@world_command
def verify(control: Control, json: bool, **given: Any) -> int:
    """Verify how many requests to a world match.

    If too few match, the most similar request is shown, and how it differs.
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


def _path(entry: dict[str, Any]) -> str:
    query = urlencode(entry.get("query") or {}, doseq=True)
    return f"{entry['path']}?{query}" if query else str(entry["path"])


def _effects(entry: dict[str, Any]) -> list[str]:
    effects = [f"fault {entry['fault']}"] if entry.get("fault") else []
    effects += entry.get("did") or []
    effects += ["throttled"] if entry.get("throttled") else []
    if entry.get("too_early"):
        effects.append(f"too early by {entry['too_early']} s")
    return effects
