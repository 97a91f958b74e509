"""JSON as Django REST framework writes it."""

from __future__ import annotations

import pytest

from oms_mock import clock, wire


def test_json_is_compact_and_unescaped() -> None:
    assert wire.dumps({"a": [1, None, True], "b": "ş😀"}) == '{"a":[1,null,true],"b":"ş😀"}'.encode()


def test_line_separators_are_escaped() -> None:
    assert wire.dumps("\u2028\u2029") == b'"\\u2028\\u2029"'


@pytest.mark.parametrize(
    "text",
    ["2023-05-17T13:45:55.657199Z", "2023-05-17T13:45:55Z", "0001-01-01T00:00:00Z", "2023-05-17T13:45:55.000001Z"],
)
def test_from_wire_parses_what_to_wire_formats(text: str) -> None:
    assert clock.to_wire(clock.from_wire(text)) == text


def test_microseconds_have_the_order_of_the_dates() -> None:
    texts = ["2023-05-17T13:45:55Z", "2023-05-17T13:45:55.000001Z", "2023-05-17T15:45:56+02:00", "2023-05-17T13:45:57"]
    numbers = [clock.to_microseconds(text) for text in texts]
    assert numbers == sorted(set(numbers))
