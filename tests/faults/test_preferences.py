"""A status and a delay at will, for one request."""

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
def test_every_documented_status_can_be_had_on_every_endpoint(client: Client, path: str, code: int) -> None:
    by_header = client.get(path, headers={**TOKEN, "Prefer": f"code={code}"})
    by_query = client.get(f"{path}?__code={code}")
    for answer in (by_header, by_query):
        assert (answer.status_code, answer.json) == (code, {"detail": TEXTS[code]})
        assert answer.headers["Preference-Applied"] == f"code={code}"


@pytest.mark.parametrize("code", TEXTS)
def test_the_pull_answers_with_the_preferred_status_and_creates_nothing(fresh: Client, code: int) -> None:
    answer = fresh.post(json={"order_numbers": ["9000000000000001"]}, headers={**TOKEN, "Prefer": f"code={code}"})
    assert answer.status_code == code
    assert fresh.get().json["count"] == FEW


def test_only_a_throttled_answer_says_when_to_come_back(client: Client) -> None:
    assert client.get("?__code=429").headers["Retry-After"] == "60"
    assert "Retry-After" not in client.get("?__code=500").headers
    assert client.get("?__code=401").headers["WWW-Authenticate"] == "Token"


@pytest.mark.parametrize(
    ("header", "query", "seconds"),
    [("delay=500", "", 0.5), ("delay=1.5s", "", 1.5), ("", "?__delay=20ms", 0.02), ("delay=9000", "?__delay=10", 0.01)],
)
def test_an_answer_can_be_delayed(
    client: Client, monkeypatch: pytest.MonkeyPatch, header: str, query: str, seconds: float
) -> None:
    waited: list[float] = []
    monkeypatch.setattr("time.sleep", waited.append)
    answer = client.get(query, headers={**TOKEN, "Prefer": header})
    assert (answer.status_code, waited) == (200, [seconds])
    assert answer.headers["Preference-Applied"].startswith("delay=")


def test_code_and_delay_go_together(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("time.sleep", lambda _: None)
    answer = client.get(headers={**TOKEN, "Prefer": 'code="429", delay=5'})
    assert answer.status_code == 429
    assert answer.headers["Preference-Applied"] == "code=429, delay=5"


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
def test_a_preference_that_is_not_understood_is_reported(client: Client, preference: str) -> None:
    answer = client.get(headers={**TOKEN, "Prefer": preference})
    assert answer.status_code == 200
    assert answer.headers["Preference-Ignored"] == preference
    assert "Preference-Applied" not in answer.headers


def test_an_unknown_preference_is_logged(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    client.get("?__code=999")
    assert "preference ignored: code=999" in caplog.text


def test_garbage_in_a_preference_cannot_break_the_answer(client: Client) -> None:
    answer = client.get(headers={**TOKEN, "Prefer": "\x7f\xe9=" + "x" * 5000})
    assert answer.status_code == 200
    assert len(answer.headers["Preference-Ignored"]) <= 200


def test_an_ordinary_answer_says_nothing_of_preferences(client: Client) -> None:
    headers = client.get().headers
    assert "Preference-Applied" not in headers
    assert "Preference-Ignored" not in headers


@pytest.mark.parametrize("by", ["header", "address bar"])
def test_one_request_can_look_at_another_scenario(fresh: Client, by: str) -> None:
    fresh.pull("9000000000000001")
    if by == "header":
        answer = fresh.get(headers={**TOKEN, "Prefer": "scenario=single"})
    else:
        answer = fresh.get("?__scenario=single")
    assert answer.headers["Preference-Applied"] == "scenario=single"
    assert answer.json["count"] == 1
    pk = answer.json["results"][0]["id"]
    assert fresh.get(f"{pk}/?__scenario=single").json == answer.json["results"][0]
    assert fresh.get(f"{pk}/?__scenario=empty").status_code == 404
    own = fresh.get()
    assert own.json["count"] == FEW + 1
    assert fresh.get("?__scenario=empty", headers={**TOKEN, "If-None-Match": own.headers["ETag"]}).json["count"] == 0
    assert fresh.get("?__scenario=default").json["count"] == FEW + 1, "its own is as it is"


def test_nothing_is_written_into_another_scenario(fresh: Client) -> None:
    answer = fresh.post(json={"order_numbers": ["9000000000000001"]}, headers={**TOKEN, "Prefer": "scenario=empty"})
    assert answer.headers["Preference-Ignored"] == "scenario=empty"
    assert fresh.get("?__scenario=empty").json["count"] == 0
    assert fresh.get().json["count"] == FEW + 1


def test_a_wait_is_told_with_a_refusal_only(client: Client) -> None:
    told = client.get("?__code=503&__retry_after=5")
    assert (told.headers["Retry-After"], told.headers["Preference-Applied"]) == ("5", "code=503, retry-after=5")
    untold = client.get("?__code=200&__retry_after=5").headers
    assert (untold["Preference-Applied"], untold["Preference-Ignored"]) == ("code=200", "retry-after=5")
    assert "Retry-After" not in untold


def test_a_comma_in_a_preference_does_not_make_two_of_it(client: Client) -> None:
    assert client.get(query_string={"__mutate": "null:$.a,b"}).headers["Preference-Ignored"] == "mutate=null:$.a?b"


def test_digits_of_other_scripts_are_no_numbers(client: Client) -> None:
    answer = client.get(query_string={"__code": "٤٢٩"})
    assert (answer.status_code, answer.headers["Preference-Ignored"]) == (200, "code=???")
