"""The grammar of rates."""

from __future__ import annotations

import pytest

from oms_mock.inputs import rates
from oms_mock.inputs.rates import Rate


@pytest.mark.parametrize(
    ("text", "rate"),
    [
        ("60/min", Rate(60, 60)),
        ("0.5/s", Rate(0.5, 1)),
        (" 5 / s ", Rate(5, 1)),
        ("60/hour", Rate(60, 3600)),
        ("10000/day", Rate(10_000, 86400)),
    ],
)
def test_a_rate_is_a_number_per_period(text: str, rate: Rate) -> None:
    assert rates.parse(text) == rate
    assert rate.per_second == rate.requests / rate.seconds


@pytest.mark.parametrize("text", ["", "60", "60/", "/min", "60/year", "-1/s", "1e3/s", "٣/s", "x" * 10_000])
def test_other_text_is_rejected_in_a_short_message(text: str) -> None:
    with pytest.raises(ValueError, match="is not a rate: write 5/s, 60/min, 1000/hour or 10000/day") as rejected:
        rates.parse(text)
    assert len(str(rejected.value)) < 120
