"""jsonschema, which is not used by the contract, reports the same paths of mutated documents as the contract."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from oms_mock.contract.schema.drift import ENUM_GROWTH, UNKNOWN_FIELD, drifts
from oms_mock.contract.schema.validator import fitting_form
from oms_mock.contract.severity import Provenance
from oms_mock.spec import reader
from oms_mock.spec.mutations import mutate
from tests.recall.cases import ONE, Case, cases
from tests.vendor import sample

DETAIL = "order-detail.response.json"
VALIDATOR = Draft202012Validator(reader.load(DETAIL), format_checker=Draft202012Validator.FORMAT_CHECKER)
CASES = [case for case in cases() if case.where == ONE]


def drifted(case: Case) -> Any:
    return mutate(sample()["results"][0], case.path, case.mutation)


def by_the_contract(order: Any) -> set[tuple[Any, ...]]:
    """The places of what no new field and no new value explains."""
    form = fitting_form(DETAIL, order)
    if form is None:  # no outline of an order: the rule `envelope` says so
        return {()}
    found = drifts(form, order, Provenance.DOCUMENTED)
    return {each.place for each in found if each.kind not in {UNKNOWN_FIELD, ENUM_GROWTH}}


def by_jsonschema(order: Any) -> set[tuple[Any, ...]]:
    return set(_places(VALIDATOR.iter_errors(order)))


def _places(errors: Iterable[Any]) -> Iterator[tuple[Any, ...]]:
    for error in errors:
        below = [each for each in error.context or () if len(each.absolute_path) > len(error.absolute_path)]
        missing = [each for each in error.context or () if each.validator == "required"]
        if below or missing:
            yield from _places([*below, *missing])
        elif error.validator == "required":
            yield (*error.absolute_path, error.message.split("'")[1])
        else:
            yield tuple(error.absolute_path)


@pytest.mark.parametrize("mutation", sorted({case.mutation.name for case in CASES}))
def test_jsonschema_and_the_contract_find_the_same_paths(mutation: str) -> None:
    found = {case.id: _both(case) for case in CASES if case.mutation.name == mutation}
    assert {name: both for name, both in found.items() if both[0] != both[1]} == {}


def _both(case: Case) -> tuple[set[tuple[Any, ...]], set[tuple[Any, ...]]]:
    order = drifted(case)
    return by_the_contract(order), by_jsonschema(order)
