"""The app for any WSGI server, configured by OMS_MOCK_… variables: `flask --app wsgi run`."""

from oms_mock.app import create_app

app = create_app()
