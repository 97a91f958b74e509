"""A world of a fake, as a test uses it."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from wsgiref.types import WSGIApplication

import requests

from oms_mock.testing import scenario_documents
from oms_mock.testing.admin_client import Control, address
from oms_mock.testing.api_client import Api
from oms_mock.testing.errors import ControlError
from oms_mock.testing.faults import Faults
from oms_mock.testing.journal import Journal
from oms_mock.testing.orders import Orders
from oms_mock.testing.requests_adapter import WsgiAdapter
from oms_mock.testing.settings import Clock, Settings
from oms_mock.testing.transport import AppTransport, SocketTransport

DEFAULT = "default"


@dataclass(frozen=True)
class PullResult:
    """The result of pulling one order number."""

    order_number: str
    success: bool
    errors: tuple[str, ...] = ()


@dataclass(frozen=True)
class Server:
    """A running fake: its URL, its token, the value of its OMS_MOCK_ADMIN_TOKEN, and the scheme before the token."""

    url: str
    token: str = "oms-mock"  # noqa: S105
    admin_token: str | None = field(default=None, repr=False)
    auth_scheme: str = "Token"

    def world(self, name: str) -> World:
        """Return a world. It is created by its first request; `drop` and `close` it afterwards."""
        return World(self.url, name, token=self.token, admin_token=self.admin_token, auth_scheme=self.auth_scheme)

    def worlds(self) -> list[str]:
        """List the names of the worlds."""
        return [each["name"] for each in Control(self.url, DEFAULT, self.admin_token).worlds()]


class World:
    """A world of the fake at `url`, with its own changes, faults, clock and journal.

    `token` is a token of the fake, and `auth_scheme` the scheme before it; `admin_token` is the value of its
    OMS_MOCK_ADMIN_TOKEN. With an `app`, requests
    call that app in this process, and `url` is only a name.
    """

    def __init__(
        self,
        url: str,
        name: str = DEFAULT,
        *,
        token: str = "oms-mock",  # noqa: S107
        admin_token: str | None = None,
        auth_scheme: str = "Token",
        app: WSGIApplication | None = None,
    ) -> None:
        self.url = address(url)
        """The URL of the OMS for the app under test, without a trailing slash."""
        self.name = name
        self.token = f"{token}@{name}"
        """The token that the app under test sends."""
        self.auth_scheme = auth_scheme
        """The scheme that it sends before the token."""
        self._app = app
        self.session = self._new_session()
        """A requests session that sends the token, does not retry, and reads nothing from the environment."""
        self.session.headers.update(self.headers)
        transport = SocketTransport() if app is None else AppTransport(app)
        self.control = Control(self.url, name, admin_token, transport)
        """The client of the admin API for this world."""
        self.faults = Faults(self.control)
        self.journal = Journal(self.control)
        self._api = Api(self.url, self.headers, transport)
        self.orders = Orders(self.control, self._api)
        self.settings = Settings(self.control)
        self.clock = Clock(self.control)

    def __repr__(self) -> str:
        return f"World({self.url!r}, {self.name!r})"

    @property
    def app(self) -> WSGIApplication:
        """The app in this process. Raises ControlError if there is none."""
        if self._app is None:
            raise ControlError(f"{self.url} is another process, so there is no app: use in_process()")
        return self._app

    @property
    def headers(self) -> dict[str, str]:
        """The headers that select this world."""
        return {"Authorization": f"{self.auth_scheme} {self.token}"}

    def pull(self, *numbers: str | int) -> list[PullResult]:
        """Pull orders from Omnitron, as an app does; return the result of each number."""
        results = self._api.post("pull_from_omnitron/", {"order_numbers": [str(number) for number in numbers]})
        return [PullResult(each["order_number"], each["success"], tuple(each.get("errors") or ())) for each in results]

    def throttle(self, rate: str | None) -> None:
        """Reject requests beyond a rate, `60/min`, with 429; None resets it to the value of the scenario."""
        self.settings.change(throttle=rate)

    def scenario(self, name: str | Path) -> None:
        """Switch to another scenario, and reset the world to its initial state.

        A path of a folder is read here, and its documents are sent. Raises SetupError if they cannot be read.
        """
        self.control.call("POST", "scenarios", scenario_documents.choice(name))

    def scenarios(self) -> dict[str, str]:
        """Return the names and descriptions of the scenarios."""
        listed: list[dict[str, Any]] = self.control.call("GET", "scenarios")["scenarios"]
        return {each["name"]: each["description"] for each in listed}

    def reset(self) -> None:
        """Reset the world to its initial state."""
        self.control.call("POST", "reset")

    def drop(self) -> None:
        """Drop the world; it need not exist. Raises ControlError for the default world."""
        try:
            self.control.call("DELETE", f"worlds/{self.name}", query={"world": None})
        except ControlError as error:
            if error.status != 404:
                raise

    def close(self) -> None:
        """Close the connections; the world is not changed."""
        self.session.close()

    def _new_session(self) -> requests.Session:
        session = requests.Session()
        session.trust_env = False
        if self._app is not None:
            session.mount(self.url, WsgiAdapter(self._app))
        return session
