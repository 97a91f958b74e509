"""Scripts of a process that kills itself while it seeds a database, always in the second batch."""

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
    if len(calls) == 2:  # the orders of the second batch are inserted, their events are not
        os.kill(os.getpid(), signal.SIGKILL)
    add(*arguments, **options)

store.webhook_events.add = die
"""


def script(*lines: str) -> str:
    """Return a Python script that runs these lines with `store` and kills itself in the second batch.

    Its argument is the URL of a database.
    """
    return "\n".join((_SCRIPT, *lines, ""))
