#!/usr/bin/env bash
# cheroot rejects a path that begins with two slashes as an absolute URI, and removes two slashes from one with three.
#
# Seen with cheroot 11.1.2 on CPython 3.11, Linux.
# A request target that begins with a slash is in origin form (RFC 9112, 3.2.1): `//api/orders/` is a path with an empty
# first segment, which a client sends that joins "https://host/" and "/api/orders/". cheroot splits it like a URL, takes
# `api` for a host, and responds 400 "Absolute URI not allowed if server is not a proxy." before the app sees it. With
# three slashes the host is empty, and the app gets the rest, `/api/orders/`. gunicorn passes both paths unchanged.
#
# Expected output:
#   cheroot /api/orders/: 200 PATH_INFO /api/orders/
#   cheroot //api/orders/: 400 Absolute URI not allowed if server is not a proxy.
#   cheroot ///api/orders/: 200 PATH_INFO /api/orders/
#   cheroot /api//orders/: 200 PATH_INFO /api//orders/
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet cheroot==11.1.2
cat >"$folder/show.py" <<'END'
import http.client
import threading

from cheroot.wsgi import Server


def app(environ, start_response):
    body = f"PATH_INFO {environ['PATH_INFO']}".encode()
    start_response("200 OK", [("Content-Length", str(len(body)))])
    return [body]


server = Server(("127.0.0.1", 0), app)
server.prepare()
threading.Thread(target=server.serve, daemon=True).start()
for path in ("/api/orders/", "//api/orders/", "///api/orders/", "/api//orders/"):
    connection = http.client.HTTPConnection("127.0.0.1", server.bind_addr[1], timeout=10)
    connection.putrequest("GET", path)
    connection.endheaders()
    response = connection.getresponse()
    print(f"cheroot {path}: {response.status} {response.read().decode()}")
    connection.close()
server.stop()
END
"$folder/venv/bin/python" "$folder/show.py" | tee "$folder/seen.txt"
diff "$folder/seen.txt" - <<'END'
cheroot /api/orders/: 200 PATH_INFO /api/orders/
cheroot //api/orders/: 400 Absolute URI not allowed if server is not a proxy.
cheroot ///api/orders/: 200 PATH_INFO /api/orders/
cheroot /api//orders/: 200 PATH_INFO /api//orders/
END
