"""From a deployment to a fake that follows its profile, and back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

from oms_mock.contract.client.options import Options
from oms_mock.contract.client.target import Target
from oms_mock.contract.profile.diff import differences
from oms_mock.contract.profile.recording import record
from oms_mock.contract.run.checker import check
from oms_mock.spec import profile_files, profile_format
from oms_mock.spec.profile_format import EndpointShapes, Profile, Shape
from tests.recall.harness import FORBIDDEN_TOKEN, TOKEN, URL, Wsgi

LIST = "GET /api/v1/oms/orders/"
ROW = "$.results[*]"
QUICK = Options(concurrency=1, backoff=0.0)
ORDERS = 100


def texts(**values: float) -> Shape:
    return Shape(200, types={"string": 1.0}, values=values)


HEALTHY = {
    "state.enum_value": texts(**{"550": 0.6, "400": 0.4}),
    "payment_type": texts(masterpass=0.7, credit_card=0.3),
    "notes": Shape(200, types={"string": 0.6, "null": 0.4}),
    "orderitem_set": Shape(200, types={"array": 1.0}, lengths={"1": 0.2, "4": 0.8}),
    "customer.phone_number": Shape(200, types={"string": 0.2, "null": 0.8}),
}
DRIFTED = HEALTHY | {
    "payment_type": texts(klarna=0.7, credit_card=0.3),
    "loyalty": Shape(200, types={"integer": 0.5, "null": 0.5}),
}


@pytest.fixture(name="served")
def fixture_served(app_of: Callable[..., Flask], tmp_path: Path) -> Callable[[Profile], Flask]:
    def served(profile: Profile) -> Flask:
        profile_files.write(tmp_path / "a.json", profile_format.dumps(profile))
        return app_of(orders=ORDERS, profile=str(tmp_path / "a.json"))

    return served


@pytest.fixture(name="plain")
def fixture_plain(app_of: Callable[..., Flask]) -> Profile:
    return recorded(app_of(orders=ORDERS))


def recorded(app: Flask) -> Profile:
    return record(Target(URL, TOKEN), QUICK, ORDERS, transport=Wsgi(app)).profile


def with_shapes(profile: Profile, shapes: dict[str, Shape]) -> Profile:
    there = profile.endpoints[LIST]
    changed = EndpointShapes(
        there.responses, {**there.paths, **{f"{ROW}.{path}": shape for path, shape in shapes.items()}}
    )
    return replace(profile, endpoints={**profile.endpoints, LIST: changed})


@pytest.mark.parametrize(("shapes", "kinds"), [(HEALTHY, {"null-drift"}), (DRIFTED, {"enum-growth", "unknown-field"})])
def test_the_profile_of_a_fake_that_follows_a_profile_has_no_differences(
    plain: Profile, served: Callable[[Profile], Flask], shapes: dict[str, Shape], kinds: set[str]
) -> None:
    deployment = recorded(served(with_shapes(plain, shapes)))
    assert kinds <= {each.kind for each in differences(plain, deployment)}
    assert differences(deployment, recorded(served(deployment))) == []


def test_a_fake_that_follows_a_profile_without_drift_has_no_findings(
    plain: Profile, served: Callable[[Profile], Flask]
) -> None:
    app = served(with_shapes(plain, HEALTHY))
    report = check(Target(URL, TOKEN, forbidden_token=FORBIDDEN_TOKEN), QUICK, transport=Wsgi(app))
    assert (report.inconclusive, report.findings) == ("", ())


def test_a_fake_that_follows_a_drifted_profile_has_findings(plain: Profile, served: Callable[[Profile], Flask]) -> None:
    nulls = {"customer.email": Shape(200, types={"string": 0.7, "null": 0.3})}
    report = check(Target(URL, TOKEN), QUICK, transport=Wsgi(served(with_shapes(plain, DRIFTED | nulls))))
    assert {"null-drift", "enum-growth", "unknown-field"} <= {each.kind for each in report.findings}
