"""`oms-mock admin settings` and `clock`: the settings and the clock of a world."""

from __future__ import annotations

from json import dumps
from typing import TYPE_CHECKING, Any

import click

from oms_mock.cli.admin.client import (
    json_option,
    json_value,
    option,
    pairs,
    print_json,
    print_table,
    print_text,
    world_command,
)

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
@json_option
@world_command
def settings(control: Control, changes: tuple[str, ...], json: bool) -> None:
    """Change settings of a world, and show all of them.

    VALUE is JSON, or else a string. null resets a setting to the value of the scenario.
    """
    patch = {key: json_value(text) for key, text in pairs(changes, "key").items()}
    response = control.call("PATCH", "settings", patch) if patch else control.call("GET", "settings")
    if json:
        print_json(response)
        return
    rows = [(key, each if isinstance(each, str) else dumps(each)) for key, each in response["settings"].items()]
    print_table(("SETTING", "VALUE"), rows)


@click.command(
    epilog="""\b
Examples:
  oms-mock admin clock
  oms-mock admin clock --freeze 2026-01-01T00:00:00Z
  oms-mock admin clock --set 2026-01-01T00:00:00Z
  oms-mock admin clock --advance 90s
  oms-mock admin clock --real
"""
)
@option("--freeze", metavar="AT", help="Freeze the clock at this moment: 2026-01-01T00:00:00Z.")
@option("--set", metavar="AT", help="Set the clock to this moment and let it run.")
@option("--advance", metavar="TIME", help="Move the clock forward: 500ms, 90s, 5m, 2h, 3d.")
@option("--real", is_flag=True, help="Reset the clock to the machine's time.")
@json_option
@world_command
def clock(control: Control, json: bool, **options: Any) -> None:
    """Set the clock of a world, and show its time."""
    if sum(map(bool, options.values())) > 1:
        raise click.UsageError("Give one of --freeze, --set, --advance and --real")
    response = _set(control, **options)
    if json:
        print_json(response)
        return
    frozen = ", frozen" if response["frozen"] else ""
    print_text(f"the time in the world {response['world']} is {response['now']}{frozen}")


def _set(control: Control, freeze: str | None, set: str | None, advance: str | None, real: bool) -> dict[str, Any]:  # noqa: A002
    response: dict[str, Any]
    if real:
        response = control.call("DELETE", "clock")
    elif at := freeze or set:
        response = control.call("PUT", "clock", {"now": at, "frozen": at == freeze})
    elif advance:
        response = control.call("PUT", "clock", {"advance": advance})
    else:
        response = control.call("GET", "clock")
    return response
