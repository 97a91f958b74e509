"""The app for any WSGI server, configured by OMS_MOCK_… variables: `flask --app wsgi run`.

A server does not tell it the address it is reached at, so its control surface, `/__admin/`, is off until
OMS_MOCK_ADMIN_ADDRESS says it: `OMS_MOCK_ADMIN_ADDRESS=127.0.0.1:8000 flask --app wsgi run --port 8000`. For an
address that other machines reach, OMS_MOCK_ADMIN_TOKEN holds the token that is needed then.

With several worker processes each has a journal, counters of faults and windows of throttles of its own.
"""

from oms_mock.app import create_app

app = create_app()
