"""Two users: one may everything, one nothing."""

from __future__ import annotations

from django.contrib.auth.models import User
from rest_framework.authtoken.models import Token

from tests.django.drf_oms.access import LIMITED_TOKEN, TOKEN


def fill() -> None:
    """Write them with their tokens."""
    for key, may in ((TOKEN, True), (LIMITED_TOKEN, False)):
        user = User.objects.create(username=key, password="!", is_superuser=may)
        Token.objects.create(key=key, user=user)
