"""A world of a fake, as a test uses it: what it asks for, what it is told, and what it has seen."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from wsgiref.types import WSGIApplication

import requests

from oms_mock.testing.admin_client import PATIENCE, Control, address, decoded, new_session
from oms_mock.testing.errors import ControlError
from oms_mock.testing.faults import Faults
from oms_mock.testing.journal import Journal
from oms_mock.testing.orders import PATH, Orders
from oms_mock.testing.requests_adapter import WsgiAdapter
from oms_mock.testing.settings import Clock, Settings

DEFAULT = "default"


@dataclass(frozen=True)
class PullResult:
    """What was said of one order number that was to be pulled."""

    order_number: str
    success: bool
    errors: tuple[str, ...] = ()


@dataclass(frozen=True)
class Server:
    """A fake that runs: its address, the token that may do everything, and what OMS_MOCK_ADMIN_TOKEN holds there."""

    url: str
    token: str = "oms-mock"  # noqa: S105
    admin_token: str | None = field(default=None, repr=False)

    def world(self, name: str) -> World:
        """Return the world of a name. It comes into being when it is first used; `drop` and `close` it afterwards."""
        return World(self.url, name, token=self.token, admin_token=self.admin_token)

    def worlds(self) -> list[str]:
        """List the names of the worlds that there are."""
        with new_session() as session:
            return [each["name"] for each in Control(self.url, DEFAULT, self.admin_token, session).worlds()]


class World:
    """A world of the fake at `url`: its data, and changes, faults, time and journal that no other world sees.

    `token` is one that the fake lets in; `admin_token` is what OMS_MOCK_ADMIN_TOKEN holds there. With an
    `app` that app is asked, in this process, and `url` is but a name.
    """

    def __init__(
        self,
        url: str,
        name: str = DEFAULT,
        *,
        token: str = "oms-mock",  # noqa: S107
        admin_token: str | None = None,
        app: WSGIApplication | None = None,
    ) -> None:
        self.url = address(url)
        """The address of the OMS, without a slash at its end: what the app under test is pointed at."""
        self.name = name
        self.token = f"{token}@{name}"
        """What the app under test sends as its token."""
        self._app = app
        self.session = self._new_session()
        """A requests session that sends the token, and retries nothing."""
        self.session.headers.update(self.headers)
        self.control = Control(self.url, name, admin_token, self._new_session())
        """Asks `/__admin/` about this world."""
        self.faults = Faults(self.control)
        self.journal = Journal(self.control)
        self.orders = Orders(self.control, self.session)
        self.settings = Settings(self.control)
        self.clock = Clock(self.control)

    def __repr__(self) -> str:
        return f"World({self.url!r}, {self.name!r})"

    @property
    def app(self) -> WSGIApplication:
        """The app that is asked in this process. Raises ControlError where there is none."""
        if self._app is None:
            raise ControlError(f"{self.url} is another process, which has no app here: see in_process()")
        return self._app

    @property
    def headers(self) -> dict[str, str]:
        """The headers by which a request is about this world."""
        return {"Authorization": f"Token {self.token}"}

    def pull(self, *numbers: str | int) -> list[PullResult]:
        """Pull orders from Omnitron, as an app does; say what came of each number."""
        body = {"order_numbers": [str(number) for number in numbers]}
        answer = self.session.post(f"{self.url}{PATH}pull_from_omnitron/", json=body, timeout=PATIENCE)
        return [
            PullResult(each["order_number"], each["success"], tuple(each.get("errors") or ()))
            for each in decoded(answer)
        ]

    def throttle(self, rate: str | None) -> None:
        """Let so many requests in, `60/min`, and answer 429 to the others; None is as the scenario has it."""
        self.settings.change(throttle=rate)

    def scenario(self, name: str) -> None:
        """Look at another scenario's data from now on, as freshly born."""
        self.control.call("POST", "scenarios", {"name": name})

    def scenarios(self) -> dict[str, str]:
        """Return the names of the scenarios, and what each holds."""
        listed: list[dict[str, Any]] = self.control.call("GET", "scenarios")["scenarios"]
        return {each["name"]: each["description"] for each in listed}

    def reset(self) -> None:
        """Let the world be as it was born."""
        self.control.call("POST", "reset")

    def drop(self) -> None:
        """End the world. That nobody has used it is no error. Raises ControlError for the default world."""
        try:
            self.control.call("DELETE", f"worlds/{self.name}", query={"world": None})
        except ControlError as error:
            if error.status != 404:
                raise

    def close(self) -> None:
        """Let go of the connections; the world stays as it is."""
        self.session.close()
        self.control.session.close()

    def _new_session(self) -> requests.Session:
        session = new_session()
        if self._app is not None:
            session.mount(self.url, WsgiAdapter(self._app))
        return session
