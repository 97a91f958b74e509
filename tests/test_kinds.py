from __future__ import annotations

import tomllib
from itertools import chain
from typing import Any

import pytest

from tests import kinds

PYPROJECT = tomllib.loads((kinds.TESTS.parent / "pyproject.toml").read_text())["tool"]["pytest"]["ini_options"]


@pytest.mark.parametrize("name", [*chain(*kinds.KINDS.values()), *kinds.DRAWN])
def test_every_listed_file_exists(name: str) -> None:
    assert (kinds.TESTS / name).exists()


def test_the_default_selection_is_the_fast_set() -> None:
    assert PYPROJECT["addopts"][-2:] == ["-m", kinds.FAST]


def test_every_kind_is_a_registered_marker() -> None:
    markers = {line.partition(":")[0] for line in PYPROJECT["markers"]}
    assert markers == {*kinds.KINDS, "postgresql", "slow", "sweep"}


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("recall/faults/base.py", "recall"),
        ("recall", "recall"),
        ("outside/test_bad_input.py", "fuzz"),
        ("api/test_pull.py", None),
        ("test_server.py", "process"),
        ("../contract_tests/test_contract.py", None),
    ],
)
def test_the_kind_of_a_file_follows_from_its_path(name: str, kind: str | None) -> None:
    assert kinds.kind_of((kinds.TESTS / name).resolve()) == kind


class Item:
    """A test as far as `mark` looks at it."""

    def __init__(self, name: str, path: str = "test_many.py") -> None:
        self.nodeid = f"{path}::{name}"
        self.path = kinds.TESTS / path
        self.markers: set[str] = set()

    def add_marker(self, name: str) -> None:
        self.markers.add(name)

    def get_closest_marker(self, name: str) -> str | None:
        return name if name in self.markers else None


def marked(*items: Any) -> list[set[str]]:
    kinds.mark(items)
    return [item.markers for item in items]


def test_a_drawn_file_keeps_that_many_parameters_of_each_test(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kinds, "DRAWN", {"test_many.py": 4})
    for name in ("test_one", "test_two"):
        markers = marked(*(Item(f"{name}[{number}]") for number in range(9)))
        assert (markers.count(set()), markers.count({"slow", "sweep"})) == (4, 5)


def test_a_test_of_a_slow_file_is_slow_and_of_its_kind() -> None:
    assert marked(Item("test_one", "recall/test_recall.py")) == [{"slow", "recall"}]


def test_a_test_with_the_marker_of_a_kind_is_slow() -> None:
    item = Item("test_one")
    item.add_marker("whole_run")
    assert marked(item) == [{"slow", "whole_run"}]


def test_a_test_that_needs_postgresql_is_slow() -> None:
    item: Any = Item("test_one")
    item.fixturenames = ["schemas"]
    assert marked(item) == [{"slow", "postgresql"}]


@pytest.mark.parametrize(
    ("arguments", "expected"), [(["tests"], False), ([], False), (["tests/api/test_pull.py::test_x"], True)]
)
def test_a_test_that_is_named_by_its_file_is_recognised(arguments: list[str], *, expected: bool) -> None:
    assert kinds.names_files(arguments) == expected


def test_a_second_python_runs_some_parameters_of_each_test(monkeypatch: pytest.MonkeyPatch) -> None:
    items = [Item(f"test_a[{number}]") for number in range(5)] + [Item("test_b")]
    monkeypatch.setenv(kinds.MOST_PARAMETERS, "3")
    found = marked(*items)
    assert [len(markers) for markers in found].count(2) == 2
    assert found[-1] == set()
