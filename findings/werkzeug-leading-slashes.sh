#!/usr/bin/env bash
# werkzeug's Map(merge_slashes=False) still merges slashes at the start of a path; waitress does it before the app.
#
# Seen with werkzeug 3.1.9 and waitress 3.0.2 on CPython 3.11, Linux.
# `merge_slashes` is documented as "Merge consecutive slashes when matching or building URLs". Off, it holds inside of a
# path: `/api//orders/` has no route. But the path is stripped of leading slashes before any rule is tried, so
# `//api/orders/` matches `/api/orders/`: a client that joins "https://host/" and "/api/orders/" is answered here, and
# gets 404 from Django. An app cannot tell by `request.path`, which is stripped too. WSGI's PATH_INFO tells, but waitress
# strips that as well, and leaves the slashes in REQUEST_URI only.
#
# Expected output:
#   merge_slashes=False /api/orders/: orders
#   merge_slashes=False /api//orders/: no route
#   merge_slashes=False //api/orders/: orders
#   merge_slashes=False ////api/orders/: orders
#   request.path of //api/orders/: /api/orders/
#   waitress: PATH_INFO /api/orders/, REQUEST_URI //api/orders/
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet werkzeug==3.1.9 waitress==3.0.2
cat >"$folder/show.py" <<'END'
import http.client
import threading

from waitress.server import create_server
from werkzeug.exceptions import NotFound
from werkzeug.routing import Map, Rule
from werkzeug.wrappers import Request

routes = Map([Rule("/api/orders/", endpoint="orders")], merge_slashes=False).bind("example.com")
for path in ("/api/orders/", "/api//orders/", "//api/orders/", "////api/orders/"):
    try:
        found = routes.match(path)[0]
    except NotFound:
        found = "no route"
    print(f"merge_slashes=False {path}: {found}")

environ = {"PATH_INFO": "//api/orders/", "REQUEST_METHOD": "GET", "wsgi.url_scheme": "http"}
print("request.path of //api/orders/:", Request(environ | {"HTTP_HOST": "example.com"}).path)


def app(environ, start_response):
    start_response("200 OK", [])
    return [f"PATH_INFO {environ['PATH_INFO']}, REQUEST_URI {environ['REQUEST_URI']}".encode()]


server = create_server(app, host="127.0.0.1", port=0)
threading.Thread(target=server.run, daemon=True).start()
connection = http.client.HTTPConnection("127.0.0.1", server.effective_port, timeout=10)
connection.putrequest("GET", "//api/orders/")
connection.endheaders()
print("waitress:", connection.getresponse().read().decode())
END
"$folder/venv/bin/python" "$folder/show.py" | tee "$folder/seen.txt"
diff "$folder/seen.txt" - <<'END'
merge_slashes=False /api/orders/: orders
merge_slashes=False /api//orders/: no route
merge_slashes=False //api/orders/: orders
merge_slashes=False ////api/orders/: orders
request.path of //api/orders/: /api/orders/
waitress: PATH_INFO /api/orders/, REQUEST_URI //api/orders/
END
