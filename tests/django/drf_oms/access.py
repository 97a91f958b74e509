"""Who may ask: tokens under the deployment's scheme, and Django's own permissions."""

from __future__ import annotations

from typing import Any, ClassVar

from rest_framework.authentication import TokenAuthentication
from rest_framework.permissions import DjangoModelPermissions

from tests.django.drf_oms.deployment import options

TOKEN = "deployment-token"
LIMITED_TOKEN = "deployment-limited"


class SchemeAuthentication(TokenAuthentication):
    """`Token …` or `Bearer …`."""

    @property
    def keyword(self) -> str:
        return options().scheme


class ModelPermissions(DjangoModelPermissions):
    """Reading needs the right to view, too."""

    perms_map: ClassVar[dict[str, Any]] = {
        **DjangoModelPermissions.perms_map,
        "GET": ["%(app_label)s.view_%(model_name)s"],
        "HEAD": ["%(app_label)s.view_%(model_name)s"],
    }
