"""A fake for any test runner: `with FakeServer(orders=100) as server: …`, or `start()` and `stop()`.

The fake runs in a process of its own, with the server that `oms-mock serve` uses. A thread would start faster, but it
would share the interpreter with the tests: whatever they patch (the clock, sockets, signals) would change the fake,
and faults that close a connection need a real server. The process ends with the one that started it, even if that is
killed.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from oms_mock.config import from_options
from oms_mock.testing.rendezvous import Participant, Run, StartError
from oms_mock.testing.world import Server


class FakeServer:
    """Start and stop a fake on 127.0.0.1.

    `port` 0 takes a free port. `options` are the fields of `oms_mock.config.Config`: `token="s3cret"`, `page_size=50`,
    `latency=0.2` (seconds), `cors_origins=("http://localhost:3000",)`. `until` is `"today"`, or the day on which the
    newest generated order is placed. The data is removed at the end unless there is a `database`.

    One object can be started again after it was stopped, and several can run at the same time. Raises SetupError for
    an option that there is not, or a value that cannot be used.
    """

    def __init__(
        self,
        *,
        scenario: str | None = None,
        orders: int | None = None,
        seed: int | None = None,
        until: str | date | None = None,
        port: int = 0,
        **options: Any,
    ) -> None:
        chosen = {"scenario": scenario, "orders": orders, "seed": seed, "until": until and str(until)}
        self._options = {**{name: value for name, value in chosen.items() if value is not None}, **options}
        self._config = from_options(self._options)
        self._port = port
        self._run: Run | None = None

    def start(self) -> Server:
        """Start the fake and return it when it is ready. Raises StartError with the reason if it does not."""
        if self._run:
            raise StartError("the fake is running: call stop() first")
        self._run = Run()
        participant = Participant(self._run.folder, Path.cwd())
        try:
            url = participant.address({**self._options, "port": self._port})
            return Server(url, self._config.token, auth_scheme=self._config.auth_scheme)
        except BaseException:
            self.stop()
            raise
        finally:
            participant.leave()

    def stop(self) -> None:
        """Stop the fake and remove its data. Stopping one that is not running does nothing."""
        if self._run:
            self._run.end()
            self._run = None

    def __enter__(self) -> Server:
        """Start the fake."""
        return self.start()

    def __exit__(self, *_: object) -> None:
        """Stop the fake."""
        self.stop()

    def __repr__(self) -> str:
        return f"<FakeServer {'running' if self._run else 'stopped'}>"
