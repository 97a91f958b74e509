"""Generate load with `wrk`: one thread and sixteen connections, on the core for clients."""

from __future__ import annotations

import re
import subprocess
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from machine import CannotMeasureError, Cores, Others, pinned, require
from process import Server
from rounds import Reading

CONNECTIONS = 16
SCRIPTS = Path(__file__).parent

_RATE = re.compile(r"Requests/sec:\s+([\d.]+)")
_TROUBLE = re.compile(r"(Non-2xx or 3xx responses: .*|Socket errors: .*)")


@dataclass(frozen=True)
class Target:
    """The requests for a server: one URL, or the URLs that a Lua script derives from it."""

    server: Server
    url: str
    headers: Mapping[str, str] = field(default_factory=dict)
    script: str | None = None
    script_arguments: tuple[str, ...] = ()


def require_wrk() -> None:
    """Raise CannotMeasureError if wrk is not installed."""
    require("wrk", "Debian, Ubuntu and Homebrew have it under that name")


def load(cores: Cores, target: Target, seconds: int) -> Reading:
    """Return the requests per second that a server completes.

    Raises CannotMeasureError if one of the responses is an error.
    """
    others = Others(target.server.pids())
    began, cpu_before = time.monotonic(), target.server.cpu_seconds()
    done = subprocess.run(pinned(cores.client, _command(target, seconds)), capture_output=True, text=True, check=False)
    busy = (target.server.cpu_seconds() - cpu_before) / (time.monotonic() - began)
    disturbance = others.busy_cores()
    rate, trouble = _RATE.search(done.stdout), _TROUBLE.search(done.stdout)
    if rate is None or trouble:
        said = trouble[0] if trouble else done.stderr or done.stdout
        raise CannotMeasureError(f"{target.url} under load: {' '.join(said.split())}")
    return Reading(float(rate[1]), disturbance, busy)


def _command(target: Target, seconds: int) -> list[str]:
    headers = [part for name, value in target.headers.items() for part in ("-H", f"{name}: {value}")]
    script = ["-s", str(SCRIPTS / target.script)] if target.script else []
    arguments = ["--", *target.script_arguments] if target.script else []
    connections = f"-c{CONNECTIONS}"
    return ["wrk", "-t1", connections, f"-d{seconds}s", "--timeout", "30s", *headers, *script, target.url, *arguments]
