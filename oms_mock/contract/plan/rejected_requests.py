"""Requests that a deployment must reject: other credentials, unknown orders and events."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from oms_mock.contract.client.interaction import Credential, Purpose, Request
from oms_mock.contract.endpoints import EVENT_DETAIL, PULL, READS, Endpoint
from oms_mock.contract.plan.requests import IMPOSSIBLE, Task
from oms_mock.contract.plan.survey import Survey

UNKNOWN = 1_000_003
"""Added to the highest id: there is no order, and no event, with the sum."""


def other_credentials(survey: Survey, credentials: Iterable[Credential], *, with_pull: bool) -> Iterator[Task]:
    """Request everything with credentials that must be rejected: one task per endpoint."""
    wanted = tuple(credentials)
    for endpoint in (*READS, PULL) if with_pull else READS:
        yield _other_credentials(survey, endpoint, wanted)


def _other_credentials(survey: Survey, endpoint: Endpoint, credentials: tuple[Credential, ...]) -> Task:
    pk = survey.an_order if endpoint.takes_order else None
    event = survey.event[1] if survey.event else None
    if (endpoint.takes_order and pk is None) or (endpoint is EVENT_DETAIL and event is None):
        return
    body = {"order_numbers": [IMPOSSIBLE]} if endpoint is PULL else None
    for credential in credentials:
        yield Request(
            endpoint,
            pk=pk,
            event=event if endpoint is EVENT_DETAIL else None,
            purpose=Purpose.OTHER_CREDENTIAL,
            credential=credential,
            body=body,
        )


def unknown_ids(survey: Survey) -> Task:
    """Request orders and events that do not exist, and an event under another order."""
    pk = max(survey.ids, default=0) + UNKNOWN
    event = survey.event[1] if survey.event else 1
    for endpoint in READS:
        if endpoint.takes_order:
            yield Request(
                endpoint, pk=pk, event=event if endpoint is EVENT_DETAIL else None, purpose=Purpose.UNKNOWN_ORDER
            )
    if survey.an_order is None:
        return
    unknown = survey.highest_event + UNKNOWN
    yield Request(EVENT_DETAIL, pk=survey.an_order, event=unknown, purpose=Purpose.UNKNOWN_EVENT)
    other = next((each for each in survey.ids if survey.event and each != survey.event[0]), None)
    if survey.event and other is not None:
        yield Request(EVENT_DETAIL, pk=other, event=survey.event[1], purpose=Purpose.UNKNOWN_EVENT)
