"""All faults, group by group."""

from __future__ import annotations

from tests.recall.faults import (
    across_views,
    auth,
    broken_json,
    constants,
    events,
    exposed,
    failing,
    page_links,
    pagination,
    pull,
    refusals,
)
from tests.recall.faults.base import Fault

FAULTS: tuple[Fault, ...] = (
    *pagination.FAULTS,
    *page_links.FAULTS,
    *auth.FAULTS,
    *refusals.FAULTS,
    *across_views.FAULTS,
    *events.FAULTS,
    *constants.FAULTS,
    *pull.FAULTS,
    *broken_json.FAULTS,
    *failing.FAULTS,
    *exposed.FAULTS,
)
BY_NAME = {fault.name: fault for fault in FAULTS}
