#!/usr/bin/env bash
# granian's WSGI environ has the address of the client, and not its port.
#
# Seen with granian 2.8.9, waitress 3.0.2 and cheroot 11.1.2 on CPython 3.11, Linux.
# Waitress, cheroot, gunicorn, uWSGI and Werkzeug set REMOTE_PORT beside REMOTE_ADDR. An app needs it to tell the
# connections of one client apart: in a log, or to find the socket of a request. Granian's ASGI scope has the port too.
# `build_wsgi` in src/wsgi/callbacks.rs has it at hand (read in 2.8.1); this line after REMOTE_ADDR would add it:
#
#   environ_set!(py, environ, "REMOTE_PORT", client_addr.port().to_string());
#
# Expected output:
#   waitress: REMOTE_ADDR 127.0.0.1, REMOTE_PORT that of the client
#   cheroot: REMOTE_ADDR 127.0.0.1, REMOTE_PORT that of the client
#   granian: REMOTE_ADDR 127.0.0.1, REMOTE_PORT none
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet granian==2.8.9 waitress==3.0.2 cheroot==11.1.2
cat >"$folder/app.py" <<'END'
def app(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [f"{environ['REMOTE_ADDR']} {environ.get('REMOTE_PORT', 'none')}".encode()]
END
cat >"$folder/show.py" <<'END'
import http.client
import socket
import subprocess
import sys
import threading
import time

import cheroot.wsgi
import waitress.server
from app import app


def free_port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def show(server, port):
    for _ in range(100):
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
            connection.connect()
            break
        except ConnectionRefusedError:
            time.sleep(0.1)
    own = str(connection.sock.getsockname()[1])
    connection.request("GET", "/")
    address, seen = connection.getresponse().read().decode().split()
    print(f"{server}: REMOTE_ADDR {address}, REMOTE_PORT {'that of the client' if seen == own else seen}", flush=True)


port = free_port()
threading.Thread(target=waitress.server.create_server(app, host="127.0.0.1", port=port).run, daemon=True).start()
show("waitress", port)

port = free_port()
threading.Thread(target=cheroot.wsgi.Server(("127.0.0.1", port), app).start, daemon=True).start()
show("cheroot", port)

port = free_port()
command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--port", str(port), "--no-log", "app:app"]
with subprocess.Popen(command) as process:
    show("granian", port)
    process.terminate()
END
(cd "$folder" && "$folder/venv/bin/python" show.py) | tee "$folder/seen.txt"
diff "$folder/seen.txt" - <<'END'
waitress: REMOTE_ADDR 127.0.0.1, REMOTE_PORT that of the client
cheroot: REMOTE_ADDR 127.0.0.1, REMOTE_PORT that of the client
granian: REMOTE_ADDR 127.0.0.1, REMOTE_PORT none
END
