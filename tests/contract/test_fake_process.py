"""Starting and stopping a fake for `check` without a URL."""

from __future__ import annotations

import socket
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import requests

from oms_mock.contract import fake_process
from oms_mock.contract.endpoints import ORDERS
from oms_mock.errors import SetupError

ROOT = Path(__file__).parents[2]


def orders(url: str, token: str) -> requests.Response:
    return requests.get(url + ORDERS, headers={"Authorization": f"Token {token}"}, timeout=30)


def test_the_fake_accepts_both_tokens_and_is_stopped_afterwards() -> None:
    with fake_process.running("--orders", "36") as url:
        assert orders(url, fake_process.TOKEN).json()["count"] == 36
        assert orders(url, fake_process.LIMITED_TOKEN).status_code == 403
    with pytest.raises(ConnectionRefusedError), socket.create_connection(("127.0.0.1", urlsplit(url).port)):
        pass


def test_environment_variables_of_the_user_do_not_configure_the_fake(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OMS_MOCK_TOKEN", "another")
    monkeypatch.setenv("OMS_MOCK_ORDERS", "many")
    with fake_process.running("--scenario", "single") as url:
        assert orders(url, fake_process.TOKEN).json()["count"] == 1


def test_the_error_of_a_fake_that_does_not_start_is_reported() -> None:
    with (
        pytest.raises(SetupError, match=r"^there is no scenario 'defalt'"),
        fake_process.running("--scenario", "defalt"),
    ):
        pass


def test_the_fake_is_stopped_when_the_run_is_interrupted() -> None:
    with pytest.raises(KeyboardInterrupt), fake_process.running("--orders", "36") as url:
        raise KeyboardInterrupt
    with pytest.raises(ConnectionRefusedError), socket.create_connection(("127.0.0.1", urlsplit(url).port)):
        pass


CTRL_C = """
import os, signal, time
from tests.contract.test_fake_process import fake_process, orders
with fake_process.running("--orders", "36") as url:
    try:
        os.killpg(0, signal.SIGINT)
        time.sleep(30)
    except KeyboardInterrupt:
        print(orders(url, fake_process.TOKEN).status_code)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="process groups are POSIX")
def test_ctrl_c_in_a_terminal_is_not_sent_to_the_fake() -> None:
    done = subprocess.run([sys.executable, "-c", CTRL_C], cwd=ROOT, start_new_session=True, capture_output=True)
    assert done.stdout == b"200\n"
