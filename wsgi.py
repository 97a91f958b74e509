"""The app for any WSGI server, configured by `OMS_MOCK_…` variables: `flask --app wsgi run`.

The admin API, `/__admin/`, checks the `Host` header, so it has to know the address of the server. It is off unless
OMS_MOCK_ADMIN_ADDRESS is set: `OMS_MOCK_ADMIN_ADDRESS=127.0.0.1:8000 flask --app wsgi run --port 8000`. If other
machines can reach the address, set OMS_MOCK_ADMIN_TOKEN to a token too.

Each worker process has its own request journal, fault counters and throttle windows.
"""

from oms_mock.app import create_app

app = create_app()
