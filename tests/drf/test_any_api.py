"""The pipeline around an API that has nothing to do with orders, worlds or faults."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import pytest
from flask import Flask, Request, Response
from flask.testing import FlaskClient

from oms_mock.drf import context, error_responses, pagination, request_body, routes, string_list
from oms_mock.drf.authentication import Tokens, token_of
from oms_mock.drf.context import RequestContext
from oms_mock.drf.cors import CorsPolicy
from oms_mock.drf.page_cache import PageCache
from oms_mock.drf.pipeline import Pipeline, public
from oms_mock.drf.responses import document_response

TOKENS = Tokens(b"good", b"forbidden", b"inactive")
AUTHORIZATION = {"Authorization": "Token good"}


@dataclass(slots=True)
class BookContext(RequestContext):
    """A context with a field of its own."""

    shelf: str | None = None


@dataclass
class BookPage:
    """A page of books."""

    count: int = 3
    number: int = 1
    pages: int = 3
    bodies: tuple[bytes, ...] = (b'{"id":1}',)


def new_context(request: Request) -> BookContext:
    return BookContext(request, request.environ)


def authenticate(book_context: BookContext) -> Response | None:
    token = token_of(book_context.environ.get("HTTP_AUTHORIZATION", ""), TOKENS.keyword)
    return token if isinstance(token, Response) else TOKENS.reject(token)


def choose_shelf(book_context: BookContext) -> Response | None:
    book_context.shelf = book_context.last_value("shelf")
    return error_responses.error_response(503) if book_context.shelf == "closed" else None


@pytest.fixture(name="stages")
def fixture_stages() -> list[str]:
    return []


@pytest.fixture(name="client")
def fixture_client(stages: list[str]) -> FlaskClient:
    app = Flask("books")
    app.config["PROVIDE_AUTOMATIC_OPTIONS"] = False
    routes.install(app)
    error_responses.install(app, {KeyError: lambda _: document_response({"detail": "No such book."}, 404)})
    Pipeline(
        api="/library/",
        private="/private/",
        new_context=new_context,
        authenticate=authenticate,
        entity_tag=lambda book_context: f'"{book_context.shelf}"' if book_context.shelf else None,
        cors=CorsPolicy(("*",), "ETag"),
        start=lambda _: stages.append("start"),
        finish=lambda _, response: stages.append(f"finish {response.status_code}"),
        before_negotiation=(lambda _: stages.append("before negotiation"),),
        after_authentication=(lambda _: stages.append("after authentication"), choose_shelf),
        after_view=(lambda _, response: response.headers.add("X-Stage", "after view"),),
    ).install(app)
    add_views(app)
    return app.test_client()


def add_views(app: Flask) -> None:
    pages = PageCache()

    @app.get("/library/books/")
    def books() -> Response:
        """Book List."""
        found = cast(BookContext, context.current())
        return pagination.respond(found, pages, found.shelf, BookPage)

    @app.get("/library/books/<key:pk>/")
    def book(pk: int) -> Response:
        raise KeyError(pk)

    @app.post("/library/return/")
    @public
    def give_back() -> Response:
        return document_response(string_list.validate(request_body.parse(context.current()), "titles", 2))

    @app.get("/private/")
    def private() -> Response:
        return document_response({})


def test_a_list_is_paginated_with_links_of_this_api(client: FlaskClient) -> None:
    response = client.get("/library/books/?shelf=a", headers=AUTHORIZATION)
    assert response.json == {
        "count": 3,
        "next": "http://localhost/library/books/?page=2&shelf=a",
        "previous": None,
        "results": [{"id": 1}],
    }
    assert (response.headers["ETag"], response.headers["Allow"]) == ('"a"', "GET, HEAD, OPTIONS")


def test_stages_run_in_order_and_see_every_response(client: FlaskClient, stages: list[str]) -> None:
    response = client.get("/library/books/", headers=AUTHORIZATION)
    assert stages == ["start", "before negotiation", "after authentication", "finish 200"]
    assert response.headers["X-Stage"] == "after view"
    stages.clear()
    assert client.get("/library/books/").headers["X-Stage"] == "after view"
    assert stages == ["start", "before negotiation", "finish 401"]


def test_a_stage_that_returns_a_response_ends_the_request(client: FlaskClient) -> None:
    response = client.get("/library/books/?shelf=closed", headers=AUTHORIZATION)
    assert (response.status_code, "ETag" in response.headers) == (503, False)


def test_the_entity_tag_of_the_application_is_compared(client: FlaskClient) -> None:
    headers = {**AUTHORIZATION, "If-None-Match": '"a"'}
    assert client.get("/library/books/?shelf=a", headers=headers).status_code == 304
    assert client.get("/library/books/?shelf=b", headers=headers).status_code == 200
    assert client.get("/library/books/", headers=headers).status_code == 200


def test_exceptions_of_the_application_have_its_own_responses(client: FlaskClient) -> None:
    response = client.get("/library/books/7/", headers=AUTHORIZATION)
    assert (response.status_code, response.json) == (404, {"detail": "No such book."})


@pytest.mark.parametrize(("token", "status"), [("good", 200), ("forbidden", 403), ("inactive", 401), ("other", 401)])
def test_the_tokens_of_the_application_are_checked(client: FlaskClient, token: str, status: int) -> None:
    assert client.get("/library/books/", headers={"Authorization": f"Token {token}"}).status_code == status


def test_a_public_view_needs_no_token_and_validates_its_own_field(client: FlaskClient) -> None:
    assert client.post("/library/return/", json={"titles": [" a ", 1]}).json == ["a", "1"]
    too_many = client.post("/library/return/", json={"titles": ["a", "b", "c"]})
    assert (too_many.status_code, too_many.json) == (
        400,
        {"titles": ["Ensure this field has no more than 2 elements."]},
    )


def test_only_private_paths_have_no_cors_headers(client: FlaskClient) -> None:
    origin = {"Origin": "http://localhost:3000"}
    assert client.get("/library/books/", headers=origin).headers["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Origin" not in client.get("/private/", headers=origin).headers


def test_a_route_outside_of_the_api_needs_no_token(client: FlaskClient) -> None:
    response = client.get("/private/")
    assert (response.status_code, "Allow" in response.headers) == (200, False)
