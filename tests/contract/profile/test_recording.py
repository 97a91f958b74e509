"""Recording a profile: the requests, and inconclusive recordings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from wsgiref.types import WSGIApplication

import pytest

from oms_mock.contract.client.options import Options
from oms_mock.contract.client.target import Target
from oms_mock.contract.endpoints import ORDER_LIST, READS
from oms_mock.contract.profile import recording as recording_module
from oms_mock.contract.profile.diff import differences
from oms_mock.contract.profile.recording import ROWS, Recording, pages, record
from oms_mock.spec import profile_format
from tests.contract.test_canaries import BIRD, BIRDS, Plan, Planting
from tests.recall.harness import TOKEN, URL, Wsgi, clones, fake

QUICK = Options(concurrency=2, retries=0, backoff=0.0)


def recording(app: WSGIApplication, sample: int = 9, *, token: str = TOKEN, options: Options = QUICK) -> Recording:
    return record(
        Target(URL, token),
        options,
        sample,
        transport=Wsgi(app),
        today=lambda: datetime(2026, 11, 26, 23, 59, tzinfo=UTC),
    )


class Watching:
    """Passes requests on, and keeps their methods and paths; `status` is answered instead of what is there."""

    def __init__(self, app: WSGIApplication, spoil: Callable[[str], str | None] = lambda _: None) -> None:
        self._app, self._spoil = app, spoil
        self.asked: list[tuple[str, str]] = []

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Any:
        path = environ["PATH_INFO"]
        self.asked.append((environ["REQUEST_METHOD"], f"{path}?{environ['QUERY_STRING']}"))
        if status := self._spoil(path):
            start_response(status, [("Content-Length", "0")])
            return [b""]
        return self._app(environ, start_response)

    def count(self, path: str) -> int:
        return sum(asked.startswith(f"/api/v1/oms/orders/{path}") for _, asked in self.asked)


@pytest.fixture(scope="module", name="app")
def fixture_app() -> WSGIApplication:
    return fake()


@pytest.fixture(scope="module", name="larger")
def fixture_larger() -> WSGIApplication:
    return fake(clones(65))


def test_a_short_list_is_read_completely() -> None:
    assert pages(41, 200) == [1, 2, 3]
    assert pages(0, 200) == [1]


def test_as_many_orders_of_a_long_list_are_read_as_the_sample_has() -> None:
    chosen = pages(1_000_000, 200)
    assert len(set(chosen)) == 200 // ROWS
    assert chosen == sorted(chosen)
    assert max(chosen) > 25_000


def test_the_pages_are_the_same_every_time() -> None:
    assert pages(1_000_000, 200) == pages(1_000_000, 200)


def test_a_sample_smaller_than_a_page_reduces_the_page_size(larger: WSGIApplication) -> None:
    watching = Watching(larger)
    made = recording(watching, 3)
    assert made.orders == 3
    assert made.profile.endpoints[ORDER_LIST.label].paths["$.results[*]"].of == 3


def test_every_get_endpoint_is_recorded_and_no_other_method_is_sent(app: WSGIApplication) -> None:
    watching = Watching(app)
    made = recording(watching)
    assert made.profile.endpoints.keys() == {endpoint.label for endpoint in READS}
    assert {method for method, _ in watching.asked} == {"GET"}
    assert (made.orders, made.requests) == (9, len(watching.asked))


def test_no_request_is_sent_twice(larger: WSGIApplication) -> None:
    watching = Watching(larger)
    recording(watching, 40)
    assert [asked for asked, times in Counter(watching.asked).items() if times > 1] == []


def test_the_sample_limits_the_number_of_requests(larger: WSGIApplication) -> None:
    watching = Watching(larger)
    assert recording(watching, 40).orders == 40
    assert watching.count("?limit=20") == watching.count("short/?limit=20") == 2


def test_a_profile_has_the_date_of_the_recording(app: WSGIApplication) -> None:
    assert recording(app).profile.recorded == "2026-11-26"


def test_two_recordings_with_the_same_seed_are_equal(larger: WSGIApplication) -> None:
    assert recording(larger, 40).profile == recording(larger, 40).profile


def test_two_samples_of_a_deployment_have_no_drift_between_them(
    larger: WSGIApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    was = recording(larger, 20).profile
    monkeypatch.setattr(recording_module, "SEED", 7)
    now = recording(larger, 20).profile
    assert differences(was, now) == []


def test_a_profile_contains_no_personal_data_ids_and_urls() -> None:
    orders = clones(9)
    text = profile_format.dumps(recording(fake(orders)).profile)
    private = [
        text
        for order in orders
        for person in (order["customer"], order["shipping_address"])
        for text in (order["number"], person["email"], person["first_name"], person["last_name"], URL, str(order["id"]))
    ]
    assert [each for each in private if f'"{each}' in text or f" {each}" in text] == []


@pytest.mark.parametrize("breakage", ["", "cut in a canary", "page", "twice", "list"])
def test_a_profile_contains_no_canaries(app: WSGIApplication, breakage: str) -> None:
    plan = Plan(("e-mail",), "whole", 0.3, keys=True, breakage=breakage, seed=3)
    made = recording(Planting(app, plan, [f"{BIRD}.{BIRD}a@{BIRD}.example.com"]))
    text = profile_format.dumps(made.profile) if made.profile else made.inconclusive
    assert [bird for bird in BIRDS if bird in text] == []


# Inconclusive


def test_a_rejected_token_is_inconclusive(app: WSGIApplication) -> None:
    made = recording(app, token="unknown")
    assert made.profile is None
    assert made.inconclusive.startswith("not authorised: https://oms.example.com rejects the token (401)")


def test_an_unreachable_deployment_is_inconclusive() -> None:
    def refused(*_: Any) -> Any:
        raise ConnectionError

    assert "cannot be reached" in recording(refused).inconclusive


def test_a_deployment_without_orders_is_inconclusive() -> None:
    assert recording(fake([])).inconclusive.startswith("there are no orders to record")


def test_orders_without_readable_ids_are_recorded_from_the_lists() -> None:
    class WithoutIds(Watching):
        def __call__(self, environ: dict[str, Any], start_response: Any) -> Any:
            return [b"".join(super().__call__(environ, start_response)).replace(b'{"id":69', b'{"no":69')]

    made = recording(WithoutIds(fake()))
    assert (made.inconclusive, made.orders) == ("", 0)
    assert made.profile.endpoints[ORDER_LIST.label].paths["$.results[*].id"].absent == 1.0


def test_a_token_that_expires_during_the_recording_is_inconclusive(larger: WSGIApplication) -> None:
    made = recording(Watching(larger, lambda path: "401 Unauthorized" if "/69" in path else None), 65)
    assert (made.profile, made.inconclusive) == (None, "the token is now rejected (401): has it expired?")


def test_no_profile_is_written_after_the_time_limit(larger: WSGIApplication) -> None:
    made = recording(larger, 65, options=Options(rate=5.0, max_time=0.3))
    assert (made.profile, made.inconclusive) == (None, "time was up after 0.3 s: allow more with --max-time")


def test_no_profile_is_written_after_ctrl_c(app: WSGIApplication) -> None:
    def interrupted(path: str) -> str | None:
        raise KeyboardInterrupt

    made = recording(Watching(app, interrupted))
    assert (made.profile, made.interrupted) == (None, True)
