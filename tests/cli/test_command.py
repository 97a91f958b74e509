"""Commands declared from the option table: environment variables, options without effect, help by group."""

from __future__ import annotations

from typing import Any

import pytest

from oms_mock import config
from oms_mock.cli.main import main
from oms_mock.config import Config
from oms_mock.option_table import COMMANDS, SERVE, Option, settings


@pytest.fixture(autouse=True)
def fixture_no_server(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("oms_mock.server.run", lambda *_: None)


def stderr_of(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    main(arguments)
    return capsys.readouterr().err


def test_a_removed_variable_is_warned_about_with_its_option(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OMS_MOCK_JSON", "1")
    assert stderr_of(capsys, "personas") == "oms-mock: warning: OMS_MOCK_JSON is no longer read: use --json\n"


def test_several_removed_variables_are_one_warning(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OMS_MOCK_JSON", "1")
    monkeypatch.setenv("OMS_MOCK_LEDGER", "fidelity.json")
    assert stderr_of(capsys, "fidelity", "order-list") == (
        "oms-mock: warning: OMS_MOCK_LEDGER and OMS_MOCK_JSON are no longer read: use --ledger and --json\n"
    )


def test_a_removed_variable_has_no_effect(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OMS_MOCK_JSON", "1")
    main(["personas"])
    assert not capsys.readouterr().out.startswith("[")


def test_a_removed_variable_of_check_is_warned_about_and_has_no_effect(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("REPORT", "FAIL_ON", "SEED", "TOKEN_ENV"):
        monkeypatch.setenv(f"OMS_MOCK_{name}", "nonsense")
    monkeypatch.delenv("OMS_TOKEN", raising=False)
    assert stderr_of(capsys, "check", "https://oms.example.com").splitlines() == [
        "oms-mock: warning: OMS_MOCK_REPORT and OMS_MOCK_FAIL_ON are no longer read: use --report and --fail-on",
        "oms-mock: OMS_TOKEN is not set: export the token of the deployment, or use --token-file",
    ]


def test_a_removed_variable_of_admin_is_warned_about(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OMS_MOCK_ADMIN_STATUS", "503")
    monkeypatch.setenv("OMS_MOCK_ADMIN_URL", "http://127.0.0.1:1")
    assert stderr_of(capsys, "admin", "verify", "--operation", "order_list").splitlines()[0] == (
        "oms-mock: warning: OMS_MOCK_ADMIN_STATUS is no longer read: use --status"
    )


@pytest.mark.parametrize("variable", ["OMS_MOCK_SEED", "OMS_MOCK_PROFILE", "OMS_MOCK_CHECK"])
def test_a_variable_of_serve_or_of_another_command_is_not_warned_about(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, variable: str
) -> None:
    monkeypatch.setenv(variable, "7")
    assert stderr_of(capsys, "personas") == ""
    assert "no longer read" not in stderr_of(capsys, "seed", "--database", "nonsense")


def test_serve_reads_its_variables_without_a_warning(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OMS_MOCK_SCENARIO", "single")
    assert stderr_of(capsys, "serve", "--port", "0") == ""


def test_serve_reads_a_setting_that_has_no_option(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OMS_MOCK_SCENARIO", "single")
    monkeypatch.setenv("OMS_MOCK_MAX_BODY_BYTES", "many")
    assert stderr_of(capsys, "serve", "--port", "0") == (
        "oms-mock: OMS_MOCK_MAX_BODY_BYTES: 'many' is not a whole number\n"
    )


def test_a_database_url_may_come_from_the_environment_as_it_can_hold_a_password(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OMS_MOCK_DATABASE", "mysql://me:hunter2@host/orders")
    message = stderr_of(capsys, "seed")
    assert message.startswith("oms-mock: 'mysql://me:***@host/orders' is not supported")


def test_a_variable_does_not_make_an_option_of_the_other_mode_an_error(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OMS_MOCK_ORDERS", "100")
    assert stderr_of(capsys, "serve", "--port", "0", "--upstream", "https://oms.example.com") == ""


@pytest.mark.parametrize("option", list(settings()), ids=lambda option: option.name)
def test_every_setting_is_a_field_of_config_with_the_default_of_the_table(option: Option) -> None:
    assert getattr(Config(), str(option.setting)) == option.default


def test_every_field_of_config_is_in_the_table() -> None:
    assert {option.setting for option in settings()} == {*Config.__dataclass_fields__}


def test_both_names_of_the_allowed_origins_are_read() -> None:
    for name in ("OMS_MOCK_CORS_ORIGIN", "OMS_MOCK_CORS_ORIGINS"):
        assert config.from_environment({name: "http://a.test"}) == Config(cors_origins=("http://a.test",))


def test_help_lists_options_by_group(capsys: pytest.CaptureFixture[str]) -> None:
    main(["serve", "--help"])
    lines = capsys.readouterr().out.splitlines()
    titles = [line for line in lines if line.endswith(":") and not line.startswith(" ")]
    assert titles == ["Server:", "Data:", "Responses:", "Access:", "Proxy mode:", "Other options:"]


def all_options() -> list[Any]:
    return [pytest.param(option, id=f"{path} {option.flag}") for path, rows in COMMANDS.items() for option in rows]


@pytest.mark.parametrize("option", all_options())
def test_help_of_an_option_is_a_sentence(option: Option) -> None:
    assert option.help[0].isupper()
    assert option.help.rstrip().endswith((".", "!"))


def test_every_option_of_serve_has_a_variable() -> None:
    assert [option.name for option in SERVE if not option.variables] == []
