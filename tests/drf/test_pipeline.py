"""Routes, methods, formats and headers: what every request passes before and after its view."""

from __future__ import annotations

import json

import pytest

from tests.conftest import FEW, TOKEN, Client


@pytest.mark.parametrize("method", ["GET", "POST", "HEAD", "DELETE"])
def test_a_missing_trailing_slash_is_a_relative_redirect_with_the_query(client: Client, method: str) -> None:
    response = client.raw.open("/api/v1/oms/orders?limit=2&x=a%20b", method=method, follow_redirects=False)
    assert (response.status_code, response.data) == (301, b"")
    assert response.headers["Location"] == "/api/v1/oms/orders/?limit=2&x=a%20b"


def test_a_query_cannot_inject_a_header_into_a_redirect(client: Client) -> None:
    response = client.raw.get("/api/v1/oms/orders?a=%0d%0aX-Evil:%201")
    assert "X-Evil" not in response.headers
    assert "\n" not in response.headers["Location"]


@pytest.mark.parametrize(
    ("path", "nearest"),
    [
        ("/api/v1/oms/orders/shrt/", "/api/v1/oms/orders/short/"),
        ("/api/v1/oms/order/", "/api/v1/oms/orders/"),
        ("/api/v1/oms/orders/12/webhook_event/", "/api/v1/oms/orders/{pk}/webhook_events/"),
        ("/api/v1/oms/orders/twelve/", None),
        ("/favicon.ico", None),
    ],
)
def test_an_unknown_route_is_404_and_names_the_nearest_route(client: Client, path: str, nearest: str | None) -> None:
    response = client.raw.get(path)
    assert response.status_code == 404
    assert response.json["detail"].startswith("Not found. The nearest route is /")
    assert nearest is None or response.json["detail"] == f"Not found. The nearest route is {nearest}."


@pytest.mark.parametrize("pk", ["0", "786", "99999999999999999999999", "9" * 6000])
def test_an_unknown_order_is_404_on_every_endpoint(client: Client, pk: str) -> None:
    paths = ["", "short/", "webhook_events/", "webhook_events/short/", "webhook_events/1/"]
    responses = [client.get(f"{pk}/{path}") for path in paths]
    assert [(response.status_code, response.json) for response in responses] == [(404, {"detail": "Not found."})] * 5


def test_an_unknown_event_and_an_event_of_another_order_are_404(client: Client) -> None:
    foreign = client.get("2/webhook_events/").json["results"][0]
    for key in ("1", "9" * 30, "f" * 32, foreign["id"], foreign["uuid"]):
        assert client.get(f"1/webhook_events/{key}/").json == {"detail": "Not found."}


@pytest.mark.parametrize("spelling", ["{}", "upper", "dashed"])
def test_an_event_is_found_by_id_and_by_uuid(client: Client, spelling: str) -> None:
    event = client.get("1/webhook_events/").json["results"][0]
    uuid = event["uuid"]
    spelt = {
        "{}": uuid,
        "upper": uuid.upper(),
        "dashed": "-".join((uuid[:8], uuid[8:12], uuid[12:16], uuid[16:20], uuid[20:])),
    }
    assert client.get(f"1/webhook_events/{event['id']}/").json == event
    assert client.get(f"1/webhook_events/{spelt[spelling]}/").json == event


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "TRACE"])
def test_a_method_that_is_not_allowed_is_405_for_an_authenticated_client(client: Client, method: str) -> None:
    url = "/api/v1/oms/orders/"
    response = client.raw.open(url, method=method, headers=TOKEN)
    assert (response.status_code, response.json) == (405, {"detail": f'Method "{method}" not allowed.'})
    assert response.headers["Allow"] == "GET, HEAD, OPTIONS"
    assert client.raw.open(url, method=method).status_code == 401


def test_get_is_not_allowed_on_the_pull(client: Client) -> None:
    response = client.get("pull_from_omnitron/")
    assert (response.status_code, response.headers["Allow"]) == (405, "POST, OPTIONS")


def test_options_describes_the_view_as_drf_does(client: Client) -> None:
    response = client.raw.options("/api/v1/oms/orders/short/", headers=TOKEN)
    assert response.status_code == 200
    assert response.json == {
        "name": "Order List - Short",
        "description": "",
        "renders": ["application/json"],
        "parses": ["application/json", "application/x-www-form-urlencoded", "multipart/form-data"],
    }
    assert client.raw.options("/api/v1/oms/orders/short/").status_code == 401


def test_head_has_the_headers_of_get_without_a_body(client: Client) -> None:
    got, headed = client.get("1/"), client.raw.head("/api/v1/oms/orders/1/", headers=TOKEN)
    assert (headed.status_code, headed.data) == (200, b"")
    assert headed.headers["Content-Length"] == got.headers["Content-Length"]


@pytest.mark.parametrize("path", ["", "1/", "delivery_type_enums/"])
def test_every_response_has_allow(client: Client, path: str) -> None:
    assert client.get(path).headers["Allow"] == "GET, HEAD, OPTIONS"


@pytest.mark.parametrize(
    ("accept", "status"),
    [("*/*", 200), ("application/*", 200), ("application/json", 200), ("text/html, */*;q=0.1", 200),
     ("application/json; indent=4", 200), ("Application/JSON", 200), ("*/json", 200), ("", 406), ("*", 406),
     ("application/xml", 406), ("text/html", 406), ("garbage", 406)],
)  # fmt: skip
def test_an_accept_header_without_json_is_406(client: Client, accept: str, status: int) -> None:
    response = client.get(headers={**TOKEN, "Accept": accept})
    assert response.status_code == status
    assert status == 200 or response.json == {"detail": "Could not satisfy the request Accept header."}


@pytest.mark.parametrize(
    ("accept", "spaces"),
    [
        ("application/json; indent=4", 4),
        ('application/json;INDENT="3"', 3),
        ("*/*; indent=2", 2),
        ("text/html, */*; indent=2, application/json; indent=1", 1),
        ("application/json; indent=99", 8),
        ("application/json; indent=0", 0),
        ("application/json; indent=-1", 0),
        ("application/json; indent=x", 0),
        ("*/*; indent=2, application/json", 0),
    ],
)
def test_json_is_indented_as_the_client_accepts_it(client: Client, accept: str, spaces: int) -> None:
    compact, got = client.get("1/"), client.get("1/", headers={**TOKEN, "Accept": accept})
    expected = json.dumps(compact.json, indent=spaces, ensure_ascii=False) if spaces else compact.text
    assert got.text == expected
    assert got.headers["Content-Type"] == "application/json"
    assert (got.headers["ETag"] == compact.headers["ETag"]) is (spaces == 0)


def test_error_responses_are_indented_too(client: Client) -> None:
    got = client.get(headers={"Accept": "application/json; indent=2"})
    assert got.text == '{\n  "detail": "Authentication credentials were not provided."\n}'


@pytest.mark.parametrize(("value", "status"), [("json", 200), ("", 200), ("xml", 404), ("csv", 404)])
def test_a_format_parameter_other_than_json_is_404(client: Client, value: str, status: int) -> None:
    assert client.get(f"?format={value}").status_code == status


def test_the_format_parameter_is_checked_before_the_token(client: Client) -> None:
    assert client.get("?format=xml", headers={}).status_code == 404


def test_a_request_id_is_returned_or_generated(client: Client) -> None:
    echoed = client.get(headers={**TOKEN, "X-Request-ID": "abc-123"}).headers["X-Request-ID"]
    made = [client.get().headers["X-Request-ID"] for _ in range(2)]
    assert echoed == "abc-123"
    assert len({*made, "abc-123"}) == 3


@pytest.mark.parametrize("invalid", ["x" * 129, "a b", "ünder"])
def test_an_invalid_request_id_is_replaced(client: Client, invalid: str) -> None:
    assert client.get(headers={**TOKEN, "X-Request-ID": invalid}).headers["X-Request-ID"] != invalid


def test_a_matching_if_none_match_is_304(client: Client) -> None:
    first = client.get("?limit=3")
    second = client.get("?limit=3", headers={**TOKEN, "If-None-Match": first.headers["ETag"]})
    assert (second.status_code, second.data) == (304, b"")
    assert second.headers["ETag"] == first.headers["ETag"]


def test_the_etag_depends_on_the_query_and_the_host(client: Client) -> None:
    tags = {
        client.get("?limit=3").headers["ETag"],
        client.get("?limit=4").headers["ETag"],
        client.get("?limit=3", headers={**TOKEN, "Host": "oms.test"}).headers["ETag"],
    }
    assert len(tags) == 3


def test_a_change_of_the_data_changes_the_etag(fresh: Client) -> None:
    before = fresh.get()
    fresh.pull("9000000000000001")
    after = fresh.get(headers={**TOKEN, "If-None-Match": before.headers["ETag"]})
    assert (after.status_code, after.json["count"]) == (200, FEW + 1)


def test_a_conditional_request_without_a_token_is_401(client: Client) -> None:
    etag = client.get().headers["ETag"]
    assert client.get(headers={"If-None-Match": etag}).status_code == 401


@pytest.mark.parametrize("host", ['evil"><script>', "a b", "host/path", "user@host", "[::1"])
def test_an_invalid_host_header_is_400(client: Client, host: str) -> None:
    response = client.get(headers={**TOKEN, "Host": host})
    assert response.status_code == 400


def test_latency_delays_every_response(client_of, monkeypatch) -> None:
    waited: list[float] = []
    slow = client_of(scenario="single", latency=0.25)
    monkeypatch.setattr("time.sleep", waited.append)
    slow.get()
    slow.get(headers={})
    assert waited == [0.25, 0.25]
