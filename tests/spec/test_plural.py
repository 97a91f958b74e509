from __future__ import annotations

import pytest

from oms_mock.spec.plural import counted


@pytest.mark.parametrize(
    ("number", "one", "many", "expected"),
    [
        (0, "order", "", "0 orders"),
        (1, "order", "", "1 order"),
        (2000, "order", "", "2,000 orders"),
        (1, "retry", "retries", "1 retry"),
        (2, "retry", "retries", "2 retries"),
    ],
)
def test_counted_writes_the_singular_for_one_and_the_plural_otherwise(
    number: int, one: str, many: str, expected: str
) -> None:
    assert counted(number, one, many) == expected
