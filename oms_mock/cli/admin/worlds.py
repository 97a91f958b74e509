"""`oms-mock admin worlds`, `reset`, `drop`, `scenario`: whole worlds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from oms_mock.cli.admin.client import about_a_fake, about_a_world, for_scripts, say, say_json, say_table

if TYPE_CHECKING:
    from oms_mock.testing.admin_client import Control


@click.command()
@for_scripts
@about_a_fake
def worlds(control: Control, json: bool) -> None:
    """List the named worlds: since when nobody has used them, and what is their own."""
    listed = control.worlds()
    if json:
        say_json({"worlds": listed})
    elif listed:
        rows = [(each["name"], f"{each['idle']} s", f"{each['own_orders']:,}") for each in listed]
        say_table(("WORLD", "IDLE", "OWN ORDERS"), rows)
    else:
        say("there is the default world only: a token such as oms-mock@ci-7 makes another")


@click.command(
    epilog="""\b
Examples:
  oms-mock admin reset
  oms-mock admin reset --world ci-7
"""
)
@about_a_world
def reset(control: Control) -> None:
    """Let a world be as it was born: data, faults, throttle, clock, settings and journal."""
    said = control.call("POST", "reset")
    say(f"the world {said['world']} is as it was born")


@click.command(
    epilog="""\b
Examples:
  oms-mock admin drop ci-7
"""
)
@click.argument("name")
@about_a_fake
def drop(control: Control, name: str) -> None:
    """End the world NAME."""
    from urllib.parse import quote

    control.call("DELETE", f"worlds/{quote(name, safe='')}")
    say(f"the world {name} is gone")


@click.command(
    epilog="""\b
Examples:
  oms-mock admin scenario
  oms-mock admin scenario empty --world ci-7
"""
)
@click.argument("name", required=False)
@for_scripts
@about_a_world
def scenario(control: Control, name: str | None, json: bool) -> None:
    """Let a world look at the data of the scenario NAME; without NAME, list the scenarios."""
    if name is None:
        said = control.call("GET", "scenarios")
        rows = [
            ("*" if each["name"] == said["scenario"] else "", each["name"], each["description"])
            for each in said["scenarios"]
        ]
        say_json(said) if json else say_table(("", "SCENARIO", "HOLDS"), rows)
        return
    said = control.call("POST", "scenarios", {"name": name})
    say_json(said) if json else say(f"the world {said['world']} has the scenario {said['scenario']} now")
