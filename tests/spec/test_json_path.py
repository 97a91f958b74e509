"""Paths in JSON documents."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given

from oms_mock.spec.json_path import parse, to_string, walk
from tests.spec.strategies import documents


def test_elements_of_a_list_share_a_path() -> None:
    document = {"rows": [{"a": 1}, {"a": 2, "b": None}]}
    assert [to_string(path) for path in walk(document)] == [
        "$",
        "$.rows",
        "$.rows[*]",
        "$.rows[*].a",
        "$.rows[*].b",
    ]


@given(documents)
def test_parse_returns_the_path_that_was_written(document: Any) -> None:
    for path in walk(document):
        if all(not isinstance(step, str) or (step and not set(step) & set(".[]")) for step in path):
            assert parse(to_string(path)) == path


def test_an_index_is_parsed_as_one_element() -> None:
    assert parse("$.results[0].id") == ("results", 0, "id")


@pytest.mark.parametrize("written", ["", "results", "$.", "$results", "$.a..b", "$[x]", "$[-1]", "$.a[", "$.a]"])
def test_an_invalid_path_is_rejected(written: str) -> None:
    with pytest.raises(ValueError, match="is not a path: write"):
        parse(written)
