"""The signals that ask a command to stop, besides Ctrl-C: SIGTERM, and SIGHUP when its terminal is closed."""

from __future__ import annotations

import signal
from collections.abc import Callable
from typing import Any

Handler = Callable[[int, Any], object]


def handle(handler: Handler) -> dict[int, Any]:
    """Call `handler` with the number of each of these signals. Return the handlers before, for `restore`.

    SIGHUP stays ignored where it was ignored at the start, as under nohup.
    """
    return {signum: signal.signal(signum, handler) for signum in _signals()}


def restore(handlers: dict[int, Any]) -> None:
    """Restore the handlers that `handle` has replaced."""
    for signum, handler in handlers.items():
        signal.signal(signum, handler)


def exit_code(signum: int) -> int:
    """Return the exit code of a command that a signal has stopped."""
    return 128 + signum


def _signals() -> list[int]:
    hangup = getattr(signal, "SIGHUP", None)  # Windows has none
    if hangup is None or signal.getsignal(hangup) is signal.SIG_IGN:
        return [signal.SIGTERM]
    return [signal.SIGTERM, hangup]
