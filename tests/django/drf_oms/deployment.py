"""What one deployment is like, where the vendor's page leaves it open, and which one is answering now."""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass

CHOICES: dict[str, tuple[str, ...]] = {
    "scheme": ("Token", "Bearer"),
    "enum_form": ("mixed", "map", "strings", "members"),
    "pull_form": ("map", "list"),
    "reference_form": ("object", "name", "key"),
    "translations": ("null", "absent", "filled"),
}


@dataclass(frozen=True, kw_only=True)
class Options:
    """The choices of one deployment; each combination is a legitimate one."""

    orders: int = 25
    seed: int = 1
    page_size: int = 10
    """Rows of a page when `limit` is absent; up to 100."""
    scheme: str = "Token"
    """The word before the token in `Authorization`."""
    webhook_envelope: bool = False
    """Whether webhook events come in the page envelope or as a bare list."""
    enum_form: str = "mixed"
    """`mixed`: delivery types as a value-to-label map, payment types as strings."""
    pull_form: str = "map"
    """`map`: keyed by number, without `errors` on success; `list`: with empty ones."""
    reference_form: str = "object"
    """What stands for a state or a channel in the short views."""
    translations: str = "null"
    """Of states: `null` on every other one, `absent` as a key, or `filled` on all."""

    def __post_init__(self) -> None:
        for name, allowed in CHOICES.items():
            if (value := getattr(self, name)) not in allowed:
                raise ValueError(f"{name} is one of {allowed}, not {value!r}")
        if self.orders < 0 or not 1 <= self.page_size <= 100:
            raise ValueError("orders is not negative, and page_size is 1 to 100")


@dataclass(frozen=True)
class Deployment:
    """The options, and the name of the database that holds the rows."""

    alias: str
    options: Options


CURRENT: ContextVar[Deployment] = ContextVar("CURRENT")
"""The deployment whose request is answered: Django's settings are one for the whole process."""


def options() -> Options:
    """Return the choices of the deployment that is answering."""
    return CURRENT.get().options
