"""The blueprints of the admin API."""

from __future__ import annotations

from oms_mock.admin import about, clock, faults, orders, requests, scenarios, settings, worlds

BLUEPRINTS = (
    worlds.blp,
    scenarios.blp,
    settings.blp,
    clock.blp,
    orders.blp,
    faults.blp,
    requests.blp,
    about.blp,
)
