"""Clients for the tests of an OMS client: servers, worlds, faults, the request journal, and apps in process.

    from oms_mock.testing import World, in_process

Names are imported when they are first used, so that importing this package is fast.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from oms_mock.testing.errors import ControlError as ControlError
    from oms_mock.testing.errors import NoAnswerError as NoAnswerError
    from oms_mock.testing.fake_server import FakeServer as FakeServer
    from oms_mock.testing.httpx_async_transport import AsyncWsgiTransport as AsyncWsgiTransport
    from oms_mock.testing.httpx_transport import WsgiTransport as WsgiTransport
    from oms_mock.testing.in_process_app import in_process as in_process
    from oms_mock.testing.rendezvous import StartError as StartError
    from oms_mock.testing.requests_adapter import WsgiAdapter as WsgiAdapter
    from oms_mock.testing.world import Server as Server
    from oms_mock.testing.world import World as World

_MODULES = {
    "AsyncWsgiTransport": "httpx_async_transport",
    "ControlError": "errors",
    "FakeServer": "fake_server",
    "NoAnswerError": "errors",
    "Server": "world",
    "StartError": "rendezvous",
    "World": "world",
    "WsgiAdapter": "requests_adapter",
    "WsgiTransport": "httpx_transport",
    "in_process": "in_process_app",
}
__all__ = tuple(_MODULES)


def __getattr__(name: str) -> Any:
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)


def __dir__() -> list[str]:
    return sorted(__all__)
