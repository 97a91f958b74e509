from __future__ import annotations

import pytest

from oms_mock.spec.near import LONGEST_COMPARED, closest, did_you_mean

VERBS = ("serve", "check", "schema")


def test_closest_returns_the_nearest_name() -> None:
    assert closest("sreve", VERBS) == "serve"


def test_closest_returns_none_if_no_name_is_near() -> None:
    assert closest("xyz", VERBS) is None


def test_only_the_first_characters_are_compared() -> None:
    name = "x" * LONGEST_COMPARED

    assert closest(f"{name}{'y' * 1_000_000}", [name]) == name


@pytest.mark.parametrize(
    ("name", "expected"), [("chekc", ": did you mean check?"), ("xyz", "there are serve, check, schema")]
)
def test_did_you_mean_names_the_nearest_or_says_something_else(name: str, expected: str) -> None:
    assert did_you_mean(name, VERBS, f"there are {', '.join(VERBS)}", before=": ") == expected
