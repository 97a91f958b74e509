"""Origins that browsers send, and texts that they never send."""

from __future__ import annotations

import pytest

from oms_mock.app import create_app
from oms_mock.cli.main import main
from oms_mock.config import Config, from_environment
from oms_mock.errors import SetupError
from oms_mock.inputs import origins
from oms_mock.testing import FakeServer


@pytest.mark.parametrize(
    "text",
    [
        *("*", "null", "file://", "http://localhost:3000", "https://shop.example.com", "http://[::1]:3000"),
        *("http://a_b.example.com", "capacitor://localhost", "chrome-extension://abcdef", "http://127.0.0.1"),
        "https://shop.example.com:80",
    ],
)
def test_an_origin_of_a_browser_is_accepted(text: str) -> None:
    assert origins.parse(text) == text


@pytest.mark.parametrize(
    ("text", "correct"),
    [
        ("http://localhost:3000/", "http://localhost:3000"),
        ("localhost:3000", "http://localhost:3000"),
        ("127.0.0.1:3000", "http://127.0.0.1:3000"),
        ("[::1]:3000", "http://[::1]:3000"),
        ("shop.example.com", "https://shop.example.com"),
        ("//shop.example.com", "https://shop.example.com"),
        ("https://a.example.com/app?x=1#top", "https://a.example.com"),
        ("https://a.example.com:443", "https://a.example.com"),
        ("http://a.example.com:80", "http://a.example.com"),
        ("http://a.example.com:08080", "http://a.example.com:8080"),
        ("http://a.example.com:", "http://a.example.com"),
        ("HTTPS://A.example.com", "https://a.example.com"),
        ("http://münchen.example.com", "http://xn--mnchen-3ya.example.com"),
        ("http://[0:0:0:0:0:0:0:1]", "http://[::1]"),
        ("http://127.1:3000", "http://127.0.0.1:3000"),
        (" http://a.example.com\n", "http://a.example.com"),
        ("Null", "null"),
    ],
)
def test_another_spelling_of_an_origin_is_rejected_with_the_correct_one(text: str, correct: str) -> None:
    with pytest.raises(ValueError, match="write ") as caught:
        origins.parse(text)
    assert str(caught.value).endswith(f" is not how browsers write an origin: write {correct}")
    assert origins.parse(correct) == correct


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("a,b", "'a,b' is a list: give each origin by itself, http://a and http://b"),
        ("http://a.example.com http://b.example.com/", "give each origin by itself, http://a.example.com and http://b"),
        ("https://*.example.com", "has a wildcard: name each origin, like https://shop.example.com"),
        ("", "'' is not an origin: write it like http://localhost:3000"),
        ("http://", "is not an origin"),
        ("http:/localhost:3000", "is not an origin"),
        ("http://a.example.com:99999", "is not an origin"),
        ("http://a.example.com:port", "is not an origin"),
        ("http://1.2.3.4.5", "is not an origin"),
        ("http://[::1", "is not an origin"),
        ("http://a%20b", "is not an origin"),
        ("http://" + "a" * 300, "is not an origin"),
    ],
)
def test_what_is_no_origin_is_rejected(text: str, problem: str) -> None:
    with pytest.raises(ValueError, match="origin") as caught:
        origins.parse(text)
    assert problem in str(caught.value)


def test_a_password_is_not_repeated() -> None:
    with pytest.raises(ValueError, match=r"write https://a\.example\.com$") as caught:
        origins.parse("https://me:OMSMOCK-CANARY-1@a.example.com")
    assert "CANARY" not in str(caught.value)


@pytest.mark.parametrize("further", [[], ["--upstream", "https://oms.example.com"]])
def test_serve_rejects_a_wrong_origin(capsys: pytest.CaptureFixture[str], further: list[str]) -> None:
    assert main(["serve", "--port", "0", "--cors-origin", "http://localhost:3000/", *further]) == 2
    assert "write http://localhost:3000: see oms-mock serve --help" in capsys.readouterr().err


def test_serve_rejects_a_wrong_origin_of_the_environment(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OMS_MOCK_CORS_ORIGINS", "http://a.example.com localhost:3000")
    assert main(["serve", "--port", "0"]) == 2
    assert "write http://localhost:3000: see oms-mock serve --help" in capsys.readouterr().err


def test_an_app_of_the_environment_names_the_variable() -> None:
    with pytest.raises(SetupError, match=r"^OMS_MOCK_CORS_ORIGIN: 'a,b' is a list: "):
        create_app(from_environment({"OMS_MOCK_CORS_ORIGIN": "a,b"}))


@pytest.mark.parametrize("make", [Config, FakeServer])
@pytest.mark.parametrize("wrong", [("localhost:3000",), "http://localhost:3000"])
def test_python_settings_are_checked(make: type, wrong: object) -> None:
    with pytest.raises(SetupError, match=r"^cors_origins: '"):
        make(cors_origins=wrong)
