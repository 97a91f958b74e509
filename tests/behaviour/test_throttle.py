"""The throttle, compared with Django REST framework's."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oms_mock.behaviour import throttle
from oms_mock.behaviour.throttle import RateLimit, Window


@pytest.mark.parametrize(
    ("text", "rate"),
    [
        ("60/min", RateLimit(60, 60)),
        ("60/m", RateLimit(60, 60)),
        (" 5 / s ", RateLimit(5, 1)),
        ("1000/hour", RateLimit(1000, 3600)),
        ("1/day", RateLimit(1, 86400)),
        ("0/min", RateLimit(0, 60)),
        ("100000/s", RateLimit(100_000, 1)),
    ],
)
def test_a_rate_is_parsed_in_the_notation_of_drf(text: str, rate: RateLimit) -> None:
    assert throttle.parse(text) == rate


@pytest.mark.parametrize("text", ["", "60", "60/", "/min", "60/year", "-1/s", "1.5/s", "٣/s", "100001/s", "x" * 1000])
def test_text_that_is_not_a_rate_is_rejected_with_examples(text: str) -> None:
    with pytest.raises(ValueError, match="write ") as caught:
        throttle.parse(text)
    assert len(str(caught.value)) < 140


@pytest.mark.fuzz
@given(
    rate=st.builds(RateLimit, st.integers(0, 5), st.sampled_from([1, 60])),
    steps=st.lists(st.integers(0, 400).map(lambda tenths: tenths / 8), max_size=60),
)
def test_the_throttle_agrees_with_django_rest_framework(rate: RateLimit, steps: list[float]) -> None:
    """Steps are eighths of a second, which are exact."""
    drf = drf_throttle(rate)
    window, now = Window(), 1_000_000.0
    for step in steps:
        now += step
        drf.timer = lambda moment=now: moment
        admitted = drf.allow_request(None, None)
        wait = window.admit(rate, now)
        assert admitted == (wait is None)
        if not admitted:
            assert wait == drf.wait()


def test_a_lowered_rate_rejects_requests_until_the_log_has_expired() -> None:
    window = Window()
    for _ in range(10):
        assert window.admit(RateLimit(10, 60), 0) is None
    assert window.admit(RateLimit(2, 60), 1) == 59
    assert window.admit(RateLimit(2, 60), 60) is None


def drf_throttle(rate: RateLimit):  # type: ignore[no-untyped-def]
    # One process has one configuration of Django: the one that all tests use.
    from tests.django.drf_oms.settings import configure

    configure()
    from rest_framework.throttling import SimpleRateThrottle

    class Kept(dict):  # type: ignore[type-arg]
        def set(self, key: str, value: object, _: int) -> None:
            self[key] = list(value)  # type: ignore[call-overload]

    class Drf(SimpleRateThrottle):
        cache = Kept()
        rate = "1/s"

        def get_cache_key(self, *_: object) -> str:
            return "key"

    made = Drf()
    made.num_requests, made.duration = rate.requests, rate.seconds
    return made
