"""Django's settings, in code: one set for every deployment of the process."""

from __future__ import annotations

import logging
from typing import Any

import django
from django.conf import settings

SETTINGS: dict[str, Any] = {
    "ALLOWED_HOSTS": ["*"],
    # Never opened: each deployment has a database of its own, see `database.py`.
    "DATABASES": {
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": ":memory:",
            "OPTIONS": {"transaction_mode": "IMMEDIATE"},
        }
    },
    "DATABASE_ROUTERS": ["tests.django.drf_oms.database.CurrentDeployment"],
    "DEBUG": False,
    "DEFAULT_AUTO_FIELD": "django.db.models.BigAutoField",
    "INSTALLED_APPS": [
        "django.contrib.auth",
        "django.contrib.contenttypes",
        "rest_framework",
        "rest_framework.authtoken",
        "tests.django.drf_oms",
    ],
    "LOGGING_CONFIG": None,
    "MIDDLEWARE": ["django.middleware.common.CommonMiddleware"],
    "REST_FRAMEWORK": {
        "DEFAULT_AUTHENTICATION_CLASSES": ["tests.django.drf_oms.access.SchemeAuthentication"],
        "DEFAULT_PAGINATION_CLASS": "tests.django.drf_oms.pagination.LimitedPages",
        "DEFAULT_PERMISSION_CLASSES": ["tests.django.drf_oms.access.ModelPermissions"],
        "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    },
    "ROOT_URLCONF": "tests.django.drf_oms.urls",
    "SECRET_KEY": "OMSMOCK-CANARY-django",
    "TIME_ZONE": "UTC",
    "USE_TZ": True,
}


def configure() -> None:
    """Set Django up, once."""
    if settings.configured:
        return
    settings.configure(**SETTINGS)
    # Every 4xx is a warning to Django; a 500 is still told.
    logging.getLogger("django").setLevel(logging.ERROR)
    django.setup()
