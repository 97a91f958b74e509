"""`oms-mock admin orders`: list, show, add, change and delete the orders of a world."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from oms_mock.cli.admin.client import (
    json_option,
    option,
    pairs,
    print_json,
    print_table,
    print_text,
    reject_options_before_command,
    world_command,
)

if TYPE_CHECKING:
    from oms_mock.testing.admin_client import Control

EPILOG = """\b
Examples:
  oms-mock admin orders
  oms-mock admin orders list state__enum_value=500 sort=-date_placed
  oms-mock admin orders show 785
  oms-mock admin orders change 785 '{"notes": "call first"}'
  oms-mock admin orders delete 785 --world ci-7
"""
EPILOG_OF_LIST = """\b
Examples:
  oms-mock admin orders list
  oms-mock admin orders list state__enum_value=500 sort=-date_placed --limit 100
  oms-mock admin orders list customer__email=ada@example.com --json
"""
EPILOG_OF_ADD = """\b
Examples:
  oms-mock admin orders add
  oms-mock admin orders add '{"notes": "call first"}'
  oms-mock admin orders add @order.json --world ci-7
"""
EPILOG_OF_CHANGE = """\b
Examples:
  oms-mock admin orders change 785 '{"notes": null}'
  oms-mock admin orders change 785 @patch.json
  echo '{"notes": "call first"}' | oms-mock admin orders change 785 -
"""

id_argument = click.argument("order", type=click.IntRange(1), metavar="ID")
limit_option = option("--limit", type=click.IntRange(1, 100), default=20, show_default=True, help="Number of orders.")


@click.group(epilog=EPILOG, invoke_without_command=True)
@limit_option
@json_option
@world_command
def orders(control: Control, limit: int, json: bool) -> None:
    """List, show, add, change and delete the orders of a world.

    These requests are not subject to faults and throttle, and are not in the journal.
    """
    context = click.get_current_context()
    if context.invoked_subcommand is None:
        _list(control, {"limit": limit}, json)
        return
    reject_options_before_command(context)


@orders.command("list", epilog=EPILOG_OF_LIST)
@click.argument("filters", nargs=-1, metavar="[FILTER=VALUE]…")
@limit_option
@option("--page", default="1", show_default=True, metavar="N", help="Number of the page, or last.")
@json_option
@world_command
def list_(control: Control, filters: tuple[str, ...], limit: int, page: str, json: bool) -> None:
    """List orders, the highest id first.

    FILTER is a query parameter of the order list: state__enum_value, number, date_placed__gte, … or sort.
    """
    _list(control, {**pairs(filters, "filter"), "limit": limit, "page": page}, json)


def _list(control: Control, query: dict[str, Any], json: bool) -> None:
    response = control.call("GET", "orders", query=query)
    if json:
        print_json(response)
    elif response["results"]:
        print_table(("ID", "NUMBER", "STATE", "PLACED", "ITEMS"), [_row(order) for order in response["results"]])
        if response["count"] > len(response["results"]):
            print_text(f"{len(response['results'])} of {response['count']:,} orders; see --limit and --page of list")
    else:
        print_text(f"no order of the world {response['world']} matches")


def _row(order: dict[str, Any]) -> tuple[object, ...]:
    """Return the cells of an order. Its values may be of any kind: a test may have changed them."""
    state, items = order.get("state"), order.get("orderitem_set")
    name = state.get("name") if isinstance(state, dict) else None
    count = len(items) if isinstance(items, list) else ""
    return order.get("id"), order.get("number"), name or "", order.get("date_placed") or "", count


@orders.command(
    epilog="""\b
Examples:
  oms-mock admin orders show 785
  oms-mock admin orders show 785 --world ci-7
"""
)
@id_argument
@world_command
def show(control: Control, order: int) -> None:
    """Print the order ID as JSON."""
    print_json(control.call("GET", f"orders/{order}"))


@orders.command(epilog=EPILOG_OF_ADD)
@click.argument("document", required=False, metavar="[ORDER]")
@json_option
@world_command
def add(control: Control, document: str | None, json: bool) -> None:
    """Add an order. Keys that ORDER does not have are generated.

    ORDER is a JSON object, @FILE, or - for standard input.
    """
    order = control.call("POST", "orders", {} if document is None else _document(document))
    print_json(order) if json else print_text(f"added order {order['id']}, number {order['number']}")


@orders.command(epilog=EPILOG_OF_CHANGE)
@id_argument
@click.argument("document", metavar="PATCH")
@json_option
@world_command
def change(control: Control, order: int, document: str, json: bool) -> None:
    """Change the order ID by PATCH, a JSON merge patch (RFC 7396): null removes a key.

    PATCH is a JSON object, @FILE, or - for standard input.
    """
    changed = control.call("PATCH", f"orders/{order}", _document(document))
    print_json(changed) if json else print_text(f"changed order {order}, modified {changed['modified_date']}")


@orders.command(
    epilog="""\b
Examples:
  oms-mock admin orders delete 785
  oms-mock admin orders delete 785 --world ci-7
"""
)
@id_argument
@world_command
def delete(control: Control, order: int) -> None:
    """Delete the order ID in the world."""
    control.call("DELETE", f"orders/{order}")
    print_text(f"deleted order {order}")


def _document(given: str) -> Any:
    """Return a JSON document: the argument, or the content of @FILE or standard input. Raises UsageError."""
    from oms_mock.errors import UnusableValueError
    from oms_mock.inputs import json_text

    try:
        return json_text.parse(_content(given))
    except OSError as error:
        raise click.UsageError(f"{given[1:]}: {error.strerror}") from None
    except UnusableValueError as error:
        raise click.UsageError(f"{'standard input' if given == '-' else given}: {error}") from None


def _content(given: str) -> bytes:
    if given == "-":
        return sys.stdin.buffer.read()
    return Path(given[1:]).read_bytes() if given.startswith("@") else given.encode(errors="replace")
