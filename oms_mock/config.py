"""How one server is set up: plain values, read from the environment or the command line."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any

from oms_mock.errors import SetupError
from oms_mock.inputs import durations

ENVIRONMENT_PREFIX = "OMS_MOCK_"
MAX_DELAY = 60.0
"""Seconds: the longest latency, and the longest delay one request may ask for."""


def parse_duration(text: str) -> float:
    """Return `200ms`, `1.5s` or a bare number of milliseconds in seconds. Raises ValueError, also beyond MAX_DELAY."""
    return durations.parse(text, bare="ms", longest=MAX_DELAY)


@dataclass(frozen=True)
class Config:
    """Everything that decides how a server answers.

    `orders` and `seed` are None when nobody chose them: the scenario's own values, or those
    that a kept database was filled with, then hold. `journal` is how many requests are kept of each
    world; 0 keeps none.
    """

    database: str | None = None
    scenario: str | None = None
    orders: int | None = None
    seed: int | None = None
    profile: str | None = None
    token: str = "oms-mock"  # noqa: S105
    limited_token: str = "oms-mock-limited"  # noqa: S105
    inactive_token: str = "oms-mock-inactive"  # noqa: S105
    username: str = "oms-mock"
    password: str = "oms-mock"  # noqa: S105
    latency: float = 0.0
    page_size: int = 10
    max_page_size: int = 100
    trust_proxy: bool = False
    demo_drift: bool = False
    journal: int = 1000
    cors_origins: tuple[str, ...] = field(default=("*",))
    max_body_bytes: int = 1_048_576


def _boolean(text: str) -> bool:
    if text.lower() in {"1", "true", "yes", "on"}:
        return True
    if text.lower() in {"", "0", "false", "no", "off"}:
        return False
    raise ValueError(f"{text!r} is neither true nor false")


def _natural(text: str) -> int:
    if not re.fullmatch(r"[0-9]{1,12}", text):
        raise ValueError(f"{text!r} is not a whole number")
    return int(text)


_READERS: dict[str, Callable[[str], Any]] = {
    "orders": _natural,
    "seed": _natural,
    "latency": parse_duration,
    "page_size": _natural,
    "max_page_size": _natural,
    "journal": _natural,
    "trust_proxy": _boolean,
    "demo_drift": _boolean,
    "cors_origins": lambda text: tuple(text.split()),
    "max_body_bytes": _natural,
}


def from_environment(environ: Mapping[str, str] = os.environ) -> Config:
    """Build a Config from `OMS_MOCK_…` variables, for servers that call `wsgi.py`.

    Raises SetupError naming the variable whose value cannot be read.
    """
    config = Config()
    for name in (each.name for each in fields(Config)):
        variable = ENVIRONMENT_PREFIX + name.upper()
        if environ.get(variable):
            try:
                value = _READERS.get(name, str)(environ[variable])
            except ValueError as error:
                raise SetupError(f"{variable}: {error}") from None
            config = replace(config, **{name: value})
    return config
