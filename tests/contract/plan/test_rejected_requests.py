"""The requests that a deployment must reject."""

from __future__ import annotations

from typing import Any

import pytest

from oms_mock.contract.client.interaction import Credential, Purpose
from oms_mock.contract.endpoints import (
    EVENT_DETAIL,
    PULL,
    READS,
)
from oms_mock.contract.plan import rejected_requests
from oms_mock.contract.plan.requests import IMPOSSIBLE
from oms_mock.contract.plan.survey import Survey
from tests.contract.handmade import Handmade, asked, surveyed

STRANGE = (Credential.NONE, Credential.WRONG)


@pytest.mark.parametrize(("with_pull", "endpoints"), [(False, READS), (True, (*READS, PULL))])
def test_every_endpoint_is_requested_with_every_other_credential(with_pull: bool, endpoints: Any) -> None:
    deployment = Handmade(7)
    tasks = list(rejected_requests.other_credentials(surveyed(deployment), STRANGE, with_pull=with_pull))
    requests = [request for task in tasks for request in asked(deployment, task)]
    assert [(each.endpoint, each.credential) for each in requests] == [
        (endpoint, credential) for endpoint in endpoints for credential in STRANGE
    ]


def test_a_pull_with_another_credential_names_only_the_impossible_number() -> None:
    *_, last = rejected_requests.other_credentials(Survey(), (Credential.NONE,), with_pull=True)
    assert asked(Handmade(), last)[0].body == {"order_numbers": [IMPOSSIBLE]}


def test_a_request_with_another_credential_names_an_order_only_where_needed_and_has_no_body() -> None:
    deployment = Handmade(7)
    tasks = list(rejected_requests.other_credentials(surveyed(deployment), (Credential.NONE,), with_pull=False))
    requests = [request for task in tasks for request in asked(deployment, task)]
    assert [(each.pk, each.body) for each in requests] == [(7 if each.takes_order else None, None) for each in READS]


def test_a_request_with_another_credential_names_an_event_only_where_needed() -> None:
    deployment = Handmade(7)
    tasks = list(rejected_requests.other_credentials(surveyed(deployment), (Credential.NONE,), with_pull=False))
    requests = [request for task in tasks for request in asked(deployment, task)]
    assert [each.event for each in requests] == [70 if each is EVENT_DETAIL else None for each in READS]


def test_without_an_order_only_lists_and_enumerations_are_requested_with_other_credentials() -> None:
    tasks = rejected_requests.other_credentials(Survey(), (Credential.NONE,), with_pull=False)
    requests = [request for task in tasks for request in asked(Handmade(), task)]
    assert [each.endpoint for each in requests] == [each for each in READS if not each.takes_order]


def test_without_an_event_none_is_requested_with_other_credentials() -> None:
    survey = Survey()
    survey.ids.append(7)
    tasks = rejected_requests.other_credentials(survey, (Credential.NONE,), with_pull=False)
    requests = [request for task in tasks for request in asked(Handmade(7), task)]
    assert [each for each in READS if each not in [r.endpoint for r in requests]] == [EVENT_DETAIL]


def test_unknown_ids_are_far_above_the_known_ones() -> None:
    deployment = Handmade(7, 8)
    requests = asked(deployment, rejected_requests.unknown_ids(surveyed(deployment)))
    assert [(each.purpose.value, each.pk, each.event) for each in requests] == [
        *(("unknown order", 1_000_011, None),) * 4,
        ("unknown order", 1_000_011, 80),
        ("unknown event", 8, 1_000_083),
        ("unknown event", 7, 80),
    ]


def test_without_events_no_event_is_requested_under_another_order() -> None:
    survey = Survey()
    survey.ids.extend([7, 8])
    assert [(each.pk, each.event) for each in asked(Handmade(7, 8), rejected_requests.unknown_ids(survey))][-2:] == [
        (1_000_011, 1), (7, 1_000_003)
    ]  # fmt: skip


def test_without_orders_the_unknown_id_is_far_above_zero() -> None:
    assert {each.pk for each in asked(Handmade(), rejected_requests.unknown_ids(Survey()))} == {1_000_003}


def test_with_one_order_no_event_is_requested_under_another_order() -> None:
    deployment = Handmade(7)
    requests = asked(deployment, rejected_requests.unknown_ids(surveyed(deployment)))
    assert [each.pk for each in requests if each.purpose is Purpose.UNKNOWN_EVENT] == [7]


def test_without_orders_unknown_orders_are_still_requested() -> None:
    assert {each.purpose for each in asked(Handmade(), rejected_requests.unknown_ids(Survey()))} == {
        Purpose.UNKNOWN_ORDER
    }
