"""Profiles of a fake before and after each mutation of the catalogue: the difference has the matching kind."""

from __future__ import annotations

from functools import cache
from wsgiref.types import WSGIApplication

import pytest
from flask import Flask

from oms_mock.contract.client.options import Options
from oms_mock.contract.client.target import Target
from oms_mock.contract.profile.diff import differences
from oms_mock.contract.profile.recording import record
from oms_mock.faults.rewrite import Rewriting
from oms_mock.spec.drift_kinds import EXPLANATIONS
from oms_mock.spec.mutation_catalogue import CATALOGUE
from oms_mock.spec.profile_format import Profile
from tests.recall.cases import EXEMPTIONS, ONE, PAGE, Case, cases
from tests.recall.harness import TOKEN, URL, Wsgi, fake

NAMEABLE = [each.name for each in CATALOGUE if each.fits & EXPLANATIONS.keys() and each.name != "uuid-with-dashes"]
"""An order has no uuid."""
ALSO_RIGHT = {"null-to-text": ("null-drift",)}
"""A text that may be there, and always was null before."""


@cache
def first_cases() -> dict[str, Case]:
    """Of each mutation the first case in every order, by preference one that has to be found."""
    found: dict[str, Case] = {}
    for case in sorted((case for case in cases() if case.where != ONE), key=_how_odd):
        found.setdefault(case.mutation.name, case)
    return found


def _how_odd(case: Case) -> tuple[bool, bool]:
    return case.where == PAGE, any(each.covers(case) for each in EXEMPTIONS)


@pytest.fixture(scope="module", name="healthy")
def fixture_healthy() -> Flask:
    return fake()


@pytest.fixture(scope="module", name="before")
def fixture_before(healthy: Flask) -> Profile:
    return recorded(healthy)


def recorded(app: WSGIApplication) -> Profile:
    return record(Target(URL, TOKEN), Options(concurrency=1), 9, transport=Wsgi(app)).profile


@pytest.mark.parametrize("name", NAMEABLE)
def test_a_mutation_is_a_difference_between_two_profiles(name: str, healthy: Flask, before: Profile) -> None:
    case = first_cases()[name]
    found = differences(before, recorded(Rewriting(healthy.wsgi_app, case.rewrite)))
    assert {each.kind for each in found} & {*case.fits, *ALSO_RIGHT.get(name, ())}


def test_only_mutations_that_change_no_shape_give_no_difference() -> None:
    lists_and_values = {"empty-list", "drop-last", "repeat-first", "break-link", "another-value"}
    assert {mutation.name for mutation in CATALOGUE} - {*NAMEABLE, "uuid-with-dashes"} == lists_and_values
