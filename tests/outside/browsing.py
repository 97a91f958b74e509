"""A real browser, and what it says of a page."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any, NoReturn

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

try:
    from playwright.sync_api import expect, sync_playwright
except ImportError:
    expect = sync_playwright = None  # type: ignore[assignment]

PATIENCE = 30
"""Seconds in which a page shows what it should."""
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
QUIETLY = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
FETCH = """
async ([url, options]) => {
  const answer = await fetch(url, options);
  return {
    url: answer.url, status: answer.status, headers: Object.fromEntries(answer.headers), body: await answer.json()
  };
}
"""
EMPTY = b"<!doctype html><html lang='en'><title>An app</title><link rel='icon' href='data:,'></html>"
REPORT_VIOLATIONS = """
document.addEventListener("securitypolicyviolation",
  (event) => console.error(`policy: ${event.violatedDirective} forbids ${event.blockedURI}`));
"""


@dataclass
class Visit:
    """One look at a site: the page, what it asked for, and what the browser complained about."""

    page: Page
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.add_init_script(REPORT_VIOLATIONS)
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("console", lambda message: self.complaints.append(f"{message.type}: {message.text}"))


class EmptyPage(BaseHTTPRequestHandler):
    """An app's empty page."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(EMPTY)))
        self.end_headers()
        self.wfile.write(EMPTY)

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@contextmanager
def http_server(handler: type[BaseHTTPRequestHandler]) -> Iterator[str]:
    """Serve on a free port, and yield the origin."""
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as app:
        thread = threading.Thread(target=app.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{app.server_port}"
        app.shutdown()
        thread.join()


@contextmanager
def chromium() -> Iterator[Browser]:
    """Run the browser that is installed; without one the test is skipped, or fails where one is required."""
    path = next(filter(None, map(shutil.which, BROWSERS)), None)
    if path is None:
        give_up(f"no browser: none of {', '.join(BROWSERS)} is on the PATH")
    if sync_playwright is None:
        give_up("playwright is not installed")
    with sync_playwright() as playwright:
        expect.set_options(timeout=PATIENCE * 1000)
        browser = playwright.chromium.launch(executable_path=path, args=QUIETLY)
        yield browser
        browser.close()


def give_up(reason: str) -> NoReturn:
    if os.environ.get("OMS_MOCK_REQUIRE_BROWSER"):
        pytest.fail(f"{reason}, and OMS_MOCK_REQUIRE_BROWSER is set")
    pytest.skip(reason)
