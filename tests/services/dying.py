"""A process that is killed while it fills a database, at the same place each time."""

from __future__ import annotations

_SCRIPT = """
import os, signal, sys
from oms_mock.services import scenario_switch, seeding
from oms_mock.services.worlds import Worlds
from oms_mock.store.store import Store

store = Store(sys.argv[1])
add = store.webhook_events.add
calls = []

def die(*arguments, **options):
    calls.append(1)
    if len(calls) == 2:  # the orders of the second batch are there, their events are not
        os.kill(os.getpid(), signal.SIGKILL)
    add(*arguments, **options)

store.webhook_events.add = die
"""


def script(*lines: str) -> str:
    """Write a program, whose argument is a database, that dies in the second batch of what these lines fill."""
    return "\n".join((_SCRIPT, *lines, ""))
