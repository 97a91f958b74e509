"""The options of a proxy: plain values, which can be sent to a worker process."""

from __future__ import annotations

from dataclasses import dataclass, field

from oms_mock.admin.access_control import Guard
from oms_mock.contract.client.gateway import NO_GATEWAY, Gateway
from oms_mock.inputs import origins


@dataclass(frozen=True)
class ProxyOptions:
    """The options of a proxy.

    `upstream` is the deployment's base URL. `fallback_token` is sent with requests that have no token. It is for
    clients on this machine only; pages of other origins cannot read the responses then. `timeout` is in seconds,
    for each step of a request. The headers of `gateway` are sent with every request.
    """

    upstream: str
    guard: Guard
    fallback_token: str | None = field(default=None, repr=False)
    auth_scheme: str = "Token"
    token_variable: str = "OMS_TOKEN"  # noqa: S105
    allow_writes: bool = False
    cors_origins: tuple[str, ...] = ("*",)
    timeout: float = 30.0
    gateway: Gateway = NO_GATEWAY

    def __post_init__(self) -> None:
        """Check the origins. Raises SetupError."""
        origins.require(self.cors_origins, "cors_origins")

    @property
    def fallback_authorization(self) -> str | None:
        """The value of the header `Authorization` with the fallback token."""
        return f"{self.auth_scheme} {self.fallback_token}" if self.fallback_token else None

    @property
    def secrets(self) -> tuple[str, ...]:
        """What no output may contain."""
        return (*filter(None, (self.fallback_token,)), *self.gateway.secrets)

    @property
    def allowed_origins(self) -> tuple[str, ...]:
        """The origins whose pages may read responses."""
        return () if self.fallback_token else self.cors_origins
