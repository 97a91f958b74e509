"""The operations of the OpenAPI document: descriptions, and every error that the fake can send."""

from __future__ import annotations

from typing import Any

import pytest
from jsonschema import Draft202012Validator

from oms_mock.admin import openapi
from oms_mock.spec import reader
from tests.conftest import TOKEN, Client

DOCUMENT = reader.load(reader.OPENAPI)
OPERATIONS = [each for path in DOCUMENT["paths"].values() for method, each in path.items() if method != "parameters"]


def described(response: Any) -> dict[str, Any]:
    """The description of the response of the list."""
    found: dict[str, Any] = DOCUMENT["paths"][Client.prefix]["get"]["responses"][str(response.status_code)]
    return found


def require_described(response: Any) -> None:
    content = described(response)["content"][response.mimetype]
    body = response.json if response.is_json else response.text
    Draft202012Validator({**content["schema"], "components": DOCUMENT["components"]}).validate(body)


def test_every_operation_has_a_summary_and_a_description() -> None:
    assert len(OPERATIONS) == 11
    assert [each["operationId"] for each in OPERATIONS if not each["description"].endswith(".")] == []
    assert [each["operationId"] for each in OPERATIONS if "\n" in each["summary"]] == []


@pytest.mark.parametrize("document", [DOCUMENT, openapi.document()])
def test_the_documents_name_the_license(document: dict[str, Any]) -> None:
    assert document["info"]["license"] == {"name": "MIT", "identifier": "MIT"}


@pytest.mark.parametrize("status", [400, 401, 403, 404, 405, 406, 429, 500, 502, 503, 504])
def test_an_error_that_a_client_prefers_is_described(client: Client, status: int) -> None:
    response = client.get(headers={**TOKEN, "Prefer": f"code={status}"})
    assert response.status_code == status
    require_described(response)


@pytest.mark.parametrize("status", [502, 503, 504])
def test_the_html_page_of_a_gateway_is_described(client: Client, status: int) -> None:
    response = client.get(headers={**TOKEN, "Prefer": f"code={status}, fault=html"})
    assert (response.status_code, response.mimetype) == (status, "text/html")
    require_described(response)


def test_the_time_to_wait_for_an_unavailable_server_is_described(client: Client) -> None:
    response = client.get(headers={**TOKEN, "Prefer": "code=503, retry-after=5"})
    assert response.headers["Retry-After"] == "5"
    assert described(response)["headers"]["Retry-After"]["schema"] == {"type": "integer"}


@pytest.mark.parametrize("headers", [{**TOKEN, "Host": "a b"}, {**TOKEN, "Prefer": "code=400"}])
def test_a_malformed_request_of_any_operation_is_described(client: Client, headers: dict[str, str]) -> None:
    response = client.raw.get(f"{Client.prefix}delivery_type_enums/", headers=headers)
    assert response.status_code == 400
    require_described(response)
    assert [each["operationId"] for each in OPERATIONS if "400" not in each["responses"]] == []
