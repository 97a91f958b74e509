"""The options about an access gateway are read, and mistakes are reported without their secrets."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from oms_mock.contract.client import gateway
from oms_mock.contract.client.gateway import RESERVED, Gateway
from oms_mock.contract.client.target import Target
from oms_mock.errors import SetupError

SECRET = "OMSMOCK-CANARY-gateway"


@pytest.fixture(autouse=True, name="variables")
def fixture_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KEY", SECRET)
    monkeypatch.setenv("EMPTY", " ")
    monkeypatch.setenv("BROKEN", f"{SECRET}\nX-Other: 1")
    monkeypatch.delenv("UNSET", raising=False)


@pytest.fixture(name="file")
def fixture_file(tmp_path: Path) -> Path:
    return tmp_path / "headers.txt"


def test_headers_come_from_variables_and_from_a_file(file: Path) -> None:
    file.write_text(f"# a comment\n\nX-Two: {SECRET}: 2 \n", encoding="utf-8-sig")
    read = gateway.read(header_env=["X-One=KEY"], header_file=file)
    assert read.headers == (("X-One", SECRET), ("X-Two", f"{SECRET}: 2"))
    assert read.secrets == (SECRET, f"{SECRET}: 2")
    assert SECRET not in repr(read)


def test_no_options_are_no_gateway() -> None:
    assert gateway.read() == Gateway()


def test_the_secrets_of_a_target_include_the_headers() -> None:
    target = Target("https://oms.example.com", "t", gateway=Gateway((("X-One", SECRET),)))
    assert target.secrets == ("t", SECRET)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("X-One", "--header-env takes NAME=VARIABLE"),
        (f"X-One={SECRET}", "--header-env takes NAME=VARIABLE"),
        ("X-One=UNSET", "UNSET is not set: export the value of the header X-One"),
        ("X-One=EMPTY", "EMPTY: the value of X-One is empty"),
        ("X-One=BROKEN", "BROKEN: the value of X-One is empty, or has characters that cannot be sent"),
        ("X One=KEY", "KEY: that is not the name of a header"),
        ("=KEY", "KEY: that is not the name of a header"),
        *((f"{name}=KEY", f"{name} is sent by oms-mock itself") for name in sorted(RESERVED)),
    ],
)
def test_a_mistake_in_a_variable_is_reported_without_its_value(given: str, said: str) -> None:
    with pytest.raises(SetupError) as error:
        gateway.read(header_env=[given])
    assert said in str(error.value)
    assert SECRET not in str(error.value)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (SECRET.encode(), "line 1: is not a header: write NAME: VALUE"),
        (b"X-One: 1\nAuthorization: Token " + SECRET.encode(), "line 2: Authorization is sent by oms-mock itself"),
        (b"X-One: 1\nx-one: 2", "line 2: the header x-one is given twice"),
        (b"X-One: \xff", "it is not UTF-8: check --header-file"),
    ],
)
def test_a_mistake_in_a_file_is_reported_with_its_line(file: Path, content: bytes, said: str) -> None:
    file.write_bytes(content)
    with pytest.raises(SetupError) as error:
        gateway.read(header_file=file)
    assert said in str(error.value)
    assert SECRET not in str(error.value)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"header_file": "nowhere"}, "cannot read nowhere: "),
        ({"cert": "nowhere"}, "--cert or --cert-key names a file that does not exist"),
        ({"cert_key": "nowhere"}, "--cert-key belongs to a certificate: add --cert FILE"),
        ({"ca_bundle": "nowhere"}, "--ca-bundle nowhere has no certificates"),
        ({"cert": __file__}, "cannot be used with its key: give PEM files, without a password"),
        ({"ca_bundle": __file__}, "has no certificates: give a PEM file"),
    ],
)
def test_a_file_that_cannot_be_used_is_reported(given: dict[str, Any], said: str) -> None:
    with pytest.raises(SetupError) as error:
        gateway.read(**{name: Path(path) for name, path in given.items()})
    assert said in str(error.value)
