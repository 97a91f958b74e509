"""Entries of the journal are readable and contain no secret."""

from __future__ import annotations

import json
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from oms_mock.journal import masking
from oms_mock.journal.entries import MAX_BODY, pack, unpack
from oms_mock.spec import secrets

CANARY = "OMSMOCK-CANARY-journal"
ENVIRON = {
    "wsgi.input": object(),
    "REQUEST_METHOD": "GET",
    "PATH_INFO": "/api/",
    "QUERY_STRING": "limit=2",
    "HTTP_HOST": "127.0.0.1:4010",
    "HTTP_X_REQUEST_ID": "7",
    "HTTP_AUTHORIZATION": f"Token {CANARY}",
    "HTTP_COOKIE": f"sessionid={CANARY}",
    "HTTP_COOKIE2": CANARY,
    "HTTP_PROXY_AUTHORIZATION": f"Basic {CANARY}",
    "CONTENT_TYPE": "",
    "CONTENT_LENGTH": "12",
}


def kept(environ: dict[str, Any]) -> dict[str, Any]:
    names, take = masking.stored_names(tuple(environ))
    return dict(zip(names, take(environ), strict=True))


def shown(body: bytes, content_type: str = "application/json") -> Any:
    return masking.body(body, len(body), content_type)


def test_stored_headers_contain_no_credentials() -> None:
    assert kept(ENVIRON) == {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": "/api/",
        "QUERY_STRING": "limit=2",
        "HTTP_HOST": "127.0.0.1:4010",
        "HTTP_X_REQUEST_ID": "7",
        "CONTENT_TYPE": "",
        "CONTENT_LENGTH": "12",
    }


def test_empty_headers_and_other_variables_are_not_shown() -> None:
    assert masking.headers(kept(ENVIRON), None) == {
        "host": "127.0.0.1:4010",
        "x-request-id": "7",
        "content-length": "12",
    }


@pytest.mark.parametrize(
    ("authorization", "world", "left"),
    [
        ("Token oms-mock", "default", "Token …"),
        ("Token oms-mock@ci-7", "ci-7", "Token …@ci-7"),
        ("token a@b@ci-7", "ci-7", "token …@ci-7"),
        ("Token stranger@hunter2", "default", "Token …"),
        ("Bearer eyJhbGciOi.eyJzdWIi", "default", "Bearer …"),
        ("Basic dXNlcjpwYXNz", "default", "Basic …"),
        ("hunter2", "default", "…"),
        ("hunter2 hunter3", "default", "…"),
        (" hunter2", "default", "…"),
        ("Token", "default", "…"),
        ("", "default", "…"),
    ],
)
def test_only_the_scheme_and_the_world_of_a_credential_are_shown(authorization: str, world: str, left: str) -> None:
    assert masking.credential(authorization, world) == left
    assert masking.headers({}, left) == {"authorization": left}


def test_headers_have_lower_case_names_and_secret_ones_are_masked() -> None:
    given_ = {"HTTP_X_API_KEY": CANARY, "HTTP_X_CSRFTOKEN": CANARY, "HTTP_REFERER": f"http://a/?token={CANARY}"}
    others = {"HTTP_X_REQUEST_ID": "7", "HTTP_X_NAME": "Åi".encode().decode("latin-1")}
    assert masking.headers({**given_, **others}, None) == {
        "x-api-key": "***",
        "x-csrftoken": "***",
        "referer": "http://a/?token=***",
        "x-request-id": "7",
        "x-name": "Åi",
    }


PIECES = ("://", "u:p@", "?token=", "&", "=", "x_api_key=1", "eyJabcdef.", "EYJabcdef.", "abcdef", " ", ":", "@", "ſ")


@given(st.lists(st.sampled_from(PIECES), max_size=8).map("".join))
def test_strings_that_look_like_secrets_are_masked_everywhere(text: str) -> None:
    assert (secrets.hidden("", text) == text) is (secrets.masked("", text) == text)


def test_a_query_is_parsed_as_in_django_and_masked() -> None:
    query = f"limit=2&limit=3&empty=&token={CANARY}&api_key={CANARY}&city=%C4%B0zmir"
    assert masking.query(query) == {
        "limit": ["2", "3"],
        "empty": [""],
        "token": ["***"],
        "api_key": ["***"],
        "city": ["İzmir"],
    }


def test_secrets_in_a_json_body_are_masked_at_any_depth() -> None:
    body = {"a": [{"password": CANARY, "token": {"x": CANARY}, "pwd": 7}], "b": f"http://u:{CANARY}@h/", "secret": None}
    assert shown(json.dumps(body).encode()) == {
        "json": {"a": [{"password": "***", "token": "***", "pwd": "***"}], "b": "http://***@h/", "secret": None}
    }


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_json_in_every_unicode_encoding_is_parsed(encoding: str) -> None:
    assert shown('{"a":"ş"}'.encode(encoding)) == {"json": {"a": "ş"}}


def test_a_form_is_a_masked_string() -> None:
    body = f"order_numbers=1&order_numbers=2&password={CANARY}&x[token]={CANARY}".encode()
    assert shown(body, "application/x-www-form-urlencoded; charset=utf-8") == {
        "body": "order_numbers=1&order_numbers=2&password=***&x[token]=***"
    }


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (b"plain", "plain"),
        (b'{"a": 1, "password": "OMSMOCK-CANARY-journal"', '{"a": 1, "password***'),
        ('{"password": "OMSMOCK-CANARY-journal"'.encode("utf-16-le"), '{"password***'),
        (b'--b\r\nContent-Disposition: form-data; name="api_key"\r\n\r\n' + CANARY.encode(), None),
        (b"NaN", "NaN"),
        (b"\xff\xfe\xff", None),
        (b"[" * 200 + b"]" * 200, "[" * 200 + "]" * 200),
        (b'{"token":' * 200 + b'"OMSMOCK-CANARY-journal"' + b"}" * 200, '{"token***'),
    ],
)
def test_other_bodies_are_cut_at_the_name_of_a_secret(body: bytes, text: str | None) -> None:
    told = shown(body)
    assert list(told) == ["body"]
    assert CANARY not in told["body"]
    assert text in (None, told["body"])


def test_a_missing_body_is_not_shown() -> None:
    assert masking.body(None, 0, "application/json") == masking.body(b"", 0, "") == {}


def test_a_truncated_body_is_marked() -> None:
    assert masking.body(b"ab", 5000, "text/plain") == {"body": "ab… (the first 2 of 5,000 bytes)"}
    assert masking.body(b"a=b", 5000, "application/x-www-form-urlencoded") == {
        "body": "a=b… (the first 3 of 5,000 bytes)"
    }
    cut = b'{"a":"' + b"x" * MAX_BODY
    assert masking.body(cut[:MAX_BODY], len(cut), "application/json")["body"].endswith(
        "… (the first 65,536 of 65,542 bytes)"
    )


@given(st.binary(max_size=60), st.sampled_from(["", "application/json", "application/x-www-form-urlencoded"]))
def test_any_body_can_be_serialized(body: bytes, content_type: str) -> None:
    orjson.dumps(shown(body, content_type))


def facts(**given: Any) -> tuple[Any, ...]:
    usual = {
        "began": 1_767_225_600.25,
        "milliseconds": 1.23456,
        "names": ("REQUEST_METHOD", "PATH_INFO", "QUERY_STRING", "HTTP_HOST"),
        "values": ("GET", "/api/v1/", "limit=2", "h"),
        "authorization": "Token …@ci-7",
        "operation": "order_list",
        "status": 200,
        "body_size": 0,
        "unmatched": False,
        "marks": None,
    }
    return tuple((usual | given).values())


def test_an_entry_contains_the_request_and_the_response() -> None:
    assert unpack(12, (pack(facts(marks={"fault": "f1", "did": ["code=429"], "too_early": 1.5})), None)) == {
        "id": 12,
        "time": "2026-01-01T00:00:00.250000Z",
        "method": "GET",
        "path": "/api/v1/",
        "query": {"limit": ["2"]},
        "headers": {"host": "h", "authorization": "Token …@ci-7"},
        "operation": "order_list",
        "status": 200,
        "milliseconds": 1.235,
        "fault": "f1",
        "did": ["code=429"],
        "too_early": 1.5,
    }


@pytest.mark.parametrize(
    ("path", "text"),
    [("/ş/".encode().decode("latin-1"), "/ş/"), ("/\xff/", "/\ufffd/"), ("/\ud800/", "/?/"), ("/ş/", "/?/")],
)
def test_a_path_is_decoded_as_utf_8(path: str, text: str) -> None:
    assert unpack(1, (pack(facts(values=("GET", path, "", "h"))), None))["path"] == text
