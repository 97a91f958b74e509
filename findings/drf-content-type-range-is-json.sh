#!/usr/bin/env bash
# Django REST framework reads a body whose Content-Type is a range, `*/*` or `application/*`, as JSON.
#
# Seen with djangorestframework 3.18.3 and Django 5.2.19 on CPython 3.11, Linux.
# Content-Type names one media type (RFC 9110, 8.3); ranges with `*` belong to Accept. DRF chooses parsers and renderers
# by the same function, `media_type_matches`, in which a `*` on either side matches. So a client that sends Accept's value
# as its Content-Type is served here, with the first parser of the view, and gets 415 from a server that compares types.
# With a form parser first in the view, the same request is read as a form.
#
# Expected output:
#   application/json: [1]
#   text/plain: 415 Unsupported media type "text/plain" in request.
#   */*: [1]
#   application/*: [1]
#   */json: [1]
#   */* with FormParser first: {'{"a":[1]}': ['']}
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet django==5.2.19 djangorestframework==3.18.3
cat >"$folder/show.py" <<'END'
import django
from django.conf import settings

settings.configure(ALLOWED_HOSTS=["*"], INSTALLED_APPS=["rest_framework"], REST_FRAMEWORK={"UNAUTHENTICATED_USER": None})
django.setup()

from rest_framework.parsers import FormParser, JSONParser
from rest_framework.response import Response
from rest_framework.test import APIRequestFactory
from rest_framework.views import APIView


class Echo(APIView):
    authentication_classes = ()
    permission_classes = ()
    parser_classes = (JSONParser,)

    def post(self, request):
        data = request.data
        return Response(dict(data.lists()) if hasattr(data, "lists") else data["a"])


def show(name, content_type, **options):
    request = APIRequestFactory().generic("POST", "/", '{"a":[1]}', content_type=content_type)
    response = Echo.as_view(**options)(request)
    print(f"{name}:", response.data if response.status_code == 200 else f"415 {response.data['detail']}")


for content_type in ("application/json", "text/plain", "*/*", "application/*", "*/json"):
    show(content_type, content_type)
show("*/* with FormParser first", "*/*", parser_classes=(FormParser, JSONParser))
END
"$folder/venv/bin/python" "$folder/show.py" | tee "$folder/seen.txt"
diff "$folder/seen.txt" - <<'END'
application/json: [1]
text/plain: 415 Unsupported media type "text/plain" in request.
*/*: [1]
application/*: [1]
*/json: [1]
*/* with FormParser first: {'{"a":[1]}': ['']}
END
