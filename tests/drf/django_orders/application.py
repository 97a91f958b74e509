"""`python -m tests.drf.django_orders.application` reads a JSON object with documents and requests from its standard
input, and writes the responses. Django is set up once per process, so it has one of its own.
"""

# Django REST framework ships no types.
# mypy: disable-error-code="import-untyped, misc"

from __future__ import annotations

import json
import logging
import sys
from importlib import import_module
from typing import Any

import django
from django.conf import settings

from tests.drf.django_orders.exchange import Request, send

ACTIVE, LIMITED, INACTIVE = "oms-mock", "oms-mock-limited", "oms-mock-inactive"


def configure(cors: dict[str, Any], language: str | None) -> None:
    """Set Django up, with the LocaleMiddleware if a language is given."""
    locale = ["django.middleware.locale.LocaleMiddleware"] if language else []
    settings.configure(
        ALLOWED_HOSTS=["*"],
        CORS_ALLOW_ALL_ORIGINS=True,
        **cors,
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
        DEBUG=False,
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        INSTALLED_APPS=[
            "django.contrib.auth",
            "django.contrib.contenttypes",
            "corsheaders",
            "rest_framework",
            "rest_framework.authtoken",
        ],
        LANGUAGE_CODE=language or "en",
        LANGUAGES=[("en", "English"), ("tr", "Turkish")],
        LOGGING_CONFIG=None,
        MIDDLEWARE=["corsheaders.middleware.CorsMiddleware", *locale, "django.middleware.common.CommonMiddleware"],
        REST_FRAMEWORK={
            "DEFAULT_AUTHENTICATION_CLASSES": ["rest_framework.authentication.TokenAuthentication"],
            "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
        },
        ROOT_URLCONF="tests.drf.django_orders.views",
        SECRET_KEY="OMSMOCK-CANARY-django",
        USE_TZ=True,
    )
    logging.getLogger("django").setLevel(logging.ERROR)  # every 4xx is a warning
    django.setup()


def create_users() -> None:
    """Create the users with their tokens: who may do everything, nothing, and who was deactivated."""
    from django.contrib.auth.models import Group, Permission, User
    from django.contrib.contenttypes.models import ContentType
    from django.db import connection
    from rest_framework.authtoken.models import Token

    with connection.schema_editor() as editor:
        for model in (ContentType, Permission, Group, User, Token):
            editor.create_model(model)
    for name in (ACTIVE, LIMITED, INACTIVE):
        user = User.objects.create(username=name, is_active=name != INACTIVE)
        Token.objects.create(key=name, user=user)


def main() -> None:
    """Send the requests to the application."""
    given = json.load(sys.stdin)
    configure(given["cors"], given["language"])
    create_users()
    import rest_framework
    from django.core.wsgi import get_wsgi_application

    # The views can be imported once Django is set up.
    import_module("tests.drf.django_orders.views").DOCUMENTS.update(given["documents"])
    application = get_wsgi_application()
    responses = [send(application, Request(**request)) for request in given["requests"]]
    json.dump({"version": rest_framework.VERSION, "responses": responses}, sys.stdout)


if __name__ == "__main__":
    main()
