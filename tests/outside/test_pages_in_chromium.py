"""Pages in a real browser: its cache after a restart, pages of other origins, and pages behind a reverse proxy."""

from __future__ import annotations

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import requests

from tests.outside.browsing import FETCH, Visit, expect, http_server
from tests.outside.conftest import ORDERS, PATIENCE, SIZE, TOKEN, Server, serving
from tests.outside.test_docs_in_chromium import LIST, Docs, execute
from tests.outside.test_flask_run import free_port

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

OWN = {"Authorization": TOKEN, "Content-Type": "application/json"}
PREFIX = "/team/a"
NUMBERS = ("9000000000000001", "9000000000000002")
TRACED = {
    **OWN,
    "X-Requested-With": "XMLHttpRequest",
    "X-CSRFToken": "abc",
    "traceparent": "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
    "sentry-trace": "0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-1",
    "baggage": "sentry-environment=local",
    "Cache-Control": "no-cache",
}


@pytest.fixture(scope="module", name="open_to_it")
def fixture_open_to_it(elsewhere: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server that names the origin of the app, and trusts a reverse proxy."""
    options = ("--cors-origin", elsewhere, "--trust-proxy")
    with serving(tmp_path_factory.mktemp("open") / "stderr.txt", *options) as server:
        yield server


@pytest.fixture(scope="module", name="behind")
def fixture_behind(open_to_it: Server) -> Iterator[str]:
    """The address of that server below a prefix, which a reverse proxy removes."""
    with http_server(_proxy(open_to_it.url)) as origin:
        yield origin + PREFIX


@pytest.fixture(scope="module", name="unknown_prefix")
def fixture_unknown_prefix(server: Server) -> Iterator[str]:
    """The address of a server below a prefix of which it does not know."""
    with http_server(_proxy(server.url)) as origin:
        yield origin + PREFIX


def _proxy(target: str) -> type[BaseHTTPRequestHandler]:
    """Make a reverse proxy that removes a prefix, and knows no other path."""

    class Proxy(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if not self.path.startswith(f"{PREFIX}/"):
                self.send_error(404)
                return
            sent = {name: value for name, value in self.headers.items() if name != "Host"}
            forwarded = {"X-Forwarded-Prefix": PREFIX, "X-Forwarded-Host": self.headers["Host"]}
            got = requests.get(
                target + self.path.removeprefix(PREFIX),
                headers={**sent, **forwarded, "Accept-Encoding": "identity"},
                allow_redirects=False,
                timeout=PATIENCE,
            )
            self.send_response(got.status_code)
            for name, value in got.headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(got.content)

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    return Proxy


@pytest.fixture(name="visit")
def fixture_visit(browser: Browser) -> Iterator[Visit]:
    with browser.new_context() as context:
        yield Visit(context.new_page())


@pytest.fixture(name="app_page")
def fixture_app_page(visit: Visit, elsewhere: str) -> Page:
    """A page of an app on another port."""
    visit.page.goto(elsewhere)
    return visit.page


def fetch(page: Page, url: str, **options: Any) -> dict[str, Any]:
    """Fetch a JSON document as a page does, with the browser's cache."""
    answer: dict[str, Any] = page.evaluate(FETCH, [url, {"headers": OWN, **options}])
    return answer


def pull(page: Page, url: str, number: str) -> str:
    """Pull an order, and return the number of the newest one of the list."""
    fetch(page, f"{url}{ORDERS}pull_from_omnitron/", method="POST", body=f'{{"order_numbers": ["{number}"]}}')
    return str(fetch(page, f"{url}{ORDERS}?limit=1")["body"]["results"][0]["number"])


def test_the_browser_does_not_show_the_orders_of_the_previous_run(visit: Visit, tmp_path: Path) -> None:
    port, shown = free_port(), []
    for run, number in enumerate(NUMBERS):
        with serving(tmp_path / f"{run}.txt", "--port", str(port)) as server:
            visit.page.goto(f"{server.url}/healthz")
            shown.append(pull(visit.page, server.url, number))
    assert shown == [*NUMBERS]


def test_a_missing_trailing_slash_is_redirected_for_a_page_on_another_port(app_page: Page, server: Server) -> None:
    answer = fetch(app_page, f"{server.url}{ORDERS.rstrip('/')}?limit=2")
    assert (answer["status"], answer["url"]) == (200, f"{server.url}{ORDERS}?limit=2")
    assert answer["body"]["count"] == SIZE


def test_a_page_on_another_port_may_send_the_headers_of_other_tools(app_page: Page, server: Server) -> None:
    assert fetch(app_page, server.orders, headers=TRACED)["status"] == 200


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
def test_a_page_on_another_port_sees_that_a_method_is_not_allowed(app_page: Page, server: Server, method: str) -> None:
    answer = fetch(app_page, server.orders, method=method)
    assert (answer["status"], answer["body"]) == (405, {"detail": f'Method "{method}" not allowed.'})


@pytest.mark.parametrize("path", ["/api/v1/oms/nothing/", "//api/v1/oms/orders/"])
def test_a_page_on_another_port_sees_that_a_path_is_unknown(app_page: Page, server: Server, path: str) -> None:
    answer = fetch(app_page, server.url + path)
    assert (answer["status"], answer["body"]["detail"][:10]) == (404, "Not found.")


def test_a_page_of_a_named_origin_may_send_credentials(app_page: Page, open_to_it: Server) -> None:
    answer = fetch(app_page, open_to_it.orders, credentials="include")
    assert answer["status"] == 200
    assert answer["headers"]["x-request-id"]


def test_a_page_of_any_other_origin_may_not_send_credentials(app_page: Page, server: Server) -> None:
    with pytest.raises(Exception, match="Failed to fetch"):
        fetch(app_page, server.orders, credentials="include")


def test_a_page_on_another_port_may_not_use_the_admin_api(app_page: Page, open_to_it: Server) -> None:
    with pytest.raises(Exception, match="Failed to fetch"):
        fetch(app_page, f"{open_to_it.url}/__admin/worlds")
    with pytest.raises(Exception, match="Failed to fetch"):
        fetch(app_page, f"{open_to_it.url}/__admin/version", headers={})


def test_the_documentation_works_behind_a_prefix(browser: Browser, behind: str, tmp_path: Path) -> None:
    with browser.new_context(viewport={"width": 1280, "height": 900}) as context:
        docs = Docs(context.new_page())
        docs.page.goto(f"{behind}/")
        docs.page.locator(".opblock").first.wait_for()
        docs.authorize()
        response = execute(docs.try_out(LIST))
        expect(response.locator(".response-col_status")).to_have_text("200")
        expect(response).to_contain_text(f'"next": "{behind}{ORDERS}?')
        docs.page.screenshot(path=tmp_path / "docs.png")
        assert docs.page.url.startswith(f"{behind}/docs")
        assert [url for url in docs.requests if not url.startswith((f"{behind}/", "data:"))] == []
        assert docs.complaints == []


def test_the_documentation_sends_requests_through_a_proxy_that_the_fake_does_not_trust(
    visit: Visit, unknown_prefix: str
) -> None:
    docs = Docs(visit.page)
    docs.page.goto(f"{unknown_prefix}/docs")
    docs.authorize()
    response = execute(docs.try_out(LIST))
    expect(response.locator(".response-col_status")).to_have_text("200")
    assert [url for url in docs.requests if not url.startswith((f"{unknown_prefix}/", "data:"))] == []


def test_a_page_behind_a_prefix_walks_the_list_from_a_path_without_its_slash(visit: Visit, behind: str) -> None:
    visit.page.goto(f"{behind}/healthz")
    url, seen = f"{behind}{ORDERS.rstrip('/')}?limit=15", list[int]()
    while url:
        body = fetch(visit.page, url)["body"]
        seen += [order["id"] for order in body["results"]]
        url = body["next"]
    assert len(set(seen)) == SIZE
    assert [each for each in visit.requests if not each.startswith(f"{behind}/")] == []


def test_a_page_on_another_port_reads_the_warning_of_a_misspelt_parameter(app_page: Page, server: Server) -> None:
    headers = fetch(app_page, f"{server.orders}?page_size=3")["headers"]
    assert headers["oms-mock-warning"] == 'unknown query parameter "page_size"; did you mean limit?'
