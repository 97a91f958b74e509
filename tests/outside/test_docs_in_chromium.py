"""The page /docs, and pages on other ports, in a real browser."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.outside.browsing import FETCH, Visit, expect
from tests.outside.conftest import SIZE, TOKEN, Serve, Server

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page

LIST = "#operations-Order_Services-order_list"
PULL = "#operations-Order_Services-pull_from_omnitron"


class Docs(Visit):
    """A look at the docs, or at a page that asks the same server."""

    def authorize(self) -> None:
        self.page.get_by_role("button", name="Authorize").click()
        self.page.get_by_label("Value:").fill(TOKEN)
        self.page.get_by_role("button", name="Apply credentials").click()
        self.page.get_by_role("button", name="Close").click()

    def try_out(self, operation: str) -> Locator:
        """Open an operation and make it ready to execute."""
        block = self.page.locator(operation)
        block.locator(".opblock-summary-control").click()
        block.get_by_role("button", name="Try it out").click()
        return block


def execute(block: Locator) -> Locator:
    """Send the request of an operation, and return what is shown of the answer."""
    block.get_by_role("button", name="Execute").click()
    return block.locator(".live-responses-table .response")


@pytest.fixture(name="visit")
def fixture_visit(browser: Browser) -> Iterator[Docs]:
    with browser.new_context(viewport={"width": 1280, "height": 900}) as context:
        yield Docs(context.new_page())


@pytest.fixture(name="docs")
def fixture_docs(visit: Docs, server: Server) -> Docs:
    """The docs page, as shown."""
    visit.page.goto(f"{server.url}/docs")
    visit.page.locator(".opblock").first.wait_for()
    return visit


@pytest.fixture(name="app_page")
def fixture_app_page(visit: Visit, elsewhere: str) -> Page:
    """A page of that app."""
    visit.page.goto(elsewhere)
    return visit.page


def test_the_docs_show_all_eleven_operations(docs: Docs, server: Server, tmp_path: Path) -> None:
    openapi = docs.page.evaluate(FETCH, [f"{server.url}/openapi.json", {}])["body"]
    described = {
        (method.upper(), path)
        for path, operations in openapi["paths"].items()
        for method in operations.keys() & {"get", "post"}
    }
    methods = docs.page.locator(".opblock-summary-method").all_inner_texts()
    paths = docs.page.locator(".opblock-summary-path").evaluate_all("(all) => all.map((each) => each.dataset.path)")
    docs.page.screenshot(path=tmp_path / "docs.png", full_page=True)
    assert len(methods) == 11
    assert set(zip(methods, paths, strict=True)) == described


def test_the_docs_send_requests_to_their_own_server_only(docs: Docs, server: Server) -> None:
    docs.page.wait_for_load_state("networkidle")
    assert f"{server.url}/openapi.json" in docs.requests
    assert [url for url in docs.requests if not url.startswith((f"{server.url}/", "data:"))] == []


def test_the_console_has_no_errors_from_loading_to_a_pull_of_the_example(visit: Docs, serve: Serve) -> None:
    visit.page.goto(f"{serve().url}/docs")
    visit.authorize()
    expect(execute(visit.try_out(PULL))).to_contain_text('"success": true')
    assert visit.complaints == []


def test_the_root_url_redirects_to_the_docs(visit: Visit, server: Server) -> None:
    visit.page.goto(server.url)
    assert visit.page.url == f"{server.url}/docs"


def test_an_authorized_user_can_request_the_list(docs: Docs) -> None:
    docs.authorize()
    answer = execute(docs.try_out(LIST))
    expect(answer.locator(".response-col_status")).to_have_text("200")
    expect(answer).to_contain_text(f'"count": {SIZE}')
    expect(answer).to_contain_text("x-request-id")


def test_a_user_without_authorization_gets_401(docs: Docs) -> None:
    answer = execute(docs.try_out(LIST))
    expect(answer.locator(".response-col_status")).to_contain_text("401")
    expect(answer).to_contain_text("Authentication credentials were not provided.")


def test_the_token_is_kept_after_a_reload(docs: Docs) -> None:
    docs.authorize()
    docs.page.reload()
    expect(execute(docs.try_out(LIST)).locator(".response-col_status")).to_have_text("200")


def test_a_page_on_another_port_lists_orders_and_reads_the_headers(app_page: Page, server: Server) -> None:
    headers = {"Authorization": TOKEN, "Content-Type": "application/json", "Prefer": "delay=1", "X-Request-ID": "mine"}
    answer = app_page.evaluate(FETCH, [server.orders, {"headers": headers}])
    assert answer["status"] == 200
    assert answer["body"]["count"] == SIZE
    assert answer["headers"]["preference-applied"] == "delay=1"
    assert answer["headers"]["x-request-id"] == "mine"
    assert answer["headers"]["etag"]


def test_a_page_on_another_port_can_read_retry_after(app_page: Page, server: Server) -> None:
    headers = {"Authorization": TOKEN, "Content-Type": "application/json", "Prefer": "code=429"}
    answer = app_page.evaluate(FETCH, [server.orders, {"headers": headers}])
    assert answer["status"] == 429
    assert answer["headers"]["retry-after"] == "60"
    assert answer["headers"]["preference-applied"] == "code=429"


@pytest.mark.parametrize(("token", "status"), [("Token nope", 401), ("Token oms-mock-limited", 403)])
def test_a_page_on_another_port_can_read_error_responses(
    app_page: Page, server: Server, token: str, status: int
) -> None:
    answer = app_page.evaluate(FETCH, [server.orders, {"headers": {"Authorization": token}}])
    assert answer["status"] == status
    assert answer["body"]["detail"]
    assert answer["headers"].get("www-authenticate") == {401: "Token"}.get(status)


def test_a_page_on_another_port_can_send_if_none_match(app_page: Page, server: Server) -> None:
    first = app_page.evaluate(FETCH, [server.orders, {"headers": {"Authorization": TOKEN}}])
    headers = {"Authorization": TOKEN, "If-None-Match": first["headers"]["etag"]}
    status = app_page.evaluate(
        "async ([url, options]) => (await fetch(url, options)).status",
        [server.orders, {"headers": headers, "cache": "no-store"}],
    )
    assert status == 304


def test_a_page_on_another_port_pulls_an_order(app_page: Page, serve: Serve) -> None:
    orders = serve().orders
    headers = {"Authorization": TOKEN, "Content-Type": "application/json"}
    body = '{"order_numbers": ["9000000000000001"]}'
    answer = app_page.evaluate(
        FETCH, [f"{orders}pull_from_omnitron/", {"method": "POST", "headers": headers, "body": body}]
    )
    listed = app_page.evaluate(FETCH, [f"{orders}?limit=1", {"headers": headers}])
    assert (answer["status"], answer["body"][0]["success"]) == (200, True)
    assert listed["body"]["results"][0]["number"] == "9000000000000001"


def test_only_the_configured_origin_is_allowed(app_page: Page, elsewhere: str, serve: Serve) -> None:
    open_to_it = serve("--cors-origin", elsewhere).orders
    closed_to_it = serve("--cors-origin", "http://shop.example").orders
    options = {"headers": {"Authorization": TOKEN}}
    with pytest.raises(Exception, match="Failed to fetch"):
        app_page.evaluate(FETCH, [closed_to_it, options])
    assert app_page.evaluate(FETCH, [open_to_it, options])["status"] == 200


def test_the_admin_api_is_a_second_document(docs: Docs) -> None:
    documents = docs.page.get_by_label("Select a definition")
    assert documents.locator("option").all_inner_texts() == ["Order Services", "Admin API"]
    documents.select_option(label="Admin API")
    response = execute(docs.try_out("#operations-Worlds-list_worlds"))
    expect(response.locator(".response-col_status")).to_have_text("200")
    assert docs.complaints == []
