"""Which JSON documents can be stored."""

from __future__ import annotations

from typing import Any

import pytest

from oms_mock.errors import UnusableValueError
from oms_mock.spec import storable


def nested(depth: int) -> Any:
    """Nest as many objects in each other, with a number in the innermost."""
    value: Any = 1
    for _ in range(depth):
        value = {"a": value}
    return value


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        ({"a": "\0"}, "$.a: contains NUL or an unpaired surrogate"),
        ({"a": ["\ud800"]}, "$.a[0]: contains NUL or an unpaired surrogate"),
        ({"a": {"\ud800": 1}}, "$.a: contains NUL or an unpaired surrogate"),
        ({"a": 2**63}, "$.a: does not fit into 64 bits"),
        ({"a": -(2**63)}, "$.a: does not fit into 64 bits"),
        ({"a": float("inf")}, "$.a: must be a finite number"),
        (nested(storable.MAX_DEPTH + 1), f"${'.a' * storable.MAX_DEPTH}: is nested more than 64 levels deep"),
    ],
)
def test_a_value_that_cannot_be_stored_is_rejected_with_its_path(document: Any, expected: str) -> None:
    with pytest.raises(UnusableValueError) as rejected:
        storable.require(document)
    assert str(rejected.value) == expected


def test_a_document_within_the_limits_is_accepted() -> None:
    storable.require([nested(storable.MAX_DEPTH - 1), "şeker 😀", 2**63 - 1, -(2**63) + 1, 1.5, None, True])


def test_every_problem_of_a_document_is_found() -> None:
    found = [path for path, _ in storable.problems({"a": "\0", "b": [2**63, {"\0": float("nan")}]})]
    assert found == [("a",), ("b", 0), ("b", 1), ("b", 1, "\0")]


def test_a_document_deeper_than_the_limit_of_recursion_can_be_measured() -> None:
    assert storable.is_deeper_than(nested(100_000), 99_999)
    assert not storable.is_deeper_than(nested(100_000), 100_000)


@pytest.mark.parametrize("document", [1, "text", None])
def test_a_scalar_is_not_nested(document: Any) -> None:
    assert not storable.is_deeper_than(document, 0)
