"""FakeServer in unittest: a fake that any test runner can start and stop."""

# ruff: noqa: PT009, PT027 - written as unittest, which is what is tested.

from __future__ import annotations

import datetime
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import unittest
from contextlib import closing
from pathlib import Path
from unittest import mock

import requests

from oms_mock.errors import SetupError
from oms_mock.testing import ControlError, FakeServer, NoAnswerError, Server, StartError

FEW = {"orders": 36}
LEFT_RUNNING = """
import sys
from oms_mock.testing import FakeServer
print(FakeServer(orders=36).start().url, flush=True)
sys.stdin.read()
"""


def answers(url: str) -> bool:
    try:
        Server(url).worlds()
    except NoAnswerError:
        return False
    except ControlError:  # the database is removed before the server ends
        return True
    return True


class FakeServerTest(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        patch = mock.patch("tempfile.tempdir", folder.name)
        patch.start()
        self.addCleanup(patch.stop)

    def test_the_newest_order_is_placed_on_the_day_of_until(self) -> None:
        with FakeServer(**FEW, until=datetime.date(2026, 12, 1)) as server, closing(server.world("a")) as world:
            newest = world.session.get(f"{server.url}/api/v1/oms/orders/?limit=1&sort=-date_placed").json()["results"]
        self.assertEqual(newest[0]["date_placed"][:10], "2026-12-01")

    def test_the_context_manager_yields_a_server_and_stops_it(self) -> None:
        with FakeServer(orders=40, seed=7) as server:
            with closing(server.world("a")) as world:
                found = world.session.get(f"{server.url}/api/v1/oms/orders/", timeout=30).json()["count"]
            self.assertEqual(found, 40)
        self.assertFalse(answers(server.url))
        self.assertEqual(list(self.folder.iterdir()), [])

    def test_a_fake_can_be_started_again_after_it_was_stopped(self) -> None:
        fake = FakeServer(scenario="single")
        for _ in range(2):
            url = fake.start().url
            self.assertTrue(answers(url))
            fake.stop()
            self.assertFalse(answers(url))

    def test_two_fakes_run_at_the_same_time_with_data_of_their_own(self) -> None:
        with FakeServer(scenario="single") as one, FakeServer(scenario="empty") as other:
            counts = [
                requests.get(f"{each.url}/api/v1/oms/orders/", headers={"Authorization": "Token oms-mock"}, timeout=30)
                for each in (one, other)
            ]
        self.assertEqual([each.json()["count"] for each in counts], [1, 0])

    def test_starting_a_running_fake_is_an_error(self) -> None:
        fake = FakeServer(scenario="single")
        fake.start()
        self.addCleanup(fake.stop)
        with self.assertRaisesRegex(StartError, r"^the fake is running: call stop\(\) first$"):
            fake.start()

    def test_stopping_a_fake_twice_does_nothing(self) -> None:
        fake = FakeServer(scenario="single")
        fake.start()
        fake.stop()
        fake.stop()

    def test_a_given_port_is_used(self) -> None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        with FakeServer(scenario="single", port=port) as server:
            self.assertEqual(server.url, f"http://127.0.0.1:{port}")

    def test_a_port_in_use_is_reported_and_leaves_nothing_behind(self) -> None:
        with socket.create_server(("127.0.0.1", 0)) as taken:
            port = taken.getsockname()[1]
            fake = FakeServer(scenario="single", port=port)
            with self.assertRaisesRegex(StartError, f"^port {port} is in use"):
                fake.start()
        self.assertEqual(list(self.folder.iterdir()), [])

    def test_an_unknown_scenario_is_reported(self) -> None:
        with self.assertRaisesRegex(StartError, "^there is no scenario 'defalt'"):
            FakeServer(scenario="defalt").start()

    def test_an_unknown_option_is_a_setup_error_with_the_nearest_name(self) -> None:
        with self.assertRaisesRegex(SetupError, "there is no option 'page_sise': did you mean page_size"):
            FakeServer(page_sise=5)

    def test_options_of_serve_are_applied(self) -> None:
        with FakeServer(orders=36, token="s3cret", page_size=3) as server:
            self.assertEqual(server.token, "s3cret")
            with closing(server.world("b")) as world:
                rows = world.session.get(f"{server.url}/api/v1/oms/orders/", timeout=30).json()["results"]
        self.assertEqual(len(rows), 3)

    def test_relative_paths_are_relative_to_the_working_directory(self) -> None:
        before = Path.cwd()
        os.chdir(self.folder)
        self.addCleanup(os.chdir, before)
        with FakeServer(scenario="single", database="sqlite:///kept.db"):
            pass
        self.assertTrue((self.folder / "kept.db").is_file())

    def test_variables_of_serve_do_not_configure_the_fake(self) -> None:
        with mock.patch.dict(os.environ, {"OMS_MOCK_TOKEN": "another", "OMS_MOCK_SCENARIO": "nonsense"}):
            fake = FakeServer(scenario="single")
            self.assertTrue(answers(fake.start().url))
            fake.stop()

    @unittest.skipIf(sys.platform == "win32", "there is no SIGKILL")
    def test_the_fake_ends_with_a_killed_test_process(self) -> None:
        command = [sys.executable, "-c", LEFT_RUNNING]
        environment = {**os.environ, "TMPDIR": str(self.folder)}
        with subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment
        ) as tests:
            assert tests.stdout
            url = tests.stdout.readline().strip()
            self.assertTrue(answers(url))
            tests.send_signal(signal.SIGKILL)
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline and (answers(url) or list(self.folder.iterdir())):
            time.sleep(0.1)
        self.assertFalse(answers(url))
        self.assertEqual(list(self.folder.iterdir()), [])
