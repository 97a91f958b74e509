"""`oms-mock admin worlds`, `reset`, `drop` and `scenario`: list, reset, drop and switch worlds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from oms_mock.cli.admin.client import fake_command, json_option, print_json, print_table, print_text, world_command

if TYPE_CHECKING:
    from oms_mock.testing.admin_client import Control


@click.command()
@json_option
@fake_command
def worlds(control: Control, json: bool) -> None:
    """List the named worlds."""
    listed = control.worlds()
    if json:
        print_json({"worlds": listed})
    elif listed:
        rows = [(each["name"], f"{each['idle']} s", f"{each['own_orders']:,}") for each in listed]
        print_table(("WORLD", "IDLE", "OWN ORDERS"), rows)
    else:
        print_text("there is only the default world: a request with the token oms-mock@ci-7 creates the world ci-7")


@click.command(
    epilog="""\b
Examples:
  oms-mock admin reset
  oms-mock admin reset --world ci-7
"""
)
@world_command
def reset(control: Control) -> None:
    """Reset a world to its initial state: data, faults, throttle, clock, settings and journal."""
    response = control.call("POST", "reset")
    print_text(f"the world {response['world']} is reset to its initial state")


@click.command(
    epilog="""\b
Examples:
  oms-mock admin drop ci-7
"""
)
@click.argument("name")
@fake_command
def drop(control: Control, name: str) -> None:
    """Drop the world NAME."""
    from urllib.parse import quote

    control.call("DELETE", f"worlds/{quote(name, safe='')}")
    print_text(f"dropped the world {name}")


@click.command(
    epilog="""\b
Examples:
  oms-mock admin scenario
  oms-mock admin scenario empty --world ci-7
  oms-mock admin scenario ./my-scenario
"""
)
@click.argument("name", required=False, metavar="[NAME | FOLDER]")
@json_option
@world_command
def scenario(control: Control, name: str | None, json: bool) -> None:
    """Switch a world to another scenario; without an argument, list the scenarios.

    NAME is a scenario of the fake. FOLDER is the path of a scenario on this machine, whose documents are sent.
    """
    from oms_mock.testing import scenario_documents

    if name is None:
        response = control.call("GET", "scenarios")
        rows = [
            ("*" if each["name"] == response["scenario"] else "", each["name"], each["description"])
            for each in response["scenarios"]
        ]
        if not any(row[0] for row in rows):
            rows.append(("*", response["scenario"], "The documents that were sent to this world."))
        print_json(response) if json else print_table(("", "SCENARIO", "CONTENT"), rows)
        return
    response = control.call("POST", "scenarios", scenario_documents.choice(name))
    print_json(response) if json else print_text(
        f"the world {response['world']} has the scenario {response['scenario']}"
    )
