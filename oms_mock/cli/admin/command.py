"""The group `oms-mock admin`."""

from __future__ import annotations

import click

from oms_mock.cli.admin.client import TOKEN_VARIABLE
from oms_mock.cli.admin.faults import faults
from oms_mock.cli.admin.journal import count, find, requests, unmatched, verify
from oms_mock.cli.admin.orders import orders
from oms_mock.cli.admin.settings import clock, settings
from oms_mock.cli.admin.worlds import drop, reset, scenario, worlds
from oms_mock.cli.command import help_without_command

EPILOG = f"""\b
Examples:
  oms-mock admin worlds
  oms-mock admin scenario empty --world ci-7
  oms-mock admin orders list state__enum_value=500
  oms-mock admin faults add --status 503 --operation order_list --times 3
  oms-mock admin requests
  oms-mock admin verify --operation pull_from_omnitron --times 1
  oms-mock admin settings throttle=60/min
  oms-mock admin clock --advance 90s
  oms-mock admin reset

From another machine a fake requires a token: set {TOKEN_VARIABLE} here and where it runs.
"""


@click.group(epilog=EPILOG, invoke_without_command=True)
@click.pass_context
def admin(context: click.Context) -> None:
    """Control a running fake and inspect its request journal."""
    help_without_command(context)


VERBS = (
    *(worlds, reset, drop, scenario, orders, faults, requests, find, count, unmatched, verify),
    *(settings, clock),
)
for verb in VERBS:
    admin.add_command(verb)
