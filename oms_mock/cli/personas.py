"""`oms-mock personas`: list the orders with special properties and their ids."""

from __future__ import annotations

from json import dumps

import click

from oms_mock.cli.command import command

EPILOG = """\b
Examples:
  oms-mock personas
  oms-mock personas --json
  curl -H 'Authorization: Token oms-mock' http://127.0.0.1:4010/api/v1/oms/orders/7/
"""


@command("personas", epilog=EPILOG)
def personas(json: bool) -> None:
    """List the personas: special orders at fixed ids.

    Each has one unusual property, such as 200 items or an amount of zero. They are the oldest orders of every generated
    data set, and are the same for every seed.
    """
    from oms_mock.dataset.personas import PERSONAS

    if json:
        rows = [{"id": each.id, "name": each.name, "description": each.description} for each in PERSONAS]
        click.echo(dumps(rows, indent=2, ensure_ascii=False))
        return
    width = max(len(each.name) for each in PERSONAS)
    for each in PERSONAS:
        click.echo(f"{each.id:>3}  {each.name:<{width}}  {each.description}")
