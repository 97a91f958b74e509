"""`oms-mock admin settings` and `clock`: how a world decides, and what time it is there."""

from __future__ import annotations

from json import dumps
from typing import TYPE_CHECKING, Any

import click

from oms_mock.cli.admin.client import about_a_world, for_scripts, option, pairs, say, say_json, say_table, value

if TYPE_CHECKING:
    from oms_mock.testing.admin_client import Control


@click.command(
    epilog="""\b
Examples:
  oms-mock admin settings
  oms-mock admin settings throttle=60/min
  oms-mock admin settings throttle=null allowed_channels=[1,2]
"""
)
@click.argument("changes", nargs=-1, metavar="[KEY=VALUE]…")
@for_scripts
@about_a_world
def settings(control: Control, changes: tuple[str, ...], json: bool) -> None:
    """Show the settings of a world, after those that are given are changed.

    A VALUE is JSON, or else a text; null is as the scenario has it.
    """
    patch = {key: value(text) for key, text in pairs(changes, "key").items()}
    said = control.call("PATCH", "settings", patch) if patch else control.call("GET", "settings")
    if json:
        say_json(said)
        return
    rows = [(key, each if isinstance(each, str) else dumps(each)) for key, each in said["settings"].items()]
    say_table(("SETTING", "VALUE"), rows)


@click.command(
    epilog="""\b
Examples:
  oms-mock admin clock
  oms-mock admin clock --freeze 2026-01-01T00:00:00Z
  oms-mock admin clock --advance 90s
  oms-mock admin clock --real
"""
)
@option("--freeze", metavar="AT", help="Let it stand still at a moment: 2026-01-01T00:00:00Z.")
@option("--advance", metavar="TIME", help="Let time pass at once: 500ms, 90s, 5m, 2h, 3d.")
@option("--real", is_flag=True, help="Let it be the real time again.")
@for_scripts
@about_a_world
def clock(control: Control, freeze: str | None, advance: str | None, real: bool, json: bool) -> None:
    """Say what time it is in a world, after it is set as asked."""
    if sum(map(bool, (freeze, advance, real))) > 1:
        raise click.UsageError("Give one of --freeze, --advance and --real")
    said = _set(control, freeze, advance, real)
    if json:
        say_json(said)
        return
    still = ", and stands still" if said["frozen"] else ""
    say(f"it is {said['now']} in the world {said['world']}{still}")


def _set(control: Control, freeze: str | None, advance: str | None, real: bool) -> dict[str, Any]:
    said: dict[str, Any]
    if real:
        said = control.call("DELETE", "clock")
    elif freeze or advance:
        body = {"now": freeze, "frozen": True} if freeze else {"advance": advance}
        said = control.call("PUT", "clock", body)
    else:
        said = control.call("GET", "clock")
    return said
