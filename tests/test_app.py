"""The app, its temporary folder, and its configuration under other WSGI servers."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
from pathlib import Path

import pytest

from oms_mock.admin.access_control import Guard
from oms_mock.app import create_app
from oms_mock.config import Config, from_environment, parse_duration
from oms_mock.errors import SetupError
from tests.conftest import TOKEN

ROOT = Path(__file__).parents[1]


def test_the_temporary_folder_is_removed_with_its_app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    app = create_app(Config(scenario="single"))
    assert len(list(tmp_path.glob("oms-mock-*"))) == 1
    del app
    gc.collect()
    assert list(tmp_path.iterdir()) == []


def test_a_forked_child_does_not_remove_the_folder_of_its_parent(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    app = create_app(Config(scenario="single"))
    child = os.fork()
    if child == 0:
        del app
        gc.collect()
        os._exit(0)
    os.waitpid(child, 0)
    assert len(list(tmp_path.iterdir())) == 1
    assert app.test_client().get("/readyz").status_code == 200


def test_two_apps_in_one_process_share_nothing() -> None:
    one, other = (create_app(Config(scenario="single")).test_client() for _ in range(2))
    pull = "/api/v1/oms/orders/pull_from_omnitron/"
    one.post(pull, json={"order_numbers": ["9000000000000001"]}, headers=TOKEN)
    counts = [client.get("/api/v1/oms/orders/", headers=TOKEN).json["count"] for client in (one, other)]
    assert counts == [2, 1]


def test_two_apps_on_one_database_share_their_data(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'shared.db'}"
    one, other = (create_app(Config(scenario="single", database=url)).test_client() for _ in range(2))
    pull = "/api/v1/oms/orders/pull_from_omnitron/"
    assert other.get("/api/v1/oms/orders/", headers=TOKEN).json["count"] == 1
    one.post(pull, json={"order_numbers": ["9000000000000001"]}, headers=TOKEN)
    assert other.get("/api/v1/oms/orders/", headers=TOKEN).json["count"] == 2


@pytest.mark.process
def test_wsgi_py_is_configured_by_the_environment() -> None:
    program = (
        "from wsgi import app;"
        "response = app.test_client().get('/api/v1/oms/orders/', headers={'Authorization': 'Token x'});"
        "print(response.json['count'])"
    )
    environment = {**os.environ, "OMS_MOCK_ORDERS": "37", "OMS_MOCK_TOKEN": "x"}
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout == "37\n"


@pytest.fixture(name="admin_address")
def fixture_admin_address(monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("OMS_MOCK_SCENARIO", "single")
    monkeypatch.setenv("OMS_MOCK_ADMIN_ADDRESS", "127.0.0.1:8000")
    return "127.0.0.1:8000"


def test_the_admin_api_of_wsgi_py_is_off_without_an_address(
    admin_address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def status_of(host: str) -> int:
        return create_app().test_client().get("/__admin/requests", headers={"Host": host}).status_code

    assert (status_of(admin_address), status_of("evil.example:8000")) == (200, 403)
    monkeypatch.delenv("OMS_MOCK_ADMIN_ADDRESS")
    assert status_of(admin_address) == 404


def test_an_app_with_a_config_ignores_environment_variables(admin_address: str) -> None:
    app = create_app(Config(scenario="single"))
    assert app.test_client().get("/__admin/worlds", headers={"Host": admin_address}).status_code == 404


def test_a_guard_argument_overrides_the_environment(admin_address: str) -> None:
    client = create_app(guard=Guard("127.0.0.1", 1)).test_client()
    assert client.get("/__admin/worlds", headers={"Host": admin_address}).status_code == 403
    assert client.get("/__admin/worlds", headers={"Host": "127.0.0.1:1"}).status_code == 200


def test_an_invalid_admin_address_is_a_setup_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OMS_MOCK_ADMIN_ADDRESS", "8000")
    with pytest.raises(SetupError, match=r"^OMS_MOCK_ADMIN_ADDRESS: "):
        create_app()


def test_variables_are_read_by_name_and_type() -> None:
    environment = {
        "OMS_MOCK_SEED": "7",
        "OMS_MOCK_LATENCY": "1.5s",
        "OMS_MOCK_TRUST_PROXY": "yes",
        "OMS_MOCK_CORS_ORIGINS": "http://a.test http://b.test",
    }
    expected = Config(seed=7, latency=1.5, trust_proxy=True, cors_origins=("http://a.test", "http://b.test"))
    assert from_environment(environment) == expected


@pytest.mark.parametrize(
    ("name", "value"), [("ORDERS", "many"), ("SEED", "-1"), ("LATENCY", "soon"), ("TRUST_PROXY", "perhaps")]
)
def test_an_invalid_variable_is_named_in_the_error(name: str, value: str) -> None:
    with pytest.raises(SetupError, match=f"^OMS_MOCK_{name}: "):
        from_environment({f"OMS_MOCK_{name}": value})


@pytest.mark.parametrize(
    ("text", "seconds"), [("200ms", 0.2), ("1.5s", 1.5), ("250", 0.25), (" 1 s ", 1.0), ("60s", 60), ("1m", 60)]
)
def test_a_duration_without_a_unit_is_in_milliseconds(text: str, seconds: float) -> None:
    assert parse_duration(text) == seconds


@pytest.mark.parametrize("text", ["", "soon", "-1", "2m", "61s", "nan", "1e3", "٣s"])
def test_text_that_is_not_a_duration_is_rejected(text: str) -> None:
    with pytest.raises(ValueError, match=r"duration|longer"):
        parse_duration(text)
