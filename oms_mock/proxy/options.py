"""How one server passes requests on: plain values, which may be sent to another process."""

from __future__ import annotations

from dataclasses import dataclass, field

from oms_mock.admin.access_control import Guard


@dataclass(frozen=True)
class Options:
    """`upstream` is the deployment's base URL.

    `lent` is a token for clients without one of their own. It is lent to this machine's own tools only,
    and answers then say to no other origin that it may read them. `timeout` is seconds, for each step.
    """

    upstream: str
    guard: Guard
    lent: str | None = field(default=None, repr=False)
    auth_scheme: str = "Token"
    token_variable: str = "OMS_TOKEN"  # noqa: S105
    allow_writes: bool = False
    cors_origins: tuple[str, ...] = ("*",)
    timeout: float = 30.0

    @property
    def lent_authorization(self) -> str | None:
        """The header that is lent."""
        return f"{self.auth_scheme} {self.lent}" if self.lent else None

    @property
    def readers(self) -> tuple[str, ...]:
        """The origins whose pages may read answers."""
        return () if self.lent else self.cors_origins
