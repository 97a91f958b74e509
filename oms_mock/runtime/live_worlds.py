"""What goes on in the worlds of this process: it is forgotten when the process ends."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field
from threading import Lock

from oms_mock.behaviour.counters import Counters
from oms_mock.behaviour.throttle import Window
from oms_mock.services.worlds import MAX_WORLDS

CLIENTS = 1000
"""Clients of one world that were told to wait."""


@dataclass
class Waits:
    """Until when clients were told to wait, in seconds since 1970."""

    _until: OrderedDict[str, float] = field(default_factory=OrderedDict)
    _lock: Lock = field(default_factory=Lock)

    def __bool__(self) -> bool:
        """Tell whether anybody was told to wait."""
        return bool(self._until)

    def tell(self, client: str, until: float) -> None:
        """Note that a client was told to wait."""
        with self._lock:
            self._until[client] = until
            self._until.move_to_end(client)
            if len(self._until) > CLIENTS:
                self._until.popitem(last=False)

    def left(self, client: str, now: float) -> float:
        """Say how many seconds too early a client comes; 0 if it was not told to wait, or has waited."""
        with self._lock:
            left = self._until.get(client, now) - now
            if left <= 0:
                self._until.pop(client, None)
            return max(left, 0.0)


@dataclass
class Live:
    """What goes on in one world."""

    counters: Counters = field(default_factory=Counters)
    window: Window = field(default_factory=Window)
    waits: Waits = field(default_factory=Waits)

    def begin_anew(self) -> None:
        """Forget what came when: the clock of the world was set back."""
        self.window, self.waits = Window(), Waits()


class LiveWorlds:
    """What goes on in each world, by its name; those that were used least recently go first."""

    def __init__(self) -> None:
        self._found: OrderedDict[str, Live] = OrderedDict()
        self._lock = Lock()

    def of(self, name: str) -> Live:
        """Return what goes on in a world."""
        with self._lock:
            live = self._found.get(name)
            if live is None:
                live = self._found[name] = Live()
                if len(self._found) > MAX_WORLDS + 1:
                    self._found.popitem(last=False)
            else:
                self._found.move_to_end(name)
            return live

    def known(self, name: str) -> Live | None:
        """Return what goes on in a world where something did."""
        return self._found.get(name)

    def forget(self, name: str) -> None:
        """Let nothing have gone on in a world."""
        with self._lock:
            self._found.pop(name, None)
