"""Preferences: what a request may ask for its own response."""

from __future__ import annotations

import pytest

from tests.conftest import FEW, TOKEN, Client

TEXTS = {
    401: "Authentication credentials were not provided.",
    403: "You do not have permission to perform this action.",
    429: "Request was throttled. Expected available in 60 seconds.",
    500: "A server error occurred.",
}
ENDPOINTS = (
    "", "short/", "list-simple/", "1/", "1/short/", "1/webhook_events/", "1/webhook_events/short/",
    "1/webhook_events/11/", "delivery_type_enums/", "payment_type_enums/",
)  # fmt: skip


@pytest.mark.parametrize("path", ENDPOINTS)
@pytest.mark.parametrize("code", TEXTS)
def test_every_documented_status_can_be_preferred_on_every_endpoint(client: Client, path: str, code: int) -> None:
    by_header = client.get(path, headers={**TOKEN, "Prefer": f"code={code}"})
    by_query = client.get(f"{path}?__code={code}")
    for response in (by_header, by_query):
        assert (response.status_code, response.json) == (code, {"detail": TEXTS[code]})
        assert response.headers["Preference-Applied"] == f"code={code}"


@pytest.mark.parametrize("code", TEXTS)
def test_a_preferred_status_of_the_pull_creates_no_order(fresh: Client, code: int) -> None:
    response = fresh.post(json={"order_numbers": ["9000000000000001"]}, headers={**TOKEN, "Prefer": f"code={code}"})
    assert response.status_code == code
    assert fresh.get().json["count"] == FEW


def test_only_a_429_has_retry_after_by_default(client: Client) -> None:
    assert client.get("?__code=429").headers["Retry-After"] == "60"
    assert "Retry-After" not in client.get("?__code=500").headers
    assert client.get("?__code=401").headers["WWW-Authenticate"] == "Token"


@pytest.mark.parametrize(
    ("header", "query", "seconds"),
    [("delay=500", "", 0.5), ("delay=1.5s", "", 1.5), ("", "?__delay=20ms", 0.02), ("delay=9000", "?__delay=10", 0.01)],
)
def test_a_delay_can_be_preferred(
    client: Client, monkeypatch: pytest.MonkeyPatch, header: str, query: str, seconds: float
) -> None:
    waited: list[float] = []
    monkeypatch.setattr("time.sleep", waited.append)
    response = client.get(query, headers={**TOKEN, "Prefer": header})
    assert (response.status_code, waited) == (200, [seconds])
    assert response.headers["Preference-Applied"].startswith("delay=")


def test_code_and_delay_can_be_combined(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("time.sleep", lambda _: None)
    response = client.get(headers={**TOKEN, "Prefer": 'code="429", delay=5'})
    assert response.status_code == 429
    assert response.headers["Preference-Applied"] == "code=429, delay=5"


@pytest.mark.parametrize(
    "preference",
    [
        "code=999",
        "code=abc",
        "code=204",
        "delay=soon",
        "delay=61s",
        "delay=-1",
        "scenario=emtpy",
        "scenario=../default",
        "wait",
        "code=5_03",
        "code=+503",
        "retry-after=5",
        "retry-after=soon",
        "fault=none",
        "mutate=null",
        "mutate=null:results",
    ],
)
def test_an_invalid_preference_is_reported_as_ignored(client: Client, preference: str) -> None:
    response = client.get(headers={**TOKEN, "Prefer": preference})
    assert response.status_code == 200
    assert response.headers["Preference-Ignored"] == preference
    assert response.headers["OMS-Mock-Warning"].startswith(f"{preference}: ")
    assert "Preference-Applied" not in response.headers


def test_a_preference_without_a_place_in_the_response_is_reported_as_ignored(client: Client) -> None:
    headers = client.get("?__mutate=null:$.nothing").headers
    assert headers["Preference-Ignored"] == "mutate=null:$.nothing"
    assert headers["OMS-Mock-Warning"] == "mutate=null:$.nothing: the response has no such path"


def test_an_unreadable_preference_is_truncated_and_reported(client: Client) -> None:
    response = client.get(headers={**TOKEN, "Prefer": "\x7f\xe9=" + "x" * 5000})
    assert response.status_code == 200
    assert len(response.headers["Preference-Ignored"]) <= 200


def test_a_response_without_preferences_reports_none(client: Client) -> None:
    headers = client.get().headers
    assert "Preference-Applied" not in headers
    assert "Preference-Ignored" not in headers


@pytest.mark.parametrize("by", ["header", "query"])
def test_a_scenario_can_be_preferred_for_one_request(fresh: Client, by: str) -> None:
    fresh.pull("9000000000000001")
    if by == "header":
        response = fresh.get(headers={**TOKEN, "Prefer": "scenario=single"})
    else:
        response = fresh.get("?__scenario=single")
    assert response.headers["Preference-Applied"] == "scenario=single"
    assert response.json["count"] == 1
    pk = response.json["results"][0]["id"]
    assert fresh.get(f"{pk}/?__scenario=single").json == response.json["results"][0]
    assert fresh.get(f"{pk}/?__scenario=empty").status_code == 404
    own = fresh.get()
    assert own.json["count"] == FEW + 1
    assert fresh.get("?__scenario=empty", headers={**TOKEN, "If-None-Match": own.headers["ETag"]}).json["count"] == 0
    assert fresh.get("?__scenario=default").json["count"] == FEW + 1, "its own scenario is unchanged"


def test_a_preferred_scenario_is_ignored_by_writes(fresh: Client) -> None:
    response = fresh.post(json={"order_numbers": ["9000000000000001"]}, headers={**TOKEN, "Prefer": "scenario=empty"})
    assert response.headers["Preference-Ignored"] == "scenario=empty"
    assert response.headers["OMS-Mock-Warning"].startswith("scenario=empty: only GET and HEAD can prefer one")
    assert fresh.get("?__scenario=empty").json["count"] == 0
    assert fresh.get().json["count"] == FEW + 1


def test_retry_after_applies_to_an_error_response_only(client: Client) -> None:
    error = client.get("?__code=503&__retry_after=5")
    assert (error.headers["Retry-After"], error.headers["Preference-Applied"]) == ("5", "code=503, retry-after=5")
    success = client.get("?__code=200&__retry_after=5").headers
    assert (success["Preference-Applied"], success["Preference-Ignored"]) == ("code=200", "retry-after=5")
    assert "Retry-After" not in success


def test_a_comma_in_a_preference_is_replaced_in_the_report(client: Client) -> None:
    assert client.get(query_string={"__mutate": "null:$.a,b"}).headers["Preference-Ignored"] == "mutate=null:$.a?b"


def test_digits_of_other_scripts_are_not_accepted(client: Client) -> None:
    response = client.get(query_string={"__code": "٤٢٩"})
    assert (response.status_code, response.headers["Preference-Ignored"]) == (200, "code=???")


@pytest.mark.parametrize(
    ("preference", "near", "listed"),
    [
        ("fault=trunkate", "did you mean truncate?", ", empty-body"),
        ("mutate=nul:$.count", "did you mean null?", ", rename"),
        ("cod=503", "did you mean code?", ", scenario"),
        ("scenario=emtpy", "did you mean empty?", ""),
    ],
)
def test_an_unknown_name_is_reported_with_near_and_all_names(
    client: Client, preference: str, near: str, listed: str
) -> None:
    warning = client.get(headers={**TOKEN, "Prefer": preference}).headers["OMS-Mock-Warning"]
    assert warning.startswith(f"{preference}: unknown ")
    assert near in warning
    assert listed in warning


def test_an_unknown_preference_in_the_query_is_reported_with_near_and_all_names(client: Client) -> None:
    response = client.get("?__cod=401")
    assert (response.status_code, response.headers["Preference-Ignored"]) == (200, "__cod=401")
    warning = response.headers["OMS-Mock-Warning"]
    assert warning.startswith(
        '__cod=401: unknown value "__cod"; did you mean __code? It must be one of __code, __delay'
    )


@pytest.mark.parametrize("query", ["?date_placed__gte=2020-01-01", "?limit=2&pk__in=1"])
def test_a_filter_with_two_underscores_is_no_preference(client: Client, query: str) -> None:
    headers = client.get(query).headers
    assert not {"Preference-Ignored", "Preference-Applied", "OMS-Mock-Warning"} & set(headers.keys())


def test_the_last_of_several_values_counts(client: Client) -> None:
    assert client.get("?__code=401&__code=503").status_code == 503


def test_many_unknown_preferences_make_headers_that_clients_accept(client: Client) -> None:
    query = "&".join(f"__unknown_{number}=1" for number in range(500))
    headers = client.get(f"?{query}").headers
    assert len(headers["Preference-Ignored"]) <= 4010
    assert len(headers.getlist("OMS-Mock-Warning")) == 5


def test_a_detail_has_no_effect_on_an_html_page(client: Client) -> None:
    response = client.get("?__code=502&__fault=html&__detail=gone")
    assert response.headers["Preference-Applied"] == "code=502, fault=html"
    assert response.headers["Preference-Ignored"] == "detail=gone"
    assert response.headers["OMS-Mock-Warning"].startswith("detail=gone: an HTML page has no error document")


def test_a_warning_names_what_a_number_must_be(client: Client) -> None:
    warning = client.get("?__code=abc").headers["OMS-Mock-Warning"]
    assert warning == "code=abc: must be a whole number"
    assert "OMS-Mock-Warning" not in client.get("?__code=200").headers
