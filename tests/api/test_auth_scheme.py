"""Another scheme before the token: `oms-mock serve --auth-scheme Bearer`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import pytest

from oms_mock.admin.access_control import Guard
from oms_mock.app import create_app
from oms_mock.config import Config, from_environment
from oms_mock.errors import SetupError
from oms_mock.testing.in_process_app import in_process, in_process_app, world_of
from oms_mock.testing.world import World

ORDERS = "/api/v1/oms/orders/"
NOT_PROVIDED = "Authentication credentials were not provided."


@pytest.fixture(name="world", scope="module")
def fixture_world() -> Iterator[World]:
    with in_process(scenario="single", auth_scheme="Bearer", token="s3cret") as world:
        yield world


@pytest.mark.parametrize(
    ("header", "detail"),
    [
        (None, NOT_PROVIDED),
        ("Token s3cret@default", NOT_PROVIDED),
        ("Bearer", "Invalid token header. No credentials provided."),
        ("Bearer a b", "Invalid token header. Token string should not contain spaces."),
        ("Bearer nope", "Invalid token."),
        ("Bearer s3cret@W1", "Invalid token. The name of a world, after the @, has 1 to 64 of a-z, 0-9 and -."),
    ],
)
def test_a_token_after_another_scheme_is_401_with_the_expected_one(
    world: World, header: str | None, detail: str
) -> None:
    response = world.session.get(f"{world.url}{ORDERS}", headers={"Authorization": header})
    assert (response.status_code, response.json()["detail"]) == (401, detail)
    assert response.headers["WWW-Authenticate"] == "Bearer"


@pytest.mark.parametrize("preference", ["code=401", "code=401, detail=expired"])
def test_a_401_by_preference_has_the_scheme(world: World, preference: str) -> None:
    response = world.session.get(f"{world.url}{ORDERS}", headers={"Prefer": preference})
    assert (response.status_code, response.headers["WWW-Authenticate"]) == (401, "Bearer")


@pytest.mark.parametrize("scheme", ["Bearer", "bearer", "BEARER"])
def test_the_scheme_is_case_insensitive(world: World, scheme: str) -> None:
    response = world.session.get(f"{world.url}{ORDERS}", headers={"Authorization": f"{scheme} s3cret"})
    assert response.status_code == 200


def test_worlds_of_tests_send_the_scheme() -> None:
    with in_process_app(scenario="empty", auth_scheme="Bearer") as app, closing(world_of(*app, "w1")) as world:
        assert world.headers == {"Authorization": "Bearer oms-mock@w1"}
        assert [result.success for result in world.pull("9000000000000001")] == [True]
        assert [entry["authorization"] for entry in map(_headers, world.journal.requests())] == ["Bearer …@w1"]


def _headers(entry: dict[str, dict[str, str]]) -> dict[str, str]:
    return entry["headers"]


def test_the_openapi_document_describes_bearer_tokens(world: World) -> None:
    document = world.session.get(f"{world.url}/openapi.json").json()
    assert document["components"]["securitySchemes"] == {"token": {"type": "http", "scheme": "bearer"}}
    assert "Press *Authorize* and enter `oms-mock`" in document["info"]["description"]
    operations = [
        each for path in document["paths"].values() for method, each in path.items() if method != "parameters"
    ]
    headers = [each["responses"]["401"]["headers"] for each in operations]
    assert [each["WWW-Authenticate"]["example"] for each in headers] == ["Bearer"] * 11


def test_the_openapi_document_describes_any_other_scheme() -> None:
    with in_process(scenario="empty", auth_scheme="JWT") as world:
        document = world.session.get(f"{world.url}/openapi.json").json()
    assert document["components"]["securitySchemes"]["token"]["description"] == "`JWT <key>`."
    assert "enter `JWT oms-mock`" in document["info"]["description"]


@pytest.mark.parametrize(("scheme", "status"), [("Token", 200), ("Bearer", 200), ("Basic", 401)])
def test_the_admin_api_takes_its_token_after_both_usual_schemes(scheme: str, status: int) -> None:
    app = create_app(Config(scenario="empty"), guard=Guard("oms.test", 80, "OMSMOCK-CANARY-admin"))
    headers = {"Authorization": f"{scheme} OMSMOCK-CANARY-admin", "Host": "oms.test"}
    assert app.test_client().get("/__admin/version", headers=headers).status_code == status


def test_wsgi_reads_the_scheme_from_the_environment() -> None:
    assert from_environment({"OMS_MOCK_AUTH_SCHEME": "Bearer"}).auth_scheme == "Bearer"


def test_a_scheme_that_is_no_word_is_rejected() -> None:
    with pytest.raises(SetupError, match="auth_scheme takes one word: try Token or Bearer"):
        Config(auth_scheme="Bearer ")
