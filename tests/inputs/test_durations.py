"""The grammar of durations."""

from __future__ import annotations

import pytest

from oms_mock.inputs import durations


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("500ms", 0.5), ("1.5s", 1.5), (" 2 m ", 120.0), ("2h", 7200.0), ("3d", 259200.0), ("0s", 0.0)],
)
def test_a_duration_has_a_number_and_a_unit(text: str, seconds: float) -> None:
    assert durations.parse(text) == seconds


def test_a_number_without_a_unit_is_rejected_unless_the_caller_names_the_unit() -> None:
    assert durations.parse("250", bare="ms") == 0.25
    assert durations.parse("250s", bare="ms") == 250
    with pytest.raises(ValueError, match=r"is not a duration: write 200ms, 1.5s, 5m, 2h or 3d"):
        durations.parse("250")


@pytest.mark.parametrize("text", ["", "s", "-1s", "1w", "1e3s", "nan", "٣s", "1" * 13 + "s", "1s2m", "x" * 10_000])
def test_other_text_is_rejected_in_a_short_message(text: str) -> None:
    with pytest.raises(ValueError, match="is not a duration") as rejected:
        durations.parse(text)
    assert len(str(rejected.value)) < 120


def test_a_duration_beyond_the_limit_is_rejected() -> None:
    assert durations.parse("1m", longest=60) == 60
    with pytest.raises(ValueError, match=r"^.61s. is longer than the limit of 60s$"):
        durations.parse("61s", longest=60)
