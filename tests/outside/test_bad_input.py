"""Any input of a client gets a readable response and changes no order."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any
from urllib.parse import quote_from_bytes

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.test import run_wsgi_app

from tests.hypothesis_profiles import examples
from tests.outside.conftest import ORDERS, SIZE, TOKEN

PULL = f"{ORDERS}pull_from_omnitron/"
LOGIN = "/api/v1/auth/login/"
WITHOUT_BODY = {204, 301, 304}
BREAK = re.compile(r"[\r\n]")
BOUNDS = examples(300, derandomize=True, database=None)


@dataclass(frozen=True)
class Answer:
    """What a WSGI server would send, and what it was asked."""

    asked: str
    status: int
    headers: list[tuple[str, str]]
    body: bytes

    def header(self, name: str) -> str:
        return dict(self.headers).get(name, "")


class Api:
    """An app, asked as a WSGI server asks: header values and paths are bytes in Latin-1's clothes."""

    def __init__(self, app: Flask) -> None:
        self._app = app

    def ask(
        self,
        path: str = ORDERS,
        query: str = "",
        method: str = "GET",
        body: bytes = b"",
        headers: dict[str, str] | None = None,
    ) -> Answer:
        environ = {
            "REQUEST_METHOD": method,
            "SCRIPT_NAME": "",
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "SERVER_NAME": "127.0.0.1",
            "SERVER_PORT": "4010",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "HTTP_HOST": "127.0.0.1:4010",
            "HTTP_AUTHORIZATION": TOKEN,
            "CONTENT_LENGTH": str(len(body)),
            "CONTENT_TYPE": "application/json",
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": "http",
            "wsgi.input": BytesIO(body),
            "wsgi.errors": BytesIO(),
            "wsgi.multithread": True,
            "wsgi.multiprocess": False,
            "wsgi.run_once": False,
        }
        parts, status, answered = run_wsgi_app(self._app, environ | (headers or {}), buffered=True)
        asked = f"{method} {path!r} ? {query!r}, {headers}, {body!r}"
        return Answer(asked, int(status.split()[0]), list(answered), b"".join(parts))

    def count(self) -> int:
        count: int = json.loads(self.ask(query="limit=1").body)["count"]
        return count


@pytest.fixture(scope="module", name="api")
def fixture_api(make_app: Callable[..., Flask]) -> Iterator[Api]:
    """An app that does not wait, however long a request prefers."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(time, "sleep", lambda _: None)
        yield Api(make_app(orders=SIZE))


def check(answer: Answer) -> None:
    """Fail unless a client can read an answer, and knows what was wrong with its request."""
    assert answer.status < 500 or "code=5" in answer.header("Preference-Applied"), f"{answer}"
    assert not any(BREAK.search(value) for _, value in answer.headers), f"{answer}"
    if answer.asked.startswith("HEAD ") or answer.status in WITHOUT_BODY:
        assert answer.body == b"", f"{answer}"
        return
    assert answer.header("Content-Type") == "application/json", f"{answer}"
    document = json.loads(answer.body)
    assert answer.status < 400 or explains(document), f"{answer}"


def explains(refusal: dict[str, Any]) -> bool:
    """Tell whether a refusal has a sentence, or something to say of each field it names."""
    return bool(refusal) and all(refusal.values())


# NUL, CR and LF do not get past any server.
header_values = st.text(st.characters(codec="latin-1", exclude_characters="\0\r\n"), max_size=60)
encoded = st.binary(max_size=30).map(lambda value: quote_from_bytes(value, safe=""))

preferences = st.lists(
    st.sampled_from(["code=", "delay=", "scenario=", "wait", "code=429", "code=503", 'code="404"', ";", "="])
    | header_values
    | st.integers().map(str),
    max_size=5,
).map(", ".join) | st.builds("{}={}".format, st.sampled_from(["code", "delay", "CODE"]), header_values)

tokens = header_values | header_values.map("Token {}".format) | header_values.map("token\t{}".format)

content_types = (
    header_values
    | header_values.map("application/json; charset={}".format)
    | header_values.map("multipart/form-data; boundary={}".format)
    | st.sampled_from(
        [
            "",
            "application/json",
            "application/json; charset=utf-16",
            "application/json; charset=idna",
            "application/json; charset=base64",
            "application/json; charset=rot13",
            "application/json; charset=utf-7",
            "application/x-www-form-urlencoded",
            "application/x-www-form-urlencoded; charset=latin-1",
            "multipart/form-data",
            "multipart/form-data; boundary=x",
            "text/plain",
        ]
    )
)

numbers = (
    st.text(max_size=20)
    | st.integers()
    | st.floats()
    | st.sampled_from(["9000000000000001", " 9000000000000002 ", "9000000000000105", 9000000000000003])
)
documents = st.recursive(
    st.none() | st.booleans() | numbers,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text(max_size=10) | st.just("order_numbers"), inner, max_size=4)
    ),
    max_leaves=10,
)
pulls = st.fixed_dictionaries({"order_numbers": st.lists(numbers, max_size=4) | documents})
bodies = (
    st.binary(max_size=200)
    | st.builds(lambda document: json.dumps(document).encode(), documents | pulls)
    | st.builds(lambda document: json.dumps(document, ensure_ascii=False).encode("utf-8", "replace"), pulls)
    | st.builds(lambda document: json.dumps(document).encode("utf-16"), pulls)
    | st.builds(lambda user, password: json.dumps({"username": user, "password": password}).encode(), numbers, numbers)
    | st.builds(lambda value: b"order_numbers=" + quote_from_bytes(value).encode(), st.binary(max_size=20))
    | st.builds(
        lambda value: b'--x\r\nContent-Disposition: form-data; name="order_numbers"\r\n\r\n' + value + b"\r\n--x--\r\n",
        st.binary(max_size=20),
    )
)

names = st.sampled_from(
    [
        "page",
        "limit",
        "sort",
        "format",
        "state",
        "number",
        "pk__in",
        "id__gt",
        "id__lte",
        "omnitron_id",
        "created_date__gte",
        "date_placed__lt",
        "modified_date__gt",
        "customer__email",
        "__code",
        "__delay",
    ]
)
parameters = st.builds("{}={}".format, names | encoded, encoded | st.integers().map(str) | st.datetimes().map(str))
queries = st.lists(parameters, max_size=4).map("&".join) | st.text(st.characters(codec="ascii"), max_size=60) | encoded
raw_queries = st.binary(max_size=60).map(lambda raw: raw.decode("latin-1"))

segments = (
    st.sampled_from(["short", "list-simple", "webhook_events", "pull_from_omnitron", "..", ".", "", "1", "25", "/"])
    | st.integers().map(str)
    | st.binary(max_size=12).map(lambda raw: raw.decode("latin-1"))
    | st.text(st.characters(categories=["Nd"]), max_size=3).map(lambda text: text.encode().decode("latin-1"))
)
paths = st.lists(segments, max_size=4).map(lambda parts: ORDERS + "/".join(parts)) | segments.map(
    lambda segment: f"{ORDERS}{segment}/webhook_events/{segment}/"
)
methods = st.sampled_from(["GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE", "TRACE", "get", "QUERY", "X-Y"])


@given(body=bodies, content_type=content_types)
@BOUNDS
def test_any_body_of_a_pull_is_processed_or_rejected(api: Api, body: bytes, content_type: str) -> None:
    before = api.count()
    answer = api.ask(PULL, method="POST", body=body, headers={"CONTENT_TYPE": content_type})
    check(answer)
    assert answer.status in {200, 400, 415}, f"{answer}"
    pulled = answer.body.count(b'"success":true') if answer.status == 200 else 0
    assert api.count() == before + pulled


@given(body=bodies, content_type=content_types)
@BOUNDS
def test_any_login_gets_a_response(api: Api, body: bytes, content_type: str) -> None:
    answer = api.ask(LOGIN, method="POST", body=body, headers={"CONTENT_TYPE": content_type})
    check(answer)
    assert answer.status in {400, 415}, f"{answer}"


@given(token=tokens)
@BOUNDS
def test_any_invalid_authorization_gets_401(api: Api, token: str) -> None:
    answer = api.ask(headers={"HTTP_AUTHORIZATION": token})
    check(answer)
    assert answer.status == 401, f"{answer}"


@given(accept=header_values | header_values.map("application/json;{}".format))
@BOUNDS
def test_any_accept_header_gets_json_or_406(api: Api, accept: str) -> None:
    answer = api.ask(headers={"HTTP_ACCEPT": accept})
    check(answer)
    assert answer.status in {200, 406}, f"{answer}"


@given(preference=preferences, query=queries)
@BOUNDS
def test_any_preference_is_applied_or_reported_as_ignored(api: Api, preference: str, query: str) -> None:
    check(api.ask(query=query, headers={"HTTP_PREFER": preference}))


@given(host=header_values)
@BOUNDS
def test_any_host_header_is_accepted_or_rejected(api: Api, host: str) -> None:
    answer = api.ask(query="limit=1", headers={"HTTP_HOST": host})
    check(answer)
    assert answer.status in {200, 400}, f"{answer}"


@given(request_id=header_values, etag=header_values | header_values.map('W/"{}"'.format), other=header_values)
@BOUNDS
def test_any_other_header_gets_a_valid_200_response(api: Api, request_id: str, etag: str, other: str) -> None:
    headers = {
        "HTTP_X_REQUEST_ID": request_id,
        "HTTP_IF_NONE_MATCH": etag,
        "HTTP_ORIGIN": other,
        "HTTP_ACCEPT_LANGUAGE": other,
        "HTTP_ACCESS_CONTROL_REQUEST_METHOD": other,
        "HTTP_COOKIE": other,
        "HTTP_RANGE": other,
        "HTTP_X_FORWARDED_HOST": other,
        "HTTP_X_HTTP_METHOD_OVERRIDE": "DELETE",
        "CONTENT_TYPE": other,
    }
    answer = api.ask(headers=headers)
    check(answer)
    assert answer.status == 200, f"{answer}"


@given(query=queries, path=st.sampled_from(["", "short/", "list-simple/", "25/", "25/webhook_events/", "short"]))
@BOUNDS
def test_any_query_gets_a_response(api: Api, query: str, path: str) -> None:
    check(api.ask(f"{ORDERS}{path}", query))


@given(query=raw_queries)
@BOUNDS
def test_a_query_of_any_bytes_gets_a_response(api: Api, query: str) -> None:
    check(api.ask(query=query))


@given(path=paths, query=queries, method=methods, body=st.binary(max_size=20))
@BOUNDS
def test_any_path_and_method_gets_a_response_and_changes_no_order(
    api: Api, path: str, query: str, method: str, body: bytes
) -> None:
    before = api.count()
    check(api.ask(path, query, method, body))
    assert api.count() == before
