"""Request bodies. Each row is a response observed from Django REST framework."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest

from oms_mock.drf import request_body
from tests.conftest import TOKEN, Client

REQUIRED = {"order_numbers": ["This field is required."]}
JSON = "application/json"


def post(client: Client, body: bytes, content_type: str = JSON) -> Any:
    return client.post(data=body, headers={**TOKEN, "Content-Type": content_type})


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b"", REQUIRED),
        (b"{}", REQUIRED),
        (b'{"order_numbers":null}', {"order_numbers": ["This field may not be null."]}),
        (b'{"order_numbers":"x"}', {"order_numbers": ['Expected a list of items but got type "str".']}),
        (b'{"order_numbers":{}}', {"order_numbers": ['Expected a list of items but got type "dict".']}),
        (b'{"order_numbers":7}', {"order_numbers": ['Expected a list of items but got type "int".']}),
        (
            b'{"order_numbers":[1,null,true,{},[2],""," 5 "]}',
            {
                "order_numbers": {
                    "1": ["This field may not be null."],
                    "2": ["Not a valid string."],
                    "3": ["Not a valid string."],
                    "4": ["Not a valid string."],
                    "5": ["This field may not be blank."],
                }
            },
        ),
        (b'{"order_numbers":["a\\u0000b"]}', {"order_numbers": {"0": ["Null characters are not allowed."]}}),
        (
            b'{"order_numbers":["\\ud800"]}',
            {"order_numbers": {"0": ["Surrogate characters are not allowed: U+D800."]}},
        ),
        (b"[]", {"non_field_errors": ["Invalid data. Expected a dictionary, but got list."]}),
        (b'"x"', {"non_field_errors": ["Invalid data. Expected a dictionary, but got str."]}),
        (b"7", {"non_field_errors": ["Invalid data. Expected a dictionary, but got int."]}),
        (b"null", {"non_field_errors": ["No data provided"]}),
        (
            b"{bad",
            {
                "detail": "JSON parse error - Expecting property name enclosed in double quotes: "
                "line 1 column 2 (char 1)"
            },
        ),
        (
            b'{"order_numbers":[NaN]}',
            {"detail": "JSON parse error - Out of range float values are not JSON compliant: 'NaN'"},
        ),
        (
            b'{"order_numbers":[-Infinity]}',
            {"detail": "JSON parse error - Out of range float values are not JSON compliant: '-Infinity'"},
        ),
        (
            b"\xff",
            {"detail": "JSON parse error - 'utf-8' codec can't decode byte 0xff in position 0: invalid start byte"},
        ),
        (b"[" * 100_000, {"detail": "JSON parse error - nested too deeply"}),
        (
            json.dumps({"order_numbers": ["1"] * 1001}).encode(),
            {"order_numbers": ["Ensure this field has no more than 1000 elements."]},
        ),
    ],
    ids=lambda value: str(value)[:40],
)
def test_an_invalid_body_is_400(client: Client, body: bytes, expected: Any) -> None:
    got = post(client, body)
    assert (got.status_code, got.json) == (400, expected)


def test_an_empty_list_is_accepted(client: Client) -> None:
    got = post(client, b'{"order_numbers":[]}')
    assert (got.status_code, got.json) == (200, [])


def test_numbers_become_strings_and_strings_are_stripped(client: Client) -> None:
    results = post(client, b'{"order_numbers":[12,1.5," 34 "]}').json
    assert [result["order_number"] for result in results] == ["12", "1.5", "34"]


def test_the_last_value_of_a_duplicate_key_is_used(client: Client) -> None:
    results = post(client, b'{"order_numbers":["1"],"order_numbers":["2"]}').json
    assert [result["order_number"] for result in results] == ["2"]


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("application/x-www-form-urlencoded", b"order_numbers=1&order_numbers=2"),
        ("application/x-www-form-urlencoded", b"order_numbers[0]=1&order_numbers[1]=2"),
        (
            "multipart/form-data; boundary=b",
            b'--b\r\nContent-Disposition: form-data; name="order_numbers"\r\n\r\n1\r\n'
            b'--b\r\nContent-Disposition: form-data; name="order_numbers"\r\n\r\n2\r\n--b--\r\n',
        ),
        ("application/json; charset=utf-8", b'{"order_numbers":["1","2"]}'),
        ("application/json; charset=utf-16", '{"order_numbers":["1","2"]}'.encode("utf-16")),
    ],
)
def test_forms_and_other_encodings_are_accepted_like_json(client: Client, content_type: str, body: bytes) -> None:
    got = post(client, body, content_type)
    assert got.status_code == 200
    assert [result["order_number"] for result in got.json] == ["1", "2"]


@pytest.mark.parametrize("content_type", ["application/x-www-form-urlencoded", "multipart/form-data; boundary=b"])
def test_a_form_without_order_numbers_is_400(client: Client, content_type: str) -> None:
    got = post(client, b"--b--\r\n" if "multipart" in content_type else b"a=1", content_type)
    assert (got.status_code, got.json) == (400, REQUIRED)


def test_a_file_is_not_an_order_number(client: Client) -> None:
    got = client.post(data={"order_numbers": (io.BytesIO(b"1"), "numbers.txt")})
    assert (got.status_code, got.json) == (400, {"order_numbers": {"0": ["Not a valid string."]}})


@pytest.mark.parametrize("content_type", ["text/plain", "garbage", "", "application/xml", "application/jsonp"])
def test_another_content_type_is_415(client: Client, content_type: str) -> None:
    got = post(client, b"{}", content_type)
    assert (got.status_code, got.json) == (415, {"detail": f'Unsupported media type "{content_type}" in request.'})


@pytest.mark.parametrize("charset", ["klingon", "binary", "hex", '""', "a%00b"])
def test_an_unknown_charset_is_ignored(client: Client, charset: str) -> None:
    got = post(client, '{"order_numbers":["é"]}'.encode(), f"application/json; charset={charset}")
    assert (got.status_code, got.json[0]["order_number"]) == (200, "é")


@pytest.mark.parametrize("content_type", ["*/*", "application/*", "*/json", "Application/JSON"])
def test_a_content_type_with_a_wildcard_is_read_as_json(client: Client, content_type: str) -> None:
    assert post(client, b'{"order_numbers":[]}', content_type).status_code == 200


@pytest.mark.parametrize("disposition", ["form-data", 'form-data; filename="a.txt"'])
def test_a_part_without_a_name_is_ignored(client: Client, disposition: str) -> None:
    body = f"--b\r\nContent-Disposition: {disposition}\r\n\r\n1\r\n--b--\r\n".encode()
    got = post(client, body, "multipart/form-data; boundary=b")
    assert (got.status_code, got.json) == (400, REQUIRED)


def test_a_multipart_body_without_a_boundary_is_400(client: Client) -> None:
    got = post(client, b"x", "multipart/form-data")
    assert got.json == {"detail": "Multipart form parse error - Invalid boundary in multipart: None"}


def test_a_body_that_is_too_large_is_413_with_the_limit(client: Client) -> None:
    got = post(client, b" " * 1_048_577)
    assert got.status_code == 413
    assert "1048576" in got.json["detail"]


def test_a_number_with_too_many_digits_is_400(client: Client) -> None:
    got = post(client, b'{"order_numbers":[' + b"9" * 10_000 + b"]}")
    assert got.status_code == 400
    assert got.json["detail"].startswith("JSON parse error - ")


@pytest.mark.parametrize(
    ("headers", "status", "size"),
    [
        pytest.param(TOKEN, 413, 2_000_000, id="too large"),
        pytest.param({"Authorization": "Token wrong"}, 401, 2_000_000, id="unauthenticated"),
    ],
)
def test_the_body_of_a_rejected_request_is_read_to_its_end(
    client: Client, headers: dict[str, str], status: int, size: int
) -> None:
    body = io.BytesIO(b" " * size)
    got = client.post(headers=headers, content_type=JSON, input_stream=body, environ_overrides=terminated(size))
    assert (got.status_code, body.tell()) == (status, size)


def test_an_endless_body_is_read_up_to_a_limit(client: Client) -> None:
    size = request_body.MAX_UNREAD + 1_000_000
    body = io.BytesIO(b" " * size)
    client.post(content_type=JSON, input_stream=body, environ_overrides=terminated(size))
    assert body.tell() == request_body.MAX_UNREAD


def test_a_body_is_not_read_where_the_server_does_not_mark_its_end(client: Client) -> None:
    body = io.BytesIO(b" " * 2_000_000)
    got = client.post(content_type=JSON, input_stream=body, environ_overrides={"CONTENT_LENGTH": "2000000"})
    assert (got.status_code, body.tell()) == (413, 0)


def terminated(size: int) -> dict[str, Any]:
    return {"wsgi.input_terminated": True, "CONTENT_LENGTH": str(size)}
