"""The data of a deployment, which follows from its seed."""

from __future__ import annotations

from random import Random

from django.db import transaction

from tests.django.drf_oms import accounts, catalogue, channels, database, events, people, places, pull, sales
from tests.django.drf_oms.deployment import Deployment


def fill(deployment: Deployment) -> None:
    """Create the tables and their rows; the deployment is the current one."""
    rng, orders = Random(deployment.options.seed), deployment.options.orders
    database.create_tables(deployment.alias)
    with transaction.atomic(using=deployment.alias):
        accounts.fill()
        channels.fill()
        places.fill(rng)
        catalogue.fill(rng)
        people.fill(rng, count=orders // 3)
        sales.fill(rng, count=orders)
        events.fill(rng)
        pull.fill()
