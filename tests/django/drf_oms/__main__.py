"""`python -m tests.django.drf_oms --port 0`: prints its URL first, and stops on SIGTERM."""

from __future__ import annotations

import argparse
import signal
import sys
from dataclasses import fields
from socketserver import TCPServer, ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

from tests.django.drf_oms.application import application
from tests.django.drf_oms.deployment import CHOICES, Options

HOST = "127.0.0.1"


class Server(ThreadingMixIn, WSGIServer):
    """A thread for each request."""

    daemon_threads = True
    request_queue_size = 128

    def server_bind(self) -> None:
        # HTTPServer would ask the resolver for a name here, which can take seconds.
        TCPServer.server_bind(self)
        self.server_name, self.server_port = self.server_address[:2]
        self.setup_environ()


class Quiet(WSGIRequestHandler):
    """Requests are not told."""

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class's name
        pass


def main() -> None:
    """Serve until SIGTERM."""
    given = vars(_parser().parse_args())
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    with Server((HOST, given.pop("port")), Quiet) as server:
        server.set_app(application(**given))
        print(f"http://{HOST}:{server.server_port}", flush=True)  # noqa: T201
        server.serve_forever(poll_interval=0.1)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.django.drf_oms")
    parser.add_argument("--port", type=int, default=0)
    for field in fields(Options):
        flag = f"--{field.name.replace('_', '-')}"
        if isinstance(field.default, bool):
            parser.add_argument(flag, action="store_true")
        else:
            kind = type(field.default)
            parser.add_argument(flag, type=kind, default=field.default, choices=CHOICES.get(field.name))
    return parser


if __name__ == "__main__":
    main()
