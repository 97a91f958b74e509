"""Delivery and payment types, in the form that the deployment gives them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import TextChoices

from tests.django.drf_oms.deployment import options

FORMS: dict[str, Callable[[type[TextChoices]], Any]] = {
    "map": lambda members: dict(members.choices),
    "strings": lambda members: members.values,
    "members": lambda members: [{"value": value, "label": label} for value, label in members.choices],
}


def shown(members: type[TextChoices], *, mixed: str) -> Any:
    """Return the members as the deployment shows them; `mixed` names the form of this one when forms differ."""
    form = options().enum_form
    return FORMS[mixed if form == "mixed" else form](members)
