"""The settings of one server: plain values, read from the environment or the command line.

Their names, defaults and variables come from `oms_mock.option_table`.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

from oms_mock.errors import SetupError
from oms_mock.inputs import auth_token, durations, origins
from oms_mock.option_table import LANGUAGES, Option, settings
from oms_mock.spec import near

if TYPE_CHECKING:
    from sqlalchemy.engine import URL

MAX_DELAY = 60.0
"""Seconds: the longest latency, and the longest delay that one request may ask for."""


def parse_duration(text: str) -> float:
    """Return `200ms`, `1.5s` or a bare number of milliseconds in seconds. Raises ValueError, also beyond MAX_DELAY."""
    return durations.parse(text, bare="ms", longest=MAX_DELAY)


_DEFAULTS = {option.setting: option.default for option in settings()}


@dataclass(frozen=True)
class Config:
    """Everything that determines the responses of a server.

    `orders` and `seed` are None when they were not chosen: the values of the scenario, or those of an existing
    database, then apply. `journal` is the number of requests that are kept of each world; 0 turns the journal off.
    `latency` is in seconds.
    """

    database: str | URL | None = _DEFAULTS["database"]
    scenario: str | None = _DEFAULTS["scenario"]
    orders: int | None = _DEFAULTS["orders"]
    seed: int | None = _DEFAULTS["seed"]
    profile: str | None = _DEFAULTS["profile"]
    until: str | None = _DEFAULTS["until"]
    watch: bool = _DEFAULTS["watch"]
    token: str = _DEFAULTS["token"]
    auth_scheme: str = _DEFAULTS["auth_scheme"]
    limited_token: str = _DEFAULTS["limited_token"]
    inactive_token: str = _DEFAULTS["inactive_token"]
    username: str = _DEFAULTS["username"]
    password: str = _DEFAULTS["password"]
    language: str | None = _DEFAULTS["language"]
    latency: float = _DEFAULTS["latency"]
    page_size: int = _DEFAULTS["page_size"]
    max_page_size: int = _DEFAULTS["max_page_size"]
    trust_proxy: bool = _DEFAULTS["trust_proxy"]
    demo_drift: bool = _DEFAULTS["demo_drift"]
    journal: int = _DEFAULTS["journal"]
    cors_origins: tuple[str, ...] = _DEFAULTS["cors_origins"]
    max_body_bytes: int = _DEFAULTS["max_body_bytes"]

    def __post_init__(self) -> None:
        """Check the language, the origins and the scheme of tokens. Raises SetupError."""
        if self.language not in (None, *LANGUAGES):
            raise SetupError(f"language: {self.language!r} is not available: use tr, or leave it out")
        auth_token.auth_scheme(self.auth_scheme, "auth_scheme")
        object.__setattr__(self, "cors_origins", origins.require(self.cors_origins, "cors_origins"))


def from_options(options: Mapping[str, Any]) -> Config:
    """Build a Config from the keyword arguments of a Python caller. Raises SetupError naming what is wrong."""
    hints = {each.name: str(each.type) for each in fields(Config)}
    for name, value in options.items():
        if name not in hints:
            names = f"the options are {', '.join(hints)}"
            raise SetupError(f"there is no option {name!r}: {near.did_you_mean(name, hints, names)}")
        wanted = _WANTED.get(hints[name])
        if wanted and (isinstance(value, bool) or not isinstance(value, wanted[0])):
            raise SetupError(f"{name}: {value!r} is not {wanted[1]}")
    return Config(**options)


def from_environment(environ: Mapping[str, str] = os.environ) -> Config:
    """Build a Config from `OMS_MOCK_…` variables, for servers that load `wsgi.py`.

    Raises SetupError naming the variable whose value cannot be read.
    """
    return Config(**values(settings(), environ))


def values(options: Iterable[Option], environ: Mapping[str, str] = os.environ) -> dict[str, Any]:
    """Return the values of settings that environment variables set, by the field of Config. Raises SetupError."""
    given = {}
    for option in options:
        variable = next((name for name in option.variables if environ.get(name)), None)
        if variable and option.setting:
            given[option.setting] = _value(option, variable, environ[variable])
    return given


def _value(option: Option, variable: str, text: str) -> Any:
    if option.is_repeatable:
        return origins.require(text.split(), variable)
    try:
        return _READERS.get(option.type, str)(text)
    except ValueError as error:
        raise SetupError(f"{variable}: {error}") from None


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


_READERS: dict[str, Callable[[str], Any]] = {"integer": _natural, "flag": _boolean, "duration": parse_duration}

_WANTED: dict[str, tuple[Any, str]] = {
    "int": (int, "a whole number"),
    "int | None": (int | None, "a whole number"),
    "float": (int | float, "a number of seconds"),
    "str": (str, "a string"),
}
"""Types that are checked where a caller may pass anything, and their names."""
